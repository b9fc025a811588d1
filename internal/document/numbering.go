package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// numberLevel is one level of a numbering.
type numberLevel struct {
	format, text string // w:numFmt and w:lvlText: “第%1条”
	start        int
	suffix       string // tab, space or nothing
	decimal      bool   // w:isLgl: all numbers in it are 1, 2, 3
	symbol       bool   // in a font where letters are pictures
}

// numbering counts as Word does: levels of one scheme share their counters, whoever uses them.
type numbering struct {
	schemes  map[string]map[int]numberLevel
	lists    map[int]numberedList
	counters map[string]*[maxLevel + 1]int // one more than the number; 0 is not begun
	begun    map[[2]int]bool               // list and level whose own start has been used
}

// numberedList is a w:num: a scheme and where it begins anew.
type numberedList struct {
	scheme string
	starts map[int]int
	levels map[int]numberLevel
}

func (p *docxParts) numbering() (*numbering, error) {
	n := &numbering{
		schemes: make(map[string]map[int]numberLevel), lists: make(map[int]numberedList),
		counters: make(map[string]*[maxLevel + 1]int), begun: make(map[[2]int]bool),
	}
	for _, part := range p.related("numbering") {
		err := p.stream(part, func(x *xmlStream) error {
			return x.root(func(name string, start xml.StartElement) error {
				if name != "w:abstractNum" && name != "w:num" {
					return x.skip()
				}
				e, err := x.tree(start)
				if err == nil {
					n.define(e)
				}
				return err
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return n, nil
}

func (n *numbering) define(e *element) {
	if e.name == "w:abstractNum" {
		n.schemes[e.attr("w:abstractNumId")] = levelsOf(e)
		return
	}
	id, err := strconv.Atoi(e.attr("w:numId"))
	if err != nil {
		return
	}
	list := numberedList{scheme: e.value("w:abstractNumId"), starts: make(map[int]int), levels: make(map[int]numberLevel)}
	for _, k := range e.kids {
		if k.name != "w:lvlOverride" {
			continue
		}
		level, err := strconv.Atoi(k.attr("w:ilvl"))
		if err != nil || level < 0 || level > maxLevel {
			continue
		}
		if start, err := strconv.Atoi(k.value("w:startOverride")); err == nil {
			list.starts[level] = max(0, min(start, maxNumber))
		}
		for at, l := range levelsOf(k) {
			list.levels[at] = l
		}
	}
	n.lists[id] = list
}

func levelsOf(e *element) map[int]numberLevel {
	out := make(map[int]numberLevel)
	for _, k := range e.kids {
		at, err := strconv.Atoi(k.attr("w:ilvl"))
		if k.name != "w:lvl" || err != nil || at < 0 || at > maxLevel {
			continue
		}
		level := numberLevel{format: k.value("w:numFmt"), text: k.value("w:lvlText"), start: 1, suffix: k.value("w:suff"), decimal: k.on("w:isLgl")}
		if start, err := strconv.Atoi(k.value("w:start")); err == nil {
			level.start = max(0, min(start, maxNumber))
		}
		font := k.at("w:rPr", "w:rFonts")
		level.symbol = isSymbolFont(font.attr("w:ascii") + font.attr("w:hAnsi") + font.attr("w:hint"))
		out[at] = level
	}
	return out
}

func (n *numbering) level(list numberedList, at int) (numberLevel, bool) {
	if l, ok := list.levels[at]; ok {
		return l, true
	}
	l, ok := n.schemes[list.scheme][at]
	return l, ok
}

// next counts an item and returns how it is marked: as an item of a list of ours, or by a text. Unknown tells a number format we
// do not know.
func (n *numbering) next(id, at int) (mark marker, unknown string) {
	list, ok := n.lists[id]
	if !ok {
		return marker{}, ""
	}
	level, ok := n.level(list, at)
	if !ok {
		return marker{}, ""
	}
	number := n.count(id, list, at, level)
	switch {
	case level.format == "bullet":
		return marker{list: Bullet}, ""
	case level.format == "none" && level.text == "", level.text == "":
		return marker{}, ""
	case n.isPlain(list, at, level):
		return marker{list: Numbered, number: number}, ""
	}
	text, unknown := n.expand(list, at, level)
	if text == "" {
		return marker{}, unknown
	}
	switch level.suffix {
	case "nothing":
	case "space":
		text += " "
	default:
		text += separator(text)
	}
	return marker{text: text}, unknown
}

// count moves the counters of a scheme to the next item of a level.
func (n *numbering) count(id int, list numberedList, at int, level numberLevel) int {
	counters := n.counters[list.scheme]
	if counters == nil {
		counters = new([maxLevel + 1]int)
		n.counters[list.scheme] = counters
	}
	start, own := list.starts[at]
	switch {
	case own && !n.begun[[2]int{id, at}]:
		n.begun[[2]int{id, at}] = true
		counters[at] = start + 1
	case counters[at] == 0:
		counters[at] = level.start + 1
	default:
		counters[at] = min(counters[at]+1, maxNumber+1)
	}
	for deeper := at + 1; deeper <= maxLevel; deeper++ {
		counters[deeper] = 0
	}
	return counters[at] - 1
}

// isPlain reports whether numbers read “1.” in a scheme without Chinese numbers above: as a list in HTML does.
func (n *numbering) isPlain(list numberedList, at int, level numberLevel) bool {
	own := "%" + strconv.Itoa(at+1)
	if level.format != "" && level.format != "decimal" || level.text != own+"." && level.text != own+"．" {
		return false
	}
	for above := range at {
		if l, ok := n.level(list, above); ok && isChinese(l.format) {
			return false
		}
	}
	return true
}

// expand fills the numbers of all levels into a level's text.
func (n *numbering) expand(list numberedList, at int, level numberLevel) (text, unknown string) {
	var out strings.Builder
	chars := []rune(level.text)
	for i := 0; i < len(chars); i++ {
		if chars[i] != '%' || i+1 == len(chars) || chars[i+1] < '1' || chars[i+1] > '9' {
			out.WriteRune(chars[i])
			continue
		}
		i++
		of := int(chars[i] - '1')
		l, _ := n.level(list, of)
		number := n.counters[list.scheme][of] - 1
		if of > at || number < 0 {
			number = l.start
		}
		format := l.format
		if level.decimal {
			format = "decimal"
		}
		digits, known := numeral(number, format)
		if !known {
			digits, unknown = strconv.Itoa(number), format
		}
		out.WriteString(digits)
	}
	return out.String(), unknown
}
