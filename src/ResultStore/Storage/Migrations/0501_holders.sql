-- What holders show and share. One text for SQLite and PostgreSQL.

-- A code shown for minutes on a phone. The token says how long; this row counts who looked.
CREATE TABLE presentation (
    bucket          SMALLINT NOT NULL, -- of the result
    presentation_id BYTEA    NOT NULL, -- 8 random bytes, as in the token
    result_id       BYTEA    NOT NULL,
    issued_at       BIGINT   NOT NULL,
    expires_at      BIGINT   NOT NULL,
    client_id       TEXT     NOT NULL,
    reads           INTEGER  NOT NULL,
    last_read_at    BIGINT,
    PRIMARY KEY (bucket, presentation_id)
);
CREATE INDEX presentation_of_result ON presentation (bucket, result_id, issued_at);

-- A link given away. Its secret is kept as a digest only. bucket: first 12 bits of that digest.
CREATE TABLE share_link (
    bucket        SMALLINT NOT NULL,
    secret_sha256 BYTEA    NOT NULL,
    link_id       BYTEA    NOT NULL, -- UUIDv7
    result_bucket SMALLINT NOT NULL,
    result_id     BYTEA    NOT NULL,
    shows         SMALLINT NOT NULL, -- 1 status, 2 data, 3 data and document
    created_at    BIGINT   NOT NULL,
    expires_at    BIGINT   NOT NULL,
    most_uses     INTEGER  NOT NULL,
    uses          INTEGER  NOT NULL,
    last_used_at  BIGINT,
    revoked_at    BIGINT,
    client_id     TEXT     NOT NULL,
    PRIMARY KEY (bucket, secret_sha256)
);
CREATE INDEX share_link_of_result ON share_link (result_bucket, result_id, link_id);
