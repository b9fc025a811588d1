-- 文书: a step names the letter that it sent, a unit says how it writes. The letters themselves are sealed with the words of their steps.
-- +goose Up

ALTER TABLE request_step ADD COLUMN doc_no TEXT NOT NULL DEFAULT '';

CREATE TABLE letter_setting (
    unit      BIGINT PRIMARY KEY REFERENCES unit (id),
    agency    TEXT NOT NULL, -- as it signs
    numbering TEXT NOT NULL,
    authority TEXT NOT NULL, -- 复议机关
    upper     TEXT NOT NULL, -- 上一级主管部门
    court     TEXT NOT NULL,
    url       TEXT NOT NULL, -- where reconsideration is applied for online
    office    TEXT NOT NULL,
    address   TEXT NOT NULL,
    phone     TEXT NOT NULL,
    hours     TEXT NOT NULL,
    pay       TEXT NOT NULL,
    places    TEXT NOT NULL, -- 信访渠道, a line each
    unable_first   BIGINT NOT NULL DEFAULT 0, -- reconsideration comes first of 无法提供 too
    rejected_first BIGINT NOT NULL DEFAULT 0  -- and of 不予处理
);

-- The templates that a unit has written itself; for the others it has ours.
CREATE TABLE letter_template (
    unit BIGINT NOT NULL REFERENCES unit (id),
    kind TEXT   NOT NULL,
    body TEXT   NOT NULL,
    PRIMARY KEY (unit, kind)
);
