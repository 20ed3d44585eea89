-- Who relied on a result in place of a paper, or said why not. Append-only. bucket: of the result.
CREATE TABLE reliance (
    bucket           SMALLINT NOT NULL,
    result_id        BYTEA    NOT NULL,
    reliance_id      BYTEA    NOT NULL, -- UUIDv7
    dossier_code     TEXT     NOT NULL,
    component_code   TEXT     NOT NULL,
    declined_for     SMALLINT NOT NULL, -- 0: it was used; else what was wrong with it
    procedure_code   TEXT     NOT NULL,
    agency_code      TEXT     NOT NULL, -- of the dossier
    client_id        TEXT     NOT NULL,
    officer          TEXT     NOT NULL,
    at               BIGINT   NOT NULL,
    state            SMALLINT NOT NULL, -- what the rules said of it then
    rule_code        TEXT     NOT NULL, -- empty: none covered it
    data_key_version INTEGER  NOT NULL, -- of the key that encrypted note
    note             BYTEA    NOT NULL, -- AES-GCM, bound to reliance_id: officers write names
    PRIMARY KEY (bucket, result_id, dossier_code, component_code, declined_for)
);
CREATE INDEX reliance_of_result ON reliance (bucket, result_id, reliance_id);

-- Further sealed files of a result, each with a token of its own. The one the result row names is number 1.
CREATE TABLE result_copy (
    bucket        SMALLINT NOT NULL, -- of the result
    result_id     BYTEA    NOT NULL,
    copy_number   INTEGER  NOT NULL, -- from 2
    client_id     TEXT     NOT NULL,
    request_id    TEXT     NOT NULL,
    ground        SMALLINT NOT NULL,
    sealed_sha256 BYTEA    NOT NULL,
    sealed_length BIGINT   NOT NULL,
    seal_form     SMALLINT NOT NULL,
    token         BYTEA    NOT NULL,
    issued_at     BIGINT   NOT NULL,
    PRIMARY KEY (bucket, result_id, copy_number)
);
CREATE UNIQUE INDEX result_copy_request ON result_copy (bucket, result_id, client_id, request_id);
