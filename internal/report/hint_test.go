package report

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sheetOf is the sheet of a report of noughts, changed.
func sheetOf(year int, change func(*Sheet)) *Sheet {
	s := consistent(year, func() int64 { return 0 }).Sheet()
	s.Sections = Sections{"（一）主动公开。按目录公开。", "一是更新不及时。", "本年度未收取信息处理费。"}
	if change != nil {
		change(s)
	}
	return s
}

// codes are the codes of hints, in order, each once.
func codes(hints []Hint) []string {
	out := []string{}
	for _, h := range hints {
		if !slices.Contains(out, h.Code) {
			out = append(out, h.Code)
		}
	}
	return out
}

func set3(key string, column int, n int64) func(*Sheet) {
	return func(s *Sheet) { s.Table3[key][column] = Cell{State: Known, N: n} }
}

func overview(text string, more ...func(*Sheet)) func(*Sheet) {
	return func(s *Sheet) {
		s.Sections.Overview = text
		for _, m := range more {
			m(s)
		}
	}
}

// Each code where it is given, and next to it where it is not.
func TestHints(t *testing.T) {
	t.Parallel()
	row2 := func(key string, v ...int64) func(*Sheet) { return func(s *Sheet) { s.Table2[key] = cellsOf(v) } }
	pending := func(n int64) func(*Sheet) {
		return func(s *Sheet) { s.Table4["review"] = cellsOf([]int64{0, 0, 0, n, n}) }
	}
	others := func(text string) func(*Sheet) {
		return func(s *Sheet) { s.Sections.Others = text; set3("other_no_fee", 6, 1)(s) }
	}
	none := func(*Sheet) {}
	for _, c := range []struct {
		name       string
		year       int
		now, last  func(*Sheet) // last nil: the year before is not known
		want, text string
	}{
		{"a plain report", 2025, none, none, "", ""},
		{"decisions as change of items", 2020, row2("licensing", 0, 900, 900), nil, "W-T2-01", "同为 900"},
		{"51 of them", 2020, row2("punishment", 0, 51, 51), nil, "W-T2-01", ""},
		{"50 of them", 2020, row2("punishment", 0, 50, 50), nil, "", ""},
		{"other numbers", 2020, row2("licensing", 0, 900, 901), nil, "", ""},
		{"regulations of a bureau", 2025, row2("regulations", 0, 0, 1), nil, "W-T2-02", "规章制定权"},
		{"regulations of a city", 2025, func(s *Sheet) { s.Agency = "示例市人民政府"; row2("regulations", 1, 0, 9)(s) }, nil, "", ""},
		{"regulations of nobody", 2025, func(s *Sheet) { s.Agency = ""; row2("regulations", 1, 0, 9)(s) }, nil, "", ""},
		{"pending cases that are gone", 2025, pending(1), pending(2), "W-X-02", "尚未审结 2 件，本年度总计只有 1 件"},
		{"pending cases that are there", 2025, pending(2), pending(2), "", ""},
		{"items do not follow", 2020, row2("licensing", 4, 0, 0), row2("licensing", 2, 1, 0), "W-X-04", "为 3，本年度报告的上一年项目数量为 4"},
		{"items follow", 2020, row2("licensing", 3, 0, 0), row2("licensing", 2, 1, 0), "", ""},
		{"the first year of 2021's form", 2021, none, func(s *Sheet) { *s = *sheetOf(2020, nil) }, "W-X-05", "不作跨年比较"},
		{"no fee paid, nothing said", 2025, others("无"), nil, "W-Y-01", "1 件"},
		{"no fee paid, none taken", 2025, others("本年度没有收取信息处理费。"), nil, "", ""},
		{"no fee paid, an amount", 2025, others("收取信息处理费共计380元。"), nil, "", ""},
		{"no fee paid, 0 元", 2025, others("依法收取信息处理费 0 元"), nil, "", ""},
		{"no fee paid, money of something else", 2025, others("培训支出 3 万元。"), nil, "W-Y-01", ""},
		{"not a whole number", 2025, func(s *Sheet) { s.Table3["granted"][0] = Cell{State: Known, N: 1, Text: "1.5"} }, nil, "E-T3-04", "整数"},
		{"a negative number", 2025, set3("granted", 0, -1), nil, "E-T3-04", ""},
		{"blanks", 2025, func(s *Sheet) { s.Table3["granted"][0] = Cell{State: Blank} }, nil, "R-BLANK", "应当填 0"},
		{"blanks in three rows", 2025, blanks(3), nil, "R-BLANK", "“（一）予以公开”有 2 格空白"},
		{"blanks in more rows", 2025, blanks(5), nil, "R-BLANK", "表三有 5 行共 10 格空白，没有的应当填 0。"},
		{"run together", 2025, func(s *Sheet) { s.Table3["granted"][0] = Cell{State: Unsure} }, nil, "R-UNSURE", ""},
		{"a row is not there", 2025, func(s *Sheet) { delete(s.Table3, "granted") }, nil, "R-ROWS", "予以公开"},
		{"both forms", 2025, func(s *Sheet) { s.Format = FormatMixed }, nil, "R-MIXED", ""},
		{"no table", 2025, func(s *Sheet) { s.Format = FormatNone }, nil, "R-NOTABLE", ""},
		{"numbered as the sections", 2025, overview("概述。\n一、主动公开工作\n按目录公开。"), nil, "W-Y-05", "一、主动公开工作"},
		{"numbered beneath them", 2025, overview("（一）主动公开。\n1.目录。\n一是公开及时。"), nil, "", ""},
		{"a number of a person", 2025, overview("联系人手机13800138000。"), nil, "W-Y-06", "第一节有手机号码 138"},
		{"an identity number", 2025, overview("张某，身份证号11010519491231002X。"), nil, "W-Y-06", "公民身份号码"},
		{"a mailbox of a person", 2025, overview("邮箱 someone@example.com。"), nil, "W-Y-06", "电子邮箱"},
		{"a mailbox of a government", 2025, overview("邮箱 jyj@example.gov.cn。"), nil, "", ""},
		{"the telephone of an office", 2025, overview("电话 0393-1234567。"), nil, "", ""},
	} {
		var before *Sheet
		if c.last != nil {
			before = sheetOf(c.year-1, c.last)
		}
		hints := sheetOf(c.year, c.now).Hints(before, UsualOverlap)
		if got := strings.Join(codes(hints), " "); got != c.want {
			t.Errorf("%s: %v, want %q", c.name, hints, c.want)
			continue
		}
		if c.text != "" && !strings.Contains(hints[0].Text, c.text) {
			t.Errorf("%s: %q does not say %q", c.name, hints[0].Text, c.text)
		}
		for _, h := range hints {
			for _, secret := range []string{"13800138000", "11010519491231002X", "someone@example.com"} {
				if strings.Contains(h.Text, secret) {
					t.Errorf("%s: %q repeats what must not be published", c.name, h.Text)
				}
			}
		}
	}
}

// The figures of section one: 4 came in, 1 was carried in, 2 carried out, 6 documents are in force.
func TestFiguresInTheTextAgainstTheTables(t *testing.T) {
	t.Parallel()
	figures := func(s *Sheet) {
		set3("new_received", 6, 4)(s)
		set3("carried_in", 6, 1)(s)
		set3("carried_out", 6, 2)(s)
		s.Table2["normative"] = cellsOf([]int64{1, 0, 6})
	}
	for text, want := range map[string]string{
		"全年共收到政府信息公开申请4件。":                             "",
		"全年共收到政府信息公开申请 ４ 件，均按期答复。":                     "",
		"全年共收到政府信息公开申请3件。":                             "收到申请 3 件，表三本年新收总计为 4 件",
		"收到公民、法人和其他组织政府信息公开申请28件":                      "28 件",
		"本年度全区共收到7件申请，依法公开6件":                          "7 件",
		"收到申请公开政府信息的要求6件，完成答复":                         "6 件",
		"2025年共受理政府信息公开申请1,295件。":                      "1295 件",
		"全年收到政府信息公开申请5件。":                              "文字似把结转计入收到",
		"全年收到政府信息公开申请4件，其中网上收到政府信息公开申请3件。":             "",
		"通过网站受理政府信息公开申请3件、信函受理政府信息公开申请1件。":             "",
		"2024年收到政府信息公开申请9件，2025年收到政府信息公开申请4件。":         "",
		"较上年收到政府信息公开申请9件有所减少。":                         "",
		"2019年以来累计受理政府信息公开申请90件。":                      "",
		"主动公开政府信息56条，依申请公开信息788条。":                     "",
		"收到因政府信息公开申请引发的行政复议9件。":                        "",
		"收到信访来信90件，均已办结，公开3件。":                         "",
		"全年办结政府信息公开申请9件。":                              "",
		"2025年，我局未收到政府信息公开申请。":                         "没有收到申请，表三本年新收总计为 4 件",
		"没有收到政府信息公开申请":                                 "没有收到申请",
		"未收到该申请人提交的补正。":                                "",
		"上年未收到政府信息公开申请，今年收到政府信息公开申请4件。":                "",
		"结转下年度继续办理2件。":                                 "",
		"办结3件，1件结转下年度继续办理":                             "结转下年度 1 件，表三结转下年度继续办理总计为 2 件",
		"结转至2026年1件。":                                  "结转下年度 1 件",
		"结转2025年度办理1件。":                                "",
		"截至年底现行有效的行政规范性文件6件。":                          "",
		"清理并集中发布现行有效行政规范性文件393件，动态更新本年度制发的规范性文件77件":    "规范性文件 393 件，表二为 6 件",
		"（二）依申请公开。全年新收政府信息公开申请4件。":                     "",
		"共收到政府信息公开申请" + strings.Repeat("9", 30) + "件。": "请核对",
	} {
		var said []string
		for _, h := range sheetOf(2025, overview(text, figures)).Hints(nil, UsualOverlap) {
			if h.Code == "W-Y-02" {
				said = append(said, h.Text)
			}
		}
		if want == "" && len(said) > 0 || want != "" && (len(said) != 1 || !strings.Contains(said[0], want)) {
			t.Errorf("%s: %v, want %q", text, said, want)
		}
	}
	for text, want := range map[string]int{"全年收到政府信息公开申请1件。": 1, "全年没有收到政府信息公开申请。": 0, "全年收到政府信息公开申请0件。": 0} {
		if got := sheetOf(2025, overview(text)).Hints(nil, UsualOverlap); len(got) != want {
			t.Errorf("nothing came in, %s: %v", text, got)
		}
	}
	unknown := sheetOf(2025, overview("全年收到政府信息公开申请3件。", func(s *Sheet) { s.Table3["new_received"][6] = Cell{State: Blank} }))
	if got := codes(unknown.Hints(nil, UsualOverlap)); !slices.Equal(got, []string{"R-BLANK"}) {
		t.Errorf("against an empty cell: %v", got)
	}
}

// blanks empties two cells in each of the first rows.
func blanks(rows int) func(*Sheet) {
	return func(s *Sheet) {
		for _, row := range AllRows3()[2 : 2+rows] {
			s.Table3[row.Key][1], s.Table3[row.Key][2] = Cell{State: Blank}, Cell{State: Blank}
		}
	}
}

const prose = "示例市教育局坚持以公开为常态、不公开为例外，围绕招生入学、学生资助、教育收费和校园安全，按照目录逐项公开政府信息，每季度自查，对缺漏的栏目限期补齐，并把公开情况纳入科室考核，由办公室逐月通报，年底向社会公布结果，接受群众监督。"

// Figures and marks are no difference; every other text is.
func TestOverlap(t *testing.T) {
	t.Parallel()
	other := "本年度机关着力完善依申请办理机制，登记、审查、送达各环节专人负责，疑难问题集体会商，答复文书统一格式；同时组织业务培训两期，邀请法律顾问讲解典型案例，邀请企业代表座谈，听取意见，整改落实情况另行印发通知，限时办理完毕。"
	for name, c := range map[string]struct {
		now, last string
		low, high int
		ok        bool
	}{
		"the same":                    {prose, prose, 100, 100, true},
		"new figures and marks":       {"2025年，" + strings.ReplaceAll(prose, "，", "、") + "公开信息326条。", "2024年，" + prose + "公开信息二百九十条。", 95, 100, true},
		"another text":                {other, prose, 0, 5, true},
		"half of it":                  {prose + other, prose, 45, 55, true},
		"last year's was longer":      {prose, prose + other, 100, 100, true},
		"one word in thirty":          {strings.Replace(prose, "校园安全", "食品安全", 1), prose, 85, 98, true},
		"too little text":             {"公开信息。", prose, 0, 0, false},
		"too little text a year ago":  {prose, "公开信息。", 0, 0, false},
		"nothing but figures and 1、2": {strings.Repeat("1、2。", 100), prose, 0, 0, false},
	} {
		now, last := &Sheet{Sections: Sections{Overview: c.now}, Written: true}, &Sheet{Sections: Sections{Problems: c.last}, Written: true}
		if got, ok := now.Overlap(last); ok != c.ok || got < c.low || got > c.high {
			t.Errorf("%s: %d%%, %v, want %d to %d", name, got, ok, c.low, c.high)
		}
	}
	same := sheetOf(2025, overview(prose))
	last := sheetOf(2024, overview(prose))
	n, _ := same.Overlap(last)
	for most, want := range map[int]bool{n: true, n + 1: false} {
		if got := slices.Contains(codes(same.Hints(last, most)), "W-Y-04"); got != want {
			t.Errorf("%d%% the same, told of from %d%% on: %v", n, most, got)
		}
	}
	if last.Written = false; slices.Contains(codes(same.Hints(last, 1)), "W-Y-04") {
		t.Error("compared with a report of which the texts are not known")
	}
}

// What a text says can be anything.
func TestHintsOfAnyText(t *testing.T) {
	t.Parallel()
	words := []string{"收到", "受理", "政府信息公开申请", "结转", "下年度", "件", "，", "。", "未", "2025年", "上年", "其中", "12", "1,2", "现行有效", "规范性文件", "\n", "一、", "13800138000", "费", "元"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 40).Draw(t, "text"), "")
		s := sheetOf(2025, overview(text, set3("new_received", 6, 12), set3("other_no_fee", 6, 1)))
		s.Sections.Others = text
		for _, h := range s.Hints(s, UsualOverlap) {
			if h.Code == "" || h.Text == "" || strings.Contains(h.Text, "%!") || strings.Contains(h.Text, "13800138000") && h.Code == "W-Y-06" {
				t.Fatalf("%+v", h)
			}
		}
	})
}

// A report that is built says the same as one that is read, and what was valid a year ago breaks nothing here.
func TestBuiltReportsAreHintedAlike(t *testing.T) {
	t.Parallel()
	a, before := consistent(2025, func() int64 { return 0 }), consistent(2024, func() int64 { return 0 })
	a.Sections, a.Fields["requests"] = Sections{Overview: "全年收到政府信息公开申请{requests}件。" + prose}, 3
	before.Sections = Sections{Overview: prose}
	before.Table2["normative"] = []int64{0, 0, 4}
	a.Before, a.Carried = before, &Carried{}
	r := a.Check()
	if got := codes(r.Hints); !slices.Equal(got, []string{"W-Y-02", "W-Y-04", "W-X-03"}) || len(r.Violations) > 0 {
		t.Errorf("%v, %v", r.Hints, r.Violations)
	}
	a.Settings.Overlap = 100
	if got := codes(a.Check().Hints); slices.Contains(got, "W-Y-04") {
		t.Errorf("set to 100: %v", got)
	}
}

// Where one row and one column are broken, their cell is named.
func TestSuspect(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change []func(*Sheet)
		want   string
	}{
		"nothing":     {nil, ""},
		"a result":    {[]func(*Sheet){set3("granted", 0, 1)}, "table3.granted.natural"},
		"received":    {[]func(*Sheet){set3("new_received", 2, 1)}, "table3.new_received.research"},
		"the total":   {[]func(*Sheet){set3("total", 0, 1)}, "table3.total.natural"},
		"a row sum":   {[]func(*Sheet){set3("granted", 6, 1)}, "table3.granted.total"},
		"two cells":   {[]func(*Sheet){set3("granted", 0, 1), set3("partial", 1, 1)}, ""},
		"no crossing": {[]func(*Sheet){set3("granted", 0, 1), set3("granted", 6, 1), set3("total", 6, 1)}, ""},
	} {
		s := sheetOf(2025, nil)
		for _, change := range c.change {
			change(s)
		}
		if got := Suspect(s.Relations()); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Relations have a name for people.
func TestTitlesOfRelations(t *testing.T) {
	t.Parallel()
	s := sheetOf(2025, nil)
	seen := map[string]bool{}
	for _, rel := range append(s.Relations(), s.Against(sheetOf(2024, nil))...) {
		title := rel.Title()
		if seen[title] || strings.ContainsAny(title, "_[") || strings.Contains(title, "natural") {
			t.Errorf("%s is called %s", rel.Name, title)
		}
		seen[title] = true
	}
}
