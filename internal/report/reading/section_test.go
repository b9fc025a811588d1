package reading

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/document"
	"gongkai/internal/report"
)

// The texts of a report, whatever it came as; a heading in a table of contents, and what stands below the report on its page, are none of them.
func TestSectionsAreRead(t *testing.T) {
	t.Parallel()
	m := make3(rand.New(rand.NewPCG(1, 2)), report.Format2021, 9)
	table := m.tabular("", "\t", "\n")
	tables := table[strings.Index(table, "三、收到和处理"):strings.LastIndex(table, "五、存在")]
	const title = "示例市教育局2026年政府信息公开工作年度报告\n"
	want := report.Sections{Overview: "（一）主动公开。公开政府信息326条。\n（二）依申请公开。收到申请 12 件。", Problems: "一是更新不及时。\n二是专栏不齐。", Others: "本年度未收取信息处理费。"}
	plain := title + "一、总体情况\n" + want.Overview + "\n二、主动公开政府信息情况\n" + tables + "五、存在的主要问题及改进情况\n" + want.Problems + "\n六、其他需要报告的事项\n" + want.Others + "\n"
	html := func(s string) string {
		var b strings.Builder
		for l := range strings.SplitSeq(s, "\n") {
			if strings.Contains(l, "\t") {
				b.WriteString("<table><tr><td>" + strings.ReplaceAll(l, "\t", "</td><td>") + "</td></tr></table>")
			} else {
				b.WriteString("<p>" + l + "</p>\n")
			}
		}
		return "<html><body>" + b.String() + "</body></html>"
	}
	contents := "目录\n一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n"
	oneLine := title + "一、总体情况" + want.Overview + "二、主动公开政府信息情况第二十条第（一）项规章000" + m.write("", "")[len(title)-1:]
	oneLine = oneLine[:strings.Index(oneLine, "五、存在")] + "五、存在的主要问题及改进情况" + want.Problems + "六、其他需要报告的事项" + want.Others
	joined := strings.NewReplacer("\n", "")
	for _, c := range []struct {
		name, text string
		want       report.Sections
		written    bool
	}{
		{"text", plain, want, true},
		{"CRLF", strings.ReplaceAll(plain, "\n", "\r\n"), want, true},
		{"HTML", html(plain), want, true},
		{"Markdown heads", strings.NewReplacer("一、总", "## 一、总", "五、存", "## 五、存", "六、其", "## 六、其", "二、主", "## 二、主").Replace(plain), want, true},
		{"with contents", strings.Replace(plain, title, title+contents, 1), want, true},
		{"chrome below", plain + "上一篇：另一篇报告\n版权所有 13800138000\n", want, true},
		{"a foot below", strings.Replace(html(plain), "</body>", "<footer><p>主办 示例市教育局 13800138000</p></footer></body>", 1), want, true},
		{"a part of the page below", strings.NewReplacer("<p>六、其他需要报告的事项</p>", "<h2>六、其他需要报告的事项</h2>", "</body>", "<h2>发布留痕</h2><p>没有改动。</p></body>").Replace(html(plain)), want, true},
		{"one line", title + joined.Replace(oneLine[len(title):]), report.Sections{Overview: joined.Replace(want.Overview), Problems: joined.Replace(want.Problems), Others: want.Others}, true},
		{"without six", strings.Replace(plain, "六、其他需要报告的事项\n"+want.Others+"\n", "", 1), report.Sections{Overview: want.Overview, Problems: want.Problems}, true},
		{"empty six", strings.Replace(plain, want.Others, "", 1), report.Sections{Overview: want.Overview, Problems: want.Problems}, true},
		{"words in the text are no heading", strings.Replace(plain, "公开政府信息326条。", "总体情况良好，存在的主要问题都已改正。", 1), report.Sections{Overview: strings.Replace(want.Overview, "公开政府信息326条。", "总体情况良好，存在的主要问题都已改正。", 1), Problems: want.Problems, Others: want.Others}, true},
		{"tables alone", title + tables, report.Sections{}, false},
	} {
		r, err := Read(t.Context(), "x", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if r.Sections != c.want || r.Written != c.written {
			t.Errorf("%s: %+v, %v", c.name, r.Sections, r.Written)
		}
	}
}

// The sample says what it is a sample of.
func TestSample(t *testing.T) {
	t.Parallel()
	r, err := Read(t.Context(), "sample.txt", []byte(Sample))
	if err != nil {
		t.Fatal(err)
	}
	j := Judge(r, nil, report.UsualOverlap)
	var codes []string
	for _, h := range j.Hints {
		codes = append(codes, h.Code)
	}
	if got := report.Names(j.Relations, report.Violated); !slices.Equal(got, []string{"T3.SUM[natural]", "T3.ROW[partial]"}) || !slices.Equal(codes, []string{"R-CELL", "W-Y-02"}) || j.Verdict() != "2 项勾稽关系不成立" {
		t.Errorf("%v, %v, %s", got, j.Hints, j.Verdict())
	}
}

// A docx keeps its texts too.
func TestSectionsOfDocx(t *testing.T) {
	t.Parallel()
	var doc document.Doc
	for l := range strings.SplitSeq(strings.TrimSpace(Sample), "\n") {
		doc.Blocks = append(doc.Blocks, &document.Paragraph{Runs: []document.Run{{Text: l}}})
	}
	var b bytes.Buffer
	if err := doc.WriteDOCX(&b, document.DocxMeta{}); err != nil {
		t.Fatal(err)
	}
	r, err := Read(t.Context(), "x.docx", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.Sections.Overview, "全年收到政府信息公开申请10件") || !strings.Contains(r.Sections.Problems, "一是个别科室") || r.Sections.Others != "本年度未收取政府信息公开信息处理费。" {
		t.Errorf("%+v", r.Sections)
	}
}

// Each of several reports is compared with the one before of the same agency, however its name is spaced, and with no other.
func TestShelf(t *testing.T) {
	t.Parallel()
	of := func(agency string, year int) *Report {
		r := newReport(report.Format2021)
		r.Agency, r.Year = agency, year
		return r
	}
	var s Shelf
	s.Put("a24", of("示例市 教育局", 2024))
	s.Put("a25", of("示例市教育局", 2025))
	s.Put("a25 again", of("示例市教育局", 2025))
	s.Put("b25", of("另一市教育局", 2025))
	s.Put("nobody", of("", 2025))
	s.Put("no year", of("示例市教育局", 0))
	for _, c := range []struct {
		agency string
		year   int
		want   string
	}{
		{"示例市教育局", 2026, "a25"}, {"示例市　教育局", 2025, "a24"}, {"示例市教育局", 2024, ""}, {"示例市教育局", 2027, ""}, {"另一市教育局", 2026, "b25"}, {"", 2026, ""}, {"示例市教育局", 1, ""},
	} {
		if got := s.Before(of(c.agency, c.year)); got != c.want {
			t.Errorf("before %s %d: %q, want %q", c.agency, c.year, got, c.want)
		}
	}
	for _, c := range []struct {
		before   *Report
		compared bool
		hint     bool
	}{
		{nil, false, false},
		{of("示例市教育局", 2025), true, false},
		{of("示例市教育局", 2024), false, true},
		{of("示例市教育局", 2026), false, true},
		{of("另一市教育局", 2025), true, true},
		{of("", 2025), true, false},
		{of("", 0), true, false},
	} {
		j := Judge(of("示例市教育局", 2026), c.before, report.UsualOverlap)
		if hint := slices.ContainsFunc(j.Hints, func(h report.Hint) bool { return h.Code == "R-PREVIOUS" }); (j.Before != nil) != c.compared || hint != c.hint {
			t.Errorf("%+v: compared %v, hint %v", c.before, j.Before != nil, hint)
		}
	}
}

// A report of ours that was adjusted says so in its JSON, and is compared with its adjustment.
func TestAdjustmentsAreRead(t *testing.T) {
	t.Parallel()
	read := func(year, carry string) *Report {
		r, err := Read(t.Context(), "x.json", []byte(`{"agency":"示例市教育局","year":`+year+`,"format":"2021","title":"x","table3":{"rows":{"carried_in":[2,0,0,0,0,0,2],"carried_out":[1,0,0,0,0,0,1]}}`+carry+`}`))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := read("2025", "")
	if got := report.Names(read("2026", "").Against(&before.Sheet), report.Violated); len(got) != 2 {
		t.Errorf("%v", got)
	}
	adjusted := read("2026", `,"carried":{"before":[1,0,0,0,0,0,1],"adjustments":[{"column":"natural","difference":1,"reason":"漏记"}]}`)
	if got := report.Names(adjusted.Against(&before.Sheet), report.Violated); len(got) != 0 {
		t.Errorf("adjusted: %v", got)
	}
}
