package document

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An official document begins with a red head (份号, 密级, the name of the office and 文件), its number and its title.

var (
	docNo = regexp.MustCompile(`([\p{Han}A-Z0-9]{1,20}?)[\s　]*[〔\[［(（【﹝〖][\s　]*((?:19|20)[0-9]{2})[\s　]*[〕\]］)）】﹞〗][\s　]*(?:第[\s　]*)?([0-9]{1,5})[\s　]*号`)
	// docNoLine is what else may stand on the line of the number.
	docNoLine = regexp.MustCompile(`^(?:(?:发文字号|文[\s　]*号|编[\s　]*号)[\s　]*[:：])?[\s　]*$`)
	signer    = regexp.MustCompile(`[\s　]*签发人[\s　]*[:：].*$`)
	redHead   = regexp.MustCompile(`^(?:[0-9]{6}|(?:特急|加急|特提|平急|急件)|[\p{Han}、（）()\s　]{2,60}文[\s　]*件|[★\s　]+|签发人[\s　]*[:：].{1,30})$`)
	// secret is a marking of secrecy, which no document for the public may bear.
	secret = regexp.MustCompile(`^(?:绝密|机密|秘密)[\s　]*(?:★.{0,12})?$`)
	// titleEnd are the words that name a kind of document.
	titleEnd = regexp.MustCompile(`(?:通知|通报|通告|公告|公报|公示|意见|决定|决议|命令|议案|报告|请示|批复|复函|的函|纪要|办法|规定|细则|条例|方案|规划|计划|要点|制度|规程|章程|清单|指南|目录|解读|说明|答复|总结|名单|公开信|倡议书)(?:[（(][^（()）]{1,20}[）)])?$`)
	numbered = regexp.MustCompile(`^(?:第?[一二三四五六七八九十百]+[、章节条．.]|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[.．、])`)
)

const (
	headBlocks   = 20 // how far the head reaches at most
	maxTitle     = 150
	maxHeadTitle = 5 // lines of a title
)

// headLine is a paragraph of the head that has text.
type headLine struct {
	at     int // among the blocks
	p      *Paragraph
	text   string
	number int // of the paragraph, from 1
}

// takeHead takes the title and the number out of blocks, and drops the red head, all named in Taken.
func (im *Import) takeHead(blocks []Block, titled map[*Paragraph]bool) []Block {
	lines := headLines(blocks)
	gone := make(map[int]bool)
	rest := lines[:0:0]
	for _, l := range lines {
		switch {
		case secret.MatchString(l.text): // stays, for whoever checks the text
			im.took("文件标有密级%s，涉密文件不得公开，请先核实。", quote(l.text))
		case im.DocNo == "" && im.takeNumber(l.text):
			gone[l.at] = true
		case im.Title == "" && len(rest) == 0 && l.p.List == NoList && !titled[l.p] && isRedHead(l.text):
			gone[l.at] = true
			im.took("红头中的%s没有放进正文。", quote(l.text))
		default:
			rest = append(rest, l)
		}
	}
	for _, l := range im.titleLines(rest, titled) {
		gone[l.at] = true
	}
	var out []Block
	for i, b := range blocks {
		if !gone[i] {
			out = append(out, b)
		}
	}
	return out
}

func (im *Import) took(format string, args ...any) {
	im.Taken = append(im.Taken, fmt.Sprintf(format, args...))
}

// headLines returns the paragraphs that may belong to the head: up to the first that is plainly body text.
func headLines(blocks []Block) []headLine {
	var out []headLine
	number := 0
	for i, b := range blocks {
		p, ok := b.(*Paragraph)
		if !ok {
			continue
		}
		text := titleText(p)
		if text == "" {
			continue
		}
		number++
		out = append(out, headLine{i, p, text, number})
		if len(out) == headBlocks || strings.HasSuffix(text, "。") {
			break
		}
	}
	return out
}

func isRedHead(text string) bool {
	return redHead.MatchString(text) && !strings.Contains(text, "关于")
}

// titleText returns the text of a paragraph without its line breaks.
func titleText(p *Paragraph) string {
	return oneLine(strings.ReplaceAll(p.text(), "\n", ""), 1000)
}

// takeNumber takes the number of the document from a line that holds nothing else.
func (im *Import) takeNumber(line string) bool {
	text := narrowDigits(line)
	m := docNo.FindStringSubmatchIndex(text)
	if m == nil {
		return false
	}
	before, after := text[:m[0]], text[m[1]:]
	if !docNoLine.MatchString(before) || strings.TrimSpace(signer.ReplaceAllString(after, "")) != "" {
		return false
	}
	im.DocNo = fmt.Sprintf("%s〔%s〕%s号", text[m[2]:m[3]], text[m[4]:m[5]], text[m[6]:m[7]])
	if found := strings.TrimSpace(text[m[0]:m[1]]); found != im.DocNo || text != line {
		im.took("文号“%s”改写为“%s”。", strings.TrimSpace(line), im.DocNo)
	} else {
		im.took("文号“%s”取自正文前。", im.DocNo)
	}
	if s := strings.TrimSpace(signer.FindString(after)); s != "" {
		im.took("文号行的%s没有放进正文。", quote(s))
	}
	return true
}

// narrowDigits returns text with full-width digits and letters as plain ones.
func narrowDigits(s string) string {
	return strings.Map(func(char rune) rune {
		if char >= '０' && char <= '９' || char >= 'Ａ' && char <= 'Ｚ' {
			return char - '０' + '0'
		}
		return char
	}, s)
}

// titleLines finds the lines of the title: those styled as such, else the first centred or heading lines, else a first line
// that ends as titles do.
func (im *Import) titleLines(lines []headLine, titled map[*Paragraph]bool) []headLine {
	from := -1
	styled := false
	for i, l := range lines {
		if titled[l.p] {
			from, styled = i, true
			break
		}
	}
	for i := 0; from < 0 && i < len(lines); i++ {
		l := lines[i]
		switch {
		case l.p.List != NoList || utf8.RuneCountInString(l.text) > maxTitle:
			return nil
		case l.isBracketed(), attachment.MatchString(l.text):
		case l.p.Align == Center, l.p.Heading == 1 && !numbered.MatchString(l.text):
			from = i
		case i == 0 && titleEnd.MatchString(l.text) && utf8.RuneCountInString(l.text) <= 80:
			from = i
		case l.p.Align == Left:
			return nil // the body has begun
		}
	}
	if from < 0 {
		return nil
	}
	to := from + 1
	for to < len(lines) && to-from < maxHeadTitle && lines[to-1].goesOn(lines[from], lines[to], styled, titled) {
		to++
	}
	var title strings.Builder
	for _, l := range lines[from:to] {
		title.WriteString(l.text)
	}
	im.Title = oneLine(title.String(), 2*maxTitle)
	im.took("标题取自第 %d 段。", lines[from].number)
	return lines[from:to]
}

func (l headLine) isBracketed() bool {
	first, _ := utf8.DecodeRuneInString(l.text)
	return strings.ContainsRune("（(〔[【", first)
}

// goesOn reports whether next is one more line of the title that begins with first.
func (l headLine) goesOn(first, next headLine, styled bool, titled map[*Paragraph]bool) bool {
	switch {
	case styled:
		return titled[next.p]
	case strings.HasPrefix(next.text, "的") && next.p.Align == Center:
		return true
	case next.isBracketed(), titleEnd.MatchString(l.text), dateIn(next.text) != "", next.p.List != NoList:
		return false
	case next.p.Align != first.p.Align || next.p.Heading != first.p.Heading, first.p.Align != Center:
		return false
	}
	return !numbered.MatchString(next.text) && !strings.ContainsAny(next.text, "。：:") && !isSpaced(next.text)
}

// isSpaced reports whether a line is letters set apart, as in 目　录 or the name of a speaker.
func isSpaced(s string) bool {
	return utf8.RuneCountInString(s) <= 6 && strings.ContainsFunc(s, unicode.IsSpace)
}
