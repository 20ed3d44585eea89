-- What was erased by order, and on what ground; not what it was. Append-only. One text for SQLite and PostgreSQL.
CREATE TABLE erasure (
    bucket           SMALLINT NOT NULL, -- of the erasure's own id
    erasure_id       BYTEA    NOT NULL, -- UUIDv7
    at               BIGINT   NOT NULL,
    client_id        TEXT     NOT NULL,
    results          INTEGER  NOT NULL,
    row_count        INTEGER  NOT NULL,
    data_key_version INTEGER  NOT NULL,
    told             BYTEA    NOT NULL, -- AES-GCM: order, legal basis, officer; no holder
    PRIMARY KEY (bucket, erasure_id)
);

-- For the sweep of what is kept for a term only.
CREATE INDEX presentation_over ON presentation (expires_at);
CREATE INDEX share_link_over ON share_link (expires_at);
