-- The feed: every event under its number, and what agencies have to look at. One text for SQLite and PostgreSQL.

-- Who gives numbers, and how far. One row, which every numbering writes: whoever lost the term writes nothing more.
CREATE TABLE feed_head (
    name        TEXT   NOT NULL PRIMARY KEY,
    term        BIGINT NOT NULL, -- counts the sequencers that had the place
    beat        BIGINT NOT NULL, -- counts the rounds after which nothing waited
    holder      TEXT   NOT NULL, -- the sequencer that has the place; empty: given back
    last_number BIGINT NOT NULL
);
INSERT INTO feed_head (name, term, beat, holder, last_number) VALUES ('events', 0, 0, '', 0);

-- Append-only. bucket: number / 1024 modulo 4096, so that all fill alike and a page lies in one or two of them.
CREATE TABLE feed (
    bucket       SMALLINT NOT NULL,
    number       BIGINT   NOT NULL,
    event_bucket SMALLINT NOT NULL,
    event_id     BYTEA    NOT NULL,
    result_id    BYTEA    NOT NULL,
    kind         SMALLINT NOT NULL,
    at           BIGINT   NOT NULL,
    body         BYTEA    NOT NULL, -- protobuf FeedEvent; nothing personal in it
    PRIMARY KEY (bucket, number)
);

-- A dossier relied on a result to which something happened. bucket: of the first level of the dossier's agency.
CREATE TABLE notice (
    bucket          SMALLINT NOT NULL,
    agency_code     TEXT     NOT NULL,
    number          BIGINT   NOT NULL,
    reliance_id     BYTEA    NOT NULL,
    dossier_code    TEXT     NOT NULL,
    procedure_code  TEXT     NOT NULL,
    component_code  TEXT     NOT NULL,
    body            BYTEA    NOT NULL, -- protobuf FeedEvent
    acknowledged_at BIGINT,
    acknowledged_by TEXT,              -- client id
    officer         TEXT,
    PRIMARY KEY (bucket, agency_code, number, reliance_id)
);
CREATE INDEX notice_open ON notice (bucket, agency_code, number, reliance_id) WHERE acknowledged_at IS NULL;
