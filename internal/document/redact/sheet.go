package redact

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/document"
)

// sheet is the making of a copy of a sheet.
type sheet struct {
	*xlsx
	place   string
	shown   map[int][]string // what its cells show
	hidden  []span           // columns
	covered []area           // merged cells
	pieces  []piece
	left    strings.Builder // what hidden cells say
	looked  int             // at hidden columns and merged cells, for each cell
}

// span is columns, from 1, the last included.
type span struct{ from, to int }

// area is cells, from 1, the last included.
type area struct{ top, left, bottom, right int }

// sheet returns a sheet of the cells that are shown, as values.
func (x *xlsx) sheet(shown *document.Workbook, name string, part relation, number int) ([]byte, error) {
	if part.kind != "worksheet" {
		return nil, ErrUnsure.Say("工作簿里有图表或宏工作表，系统看不到其中的文字，不能确定已经删净，请先删去再处理。")
	}
	root, err := x.parts.tree(part.target, x.m)
	if err != nil {
		return nil, err
	}
	if root == nil || root.name != "x:worksheet" {
		return nil, errors.Join(document.ErrUnreadable, errors.New("no sheet"))
	}
	if err := x.drawings(root, part.target); err != nil {
		return nil, err
	}
	rows, err := rowsOf(shown, name)
	if err != nil {
		return nil, err
	}
	s := &sheet{xlsx: x, place: fmt.Sprintf("第%d张工作表", number), shown: rows}
	out := &node{name: "x:worksheet"}
	// In the order of the standard, which programs insist on.
	for _, of := range []struct {
		name string
		make func(*node) (*node, error)
	}{
		{"x:sheetFormatPr", measures("baseColWidth", "defaultColWidth", "defaultRowHeight", "customHeight")},
		{"x:cols", s.columns},
		{"x:mergeCells", s.merged}, // read before the cells, written after them
		{"x:sheetData", s.cells},
		{"x:printOptions", measures("horizontalCentered", "verticalCentered", "headings", "gridLines")},
		{"x:pageMargins", measures("left", "right", "top", "bottom", "header", "footer")},
		{"x:pageSetup", measures("paperSize", "scale", "fitToWidth", "fitToHeight", "orientation")},
		{"x:headerFooter", s.margins},
	} {
		i := slices.IndexFunc(root.kids, func(k *node) bool { return k.name == of.name })
		if i < 0 {
			continue
		}
		made, err := of.make(root.kids[i])
		if err != nil {
			return nil, err
		}
		root.kids = slices.Delete(root.kids, i, i+1) // what is left in the end is left behind
		if made != nil {
			out.kids = append(out.kids, made)
		}
	}
	if i := slices.IndexFunc(out.kids, func(k *node) bool { return k.name == "x:mergeCells" }); i >= 0 {
		after := slices.IndexFunc(out.kids, func(k *node) bool { return k.name == "x:sheetData" }) + 1
		if after > i {
			m := out.kids[i]
			out.kids = slices.Insert(slices.Delete(out.kids, i, i+1), after-1, m)
		}
	}
	if out.kid("x:sheetData") == nil {
		return nil, errors.Join(document.ErrUnreadable, errors.New("no cells"))
	}
	return render(out), s.rest(root)
}

// rest takes note of what else a sheet says: rules, lists of choice, links, conditions.
func (s *sheet) rest(root *node) error {
	if s.left.Len() > 0 {
		if err := s.m.drop("隐藏的行和列", s.left.String()); err != nil {
			return err
		}
	}
	for _, k := range root.kids {
		if k.name == "" {
			continue
		}
		said := k.said()
		what := map[string]string{"x:dataValidations": "数据有效性", "x:conditionalFormatting": "条件格式", "x:hyperlinks": "链接地址", "x:autoFilter": "筛选", "x:extLst": "扩展内容"}[k.name]
		if what == "" {
			if err := s.m.glance("工作表的设置", said); err != nil {
				return err
			}
		} else if err := s.m.drop(what, said); err != nil {
			return err
		}
	}
	return nil
}

// drawings refuses a sheet that shows more than cells.
func (x *xlsx) drawings(root *node, part string) error {
	links, err := x.parts.relations(part)
	if err != nil {
		return err
	}
	for _, k := range root.kids {
		switch k.name {
		case "x:picture", "x:oleObjects", "x:controls", "x:legacyDrawingHF", "x:drawingHF":
		case "x:drawing":
			drawing, err := x.parts.tree(links[k.attr("r:id")].target, x.m)
			if err != nil {
				return err
			}
			if drawing == nil || !slices.ContainsFunc(drawing.kids, func(k *node) bool { return k.name != "" }) {
				continue
			}
		default:
			continue
		}
		return ErrUnsure.Say("工作表里有图片、图表、文本框或控件，系统不能确定其中的文字已经删净，请先删去再处理。")
	}
	return nil
}

// measures returns a maker that keeps attributes which are no text.
func measures(names ...string) func(*node) (*node, error) {
	return func(n *node) (*node, error) {
		n.keep(names...)
		n.kids = nil
		return n, nil
	}
}

// keep keeps attributes that are measures or words of the standard.
func (n *node) keep(names ...string) {
	n.attrs = slices.DeleteFunc(n.attrs, func(a attr) bool {
		_, err := strconv.ParseFloat(a.value, 64)
		word := slices.Contains([]string{"true", "false", "portrait", "landscape"}, a.value)
		return !slices.Contains(names, a.name) || err != nil && !word
	})
}

func (s *sheet) columns(n *node) (*node, error) {
	n.kids = slices.DeleteFunc(n.kids, func(k *node) bool { return k.name != "x:col" })
	for _, k := range n.kids {
		from, _ := strconv.Atoi(k.attr("min")) // what is no number covers nothing
		to, _ := strconv.Atoi(k.attr("max"))
		if isYes(k.attr("hidden")) || isZero(k.attr("width")) {
			s.hidden = append(s.hidden, span{from, to})
		}
		k.keep("min", "max", "width", "style", "hidden", "customWidth")
		k.kids = nil
	}
	if len(n.kids) == 0 {
		return nil, nil
	}
	n.attrs = nil
	return n, nil
}

func isYes(v string) bool { return v == "1" || v == "true" }

func isZero(v string) bool {
	f, err := strconv.ParseFloat(v, 64)
	return err == nil && f == 0
}

func (s *sheet) merged(n *node) (*node, error) {
	n.kids = slices.DeleteFunc(n.kids, func(k *node) bool {
		from, to, ok := strings.Cut(k.attr("ref"), ":")
		left, top, fine := coordinates(from)
		right, bottom, fineToo := coordinates(to)
		if k.name != "x:mergeCell" || !ok || !fine || !fineToo {
			return true
		}
		s.covered = append(s.covered, area{top, left, bottom, right})
		k.attrs = []attr{{"ref", cellName(left, top) + ":" + cellName(right, bottom)}}
		k.kids = nil
		return false
	})
	if len(n.kids) == 0 {
		return nil, nil
	}
	n.attrs = nil
	return n, nil
}

// maxLooked is about a second.
const maxLooked = 200_000_000

func (s *sheet) isHidden(column int) bool {
	return slices.ContainsFunc(s.hidden, func(h span) bool { return h.from <= column && column <= h.to })
}

// isCovered reports whether a cell lies beneath a merged one.
func (s *sheet) isCovered(column, row int) bool {
	return slices.ContainsFunc(s.covered, func(a area) bool {
		return a.top <= row && row <= a.bottom && a.left <= column && column <= a.right && (row != a.top || column != a.left)
	})
}

var cellReference = regexp.MustCompile(`^([A-Z]{1,3})([0-9]{1,7})$`)

func coordinates(name string) (column, row int, ok bool) {
	m := cellReference.FindStringSubmatch(name)
	if m == nil {
		return 0, 0, false
	}
	for _, c := range m[1] {
		column = column*26 + int(c-'A') + 1
	}
	row, err := strconv.Atoi(m[2])
	return column, row, err == nil && row > 0
}

func cellName(column, row int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name + strconv.Itoa(row)
}

// cells makes rows and cells anew.
func (s *sheet) cells(n *node) (*node, error) {
	out := &node{name: "x:sheetData"}
	number := 0
	for _, row := range n.kids {
		if row.name != "x:row" {
			continue
		}
		number++
		if at, err := strconv.Atoi(row.attr("r")); err == nil {
			number = at
		}
		hidden := isYes(row.attr("hidden")) || isZero(row.attr("ht"))
		made := &node{name: "x:row", attrs: row.attrs}
		made.keep("ht", "customHeight", "s", "customFormat")
		made.set("r", strconv.Itoa(number))
		column := 0
		for _, c := range row.kids {
			if c.name != "x:c" {
				continue
			}
			column++
			if at, _, ok := coordinates(c.attr("r")); ok {
				column = at
			}
			if s.looked += len(s.hidden) + len(s.covered); s.looked > maxLooked {
				return nil, ErrTooMuch
			}
			cell, err := s.cell(c, column, number, hidden || s.isHidden(column) || s.isCovered(column, number))
			if err != nil {
				return nil, err
			}
			made.kids = append(made.kids, cell)
		}
		if !hidden {
			out.kids = append(out.kids, made)
		}
	}
	return out, s.m.redact(s.pieces)
}

// cell makes a cell. What is hidden gives up its value.
func (s *sheet) cell(c *node, column, row int, hidden bool) (*node, error) {
	out := &node{name: "x:c", attrs: []attr{{"r", cellName(column, row)}}}
	if style := c.attr("s"); isMeasure(style) && style != "" {
		out.set("s", style)
	}
	value, formula := c.kid("x:v"), c.kid("x:f")
	text := s.sharedOf(c)
	if text != nil {
		text = text.clone()
	} else if c.attr("t") == "inlineStr" {
		text = c.kid("x:is")
	}
	switch {
	case hidden:
		said := c.said()
		if text != nil {
			said = text.said()
		}
		if strings.TrimSpace(said) != "" && (value != nil || text != nil || formula != nil) {
			s.left.WriteString(said + "\n")
		}
		return out, nil
	case formula != nil && value == nil && text == nil:
		return nil, ErrNotCalculated
	}
	place := s.place + cellName(column, row)
	if formula != nil {
		if err := s.m.drop("公式", formula.said()); err != nil {
			return nil, err
		}
	}
	switch {
	case text != nil:
		s.rich(out, text, place)
	case value == nil:
	case c.attr("t") == "" || c.attr("t") == "n":
		s.number(out, value.own(), column, row, place)
	default:
		s.plain(out, c.attr("t"), value.own(), place)
	}
	return out, nil
}

func (n *node) clone() *node {
	out := &node{name: n.name, attrs: slices.Clone(n.attrs), text: n.text}
	for _, k := range n.kids {
		out.kids = append(out.kids, k.clone())
	}
	return out
}

// rich puts text with its forms into a cell. How it is spoken stays behind.
func (s *sheet) rich(cell, text *node, place string) {
	cell.set("t", "inlineStr")
	is := &node{name: "x:is"}
	gap := true
	keep := func(t *node) *node {
		out := &node{name: "x:t", attrs: []attr{{"xml:space", "preserve"}}}
		out.setOwn(t.own())
		s.pieces = append(s.pieces, piece{text: t.own(), gap: gap, place: place, set: out.setOwn})
		gap = false
		return out
	}
	for _, k := range text.kids {
		switch k.name {
		case "x:t":
			is.kids = append(is.kids, keep(k))
		case "x:r":
			run := &node{name: "x:r"}
			if props := k.kid("x:rPr"); props != nil && s.look(props) == nil {
				run.kids = append(run.kids, props)
			}
			for _, t := range k.kids {
				if t.name == "x:t" {
					run.kids = append(run.kids, keep(t))
				}
			}
			if run.kid("x:t") != nil {
				is.kids = append(is.kids, run)
			}
		}
	}
	cell.kids = []*node{is}
}

// plain puts the value of a formula, a truth, an error or a date into a cell.
func (s *sheet) plain(cell *node, kind, text, place string) {
	write := func(to string) {
		cell.set("t", "inlineStr")
		t := &node{name: "x:t", attrs: []attr{{"xml:space", "preserve"}}}
		t.setOwn(to)
		cell.kids = []*node{{name: "x:is", kids: []*node{t}}}
	}
	if kind == "b" || kind == "e" || kind == "d" {
		cell.set("t", kind)
		v := &node{name: "x:v"}
		v.setOwn(text)
		cell.kids = []*node{v}
	} else {
		write(text)
	}
	s.pieces = append(s.pieces, piece{text: text, gap: true, place: place, set: write})
}

// number puts a number into a cell, unless it or what it looks like must go.
func (s *sheet) number(cell *node, raw string, column, row int, place string) {
	shown := ""
	if cells := s.shown[row]; column <= len(cells) {
		shown = cells[column-1]
	}
	found := s.m.seeOnce(place, strings.Join(s.looksLike(raw, shown), "。"))
	v := &node{name: "x:v"}
	v.setOwn(raw)
	cell.kids = []*node{v}
	if found {
		s.plain(cell, "str", Mark, place)
		return
	}
	s.pieces = append(s.pieces, piece{text: raw, gap: true, place: place, set: func(to string) {
		s.plain(cell, "str", to, place)
	}})
}

// looksLike returns the ways to write a number: as it is kept, in full, as an amount, as a share, as the sheet shows it and, where that is another
// way, as the date that it may be.
func (s *sheet) looksLike(raw, shown string) []string {
	out := []string{raw, shown}
	value, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil {
		return out
	}
	full := strconv.FormatFloat(value, 'f', -1, 64)
	share, err := strconv.ParseFloat(strconv.FormatFloat(value*100, 'f', 9, 64), 64)
	if err == nil {
		out = append(out, full, strconv.FormatFloat(value, 'f', 2, 64), strconv.FormatFloat(share, 'f', -1, 64)+"%")
	}
	if days := value + s.days; shown != raw && days >= 1 && days < 110_000 {
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days))
		for _, layout := range []string{"2006年1月2日", "2006年01月02日", "2006-01-02", "2006-1-2", "2006/1/2", "2006/01/02", "2006.1.2", "2006.01.02", "20060102"} {
			out = append(out, day.Format(layout))
		}
	}
	return out
}
