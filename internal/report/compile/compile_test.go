package compile

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/report"
	"gongkai/internal/report/reading"
)

// makeReport makes a report that holds: what is free in it is drawn by figure.
func makeReport(agency string, year int, figure func() int64) *reading.Report {
	f := report.FormatOf(year)
	a := &report.Annual{Agency: agency, Year: year, Format: f, Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{}}
	for _, row := range report.Table2(f, report.Settings{}) {
		for range row.Queries {
			a.Table2[row.Key] = append(a.Table2[row.Key], figure())
		}
		if strings.HasPrefix(row.Block, "第二十条第（一）项") {
			a.Table2[row.Key][2] += a.Table2[row.Key][0] + a.Table2[row.Key][1]
		}
	}
	across := func(v [7]int64) [7]int64 {
		v[6] = 0
		for _, n := range v[:6] {
			v[6] += n
		}
		return v
	}
	var total, open, before, came [7]int64
	for _, row := range report.Table3(f) {
		switch row.Key {
		case "new_received", "carried_in", "total", "carried_out":
			continue
		}
		var v [7]int64
		for i := range 6 {
			v[i] = figure()
			total[i] += v[i]
		}
		a.Table3[row.Key] = across(v)
	}
	for i := range 6 {
		came[i] = figure()
		all := total[i] + came[i] // what came in besides what was closed is open
		before[i] = min(all, figure())
		came[i], open[i] = all-before[i], came[i]
	}
	a.Table3["new_received"], a.Table3["carried_in"], a.Table3["total"], a.Table3["carried_out"] = across(came), across(before), across(total), across(open)
	for _, b := range report.Table4() {
		var v [5]int64
		for i := range 4 {
			v[i] = figure()
			v[4] += v[i]
		}
		a.Table4[b.Key] = v
	}
	return &reading.Report{Sheet: *a.Sheet()}
}

func random(seed uint64) func() int64 {
	r := rand.New(rand.NewPCG(seed, 1))
	return func() int64 { return r.Int64N(40) }
}

func nought() int64 { return 0 }

// sum is a report that states the sum of others.
func sum(agency string, parts ...*reading.Report) *reading.Report {
	c := New(0, List{})
	for i, p := range parts {
		q := *p
		q.Agency = ""
		c.Add(fmt.Sprint(i), &q)
	}
	r := c.Result()
	r.Sheet.Agency = agency
	return &reading.Report{Sheet: r.Sheet}
}

// changed is a copy of a report with one change.
func changed(r *reading.Report, change func(*reading.Report)) *reading.Report {
	out := *r
	deep := func(m map[string][]report.Cell) map[string][]report.Cell {
		m = maps.Clone(m)
		for k, v := range m {
			m[k] = slices.Clone(v)
		}
		return m
	}
	out.Table2, out.Table3, out.Table4 = deep(r.Table2), deep(r.Table3), deep(r.Table4)
	change(&out)
	return &out
}

// TestOutcomes: what is taken, and what is said of what is not.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	good := makeReport("示例市教育局", 2026, random(1))
	for _, c := range []struct {
		name   string
		r      *reading.Report
		want   Outcome
		reason string
	}{
		{"sound", good, Taken, ""},
		{"all nought", makeReport("示例市财政局", 2026, nought), Taken, ""},
		{"a total is wrong", changed(good, func(r *reading.Report) { r.Table3["granted"][6].N++ }), Violated, "表三“总计”列：各项办理结果之和为 2301，总计为 2300，两者应当相等。另有 1 项勾稽关系不成立。"},
		{"a block of table 四", changed(good, func(r *reading.Report) { r.Table4["review"][4].N++ }), Violated, "表四“行政复议”"},
		{"fewer valid than made", changed(good, func(r *reading.Report) { r.Table2["normative"][0].N = 1 << 40 }), Violated, "现行有效件数"},
		{"half a request", changed(good, func(r *reading.Report) { r.Table4["review"][0].Text = "1.5" }), Violated, "不是 0 或者正整数"},
		{"too large", changed(good, func(r *reading.Report) { r.Table2["licensing"][0].N = 1 << 62 }), Violated, "表二“行政许可”行“本年处理决定数量”的数过大"},
		{"an older year", makeReport("示例市教育局", 2025, random(1)), WrongYear, "是2025年度的报告，汇总的是2026年度。"},
		{"no year", changed(good, func(r *reading.Report) { r.Year = 0 }), WrongYear, "没有读到报告年度"},
		{"the old form", changed(makeReport("示例市教育局", 2020, random(1)), func(r *reading.Report) { r.Year = 2026 }), WrongForm, "不是2026年度应当使用的2021年格式"},
		{"both forms", changed(good, func(r *reading.Report) { r.Format = report.FormatMixed }), WrongForm, "混用了2019年和2021年两种格式"},
		{"no tables", changed(good, func(r *reading.Report) { r.Format = report.FormatNone }), WrongForm, "没有读到表格"},
		{"a row of the old form", changed(good, func(r *reading.Report) { r.Table3["other"] = make([]report.Cell, 7) }), WrongForm, "表三的“（六）其他处理”不是2021年格式的行"},
		{"a row of three", changed(good, func(r *reading.Report) { r.Table2["licensing"] = make([]report.Cell, 3) }), WrongForm, "表二的“行政许可”"},
		{"a school", changed(good, func(r *reading.Report) { r.Agency = "示例市第一中学（东校区）" }), OutOfScope, "条例第五十五条"},
		{"a school whose figures are wrong", changed(good, func(r *reading.Report) { r.Agency = "示例市幼儿园"; r.Table3["granted"][6].N++ }), OutOfScope, "条例第五十五条"},
		{"an empty cell", changed(good, func(r *reading.Report) { r.Table3["granted"][6] = report.Cell{State: report.Blank} }), Taken, ""},
	} {
		k := New(2026, List{})
		k.Add("a.txt", c.r)
		u := k.Result().Units[0]
		if u.Outcome != c.want || !strings.Contains(u.Reason, c.reason) || (c.reason == "") != (u.Reason == "") {
			t.Errorf("%s: %s %q, want %s %q", c.name, u.Outcome, u.Reason, c.want, c.reason)
		}
	}
}

// TestNamesOutOfScope: schools and the like by their names, unless the list says otherwise.
func TestNamesOutOfScope(t *testing.T) {
	t.Parallel()
	list := ParseList("# 名单\n示例市教育局\n-示例市青少年宫\n+示例市教师进修学校\n示例市第九中学\n\n示例市教育局\n")
	if list.Expected() != 2 {
		t.Errorf("%d are expected, want 2: %v", list.Expected(), list.expected)
	}
	for name, want := range map[string]bool{
		"示例市教育局": false, "示例市第一中学": true, "示例市一中": true, "示例市实验小学": true, "示例 市直幼儿园": true, "示例职业技术学院": true, "示例市人民医院": true, "示例市供水有限公司": true,
		"示例市中级人民法院": false, "示例市社会科学院": false, "示例市学校后勤服务中心": false, "示例市大学城管理委员会": false, "示例市学院路街道办事处": false, "示例市青少年宫": true, "示例市教师进修学校": false, "示例县教师进修学校": true, "": false,
	} {
		if got := list.excludes(name); got != want {
			t.Errorf("%q out of scope: %v, want %v", name, got, want)
		}
	}
}

// TestSubmitted: who has not submitted, who was not expected, who did twice.
func TestSubmitted(t *testing.T) {
	t.Parallel()
	c := New(0, ParseList("甲市教育局\n乙市教育局\n丙市教育局\n丁市教育局\n戊市教育局\n甲市第一中学"))
	c.Add("1.txt", makeReport("甲市 教育局", 2026, random(1)))
	c.Add("2.txt", changed(makeReport("乙市教育局", 2026, random(2)), func(r *reading.Report) { r.Table3["granted"][6].N++ }))
	c.Add("3.txt", makeReport("丙市教育局", 2025, random(3)))
	c.Add("4.txt", makeReport("甲市教育局", 2026, random(4)))
	c.Add("5.txt", makeReport("甲市教育局", 2026, random(1)))
	c.Add("6.txt", makeReport("己市教育局", 2026, random(6)))
	c.Fail("丁市教育局2026年年报.pdf", "读不了。")
	r := c.Result()
	if got := strings.Join(r.Missing, " "); got != "丙市教育局 戊市教育局" {
		t.Errorf("missing %s", got)
	}
	if got := strings.Join(r.Unlisted, " "); got != "己市教育局" {
		t.Errorf("unlisted %s", got)
	}
	for i, want := range []string{"", "", "", "两份的数不同", "两份的数相同"} {
		if u := r.Units[i]; want != "" && (u.Outcome != Duplicate || !strings.Contains(u.Reason, want) || !strings.Contains(u.Reason, "1.txt")) {
			t.Errorf("%s: %s %s, want %s", u.Name, u.Outcome, u.Reason, want)
		}
	}
	if len(r.Of(Taken)) != 2 || r.Year != 2026 || r.Sound() {
		t.Errorf("%d taken of %d, sound %v", len(r.Of(Taken)), r.Year, r.Sound())
	}
}

// TestLower: what is empty or cannot be told makes a sum a lower bound, and says whose.
func TestLower(t *testing.T) {
	t.Parallel()
	c := New(2026, List{})
	c.Add("a", makeReport("甲", 2026, random(1)))
	c.Add("b", changed(makeReport("乙", 2026, random(2)), func(r *reading.Report) {
		r.Table3["granted"][0] = report.Cell{State: report.Unsure}
		r.Table2["fees"][0].Text = "约1万"
		delete(r.Table4, "review")
	}))
	r := c.Result()
	var cells []string
	for _, l := range r.Lower {
		cells = append(cells, l.Cell)
		if !slices.Equal(l.Units, []string{"b"}) {
			t.Errorf("%s is open in %v", l.Cell, l.Units)
		}
	}
	if got, want := strings.Join(cells, " "), "table2.fees.0 table3.granted.natural table4.review.0 table4.review.1 table4.review.2 table4.review.3 table4.review.4"; got != want {
		t.Errorf("lower bounds: %s, want %s", got, want)
	}
}

// TestMoneyOfBothUnits: an amount is of 万元, unless its cell says 元.
func TestMoneyOfBothUnits(t *testing.T) {
	t.Parallel()
	fee := func(text, unit string) *reading.Report {
		return changed(makeReport("示例市"+text+unit, 2026, nought), func(r *reading.Report) {
			r.Table2["fees"][0] = report.Cell{State: report.Known, Text: text, Unit: unit}
		})
	}
	c := New(2026, List{})
	for i, r := range []*reading.Report{fee("1.5", ""), fee("2", "万元"), fee("3800.5", "元"), fee("0.123456", ""), fee("0.01", "元")} {
		c.Add(fmt.Sprint(i), r)
	}
	r := c.Result()
	if got := r.Sheet.Table2["fees"][0].Text; got != "4.003507" || len(r.Of(Taken)) != 5 || r.Lower != nil {
		t.Errorf("fees are %s 万元 of %d reports, %v, want 4.003507", got, len(r.Of(Taken)), r.Lower)
	}
	c.Add("5", fee("0.005", "元"))
	if r := c.Result(); len(r.Lower) != 1 || r.Lower[0].Cell != "table2.fees.0" {
		t.Errorf("half a 分 is taken: %v", r.Lower)
	}
}

// TestCopies: figures that are the same are named, nought apart.
func TestCopies(t *testing.T) {
	t.Parallel()
	c := New(2026, List{})
	c.Add("a", makeReport("甲", 2026, random(1)))
	c.Add("b", makeReport("乙", 2026, random(2)))
	c.Add("c", makeReport("丙", 2026, random(1)))
	c.Add("d", makeReport("丁", 2026, nought))
	c.Add("e", makeReport("戊", 2026, nought))
	c.Add("f", changed(makeReport("己", 2026, random(1)), func(r *reading.Report) { r.Table2["licensing"][0].N++ }))
	r := c.Result()
	if got := fmt.Sprint(r.Copies); got != "[[a c]]" || len(r.Of(Taken)) != 6 || !r.Sound() {
		t.Errorf("copies %s, %d taken, sound %v", got, len(r.Of(Taken)), r.Sound())
	}
}

// TestDoubles: a compilation among the reports is named with its parts, whether they are all others, a folder, neighbours or anybody.
func TestDoubles(t *testing.T) {
	t.Parallel()
	var units []*reading.Report
	for i := range 12 {
		units = append(units, makeReport(fmt.Sprintf("%c局", '甲'+rune(i)), 2026, random(uint64(i))))
	}
	for _, c := range []struct {
		name  string
		parts []int
		at    string // where the compilation lies
	}{
		{"all", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, "局.txt"},
		{"a folder", []int{4, 5, 6, 7}, "区2/局.txt"},
		{"neighbours", []int{2, 3, 4, 5, 6}, "局.txt"},
		{"any two", []int{1, 10}, "局.txt"},
		{"any", []int{0, 3, 5, 8, 11}, "局.txt"},
	} {
		var parts []*reading.Report
		var names []string
		k := New(0, List{})
		for i, u := range units {
			name := fmt.Sprintf("区%d/%02d.txt", i/4+1, i)
			k.Add(name, u)
			if slices.Contains(c.parts, i) {
				parts, names = append(parts, u), append(names, name)
			}
		}
		k.Add(c.at, sum("示例市教育局", parts...))
		got := k.Result().Doubles
		if len(got) != 1 || got[0].Unit != c.at || !slices.Equal(got[0].Parts, names) || strings.Join(got[0].Tables, "") != "表二表三表四" {
			t.Errorf("%s: %v, want %s of %v", c.name, got, c.at, names)
		}
	}
	k := New(0, List{})
	for i, u := range units {
		k.Add(fmt.Sprint(i), u)
	}
	k.Add("x", changed(sum("示例市教育局", units...), func(r *reading.Report) { r.Table3["new_received"][0].N++ }))
	if got := k.Result().Doubles; got != nil {
		t.Errorf("found %v where nothing adds up", got)
	}
	small := func(n int64) *reading.Report { // two requests are one and one by chance
		return changed(makeReport(fmt.Sprint(n), 2026, nought), func(r *reading.Report) {
			for _, key := range []string{"new_received", "granted", "total"} {
				r.Table3[key][0].N, r.Table3[key][6].N = n, n
			}
		})
	}
	k = New(0, List{})
	k.Add("1", small(1))
	k.Add("2", small(2))
	k.Add("3", small(3))
	if got := k.Result().Doubles; got != nil {
		t.Errorf("found %v where it is chance", got)
	}
}

// TestOneTable: a report may be the sum of others in one table and have its own figures in another.
func TestOneTable(t *testing.T) {
	t.Parallel()
	a, b := makeReport("甲局", 2026, random(1)), makeReport("乙局", 2026, random(2))
	c := New(0, List{})
	c.Add("a", a)
	c.Add("b", b)
	c.Add("c", changed(sum("丙局", a, b), func(r *reading.Report) { r.Table2["licensing"][0].N++ }))
	if got := c.Result().Doubles; len(got) != 1 || strings.Join(got[0].Tables, "") != "表三表四" {
		t.Errorf("%v, want 表三 and 表四", got)
	}
}

// TestAgainst: what was stated is compared cell by cell, and a difference that is one report's figures is named.
func TestAgainst(t *testing.T) {
	t.Parallel()
	a, b, d := makeReport("甲局", 2026, random(1)), makeReport("乙局", 2026, random(2)), makeReport("丙局", 2026, random(3))
	school := makeReport("示例市第一中学", 2026, random(4))
	whole := sum("示例市教育局", a, b, d)
	c := New(2026, List{})
	for i, r := range []*reading.Report{a, b, d, school} {
		c.Add(string(rune('a'+i)), r)
	}
	r := c.Result()
	if got := r.Against(whole); got != nil || r.Explain(whole) != nil {
		t.Errorf("differences %v where there are none", got)
	}
	one := r.Against(changed(whole, func(r *reading.Report) {
		r.Table2["fees"][0].Text = "1.5"
		r.Table4["review"][0] = report.Cell{State: report.Blank}
	}))
	if len(one) != 2 || one[0].Cell != "table2.fees.0" || one[0].Stated.String() != "1.5 万元" || one[1].Stated.String() != "空白或者分不清" {
		t.Errorf("differences %v", one)
	}
	if b, _ := json.Marshal(one); !strings.Contains(string(b), `"stated":"1.5"`) || !strings.Contains(string(b), `"stated":null`) {
		t.Errorf("%s", b)
	}
	for _, x := range []struct {
		stated *reading.Report
		want   string
	}{
		{sum("示例市教育局", a, b, d, b), "公布的表二、表三、表四比汇总多出的，正好是 b 的数，可能计了两次。"},
		{sum("示例市教育局", a, d), "公布的表二、表三、表四比汇总少的，正好是 b 的数，可能漏计。"},
		{sum("示例市教育局", a, b, d, changed(school, func(r *reading.Report) { r.Agency = "" })), "公布的表二、表三、表四比汇总多出的，正好是没有计入的 d 的数。"},
	} {
		if got := r.Explain(x.stated); len(got) != 1 || got[0] != x.want {
			t.Errorf("explained as %v, want %s", got, x.want)
		}
	}
	c.Add("局", sum("丁局", a, b, d))
	r = c.Result()
	if got := strings.Join(r.Explain(sum("示例市教育局", a, b, d, sum("", a, b, d))), ""); got != "公布的表二、表三、表四与汇总相同，也就是把 局 和它所汇总的单位重复计算了。" {
		t.Errorf("explained as %s", got)
	}
	if got := strings.Join(r.Explain(whole), ""); !strings.Contains(got, "没有重复计算") {
		t.Errorf("explained as %s", got)
	}
	if err := r.Comparable(makeReport("示例市教育局", 2025, nought)); err == nil {
		t.Error("a report of another year is comparable")
	}
}

// TestSumsOfSoundReports: what sound reports add up to is sound, every cell is the sum, and no order changes anything.
func TestSumsOfSoundReports(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.SampledFrom([]int{2019, 2020, 2021, 2026}).Draw(t, "year")
		most := rapid.SampledFrom([]int64{0, 1, 9, 100_000}).Draw(t, "most")
		n := rapid.IntRange(1, 8).Draw(t, "reports")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		want := map[string]int64{}
		var names []string
		reports := map[string]*reading.Report{}
		for i := range n {
			name := fmt.Sprintf("%d.txt", i)
			names = append(names, name)
			reports[name] = makeReport(fmt.Sprintf("第%d局", i), year, func() int64 { return r.Int64N(most + 1) })
			for _, c := range forms[report.FormatOf(year)] {
				v, _ := c.in(&reports[name].Sheet)
				want[c.name] += v
			}
		}
		compiled := func(names []string) *Result {
			c := New(0, List{})
			for _, name := range names {
				c.Add(name, reports[name])
			}
			return c.Result()
		}
		got := compiled(names)
		if len(got.Of(Taken)) != n {
			t.Fatalf("%d of %d taken: %+v", len(got.Of(Taken)), n, got.Units[0])
		}
		for _, rel := range got.Sheet.Relations() {
			if rel.Outcome != report.Holds {
				t.Errorf("%s: %d against %d", rel.Name, rel.Left, rel.Right)
			}
		}
		for _, c := range got.form {
			if v, ok := c.in(&got.Sheet); !ok || v != want[c.name] {
				t.Errorf("%s is %d, want %d", c.name, v, want[c.name])
			}
		}
		again := compiled(rapid.Permutation(names).Draw(t, "order"))
		if a, b := said(got), said(again); a != b {
			t.Errorf("another order: %s, want %s", b, a)
		}
		if a := got.Annual("示例市教育局").Sheet(); fmt.Sprint(a.Table2, a.Table3, a.Table4) != fmt.Sprint(got.Sheet.Table2, got.Sheet.Table3, got.Sheet.Table4) {
			t.Error("the report of the compilation has other figures")
		}
	})
}

// said is all that a result says.
func said(r *Result) string {
	b, err := json.Marshal([]any{r.Year, r.Sheet, r.Units, r.Lower, r.Copies, r.Doubles, r.Missing, r.Unlisted})
	if err != nil {
		return err.Error()
	}
	return string(b)
}
