package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/report/website"
	"gongkai/internal/secret"
	"gongkai/internal/workday"
)

// rowsDisagree returns in what the rows of batches and editions differ from the roots under which they were released.
func (s *Snapshot) rowsDisagree(ctx context.Context, carried map[ref.Ref]publication.Carried, keys *secret.Keys) (out []string, err error) {
	var words []string // told by the keys alone
	closed, opened := 0, 0
	editioned, err := s.has(ctx, "report", "owed")
	if err != nil {
		return nil, err
	}
	byEntry := func(a, b publication.Carried) int { return cmp.Compare(a.Entry, b.Entry) }
	for _, c := range slices.SortedFunc(maps.Values(carried), byEntry) {
		switch {
		case !c.Sure: // the version itself has been told of
		case c.Ref.Kind == credit.BatchRef:
			audit := credit.NewAudit(credit.BatchID(c.Ref.ID), c.At, keys)
			if err := s.auditBatch(ctx, audit); err != nil {
				return nil, err
			}
			b, err := s.keptBatch(ctx, audit.Batch)
			if err != nil && !errors.Is(err, credit.ErrNoBatch) {
				return nil, err
			}
			open, sealed := audit.Differences(b, c.Cargo)
			out, words = append(out, c.Differs(open...)...), append(words, c.Differs(sealed...)...)
			closed, opened = closed+audit.Sealed, opened+audit.Opened
		case c.Ref.Kind == catalog.EditionRef:
			e, err := s.c.edition(ctx, `id = ?`, c.Ref.ID)
			if errors.Is(err, catalog.ErrNoEdition) {
				out = append(out, c.Differs(fmt.Sprintf("版本 %d 的记录已不存在", c.Ref.ID))...)
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, c.Differs(e.Differences(c.At, c.Rows, c.Root)...)...)
		case c.Ref.Kind == report.Ref && editioned:
			differs, err := s.reportDiffers(ctx, c)
			if err != nil {
				return nil, err
			}
			out = append(out, differs...)
		case c.Ref.Kind == website.Ref:
			differs, err := s.websiteDiffers(ctx, c)
			if err != nil {
				return nil, err
			}
			out = append(out, differs...)
		}
	}
	if closed > 0 && opened == 0 {
		words = []string{"密钥文件打不开任何一行封存的许可决定，不是这份数据的密钥，各行的内容没有核对"}
	}
	strays, err := s.strayRows(ctx)
	if err != nil {
		return nil, err
	}
	batches, err := s.unheardBatches(ctx, carried)
	if err != nil {
		return nil, err
	}
	editions, err := s.unheardEditions(ctx, carried)
	return slices.Concat(out, words, strays, batches, editions), err
}

// reportDiffers returns in what a report differs from what was released as it, edition by edition from the last to the first.
func (s *Snapshot) reportDiffers(ctx context.Context, c publication.Carried) (out []string, err error) {
	saved, err := one(ctx, s.c, (*savedRow).fields, report.ErrNotFound, `SELECT `+savedCols+` FROM report WHERE id = ?`, c.Ref.ID)
	if errors.Is(err, report.ErrNotFound) {
		return c.Differs(fmt.Sprintf("年度报告 %d 的记录已不存在", c.Ref.ID)), nil
	}
	if err != nil {
		return nil, err
	}
	editions, broken, err := s.c.editionsOfReport(ctx, c.Ref.ID)
	if err != nil {
		return nil, err
	}
	if broken != nil {
		return c.Differs(fmt.Sprintf("年度报告 %d 有一版已无法读出，可能被改动过", c.Ref.ID)), nil
	}
	if n := len(editions); n > 0 {
		if now, err := saved.value(); err != nil || !editions[n-1].Shown(&now) {
			out = append(out, c.Differs(fmt.Sprintf("年度报告 %d 显示的不是登记的最近一版，可能被改动过", c.Ref.ID))...)
		}
	}
	for at := &c; at != nil; at = at.Before {
		if len(editions) == 0 {
			out = append(out, at.Differs(fmt.Sprintf("年度报告 %d 登记的这一版已不存在", c.Ref.ID))...)
			continue
		}
		last := editions[len(editions)-1]
		out, editions = append(out, at.Differs(last.Differences(at.Cargo)...)...), editions[:len(editions)-1]
	}
	for range editions {
		out = append(out, c.Differs(fmt.Sprintf("年度报告 %d 多出一版，公开登记簿中没有它的发布", c.Ref.ID))...)
	}
	return out, nil
}

// keptBatch is what a batch says of its rows, whatever stands in them, or credit.ErrNoBatch.
func (s *Snapshot) keptBatch(ctx context.Context, id credit.BatchID) (*credit.Batch, error) {
	return one(ctx, s.c, func(b *credit.Batch) []any { return []any{&b.Rows, &b.Root, &b.State} }, credit.ErrNoBatch, `SELECT rows, root, state FROM batch WHERE id = ?`, id)
}

// auditBatch gives an audit the rows of its batch, some at a time.
func (s *Snapshot) auditBatch(ctx context.Context, audit *credit.Audit) error {
	const chunk = 1000
	for no, id := math.MinInt, credit.LicenceID(math.MinInt64); ; { // before whatever an intruder may have written
		rows, err := all(ctx, s.c, keptFields, `SELECT `+postingCols+`, l.sealed, l.live = 2,
			COALESCE((SELECT MIN(d.digest) FROM delivery d WHERE d.subject = 'licence:' || CAST(l.id AS TEXT)), '')
			FROM licence l WHERE l.batch = ? AND (l.row_no > ? OR l.row_no = ? AND l.id > ?) ORDER BY l.row_no, l.id LIMIT ?`, audit.Batch, no, no, id, chunk)
		if err != nil {
			return fmt.Errorf("rows of batch %d: %w", audit.Batch, err)
		}
		for i := range rows {
			audit.Add(&rows[i])
		}
		if len(rows) < chunk {
			return nil
		}
		no, id = rows[len(rows)-1].Public.No, rows[len(rows)-1].Public.ID
	}
}

// keptFields reads a row whatever stands in it.
func keptFields(k *credit.Kept) []any {
	fields := postingFields(&k.Public)
	for i, f := range fields {
		if day, ok := f.(*workday.Date); ok {
			fields[i] = lenient{day, &k.Broken}
		}
	}
	return append(fields, &k.Sealed, &k.Seen, &k.Sent)
}

// lenient is a day that may be none.
type lenient struct {
	day    *workday.Date
	broken *bool
}

// Scan notes what is no day.
func (l lenient) Scan(v any) error {
	if l.day.Scan(v) != nil {
		*l.day, *l.broken = workday.Date{}, true
	}
	return nil
}

// strayRows returns the batches that have rows of another unit than their own.
func (s *Snapshot) strayRows(ctx context.Context) (out []string, err error) {
	type count struct {
		batch credit.BatchID
		n, no int
	}
	strays, err := all(ctx, s.c, func(x *count) []any { return []any{&x.batch, &x.n, &x.no} },
		`SELECT l.batch, COUNT(*), MIN(l.row_no) FROM licence l JOIN batch b ON b.id = l.batch WHERE l.unit <> b.unit GROUP BY l.batch ORDER BY l.batch`)
	for _, x := range strays {
		out = append(out, fmt.Sprintf("批次 %d 有 %d 行登记的单位不是这一批的单位，第一处是第 %d 行，可能被改动过", x.batch, x.n, x.no))
	}
	return out, err
}

// unheardBatches returns the rows that are public and were released by no entry of the log.
func (s *Snapshot) unheardBatches(ctx context.Context, carried map[ref.Ref]publication.Carried) (out []string, err error) {
	type count struct {
		batch credit.BatchID
		n     int
	}
	batches, err := all(ctx, s.c, func(x *count) []any { return []any{&x.batch, &x.n} }, `SELECT batch, COUNT(*) FROM licence WHERE live = ? GROUP BY batch ORDER BY batch`, public)
	for _, x := range batches {
		if _, ok := carried[ref.To(credit.BatchRef, x.batch)]; !ok {
			out = append(out, fmt.Sprintf("批次 %d 有 %d 行标为已公示，但公开登记簿中没有它的发布", x.batch, x.n))
		}
	}
	return out, err
}

// unheardEditions returns the editions that came into force by no entry of the log, those in force that are not the last released, and in what the
// register of 权责清单事项 differs from the list in force.
func (s *Snapshot) unheardEditions(ctx context.Context, carried map[ref.Ref]publication.Carried) (out []string, err error) {
	type subject struct {
		kind catalog.EditionKind
		unit int64
	}
	editions, err := all(ctx, s.c, editionFields, `SELECT `+editionCols+` FROM edition WHERE state IN ('in-force', 'superseded') ORDER BY id`)
	last := map[subject]publication.Carried{}
	for _, e := range editions {
		c, ok := carried[ref.To(catalog.EditionRef, e.ID)]
		if !ok {
			out = append(out, fmt.Sprintf("版本 %d《%s》标为已发布，但公开登记簿中没有它的发布", e.ID, e.Title()))
		} else if c.Entry >= last[subject{e.Kind, e.Unit}].Entry {
			last[subject{e.Kind, e.Unit}] = c
		}
	}
	for _, e := range editions {
		c := last[subject{e.Kind, e.Unit}]
		switch newest := c.Ref == ref.To(catalog.EditionRef, e.ID); {
		case c.Ref.IsZero():
		case (e.State == catalog.EditionInForce) != newest:
			out = append(out, c.Differs(fmt.Sprintf("现行的%s不是登记的最近一版", e.Kind.Name()))...)
		case newest && e.Kind == catalog.Powers:
			differs, err := s.registerDiffers(ctx, c)
			if err != nil {
				return nil, err
			}
			out = append(out, differs...)
		}
	}
	return slices.Compact(out), err
}

// registerDiffers returns in what the register of 权责清单事项 differs from the list in force. A list that is not what was released has been told of.
func (s *Snapshot) registerDiffers(ctx context.Context, c publication.Carried) ([]string, error) {
	e, err := s.c.edition(ctx, `id = ?`, c.Ref.ID)
	if err != nil || len(e.Differences(c.At, c.Rows, c.Root)) > 0 {
		return nil, err
	}
	items, err := s.c.powersInForce(ctx, e.Unit)
	return c.Differs(e.RegisterDiffers(items)...), err
}
