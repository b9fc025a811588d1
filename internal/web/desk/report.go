package desk

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"gongkai/internal/agency"
	"gongkai/internal/credit"
	"gongkai/internal/dispute"
	"gongkai/internal/law"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/request"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func (d *Desk) bureau(r *http.Request) (*agency.Unit, error) {
	units, err := d.Units.Units(r.Context())
	if err != nil {
		return nil, err
	}
	return agency.BureauOf(units)
}

func deskReportURL(year int) string { return "/desk/reports/" + strconv.Itoa(year) }

// reportMenuURL is where the menu leads: in January to the report of last year, which is due at its end, else to that of this year.
func reportMenuURL(today workday.Date) string {
	if today.Month() == time.January {
		return deskReportURL(today.Year() - 1)
	}
	return deskReportURL(today.Year())
}

// reportYear reads the year in a path; whatever can be none is a page that does not exist.
func reportYear(r *http.Request) (int, error) {
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year < 2008 || year > 2100 {
		return 0, web.ErrNoPage
	}
	return year, nil
}

func (d *Desk) report(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	year, err := reportYear(r)
	if err != nil {
		return err
	}
	u, err := d.bureau(r)
	if err != nil {
		return err
	}
	a, err := d.Reports.Build(ctx, u, year)
	if err != nil {
		return err
	}
	today := workday.DateOf(d.Now())
	due, err := law.Due(d.Calendars.Calendar(), law.AnnualReport, workday.NewDate(year, 12, 31), law.Options{})
	if err != nil {
		return err
	}
	base := deskReportURL(year)
	f, err := d.frame(w, r, "年度报告", reportMenuURL(today), layout.Link{Text: "年度报告"}, layout.Link{Text: strconv.Itoa(year)})
	if err != nil {
		return err
	}
	page := ReportPage{Frame: f, Heading: a.Title(), Website: deskWebsiteURL(year), Sentence: fmt.Sprintf("%s 版格式，应于 %s 前报送并公布（条例第四十九条）", a.Format, due.Due)}
	years, err := d.Reports.Years(ctx, u)
	if err != nil {
		return err
	}
	var public *report.Saved
	page.State = layout.InHand("年内预编")
	page.Years = []layout.Tab{{Text: fmt.Sprintf("%d 预编", today.Year()), URL: deskReportURL(today.Year()), Current: year == today.Year()}}
	if last := today.Year() - 1; !slices.ContainsFunc(years, func(y report.Saved) bool { return y.Year == last }) { // it is being made
		page.Years = append(page.Years, layout.Tab{Text: fmt.Sprintf("%d 编制", last), URL: deskReportURL(last), Current: year == last})
	}
	if year < today.Year() {
		page.State = layout.InHand("编制中")
	}
	for i, y := range years {
		page.Years = append(page.Years, layout.Tab{Text: strconv.Itoa(y.Year), URL: deskReportURL(y.Year), Current: y.Year == year})
		if y.Year == year {
			public = &years[i]
			page.State, page.Preview = layout.Achieved("已公布"), "/reports/"+strconv.Itoa(year)
		}
	}
	imported := public != nil && public.Origin == report.Imported
	page.Imported = imported
	if !imported {
		if err := d.inHand(r, &page, u, a, public != nil); err != nil {
			return err
		}
		if page.ByHand, err = d.byHandPart(r, a); err != nil {
			return err
		}
		page.ByHandNote = "由" + agency.GeneralOffice.Info().Name + "打开一格登记"
		if who(r).Has(report.AdjustmentProposers...) {
			page.ByHandNote = "打开一格，在明细里登记"
		}
		if page.Promises, err = d.promisePart(r, a); err != nil {
			return err
		}
	}
	cell := r.URL.Query().Get("cell")
	link := func(c string) string { return base + "?cell=" + c + "#cell" }
	if imported {
		link = func(string) string { return "" }
	}
	if !imported {
		if page.Carry, err = d.carryPart(r, u, a, link); err != nil {
			return err
		}
	}
	rel := a.Check()
	doubtful := map[string]bool{}
	doubts2 := 0
	for _, h := range rel.Hints {
		w := Warning{Code: h.Code, Title: hintTitle(h), Text: h.Text}
		for _, c := range h.Cells {
			if strings.HasPrefix(c, "previous.") {
				continue
			}
			doubtful[c] = true
			if len(w.Links) == 0 && link(c) != "" {
				w.Links = append(w.Links, layout.Link{Text: "看这一格", URL: link(c)})
			}
		}
		if len(h.Cells) > 0 && strings.HasPrefix(h.Cells[len(h.Cells)-1], "table2.") {
			doubts2++
		}
		page.Warnings = append(page.Warnings, w)
	}
	t := web.Tables(a.Sheet(), link, func(c string, fig *layout.Figure) { fig.Open, fig.Warn = c == cell, doubtful[c] })
	page.Table2, page.Table3, page.Table4 = t.Two, t.Three, t.Four
	holds := 0
	for _, g := range rel.Groups {
		state := layout.Achieved(fmt.Sprintf("%d/%d", g.Holds, g.Holds+g.Outs))
		if g.Outs > 0 {
			state = layout.Violated(fmt.Sprintf("%d/%d", g.Holds, g.Holds+g.Outs))
		}
		holds += g.Holds + g.Outs
		page.Relations = append(page.Relations, PartLine{Text: g.Name, URL: groupURL(g), State: state})
	}
	page.RelNote = fmt.Sprintf("勾稽 %d 条", holds)
	for _, v := range rel.Violations {
		page.Alerts = append(page.Alerts, Alert{Tone: layout.Late, Title: "勾稽不符，送审前须处理", Text: v.Text, Links: page.Carry.links(v)})
	}
	if public != nil {
		for _, df := range public.Figures.Differences(a) {
			page.Warnings = append(page.Warnings, Warning{
				Title: "公布后记录有变动", Text: fmt.Sprintf("“%s”公布的数是 %s，按现在的记录是 %s。公布的报告不变；数有错的，起草更正版。", df.Title, df.Text(df.Was), df.Text(df.Now)),
				Links: []layout.Link{{Text: "看这一格", URL: link(df.Cell)}},
			})
		}
	}
	page.Parts = []PartLine{
		{Text: "一、总体情况", URL: "#s1", State: written(a.Sections.Overview)},
		{Text: "二、主动公开政府信息情况", URL: "#s2", State: partState(doubts2)},
		{Text: "三、收到和处理政府信息公开申请情况", URL: "#s3", State: layout.Achieved("")},
		{Text: "四、行政复议、行政诉讼情况", URL: "#s4", State: layout.Achieved("")},
		{Text: "五、存在的主要问题及改进情况", URL: "#s5", State: written(a.Sections.Problems)},
		{Text: "六、其他需要报告的事项", URL: "#s6", State: written(a.Sections.Others)},
	}
	page.Overview, page.Problems, page.Others = d.sectionText(a, a.Sections.Overview, link), d.sectionText(a, a.Sections.Problems, link), d.sectionText(a, a.Sections.Others, link)
	d.filePart(ctx, &page, a)
	if cell != "" && !imported {
		if page.Cell, err = d.cellPanel(r, u, year, cell, base); err != nil {
			return err
		}
		if who(r).Has(report.AdjustmentProposers...) && d.Reports.CanCorrectByHand(ctx, int64(u.ID), year, cell) == nil {
			page.Cell.ByHand = layout.Link{Text: "登记手工更正", URL: base + "/figures/" + cell}
		}
		if n := a.Hands()[cell]; n != 0 {
			page.Cell.Total += "，另有手工更正 " + report.Adjusted{Cell: cell, Difference: n}.Sign()
		}
	}
	return d.show(w, r, http.StatusOK, Report(page))
}

// groupURL is where a group of relations is shown line by line.
func groupURL(g report.Group) string {
	if g.Name == report.AcrossYears {
		return "#carry"
	}
	return ""
}

// hintTitle says in a word what a hint is about.
func hintTitle(h report.Hint) string {
	switch {
	case h.Code == "W-Y-06":
		return "个人信息"
	case strings.HasPrefix(h.Code, "W-Y-"):
		return "文字提醒"
	case strings.HasPrefix(h.Code, "W-X-"):
		return "跨年提醒"
	}
	return "口径提醒"
}

func written(text string) layout.State {
	if strings.TrimSpace(text) == "" {
		return layout.NotYet("未写")
	}
	return layout.Achieved("")
}

func partState(hints int) layout.State {
	if hints > 0 {
		return layout.Attention(strconv.Itoa(hints))
	}
	return layout.Achieved("")
}

// sectionText renders a section with its figures as fields that open.
func (d *Desk) sectionText(a *report.Annual, s string, link func(string) string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	var b strings.Builder
	for _, par := range publication.Paragraphs(s) {
		b.WriteString("<p>")
		for _, piece := range a.Pieces(par.Text) {
			text := templ.EscapeString(piece.Text)
			if piece.Field != "" {
				text = `<a class="field" href="` + templ.EscapeString(link("field."+piece.Field)) + `">` + text + `</a>`
			}
			b.WriteString(text)
		}
		b.WriteString("</p>\n")
	}
	return b.String()
}

// panelRows is how many records the side panel shows.
const panelRows = 15

func (d *Desk) cellPanel(r *http.Request, u *agency.Unit, year int, cell, base string) (*CellPanel, error) {
	q, name, rs, n, err := d.Reports.Records(r.Context(), u, year, cell, panelRows, 0)
	if err != nil {
		return nil, err
	}
	place, what, _ := strings.Cut(name, "·")
	p := &CellPanel{
		Path: web.TablePlace(cell) + place, Heading: fmt.Sprintf("%s　%d 条记录", cmp.Or(what, place), n), Rule: q.Text(year), Law: "条例第五十条", CloseURL: base,
		Records: web.ShortRecordTable(rs, deskURL),
		Total:   fmt.Sprintf("%d 条", n),
	}
	if n > panelRows {
		p.Note = fmt.Sprintf("只列最近 %d 条；公布后的报告页可逐条查看。", panelRows)
	}
	return p, nil
}

// deskURL is where a record stands at the desk.
func deskURL(rec report.Record) string {
	switch rec.Ref.Kind {
	case publication.Ref:
		return "/desk/items/" + strconv.FormatInt(rec.Ref.ID, 10)
	case request.Ref:
		return requestURL(request.ID(rec.Ref.ID))
	case dispute.Ref:
		return disputeURL(dispute.ID(rec.Ref.ID))
	case credit.LicenceRef:
		if rec.Public {
			return "/licences/" + strconv.FormatInt(rec.Ref.ID, 10)
		}
	case agency.UnitRef:
		return "/units/" + rec.No
	}
	return ""
}
