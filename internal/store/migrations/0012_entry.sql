-- A search finds items by their places in the public log.
-- +goose Up

CREATE INDEX item_place ON item (entry) WHERE public_no > 0;
