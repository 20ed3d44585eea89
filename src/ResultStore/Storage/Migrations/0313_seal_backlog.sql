-- What is to be done to sealed files is counted at each look, over millions of rows that only wait for their year: each
-- count walks through what it counts and no more. One text for SQLite and PostgreSQL.
CREATE INDEX seal_task_late ON seal_task (done_by) WHERE seal_level >= seal_target AND abandoned_at IS NULL;
CREATE INDEX seal_task_failing ON seal_task (due_at) WHERE attempts > 0 AND abandoned_at IS NULL;
CREATE INDEX seal_task_abandoned ON seal_task (abandoned_at) WHERE abandoned_at IS NOT NULL;
