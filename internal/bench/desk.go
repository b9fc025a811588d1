package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/app"
	"gongkai/internal/catalog"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// The two stores whose desks are compared. Of the large one a hundredth is in work, of the small one a half, so that the pages
// of both are full; three fifths of what is in work wait for whoever looks.
const (
	fewItems  = 100
	manyItems = 100_000
)

// desk compares the desk's first pages over many items with the same pages over few.
func (b *bench) desk() error {
	var desks [2]*deskOf
	for i, n := range []int{fewItems, manyItems} {
		dir, remove, err := folder()
		if err != nil {
			return err
		}
		defer remove()
		if desks[i], err = openDesk(b.ctx, dir, n, false); err != nil {
			return err
		}
		defer desks[i].close()
	}
	for _, page := range []struct{ name, path string }{
		{"today", "/desk/"}, {"items in work", "/desk/items"}, {"items released", "/desk/items?view=released"}, {"queue", "/desk/review"},
	} {
		if err := b.compare("desk, "+page.name+", over %d items", page.path, desks); err != nil {
			return err
		}
	}
	return nil
}

// compare asks two desks, one with few records and one with many, for the same page in turn.
func (b *bench) compare(what, path string, desks [2]*deskOf) error {
	var took [2][]float64
	for range b.rounds * 4 {
		for i, d := range desks {
			start := time.Now()
			if err := d.get(path); err != nil {
				return err
			}
			took[i] = append(took[i], time.Since(start).Seconds())
		}
	}
	few, many := median(took[0]), median(took[1])
	b.line(fmt.Sprintf(what, manyItems), fmt.Sprintf("%.1f ms", many*1000), fmt.Sprintf("%.1f ms", few*1000), many/few, fmt.Sprintf("≤ 3 × over %d", fewItems))
	return nil
}

// portal compares public pages over many items with the same pages over few, made anew each time: an address nobody asked for before
// is not kept yet.
func (b *bench) portal() error {
	const items = 10_000
	var sites [2]*deskOf
	for i, n := range []int{fewItems, items} {
		dir, remove, err := folder()
		if err != nil {
			return err
		}
		defer remove()
		if sites[i], err = openDesk(b.ctx, dir, n, true); err != nil {
			return err
		}
		defer sites[i].close()
	}
	for i, n := range []int{fewItems, items} {
		if err := sites[i].found(n); err != nil {
			return err
		}
	}
	for _, page := range []struct{ name, path string }{{"home", "/"}, {"list", "/columns/policy"}, {"item", fmt.Sprintf("/items/%d", fewItems/2+1)}} {
		var took [2][]float64
		for round := range b.rounds * 8 {
			for i, d := range sites {
				start := time.Now()
				if err := d.get(fmt.Sprintf("%s?new=%d", page.path, round)); err != nil {
					return err
				}
				took[i] = append(took[i], time.Since(start).Seconds())
			}
		}
		few, many := median(took[0]), median(took[1])
		b.line(fmt.Sprintf("portal, %s made anew, over %d items", page.name, items), fmt.Sprintf("%.1f ms", many*1000), fmt.Sprintf("%.1f ms", few*1000), many/few,
			fmt.Sprintf("as over %d", fewItems))
	}
	return nil
}

// deskOf is a server with somebody signed in who looks over all units.
type deskOf struct {
	app    *app.App
	server *app.Server
	cookie *http.Cookie
}

func (d *deskOf) close() {
	_ = d.server.Stop(context.Background()) // the folder is removed next
	_ = d.app.Close()
}

func (d *deskOf) get(path string) error {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(d.cookie)
	w := httptest.NewRecorder()
	d.server.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return fmt.Errorf("%s: %d", path, w.Code)
	}
	return nil
}

// found waits until the search has read all n items, which it does while the pages are asked for.
func (d *deskOf) found(n int) error {
	for range 600 {
		r := httptest.NewRequest(http.MethodGet, fmt.Sprintf("/search?sort=date&q=第%d号", n-1), nil)
		w := httptest.NewRecorder()
		d.server.ServeHTTP(w, r)
		if strings.Contains(w.Body.String(), "找到") {
			return nil
		}
		time.Sleep(100 * time.Millisecond) // it reads in the background, and tells nobody
	}
	return errors.New("the search does not find the last item")
}

// openDesk opens a store of n items; logged ones are in the public log, and the search reads them in the background.
func openDesk(ctx context.Context, dir string, n int, logged bool) (*deskOf, error) {
	a, err := openReport(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(a.Migrate(ctx), a.Load(ctx)); err != nil {
		return nil, err
	}
	deed := func() (act.Act, error) { return act.New(act.System, time.Now(), "bench", ref.Ref{}, "", ""), nil }
	u := &agency.Unit{Code: "jyj", USCC: "114109000000000009", Name: "示例市教育局", Short: "市教育局", Kind: agency.Bureau, Duty: agency.DutyAgency}
	col := &catalog.Column{Code: "policy", Name: "政策文件", Section: catalog.Statutory}
	writer, office := &agency.Person{Name: "示例信息员"}, &agency.Person{Name: "示例办公室"}
	if err := errors.Join(a.DB.AddUnit(ctx, u, deed), a.DB.AddColumn(ctx, col, deed)); err != nil {
		return nil, err
	}
	writer.Unit, office.Unit = u.ID, u.ID
	from := workday.NewDate(2020, 1, 1)
	if err := errors.Join(
		a.DB.AddPerson(ctx, writer, []agency.Appointment{{Role: agency.Writer, From: from}}, deed),
		a.DB.AddPerson(ctx, office, []agency.Appointment{{Role: agency.GeneralOffice, From: from}, {Role: agency.FirstReviewer, From: from}}, deed),
		a.DB.SetRoute(ctx, int64(u.ID), publication.BureauRoute, act.New(act.System, time.Now(), "bench", ref.Ref{}, "", "")),
		fillItems(ctx, filepath.Join(dir, "gongkai.db"), n, logged),
	); err != nil {
		return nil, err
	}
	if _, err := a.Accounts.Create(ctx, act.System, "office", "correct horse battery", office.ID, time.Now()); err != nil {
		return nil, err
	}
	value, err := a.Accounts.Begin(ctx, office.ID, account.Origin{})
	if err != nil {
		return nil, err
	}
	s, err := a.NewServer(ctx, nil)
	if err != nil {
		return nil, err
	}
	if err := s.Start(ctx); err != nil {
		return nil, err
	}
	return &deskOf{a, s, &http.Cookie{Name: "gongkai", Value: value}}, nil
}

// fillItems writes n items past our own code: released with their duty met, or in work with their duty open.
func fillItems(ctx context.Context, file string, n int, logged bool) (err error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=synchronous(OFF)&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) `
	every := min(100, n/50)
	today := workday.DateOf(time.Now())
	for _, text := range []string{
		fmt.Sprintf(numbers+`INSERT INTO item (id, unit, col, writer, state, route, next_role, version_no, public_no, title, formed_on, keywords, screened, created, changed, index_no, released, released_on, entry)
			SELECT i, 1, 1, 1, iif(i %% %[2]d <> 0, 'released', iif(i / %[2]d %% 5 < 3, 'review', 'draft')), '[{"stage":"first-review","role":"first-reviewer"},{"stage":"secrecy","role":"secrecy-reviewer"},{"stage":"signature","role":"signer"}]',
			iif(i %% %[2]d = 0 AND i / %[2]d %% 5 < 3, 'first-reviewer', ''), 1, iif(i %% %[2]d = 0, 0, 1), '关于第' || i || '号事项的通知', '2026-01-05', '词' || (i %% 20), '{}', 1700000000000 + i, 1700000000000 + i,
			iif(i %% %[2]d = 0, NULL, 'x/2026-' || i), iif(i %% %[2]d = 0, 0, 1700000000000 + i), iif(i %% %[2]d = 0, '', '2026-01-06'), i FROM n`, n, every),
		fmt.Sprintf(numbers+`INSERT INTO item_version (item, no, digest, version, released, entry)
			SELECT i, 1, 'd' || i, '{"No":1,"Column":1,"Title":"关于第' || i || '号事项的通知","Summary":"概述","Keywords":"词' || (i %% 20) || '","Genre":"通知","FormedOn":"2026-01-05","Body":"正文。"}', 1700000000000 + i, i FROM n`, n),
		fmt.Sprintf(numbers+`INSERT INTO obligation (id, rule, subject, title, unit, person, from_date, due, met_on)
			SELECT i, 'publish', 'item:' || i, '公开：关于第' || i || '号事项的通知', 1, 1, '%[3]s', '%[4]s', iif(i %% %[2]d = 0, '', '2026-01-06') FROM n`,
			n, every, today.AddDays(-10), today.AddDays(5)),
		tallyItems,
	} {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	if !logged {
		return nil
	}
	return fillLog(ctx, db, n)
}

// fillLog gives the items their entries in the public log.
func fillLog(ctx context.Context, db *sql.DB, n int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for i := 1; i <= n; i++ {
		about, at := ref.To(publication.Ref, publication.ID(i)), time.UnixMilli(1_700_000_000_000+int64(i))
		e := ledger.Entry{Log: ledger.Release, Kind: "released", Ref: about, At: at, By: "jyj"}
		if _, err := tx.ExecContext(ctx, `INSERT INTO ledger_entry (log, idx, leaf, ref, at) VALUES ('release', ?, ?, ?, ?)`, i, e.Leaf(), about.String(), at.UnixMilli()); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}
