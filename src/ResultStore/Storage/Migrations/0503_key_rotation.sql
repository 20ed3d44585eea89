-- Keys of personal data change over. One text for SQLite and PostgreSQL.

-- Which of them a row was written with; 0: not looked at since this column is there.
ALTER TABLE result_change ADD COLUMN data_key_version INTEGER NOT NULL DEFAULT 0;

-- A change-over, bucket by bucket, pass by pass, until a pass finds nothing left. A few rows, the same everywhere.
CREATE TABLE key_rotation (
    rotation_id BYTEA    NOT NULL PRIMARY KEY, -- UUIDv7
    kind        SMALLINT NOT NULL, -- 1 data, 2 blind index
    to_version  INTEGER  NOT NULL,
    client_id   TEXT     NOT NULL,
    started_at  BIGINT   NOT NULL,
    finished_at BIGINT,
    pass        INTEGER  NOT NULL, -- from 1
    next_bucket INTEGER  NOT NULL, -- 4096: the pass is over
    left_over   BIGINT   NOT NULL, -- rows written or failed in this pass
    rewritten   BIGINT   NOT NULL, -- in all passes
    failed      BIGINT   NOT NULL, -- in this pass
    lease_owner TEXT     NOT NULL, -- the server at work
    lease_until BIGINT   NOT NULL
);
