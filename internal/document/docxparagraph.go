package document

import (
	"fmt"
	"strings"
)

// inline collects what a paragraph of Word's holds: runs, cut by pictures.
type inline struct {
	blocks []Block
	open   *Paragraph
	like   Paragraph // what each piece begins as
}

func (o *inline) add(r Run) {
	if o.open == nil {
		p := o.like
		o.open = &p
	}
	o.open.Runs = append(o.open.Runs, r)
}

func (o *inline) cut() {
	if o.open != nil {
		o.blocks = append(o.blocks, o.open)
		o.open = nil
	}
}

// paragraph makes blocks of a w:p.
func (d *docxReader) paragraph(e *element) []Block {
	props := e.kid("w:pPr")
	p := d.styles.paragraph(props)
	if p.toc {
		if !d.told["toc"] {
			d.told["toc"] = true
			d.lost.add(LossContents, d.at.String(), "处的目录没有带入，网页上没有页码。")
		}
		return nil
	}
	var out inline
	out.like = Paragraph{Heading: p.heading, Align: p.align}
	d.runs(e.kids, Run{}, &out)
	d.endCodes()
	d.struck.end(&d.lost, &d.at)
	hasText := out.open != nil || len(out.blocks) > 0
	if gone := props.at("w:rPr", "w:del") != nil; p.list > 0 && (hasText || props.kid("w:numPr") != nil && !gone) {
		out.number(d.mark(p))
	}
	out.cut()
	for _, b := range out.blocks {
		if part, ok := b.(*Paragraph); ok && p.title {
			d.titles[part] = true
		}
	}
	if hasText {
		d.at.endParagraph()
	}
	return out.blocks
}

// mark counts a numbered paragraph.
func (d *docxReader) mark(p paragraphProps) (marker, int) {
	m, unknown := d.numbers.next(p.list, p.level)
	if unknown != "" && !d.told["format"+unknown] {
		d.told["format"+unknown] = true
		d.lost.add(LossMarker, d.at.String(), "起的自动编号样式（%s）无法识别，改成了数字，请核对。", unknown)
	}
	if p.heading > 0 && m.list == Numbered {
		m = marker{text: fmt.Sprintf("%d. ", m.number)}
	}
	return m, p.level
}

// number makes the first text of a paragraph an item of a list, or writes its number before it.
func (o *inline) number(m marker, level int) {
	var p *Paragraph
	for _, b := range o.blocks {
		if part, ok := b.(*Paragraph); ok && p == nil {
			p = part
		}
	}
	if p == nil {
		p = o.open
	}
	switch {
	case p == nil:
	case m.list != NoList && p.Heading == 0:
		p.List, p.Level, p.Number = m.list, level, m.number
	case m.text != "" && len(p.Runs) > 0:
		p.Runs = append([]Run{{Text: m.text, Bold: p.Runs[0].Bold}}, p.Runs...)
	}
}

// runs reads the children of a paragraph or of something within it.
func (d *docxReader) runs(kids []*element, form Run, out *inline) {
	for _, e := range kids {
		switch e.name {
		case "w:r":
			d.run(e, form, out)
		case "w:pPr", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr":
		case "w:hyperlink":
			linked := form
			if rel := d.parts.links[e.attr("r:id")]; rel.external {
				linked.Link = webLink(rel.target)
				if linked.Link == "" {
					d.loseLink(e.plain())
				}
			}
			d.runs(e.kids, linked, out)
		case "w:fldSimple":
			linked := form
			if link := hyperlinkOf(e.attr("w:instr")); link != "" {
				linked.Link = webLink(link)
			}
			d.runs(e.kids, linked, out)
		case "w:del", "w:moveFrom":
			d.loseDeleted(e)
		case "m:oMath", "m:oMathPara":
			d.loseEquation(e)
		case "w:commentRangeStart":
			d.comments[e.attr("w:id")] = d.at.String()
		default:
			d.runs(e.chosen(), form, out)
		}
	}
}

func (d *docxReader) loseLink(text string) {
	if hasText(text) {
		d.lost.add(LossLink, d.at.String(), "%s上的链接别人打不开，只保留了文字，需要时请改为完整网址。", quote(text))
	}
}

// run reads a w:r.
func (d *docxReader) run(e *element, around Run, out *inline) {
	form, hidden := d.styles.run(e.kid("w:rPr"))
	form.Link = around.Link
	for i := range d.fields {
		if link := d.fields[i].link; link != "" {
			form.Link = link
		}
	}
	if hidden {
		d.loseText(LossHidden, "有隐藏的文字%s，没有带入。", e.plain())
		d.fieldMarks(e)
		return
	}
	props := e.kid("w:rPr")
	d.struck.add(e.plain(), props.on("w:strike") || props.on("w:dstrike"), &d.lost, &d.at)
	for _, k := range e.kids {
		d.runKid(k, form, out)
	}
}

func (d *docxReader) runKid(k *element, form Run, out *inline) {
	write := func(text string) {
		if d.inCode() {
			d.loseText(LossHidden, "有域代码里的文字%s，没有带入。", text)
		} else if text != "" {
			out.add(withText(form, text))
		}
	}
	switch k.name {
	case "w:t":
		text := spaced(k, form.Underline)
		if hasSymbols(text) {
			text = d.symbols(text)
		}
		write(text)
	case "w:delText":
		d.loseDeleted(k)
	case "w:tab", "w:ptab":
		write(string(wideSpace))
	case "w:br":
		if kind := k.attr("w:type"); kind == "" || kind == "textWrapping" {
			write("\n")
		}
	case "w:cr":
		write("\n")
	case "w:noBreakHyphen":
		write("-")
	case "w:sym":
		write(d.symbol(k))
	case "w:fldChar", "w:instrText":
		d.fieldMark(k, write)
	case "w:footnoteReference", "w:endnoteReference":
		key := strings.TrimSuffix(strings.TrimPrefix(k.name, "w:"), "Reference") + "s" + k.attr("w:id")
		d.cited = append(d.cited, key)
		form.Sup, form.Sub = true, false
		write(fmt.Sprintf("[%d]", len(d.cited)))
	case "w:commentReference":
		if id := k.attr("w:id"); d.comments[id] == "" {
			d.comments[id] = d.at.String()
		}
	case "w:ruby":
		d.loseText(LossHidden, "的注音%s没有带入。", k.rubyText())
		d.runs(k.kid("w:rubyBase").chosen(), form, out)
	case "w:drawing":
		d.drawing(k, out)
	case "w:pict":
		d.vml(k, out)
	case "w:object":
		d.object(k)
	case "m:oMath", "m:oMathPara":
		d.loseEquation(k)
	case "mc:AlternateContent":
		for _, c := range k.chosen() {
			d.runKid(c, form, out)
		}
	}
}

func (e *element) rubyText() string {
	if rt := e.kid("w:rt"); rt != nil {
		return rt.plain()
	}
	return ""
}

// breaks are what does not break a line of a w:t.
var breaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ", "\v", " ")

// spaced returns the text of a w:t. Underlined spaces are blanks to fill in, and stay.
func spaced(e *element, underlined bool) string {
	text := breaks.Replace(e.text)
	if e.attr("xml:space") != "preserve" {
		text = strings.Trim(text, " ")
	}
	if underlined && (strings.Contains(text, "  ") || strings.Trim(text, " ") == "") {
		text = strings.ReplaceAll(text, " ", string(noBreakSpace))
	}
	return text
}
