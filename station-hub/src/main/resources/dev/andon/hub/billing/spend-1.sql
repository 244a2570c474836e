-- A second copy of what the ledger says, in a file of its own: sums by those who pay and by hour.
CREATE TABLE spent (
  owners         TEXT NOT NULL,
  hour_ms        BIGINT NOT NULL,
  price_currency TEXT NOT NULL,
  cost_currency  TEXT NOT NULL,
  price_micros   BIGINT NOT NULL,
  cost_micros    BIGINT NOT NULL,
  -- the latest attempt in it
  last_ms        BIGINT NOT NULL,
  PRIMARY KEY (owners, hour_ms, price_currency, cost_currency)
);
CREATE INDEX spent_hour ON spent (hour_ms);

-- The open holds, as they stand in the money file.
CREATE TABLE held (
  request TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  state TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  owners TEXT NOT NULL,
  price_micros BIGINT NOT NULL,
  price_currency TEXT NOT NULL,
  cost_micros BIGINT NOT NULL,
  cost_currency TEXT NOT NULL,
  memo TEXT NOT NULL,
  replica TEXT NOT NULL,
  PRIMARY KEY (request, attempt)
);

-- One row: ledger entries up to this id are in the sums.
CREATE TABLE copied (
  ledger_id BIGINT NOT NULL
);
