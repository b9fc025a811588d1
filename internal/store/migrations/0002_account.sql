-- Accounts and roles by period: terms that keep the three administrators apart, sessions by device, locks, recovery codes.
-- +goose Up

ALTER TABLE person ADD COLUMN left_on TEXT NOT NULL DEFAULT '';

-- 三员分立. A term is a stretch of time in which a person stands on one side: one of the three administrators, or the business.
-- The terms of a person are a chain: each names the end of the one before it and begins later, an end is named once, and one
-- term alone has nothing before it. So no two terms overlap, and the database needs neither triggers nor ranges to see to it.
CREATE TABLE term (
    person    BIGINT NOT NULL REFERENCES person (id),
    side      TEXT NOT NULL CHECK (side IN ('business', 'system-admin', 'security-admin', 'audit-admin')),
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL DEFAULT '9999-12-31',
    after     TEXT,
    PRIMARY KEY (person, from_date),
    UNIQUE (person, to_date),
    UNIQUE (person, after),
    UNIQUE (person, side, from_date, to_date),
    FOREIGN KEY (person, after) REFERENCES term (person, to_date),
    CHECK (from_date <= to_date),
    CHECK (after < from_date)
);

CREATE UNIQUE INDEX term_first ON term (person) WHERE after IS NULL;

ALTER TABLE appointment RENAME TO appointment_before;

-- An appointment lies within a term of the side its role belongs to.
CREATE TABLE appointment (
    person    BIGINT NOT NULL REFERENCES person (id),
    role      TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL DEFAULT '9999-12-31',
    side      TEXT NOT NULL,
    term_from TEXT NOT NULL,
    term_to   TEXT NOT NULL,
    PRIMARY KEY (person, role, from_date),
    FOREIGN KEY (person, side, term_from, term_to) REFERENCES term (person, side, from_date, to_date),
    CHECK (from_date <= to_date),
    CHECK (from_date >= term_from AND to_date <= term_to),
    CHECK (side = CASE WHEN role IN ('system-admin', 'security-admin', 'audit-admin') THEN role ELSE 'business' END)
);

INSERT INTO term (person, side, from_date, to_date, after)
SELECT person, side, from_date, to_date, LAG(to_date) OVER (PARTITION BY person ORDER BY from_date)
FROM (
    SELECT person, CASE WHEN role IN ('system-admin', 'security-admin', 'audit-admin') THEN role ELSE 'business' END AS side,
        MIN(from_date) AS from_date, MAX(to_date) AS to_date
    FROM appointment_before
    GROUP BY 1, 2
) AS stretch;

INSERT INTO appointment (person, role, from_date, to_date, side, term_from, term_to)
SELECT a.person, a.role, a.from_date, a.to_date, t.side, t.from_date, t.to_date
FROM appointment_before a
JOIN term t ON t.person = a.person AND t.side = CASE WHEN a.role IN ('system-admin', 'security-admin', 'audit-admin') THEN a.role ELSE 'business' END;

DROP TABLE appointment_before;

CREATE INDEX appointment_role ON appointment (role);

-- A lock is kept by login as it was typed, whether or not anybody has it, and by network address.
ALTER TABLE account DROP COLUMN fails;
ALTER TABLE account DROP COLUMN locked;
ALTER TABLE account ADD COLUMN first BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN disabled BIGINT NOT NULL DEFAULT 0;

CREATE TABLE attempt (
    key    TEXT NOT NULL PRIMARY KEY,
    fails  BIGINT NOT NULL,
    locks  BIGINT NOT NULL,
    began  BIGINT NOT NULL,
    locked BIGINT NOT NULL
);

CREATE TABLE recovery_code (
    login TEXT NOT NULL REFERENCES account (login),
    code  TEXT NOT NULL,
    PRIMARY KEY (login, code)
);

ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';

CREATE INDEX session_person ON session (person);
