package document

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"gongkai/internal/workday"
)

// Import is what a written file brought.
type Import struct {
	Doc      *Doc         // the text, without what went to Title and DocNo
	Title    string       // on one line; "" if none was found
	DocNo    string       // 文号, with the brackets of the standard: 濮教〔2026〕1号
	FormedOn workday.Date // 成文日期; it stays in the text
	To       string       // 主送机关, without the colon; it stays in the text
	Pictures []*Picture   // those of Doc, in order; a caller that stores one sets its Src, and Doc shows it
	Taken    []string     // sentences on what was taken from where, and what was rewritten
	Lost     []Loss
	Hidden   []string // text of the file that Doc does not have, for screening: headers, comments, deleted text
}

// ReadDOCX reads a docx file after CheckUpload's inspection. The name is used for its extension only. Tracked insertions count as
// text, deletions do not. Besides the errors of CheckUpload it returns ErrWrongType, ErrTextTooLong, ErrTableTooWide
// and ErrTableTooLarge.
func ReadDOCX(name string, r io.ReaderAt, size int64, limits Limits) (*Import, error) {
	kind, _, err := inspect(name, r, size, limits.orDefault())
	if err != nil {
		return nil, err
	}
	if kind != DOCX {
		return nil, ErrWrongType.Say("这里需要 docx 文档，上传的是%s，请另存为 docx 后再上传。", kind.chinese())
	}
	d, err := newDocxReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("read docx: %w", err)
	}
	blocks, err := d.body()
	if err != nil {
		return nil, fmt.Errorf("read text: %w", err)
	}
	im := &Import{}
	blocks = im.takeHead(blocks, d.titles)
	if blocks, err = tidy(blocks); err != nil {
		return nil, err
	}
	im.Doc = &Doc{blocks}
	im.takeFacts()
	if err := d.margins(); err != nil {
		return nil, fmt.Errorf("read margins: %w", err)
	}
	im.Pictures, im.Lost, im.Hidden = im.Doc.Pictures(), d.lost.all(), d.hidden
	namePictures(im.Pictures)
	return im, nil
}

// namePictures numbers pictures in their order: what they were called in the file says nothing.
func namePictures(pictures []*Picture) {
	for i, p := range pictures {
		p.Name = fmt.Sprintf("picture%d%s", i+1, path.Ext(p.Name))
	}
}

// docxReader makes blocks of the parts of a file.
type docxReader struct {
	parts    *docxParts
	styles   wordStyles
	numbers  *numbering
	notes    map[string]string // text of footnotes and endnotes, by kind and id
	cited    []string          // the notes in the order of their marks
	comments map[string]string // where each comment stands, by id
	titles   map[*Paragraph]bool
	pictured int // pictures so far
	media    map[string][]byte
	fields   []field
	at       place
	lost     losses
	struck   strikes
	hidden   []string
	told     map[string]bool // what is named once
	bytes    int             // of pictures
}

// field is a field of Word's that is open: its code comes first, then what it shows.
type field struct {
	code  strings.Builder
	shown bool
	link  string
}

func newDocxReader(r io.ReaderAt, size int64) (*docxReader, error) {
	parts, err := openParts(r, size)
	if err != nil {
		return nil, err
	}
	d := &docxReader{
		parts: parts, notes: make(map[string]string), comments: make(map[string]string), titles: make(map[*Paragraph]bool),
		media: make(map[string][]byte), told: make(map[string]bool),
	}
	if d.styles, err = parts.styles(); err != nil {
		return nil, err
	}
	if d.numbers, err = parts.numbering(); err != nil {
		return nil, err
	}
	for _, kind := range []string{"footnotes", "endnotes"} {
		if err := d.readNotes(kind); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// body reads the text, with the notes it cites at its end.
func (d *docxReader) body() ([]Block, error) {
	var blocks []Block
	err := d.parts.stream(d.parts.main, func(x *xmlStream) error {
		return x.root(func(name string, _ xml.StartElement) error {
			if name != "w:body" {
				return x.skip()
			}
			var err error
			blocks, err = d.blocks(x)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	for i, key := range d.cited {
		if text := d.notes[key]; text != "" {
			blocks = append(blocks, &Paragraph{Runs: []Run{{Text: fmt.Sprintf("[%d] %s", i+1, text)}}})
		}
		delete(d.notes, key)
	}
	return blocks, nil
}

// blocks reads the children of the element that was begun last.
func (d *docxReader) blocks(x *xmlStream) ([]Block, error) {
	_, out, err := d.blocksOf(x, "")
	return out, err
}

// blocksOf reads the children of the element that was begun last, and its properties from the child of that name.
func (d *docxReader) blocksOf(x *xmlStream, properties string) (props *element, out []Block, err error) {
	var carried *Paragraph // its end was deleted: the next paragraph goes on with it
	err = x.children(func(name string, start xml.StartElement) error {
		switch name {
		case properties:
			var err error
			props, err = x.tree(start)
			return err
		case "w:p":
			e, err := x.tree(start)
			if err != nil {
				return err
			}
			more := d.paragraph(e)
			if p, ok := lead(more); ok && carried != nil {
				p.Runs = append(carried.Runs, p.Runs...)
				carried = nil
			}
			if p, ok := tail(more); ok && e.at("w:pPr", "w:rPr", "w:del") != nil {
				carried, more = p, more[:len(more)-1]
			}
			out = append(out, more...)
			return nil
		case "w:tbl":
			t, err := d.table(x)
			out = append(out, t)
			return err
		}
		more, err := d.wrapped(x, name, start)
		out = append(out, more...)
		return err
	})
	if carried != nil {
		out = append(out, carried)
	}
	return props, out, err
}

func lead(blocks []Block) (*Paragraph, bool) {
	if len(blocks) == 0 {
		return nil, false
	}
	p, ok := blocks[0].(*Paragraph)
	return p, ok
}

func tail(blocks []Block) (*Paragraph, bool) {
	if len(blocks) == 0 {
		return nil, false
	}
	p, ok := blocks[len(blocks)-1].(*Paragraph)
	return p, ok
}

// wrapped reads an element that is neither a paragraph nor a table: most only stand around others.
func (d *docxReader) wrapped(x *xmlStream, name string, start xml.StartElement) ([]Block, error) {
	switch name {
	case "w:sectPr", "w:sdtPr", "w:sdtEndPr", "w:customXmlPr", "w:tblPr", "w:tblGrid":
		return nil, x.skip()
	case "w:del", "w:moveFrom", "m:oMathPara", "m:oMath":
		e, err := x.tree(start)
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(name, "m:") {
			d.loseEquation(e)
		} else {
			d.loseDeleted(e)
		}
		return nil, nil
	case "w:altChunk":
		d.lost.add(LossObject, d.at.String(), "处插入的其他文件没有带入，请另行导入。")
		return nil, x.skip()
	case "mc:AlternateContent":
		return d.alternative(x)
	}
	return d.blocks(x)
}

// alternative reads the form for newer programs.
func (d *docxReader) alternative(x *xmlStream) ([]Block, error) {
	var out []Block
	done := false
	err := x.children(func(string, xml.StartElement) error {
		if done {
			return x.skip()
		}
		done = true
		more, err := d.blocks(x)
		out = append(out, more...)
		return err
	})
	return out, err
}

// loseText names text that does not come along, and keeps it for screening.
func (d *docxReader) loseText(kind LossKind, sentence, text string) {
	if !hasText(text) {
		return
	}
	d.hidden = append(d.hidden, text)
	d.lost.add(kind, d.at.String(), sentence, quote(text))
}

func (d *docxReader) loseDeleted(e *element) {
	d.loseText(LossDeleted, "有已删除的修订内容%s，没有带入。", e.plain())
}

func (d *docxReader) loseEquation(e *element) {
	text := e.plain()
	d.hidden = append(d.hidden, text)
	d.lost.add(LossEquation, d.at.String(), "的公式%s没有带入，请另存为图片后上传。", quote(text))
}

// readNotes reads footnotes or endnotes.
func (d *docxReader) readNotes(kind string) error {
	for _, part := range d.parts.related(kind) {
		err := d.parts.stream(part, func(x *xmlStream) error {
			return x.root(func(_ string, start xml.StartElement) error {
				e, err := x.tree(start)
				if err == nil && e.attr("w:type") == "" {
					d.notes[kind+e.attr("w:id")] = oneLine(strings.ReplaceAll(e.plain(), "\n", " "), maxNote)
				}
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const maxNote = 20_000 // characters

// pageNumber is what a footer says when it says nothing.
var pageNumber = regexp.MustCompile(`^[\s\d—－\-–·第共页/]*$`)

// margins reads what stands around the text: comments, headers and footers, notes nobody cites.
func (d *docxReader) margins() error {
	for _, part := range d.parts.related("comments") {
		err := d.parts.stream(part, func(x *xmlStream) error {
			return x.root(func(_ string, start xml.StartElement) error {
				e, err := x.tree(start)
				if err != nil {
					return err
				}
				if text := e.plain(); hasText(text) {
					d.hidden = append(d.hidden, strings.TrimSpace(e.attr("w:author")+" "+text))
					sentence := "批注%s没有带入。"
					place := d.comments[e.attr("w:id")]
					if place != "" {
						sentence = "的" + sentence
					}
					d.lost.add(LossComment, place, sentence, quote(text))
				}
				return nil
			})
		})
		if err != nil {
			return err
		}
	}
	for _, kind := range []string{"header", "footer"} {
		for _, part := range d.parts.related(kind) {
			if err := d.margin(part, kind); err != nil {
				return err
			}
		}
	}
	keys := make([]string, 0, len(d.notes))
	for key := range d.notes {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if d.notes[key] != "" {
			d.hidden = append(d.hidden, d.notes[key])
			d.lost.add(LossHidden, "", "没有引用的脚注%s没有带入。", quote(d.notes[key]))
		}
	}
	return nil
}

// margin names the text of a header or footer once, however many pages have it.
func (d *docxReader) margin(part, kind string) error {
	var text strings.Builder
	drawn := false
	err := d.parts.stream(part, func(x *xmlStream) error {
		return x.root(func(_ string, start xml.StartElement) error {
			e, err := x.tree(start)
			if err == nil {
				text.WriteString(e.plain() + "\n")
				drawn = drawn || len(e.all("a:blip"))+len(e.all("v:imagedata")) > 0
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	name := "页眉"
	if kind == "footer" {
		name = "页脚"
	}
	if drawn {
		d.lost.add(LossHeader, "", "%s里的图片没有带入。", name)
	}
	line := strings.TrimSpace(text.String())
	if d.told[kind+line] || !hasText(line) {
		return nil
	}
	d.told[kind+line] = true
	d.hidden = append(d.hidden, line)
	if pageNumber.MatchString(line) {
		return nil
	}
	d.lost.add(LossHeader, "", "%s%s没有带入。", name, quote(line))
	return nil
}
