package catalog

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// sheetColumn is a column of a file that is read row by row: its code in CSV, and its name in the heading and the template.
type sheetColumn struct {
	code, name string
	max        int // characters
	required   bool
	hint       string // of the template
}

// guideRows are the rows of 填写说明: how each column is filled in, and some more lines.
func guideRows(columns []sheetColumn, more ...string) [][]any {
	rows := [][]any{{"列", "代码", "必填", "最多字数", "怎么填"}}
	for _, c := range columns {
		need := "选填"
		if c.required {
			need = "必填"
		}
		rows = append(rows, []any{c.name, c.code, need, c.max, c.hint})
	}
	rows = append(rows, []any{})
	for _, line := range more {
		rows = append(rows, []any{line})
	}
	return rows
}

// sheetParser finds the columns of a file and reads cells; the rules of a kind of file are added to it.
type sheetParser struct {
	columns  []sheetColumn
	at       map[string]int // column by code
	line     sheetLine
	problems []SheetProblem
}

func (p *sheetParser) column(code string) sheetColumn {
	for _, c := range p.columns {
		if c.code == code {
			return c
		}
	}
	panic("no column " + code) // our own table is wrong
}

// heading finds the columns; without one that is required nothing else can be read.
func (p *sheetParser) heading(l sheetLine) bool {
	p.at, p.line = map[string]int{}, l
	for i, cell := range l.cells {
		cell = strings.TrimSpace(cell)
		for _, c := range p.columns {
			if cell != c.code && sameMarks(cell) != sameMarks(c.name) {
				continue
			}
			if _, twice := p.at[c.code]; twice {
				p.add(c.name, cell, "这一列出现了两次。", "删去多余的一列。")
			}
			p.at[c.code] = i
		}
	}
	for _, c := range p.columns {
		if _, ok := p.at[c.code]; !ok && c.required {
			p.add(c.name, "", "首行没有这一列。", "首行用模板里的列名，或者代码“"+c.code+"”。")
		}
	}
	return len(p.problems) == 0
}

// sameMarks makes full and half width marks alike.
func sameMarks(s string) string {
	return strings.NewReplacer("（", "(", "）", ")", "：", ":", "／", "/", " ", "", "\u3000", "").Replace(s)
}

func (p *sheetParser) add(column, value, text, advice string) {
	if r := []rune(value); len(r) > 40 {
		value = string(r[:40]) + "…"
	}
	p.problems = append(p.problems, SheetProblem{p.line.no, column, value, text, advice})
}

// begin goes on to a row. What nobody sees when the file is opened is not taken.
func (p *sheetParser) begin(l sheetLine) {
	p.line = l
	if l.hidden {
		p.add("", "", "这一行是隐藏的，打开表格的人看不到。", "取消隐藏，核对以后再上传；不要的行请删去。")
	}
}

// readRows reads the rows below the heading, all or none: what is wrong is told of every row, up to a limit.
func readRows[R any](p *sheetParser, lines []sheetLine, read func(sheetLine) R) ([]R, []SheetProblem) {
	if !p.heading(lines[0]) {
		return nil, p.problems
	}
	var out []R
	for _, l := range lines[1:] {
		if out = append(out, read(l)); len(p.problems) >= maxProblems {
			break
		}
	}
	if len(p.problems) > 0 {
		return nil, p.problems
	}
	return out, nil
}

// value is the cell of a column, checked for its length and whether it is there.
func (p *sheetParser) value(code string) string {
	c := p.column(code)
	i, ok := p.at[code]
	if !ok || i >= len(p.line.cells) {
		if c.required {
			p.add(c.name, "", "没有填写。", c.hint+"。")
		}
		return ""
	}
	v := strings.TrimSpace(p.line.cells[i])
	switch n := utf8.RuneCountInString(v); {
	case v == "" && c.required:
		p.add(c.name, "", "没有填写。", c.hint+"。")
	case n > c.max:
		p.add(c.name, v, fmt.Sprintf("有 %d 字，最多 %d 字。", n, c.max), "请缩短。")
	case strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == '\u007f' }):
		p.add(c.name, v, "含有看不见的控制字符。", "请删去后重新输入这一格。")
	}
	return v
}

// list divides a cell at any of the separators.
func (p *sheetParser) list(column, separators string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(p.value(column), func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
