-- What a step says of its writer is what the item says: whoever wrote on a version takes no step of it, past the code too.
-- +goose Up

-- +goose StatementBegin
@guard(item_step_by_another, INSERT, item_step)
    EXISTS (SELECT 1 FROM item i WHERE i.id = NEW.item
        AND (i.writer <> NEW.writer OR i.writer = NEW.person OR i.authors LIKE '%,' || NEW.person || ',%'));
-- +goose StatementEnd

-- A step is kept as it was taken.
-- +goose StatementBegin
@guard(item_step_stays, UPDATE, item_step)
    TRUE;
-- +goose StatementEnd

-- +goose StatementBegin
@guard(item_step_is_kept, DELETE, item_step)
    TRUE;
-- +goose StatementEnd

-- Who wrote on a version is forgotten with that version alone, and nobody becomes its writer while others decide on it.
-- +goose StatementBegin
@guard(item_keeps_authors, UPDATE, item)
    (NEW.writer <> OLD.writer OR NEW.authors <> OLD.authors) AND (NEW.state NOT IN ('draft', 'returned')
        OR NEW.version_no = OLD.version_no AND (NEW.authors NOT LIKE OLD.authors || '%'
            OR NEW.writer <> OLD.writer AND NEW.authors NOT LIKE '%,' || OLD.writer || ',%'));
-- +goose StatementEnd
