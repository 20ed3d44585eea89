-- The access log, searchable. One text for SQLite and PostgreSQL.

-- Whose result was read, so that an agency can be shown the reads of its own; and, where a portal asks for a holder, how
-- and when the portal had proved who that is and which session of its own it was.
ALTER TABLE access ADD COLUMN owner_agency TEXT NOT NULL DEFAULT '';
ALTER TABLE access ADD COLUMN session TEXT NOT NULL DEFAULT '';
UPDATE access SET owner_agency = COALESCE(
    (SELECT r.agency_code FROM result r WHERE r.bucket = access.bucket AND r.result_id = access.result_id), '')
WHERE result_id IS NOT NULL;

-- Read across buckets in the order of time, by auditors only. Not unique, so each partition keeps its own part.
CREATE INDEX access_in_time ON access (access_id);
CREATE INDEX access_of_client ON access (client_id, access_id);

-- Unusual reading: many unknown codes, or many different holders, by one client or address within a window.
CREATE TABLE access_alert (
    bucket     SMALLINT NOT NULL, -- of the alert's own id
    alert_id   BYTEA    NOT NULL, -- UUIDv7
    at         BIGINT   NOT NULL,
    kind       SMALLINT NOT NULL, -- 1 unknown codes, 2 many holders
    client_id  TEXT     NOT NULL,
    address    TEXT     NOT NULL,
    seen       INTEGER  NOT NULL, -- how many within the window
    window_s   INTEGER  NOT NULL, -- seconds
    PRIMARY KEY (bucket, alert_id)
);
CREATE INDEX access_alert_in_time ON access_alert (alert_id);
