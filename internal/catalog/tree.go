package catalog

import (
	"fmt"
	"slices"
)

// levels is how deep columns may stand: a part's column, those below it, and those below them.
const levels = 3

// Below returns the columns that stand directly below one.
func Below(columns []Column, id ColumnID) []Column {
	var out []Column
	for _, c := range columns {
		if c.Parent == id && id != 0 {
			out = append(out, c)
		}
	}
	return out
}

// Within returns all columns that stand below one, at whatever level, as a tree is read.
func Within(columns []Column, id ColumnID) []Column {
	var out []Column
	for _, c := range Below(columns, id) {
		out = append(append(out, c), Within(columns, c.ID)...)
	}
	return out
}

// Above returns the columns that one stands below, the nearest first.
func Above(columns []Column, c *Column) []Column {
	var out []Column
	for id := c.Parent; id != 0 && len(out) < levels; {
		i := slices.IndexFunc(columns, func(o Column) bool { return o.ID == id })
		if i < 0 {
			break
		}
		out, id = append(out, columns[i]), columns[i].Parent
	}
	return out
}

// height is how many levels stand below a column.
func height(columns []Column, id ColumnID) int {
	most := 0
	for _, c := range Below(columns, id) {
		most = max(most, 1+height(columns, c.ID))
	}
	return most
}

// misplaced says why a column cannot stand below its parent among others, or nothing.
func (c *Column) misplaced(others []Column) string {
	if c.Parent == 0 {
		return ""
	}
	i := slices.IndexFunc(others, func(o Column) bool { return o.ID == c.Parent })
	switch {
	case i < 0:
		return "没有这个上级栏目，请重新选择。"
	case c.Parent == c.ID, slices.ContainsFunc(Within(others, c.ID), func(o Column) bool { return o.ID == c.Parent }):
		return "上级栏目不能是它自己，也不能是它下面的栏目。"
	case others[i].Section != c.Section:
		return fmt.Sprintf("上级栏目“%s”不在这一部分，请核对。", others[i].Name)
	case len(Above(others, c))+1+height(others, c.ID) > levels:
		return fmt.Sprintf("栏目最多 %d 级，放在“%s”之下就超过了。", levels, others[i].Name)
	}
	return ""
}

// InOrder returns columns as a tree is read: each followed by those below it.
func InOrder(columns []Column) []Column {
	var out []Column
	for _, c := range columns {
		if c.Parent == 0 {
			out = append(append(out, c), Within(columns, c.ID)...)
		}
	}
	return out
}

// Sum adds what columns show to those they stand below.
func Sum(columns []Column, tallies []Tally) map[ColumnID]Tally {
	out := make(map[ColumnID]Tally, len(tallies))
	add := func(id ColumnID, t Tally) {
		sum := out[id]
		sum.Column, sum.N = id, sum.N+t.N
		if t.Last.After(sum.Last) {
			sum.Last = t.Last
		}
		out[id] = sum
	}
	for _, t := range tallies {
		add(t.Column, t)
		i := slices.IndexFunc(columns, func(c Column) bool { return c.ID == t.Column })
		if i < 0 {
			continue
		}
		for _, above := range Above(columns, &columns[i]) {
			add(above.ID, t)
		}
	}
	return out
}
