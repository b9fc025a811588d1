-- How many items the public sees of a unit in a column by year of release, and when the last came out: lists and trees are counted from
-- these few rows, however many items there are.
-- +goose Up

CREATE TABLE item_tally (
    col  BIGINT NOT NULL REFERENCES catalog_column (id),
    unit BIGINT NOT NULL REFERENCES unit (id),
    year BIGINT NOT NULL,
    n    BIGINT NOT NULL CHECK (n >= 0),
    last TEXT   NOT NULL,
    PRIMARY KEY (col, unit, year)
);
INSERT INTO item_tally (col, unit, year, n, last)
    SELECT col, unit, CAST(substr(released_on, 1, 4) AS BIGINT), COUNT(*), MAX(released_on) FROM item WHERE public_no > 0 GROUP BY 1, 2, 3;
