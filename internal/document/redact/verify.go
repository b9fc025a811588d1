package redact

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"

	"gongkai/internal/document"
)

// verify opens a copy as somebody would who looks for what was taken out of it: every part, unpacked, as bytes in the encodings there
// are, as text without tags, and through the readers of package document. It shares with what made the copy only what counts as
// the same: the characters that are ignored or typed for one another. It returns ErrStillThere for anything found.
func verify(name string, kind document.Kind, file []byte, remove []Removal) error {
	list, err := unpack(kind, file)
	if err != nil {
		return errors.Join(ErrStillThere, err)
	}
	read, err := reread(name, kind, file)
	if err != nil {
		return errors.Join(ErrStillThere, err)
	}
	lookouts := make([]lookout, len(remove))
	for i, r := range remove {
		lookouts[i] = newLookout(r.Text)
	}
	isTable := strings.EqualFold(path.Ext(name), ".csv")
	for _, part := range list {
		v := viewOf(part, kind, isTable)
		for i, l := range lookouts {
			if where := l.in(v); where != "" {
				return errors.Join(ErrStillThere, fmt.Errorf("removal %d is in %s", i, where))
			}
		}
	}
	v := view{text: newForms(strings.Join(read, "\x01")).asTable(isTable)}
	for i, l := range lookouts {
		if where := l.in(v); where != "" {
			return errors.Join(ErrStillThere, fmt.Errorf("removal %d is read in %s", i, where))
		}
	}
	return nil
}

// unpack returns the parts of a file, the file itself where it is no archive, and the names in an archive as one more.
func unpack(kind document.Kind, file []byte) ([][]byte, error) {
	if kind != document.DOCX && kind != document.XLSX {
		return [][]byte{file}, nil
	}
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	names := archive.Comment
	var out [][]byte
	for _, f := range archive.File {
		in, err := f.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(io.LimitReader(in, 4*maxBytes))
		if err := errors.Join(err, in.Close()); err != nil {
			return nil, err
		}
		if !utf8.Valid(content) {
			return nil, errors.New("a part is no text")
		}
		out = append(out, content)
		names += "\n" + f.Name + string(f.Extra) + f.Comment
	}
	return append(out, []byte(names)), nil
}

// reread returns what our own readers make of a file. Cells and paragraphs are set apart.
func reread(name string, kind document.Kind, file []byte) ([]string, error) {
	if kind == document.HTML {
		doc, _, err := document.CleanHTML(string(file))
		if err != nil {
			return nil, err
		}
		return apart(doc.Text()), nil
	}
	passages, err := document.Passages(context.Background(), name, bytes.NewReader(file), int64(len(file)), document.Limits{})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range passages {
		if kind == document.Text {
			out = append(out, p.Text)
		} else {
			out = append(out, apart(p.Text)...)
		}
	}
	return out, nil
}

func apart(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\t' || r == '\n' })
}

// lookout is what one string may look like.
type lookout struct {
	squeezed, joined string
	far              bool // also across cells and paragraphs
	plain            bool // a few plain letters or digits, which markup is full of
	raw              [][]byte
}

func newLookout(text string) lookout {
	l := lookout{squeezed: squeeze(text)}
	l.far = utf8.RuneCountInString(l.squeezed) >= longFrom || strings.ContainsAny(strings.TrimSpace(text), "\t\n")
	if digits := strings.Map(keepDigits, l.squeezed); len(digits) >= joinedFrom {
		l.joined = closeUp(l.squeezed)
	}
	ascii := !strings.ContainsFunc(l.squeezed, func(r rune) bool { return r > unicode.MaxASCII })
	l.plain = ascii && (len(l.squeezed) <= genericUpTo || len(strings.Map(keepDigits, l.squeezed)) == len(l.squeezed) && len(l.squeezed) <= measureUpTo)
	if !l.plain {
		l.raw = encodings(strings.TrimSpace(text))
	}
	return l
}

func keepDigits(r rune) rune {
	if '0' <= r && r <= '9' {
		return r
	}
	return -1
}

// encodings are the bytes that a string may be written in.
func encodings(s string) [][]byte {
	out := [][]byte{[]byte(s)}
	var little, big, percent, decimal, hexadecimal, escaped []byte
	for _, u := range utf16.Encode([]rune(s)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
		escaped = fmt.Appendf(escaped, `\u%04x`, u)
	}
	for _, b := range []byte(s) {
		percent = fmt.Appendf(percent, "%%%02x", b)
	}
	for _, r := range s {
		decimal = fmt.Appendf(decimal, "&#%d;", r)
		hexadecimal = fmt.Appendf(hexadecimal, "&#x%x;", r)
	}
	out = append(out, little, big, percent, decimal, hexadecimal, escaped)
	if gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s)); err == nil {
		out = append(out, gb)
	}
	for shift := range 3 { // base64 looks otherwise by where in it a string begins; only what the string alone decides is looked for
		for _, bytes := range [][]byte{[]byte(s), little, big} {
			text := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), bytes...))
			from, to := (shift*8+5)/6, (shift+len(bytes))*8/6
			if to-from >= 7 {
				out = append(out, []byte(text[from:to]))
			}
		}
	}
	return out
}

// constants are what every office file has in it.
var constants = regexp.MustCompile(`http://schemas\.(?:openxmlformats\.org|microsoft\.com)/[A-Za-z0-9./-]*|urn:schemas-microsoft-com:[a-z:]*|application/vnd\.openxmlformats[A-Za-z0-9.+-]*`)

// view is a part as it is looked through.
type view struct {
	bytes, lower []byte
	text         forms
	values       forms   // attributes that are no measures
	names        forms   // of styles and sheets, and what attributes show
	plain        []forms // text without markup, in the ways that programs may take it
	numbers      []cellNumber
}

// forms is text as it is compared. Far is the text without what sets cells and paragraphs apart.
type forms struct{ near, far, nearClosed, farClosed string }

func newForms(text string) forms {
	near := squeeze(text)
	far := strings.ReplaceAll(near, "\x01", "")
	return forms{near, far, closeUp(near), closeUp(far)}
}

// asTable forgets, of a text whose commas part cells, what it would be without them.
func (f forms) asTable(is bool) forms {
	if is {
		f.nearClosed, f.farClosed = "", ""
	}
	return f
}

func viewOf(part []byte, kind document.Kind, isTable bool) view {
	bare := constants.ReplaceAll(part, nil)
	v := view{bytes: bare, lower: bytes.ToLower(bare)}
	if kind == document.Text {
		v.plain = plainForms(string(part), isTable)
		return v
	}
	text, values := withoutTags(bare)
	v.text = newForms(text)
	v.names = newForms(namesIn(bare))
	if kind == document.XLSX {
		v.plain = []forms{newForms(codes.ReplaceAllString(text, ""))}
		v.numbers = numbersIn(bare)
	}
	values = slices.DeleteFunc(values, measure.MatchString)
	v.values = newForms(strings.Join(values, "\x01"))
	return v
}

// plainForms are text as an editor shows it, as a browser does that knows tags, entities and Markdown, and as a table.
func plainForms(text string, isTable bool) []forms {
	bare, _ := withoutTags([]byte(text))
	bare = html.UnescapeString(strings.ReplaceAll(bare, "\x01", ""))
	out := []forms{newForms(strings.ReplaceAll(text, "\x01", "")), newForms(bare), newForms(strings.Map(func(r rune) rune {
		if strings.ContainsRune("*_`~\\", r) {
			return -1
		}
		return r
	}, bare))}
	for i := range out {
		out[i] = out[i].asTable(isTable)
	}
	for _, comma := range ",\t;" {
		r := csv.NewReader(strings.NewReader(text))
		r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
		var cells strings.Builder
		for row, err := r.Read(); err == nil; row, err = r.Read() {
			cells.WriteString(strings.Join(row, "\x01") + "\x01")
		}
		out = append(out, newForms(cells.String()).asTable(isTable && comma != ','))
	}
	return out
}

// in returns how a part has the string in it, "" for not at all.
func (l lookout) in(v view) string {
	for _, raw := range l.raw {
		if bytes.Contains(v.bytes, raw) || len(raw) > 12 && bytes.Contains(v.lower, bytes.ToLower(raw)) {
			return "its bytes"
		}
	}
	switch {
	case l.inForms(v.text) || slices.ContainsFunc(v.plain, l.inForms):
		return "its text"
	case !l.plain && l.inForms(v.values):
		return "an attribute"
	case l.inForms(v.names):
		return "a name"
	case l.isAmong(v.numbers):
		return "a number"
	}
	return ""
}

func (l lookout) inForms(f forms) bool {
	return strings.Contains(f.near, l.squeezed) || l.far && strings.Contains(f.far, l.squeezed) ||
		l.joined != "" && (strings.Contains(f.nearClosed, l.joined) || l.far && strings.Contains(f.farClosed, l.joined))
}

// between are the tags within which a word may go on. All others set apart.
var between = regexp.MustCompile(`^(?:w:(?:t|r|rpr|tab|br|cr|nobreakhyphen|softhyphen|sym|b|bcs|i|ics|u|color|sz|szcs|rfonts|lang|highlight|shd|vertalign|spacing|kern|rstyle|position|fldchar|fldsimple|instrtext|noproof|footnotereference|endnotereference)|m:(?:r|t|omath|rpr)|r|t|rpr|rfont|font|b|i|u|strike|sz|color|family|charset|scheme|vertalign|a|strong|em|sub|sup|br|span|s|del|ins|small|big)$`)

// withoutTags returns the text of markup, with \x01 where a paragraph or a cell ends, and the values of its attributes.
func withoutTags(part []byte) (text string, values []string) {
	tokens := html.NewTokenizer(bytes.NewReader(part))
	var out strings.Builder
	for {
		switch kind := tokens.Next(); kind {
		case html.ErrorToken:
			return out.String(), values
		case html.TextToken, html.CommentToken:
			out.WriteString(strings.ReplaceAll(tokens.Token().Data, "\x01", ""))
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken, html.DoctypeToken:
			t := tokens.Token()
			if !between.MatchString(t.Data) {
				out.WriteByte('\x01')
			}
			for _, a := range t.Attr {
				values = append(values, a.Val)
			}
		}
	}
}

// namesIn returns the attributes that people fill in, or see, set apart.
func namesIn(part []byte) string {
	tokens := html.NewTokenizer(bytes.NewReader(part))
	var out strings.Builder
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return out.String()
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tokens.Token()
			for _, a := range t.Attr {
				shown := t.Data+" "+a.Key == "w:lvltext w:val" || t.Data+" "+a.Key == "v:textpath string" || t.Data+" "+a.Key == "numfmt formatcode"
				named := t.Data+" "+a.Key == "w:name w:val" || a.Key == "w:styleid" || t.Data+" "+a.Key == "sheet name"
				if shown || named && !builtIn.MatchString(a.Val) && !measure.MatchString(a.Val) {
					out.WriteString(a.Val + "\x01")
				}
			}
		case html.TextToken, html.EndTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}

// squeeze returns text as it is compared: no spaces, nothing invisible, one width, one case.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\x01':
			return r
		case isIgnored(r):
			return -1
		}
		if same, ok := alike[r]; ok {
			return same
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
}

// closeUp returns text without what parts digits.
func closeUp(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		if c := s[i]; (c == ',' || c == '-' || c == '\'') && i > 0 && i+1 < len(s) && keepDigits(rune(s[i-1])) > 0 && keepDigits(rune(s[i+1])) > 0 {
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}
