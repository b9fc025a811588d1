-- A search finds items by their places in the public log, and a page what became of its record, the newest first.
-- +goose Up

CREATE INDEX item_place ON item (entry) WHERE public_no > 0;

DROP INDEX ledger_entry_ref;
CREATE INDEX ledger_entry_ref ON ledger_entry (log, ref, idx);
