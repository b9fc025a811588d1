-- Who tried to sign in, when, from where, and how it ended. Person 0 is nobody.
-- +goose Up

CREATE TABLE sign_in (
    id      @id,
    at      BIGINT NOT NULL,
    person  BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('in', 'refused', 'locked', 'disabled')),
    address TEXT NOT NULL,
    agent   TEXT NOT NULL
);

CREATE INDEX sign_in_at ON sign_in (at);

CREATE INDEX sign_in_person ON sign_in (person, at);
