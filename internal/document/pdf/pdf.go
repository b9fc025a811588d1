// Package pdf reads the text of PDF files from people nobody vouches for: of their pages, and what stands beside them, remarks,
// values of forms, properties. It says of which pages a person must look at the page itself, because a picture covers it or its
// letters carry no meaning. How a page looks, and what becomes of the text, is for others.
//
// It is written for hostile files: whatever a file holds, reading it ends, after a bounded amount of work in bounded memory,
// and says the same each time.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Why there is no text.
var (
	ErrEncrypted = errors.New("pdf is encrypted")
	ErrNoPages   = errors.New("pdf has no pages that can be read")
)

// Document is the text of a file.
type Document struct {
	Pages    []Page
	Beside   string // remarks, values of forms, bookmarks and properties, a line each
	Embedded bool   // holds other files
	Cut      bool   // there is more than is read of one file
}

// Page is the text of a page, in the order in which it is drawn.
type Page struct {
	Text   string
	Unread bool // shows what is not in Text: a picture over most of it, drawn letters, letters of unknown meaning
}

const (
	maxWork  = 64 << 20 // bytes read and unpacked, and what is as much work; about a second
	maxPages = 3000
	maxText  = 8 << 20 // bytes
	// mayMeanNothing is how many letters of unknown meaning a page may have: ornaments are such. An identity number has more.
	mayMeanNothing = 10
)

// Read reads a file. It returns ErrEncrypted for what needs a key, ErrNoPages for what is no PDF or broken, and the error of ctx.
// It keeps no part of b.
func Read(ctx context.Context, b []byte) (*Document, error) {
	f := scan(b, &budget{left: maxWork, next: maxWork, stop: func() bool { return ctx.Err() != nil }})
	if isEncrypted(b) {
		return nil, ErrEncrypted
	}
	doc := &Document{}
	w := walk{f: f, doc: doc, fonts: map[any]*font{}, seen: map[any]bool{}}
	for _, n := range slices.Sorted(maps.Keys(f.objects)) {
		d := f.dict(ref(n))
		if d["Type"] == name("Catalog") {
			w.root = d
		}
		doc.Embedded = doc.Embedded || d["EF"] != nil || d["Type"] == name("EmbeddedFile")
	}
	w.pages(w.root["Pages"], dict{}, 0)
	doc.Beside = f.beside()
	doc.Cut = doc.Cut || f.budget.isEmpty()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(doc.Pages) == 0 {
		return nil, ErrNoPages
	}
	return doc, nil
}

// isEncrypted looks for the key of a trailer, which is never packed nor encrypted itself.
func isEncrypted(b []byte) bool {
	const key = "/Encrypt"
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte(key))
		if i < 0 {
			return false
		}
		at += i + len(key)
		if at < len(b) && (isSpace(b[at]) || isDelimiter(b[at])) {
			return true
		}
	}
}

// walk goes through the tree of pages.
type walk struct {
	f     *file
	doc   *Document
	root  dict
	fonts map[any]*font
	seen  map[any]bool
	size  int // of the text so far
}

// pages reads the pages below a node, which have what is not their own from above.
func (w *walk) pages(node any, above dict, depth int) {
	d := w.f.dict(node)
	if r, ok := node.(ref); ok {
		if w.seen[r] {
			return
		}
		w.seen[r] = true
	}
	if d == nil || depth > maxDepth {
		return
	}
	inherited := dict{}
	for _, key := range []name{"Resources", "MediaBox"} {
		if inherited[key] = d[key]; d[key] == nil {
			inherited[key] = above[key]
		}
	}
	kids, ok := w.f.get(d["Kids"]).(array)
	if !ok {
		if len(w.doc.Pages) >= maxPages || w.size > maxText || w.f.budget.isEmpty() {
			w.doc.Cut = true
			return
		}
		page := w.page(d["Contents"], inherited)
		w.size += len(page.Text)
		w.doc.Pages = append(w.doc.Pages, page)
		return
	}
	for _, kid := range kids {
		w.pages(kid, inherited, depth+1)
	}
}

func (w *walk) page(contents any, inherited dict) Page {
	p := newPainter(w.f, w.fonts)
	parts := w.f.array(contents)
	if parts == nil {
		parts = array{contents}
	}
	var content []byte
	for _, part := range parts {
		s, ok := w.f.get(part).(stream)
		if !ok {
			continue
		}
		b, whole := w.f.unpack(s)
		content = append(append(content, b...), '\n')
		p.missed = p.missed || !whole
		if len(content) > maxStream {
			p.missed = true
			break
		}
	}
	p.paint(content, w.f.dict(inherited["Resources"]), 0)
	text := p.lines.text()
	paper := 595.0 * 842
	if box, ok := w.f.numbers(inherited["MediaBox"], 4); ok {
		paper = max(1, (matrix{box[2] - box[0], 0, 0, box[3] - box[1], 0, 0}).area())
	}
	return Page{Text: text, Unread: p.missed || p.unknown >= mayMeanNothing || p.pictures*2 >= paper || p.painted && strings.TrimSpace(text) == ""}
}

// beside collects what people write outside of pages, wherever it is.
func (f *file) beside() string {
	var out strings.Builder
	for _, n := range slices.Sorted(maps.Keys(f.objects)) {
		d := f.dict(ref(n))
		if d["ByteRange"] != nil { // a signature: bytes, no text
			continue
		}
		for _, key := range []name{"Title", "Author", "Subject", "Keywords", "Contents", "V"} {
			s, _ := f.get(d[key]).(string)
			if s = strings.TrimSpace(textString(s)); s != "" && out.Len() < maxText && f.budget.spend(len(s)*4) {
				out.WriteString(s + "\n")
			}
		}
	}
	return out.String()
}

// textString reads a string that is no part of a page: UTF-16 or UTF-8 with a mark, or Latin letters.
func textString(s string) string {
	if rest, ok := strings.CutPrefix(s, "\xfe\xff"); ok {
		return utf16BE(rest)
	}
	s = strings.TrimPrefix(s, "\xef\xbb\xbf")
	if utf8.ValidString(s) {
		return s
	}
	text, _ := charmap.Windows1252.NewDecoder().String(s) // every byte is one of its letters or none
	return text
}
