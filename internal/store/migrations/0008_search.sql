-- Words that mean the same, for the search, and questions that found nothing.
-- +goose Up

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
