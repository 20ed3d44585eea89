-- The level of each further copy's seal stands with the copy, as a result's own does. One text for SQLite and PostgreSQL.

-- As in result: 0: sealed before levels were kept here.
ALTER TABLE result_copy ADD COLUMN seal_level SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE result_copy ADD COLUMN seal_target SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE result_copy ADD COLUMN raise_by BIGINT;

-- What a task tells of the copies there are: one below its target is still to be raised, any other has it.
UPDATE result_copy SET seal_level = COALESCE((
    SELECT t.seal_level FROM seal_task t
    WHERE t.bucket = result_copy.bucket AND t.result_id = result_copy.result_id
      AND t.copy_number = result_copy.copy_number), 0);
UPDATE result_copy SET seal_target = COALESCE((
    SELECT t.seal_target FROM seal_task t
    WHERE t.bucket = result_copy.bucket AND t.result_id = result_copy.result_id
      AND t.copy_number = result_copy.copy_number AND t.seal_level < t.seal_target), 0);
UPDATE result_copy SET raise_by = (
    SELECT t.done_by FROM seal_task t
    WHERE t.bucket = result_copy.bucket AND t.result_id = result_copy.result_id
      AND t.copy_number = result_copy.copy_number AND t.seal_level < t.seal_target);
