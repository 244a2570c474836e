CREATE TABLE request (
  id          TEXT PRIMARY KEY,
  received_ms BIGINT NOT NULL,
  door        TEXT NOT NULL,
  key_id      TEXT,
  line        TEXT,
  station     TEXT,
  model       TEXT NOT NULL,
  outcome     TEXT NOT NULL,
  took_us     BIGINT NOT NULL,
  cost_micros BIGINT,
  currency    TEXT,
  trail       TEXT NOT NULL
);
CREATE INDEX request_received ON request (received_ms);
