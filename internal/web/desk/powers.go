package desk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (d *Desk) askPowers(w http.ResponseWriter, r *http.Request) error {
	u, err := d.keptUnit(r)
	if err != nil {
		return err
	}
	if err := d.mayImport(r.Context(), who(r), catalog.Powers, int64(u.ID)); err != nil {
		return d.refuse(w, r, wayOf(catalog.Powers).home(int64(u.ID)), "不能导入", err)
	}
	return d.powersForm(w, r, http.StatusOK, u, nil)
}

func (d *Desk) powersForm(w http.ResponseWriter, r *http.Request, status int, u *agency.Unit, problem error) error {
	home := wayOf(catalog.Powers).home(int64(u.ID))
	f, err := d.unitFrame(w, r, u, catalog.Powers, layout.Link{Text: "导入"})
	if err != nil {
		return err
	}
	page := EditionImportPage{
		Frame: f, Action: home + "/import", Heading: "导入" + u.Short + "权责清单", Files: "模板和现行清单",
		Sentence:  "整份清单一次导入，逐行检查；先与现行版本比较，核对以后再送审。表中没有的编码，发布后即为取消。",
		Basis:     layout.Field{Name: "basis", Label: "调整依据", Value: r.FormValue("basis"), Required: "必填", Max: 200, Hint: "文件名称和文号，如 关于调整市级部门权责清单的通知（示政办〔2026〕1号）。随版本一起公开。"},
		Upload:    layout.Field{Kind: layout.File, Name: "file", Label: "权责清单文件", Required: "必填", Accept: ".xlsx", Hint: "xlsx，8 MB、1000 行以内。整份清单放在一张表里，每个职权一行。"},
		Templates: []layout.Download{{Text: "空白模板.xlsx", URL: "/desk/powers/template"}},
		Rules: []string{
			"各列是否填写，长度是否超限。", "职权编码的写法，是否重复。", "每条设定依据是否写明法律名称和条款。", "行政许可五个环节的责任事项是否齐全。",
			"承诺时限是否长于法定时限，调整日期是否晚于今天。", "同一种许可证书是否写在两个职权里。",
		},
	}
	if _, err := d.Editions.Current(r.Context(), catalog.Powers, int64(u.ID)); err == nil {
		page.Templates = append(page.Templates, layout.Download{Text: "现行清单.xlsx", URL: home + "/file"})
	} else if !isNoEdition(err) {
		return err
	}
	if problem != nil {
		if page.Error, _, err = asFormError(problem, "一行也没有导入"); err != nil {
			return err
		}
	}
	return d.show(w, r, status, EditionImport(page))
}

func (d *Desk) importPowers(w http.ResponseWriter, r *http.Request) (err error) {
	ctx, p := r.Context(), who(r)
	u, err := d.keptUnit(r)
	if err != nil {
		return err
	}
	up, err := d.readUpload(w, r)
	if err != nil {
		return d.powersForm(w, r, http.StatusUnprocessableEntity, u, err)
	}
	defer func() { err = errors.Join(err, up.done()) }()
	if err := d.mayImport(ctx, p, catalog.Powers, int64(u.ID)); err != nil {
		return d.powersForm(w, r, http.StatusUnprocessableEntity, u, err)
	}
	powers, problems, err := catalog.ParsePowers(ctx, up.name, up.file, up.size, workday.DateOf(d.Now()))
	if err != nil {
		return d.powersForm(w, r, http.StatusUnprocessableEntity, u, err)
	}
	if len(problems) > 0 {
		return d.powerProblems(w, r, u, up, problems)
	}
	rows := make([]catalog.EditionRow, len(powers))
	for i, x := range powers {
		rows[i] = x
	}
	e, err := d.Editions.Stage(ctx, p, catalog.Proposal{Kind: catalog.Powers, Unit: int64(u.ID), Basis: cut(r.FormValue("basis"), 200), Rows: rows})
	if err != nil {
		return d.powersForm(w, r, http.StatusUnprocessableEntity, u, err)
	}
	if _, err := d.carryEdition(ctx, p, e); err != nil {
		return err
	}
	d.flash(w, "已导入", fmt.Sprintf("%d 项职权全部合格，还没有送审。", e.Rows))
	return seeOther(w, r, editionURL(e))
}

// powerProblems lists the mistakes of a file of which nothing was taken.
func (d *Desk) powerProblems(w http.ResponseWriter, r *http.Request, u *agency.Unit, up *upload, problems []catalog.SheetProblem) error {
	way := wayOf(catalog.Powers)
	to := way.home(int64(u.ID)) + "/import"
	f, err := d.unitFrame(w, r, u, catalog.Powers, layout.Link{Text: "导入", URL: to}, layout.Link{Text: "检查结果"})
	if err != nil {
		return err
	}
	page := ImportResultPage{
		Frame: f, Heading: u.Name + "权责清单", File: up.name, FileNote: layout.FileSize(up.size), Stages: way.stages(1),
		Upload:   &layout.Field{Kind: layout.File, Name: "file", Label: "改好的文件", Accept: ".xlsx", Required: "必填"},
		UploadTo: to + "?basis=" + url.QueryEscape(r.FormValue("basis")), After: []string{"全部合格后可以看到与现行版本的比较，核对无误再送审。"},
	}
	page.problems(problems, "整份清单同进同退：按下表逐处改好，把改好的文件重新上传。")
	return d.show(w, r, http.StatusUnprocessableEntity, ImportResult(page))
}

// problems fills in the mistakes of a file.
func (p *ImportResultPage) problems(list []catalog.SheetProblem, how string) {
	bad := map[int]bool{}
	for _, x := range list {
		bad[x.Row] = true
		if len(p.Errors) < shownErrors {
			p.Errors = append(p.Errors, RowError{Row: strconv.Itoa(x.Row), Name: x.Column, Value: x.Value, Rule: x.Text, How: x.Advice})
		}
	}
	if n := len(list) - len(p.Errors); n > 0 {
		p.More = fmt.Sprintf("还有 %d 处没有列出；先改好以上各处，再查一遍。", n)
	}
	p.Error = &FormError{Title: fmt.Sprintf("%d 行有错，共 %d 处，一行也没有导入", len(bad), len(list)), Text: how}
}

func (d *Desk) powersTemplate(w http.ResponseWriter, _ *http.Request) error {
	return sendPowers(w, "powers-template.xlsx", nil)
}

// powersFile is the list in force, to be changed and handed in again.
func (d *Desk) powersFile(w http.ResponseWriter, r *http.Request) error {
	u, err := d.keptUnit(r)
	if err != nil {
		return err
	}
	e, err := d.Editions.Current(r.Context(), catalog.Powers, int64(u.ID))
	if err != nil {
		return err
	}
	powers, err := catalog.PowersOf(e)
	if err != nil {
		return err
	}
	return sendPowers(w, "powers-"+u.Code+".xlsx", powers)
}

func sendPowers(w http.ResponseWriter, name string, powers []catalog.Power) error {
	var b bytes.Buffer
	if err := catalog.WritePowers(&b, powers); err != nil {
		return err
	}
	w.Header().Set("Content-Type", xlsxType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = io.Copy(w, &b) // the client has gone; nobody is left to tell
	return nil
}
