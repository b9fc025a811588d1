package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/catalog"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
)

const columnCols = `id, code, name, section, type, description, keywords, article, cycle_days, sort, parent, owner`

func columnFields(col *catalog.Column) []any {
	return []any{&col.ID, &col.Code, &col.Name, &col.Section, &col.Type, &col.Description, &col.Keywords, &col.Article, &col.CycleDays, &col.Order, &col.Parent, &col.Owner}
}

// AddColumn implements catalog.Store.
func (db *DB) AddColumn(ctx context.Context, col *catalog.Column, a func() (act.Act, error)) error {
	return db.create(ctx, "column", (*int64)(&col.ID), a, func(ctx context.Context, c conn) error {
		c.touch("columns")
		return c.exec(ctx, `INSERT INTO catalog_column (`+columnCols+`) VALUES (`+marks(12)+`)`,
			col.ID, col.Code, col.Name, col.Section, col.Type, col.Description, col.Keywords, col.Article, col.CycleDays, col.Order, col.Parent, col.Owner)
	})
}

// EditColumn implements catalog.Store.
func (db *DB) EditColumn(ctx context.Context, col *catalog.Column, a act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		c.touch("columns", "items")
		if err := c.execOne(ctx, `UPDATE catalog_column SET name = ?, section = ?, type = ?, description = ?, keywords = ?, article = ?, cycle_days = ?, sort = ?,
			parent = ?, owner = ? WHERE id = ?`, col.Name, col.Section, col.Type, col.Description, col.Keywords, col.Article, col.CycleDays, col.Order,
			col.Parent, col.Owner, col.ID); err != nil {
			return err
		}
		return c.save(ctx, a)
	})
}

// AddPowerItem implements catalog.Store.
func (db *DB) AddPowerItem(ctx context.Context, p *catalog.PowerItem, a func() (act.Act, error)) error {
	return db.create(ctx, "power_item", &p.ID, a, func(ctx context.Context, c conn) error {
		c.touch("report")
		return c.addPowerItem(ctx, p)
	})
}

// Columns implements catalog.Store.
func (db *DB) Columns(ctx context.Context) ([]catalog.Column, error) {
	return all(ctx, db.reader(), columnFields, `SELECT `+columnCols+` FROM catalog_column ORDER BY sort, id`)
}

// updateColumn ends the open cycle of a column, met or cancelled, and begins the next. Of updates on one day the first counts.
func (c conn) updateColumn(ctx context.Context, e catalog.Updated) error {
	var cycle int64
	if err := c.row(ctx, `SELECT cycle FROM catalog_column WHERE id = ?`, e.Column).Scan(&cycle); err != nil {
		return fmt.Errorf("cycle of column %d: %w", e.Column, err)
	}
	key := obligation.Key{Rule: catalog.UpdateRule, Subject: ref.Ref{Kind: catalog.CycleRef, ID: cycle}}
	var err error
	switch {
	case cycle == 0:
	case e.Evidence.IsZero():
		err = c.cancelObligation(ctx, obligation.Cancelled{Key: key, Reason: "更新周期或维护单位改变"})
	default:
		var from string
		err = c.row(ctx, `SELECT from_date FROM obligation WHERE subject = ? AND rule = ?`, key.Subject.String(), key.Rule).Scan(&from)
		if err == nil && from == e.On.String() && !e.Due.IsZero() {
			return nil // begun today
		}
		if errors.Is(err, sql.ErrNoRows) {
			err = nil // no cycle was owed
		}
		if err == nil {
			err = c.meetObligation(ctx, obligation.Met{Key: key, On: e.On, Evidence: e.Evidence})
		}
	}
	if err != nil {
		return fmt.Errorf("end cycle of column %d: %w", e.Column, err)
	}
	if e.Due.IsZero() {
		return nil
	}
	next, err := c.next(ctx, "column-cycle", 1)
	if err != nil {
		return err
	}
	if err := c.execOne(ctx, `UPDATE catalog_column SET cycle = ? WHERE id = ?`, next, e.Column); err != nil {
		return fmt.Errorf("begin cycle of column %d: %w", e.Column, err)
	}
	return c.openObligations(ctx, []obligation.Obligation{{
		Key: obligation.Key{Rule: catalog.UpdateRule, Subject: ref.Ref{Kind: catalog.CycleRef, ID: next}}, Title: e.Title, Unit: e.Unit, From: e.On, Due: e.Due,
	}})
}
