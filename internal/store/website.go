package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/publication"
	"gongkai/internal/report/website"
	"gongkai/internal/workday"
)

// aboutTypes are the kinds of columns whose items are 概况类信息.
const aboutTypes = `('概况信息', '机构职能', '负责人信息')`

// WebsiteFigures implements website.Store: one scan of the year's items, one of its 网页纠错.
func (db *DB) WebsiteFigures(ctx context.Context, year int) (map[website.Source]int64, error) {
	c := db.reader()
	var items, overview, news, catalogue, interpretations int64
	err := c.row(ctx, `SELECT COUNT(*),
		COALESCE(SUM(CASE WHEN c.type IN `+aboutTypes+` THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN c.type = '工作动态' THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN c.section <> 'news' AND c.type <> '工作动态' AND c.type NOT IN `+aboutTypes+` THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM item_link l WHERE l.item = i.id) THEN 1 ELSE 0 END), 0)
		FROM item i JOIN catalog_column c ON c.id = i.col WHERE i.released > 0 AND i.released_on BETWEEN ? AND ?`,
		fmt.Sprintf("%d-01-01", year), fmt.Sprintf("%d-12-31", year)).Scan(&items, &overview, &news, &catalogue, &interpretations)
	if err != nil {
		return nil, fmt.Errorf("website report %d: count items: %w", year, err)
	}
	from, to := ms(workday.NewDate(year, 1, 1).Time()), ms(workday.NewDate(year+1, 1, 1).Time())
	var came, done, taken int64
	if err := c.row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN answered > 0 AND answered < ? THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN answered > 0 AND answered < ? THEN answered - received ELSE 0 END), 0) FROM correction WHERE received >= ? AND received < ?`,
		to, to, from, to).Scan(&came, &done, &taken); err != nil {
		return nil, fmt.Errorf("website report %d: count corrections: %w", year, err)
	}
	const day = 24 * 60 * 60 * 1000
	var tenths int64
	if done > 0 {
		tenths = (taken*10/done + day/2) / day
	}
	return map[website.Source]int64{
		website.Items: items, website.OverviewItems: overview, website.NewsItems: news, website.CatalogueItems: catalogue,
		website.Interpretations: interpretations, website.Messages: came, website.MessagesDone: done, website.MessageTenths: tenths,
	}, nil
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
