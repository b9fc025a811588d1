package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// wordStyle is what a style of Word's means to us.
type wordStyle struct {
	name, base string
	props      *element // w:pPr
	text       *element // w:rPr
}

// wordStyles are the styles of a document, by id.
type wordStyles map[string]*wordStyle

func (p *docxParts) styles() (wordStyles, error) {
	out := make(wordStyles)
	for _, part := range p.related("styles") {
		err := p.stream(part, func(x *xmlStream) error {
			return x.root(func(name string, start xml.StartElement) error {
				if name != "w:style" {
					return x.skip()
				}
				e, err := x.tree(start)
				if err != nil {
					return err
				}
				out[e.attr("w:styleId")] = &wordStyle{
					name: strings.ToLower(e.value("w:name")), base: e.value("w:basedOn"), props: e.kid("w:pPr"), text: e.kid("w:rPr"),
				}
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// chain returns a style and what it is based on, the nearest first.
func (s wordStyles) chain(id string) []*wordStyle {
	var out []*wordStyle
	for style := s[id]; style != nil && len(out) < 12; style = s[style.base] {
		out = append(out, style)
	}
	return out
}

// paragraphProps is what the properties of a paragraph, with those of its styles, come to.
type paragraphProps struct {
	align   Align
	heading int
	title   bool // styled as the title of the whole
	toc     bool // a line of a table of contents
	list    int  // the id of its numbering, 0 for none
	level   int
}

func (s wordStyles) paragraph(props *element) paragraphProps {
	var p paragraphProps
	sources := []*element{props}
	for _, style := range s.chain(props.value("w:pStyle")) {
		sources = append(sources, style.props)
		p.title = p.title || style.name == "title" || style.name == "标题"
		p.toc = p.toc || strings.HasPrefix(style.name, "toc ") && style.name != "toc heading"
		for _, name := range []string{"heading ", "标题 "} {
			if n, ok := strings.CutPrefix(style.name, name); ok && p.heading == 0 {
				p.heading = number(n)
			}
		}
	}
	p.align = alignOf(first(sources, "w:jc"))
	if level, err := strconv.Atoi(first(sources, "w:outlineLvl")); err == nil {
		p.heading = level + 1
	}
	if p.heading > maxHeading || p.title {
		p.heading = 0
	}
	for _, source := range sources {
		number := source.kid("w:numPr")
		if number == nil {
			continue
		}
		if id := number.value("w:numId"); id != "" {
			p.list, _ = strconv.Atoi(id) // 0 switches numbering off
			level := number.value("w:ilvl")
			p.level, _ = strconv.Atoi(level) // the first if it is not given
			p.level = max(0, min(p.level, maxLevel))
			break
		}
	}
	return p
}

// first returns the value of the first of sources that has one.
func first(sources []*element, name string) string {
	for _, source := range sources {
		if v := source.value(name); v != "" {
			return v
		}
	}
	return ""
}

func alignOf(jc string) Align {
	switch jc {
	case "center":
		return Center
	case "right", "end":
		return Right
	}
	return Left
}

// run returns the form of a run, and whether its text is hidden.
func (s wordStyles) run(props *element) (form Run, hidden bool) {
	sources := []*element{props}
	for _, style := range s.chain(props.value("w:rStyle")) {
		sources = append(sources, style.text)
	}
	is := func(name string) bool {
		for _, source := range sources {
			if source.kid(name) != nil {
				return source.on(name)
			}
		}
		return false
	}
	form = Run{Bold: is("w:b"), Italic: is("w:i"), Underline: is("w:u")}
	switch first(sources, "w:vertAlign") {
	case "superscript":
		form.Sup = true
	case "subscript":
		form.Sub = true
	}
	return form, is("w:vanish")
}
