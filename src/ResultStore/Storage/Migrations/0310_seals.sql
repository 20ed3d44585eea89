-- Sealed files grow: time-stamps and evidence are appended, never taken away. One text for SQLite and PostgreSQL.

-- seal_level: 1 B-B, 2 B-T, 3 B-LT, 4 B-LTA; 0: sealed before levels were kept. seal_target: what it is to reach; 0: no
-- more than it has.
ALTER TABLE result ADD COLUMN seal_level SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE result ADD COLUMN seal_target SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE result ADD COLUMN raise_by BIGINT;

-- Sealed files that a longer one has taken the place of; still genuine. Append-only. copy_number: 1 is the result's own.
CREATE TABLE seal_version (
    bucket        SMALLINT NOT NULL, -- of the result
    result_id     BYTEA    NOT NULL,
    copy_number   INTEGER  NOT NULL,
    sealed_sha256 BYTEA    NOT NULL,
    sealed_length BIGINT   NOT NULL,
    seal_level    SMALLINT NOT NULL,
    replaced_at   BIGINT   NOT NULL,
    PRIMARY KEY (bucket, result_id, copy_number, sealed_length)
);

-- What is to be done to a sealed file next: raised to its target, or, where it has that, renewed before its newest
-- time-stamp runs out. lease_*: who works on it, and until when nobody else may.
CREATE TABLE seal_task (
    bucket        SMALLINT NOT NULL, -- of the result
    result_id     BYTEA    NOT NULL,
    copy_number   INTEGER  NOT NULL,
    sealed_sha256 BYTEA    NOT NULL, -- the file to append to
    seal_level    SMALLINT NOT NULL,
    seal_target   SMALLINT NOT NULL,
    due_at        BIGINT   NOT NULL,
    done_by       BIGINT   NOT NULL,
    attempts      INTEGER  NOT NULL,
    fault         TEXT     NOT NULL, -- of the last attempt
    lease_owner   TEXT     NOT NULL,
    lease_until   BIGINT   NOT NULL,
    PRIMARY KEY (bucket, result_id, copy_number)
);
CREATE INDEX seal_task_due ON seal_task (bucket, due_at);
