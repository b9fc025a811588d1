package document

import (
	"fmt"
	"strings"
)

// unknownSymbol stands for a character we cannot tell, as printers did: a sort turned upside down.
const unknownSymbol = "〓"

// symbols are the characters of Wingdings that documents use: boxes, ticks and dots. Word keeps them from U+F020 on.
var symbols = map[rune]string{
	0xF0FE: "☑", 0xF052: "☑", 0xF0FD: "☒", 0xF054: "☒", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF071: "□", 0xF02A: "□", 0xF0FC: "✓", 0xF050: "✓",
	0xF0FB: "✗", 0xF04F: "✗", 0xF06C: "●", 0xF0B7: "•", 0xF09F: "•", 0xF06E: "■", 0xF0A7: "■", 0xF0D8: "➢", 0xF075: "◆", 0xF0E0: "→", 0xF0B4: "×",
	0xF0B3: "≥", 0xF0A1: "○", 0xF081: "①", 0xF082: "②", 0xF083: "③", 0xF084: "④", 0xF085: "⑤", 0xF086: "⑥", 0xF087: "⑦", 0xF088: "⑧", 0xF089: "⑨", 0xF08A: "⑩",
}

// symbolText returns text set in Wingdings as plain characters, and reports whether we know all of them.
func symbolText(text string) (plain string, known bool) {
	var out strings.Builder
	known = true
	for _, char := range text {
		if char == ' ' || char == noBreakSpace || char == '\n' || char == sourceBreak || char > 0xFF && (char < 0xF020 || char > 0xF0FF) {
			out.WriteRune(char)
			continue
		}
		s, ok := symbols[0xF000|char&0xFF]
		if !ok {
			s, known = unknownSymbol, false
		}
		out.WriteString(s)
	}
	return out.String(), known
}

// hasSymbols reports whether text has characters that mean something in a font of symbols only.
func hasSymbols(text string) bool {
	return strings.ContainsFunc(text, func(char rune) bool { return char >= 0xF020 && char <= 0xF0FF })
}

// isWingdings reports whether letters of a font are boxes and ticks. The font Symbol is Greek, mostly.
func isWingdings(font string) bool { return strings.Contains(strings.ToLower(font), "wingdings") }

// symbol returns the character of a w:sym.
func (d *docxReader) symbol(e *element) string {
	var char rune
	if _, err := fmt.Sscanf(e.attr("w:char"), "%x", &char); err != nil {
		char = 0
	}
	return d.symbols(string(0xF000 | char&0xFF))
}

func (d *docxReader) symbols(text string) string {
	plain, known := symbolText(text)
	if !known {
		d.lost.add(LossMarker, d.at.String(), "有符号无法识别，以“%s”代替，请核对。", unknownSymbol)
	}
	return plain
}
