package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"gongkai/internal/act"
	"gongkai/internal/budget"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/dispute"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/request"
)

// source says how a register of the report is found in the tables: everything a query can ask is an expression here, so
// that counting and listing cannot differ.
type source struct {
	from   string // table, with what always holds of its rows
	where  string
	begin  string // date by which a record is counted
	end    string // date from which it no longer is; openEnd if it has none
	kind   string
	group  string
	amount string
	ref    ref.Kind
	id     string
	title  string
	no     string
	public string // 1 where the record may be shown outside
}

const forever = `'` + openEnd + `'`

func closedOr(col string) string {
	return `CASE WHEN ` + col + ` = '' THEN ` + forever + ` ELSE ` + col + ` END`
}

var sources = map[report.Register]source{
	report.Licences: {
		from: `licence`, where: `live > 0`, begin: `decided_on`, ref: credit.LicenceRef, title: `doc_name`, no: `doc_no`, public: `live - 1`,
	},
	report.Decisions:     {from: `decision`, begin: `decided_on`, kind: `category`, ref: credit.DecisionRef, title: `title`, no: `doc_no`, public: `1`},
	report.PowerItems:    {from: `power_item`, begin: `from_date`, end: `to_date`, kind: `category`, ref: catalog.PowerRef, title: `name`, no: `code`, public: `1`},
	report.NormsMade:     {from: `item`, where: `norm <> ''`, begin: `formed_on`, kind: `norm`, ref: publication.Ref, title: `title`, no: `COALESCE(index_no, '')`, public: `CASE WHEN public_no > 0 THEN 1 ELSE 0 END`},
	report.NormsReleased: {from: `item`, where: `norm <> '' AND public_no > 0`, begin: `released_on`, end: closedOr(`ended`), kind: `norm`, ref: publication.Ref, title: `title`, no: `index_no`, public: `1`},
	report.FeeItems:      {from: `fee_item`, begin: `from_date`, end: `to_date`, ref: budget.FeeItemRef, title: `name`, no: `basis`, public: `1`},
	report.FeeReceipts:   {from: `fee_receipt`, begin: `received_on`, amount: `amount`, ref: budget.FeeReceiptRef, title: `name`, no: `''`, public: `1`},
	report.Procurements:  {from: `procurement`, begin: `signed_on`, amount: `amount`, ref: budget.ProcurementRef, title: `name`, no: `''`, public: `1`},
	// What was filed and is not confirmed as received counts nowhere yet; what was withdrawn before that came and went on one day.
	report.Requests: {
		from: `request`, where: `(received_on <> '' OR closed_on <> '')`, begin: `CASE WHEN received_on = '' THEN closed_on ELSE received_on END`, end: closedOr(`closed_on`), group: `applicant`, ref: request.Ref, title: `'政府信息公开申请'`, no: `no`, public: `0`,
	},
	report.RequestsClosed: {
		from: `request`, where: `outcome <> ''`, begin: `closed_on`, kind: `outcome`, group: `applicant`, ref: request.Ref, title: `'政府信息公开申请'`, no: `no`, public: `0`,
	},
	report.Disputes:       {from: `dispute`, begin: `received_on`, end: closedOr(`closed_on`), kind: `forum`, ref: dispute.Ref, title: `'复议诉讼案件'`, no: `no`, public: `0`},
	report.DisputesClosed: {from: `dispute`, where: `result <> ''`, begin: `closed_on`, kind: `forum || '/' || result`, ref: dispute.Ref, title: `'复议诉讼案件'`, no: `no`, public: `0`},
	report.Items:          {from: `item`, where: `released > 0`, begin: `released_on`, ref: publication.Ref, title: `title`, no: `index_no`, public: `CASE WHEN public_no > 0 THEN 1 ELSE 0 END`},
	report.RequestsAnswered: {
		from: `obligation`, where: `rule = 'request-reply' AND cancelled = '' AND met_on <> ''`, begin: `met_on`, ref: request.Ref, id: subjectID, title: `'政府信息公开申请'`, no: `due`, public: `0`,
	},
	report.RequestsOnTime: {
		from: `obligation`, where: `rule = 'request-reply' AND cancelled = '' AND met_on <> '' AND met_on <= due`, begin: `met_on`, ref: request.Ref, id: subjectID, title: `'政府信息公开申请'`, no: `due`, public: `0`,
	},
	report.RequestFees: {
		from: `(SELECT r.id, r.unit, r.no, p.on_date, n.days * 100 AS fen FROM request_step p JOIN request r ON r.id = p.request
			JOIN request_step n ON n.request = p.request AND n.kind = 'notice-fee' WHERE p.kind = 'pay-fee') AS fee`,
		begin: `on_date`, amount: `fen`, ref: request.Ref, title: `'收取信息处理费的申请'`, no: `no`, public: `0`,
	},
	report.LicencesOnTime: {
		from: `obligation`, where: `rule = 'licence-publicity' AND cancelled = '' AND met_on <> '' AND met_on <= due`, begin: `from_date`,
		ref: credit.LicenceRef, id: subjectID, title: `title`, no: `due`, public: `1`,
	},
	report.Units: {from: `unit`, begin: `'0001-01-01'`, kind: `kind`, ref: "unit", title: `name`, no: `code`, public: `1`},
}

// subjectID takes the number out of "licence:17".
const subjectID = `CAST(SUBSTR(subject, 9) AS BIGINT)`

func (s source) filled() source {
	set := func(p *string, v string) {
		if *p == "" {
			*p = v
		}
	}
	set(&s.where, `1 = 1`)
	set(&s.end, forever)
	set(&s.kind, `''`)
	set(&s.group, `''`)
	set(&s.amount, `0`)
	set(&s.id, `id`)
	return s
}

// parts are the simple spans a figure is made of, with their signs: a change is what began less what ended.
func parts(q report.Query, year int, s source) []part {
	during := func(col string, y, sign int) part {
		return part{col + ` BETWEEN ? AND ?`, []any{fmt.Sprintf("%d-01-01", y), fmt.Sprintf("%d-12-31", y)}, col, sign}
	}
	held := func(y int) part {
		last := fmt.Sprintf("%d-12-31", y)
		return part{s.begin + ` <= ? AND ` + s.end + ` > ?`, []any{last, last}, s.begin, 1}
	}
	switch q.Span {
	case report.During:
		return []part{during(s.begin, year, 1)}
	case report.Previous:
		return []part{during(s.begin, year-1, 1)}
	case report.Growth:
		return []part{during(s.begin, year, 1), during(s.begin, year-1, -1)}
	case report.HeldBefore:
		return []part{held(year - 1)}
	case report.HeldAtEnd:
		return []part{held(year)}
	case report.Ended:
		return []part{during(s.end, year, 1)}
	case report.Touched:
		return []part{during(s.end, year, 1), held(year)}
	case report.Change:
		return []part{during(s.begin, year, 1), during(s.end, year, -1)}
	}
	return nil
}

type part struct {
	cond string
	args []any
	date string
	sign int
}

// ours narrows a register to a unit; the register of units itself is nobody's.
func ours(q report.Query, unit int64) (string, []any) {
	if q.Register == report.Units {
		return ``, nil
	}
	return ` AND unit = ?`, []any{unit}
}

// bucket is one group of a register's grouped scan.
type bucket struct {
	kind, group string
	n, amount   int64
}

// Figures implements report.Store: one grouped scan for each register and span that is asked for.
func (db *DB) Figures(ctx context.Context, unit int64, year int, qs []report.Query) ([]int64, error) {
	out := make([]int64, len(qs))
	scans := map[string][]bucket{}
	c := db.reader()
	for i, q := range qs {
		s, ok := sources[q.Register]
		if !ok {
			return nil, fmt.Errorf("report: no register %q", q.Register)
		}
		s = s.filled()
		mine, unitArg := ours(q, unit)
		for _, p := range parts(q, year, s) {
			key := fmt.Sprint(q.Register, p.cond, p.args)
			buckets, done := scans[key]
			if !done {
				var err error
				buckets, err = all(ctx, c, func(b *bucket) []any { return []any{&b.kind, &b.group, &b.n, &b.amount} },
					`SELECT `+s.kind+`, `+s.group+`, COUNT(*), COALESCE(SUM(`+s.amount+`), 0) FROM `+s.from+` WHERE `+s.where+mine+` AND `+p.cond+` GROUP BY 1, 2`,
					append(unitArg, p.args...)...)
				if err != nil {
					return nil, fmt.Errorf("report: count %s: %w", q.Register, err)
				}
				scans[key] = buckets
			}
			out[i] += int64(p.sign) * sum(buckets, q)
		}
	}
	return out, nil
}

func sum(buckets []bucket, q report.Query) int64 {
	var total int64
	for _, b := range buckets {
		if q.Kind != "" && !slices.Contains(report.Kinds(q.Kind), b.kind) || q.Group != "" && q.Group != b.group {
			continue
		}
		if q.Amount {
			total += b.amount
		} else {
			total += b.n
		}
	}
	return total
}

// Records implements report.Store.
func (db *DB) Records(ctx context.Context, unit int64, year int, q report.Query, limit, offset int) ([]report.Record, int, error) {
	s, ok := sources[q.Register]
	if !ok {
		return nil, 0, fmt.Errorf("report: no register %q", q.Register)
	}
	s = s.filled()
	mine, unitArg := ours(q, unit)
	var text string
	var args []any
	for i, p := range parts(q, year, s) {
		if i > 0 {
			text += ` UNION ALL `
		}
		text += `SELECT ` + s.id + ` AS id, ` + p.date + ` AS counted, ` + s.title + ` AS title, ` + s.no + ` AS no, ` + s.public + ` AS public, ` +
			fmt.Sprint(p.sign) + ` AS sign FROM ` + s.from + ` WHERE ` + s.where + mine + ` AND ` + p.cond
		args = append(append(args, unitArg...), p.args...)
		if q.Kind != "" {
			kinds := report.Kinds(q.Kind)
			text += ` AND ` + s.kind + ` IN (` + marks(len(kinds)) + `)`
			for _, k := range kinds {
				args = append(args, k)
			}
		}
		if q.Group != "" {
			text += ` AND ` + s.group + ` = ?`
			args = append(args, q.Group)
		}
	}
	c := db.reader()
	var n int
	if err := c.row(ctx, `SELECT COUNT(*) FROM (`+text+`) AS r`, args...).Scan(&n); err != nil {
		return nil, 0, fmt.Errorf("report: count records of %s: %w", q.Register, err)
	}
	type row struct {
		rec          report.Record
		public, sign int
	}
	rows, err := all(ctx, c, func(r *row) []any {
		return []any{&r.rec.Ref.ID, &r.rec.Date, &r.rec.Title, &r.rec.No, &r.public, &r.sign}
	}, `SELECT id, counted, title, no, public, sign FROM (`+text+`) AS r ORDER BY counted DESC, id DESC LIMIT ? OFFSET ?`, append(args, limit, offset)...)
	if err != nil {
		return nil, 0, fmt.Errorf("report: list records of %s: %w", q.Register, err)
	}
	out := make([]report.Record, len(rows))
	for i, r := range rows {
		r.rec.Ref.Kind, r.rec.Public, r.rec.Minus = s.ref, r.public > 0, r.sign < 0
		out[i] = r.rec
	}
	return out, n, nil
}

const savedCols = `id, unit, year, item, origin, stated, sections, draft, figures, owed`

type savedRow struct {
	s                        report.Saved
	sections, draft, figures string
}

func (r *savedRow) fields() []any {
	return []any{&r.s.ID, &r.s.Unit, &r.s.Year, &r.s.Item, &r.s.Origin, &r.s.Stated, &r.sections, &r.draft, &r.figures, &r.s.Owed}
}

func (r *savedRow) value() (report.Saved, error) {
	err := json.Unmarshal([]byte(r.sections), &r.s.Sections)
	if err == nil && r.draft != "" {
		err = json.Unmarshal([]byte(r.draft), &r.s.Draft)
	}
	if err == nil && r.figures != "" {
		r.s.Figures, err = openFigures(r.figures)
	}
	return r.s, err
}

// keptFigures is a report as it is kept: the machine-readable shape leaves out how it was counted and the fields.
type keptFigures struct {
	Report   *report.Annual   `json:"report"`
	Settings report.Settings  `json:"settings"`
	Fields   map[string]int64 `json:"fields"`
}

func keepFigures(a *report.Annual) (string, error) {
	b, err := json.Marshal(keptFigures{a, a.Settings, a.Fields})
	return string(b), err
}

func openFigures(s string) (*report.Annual, error) {
	var k keptFigures
	if err := json.Unmarshal([]byte(s), &k); err != nil {
		return nil, err
	}
	k.Report.Settings, k.Report.Fields = k.Settings, k.Fields
	return k.Report, nil
}

// signReport keeps a report as it is released, in its place and among its editions.
func (c conn) signReport(ctx context.Context, e report.Signed) error {
	figures, err := keepFigures(e.Figures)
	if err != nil {
		return err
	}
	sections, err := json.Marshal(e.Figures.Sections)
	if err != nil {
		return err
	}
	c.touch("report")
	if err := c.execOne(ctx, `UPDATE report SET figures = ?, sections = ?, draft = '' WHERE id = ?`, figures, string(sections), e.Report); err != nil {
		return err
	}
	return c.exec(ctx, `INSERT INTO report_edition (report, no, reason, sections, figures, released)
		SELECT ?, COALESCE(MAX(no), 0) + 1, ?, ?, ?, ? FROM report_edition WHERE report = ?`, e.Report, e.Reason, string(sections), figures, ms(e.At), e.Report)
}

// ReportEditions implements report.Store: the first before the later.
func (db *DB) ReportEditions(ctx context.Context, id int64) ([]report.Edition, error) {
	list, broken, err := db.reader().editionsOfReport(ctx, id)
	if err == nil && broken != nil {
		err = fmt.Errorf("editions of report %d: %w", id, broken)
	}
	return list, err
}

// editionsOfReport also returns why the first that cannot be read cannot.
func (c conn) editionsOfReport(ctx context.Context, id int64) (list []report.Edition, broken, err error) {
	type row struct {
		e                 report.Edition
		sections, figures string
	}
	rows, err := all(ctx, c, func(r *row) []any { return []any{&r.e.No, &r.e.Reason, millis{&r.e.At}, &r.sections, &r.figures} },
		`SELECT no, reason, released, sections, figures FROM report_edition WHERE report = ? ORDER BY no`, id)
	if err != nil {
		return nil, nil, fmt.Errorf("editions of report %d: %w", id, err)
	}
	for _, r := range rows {
		if r.e.Figures, err = openFigures(r.figures); err == nil {
			err = json.Unmarshal([]byte(r.sections), &r.e.Figures.Sections)
		}
		if err != nil {
			return nil, fmt.Errorf("edition %d: %w", r.e.No, err), nil
		}
		list = append(list, r.e)
	}
	return list, nil, nil
}

// Saved implements report.Store.
func (db *DB) Saved(ctx context.Context, unit int64, year int) (*report.Saved, error) {
	r, err := one(ctx, db.reader(), (*savedRow).fields, report.ErrNotFound, `SELECT `+savedCols+` FROM report WHERE unit = ? AND year = ?`, unit, year)
	if err != nil {
		return nil, fmt.Errorf("report %d: %w", year, err)
	}
	s, err := r.value()
	return &s, err
}

// SavedByID implements report.Store.
func (db *DB) SavedByID(ctx context.Context, id int64) (*report.Saved, error) {
	r, err := one(ctx, db.reader(), (*savedRow).fields, report.ErrNotFound, `SELECT `+savedCols+` FROM report WHERE id = ?`, id)
	if err != nil {
		return nil, fmt.Errorf("report number %d: %w", id, err)
	}
	s, err := r.value()
	return &s, err
}

// Years implements report.Store: newest first.
func (db *DB) Years(ctx context.Context, unit int64) ([]report.Saved, error) {
	rows, err := all(ctx, db.reader(), (*savedRow).fields, `SELECT `+savedCols+` FROM report WHERE unit = ? ORDER BY year DESC`, unit)
	if err != nil {
		return nil, err
	}
	out := make([]report.Saved, len(rows))
	for i := range rows {
		if out[i], err = rows[i].value(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// keepTexts are the texts of a report, released and in work.
func keepTexts(s *report.Saved) (sections, draft string, err error) {
	b, err := json.Marshal(s.Sections)
	if err != nil || s.Draft == nil {
		return string(b), "", err
	}
	d, err := json.Marshal(s.Draft)
	return string(b), string(d), err
}

// AddReport implements report.Store.
func (db *DB) AddReport(ctx context.Context, s *report.Saved, a func() (act.Act, error)) error {
	sections, draft, err := keepTexts(s)
	if err != nil {
		return err
	}
	figures := ""
	if s.Figures != nil {
		if figures, err = keepFigures(s.Figures); err != nil {
			return err
		}
	}
	return db.create(ctx, "report", &s.ID, a, func(ctx context.Context, c conn) error {
		c.touch("report")
		return c.exec(ctx, `INSERT INTO report (`+savedCols+`) VALUES (`+marks(10)+`)`,
			s.ID, s.Unit, s.Year, s.Item, s.Origin, s.Stated.String(), sections, draft, figures, flag(s.Owed))
	})
}

// UpdateReport implements report.Store.
func (db *DB) UpdateReport(ctx context.Context, unit int64, year int, fn func(*report.Saved) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		r, err := one(ctx, c, (*savedRow).fields, report.ErrNotFound, `SELECT `+savedCols+` FROM report WHERE unit = ? AND year = ?`, unit, year)
		if err != nil {
			return fmt.Errorf("report %d: %w", year, err)
		}
		s, err := r.value()
		if err != nil {
			return err
		}
		deed, err := fn(&s)
		if err != nil {
			return err
		}
		_, draft, err := keepTexts(&s)
		if err != nil {
			return err
		}
		c.touch("report")
		if err := c.execOne(ctx, `UPDATE report SET item = ?, draft = ?, owed = ? WHERE id = ?`, s.Item, draft, flag(s.Owed), s.ID); err != nil {
			return err
		}
		return c.save(ctx, deed)
	})
}
