-- Seals made for a lower level can be raised too: many tasks at once. One text for SQLite and PostgreSQL.

-- Since when it is known that a seal can never reach its target; why stands in fault. Null: it still can.
ALTER TABLE seal_task ADD COLUMN abandoned_at BIGINT;

-- What is to be raised is taken by urgency, what is to be renewed once its time has come: each an index of its own, so
-- that neither walks through the other's rows.
DROP INDEX seal_task_due;
CREATE INDEX seal_task_raise ON seal_task (done_by) WHERE seal_level < seal_target AND abandoned_at IS NULL;
CREATE INDEX seal_task_renew ON seal_task (due_at) WHERE seal_level >= seal_target AND abandoned_at IS NULL;
