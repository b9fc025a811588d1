package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/app"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// work is what a child says it needed.
type work struct {
	Seconds float64
	Rows    int
	PeakMiB float64
}

// imports compares taking a large table, checked and staged, with excelize reading it and doing nothing.
func (b *bench) imports() error {
	dir, remove, err := folder()
	if err != nil {
		return err
	}
	defer remove()
	file := filepath.Join(dir, "licences.xlsx")
	if err := writeLicences(file, b.rows); err != nil {
		return err
	}
	var ours, yard, peak []float64
	for round := range min(b.rounds, 3) {
		w, err := b.work("-bare-read", file)
		if err != nil {
			return err
		}
		yard = append(yard, w.Seconds)
		if w, err = b.work("-import", file, filepath.Join(dir, fmt.Sprint("store", round))); err != nil {
			return err
		}
		if w.Rows != b.rows {
			return fmt.Errorf("imported %d of %d rows", w.Rows, b.rows)
		}
		ours, peak = append(ours, w.Seconds), append(peak, w.PeakMiB)
	}
	o, y := median(ours), median(yard)
	b.line(fmt.Sprintf("import of %d licences, checked and taken", b.rows), fmt.Sprintf("%.1f s", o), fmt.Sprintf("%.1f s", y), o/y, "≤ 3 × excelize's bare reading")
	b.line("import, peak resident", fmt.Sprintf("%.0f MiB", median(peak)), "", 0, "≤ 300 MiB")
	return nil
}

func (b *bench) work(args ...string) (work, error) {
	c, err := b.start(2, args...)
	if err != nil {
		return work{}, err
	}
	text, err := c.line()
	c.stop()
	if err != nil {
		return work{}, fmt.Errorf("%s said nothing: %w", args[0], err)
	}
	var w work
	return w, json.Unmarshal([]byte(text), &w)
}

func say(w work) error {
	peak, err := status(os.Getpid(), "VmHWM")
	if err != nil {
		return err
	}
	w.PeakMiB = peak / 1024
	return json.NewEncoder(os.Stdout).Encode(w)
}

func bareReadChild(args []string) (err error) {
	start := time.Now()
	f, err := excelize.OpenFile(args[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return err
	}
	n := 0
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			return err
		}
		n++
	}
	if err := errors.Join(rows.Error(), rows.Close()); err != nil {
		return err
	}
	return say(work{Seconds: time.Since(start).Seconds(), Rows: n})
}

// importChild takes the table into a fresh store that waits for the disk at every commit.
func importChild(args []string) (err error) {
	ctx := context.Background()
	cfg := app.Default()
	cfg.Dir = args[1]
	a, err := app.Open(ctx, cfg, app.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := errors.Join(a.Migrate(ctx), a.Load(ctx)); err != nil {
		return err
	}
	by, column, err := furnish(ctx, a)
	if err != nil {
		return err
	}
	f, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	start := time.Now()
	out, err := a.Credit.Import(ctx, by, credit.Upload{Key: "bench", Name: "licences.xlsx", Title: "示例批", Column: column, File: f, Size: info.Size()})
	if err != nil {
		return err
	}
	if out.Batch == nil {
		return fmt.Errorf("not taken: %+v", out.Report.Problems[:1])
	}
	return say(work{Seconds: time.Since(start).Seconds(), Rows: out.Batch.Rows})
}

// furnish makes the unit, the person and the column that an import needs.
func furnish(ctx context.Context, a *app.App) (act.Actor, int64, error) {
	deed := func() (act.Act, error) { return act.New(act.System, time.Now(), "bench", ref.Ref{}, "", ""), nil }
	u := &agency.Unit{Code: "jyj", USCC: "114109000000000009", Name: "示例市教育局", Kind: agency.Bureau, Duty: agency.DutyAgency}
	col := &catalog.Column{Code: "double-publicity", Name: "双公示", Section: catalog.Statutory}
	if err := errors.Join(a.DB.AddUnit(ctx, u, deed), a.DB.AddColumn(ctx, col, deed)); err != nil {
		return act.Actor{}, 0, err
	}
	p := &agency.Person{Unit: u.ID, Name: "示例人员"}
	err := a.DB.AddPerson(ctx, p, nil, deed)
	return p.Actor(), int64(col.ID), err
}

// writeLicences writes a table of natural persons' licences that are all right.
func writeLicences(file string, n int) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	w, err := f.NewStreamWriter(f.GetSheetName(0))
	if err != nil {
		return err
	}
	head := make([]any, len(credit.Fields))
	for i, fd := range credit.Fields {
		head[i] = fd.Name
	}
	if err := w.SetRow("A1", head); err != nil {
		return err
	}
	day := workday.DateOf(time.Now()).AddDays(-30)
	for i := range n {
		l := credit.Licence{
			PartyName: fmt.Sprintf("示例申请人%d", i), PartyKind: credit.NaturalPerson, PaperKind: credit.IdentityCard, PaperNo: identity(i),
			DocName: "教师资格认定决定书", DocNo: fmt.Sprintf("示教资〔2026〕%d号", i+1), LicenceKind: "认可", CertificateName: "教师资格证书",
			CertificateNo: fmt.Sprintf("%017d", 20264109000000000+i), Content: "准予认定高级中学教师资格。", Decided: day, ValidFrom: day, ValidTo: credit.Forever(),
			Authority: "示例市教育局", AuthorityCode: "114109000000000009", State: credit.StateEffective, Source: "示例市教育局", SourceCode: "114109000000000009",
		}
		values := l.Values()
		row := make([]any, len(values))
		for k, v := range values {
			row[k] = v
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+2), row); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.SaveAs(file)
}

// identity makes an identity number with a right check digit (GB 11643).
func identity(i int) string {
	day := workday.NewDate(1960, 1, 1).AddDays(i % 14000)
	s := fmt.Sprintf("410900%04d%02d%02d%03d", day.Year(), day.Month(), day.Day(), i/14000)
	sum := 0
	for k, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * int(s[k]-'0')
	}
	return s + string("10X98765432"[sum%11])
}
