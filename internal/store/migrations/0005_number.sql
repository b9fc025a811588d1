-- How items are numbered, and until when lists of persons are shown.
-- +goose Up

ALTER TABLE item ADD COLUMN notice_ends TEXT NOT NULL DEFAULT '';

-- The first day on which a document holds no more: by its own term or as somebody declared it.
ALTER TABLE item ADD COLUMN ended TEXT NOT NULL DEFAULT '';
UPDATE item SET ended = @next(expires) WHERE expires <> '';
ALTER TABLE item DROP COLUMN expires;

CREATE INDEX item_notice ON item (notice_ends) WHERE notice_ends <> '';

-- Unit 0 is every unit without a rule of its own.
CREATE TABLE index_rule (
    unit      BIGINT NOT NULL,
    from_year BIGINT NOT NULL,
    template  TEXT NOT NULL,
    PRIMARY KEY (unit, from_year)
);
