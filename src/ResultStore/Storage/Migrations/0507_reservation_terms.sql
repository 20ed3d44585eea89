-- For the sweep of what is kept for a term only. One text for SQLite and PostgreSQL.
CREATE INDEX reservation_over ON reservation (expires_at);
CREATE INDEX reservation_key_over ON reservation_key (expires_at);
