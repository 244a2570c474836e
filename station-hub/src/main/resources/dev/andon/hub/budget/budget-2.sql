-- What the ledger needs stood in one text, a line each: variant, model, version of the price.
ALTER TABLE hold ADD COLUMN variant TEXT NOT NULL DEFAULT '';
ALTER TABLE hold ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE hold ADD COLUMN price_version TEXT NOT NULL DEFAULT '';
UPDATE hold SET
  variant = substr(memo, 1, instr(memo, char(10)) - 1),
  model = substr(substr(memo, instr(memo, char(10)) + 1), 1, instr(substr(memo, instr(memo, char(10)) + 1), char(10)) - 1),
  price_version = substr(substr(memo, instr(memo, char(10)) + 1), instr(substr(memo, instr(memo, char(10)) + 1), char(10)) + 1)
  WHERE instr(memo, char(10)) > 0;
ALTER TABLE hold DROP COLUMN memo;
