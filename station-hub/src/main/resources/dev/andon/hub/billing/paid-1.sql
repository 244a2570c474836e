-- Answers that were paid for and are not handed on yet; a row goes when what came of it is stored.
CREATE TABLE paid_answer (
  request TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  kept_ms BIGINT NOT NULL,
  candidate TEXT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (request, attempt)
);
