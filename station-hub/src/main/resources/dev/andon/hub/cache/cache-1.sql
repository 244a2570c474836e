CREATE TABLE answer (
  key        TEXT PRIMARY KEY,
  stored_ms  BIGINT NOT NULL,
  request_id TEXT NOT NULL,
  completion TEXT NOT NULL,
  cost_micros BIGINT,
  currency   TEXT,
  size       BIGINT NOT NULL
);
CREATE INDEX answer_age ON answer (stored_ms);
