package document

// Doc is the content of a written document: what a reader sees, without fonts, colours and sizes. CleanHTML and ReadDOCX
// return it in one normal form, so that two documents that read alike are equal.
type Doc struct{ Blocks []Block }

// Pictures returns the pictures of a document in their order, those in tables too.
func (d *Doc) Pictures() []*Picture {
	var out []*Picture
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case *Paragraph:
		case *Picture:
			out = append(out, b)
		case *Table:
			for _, row := range b.Rows {
				for _, cell := range row.Cells {
					out = append(out, (&Doc{cell.Blocks}).Pictures()...)
				}
			}
		}
	}
	return out
}

// Block is a *Paragraph, a *Table or a *Picture.
type Block interface{ isBlock() }

func (*Paragraph) isBlock() {}
func (*Table) isBlock()     {}
func (*Picture) isBlock()   {}

// Align is where the lines of a paragraph stand. Justified text counts as Left.
type Align int

// The alignments.
const (
	Left Align = iota
	Center
	Right
)

// List says whether a paragraph is an item of a list.
type List int

// The kinds of list.
const (
	NoList List = iota
	Bullet
	Numbered
)

const (
	maxHeading = 3
	maxLevel   = 8    // list levels count from 0, as Word's do
	maxNumber  = 9999 // of a list item
)

// Paragraph is text, a heading or an item of a list.
type Paragraph struct {
	Heading int  // 1 to 3; 0 is no heading
	List    List // a heading is in no list
	Level   int  // of a list item, from 0 to 8, at most one more than the item before
	Number  int  // of an item that is Numbered, from 1
	Align   Align
	Runs    []Run
}

// Run is a piece of a paragraph in one form. A line break is "\n" in its text.
type Run struct {
	Text                              string
	Bold, Italic, Underline, Sub, Sup bool
	Link                              string // an http, https or mailto address, or ""
}

// Table is a grid: every row fills it, counting the cells that reach in from above.
type Table struct{ Rows []TableRow }

// TableRow holds the cells that begin in a row.
type TableRow struct{ Cells []Cell }

// Cell is a cell of a table. Spans count from 1.
type Cell struct {
	RowSpan, ColSpan int
	Header           bool
	Blocks           []Block
}

// Picture stands on a line of its own.
type Picture struct {
	Name    string // of the file it came as, "" if it is elsewhere
	Src     string // where a browser finds it; a caller that stores Content sets it
	Alt     string
	Align   Align
	Content []byte // a clean PNG, JPEG or GIF, as CleanPicture makes it; nil if it is elsewhere
}

// form is a run without its text.
func (r Run) form() Run {
	r.Text = ""
	return r
}

// text joins the runs of a paragraph.
func (p *Paragraph) text() string {
	switch len(p.Runs) {
	case 0:
		return ""
	case 1:
		return p.Runs[0].Text
	}
	var all []byte
	for _, r := range p.Runs {
		all = append(all, r.Text...)
	}
	return string(all)
}
