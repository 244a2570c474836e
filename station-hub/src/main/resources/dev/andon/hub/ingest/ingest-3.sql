-- The wall clock at the last look: where it stands before that at the next start, it went back meanwhile
CREATE TABLE clock_seen (
  id      INTEGER PRIMARY KEY,
  wall_ms BIGINT NOT NULL
);
