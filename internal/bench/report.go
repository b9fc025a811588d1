package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // for filling the store and for the yardstick, past our own code

	"gongkai/internal/app"
)

const reportRecords = 1_000_000

// report compares building an annual report over a million records with one grouped scan over them.
func (b *bench) report() error {
	dir, remove, err := folder()
	if err != nil {
		return err
	}
	defer remove()
	if err := fillReport(b.ctx, dir); err != nil {
		return err
	}
	var ours, yard []float64
	for range b.rounds {
		w, err := b.work("-report", dir)
		if err != nil {
			return err
		}
		ours = append(ours, w.Seconds)
		if w, err = b.work("-report-scan", dir); err != nil {
			return err
		}
		yard = append(yard, w.Seconds)
	}
	o, y := median(ours), median(yard)
	b.line(fmt.Sprintf("annual report over %d records", reportRecords), fmt.Sprintf("%.0f ms", o*1000), fmt.Sprintf("%.0f ms", y*1000), o/y, "≤ 2 × one grouped full scan")
	return nil
}

func openReport(ctx context.Context, dir string) (*app.App, error) {
	cfg := app.Default()
	cfg.Dir = dir
	return app.Open(ctx, cfg, app.Options{Log: slog.New(slog.DiscardHandler)})
}

// openFurnished opens a new store with what every record needs: a unit, a column, people.
func openFurnished(ctx context.Context, dir string) (*app.App, error) {
	a, err := openReport(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(a.Migrate(ctx), a.Load(ctx)); err != nil {
		return nil, err
	}
	_, _, err = furnish(ctx, a)
	return a, err
}

// fillReport writes half a million licences and as many requests, spread over ten years.
func fillReport(ctx context.Context, dir string) (err error) {
	a, err := openFurnished(ctx, dir)
	if err != nil {
		return err
	}
	if err := a.Close(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "gongkai.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	const half = reportRecords / 2
	for _, text := range []string{
		`INSERT INTO batch (id, unit, name, file, rows, root, state, imported, person) VALUES (1, 1, 'b', 'f', 0, '', 'released', 0, 1)`,
		fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO licence (id, batch, unit, row_no, dedup, party, party_kind, party_code, doc_name, doc_no, kind, cert_name, cert_no, content, decided_on, valid_from, valid_to, status, authority, sealed, live)
			SELECT i, 1, 1, i, 'd' || i, '示**', '自然人', '', '教师资格认定决定书', '示教资〔2020〕' || i || '号', '认可', '', '', '准予认定高级中学教师资格。',
			(2016 + i %% 10) || '-' || substr('0' || (1 + i %% 12), -2) || '-' || substr('0' || (1 + i %% 28), -2), '', '', '1', '示例市教育局', x'00', 2 FROM n`, half),
		fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO request (id, unit, no, applicant, received_on, outcome, closed_on)
			SELECT i, 1, 'R' || i, CASE i %% 3 WHEN 0 THEN 'natural' WHEN 1 THEN 'business' ELSE 'legal' END,
			(2016 + i %% 10) || '-' || substr('0' || (1 + i %% 12), -2) || '-03', CASE i %% 4 WHEN 0 THEN 'granted' WHEN 1 THEN 'partial' WHEN 2 THEN 'denied_law' ELSE 'unable_not_held' END,
			(2016 + i %% 10) || '-' || substr('0' || (1 + i %% 12), -2) || '-25' FROM n`, half),
	} {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	_, err = db.ExecContext(ctx, `PRAGMA optimize=0x10002`) // as a server does
	return err
}

func reportChild(args []string) (err error) {
	ctx := context.Background()
	a, err := openReport(ctx, args[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.Load(ctx); err != nil {
		return err
	}
	u, err := a.DB.UnitByCode(ctx, "jyj")
	if err != nil {
		return err
	}
	start := time.Now()
	annual, err := a.Reports.Build(ctx, u, 2020)
	if err != nil {
		return err
	}
	return say(work{Seconds: time.Since(start).Seconds(), Rows: int(annual.Fields["licences"])})
}

// scanChild is the yardstick: every record read once, and counted by year and kind.
func scanChild(args []string) (err error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(args[0], "gongkai.db")+"?_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Ping(); err != nil {
		return err
	}
	start := time.Now()
	n := 0
	for _, text := range []string{
		`SELECT SUBSTR(decided_on, 1, 4), kind, COUNT(*) FROM licence NOT INDEXED GROUP BY 1, 2`,
		`SELECT SUBSTR(closed_on, 1, 4), applicant || outcome, COUNT(*) FROM request NOT INDEXED GROUP BY 1, 2`,
	} {
		rows, err := db.Query(text)
		if err != nil {
			return err
		}
		for rows.Next() {
			var year, kind string
			var k int
			if err := rows.Scan(&year, &kind, &k); err != nil {
				return errors.Join(err, rows.Close())
			}
			n += k
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	return say(work{Seconds: time.Since(start).Seconds(), Rows: n})
}
