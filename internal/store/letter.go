package store

import (
	"context"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/request/letter"
)

const letterSettingCols = `unit, agency, numbering, authority, upper, court, url, office, address, phone, hours, pay, places, unable_first, rejected_first`

func letterSettingFields(s *dispatch.Setting) []any {
	return []any{
		&s.Unit, &s.Agency, &s.Numbering, &s.Forum.Authority, &s.Forum.Upper, &s.Forum.Court, &s.Forum.URL,
		&s.Office.Name, &s.Office.Address, &s.Office.Phone, &s.Office.Hours, &s.Pay, &s.Places, &s.Forum.UnableFirst, &s.Forum.RejectedFirst,
	}
}

// LetterSetting implements dispatch.Store.
func (db *DB) LetterSetting(ctx context.Context, unit int64) (*dispatch.Setting, error) {
	list, err := all(ctx, db.reader(), letterSettingFields, `SELECT `+letterSettingCols+` FROM letter_setting WHERE unit = ?`, unit)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// SaveLetterSetting implements dispatch.Store.
func (db *DB) SaveLetterSetting(ctx context.Context, s *dispatch.Setting, a act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.exec(ctx, `DELETE FROM letter_setting WHERE unit = ?`, s.Unit); err != nil {
			return fmt.Errorf("letter setting: %w", err)
		}
		if err := c.exec(ctx, `INSERT INTO letter_setting (`+letterSettingCols+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			s.Unit, s.Agency, s.Numbering, s.Forum.Authority, s.Forum.Upper, s.Forum.Court, s.Forum.URL, s.Office.Name, s.Office.Address, s.Office.Phone, s.Office.Hours, s.Pay, s.Places, flag(s.Forum.UnableFirst), flag(s.Forum.RejectedFirst)); err != nil {
			return fmt.Errorf("letter setting: %w", err)
		}
		return c.save(ctx, a)
	})
}

// LetterTemplates implements dispatch.Store.
func (db *DB) LetterTemplates(ctx context.Context, unit int64) (letter.Templates, error) {
	type row struct {
		kind request.LetterKind
		body string
	}
	list, err := all(ctx, db.reader(), func(r *row) []any { return []any{&r.kind, &r.body} }, `SELECT kind, body FROM letter_template WHERE unit = ?`, unit)
	out := make(letter.Templates, len(list))
	for _, r := range list {
		out[r.kind] = r.body
	}
	return out, err
}

// SaveLetterTemplate implements dispatch.Store.
func (db *DB) SaveLetterTemplate(ctx context.Context, unit int64, kind request.LetterKind, body string, a act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.exec(ctx, `DELETE FROM letter_template WHERE unit = ? AND kind = ?`, unit, kind); err != nil {
			return fmt.Errorf("letter template: %w", err)
		}
		if body != "" {
			if err := c.exec(ctx, `INSERT INTO letter_template (unit, kind, body) VALUES (?, ?, ?)`, unit, kind, body); err != nil {
				return fmt.Errorf("letter template: %w", err)
			}
		}
		return c.save(ctx, a)
	})
}
