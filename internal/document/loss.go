package document

import (
	"fmt"
	"strings"
)

// LossKind is what sort of thing was left behind.
type LossKind string

// What can be left behind.
const (
	LossPicture  LossKind = "picture"  // a file nobody but the sender has, or of a kind we do not show
	LossNote     LossKind = "note"     // what a picture says of itself
	LossShape    LossKind = "shape"    // lines, charts, drawings
	LossTextBox  LossKind = "textbox"  // its text is in the sentence
	LossEquation LossKind = "equation" // formulas
	LossObject   LossKind = "object"   // embedded files, players, forms
	LossDeleted  LossKind = "deleted"  // struck out by a tracked change
	LossComment  LossKind = "comment"  // remarks in the margin
	LossHidden   LossKind = "hidden"   // text that was not to be seen
	LossHeader   LossKind = "header"   // headers and footers of pages
	LossLink     LossKind = "link"     // a link that leads nowhere for others
	LossMarker   LossKind = "marker"   // numbers that look otherwise now
	LossStrike   LossKind = "strike"   // a line through text that stays
	LossContents LossKind = "contents" // a table of contents with page numbers
	LossMore     LossKind = "more"     // there were too many to name each
)

// Loss is one thing that was left behind on the way in.
type Loss struct {
	Kind  LossKind
	Place string // “第 3 段”, “第 1 个表格第 2 行”; "" if it is nowhere in the text
	Text  string // one Chinese sentence: where, what, and what to do
}

// maxLosses is how many are named one by one; quoted is how much of a text a sentence quotes.
const (
	maxLosses = 200
	quoted    = 40
)

// losses collects what is left behind.
type losses struct {
	list []Loss
	more int
}

// add takes note of a loss. The sentence begins with the place.
func (l *losses) add(kind LossKind, place, format string, args ...any) {
	if len(l.list) >= maxLosses {
		l.more++
		return
	}
	l.list = append(l.list, Loss{kind, place, place + fmt.Sprintf(format, args...)})
}

// all returns what was collected.
func (l *losses) all() []Loss {
	if l.more == 0 {
		return l.list
	}
	return append(l.list, Loss{LossMore, "", fmt.Sprintf("另有%d处内容没有带入，请对照原文检查。", l.more)})
}

// strikes joins text that is struck through piece by piece, as programs cut it.
type strikes struct{ text string }

// add takes the next piece of a paragraph. The first that is not struck names those before it.
func (s *strikes) add(text string, struck bool, l *losses, at *place) {
	switch {
	case struck:
		s.text += text
	case hasText(text):
		s.end(l, at)
	}
}

// end names what was struck through: it stays, and would read as if it held.
func (s *strikes) end(l *losses, at *place) {
	if hasText(s.text) {
		l.add(LossStrike, at.String(), "%s上的删除线没有保留，请核对这些文字是否应当删去。", quote(s.text))
	}
	s.text = ""
}

// quote returns text as it stands in a sentence: one line, in quotation marks, cut where it is long.
func quote(text string) string {
	line := oneLine(strings.ReplaceAll(text, "\n", " "), quoted+1)
	if chars := []rune(line); len(chars) > quoted {
		line = string(chars[:quoted]) + "……"
	}
	return "“" + line + "”"
}

// place counts where in the text a reader is.
type place struct {
	paragraphs, tables int
	cell               string // within a table
}

// String names the paragraph that is being read.
func (p *place) String() string {
	if p.cell != "" {
		return p.cell
	}
	return fmt.Sprintf("第 %d 段", p.paragraphs+1)
}

// enterCell names a cell of the table being read, counting from 0, and returns what to give to leaveCell.
func (p *place) enterCell(row, column int) (before string) {
	before = p.cell
	if before == "" {
		p.cell = fmt.Sprintf("第 %d 个表格第 %d 行第 %d 格", p.tables, row+1, column+1)
	}
	return before
}

func (p *place) leaveCell(before string) { p.cell = before }

// enterTable counts a table, unless it is within another.
func (p *place) enterTable() {
	if p.cell == "" {
		p.tables++
	}
}

// endParagraph counts a paragraph, unless it is in a table.
func (p *place) endParagraph() {
	if p.cell == "" {
		p.paragraphs++
	}
}
