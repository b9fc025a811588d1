package store

import (
	"context"
	"fmt"

	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

// tally is where a public item is counted.
type tally struct {
	column, unit int64
	day          workday.Date // of release
}

// tallyOf is the tally of an item, or none for what the public does not see.
func tallyOf(it *publication.Item) tally {
	if !it.IsPublic() {
		return tally{}
	}
	return tally{it.Shown.Column, it.Unit, workday.DateOf(it.Released)}
}

// recount brings the tallies to what has become of an item that was saved.
func (c conn) recount(ctx context.Context, was, is tally) error {
	if was == is {
		return nil
	}
	if was != (tally{}) {
		from, to := yearOf(was.day.Year())
		if err := c.execOne(ctx, `UPDATE item_tally SET n = n - 1, last = COALESCE((SELECT MAX(released_on) FROM item
			WHERE col = ? AND unit = ? AND public_no > 0 AND released_on BETWEEN ? AND ?), '') WHERE col = ? AND unit = ? AND year = ?`,
			was.column, was.unit, from, to, was.column, was.unit, was.day.Year()); err != nil {
			return fmt.Errorf("count one less: %w", err)
		}
	}
	if is == (tally{}) {
		return nil
	}
	if err := c.exec(ctx, `INSERT INTO item_tally (col, unit, year, n, last) VALUES (?, ?, ?, 1, ?) ON CONFLICT (col, unit, year) DO UPDATE
		SET n = item_tally.n + 1, last = CASE WHEN excluded.last > item_tally.last THEN excluded.last ELSE item_tally.last END`,
		is.column, is.unit, is.day.Year(), is.day.String()); err != nil {
		return fmt.Errorf("count one more: %w", err)
	}
	return nil
}

// yearOf returns the first and the last day of a year.
func yearOf(year int) (from, to string) {
	return workday.NewDate(year, 1, 1).String(), workday.NewDate(year, 12, 31).String()
}

// ColumnTallies counts what each column shows, of one unit or, for 0, of all.
func (db *DB) ColumnTallies(ctx context.Context, unit int64) ([]catalog.Tally, error) {
	return all(ctx, db.reader(), func(t *catalog.Tally) []any { return []any{&t.Column, &t.N, &t.Last} },
		`SELECT col, SUM(n), MAX(last) FROM item_tally WHERE n > 0 AND (? = 0 OR unit = ?) GROUP BY col`, unit, unit)
}

// tallied returns how many items the public sees by what they are counted by: unit, columns and year.
func (c conn) tallied(ctx context.Context, f publication.Filter) (n int, err error) {
	w := where{}
	w.when(f.Unit != 0, `unit = ?`, f.Unit)
	columns := columnsOf(f)
	w.when(f.Column != 0, `col IN (`+marks(len(columns))+`)`, columns...)
	w.when(f.Year != 0, `year = ?`, f.Year)
	err = c.row(ctx, `SELECT COALESCE(SUM(n), 0) FROM item_tally`+w.text, w.args...).Scan(&n)
	return n, err
}

func columnsOf(f publication.Filter) []any {
	columns := []any{f.Column}
	for _, id := range f.Within {
		columns = append(columns, id)
	}
	return columns
}
