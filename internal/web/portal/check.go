package portal

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"gongkai/internal/fault"
	"gongkai/internal/report"
	"gongkai/internal/report/reading"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// CheckPage is 年报校验: anybody's report is read and judged, and nothing of it is kept.
type CheckPage struct {
	Frame
	Problem string
	Errors  []layout.FieldError
	Fields  []layout.Field
	Sample  layout.Link
	Result  *CheckResult // nil: nothing was handed in yet
}

// CheckResult is what is said of a report.
type CheckResult struct {
	State      layout.State
	Verdict    string
	Facts      []layout.Fact
	Groups     []report.Group
	Violations []CheckLine
	Untold     string
	Hints      []CheckLine
	Tables     web.ReportTables
	Has        [3]bool // tables 二, 三, 四 were read
	Places     []layout.Fact
}

// CheckLine is a relation that does not hold, or a hint.
type CheckLine struct {
	No, Code, Title, Text string
}

const (
	checkURL = "/reports/check"
	// checksMost is how many reports one network address may have checked in an hour.
	checksMost = 60
	// checksAtOnce is how many are read at one time: one of five megabytes takes a quarter of a gigabyte.
	checksAtOnce = 2
	maxCheck     = 4*reading.MaxFile + 1<<20 // bytes of the form: two files and a text, and room to say that one is too large
)

var (
	errChecksCrowded = fault.New(fault.Unavailable, "checks-crowded", "这个网络地址核对得太多，请一小时后再试；大批报告请用命令行 gongkai report verify。")
	errNothingGiven  = fault.New(fault.Invalid, "nothing-to-check", "请选择年度报告的文件，或者把报告全文贴到下面的框里。")
	errGivenTwice    = fault.New(fault.Invalid, "report-given-twice", "文件和文字只能给一样，请去掉其中一样。")
)

var checkColumn = Column{"年报校验", "信息公开年报", "核对任何一份政府信息公开工作年度报告的勾稽关系，不保存文件。", "政府信息公开 年度报告 校验 勾稽关系"}

// checkForm shows the empty form, or the sample in it.
func (p *Portal) checkForm(r *http.Request) (web.Page, error) {
	text := ""
	if r.URL.Query().Has("sample") {
		text = reading.Sample
	}
	page, err := web.Render(r.Context(), Check(p.checkPage(text, nil)), "report")
	page.Brief = true
	return page, err
}

// checkPage lays out the form with what was pasted and what is wrong, by field.
func (p *Portal) checkPage(text string, wrong fault.Fields) CheckPage {
	kinds := ".html,.htm,.docx,.xlsx,.md,.txt,.json"
	page := CheckPage{
		Frame: p.frame("年报校验", "/reports", checkColumn, layout.Link{Text: "政府信息公开", URL: "/open"},
			layout.Link{Text: "政府信息公开年报", URL: "/reports"}, layout.Link{Text: "年报校验", URL: checkURL}),
		Sample: layout.Link{Text: "填入一份有错的样例", URL: checkURL + "?sample=1#f-text"},
		Fields: []layout.Field{
			{Kind: layout.File, Name: "file", Label: "年度报告的文件", Accept: kinds, Hint: "docx、xlsx、网页（html）、md、txt、json，不超过 5 MB；PDF、doc、wps 请先另存为 docx。"},
			{Kind: layout.Area, Name: "text", Label: "或者贴上报告全文", Value: text, Rows: 10, Hint: "从网页上全选、复制、粘贴即可，表格和文字都要。"},
			{Kind: layout.File, Name: "previous", Label: "上年度报告的文件", Placeholder: "可以不选", Accept: kinds, Hint: "选了就核对跨年的数，并比较文字与上年的重合程度。"},
		},
	}
	page.Sheet = requestSheet
	if len(wrong) == 0 {
		return page
	}
	page.Problem = "没有核对，请修改后再提交："
	for i := range page.Fields {
		f := &page.Fields[i]
		if f.Error = wrong.For(f.Name); f.Error != "" {
			page.Errors = append(page.Errors, layout.FieldError{Text: f.Error, Ref: f.Ref()})
		}
	}
	return page
}

// check reads what was handed in and says what is to be said of it. Nothing is kept: neither the file nor its words, nor that there was one.
func (p *Portal) check(w http.ResponseWriter, r *http.Request) error {
	defer web.Forget(r)
	text := r.PostFormValue("text")
	refuse := func(field string, err error) error {
		f, ok := fault.Of(err)
		if !ok {
			return err
		}
		status := http.StatusUnprocessableEntity
		switch {
		case errors.Is(err, errChecksCrowded):
			status = http.StatusTooManyRequests
		case f.Kind == fault.Unavailable:
			status = http.StatusServiceUnavailable
		}
		page := p.checkPage(text, fault.Fields{{Name: field, Text: f.Text}})
		page.NoIndex = true
		return p.sendOnce(w, r, status, Check(page))
	}
	file, previous := p.Uploads.In(r, "file"), p.Uploads.In(r, "previous")
	switch {
	case len(file) == 0 && strings.TrimSpace(text) == "":
		return refuse("file", errNothingGiven)
	case len(file) > 0 && strings.TrimSpace(text) != "":
		return refuse("file", errGivenTwice)
	case !p.limitChecks.Take(p.Address(r), time.Now()): // of visitors, whatever the domain's clock says
		return refuse("file", errChecksCrowded)
	}
	select {
	case p.checking <- struct{}{}:
		defer func() { <-p.checking }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	field := "text"
	read := func() (*reading.Report, error) { return reading.Read(r.Context(), "report", []byte(text)) }
	if len(file) > 0 {
		field, read = "file", func() (*reading.Report, error) { return readUpload(r, file[0]) }
	}
	got, err := read()
	if err != nil {
		return refuse(field, err)
	}
	var before *reading.Report
	if len(previous) > 0 {
		if before, err = readUpload(r, previous[0]); err != nil {
			return refuse("previous", err)
		}
	}
	page := p.checkPage(text, nil)
	page.NoIndex = true
	page.Result = checkResult(reading.Judge(got, before, report.UsualOverlap))
	return p.sendOnce(w, r, http.StatusOK, Check(page))
}

func readUpload(r *http.Request, up *web.Upload) (*reading.Report, error) {
	if up.Size > reading.MaxFile {
		return nil, reading.ErrTooLarge
	}
	b, err := up.Read()
	if err != nil {
		return nil, err
	}
	return reading.Read(r.Context(), "report", b) // the name of the file is nobody's matter, nor of an error
}

var formNames = map[report.Format]string{
	report.Format2019: "2019年格式（国办公开办函〔2019〕60号）", report.Format2021: "2021年格式（国办公开办函〔2021〕30号）",
	report.FormatMixed: "混用2019年和2021年两种格式", report.FormatNone: "没有读到表格",
}

// groupSays is what the relations of a group say.
var groupSays = map[string]string{
	"表三 平衡": "每一列：本年新收＋上年结转＝总计＋结转下年", "表三 求和": "每一列：各项办理结果之和＝总计", "表三 逐行": "每一行：各类申请人之和＝总计",
	"表四 逐块": "每一块：四种结果之和＝总计", "表二 取值": "现行有效不少于制发减废止；2019年格式：对外公开总数不少于本年新公开",
	"表三 跨年": "每一列：上年的结转下年＝本年的上年结转", "表二 跨年": "上年现行有效＋本年制发－本年废止＝本年现行有效",
}

// checkResult puts a judgement on the page.
func checkResult(j *reading.Judgement) *CheckResult {
	r := j.Report
	out := &CheckResult{Verdict: j.Verdict() + "。", Groups: report.Groups(j.Relations), Has: [3]bool{len(r.Table2) > 0, len(r.Table3) > 0, len(r.Table4) > 0}}
	violated := report.Of(j.Relations, report.Violated)
	untold := report.Of(j.Relations, report.CannotTell)
	switch {
	case len(violated) > 0:
		out.State = layout.Violated("不符")
	case len(untold) > 0 || len(j.Relations) == 0:
		out.State = layout.Attention("待核对")
	default:
		out.State = layout.Achieved("相符")
	}
	out.Facts = checkFacts(j)
	marks := map[string][]string{}
	for i, rel := range violated {
		no := fmt.Sprint(i + 1)
		out.Violations = append(out.Violations, CheckLine{no, rel.Name, rel.Title(), rel.Text})
		for _, c := range wrongCells(rel) {
			marks[c] = append(marks[c], no)
		}
	}
	var titles []string
	for _, rel := range untold {
		titles = append(titles, rel.Title())
	}
	out.Untold = strings.Join(titles, "、")
	hinted := map[string]bool{}
	for _, h := range j.Hints {
		out.Hints = append(out.Hints, CheckLine{Code: h.Code, Text: h.Text})
		for _, c := range h.Cells {
			hinted[c] = true
		}
	}
	out.Tables = web.Tables(&r.Sheet, func(string) string { return "" }, func(cell string, f *layout.Figure) {
		if nos := marks[cell]; len(nos) > 0 {
			f.Bad, f.Mark, f.Says = true, "✗"+strings.Join(nos, "、"), "，不符，见第"+strings.Join(nos, "、")+"条"
		} else if hinted[cell] {
			f.Warn, f.Mark, f.Says = true, "△", "，有提示"
		}
	})
	out.Places = places(&r.Sheet)
	return out
}

// checkFacts say what was read, and what it was compared with.
func checkFacts(j *reading.Judgement) []layout.Fact {
	r := j.Report
	agency, year, compared := cmp.Or(r.Agency, "没有读到"), "没有读到", "没有给出上年度报告"
	if r.Year != 0 {
		year = fmt.Sprintf("%d年", r.Year)
	}
	if b := j.Before; b != nil {
		compared = cmp.Or(b.Title, "上年度报告")
	}
	out := []layout.Fact{{Name: "机关", Value: agency}, {Name: "报告年度", Value: year}, {Name: "格式", Value: formNames[r.Format]}, {Name: "跨年比较", Value: compared}}
	if j.Compared {
		out = append(out, layout.Fact{Name: "与上年文字相同", Value: fmt.Sprintf("%d%%（只比汉字，不计数字和标点）", j.Overlap)})
	}
	return out
}

// wrongCells are the cells that are marked for a relation: not all that are added up, but where the sum stands.
func wrongCells(rel report.Relation) []string {
	cells := slices.DeleteFunc(slices.Clone(rel.Cells), func(c string) bool { return strings.HasPrefix(c, "previous.") })
	if len(cells) > 4 {
		return cells[len(cells)-1:]
	}
	return cells
}

// places says where each row was read.
func places(s *report.Sheet) (out []layout.Fact) {
	add := func(name string, cells []report.Cell) {
		var at []string
		for _, c := range cells {
			if c.Place != "" && !slices.Contains(at, c.Place) {
				at = append(at, c.Place)
			}
		}
		if len(at) > 0 {
			out = append(out, layout.Fact{Name: name, Value: strings.Join(at, "、")})
		}
	}
	two, three := s.Forms()
	for _, row := range report.Table2(two, report.Settings{}) {
		add("表二 "+row.Name, s.Table2[row.Key])
	}
	for _, row := range report.Table3(three) {
		add("表三 "+row.Name, s.Table3[row.Key])
	}
	for _, b := range report.Table4() {
		add("表四 "+b.Name, s.Table4[b.Key])
	}
	return out
}
