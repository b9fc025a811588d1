package document

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"gongkai/internal/fault"
)

// ErrTextTooLong reports a document whose text is more than a page can show.
var ErrTextTooLong = fault.New(fault.TooLarge, "document-too-long", "文档内容过多，无法转为网页，请拆分后导入，或作为附件上传。")

const (
	maxElements     = 2_000_000 // in one part
	maxElementDepth = 200
	maxTreeElements = 200_000 // in one paragraph, style or note
	maxText         = 4 << 20 // bytes of text in one part: more than a million Chinese characters
)

// namespaces are what elements of office files are called by here, in the form of before ISO and after.
var namespaces = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":           "w",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                       "w",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":    "r",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                "r",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":             "m",
	"http://purl.oclc.org/ooxml/officeDocument/math":                         "m",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
	"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":             "wp",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                  "a",
	"http://purl.oclc.org/ooxml/drawingml/main":                              "a",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":            "mc",
	"urn:schemas-microsoft-com:vml":                                          "v",
	"urn:schemas-microsoft-com:office:office":                                "o",
	"http://schemas.microsoft.com/office/word/2010/wordml":                   "w14",
	"http://www.w3.org/XML/1998/namespace":                                   "xml",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingShape":      "wps",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingGroup":      "wpg",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas":     "wpc",
	"http://schemas.openxmlformats.org/drawingml/2006/picture":               "pic",
	"http://purl.oclc.org/ooxml/drawingml/picture":                           "pic",
	"http://schemas.openxmlformats.org/drawingml/2006/chart":                 "c",
	"http://schemas.openxmlformats.org/drawingml/2006/diagram":               "dgm",
}

// shortName returns a name as Word's documentation writes it: w:p.
func shortName(n xml.Name) string {
	prefix, ok := namespaces[n.Space]
	switch {
	case ok:
	case n.Space == "":
		return n.Local
	case len(n.Space) <= 4: // a prefix that was never declared
		prefix = n.Space
	default:
		prefix = "?"
	}
	return prefix + ":" + n.Local
}

// xmlStream reads a part element by element, within bounds.
type xmlStream struct {
	tokens          *xml.Decoder
	elements, depth int
	text            int // bytes
}

func newXMLStream(r io.Reader) *xmlStream { return &xmlStream{tokens: xml.NewDecoder(r)} }

// next returns the next token, io.EOF at the end of the part.
func (x *xmlStream) next() (xml.Token, error) {
	token, err := x.tokens.Token()
	if err != nil {
		if errors.Is(err, io.EOF) && x.depth == 0 {
			return nil, io.EOF
		}
		return nil, errors.Join(ErrUnreadable, err)
	}
	switch token.(type) {
	case xml.StartElement:
		x.elements++
		x.depth++
		if x.elements > maxElements || x.depth > maxElementDepth {
			return nil, ErrTextTooLong
		}
	case xml.EndElement:
		x.depth--
	}
	return token, nil
}

// children calls visit for each element in the one that was begun last, to its end. Visit reads each to its end.
func (x *xmlStream) children(visit func(name string, start xml.StartElement) error) error {
	for {
		token, err := x.next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := visit(shortName(t.Name), t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// root calls visit for each child of a part's outermost element.
func (x *xmlStream) root(visit func(name string, start xml.StartElement) error) error {
	for {
		token, err := x.next()
		if errors.Is(err, io.EOF) {
			return errors.Join(ErrUnreadable, errors.New("empty part"))
		} else if err != nil {
			return err
		}
		if _, ok := token.(xml.StartElement); ok {
			return x.children(visit)
		}
	}
}

// skip reads the element that was begun last to its end.
func (x *xmlStream) skip() error {
	return x.children(func(string, xml.StartElement) error { return x.skip() })
}

// element is an element that is looked at as a whole.
type element struct {
	name  string
	attrs map[string]string
	kids  []*element
	text  string // of the elements that hold text
}

var textElements = words("w:t w:delText w:instrText m:t")

// tree reads the element that was begun last to its end.
func (x *xmlStream) tree(start xml.StartElement) (*element, error) {
	left := maxTreeElements
	return x.subtree(start, &left)
}

func (x *xmlStream) subtree(start xml.StartElement, left *int) (*element, error) {
	if *left--; *left < 0 {
		return nil, ErrTextTooLong
	}
	e := &element{name: shortName(start.Name)}
	if len(start.Attr) > 0 {
		e.attrs = make(map[string]string, len(start.Attr))
		for _, a := range start.Attr {
			e.attrs[shortName(a.Name)] = a.Value
		}
	}
	var text strings.Builder
	for {
		token, err := x.next()
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			kid, err := x.subtree(t, left)
			if err != nil {
				return nil, err
			}
			e.kids = append(e.kids, kid)
		case xml.CharData:
			if !textElements[e.name] {
				continue
			}
			if x.text += len(t); x.text > maxText {
				return nil, ErrTextTooLong
			}
			text.Write(t)
		case xml.EndElement:
			e.text = text.String()
			return e, nil
		}
	}
}

// kid returns the first child of a name, nil if there is none. All methods of a nil element find nothing.
func (e *element) kid(name string) *element {
	if e == nil {
		return nil
	}
	for _, k := range e.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// at follows names downwards.
func (e *element) at(names ...string) *element {
	for _, name := range names {
		e = e.kid(name)
	}
	return e
}

func (e *element) attr(name string) string {
	if e == nil {
		return ""
	}
	return e.attrs[name]
}

// value returns the w:val of a child.
func (e *element) value(name string) string { return e.kid(name).attr("w:val") }

// on reports whether a switch among the children is on.
func (e *element) on(name string) bool {
	k := e.kid(name)
	if k == nil {
		return false
	}
	switch k.attr("w:val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// all returns the elements of a name below this one, the outermost of each branch.
func (e *element) all(name string) []*element {
	var out []*element
	for _, k := range e.chosen() {
		if k.name == name {
			out = append(out, k)
		} else {
			out = append(out, k.all(name)...)
		}
	}
	return out
}

// chosen returns the children; of alternatives for older programs, only the first that is written for newer ones.
func (e *element) chosen() []*element {
	if e == nil || e.name != "mc:AlternateContent" {
		if e == nil {
			return nil
		}
		return e.kids
	}
	for _, name := range []string{"mc:Choice", "mc:Fallback"} {
		if k := e.kid(name); k != nil {
			return k.kids
		}
	}
	return nil
}

// plain returns the text below an element, deleted text included, a line for each paragraph.
func (e *element) plain() string {
	var out strings.Builder
	e.writePlain(&out)
	return strings.TrimSpace(out.String())
}

func (e *element) writePlain(out *strings.Builder) {
	switch e.name {
	case "w:t", "w:delText", "m:t":
		out.WriteString(e.text)
	case "w:tab", "w:br", "w:cr":
		out.WriteByte(' ')
	case "v:textpath": // a watermark
		out.WriteString(e.attr("string"))
	case "w:tabs", "w:pPr", "w:rPr":
		return
	}
	for _, k := range e.chosen() {
		k.writePlain(out)
	}
	if e.name == "w:p" {
		out.WriteByte('\n')
	}
}
