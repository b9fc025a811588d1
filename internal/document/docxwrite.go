package document

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// DocxMeta is what a written file says besides the text of its document.
type DocxMeta struct {
	Title   string        // above the text, in the type of titles, "\n" where its line is to end; "" for none
	DocNo   string        // above the title; "" for none
	Creator string        // the author in the properties of the file
	Letter  *DocxLetter   // nil: no letter, only the text
	Tables  []TableLayout // how the tables of the text are set, in their order; those after them as the zero value says
}

// WriteDOCX writes the document as a docx file on A4 paper, with the margins and types of GB/T 9704. The same document gives the
// same bytes. A picture without a Content that Word shows is written as its description. With meta.Letter it is laid out as a letter.
func (d *Doc) WriteDOCX(w io.Writer, meta DocxMeta) error {
	if !areGrids(d.Blocks) {
		return errors.New("write docx: a table does not fill its grid; NewDoc fills it")
	}
	b := docxWriter{media: make(map[string]string), layouts: meta.Tables}
	if meta.Letter != nil {
		b.letter(d, meta)
		return b.pack(w, meta)
	}
	if meta.DocNo != "" {
		b.paragraph(&Paragraph{Align: Center, Runs: []Run{{Text: meta.DocNo}}}, "")
	}
	if meta.Title != "" {
		b.paragraph(&Paragraph{Align: Center, Runs: []Run{{Text: meta.Title}}}, inStyle("Title"))
	}
	b.blocks(d.Blocks)
	return b.pack(w, meta)
}

// docxWriter collects the parts of a file.
type docxWriter struct {
	body      strings.Builder
	links     strings.Builder // the relations of the text
	linked    int
	abstracts strings.Builder // schemes of numbering
	lists     strings.Builder
	listed    int
	media     map[string]string // names of media by content
	files     []mediaFile
	drawn     int
	layouts   []TableLayout // of the tables that are still to come
	plain     bool          // a letter: no paragraph is taken for 主送机关
}

type mediaFile struct {
	name    string
	content []byte
}

// put writes parts of XML as they are.
func (b *docxWriter) put(parts ...string) {
	for _, s := range parts {
		b.body.WriteString(s)
	}
}

// escaped returns text for an element or an attribute; what XML has no way to write becomes a replacement character.
func escaped(s string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(s)) // a Builder takes everything
	return out.String()
}

// blocks writes blocks of the text.
func (b *docxWriter) blocks(blocks []Block) { b.blocksIn(blocks, nil) }

// blocksIn writes blocks of the text, or of a cell, whose paragraphs are set as it says.
func (b *docxWriter) blocksIn(blocks []Block, cell *cellStyle) {
	inCell := cell != nil
	var lists wordLists
	for i, block := range blocks {
		switch k := block.(type) {
		case *Paragraph:
			if k.List != NoList {
				b.paragraph(k, b.listProps(&lists, k))
				continue
			}
			if !inCell && !b.plain && i < addresseeBlocks && isAddressee(k) {
				b.paragraph(k, "") // not indented
			} else {
				b.paragraph(k, styleOf(k, cell)+besideTable(blocks, i))
			}
		case *Picture:
			b.picture(k)
		case *Table:
			var layout TableLayout // of a table in a cell: the zero value
			if !inCell && len(b.layouts) > 0 {
				layout, b.layouts = b.layouts[0], b.layouts[1:]
			}
			b.table(k, &layout)
			if layout.Note == "" && (i+1 == len(blocks) || isTable(blocks[i+1])) {
				b.put("<w:p/>") // tables that touch become one, and a cell has to end with a paragraph
			}
		}
		lists = nil
	}
}

// besideTable is the room that a paragraph keeps to the tables before and after it.
func besideTable(blocks []Block, i int) string {
	before, after := i > 0 && isTable(blocks[i-1]), i+1 < len(blocks) && isTable(blocks[i+1])
	switch {
	case before && after:
		return `<w:spacing w:before="200" w:after="100"/>`
	case before:
		return `<w:spacing w:before="200"/>`
	case after:
		return `<w:spacing w:after="100"/>`
	}
	return ""
}

func isTable(b Block) bool {
	_, ok := b.(*Table)
	return ok
}

func inStyle(id string) string { return `<w:pStyle w:val="` + id + `"/>` }

func styleOf(p *Paragraph, cell *cellStyle) string {
	switch {
	case p.Heading > 0:
		return inStyle("Heading" + strconv.Itoa(p.Heading))
	case cell != nil:
		return inStyle(cell.style) + cell.more
	case p.Align == Left:
		return inStyle("BodyText")
	}
	return ""
}

// listProps returns the properties of an item, counting on in a list that is open or beginning one. Each numbered list has a
// scheme of its own, so that no program counts across lists.
func (b *docxWriter) listProps(lists *wordLists, p *Paragraph) string {
	level := min(p.Level, len(*lists), maxLevel)
	id := 1 // the list of dots
	if p.List == Numbered {
		if level < len(*lists) && (*lists)[level].continues(p) {
			id = (*lists)[level].id
		} else {
			id = b.newList(level, p.Number)
		}
	}
	*lists = append((*lists)[:level], wordList{openList{p.List, p.Number}, id})
	return inStyle("ListParagraph") + fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, level, id)
}

type wordLists []wordList

type wordList struct {
	openList
	id int
}

func (l wordList) continues(p *Paragraph) bool { return l.kind == Numbered && p.Number == l.number+1 }

func (b *docxWriter) newList(level, start int) int {
	b.listed++
	id := b.listed + 1
	fmt.Fprintf(&b.abstracts, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="singleLevel"/>`, id)
	writeLevel(&b.abstracts, level, start, "decimal", "%"+strconv.Itoa(level+1)+".")
	b.abstracts.WriteString("</w:abstractNum>\n")
	fmt.Fprintf(&b.lists, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/></w:num>`+"\n", id, id)
	return id
}

func writeLevel(out *strings.Builder, level, start int, format, text string) {
	fmt.Fprintf(out, `<w:lvl w:ilvl="%d"><w:start w:val="%d"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/>`+
		`<w:pPr><w:ind w:left="%d" w:hanging="420"/></w:pPr></w:lvl>`, level, start, format, text, 640+420*(level+1))
}

// paragraph writes a paragraph with properties: its style, its place in a list.
func (b *docxWriter) paragraph(p *Paragraph, props string) {
	b.put("<w:p><w:pPr>", props, jc(p.Align), "</w:pPr>")
	for i, r := range p.Runs {
		if begins := i == 0 || p.Runs[i-1].Link != r.Link; r.Link != "" && begins {
			b.put(`<w:hyperlink r:id="`, b.relate("hyperlink", r.Link, ` TargetMode="External"`), `">`)
		}
		b.run(r)
		if ends := i+1 == len(p.Runs) || p.Runs[i+1].Link != r.Link; r.Link != "" && ends {
			b.put("</w:hyperlink>")
		}
	}
	b.put("</w:p>\n")
}

func jc(a Align) string {
	switch a {
	case Center:
		return `<w:jc w:val="center"/>`
	case Right:
		return `<w:jc w:val="right"/>`
	case Left:
	}
	return ""
}

func (b *docxWriter) run(r Run) {
	b.put("<w:r><w:rPr>")
	for _, p := range []struct {
		is  bool
		xml string
	}{
		{r.Link != "", `<w:rStyle w:val="Hyperlink"/>`},
		{r.Bold, "<w:b/>"},
		{r.Italic, "<w:i/>"},
		{r.Underline, `<w:u w:val="single"/>`},
		{r.Sup, `<w:vertAlign w:val="superscript"/>`},
		{r.Sub, `<w:vertAlign w:val="subscript"/>`},
	} {
		if p.is {
			b.put(p.xml)
		}
	}
	b.put("</w:rPr>")
	for i, line := range strings.Split(r.Text, "\n") {
		if i > 0 {
			b.put("<w:br/>")
		}
		if line != "" {
			b.put(`<w:t xml:space="preserve">`, escaped(line), "</w:t>")
		}
	}
	b.put("</w:r>")
}

// relate adds a relation of the text and returns its id.
func (b *docxWriter) relate(kind, target, more string) string {
	b.linked++
	id := "rId" + strconv.Itoa(b.linked+10)
	fmt.Fprintf(&b.links, `<Relationship Id="%s" Type="%s/%s" Target="%s"%s/>`+"\n", id, officeRelations, kind, escaped(target), more)
	return id
}

// packed is the time all parts bear, so that the same document makes the same file.
var packed = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// pack writes all parts into an archive.
func (b *docxWriter) pack(w io.Writer, meta DocxMeta) error {
	archive := zip.NewWriter(w)
	add := func(name string, content []byte) error {
		part, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: packed})
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if _, err := part.Write(content); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		return nil
	}
	var bullets strings.Builder
	for level := range maxLevel + 1 {
		writeLevel(&bullets, level, 1, "bullet", "•")
	}
	types, relations, end := contentTypesXML, "", documentEndXML
	if meta.Letter != nil {
		types, relations, end = withLetterParts(types), letterRelationsXML, letterEndXML
		for _, part := range letterParts {
			if err := add(part.name, []byte(part.text)); err != nil {
				return err
			}
		}
	}
	for _, part := range []struct{ name, text string }{
		{contentTypes, types},
		{"_rels/.rels", topRelationsXML},
		{"docProps/core.xml", fmt.Sprintf(coreXML, escaped(strings.ReplaceAll(meta.Title, "\n", "")), escaped(meta.Creator))},
		{"word/document.xml", documentStartXML + b.body.String() + end},
		{"word/_rels/document.xml.rels", fmt.Sprintf(relationsXML, relations+b.links.String())},
		{"word/styles.xml", stylesXML},
		{"word/numbering.xml", fmt.Sprintf(numberingXML, bullets.String(), b.abstracts.String(), b.lists.String())},
	} {
		if err := add(part.name, []byte(part.text)); err != nil {
			return err
		}
	}
	for _, file := range b.files {
		if err := add(file.name, file.content); err != nil {
			return err
		}
	}
	return archive.Close()
}
