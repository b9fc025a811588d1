-- 复议诉讼: what was counted becomes what is handled. Old rows are as they were: they name no request, and nothing is owed for them.
-- +goose Up

ALTER TABLE dispute ADD COLUMN request    BIGINT NOT NULL DEFAULT 0;
ALTER TABLE dispute ADD COLUMN subject    TEXT   NOT NULL DEFAULT '';
ALTER TABLE dispute ADD COLUMN court      TEXT   NOT NULL DEFAULT '';
ALTER TABLE dispute ADD COLUMN their_no   TEXT   NOT NULL DEFAULT '';
ALTER TABLE dispute ADD COLUMN notice_on  TEXT   NOT NULL DEFAULT '';
ALTER TABLE dispute ADD COLUMN simple     BIGINT NOT NULL DEFAULT 0;
ALTER TABLE dispute ADD COLUMN due        TEXT   NOT NULL DEFAULT '';
ALTER TABLE dispute ADD COLUMN replied_on TEXT   NOT NULL DEFAULT '';

CREATE INDEX dispute_request ON dispute (request) WHERE request <> 0;
CREATE INDEX dispute_open ON dispute (unit, due, id) WHERE result = '';

CREATE TABLE dispute_step (
    dispute BIGINT NOT NULL REFERENCES dispute (id),
    no      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    on_date TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    person  BIGINT NOT NULL,
    result  TEXT   NOT NULL DEFAULT '',
    digest  TEXT   NOT NULL DEFAULT '',
    said    @bytes,
    PRIMARY KEY (dispute, no)
);

-- A case has one result.
CREATE UNIQUE INDEX dispute_step_result ON dispute_step (dispute) WHERE kind = 'conclude';

-- A step is kept as it was taken.
-- +goose StatementBegin
@guard(dispute_step_stays, UPDATE, dispute_step)
    TRUE;
-- +goose StatementEnd

-- +goose StatementBegin
@guard(dispute_step_is_kept, DELETE, dispute_step)
    TRUE;
-- +goose StatementEnd
