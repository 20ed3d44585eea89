-- The first schema. One text for SQLite and PostgreSQL; it also stands on a bucket-sharded PostgreSQL (Citus).
--
-- bucket     0..4095, leads every primary key, unique key and index; nothing reaches across buckets but by a query.
-- times      BIGINT, Unix milliseconds, UTC          dates   INTEGER, yyyymmdd
-- ids        BYTEA, UUIDv7, 16 bytes, network order  hashes  BYTEA, SHA-256, 32 bytes
-- SQLite reads BYTEA as a name without meaning and keeps what it is given.

-- What must never change under a store's feet: its own id, the fingerprints of keys that cannot be mended. Small.
CREATE TABLE store_fact (
    name  TEXT  NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

-- One issued decision. Narrow, for it is read at every verification.
-- bucket: of the first holder, by the bucket key. code: 80 bits; unguessable, the outside name.
CREATE TABLE result (
    bucket            SMALLINT NOT NULL,
    result_id         BYTEA    NOT NULL,
    code              BYTEA    NOT NULL,
    system_id         TEXT     NOT NULL,
    agency_code       TEXT     NOT NULL,
    procedure_code    TEXT     NOT NULL,
    result_type_code  TEXT     NOT NULL,
    result_number     TEXT     NOT NULL,
    dossier_code      TEXT     NOT NULL,
    issued_on         INTEGER  NOT NULL,
    valid_until       INTEGER,
    value_class       SMALLINT NOT NULL,
    status            SMALLINT NOT NULL,
    status_at         BIGINT   NOT NULL,
    version           INTEGER  NOT NULL, -- counts the changes; a writer names the one it has seen
    status_list       INTEGER  NOT NULL,
    status_index      INTEGER  NOT NULL,
    submitted_sha256  BYTEA    NOT NULL,
    submitted_length  BIGINT   NOT NULL,
    sealed_sha256     BYTEA    NOT NULL,
    sealed_length     BIGINT   NOT NULL,
    seal_form         SMALLINT NOT NULL,
    created_at        BIGINT   NOT NULL,
    data_key_version  INTEGER  NOT NULL, -- of the key that encrypted holder_cipher
    token             BYTEA    NOT NULL,
    metadata          BYTEA    NOT NULL, -- protobuf, nothing personal in it
    holder_cipher     BYTEA    NOT NULL, -- everything personal, AES-GCM
    PRIMARY KEY (bucket, result_id)
);
CREATE UNIQUE INDEX result_code ON result (bucket, code);

-- What the verdict rested on. Large, read seldom.
CREATE TABLE result_evidence (
    bucket    SMALLINT NOT NULL,
    result_id BYTEA    NOT NULL,
    report    BYTEA    NOT NULL,
    evidence  BYTEA    NOT NULL,
    PRIMARY KEY (bucket, result_id)
);

-- Holder to results. bucket: of THIS holder. The blind index is an HMAC under a key with versions.
CREATE TABLE result_holder (
    bucket        SMALLINT NOT NULL,
    key_version   INTEGER  NOT NULL,
    blind_index   BYTEA    NOT NULL,
    result_id     BYTEA    NOT NULL,
    result_bucket SMALLINT NOT NULL,
    position      SMALLINT NOT NULL, -- 0 = the holder who decided the result's bucket
    PRIMARY KEY (bucket, key_version, blind_index, result_id)
);

-- Idempotency. bucket: first 12 bits of SHA-256 of the key. event_id tells an attempt from its repetition.
CREATE TABLE push (
    bucket           SMALLINT NOT NULL,
    system_id        TEXT     NOT NULL,
    dossier_code     TEXT     NOT NULL,
    result_number    TEXT     NOT NULL,
    event_id         BYTEA    NOT NULL,
    result_bucket    SMALLINT NOT NULL,
    result_id        BYTEA    NOT NULL,
    submitted_sha256 BYTEA    NOT NULL,
    metadata_digest  BYTEA    NOT NULL, -- keyed: a plain hash of a form with one unknown gives it away
    PRIMARY KEY (bucket, system_id, dossier_code, result_number)
);

-- File to result. bucket: first 12 bits of the SHA-256.
CREATE TABLE document (
    bucket        SMALLINT NOT NULL,
    sha256        BYTEA    NOT NULL,
    kind          SMALLINT NOT NULL, -- 1 submitted, 2 sealed
    result_bucket SMALLINT NOT NULL,
    result_id     BYTEA    NOT NULL,
    PRIMARY KEY (bucket, sha256)
);

-- What happened, append-only. Numbered later, gap-free, by the sequencer: number is the only column ever changed.
CREATE TABLE event (
    bucket    SMALLINT NOT NULL, -- of the result
    event_id  BYTEA    NOT NULL,
    result_id BYTEA    NOT NULL,
    kind      SMALLINT NOT NULL,
    at        BIGINT   NOT NULL,
    actor     TEXT     NOT NULL,
    payload   BYTEA    NOT NULL,
    number    BIGINT,
    PRIMARY KEY (bucket, event_id)
);
CREATE INDEX event_of_result ON event (bucket, result_id, event_id);
CREATE INDEX event_unnumbered ON event (bucket, event_id) WHERE number IS NULL;

-- Codes given before their document existed. result_id is fixed here, so that the status place is taken once.
CREATE TABLE reservation (
    bucket           SMALLINT NOT NULL, -- of the first holder
    code             BYTEA    NOT NULL,
    result_id        BYTEA    NOT NULL,
    system_id        TEXT     NOT NULL,
    agency_code      TEXT     NOT NULL,
    procedure_code   TEXT     NOT NULL,
    dossier_code     TEXT     NOT NULL,
    result_number    TEXT     NOT NULL,
    status_list      INTEGER  NOT NULL,
    status_index     INTEGER  NOT NULL,
    created_at       BIGINT   NOT NULL,
    expires_at       BIGINT   NOT NULL,
    used_at          BIGINT,
    data_key_version INTEGER  NOT NULL,
    holder_digest    BYTEA    NOT NULL, -- keyed
    metadata_digest  BYTEA    NOT NULL, -- keyed
    token            BYTEA    NOT NULL,
    metadata         BYTEA    NOT NULL,
    holder_cipher    BYTEA    NOT NULL,
    PRIMARY KEY (bucket, code)
);

-- Idempotency of reserving. bucket: first 12 bits of SHA-256 of the key.
CREATE TABLE reservation_key (
    bucket             SMALLINT NOT NULL,
    system_id          TEXT     NOT NULL,
    dossier_code       TEXT     NOT NULL,
    result_number      TEXT     NOT NULL,
    reservation_bucket SMALLINT NOT NULL,
    code               BYTEA    NOT NULL,
    expires_at         BIGINT   NOT NULL,
    PRIMARY KEY (bucket, system_id, dossier_code, result_number)
);

-- Places of the status lists. bucket: index modulo 4096.
CREATE TABLE status_slot (
    bucket        SMALLINT NOT NULL,
    status_list   INTEGER  NOT NULL,
    status_index  INTEGER  NOT NULL,
    result_bucket SMALLINT NOT NULL,
    result_id     BYTEA    NOT NULL,
    PRIMARY KEY (bucket, status_list, status_index)
);

-- The lists themselves: a few rows, the highest number is the one being filled.
CREATE TABLE status_list (
    status_list INTEGER NOT NULL PRIMARY KEY,
    opened_at   BIGINT  NOT NULL
);

-- Registered systems: small, the same everywhere, hence no bucket.
CREATE TABLE client (
    client_id   TEXT     NOT NULL PRIMARY KEY,
    name        TEXT     NOT NULL,
    roles       TEXT     NOT NULL, -- words, blank between
    agencies    TEXT     NOT NULL, -- agency codes, blank between
    policy      TEXT     NOT NULL, -- JSON; what this client is allowed beyond the default
    disabled_at BIGINT,
    created_at  BIGINT   NOT NULL,
    changed_at  BIGINT   NOT NULL
);

-- What a client shows to be known: SHA-256 of an API key, or of a certificate.
CREATE TABLE client_credential (
    digest     BYTEA    NOT NULL PRIMARY KEY,
    client_id  TEXT     NOT NULL,
    kind       SMALLINT NOT NULL, -- 1 API key, 2 certificate
    created_at BIGINT   NOT NULL,
    expires_at BIGINT
);

-- Who read what, and why. Append-only. bucket: of the result; of the row's own id where no result was met.
CREATE TABLE access (
    bucket       SMALLINT NOT NULL,
    access_id    BYTEA    NOT NULL,
    result_id    BYTEA,
    at           BIGINT   NOT NULL,
    client_id    TEXT     NOT NULL,
    agency_code  TEXT     NOT NULL,
    officer      TEXT     NOT NULL,
    operation    TEXT     NOT NULL,
    purpose      TEXT     NOT NULL,
    dossier_code TEXT     NOT NULL,
    items        TEXT     NOT NULL,
    outcome      TEXT     NOT NULL,
    address      TEXT     NOT NULL,
    PRIMARY KEY (bucket, access_id)
);
CREATE INDEX access_of_result ON access (bucket, result_id, access_id);
