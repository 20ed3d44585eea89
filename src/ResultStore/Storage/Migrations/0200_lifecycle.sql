-- What happens to a result after it was stored. Append-only: a change is a row more; the result's own row says where it
-- stands now. One text for SQLite and PostgreSQL.

ALTER TABLE result ADD COLUMN successor_code BYTEA;   -- the result that stands in its place
ALTER TABLE result ADD COLUMN predecessor_code BYTEA; -- the result whose place it took
ALTER TABLE result ADD COLUMN disputed_at BIGINT;     -- while a dispute is open

-- state: 1 applied, 2 waits for effective_at, 3 lapsed (no longer allowed when its time came).
-- told: protobuf, AES-GCM: reason, legal basis, officer. before_*: the metadata it replaced, for corrections.
CREATE TABLE result_change (
    bucket            SMALLINT NOT NULL,
    result_id         BYTEA    NOT NULL,
    change_id         BYTEA    NOT NULL, -- UUIDv7, also the event's id
    kind              SMALLINT NOT NULL,
    state             SMALLINT NOT NULL,
    version           INTEGER  NOT NULL, -- of the result after it; 0 while it waits
    recorded_at       BIGINT   NOT NULL,
    effective_at      BIGINT   NOT NULL,
    system_id         TEXT     NOT NULL,
    decision_number   TEXT     NOT NULL,
    decision_sha256   BYTEA,
    successor_bucket  SMALLINT,
    successor_code    BYTEA,
    told              BYTEA    NOT NULL,
    before_metadata   BYTEA,
    before_cipher     BYTEA,
    PRIMARY KEY (bucket, result_id, change_id)
);
CREATE UNIQUE INDEX result_change_decision ON result_change (bucket, result_id, kind, decision_number);
CREATE INDEX result_change_waiting ON result_change (bucket, effective_at) WHERE state = 2;
