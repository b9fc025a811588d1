package portal

import (
	"context"
	"iter"
	"net/http"
	"strconv"

	"gongkai/internal/agency"
	"gongkai/internal/credit"
	"gongkai/internal/document"
	"gongkai/internal/report"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// downloads are the formats in which a table is offered, with a word before each.
func downloads(url, query, word string) []layout.Download {
	var out []layout.Download
	for _, x := range []struct{ name, ext string }{{"XLSX", ".xlsx"}, {"CSV", ".csv"}, {"JSON", ".json"}} {
		out = append(out, layout.Download{Text: word + x.name, URL: url + x.ext + query})
	}
	return out
}

// A download of decisions holds creditFileRows of them at most; creditChunk are read at once.
const (
	creditFileRows = 100_000
	creditChunk    = 1000
)

var creditHeads = []string{"行政相对人名称", "行政相对人类别", "统一社会信用代码", "决定文书名称", "决定文书号", "许可类别", "许可内容", "决定日期", "有效期自", "有效期至", "许可机关", "当前状态", "网址"}

// creditFile is the table of decisions as a file: the same rows, the same masking.
func (p *Portal) creditFile(w http.ResponseWriter, r *http.Request) error {
	f, err := p.creditFilter(r)
	if err != nil {
		return err
	}
	return web.SendTable(w, r, "credit", document.Listing{Name: "行政许可", Heads: creditHeads, Rows: p.creditLines(r.Context(), f)})
}

func (p *Portal) creditLines(ctx context.Context, f credit.Filter) iter.Seq2[[]string, error] {
	f.Limit = creditChunk
	return func(yield func([]string, error) bool) {
		for f.Offset = 0; f.Offset < creditFileRows; f.Offset += creditChunk {
			list, _, err := p.Credit.Public(ctx, f)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, e := range list {
				row := []string{
					e.Party, e.PartyKind, e.PartyCode, e.DocName, e.DocNo, e.Kind, e.Content, e.Decided.String(), e.ValidFrom.String(), validTo(e.ValidTo), e.Authority,
					standing(e).Word, p.baseURL + licenceURL(e.ID),
				}
				if !yield(row, nil) {
					return
				}
			}
			if len(list) < creditChunk {
				return
			}
		}
	}
}

// unitsFile is the table of units as a file, with what their pages say of them.
func (p *Portal) unitsFile(w http.ResponseWriter, r *http.Request) error {
	units, err := p.Units.Units(r.Context())
	if err != nil {
		return err
	}
	profiles, err := p.Editions.Profiles(r.Context())
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(units))
	for _, u := range units {
		head, address, hours, contact := u.Head, u.Address, u.Hours, u.Phone
		if x := profiles[int64(u.ID)]; x != nil { // what went through the gate, not what is registered
			head, address, hours, contact = x.Head, x.Address, x.Hours, x.Contact
		}
		rows = append(rows, []string{u.Code, u.Name, u.Short, kindName(u.Kind), u.USCC, head, address, hours, contact, p.baseURL + "/units/" + u.Code})
	}
	heads := []string{"代码", "名称", "简称", "类别", "统一社会信用代码", "负责人", "办公地址", "办公时间", "联系方式", "网址"}
	return web.SendTable(w, r, "units", document.Listing{Name: "机构与单位", Heads: heads, Rows: document.Rows(rows)})
}

func kindName(kind agency.UnitKind) string {
	for _, k := range agency.Kinds {
		if k.Kind == kind {
			return k.Name
		}
	}
	return string(kind)
}

// reportTable is the three tables of a report as one, a figure in each row, with where its records are.
func (p *Portal) reportTable(w http.ResponseWriter, r *http.Request) error {
	o, err := p.openReport(r)
	if err != nil {
		return err
	}
	var rows [][]string
	add := func(table, cell, row, column, figure string) {
		url := o.link(cell)
		if url != "" {
			url = p.baseURL + url
		}
		rows = append(rows, []string{table, row, column, figure, cell, url})
	}
	for _, row := range report.Table2(o.a.Format, o.a.Settings) {
		for i, q := range row.Queries {
			figure := strconv.FormatInt(o.a.Table2[row.Key][i], 10)
			if q.Amount {
				figure = report.Wan(o.a.Table2[row.Key][i])
			}
			add("表二 "+row.Block, "table2."+row.Key+"."+strconv.Itoa(i), row.Name, row.Heads[i], figure)
		}
	}
	for _, row := range report.Table3(o.a.Format) {
		for i, col := range report.Columns {
			add("表三", "table3."+row.Key+"."+col.Key, row.First+row.Second+row.Name, col.Name, strconv.FormatInt(o.a.Table3[row.Key][i], 10))
		}
	}
	if note := o.a.AdjustmentNote(); note != "" {
		rows = append(rows, []string{"表三", note, "", "", "", ""})
	}
	for _, b := range report.Table4() {
		for i, n := range o.a.Table4[b.Key] {
			add("表四", "table4."+b.Key+"."+strconv.Itoa(i), b.Name, report.Heads4[i], strconv.FormatInt(n, 10))
		}
	}
	heads := []string{"表", "项目", "栏", "数", "单元格", "明细"}
	return web.SendTable(w, r, "report-"+strconv.Itoa(o.year), document.Listing{Name: strconv.Itoa(o.year) + "年度报告", Heads: heads, Rows: document.Rows(rows)})
}
