package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/dialogue"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report/website"
	"gongkai/internal/workday"
)

// aboutTypes are the kinds of columns whose items are 概况类信息.
const aboutTypes = `('概况信息', '机构职能', '负责人信息')`

// siteRegister is the part of a year's records that figures of the website report count. Each figure is an expression here, so that counting and
// listing cannot differ.
type siteRegister struct {
	kind    ref.Kind
	from    string
	where   string // what the year's records have in common
	args    []any
	record  string // id, instant, title, number, 1 where it may be shown outside, unit, how long it took in milliseconds
	order   string // the newest first
	sources []siteSource
}

// siteSource is a figure: which of the records it counts, and what it adds up of each.
type siteSource struct {
	source  website.Source
	where   string
	args    []any
	measure string
}

// siteRegisters are the items that were released in a year, and the 网页纠错 that came in it.
func siteRegisters(year int) []siteRegister {
	from, to := ms(workday.NewDate(year, 1, 1).Time()), ms(workday.NewDate(year+1, 1, 1).Time())
	const answered = `m.answered > 0 AND m.answered < ?`
	count := func(s website.Source, where string, args ...any) siteSource { return siteSource{s, where, args, `1`} }
	return []siteRegister{
		{
			kind: publication.Ref, from: `item i JOIN catalog_column c ON c.id = i.col`, where: `i.released > 0 AND i.released_on BETWEEN ? AND ?`,
			args:   []any{fmt.Sprintf("%d-01-01", year), fmt.Sprintf("%d-12-31", year)},
			record: `i.id, i.released, i.title, i.index_no, CASE WHEN i.public_no > 0 THEN 1 ELSE 0 END, i.unit, 0`, order: `i.released DESC, i.id DESC`,
			sources: []siteSource{
				count(website.Items, `1 = 1`),
				count(website.OverviewItems, `c.type IN `+aboutTypes),
				count(website.NewsItems, `c.type = '工作动态'`),
				count(website.CatalogueItems, `c.section <> 'news' AND c.type <> '工作动态' AND c.type NOT IN `+aboutTypes),
				count(website.Interpretations, `EXISTS (SELECT 1 FROM item_link l WHERE l.item = i.id)`),
			},
		},
		{
			kind: dialogue.Ref, from: `correction m`, where: `m.received >= ? AND m.received < ?`, args: []any{from, to},
			record: fmt.Sprintf(`m.id, m.received, m.kind, '', 0, m.unit, CASE WHEN m.answered > 0 AND m.answered < %d THEN m.answered - m.received ELSE 0 END`, to),
			order:  `m.received DESC, m.id DESC`,
			sources: []siteSource{
				count(website.Messages, `1 = 1`),
				count(website.MessagesDone, answered, to),
				{website.MessageTenths, answered, []any{to}, `m.answered - m.received`},
			},
		},
	}
}

// WebsiteFigures implements website.Store: one scan of the year's items, one of its 网页纠错.
func (db *DB) WebsiteFigures(ctx context.Context, year int) (map[website.Source]int64, error) {
	out := map[website.Source]int64{}
	for _, r := range siteRegisters(year) {
		var columns []string
		var args []any
		sums := make([]int64, len(r.sources))
		into := make([]any, len(r.sources))
		for i, s := range r.sources {
			columns, args, into[i] = append(columns, `COALESCE(SUM(CASE WHEN `+s.where+` THEN `+s.measure+` ELSE 0 END), 0)`), append(args, s.args...), &sums[i]
		}
		if err := db.reader().row(ctx, `SELECT `+strings.Join(columns, `, `)+` FROM `+r.from+` WHERE `+r.where, append(args, r.args...)...).Scan(into...); err != nil {
			return nil, fmt.Errorf("website report %d: count %s: %w", year, r.kind, err)
		}
		for i, s := range r.sources {
			out[s.source] = sums[i]
		}
	}
	out[website.MessageTenths] = website.Tenths(out[website.MessageTenths], out[website.MessagesDone])
	return out, nil
}

// WebsiteRecords implements website.Store.
func (db *DB) WebsiteRecords(ctx context.Context, year int, source website.Source, limit, offset int) ([]website.Record, int, error) {
	for _, r := range siteRegisters(year) {
		if i := slices.IndexFunc(r.sources, func(s siteSource) bool { return s.source == source }); i >= 0 {
			return db.reader().siteRecords(ctx, r, r.sources[i], limit, offset)
		}
	}
	return nil, 0, fmt.Errorf("website report %d: no source %q", year, source)
}

func (c conn) siteRecords(ctx context.Context, r siteRegister, s siteSource, limit, offset int) ([]website.Record, int, error) {
	text, args := ` FROM `+r.from+` WHERE `+r.where+` AND `+s.where, slices.Concat(r.args, s.args)
	var n int
	if err := c.row(ctx, `SELECT COUNT(*)`+text, args...).Scan(&n); err != nil {
		return nil, 0, fmt.Errorf("website report: count records of %s: %w", s.source, err)
	}
	type row struct {
		rec    website.Record
		at     time.Time
		public int
		took   int64
	}
	rows, err := all(ctx, c, func(r *row) []any {
		return []any{&r.rec.Ref.ID, millis{&r.at}, &r.rec.Title, &r.rec.No, &r.public, &r.rec.Unit, &r.took}
	}, `SELECT `+r.record+text+` ORDER BY `+r.order+` LIMIT ? OFFSET ?`, append(args, limit, offset)...)
	if err != nil {
		return nil, 0, fmt.Errorf("website report: list records of %s: %w", s.source, err)
	}
	out := make([]website.Record, len(rows))
	for i, x := range rows {
		x.rec.Ref.Kind, x.rec.Date, x.rec.Public, x.rec.Took = r.kind, workday.DateOf(x.at), x.public > 0, time.Duration(x.took)*time.Millisecond
		if r.kind == dialogue.Ref {
			x.rec.No, x.rec.Title = strconv.FormatInt(x.rec.Ref.ID, 10), "网页纠错："+dialogue.Kind(x.rec.Title).Name()
		}
		out[i] = x.rec
	}
	return out, n, nil
}

const websiteCols = `id, unit, year, item, typed, reason, owed`

type websiteRow struct {
	s     website.Saved
	typed string
}

func (r *websiteRow) fields() []any {
	return []any{&r.s.ID, &r.s.Unit, &r.s.Year, &r.s.Item, &r.typed, &r.s.Reason, &r.s.Owed}
}

// websiteReport reads one with its editions.
func (c conn) websiteReport(ctx context.Context, where string, args ...any) (*website.Saved, error) {
	r, err := one(ctx, c, (*websiteRow).fields, website.ErrNotFound, `SELECT `+websiteCols+` FROM website_report WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("website report %v: %w", args, err)
	}
	return c.wholeWebsite(ctx, r)
}

func (c conn) wholeWebsite(ctx context.Context, r *websiteRow) (*website.Saved, error) {
	if err := json.Unmarshal([]byte(r.typed), &r.s.Typed); err != nil {
		return nil, fmt.Errorf("website report %d: %w", r.s.ID, err)
	}
	var broken, err error
	if r.s.Editions, broken, err = c.websiteEditions(ctx, r.s.ID); err == nil && broken != nil {
		err = fmt.Errorf("editions of website report %d: %w", r.s.ID, broken)
	}
	return &r.s, err
}

// websiteEditions also returns why the first that cannot be read cannot.
func (c conn) websiteEditions(ctx context.Context, id int64) (list []website.Edition, broken, err error) {
	type row struct {
		e       website.Edition
		figures string
	}
	rows, err := all(ctx, c, func(r *row) []any { return []any{&r.e.No, &r.e.Reason, millis{&r.e.At}, &r.figures} },
		`SELECT no, reason, released, figures FROM website_edition WHERE report = ? ORDER BY no`, id)
	if err != nil {
		return nil, nil, fmt.Errorf("editions of website report %d: %w", id, err)
	}
	for _, r := range rows {
		if err := json.Unmarshal([]byte(r.figures), &r.e.Report); err != nil || r.e.Report == nil {
			return nil, errors.Join(fmt.Errorf("edition %d cannot be read", r.e.No), err), nil
		}
		list = append(list, r.e)
	}
	return list, nil, nil
}

// WebsiteReport implements website.Store.
func (db *DB) WebsiteReport(ctx context.Context, unit int64, year int) (*website.Saved, error) {
	return db.reader().websiteReport(ctx, `unit = ? AND year = ?`, unit, year)
}

// WebsiteReportByID implements website.Store.
func (db *DB) WebsiteReportByID(ctx context.Context, id int64) (*website.Saved, error) {
	return db.reader().websiteReport(ctx, `id = ?`, id)
}

// WebsiteReports implements website.Store: newest first.
func (db *DB) WebsiteReports(ctx context.Context, unit int64) ([]website.Saved, error) {
	c := db.reader()
	rows, err := all(ctx, c, (*websiteRow).fields, `SELECT `+websiteCols+` FROM website_report WHERE unit = ? ORDER BY year DESC`, unit)
	if err != nil {
		return nil, err
	}
	out := make([]website.Saved, len(rows))
	for i := range rows {
		s, err := c.wholeWebsite(ctx, &rows[i])
		if err != nil {
			return nil, err
		}
		out[i] = *s
	}
	return out, nil
}

func keepTyped(v website.Values) (string, error) {
	if v == nil {
		v = website.Values{}
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// AddWebsiteReport implements website.Store.
func (db *DB) AddWebsiteReport(ctx context.Context, s *website.Saved, a func() (act.Act, error)) error {
	typed, err := keepTyped(s.Typed)
	if err != nil {
		return err
	}
	return db.create(ctx, "website_report", &s.ID, a, func(ctx context.Context, c conn) error {
		c.touch("report")
		return c.exec(ctx, `INSERT INTO website_report (`+websiteCols+`) VALUES (`+marks(7)+`)`, s.ID, s.Unit, s.Year, s.Item, typed, s.Reason, flag(s.Owed))
	})
}

// UpdateWebsiteReport implements website.Store.
func (db *DB) UpdateWebsiteReport(ctx context.Context, unit int64, year int, fn func(*website.Saved) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		s, err := c.websiteReport(ctx, `unit = ? AND year = ?`, unit, year)
		if err != nil {
			return err
		}
		deed, err := fn(s)
		if err != nil {
			return err
		}
		typed, err := keepTyped(s.Typed)
		if err != nil {
			return err
		}
		c.touch("report")
		if err := c.execOne(ctx, `UPDATE website_report SET item = ?, typed = ?, reason = ?, owed = ? WHERE id = ?`, s.Item, typed, s.Reason, flag(s.Owed), s.ID); err != nil {
			return err
		}
		return c.save(ctx, deed)
	})
}

// signWebsiteReport keeps a report as it is released; the reason belongs to its edition from then on.
func (c conn) signWebsiteReport(ctx context.Context, e website.Signed) error {
	b, err := json.Marshal(e.Report)
	if err != nil {
		return err
	}
	c.touch("report")
	if err := c.execOne(ctx, `UPDATE website_report SET reason = '' WHERE id = ?`, e.ID); err != nil {
		return err
	}
	return c.exec(ctx, `INSERT INTO website_edition (report, no, reason, figures, released)
		SELECT ?, COALESCE(MAX(no), 0) + 1, ?, ?, ? FROM website_edition WHERE report = ?`, e.ID, e.Reason, string(b), ms(e.At), e.ID)
}

// websiteDiffers returns in what a website report differs from what was released as it, edition by edition from the last to the first.
func (s *Snapshot) websiteDiffers(ctx context.Context, c publication.Carried) (out []string, err error) {
	editions, broken, err := s.c.websiteEditions(ctx, c.Ref.ID)
	if err != nil {
		return nil, err
	}
	if broken != nil {
		return c.Differs(fmt.Sprintf("政府网站工作年度报表 %d 有一版已无法读出，可能被改动过", c.Ref.ID)), nil
	}
	for at := &c; at != nil; at = at.Before {
		if len(editions) == 0 {
			out = append(out, at.Differs(fmt.Sprintf("政府网站工作年度报表 %d 登记的这一版已不存在", c.Ref.ID))...)
			continue
		}
		last := editions[len(editions)-1]
		out, editions = append(out, at.Differs(last.Differs(at.Cargo)...)...), editions[:len(editions)-1]
	}
	for range editions {
		out = append(out, c.Differs(fmt.Sprintf("政府网站工作年度报表 %d 多出一版，公开登记簿中没有它的发布", c.Ref.ID))...)
	}
	return out, nil
}
