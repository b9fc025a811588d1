-- 依申请公开: what was counted becomes what is handled. A request is its steps; the columns beside them are for lists and the report.
-- +goose Up

-- What moved a due date (consultations, an extension), and why an obligation stands still.
ALTER TABLE obligation ADD COLUMN options TEXT NOT NULL DEFAULT '';
ALTER TABLE obligation ADD COLUMN paused  TEXT NOT NULL DEFAULT '';

ALTER TABLE request ADD COLUMN channel  TEXT   NOT NULL DEFAULT '';
ALTER TABLE request ADD COLUMN subject  TEXT   NOT NULL DEFAULT '';
ALTER TABLE request ADD COLUMN form     @bytes;
ALTER TABLE request ADD COLUMN secret   TEXT   NOT NULL DEFAULT '';
ALTER TABLE request ADD COLUMN filed    BIGINT NOT NULL DEFAULT 0;
ALTER TABLE request ADD COLUMN officer  BIGINT NOT NULL DEFAULT 0;
ALTER TABLE request ADD COLUMN state    TEXT   NOT NULL DEFAULT '';
ALTER TABLE request ADD COLUMN due      TEXT   NOT NULL DEFAULT '';
ALTER TABLE request ADD COLUMN applicant_key TEXT NOT NULL DEFAULT '';
ALTER TABLE request ADD COLUMN form_key TEXT   NOT NULL DEFAULT '';

CREATE UNIQUE INDEX request_form_key ON request (form_key) WHERE form_key <> '';
CREATE INDEX request_open ON request ((CASE WHEN due = '' AND state <> 'filed' THEN '9999' ELSE due END), id, unit) WHERE outcome = '';
CREATE INDEX request_ended ON request (closed_on, id, unit) WHERE outcome <> '';
CREATE INDEX request_applicant ON request (applicant_key, filed) WHERE applicant_key <> '';

CREATE TABLE request_step (
    request BIGINT NOT NULL REFERENCES request (id),
    no      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    on_date TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    person  BIGINT NOT NULL,
    days    BIGINT NOT NULL DEFAULT 0,
    until   TEXT   NOT NULL DEFAULT '',
    about   BIGINT NOT NULL DEFAULT 0,
    party   TEXT   NOT NULL DEFAULT '',
    opinion TEXT   NOT NULL DEFAULT '',
    code    TEXT   NOT NULL DEFAULT '',
    said    @bytes,
    PRIMARY KEY (request, no)
);

-- The sealed files of a step: proofs of identity, letters, receipts.
CREATE TABLE request_file (
    request BIGINT NOT NULL,
    step    BIGINT NOT NULL,
    digest  TEXT   NOT NULL,
    PRIMARY KEY (request, step, digest),
    FOREIGN KEY (request, step) REFERENCES request_step (request, no)
);

-- A step is kept as it was taken, and whoever proposed a decision does not sign it.
-- +goose StatementBegin
@guard(request_step_stays, UPDATE, request_step)
    TRUE;
-- +goose StatementEnd

-- +goose StatementBegin
@guard(request_step_is_kept, DELETE, request_step)
    TRUE;
-- +goose StatementEnd

-- What is archived is read only.
-- +goose StatementBegin
@guard(request_archive_is_shut, INSERT, request_step)
    EXISTS (SELECT 1 FROM request_step s WHERE s.request = NEW.request AND s.kind = 'archive');
-- +goose StatementEnd

-- +goose StatementBegin
@guard(request_signed_by_another, INSERT, request_step)
    NEW.kind = 'sign' AND EXISTS (SELECT 1 FROM request_step p WHERE p.request = NEW.request AND p.kind = 'propose' AND p.person = NEW.person
        AND p.no = (SELECT MAX(q.no) FROM request_step q WHERE q.request = NEW.request AND q.kind = 'propose'));
-- +goose StatementEnd
