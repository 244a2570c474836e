-- Closed bills; a row is never changed. body is the statement as it was read out.
CREATE TABLE statement (
  number {identity},
  line TEXT NOT NULL,
  month TEXT NOT NULL,
  currency TEXT NOT NULL,
  closed_ms BIGINT NOT NULL,
  calls BIGINT NOT NULL,
  hits BIGINT NOT NULL,
  month_micros BIGINT NOT NULL,
  adjustment_micros BIGINT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (line, month, currency)
);
