-- Numbers of allowances up to this one may have been given out: the next start goes on behind it
CREATE TABLE allowance_number (
  id       INTEGER PRIMARY KEY,
  reserved BIGINT NOT NULL
);
