package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"gongkai/internal/law"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// visitors hand requests in at once.
const visitors = 32

// request measures filings against bare commits, the desk's list over many requests against few, and due dates.
func (b *bench) request() error {
	if err := b.filings(); err != nil {
		return err
	}
	if err := b.requestList(); err != nil {
		return err
	}
	began := time.Now()
	cal := workday.Builtin()
	first := workday.NewDate(2019, time.May, 15)
	for i := range 100_000 {
		if _, err := law.Due(cal, law.RequestReply, first.AddDays(i%2700), law.Options{}); err != nil {
			return err
		}
	}
	b.line("100,000 due dates with every step", fmt.Sprintf("%.2f s", time.Since(began).Seconds()), "—", 0, "about a second")
	return nil
}

// filings hands requests in as visitors do, in turn with commits of one row into a bare table on the same disk; both wait for the disk.
func (b *bench) filings() error {
	dir, remove, err := folder()
	if err != nil {
		return err
	}
	defer remove()
	d, err := openDesk(b.ctx, dir, fewItems, false)
	if err != nil {
		return err
	}
	defer d.close()
	bare, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.db")+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer func() { _ = bare.Close() }() // the folder is removed next
	bare.SetMaxOpenConns(1)
	if _, err := bare.ExecContext(b.ctx, `CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)`); err != nil {
		return err
	}
	f := request.Filing{Unit: 1, Applicant: request.Natural, Application: request.Application{
		Name: "示例申请人", IDKind: "护照", IDNo: "E00000000", Phone: "13800000000", Address: "示例路1号", Text: "示例信息的目录", Get: "邮寄", Carrier: "纸质",
	}}
	var serial atomic.Int64
	ours := func(ctx context.Context) error {
		f := f
		f.Key = fmt.Sprint("bench ", serial.Add(1))
		_, err := d.app.Requests.File(ctx, nil, f)
		return err
	}
	yard := func(ctx context.Context) error {
		_, err := bare.ExecContext(ctx, `INSERT INTO t (text) VALUES (?)`, f.Text)
		return err
	}
	for _, n := range []int{1, visitors} {
		var took [2][]float64
		for range b.rounds {
			for i, do := range []func(context.Context) error{ours, yard} {
				rate, err := b.rate(n, do)
				if err != nil {
					return err
				}
				took[i] = append(took[i], rate)
			}
		}
		us, them := median(took[0]), median(took[1])
		b.line(fmt.Sprintf("requests filed, %d at once, per second", n), fmt.Sprintf("%.0f", us), fmt.Sprintf("%.0f", them), us/them, "≥ 0.8 of bare commits")
	}
	return nil
}

// rate is how often something is done in a second by so many at once.
func (b *bench) rate(n int, do func(context.Context) error) (float64, error) {
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	var done atomic.Int64
	errs := make([]error, n)
	began := time.Now()
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			for time.Since(began) < b.span {
				if err := do(ctx); err != nil {
					errs[i] = err
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(began).Seconds(), errors.Join(errs...)
}

// requestList compares the desk's first page over many requests with the same page over few.
func (b *bench) requestList() error {
	var desks [2]*deskOf
	for i, n := range []int{fewItems, manyItems} {
		dir, remove, err := folder()
		if err != nil {
			return err
		}
		defer remove()
		if desks[i], err = openDesk(b.ctx, dir, fewItems, false); err != nil {
			return err
		}
		defer desks[i].close()
		if err := fillRequests(b.ctx, filepath.Join(dir, "gongkai.db"), n); err != nil {
			return err
		}
	}
	for _, page := range []struct{ name, path string }{{"open", "/desk/requests"}, {"ended", "/desk/requests?show=ended"}, {"all", "/desk/requests?show=all"}} {
		if err := b.compare("desk, requests, "+page.name+", over %d", page.path, desks); err != nil {
			return err
		}
	}
	return nil
}

// fillRequests writes n requests past our own code; of the many a hundredth is open, of the few a half.
func fillRequests(ctx context.Context, file string, n int) (err error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=synchronous(OFF)&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO request (id, unit, no, applicant, channel, subject, secret, filed, received_on, state, due, outcome, closed_on)
		SELECT i, 1, '2026-' || i, 'natural', 'counter', '第' || i || '号事项', 's' || i, 1700000000000 + i, '2026-01-05', iif(i %% %[2]d = 0, 'processing', 'archived'),
			'2026-02-' || printf('%%02d', 1 + i %% 28), iif(i %% %[2]d = 0, '', 'granted'), iif(i %% %[2]d = 0, '', '2026-01-' || printf('%%02d', 6 + i %% 20)) FROM n`, n, min(100, n/50)))
	return err
}
