-- Corrections and amendments that are set for later. One text for SQLite and PostgreSQL.

-- While a correction or amendment waits, before_* hold the metadata that it is to bring, and this the last day of
-- validity in them; once it is made, before_* hold what it replaced and this is empty.
-- state, further to 0200: 4 cancelled before its time came.
ALTER TABLE result_change ADD COLUMN valid_until INTEGER;
