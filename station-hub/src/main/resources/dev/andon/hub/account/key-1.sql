CREATE TABLE api_key (
  id TEXT NOT NULL PRIMARY KEY,
  owners TEXT NOT NULL,
  models TEXT NOT NULL,
  namespace_fields TEXT NOT NULL,
  deadline_ms BIGINT,
  log_content INTEGER NOT NULL,
  clamp_output INTEGER NOT NULL,
  fetch_hosts TEXT NOT NULL,
  labels TEXT NOT NULL,
  expires_ms BIGINT,
  revoked INTEGER NOT NULL,
  created_ms BIGINT NOT NULL
);

-- One row per secret; during a rotation a key has several.
CREATE TABLE api_key_hash (
  hash TEXT NOT NULL PRIMARY KEY,
  api_key TEXT NOT NULL REFERENCES api_key (id),
  created_ms BIGINT NOT NULL,
  until_ms BIGINT
);
