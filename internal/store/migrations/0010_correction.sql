-- 网页纠错: what somebody says is wrong on a page. What they wrote and how to reach them is sealed.
-- +goose Up

CREATE TABLE correction (
    id       @id,
    code     TEXT   NOT NULL,
    unit     BIGINT NOT NULL REFERENCES unit (id),
    item     BIGINT NOT NULL,
    page     TEXT   NOT NULL,
    kind     TEXT   NOT NULL CHECK (kind IN ('wording', 'link', 'file', 'outdated', 'privacy', 'other')),
    written  @bytes NOT NULL,
    contact  @bytes,
    received BIGINT NOT NULL,
    due      TEXT   NOT NULL,
    outcome  TEXT   NOT NULL DEFAULT '' CHECK (outcome IN ('', 'corrected', 'unfounded', 'elsewhere')),
    answer   TEXT   NOT NULL DEFAULT '',
    answered BIGINT NOT NULL DEFAULT 0,
    person   BIGINT NOT NULL DEFAULT 0,
    CHECK ((outcome = '') = (answered = 0))
);

CREATE INDEX correction_unit ON correction (unit, outcome, due);
