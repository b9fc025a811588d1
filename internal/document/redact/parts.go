package redact

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"gongkai/internal/document"
)

// parts are the parts of an office file that has been inspected by document.CheckUpload.
type parts struct {
	content map[string][]byte
	names   []string // in order
	used    map[string]bool
	budget  *budget
}

func openParts(file []byte) (*parts, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, errors.Join(document.ErrUnreadable, err)
	}
	p := &parts{content: make(map[string][]byte), used: make(map[string]bool), budget: newBudget()}
	for _, f := range archive.File {
		if f.FileInfo().IsDir() {
			continue
		}
		content, err := inflate(f, p.budget.bytes)
		if err != nil {
			return nil, err
		}
		p.budget.bytes -= len(content)
		p.content[f.Name] = content
		p.names = append(p.names, f.Name)
	}
	slices.Sort(p.names)
	return p, nil
}

func inflate(f *zip.File, limit int) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, errors.Join(document.ErrUnreadable, err)
	}
	defer in.Close() //nolint:errcheck // read only
	content, err := io.ReadAll(io.LimitReader(in, int64(limit)+1))
	switch {
	case err != nil:
		return nil, errors.Join(document.ErrUnreadable, err)
	case len(content) > limit:
		return nil, ErrTooMuch
	}
	return content, nil
}

// tree reads a part, nil if there is none of that name, and takes note that its content is in hand.
func (p *parts) tree(name string, m *matcher) (*node, error) {
	content, ok := p.content[name]
	if !ok {
		return nil, nil
	}
	p.used[name] = true
	root, comments, err := parse(content, p.budget)
	if err != nil {
		return nil, fmt.Errorf("read part: %w", err)
	}
	if strings.TrimSpace(comments) != "" {
		if err := m.drop("XML 注释", comments); err != nil {
			return nil, err
		}
	}
	return root, nil
}

// relation leads from one part to another.
type relation struct{ kind, target string }

// relations returns where a part leads within the file, by id, "" for the file itself.
func (p *parts) relations(part string) (map[string]relation, error) {
	folder, base := path.Split(part)
	content, ok := p.content[folder+"_rels/"+base+".rels"]
	if !ok {
		return nil, nil
	}
	root, _, err := parse(content, p.budget)
	if err != nil {
		return nil, fmt.Errorf("read relations: %w", err)
	}
	out := make(map[string]relation)
	for _, k := range root.kids {
		if k.name != "rel:Relationship" || strings.EqualFold(k.attr("TargetMode"), "External") {
			continue
		}
		target, rooted := strings.CutPrefix(k.attr("Target"), "/")
		if !rooted {
			target = path.Join(folder, target)
		}
		out[k.attr("Id")] = relation{path.Base(k.attr("Type")), target}
	}
	return out, nil
}

// related returns the first part of a kind, in the order of ids, "" if there is none.
func (p *parts) related(links map[string]relation, kind string) string {
	var out []string
	for _, r := range links {
		if _, ok := p.content[r.target]; ok && r.kind == kind {
			out = append(out, r.target)
		}
	}
	slices.Sort(out)
	if len(out) == 0 {
		return ""
	}
	return out[0]
}

// main returns the part that the file is about.
func (p *parts) main(usual string) (string, error) {
	top, err := p.relations("")
	if err != nil {
		return "", err
	}
	if name := p.related(top, "officeDocument"); name != "" {
		return name, nil
	}
	if _, ok := p.content[usual]; ok {
		return usual, nil
	}
	return "", errors.Join(document.ErrUnreadable, errors.New("no main part"))
}

// dropRest takes note of every part that nothing was taken from.
func (p *parts) dropRest(m *matcher) error {
	for _, name := range p.names {
		if p.used[name] {
			continue
		}
		what := nameOfPart(name)
		text := name
		if content := p.content[name]; utf8.Valid(content) {
			text += "\n" + strip(constants.ReplaceAll(content, nil))
		}
		var err error
		switch {
		case strings.HasSuffix(name, ".rels"):
			if plain, failed := url.PathUnescape(text); failed == nil {
				text = plain
			}
			err = m.glance("链接地址", text)
		case what == "":
			err = m.glance("内部部件", text)
		default:
			err = m.drop(what, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// nameOfPart says what a part is called by people, "" for what only holds others together.
func nameOfPart(name string) string {
	base := path.Base(name)
	for _, known := range []struct{ has, is string }{
		{"/_rels/", ""},
		{"_rels/", ""},
		{"[Content_Types]", ""},
		{"thumbnail", "缩略图"},
		{"docProps/", "文件属性"},
		{"customXml/", "自定义数据"},
		{"threadedComment", "批注"},
		{"persons/", "批注"},
		{"comments", "批注"},
		{"people", "批注"},
		{"vmlDrawing", "批注"},
		{"glossary/", "文档部件库"},
		{"pivot", "数据透视表"},
		{"/tables/", "表格筛选和样式"},
		{"printerSettings", "打印设置"},
		{"calcChain", ""},
		{"fontTable", ""},
		{"/fonts/", "嵌入的字体"},
		{"webSettings", ""},
		{"sharedStrings", ""},
		{"settings", "文档设置"},
		{"stylesWithEffects", ""},
		{"theme", ""},
		{"/media/", "没有显示的图片"},
	} {
		if strings.HasPrefix(name, known.has) || strings.Contains(name, known.has) || strings.HasPrefix(base, known.has) {
			return known.is
		}
	}
	return "内部部件"
}

// strip returns the text and the attributes of markup, whatever it is, for counting what is left behind.
func strip(content []byte) string {
	tokens := html.NewTokenizer(bytes.NewReader(content))
	var text, values strings.Builder
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return text.String() + values.String()
		case html.TextToken, html.CommentToken:
			text.WriteString(tokens.Token().Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tokens.Token()
			if !between.MatchString(t.Data) {
				text.WriteString("。")
			}
			for _, a := range t.Attr {
				if !isMeasure(a.Val) {
					values.WriteString("。" + a.Val)
				}
			}
		case html.EndTagToken:
			if t := tokens.Token(); !between.MatchString(t.Data) {
				text.WriteString("。")
			}
		case html.DoctypeToken:
		}
	}
}

// written is a part of a copy.
type written struct {
	name    string
	content []byte
}

// packed is the time all parts bear, so that the same file makes the same copy and the copy does not tell when it was made.
var packed = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func pack(list []written) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, part := range list {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: packed})
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", part.name, err)
		}
		if _, err := w.Write(part.content); err != nil {
			return nil, fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("write archive: %w", err)
	}
	return out.Bytes(), nil
}

// typed is a part with the type it is declared by and what leads to it.
type typed struct {
	written
	contentType string
	relation    string // the end of its type; "" for the main part
	id          string
}

// pack adds to parts in a folder, the first of which is the main one, what holds them together.
func packOffice(folder string, list []typed) ([]byte, error) {
	types := `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`
	const relationsHead = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	relations := relationsHead
	for _, part := range list {
		types += `<Override PartName="/` + folder + "/" + part.name + `" ContentType="` + part.contentType + `"/>`
		if part.relation != "" {
			relations += `<Relationship Id="` + part.id + `" Type="` + officeRelations + "/" + part.relation + `" Target="` + part.name + `"/>`
		}
	}
	main := list[0].name
	out := []written{
		{"[Content_Types].xml", []byte(xmlHead + types + "</Types>")},
		{"_rels/.rels", []byte(xmlHead + relationsHead + `<Relationship Id="rId1" Type="` + officeRelations + `/officeDocument" Target="` + folder + "/" + main + `"/></Relationships>`)},
		{folder + "/" + main, list[0].content},
		{folder + "/_rels/" + main + ".rels", []byte(xmlHead + relations + "</Relationships>")},
	}
	for _, part := range list[1:] {
		out = append(out, written{folder + "/" + part.name, part.content})
	}
	return pack(out)
}
