package desk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/credit"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

const (
	batchesSize = 30       // batches on a page
	batchRows   = 50       // rows of one batch on a page
	maxUpload   = 21 << 20 // a little more than a table may have, so that the refusal can say so
	shownErrors = 100
)

func (d *Desk) batchRow(ctx context.Context, b *credit.Batch) (BatchRow, error) {
	row := BatchRow{Name: b.Name, URL: fmt.Sprintf("/desk/batches/%d", b.ID), Kind: "行政许可", Rows: strconv.Itoa(b.Rows)}
	it, err := d.List.Item(ctx, b.Item)
	if err != nil {
		return row, err
	}
	row.State, row.Decided = stateOf(it), decidedFrom(b, it.Version.FormedOn)
	if it.State == publication.InReview {
		row.Next = it.Route[it.Stage].Role.Info().Name
	}
	if it.State == publication.Released {
		row.Published, row.Sent = workday.DateOf(it.Released).String(), fmt.Sprintf("%d / %d", b.Reported, b.Rows)
	} else {
		due, err := law.Due(d.Calendars.Calendar(), law.LicencePublicity, b.Earliest, law.Options{})
		if err != nil {
			return row, err
		}
		row.DueState, row.Due = dueState(d.Calendars.Calendar(), due.Due, workday.DateOf(d.Now())), due.Due.String()[5:]
	}
	return row, nil
}

// decidedFrom is the span of a batch's decisions.
func decidedFrom(b *credit.Batch, latest workday.Date) string {
	switch {
	case b.Earliest == latest:
		return latest.String()
	case b.Earliest.Year() == latest.Year():
		return b.Earliest.String() + " 至 " + latest.String()[len("2006-"):]
	}
	return b.Earliest.String() + " 至 " + latest.String()
}

func (d *Desk) batchList(ctx context.Context, unit int64, n, offset int) ([]BatchRow, int, error) {
	bs, total, err := d.Credit.Batches(ctx, unit, n, offset)
	if err != nil {
		return nil, 0, err
	}
	rows := make([]BatchRow, len(bs))
	for i := range bs {
		if rows[i], err = d.batchRow(ctx, &bs[i]); err != nil {
			return nil, 0, err
		}
	}
	return rows, total, nil
}

func (d *Desk) batches(w http.ResponseWriter, r *http.Request) error {
	ctx, p := r.Context(), who(r)
	f, err := d.frame(w, r, "双公示", "/desk/batches")
	if err != nil {
		return err
	}
	no, err := web.PageNumber(r)
	if err != nil {
		return err
	}
	rows, total, err := d.batchList(ctx, d.scope(p), batchesSize, (no-1)*batchesSize)
	if err != nil {
		return err
	}
	t, err := d.Credit.OnTime(ctx, d.scope(p), workday.DateOf(d.Now()).Year())
	if err != nil {
		return err
	}
	page := BatchesPage{
		Frame: f, Rows: rows, Sentence: "自作出决定之日起 7 个工作日内公示并报送信用平台。",
		Figures: []Figure{
			{Value: strconv.Itoa(t.All), Text: "今年许可决定"},
			{Value: strconv.Itoa(t.OnTime), Text: "按时公示报送", State: layout.Achieved("按时")},
			{Value: strconv.Itoa(t.Late), Text: "迟报或逾期未报", State: layout.Violated("逾期")},
			{Value: strconv.Itoa(t.All - t.Due()), Text: "尚未报送，未到期", State: layout.ToCome("在途")},
		},
		Pager: web.Paging(r, total, no, batchesSize, "批"),
		Empty: &Empty{Title: "还没有导入过", Text: "从业务系统导出表格，按模板填好后导入。"},
	}
	if p.Has(agency.Writer) {
		page.ImportURL = "/desk/batches/new"
	}
	return d.show(w, r, http.StatusOK, Batches(page))
}

func (d *Desk) newBatch(w http.ResponseWriter, r *http.Request) error {
	return d.importForm(w, r, http.StatusOK, nil)
}

func (d *Desk) importForm(w http.ResponseWriter, r *http.Request, status int, problem error) error {
	f, err := d.frame(w, r, "导入一批", "/desk/batches", layout.Link{Text: "双公示", URL: "/desk/batches"}, layout.Link{Text: "导入一批"})
	if err != nil {
		return err
	}
	page := ImportPage{
		Frame: f, Action: "/desk/batches?key=" + oneTimeKey(), Submit: "检查并导入",
		Kind:      layout.Field{Name: "name", Label: "批次名称", Value: cmp.Or(r.FormValue("name"), "行政许可决定公示"), Required: "必填", Max: 60, Hint: "显示在公示页和账本里。"},
		Upload:    layout.Field{Kind: layout.File, Name: "file", Label: "许可决定表", Required: "必填", Accept: ".xlsx", Hint: "xlsx，20 MB 以内，首行为字段中文名或代码。"},
		Templates: []layout.Download{{Text: "自然人行政许可.xlsx", URL: "/desk/templates/natural"}, {Text: "法人行政许可.xlsx", URL: "/desk/templates/legal"}},
		Rules: []string{
			"28 个字段的必填、长度、取值和日期先后。", "统一社会信用代码和公民身份号码的校验位，出生日期是否存在。",
			"文书号在表内和历次导入中是否重复。", "会公示的各栏里有没有证件号、手机号、银行卡号。",
		},
	}
	if page.Earlier, _, err = d.batchList(r.Context(), d.scope(who(r)), 5, 0); err != nil {
		return err
	}
	if problem != nil {
		var fe *FormError
		if fe, _, err = asFormError(problem, "一行也没有导入"); err != nil {
			return err
		}
		page.Error = fe
	}
	return d.show(w, r, status, Import(page))
}

// What an upload can lack.
var (
	errNoFile = fault.New(fault.Invalid, "no-file", "没有选文件，请选取要导入的 xlsx 表。")
	errNoName = fault.New(fault.Invalid, "no-batch-name", "请填写批次名称。")
)

// upload is the file of a form, as it lies in memory or in a temporary file.
type upload struct {
	name string
	file web.Content
	size int64
	done func() error
}

// readUpload reads a form that has one file and lets it in. It returns errNoFile where none was chosen, and the errors of
// web.Upload.Open.
func (d *Desk) readUpload(w http.ResponseWriter, r *http.Request) (*upload, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	if err := web.ReadForm(r, 1<<20); err != nil {
		return nil, err
	}
	chosen := d.Uploads.In(r, "file")
	if len(chosen) == 0 {
		return nil, errNoFile
	}
	file, err := chosen[0].Open()
	if err != nil {
		web.Forget(r)
		return nil, err
	}
	done := func() error { defer web.Forget(r); return file.Close() }
	return &upload{chosen[0].Name, file, chosen[0].Size, done}, nil
}

func (d *Desk) importBatch(w http.ResponseWriter, r *http.Request) (err error) {
	ctx, p := r.Context(), who(r)
	up, err := d.readUpload(w, r)
	if err != nil {
		return d.importForm(w, r, http.StatusUnprocessableEntity, err)
	}
	defer func() { err = errors.Join(err, up.done()) }()
	name := strings.TrimSpace(r.FormValue("name")) // of the form, or carried on by the page of mistakes
	if name == "" {
		return d.importForm(w, r, http.StatusUnprocessableEntity, errNoName)
	}
	columns, err := d.Columns.Columns(ctx)
	if err != nil {
		return err
	}
	in := credit.Upload{Key: r.URL.Query().Get("key"), Name: up.name, Title: name, File: up.file, Size: up.size}
	for _, c := range columns {
		if c.Code == "double-publicity" {
			in.Column = int64(c.ID)
		}
	}
	out, err := d.Credit.Import(ctx, p.Actor(), in)
	if err != nil {
		if f, ok := fault.Of(err); ok && f.Kind != fault.Unavailable {
			return d.importForm(w, r, http.StatusUnprocessableEntity, err)
		}
		return err
	}
	if out.Batch != nil {
		d.flash(w, "已导入", fmt.Sprintf("%d 件全部合格，已成一批；看过公示样式后送审。", out.Report.Rows))
		return seeOther(w, r, fmt.Sprintf("/desk/batches/%d", out.Batch.ID))
	}
	return d.importResult(w, r, up, name, out)
}

// importResult lists the mistakes of a table of which nothing was taken.
func (d *Desk) importResult(w http.ResponseWriter, r *http.Request, up *upload, name string, out *credit.Outcome) error {
	f, err := d.frame(w, r, "检查结果", "/desk/batches", layout.Link{Text: "双公示", URL: "/desk/batches"}, layout.Link{Text: "导入一批", URL: "/desk/batches/new"}, layout.Link{Text: "检查结果"})
	if err != nil {
		return err
	}
	page := ImportResultPage{
		Frame: f, Heading: name, File: up.name, FileNote: fmt.Sprintf("%d KB", (up.size+1023)/1024), Rows: out.Report.Rows, Checked: out.Report.Rows,
		Took:     fmt.Sprintf("用时 %.1f 秒", out.Took.Seconds()),
		Stages:   []Stage{{"选文件", "done"}, {"检查", "now"}, {"审核、签发", "todo"}, {"发布并报送", "todo"}},
		Upload:   &layout.Field{Kind: layout.File, Name: "file", Label: "改好的表", Hint: "改好后整表再选一次；这一次没有导入任何一行。", Accept: ".xlsx", Required: "必填"},
		UploadTo: "/desk/batches?key=" + oneTimeKey() + "&name=" + url.QueryEscape(name),
		After: []string{
			"全部合格后成为一批，审核、保密审查、签发各一次。", "公示页不显示证件号；报送的是全值，加密存放。", "每件许可一条应办：决定后 7 个工作日内公示并报送。",
		},
	}
	bad := map[int]bool{}
	for _, pr := range out.Report.Problems {
		letter, code, _ := strings.Cut(pr.Column, " ")
		if code == "" {
			letter, code = "", pr.Column
		}
		if pr.Warn {
			page.Warnings = append(page.Warnings, RowWarning{Row: strconv.Itoa(pr.Row), Column: letter, Name: pr.Field, Text: pr.Text})
			continue
		}
		bad[pr.Row] = true
		if len(page.Errors) < shownErrors {
			page.Errors = append(page.Errors, RowError{Row: strconv.Itoa(pr.Row), Column: letter, Name: pr.Field, Code: code, Value: pr.Value, Rule: pr.Text, How: pr.Advice})
		}
	}
	for _, no := range out.Repeated {
		bad[no] = true
		if len(page.Errors) < shownErrors {
			page.Errors = append(page.Errors, RowError{Row: strconv.Itoa(no), Name: "文书号", Code: "XK_WSH", Rule: "这件许可决定已经导入过。", How: "请删去这一行再导入。"})
		}
	}
	if n := errorsIn(out) - len(page.Errors); n > 0 {
		page.More = fmt.Sprintf("还有 %d 处没有列出；先改好以上各处，再查一遍。", n)
	}
	page.Error = &FormError{
		Title: fmt.Sprintf("%d 行里 %d 行有错，一行也没有导入", out.Report.Rows, len(bad)), Text: "整批同进同退：按下表逐处改好，把改好的表重新上传。",
	}
	page.Figures = []Figure{
		{Value: strconv.Itoa(out.Report.Rows), Text: "读到的行"},
		{Value: strconv.Itoa(out.Report.Rows - len(bad)), Text: "合格", State: layout.Achieved("合格")},
		{Value: strconv.Itoa(len(bad)), Text: "有错", State: layout.Violated("有错")},
		{Value: strconv.Itoa(len(page.Warnings)), Text: "提醒，不挡导入", State: layout.Attention("提醒")},
	}
	if page.Earlier, _, err = d.batchList(r.Context(), d.scope(who(r)), 3, 0); err != nil {
		return err
	}
	return d.show(w, r, http.StatusUnprocessableEntity, ImportResult(page))
}

func errorsIn(out *credit.Outcome) int {
	n := len(out.Repeated)
	for _, p := range out.Report.Problems {
		if !p.Warn {
			n++
		}
	}
	return n
}

func (d *Desk) batch(w http.ResponseWriter, r *http.Request) error {
	n, err := id(r)
	if err != nil {
		return err
	}
	b, err := d.Credit.Batch(r.Context(), d.scope(who(r)), credit.BatchID(n))
	if err != nil {
		return err
	}
	it, err := d.Items.Item(r.Context(), who(r), b.Item)
	if err != nil {
		return err
	}
	return d.batchPage(w, r, http.StatusOK, it, nil)
}

func (d *Desk) batchPage(w http.ResponseWriter, r *http.Request, status int, it *publication.Item, problem error) error {
	ctx, p := r.Context(), who(r)
	b, err := d.Credit.Batch(ctx, d.scope(p), credit.BatchID(it.Version.Cargo.Ref.ID))
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, b.Name, "/desk/batches", layout.Link{Text: "双公示", URL: "/desk/batches"}, layout.Link{Text: b.Name})
	if err != nil {
		return err
	}
	no, err := web.PageNumber(r)
	if err != nil {
		return err
	}
	entries, n, err := d.Credit.Entries(ctx, credit.Filter{Batch: b.ID, Limit: batchRows, Offset: (no - 1) * batchRows})
	if err != nil {
		return err
	}
	page := BatchPage{
		Frame: f, Heading: b.Name, State: stateOf(it), Route: d.route(ctx, it), Checks: d.checks(it, func(int, string) string { return "" }), Digest: digestBox(it), RowsNote: fmt.Sprintf("%d 件，自然人已遮盖", n),
		Pager: web.Paging(r, n, no, batchRows, "件"),
		Facts: []layout.Fact{
			{Name: "来自", Value: b.File},
			{Name: "导入", Value: stamp(b.Imported)},
			{Name: "行数", Value: strconv.Itoa(b.Rows)},
			{Name: "各行总摘要", Value: groups(b.Root[:32]), Mono: true, Wide: true},
		},
	}
	page.Pager.Base = fmt.Sprintf("/desk/batches/%d?page=", b.ID) // this page also answers a decision, at another address
	for _, e := range entries {
		page.Rows = append(page.Rows, d.publicRow(e))
	}
	due, err := law.Due(d.Calendars.Calendar(), law.LicencePublicity, b.Earliest, law.Options{})
	if err != nil {
		return err
	}
	page.Sentence = fmt.Sprintf("%d 件，决定日期 %s，最早的一件应于 %s 前公示并报送", b.Rows, decidedFrom(b, it.Version.FormedOn), due.Due)
	for _, s := range it.Steps {
		page.History = append(page.History, decided(s))
	}
	if it.State == publication.Released {
		page.Proof = layout.Link{Text: "公开页面", URL: fmt.Sprintf("/items/%d", it.ID)}
		page.Sent = sentCounts(b)
	}
	page.Decision = d.decisionForm(r, it)
	if it.CanEdit(p.Actor()) == nil {
		page.Decision = &DecisionForm{
			Title: "送审", Action: fmt.Sprintf("/desk/batches/%d/submission", b.ID), Choices: []Choice{{Value: "submit", Text: "公示样式已核对，送初审", Chosen: true}},
			After: "送审后整批不能再改；有错时由审核人退回，改好表格另成一批。", Submit: "送审",
		}
	}
	if problem != nil {
		if page.Error, _, err = asFormError(problem, "没有办成"); err != nil {
			return err
		}
		keepTyped(r, page.Decision)
	}
	return d.show(w, r, status, Batch(page))
}

func (d *Desk) publicRow(e credit.Posting) PublicRow {
	row := PublicRow{
		Party: e.Party, Code: e.PartyCode, Kind: e.Kind, Content: e.Content, DocNo: e.DocNo, Decided: e.Decided.String(), ValidTo: e.ValidTo.String(),
		State: layout.Achieved("有效"),
	}
	if e.ValidTo == credit.Forever() {
		row.ValidTo = "长期"
	}
	if e.State != credit.StateEffective {
		row.State = layout.NotApplicable("无效")
	}
	if !e.Released.IsZero() {
		row.URL = fmt.Sprintf("/licences/%d", e.ID)
	}
	return row
}

// sentCounts says where a released batch has arrived.
func sentCounts(b *credit.Batch) []SentCount {
	sent := SentCount{Channel: "信用平台", Value: fmt.Sprintf("%d / %d", b.Reported, b.Rows), URL: "/desk/deliveries", State: layout.Achieved("全部入库")}
	if b.Reported < b.Rows {
		sent.State = layout.InHand("报送中")
	}
	return []SentCount{{Channel: "门户网站", Value: fmt.Sprintf("%d / %d", b.Rows, b.Rows), URL: fmt.Sprintf("/credit?batch=%d", b.ID), State: layout.Achieved("已公示")}, sent}
}

func (d *Desk) submitBatch(w http.ResponseWriter, r *http.Request) error {
	n, err := id(r)
	if err != nil {
		return err
	}
	p := who(r)
	b, err := d.Credit.Batch(r.Context(), int64(p.Unit), credit.BatchID(n))
	if err != nil {
		return err
	}
	if err := d.Items.Submit(r.Context(), p.Actor(), b.Item); err != nil {
		return err
	}
	d.flash(w, "已送审", b.Name+"已送初审。")
	return seeOther(w, r, fmt.Sprintf("/desk/batches/%d", n))
}

func (d *Desk) template(w http.ResponseWriter, r *http.Request) error {
	t, name := credit.NaturalTemplate, "xk-zrr.xlsx"
	switch r.PathValue("kind") {
	case "natural":
	case "legal":
		t, name = credit.LegalTemplate, "xk-fr.xlsx"
	default:
		return web.ErrNoPage
	}
	var b bytes.Buffer
	if err := t.Write(&b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = io.Copy(w, &b) // the client has gone; nobody is left to tell
	return nil
}
