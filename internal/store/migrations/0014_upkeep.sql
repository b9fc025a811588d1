-- What the server does for itself at night, and what came of it.
-- +goose Up

CREATE TABLE upkeep (
    id      @id,
    kind    TEXT   NOT NULL CHECK (kind IN ('drill', 'checkpoint')),
    began   BIGINT NOT NULL,
    ended   BIGINT NOT NULL DEFAULT 0,
    problem TEXT   NOT NULL DEFAULT '',
    facts   TEXT   NOT NULL DEFAULT '[]'
);

CREATE INDEX upkeep_kind ON upkeep (kind, id);
