package redact

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"gongkai/internal/document"
)

const (
	pageHead = `<!DOCTYPE html>` + "\n" + `<html lang="zh-CN"><head><meta charset="utf-8"><title>部分公开的信息</title></head><body>` + "\n"
	pageFoot = "</body></html>\n"
)

// redactHTML takes the removals out of what our own cleaner makes of a page, which knows neither scripts nor attributes.
func redactHTML(file []byte, m *matcher) ([]byte, error) {
	in, err := decodeHTML(file)
	if err != nil {
		return nil, err
	}
	if tag := picture(in); tag != "" {
		return nil, ErrUnsure.Say("网页里有图片或嵌入的内容（%s），系统看不到其中的文字，不能确定已经删净，请先删去再处理。", tag)
	}
	doc, losses, err := document.CleanHTML(in)
	if err != nil {
		return nil, fmt.Errorf("clean: %w", err)
	}
	p := page{m: m}
	p.blocks(doc.Blocks)
	if err := m.redact(p.pieces); err != nil {
		return nil, err
	}
	if err := p.links(); err != nil {
		return nil, err
	}
	// What the cleaner left behind is not told apart; a removal may have stood there alone.
	if err := m.elsewhere("网页里不显示的部分", strip([]byte(in))); err != nil {
		return nil, err
	}
	for _, l := range losses {
		if l.Kind == document.LossHidden || l.Kind == document.LossComment || l.Kind == document.LossDeleted {
			if err := m.drop("网页里不显示的部分", ""); err != nil {
				return nil, err
			}
		}
	}
	return []byte(pageHead + doc.HTML() + pageFoot), nil
}

// elsewhere takes note of removals that have not been found where text is read, but are in the source as a whole.
func (m *matcher) elsewhere(place, source string) error {
	for _, s := range m.find([]piece{{text: source}}, true) {
		if !m.found[s.removal] {
			m.note(s.removal, place)
		}
	}
	return m.bounded(0)
}

var charset = regexp.MustCompile(`(?i)charset\s*=\s*["']?([a-z0-9_-]+)`)

// decodeHTML reads a page in one of the encodings that can be told apart.
func decodeHTML(file []byte) (string, error) {
	if m := charset.FindSubmatch(file[:min(len(file), 4096)]); m != nil {
		switch strings.ToLower(string(m[1])) {
		case "utf-8", "utf8", "utf-16", "gb2312", "gbk", "gb18030", "us-ascii":
		default:
			return "", document.ErrUnreadable.Say("网页的编码不能识别，请另存为 UTF-8 编码后再处理。")
		}
	}
	return document.DecodeText(file)
}

// picture names the first element that shows what cannot be searched.
func picture(in string) string {
	tokens := html.NewTokenizer(strings.NewReader(in))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := tokens.TagName()
			switch tag := string(bytes.ToLower(name)); tag {
			case "img", "image", "svg", "canvas", "object", "embed", "iframe", "frame", "video", "audio", "picture", "applet", "v:imagedata":
				return tag
			}
		}
	}
}

// page collects the text of a document.
type page struct {
	m      *matcher
	pieces []piece
	runs   []*document.Run
	at     place
}

type place struct {
	paragraphs, tables int
	cell               string
}

func (p *page) blocks(blocks []document.Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *document.Paragraph:
			p.paragraph(b)
		case *document.Picture: // refused before
		case *document.Table:
			p.table(b)
		}
	}
}

func (p *page) paragraph(b *document.Paragraph) {
	where := p.at.cell
	if where == "" {
		p.at.paragraphs++
		where = fmt.Sprintf("正文第%d段", p.at.paragraphs)
	}
	for i := range b.Runs {
		r := &b.Runs[i]
		p.pieces = append(p.pieces, piece{text: r.Text, gap: i == 0, place: where, set: func(s string) { r.Text = s }})
		p.runs = append(p.runs, r)
	}
}

func (p *page) table(b *document.Table) {
	outer := p.at.cell
	if outer == "" {
		p.at.tables++
	}
	for i, row := range b.Rows {
		for j, cell := range row.Cells {
			if outer == "" {
				p.at.cell = fmt.Sprintf("第%d个表格第%d行第%d格", p.at.tables, i+1, j+1)
			}
			p.blocks(cell.Blocks)
		}
	}
	p.at.cell = outer
}

// links takes away the addresses that have a removal in them.
func (p *page) links() error {
	for _, r := range p.runs {
		if r.Link == "" {
			continue
		}
		plain, err := url.PathUnescape(strings.ReplaceAll(r.Link, "+", " "))
		if err != nil {
			plain = r.Link
		}
		found, err := p.m.see("链接地址", r.Link+"\n"+plain+"\n"+path.Base(plain))
		if err != nil {
			return err
		}
		if found {
			r.Link = ""
		}
	}
	return nil
}
