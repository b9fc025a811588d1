-- The 权责清单 may take up a code again that it gave up, and decisions find their 职权 by the certificate they issue.
-- +goose Up

CREATE TABLE power_item_next (
    id        @id,
    unit      BIGINT NOT NULL REFERENCES unit (id),
    code      TEXT NOT NULL,
    name      TEXT NOT NULL,
    category  TEXT NOT NULL CHECK (category IN ('licence', 'penalty', 'coercion', 'other-service')),
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL DEFAULT '9999-12-31'
);
INSERT INTO power_item_next (id, unit, code, name, category, from_date, to_date)
    SELECT id, unit, code, name, category, from_date, to_date FROM power_item;
DROP TABLE power_item;
ALTER TABLE power_item_next RENAME TO power_item;
CREATE UNIQUE INDEX power_item_open ON power_item (unit, code) WHERE to_date = '9999-12-31';

CREATE INDEX licence_cert ON licence (cert_name);
