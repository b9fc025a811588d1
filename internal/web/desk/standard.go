package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"gongkai/internal/catalog"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// StandardPage is the standard catalogue at the desk: what is in force, who owes it, and the editions before.
type StandardPage struct {
	Frame
	Sentence  string
	ImportURL string
	Downloads []layout.Download
	Draft     *DraftEdition
	Groups    []StandardGroup
	Past      []EditionPast
	Empty     *Empty
}

// DraftEdition is the edition that is on its way.
type DraftEdition struct {
	State layout.State
	Text  string
	Link  layout.Link
}

// StandardGroup is a 一级事项.
type StandardGroup struct {
	Title string
	Rows  []StandardRow
}

// StandardRow is a 二级事项 with who owes it.
type StandardRow struct {
	Code, Name string
	Subjects   string
	Channels   string
	Owners     layout.Link // 24 个单位
	Cycle      string
	Verified   layout.State
	Edit       string
}

// EditionImportPage is where a file with a new edition is handed in.
type EditionImportPage struct {
	Frame
	Heading   string
	Sentence  string
	Files     string // above the templates
	Error     *FormError
	Action    string
	Basis     layout.Field
	Upload    layout.Field
	Templates []layout.Download
	Rules     []string
}

func (d *Desk) standardRoutes() []web.Route {
	keepers := web.Holding(catalog.EditionKeepers...)
	return append(
		d.editionRoutes(),
		web.Route{Method: "GET", Pattern: "/desk/standard", Need: web.SignedIn(), Handle: d.standard},
		web.Route{Method: "GET", Pattern: "/desk/standard/import", Need: keepers, Handle: d.askStandard},
		web.Route{Method: "POST", Pattern: "/desk/standard/import", Need: keepers, Upload: true, Handle: d.importStandard},
		web.Route{Method: "GET", Pattern: "/desk/standard/files/{name}", Names: web.Shared("standard file"), Need: web.SignedIn(), Handle: d.standardFile},
		web.Route{Method: "GET", Pattern: "/desk/standard/entries/{code}", Names: web.Shared("standard entry"), Need: keepers, Handle: d.askAssignment},
		web.Route{Method: "POST", Pattern: "/desk/standard/entries/{code}", Names: web.Shared("standard entry"), Need: keepers, Handle: d.assign},
	)
}

func isNoEdition(err error) bool { return errors.Is(err, catalog.ErrNoEdition) }

func (d *Desk) standard(w http.ResponseWriter, r *http.Request) error {
	ctx, p := r.Context(), who(r)
	f, err := d.frame(w, r, "标准目录", "/desk/standard")
	if err != nil {
		return err
	}
	bureau, err := d.bureau(r)
	if err != nil {
		return err
	}
	page := StandardPage{Frame: f}
	keeps := catalog.Standard.CanStage(p, int64(bureau.ID)) == nil
	if keeps {
		page.ImportURL = "/desk/standard/import"
	}
	current, entries, err := d.Assignments.Current(ctx)
	switch {
	case isNoEdition(err):
		page.Empty = &Empty{Title: "还没有标准目录", Text: "导入《义务教育领域基层政务公开标准目录》，审核签发后生效，门户公开，各单位的应公开事项随之开立。"}
	case err != nil:
		return err
	default:
		page.Sentence = fmt.Sprintf("现行第%d版，%d 个二级事项，%s 发布。", current.No, current.Rows, workday.DateOf(current.Released))
		page.Downloads = []layout.Download{{Text: "下载 xlsx", URL: "/desk/standard/files/standard.xlsx"}, {Text: "下载 CSV", URL: "/desk/standard/files/standard.csv"}}
		if page.Groups, err = d.standardGroups(ctx, entries, keeps); err != nil {
			return err
		}
	}
	if err := d.standardPast(ctx, &page, int64(bureau.ID)); err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, Standard(page))
}

// standardGroups lays out the entries by 一级事项, with who owes them.
func (d *Desk) standardGroups(ctx context.Context, entries []catalog.StandardEntry, keeps bool) ([]StandardGroup, error) {
	standings, err := d.Assignments.Standings(ctx)
	if err != nil {
		return nil, err
	}
	owners, cycles := map[string]int{}, map[string]int{}
	for _, s := range standings {
		owners[s.Entry]++
		cycles[s.Entry] = s.CycleDays
	}
	var out []StandardGroup
	for _, e := range entries {
		if len(out) == 0 || out[len(out)-1].Title != e.Group {
			out = append(out, StandardGroup{Title: e.Group})
		}
		row := StandardRow{
			Code: e.Code, Name: e.Name, Subjects: strings.Join(e.Subjects, "、"), Channels: strings.Join(e.Channels, "、"), Verified: verifiedState(e),
			Owners: layout.Link{Text: "无人承担", URL: "/desk/coverage?entry=" + e.Code},
		}
		if n := owners[e.Code]; n > 0 {
			row.Owners.Text, row.Cycle = fmt.Sprintf("%d 个单位", n), cycleText(cycles[e.Code])
		}
		if keeps {
			row.Edit = "/desk/standard/entries/" + e.Code
		}
		g := &out[len(out)-1]
		g.Rows = append(g.Rows, row)
	}
	return out, nil
}

func verifiedState(e catalog.StandardEntry) layout.State {
	if strings.HasPrefix(e.Verified, "V:") {
		return layout.Achieved("已核对")
	}
	return layout.Attention("待核对")
}

func cycleText(days int) string {
	if days == 0 {
		return "变更时"
	}
	return fmt.Sprintf("%d 天", days)
}

// standardPast fills in the editions before, and the draft.
func (d *Desk) standardPast(ctx context.Context, page *StandardPage, unit int64) error {
	var err error
	page.Draft, page.Past, err = d.editionsOf(ctx, catalog.Standard, unit)
	return err
}

// editionsOf lists the editions of a kind and unit: the one on its way, or nil, and the others, newest first.
func (d *Desk) editionsOf(ctx context.Context, kind catalog.EditionKind, unit int64) (draft *DraftEdition, past []EditionPast, err error) {
	all, err := d.Editions.History(ctx, kind, unit)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		e := &all[i]
		it, err := d.carrier(ctx, e)
		if err != nil {
			return nil, nil, err
		}
		if e.State == catalog.EditionDraft {
			draft = &DraftEdition{State: layout.NotYet("未送审"), Text: e.Title() + "，" + e.Basis, Link: layout.Link{Text: "核对并送审", URL: editionURL(e)}}
			if it != nil {
				draft.State = stateOf(it)
				draft.Link = layout.Link{Text: "看稿件", URL: itemURL(it)}
			}
			continue
		}
		one := EditionPast{Title: fmt.Sprintf("第%d版", e.No), URL: editionURL(e), State: editionState(e.State), Basis: e.Basis, Rows: strconv.Itoa(e.Rows), When: stamp(e.Created)}
		if !e.Released.IsZero() {
			one.When = stamp(e.Released)
		}
		if it != nil && it.IsPublic() {
			one.Item = layout.Link{Text: "公开页面", URL: fmt.Sprintf("/items/%d", it.ID)}
		}
		past = append(past, one)
	}
	return draft, past, nil
}

func editionURL(e *catalog.Edition) string { return fmt.Sprintf("/desk/editions/%d", e.ID) }

func (d *Desk) askStandard(w http.ResponseWriter, r *http.Request) error {
	bureau, err := d.bureau(r)
	if err != nil {
		return err
	}
	if err := d.mayImport(r.Context(), who(r), catalog.Standard, int64(bureau.ID)); err != nil {
		return d.refuse(w, r, "/desk/standard", "不能导入", err)
	}
	return d.standardForm(w, r, http.StatusOK, nil)
}

func (d *Desk) standardForm(w http.ResponseWriter, r *http.Request, status int, problem error) error {
	f, err := d.frame(w, r, "导入标准目录", "/desk/standard", layout.Link{Text: "标准目录", URL: "/desk/standard"}, layout.Link{Text: "导入"})
	if err != nil {
		return err
	}
	page := EditionImportPage{
		Frame: f, Action: "/desk/standard/import", Heading: "导入标准目录", Sentence: "整个目录一次导入，逐行检查；先与现行版本比较，核对以后再送审。", Files: "模板和部颁目录",
		Basis:  layout.Field{Name: "basis", Label: "调整依据", Value: r.FormValue("basis"), Required: "必填", Max: 200, Hint: "文件名称和文号，如 某省教育厅关于印发标准目录的通知（某教办〔2026〕1号）。随版本一起公开。"},
		Upload: layout.Field{Kind: layout.File, Name: "file", Label: "标准目录文件", Required: "必填", Accept: ".xlsx,.csv", Hint: "xlsx 或 UTF-8 编码的 CSV，2 MB 以内。整个目录放在一张表里。"},
		Templates: []layout.Download{
			{Text: "空白模板.xlsx", URL: "/desk/standard/files/template.xlsx"}, {Text: "部颁目录（38 个事项）.xlsx", URL: "/desk/standard/files/compulsory.xlsx"}, {Text: "部颁目录（38 个事项）.csv", URL: "/desk/standard/files/compulsory.csv"},
		},
		Rules: []string{"各列是否填写，长度是否超限。", "编码是否成对、是否重复，同一编码名称是否一致。", "渠道是否在规定的 13 种之内。", "公开对象、方式、层级是否至少选一项。"},
	}
	if problem != nil {
		if page.Error, _, err = asFormError(problem, "一行也没有导入"); err != nil {
			return err
		}
	}
	return d.show(w, r, status, EditionImport(page))
}

func (d *Desk) importStandard(w http.ResponseWriter, r *http.Request) (err error) {
	ctx, p := r.Context(), who(r)
	up, err := d.readUpload(w, r)
	if err != nil {
		return d.standardForm(w, r, http.StatusUnprocessableEntity, err)
	}
	defer func() { err = errors.Join(err, up.done()) }()
	bureau, err := d.bureau(r)
	if err != nil {
		return err
	}
	if err := d.mayImport(ctx, p, catalog.Standard, int64(bureau.ID)); err != nil {
		return d.standardForm(w, r, http.StatusUnprocessableEntity, err)
	}
	entries, problems, err := readStandard(ctx, up)
	if err != nil {
		return d.standardForm(w, r, http.StatusUnprocessableEntity, err)
	}
	if len(problems) > 0 {
		return d.standardProblems(w, r, up, problems)
	}
	rows := make([]catalog.EditionRow, len(entries))
	for i, e := range entries {
		rows[i] = e
	}
	e, err := d.Editions.Stage(ctx, p, catalog.Proposal{Kind: catalog.Standard, Unit: int64(bureau.ID), Basis: cut(r.FormValue("basis"), 200), Rows: rows})
	if err != nil {
		return d.standardForm(w, r, http.StatusUnprocessableEntity, err)
	}
	d.flash(w, "已导入", fmt.Sprintf("%d 个事项全部合格，还没有送审。", e.Rows))
	return seeOther(w, r, editionURL(e))
}

// readStandard reads an upload by what it is called; what it is, the readers find out.
func readStandard(ctx context.Context, up *upload) ([]catalog.StandardEntry, []catalog.SheetProblem, error) {
	if !strings.HasSuffix(strings.ToLower(up.name), ".csv") {
		return catalog.ParseStandardXLSX(ctx, up.name, up.file, up.size)
	}
	b, err := io.ReadAll(io.LimitReader(up.file, up.size))
	if err != nil {
		return nil, nil, errors.Join(web.ErrForm, err)
	}
	return catalog.ParseStandardCSV(b)
}

// standardProblems lists the mistakes of a file of which nothing was taken.
func (d *Desk) standardProblems(w http.ResponseWriter, r *http.Request, up *upload, problems []catalog.SheetProblem) error {
	f, err := d.frame(w, r, "检查结果", "/desk/standard", layout.Link{Text: "标准目录", URL: "/desk/standard"}, layout.Link{Text: "导入", URL: "/desk/standard/import"}, layout.Link{Text: "检查结果"})
	if err != nil {
		return err
	}
	page := ImportResultPage{
		Frame: f, Heading: "标准目录", File: up.name, FileNote: layout.FileSize(up.size), Stages: wayOf(catalog.Standard).stages(1),
		Upload: &layout.Field{Kind: layout.File, Name: "file", Label: "改好的文件", Accept: ".xlsx,.csv", Required: "必填"}, UploadTo: "/desk/standard/import?basis=" + url.QueryEscape(r.FormValue("basis")),
		After: []string{"全部合格后可以看到与现行版本的比较，核对无误再送审。"},
	}
	page.problems(problems, "整个目录同进同退：按下表逐处改好，把改好的文件重新上传。")
	return d.show(w, r, http.StatusUnprocessableEntity, ImportResult(page))
}

// standardFile hands out the catalogue in force, the ministry's, or the blank template.
func (d *Desk) standardFile(w http.ResponseWriter, r *http.Request) error {
	what, ext, _ := strings.Cut(r.PathValue("name"), ".")
	var entries []catalog.StandardEntry
	switch what {
	case "template":
	case "compulsory":
		entries = catalog.Compulsory()
	case "standard":
		var err error
		if _, entries, err = d.Assignments.Current(r.Context()); err != nil {
			return err
		}
	default:
		return web.ErrNoPage
	}
	var b bytes.Buffer
	kind, err := "text/csv; charset=utf-8", error(nil)
	switch ext {
	case "csv":
		err = catalog.WriteStandardCSV(&b, entries)
	case "xlsx":
		kind, err = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", catalog.WriteStandardXLSX(&b, entries)
	default:
		err = web.ErrNoPage
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+what+"."+ext+`"`)
	_, _ = io.Copy(w, &b) // the client has gone; nobody is left to tell
	return nil
}
