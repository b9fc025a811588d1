package document

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// DocxLetter lays a document out as a letter of an office, after GB/T 9704: what stands around its text, and page numbers at the foot.
type DocxLetter struct {
	Head     string   // 发文机关标志, in red above the number, which a red line follows; "": the number stands below the title
	To       string   // 抬头, with its colon, not indented
	Attached []string // 附件说明: the names of what is attached
	Signer   string   // 署名, centred above the date
	Date     string   // 成文日期
	Note     string   // 附注, in brackets below the date; "" for none
}

// em is the width of a character of the text, in twentieths of a point.
const em = 320

// letter writes the text with what stands around it.
func (b *docxWriter) letter(d *Doc, meta DocxMeta) {
	l := meta.Letter
	number := func(props string) {
		if meta.DocNo != "" {
			b.paragraph(&Paragraph{Align: Center, Runs: []Run{{Text: meta.DocNo}}}, props)
		}
	}
	if l.Head != "" {
		b.head(l.Head)
		number(`<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="11" w:color="CC0000"/></w:pBdr>`)
	}
	if meta.Title != "" {
		b.paragraph(&Paragraph{Align: Center, Runs: []Run{{Text: meta.Title}}}, inStyle("Title"))
	}
	if l.Head == "" {
		number(`<w:spacing w:after="560"/>`)
	}
	if l.To != "" {
		b.paragraph(&Paragraph{Runs: []Run{{Text: l.To}}}, "")
	}
	b.plain = true
	last := len(d.Blocks) - 1
	if p := d.last(); p != nil { // a signature alone on a page could stand below anything
		b.blocks(d.Blocks[:last])
		b.paragraph(p, styleOf(p, nil)+"<w:keepNext/>")
	} else {
		b.blocks(d.Blocks)
	}
	b.attached(l.Attached)
	b.signature(l.Signer, l.Date)
	if l.Note != "" {
		b.paragraph(&Paragraph{Runs: []Run{{Text: "（" + l.Note + "）"}}}, inStyle("BodyText")+`<w:spacing w:before="560"/>`)
	}
}

// last returns the paragraph that a document ends with, nil if it ends otherwise.
func (d *Doc) last() *Paragraph {
	if len(d.Blocks) == 0 {
		return nil
	}
	if p, ok := d.Blocks[len(d.Blocks)-1].(*Paragraph); ok && p.List == NoList {
		return p
	}
	return nil
}

// head writes the name of the office in red, as large as one line allows.
func (b *docxWriter) head(name string) {
	size := min(104, max(36, 2*textWidth/20*100/115/max(1, utf8.RuneCountInString(name)))) // half points; 15 % of the line stay free
	b.put(`<w:p><w:pPr><w:spacing w:before="240" w:after="560" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr>`,
		`<w:rFonts w:eastAsia="方正小标宋简体"/><w:color w:val="CC0000"/>`, fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, size, size),
		`</w:rPr><w:t xml:space="preserve">`, escaped(name), "</w:t></w:r></w:p>\n")
}

// attached writes 附件说明: indented, the second line and those after it below the first name.
func (b *docxWriter) attached(names []string) {
	for i, name := range names {
		before, label, hanging := 0, "", 0
		switch {
		case i == 0 && len(names) == 1:
			before, label, hanging = 560, "附件：", 3*em
		case i == 0:
			before, label, hanging = 560, "附件：1．", 9*em/2
		default:
			label, hanging = fmt.Sprintf("%d．", i+1), 3*em/2
		}
		left := 2*em + 3*em
		if len(names) > 1 {
			left += 3 * em / 2
		}
		b.paragraph(&Paragraph{Runs: []Run{{Text: label + name}}},
			fmt.Sprintf(`<w:keepNext/><w:spacing w:before="%d"/><w:ind w:left="%d" w:hanging="%d"/>`, before, left, hanging))
	}
}

// signature writes the name of the office centred above the date, whose right end is four characters from the margin, or further where the name
// is long. Above them is room for the seal.
func (b *docxWriter) signature(name, date string) {
	wide, short := width(name), width(date)
	right := max(4*em, 2*em+(wide-short)/2)
	left := max(0, right+(short-wide)/2)
	if name != "" {
		b.paragraph(&Paragraph{Align: Right, Runs: []Run{{Text: name}}}, fmt.Sprintf(`<w:keepNext/><w:spacing w:before="840"/><w:ind w:right="%d"/>`, left))
	}
	if date != "" {
		b.paragraph(&Paragraph{Align: Right, Runs: []Run{{Text: date}}}, fmt.Sprintf(`<w:ind w:right="%d"/>`, right))
	}
}

// width is about how wide a text is set: digits and letters take half a character, and a quarter stands between them and Chinese ones.
func width(s string) int {
	w := 0
	var before rune
	for _, char := range s {
		narrow := char < 0x2E80
		if before != 0 && narrow != (before < 0x2E80) {
			w += em / 4
		}
		if narrow {
			w += em / 2
		} else {
			w += em
		}
		before = char
	}
	return w
}

const letterTypesXML = `<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>
<Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>
<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>
<Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>
</Types>`

func withLetterParts(types string) string {
	return strings.Replace(types, "</Types>", letterTypesXML, 1)
}

const letterRelationsXML = `<Relationship Id="rId3" Type="` + officeRelations + `/settings" Target="settings.xml"/>
<Relationship Id="rId4" Type="` + officeRelations + `/fontTable" Target="fontTable.xml"/>
<Relationship Id="rId5" Type="` + officeRelations + `/footer" Target="footer1.xml"/>
<Relationship Id="rId6" Type="` + officeRelations + `/footer" Target="footer2.xml"/>
`

// letterEndXML is documentEndXML with the foot of odd and of even pages.
const letterEndXML = `<w:sectPr><w:footerReference w:type="default" r:id="rId5"/><w:footerReference w:type="even" r:id="rId6"/>` +
	`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1417" w:gutter="0"/></w:sectPr></w:body></w:document>
`

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// footXML is a page number between dashes, 14 points, one character from the outer edge.
func footXML(align, indent string) string {
	piece := `<w:r><w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>`
	return xmlHead + `<w:ftr ` + wordSpace + `><w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:ind w:` + indent + `="280"/><w:jc w:val="` + align + `"/></w:pPr>` +
		piece + `<w:t xml:space="preserve">— </w:t></w:r>` +
		piece + `<w:fldChar w:fldCharType="begin"/></w:r>` + piece + `<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		piece + `<w:fldChar w:fldCharType="separate"/></w:r>` + piece + `<w:t>1</w:t></w:r>` + piece + `<w:fldChar w:fldCharType="end"/></w:r>` +
		piece + `<w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>
`
}

// fontXML names what a program may take where it does not have the type of GB/T 9704.
func fontXML(name, others, family string) string {
	return `<w:font w:name="` + name + `"><w:altName w:val="` + others + `"/><w:charset w:val="86"/><w:family w:val="` + family + `"/><w:pitch w:val="variable"/></w:font>
`
}

// letterParts are the parts that a letter has besides those of every file.
var letterParts = []struct{ name, text string }{
	{"word/settings.xml", xmlHead + `<w:settings ` + wordSpace + `><w:evenAndOddHeaders/></w:settings>
`},
	{"word/fontTable.xml", xmlHead + `<w:fonts ` + wordSpace + `>
` + fontXML("方正小标宋简体", "方正小标宋_GBK,华文中宋,STZhongsong,宋体,SimSun", "roman") + fontXML("仿宋_GB2312", "仿宋,FangSong,华文仿宋,STFangsong", "modern") +
		fontXML("楷体_GB2312", "楷体,KaiTi,华文楷体,STKaiti", "modern") + fontXML("黑体", "SimHei,微软雅黑,华文黑体", "swiss") + `</w:fonts>
`},
	{"word/footer1.xml", footXML("right", "right")},
	{"word/footer2.xml", footXML("left", "left")},
}
