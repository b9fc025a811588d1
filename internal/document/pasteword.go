package document

import (
	"regexp"
	"strconv"
	"strings"
)

var wordLevel = regexp.MustCompile(`(?i)\blevel(\d)\b`)

// wordItem makes a paragraph that Word or WPS numbered an item of a list: they write a plain paragraph with the
// level in its style and the marker as text. It reports whether it found one.
func (c *cleaner) wordItem(n *node) bool {
	style := n.style("mso-list")
	if n.attr("style") == "" || style == "" || style == "none" || style == "skip" {
		return false
	}
	level := 0
	if m := wordLevel.FindStringSubmatch(style); m != nil {
		level, _ = strconv.Atoi(m[1]) // one digit
		level = max(0, min(level-1, maxLevel))
	}
	text, symbol := takeMarker(n)
	m := readMarker(text, symbol, c.numbers[level])
	switch {
	case m.list == NoList && m.text != "":
		c.prefix = m.text
	case len(n.tag) == 2 && n.tag[0] == 'h':
		if m.list == Numbered { // it is part of the text
			text = oneLine(text, 40)
			c.prefix = text + separator(text)
		}
	case m.list != NoList:
		c.item = &Paragraph{List: m.list, Level: level, Number: m.number}
		c.numbers[level] = m.number
		for deeper := level + 1; deeper <= maxLevel; deeper++ {
			delete(c.numbers, deeper)
		}
		c.noteShape(m.shape)
	}
	return true
}

// noteShape says once that numbers of a shape are shown as “1.” from now on.
func (c *cleaner) noteShape(shape string) {
	if shape == "" || c.shapes[shape] {
		return
	}
	c.shapes[shape] = true
	c.lost.add(LossMarker, c.at.String(), "起的自动编号%s改成了“1.”的样式，文中如有引用请核对。", quote(shape))
}

// takeMarker takes the marker out of a paragraph and reports whether it is set in a font of symbols.
func takeMarker(n *node) (text string, symbol bool) {
	n.each(func(below *node) bool {
		if below != n && blockTags[below.tag] {
			return false
		}
		isMarker := below.tag == revealed && strings.Contains(below.text, "!supportlists") ||
			below.tag != textNode && strings.EqualFold(below.style("mso-list"), "ignore")
		if !isMarker || text != "" {
			return true
		}
		text = below.plain()
		symbol = below.inSymbolFont() || n.spanAround(below).inSymbolFont()
		below.tag, below.kids = skippedNode, nil
		return false
	})
	return text, symbol
}

// spanAround returns the element whose only content is below, or below itself.
func (n *node) spanAround(below *node) *node {
	around := below
	n.each(func(m *node) bool {
		for _, kid := range m.kids {
			if kid == below && m != n {
				around = m
			}
		}
		return true
	})
	return around
}

// inSymbolFont reports whether text of an element is in a font of pictures. Its first element with a font decides.
func (n *node) inSymbolFont() bool {
	found, decided := false, false
	n.each(func(m *node) bool {
		font := m.attr("face") + m.style("font-family")
		if !decided && font != "" && strings.TrimSpace(strings.ReplaceAll(m.plain(), "\u00a0", "")) != "" {
			found, decided = isSymbolFont(font), true
		}
		return !decided
	})
	return found
}

// dropped are elements that go with all they hold and need no word.
var dropped = words("script style xml meta link base title template noscript noembed noframes input button select option textarea col colgroup head w:sdtpr rp")

// leaveOut reports whether an element does not come along, and names it if a reader would miss it.
func (c *cleaner) leaveOut(n *node) bool {
	place := c.at.String()
	style := strings.ToLower(n.style("mso-element"))
	class := strings.ToLower(n.attr("class"))
	switch {
	case dropped[n.tag]:
	case n.tag == "iframe", n.tag == "object", n.tag == "embed", n.tag == "applet", n.tag == "video", n.tag == "audio":
		c.lost.add(LossObject, place, "处嵌入了网页、视频或其他对象，没有带入。")
	case n.tag == "svg", n.tag == "canvas":
		c.lost.add(LossShape, place, "处的图形没有带入，请另存为图片后上传。")
	case n.tag == "math", n.tag == "m:omath", n.tag == "m:omathpara":
		c.lost.add(LossEquation, place, "的公式%s没有带入，请另存为图片后上传。", quote(n.plain()))
	case strings.HasPrefix(n.tag, "v:"), n.tag == "o:oleobject":
		c.vector(n)
	case n.tag == "del", n.tag == "w:del", strings.Contains(class, "msodel"):
		c.loseText(LossDeleted, n, "有已删除的修订内容%s，没有带入。")
	case strings.Contains(class, "msocommentreference"), strings.Contains(class, "msocomanchor"):
	case style == "comment-list":
		c.comments(n)
	case style == "header", style == "footer":
		c.loseText(LossHeader, n, "附近的页眉或页脚%s没有带入。")
	case n.isHidden():
		c.loseText(LossHidden, n, "有隐藏的文字%s，没有带入。")
	default:
		return false
	}
	return true
}

// loseText names the text of an element that does not come along. An element without text needs no word.
func (c *cleaner) loseText(kind LossKind, n *node, sentence string) {
	if text := n.plain(); hasText(text) {
		c.lost.add(kind, c.at.String(), sentence, quote(text))
	}
}

func (n *node) isHidden() bool {
	if n.has("hidden") {
		return true
	}
	return n.attr("style") != "" && (n.style("display") == "none" || n.style("mso-hide") == "all" || n.style("visibility") == "hidden")
}

// comments names the remarks at the end of a page from Word, one by one.
func (c *cleaner) comments(list *node) {
	list.each(func(n *node) bool {
		if !strings.EqualFold(n.style("mso-element"), "comment") {
			return true
		}
		n.each(func(m *node) bool {
			if strings.Contains(strings.ToLower(m.attr("class")), "msocomanchor") {
				m.tag, m.kids = skippedNode, nil
			}
			return true
		})
		if text := n.plain(); hasText(text) {
			c.lost.add(LossComment, "", "批注%s没有带入。", quote(text))
		}
		return false
	})
}

// A paragraph holds few drawings, and a drawing few elements.
const (
	maxDrawings    = 50
	maxDrawingNode = 2000
)

// officeOnly looks at a comment that only Office reads: a drawing has a picture for browsers after it, mostly.
func (c *cleaner) officeOnly(n *node) {
	lower := strings.ToLower(n.text)
	if !strings.Contains(lower, "<v:") && !strings.Contains(lower, "<m:omath") && !strings.Contains(lower, "<o:oleobject") {
		return
	}
	inner := strings.TrimSpace(n.text)
	_, inner, _ = strings.Cut(inner, ">")
	drawing, err := parseHTML(inner, maxDrawingNode)
	if err != nil || len(c.drawings) >= maxDrawings {
		drawing = &node{tag: rootNode} // it is named, whatever it shows
	}
	if drawing.find("v:shapetype") != nil && drawing.find("v:shape") == nil && drawing.find("v:textbox") == nil && drawing.find("o:oleobject") == nil {
		return // a definition that draws nothing
	}
	if box := drawing.find("v:textbox"); box != nil {
		c.loseText(LossTextBox, box, "处的文本框%s没有带入，需要的文字请另行录入。")
	}
	c.drawings = append(c.drawings, drawing)
}

// find returns the first element of a tag.
func (n *node) find(tag string) *node {
	var found *node
	n.each(func(m *node) bool {
		if found == nil && m.tag == tag {
			found = m
		}
		return found == nil
	})
	return found
}

// drawingAlone names a drawing that no picture for browsers came after.
func (c *cleaner) drawingAlone(n *node) {
	place := c.at.String()
	switch {
	case n.find("m:omath") != nil:
		c.lost.add(LossEquation, place, "附近的公式%s没有带入，请另存为图片后上传。", quote(n.plain()))
	case n.find("o:oleobject") != nil:
		c.loseObject(n, place)
	case n.find("v:textbox") != nil: // named when it was met
	case n.find("v:imagedata") != nil:
		c.lost.add(LossPicture, place, "附近的图片指向本机文件，没有带入，请另行上传。")
	default:
		c.lost.add(LossShape, place, "附近的图形没有带入，请另存为图片后上传。")
	}
}

func (c *cleaner) loseObject(n *node, place string) {
	if ole := n.find("o:oleobject"); ole != nil && strings.Contains(strings.ToLower(ole.attr("progid")), "equation") {
		c.lost.add(LossEquation, place, "的公式对象没有带入，请另存为图片后上传。")
		return
	}
	c.lost.add(LossObject, place, "嵌入的对象没有带入，请作为附件上传。")
}

// vector names a drawing that stands in the text itself.
func (c *cleaner) vector(n *node) {
	if n.tag == "v:shapetype" {
		return
	}
	if box := n.find("v:textbox"); box != nil {
		c.loseText(LossTextBox, box, "处的文本框%s没有带入，需要的文字请另行录入。")
		return
	}
	c.drawingAlone(n)
}
