-- Why what was spent is not known; paid work waits until a person has confirmed it.
CREATE TABLE spend_doubt (
  id {identity},
  since_ms BIGINT NOT NULL,
  reason TEXT NOT NULL,
  confirmed_ms BIGINT,
  confirmed_by TEXT,
  note TEXT
);
