package redact

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/document"
)

// docx is the making of a copy of a written document.
type docx struct {
	parts   *parts
	m       *matcher
	hidden  map[string]bool   // styles whose text is not shown
	cited   map[string]bool   // notes that the text cites, by kind and id
	names   map[string]string // of styles that were renamed
	written []typed
}

const wordTypes = "application/vnd.openxmlformats-officedocument.wordprocessingml."

// redactDOCX builds a document of the text, its headers, footers and notes, and of what says how they look.
func redactDOCX(file []byte, m *matcher) ([]byte, error) {
	p, err := openParts(file)
	if err != nil {
		return nil, err
	}
	main, err := p.main("word/document.xml")
	if err != nil {
		return nil, err
	}
	links, err := p.relations(main)
	if err != nil {
		return nil, err
	}
	d := &docx{parts: p, m: m, hidden: make(map[string]bool), cited: make(map[string]bool), names: make(map[string]string)}
	styles, err := d.styles(p.related(links, "styles"))
	if err != nil {
		return nil, err
	}
	root, err := p.tree(main, m)
	if err != nil {
		return nil, err
	}
	if root == nil || root.name != "w:document" || root.kid("w:body") == nil {
		return nil, errors.Join(document.ErrUnreadable, errors.New("no text"))
	}
	root.kids = []*node{root.kid("w:body")}
	root.attrs = nil
	if err := d.text(root, "正文"); err != nil {
		return nil, err
	}
	d.written = append(d.written, typed{written{"document.xml", nil}, wordTypes + "document.main+xml", "", ""})
	if styles != nil {
		d.add("styles", styles)
	}
	if err := d.margins(root, links); err != nil {
		return nil, err
	}
	for _, kind := range []string{"footnotes", "endnotes"} {
		if err := d.notes(kind, p.related(links, kind)); err != nil {
			return nil, err
		}
	}
	if err := d.looks(links); err != nil {
		return nil, err
	}
	d.written[0].content = render(root)
	if err := p.dropRest(m); err != nil {
		return nil, err
	}
	return packOffice("word", d.written)
}

func (d *docx) add(kind string, root *node) {
	d.written = append(d.written, typed{written{kind + ".xml", render(root)}, wordTypes + strings.TrimRight(kind, "0123456789") + "+xml", strings.TrimRight(kind, "0123456789"), "rId" + strconv.Itoa(len(d.written))})
}

// text makes clean what is read of a part, and takes the removals out.
func (d *docx) text(root *node, place string) error {
	if err := d.clean(root); err != nil {
		return fmt.Errorf("clean: %w", err)
	}
	if err := d.unlink(root, place); err != nil {
		return err
	}
	joinParagraphs(root)
	root.each(func(n *node) bool {
		if n.name == "w:footnoteReference" || n.name == "w:endnoteReference" {
			d.cited[strings.TrimSuffix(n.name, "Reference")+n.attr("w:id")] = true
		}
		return true
	})
	r := reading{docx: d, part: place, place: place}
	r.read(root)
	for _, pieces := range append(r.boxes, r.pieces) {
		if err := d.m.redact(pieces); err != nil {
			return err
		}
	}
	return d.values(root)
}

// margins writes the headers and footers that the sections of the text have.
func (d *docx) margins(root *node, links map[string]relation) error {
	ids := make(map[string]string) // by part
	var failed error
	root.each(func(n *node) bool {
		kind := strings.TrimSuffix(strings.TrimPrefix(n.name, "w:"), "Reference")
		if kind != "header" && kind != "footer" || failed != nil {
			return true
		}
		target := links[n.attr("r:id")]
		if ids[target.target] == "" {
			ids[target.target], failed = d.margin(kind, target)
		}
		n.attrs = []attr{{"w:type", n.attr("w:type")}, {"r:id", ids[target.target]}}
		if ids[target.target] == "" {
			n.name = "" // leads nowhere
		}
		return true
	})
	return failed
}

func (d *docx) margin(kind string, target relation) (id string, err error) {
	if target.kind != kind {
		return "", nil
	}
	root, err := d.parts.tree(target.target, d.m)
	if root == nil || err != nil {
		return "", err
	}
	if root.name != "w:hdr" && root.name != "w:ftr" {
		return "", errors.Join(document.ErrUnreadable, errors.New("no header"))
	}
	root.attrs = nil
	if err := d.text(root, map[string]string{"header": "页眉", "footer": "页脚"}[kind]); err != nil {
		return "", err
	}
	d.add(kind+strconv.Itoa(len(d.written)), root)
	return d.written[len(d.written)-1].id, nil
}

// notes writes the notes that the text cites; others are hidden.
func (d *docx) notes(kind, part string) error {
	root, err := d.parts.tree(part, d.m)
	if root == nil || err != nil {
		return err
	}
	root.attrs = nil
	var kept []*node
	for _, n := range root.kids {
		if n.name != "w:footnote" && n.name != "w:endnote" {
			continue
		}
		if n.attr("w:type") == "" && !d.cited[n.name+n.attr("w:id")] {
			if err := d.m.drop("没有引用的脚注", n.said()); err != nil {
				return err
			}
			continue
		}
		kept = append(kept, n)
	}
	root.kids = kept
	if err := d.text(root, map[string]string{"footnotes": "脚注", "endnotes": "尾注"}[kind]); err != nil {
		return err
	}
	d.add(kind, root)
	return nil
}

// styles reads how text looks, and which of it is not shown.
func (d *docx) styles(part string) (*node, error) {
	root, err := d.parts.tree(part, d.m)
	if root == nil || err != nil {
		return nil, err
	}
	root.attrs = nil
	root.kids = slices.DeleteFunc(root.kids, func(n *node) bool { return n.name != "w:docDefaults" && n.name != "w:style" })
	base := make(map[string]string)
	for _, s := range root.kids {
		id := s.attr("w:styleId")
		d.hidden[id] = s.kid("w:rPr").on("w:vanish")
		if b := s.kid("w:basedOn"); b != nil {
			base[id] = b.attr("w:val")
		}
	}
	for id := range base {
		for b, n := base[id], 0; b != "" && n < 12; b, n = base[b], n+1 {
			d.hidden[id] = d.hidden[id] || d.hidden[b]
		}
	}
	if err := d.clean(root); err != nil {
		return nil, err
	}
	return root, d.values(root)
}

// looks writes what else says how the text looks.
func (d *docx) looks(links map[string]relation) error {
	numbering, err := d.parts.tree(d.parts.related(links, "numbering"), d.m)
	if err != nil {
		return err
	}
	if numbering != nil {
		numbering.attrs = nil
		numbering.kids = slices.DeleteFunc(numbering.kids, func(n *node) bool { return n.name != "w:abstractNum" && n.name != "w:num" })
		if err := errors.Join(d.clean(numbering), d.values(numbering)); err != nil {
			return err
		}
		d.add("numbering", numbering)
	}
	theme, err := d.parts.theme(d.parts.related(links, "theme"), d.m)
	if err != nil {
		return err
	}
	if theme != nil {
		d.written = append(d.written, typed{written{"theme1.xml", theme}, themeType, "theme", "rId" + strconv.Itoa(len(d.written))})
	}
	return d.settings(d.parts.related(links, "settings"))
}

// settings keeps the few that the look of pages depends on.
func (d *docx) settings(part string) error {
	from, err := d.parts.tree(part, d.m)
	if from == nil || err != nil {
		return err
	}
	to := &node{name: "w:settings"}
	for _, k := range from.kids {
		switch k.name {
		case "w:mirrorMargins", "w:gutterAtTop", "w:defaultTabStop", "w:evenAndOddHeaders", "w:characterSpacingControl":
			if isToken(k.attr("w:val")) {
				to.kids = append(to.kids, &node{name: k.name, attrs: slices.DeleteFunc(k.attrs, func(a attr) bool { return a.name != "w:val" })})
			}
		}
	}
	if mode := compatibility(from.kid("w:compat")); mode != "" {
		to.kids = append(to.kids, &node{name: "w:compat", kids: []*node{{name: "w:compatSetting", attrs: []attr{
			{"w:name", "compatibilityMode"}, {"w:uri", "http://schemas.microsoft.com/office/word"}, {"w:val", mode},
		}}}})
	}
	if len(to.kids) > 0 {
		d.add("settings", to)
	}
	for _, k := range from.kids { // what stood in the rest: variables of the document, the address of its template
		what := "文档设置"
		if k.name == "w:docVars" {
			what = "文档变量"
		}
		if found, err := d.m.see(what, k.said()); err != nil {
			return err
		} else if found || k.name == "w:docVars" {
			if err := d.m.drop(what, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// compatibility returns the year's number of Word by whose rules lines are broken, "" if none is said.
func compatibility(n *node) string {
	if n == nil {
		return ""
	}
	for _, k := range n.kids {
		if mode := k.attr("w:val"); k.name == "w:compatSetting" && k.attr("w:name") == "compatibilityMode" && len(mode) == 2 && isMeasure(mode) {
			return mode
		}
	}
	return ""
}
