CREATE TABLE escalation (
  id           TEXT PRIMARY KEY,
  station      TEXT NOT NULL,
  lane         TEXT NOT NULL,
  -- queued: to be judged now; waiting: to be judged again from next_try_ms on; decided: final
  state        TEXT NOT NULL,
  received_ms  BIGINT NOT NULL,
  deadline_ms  BIGINT NOT NULL,
  next_try_ms  BIGINT NOT NULL,
  image_sha256 TEXT NOT NULL
);
CREATE INDEX escalation_open ON escalation (state, next_try_ms) WHERE state <> 'decided';
CREATE TABLE judging (
  escalation_id TEXT NOT NULL,
  run           INTEGER NOT NULL,
  request_id    TEXT NOT NULL UNIQUE,
  started_ms    BIGINT NOT NULL,
  -- NULL while it runs, and for ever where the hub stopped in the middle
  outcome       TEXT,
  PRIMARY KEY (escalation_id, run)
);
CREATE TABLE verdict (
  escalation_id TEXT NOT NULL,
  provisional   INTEGER NOT NULL,
  station       TEXT NOT NULL,
  kind          TEXT NOT NULL,
  message       BLOB NOT NULL,
  decided_ms    BIGINT NOT NULL,
  sends         INTEGER NOT NULL,
  -- NULL once nothing has to be sent any more
  next_send_ms  BIGINT,
  confirmed_ms  BIGINT,
  PRIMARY KEY (escalation_id, provisional)
);
CREATE INDEX verdict_unsent ON verdict (next_send_ms) WHERE next_send_ms IS NOT NULL;
CREATE INDEX verdict_decided ON verdict (decided_ms);
CREATE TABLE station_batch (
  id          TEXT PRIMARY KEY,
  station     TEXT NOT NULL,
  received_ms BIGINT NOT NULL,
  message     BLOB NOT NULL
);
