package paper

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"

	"gongkai/internal/document"
	"gongkai/internal/publication"
	"gongkai/internal/report/website"
)

// WebsiteFormat is a kind of file that a 政府网站工作年度报表 is handed out as.
type WebsiteFormat = FormatOf[*website.Report]

// WebsiteFormats are all of them. html, docx and xlsx are drawn from one layout of the form; csv and json list it field by field.
var WebsiteFormats = []WebsiteFormat{
	{"html", typeHTML, websiteHTML},
	{"docx", typeDOCX, websiteDOCX},
	{"xlsx", typeXLSX, websiteXLSX},
	{"csv", typeCSV, websiteCSV},
	{"json", typeJSON, websiteJSON},
}

// WriteWebsite writes a report in the format of that name. The same report gives the same bytes.
func WriteWebsite(name string, r *website.Report) ([]byte, WebsiteFormat, error) {
	return write(name, r, WebsiteFormats)
}

// websiteSheet is what the table of the form is called.
const websiteSheet = "政府网站工作年度报表"

// The columns of the form: the block, what stands below it, which has a group where there is one, and the value.
var (
	websiteColumns = []int{16, 18, 36, 30}
	websiteHeads   = []string{"部分", "栏目", "", "内容"}
)

// websiteLabel is how a field is called beside its value: 收到留言数量（单位：条）.
func websiteLabel(f *website.Field) string {
	if f.Unit == "" {
		return f.Name
	}
	return f.Name + "（单位：" + f.Unit + "）"
}

// plainNumber is a number as it stands in a cell of figures, and in JSON.
var plainNumber = regexp.MustCompile(`^(0|[1-9]\d*)(\.\d+)?$`)

// websiteGrid lays out the form: a group of rows for each block.
func websiteGrid(r *website.Report) *grid {
	g := &grid{name: websiteSheet, columns: websiteColumns, heads: 1}
	g.rows = [][]cell{{head("col", websiteHeads[0], 1, 1), head("colgroup", websiteHeads[1], 2, 1), head("col", websiteHeads[3], 1, 1)}}
	for _, b := range website.Form() {
		g.groups = append(g.groups, len(g.rows))
		for i := range b.Fields {
			f := &b.Fields[i]
			var cells []cell
			if i == 0 {
				cells = append(cells, head("rowgroup", b.Name, 1, len(b.Fields)))
			}
			switch {
			case f.Group == "":
				cells = append(cells, head("row", websiteLabel(f), 2, 1))
			case i == 0 || b.Fields[i-1].Group != f.Group:
				n := i
				for n < len(b.Fields) && b.Fields[n].Group == f.Group {
					n++
				}
				cells = append(cells, head("row", f.Group, 1, n-i), head("row", websiteLabel(f), 1, 1))
			default:
				cells = append(cells, head("row", websiteLabel(f), 1, 1))
			}
			value := printable(r.Values[f.Key])
			number := (f.Kind == website.Count || f.Kind == website.Decimal) && plainNumber.MatchString(value)
			g.rows = append(g.rows, append(cells, cell{text: value, cols: 1, rows: 1, words: !number}))
		}
	}
	return g
}

// websiteLine stands between the title and the table.
func websiteLine(r *website.Report) string {
	return fmt.Sprintf("填报单位：%s。统计年度：%d年。", website.Plain(r.Agency), r.Year)
}

// websitePart is the form with the line above it.
func websitePart(r *website.Report) part {
	return part{paras: []publication.Paragraph{{Text: websiteLine(r)}}, table: websiteGrid(r)}
}

func websiteHTML(r *website.Report) ([]byte, error) {
	return writeHTML(r.Title(), plain(r.Title()), []part{websitePart(r)})
}

func websiteDOCX(r *website.Report) ([]byte, error) {
	return writeDOCX(r.Title(), r.Agency, []part{websitePart(r)})
}

func websiteXLSX(r *website.Report) ([]byte, error) {
	return writeXLSX(r.Title(), r.Agency, websiteSheet, func(w *xlsxWriter) { w.table(websitePart(r)) })
}

// websiteList are the heads of the list.
var websiteList = []string{"年度", "部分", "栏目", "内容", "单位", "代码"}

func websiteCSV(r *website.Report) ([]byte, error) {
	var rows [][]string
	for _, b := range website.Form() {
		for i := range b.Fields {
			f := &b.Fields[i]
			rows = append(rows, []string{strconv.Itoa(r.Year), b.Name, f.Title(), printable(r.Values[f.Key]), f.Unit, f.Key})
		}
	}
	var out bytes.Buffer
	err := document.Listing{Name: websiteSheet, Heads: websiteList, Rows: document.Rows(rows)}.WriteCSV(&out)
	return out.Bytes(), err
}

// websiteShape is the report for programs.
type websiteShape struct {
	Title  string       `json:"title"`
	Agency string       `json:"agency"`
	Year   int          `json:"year"`
	Fields []fieldShape `json:"fields"`
}

// fieldShape is a field with its value: a number, a text, or null where nothing is written.
type fieldShape struct {
	Key   string          `json:"key"`
	Part  string          `json:"part"`
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
	Unit  string          `json:"unit,omitempty"`
}

func websiteJSON(r *website.Report) ([]byte, error) {
	out := websiteShape{Title: r.Title(), Agency: website.Plain(r.Agency), Year: r.Year}
	for _, b := range website.Form() {
		for i := range b.Fields {
			f := &b.Fields[i]
			value := printable(r.Values[f.Key])
			raw, err := json.Marshal(value)
			switch {
			case err != nil:
				return nil, fmt.Errorf("write website report %d: %w", r.Year, err)
			case value == "":
				raw = []byte("null")
			case (f.Kind == website.Count || f.Kind == website.Decimal) && plainNumber.MatchString(value):
				raw = []byte(value)
			}
			out.Fields = append(out.Fields, fieldShape{f.Key, b.Name, f.Title(), raw, f.Unit})
		}
	}
	return indented(out)
}
