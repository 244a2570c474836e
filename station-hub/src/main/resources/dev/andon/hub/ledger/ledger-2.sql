-- Of cache_write, what the provider keeps for an hour; it has a price of its own.
ALTER TABLE ledger ADD COLUMN cache_write_hour BIGINT NOT NULL DEFAULT 0;
