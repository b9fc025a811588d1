package compile

import (
	"cmp"
	"slices"
	"strings"
)

// Double is a report that is the sum of others that were taken too: a compilation among the reports of units. Its figures are counted twice.
type Double struct {
	Unit   string   `json:"unit"`
	Parts  []string `json:"parts"`  // at least two, by name
	Tables []string `json:"tables"` // in which it is their sum: 表三
}

const (
	telling    = 24     // bits that a table must tell before its being a sum of others is no chance
	mostWholes = 500    // reports, from the largest, that are looked at for being compilations
	mostParts  = 1_000  // reports among which the parts of one are searched
	mostSteps  = 20_000 // of that search
)

// copies groups the names of reports whose three tables are the same, and not all nought.
func copies(taken []*Unit) [][]string {
	type figures struct {
		tables [3]digest
		gaps   set
	}
	at := map[figures]int{}
	var groups [][]string
	for _, u := range taken {
		if u.tables == [3]digest{} {
			continue
		}
		f := figures{u.tables, u.gaps}
		if _, ok := at[f]; !ok {
			at[f] = len(groups)
			groups = append(groups, nil)
		}
		groups[at[f]] = append(groups[at[f]], u.Name)
	}
	return slices.DeleteFunc(groups, func(g []string) bool { return len(g) < 2 })
}

// doubles finds reports that are the sum of others: of all others, of those in their folder, of some that follow one another by name, of any two,
// and, as far as a bounded search goes, of any. Not to be found is no proof that there are none. taken are by name.
func doubles(taken []*Unit) []Double {
	large := slices.Clone(taken)
	slices.SortStableFunc(large, func(a, b *Unit) int { return cmp.Compare(b.measure(1)+b.measure(2), a.measure(1)+a.measure(2)) })
	large = large[:min(len(large), mostWholes)]
	var out []Double
	for _, t := range []int{1, 0, 2} {
		f := newField(taken, t)
		large = slices.DeleteFunc(large, func(whole *Unit) bool {
			if whole.tells[t] < telling {
				return false
			}
			parts := f.partsOf(whole)
			if parts != nil {
				out = append(out, doubleOf(whole, parts))
			}
			return parts != nil
		})
	}
	slices.SortStableFunc(out, func(a, b Double) int { return strings.Compare(a.Unit, b.Unit) })
	return out
}

func doubleOf(whole *Unit, parts []*Unit) Double {
	d := Double{Unit: whole.Name}
	var sum [3]digest
	for _, p := range parts {
		d.Parts = append(d.Parts, p.Name)
		for t := range sum {
			sum[t] = sum[t].plus(p.tables[t])
		}
	}
	slices.Sort(d.Parts)
	for t := range sum {
		if sum[t] == whole.tables[t] && sum[t] != (digest{}) {
			d.Tables = append(d.Tables, tables[t])
		}
	}
	return d
}

// sizes are those of table 三 or 四.
func (u *Unit) sizes(table int) []uint32 {
	if table == 1 {
		return u.three[:]
	}
	return u.four[:]
}

// measure is how large a table is: its sizes together. That of a sum is the sum of the measures.
func (u *Unit) measure(table int) (n int64) {
	for _, s := range u.sizes(table) {
		n += int64(s)
	}
	return n
}

// field is where the parts of a table are looked for.
type field struct {
	table  int
	units  []*Unit          // by name, without those whose table is all nought
	first  map[digest]*Unit // of the units
	others []*Unit          // those that may be parts of the whole that is looked at, by name
}

func newField(taken []*Unit, table int) *field {
	f := &field{table: table, first: map[digest]*Unit{}}
	for _, u := range taken {
		d := u.tables[table]
		if d == (digest{}) {
			continue
		}
		f.units = append(f.units, u)
		if f.first[d] == nil {
			f.first[d] = u
		}
	}
	return f
}

// may reports whether a report may be a part of whole.
func (f *field) may(u, whole *Unit) bool {
	return u.tables[f.table] != whole.tables[f.table] && (f.table == 0 || u.fits(whole, f.table))
}

// partsOf are two or more reports whose table adds up to that of whole; nil where none were found. They are by name.
func (f *field) partsOf(whole *Unit) []*Unit {
	places := [...]func(*Unit) bool{
		func(*Unit) bool { return true },
		func(u *Unit) bool { return u.folder == whole.folder },
		func(u *Unit) bool { return u.folder == whole.folder || strings.HasPrefix(u.folder, whole.folder+"/") },
	}
	var sums [len(places)]digest
	f.others = f.others[:0]
	for _, u := range f.units {
		if !f.may(u, whole) {
			continue
		}
		f.others = append(f.others, u)
		for i, in := range places {
			if in(u) {
				sums[i] = sums[i].plus(u.tables[f.table])
			}
		}
	}
	for i, in := range places {
		if sums[i] != whole.tables[f.table] {
			continue
		}
		if parts := slices.DeleteFunc(slices.Clone(f.others), func(u *Unit) bool { return !in(u) }); len(parts) > 1 {
			return parts
		}
	}
	if parts := f.two(whole); parts != nil {
		return parts
	}
	if f.table == 0 { // its figures may be less than nought: there is no telling what is too large
		return nil
	}
	if parts := f.run(whole); parts != nil {
		return parts
	}
	return f.some(whole)
}

// fits reports whether no size of a table is larger than that of whole.
func (u *Unit) fits(whole *Unit, table int) bool {
	for i, most := range whole.sizes(table) {
		if u.sizes(table)[i] > most {
			return false
		}
	}
	return true
}

// two finds two reports that add up to whole.
func (f *field) two(whole *Unit) []*Unit {
	for _, u := range f.others {
		rest := f.first[whole.tables[f.table].minus(u.tables[f.table])]
		if rest != nil && rest != u && f.may(rest, whole) {
			return []*Unit{rest, u}
		}
	}
	return nil
}

// run finds reports that follow one another by name, whatever is too large left out, and add up to whole.
func (f *field) run(whole *Unit) []*Unit {
	want, size, sum, from := whole.measure(f.table), int64(0), digest{}, 0
	for i, u := range f.others {
		size, sum = size+u.measure(f.table), sum.plus(u.tables[f.table])
		for size > want {
			size, sum = size-f.others[from].measure(f.table), sum.minus(f.others[from].tables[f.table])
			from++
		}
		if sum == whole.tables[f.table] && i > from {
			return slices.Clone(f.others[from : i+1])
		}
	}
	return nil
}

// some searches for any reports that add up to whole, the largest first, as long as mostSteps allow.
func (f *field) some(whole *Unit) []*Unit {
	if len(f.others) > mostParts {
		return nil
	}
	s := search{table: f.table, list: slices.Clone(f.others), steps: mostSteps}
	slices.SortStableFunc(s.list, func(a, b *Unit) int { return cmp.Compare(b.measure(f.table), a.measure(f.table)) })
	s.left = make([][]int64, len(s.list)+1)
	s.left[len(s.list)] = make([]int64, len(whole.sizes(f.table)))
	for i := len(s.list) - 1; i >= 0; i-- {
		s.left[i] = slices.Clone(s.left[i+1])
		for k, n := range s.list[i].sizes(f.table) {
			s.left[i][k] += int64(n)
		}
	}
	want := make([]int64, len(whole.sizes(f.table)))
	for k, n := range whole.sizes(f.table) {
		want[k] = int64(n)
	}
	if !s.from(0, want, whole.tables[f.table]) || len(s.found) < 2 {
		return nil
	}
	return s.found
}

// search looks for parts of a report.
type search struct {
	table int
	list  []*Unit
	left  [][]int64 // sizes of the list from each place on
	steps int
	found []*Unit
}

// from looks for parts, in the list from i on, that add up to what is wanted.
func (s *search) from(i int, want []int64, rest digest) bool {
	if rest == (digest{}) {
		return true
	}
	if s.steps--; s.steps < 0 || i == len(s.list) {
		return false
	}
	for k, n := range want {
		if s.left[i][k] < n { // too few are left
			return false
		}
	}
	u := s.list[i]
	less := slices.Clone(want)
	fits := true
	for k, n := range u.sizes(s.table) {
		less[k] -= int64(n)
		fits = fits && less[k] >= 0
	}
	if fits {
		s.found = append(s.found, u)
		if s.from(i+1, less, rest.minus(u.tables[s.table])) {
			return true
		}
		s.found = s.found[:len(s.found)-1]
	}
	return s.from(i+1, want, rest)
}
