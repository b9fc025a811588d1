package reading

import (
	"strings"
	"unicode"
)

// token is a number as it stands, with what parts it from the one before.
type token struct {
	text  string // 12, -18, 96171.6
	unit  string // 元 or 万元, where it stands behind the number
	gap   gap
	blank bool
	place int // line
}

// group is the numbers of one row, as far as they stand together.
type group struct {
	tokens []token
	row    bool // they are cells of a table
	line   int
}

// numeric reports whether r is a digit.
func numeric(r rune) bool { return r >= '0' && r <= '9' }

// units are what may stand behind a number within its cell.
const units = "个件项条次元万页人"

// groups returns the rows of numbers in a part of the stream. In running text a row ends where words go on; in a table, with its line.
func groups(lines []line, part []letter) []group {
	var out []group
	for i := 0; i < len(part); {
		at := part[i].at
		if lines[at].row {
			j := i
			for j < len(part) && part[j].at == at {
				j++
			}
			if g := cellGroup(part[i:j], int(at)); g != nil {
				out = append(out, *g)
			}
			i = j
			continue
		}
		j := i
		for j < len(part) && !lines[part[j].at].row {
			j++
		}
		if g := textGroup(part[i:j]); g != nil {
			out = append(out, *g)
		}
		i = j
	}
	return out
}

// cellGroup takes the cells of a row of a table that follow its label.
func cellGroup(part []letter, at int) *group {
	g := group{row: true, line: at}
	numbers := 0
	for i := 0; i < len(part); {
		j := i
		var cell []rune
		for j < len(part) && part[j].cell == part[i].cell {
			cell = append(cell, part[j].r)
			j++
		}
		s := string(cell)
		n, ok := number(s)
		switch {
		case s == string(blank) || s == "/" || s == "-" || s == "—" || s == "——":
			g.tokens = append(g.tokens, token{blank: true, gap: wide, place: at})
		case s == "无":
			g.tokens = append(g.tokens, token{text: "0", gap: wide, place: at})
			numbers++
		case ok:
			g.tokens = append(g.tokens, token{text: n, unit: unitOfMoney(s), gap: wide, place: at})
			numbers++
		case numbers > 0: // words behind the numbers
			return &g
		default: // a label: what stood before it is not of the row
			g.tokens = nil
		}
		i = j
	}
	if numbers == 0 && len(g.tokens) < 7 {
		return nil
	}
	return &g
}

// number reads a cell that is a number, with its unit or a remark in brackets behind it.
func number(s string) (string, bool) {
	if at := strings.IndexRune(s, '('); at > 0 {
		s = s[:at]
	}
	s = strings.TrimRight(s, units)
	digits, other := 0, 0
	var b strings.Builder
	for i, r := range s {
		switch {
		case numeric(r):
			digits++
			b.WriteRune(r)
		case r == ',' && digits > 0:
		case r == '.' && digits > 0, (r == '-' || r == '+') && i == 0:
			if r != '+' {
				b.WriteRune(r)
			}
		default:
			other++
		}
	}
	return b.String(), digits > 0 && other == 0
}

// unitOfMoney is the unit that an amount of money ends with, "" where it has none.
func unitOfMoney(s string) string {
	s, _, _ = strings.Cut(s, "(")
	for _, unit := range []string{"万元", "元"} {
		if strings.HasSuffix(s, unit) {
			return unit
		}
	}
	return ""
}

// textGroup takes the first numbers of running text, up to where words go on. The number of the next label is not one of them.
func textGroup(part []letter) *group {
	g := group{}
	var cur strings.Builder
	start, curGap := -1, wide
	end := func() {
		if cur.Len() > 0 {
			g.tokens = append(g.tokens, token{text: cur.String(), gap: curGap, place: int(part[start].at)})
			cur.Reset()
		}
	}
	for i, l := range part {
		next := rune(0)
		if i+1 < len(part) && part[i+1].gap == none {
			next = part[i+1].r
		}
		switch {
		case numeric(l.r):
			if cur.Len() > 0 && l.gap != none {
				end()
			}
			if cur.Len() == 0 {
				start, curGap = i, l.gap
				if len(g.tokens) == 0 {
					g.line = int(l.at)
				}
			}
			cur.WriteRune(l.r)
		case l.r == '-' && numeric(next):
			if cur.Len() == 0 {
				start, curGap = i, l.gap
			}
			cur.WriteRune('-')
		case l.r == '.' && cur.Len() > 0 && l.gap == none && numeric(next):
			cur.WriteRune('.')
		case cur.Len() == 0 && len(g.tokens) == 0: // still the label
		case strings.ContainsRune(units, l.r) && cur.Len() > 0:
			end()
			curGap = wide
			if l.r == '元' {
				g.tokens[len(g.tokens)-1].unit = "元"
			}
		case l.r == '元' && l.gap == none && part[i-1].r == '万': // behind what a token ended with
			g.tokens[len(g.tokens)-1].unit = "万元"
		default:
			if s := cur.String(); l.gap == none && (l.r == '.' || l.r == '、' || l.r == ',' || l.r == ')') && s != "" && (i+1 == len(part) || !numeric(part[i+1].r)) {
				cur.Reset()
				cur.WriteString(s[:len(s)-1]) // the next label's own number
			}
			if end(); unicode.Is(unicode.Han, l.r) || len(g.tokens) > 0 {
				if len(g.tokens) == 0 {
					return nil
				}
				return &g
			}
		}
	}
	if end(); len(g.tokens) == 0 {
		return nil
	}
	return &g
}
