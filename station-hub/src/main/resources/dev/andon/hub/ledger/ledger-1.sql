-- Who and what, once; ledger rows refer to it.
CREATE TABLE ledger_subject (
  id {identity},
  api_key TEXT NOT NULL,
  station TEXT NOT NULL,
  line TEXT NOT NULL,
  team TEXT NOT NULL,
  customer TEXT NOT NULL,
  plant TEXT NOT NULL,
  variant TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  price_version TEXT NOT NULL,
  price_currency TEXT NOT NULL,
  cost_currency TEXT NOT NULL,
  UNIQUE (api_key, station, line, team, customer, plant, variant, provider, model, price_version, price_currency, cost_currency)
);

-- Append-only. at_ms is the attempt's time and decides windows; booked_ms is when the entry was written.
CREATE TABLE ledger (
  id {identity},
  request TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  at_ms BIGINT NOT NULL,
  booked_ms BIGINT NOT NULL,
  hour_ms BIGINT NOT NULL,
  subject BIGINT NOT NULL REFERENCES ledger_subject (id),
  outcome TEXT NOT NULL,
  input BIGINT NOT NULL,
  cached_input BIGINT NOT NULL,
  cache_write BIGINT NOT NULL,
  image BIGINT NOT NULL,
  audio BIGINT NOT NULL,
  output BIGINT NOT NULL,
  reasoning BIGINT NOT NULL,
  price_micros BIGINT NOT NULL,
  cost_micros BIGINT NOT NULL,
  saved_micros BIGINT NOT NULL,
  note TEXT,
  UNIQUE (request, attempt)
);

CREATE INDEX ledger_at ON ledger (at_ms);

CREATE TABLE ledger_hour (
  hour_ms BIGINT NOT NULL,
  subject BIGINT NOT NULL REFERENCES ledger_subject (id),
  outcome TEXT NOT NULL,
  calls BIGINT NOT NULL,
  input BIGINT NOT NULL,
  cached_input BIGINT NOT NULL,
  cache_write BIGINT NOT NULL,
  image BIGINT NOT NULL,
  audio BIGINT NOT NULL,
  output BIGINT NOT NULL,
  reasoning BIGINT NOT NULL,
  price_micros BIGINT NOT NULL,
  cost_micros BIGINT NOT NULL,
  saved_micros BIGINT NOT NULL,
  PRIMARY KEY (hour_ms, subject, outcome)
);

-- Entries up to this id are in ledger_hour.
CREATE TABLE ledger_rolled (
  up_to BIGINT NOT NULL
);

INSERT INTO ledger_rolled (up_to) VALUES (0);
