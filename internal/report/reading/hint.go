package reading

import (
	"fmt"
	"slices"
	"strings"

	"gongkai/internal/report"
)

// Hint is something for a person to look at that breaks no relation.
type Hint struct {
	Code  string   `json:"code"`
	Text  string   `json:"text"`
	Cells []string `json:"cells,omitempty"`
}

// Hints lists what was seen in the tables besides the relations: empty cells, cells that cannot be told apart, rows that are not there, two forms
// in one.
func (r *Report) Hints() []Hint {
	out := []Hint{}
	for _, n := range r.Notes {
		out = append(out, Hint{n.Code, n.Text, []string{n.Cell}})
	}
	if r.Form == None {
		return append(out, Hint{Code: "R-NOTABLE", Text: "没有读到表格，请确认网页或者文件里有报告的正文。"})
	}
	if r.Form == Mixed {
		out = append(out, Hint{Code: "R-MIXED", Text: "报告混用了2019年和2021年两种格式的表头，请按报告年度使用一种格式。"})
	}
	look := func(table, path, name string, cells []Cell, keys []string) {
		var blanks, unsure []string
		for i, c := range cells {
			switch at := path + "." + keys[i]; c.State {
			case Blank:
				blanks = append(blanks, at)
			case Unsure:
				unsure = append(unsure, at)
			}
		}
		if len(blanks) > 0 {
			out = append(out, Hint{"R-BLANK", fmt.Sprintf("%s“%s”有 %d 格空白，没有的应当填 0。", table, name, len(blanks)), blanks})
		}
		if len(unsure) > 0 {
			out = append(out, Hint{"R-UNSURE", fmt.Sprintf("%s“%s”的数字连在一起或者缺了格，分不清各格的数，请对照原件。", table, name), unsure})
		}
	}
	for _, l := range rows2 {
		if cells, ok := r.Table2[l.key]; ok {
			look("表二", "table2."+l.key, l.core, cells, []string{"0", "1", "2"})
		}
	}
	for _, l := range rows3 {
		if cells, ok := r.Table3[l.key]; ok {
			look("表三", "table3."+l.key, rowName(l), cells, columnKeys())
		}
	}
	for _, k := range blocks4 {
		if cells, ok := r.Table4[k]; ok {
			look("表四", "table4."+k, blockNames[k], cells, []string{"0", "1", "2", "3", "4"})
		}
	}
	if len(r.Table3) > 0 {
		form := report.Format2021
		if r.Form == Form2019 {
			form = report.Format2019
		}
		var names []string
		for _, row := range report.Table3(form) {
			if _, ok := r.Table3[row.Key]; !ok {
				names = append(names, row.Name)
			}
		}
		if len(names) > 0 {
			out = append(out, Hint{Code: "R-ROWS", Text: fmt.Sprintf("表三没有读到 %d 行：%s。", len(names), strings.Join(names, "、"))})
		}
	}
	return slices.Clip(out)
}
