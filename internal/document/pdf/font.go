package pdf

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"
)

// font tells what the codes of a string mean and how wide they are drawn.
type font struct {
	spaces   []codeSpace       // how long a code is, by its first bytes; without any, size bytes each
	size     int               // bytes of a code
	unicode  map[uint32]string // by the font's own table, which goes first
	charset  func(code string) (string, bool)
	widths   map[uint32]float64 // in thousandths of the size
	usual    float64            // width of a code without one
	vertical bool
}

type codeSpace struct {
	lo, hi uint32
	size   int
}

const (
	maxCodes   = 1 << 16 // codes of one font
	codeCosts  = 64
	maxMeaning = 32 // bytes that a code may mean: the longest ligatures are three letters
)

// font reads a font.
func (f *file) font(d dict) *font {
	out := &font{size: 1, usual: 500, unicode: map[uint32]string{}, widths: map[uint32]float64{}}
	if f.name(d["Subtype"]) == "Type0" {
		out.size, out.usual = 2, 1000
		f.composite(out, d)
	} else {
		f.simple(out, d)
	}
	if s, ok := f.get(d["ToUnicode"]).(stream); ok {
		spaces := out.readCMap(f, s)
		if f.name(d["Subtype"]) == "Type0" && out.spaces == nil && len(spaces) > 0 && f.name(d["Encoding"]) == "" {
			out.spaces = spaces
		}
	}
	return out
}

// composite reads a font of many letters. Its codes are numbers of glyphs, which mean something by ToUnicode only, or they are
// of a character set that is known by its name.
func (f *file) composite(out *font, d dict) {
	encoding := string(f.name(d["Encoding"]))
	out.vertical = strings.HasSuffix(encoding, "-V")
	switch {
	case strings.HasPrefix(encoding, "GB"):
		out.spaces = []codeSpace{{0, 0x80, 1}, {0x8140, 0xfefe, 2}}
		out.charset = decoder(simplifiedchinese.GB18030)
	case strings.Contains(encoding, "-UCS2-"), strings.Contains(encoding, "-UTF16-"):
		out.charset = func(code string) (string, bool) { return utf16BE(code), true }
	}
	if s, ok := f.get(d["Encoding"]).(stream); ok {
		codes := font{unicode: map[uint32]string{}}
		out.spaces = codes.readCMap(f, s)
	}
	descendants := f.array(d["DescendantFonts"])
	if len(descendants) == 0 {
		return
	}
	cid := f.dict(descendants[0])
	if w, ok := f.number(cid["DW"]); ok {
		out.usual = w
	}
	w := f.array(cid["W"])
	for i := 0; i+1 < len(w); {
		first, _ := f.number(w[i])
		if list := f.array(w[i+1]); list != nil {
			for j := range list {
				out.wide(f, first+float64(j), list[j])
			}
			i += 2
			continue
		}
		last, _ := f.number(w[i+1])
		for code := first; i+2 < len(w) && code <= last && len(out.widths) < maxCodes && !f.budget.isEmpty(); code++ {
			out.wide(f, code, w[i+2])
		}
		i += 3
	}
}

func (out *font) wide(f *file, code float64, v any) {
	if w, ok := f.number(v); ok && code >= 0 && len(out.widths) < maxCodes && f.budget.spend(codeCosts) {
		out.widths[uint32(code)] = w
	}
}

// simple reads a font of 256 codes at most. Codes of an embedded font that names no encoding may mean anything.
func (f *file) simple(out *font, d dict) {
	if first, ok := f.number(d["FirstChar"]); ok {
		for i, w := range f.array(d["Widths"]) {
			out.wide(f, first+float64(i), w)
		}
	}
	if f.name(d["Subtype"]) == "Type3" { // its letters have a size of their own
		if m, ok := f.numbers(d["FontMatrix"], 6); ok {
			for code := range out.widths {
				out.widths[code] *= m[0] * 1000
			}
		}
	}
	descriptor := f.dict(d["FontDescriptor"])
	embedded := descriptor["FontFile"] != nil || descriptor["FontFile2"] != nil || descriptor["FontFile3"] != nil
	base := f.name(d["Encoding"])
	enc := f.dict(d["Encoding"])
	if enc != nil {
		base = f.name(enc["BaseEncoding"])
	}
	switch flags, _ := f.number(descriptor["Flags"]); {
	case base == "MacRomanEncoding":
		out.charset = decoder(charmap.Macintosh)
	case base != "", !embedded && f.name(d["Subtype"]) != "Type3", enc != nil && int(flags)&4 == 0:
		out.charset = decoder(charmap.Windows1252)
	}
	code := uint32(0)
	for _, v := range f.array(enc["Differences"]) {
		switch v := f.get(v).(type) {
		case float64:
			code = uint32(v)
		case name:
			out.unicode[code] = glyph(string(v))
			code++
		}
	}
}

// decoder reads codes of a character set.
func decoder(e encoding.Encoding) func(string) (string, bool) {
	d := e.NewDecoder()
	return func(code string) (string, bool) {
		s, err := d.String(code)
		return s, err == nil && s != "" && !strings.ContainsRune(s, unicode.ReplacementChar)
	}
}

// readCMap reads what codes mean from a table in the language of PostScript, and returns how long they are. Ranges count up as
// numbers: what overflows the last byte carries.
func (out *font) readCMap(f *file, s stream) (spaces []codeSpace) {
	b, _ := f.unpack(s)
	l := lexer{b: b, budget: f.budget}
	var args []any
	for {
		v := l.value()
		op, ok := v.(keyword)
		if !ok {
			if len(args) < maxList {
				args = append(args, v)
			}
			continue
		}
		switch op {
		case "":
			return spaces
		case "endcodespacerange":
			for i := 0; i+1 < len(args); i += 2 {
				lo, _ := args[i].(string)
				hi, _ := args[i+1].(string)
				if len(lo) == len(hi) && 1 <= len(lo) && len(lo) <= 4 {
					spaces = append(spaces, codeSpace{codeOf(lo), codeOf(hi), len(lo)})
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(args); i += 2 {
				lo, _ := args[i].(string)
				to, _ := args[i+1].(string)
				out.means(f, codeOf(lo), utf16BE(to))
			}
		case "endbfrange":
			for i := 0; i+2 < len(args); i += 3 {
				out.ranges(f, args[i:i+3])
			}
		}
		args = args[:0]
	}
}

func (out *font) ranges(f *file, args []any) {
	lo, _ := args[0].(string)
	hi, _ := args[1].(string)
	first, last := codeOf(lo), codeOf(hi)
	if last-first >= maxCodes {
		return
	}
	if list, ok := args[2].(array); ok {
		for i, v := range list {
			to, _ := v.(string)
			out.means(f, first+uint32(i), utf16BE(to))
		}
		return
	}
	to, _ := args[2].(string)
	begin := []rune(utf16BE(to))
	if len(begin) == 0 || len(begin) > maxMeaning {
		return
	}
	for code := first; code <= last && len(out.unicode) < maxCodes && !f.budget.isEmpty(); code++ {
		out.means(f, code, string(begin))
		begin[len(begin)-1]++
	}
}

func (out *font) means(f *file, code uint32, s string) {
	if len(s) <= maxMeaning && len(out.unicode) < maxCodes && f.budget.spend(codeCosts) {
		out.unicode[code] = s
	}
}

// next takes the first code of a string.
func (out *font) next(s string) (code string) {
	for n := 1; n <= 4 && n <= len(s); n++ {
		c := codeOf(s[:n])
		if slices.ContainsFunc(out.spaces, func(r codeSpace) bool { return r.size == n && r.lo <= c && c <= r.hi }) {
			return s[:n]
		}
	}
	return s[:min(out.size, len(s))]
}

// text is what a code means, and whether that is known.
func (out *font) text(code string) (string, bool) {
	s, ok := out.unicode[codeOf(code)]
	if (!ok || s == "") && out.charset != nil {
		s, ok = out.charset(code)
	}
	if !ok || s == "" || s == "\x00" || strings.ContainsRune(s, unicode.ReplacementChar) {
		return " ", false
	}
	return plain(s), true
}

func (out *font) width(code string) float64 {
	if w, ok := out.widths[codeOf(code)]; ok {
		return w
	}
	return out.usual
}

func codeOf(s string) (code uint32) {
	for i := range min(len(s), 4) {
		code = code<<8 | uint32(s[i])
	}
	return code
}

func utf16BE(s string) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	if len(s) == 1 {
		return string(rune(s[0]))
	}
	return string(utf16.Decode(units))
}

// radicals are written by some programs for the characters that look the same, and have no compatibility form.
var radicals = strings.NewReplacer("⺠", "民", "⻁", "虎", "⻄", "西", "⻅", "见", "⻆", "角", "⻉", "贝", "⻋", "车", "⻓", "长", "⻔", "门", "⻘", "青",
	"⻙", "韦", "⻚", "页", "⻛", "风", "⻜", "飞", "⻝", "食", "⻢", "马", "⻣", "骨", "⻥", "鱼", "⻦", "鸟", "⻨", "麦", "⻩", "黄", "⻬", "齐", "⻮", "齿", "⻰", "龙", "⻳", "龟")

// plain writes radicals and ligatures as the characters they stand for, and control characters as spaces.
func plain(s string) string {
	for _, r := range s {
		switch {
		case unicode.IsControl(r):
			return " "
		case 0x2e80 <= r && r <= 0x2fdf, 0xf900 <= r && r <= 0xfb06, r == 0xa0:
			return radicals.Replace(norm.NFKC.String(s))
		}
	}
	return s
}

// glyph is the character of a glyph's name, "" where the name does not tell.
func glyph(s string) string {
	s, _, _ = strings.Cut(s, ".")
	if len(s) == 1 {
		return s
	}
	if g, ok := glyphs[s]; ok {
		return g
	}
	digits, ok := strings.CutPrefix(s, "uni")
	if !ok {
		digits, ok = strings.CutPrefix(s, "u")
	}
	if n, err := strconv.ParseUint(digits, 16, 32); ok && err == nil && 4 <= len(digits) && len(digits) <= 6 {
		return string(rune(n))
	}
	return ""
}

// glyphs are the names of what a keyboard writes, letters aside.
var glyphs = map[string]string{
	"space": " ", "exclam": "!", "quotedbl": `"`, "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&", "quotesingle": "'",
	"parenleft": "(", "parenright": ")", "asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "minus": "-", "period": ".", "slash": "/",
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"colon": ":", "semicolon": ";", "less": "<", "equal": "=", "greater": ">", "question": "?", "at": "@", "bracketleft": "[", "backslash": `\`,
	"bracketright": "]", "asciicircum": "^", "underscore": "_", "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~",
	"endash": "–", "emdash": "—", "quoteleft": "‘", "quoteright": "’", "quotedblleft": "“", "quotedblright": "”", "bullet": "•", "ellipsis": "…",
	"fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl",
}
