package report

import (
	"fmt"
	"slices"
	"strings"
)

// Outcome is how a relation stands.
type Outcome int

// The outcomes.
const (
	Holds Outcome = iota
	Violated
	CannotTell // a cell that it needs is empty, or cannot be told
)

// Relation is a 勾稽关系 of a report: T3.BALANCE[natural]. Left and Right are its two sides, where they are known.
type Relation struct {
	Name        string
	Group       string
	Outcome     Outcome
	Left, Right int64
	Cells       []string // table3.new_received.natural; one of the year before begins with previous.
	Text        string   // of a violation: what does not agree
}

// Title names a relation for people: 表三 平衡“自然人”.
func (rel Relation) Title() string {
	_, key, _ := strings.Cut(strings.TrimSuffix(rel.Name, "]"), "[")
	name := columnName(key)
	for _, row := range AllRows3() {
		if strings.HasPrefix(rel.Name, "T3.ROW") && row.Key == key {
			name = row.Name
		}
	}
	for _, b := range Table4() {
		if b.Key == key {
			name = b.Name
		}
	}
	for _, n := range norms2 {
		if n.key == key {
			name = n.name
		}
	}
	return rel.Group + "“" + name + "”"
}

// The groups of relations with the report of the year before.
const (
	AcrossYears      = "表三 跨年"
	acrossYearsNorms = "表二 跨年"
)

// Result is the outcome of the check of a report that is built here.
type Result struct {
	Groups     []Group
	Violations []Relation
	Hints      []Hint
}

// Group counts the relations of one kind.
type Group struct {
	Name               string
	Holds, Outs, Blank int // Blank: cannot be told
}

// Groups counts relations by their groups, in the order in which they come.
func Groups(list []Relation) []Group {
	var out []Group
	for _, rel := range list {
		i := slices.IndexFunc(out, func(g Group) bool { return g.Name == rel.Group })
		if i < 0 {
			i, out = len(out), append(out, Group{Name: rel.Group})
		}
		switch rel.Outcome {
		case Holds:
			out[i].Holds++
		case Violated:
			out[i].Outs++
		case CannotTell:
			out[i].Blank++
		}
	}
	return out
}

// Check verifies the relations within one report, and with the report of the year before where there is one. What was valid a year
// ago need not be what the records say now, so XY.VALID is a hint here. law: 条例 50
func (a *Annual) Check() Result {
	s, before := a.Sheet(), a.before()
	list := s.Relations()
	hints := s.Hints(before, a.Settings.overlap())
	if before != nil {
		for _, rel := range s.Against(before) {
			if rel.Group == AcrossYears {
				if rel.Outcome == Violated {
					rel.Text += "请核对记录，或者登记结转调整。"
				}
				list = append(list, rel)
			} else if rel.Outcome == Violated {
				hints = append(hints, Hint{"W-X-03", rel.Text, rel.Cells})
			}
		}
	}
	return Result{Groups(list), Of(list, Violated), hints}
}

// Of returns the relations of an outcome.
func Of(list []Relation, o Outcome) []Relation {
	return slices.DeleteFunc(slices.Clone(list), func(rel Relation) bool { return rel.Outcome != o })
}

// Names lists the relations of an outcome by name.
func Names(list []Relation, o Outcome) []string {
	out := []string{}
	for _, rel := range Of(list, o) {
		out = append(out, rel.Name)
	}
	return out
}

// Suspect is the cell of table 三 that one broken row and one broken column have in common, where there are no others: what is wrong is most likely
// wrong there. It is "" where there is no such cell.
func Suspect(list []Relation) string {
	rows, columns, cell := map[string]bool{}, map[string]bool{}, ""
	for _, rel := range Of(list, Violated) {
		kind, key, _ := strings.Cut(strings.TrimSuffix(rel.Name, "]"), "[")
		switch kind {
		case "T3.ROW":
			rows[key] = true
			cell = "table3." + key
		case "T3.SUM", "T3.BALANCE":
			columns[key] = true
		}
	}
	if len(rows) != 1 || len(columns) != 1 {
		return ""
	}
	for key := range columns {
		cell += "." + key
	}
	for _, rel := range Of(list, Violated) {
		if strings.HasPrefix(rel.Name, "T3.") && !slices.Contains(rel.Cells, cell) {
			return ""
		}
	}
	return cell
}

// leastRows is how many rows of results a column must have to be added up: with fewer, some are known to be left out.
const leastRows = 19

// Relations looks whether the relations of a report hold. An empty cell counts nothing where it is added; where it is a total, the relation
// cannot be told, unless all that it adds up is empty or nought too and it is not in the column of totals.
//
// law: 条例 50
func (s *Sheet) Relations() []Relation {
	var out []Relation
	for c := range Columns {
		out = append(out, s.balance(c)...)
	}
	for c := range Columns {
		out = append(out, s.sum(c)...)
	}
	var columns []string
	for _, c := range Columns {
		columns = append(columns, c.Key)
	}
	for _, row := range AllRows3() {
		if cells, ok := s.Table3[row.Key]; ok {
			rel := Relation{Name: "T3.ROW[" + row.Key + "]", Group: "表三 逐行"}
			out = append(out, rel.total("table3."+row.Key, "表三“%s”行：各类申请人之和为 %d，总计为 %d，两者应当相等。", row.Name, cells, columns))
		}
	}
	for _, b := range Table4() {
		if cells, ok := s.Table4[b.Key]; ok {
			rel := Relation{Name: "T4.ROW[" + b.Key + "]", Group: "表四 逐块"}
			out = append(out, rel.total("table4."+b.Key, "表四“%s”：四种结果之和为 %d，总计为 %d，两者应当相等。", b.Name, cells, []string{"0", "1", "2", "3", "4"}))
		}
	}
	for _, n := range norms2 {
		if cells, ok := s.Table2[n.key]; ok && len(cells) == 3 {
			out = append(out, s.norm(n.key, n.in(s), cells))
		}
	}
	return out
}

// norm2 is a row of documents in table 二, as the form of 2019 and that of 2021 call it.
type norm2 struct{ key, name, name2021 string }

var norms2 = []norm2{{"regulations", "规章", "规章"}, {"normative", "规范性文件", "行政规范性文件"}}

// in is its name in the form of a sheet.
func (n norm2) in(s *Sheet) string {
	if s.Norms2021 {
		return n.name2021
	}
	return n.name
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
func (rel Relation) judge(left, right int64, text, name string) Relation {
	if rel.Left, rel.Right, rel.Outcome = left, right, Holds; left != right {
		rel.Outcome, rel.Text = Violated, fmt.Sprintf(text, name, left, right)
	}
	return rel
}

// total compares the last of some cells with the sum of the others.
func (rel Relation) total(path, text, name string, cells []Cell, keys []string) Relation {
	for _, k := range keys {
		rel.Cells = append(rel.Cells, path+"."+k)
	}
	last := cells[len(cells)-1]
	sum, _, ok := adding(cells[:len(cells)-1]...)
	if !ok || last.State != Known {
		rel.Outcome = CannotTell
		return rel
	}
	return rel.judge(sum, last.N, text, name)
}

// balance is 新收＋上年结转＝总计＋结转下年 in a column.
func (s *Sheet) balance(c int) []Relation {
	key := Columns[c].Key
	rel := Relation{Name: "T3.BALANCE[" + key + "]", Group: "表三 平衡", Outcome: CannotTell}
	var at [4]Cell
	for i, k := range []string{"new_received", "carried_in", "total", "carried_out"} {
		cells, ok := s.Table3[k]
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
		key == "total" && !known(at[:]...),
		at[2].State != Known && !(noIn && noAfter):
		return []Relation{rel}
	}
	return []Relation{rel.judge(in, at[2].N+after, "表三“%s”列：新收加上年结转为 %d，总计加结转下年为 %d，两者应当相等。", Columns[c].Name)}
}

// sum is 各办理结果之和＝总计 in a column.
func (s *Sheet) sum(c int) []Relation {
	key := Columns[c].Key
	rel := Relation{Name: "T3.SUM[" + key + "]", Group: "表三 求和", Outcome: CannotTell}
	totals, ok := s.Table3["total"]
	if !ok {
		return nil
	}
	var parts []Cell
	for _, row := range AllRows3() {
		if cells, ok := s.Table3[row.Key]; ok && row.First == results && row.Key != "total" {
			parts = append(parts, cells[c])
			rel.Cells = append(rel.Cells, "table3."+row.Key+"."+key)
		}
	}
	if len(parts) < leastRows {
		return nil
	}
	rel.Cells = append(rel.Cells, "table3.total."+key)
	sum, nothing, told := adding(parts...)
	end := totals[c]
	switch {
	case !told || end.State == Unsure,
		key == "total" && (end.State != Known || !known(parts...)),
		end.State != Known && !nothing:
		return []Relation{rel}
	}
	return []Relation{rel.judge(sum, end.N, "表三“%s”列：各项办理结果之和为 %d，总计为 %d，两者应当相等。", Columns[c].Name)}
}

// norm is 现行有效 ≥ 本年制发 − 本年废止, in the form of 2019 对外公开总数 ≥ 本年新公开.
func (s *Sheet) norm(key, name string, cells []Cell) Relation {
	rel := Relation{Name: "T2.RANGE[" + key + "]", Group: "表二 取值", Outcome: CannotTell}
	for i := range cells {
		rel.Cells = append(rel.Cells, fmt.Sprintf("table2.%s.%d", key, i))
	}
	if !known(cells...) {
		return rel
	}
	least, text := cells[1].N, "表二“%s”：对外公开总数量 %d 少于本年新公开数量 %d，请核对。"
	if s.Norms2021 {
		least, text = cells[0].N-cells[1].N, "表二“%s”：现行有效件数 %d 少于本年制发减废止件数 %d，请核对。"
	}
	rel.Left, rel.Right, rel.Outcome = cells[2].N, least, Holds
	if rel.Left < rel.Right {
		rel.Outcome, rel.Text = Violated, fmt.Sprintf(text, name, rel.Left, rel.Right)
	}
	return rel
}

// Against compares a report with that of the year before: what was left open then, with the adjustments of this year, is what this year
// begins with, and what was valid is followed on.
func (s *Sheet) Against(before *Sheet) []Relation {
	var out []Relation
	carried, year := Carried{Adjustments: s.Adjusted}, "上年度"
	if before.Year != 0 {
		year = fmt.Sprintf("%d年度", before.Year)
	}
	left, ok1 := before.Table3["carried_out"]
	right, ok2 := s.Table3["carried_in"]
	for c, col := range Columns {
		if !ok1 || !ok2 {
			break
		}
		rel := Relation{
			Name: "XY.CARRY[" + col.Key + "]", Group: AcrossYears, Outcome: CannotTell,
			Cells: []string{"previous.table3.carried_out." + col.Key, "table3.carried_in." + col.Key},
		}
		if known(left[c], right[c]) || left[c].State == Blank && right[c].State == Blank {
			text, adjusted := "表三“%s”列："+year+"报告结转下年为 %d，本年上年结转为 %d，两者应当相等。", carried.Adjusted(col.Key)
			if adjusted != 0 {
				text = fmt.Sprintf("表三“%%s”列：%s报告结转下年为 %d，经调整为 %%d，本年上年结转为 %%d，两者应当相等。", year, left[c].N)
			}
			rel = rel.judge(left[c].N+adjusted, right[c].N, text, col.Name)
		}
		out = append(out, rel)
	}
	if !before.Norms2021 || !s.Norms2021 {
		return out
	}
	for _, n := range norms2 {
		old, now := before.Table2[n.key], s.Table2[n.key]
		if len(old) != 3 || len(now) != 3 {
			continue
		}
		rel := Relation{
			Name: "XY.VALID[" + n.key + "]", Group: acrossYearsNorms, Outcome: CannotTell,
			Cells: []string{"previous.table2." + n.key + ".2", "table2." + n.key + ".0", "table2." + n.key + ".1", "table2." + n.key + ".2"},
		}
		if known(old[2], now[0], now[1], now[2]) {
			rel = rel.judge(old[2].N+now[0].N-now[1].N, now[2].N, "表二“%s”：上年度现行有效加本年制发减本年废止为 %d，本年度现行有效为 %d，两者应当相等。", n.in(s))
		}
		out = append(out, rel)
	}
	return out
}
