package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/internal/catalog"
)

// consistent returns a report in which every relation holds, with figures from next.
func consistent(year int, next func() int64) *Annual {
	a := &Annual{
		Agency: "示例市教育局", Year: year, Format: FormatOf(year),
		Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{}, Fields: map[string]int64{},
	}
	for _, row := range Table2(a.Format, a.Settings) {
		for range row.Queries {
			a.Table2[row.Key] = append(a.Table2[row.Key], next())
		}
	}
	for _, key := range []string{"regulations", "normative"} {
		v := a.Table2[key]
		v[2] = max(v[0], v[1]) + next()
	}
	var total [7]int64
	row := func(key string) (v [7]int64) {
		for i := range 6 {
			v[i] = next()
			v[6] += v[i]
		}
		a.Table3[key] = v
		return v
	}
	for _, r := range Table3(a.Format) {
		if r.First == results && r.Key != "total" {
			for i, n := range row(r.Key) {
				total[i] += n
			}
		}
	}
	a.Table3["total"] = total
	out := row("carried_out")
	var received [7]int64 // all of it came in this year, so that the columns balance
	for i := range received {
		received[i] = total[i] + out[i]
	}
	a.Table3["new_received"], a.Table3["carried_in"] = received, [7]int64{}
	for _, b := range Table4() {
		var v [5]int64
		for i := range 4 {
			v[i] = next()
			v[4] += v[i]
		}
		a.Table4[b.Key] = v
	}
	return a
}

// counting gives 1, 2, 3, … so that no two cells are alike.
func counting() func() int64 {
	var n int64
	return func() int64 { n++; return n }
}

var years = []int{2020, 2021}

func TestFormatFollowsTheReportYear(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]Format{2019: Format2019, 2020: Format2019, 2021: Format2021, 2026: Format2021} {
		if got := FormatOf(year); got != want {
			t.Errorf("form of %d: %s, want %s", year, got, want)
		}
	}
}

func TestCheckCountsRelationsThatHold(t *testing.T) {
	t.Parallel()
	for _, year := range years {
		r := consistent(year, counting()).Check()
		rows := len(Table3(FormatOf(year)))
		want := []Group{{"表三 平衡", 7, 0, 0}, {"表三 求和", 7, 0, 0}, {"表三 逐行", rows, 0, 0}, {"表四 逐块", 3, 0, 0}, {"表二 取值", 2, 0, 0}}
		if diff := cmp.Diff(want, r.Groups); diff != "" {
			t.Errorf("%d: %s", year, diff)
		}
		if len(r.Violations) > 0 {
			t.Errorf("%d: %+v", year, r.Violations)
		}
	}
}

// law: 条例 50
func TestCheckNamesEachViolation(t *testing.T) {
	t.Parallel()
	cell3 := func(key string, i int) func(*Annual) {
		return func(a *Annual) { v := a.Table3[key]; v[i]++; a.Table3[key] = v }
	}
	for name, c := range map[string]struct {
		year   int
		change func(*Annual)
		want   []string
	}{
		"received":       {2021, cell3("new_received", 0), []string{"T3.BALANCE[natural]", "T3.ROW[new_received]"}},
		"carried in":     {2021, cell3("carried_in", 6), []string{"T3.BALANCE[total]", "T3.ROW[carried_in]"}},
		"carried out":    {2020, cell3("carried_out", 1), []string{"T3.BALANCE[business]", "T3.ROW[carried_out]"}},
		"a result":       {2021, cell3("granted", 2), []string{"T3.SUM[research]", "T3.ROW[granted]"}},
		"other, 2019":    {2020, cell3("other", 5), []string{"T3.SUM[other_org]", "T3.ROW[other]"}},
		"other, 2021":    {2021, cell3("other_rest", 5), []string{"T3.SUM[other_org]", "T3.ROW[other_rest]"}},
		"the row's sum":  {2021, cell3("partial", 6), []string{"T3.SUM[total]", "T3.ROW[partial]"}},
		"the total":      {2020, cell3("total", 3), []string{"T3.BALANCE[public_interest]", "T3.SUM[public_interest]", "T3.ROW[total]"}},
		"a dispute":      {2021, func(a *Annual) { v := a.Table4["review"]; v[3]++; a.Table4["review"] = v }, []string{"T4.ROW[review]"}},
		"disputes' sum":  {2020, func(a *Annual) { v := a.Table4["litigation_direct"]; v[4]--; a.Table4["litigation_direct"] = v }, []string{"T4.ROW[litigation_direct]"}},
		"fewer than new": {2020, func(a *Annual) { a.Table2["normative"] = []int64{0, 3, 2} }, []string{"T2.RANGE[normative]"}},
		"as many as new": {2020, func(a *Annual) { a.Table2["normative"] = []int64{9, 3, 3} }, nil},
		"fewer in force": {2021, func(a *Annual) { a.Table2["regulations"] = []int64{5, 1, 3} }, []string{"T2.RANGE[regulations]"}},
		"just in force":  {2021, func(a *Annual) { a.Table2["regulations"] = []int64{5, 1, 4} }, nil},
	} {
		a := consistent(c.year, counting())
		c.change(a)
		r := a.Check()
		var got []string
		outs := 0
		for _, v := range r.Violations {
			got = append(got, v.Name)
			if v.Left == v.Right || !strings.Contains(v.Text, fmt.Sprint(v.Left)) || !strings.Contains(v.Text, fmt.Sprint(v.Right)) {
				t.Errorf("%s: %+v does not say the two numbers", name, v)
			}
		}
		for _, g := range r.Groups {
			outs += g.Outs
		}
		if diff := cmp.Diff(c.want, got); diff != "" || outs != len(c.want) {
			t.Errorf("%s: %d out; %s", name, outs, diff)
		}
	}
}

// Any single figure of table three that is changed is noticed, whichever it is.
func TestCheckNoticesAnyChangeInTable3(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		next := func() int64 { return rapid.Int64Range(0, 9999).Draw(t, "figure") }
		a := consistent(rapid.SampledFrom(years).Draw(t, "year"), next)
		if vs := a.Check().Violations; len(vs) > 0 {
			t.Fatalf("consistent, and yet %+v", vs)
		}
		key := rapid.SampledFrom(Table3(a.Format)).Draw(t, "row").Key
		v := a.Table3[key]
		v[rapid.IntRange(0, 6).Draw(t, "column")] += rapid.Int64Range(1, 50).Draw(t, "by")
		a.Table3[key] = v
		if len(a.Check().Violations) == 0 {
			t.Fatalf("row %s changed and nothing said", key)
		}
	})
}

func TestHintOfCasesCountedAsItems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		year  int
		key   string
		cells []int64
		want  string
	}{
		"equal and many":     {2020, "licensing", []int64{900, 950, 950}, "table2.licensing.1"},
		"equal and 51":       {2020, "punishment", []int64{0, 51, 51}, "table2.punishment.1"},
		"equal and 50":       {2020, "licensing", []int64{0, 50, 50}, ""},
		"not equal":          {2020, "licensing", []int64{0, 950, 951}, ""},
		"norms may be equal": {2020, "normative", []int64{60, 60, 60}, ""},
		"norms of 2021":      {2021, "normative", []int64{60, 60, 60}, ""},
	} {
		a := consistent(c.year, func() int64 { return 0 })
		a.Table2[c.key] = c.cells
		got := ""
		for _, h := range a.Check().Hints {
			if h.Code == "W-T2-01" {
				got += h.Cells[0]
			}
		}
		if got != c.want {
			t.Errorf("%s: hint at %q, want %q", name, got, c.want)
		}
	}
}

func TestHintOfRegulations(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]int{0: 0, 1: 1} {
		a := consistent(2021, func() int64 { return 0 })
		a.Table2["regulations"] = []int64{n, 0, n}
		if got := a.Check().Hints; len(got) != want {
			t.Errorf("%d regulations: %+v", n, got)
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	t.Parallel()
	for _, year := range years {
		a := consistent(year, counting())
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back Annual
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(*a, back); diff != "" {
			t.Errorf("%d: %s", year, diff)
		}
	}
}

func TestJSONShape(t *testing.T) {
	t.Parallel()
	a := consistent(2021, func() int64 { return 0 })
	a.Table2["fees"] = []int64{1_234_500}
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"title":"示例市教育局2021年政府信息公开工作年度报告"`, `"fees":"1.2345"`, `"licensing":0`, `"regulations":[0,0,0]`, `"table3":{"rows":{`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %s in %s", want, b)
		}
	}
}

func TestJSONWithBlankCellsIsRefused(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(consistent(2021, func() int64 { return 0 }))
	if err != nil {
		t.Fatal(err)
	}
	for was, is := range map[string]string{
		`"licensing":0`: `"licensing":""`, `"punishment":0`: `"punishment":null`, `"coercion":0`: `"x":0`,
		`"normative":[0,0,0]`: `"normative":[0,0]`, `"fees":"0"`: `"fees":"无"`,
	} {
		text := strings.Replace(string(b), was, is, 1)
		if text == string(b) {
			t.Fatalf("no %s in %s", was, b)
		}
		if err := json.Unmarshal([]byte(text), new(Annual)); err == nil {
			t.Errorf("%s taken for a figure", is)
		}
	}
}

func TestQueryOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		form    Format
		cell    string
		want    Query
		heading string
	}{
		{Format2019, "table2.licensing.2", Query{Register: Licences, Span: During}, "行政许可·处理决定数量"},
		{Format2019, "table2.licensing.0", Query{Register: PowerItems, Span: HeldBefore, Kind: string(catalog.Licensing)}, "行政许可·上一年项目数量"},
		{Format2021, "table2.licensing.0", Query{Register: Licences, Span: During}, "行政许可·本年处理决定数量"},
		{Format2021, "table2.fees.0", Query{Register: FeeReceipts, Span: During, Amount: true}, "行政事业性收费·本年收费金额（单位：万元）"},
		{Format2021, "table3.granted.natural", Query{Register: RequestsClosed, Span: During, Kind: "granted", Group: "natural"}, "（一）予以公开·自然人"},
		{Format2021, "table3.total.total", Query{Register: RequestsClosed, Span: During}, "（七）总计·总计"},
		{Format2021, "table3.carried_in.total", Query{Register: Requests, Span: HeldBefore}, "二、上年结转政府信息公开申请数量·总计"},
		{Format2021, "table4.review.0", Query{Register: DisputesClosed, Span: During, Kind: "review/upheld"}, "行政复议·结果维持"},
		{Format2021, "table4.review.3", Query{Register: Disputes, Span: HeldAtEnd, Kind: "review"}, "行政复议·尚未审结"},
		{Format2021, "field.licences", Query{Register: Licences, Span: During}, "行政许可决定"},
	} {
		q, heading, err := QueryOf(c.form, Settings{}, c.cell)
		if diff := cmp.Diff(c.want, q); diff != "" || heading != c.heading || err != nil {
			t.Errorf("%s: %q, %v %s", c.cell, heading, err, diff)
		}
	}
}

func TestCellThatTheFormLacks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		form Format
		cell string
	}{
		{Format2021, ""},
		{Format2021, "table2"},
		{Format2021, "table2.licensing"},
		{Format2021, "table2.licensing.1"}, // three cells in the older form only
		{Format2021, "table2.licensing.00"},
		{Format2021, "table2.licensing.-1"},
		{Format2021, "table2.procurement.0"},
		{Format2019, "table2.licensing.3"},
		{Format2021, "table3.other.natural"},
		{Format2019, "table3.other_rest.natural"},
		{Format2021, "table3.granted.nobody"},
		{Format2021, "table4.review.5"},
		{Format2021, "table5.a.0"},
		{Format2021, "field.unknown"},
		{Format2021, "field.licences.0"},
		{Format2021, "table3.granted.natural.0"},
	} {
		if _, _, err := QueryOf(c.form, Settings{}, c.cell); !errors.Is(err, ErrNoCell) {
			t.Errorf("%s of %s: %v", c.cell, c.form, err)
		}
	}
}

func TestCasesAreCountedWhereTheAgencySaysSo(t *testing.T) {
	t.Parallel()
	q, _, err := QueryOf(Format2019, Settings{CountCases: true}, "table2.licensing.1")
	if want := (Query{Register: Licences, Span: Growth}); q != want || err != nil {
		t.Errorf("%+v, %v, want %+v", q, err, want)
	}
}

func TestWan(t *testing.T) {
	t.Parallel()
	for fen, want := range map[int64]string{
		0: "0", 1: "0.000001", 100: "0.0001", 1_000_000: "1", 1_234_500: "1.2345", 100_000_000: "100", 123_456_789: "123.456789", -1_500_000: "-1.5",
	} {
		if got := Wan(fen); got != want {
			t.Errorf("Wan(%d) = %s, want %s", fen, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(-1e14, 1e14).Draw(t, "fen") // a million million 元
		if back, err := figure(Wan(fen)); back != fen || err != nil {
			t.Errorf("%d → %s → %d, %v", fen, Wan(fen), back, err)
		}
	})
}

func TestPieces(t *testing.T) {
	t.Parallel()
	a := &Annual{Fields: map[string]int64{"items": 12, "requests": 0}}
	for text, want := range map[string][]Piece{
		"":                  {{}},
		"全年无变化。":            {{Text: "全年无变化。"}},
		"公开{items}条。":       {{Text: "公开"}, {"12", "items"}, {Text: "条。"}},
		"{items}{requests}": {{}, {"12", "items"}, {}, {"0", "requests"}, {}},
		"公开{nothing}条":      {{Text: "公开"}, {Text: "{nothing}"}, {Text: "条"}},
		"没有合上{items":        {{Text: "没有合上{items"}},
		"只有合上items}":        {{Text: "只有合上items}"}},
	} {
		if diff := cmp.Diff(want, a.Pieces(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// TestWanIsExact: to the last 分, however much it is.
func TestWanIsExact(t *testing.T) {
	t.Parallel()
	for fen, want := range map[int64]string{
		0: "0", 1: "0.000001", 1_000_000: "1", 125_000_00: "12.5", -1: "-0.000001", 9_007_199_254_740_993: "9007199254.740993", math.MaxInt64: "9223372036854.775807",
		math.MinInt64: "-9223372036854.775808",
	} {
		if got := Wan(fen); got != want {
			t.Errorf("%d 分: %s 万元, want %s", fen, got, want)
		}
	}
}
