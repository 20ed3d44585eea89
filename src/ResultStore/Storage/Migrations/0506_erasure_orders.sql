-- An order stands here before anything is erased, so that one that broke off is known and can be finished. Until it is,
-- told names the holder too; then it does not any more. One text for SQLite and PostgreSQL.
ALTER TABLE erasure ADD COLUMN finished_at BIGINT; -- null: under way, or broken off

UPDATE erasure SET finished_at = at;
