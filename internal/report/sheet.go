package report

import (
	"slices"
	"strings"
	"sync"
)

// State says what is known of a cell.
type State int

// The states.
const (
	Missing State = iota // there is no such cell
	Blank                // it is empty, which is not 0
	Known
	Unsure // its digits run together with others, and more than one reading is right
)

// Cell is a figure of a table as it stands there.
type Cell struct {
	State State
	N     int64
	Text  string // of an amount: its digits as they stand
	Unit  string // of an amount: 元 or 万元, where the cell says so itself
	Place string // where it was read
}

func known(cells ...Cell) bool {
	return !slices.ContainsFunc(cells, func(c Cell) bool { return c.State != Known })
}

// Sheet is a report as it lies before whoever checks it, built here or read from somewhere: its three tables, cell by cell, and its
// texts. A row that is not there is not in its table.
type Sheet struct {
	Agency    string
	Year      int
	Format    Format
	Norms2021 bool              // documents are counted as 制发, 废止, 现行有效
	Table2    map[string][]Cell // by row
	Table3    map[string][]Cell // seven each
	Table4    map[string][]Cell // five each
	Adjusted  []Adjusted        // published with it
	Sections  Sections          // figures stand in them
	Written   bool              // the texts are known, even if nothing stands in them
}

// Sheet returns the report as its readers have it: every cell known, the figures in the texts.
func (a *Annual) Sheet() *Sheet {
	s := &Sheet{
		Agency: a.Agency, Year: a.Year, Format: a.Format, Norms2021: a.Format == Format2021,
		Table2: map[string][]Cell{}, Table3: map[string][]Cell{}, Table4: map[string][]Cell{},
		Sections: Sections{a.plain(a.Sections.Overview), a.plain(a.Sections.Problems), a.plain(a.Sections.Others)}, Written: true,
	}
	for _, row := range Table2(a.Format, a.Settings) {
		for i, q := range row.Queries {
			c := Cell{State: Known, N: a.Table2[row.Key][i]}
			if q.Amount {
				c.N, c.Text = c.N/1e6, Wan(c.N)
			}
			s.Table2[row.Key] = append(s.Table2[row.Key], c)
		}
	}
	for _, row := range Table3(a.Format) {
		v := a.Table3[row.Key]
		s.Table3[row.Key] = cellsOf(v[:])
	}
	for _, b := range Table4() {
		v := a.Table4[b.Key]
		s.Table4[b.Key] = cellsOf(v[:])
	}
	if a.Carried != nil {
		s.Adjusted = a.Carried.Adjustments
	}
	return s
}

func cellsOf(v []int64) []Cell {
	out := make([]Cell, len(v))
	for i, n := range v {
		out[i] = Cell{State: Known, N: n}
	}
	return out
}

// plain is a text with its figures.
func (a *Annual) plain(text string) string {
	var b strings.Builder
	for _, p := range a.Pieces(text) {
		b.WriteString(p.Text)
	}
	return b.String()
}

// before is the sheet of the year before, as far as it is known; nil where there is nothing to compare.
func (a *Annual) before() *Sheet {
	switch {
	case a.Before != nil:
		return a.Before.Sheet()
	case a.Carried != nil:
		return &Sheet{Year: a.Year - 1, Table3: map[string][]Cell{"carried_out": cellsOf(a.Carried.Before[:])}}
	}
	return nil
}

// Forms are the forms in which tables 二 and 三 are written; a report that mixes forms may have one of each.
func (s *Sheet) Forms() (two, three Format) {
	two, three = Format2021, Format2021
	_, services := s.Table2["other_services"]
	_, procurement := s.Table2["procurement"]
	if s.Format == Format2019 || s.Format == FormatMixed && (services || procurement || len(s.Table2["licensing"]) == 3) {
		two = Format2019
	}
	_, other := s.Table3["other"]
	_, noFee := s.Table3["other_no_fee"]
	if s.Format == Format2019 || s.Format == FormatMixed && other && !noFee {
		three = Format2019
	}
	return two, three
}

// CellName names a cell of table 三 for people: “（一）予以公开”行“自然人”列.
func CellName(cell string) string {
	_, rest, _ := strings.Cut(cell, ".")
	key, column, _ := strings.Cut(rest, ".")
	for _, row := range AllRows3() {
		if row.Key == key {
			key = row.Name
		}
	}
	return "“" + key + "”行“" + columnName(column) + "”列"
}

// AllRows3 are the rows of table 三 of both forms, in their order.
func AllRows3() []Row3 { return slices.Clone(allRows3()) }

// allRows3 are made once: every relation of every report that is checked asks for them.
var allRows3 = sync.OnceValue(func() []Row3 {
	rows, old := Table3(Format2021), Table3(Format2019)
	find := func(rows []Row3, key string) int {
		return slices.IndexFunc(rows, func(r Row3) bool { return r.Key == key })
	}
	return slices.Insert(rows, find(rows, "other_no_correction"), old[find(old, "other")])
})
