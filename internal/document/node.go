package document

import (
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"

	"gongkai/internal/fault"
)

// Why pasted text is not taken.
var (
	ErrPasteTooLarge = fault.New(fault.TooLarge, "paste-too-large", "粘贴的内容过大，请分几次粘贴，或保存为 docx 文件后导入。")
	ErrPasteTooDeep  = fault.New(fault.TooLarge, "paste-too-deep", "粘贴的内容嵌套过深，请先粘贴为纯文本，或保存为 docx 文件后导入。")
)

const (
	maxPaste     = 4 << 20
	maxPasteNode = 400_000
	maxPasteDeep = 200
)

// Tags of nodes that no element of the source is.
const (
	textNode    = "#text"
	hiddenNode  = "#hidden" // a conditional comment that only Office reads; text is what it says
	revealed    = "#if"     // what stands between [if …] and [endif]; text is the condition
	rootNode    = "#root"
	skippedNode = "#skipped"
)

// node is an element of pasted HTML, or its text.
type node struct {
	tag, text string
	attrs     []html.Attribute
	kids      []*node
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func (n *node) has(name string) bool {
	for _, a := range n.attrs {
		if a.Key == name {
			return true
		}
	}
	return false
}

// style returns the value of a property of the style attribute, in lower case, the last one if it is given twice.
func (n *node) style(property string) string {
	value := ""
	for part := range strings.SplitSeq(n.attr("style"), ";") {
		key, v, ok := strings.Cut(part, ":")
		if ok && strings.EqualFold(strings.TrimSpace(key), property) {
			v, _, _ = strings.Cut(v, "!")
			value = strings.ToLower(strings.Trim(v, " \t\r\n\"'"))
		}
	}
	return value
}

// plain returns the text below a node.
func (n *node) plain() string {
	var out strings.Builder
	n.each(func(n *node) bool {
		switch n.tag {
		case textNode:
			out.WriteString(n.text)
		case "br", "p", "div", "tr", "td":
			out.WriteByte(' ')
		}
		return true
	})
	return out.String()
}

// each visits a node and, while visit says so, what is below it.
func (n *node) each(visit func(*node) bool) {
	if !visit(n) {
		return
	}
	for _, kid := range n.kids {
		kid.each(visit)
	}
}

// parseHTML makes a tree of tag soup in one pass: it never builds more nodes than there are tokens, unlike a
// browser's algorithm, which repeats unclosed elements. More nodes than it may have are ErrPasteTooLarge.
func parseHTML(in string, nodes int) (*node, error) {
	if len(in) > maxPaste {
		return nil, ErrPasteTooLarge
	}
	p := soup{stack: []*node{{tag: rootNode}}}
	tokens := html.NewTokenizer(strings.NewReader(in))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return nil, errors.Join(ErrPasteTooLarge, err)
			}
			return p.stack[0], nil
		case html.TextToken:
			p.add(&node{tag: textNode, text: tokens.Token().Data})
		case html.StartTagToken:
			p.start(tokens.Token(), false)
		case html.SelfClosingTagToken:
			p.start(tokens.Token(), true)
		case html.EndTagToken:
			name, _ := tokens.TagName()
			p.end(string(name))
		case html.CommentToken:
			p.comment(tokens.Token().Data)
		case html.DoctypeToken:
		}
		if p.count > nodes {
			return nil, ErrPasteTooLarge
		}
		if len(p.stack) > maxPasteDeep {
			return nil, ErrPasteTooDeep
		}
	}
}

// soup builds the tree. The last of the stack is the innermost open element.
type soup struct {
	stack []*node
	count int
}

func (p *soup) add(n *node) {
	p.count++
	top := p.stack[len(p.stack)-1]
	top.kids = append(top.kids, n)
}

func (p *soup) open(n *node) {
	p.add(n)
	p.stack = append(p.stack, n)
}

func (p *soup) start(t html.Token, closed bool) {
	switch {
	case blockTags[t.Data]:
		p.close("p", cellBounds)
	case t.Data == "a":
		p.close("a", cellBounds)
	}
	switch t.Data {
	case "html", "head", "body":
		return
	case "li":
		p.close("li", listBounds)
	case "dt", "dd":
		p.close("dt", listBounds)
		p.close("dd", listBounds)
	case "td", "th":
		p.closeCell()
	case "tr":
		p.close("tr", tableBounds)
	case "thead", "tbody", "tfoot", "caption", "colgroup":
		for _, tag := range []string{"thead", "tbody", "tfoot", "caption", "colgroup", "tr"} {
			p.close(tag, tableBounds)
		}
	}
	n := &node{tag: t.Data}
	for _, a := range t.Attr {
		if keptAttrs[a.Key] {
			n.attrs = append(n.attrs, a)
		}
	}
	if voidTags[t.Data] || closed && !rawTags[t.Data] {
		p.add(n)
		return
	}
	p.open(n)
}

func (p *soup) end(tag string) {
	switch {
	case tag == "br":
		p.add(&node{tag: "br"})
	case tag == "td" || tag == "th":
		p.closeCell()
	case tableTags[tag]:
		p.close(tag, tableBounds)
	case tag == "table":
		p.close(tag, nil)
	default:
		p.close(tag, cellBounds)
	}
}

func (p *soup) closeCell() {
	p.close("td", tableBounds)
	p.close("th", tableBounds)
}

// close ends the innermost open element of that tag, with what is open in it, unless a bound stands between.
func (p *soup) close(tag string, bounds map[string]bool) {
	for i := len(p.stack) - 1; i > 0; i-- {
		switch {
		case p.stack[i].tag == tag:
			p.stack = p.stack[:i]
			return
		case bounds[p.stack[i].tag]:
			return
		}
	}
}

// comment keeps what Word says by comments: <!--[if …]> … <![endif]--> for Office alone, <![if …]> … <![endif]> for all.
func (p *soup) comment(text string) {
	switch condition, rest, _ := strings.Cut(strings.TrimSpace(text), "]"); {
	case strings.HasPrefix(condition, "[endif"):
		p.close(revealed, cellBounds)
	case !strings.HasPrefix(condition, "[if"):
	case strings.Contains(rest, "<"):
		p.add(&node{tag: hiddenNode, text: text})
	default:
		p.open(&node{tag: revealed, text: strings.ToLower(strings.TrimPrefix(condition, "[if"))})
	}
}

func words(s string) map[string]bool {
	set := make(map[string]bool)
	for _, word := range strings.Fields(s) {
		set[word] = true
	}
	return set
}

var (
	voidTags = words("br hr img input meta link col base area embed source track wbr param v:imagedata v:stroke v:fill")
	rawTags  = words("script style iframe noembed noframes noscript textarea title xmp plaintext")
	// blockTags begin a paragraph of their own.
	blockTags = words(`p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption blockquote pre section article header footer main aside
		nav figure figcaption center address hr form fieldset details summary legend hgroup menu dir tr td th thead tbody tfoot`)
	tableTags   = words("tr thead tbody tfoot caption colgroup")
	tableBounds = words("table")
	cellBounds  = words("table td th caption v:textbox w:txbxcontent")
	listBounds  = words("ul ol dl menu dir table td th v:textbox w:txbxcontent")
	keptAttrs   = words("style class align href src alt rowspan colspan start value hidden type face name cite v:shapes progid data-src")
)
