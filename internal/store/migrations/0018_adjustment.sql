-- 结转调整: why a year begins with other open requests than the report of the year before left; proposed by one, signed by another.
-- +goose Up

CREATE TABLE adjustment (
    id         @id,
    unit       BIGINT NOT NULL REFERENCES unit (id),
    year       BIGINT NOT NULL,
    applicant  TEXT   NOT NULL,
    difference BIGINT NOT NULL CHECK (difference <> 0),
    reason     TEXT   NOT NULL CHECK (reason <> ''),
    proposer   BIGINT NOT NULL REFERENCES person (id),
    proposed   BIGINT NOT NULL,
    signer     BIGINT NOT NULL DEFAULT 0,
    signed     BIGINT NOT NULL DEFAULT 0,
    taken_back BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX adjustment_year ON adjustment (unit, year);

-- One of a kind waits at a time.
CREATE UNIQUE INDEX adjustment_waits ON adjustment (unit, year, applicant) WHERE signer = 0 AND taken_back = 0;

-- It begins without a signature.
-- +goose StatementBegin
@guard(adjustment_begins_unsigned, INSERT, adjustment)
    NEW.signer <> 0 OR NEW.signed <> 0 OR NEW.taken_back <> 0;
-- +goose StatementEnd

-- Whoever proposed it does not sign it.
-- +goose StatementBegin
@guard(adjustment_signed_by_another, UPDATE, adjustment)
    NEW.signer = NEW.proposer OR (NEW.signer = 0) <> (NEW.signed = 0) OR NEW.signer <> 0 AND NEW.taken_back <> 0;
-- +goose StatementEnd

-- Nothing of it changes but that it is signed or taken back, once.
-- +goose StatementBegin
@guard(adjustment_stays, UPDATE, adjustment)
    OLD.signer <> 0 OR OLD.taken_back <> 0 OR NEW.id <> OLD.id OR NEW.unit <> OLD.unit OR NEW.year <> OLD.year OR NEW.applicant <> OLD.applicant
        OR NEW.difference <> OLD.difference OR NEW.reason <> OLD.reason OR NEW.proposer <> OLD.proposer OR NEW.proposed <> OLD.proposed;
-- +goose StatementEnd

-- +goose StatementBegin
@guard(adjustment_is_kept, DELETE, adjustment)
    TRUE;
-- +goose StatementEnd
