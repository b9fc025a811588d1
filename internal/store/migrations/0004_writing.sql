-- Writing: remarks of reviewers at places of the text, and what is typed and not saved yet.
-- +goose Up

ALTER TABLE item_step ADD COLUMN remarks TEXT NOT NULL DEFAULT '';

-- Item 0 is a draft not begun.
CREATE TABLE unsaved (
    person BIGINT NOT NULL REFERENCES person (id),
    item   BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    form   @bytes NOT NULL,
    PRIMARY KEY (person, item)
);
