-- 改进事项: what a report said would be mended, and how it was.
-- +goose Up

CREATE TABLE promise (
    id      @id,
    unit    BIGINT NOT NULL REFERENCES unit (id),
    year    BIGINT NOT NULL,
    text    TEXT   NOT NULL CHECK (text <> ''),
    done_on TEXT   NOT NULL DEFAULT '',
    done    TEXT   NOT NULL DEFAULT '',
    person  BIGINT NOT NULL DEFAULT 0,
    CHECK ((done_on = '') = (done = '')),
    UNIQUE (unit, year, text)
);

-- What was said stays; how it was done is said once.
-- +goose StatementBegin
@guard(promise_stays, UPDATE, promise)
    OLD.done_on <> '' OR NEW.id <> OLD.id OR NEW.unit <> OLD.unit OR NEW.year <> OLD.year OR NEW.text <> OLD.text;
-- +goose StatementEnd

-- +goose StatementBegin
@guard(promise_is_kept, DELETE, promise)
    TRUE;
-- +goose StatementEnd

-- Whether the duty to publish it was opened.
ALTER TABLE report ADD COLUMN owed BIGINT NOT NULL DEFAULT 0;
