package bundle

import (
	"bytes"
	"fmt"
	"html"
	"strconv"

	"gongkai/internal/document"
)

// index makes the 证据目录: what each piece is, from whom, where in it to look, what it proves, and its digest.
func index(in Input, files []Entry) (docx, page []byte, err error) {
	heads := []string{"序号、证据名称", "来源", "页码或者项", "证明对象"}
	head := document.TableRow{}
	for _, h := range heads {
		c := cell(h, 1)
		c.Header = true
		head.Cells = append(head.Cells, c)
	}
	table := &document.Table{Rows: []document.TableRow{head}}
	for _, f := range files {
		table.Rows = append(table.Rows,
			document.TableRow{Cells: []document.Cell{cell(strconv.Itoa(f.No)+"．"+f.Title, 1), cell(f.Source, 1), cell(f.Where, 1), cell(f.Proves, 1)}},
			document.TableRow{Cells: []document.Cell{cell("SHA-256 "+f.SHA256, len(heads))}}) // a line of its own: it does not fit a column
	}
	var blocks []document.Block
	for _, f := range in.Facts {
		blocks = append(blocks, line(f.Name+"："+f.Value))
	}
	if len(files) > 0 {
		blocks = append(blocks, table)
	}
	blocks = append(blocks,
		line(fmt.Sprintf("以上共%d件，文件名以序号开头。SHA-256 是文件的校验值，文件改动一个字，校验值就不同。", len(files))),
		&document.Paragraph{Align: document.Right, Runs: []document.Run{{Text: "提交人：" + in.Agent + "（盖章）"}}},
		&document.Paragraph{Align: document.Right, Runs: []document.Run{{Text: "提交日期：　　年　　月　　日"}}})
	doc, err := document.NewDoc(blocks...)
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	if err := doc.WriteDOCX(&out, document.DocxMeta{Title: "证据目录", Creator: in.Agent}); err != nil {
		return nil, nil, err
	}
	return out.Bytes(), wrap("证据目录", doc), nil
}

func cell(text string, span int) document.Cell {
	c := document.Cell{RowSpan: 1, ColSpan: span}
	if text != "" {
		c.Blocks = []document.Block{line(text)}
	}
	return c
}

func line(text string) *document.Paragraph {
	return &document.Paragraph{Runs: []document.Run{{Text: text}}}
}

// Page is a piece of evidence that is made of records: a title, facts, paragraphs, and a table.
type Page struct {
	Title string
	Facts []Fact
	Text  []string
	Heads []string
	Rows  [][]string // as wide as Heads
}

// HTML writes the page as a file that stands for itself.
func (p Page) HTML() ([]byte, error) {
	var blocks []document.Block
	if len(p.Facts) > 0 {
		t := &document.Table{}
		for _, f := range p.Facts {
			name := cell(f.Name, 1)
			name.Header = true
			t.Rows = append(t.Rows, document.TableRow{Cells: []document.Cell{name, cell(f.Value, 3)}})
		}
		blocks = append(blocks, t)
	}
	for _, s := range p.Text {
		blocks = append(blocks, line(s))
	}
	if len(p.Rows) > 0 {
		t := &document.Table{Rows: make([]document.TableRow, len(p.Rows)+1)}
		for _, h := range p.Heads {
			c := cell(h, 1)
			c.Header = true
			t.Rows[0].Cells = append(t.Rows[0].Cells, c)
		}
		for i, row := range p.Rows {
			for _, s := range row {
				t.Rows[i+1].Cells = append(t.Rows[i+1].Cells, cell(s, 1))
			}
		}
		blocks = append(blocks, t)
	}
	doc, err := document.NewDoc(blocks...)
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", p.Title, err)
	}
	return wrap(p.Title, doc), nil
}

const look = `body{max-width:60em;margin:2em auto;padding:0 1em;font:16px/1.7 "SimSun","Songti SC",serif;color:#111}h1{font-size:1.5em;text-align:center}` +
	`table{width:100%;border-collapse:collapse;margin:1em 0}th,td{border:1px solid #555;padding:.3em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}` +
	`td p,th p{margin:0}.r{text-align:right}.c{text-align:center}`

func wrap(title string, doc *document.Doc) []byte {
	title = html.EscapeString(title)
	return []byte("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + title +
		"</title>\n<style>" + look + "</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n" + doc.HTML() + "</body>\n</html>\n")
}
