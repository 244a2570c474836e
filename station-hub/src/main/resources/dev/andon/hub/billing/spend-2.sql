-- As budget-2 does for the table that this one is a copy of.
ALTER TABLE held ADD COLUMN variant TEXT NOT NULL DEFAULT '';
ALTER TABLE held ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE held ADD COLUMN price_version TEXT NOT NULL DEFAULT '';
UPDATE held SET
  variant = substr(memo, 1, instr(memo, char(10)) - 1),
  model = substr(substr(memo, instr(memo, char(10)) + 1), 1, instr(substr(memo, instr(memo, char(10)) + 1), char(10)) - 1),
  price_version = substr(substr(memo, instr(memo, char(10)) + 1), instr(substr(memo, instr(memo, char(10)) + 1), char(10)) + 1)
  WHERE instr(memo, char(10)) > 0;
ALTER TABLE held DROP COLUMN memo;
