-- How items are numbered, and until when lists of persons are shown.
-- +goose Up

ALTER TABLE item ADD COLUMN notice_ends TEXT NOT NULL DEFAULT '';

CREATE INDEX item_notice ON item (notice_ends) WHERE notice_ends <> '';

-- Unit 0 is every unit without a rule of its own.
CREATE TABLE index_rule (
    unit      BIGINT NOT NULL,
    from_year BIGINT NOT NULL,
    template  TEXT NOT NULL,
    PRIMARY KEY (unit, from_year)
);
