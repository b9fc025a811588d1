-- Retention: what is over its time is erased, and leaves the SHA-256 of what it was, so that the log still fits. Guards let nothing else happen.
-- +goose Up

ALTER TABLE request ADD COLUMN erased      TEXT NOT NULL DEFAULT ''; -- the day on which the applicant's data went
ALTER TABLE request ADD COLUMN form_digest TEXT NOT NULL DEFAULT ''; -- of the sealed form that is gone

ALTER TABLE request_step ADD COLUMN said_digest  TEXT NOT NULL DEFAULT ''; -- of the sealed words that are gone
ALTER TABLE request_step ADD COLUMN files_erased TEXT NOT NULL DEFAULT ''; -- the day on which the files of the step went

ALTER TABLE correction ADD COLUMN contact_erased TEXT NOT NULL DEFAULT '';

CREATE INDEX request_step_archived ON request_step (on_date, request) WHERE kind = 'archive';

-- The form is kept as it came in, until the request has been archived for ten years and nobody contests it; then it may go, once.
-- +goose StatementBegin
@guard(request_form_stays, UPDATE, request)
    (NEW.form IS DISTINCT FROM OLD.form OR NEW.form_digest <> OLD.form_digest OR NEW.erased <> OLD.erased
        OR NEW.secret <> OLD.secret OR NEW.applicant_key <> OLD.applicant_key)
    AND NOT (OLD.erased = '' AND OLD.form IS NOT NULL AND NEW.form IS NULL AND LENGTH(NEW.form_digest) = 64 AND NEW.applicant_key = '' AND NEW.secret = OLD.secret
        AND EXISTS (SELECT 1 FROM request_step a WHERE a.request = NEW.id AND a.kind = 'archive'
            AND NEW.erased > CAST(CAST(SUBSTR(a.on_date, 1, 4) AS INTEGER) + 10 AS TEXT) || SUBSTR(a.on_date, 5))
        AND NOT EXISTS (SELECT 1 FROM dispute d WHERE d.request = NEW.id AND d.result = ''));
-- +goose StatementEnd

-- A step is kept as it was taken. Its words go with the form of the request; so do its files, of which proofs of identity may go half a year after the archive.
-- +goose StatementBegin
@unguard(request_step_stays, request_step);
-- +goose StatementEnd

-- +goose StatementBegin
@guard(request_step_stays, UPDATE, request_step)
    NOT (NEW.request = OLD.request AND NEW.no = OLD.no AND NEW.kind = OLD.kind AND NEW.on_date = OLD.on_date AND NEW.at = OLD.at AND NEW.person = OLD.person
        AND NEW.days = OLD.days AND NEW.until = OLD.until AND NEW.about = OLD.about AND NEW.party = OLD.party AND NEW.opinion = OLD.opinion
        AND NEW.code = OLD.code AND NEW.doc_no = OLD.doc_no
        AND (NEW.said IS NOT DISTINCT FROM OLD.said AND NEW.said_digest = OLD.said_digest
            OR OLD.said IS NOT NULL AND NEW.said IS NULL AND OLD.said_digest = '' AND LENGTH(NEW.said_digest) = 64
                AND EXISTS (SELECT 1 FROM request r WHERE r.id = NEW.request AND r.erased <> ''))
        AND (NEW.files_erased = OLD.files_erased
            OR OLD.files_erased = '' AND EXISTS (SELECT 1 FROM request r WHERE r.id = NEW.request AND r.erased <> '' AND r.erased = NEW.files_erased)
            OR OLD.files_erased = '' AND NEW.kind = 'submit'
                AND EXISTS (SELECT 1 FROM request_step a WHERE a.request = NEW.request AND a.kind = 'archive' AND @days(NEW.files_erased, a.on_date) > 184)
                AND NOT EXISTS (SELECT 1 FROM dispute d WHERE d.request = NEW.request AND d.result = '')));
-- +goose StatementEnd

-- Which files a step had is kept for ever: the log fixes it.
-- +goose StatementBegin
@guard(request_file_stays, UPDATE, request_file)
    TRUE;
-- +goose StatementEnd

-- +goose StatementBegin
@guard(request_file_is_kept, DELETE, request_file)
    TRUE;
-- +goose StatementEnd

-- One more kind of what the server does for itself.
CREATE TABLE upkeep_next (
    id      @id,
    kind    TEXT   NOT NULL CHECK (kind IN ('drill', 'checkpoint', 'retention')),
    began   BIGINT NOT NULL,
    ended   BIGINT NOT NULL DEFAULT 0,
    problem TEXT   NOT NULL DEFAULT '',
    facts   TEXT   NOT NULL DEFAULT '[]'
);
INSERT INTO upkeep_next (id, kind, began, ended, problem, facts) SELECT id, kind, began, ended, problem, facts FROM upkeep;
DROP TABLE upkeep;
ALTER TABLE upkeep_next RENAME TO upkeep;
CREATE INDEX upkeep_kind ON upkeep (kind, id);
