package reading

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/report"
)

// made is a report of our making whose relations all hold.
type made struct {
	form   report.Format
	table3 map[string][7]int64
	table4 map[string][5]int64
}

// make3 makes a report of random figures up to most.
func make3(rnd *rand.Rand, form report.Format, most int64) *made {
	m := &made{form: form, table3: map[string][7]int64{}, table4: map[string][5]int64{}}
	total := func(v *[7]int64) {
		v[6] = v[0] + v[1] + v[2] + v[3] + v[4] + v[5]
	}
	var sum [7]int64
	for _, row := range report.Table3(form) {
		switch row.Key {
		case "new_received", "carried_in", "total", "carried_out":
			continue
		}
		var v [7]int64
		for c := range 6 {
			if rnd.IntN(3) == 0 {
				v[c] = rnd.Int64N(most)
			}
			sum[c] += v[c]
		}
		total(&v)
		m.table3[row.Key] = v
	}
	total(&sum)
	var in, before, after [7]int64
	for c := range 6 {
		after[c] = rnd.Int64N(most)
		before[c] = rnd.Int64N(sum[c] + after[c] + 1)
		in[c] = sum[c] + after[c] - before[c]
	}
	total(&in)
	total(&before)
	total(&after)
	m.table3["total"], m.table3["new_received"], m.table3["carried_in"], m.table3["carried_out"] = sum, in, before, after
	for _, k := range blocks4() {
		var v [5]int64
		for i := range 4 {
			v[i] = rnd.Int64N(most)
			v[4] += v[i]
		}
		m.table4[k] = v
	}
	return m
}

// names of the rows as the forms print them.
func (m *made) rows() []report.Row3 { return report.Table3(m.form) }

const heads4 = "结果维持结果纠正其他结果尚未审结总计"

// write writes the report with something between cells, and something between rows.
func (m *made) write(cell, row string) string {
	var b strings.Builder
	b.WriteString("示例市教育局2026年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他" + row)
	for _, r := range m.rows() {
		b.WriteString(r.Name)
		for _, n := range m.table3[r.Key] {
			b.WriteString(cell + fmt.Sprint(n))
		}
		b.WriteString(row)
	}
	b.WriteString("四、政府信息公开行政复议、行政诉讼情况" + row + "行政复议行政诉讼" + heads4 + "未经复议直接起诉复议后起诉" + heads4 + heads4)
	for _, k := range blocks4() {
		for _, n := range m.table4[k] {
			b.WriteString(cell + fmt.Sprint(n))
		}
	}
	b.WriteString(row + "五、存在的主要问题及改进情况\n2027年将继续改进3项工作。")
	return b.String()
}

// tabular writes it as rows of a table, each between begin and end, its cells parted.
func (m *made) tabular(begin, between, end string) string {
	var b strings.Builder
	line := func(name string, v []int64) {
		b.WriteString(begin + name)
		for _, n := range v {
			b.WriteString(between + fmt.Sprint(n))
		}
		b.WriteString(end)
	}
	for _, r := range m.rows() {
		v := m.table3[r.Key]
		line(r.Name, v[:])
	}
	three := b.String()
	b.Reset()
	b.WriteString(begin)
	for i, k := range blocks4() {
		for j, n := range m.table4[k] {
			if i+j > 0 {
				b.WriteString(between)
			}
			b.WriteString(fmt.Sprint(n))
		}
	}
	b.WriteString(end)
	return "示例市教育局2026年政府信息公开工作年度报告\n\n三、收到和处理政府信息公开申请情况\n\n" + three + "\n\n四、政府信息公开行政复议、行政诉讼情况\n\n" + b.String() + "\n\n五、存在的主要问题\n"
}

func (m *made) html() string {
	s := m.tabular("<tr><td>", "</td><td>", "</td></tr>")
	s = strings.ReplaceAll(s, "三、收到和处理政府信息公开申请情况", "<p>三、收到和处理政府信息公开申请情况</p><table>")
	s = strings.ReplaceAll(s, "四、政府信息公开行政复议", "</table><p>四、政府信息公开行政复议")
	s = strings.ReplaceAll(s, "行政诉讼情况\n", "行政诉讼情况</p><table>")
	return "<html><head><script>var a = '9 9 9';</script></head><body><nav><a>首页</a></nav><h1>" + strings.Replace(s, "五、", "</table><p>五、", 1) + "</p></body></html>"
}

// compare counts the cells that are not the ones written: those that cannot be told, and those that are wrong.
func (m *made) compare(r *Report) (unsure, wrong int) {
	look := func(cells []report.Cell, v []int64) {
		for i, n := range v {
			switch {
			case i >= len(cells) || cells[i].State == report.Blank:
				wrong++
			case cells[i].State == report.Unsure:
				unsure++
			case cells[i].N != n:
				wrong++
			}
		}
	}
	for k, v := range m.table3 {
		look(r.Table3[k], v[:])
	}
	for k, v := range m.table4 {
		look(r.Table4[k], v[:])
	}
	return unsure, wrong
}

var shapes = []struct {
	name  string
	write func(*made) string
	whole bool // every cell can be told
}{
	{"tabs", func(m *made) string { return m.write("\t", "\n") }, true},
	{"spaces", func(m *made) string { return m.write("  ", "\n") }, true},
	{"one cell a line", func(m *made) string { return m.write("\n\n", "\n") }, true},
	{"one line, spaces", func(m *made) string { return m.write(" ", " ") }, true},
	{"Markdown", func(m *made) string { return m.tabular("| ", " | ", " |\n") }, true},
	{"HTML", (*made).html, true},
	{"HTML whose cells say their heads to screen readers", func(m *made) string {
		return strings.ReplaceAll(m.html(), "</td><td>", `</td><td><a href="/x"><span class="vh">（一）予以公开，总计：</span>`)
	}, true},
	{"run together", func(m *made) string { return m.write("", "") }, false},
	{"run together, a line for a row", func(m *made) string { return m.write("", "\n") }, false},
}

// A report is read as it was written in whatever shape; where digits run together, a cell that cannot be told is said to be so and none is wrong.
func TestReportsAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	told := map[string][2]int{}
	for seed := range uint64(24) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		form := []report.Format{report.Format2019, report.Format2021}[seed%2]
		m := make3(rnd, form, []int64{2, 9, 40, 3000}[seed/2%4])
		for _, s := range shapes {
			text := s.write(m)
			r, err := Read(t.Context(), "report.txt", []byte(text))
			if err != nil {
				t.Fatalf("%s: %v\n%s", s.name, err, text)
			}
			if r.Agency != "示例市教育局" || r.Year != 2026 {
				t.Errorf("%s: %s %d", s.name, r.Agency, r.Year)
			}
			unsure, wrong := m.compare(r)
			if wrong > 0 || s.whole && unsure > 0 {
				t.Fatalf("seed %d, %s: %d cells wrong, %d not told\n%s", seed, s.name, wrong, unsure, text)
			}
			x := told[s.name]
			told[s.name] = [2]int{x[0] + unsure, x[1] + 1}
			if v := report.Names(r.Relations(), report.Violated); len(v) > 0 {
				t.Errorf("seed %d, %s: %v", seed, s.name, v)
			}
		}
	}
	t.Log("cells not told, and reports, by shape:", told)
}

// Any single digit that is changed in table 三 of a report that adds up breaks a relation.
func TestEveryChangedDigitIsFound(t *testing.T) {
	t.Parallel()
	for _, form := range []report.Format{report.Format2019, report.Format2021} {
		m := make3(rand.New(rand.NewPCG(1, 2)), form, 400)
		for key, v := range m.table3 {
			for c := range v {
				digits := fmt.Sprint(v[c])
				for i := range digits {
					for _, by := range []byte{1, 5} {
						d := '0' + (digits[i]-'0'+by)%10
						if d == '0' && i == 0 && len(digits) > 1 {
							continue
						}
						changed := v
						if _, err := fmt.Sscan(digits[:i]+string(d)+digits[i+1:], &changed[c]); err != nil {
							t.Fatal(err)
						}
						m.table3[key] = changed
						r := Text(m.write("\t", "\n"))
						if len(report.Names(r.Relations(), report.Violated)) == 0 {
							t.Fatalf("%s, %s.%d: %d for %d is not found", form, key, c, changed[c], v[c])
						}
					}
				}
			}
			m.table3[key] = v
		}
	}
}

// What is empty, missing or run together is not taken for a nought, and says so.
func TestBlanksAreNoNoughts(t *testing.T) {
	t.Parallel()
	m := make3(rand.New(rand.NewPCG(3, 4)), report.Format2021, 9)
	whole := m.html()
	name := "7.属于行政执法案卷"
	at := strings.Index(whole, name)
	row := whole[at : at+strings.Index(whole[at:], "</tr>")]
	v := m.table3["denied_case_file"]
	for _, x := range []struct {
		name, row string
		tell      []string // cannot be told
	}{
		{"a part is empty", strings.Replace(row, fmt.Sprintf("<td>%d</td>", v[1]), "<td>&nbsp;</td>", 1), nil},
		{"the total is empty", row[:strings.LastIndex(row, "<td>")] + "<td></td>", []string{"T3.ROW[denied_case_file]", "T3.SUM[total]"}},
		{"a cell is missing", row[:strings.LastIndex(row, "<td>")], nil},
	} {
		r := HTML(strings.Replace(whole, row, x.row, 1))
		cells := r.Table3["denied_case_file"]
		if !slices.ContainsFunc(cells, func(c report.Cell) bool { return c.State == report.Blank || c.State == report.Unsure }) {
			t.Errorf("%s: %v", x.name, cells)
		}
		got := report.Names(r.Relations(), report.CannotTell)
		for _, name := range x.tell {
			if !slices.Contains(got, name) {
				t.Errorf("%s: %s can be told; %v cannot", x.name, name, got)
			}
		}
		if len(Judge(r, nil, report.UsualOverlap).Hints) == 0 {
			t.Errorf("%s: no hint", x.name)
		}
	}
}

func TestWhatIsNoReport(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		text string
		want error
	}{
		{"", ErrEmpty},
		{" \n", ErrNotReport},
		{"%PDF-1.7\n", ErrEncoding},
		{"PK\x03\x04 cut short", ErrEncoding},
		{"\xff\xd8\xff\xe0\x00\x10JFIF", ErrEncoding},
		{"关于召开会议的通知\n各学校：\n定于3月1日召开会议。", ErrNotReport},
		{"{\"a\": 1}", ErrNotReport},
		{string([]byte{0xb9, 0xab, 0xbf, 0xaa}), ErrNotReport}, // 公开 as GB 18030
		{string([]byte{0xb9, 0xff, 0xff, 0xaa}), ErrEncoding},
		{strings.Repeat("报", MaxFile/3+1), ErrTooLarge},
	} {
		if _, err := Read(t.Context(), "x.txt", []byte(x.text)); !errors.Is(err, x.want) {
			t.Errorf("%.20q: %v", x.text, err)
		}
	}
	r, err := Read(t.Context(), "x.txt", []byte("示例市教育局2026年政府信息公开工作年度报告\n附件下载"))
	if err != nil || r.Format != report.FormatNone || len(r.Relations()) > 0 || r.Agency != "示例市教育局" {
		t.Errorf("a page without its report: %+v, %v", r, err)
	}
}

// TestTextsOfOldOffices: a report in GB 18030, or in UTF-16 with its mark, is read as the same report in UTF-8.
func TestTextsOfOldOffices(t *testing.T) {
	t.Parallel()
	want, err := Read(t.Context(), "x.txt", []byte(Sample))
	if err != nil {
		t.Fatal(err)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(Sample))
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(Sample)) {
		wide = binary.LittleEndian.AppendUint16(wide, u)
	}
	for name, b := range map[string][]byte{"GB 18030": gb, "UTF-16": wide} {
		got, err := Read(t.Context(), "x.txt", b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
