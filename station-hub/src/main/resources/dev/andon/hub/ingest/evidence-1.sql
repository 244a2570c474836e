CREATE TABLE picture (
  sha256     TEXT PRIMARY KEY,
  media_type TEXT NOT NULL,
  stored_ms  BIGINT NOT NULL,
  size       BIGINT NOT NULL,
  bytes      BLOB NOT NULL
);
CREATE INDEX picture_age ON picture (stored_ms);
CREATE TABLE escalation_form (
  id        TEXT PRIMARY KEY,
  stored_ms BIGINT NOT NULL,
  message   BLOB NOT NULL
);
CREATE INDEX escalation_form_age ON escalation_form (stored_ms);
CREATE TABLE quarantined_message (
  id          {identity},
  received_ms BIGINT NOT NULL,
  topic       TEXT NOT NULL,
  problem     TEXT NOT NULL,
  detail      TEXT NOT NULL,
  size        BIGINT NOT NULL,
  payload     BLOB NOT NULL
);
