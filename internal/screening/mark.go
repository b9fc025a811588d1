package screening

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A mark is a sign on a document, not a word in a sentence: 机密★10年 or 内部资料 on a line of its own, in
// brackets, or after 密级：. "保守国家秘密" and "商业秘密" are prose and pass.
var (
	grades    = []string{"绝密", "机密", "秘密"}
	internals = []string{
		"内部资料", "内部文件", "内部材料", "内部刊物", "内部使用", "内部传阅", "注意保存", "注意保密", "工作秘密", "不得外传", "严禁外传",
		"此件不公开", "此件不予公开", "此件依申请公开", "此件不宜公开", "不得公开",
	}
)

const (
	stars    = "★☆⭐✩✭"
	openings = "(（[［【〔〖"
	closings = ")）]］】〕〗"
)

// marks goes through the text line by line, without the white space in each: 机　密　★ is a mark too.
func (s *scan) marks() {
	for base := 0; base < len(s.part.Text); {
		line := s.part.Text[base:]
		if end := strings.IndexByte(line, '\n'); end >= 0 {
			line = line[:end+1]
		}
		s.marksIn(line, base)
		base += len(line)
	}
}

func (s *scan) marksIn(line string, base int) {
	if !strings.ContainsAny(line, "密内此不注严") {
		return
	}
	dense, at := squeeze(line)
	for _, word := range grades {
		for i := range occurrences(dense, word) {
			if isGradeMark(dense, i, i+len(word)) {
				s.report(Classification, Block, base+at[i], base+at[i+len(word)], "密级标志")
			}
		}
	}
	for _, word := range internals {
		for i := range occurrences(dense, word) {
			if standsAlone(dense, i, i+len(word)) {
				s.report(Internal, Block, base+at[i], base+at[i+len(word)], "内部标注")
			}
		}
	}
}

// isGradeMark reports whether the grade at dense[start:end] is a mark.
func isGradeMark(dense string, start, end int) bool {
	next, _ := utf8.DecodeRuneInString(dense[end:])
	previous, _ := utf8.DecodeLastRuneInString(dense[:start])
	if strings.ContainsRune(stars, next) || strings.ContainsRune(stars, previous) {
		return true
	}
	if next == '*' || next == '＊' { // typed for ★, but Markdown has ** too
		after := strings.TrimLeft(dense[end:], "*＊")
		if after != "" && isDigit(after[0]) {
			return true
		}
	}
	before := strings.TrimRight(dense[:start], "：:")
	if before != dense[:start] && (strings.HasSuffix(before, "密级") || strings.HasSuffix(before, "秘密等级") || strings.HasSuffix(before, "保密级别")) {
		return true
	}
	return standsAlone(dense, start, end)
}

// standsAlone reports whether dense[start:end] is bracketed, or a line by itself but for brackets, other
// marks and punctuation.
func standsAlone(dense string, start, end int) bool {
	next, _ := utf8.DecodeRuneInString(dense[end:])
	previous, _ := utf8.DecodeLastRuneInString(dense[:start])
	if end < len(dense) && start > 0 && strings.ContainsRune(openings, previous) && strings.ContainsRune(closings, next) {
		return true
	}
	return isBare(dense[:start]) && isBare(dense[end:])
}

// maxBare bounds what may stand beside a mark, in bytes: a line of marks is short.
const maxBare = 120

// isBare reports whether the rest of a line holds nothing but punctuation and other marks.
func isBare(rest string) bool {
	if len(rest) > maxBare {
		return false
	}
	for rest != "" {
		r, size := utf8.DecodeRuneInString(rest)
		if word := leadingMark(rest); word != "" {
			rest = rest[len(word):]
		} else if (unicode.IsPunct(r) || unicode.IsSymbol(r)) && r != '《' { // 《秘密》 is a book
			rest = rest[size:]
		} else {
			return false
		}
	}
	return true
}

func leadingMark(s string) string {
	for _, words := range [][]string{grades, internals, {"仅供", "特急", "加急", "平急"}} {
		for _, word := range words {
			if strings.HasPrefix(s, word) {
				return word
			}
		}
	}
	return ""
}

// squeeze returns a line without white space and invisible characters, and for every byte of it, and the
// end, its place in the line.
func squeeze(line string) (string, []int) {
	var dense strings.Builder
	at := make([]int, 0, len(line)+1)
	last := 0
	for i, r := range line {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(line[i:])
		}
		dense.WriteString(line[i : i+size])
		for k := range size {
			at = append(at, i+k)
		}
		last = i + size
	}
	return dense.String(), append(at, last)
}

// occurrences yields where word begins in s.
func occurrences(s, word string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for base := 0; ; {
			i := strings.Index(s[base:], word)
			if i < 0 || !yield(base+i) {
				return
			}
			base += i + len(word)
		}
	}
}
