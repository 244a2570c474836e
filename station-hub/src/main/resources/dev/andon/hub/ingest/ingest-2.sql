-- Which process opened the run; an open run of another one, or of none, was cut short.
ALTER TABLE judging ADD COLUMN boot TEXT NOT NULL DEFAULT '';
CREATE INDEX judging_open ON judging (escalation_id) WHERE outcome IS NULL;
