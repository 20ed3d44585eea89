-- The report kept with a result says NO_POE of a signature: field 2 of a verdict, six bytes long, and the word. Stored at
-- all, it was accepted so.
UPDATE result SET signing_time_unproved = 1
WHERE EXISTS (SELECT 1 FROM result_evidence e
              WHERE e.bucket = result.bucket AND e.result_id = result.result_id
                AND instr(e.report, X'12064E4F5F504F45') > 0);
