-- A row is an open hold; it goes when the hold is settled, released or booked as unknown.
CREATE TABLE hold (
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

CREATE TABLE top_up (
  id {identity},
  rule TEXT NOT NULL,
  micros BIGINT NOT NULL,
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  granted_by TEXT NOT NULL,
  from_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  automatic INTEGER NOT NULL
);
