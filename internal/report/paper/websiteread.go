package paper

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/report/website"
)

// ErrNotWebsite reports a file that is no 政府网站工作年度报表 of ours.
var ErrNotWebsite = fault.New(fault.Invalid, "not-a-website-report", "没有读到政府网站工作年度报表，请确认是本系统写出的文件。")

// RereadWebsite writes a report in every format and compares what is read back: its title, whose it is, and every field.
func RereadWebsite(ctx context.Context, r *website.Report) []Reread {
	return rereadAll(ctx, r, WebsiteFormats, compareWebsite)
}

// ProveWebsite returns nil if every format of a report reads back as the report, else ErrUnlike with a sentence that names the format, the
// field and both values.
func ProveWebsite(ctx context.Context, r *website.Report) error {
	return firstUnlike(RereadWebsite(ctx, r))
}

// WebsiteRead is a file of a report as it was read.
type WebsiteRead struct {
	Above  []string // what it says of itself above the table: html, docx, xlsx
	Agency string   // json
	Year   int      // csv, json
	Values website.Values
}

// ReadWebsite reads a file that was written here, in the format of that name. It returns ErrNotWebsite, and what the package document refuses of a
// file.
func ReadWebsite(ctx context.Context, format string, b []byte) (*WebsiteRead, error) {
	var out *WebsiteRead
	var err error
	switch format {
	case "html":
		var doc *document.Doc
		if doc, _, err = document.CleanHTML(string(b)); err == nil {
			out, err = websiteOfDoc(doc)
		}
	case "docx":
		var in *document.Import
		if in, err = document.ReadDOCX("report.docx", bytes.NewReader(b), int64(len(b)), document.DefaultLimits()); err == nil {
			if out, err = websiteOfDoc(in.Doc); err == nil {
				out.Above = append([]string{in.Title}, out.Above...)
			}
		}
	case "xlsx":
		out, err = websiteOfSheet(ctx, b)
	case "csv":
		out, err = websiteOfCSV(b)
	case "json":
		out, err = websiteOfJSON(b)
	default:
		err = ErrNotWebsite
	}
	if err != nil {
		return nil, fmt.Errorf("read website report: %w", err)
	}
	return out, nil
}

// unread is ErrNotWebsite with what could not be read.
func unread(format string, args ...any) error {
	return ErrNotWebsite.Say("文件不像政府网站工作年度报表："+format+"。", args...)
}

// compareWebsite reads a file and compares it with the report. It returns how many fields were compared.
func compareWebsite(ctx context.Context, r *website.Report, format string, b []byte) (int, error) {
	read, err := ReadWebsite(ctx, format, b)
	if err != nil {
		if f, ok := fault.Of(err); ok {
			err = ErrUnlike.Say("%s 文件写成后读不回来：%s", format, f.Text)
		}
		return 0, fmt.Errorf("reread website report %d: %w", r.Year, err)
	}
	c := comparison{format: format, what: "报表"}
	if format != "csv" && format != "json" {
		c.same("标题", r.Title(), read.above(0))
		c.same("填报单位和统计年度", websiteLine(r), read.above(1))
	} else {
		c.same("年度", strconv.Itoa(r.Year), strconv.Itoa(read.Year))
	}
	if format == "json" {
		c.same("填报单位", website.Plain(r.Agency), read.Agency)
	}
	fields := website.Fields()
	for i := range fields {
		f := &fields[i]
		c.cells++
		want, got := printable(r.Values[f.Key]), "没有这一栏"
		if v, ok := read.Values[f.Key]; ok {
			got = v
		}
		if want != got {
			c.same("“"+f.Title()+"”", orBlank(want), orBlank(got))
		}
	}
	if c.first != nil {
		return c.cells, fmt.Errorf("reread website report %d: %w", r.Year, c.first)
	}
	return c.cells, nil
}

func orBlank(s string) string {
	if s == "" {
		return "空白"
	}
	return s
}

// above is a line above the table, "" where it has none.
func (r *WebsiteRead) above(i int) string {
	if i >= len(r.Above) {
		return ""
	}
	return r.Above[i]
}

// websiteOfDoc reads the one table of a document, and the lines above it.
func websiteOfDoc(doc *document.Doc) (*WebsiteRead, error) {
	out := &WebsiteRead{}
	for _, block := range doc.Blocks {
		switch b := block.(type) {
		case *document.Paragraph:
			out.Above = append(out.Above, b.Text())
		case *document.Table:
			var err error
			out.Values, err = websiteValues(b.Texts())
			return out, err
		case *document.Picture:
		}
	}
	return nil, unread("没有表格")
}

// websiteWidth is how many columns the form has.
const websiteWidth = 4

func websiteOfSheet(ctx context.Context, b []byte) (out *WebsiteRead, err error) {
	w, err := document.OpenXLSX("report.xlsx", bytes.NewReader(b), int64(len(b)), document.DefaultLimits())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	out = &WebsiteRead{}
	var rows [][]string
	for row, err := range w.Rows(ctx, websiteSheet) {
		switch {
		case err != nil:
			return nil, err
		case rows == nil && (len(row.Cells) == 0 || row.Cells[0] != websiteHeads[0]):
			out.Above = append(out.Above, strings.Join(row.Cells, ""))
		default:
			rows = append(rows, append(slices.Clone(row.Cells), make([]string, max(0, websiteWidth-len(row.Cells)))...))
		}
	}
	out.Values, err = websiteValues(rows)
	return out, err
}

// websiteValues reads the rows of the form, the heads first: what stands in the columns of a block or a group holds until the next.
func websiteValues(rows [][]string) (website.Values, error) {
	if len(rows) == 0 || !slices.Equal(rows[0], websiteHeads) {
		return nil, unread("表头应为 %s", strings.Join(websiteHeads, "、"))
	}
	keys := map[[3]string]string{}
	for _, b := range website.Form() {
		for i := range b.Fields {
			keys[[3]string{b.Name, b.Fields[i].Group, websiteLabel(&b.Fields[i])}] = b.Fields[i].Key
		}
	}
	out := website.Values{}
	part, group := "", ""
	for i, row := range rows[1:] {
		if row[0] != "" {
			part, group = row[0], ""
		}
		label := row[2]
		switch {
		case row[1] != "" && label != "":
			group = row[1]
		case row[1] != "":
			group, label = "", row[1]
		}
		key, ok := keys[[3]string{part, group, label}]
		if !ok {
			return nil, unread("第 %d 行“%s”不是表中的栏", i+1, label)
		}
		if _, again := out[key]; again {
			return nil, unread("“%s”有两行", label)
		}
		out[key] = row[3]
	}
	return out, nil
}

func websiteOfCSV(b []byte) (*WebsiteRead, error) {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) < 2 || !slices.Equal(rows[0], websiteList) {
		return nil, unread("表头应为 %s", strings.Join(websiteList, "、"))
	}
	out := &WebsiteRead{Values: website.Values{}}
	for i, row := range rows[1:] {
		year, err := strconv.Atoi(row[0])
		if err != nil || i > 0 && year != out.Year {
			return nil, unread("第 %d 行的年度是 %s", i+1, row[0])
		}
		key, value := row[5], row[3]
		if rest, ok := strings.CutPrefix(value, "'"); ok && document.IsFormulaLike(rest) {
			value = rest // the apostrophe keeps spreadsheets from running it
		}
		if _, again := out.Values[key]; again {
			return nil, unread("“%s”有两行", row[2])
		}
		out.Year, out.Values[key] = year, value
	}
	return out, nil
}

func websiteOfJSON(b []byte) (*WebsiteRead, error) {
	var in websiteShape
	if err := json.Unmarshal(b, &in); err != nil {
		return nil, unread("不是所要的 JSON")
	}
	out := &WebsiteRead{Agency: in.Agency, Year: in.Year, Values: website.Values{}}
	for _, f := range in.Fields {
		value := string(f.Value)
		switch {
		case value == "null" || value == "":
			value = ""
		case strings.HasPrefix(value, `"`):
			if err := json.Unmarshal(f.Value, &value); err != nil {
				return nil, unread("“%s”读不出来", f.Name)
			}
		}
		if _, again := out.Values[f.Key]; again {
			return nil, unread("“%s”有两行", f.Name)
		}
		out.Values[f.Key] = value
	}
	return out, nil
}
