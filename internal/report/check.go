package report

import "fmt"

// Violation is a 勾稽关系 that does not hold, named as in the design.
type Violation struct {
	Relation    string `json:"relation"`
	Left, Right int64
	Text        string `json:"text"`
	Group       string `json:"-"`
}

// AcrossYears is the group of relations with the report of the year before.
const AcrossYears = "表三 跨年"

// Hint is something to look at that breaks no relation.
type Hint struct {
	Code string `json:"code"`
	Text string `json:"text"`
	Cell string `json:"cell,omitempty"`
}

// Relations is the outcome of the check: how many relations of a group hold, and which do not.
type Relations struct {
	Groups     []Group
	Violations []Violation
	Hints      []Hint
}

// Group counts the relations of one kind.
type Group struct {
	Name        string
	Holds, Outs int
}

// What is said of a relation that does not hold: the column, row or block, then its two sides. Whoever checks a report says it so.
const (
	SaysBalance = "表三“%s”列：新收加上年结转为 %d，总计加结转下年为 %d，两者应当相等。"
	SaysSum     = "表三“%s”列：各项办理结果之和为 %d，总计为 %d，两者应当相等。"
	SaysRow     = "表三“%s”行：各类申请人之和为 %d，总计为 %d，两者应当相等。"
	SaysBlock   = "表四“%s”：四种结果之和为 %d，总计为 %d，两者应当相等。"
	SaysPublic  = "表二“%s”：对外公开总数量 %d 少于本年新公开数量 %d，请核对。"
	SaysValid   = "表二“%s”：现行有效件数 %d 少于本年制发减废止件数 %d，请核对。"
)

// Check verifies the relations within one report, and with the report of the year before where there is one. law: 条例 50
func (a *Annual) Check() Relations {
	var r Relations
	test := func(group string, relation string, left, right int64, holds bool, text string) {
		if len(r.Groups) == 0 || r.Groups[len(r.Groups)-1].Name != group {
			r.Groups = append(r.Groups, Group{Name: group})
		}
		g := &r.Groups[len(r.Groups)-1]
		if holds {
			g.Holds++
			return
		}
		g.Outs++
		r.Violations = append(r.Violations, Violation{relation, left, right, text, group})
	}
	rows := Table3(a.Format)
	for i, col := range Columns {
		in := a.Table3["new_received"][i] + a.Table3["carried_in"][i]
		out := a.Table3["total"][i] + a.Table3["carried_out"][i]
		test("表三 平衡", "T3.BALANCE["+col.Key+"]", in, out, in == out,
			fmt.Sprintf(SaysBalance, col.Name, in, out))
	}
	for i, col := range Columns {
		var sum int64
		for _, row := range rows {
			if row.First == results && row.Key != "total" {
				sum += a.Table3[row.Key][i]
			}
		}
		total := a.Table3["total"][i]
		test("表三 求和", "T3.SUM["+col.Key+"]", sum, total, sum == total,
			fmt.Sprintf(SaysSum, col.Name, sum, total))
	}
	for _, row := range rows {
		v := a.Table3[row.Key]
		sum := v[0] + v[1] + v[2] + v[3] + v[4] + v[5]
		test("表三 逐行", "T3.ROW["+row.Key+"]", sum, v[6], sum == v[6],
			fmt.Sprintf(SaysRow, row.Name, sum, v[6]))
	}
	if c := a.Carried; c != nil {
		for i, col := range Columns {
			left, right := c.Before[i]+c.Adjusted(col.Key), a.Table3["carried_in"][i]
			test(AcrossYears, "XY.CARRY["+col.Key+"]", left, right, left == right, c.text(a.Year, i, right))
		}
	}
	for _, b := range Table4() {
		v := a.Table4[b.Key]
		sum := v[0] + v[1] + v[2] + v[3]
		test("表四 逐块", "T4.ROW["+b.Key+"]", sum, v[4], sum == v[4],
			fmt.Sprintf(SaysBlock, b.Name, sum, v[4]))
	}
	for _, key := range []string{"regulations", "normative"} {
		v := a.Table2[key]
		least, text := v[1], SaysPublic
		if a.Format == Format2021 {
			least, text = v[0]-v[1], SaysValid
		}
		test("表二 取值", "T2.RANGE["+key+"]", v[2], least, v[2] >= least, fmt.Sprintf(text, map[string]string{"regulations": "规章", "normative": "规范性文件"}[key], v[2], least))
	}
	r.Hints = a.hints()
	return r
}

// text says that a column does not begin with what the year before left, and what to do.
func (c *Carried) text(year, column int, in int64) string {
	col := Columns[column]
	before := fmt.Sprintf("%d年度报告结转下年为 %d", year-1, c.Before[column])
	if n := c.Adjusted(col.Key); n != 0 {
		before += fmt.Sprintf("，经调整为 %d", c.Before[column]+n)
	}
	return fmt.Sprintf("表三“%s”列：%s，本年上年结转为 %d，两者应当相等；请核对记录，或者登记结转调整。", col.Name, before, in)
}

func (a *Annual) hints() []Hint {
	var out []Hint
	for _, row := range Table2(a.Format, a.Settings) {
		v := a.Table2[row.Key]
		if len(v) == 3 && len(row.Heads) == 3 && row.Heads[2] == "处理决定数量" && v[1] == v[2] && v[2] > 50 {
			out = append(out, Hint{
				"W-T2-01", fmt.Sprintf(
					"表二“%s”：本年增/减与处理决定数量同为 %d，疑似把办件数填进了项目数。项目数应数权责清单上的事项；如按办件统计，请在报告中说明口径。", row.Name, v[1]),
				"table2." + row.Key + ".1",
			})
		}
	}
	if a.Table2["regulations"][0] > 0 {
		out = append(out, Hint{"W-T2-02", "表二“规章”：市级部门通常没有规章制定权，请核对。", "table2.regulations.0"})
	}
	return out
}
