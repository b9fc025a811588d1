package reading

import (
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/report"
)

// most is how many readings of a row are looked at, and combinations of rows.
const most = 20_000

// partitions returns the ways in which digits are n numbers, none with a zero in front, in order; at most most of them.
func partitions(digits string, n int, keep func([]int64) bool) [][]int64 {
	var out [][]int64
	cur := make([]int64, 0, n)
	steps := 0
	var walk func(rest string, left int)
	walk = func(rest string, left int) {
		if steps++; steps > 50*most || len(out) > most || len(rest) < left {
			return
		}
		if left == 0 {
			if rest == "" && keep(cur) {
				out = append(out, slices.Clone(cur))
			}
			return
		}
		for size := 1; size <= len(rest)-(left-1) && size <= 12; size++ {
			head := rest[:size]
			if head == "-" {
				continue
			}
			bare := strings.TrimPrefix(head, "-")
			if size > 1 && strings.Contains(rest[1:size], "-") {
				break
			}
			if bare[0] == '0' && len(bare) > 1 || left == 1 && size < len(rest) {
				if bare[0] == '0' && len(bare) > 1 {
					break
				}
				continue
			}
			v, err := strconv.ParseInt(head, 10, 64)
			if err != nil {
				break
			}
			cur = append(cur, v)
			walk(rest[size:], left-1)
			cur = cur[:len(cur)-1]
		}
	}
	walk(digits, n)
	return out
}

// sums reports whether the last number is the sum of those before it.
func sums(v []int64) bool {
	var s int64
	for _, x := range v[:len(v)-1] {
		s += x
	}
	return s == v[len(v)-1]
}

func all([]int64) bool { return true }

// reading is what a group may be: its cells where that is plain, else its possible readings.
type reading struct {
	cells []report.Cell
	may   [][]int64
	place string
}

// read makes want cells of a group. sum: the last is the sum of the others, which tells digits apart that run together.
func (g *group) read(lines []line, want int, sum bool) reading {
	place := lines[g.line].place
	r := reading{place: place}
	tokens, cutOff := g.tokens, false
	if g.row { // cells that are too many are empty ones at an end
		for len(tokens) > want && tokens[len(tokens)-1].blank {
			tokens = tokens[:len(tokens)-1]
		}
		for len(tokens) > want && tokens[0].blank {
			tokens, cutOff = tokens[1:], true
		}
	}
	if len(tokens) == want {
		for i, t := range tokens {
			c := t.cell(place)
			if c.State == report.Blank && cutOff && i == len(r.cells) && !slices.ContainsFunc(r.cells, func(c report.Cell) bool { return c.State == report.Known }) { // more empty cells than there should be: nobody knows which numbers they shift
				c.State = report.Unsure
			}
			r.cells = append(r.cells, c)
		}
		return r
	}
	if g.row && len(tokens) > 1 { // cells are missing, or there are some of something else
		return r
	}
	var digits strings.Builder
	for _, t := range tokens {
		digits.WriteString(t.text)
	}
	d := digits.String()
	switch {
	case strings.Contains(d, ".") || len(d) > 60 || slices.ContainsFunc(tokens, func(t token) bool { return t.unit != "" }): // money: no form of digits tells where it begins
	case len(strings.ReplaceAll(d, "-", "")) == want-1 && strings.Trim(d, "0") == "" && len(tokens) == 2: // a gap where one is empty
		for i, t := range tokens {
			if i > 0 {
				r.cells = append(r.cells, report.Cell{State: report.Blank, Place: place})
			}
			for range t.text {
				r.cells = append(r.cells, report.Cell{State: report.Known, Place: place})
			}
		}
	default:
		if r.may = partitions(d, want, all); len(r.may) == 1 { // as many digits as cells
			r.settle(r.may[0])
		} else if sum {
			if r.may = partitions(d, want, sums); len(r.may) == 1 {
				r.settle(r.may[0])
			}
		}
	}
	return r
}

func (r *reading) settle(v []int64) {
	r.cells, r.may = nil, nil
	for _, n := range v {
		r.cells = append(r.cells, report.Cell{State: report.Known, N: n, Place: r.place})
	}
}

func (t *token) cell(place string) report.Cell {
	if t.blank {
		return report.Cell{State: report.Blank, Place: place}
	}
	c := report.Cell{State: report.Known, Text: t.text, Unit: t.unit, Place: place}
	whole, _, _ := strings.Cut(t.text, ".")
	c.N, _ = strconv.ParseInt(whole, 10, 64) // digits; too many are no number of requests
	return c
}

// together settles rows that have several readings by the columns: in each, the results add up to the total, and what came in to what went out.
// A row is settled if it reads the same in every combination that fits.
func together(rows map[string]*reading, results []string) {
	var open []string
	for k, r := range rows {
		if len(r.may) > 1 {
			open = append(open, k)
		}
	}
	slices.Sort(open)
	size := 1
	for _, k := range open {
		if size *= len(rows[k].may); size > most {
			return
		}
	}
	if len(open) == 0 {
		return
	}
	pick := make(map[string][]int64, len(rows))
	for k, r := range rows {
		if len(r.may) > 1 {
			continue
		}
		v := make([]int64, 7)
		for i := range r.cells {
			v[i] = r.cells[i].N // an empty one counts nothing
		}
		if len(r.cells) == 7 {
			pick[k] = v
		}
	}
	fits := func() bool {
		for c := range 7 {
			var sum int64
			for _, k := range results {
				v, ok := pick[k]
				if !ok {
					return true // a row is not there: the columns tell nothing
				}
				sum += v[c]
			}
			in, ok1 := pick["new_received"]
			before, ok2 := pick["carried_in"]
			total, ok3 := pick["total"]
			after, ok4 := pick["carried_out"]
			if !ok1 || !ok2 || !ok3 || !ok4 {
				return true
			}
			if sum != total[c] || in[c]+before[c] != total[c]+after[c] {
				return false
			}
		}
		return true
	}
	seen := map[string][][]int64{}
	var walk func(i int)
	walk = func(i int) {
		if i == len(open) {
			if fits() {
				for _, k := range open {
					if !slices.ContainsFunc(seen[k], func(v []int64) bool { return slices.Equal(v, pick[k]) }) {
						seen[k] = append(seen[k], pick[k])
					}
				}
			}
			return
		}
		for _, v := range rows[open[i]].may {
			pick[open[i]] = v
			walk(i + 1)
		}
	}
	walk(0)
	for _, k := range open {
		if len(seen[k]) == 1 {
			rows[k].settle(seen[k][0])
		}
	}
}
