-- The report kept with a result says NO_POE of a signature: field 2 of a verdict, six bytes long, and the word. Stored at
-- all, it was accepted so.
UPDATE result SET signing_time_unproved = 1
WHERE EXISTS (SELECT 1 FROM result_evidence e
              WHERE e.bucket = result.bucket AND e.result_id = result.result_id
                AND position('\x12064e4f5f504f45'::bytea IN e.report) > 0);
