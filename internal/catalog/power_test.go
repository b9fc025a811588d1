package catalog

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/internal/workday"
)

var adjusted = workday.NewDate(2026, time.March, 2)

// power is a 职权 with everything filled in.
func power(code, name string) Power {
	p := Power{
		Code: code, Name: name, Kind: PowerLicence, Bases: []PowerBasis{{"中华人民共和国教师法", "第十条", "国家实行教师资格制度。"}, {"教师资格条例", "第十三条", ""}},
		Holder: "示例市教育局", Office: "行政审批服务科", Level: "市级", DutyBasis: "《中华人民共和国行政许可法》第三十条", Liability: "对符合条件的申请不予受理的。",
		LiabilityBasis: "《中华人民共和国行政许可法》第七十二条", LegalTerm: "30个工作日", PromisedTerm: "15个工作日", Fee: "不收费", Flow: "流程图.pdf",
		Phone: "0000-1", Complaints: "0000-2", State: PowerActive, AdjustedOn: adjusted, AdjustedBy: "示教〔2026〕1号", Certificates: []string{name + "证"},
	}
	for _, s := range PowerStages {
		p.Duties = append(p.Duties, PowerDuty{s, s + "责任。"})
	}
	return p
}

// lineOf is a row of a file.
func lineOf(no int, p Power) sheetLine { return sheetLine{no: no, cells: p.values()} }

func headLine() sheetLine {
	var cells []string
	for _, c := range powerColumns {
		cells = append(cells, c.name)
	}
	return sheetLine{no: 1, cells: cells}
}

func TestPowersAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	want := []Power{power("0100001000", "教师资格认定"), power("0100003000", "校车使用许可")}
	want[1].Sub, want[1].Kind, want[1].Duties = "变更", PublicService, want[1].Duties[1:2]
	var b bytes.Buffer
	if err := WritePowers(&b, want); err != nil {
		t.Fatal(err)
	}
	got, problems, err := ParsePowers(t.Context(), "a.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), adjusted)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b workday.Date) bool { return a == b })); d != "" {
		t.Error(d)
	}
}

func TestTemplateHoldsNoPowers(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := WritePowers(&b, nil); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ParsePowers(t.Context(), "a.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), adjusted); !errors.Is(err, ErrPowersEmpty) {
		t.Error(err)
	}
}

func TestMistakesInPowersAreTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil  func(*Power)
		column string
		text   string
	}{
		"code":              {func(p *Power) { p.Code = "一号" }, "职权编码", "编码只能用"},
		"code twice":        {func(p *Power) { p.Code = "0100001000" }, "职权编码", "与第 2 行重复"},
		"no name":           {func(p *Power) { p.Name = "" }, "职权名称", "没有填写"},
		"kind":              {func(p *Power) { p.Kind = "行政审批" }, "类别", "不在规定的选项之内"},
		"basis":             {func(p *Power) { p.Bases = []PowerBasis{{"教师法", "", "依法认定"}} }, "设定与实施依据", "没有写明"},
		"no duty":           {func(p *Power) { p.Kind, p.Duties = PublicService, nil }, "受理责任", "一个环节"},
		"licence, 4 of 5":   {func(p *Power) { p.Duties = p.Duties[:4] }, "事后监管责任", "没有填这一环节"},
		"promised too long": {func(p *Power) { p.PromisedTerm = "31个工作日" }, "承诺时限", "长于法定时限"},
		"tomorrow":          {func(p *Power) { p.AdjustedOn = adjusted.AddDays(1) }, "调整日期", "晚于今天"},
		"state":             {func(p *Power) { p.State = "取消" }, "状态", "不在规定的选项之内"},
		"certificate":       {func(p *Power) { p.Certificates = []string{"教师资格认定证"} }, "对应的许可证书", "第 2 行已经写了"},
		"long":              {func(p *Power) { p.Office = strings.Repeat("科", 81) }, "承办科室", "最多 80 字"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := power("0100003000", "校车使用许可")
			c.spoil(&bad)
			powers, problems, err := parsePowers([]sheetLine{headLine(), lineOf(2, power("0100001000", "教师资格认定")), lineOf(3, bad)}, adjusted)
			if err != nil || powers != nil {
				t.Fatalf("%v, %v", powers, err)
			}
			if len(problems) != 1 || problems[0].Row != 3 || problems[0].Column != c.column || !strings.Contains(problems[0].Text, c.text) || problems[0].Advice == "" {
				t.Errorf("%+v", problems)
			}
		})
	}
}

func TestHiddenRowOfPowersIsTold(t *testing.T) {
	t.Parallel()
	hidden := lineOf(3, power("0100003000", "校车使用许可"))
	hidden.hidden = true
	powers, problems, err := parsePowers([]sheetLine{headLine(), lineOf(2, power("0100001000", "教师资格认定")), hidden}, adjusted)
	if err != nil || powers != nil || len(problems) != 1 || problems[0].Row != 3 || !strings.Contains(problems[0].Text, "隐藏") {
		t.Errorf("%v, %v, %v", powers, problems, err)
	}
}

func TestMissingColumnIsTold(t *testing.T) {
	t.Parallel()
	head := headLine()
	head.cells[0] = "编号"
	_, problems, err := parsePowers([]sheetLine{head, lineOf(2, power("0100001000", "教师资格认定"))}, adjusted)
	if err != nil || len(problems) != 1 || problems[0].Row != 1 || problems[0].Column != "职权编码" {
		t.Error(problems, err)
	}
}

func TestDaysAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	p := &powerParser{sheetParser: sheetParser{columns: powerColumns, at: map[string]int{"adjusted_on": 0}}, today: adjusted}
	for _, v := range []string{"2026-03-02", "2026/03/02", "2026/3/2", "2026.3.2", "2026年3月2日", " 2026-3-02 "} {
		p.line = sheetLine{no: 2, cells: []string{v}}
		if d := p.day("adjusted_on"); d != adjusted || len(p.problems) > 0 {
			t.Errorf("%q is %s, %v", v, d, p.problems)
		}
	}
}

// Whatever was read can be written and read again without a change.
func TestPowersReadTwiceAreTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := []sheetLine{headLine()}
		words := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "《法》第一条", "《法》第一条：文\n续行", "《法》第二款:a", "无", "10个工作日", "2026-01-31", "在用", "行政检查", "0100001000"}))
		for i := range rapid.IntRange(1, 4).Draw(t, "rows") {
			p := power("010000"+string(rune('1'+i))+"000", "事项"+string(rune('一'+i)))
			cells := p.values()
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				cells[rapid.IntRange(0, len(cells)-1).Draw(t, "column")] = words.Draw(t, "value")
			}
			lines = append(lines, sheetLine{no: i + 2, cells: cells})
		}
		first, problems, err := parsePowers(lines, adjusted)
		if err != nil || len(problems) > 0 {
			return
		}
		again := []sheetLine{headLine()}
		for i, p := range first {
			again = append(again, lineOf(i+2, p))
		}
		second, problems, err := parsePowers(again, adjusted)
		if err != nil || len(problems) > 0 {
			t.Fatalf("%v, %v of %+v", err, problems, first)
		}
		if d := DiffRows(first, second); !d.Empty() {
			t.Errorf("%+v", d)
		}
	})
}

func FuzzPowers(f *testing.F) {
	var b bytes.Buffer
	if err := WritePowers(&b, []Power{power("0100001000", "教师资格认定")}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, file []byte) {
		powers, problems, err := ParsePowers(context.Background(), "a.xlsx", bytes.NewReader(file), int64(len(file)), adjusted)
		if (err != nil || len(problems) > 0) && powers != nil {
			t.Error("rows of a file with mistakes")
		}
	})
}

func TestRegisterFollowsTheList(t *testing.T) {
	t.Parallel()
	item := func(code, name string, c Category) PowerItem {
		return PowerItem{Unit: 1, Code: code, Name: name, Category: c}
	}
	got := PowersReleased{Unit: 1, On: adjusted, Items: []PowerItem{
		item("a", "甲", Licensing), item("b", "乙乙", Serving), item("c", "丙", Licensing), item("d", "丁", Punishing),
	}}.Follow([]PowerItem{item("a", "甲", Licensing), item("b", "乙", Serving), item("c", "丙", Serving), item("e", "戊", Coercing)})
	codes := func(list []PowerItem) (out []string) {
		for _, p := range list {
			out = append(out, p.Code+p.From.String()+p.To.String())
		}
		return out
	}
	day := adjusted.String()
	for name, c := range map[string]struct{ got, want []string }{
		"begun": {codes(got.Begun), []string{"c" + day, "d" + day}}, "renamed": {codes(got.Renamed), []string{"b"}}, "ended": {codes(got.Ended), []string{"c" + day, "e" + day}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
}

func TestPausedPowerIsNotCounted(t *testing.T) {
	t.Parallel()
	e := &Edition{Unit: 1, Content: []byte(`[{"code":"a","name":"甲","kind":"行政检查","state":"在用"},{"code":"b","kind":"行政许可","state":"暂停"}]`)}
	r, err := e.released(adjusted)
	if err != nil || len(r.Items) != 1 || r.Items[0].Category != Serving {
		t.Error(r, err)
	}
}

func TestDecisionFindsItsPower(t *testing.T) {
	t.Parallel()
	powers := []Power{power("1", "教师资格认定"), power("2", "校车使用许可")}
	powers[1].Certificates = []string{"准予使用校车"}
	for _, c := range []struct{ certificate, content, want string }{
		{"教师资格认定证", "准予", "1"}, {"", "准予使用校车", "2"}, {"别的证", "准予使用校车", ""}, {"", "", ""},
	} {
		got := ""
		if p := PowerIssuing(powers, c.certificate, c.content); p != nil {
			got = p.Code
		}
		if got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.certificate, c.content, got, c.want)
		}
	}
}
