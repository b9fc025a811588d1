package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/dispute"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// openObligations gives numbers and inserts, many rows in one statement.
func (c conn) openObligations(ctx context.Context, os []obligation.Obligation) error {
	first, err := c.next(ctx, "obligation", len(os))
	if err != nil {
		return err
	}
	i := first
	for chunk := range slices.Chunk(os, rowsPerInsert) {
		args := make([]any, 0, 10*len(chunk))
		for _, o := range chunk {
			args = append(args, i, o.Rule, o.Subject.String(), o.Title, o.Unit, o.Person, o.From.String(), o.Due.String(), flag(o.Provisional), optionsText(o.Options))
			i++
		}
		if err := c.exec(ctx, insertMany(`INSERT INTO obligation (id, rule, subject, title, unit, person, from_date, due, provisional, options) VALUES `, 10, len(chunk)), args...); err != nil {
			return err
		}
	}
	c.touch("obligations")
	return nil
}

// optionsText is what moved a due date as a column holds it; nothing for most.
func optionsText(o law.Options) string {
	if len(o.Holds) == 0 && o.Extend == 0 {
		return ""
	}
	b, err := json.Marshal(o)
	if err != nil {
		panic(err) // days and numbers always marshal
	}
	return string(b)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rowsPerInsert keeps a statement below both engines' limits on arguments.
const rowsPerInsert = 200

// insertMany returns head followed by n groups of w question marks.
func insertMany(head string, w, n int) string {
	group := "(" + marks(w) + ")"
	b := []byte(head)
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, group...)
	}
	return string(b)
}

// moveObligation moves the due day, and with it what lists of requests and cases show of it: a holiday notice moves duties, and knows neither.
func (c conn) moveObligation(ctx context.Context, e obligation.Moved) error {
	c.touch("obligations")
	if e.Rule == law.RequestReply && e.Subject.Kind == request.Ref {
		if err := c.exec(ctx, `UPDATE request SET due = ? WHERE id = ?`, e.Due.String(), e.Subject.ID); err != nil {
			return err
		}
	}
	if e.Subject.Kind == dispute.Ref {
		if err := c.exec(ctx, `UPDATE dispute SET due = ? WHERE id = ?`, e.Due.String(), e.Subject.ID); err != nil {
			return err
		}
	}
	return c.execOne(ctx, `UPDATE obligation SET from_date = ?, due = ?, provisional = ?, options = ?, paused = '', missed_at = 0
		WHERE subject = ? AND rule = ? AND met_on = '' AND cancelled = ''`,
		e.From.String(), e.Due.String(), flag(e.Provisional), optionsText(e.Options), e.Subject.String(), e.Rule)
}

// pauseObligation puts the due day to the end of all days, so that whatever compares days finds nothing due.
func (c conn) pauseObligation(ctx context.Context, e obligation.Paused) error {
	c.touch("obligations")
	return c.execOne(ctx, `UPDATE obligation SET due = ?, provisional = 0, options = '', paused = ?, missed_at = 0 WHERE subject = ? AND rule = ? AND met_on = '' AND cancelled = ''`,
		openEnd, e.Reason, e.Subject.String(), e.Rule)
}

// meetObligation is satisfied when nothing is owed, or was met already: the second evidence changes nothing.
func (c conn) meetObligation(ctx context.Context, e obligation.Met) error {
	c.touch("obligations")
	return c.exec(ctx, `UPDATE obligation SET met_on = ?, evidence = ? WHERE subject = ? AND rule = ? AND met_on = '' AND cancelled = ''`,
		e.On.String(), e.Evidence.String(), e.Subject.String(), e.Rule)
}

func (c conn) cancelObligation(ctx context.Context, e obligation.Cancelled) error {
	c.touch("obligations")
	return c.exec(ctx, `UPDATE obligation SET cancelled = ? WHERE subject = ? AND rule = ? AND met_on = ''`, e.Reason, e.Subject.String(), e.Rule)
}

func (c conn) missObligation(ctx context.Context, e obligation.Missed) error {
	return c.exec(ctx, `UPDATE obligation SET missed_at = ? WHERE subject = ? AND rule = ? AND missed_at = 0`, ms(e.At), e.Subject.String(), e.Rule)
}

type obligationRow struct {
	o                 obligation.Obligation
	subject, evidence string
	options           string
	provisional       int
}

const obligationCols = `id, rule, subject, title, unit, person, from_date, due, provisional, met_on, evidence, missed_at, cancelled, options, paused`

func (r *obligationRow) fields() []any {
	return []any{
		&r.o.ID, &r.o.Rule, &r.subject, &r.o.Title, &r.o.Unit, &r.o.Person, &r.o.From, &r.o.Due, &r.provisional,
		&r.o.MetOn, &r.evidence,
		millis{&r.o.MissedAt},
		&r.o.Cancelled, &r.options, &r.o.Paused,
	}
}

func (r *obligationRow) value() (o obligation.Obligation, err error) {
	o = r.o
	o.Provisional = r.provisional != 0
	if o.Subject, err = ref.Parse(r.subject); err != nil {
		return o, err
	}
	if r.options != "" {
		if err := json.Unmarshal([]byte(r.options), &o.Options); err != nil {
			return o, fmt.Errorf("options of obligation %d: %w", o.ID, err)
		}
	}
	o.Evidence, err = ref.Parse(r.evidence)
	return o, err
}

func obligationWhere(f obligation.Filter) where {
	w := where{}
	w.when(f.Unit != 0, `unit = ?`, f.Unit)
	w.when(f.Person != 0, `person = ?`, f.Person)
	w.when(f.Rule != "", `rule = ?`, f.Rule)
	w.when(f.But != "", `rule <> ?`, f.But)
	w.when(!f.Subject.IsZero(), `subject = ?`, f.Subject.String())
	w.when(f.OpenOnly, `met_on = '' AND cancelled = ''`)
	w.when(f.Provisional, `provisional = 1`)
	w.when(!f.DueFrom.IsZero(), `due >= ?`, f.DueFrom.String())
	w.when(!f.DueBy.IsZero(), `due <= ?`, f.DueBy.String())
	return w
}

// Count implements obligation.Store.
func (db *DB) Count(ctx context.Context, f obligation.Filter) (int, error) {
	w := obligationWhere(f)
	var n int
	err := db.reader().row(ctx, `SELECT COUNT(*) FROM obligation`+w.text, w.args...).Scan(&n)
	return n, err
}

// Obligations implements obligation.Store.
func (db *DB) Obligations(ctx context.Context, f obligation.Filter) ([]obligation.Obligation, error) {
	w := obligationWhere(f)
	rows, err := all(ctx, db.reader(), (*obligationRow).fields,
		`SELECT `+obligationCols+` FROM obligation`+w.text+` ORDER BY due, id LIMIT ?`, append(w.args, limit(f.Limit))...)
	if err != nil {
		return nil, err
	}
	out := make([]obligation.Obligation, len(rows))
	for i := range rows {
		if out[i], err = rows[i].value(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// where collects conditions.
type where struct {
	text string
	args []any
}

func (w *where) when(yes bool, cond string, args ...any) {
	if !yes {
		return
	}
	if w.text == "" {
		w.text = " WHERE " + cond
	} else {
		w.text += " AND " + cond
	}
	w.args = append(w.args, args...)
}

var literal = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// containing is the pattern of LIKE … ESCAPE '\' for what contains a text as it was typed.
func containing(text string) string { return "%" + literal.Replace(text) + "%" }

// limit turns “no limit given” into a large one.
func limit(n int) int {
	if n <= 0 {
		return 1000
	}
	return n
}

// Tally implements obligation.Store.
func (db *DB) Tally(ctx context.Context, rule law.RuleName, unit int64, from, to, today workday.Date) (obligation.Tally, error) {
	var t obligation.Tally
	err := db.reader().row(ctx, `SELECT `+tallyCols+`
		FROM obligation WHERE rule = ? AND from_date BETWEEN ? AND ? AND cancelled = '' AND (? = 0 OR unit = ?)`,
		today.String(), rule, from.String(), to.String(), unit, unit).Scan(&t.All, &t.Met, &t.OnTime, &t.Late)
	t.Open = t.All - t.Met
	return t, err
}

// Tallies implements obligation.Store.
func (db *DB) Tallies(ctx context.Context, rule law.RuleName, from, to, today workday.Date) (map[int64]obligation.Tally, error) {
	type row struct {
		unit int64
		t    obligation.Tally
	}
	rows, err := all(ctx, db.reader(), func(r *row) []any { return []any{&r.unit, &r.t.All, &r.t.Met, &r.t.OnTime, &r.t.Late} },
		`SELECT unit, `+tallyCols+` FROM obligation WHERE rule = ? AND from_date BETWEEN ? AND ? AND cancelled = '' GROUP BY unit`,
		today.String(), rule, from.String(), to.String())
	out := make(map[int64]obligation.Tally, len(rows))
	for _, r := range rows {
		r.t.Open = r.t.All - r.t.Met
		out[r.unit] = r.t
	}
	return out, err
}

// tallyCols count all, met, on time and late as of the day that is the first argument.
const tallyCols = `COUNT(*), COALESCE(SUM(CASE WHEN met_on <> '' THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN met_on <> '' AND met_on <= due THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN met_on > due OR met_on = '' AND due < ? THEN 1 ELSE 0 END), 0)`

// MarkMissed implements obligation.Store.
func (db *DB) MarkMissed(ctx context.Context, today workday.Date, at time.Time) (int, error) {
	rows, err := all(ctx, db.reader(), (*obligationRow).fields, `SELECT `+obligationCols+` FROM obligation
		WHERE met_on = '' AND cancelled = '' AND missed_at = 0 AND due < ? ORDER BY due, id LIMIT 500`, today.String())
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return len(rows), db.tx(ctx, func(ctx context.Context, c conn) error {
		for i := range rows {
			o, err := rows[i].value()
			if err != nil {
				return err
			}
			deed := act.New(act.System, at, "obligation.missed", ref.To(obligation.Ref, o.ID), "", "应于 "+o.Due.String()+" 前办结").
				Causes(obligation.Missed{Key: o.Key, At: at})
			if err := c.save(ctx, deed); err != nil {
				return err
			}
		}
		return nil
	})
}
