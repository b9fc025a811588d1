-- 政府网站工作年度报表: what is typed of it, and each edition as it was released.
-- +goose Up

CREATE TABLE website_report (
    id     @id,
    unit   BIGINT NOT NULL REFERENCES unit (id),
    year   BIGINT NOT NULL,
    item   BIGINT NOT NULL DEFAULT 0,
    typed  TEXT   NOT NULL,
    reason TEXT   NOT NULL DEFAULT '',
    owed   BIGINT NOT NULL DEFAULT 0,
    UNIQUE (unit, year)
);

CREATE TABLE website_edition (
    report   BIGINT NOT NULL REFERENCES website_report (id),
    no       BIGINT NOT NULL,
    reason   TEXT   NOT NULL,
    figures  TEXT   NOT NULL,
    released BIGINT NOT NULL,
    PRIMARY KEY (report, no)
);

-- What was released stays as it was.
-- +goose StatementBegin
@guard(website_edition_stays, UPDATE, website_edition)
    TRUE;
-- +goose StatementEnd

-- +goose StatementBegin
@guard(website_edition_is_kept, DELETE, website_edition)
    TRUE;
-- +goose StatementEnd

-- A report stays that of its unit and year.
-- +goose StatementBegin
@guard(website_report_stays, UPDATE, website_report)
    NEW.id <> OLD.id OR NEW.unit <> OLD.unit OR NEW.year <> OLD.year;
-- +goose StatementEnd

-- +goose StatementBegin
@guard(website_report_is_kept, DELETE, website_report)
    TRUE;
-- +goose StatementEnd

-- The year's 网页纠错 are counted by when they came.
CREATE INDEX correction_received ON correction (received);
