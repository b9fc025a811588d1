package catalog

// Diff is what one edition changes of another, row by row.
type Diff struct {
	Added, Removed, Changed []RowChange
	Same                    int // rows that stay as they are
}

// RowChange is a row that comes, goes or changes. Cells are those that differ; of a row that comes or goes, all.
type RowChange struct {
	Key, Label string
	Cells      []CellChange
}

// CellChange is a cell before and after.
type CellChange struct{ Name, Before, After string }

// Empty reports whether nothing changes.
func (d Diff) Empty() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }

// DiffRows compares the rows of two editions by their keys. What is added or changed comes in the order after, what is removed in
// the order before.
func DiffRows[R EditionRow](before, after []R) Diff {
	var d Diff
	old, kept := make(map[string]R, len(before)), map[string]bool{}
	for _, r := range before {
		old[r.Key()] = r
	}
	for _, r := range after {
		was, found := old[r.Key()]
		if !found {
			d.Added = append(d.Added, RowChange{r.Key(), r.Label(), diffCells(nil, r.Cells())})
			continue
		}
		kept[r.Key()] = true
		if cells := diffCells(was.Cells(), r.Cells()); len(cells) > 0 {
			d.Changed = append(d.Changed, RowChange{r.Key(), r.Label(), cells})
		} else {
			d.Same++
		}
	}
	for _, r := range before {
		if !kept[r.Key()] {
			d.Removed = append(d.Removed, RowChange{r.Key(), r.Label(), diffCells(r.Cells(), nil)})
		}
	}
	return d
}

// diffCells compares cells by their names.
func diffCells(before, after []Cell) []CellChange {
	var out []CellChange
	old, seen := map[string]string{}, map[string]bool{}
	for _, c := range before {
		old[c.Name] = c.Value
	}
	for _, c := range after {
		seen[c.Name] = true
		if was := old[c.Name]; was != c.Value {
			out = append(out, CellChange{c.Name, was, c.Value})
		}
	}
	for _, c := range before {
		if !seen[c.Name] && c.Value != "" {
			out = append(out, CellChange{Name: c.Name, Before: c.Value})
		}
	}
	return out
}
