package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"gongkai/internal/credit"
	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

const (
	licenceDepartment = "行政审批服务科"
	creditColumn      = "double-publicity"
)

// decided is how many licences are decided in each month.
var decided = map[int][12]int{
	2020: {38, 12, 46, 71, 83, 96, 124, 138, 97, 74, 68, 53}, // 900 together
	2026: {12, 6, 14, 18, 22, 26, 30, 24, 16, 15, 0, 0},      // November: see planNovember
}

// window is how many working days of decisions go into one table: with the days the gate takes, the first of them is
// published within seven.
const window = 4

// load is a table of decisions that is on its way through the gate.
type load struct {
	template credit.Template
	name     string
	rows     []credit.Licence
	imported workday.Date
	signed   workday.Date // when it is released; zero: it is not
	passes   int          // of a batch that is not released: how many steps it has passed
	batch    *credit.Batch
	item     publication.ID
	digest   string
}

// licences makes decisions; each is another one.
type licences struct {
	b       *builder
	year    int
	natural int // so many so far in the year
	legal   int
	tables  int
}

// planLicences plans the tables of 2020 and 2026.
func (b *builder) planLicences() error {
	for _, year := range []int{2020, 2026} {
		l := &licences{b: b, year: year}
		for i, n := range decided[year] {
			l.planMonth(time.Month(i+1), n)
		}
		if year == 2026 {
			l.planNovember()
		}
	}
	return nil
}

// planMonth divides a month's decisions among tables: some for natural persons, and one for legal persons.
func (l *licences) planMonth(m time.Month, n int) {
	if n == 0 {
		return
	}
	days := l.workdays(m)
	tables := 1
	switch {
	case n > 90:
		tables = 3
	case n > 30:
		tables = 2
	}
	legal := 0
	if l.year == 2020 || m%2 == 1 {
		legal = max(2, n/12)
	}
	natural := n - legal
	for i := range tables {
		last := (i+1)*len(days)/tables - 1
		first := max(i*len(days)/tables, last-window+1)
		share := natural/tables + btoi(i < natural%tables)
		l.plan(credit.NaturalTemplate, days[first:last+1], share)
		if i == tables-1 && legal > 0 {
			l.plan(credit.LegalTemplate, days[first:last+1], legal)
		}
	}
}

// planNovember leaves something to do: a table with rows that the platform refuses, and one in review.
func (l *licences) planNovember() {
	day := func(d int) workday.Date { return workday.NewDate(2026, time.November, d) }
	l.plan(credit.NaturalTemplate, []workday.Date{day(2), day(3), day(4)}, 9)

	refused := l.load(credit.LegalTemplate, []workday.Date{day(10), day(11)}, 11)
	refused.rows[3].PartyName, refused.rows[6].PartyName = mismatched(1), mismatched(2) // of the 10th, late on the 20th, and of the 11th, due then
	refused.imported, refused.signed = day(12), day(16)
	l.b.planLoad(refused)

	waiting := l.load(credit.NaturalTemplate, []workday.Date{day(12), day(13), day(16)}, 18)
	waiting.imported, waiting.passes = day(18), 1
	l.b.planLoad(waiting)
	l.b.after(func() {
		l.b.result.Samples.Refused = refused.batch.ID
		l.b.result.Samples.Batch, l.b.result.Samples.BatchItem = waiting.batch.ID, waiting.item
	})
}

// plan plans a table that is imported the working day after its last decision and released one working day later.
func (l *licences) plan(t credit.Template, days []workday.Date, n int) {
	ld := l.load(t, days, n)
	ld.imported = l.b.cal.Add(days[len(days)-1], 1).Date
	ld.signed = l.b.cal.Add(ld.imported, 1).Date
	l.b.planLoad(ld)
}

func (l *licences) load(t credit.Template, days []workday.Date, n int) *load {
	l.tables++
	ld := &load{template: t, name: fmt.Sprintf("%d年第%d批教师资格认定决定", l.year, l.tables)}
	if t == credit.LegalTemplate {
		ld.name = fmt.Sprintf("%d年第%d批民办教育和校车使用许可决定", l.year, l.tables)
	}
	for i := range n {
		day := days[i*len(days)/n]
		if t == credit.LegalTemplate {
			ld.rows = append(ld.rows, l.legalPerson(day))
		} else {
			ld.rows = append(ld.rows, l.naturalPerson(day))
		}
	}
	return ld
}

func (l *licences) workdays(m time.Month) []workday.Date {
	var days []workday.Date
	for d := workday.NewDate(l.year, m, 1); d.Month() == m; d = d.AddDays(1) {
		if l.b.cal.IsWorkday(d) {
			days = append(days, d)
		}
	}
	return days
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// planLoad plans the way of a table: import, the gate, and the call to the platform.
func (b *builder) planLoad(ld *load) {
	minute := b.rnd.IntN(25)
	b.add(at(ld.imported, 9, 5+minute), "import "+ld.name, func(ctx context.Context) error { return b.importLoad(ctx, ld) })
	b.add(at(ld.imported, 9, 40+minute), "submit "+ld.name, func(ctx context.Context) error {
		return b.Items.Submit(ctx, b.people[licenceDepartment].Actor(), ld.item)
	})
	end := ld.signed
	if end.IsZero() {
		end = ld.imported
	}
	times := []time.Time{at(ld.imported, 14, 40+minute), at(ld.imported, 16, 10+minute), at(end, 9, 5+minute), at(end, 15, 5+minute)}
	for i, step := range publication.BureauRoute {
		if ld.signed.IsZero() && i >= ld.passes {
			return
		}
		b.add(times[i], string(step.Stage)+" of "+ld.name, func(ctx context.Context) error {
			return b.Items.Decide(ctx, b.reviewer(step), ld.item, pass(step.Stage, ld.digest))
		})
	}
	b.add(times[3].Add(2*time.Minute), "deliver "+ld.name, func(ctx context.Context) error {
		_, err := b.Outbox.RunOnce(ctx)
		return err
	})
}

func (b *builder) importLoad(ctx context.Context, ld *load) error {
	file, err := sheet(ld.template, ld.rows)
	if err != nil {
		return err
	}
	by := b.people[licenceDepartment]
	kind := "ZRR"
	if ld.template == credit.LegalTemplate {
		kind = "FR"
	}
	out, err := b.Credit.Import(ctx, by.Actor(), credit.Upload{
		Key: b.key(), Name: fmt.Sprintf("JYJ_XK_%s_%s.xlsx", kind, ld.imported), Title: ld.name, Column: b.columns[creditColumn],
		File: bytes.NewReader(file), Size: int64(len(file)),
	})
	if err != nil {
		return err
	}
	if out.Batch == nil {
		return fmt.Errorf("not taken: %+v, repeated %v", out.Report.Problems, out.Repeated)
	}
	ld.batch, ld.item = out.Batch, out.Batch.Item
	it, err := b.Items.Item(ctx, by, ld.item)
	if err != nil {
		return err
	}
	ld.digest = it.Version.Digest()
	return nil
}

// Refuse is how the demo's platform misbehaves: it knows some parties under another name. The server that plays it installs
// this too, so that sending again without mending is refused again.
func Refuse(_ string, fields map[string]string) (code, message string) {
	for i := 1; i <= 2; i++ {
		if fields["XK_XDR_MC"] == mismatched(i) {
			return "1001", "行政相对人名称与统一社会信用代码不一致"
		}
	}
	return "", ""
}

// mismatched is a name that the platform does not know under the code that is sent with it.
func mismatched(n int) string { return fmt.Sprintf("示例民办幼儿园（旧名%02d）", n) }
