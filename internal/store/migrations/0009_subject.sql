-- The 主题分类 lists are narrowed by and the keywords that make items kin, as the public sees them.
-- +goose Up

ALTER TABLE item ADD COLUMN subject TEXT NOT NULL DEFAULT '';
UPDATE item SET subject = COALESCE((SELECT @subject(v.version) FROM item_version v
    WHERE v.item = item.id AND v.no = CASE WHEN item.public_no > 0 THEN item.public_no ELSE item.version_no END), '');

ALTER TABLE item ADD COLUMN keywords TEXT NOT NULL DEFAULT '';
UPDATE item SET keywords = COALESCE((SELECT @keywords(v.version) FROM item_version v
    WHERE v.item = item.id AND v.no = CASE WHEN item.public_no > 0 THEN item.public_no ELSE item.version_no END), '');

CREATE INDEX item_subject ON item (subject, released, id) WHERE public_no > 0;
