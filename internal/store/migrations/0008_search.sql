-- What is found, and what is not: the genre lists are narrowed by, words that mean the same, questions that found nothing.
-- +goose Up

ALTER TABLE item ADD COLUMN genre TEXT NOT NULL DEFAULT '';
UPDATE item SET genre = COALESCE((SELECT @genre(v.version) FROM item_version v
    WHERE v.item = item.id AND v.no = CASE WHEN item.public_no > 0 THEN item.public_no ELSE item.version_no END), '');

CREATE TABLE vocabulary (
    id    @id CHECK (id = 1),
    words TEXT NOT NULL
);

CREATE TABLE search_miss (
    asked   TEXT   NOT NULL PRIMARY KEY,
    n       BIGINT NOT NULL CHECK (n > 0),
    first   BIGINT NOT NULL,
    last    BIGINT NOT NULL,
    settled BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX search_miss_open ON search_miss (settled, n);
