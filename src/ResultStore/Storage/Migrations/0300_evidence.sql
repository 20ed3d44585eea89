-- What verdicts rest on, and what authorities answered. One text for SQLite and PostgreSQL.

-- Certificates, revocation lists, OCSP responses, algorithm tables, policies: each once, however many results rest on
-- it; a result's evidence names them by digest. bucket: first 12 bits of the SHA-256. Append-only.
CREATE TABLE evidence_object (
    bucket SMALLINT NOT NULL,
    sha256 BYTEA    NOT NULL,
    kind   SMALLINT NOT NULL,
    body   BYTEA    NOT NULL,
    PRIMARY KEY (bucket, sha256)
);

-- The newest answer to each question, shared by all servers. question: SHA-256 of kind, address and what was asked;
-- bucket: its first 12 bits. Losing the table costs questions, nothing else.
CREATE TABLE revocation_answer (
    bucket      SMALLINT NOT NULL,
    question    BYTEA    NOT NULL,
    body        BYTEA    NOT NULL,
    fetched_at  BIGINT   NOT NULL,
    this_update BIGINT   NOT NULL,
    next_update BIGINT   NOT NULL,
    PRIMARY KEY (bucket, question)
);
