package paper

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/fault"
	"gongkai/internal/report"
	"gongkai/internal/request"
)

// agencies are names as units bear them.
var agencies = []string{"示例市教育局", "示例市第10中学", "示例市实验小学（东校区）", "示例市教育局（示例市语言文字工作委员会办公室）", "示例市2号幼儿园", "示例省示例市示例区人民政府信息公开工作领导小组办公室"}

// phrases are what texts are made of: what breaks files, and what looks like the tables.
var phrases = []string{
	"全年新收政府信息公开申请{requests}件，", "收到和处理政府信息公开申请情况", "本年新收政府信息公开申请数量 3 ", "上年结转政府信息公开申请2件，", "予以公开5件、部分公开 3 件；",
	"（七）总计 7 7 7 7 7 7 7 ", "结转下年度继续办理0件。", "第二十条第（一）项", "规章 1 2 3 ", "行政许可900件，", "行政处罚 0 ", "行政事业性收费 12.5 万元，", "其他", "五、", "存在的主要问题",
	"政府信息公开行政复议、行政诉讼情况", "结果维持 1 结果纠正 2 总计 3 ", "2019年政府信息公开工作年度报告", "现行有效", "上一年项目数量", "一、", "（一）主动公开", "1.属于国家秘密 0 0 0 0 0 0 0 ",
	"<b>&amp;</td></tr></table>", "\"'`", "|1|2|3|", "\t0\t1\t", "\x00\x01", "\u2028", "\ufffe", "=1+1", "_x0041_", "{", "}", "{nothing}", "%d", "😀", "　", "\u00a0", "０１２", "—", "\\", "\n", "\n\n", "\r\n", "。",
}

// anyText makes a text of a section.
func anyText(t *rapid.T, name string) string {
	return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(phrases), rapid.StringN(0, 12, -1)), 0, 30).Draw(t, name), "")
}

// sentence is what is said of an error.
func sentence(err error) string {
	if f, ok := fault.Of(err); ok {
		return f.Text
	}
	return err.Error()
}

// anyReport makes a report of random figures. They need not agree with each other: what is printed is what is read.
func anyReport(t *rapid.T) *report.Annual {
	year := rapid.IntRange(2019, 2035).Draw(t, "year")
	most := rapid.SampledFrom([]int64{0, 9, 5000, 12_345_678, 999_999_999_999_999, 1 << 62}).Draw(t, "most")
	figure := func(least int64) int64 { return rapid.Int64Range(least, most).Draw(t, "figure") }
	a := &report.Annual{
		Agency: rapid.SampledFrom(agencies).Draw(t, "agency"), Year: year, Format: report.FormatOf(year),
		Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{}, Fields: map[string]int64{"requests": figure(0)},
	}
	for _, row := range report.Table2(a.Format, a.Settings) {
		for i := range row.Queries {
			least := int64(0)
			if row.Heads[i] == "本年增/减" {
				least = -most
			}
			a.Table2[row.Key] = append(a.Table2[row.Key], figure(least))
		}
	}
	for _, row := range report.Table3(a.Format) {
		var v [7]int64
		for i := range v {
			v[i] = figure(0)
		}
		a.Table3[row.Key] = v
	}
	for _, block := range report.Table4() {
		var v [5]int64
		for i := range v {
			v[i] = figure(0)
		}
		a.Table4[block.Key] = v
	}
	a.Sections = report.Sections{Overview: anyText(t, "overview"), Problems: anyText(t, "problems"), Others: anyText(t, "others")}
	if n := rapid.IntRange(0, 3).Draw(t, "adjustments"); n > 0 {
		a.Carried = &report.Carried{Before: [7]int64{2, 0, 0, 0, 0, 0, 2}}
		for range n {
			reason := strings.Join(strings.Fields(anyText(t, "reason")), " ")
			a.Carried.Adjustments = append(a.Carried.Adjustments, report.Adjusted{Applicant: rapid.SampledFrom(request.Applicants).Draw(t, "applicant"), Difference: rapid.SampledFrom([]int64{-1, 1, 99999}).Draw(t, "difference"), Reason: reason})
		}
	}
	return a
}

// TestEveryReportReadsBack: whatever stands in the tables and in the texts, all four formats read back as they were written.
func TestEveryReportReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyReport(t)
		for _, r := range RereadAll(t.Context(), a) {
			if r.Err != nil {
				t.Errorf("%s: %s", r.Format, sentence(r.Err))
			}
			if want := len(report.Table3(a.Format))*7 + 15; r.Cells <= want {
				t.Errorf("%s: %d cells were compared, fewer than %d", r.Format, r.Cells, want)
			}
		}
	})
}

// TestTheSameReportGivesTheSameBytes: pages are kept by what they are made of.
func TestTheSameReportGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyReport(t)
		f := rapid.SampledFrom(Formats).Draw(t, "format")
		one, _, err := Write(f.Name, a)
		if err != nil {
			t.Fatal(err)
		}
		two, _, err := Write(f.Name, a)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one, two) {
			t.Errorf("%s: other bytes", f.Name)
		}
	})
	if _, _, err := Write("pdf", &report.Annual{}); err == nil {
		t.Error("a format that there is not was written")
	}
}

// numbered is a report in which no two cells are alike.
func numbered(year int) *report.Annual {
	a := &report.Annual{
		Agency: "示例市教育局", Year: year, Format: report.FormatOf(year), Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{},
		Sections: report.Sections{Overview: "（一）主动公开。按目录公开。\n（二）依申请公开。", Problems: "公开内容还不够全面。"},
	}
	n := int64(100)
	next := func() int64 { n++; return n }
	for _, row := range report.Table2(a.Format, a.Settings) {
		for range row.Queries {
			a.Table2[row.Key] = append(a.Table2[row.Key], next())
		}
	}
	for _, row := range report.Table3(a.Format) {
		var v [7]int64
		for i := range v {
			v[i] = next()
		}
		a.Table3[row.Key] = v
	}
	for _, block := range report.Table4() {
		var v [5]int64
		for i := range v {
			v[i] = next()
		}
		a.Table4[block.Key] = v
	}
	return a
}

func BenchmarkProve(b *testing.B) {
	for _, f := range Formats {
		b.Run(f.Name, func(b *testing.B) {
			a := numbered(2026)
			for b.Loop() {
				out, err := f.write(a)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := compare(b.Context(), a, f.Name, out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			if err := Prove(b.Context(), numbered(2026)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
