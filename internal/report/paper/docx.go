package paper

import (
	"bytes"
	"fmt"

	"gongkai/internal/document"
	"gongkai/internal/report"
)

// layout is how a table is set on a page of A4, which all of them fit across.
func (p *part) layout() document.TableLayout {
	l := document.TableLayout{Columns: p.table.columns, Type: document.Fine, Height: 360, Whole: true, Together: true, Groups: p.table.groups, Note: printable(p.note)}
	switch {
	case p.table.groups != nil:
		l.Height = 330 // two pages for the whole form
	case len(p.table.columns) == width2:
		l.Type, l.Height = document.Small, 400
	}
	return l
}

// DOCX writes a report in the layout of official documents.
func DOCX(a *report.Annual) ([]byte, error) {
	first, second := titleLines(a)
	return writeDOCX(printable(first)+"\n"+second, a.Agency, parts(a))
}

func writeDOCX(title, agency string, list []part) ([]byte, error) {
	doc := &document.Doc{}
	var tables []document.TableLayout
	add := func(heading int, text string) {
		doc.Blocks = append(doc.Blocks, &document.Paragraph{Heading: heading, Runs: []document.Run{{Text: printable(text)}}})
	}
	for _, p := range list {
		if p.title != "" {
			add(1, p.title)
		}
		for _, par := range p.paras {
			heading := 0
			if par.Level > 0 {
				heading = 2
			}
			add(heading, par.Text)
		}
		if p.table != nil {
			doc.Blocks, tables = append(doc.Blocks, p.table.block()), append(tables, p.layout())
		}
	}
	var out bytes.Buffer
	err := doc.WriteDOCX(&out, document.DocxMeta{Title: title, Creator: printable(agency), Letter: &document.DocxLetter{}, Tables: tables})
	if err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	return out.Bytes(), nil
}

// block is the table as a block of a document.
func (g *grid) block() *document.Table {
	t := &document.Table{}
	for i, row := range g.rows {
		var cells []document.Cell
		for _, c := range row {
			align := document.Center
			if c.scope == "row" {
				align = document.Left
			}
			par := &document.Paragraph{Align: align, Runs: []document.Run{{Text: c.text}}}
			cells = append(cells, document.Cell{RowSpan: c.rows, ColSpan: c.cols, Header: i < g.heads, Blocks: []document.Block{par}})
		}
		t.Rows = append(t.Rows, document.TableRow{Cells: cells})
	}
	return t
}
