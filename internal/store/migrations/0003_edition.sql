-- Editions: parts of the catalogue that change as a whole and come into force by a release; who owes what of the standard catalogue.
-- +goose Up

CREATE TABLE edition (
    id       @id,
    kind     TEXT NOT NULL CHECK (kind IN ('standard', 'powers', 'profile')),
    unit     BIGINT NOT NULL REFERENCES unit (id),
    no       BIGINT NOT NULL,
    item     BIGINT NOT NULL DEFAULT 0,
    basis    TEXT NOT NULL,
    rows     BIGINT NOT NULL,
    root     TEXT NOT NULL,
    content  TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('draft', 'in-force', 'superseded', 'dropped')),
    created  BIGINT NOT NULL,
    released BIGINT NOT NULL DEFAULT 0,
    person   BIGINT NOT NULL REFERENCES person (id),
    CHECK ((released > 0) = (state IN ('in-force', 'superseded')))
);
CREATE UNIQUE INDEX edition_draft ON edition (kind, unit) WHERE state = 'draft';
CREATE UNIQUE INDEX edition_in_force ON edition (kind, unit) WHERE state = 'in-force';
CREATE UNIQUE INDEX edition_no ON edition (kind, unit, no) WHERE released > 0;

-- cycle is the number of the present one, which the obligation is about; 0: none was begun.
CREATE TABLE assignment (
    entry      TEXT NOT NULL,
    unit       BIGINT NOT NULL REFERENCES unit (id),
    cycle_days BIGINT NOT NULL DEFAULT 0,
    cycle      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (entry, unit)
);

-- Which entries of the standard catalogue the released version of an item serves.
CREATE TABLE item_entry (
    item  BIGINT NOT NULL REFERENCES item (id),
    entry TEXT NOT NULL,
    PRIMARY KEY (item, entry)
);
CREATE INDEX item_entry_entry ON item_entry (entry, item);
