package report

import (
	"fmt"
	"regexp"
	"strings"
)

// Hint is something to look at that breaks no relation. It changes no verdict.
type Hint struct {
	Code  string   `json:"code"`
	Text  string   `json:"text"`
	Cells []string `json:"cells,omitempty"` // as of a relation
}

// Hints lists what is to be looked at in a report, built here or read: cells that are empty or cannot be told, figures that people mistake for
// others, the year before, and the texts. before is the report of the year before, nil where it is not known; overlap is from how many per cent
// on it is said that a text stood there already.
func (s *Sheet) Hints(before *Sheet, overlap int) []Hint {
	out := []Hint{}
	if s.Format == FormatNone {
		out = append(out, Hint{Code: "R-NOTABLE", Text: "没有读到表格，请确认网页或者文件里有报告的正文。"})
	} else {
		out = append(out, s.cellHints()...)
		out = append(out, s.kindHints()...)
	}
	if before != nil {
		out = append(out, s.yearHints(before)...)
	}
	if s.Written {
		out = append(out, s.textHints()...)
		if n, ok := s.Overlap(before); ok && n >= overlap {
			out = append(out, Hint{Code: "W-Y-04", Text: fmt.Sprintf("文字部分有 %d%% 与上年度报告相同（不计数字和标点），请核对是否照抄上年。", n)})
		}
	}
	return out
}

// blankRows is how many rows of a table with empty cells are named one by one.
const blankRows = 3

// cellHints are about cells and rows as such.
func (s *Sheet) cellHints() (out []Hint) {
	if s.Format == FormatMixed {
		out = append(out, Hint{Code: "R-MIXED", Text: "报告混用了2019年和2021年两种格式的表头，请按报告年度使用一种格式。"})
	}
	var empty []Hint // of the table that is looked at, one for each row
	look := func(table, path, name string, cells []Cell, key func(int) string) {
		var blanks, unsure, wrong []string
		for i, c := range cells {
			at := path + "." + key(i)
			switch {
			case c.State == Blank:
				blanks = append(blanks, at)
			case c.State == Unsure:
				unsure = append(unsure, at)
			case c.State == Known && table != "表二" && (c.N < 0 || strings.ContainsAny(c.Text, "-.")):
				wrong = append(wrong, at)
			}
		}
		if len(blanks) > 0 {
			empty = append(empty, Hint{"R-BLANK", fmt.Sprintf("%s“%s”有 %d 格空白，没有的应当填 0。", table, name, len(blanks)), blanks})
		}
		if len(unsure) > 0 {
			out = append(out, Hint{"R-UNSURE", fmt.Sprintf("%s“%s”的数字连在一起或者缺了格，分不清各格的数，请对照原件。", table, name), unsure})
		}
		if len(wrong) > 0 {
			out = append(out, Hint{"E-T3-04", fmt.Sprintf("%s“%s”有 %d 格不是 0 或者正整数，件数请填整数。", table, name, len(wrong)), wrong})
		}
	}
	done := func(table string) {
		if len(empty) > blankRows {
			var cells []string
			for _, h := range empty {
				cells = append(cells, h.Cells...)
			}
			empty = []Hint{{"R-BLANK", fmt.Sprintf("%s有 %d 行共 %d 格空白，没有的应当填 0。", table, len(empty), len(cells)), cells}}
		}
		out, empty = append(out, empty...), nil
	}
	number := func(i int) string { return fmt.Sprint(i) }
	for _, row := range Table2(Format2019, Settings{}) {
		if cells, ok := s.Table2[row.Key]; ok {
			look("表二", "table2."+row.Key, row.Name, cells, number)
		}
	}
	done("表二")
	for _, row := range AllRows3() {
		if cells, ok := s.Table3[row.Key]; ok {
			look("表三", "table3."+row.Key, row.Name, cells, func(i int) string { return Columns[i].Key })
		}
	}
	done("表三")
	for _, b := range Table4() {
		if cells, ok := s.Table4[b.Key]; ok {
			look("表四", "table4."+b.Key, b.Name, cells, number)
		}
	}
	done("表四")
	if len(s.Table3) > 0 {
		form := Format2021
		if s.Format == Format2019 {
			form = Format2019
		}
		var names []string
		for _, row := range Table3(form) {
			if _, ok := s.Table3[row.Key]; !ok {
				names = append(names, row.Name)
			}
		}
		if len(names) > 0 {
			out = append(out, Hint{Code: "R-ROWS", Text: fmt.Sprintf("表三没有读到 %d 行：%s。", len(names), strings.Join(names, "、"))})
		}
	}
	return out
}

// manyCases is how many decisions are no longer taken for a number of items of the 权责清单.
const manyCases = 50

// makesNone are agencies that have no power to make 规章; makesThem those that sound like them and do.
var (
	makesNone = regexp.MustCompile(`(局|厅|委|委员会|办公室|中心|队|学校|学院|大学)$`)
	makesThem = regexp.MustCompile(`人民政府|国务院|中华人民共和国|国家|总局|管理委员会|管委会`)
)

// kindHints are about figures of table 二 that are taken for others.
func (s *Sheet) kindHints() (out []Hint) {
	for _, row := range Table2(Format2019, Settings{}) {
		v := s.Table2[row.Key]
		if len(v) == 3 && row.Heads[2] == "处理决定数量" && known(v[1], v[2]) && v[1].N == v[2].N && v[2].N > manyCases {
			out = append(out, Hint{
				"W-T2-01", fmt.Sprintf(
					"表二“%s”：本年增/减与处理决定数量同为 %d，疑似把办件数填进了项目数。项目数应数权责清单上的事项；如按办件统计，请在报告中说明口径。", row.Name, v[1].N),
				[]string{"table2." + row.Key + ".1", "table2." + row.Key + ".2"},
			})
		}
	}
	if makesNone.MatchString(s.Agency) && !makesThem.MatchString(s.Agency) {
		var cells []string
		for i, c := range s.Table2["regulations"] {
			if known(c) && c.N > 0 {
				cells = append(cells, fmt.Sprintf("table2.regulations.%d", i))
			}
		}
		if len(cells) > 0 {
			out = append(out, Hint{"W-T2-02", "表二“规章”：市级部门通常没有规章制定权，请核对。", cells})
		}
	}
	return out
}

// yearHints are about what the year before said.
func (s *Sheet) yearHints(before *Sheet) (out []Hint) {
	for _, b := range Table4() {
		old, now := before.Table4[b.Key], s.Table4[b.Key]
		if len(old) == 5 && len(now) == 5 && known(old[3], now[4]) && now[4].N < old[3].N {
			out = append(out, Hint{
				"W-X-02", fmt.Sprintf("表四“%s”：上年度报告尚未审结 %d 件，本年度总计只有 %d 件；上年未审结的，本年应当审结或者仍列尚未审结，请核对。", b.Name, old[3].N, now[4].N),
				[]string{"previous.table4." + b.Key + ".3", "table4." + b.Key + ".4"},
			})
		}
	}
	for _, row := range Table2(Format2019, Settings{}) {
		old, now := before.Table2[row.Key], s.Table2[row.Key]
		if row.Heads[0] != "上一年项目数量" || len(old) < 2 || len(now) < 2 || !known(old[0], old[1], now[0]) {
			continue
		}
		if want := old[0].N + old[1].N; want != now[0].N {
			path := "table2." + row.Key
			out = append(out, Hint{
				"W-X-04", fmt.Sprintf("表二“%s”：上年度报告的项目数量加增减为 %d，本年度报告的上一年项目数量为 %d，通常应当相等，请核对。", row.Name, want, now[0].N),
				[]string{"previous." + path + ".0", "previous." + path + ".1", path + ".0"},
			})
		}
	}
	if s.Norms2021 && !before.Norms2021 && len(s.Table2) > 0 && len(before.Table2) > 0 {
		out = append(out, Hint{Code: "W-X-05", Text: "本年度改用2021年格式，表二与上年度的口径不同，不作跨年比较；表三的上年结转照常比较。"})
	}
	return out
}
