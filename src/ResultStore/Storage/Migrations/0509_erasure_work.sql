-- Erasures that broke off are finished by whichever server finds them first. One text for SQLite and PostgreSQL.
ALTER TABLE erasure ADD COLUMN asked_at BIGINT;                      -- by hand, last: what came later is not this order's
ALTER TABLE erasure ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;     -- until then whoever works on it is left alone
ALTER TABLE erasure ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;  -- of servers that found it unfinished
ALTER TABLE erasure ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0;   -- rows that could not be read, so not erased

UPDATE erasure SET asked_at = at;

CREATE INDEX erasure_unfinished ON erasure (bucket, due_at) WHERE finished_at IS NULL;

-- A code may be reserved for several holders; the digest in its row knows only the first.
CREATE INDEX reservation_open ON reservation (bucket, code) WHERE used_at IS NULL;
