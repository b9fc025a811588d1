package redact

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"gongkai/internal/document"
)

// namespace is one whose elements are known here. What is in another is left behind.
type namespace struct{ prefix, uri, strict string }

const officeRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

var namespaces = []namespace{
	{"w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"},
	{"x", "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"},
	{"r", officeRelations, "http://purl.oclc.org/ooxml/officeDocument/relationships"},
	{"m", "http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math"},
	{"wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"},
	{"a", "http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"},
	{"mc", "http://schemas.openxmlformats.org/markup-compatibility/2006", ""},
	{"v", "urn:schemas-microsoft-com:vml", ""},
	{"o", "urn:schemas-microsoft-com:office:office", ""},
	{"w10", "urn:schemas-microsoft-com:office:word", ""},
	{"wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape", ""},
	{"wpg", "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup", ""},
	{"wpc", "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas", ""},
	{"pic", "http://schemas.openxmlformats.org/drawingml/2006/picture", "http://purl.oclc.org/ooxml/drawingml/picture"},
	{"c", "http://schemas.openxmlformats.org/drawingml/2006/chart", "http://purl.oclc.org/ooxml/drawingml/chart"},
	{"dgm", "http://schemas.openxmlformats.org/drawingml/2006/diagram", "http://purl.oclc.org/ooxml/drawingml/diagram"},
	{"rel", "http://schemas.openxmlformats.org/package/2006/relationships", ""},
	{"xml", "http://www.w3.org/XML/1998/namespace", ""},
}

func prefixOf(uri string) string {
	i := slices.IndexFunc(namespaces, func(n namespace) bool { return n.uri == uri || n.strict != "" && n.strict == uri })
	if i < 0 {
		return "?"
	}
	return namespaces[i].prefix
}

func shortName(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return prefixOf(n.Space) + ":" + n.Local
}

// node is an element, or text where it has no name. Names are written as in namespaces, whatever the file calls them.
type node struct {
	name  string
	attrs []attr
	kids  []*node
	text  string
}

type attr struct{ name, value string }

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

func (n *node) set(name, value string) {
	n.attrs = append(slices.DeleteFunc(n.attrs, func(a attr) bool { return a.name == name }), attr{name, value})
}

// kid returns the first child of a name, nil if there is none. A nil node has none.
func (n *node) kid(name string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// on reports whether a switch among the children is on.
func (n *node) on(name string) bool {
	k := n.kid(name)
	return k != nil && !slices.Contains([]string{"0", "false", "off", "none"}, k.attr("w:val"))
}

// own returns the text directly in an element.
func (n *node) own() string {
	var out strings.Builder
	for _, k := range n.kids {
		out.WriteString(k.text)
	}
	return out.String()
}

func (n *node) setOwn(text string) { n.kids = []*node{{text: text}} }

// each visits a node and, while visit says so, those below it.
func (n *node) each(visit func(*node) bool) {
	if !visit(n) {
		return
	}
	for _, k := range n.kids {
		k.each(visit)
	}
}

// said is all that an element says, its attributes included, for counting what is left behind with it.
func (n *node) said() string {
	var text, values strings.Builder
	n.each(func(n *node) bool {
		text.WriteString(n.text)
		if n.name == "w:p" || n.name == "x:si" || n.name == "x:c" {
			text.WriteByte('\n')
		}
		for _, a := range n.attrs {
			if !isMeasure(a.value) {
				values.WriteString("\x00" + a.value)
			}
		}
		return true
	})
	return text.String() + strings.ReplaceAll(values.String(), "\x00", "。")
}

var measure = regexp.MustCompile(`^[-+#]?[0-9A-Fa-f.]{1,9}(?:pt|cm|in|mm|pc|pi|px|em|%)?$`)

// isMeasure reports whether an attribute is a size, a colour, a count: found by chance, and nobody's secret.
func isMeasure(v string) bool { return v == "" || measure.MatchString(v) }

// budget is how much of a file may still be read.
type budget struct{ nodes, bytes int }

func newBudget() *budget { return &budget{maxNodes, maxBytes} }

const maxDepth = 200

var plainLocal = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// parse reads a part. Comments and instructions in it are no part of the tree; comments returns what they say.
func parse(part []byte, b *budget) (root *node, comments string, err error) {
	decoder := xml.NewDecoder(bytes.NewReader(part))
	var stack []*node
	var said strings.Builder
	scope := []map[string]string{{}}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && root != nil {
			return root, said.String(), nil
		} else if err != nil {
			return nil, "", errors.Join(document.ErrUnreadable, err)
		}
		if b.nodes--; b.nodes < 0 || len(stack) > maxDepth {
			return nil, "", ErrTooMuch
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: shortName(t.Name)}
			declared := scope[len(scope)-1]
			for _, a := range t.Attr {
				if a.Name.Space == "xmlns" {
					next := map[string]string{a.Name.Local: a.Value}
					for k, v := range declared {
						if _, ok := next[k]; !ok && len(next) < maxDepth {
							next[k] = v
						}
					}
					declared = next
				} else if a.Name.Local != "xmlns" {
					n.attrs = append(n.attrs, attr{shortName(a.Name), a.Value})
				}
			}
			scope = append(scope, declared)
			if n.name == "mc:Choice" {
				n.set("Requires", required(n.attr("Requires"), declared))
			}
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.kids = append(top.kids, n)
			} else if root == nil {
				root = n
			}
			stack = append(stack, n)
		case xml.EndElement:
			stack, scope = stack[:len(stack)-1], scope[:len(scope)-1]
		case xml.CharData:
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.kids = append(top.kids, &node{text: string(t)})
			}
		case xml.Comment:
			said.WriteString(string(t) + "\n")
		case xml.ProcInst:
			if t.Target != "xml" {
				said.WriteString(t.Target + " " + string(t.Inst) + "\n")
			}
		}
	}
}

// required names the namespaces that an alternative needs as they are named here.
func required(prefixes string, declared map[string]string) string {
	var out []string
	for _, p := range strings.Fields(prefixes) {
		out = append(out, prefixOf(declared[p]))
	}
	return strings.Join(out, " ")
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// render writes a part. The namespaces it uses are declared at its root and nowhere else; names of a workbook have no prefix.
func render(root *node) []byte {
	used := make(map[string]bool)
	note := func(name string) {
		if prefix, _, ok := strings.Cut(name, ":"); ok {
			used[prefix] = true
		}
	}
	root.each(func(n *node) bool {
		note(n.name)
		for _, a := range n.attrs {
			note(a.name)
		}
		for _, p := range strings.Fields(n.attr("Requires")) {
			note(p + ":")
		}
		return true
	})
	var declared strings.Builder
	for _, ns := range namespaces {
		switch {
		case !used[ns.prefix] || ns.prefix == "xml":
		case ns.prefix == "x" || ns.prefix == "rel":
			declared.WriteString(` xmlns="` + ns.uri + `"`)
		default:
			declared.WriteString(` xmlns:` + ns.prefix + `="` + ns.uri + `"`)
		}
	}
	var out bytes.Buffer
	out.WriteString(xmlHead)
	root.write(&out, declared.String())
	return out.Bytes()
}

func (n *node) write(out *bytes.Buffer, declared string) {
	if n.name == "" {
		_ = xml.EscapeText(out, []byte(n.text)) // a buffer takes everything
		return
	}
	name := strings.TrimPrefix(strings.TrimPrefix(n.name, "x:"), "rel:")
	out.WriteString("<" + name + declared)
	for _, a := range n.attrs {
		out.WriteString(" " + a.name + `="`)
		_ = xml.EscapeText(out, []byte(a.value)) // as above
		out.WriteByte('"')
	}
	if len(n.kids) == 0 {
		out.WriteString("/>")
		return
	}
	out.WriteByte('>')
	for _, k := range n.kids {
		k.write(out, "")
	}
	out.WriteString("</" + name + ">")
}
