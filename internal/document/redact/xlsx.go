package redact

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/internal/document"
)

const sheetTypes = "application/vnd.openxmlformats-officedocument.spreadsheetml."

// xlsx is the making of a copy of a workbook.
type xlsx struct {
	parts   *parts
	m       *matcher
	strings []*node // shared ones
	cited   map[*node]bool
	days    float64 // what is added to a date's number: workbooks of old Macintoshes count from 1904
}

// redactXLSX builds a workbook of the sheets that are shown, their cells as values and their looks.
func redactXLSX(name string, file []byte, m *matcher) (out []byte, err error) {
	p, err := openParts(file)
	if err != nil {
		return nil, err
	}
	main, err := p.main("xl/workbook.xml")
	if err != nil {
		return nil, err
	}
	links, err := p.relations(main)
	if err != nil {
		return nil, err
	}
	root, err := p.tree(main, m)
	if err != nil {
		return nil, err
	}
	if root == nil || root.kid("x:sheets") == nil {
		return nil, errors.Join(document.ErrUnreadable, errors.New("no sheets"))
	}
	x := &xlsx{parts: p, m: m, cited: make(map[*node]bool)}
	if err := x.shared(p.related(links, "sharedStrings")); err != nil {
		return nil, err
	}
	shown, err := document.OpenXLSX(name, strings.NewReader(string(file)), int64(len(file)), document.Limits{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, shown.Close()) }()

	book := &node{name: "x:workbook"}
	if is := root.kid("x:workbookPr").kidAttr("date1904"); is == "1" || is == "true" {
		x.days = 1462
		book.kids = append(book.kids, &node{name: "x:workbookPr", attrs: []attr{{"date1904", "1"}}})
	}
	list := []typed{{written{"workbook.xml", nil}, sheetTypes + "sheet.main+xml", "", ""}}
	sheets := &node{name: "x:sheets"}
	taken := make(map[string]bool)
	for _, s := range root.kid("x:sheets").kids {
		if s.name != "x:sheet" {
			continue
		}
		part := links[s.attr("r:id")]
		if state := s.attr("state"); state == "hidden" || state == "veryHidden" {
			if err := x.dropSheet(s.attr("name"), part.target); err != nil {
				return nil, err
			}
			continue
		}
		number := len(sheets.kids) + 1
		sheet, err := x.sheet(shown, s.attr("name"), part, number)
		if err != nil {
			return nil, fmt.Errorf("sheet %d: %w", number, err)
		}
		called, err := x.sheetName(s.attr("name"), number, taken)
		if err != nil {
			return nil, err
		}
		id := "rId" + strconv.Itoa(number)
		sheets.kids = append(sheets.kids, &node{name: "x:sheet", attrs: []attr{{"name", called}, {"sheetId", strconv.Itoa(number)}, {"r:id", id}}})
		list = append(list, typed{written{"sheet" + strconv.Itoa(number) + ".xml", sheet}, sheetTypes + "worksheet+xml", "worksheet", id})
	}
	if len(sheets.kids) == 0 {
		return nil, errors.Join(document.ErrUnreadable, errors.New("no sheet is shown"))
	}
	book.kids = append(book.kids, sheets)
	if list, err = x.looks(list, links); err != nil {
		return nil, err
	}
	if err := x.rest(root); err != nil {
		return nil, err
	}
	list[0].content = render(book)
	return packOffice("xl", list)
}

// kidAttr is attr, "" of a nil node.
func (n *node) kidAttr(name string) string {
	if n == nil {
		return ""
	}
	return n.attr(name)
}

// rest takes note of what is left behind.
func (x *xlsx) rest(book *node) error {
	for _, k := range book.kids {
		var err error
		switch k.name {
		case "x:sheets", "":
			continue
		case "x:definedNames":
			err = x.m.drop("定义的名称", k.said())
		default:
			err = x.m.glance("工作簿的设置", k.said())
		}
		if err != nil {
			return err
		}
	}
	for _, s := range x.strings { // that no cell shows
		if !x.cited[s] {
			if _, err := x.m.see("没有显示的字符串", s.said()); err != nil {
				return err
			}
		}
	}
	return x.parts.dropRest(x.m)
}

// looks adds styles and theme.
func (x *xlsx) looks(list []typed, links map[string]relation) ([]typed, error) {
	styles, err := x.styles(x.parts.related(links, "styles"))
	if err != nil {
		return nil, err
	}
	if styles != nil {
		list = append(list, typed{written{"styles.xml", render(styles)}, sheetTypes + "styles+xml", "styles", "rId" + strconv.Itoa(len(list))})
	}
	theme, err := x.parts.theme(x.parts.related(links, "theme"), x.m)
	if err != nil {
		return nil, err
	}
	if theme != nil {
		list = append(list, typed{written{"theme1.xml", theme}, themeType, "theme", "rId" + strconv.Itoa(len(list))})
	}
	return list, nil
}

// shared reads the table of strings, whose entries go into the cells that show them.
func (x *xlsx) shared(part string) error {
	root, err := x.parts.tree(part, x.m)
	if root == nil || err != nil {
		return err
	}
	for _, k := range root.kids {
		if k.name == "x:si" {
			x.strings = append(x.strings, k)
		}
	}
	return nil
}

// dropSheet leaves a hidden sheet behind, with the strings that it alone shows.
func (x *xlsx) dropSheet(name, part string) error {
	root, err := x.parts.tree(part, x.m)
	if root == nil || err != nil {
		return err
	}
	var text strings.Builder
	text.WriteString(name + "\n")
	root.each(func(n *node) bool {
		if n.name != "x:c" {
			return true
		}
		if s := x.sharedOf(n); s != nil {
			text.WriteString(s.said() + "\n")
		} else {
			text.WriteString(n.said() + "\n")
		}
		return false
	})
	return x.m.drop("隐藏的工作表", text.String())
}

// sharedOf returns the shared string of a cell, nil if it has none.
func (x *xlsx) sharedOf(cell *node) *node {
	if cell.attr("t") != "s" || cell.kid("x:v") == nil {
		return nil
	}
	i, err := strconv.Atoi(strings.TrimSpace(cell.kid("x:v").own()))
	if err != nil || i < 0 || i >= len(x.strings) {
		return nil
	}
	x.cited[x.strings[i]] = true
	return x.strings[i]
}

const maxSheetName = 31 // characters, by Excel

// sheetName returns the name of a sheet without removals; no two sheets have the same.
func (x *xlsx) sheetName(name string, number int, taken map[string]bool) (string, error) {
	out := name
	err := x.m.redact([]piece{{text: name, place: fmt.Sprintf("第%d张工作表的名称", number), set: func(s string) { out = s }}})
	if key := foldString(out); utf8.RuneCountInString(out) > maxSheetName || key == "" || taken[key] {
		out = fmt.Sprintf("工作表%d", number)
		if x.m.holds(out, true) {
			return "", ErrStillThere
		}
	}
	taken[foldString(out)] = true
	return out, err
}

// styles keeps the looks that cells name.
func (x *xlsx) styles(part string) (*node, error) {
	root, err := x.parts.tree(part, x.m)
	if root == nil || err != nil {
		return nil, err
	}
	out := &node{name: "x:styleSheet"}
	for _, k := range root.kids {
		switch k.name {
		case "x:numFmts", "x:fonts", "x:fills", "x:borders", "x:cellStyleXfs", "x:cellXfs":
			if err := x.look(k); err != nil {
				return nil, err
			}
			out.kids = append(out.kids, k)
		default:
			if err := x.m.glance("单元格样式", k.said()); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// look makes clean an element that says how cells look. Formats may write text of their own beside a number.
func (x *xlsx) look(root *node) error {
	var failed error
	root.each(func(n *node) bool {
		n.kids = slices.DeleteFunc(n.kids, func(k *node) bool {
			return !strings.HasPrefix(k.name, "x:") || k.name == "x:extLst" || !plainLocal.MatchString(k.name[2:])
		})
		n.attrs = slices.DeleteFunc(n.attrs, func(a attr) bool {
			return !plainLocal.MatchString(a.name) || a.name != "formatCode" && !isMeasure(a.value) && x.m.holds(a.value, false)
		})
		if code := n.attr("formatCode"); n.name == "x:numFmt" && code != "" {
			plain := strings.NewReplacer(`"`, "", `\`, "", "_", "", "*", "").Replace(code)
			found, err := x.m.see("单元格格式", plain)
			if err != nil {
				failed = err
			}
			if found || x.m.holds(code, true) {
				n.set("formatCode", "General")
			}
		}
		return failed == nil
	})
	return failed
}

// rowsOf returns what a sheet shows, by row number and column from 0.
func rowsOf(shown *document.Workbook, sheet string) (map[int][]string, error) {
	out := make(map[int][]string)
	for row, err := range shown.Rows(context.Background(), sheet) {
		if err != nil {
			return nil, fmt.Errorf("read what is shown: %w", err)
		}
		out[row.Number] = row.Cells
	}
	return out, nil
}
