package publication

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// DiffOp says what became of a line or a stretch of text from one version to the next.
type DiffOp string

const (
	Same    DiffOp = ""
	Added   DiffOp = "added"
	Removed DiffOp = "removed"
	Altered DiffOp = "altered" // of a line: part of it is new
)

// DiffLine is a paragraph, or a field of the metadata, of two versions side by side.
type DiffLine struct {
	Op   DiffOp
	Runs []DiffRun
}

// DiffRun is a stretch of a line: Same, Added or Removed.
type DiffRun struct {
	Op   DiffOp
	Text string
}

// Compare sets two versions side by side: the fields that differ, then every paragraph. Taking the runs that are not Added
// gives the text of the older one, those that are not Removed that of the newer.
func Compare(older, newer Version) []DiffLine {
	var out []DiffLine
	then, now := older.fields(), newer.fields()
	for i, f := range now {
		if then[i].value != f.value {
			out = append(out, alter(then[i].name+"："+cmp.Or(then[i].value, "无"), f.name+"："+cmp.Or(f.value, "无")))
		}
	}
	return append(out, CompareText(older.Text(), newer.Text())...)
}

type versionField struct{ name, value string }

// fields are the metadata as people compare them.
func (v Version) fields() []versionField {
	return []versionField{
		{"标题", v.Title},
		{"内容概述", v.Summary},
		{"文号", v.DocNo},
		{"体裁", v.Genre},
		{"主题分类", v.Subject},
		{"来源", v.Source},
		{"关键词", v.Keywords},
		{"成文日期", v.FormedOn.String()},
		{"有效期至", v.Expires.String()},
		{"公开范围", v.Scope},
		{"公示期", v.Notice.String()},
		{"附件", v.fileNames()},
		{"解读", v.interpreted()},
	}
}

// fileNames names the attachments; the code tells two contents of one name apart.
func (v Version) fileNames() string {
	names := make([]string, len(v.Files))
	for i, f := range v.Files {
		names[i] = f.Name + "（" + string(f.Digest[:8]) + "）"
	}
	return strings.Join(names, "、")
}

func (v Version) interpreted() string {
	if len(v.Interprets) == 0 {
		return ""
	}
	return strings.Trim(fmt.Sprint(v.Interprets), "[]")
}

// CompareText aligns the paragraphs of two texts; a paragraph that became another one is shown as one line.
func CompareText(older, newer string) []DiffLine {
	dmp := diffmatchpatch.New()
	a, b, lines := dmp.DiffLinesToRunes(whole(older), whole(newer))
	var out []DiffLine
	var removed []string  // waiting for what came in their place
	drop := func(n int) { // in front of what came in their place
		at := len(out)
		for at > 0 && out[at-1].Op == Added {
			at--
		}
		for _, text := range removed[:n] {
			out = slices.Insert(out, at, DiffLine{Removed, []DiffRun{{Removed, text}}})
			at++
		}
		removed = removed[n:]
	}
	for _, d := range dmp.DiffCharsToLines(dmp.DiffMainRunes(a, b, false), lines) {
		for text := range strings.Lines(d.Text) {
			text = strings.TrimSuffix(text, "\n")
			switch d.Type {
			case diffmatchpatch.DiffDelete:
				removed = append(removed, text)
			case diffmatchpatch.DiffInsert:
				i := slices.IndexFunc(removed[:min(len(removed), nearby)], func(older string) bool { return alike(older, text) })
				if i < 0 {
					out = append(out, DiffLine{Added, []DiffRun{{Added, text}}})
					continue
				}
				drop(i)
				out = append(out, alter(removed[0], text))
				removed = removed[1:]
			case diffmatchpatch.DiffEqual:
				drop(len(removed))
				out = append(out, DiffLine{Same, []DiffRun{{Same, text}}})
			}
		}
	}
	drop(len(removed))
	return out
}

// nearby is how many removed paragraphs are asked whether they became a new one.
const nearby = 4

// whole ends a text with a line end, so that its last paragraph is one like the others.
func whole(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}

// alter shows what changed within a line. A number changes as a whole.
func alter(older, newer string) DiffLine {
	dmp := diffmatchpatch.New()
	line := DiffLine{Op: Altered}
	n := numbers{letters: map[string]rune{}, next: firstNumber, free: !strings.ContainsFunc(older+newer, func(r rune) bool { return r >= firstNumber })}
	for _, d := range dmp.DiffCleanupSemantic(dmp.DiffMain(n.hide(older), n.hide(newer), false)) {
		op := map[diffmatchpatch.Operation]DiffOp{diffmatchpatch.DiffInsert: Added, diffmatchpatch.DiffDelete: Removed}[d.Type]
		line.Runs = append(line.Runs, DiffRun{op, n.show(d.Text)})
	}
	return line
}

// numbers stand in a text as one letter each, of those from firstNumber to lastNumber, which Unicode gives no meaning.
type numbers struct {
	free    bool // the texts have no such letters themselves
	list    []string
	letters map[string]rune
	next    rune // the letter for the next number
}

const firstNumber, lastNumber = '\U000F0000', '\U000FFFFD'

var number = regexp.MustCompile(`[0-9]+(?:[-.,:][0-9]+)*`)

func (n *numbers) hide(text string) string {
	if !n.free {
		return text
	}
	return number.ReplaceAllStringFunc(text, func(s string) string {
		if letter, ok := n.letters[s]; ok {
			return string(letter)
		}
		if n.next > lastNumber {
			return s
		}
		letter := n.next
		n.list, n.letters[s], n.next = append(n.list, s), letter, n.next+1
		return string(letter)
	})
}

func (n *numbers) show(text string) string {
	var b strings.Builder
	for _, r := range text {
		if i := int(r) - firstNumber; n.free && i >= 0 && i < len(n.list) {
			b.WriteString(n.list[i])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// alike reports whether a paragraph may have become the other: a third of the longer one is in both.
func alike(older, newer string) bool {
	same := 0
	for _, r := range alter(older, newer).Runs {
		if r.Op == Same {
			same += utf8.RuneCountInString(r.Text)
		}
	}
	return 3*same >= max(utf8.RuneCountInString(older), utf8.RuneCountInString(newer))
}
