package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/blob"
	"gongkai/internal/request"
	"gongkai/internal/retention"
	"gongkai/internal/workday"
)

// RequestsOver implements retention.Store.
func (db *DB) RequestsOver(ctx context.Context, part request.Part, by workday.Date, after request.ID, n int) ([]request.ID, error) {
	has := `r.erased = '' AND r.form IS NOT NULL`
	if part == request.Identity {
		has = `EXISTS (SELECT 1 FROM request_step s JOIN request_file f ON f.request = s.request AND f.step = s.no
			WHERE s.request = r.id AND s.kind = 'submit' AND s.files_erased = '')`
	}
	return all(ctx, db.reader(), func(id *request.ID) []any { return []any{id} },
		`SELECT r.id FROM request_step a JOIN request r ON r.id = a.request WHERE a.kind = 'archive' AND a.on_date <= ? AND r.id > ? AND `+has+` ORDER BY r.id LIMIT ?`,
		by.String(), after, n)
}

// EraseRequest implements retention.Store. Where two nodes are at it at once, the guards and the conditions let one of them through.
func (db *DB) EraseRequest(ctx context.Context, id request.ID, fn func(*request.Request, request.Contest) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.lockRequest(ctx, id); err != nil {
			return err
		}
		req, err := c.request(ctx, `id = ?`, id)
		if err != nil {
			return err
		}
		var contest request.Contest
		var open int
		if err := c.row(ctx, `SELECT COUNT(CASE WHEN result = '' THEN 1 END), COALESCE(MAX(closed_on), '') FROM dispute WHERE request = ?`, id).Scan(&open, &contest.Ended); err != nil {
			return err
		}
		contest.Open = open > 0
		erased, steps := req.Erased, slices.Clone(req.Steps)
		deed, err := fn(req, contest)
		if err != nil {
			return err
		}
		if req.Erased != erased {
			if err := c.execOne(ctx, `UPDATE request SET form = NULL, form_digest = ?, applicant_key = '', erased = ? WHERE id = ? AND erased = ''`, req.FormDigest, req.Erased.String(), id); err != nil {
				return fmt.Errorf("erase form: %w", err)
			}
		}
		for i, s := range req.Steps {
			if s.SaidDigest == steps[i].SaidDigest && s.FilesErased == steps[i].FilesErased {
				continue
			}
			if err := c.execOne(ctx, `UPDATE request_step SET said = ?, said_digest = ?, files_erased = ? WHERE request = ? AND no = ?`,
				s.Said, s.SaidDigest, s.FilesErased.String(), id, s.No); err != nil {
				return fmt.Errorf("erase step %d: %w", s.No, err)
			}
		}
		return c.save(ctx, deed)
	})
}

// lockRequest keeps others from changing a request until the transaction ends. SQLite has one writer anyway.
func (c conn) lockRequest(ctx context.Context, id request.ID) error {
	return c.execOne(ctx, `UPDATE request SET id = id WHERE id = ?`, id)
}

// doomed chooses what of a class goes: a table, its key, and a condition that takes an instant.
var doomed = map[retention.Class]struct{ table, key, over string }{
	retention.Contacts: {"correction", "id", `answered <> 0 AND answered < ? AND contact IS NOT NULL`},
	retention.SignIns:  {"sign_in", "id", `at < ?`},
	retention.Searches: {"search_miss", "asked", `last < ?`},
	retention.Unsaved:  {"unsaved", "person, item", `at < ?`},
}

// Forget implements retention.Store.
func (db *DB) Forget(ctx context.Context, class retention.Class, before time.Time, n int, on workday.Date, fn func(int) act.Act) (gone int, err error) {
	d, ok := doomed[class]
	if !ok {
		return 0, fmt.Errorf("forget: no class %q", class)
	}
	text, args := `DELETE FROM `+d.table, []any{}
	if class == retention.Contacts { // the rest of it stays
		text, args = `UPDATE correction SET contact = NULL, contact_erased = ?`, []any{on.String()}
	}
	text += ` WHERE (` + d.key + `) IN (SELECT ` + d.key + ` FROM ` + d.table + ` WHERE ` + d.over + ` ORDER BY ` + d.key + ` LIMIT ?)`
	err = db.tx(ctx, func(ctx context.Context, c conn) error {
		res, err := c.q.ExecContext(ctx, c.db.sql(text), append(args, ms(before), n)...)
		if err != nil {
			return err
		}
		rows, err := res.RowsAffected()
		if gone = int(rows); err != nil || gone == 0 {
			return err
		}
		return c.save(ctx, fn(gone))
	})
	if err != nil {
		return 0, err
	}
	return gone, nil
}

// FilesInUse implements retention.Store.
func (db *DB) FilesInUse(ctx context.Context, erasedSince workday.Date) (out []blob.Digest, err error) {
	err = db.Snapshot(ctx, func(s *Snapshot) error {
		if out, err = s.Named(ctx); err != nil {
			return err
		}
		lately, err := all(ctx, s.c, func(d *blob.Digest) []any { return []any{d} }, `SELECT f.digest FROM request_file f
			JOIN request_step s ON s.request = f.request AND s.no = f.step WHERE s.files_erased >= ?`, erasedSince.String())
		out = append(out, lately...)
		return err
	})
	slices.Sort(out)
	return slices.Compact(out), err
}

// NoteRun implements retention.Store.
func (db *DB) NoteRun(ctx context.Context, a act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error { return c.save(ctx, a) })
}
