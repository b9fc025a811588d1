package paper

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/report"
)

// change is a report with one figure changed, and that figure in words.
type change struct {
	a        *report.Annual
	what     string
	was, now string
}

// changes are copies of a report, in each of which another cell is one more.
func changes(year int) []change {
	var out []change
	fresh := func() *report.Annual {
		a := numbered(year)
		a.Table2, a.Table3, a.Table4 = maps.Clone(a.Table2), maps.Clone(a.Table3), maps.Clone(a.Table4)
		return a
	}
	whole := numbered(year)
	for _, row := range report.Table2(whole.Format, whole.Settings) {
		for i, q := range row.Queries {
			a := fresh()
			v := slices.Clone(a.Table2[row.Key])
			v[i]++
			a.Table2[row.Key] = v
			c := change{a, "表二“" + row.Name + "”行“" + row.Heads[i] + "”", fmt.Sprint(v[i] - 1), fmt.Sprint(v[i])}
			if q.Amount {
				c.was, c.now = report.Wan(v[i]-1), report.Wan(v[i])
			}
			out = append(out, c)
		}
	}
	for _, row := range report.Table3(whole.Format) {
		for i, col := range report.Columns {
			a := fresh()
			v := a.Table3[row.Key]
			v[i]++
			a.Table3[row.Key] = v
			out = append(out, change{a, "表三“" + row.Name + "”行“" + col.Name + "”", fmt.Sprint(v[i] - 1), fmt.Sprint(v[i])})
		}
	}
	for _, block := range report.Table4() {
		for i, h := range report.Heads4 {
			a := fresh()
			v := a.Table4[block.Key]
			v[i]++
			a.Table4[block.Key] = v
			out = append(out, change{a, "表四“" + block.Name + "”“" + h + "”", fmt.Sprint(v[i] - 1), fmt.Sprint(v[i])})
		}
	}
	return out
}

// TestEveryChangedCellIsFound: in each format; the sentence names the format, the cell and both values.
func TestEveryChangedCellIsFound(t *testing.T) {
	t.Parallel()
	for _, year := range []int{2020, 2026} {
		whole := numbered(year)
		for k, c := range changes(year) {
			for i, f := range Formats {
				if (f.Name == "docx" || f.Name == "xlsx") && k%4 != i { // these take their time: a fourth of the cells, some of every row
					continue
				}
				lying := []Format{{f.Name, f.Type, func(*report.Annual) ([]byte, error) { return f.write(c.a) }}}
				err := prove(t.Context(), whole, lying)
				if !errors.Is(err, ErrUnlike) {
					t.Fatalf("%d, %s: %s is not found: %v", year, f.Name, c.what, err)
				}
				if want := fmt.Sprintf("%s 文件回读不符：%s应为 %s，读到的是 %s。报告不能公布，请联系信息中心。", f.Name, c.what, c.was, c.now); sentence(err) != want {
					t.Errorf("%d: %s\nwant %s", year, sentence(err), want)
				}
			}
		}
	}
}

// TestWhoseReportItIsIsCompared: and of which year, in which form.
func TestWhoseReportItIsIsCompared(t *testing.T) {
	t.Parallel()
	whole := numbered(2026)
	for want, wrong := range map[string]func(*report.Annual){
		"机关名称应为 示例市教育局，读到的是 示例县教育局": func(a *report.Annual) { a.Agency = "示例县教育局" },
		"年度应为 2026，读到的是 2025":       func(a *report.Annual) { a.Year = 2025 },
	} {
		a := numbered(2026)
		wrong(a)
		for _, f := range Formats {
			err := prove(t.Context(), whole, []Format{{f.Name, f.Type, func(*report.Annual) ([]byte, error) { return f.write(a) }}})
			if err == nil || !strings.Contains(sentence(err), want) {
				t.Errorf("%s: %v", f.Name, err)
			}
		}
	}
	for _, f := range Formats { // a report of another form
		err := prove(t.Context(), whole, []Format{{f.Name, f.Type, func(*report.Annual) ([]byte, error) { return f.write(numbered(2020)) }}})
		if !errors.Is(err, ErrUnlike) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	for _, f := range Formats {
		err := prove(t.Context(), whole, []Format{{f.Name, f.Type, func(*report.Annual) ([]byte, error) { return []byte("空"), nil }}})
		if !errors.Is(err, ErrUnlike) || !strings.HasPrefix(sentence(err), f.Name+" 文件写成后读不回来：") {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	failed := errors.New("disk full")
	if err := prove(t.Context(), whole, []Format{{"html", "", func(*report.Annual) ([]byte, error) { return nil, failed }}}); !errors.Is(err, failed) {
		t.Errorf("what fails is not told: %v", err)
	}
	if err := Prove(t.Context(), whole); err != nil {
		t.Errorf("a good report: %v", err)
	}
}
