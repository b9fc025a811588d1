package redact

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// pageField are the fields that stay fields: they count pages and can say nothing else.
var pageField = regexp.MustCompile(`^\s*(?:PAGE|NUMPAGES|SECTIONPAGES)(?:\s*\\\*\s*(?:MERGEFORMAT|CHARFORMAT|Arabic|ArabicDash|roman|ROMAN|CHINESENUM[123]))*\s*$`)

// field is a field of Word's: a code, and what it shows.
type field struct {
	code  strings.Builder
	nodes []*node // that are not shown
	shown bool
}

// unlink makes plain text of fields: their codes hold addresses, names of properties and files.
func (d *docx) unlink(root *node, place string) error {
	var open []*field
	var failed error
	end := func(f *field) {
		if f.shown && len(open) == 0 && pageField.MatchString(f.code.String()) {
			return
		}
		if failed == nil {
			failed = d.m.drop("域代码", f.code.String())
		}
		for _, n := range f.nodes {
			*n = node{}
		}
	}
	root.each(func(n *node) bool {
		switch n.name {
		case "w:fldChar":
			kind := n.attr("w:fldCharType")
			n.attrs, n.kids = []attr{{"w:fldCharType", kind}}, nil
			switch {
			case kind == "begin":
				open = append(open, &field{nodes: []*node{n}})
			case len(open) == 0:
				*n = node{}
			case kind == "separate":
				f := open[len(open)-1]
				f.shown = true
				f.nodes = append(f.nodes, n)
			default:
				f := open[len(open)-1]
				open = open[:len(open)-1]
				f.shown = true
				f.nodes = append(f.nodes, n)
				end(f)
			}
			return false
		case "w:instrText", "w:t":
			i := slices.IndexFunc(open, func(f *field) bool { return !f.shown })
			switch {
			case i >= 0:
				open[i].code.WriteString(n.own())
				open[i].nodes = append(open[i].nodes, n)
			case n.name == "w:instrText":
				if failed == nil {
					failed = d.m.drop("域代码", n.own())
				}
				*n = node{}
			}
			return false
		}
		return true
	})
	for len(open) > 0 { // fields that never end
		f := open[len(open)-1]
		open = open[:len(open)-1]
		f.shown = false
		end(f)
	}
	return failed
}

// joinParagraphs joins a paragraph whose end was struck out to the next, and gives paragraphs to what cannot be without.
func joinParagraphs(n *node) {
	var kids, open []*node // open is what stood before ends that were struck out
	for i, k := range n.kids {
		if props := k.kid("w:pPr").kid("w:rPr"); k.name == "w:p" && (props.kid("w:del") != nil || props.kid("w:moveFrom") != nil) && i+1 < len(n.kids) && n.kids[i+1].name == "w:p" {
			open = append(open, k.content()...)
			continue
		}
		if len(open) > 0 {
			props := k.kid("w:pPr")
			open = append(open, k.content()...)
			if k.kids = open; props != nil {
				k.kids = slices.Insert(open, 0, props)
			}
			open = nil
		}
		kids = append(kids, k)
	}
	n.kids = kids
	for _, k := range n.kids {
		joinParagraphs(k)
	}
	n.kids = slices.DeleteFunc(n.kids, func(k *node) bool {
		return k.name == "w:del" || k.name == "w:moveFrom" || k.name == "w:tr" && k.kid("w:tc") == nil || k.name == "w:tbl" && k.kid("w:tr") == nil
	})
	switch n.name {
	case "w:tc", "w:txbxContent", "w:hdr", "w:ftr", "w:footnote", "w:endnote":
		if len(n.kids) == 0 || n.kids[len(n.kids)-1].name != "w:p" {
			n.kids = append(n.kids, &node{name: "w:p"})
		}
	}
}

// content is what a paragraph holds besides its properties.
func (n *node) content() []*node {
	return slices.DeleteFunc(slices.Clone(n.kids), func(k *node) bool { return k.name == "w:pPr" })
}

// reading collects the text of a part as it is read.
type reading struct {
	*docx
	part, place        string
	pieces             []piece
	boxes              [][]piece // text boxes stand beside the text they are anchored in
	gap                bool
	paragraphs, tables int
	inTable            bool
}

func (r *reading) read(n *node) {
	switch n.name {
	case "w:tbl":
		r.table(n)
		return
	case "w:p", "a:p":
		if !r.inTable {
			r.paragraphs++
			r.place = r.part
			if r.part == "正文" {
				r.place = fmt.Sprintf("正文第%d段", r.paragraphs)
			}
		}
		r.gap = true
	case "w:txbxContent":
		box := reading{docx: r.docx, part: r.part + "里的文本框", place: r.part + "里的文本框"}
		for _, k := range n.kids {
			box.read(k)
		}
		r.boxes = append(append(r.boxes, box.pieces), box.boxes...)
		return
	}
	if text, ok := said(n); ok {
		r.pieces = append(r.pieces, piece{text: text, gap: r.gap, place: r.place, set: func(s string) { say(n, s) }})
		r.gap = false
		return
	}
	for _, k := range n.kids {
		r.read(k)
	}
}

// table reads a table; one within another counts as its cell.
func (r *reading) table(n *node) {
	outer := r.inTable
	if !outer {
		r.tables++
		r.inTable = true
	}
	row := 0
	for _, k := range n.kids {
		if k.name != "w:tr" {
			continue
		}
		row++
		column := 0
		for _, cell := range k.kids {
			if cell.name != "w:tc" {
				continue
			}
			column++
			if !outer {
				r.place = r.part + fmt.Sprintf("第%d个表格第%d行第%d格", r.tables, row, column)
			}
			r.read(cell)
		}
	}
	r.inTable = outer
}

// said returns what an element says that is a letter or text.
func said(n *node) (string, bool) {
	switch n.name {
	case "w:t", "m:t", "a:t":
		return n.own(), true
	case "w:tab", "w:ptab":
		return "\t", len(n.kids) == 0 && n.attr("w:pos") == ""
	case "w:br", "w:cr":
		return "\n", true
	case "w:noBreakHyphen":
		return "-", true
	case "w:softHyphen":
		return "\u00ad", true
	case "w:sym":
		c, err := strconv.ParseUint(n.attr("w:char"), 16, 32)
		if err != nil || c > unicode.MaxRune || unicode.Is(unicode.Co, rune(c)) {
			return "\ufffd", true
		}
		return string(rune(c)), true
	}
	return "", false
}

// say makes an element say another text.
func say(n *node, text string) {
	if n.name != "m:t" && n.name != "a:t" {
		*n = node{name: "w:t", attrs: []attr{{"xml:space", "preserve"}}}
	}
	n.setOwn(text)
}
