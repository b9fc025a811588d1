package document

import (
	"strconv"
	"strings"
)

// CleanHTML makes a document of HTML pasted from Word, WPS, a spreadsheet or a browser, whatever it holds, and
// names what could not come along. Its errors are ErrPasteTooLarge, ErrPasteTooDeep, ErrTableTooWide and
// ErrTableTooLarge.
func CleanHTML(in string) (*Doc, []Loss, error) {
	root, err := parseHTML(withoutClipboardHeader(in), maxPasteNode)
	if err != nil {
		return nil, nil, err
	}
	c := cleaner{shapes: make(map[string]bool), numbers: make(map[int]int)}
	root.each(func(n *node) bool {
		c.hasH1 = c.hasH1 || n.tag == "h1"
		return !c.hasH1
	})
	c.walk(root, inherited{})
	c.endParagraph()
	blocks, err := tidy(c.blocks)
	if err != nil {
		return nil, nil, err
	}
	return &Doc{blocks}, c.lost.all(), nil
}

// withoutClipboardHeader drops the lines that Windows puts before HTML on its clipboard.
func withoutClipboardHeader(in string) string {
	if strings.HasPrefix(in, "Version:") {
		if at := strings.IndexByte(in, '<'); at >= 0 {
			return in[at:]
		}
	}
	return in
}

// cleaner walks the tree and makes blocks of it.
type cleaner struct {
	blocks []Block
	open   *Paragraph // the paragraph that text goes to, nil between paragraphs
	item   *Paragraph // an item of a list whose text has not begun: its kind, level and number
	prefix string     // a number to be written as text before the next paragraph
	at     place
	lost   losses
	struck strikes

	hasH1    bool            // then h1 is our first level, else h2 is
	lists    []pasteList     // ul and ol around
	numbers  map[int]int     // the last number of Word's lists, by level
	shapes   map[string]bool // of numbers that were named as changed
	drawings []*node         // conditional drawings whose picture for browsers has not come yet
}

// pasteList is a ul or ol that is open.
type pasteList struct {
	openList
	align Align // of what is around it
}

// inherited is what elements hand down to what they hold.
type inherited struct {
	run     Run // without text
	align   Align
	heading int
	pre     bool
	struck  bool // a line goes through it
	symbols bool // it is set in Wingdings
}

func (c *cleaner) walkKids(n *node, f inherited) {
	for _, kid := range n.kids {
		c.walk(kid, f)
	}
}

func (c *cleaner) walk(n *node, f inherited) {
	switch n.tag {
	case textNode:
		c.text(n.text, f)
		return
	case skippedNode:
		return
	case hiddenNode:
		c.officeOnly(n)
		return
	case rootNode, revealed:
		c.walkKids(n, f)
		return
	}
	if c.leaveOut(n) {
		return
	}
	f = f.within(n)
	switch n.tag {
	case "br":
		if n.style("page-break-before") == "always" {
			c.endParagraph()
		} else if c.open != nil {
			c.open.Runs = append(c.open.Runs, withText(f.run, "\n"))
		}
	case "img":
		c.image(n, f)
	case "table":
		c.endParagraph()
		c.table(n, f)
		c.item = nil
	case "ul", "ol", "menu", "dir":
		c.endParagraph()
		c.list(n, f)
	case "li":
		c.endParagraph()
		c.listItem(n, f)
	case "a":
		c.noteLink(n)
		c.walkKids(n, f)
	case "q":
		c.text("“", f)
		c.walkKids(n, f)
		c.text("”", f)
	default:
		if !blockTags[n.tag] {
			c.walkKids(n, f)
			return
		}
		c.endParagraph()
		numbered := c.wordItem(n)
		c.walkKids(n, f.atHeading(n.tag, c.hasH1))
		c.endParagraph()
		if numbered {
			c.item, c.prefix = nil, ""
		}
	}
}

// atHeading returns f with the level of a heading, which text around it does not have.
func (f inherited) atHeading(tag string, hasH1 bool) inherited {
	if len(tag) != 2 || tag[0] != 'h' || tag[1] < '1' || tag[1] > '6' {
		return f
	}
	f.heading = int(tag[1] - '0')
	if !hasH1 {
		f.heading = max(1, f.heading-1)
	}
	f.heading = min(f.heading, maxHeading)
	return f
}

// within returns what an element adds to what it inherits.
func (f inherited) within(n *node) inherited {
	switch n.tag {
	case "b", "strong":
		f.run.Bold = true
	case "i", "em", "cite", "dfn", "var":
		f.run.Italic = true
	case "u":
		f.run.Underline = true
	case "sub":
		f.run.Sub, f.run.Sup = true, false
	case "sup":
		f.run.Sup, f.run.Sub = true, false
	case "s", "strike":
		f.struck = true
	case "center":
		f.align = Center
	case "pre", "xmp":
		f.pre = true
	case "a":
		if link := webLink(n.attr("href")); link != "" {
			f.run.Link = link
		}
	}
	if align, ok := n.align(); ok {
		f.align = align
	}
	if n.attr("style") != "" || n.attr("face") != "" {
		f.run.restyle(n)
		f.struck = f.struck || strings.Contains(n.style("text-decoration")+n.style("text-decoration-line"), "line-through")
		if font := n.style("mso-symbol-font-family") + n.style("font-family") + n.attr("face"); font != "" {
			f.symbols = isWingdings(font)
		}
	}
	return f
}

// noteLink names a link that works on the sender's machine only. Its text stays.
func (c *cleaner) noteLink(n *node) {
	href := strings.TrimSpace(n.attr("href"))
	scheme, _, _ := strings.Cut(strings.ToLower(href), ":")
	switch {
	case href == "", href[0] == '#', webLink(href) != "", scheme == "javascript", scheme == "vbscript", scheme == "data":
		return
	}
	if text := n.plain(); hasText(text) {
		c.lost.add(LossLink, c.at.String(), "%s上的链接别人打不开，只保留了文字，需要时请改为完整网址。", quote(text))
	}
}

func (r *Run) restyle(n *node) {
	switch weight := n.style("font-weight"); weight {
	case "bold", "bolder", "600", "700", "800", "900":
		r.Bold = true
	case "normal", "lighter", "400", "300":
		r.Bold = false
	}
	switch n.style("font-style") {
	case "italic", "oblique":
		r.Italic = true
	case "normal":
		r.Italic = false
	}
	if strings.Contains(n.style("text-decoration")+n.style("text-decoration-line"), "underline") {
		r.Underline = true
	}
	switch n.style("vertical-align") {
	case "super":
		r.Sup, r.Sub = true, false
	case "sub":
		r.Sub, r.Sup = true, false
	}
}

// align returns the alignment an element sets, by its style, its attribute or our own class.
func (n *node) align() (Align, bool) {
	if n.tag == "img" {
		return Left, false
	}
	switch value := n.style("text-align"); value {
	case "center", "-webkit-center", "-moz-center":
		return Center, true
	case "right", "end", "-webkit-right":
		return Right, true
	case "left", "justify", "start", "-webkit-left":
		return Left, true
	}
	if n.tag == "table" {
		return Left, true // the attribute places the table itself, and what stands around does not go for cells
	}
	switch strings.ToLower(n.attr("align")) {
	case "center", "middle":
		return Center, true
	case "right":
		return Right, true
	case "left", "justify":
		return Left, true
	}
	switch n.attr("class") {
	case "c", "MsoTitle", "MsoSubtitle":
		return Center, true
	case "r":
		return Right, true
	}
	return Left, false
}

func withText(r Run, text string) Run {
	r.Text = text
	return r
}

// text adds text to the paragraph, beginning one when there is something to see.
func (c *cleaner) text(s string, f inherited) {
	s = strings.Map(func(char rune) rune {
		switch char {
		case '\n', '\r':
			if f.pre {
				return '\n'
			}
			return sourceBreak
		case '\v', '\f', '\t', '\u2028', '\u2029':
			return ' '
		}
		return char
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	if c.open == nil && strings.Trim(s, " \n\v") == "" {
		return
	}
	c.begin(f)
	if f.symbols || hasSymbols(s) {
		var known bool
		if s, known = symbolText(s); !known {
			c.lost.add(LossMarker, c.at.String(), "有符号无法识别，以“%s”代替，请核对。", unknownSymbol)
		}
	}
	c.struck.add(s, f.struck, &c.lost, &c.at)
	c.open.Runs = append(c.open.Runs, withText(f.run, s))
}

// begin opens a paragraph, which takes the item of a list that waits for its text.
func (c *cleaner) begin(f inherited) {
	if c.open != nil {
		return
	}
	c.open = &Paragraph{Heading: f.heading, Align: f.align}
	if c.item != nil && f.heading == 0 {
		c.open.List, c.open.Level, c.open.Number = c.item.List, c.item.Level, c.item.Number
	}
	c.item = nil
	if c.prefix != "" {
		c.open.Runs = append(c.open.Runs, withText(Run{Bold: f.run.Bold}, c.prefix))
		c.prefix = ""
	}
}

// endParagraph closes the paragraph, if one is open.
func (c *cleaner) endParagraph() {
	for _, drawing := range c.drawings {
		c.drawingAlone(drawing)
	}
	c.drawings = nil
	c.struck.end(&c.lost, &c.at)
	if c.open != nil {
		c.blocks = append(c.blocks, c.open)
		if hasText(c.open.text()) {
			c.at.endParagraph()
		}
	}
	c.open = nil
}

// list walks a ul or ol.
func (c *cleaner) list(n *node, f inherited) {
	if depth := len(c.lists); depth > 0 {
		f.align = c.lists[depth-1].align // an item's own alignment is not for the lists in it
	}
	open := pasteList{openList{kind: Bullet}, f.align}
	if n.tag == "ol" {
		open.kind = Numbered
		if start, err := strconv.Atoi(n.attr("start")); err == nil {
			open.number = start - 1
		}
	}
	c.item = nil // an item that begins with a list has no text of its own
	c.lists = append(c.lists, open)
	c.walkKids(n, f)
	c.endParagraph()
	c.lists = c.lists[:len(c.lists)-1]
}

func (c *cleaner) listItem(n *node, f inherited) {
	c.item = &Paragraph{List: Bullet}
	if depth := len(c.lists); depth > 0 {
		list := &c.lists[depth-1]
		list.number++
		if value, err := strconv.Atoi(n.attr("value")); err == nil {
			list.number = value
		}
		list.number = max(-1, min(list.number, maxNumber))
		c.item = &Paragraph{List: list.kind, Level: depth - 1, Number: list.number}
	}
	c.walkKids(n, f)
	c.endParagraph()
	c.item = nil
}
