package paper

import (
	"context"
	"fmt"
	"strconv"

	"gongkai/internal/fault"
	"gongkai/internal/report"
	"gongkai/internal/report/reading"
)

// ErrUnlike reports a file of a report that does not read as the report.
var ErrUnlike = fault.New(fault.Conflict, "report-unlike", "报告写成文件后再读入，与报告不一致，不能公布，请联系信息中心。")

// Reread is what reading a file back has shown.
type Reread struct {
	Format string // html
	Cells  int    // of its tables that were compared
	Err    error  // nil: every cell is the same; ErrUnlike with the first that is not
}

// RereadAll writes a report in every format and compares what is read back: whose it is, its year, its form, and every cell.
func RereadAll(ctx context.Context, a *report.Annual) []Reread {
	return rereadAll(ctx, a, Formats, compare)
}

// rereadAll writes a report in some formats, and compares each with it.
func rereadAll[R any](ctx context.Context, r R, formats []FormatOf[R], compare func(ctx context.Context, r R, format string, b []byte) (int, error)) []Reread {
	var out []Reread
	for _, f := range formats {
		b, err := f.write(r)
		read := Reread{Format: f.Name, Err: err}
		if err == nil {
			read.Cells, read.Err = compare(ctx, r, f.Name, b)
		}
		out = append(out, read)
	}
	return out
}

// firstUnlike returns what is wrong with the first format that does not read back.
func firstUnlike(list []Reread) error {
	for _, r := range list {
		if r.Err != nil {
			return r.Err
		}
	}
	return nil
}

// Prove returns nil if every format of a report reads back as the report, else ErrUnlike with a sentence that names the format, the cell and
// both values.
func Prove(ctx context.Context, a *report.Annual) error { return prove(ctx, a, Formats) }

func prove(ctx context.Context, a *report.Annual, formats []Format) error {
	return firstUnlike(rereadAll(ctx, a, formats, compare))
}

// compare reads a file and compares it with the report. It returns how many cells were compared.
func compare(ctx context.Context, a *report.Annual, format string, b []byte) (int, error) {
	r, err := reading.Read(ctx, "report."+format, b)
	if err != nil {
		if f, ok := fault.Of(err); ok {
			return 0, fmt.Errorf("reread report %d: %w", a.Year, ErrUnlike.Say("%s 文件写成后读不回来：%s", format, f.Text))
		}
		return 0, fmt.Errorf("reread report %d: %w", a.Year, err)
	}
	c := comparison{format: format, what: "报告"}
	c.same("机关名称", printable(a.Agency), r.Agency)
	c.same("年度", strconv.Itoa(a.Year), strconv.Itoa(r.Year))
	c.same("格式", string(a.Format), string(r.Format))
	rows2, rows3, blocks := report.Table2(a.Format, a.Settings), report.Table3(a.Format), report.Table4()
	for _, row := range rows2 {
		for i, q := range row.Queries {
			want := strconv.FormatInt(a.Table2[row.Key][i], 10)
			if q.Amount {
				want = report.Wan(a.Table2[row.Key][i])
			}
			c.cell("表二“"+row.Name+"”行“"+row.Heads[i]+"”", want, r.Table2[row.Key], i)
		}
	}
	for _, row := range rows3 {
		for i, n := range a.Table3[row.Key] {
			c.cell("表三“"+row.Name+"”行“"+report.Columns[i].Name+"”", strconv.FormatInt(n, 10), r.Table3[row.Key], i)
		}
	}
	for _, block := range blocks {
		for i, n := range a.Table4[block.Key] {
			c.cell("表四“"+block.Name+"”“"+report.Heads4[i]+"”", strconv.FormatInt(n, 10), r.Table4[block.Key], i)
		}
	}
	c.same("表二的行数", strconv.Itoa(len(rows2)), strconv.Itoa(len(r.Table2)))
	c.same("表三的行数", strconv.Itoa(len(rows3)), strconv.Itoa(len(r.Table3)))
	c.same("表四的组数", strconv.Itoa(len(blocks)), strconv.Itoa(len(r.Table4)))
	if c.first != nil {
		return c.cells, fmt.Errorf("reread report %d: %w", a.Year, c.first)
	}
	return c.cells, nil
}

// comparison keeps the first difference.
type comparison struct {
	format string
	what   string // is compared: 报告
	cells  int
	first  error
}

func (c *comparison) same(what, want, got string) {
	if want != got && c.first == nil {
		c.first = ErrUnlike.Say("%s 文件回读不符：%s应为 %s，读到的是 %s。%s不能公布，请联系信息中心。", c.format, what, want, got, c.what)
	}
}

// cell compares a cell of a row.
func (c *comparison) cell(what, want string, row []report.Cell, i int) {
	c.cells++
	got := "空格"
	switch {
	case i >= len(row):
	case row[i].State == report.Known && row[i].Text != "":
		got = row[i].Text // as it stands: an amount has decimals, and no figure may lose a digit
	case row[i].State == report.Known:
		got = strconv.FormatInt(row[i].N, 10)
	case row[i].State == report.Unsure:
		got = "不能确定的数"
	}
	c.same(what, want, got)
}
