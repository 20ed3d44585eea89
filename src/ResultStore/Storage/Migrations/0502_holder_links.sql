-- Ids that belong together: an old and a new id of one holder, an organisation and those it took over. Append-only: a
-- link is ended by a row of its own. One text for SQLite and PostgreSQL.
CREATE TABLE holder_link (
    bucket           SMALLINT NOT NULL, -- of the link's own id
    link_id          BYTEA    NOT NULL, -- UUIDv7
    kind             SMALLINT NOT NULL, -- 1 same holder, 2 took over
    recorded_at      BIGINT   NOT NULL,
    client_id        TEXT     NOT NULL,
    data_key_version INTEGER  NOT NULL,
    told             BYTEA    NOT NULL, -- AES-GCM: both ids, evidence, legal basis, officer
    PRIMARY KEY (bucket, link_id)
);

CREATE TABLE holder_link_undo (
    bucket           SMALLINT NOT NULL,
    link_id          BYTEA    NOT NULL,
    recorded_at      BIGINT   NOT NULL,
    client_id        TEXT     NOT NULL,
    data_key_version INTEGER  NOT NULL,
    told             BYTEA    NOT NULL, -- AES-GCM: reason, legal basis, officer
    PRIMARY KEY (bucket, link_id)
);

-- From either holder of a link to the other. bucket: of the one in blind_index.
CREATE TABLE holder_link_key (
    bucket           SMALLINT NOT NULL,
    key_version      INTEGER  NOT NULL,
    blind_index      BYTEA    NOT NULL,
    link_id          BYTEA    NOT NULL,
    link_bucket      SMALLINT NOT NULL,
    sees             SMALLINT NOT NULL, -- 1: what is the other's counts as this one's
    data_key_version INTEGER  NOT NULL,
    other            BYTEA    NOT NULL, -- AES-GCM: the other's id
    PRIMARY KEY (bucket, key_version, blind_index, link_id)
);
