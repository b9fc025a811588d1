package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/catalog"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Assign implements catalog.AssignmentStore.
func (db *DB) Assign(ctx context.Context, a act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error { return c.save(ctx, a) })
}

// Standings implements catalog.AssignmentStore.
func (db *DB) Standings(ctx context.Context) ([]catalog.Standing, error) {
	return all(ctx, db.reader(), func(s *catalog.Standing) []any {
		return []any{&s.Entry, &s.Unit, &s.CycleDays, &s.From, &s.Due, &s.Items, &s.Last}
	}, `SELECT a.entry, a.unit, a.cycle_days, COALESCE(o.from_date, ''), COALESCE(o.due, ''), COALESCE(s.n, 0), COALESCE(s.last, '')
		FROM assignment a
		LEFT JOIN obligation o ON o.subject = 'entry-cycle:' || CAST(a.cycle AS TEXT) AND o.rule = 'standard-entry' AND o.met_on = '' AND o.cancelled = ''
		LEFT JOIN (SELECT e.entry, i.unit, COUNT(*) AS n, MAX(i.released_on) AS last FROM item_entry e JOIN item i ON i.id = e.item
			WHERE i.public_no > 0 GROUP BY e.entry, i.unit) s ON s.entry = a.entry AND s.unit = a.unit
		ORDER BY a.entry, a.unit`)
}

// EntryTallies implements catalog.AssignmentStore.
func (db *DB) EntryTallies(ctx context.Context) ([]catalog.EntryTally, error) {
	return all(ctx, db.reader(), func(t *catalog.EntryTally) []any { return []any{&t.Entry, &t.N, &t.Last} },
		`SELECT e.entry, COUNT(*), MAX(i.released_on) FROM item_entry e JOIN item i ON i.id = e.item WHERE i.public_no > 0 GROUP BY e.entry`)
}

func entryCycle(cycle int64) obligation.Key {
	return obligation.Key{Rule: catalog.EntryRule, Subject: ref.Ref{Kind: catalog.EntryCycleRef, ID: cycle}}
}

// cycleOf returns the present cycle of an assignment, 0 if there is none.
func (c conn) cycleOf(ctx context.Context, entry string, unit int64) (cycle int64, days int, err error) {
	err = c.row(ctx, `SELECT cycle, cycle_days FROM assignment WHERE entry = ? AND unit = ?`, entry, unit).Scan(&cycle, &days)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("cycle of entry %s of unit %d: %w", entry, unit, err)
	}
	return cycle, days, err
}

// assign lets a unit owe an entry from a day on, in the place of what it owed of it before.
func (c conn) assign(ctx context.Context, e catalog.Assigned) error {
	cycle, _, err := c.cycleOf(ctx, e.Entry, e.Unit)
	if err != nil {
		return err
	}
	if cycle != 0 {
		if err := c.cancelObligation(ctx, obligation.Cancelled{Key: entryCycle(cycle), Reason: "更新周期调整"}); err != nil {
			return err
		}
	}
	if err := c.exec(ctx, `INSERT INTO assignment (entry, unit, cycle_days) VALUES (?, ?, ?)
		ON CONFLICT (entry, unit) DO UPDATE SET cycle_days = excluded.cycle_days`, e.Entry, e.Unit, e.CycleDays); err != nil {
		return fmt.Errorf("assign entry %s to unit %d: %w", e.Entry, e.Unit, err)
	}
	return c.beginEntryCycle(ctx, e.Assignment, e.Title, e.On, e.Due)
}

func (c conn) beginEntryCycle(ctx context.Context, a catalog.Assignment, title string, on, due workday.Date) error {
	next, err := c.next(ctx, "entry-cycle", 1)
	if err != nil {
		return err
	}
	if err := c.execOne(ctx, `UPDATE assignment SET cycle = ? WHERE entry = ? AND unit = ?`, next, a.Entry, a.Unit); err != nil {
		return fmt.Errorf("begin cycle of entry %s of unit %d: %w", a.Entry, a.Unit, err)
	}
	return c.openObligations(ctx, []obligation.Obligation{{Key: entryCycle(next), Title: title, Unit: a.Unit, From: on, Due: due}})
}

// unassign lets a unit owe an entry no more.
func (c conn) unassign(ctx context.Context, e catalog.Unassigned) error {
	cycle, _, err := c.cycleOf(ctx, e.Entry, e.Unit)
	if err != nil || cycle == 0 {
		return err
	}
	if err := c.cancelObligation(ctx, obligation.Cancelled{Key: entryCycle(cycle), Reason: e.Reason}); err != nil {
		return err
	}
	return c.exec(ctx, `DELETE FROM assignment WHERE entry = ? AND unit = ?`, e.Entry, e.Unit)
}

// serve meets what a unit owes of the entries that an item serves, and begins the next cycles. Of releases on one day the first
// counts.
func (c conn) serve(ctx context.Context, e catalog.Served) error {
	for _, entry := range e.Entries {
		cycle, days, err := c.cycleOf(ctx, entry, e.Unit)
		if err != nil {
			return err
		}
		if cycle == 0 {
			continue // not owed by this unit
		}
		var title, met string
		var today int
		key := entryCycle(cycle)
		if err := c.row(ctx, `SELECT o.title, o.met_on, (SELECT COUNT(*) FROM obligation d WHERE d.rule = o.rule AND d.unit = o.unit AND d.title = o.title AND d.met_on = ?)
			FROM obligation o WHERE o.subject = ? AND o.rule = ?`, e.On.String(), key.Subject.String(), key.Rule).Scan(&title, &met, &today); err != nil {
			return fmt.Errorf("obligation of cycle %d: %w", cycle, err)
		}
		if met != "" || today > 0 {
			continue
		}
		if err := c.meetObligation(ctx, obligation.Met{Key: key, On: e.On, Evidence: e.Evidence}); err != nil {
			return err
		}
		if days == 0 {
			continue
		}
		if err := c.beginEntryCycle(ctx, catalog.Assignment{Entry: entry, Unit: e.Unit}, title, e.On, e.On.AddDays(days)); err != nil {
			return err
		}
	}
	return nil
}

// linkEntries keeps which entries the released version of an item serves.
func (c conn) linkEntries(ctx context.Context, item publication.ID, entries []string) error {
	if err := c.exec(ctx, `DELETE FROM item_entry WHERE item = ?`, item); err != nil {
		return err
	}
	for _, e := range entries {
		if err := c.exec(ctx, `INSERT INTO item_entry (item, entry) VALUES (?, ?) ON CONFLICT DO NOTHING`, item, e); err != nil {
			return err
		}
	}
	return nil
}
