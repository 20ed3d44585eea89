-- The catalogue: small, the same everywhere, hence no bucket. Append-only.

CREATE TABLE catalogue_version (
    version     BIGINT  NOT NULL PRIMARY KEY, -- from 1, without gaps
    valid_from  INTEGER NOT NULL,
    imported_at BIGINT  NOT NULL,
    client_id   TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    entries     INTEGER NOT NULL
);

-- One text of an entry: in force from a day on, until another text of it is.
CREATE TABLE catalogue_entry (
    version    BIGINT   NOT NULL,
    kind       SMALLINT NOT NULL, -- 1 procedure, 2 result type, 3 agency, 4 succession
    code       TEXT     NOT NULL,
    valid_from INTEGER  NOT NULL,
    body       BYTEA,             -- protobuf; null: removed
    PRIMARY KEY (version, kind, code)
);
