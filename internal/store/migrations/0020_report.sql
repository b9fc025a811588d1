-- The texts of a report in work, each edition as it was released, and corrections by hand of single figures.
-- +goose Up

ALTER TABLE report ADD COLUMN draft TEXT NOT NULL DEFAULT '';

CREATE TABLE report_edition (
    report   BIGINT NOT NULL REFERENCES report (id),
    no       BIGINT NOT NULL,
    reason   TEXT   NOT NULL,
    sections TEXT   NOT NULL,
    figures  TEXT   NOT NULL,
    released BIGINT NOT NULL,
    PRIMARY KEY (report, no)
);

INSERT INTO report_edition (report, no, reason, sections, figures, released)
    SELECT r.id, 1, '', r.sections, r.figures, i.released FROM report r JOIN item i ON i.id = r.item WHERE r.origin = 'built' AND r.figures <> '' AND i.released > 0;

-- What was released stays as it was.
-- +goose StatementBegin
@guard(report_edition_stays, UPDATE, report_edition)
    TRUE;
-- +goose StatementEnd

-- +goose StatementBegin
@guard(report_edition_is_kept, DELETE, report_edition)
    TRUE;
-- +goose StatementEnd

-- An adjustment of a cell is a 手工更正, one of no cell a 结转调整.
ALTER TABLE adjustment ADD COLUMN cell TEXT NOT NULL DEFAULT '';

DROP INDEX adjustment_waits;

CREATE UNIQUE INDEX adjustment_waits ON adjustment (unit, year, applicant, cell) WHERE signer = 0 AND taken_back = 0;

-- +goose StatementBegin
@guard(adjustment_cell_stays, UPDATE, adjustment)
    NEW.cell <> OLD.cell;
-- +goose StatementEnd
