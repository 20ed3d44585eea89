-- Whose link it is: a keyed digest of link and holder; null for links of earlier versions. One text for SQLite and PostgreSQL.
ALTER TABLE share_link ADD COLUMN owner BYTEA;
