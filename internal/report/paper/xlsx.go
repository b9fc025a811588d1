package paper

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/report"
)

// Widths of a sheet in characters of the usual type: what stands on A4 upright, and across.
const (
	upright = 90.0
	across  = 140.0
)

const (
	textSheet   = "正文"
	textColumns = 3   // of the sheet of texts, joined in every row: LibreOffice makes a sheet of one column no narrower
	maxDigits   = 15  // of a number in a workbook; a longer one is written as text, which loses no digit
	maxLine     = 800 // characters of a paragraph in one row: a row has no room for more than 400 points
)

// XLSX writes a report as a workbook: a sheet with the texts, and one for each table, as wide as a page of A4.
func XLSX(a *report.Annual) ([]byte, error) {
	list := parts(a)
	return writeXLSX(a.Title(), a.Agency, textSheet, func(w *xlsxWriter) {
		w.texts(list)
		for _, p := range list {
			if p.table != nil {
				w.table(p)
			}
		}
	})
}

// writeXLSX makes a workbook whose first sheet has a name, and which fill fills.
func writeXLSX(title, agency, first string, fill func(*xlsxWriter)) (b []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	w := &xlsxWriter{f: f, title: printable(title), styles: map[look]int{}}
	w.try(f.SetSheetName("Sheet1", first))
	w.try(f.SetDocProps(&excelize.DocProperties{Title: w.title, Creator: printable(agency), LastModifiedBy: printable(agency)}))
	fill(w)
	if w.err != nil {
		return nil, fmt.Errorf("write report: %w", w.err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	return out.Bytes(), nil
}

// look is how a cell looks.
type look struct {
	font     string
	size     float64
	bordered bool
	align    string // left, center
	indent   int
	number   string // the format of a figure
}

var (
	titleLook   = look{font: "方正小标宋简体", size: 18, align: "center"}
	headingLook = look{font: "黑体", size: 12, align: "left"}
	textLook    = look{font: "仿宋", size: 12, align: "left"}
	noteLook    = look{font: "仿宋", size: 10.5, align: "left"}
	headLook    = look{font: "仿宋", size: 10.5, align: "center", bordered: true}
	labelLook   = look{font: "仿宋", size: 10.5, align: "left", indent: 1, bordered: true}
)

// xlsxWriter writes until something fails.
type xlsxWriter struct {
	f      *excelize.File
	title  string
	styles map[look]int
	err    error
}

func (w *xlsxWriter) try(err error) { w.err = errors.Join(w.err, err) }

func (w *xlsxWriter) style(l look) int {
	if id, ok := w.styles[l]; ok {
		return id
	}
	s := &excelize.Style{
		Font:      &excelize.Font{Family: l.font, Size: l.size},
		Alignment: &excelize.Alignment{Horizontal: l.align, Indent: l.indent, Vertical: "center", WrapText: true},
	}
	if l.bordered {
		for _, side := range []string{"left", "top", "right", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: "000000", Style: 1})
		}
	}
	if l.number != "" {
		s.CustomNumFmt = &l.number
	}
	id, err := w.f.NewStyle(s)
	w.try(err)
	w.styles[l] = id
	return id
}

// at names a cell, counting from 1.
func (w *xlsxWriter) at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	w.try(err)
	return name
}

// box gives the cells of a rectangle one look, and makes them one.
func (w *xlsxWriter) box(sheet string, column, row, cols, rows int, l look) string {
	from, to := w.at(column, row), w.at(column+cols-1, row+rows-1)
	w.try(w.f.SetCellStyle(sheet, from, to, w.style(l)))
	if cols*rows > 1 {
		w.try(w.f.MergeCell(sheet, from, to))
	}
	return from
}

// line writes a text across a sheet.
func (w *xlsxWriter) line(sheet, text string, row, cols int, width float64, l look) {
	w.words(sheet, w.box(sheet, 1, row, cols, 1, l), printable(text))
	w.try(w.f.SetRowHeight(sheet, row, height(text, width, l.size)))
}

// height is how high a row has to be for a text that is wrapped, in points.
func height(text string, width, size float64) float64 {
	per := width * 11 / size // characters in a line
	lines := 0.0
	for l := range strings.SplitSeq(text, "\n") {
		lines += math.Ceil(max(1, 1.08*wide(l)/per))
	}
	return 8 + size*1.35*lines
}

// wide counts the characters of a text, a Chinese one for two.
func wide(text string) float64 {
	n := 0
	for _, r := range text {
		n++
		if r >= 0x2E80 {
			n++
		}
	}
	return float64(n)
}

// texts writes the sheet of the texts: the six headings, below those of tables where the table is.
func (w *xlsxWriter) texts(list []part) {
	w.page(textSheet, slices.Repeat([]float64{upright / textColumns}, textColumns), false)
	row := 0
	add := func(text string, l look) {
		row++
		w.line(textSheet, text, row, textColumns, upright, l)
	}
	add(w.title, titleLook)
	for _, p := range list {
		add(p.title, headingLook)
		if p.table != nil {
			add("　　见工作表“"+p.table.name+"”。", textLook)
		}
		for _, par := range p.paras {
			for rest := "　　" + par.Text; rest != ""; {
				n := len(rest)
				if utf8.RuneCountInString(rest) > maxLine {
					n = len(string([]rune(rest)[:maxLine]))
				}
				add(rest[:n], textLook)
				rest = rest[n:]
			}
		}
	}
	w.try(w.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("'%s'!$A$1:%s", textSheet, absolute(w.at(textColumns, row))), Scope: textSheet}))
}

// table writes the sheet of a table: the title, its heading, the table, the note beneath it.
func (w *xlsxWriter) table(p part) {
	const above = 2 // rows above the table
	g, sheet := p.table, p.table.name
	_, err := w.f.NewSheet(sheet)
	w.try(err)
	total, cols, landscape := upright, len(g.columns), len(g.columns) > 10
	if landscape {
		total = across
	}
	all := 0
	for _, c := range g.columns {
		all += c
	}
	widths := make([]float64, cols)
	for i, c := range g.columns {
		widths[i] = total * float64(c) / float64(all)
	}
	w.page(sheet, widths, landscape)
	w.line(sheet, w.title, 1, cols, total, titleLook)
	if p.title != "" {
		w.line(sheet, p.title, 2, cols, total, headingLook)
	} else {
		w.line(sheet, p.paras[0].Text, 2, cols, total, noteLook)
	}
	for row, cells := range g.placed() {
		tall := 20.0
		for _, c := range cells {
			at := func(l look) string { return w.box(sheet, c.column+1, above+1+row, c.cols, c.rows, l) }
			if c.scope == "" && !c.words {
				w.figure(sheet, c.text, at)
				continue
			}
			l := headLook
			if c.scope == "row" {
				l = labelLook
			}
			w.words(sheet, at(l), c.text)
			room := 0.0
			for _, x := range widths[c.column : c.column+c.cols] {
				room += x
			}
			if c.rows == 1 {
				tall = max(tall, height(c.text, room, l.size))
			}
		}
		w.try(w.f.SetRowHeight(sheet, above+1+row, tall))
	}
	last := above + len(g.rows)
	if p.note != "" {
		last++
		w.line(sheet, p.note, last, cols, total, noteLook)
	}
	w.try(w.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("'%s'!$A$1:%s", sheet, absolute(w.at(cols, last))), Scope: sheet}))
	if g.heads > 0 {
		w.try(w.f.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheet, above+1, above+g.heads), Scope: sheet,
		}))
	}
}

// escapes are what office programs take for a character that was written by its number.
var escapes = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

// words writes a text as it stands.
func (w *xlsxWriter) words(sheet, cell, text string) {
	w.try(w.f.SetCellStr(sheet, cell, escapes.ReplaceAllString(text, "_x005F_$1")))
}

// absolute makes $D$7 of D7.
func absolute(cell string) string {
	at := strings.IndexFunc(cell, func(r rune) bool { return r >= '0' && r <= '9' })
	return "$" + cell[:at] + "$" + cell[at:]
}

// figure writes a figure as a number, with as many decimals as it has; one with more digits than a workbook keeps, as text.
func (w *xlsxWriter) figure(sheet, text string, at func(look) string) {
	whole, decimals, point := strings.Cut(text, ".")
	l := headLook
	l.number = "0"
	if point {
		l.number += "." + strings.Repeat("0", len(decimals))
	}
	v, err := strconv.ParseFloat(text, 64)
	if len(strings.TrimPrefix(whole, "-"))+len(decimals) > maxDigits || err != nil {
		w.try(w.f.SetCellStr(sheet, at(l), text))
		return
	}
	w.try(w.f.SetCellFloat(sheet, at(l), v, len(decimals), 64))
}

// page sets a sheet for A4, one page wide.
func (w *xlsxWriter) page(sheet string, widths []float64, landscape bool) {
	for i, width := range widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		w.try(err)
		w.try(w.f.SetColWidth(sheet, name, name, width))
	}
	a4, one, any, orientation, yes, edge, foot := 9, 1, 0, "portrait", true, 0.6, 0.3
	if landscape {
		orientation = "landscape"
	}
	w.try(w.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &one, FitToHeight: &any}))
	w.try(w.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	w.try(w.f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &edge, Right: &edge, Top: &edge, Bottom: &edge, Footer: &foot, Horizontally: &yes}))
	w.try(w.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&C— &P —"}))
}
