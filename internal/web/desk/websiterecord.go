package desk

import (
	"fmt"
	"net/http"
	"path"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/dialogue"
	"gongkai/internal/report/paper"
	"gongkai/internal/report/website"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func websiteRecordsURL(year int, field string) string {
	return deskWebsiteURL(year) + "/records/" + field
}

// WebsiteRecordsPage lists what a counted figure of the 政府网站工作年度报表 counts.
type WebsiteRecordsPage struct {
	Frame
	Heading string // 信息发布·总数　37 条
	Rule    string // 口径, and of an average what it was made from
	Moved   string // the figure that was published is another; "" if it is not
	Records layout.Records
	Pager   layout.Pager
	Empty   *Empty
}

const websiteRecordsSize = 50 // on a page

// websiteRecords opens a counted figure: as many records as it counts now.
func (d *Desk) websiteRecords(w http.ResponseWriter, r *http.Request) error {
	_, now, saved, err := d.websiteAt(r)
	if err != nil {
		return err
	}
	no, err := web.PageNumber(r)
	if err != nil {
		return err
	}
	f, rs, n, err := d.Website.Records(r.Context(), now.Year, r.PathValue("field"), websiteRecordsSize, (no-1)*websiteRecordsSize)
	if err != nil {
		return err
	}
	back := deskWebsiteURL(now.Year)
	name := website.BlockOf(f.Key) + "·" + f.Title()
	frame, err := d.frame(w, r, name, reportMenuURL(workday.DateOf(d.Now())), layout.Link{Text: now.Title(), URL: back}, layout.Link{Text: name})
	if err != nil {
		return err
	}
	units, err := d.Units.Units(r.Context())
	if err != nil {
		return err
	}
	page := WebsiteRecordsPage{
		Frame: frame, Heading: name + "　" + now.Shown(&f), Rule: "口径：" + f.Rule, Records: websiteRecordTable(rs, f.Source, units, who(r)),
		Pager: web.Paging(r, n, no, websiteRecordsSize, "条"), Empty: &Empty{Title: "没有记录", Text: "所以这一栏是 0。"},
	}
	if f.Source.Average() {
		page.Rule += fmt.Sprintf("由 %d 条留言的用时算得。", n)
	}
	if last := saved.Last(); last != nil && last.Values[f.Key] != now.Values[f.Key] {
		page.Moved = fmt.Sprintf("公布的数是 %s，按现在的记录是 %s。公布的报表不变；数有错的，起草更正版。", last.Shown(&f), now.Shown(&f))
	}
	return d.show(w, r, http.StatusOK, WebsiteRecords(page))
}

// websiteRecordTable draws the records behind a figure; what the person may not open is not linked.
func websiteRecordTable(rs []website.Record, source website.Source, units []agency.Unit, by *agency.Person) layout.Records {
	t := layout.Records{Caption: "构成这个数的记录", Heads: []string{"日期", "名称", "索引号", "单位"}, Title: 1}
	messages := !source.Public()
	if messages {
		t.Heads = []string{"收到日期", "名称", "编号", "单位", "用时"}
	}
	for _, x := range rs {
		url := ""
		if messages {
			if by.Has(correctionReaders...) && by.Sees(x.Unit) {
				url = correctionURL(dialogue.ID(x.Ref.ID))
			}
		} else if x.Public || by.Sees(x.Unit) {
			url = deskURL(x.Record)
		}
		row := []layout.Cell{{Text: x.Date.String()}, {Text: x.Title, URL: url}, {Text: x.No}, {Text: shortName(units, x.Unit)}}
		if messages {
			took := "年底未答复"
			if x.Took > 0 {
				took = website.InTenths(website.Tenths(x.Took.Milliseconds(), 1)) + " 天"
			}
			row = append(row, layout.Cell{Text: took})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// websiteFile writes the report as it is now.
func (d *Desk) websiteFile(w http.ResponseWriter, r *http.Request) error {
	_, now, _, err := d.websiteAt(r)
	if err != nil {
		return err
	}
	b, f, err := paper.WriteWebsite(strings.TrimPrefix(path.Ext(r.URL.Path), "."), now)
	if err != nil {
		return err
	}
	sendReport(w, b, f.Type, fmt.Sprintf("website-report-%d.%s", now.Year, f.Name))
	return nil
}
