package reading

import (
	"fmt"
	"slices"

	"gongkai/internal/report"
)

// Outcome is how a relation stands.
type Outcome int

// The outcomes.
const (
	Holds Outcome = iota
	Violated
	CannotTell // a cell that it needs is empty, or cannot be told
)

// Relation is a 勾稽关系 of a report that was read: T3.BALANCE[natural]. Left and Right are its two sides, where they are known.
type Relation struct {
	Name        string
	Outcome     Outcome
	Left, Right int64
	Cells       []string // table3.new_received.natural
	Text        string   // of a violation: what does not agree
}

// leastRows is how many rows of results a column must have to be added up: with fewer, some are known to be left out.
const leastRows = 19

// Check looks whether the relations of a report hold. An empty cell counts nothing where it is added; where it is a total, the relation cannot be
// told, unless all that it adds up is empty or nought too and it is not in the column of totals.
//
// law: 条例 50
func (r *Report) Check() []Relation {
	var out []Relation
	for c, col := range report.Columns {
		out = append(out, r.balance(c, col.Key, col.Name)...)
	}
	for c, col := range report.Columns {
		out = append(out, r.sum(c, col.Key, col.Name)...)
	}
	for _, l := range rows3 {
		if cells, ok := r.Table3[l.key]; ok {
			out = append(out, total("T3.ROW["+l.key+"]", "table3."+l.key, report.SaysRow, rowName(l), cells, columnKeys()))
		}
	}
	for _, k := range blocks4 {
		if cells, ok := r.Table4[k]; ok {
			out = append(out, total("T4.ROW["+k+"]", "table4."+k, report.SaysBlock, blockNames[k], cells, []string{"0", "1", "2", "3", "4"}))
		}
	}
	for _, k := range []string{"regulations", "normative"} {
		if cells, ok := r.Table2[k]; ok && len(cells) == 3 {
			out = append(out, r.span(k, cells))
		}
	}
	return out
}

var normNames = map[string]string{"regulations": "规章", "normative": "规范性文件"}

var blockNames = map[string]string{"review": "行政复议", "litigation_direct": "未经复议直接起诉", "litigation_after_review": "复议后起诉"}

func columnKeys() []string {
	var out []string
	for _, c := range report.Columns {
		out = append(out, c.Key)
	}
	return out
}

// rowName is what a row of table 三 is called.
func rowName(l label) string {
	for _, f := range []report.Format{report.Format2021, report.Format2019} {
		for _, row := range report.Table3(f) {
			if row.Key == l.key {
				return row.Name
			}
		}
	}
	return l.core
}

// adding adds up cells; ok is false where one of them cannot be told. empty: none of them holds anything but nought.
func adding(cells ...Cell) (sum int64, empty, ok bool) {
	empty = true
	for _, c := range cells {
		switch c.State {
		case Unsure:
			return 0, false, false
		case Known:
			sum += c.N
			empty = empty && c.N == 0
		}
	}
	return sum, empty, true
}

// judge compares two sides.
func judge(rel Relation, text, name string) Relation {
	if rel.Outcome = Holds; rel.Left != rel.Right {
		rel.Outcome, rel.Text = Violated, fmt.Sprintf(text, name, rel.Left, rel.Right)
	}
	return rel
}

// total compares the last of some cells with the sum of the others.
func total(name, path, text, row string, cells []Cell, keys []string) Relation {
	rel := Relation{Name: name, Outcome: CannotTell}
	for _, k := range keys {
		rel.Cells = append(rel.Cells, path+"."+k)
	}
	last := cells[len(cells)-1]
	sum, _, ok := adding(cells[:len(cells)-1]...)
	if !ok || last.State != Known {
		return rel
	}
	rel.Left, rel.Right = sum, last.N
	return judge(rel, text, row)
}

// balance is 新收＋上年结转＝总计＋结转下年 in a column.
func (r *Report) balance(c int, key, name string) []Relation {
	rel := Relation{Name: "T3.BALANCE[" + key + "]", Outcome: CannotTell}
	var at [4]Cell
	for i, k := range []string{"new_received", "carried_in", "total", "carried_out"} {
		cells, ok := r.Table3[k]
		if !ok {
			return nil
		}
		at[i] = cells[c]
		rel.Cells = append(rel.Cells, "table3."+k+"."+key)
	}
	in, noIn, ok1 := adding(at[0], at[1])
	after, noAfter, ok2 := adding(at[3])
	switch {
	case !ok1 || !ok2 || at[2].State == Unsure,
		key == "total" && slices.ContainsFunc(at[:], func(x Cell) bool { return x.State != Known }),
		at[2].State != Known && !(noIn && noAfter):
		return []Relation{rel}
	}
	rel.Left, rel.Right = in, at[2].N+after
	return []Relation{judge(rel, report.SaysBalance, name)}
}

// sum is 各办理结果之和＝总计 in a column.
func (r *Report) sum(c int, key, name string) []Relation {
	rel := Relation{Name: "T3.SUM[" + key + "]", Outcome: CannotTell}
	totals, ok := r.Table3["total"]
	if !ok {
		return nil
	}
	var parts []Cell
	for _, l := range rows3 {
		switch l.key {
		case "new_received", "carried_in", "total", "carried_out":
			continue
		}
		if cells, ok := r.Table3[l.key]; ok {
			parts = append(parts, cells[c])
			rel.Cells = append(rel.Cells, "table3."+l.key+"."+key)
		}
	}
	if len(parts) < leastRows {
		return nil
	}
	rel.Cells = append(rel.Cells, "table3.total."+key)
	sum, nothing, known := adding(parts...)
	end := totals[c]
	switch {
	case !known || end.State == Unsure,
		key == "total" && (end.State != Known || slices.ContainsFunc(parts, func(x Cell) bool { return x.State != Known })),
		end.State != Known && !nothing:
		return []Relation{rel}
	}
	rel.Left, rel.Right = sum, end.N
	return []Relation{judge(rel, report.SaysSum, name)}
}

// span is 现行有效 ≥ 本年制发 − 本年废止, in the form of 2019 对外公开总数 ≥ 本年新公开.
func (r *Report) span(key string, cells []Cell) Relation {
	rel := Relation{Name: "T2.RANGE[" + key + "]", Outcome: CannotTell}
	for i := range cells {
		rel.Cells = append(rel.Cells, fmt.Sprintf("table2.%s.%d", key, i))
		if cells[i].State != Known {
			return rel
		}
	}
	least, text := cells[1].N, report.SaysPublic
	if r.Norms2021 {
		least, text = cells[0].N-cells[1].N, report.SaysValid
	}
	rel.Left, rel.Right, rel.Outcome = cells[2].N, least, Holds
	if rel.Left < rel.Right {
		rel.Outcome, rel.Text = Violated, fmt.Sprintf(text, normNames[key], rel.Left, rel.Right)
	}
	return rel
}

// Against compares a report with that of the year before.
func (r *Report) Against(before *Report) []Relation {
	var out []Relation
	for c, col := range report.Columns {
		left, ok1 := before.Table3["carried_out"]
		right, ok2 := r.Table3["carried_in"]
		if !ok1 || !ok2 {
			break
		}
		rel := Relation{Name: "XY.CARRY[" + col.Key + "]", Outcome: CannotTell, Cells: []string{"previous.table3.carried_out." + col.Key, "table3.carried_in." + col.Key}}
		if known(left[c]) && known(right[c]) || left[c].State == Blank && right[c].State == Blank {
			rel.Left, rel.Right = left[c].N, right[c].N
			rel = judge(rel, "表三“%s”列：上年度报告的结转下年为 %d，本年度报告的上年结转为 %d，两者应当相等。", col.Name)
		}
		out = append(out, rel)
	}
	if !before.Norms2021 || !r.Norms2021 {
		return out
	}
	for _, k := range []string{"regulations", "normative"} {
		old, ok1 := before.Table2[k]
		now, ok2 := r.Table2[k]
		if !ok1 || !ok2 || len(old) != 3 || len(now) != 3 {
			continue
		}
		rel := Relation{Name: "XY.VALID[" + k + "]", Outcome: CannotTell, Cells: []string{"previous.table2." + k + ".2", "table2." + k + ".0", "table2." + k + ".1", "table2." + k + ".2"}}
		if known(old[2]) && known(now[0]) && known(now[1]) && known(now[2]) {
			rel.Left, rel.Right = old[2].N+now[0].N-now[1].N, now[2].N
			rel = judge(rel, "表二“%s”：上年度现行有效加本年制发减本年废止为 %d，本年度现行有效为 %d，两者应当相等。", normNames[k])
		}
		out = append(out, rel)
	}
	return out
}

func known(c Cell) bool { return c.State == Known }

// Names lists relations of an outcome.
func Names(list []Relation, o Outcome) []string {
	out := []string{}
	for _, rel := range list {
		if rel.Outcome == o {
			out = append(out, rel.Name)
		}
	}
	return out
}
