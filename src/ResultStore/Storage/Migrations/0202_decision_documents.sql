-- Finds whether a document in the folder is a decision that changed results. One text for SQLite and PostgreSQL.
CREATE INDEX result_change_decision_document ON result_change (decision_sha256);
