-- 1: accepted by its sender's policy though nothing proves when it was signed; said with every answer about it.
-- One text for SQLite and PostgreSQL; what is on record already is marked by the engine's own text.
ALTER TABLE result ADD COLUMN signing_time_unproved SMALLINT NOT NULL DEFAULT 0;
