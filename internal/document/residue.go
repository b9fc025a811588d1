package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// residue returns what stands in an office file besides what its readers have read, part by part: text boxes, charts, what a pivot table
// remembers, properties, sheet names, strings that no cell shows any more, parts that nothing leads to. Of parts that have been read, only numbers
// as long as an identity number are taken that have not been seen: in formulas, beneath formats, in the alternative text of pictures.
func residue(r io.ReaderAt, size int64, read []Passage) ([]Passage, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	seen := map[string]bool{}
	for _, p := range read {
		for _, n := range longNumbers(p.Text) {
			seen[n] = true
		}
	}
	var out []Passage
	left := int64(maxResidue)
	for _, file := range archive.File {
		if file.FileInfo().IsDir() {
			continue
		}
		notes, err := picturePart(file)
		if err != nil {
			return nil, err
		}
		out = append(out, notes...)
		if isAppearance(file.Name) {
			continue
		}
		text, whole, err := residueOf(file, seen, &left)
		if err != nil {
			return nil, err
		}
		if text != "" || !whole {
			out = append(out, Passage{Place: "内部部件“" + file.Name + "”", Text: text, Unread: !whole, Beside: true})
		}
	}
	return out, nil
}

// maxResidue is how much of the parts that nobody reads is taken apart, in bytes; of the rest a person must look.
const maxResidue = 16 << 20

// isAppearance reports whether a part says how things look and nothing else.
func isAppearance(name string) bool {
	switch base := path.Base(name); {
	case name == contentTypes, base == "styles.xml", base == "fontTable.xml", base == "numbering.xml", base == "webSettings.xml", base == "presProps.xml", base == "calcChain.xml", strings.HasPrefix(base, "printerSettings"):
		return true
	}
	return strings.Contains(name, "/theme/") || strings.Contains(name, "/fonts/") || strings.Contains(name, "/media/")
}

// isRead reports whether a part has been read for its text.
func isRead(name string) bool {
	base := path.Base(name)
	return isSheet(name) || name == "xl/sharedStrings.xml" || strings.HasPrefix(name, "xl/comments") || strings.HasSuffix(name, ".vml") || name == "docProps/core.xml" ||
		path.Dir(name) == "word" && (base == "document.xml" || strings.HasPrefix(base, "header") || strings.HasPrefix(base, "footer") || base == "comments.xml" || base == "footnotes.xml" || base == "endnotes.xml")
}

// residueOf returns what a part says, and whether that is all of it. left is what may still be taken apart.
func residueOf(file *zip.File, seen map[string]bool, left *int64) (text string, whole bool, err error) {
	in, err := file.Open()
	if err != nil {
		return "", false, errors.Join(ErrUnreadable, err)
	}
	defer in.Close() //nolint:errcheck // read only
	if isRead(file.Name) {
		text, err = unseenNumbers(in, seen)
		return text, true, err
	}
	b, err := io.ReadAll(io.LimitReader(in, *left+1))
	if err != nil {
		return "", false, errors.Join(ErrUnreadable, err)
	}
	if int64(len(b)) > *left {
		*left = 0
		text, err = unseenNumbers(io.MultiReader(bytes.NewReader(b), in), seen)
		return text, false, err
	}
	*left -= int64(len(b))
	if !isXML(file.Name) {
		if !utf8.Valid(b) {
			return "", true, nil // pictures and the like
		}
		return string(b), true, nil
	}
	if text, err = textOfXML(b); err != nil {
		return string(b), true, nil // the markup too, rather than nothing
	}
	return text, true, nil
}

// unseenNumbers reads a part of any size for numbers as long as an identity number.
func unseenNumbers(in io.Reader, seen map[string]bool) (string, error) {
	const overlap = 64
	var out []string
	buf := make([]byte, 0, 256<<10)
	for {
		n, err := io.ReadFull(in, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		for _, number := range longNumbers(buf) {
			if !seen[number] {
				seen[number] = true
				out = append(out, number)
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return strings.Join(out, "\n"), nil
		} else if err != nil {
			return "", errors.Join(ErrUnreadable, err)
		}
		keep := min(overlap, len(buf))
		copy(buf, buf[len(buf)-keep:])
		buf = buf[:keep]
	}
}

// longNumbers are the numbers of eighteen digits in a text, the last of which may be an X. What follows a point is a fraction.
func longNumbers[T []byte | string](text T) (out []string) {
	const length = 18
	for i := 0; i+length <= len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		from := i
		for i < len(text) && isDigit(text[i]) {
			i++
		}
		n := i - from
		if n == length-1 && i < len(text) && (text[i] == 'X' || text[i] == 'x') {
			n++
		}
		if n == length && (from == 0 || text[from-1] != '.') {
			out = append(out, strings.ToUpper(string(text[from:from+n])))
		}
	}
	return out
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// within are elements that part a paragraph without parting its words.
var within = []string{"t", "r", "rPr", "delText", "instrText", "ins", "del", "hyperlink", "smartTag", "fldSimple", "endParaRPr", "b", "i", "u", "color", "font"}

// textOfXML is the text of a part, a line for each paragraph or attribute that a person could read.
func textOfXML(part []byte) (string, error) {
	var out strings.Builder
	decoder := xml.NewDecoder(bytes.NewReader(part))
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return strings.TrimSpace(out.String()), nil
		} else if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if !slices.Contains(within, token.Name.Local) {
				newLine(&out)
			}
			for _, a := range token.Attr {
				if isSaid(a.Value) {
					newLine(&out)
					out.WriteString(a.Value)
					newLine(&out)
				}
			}
		case xml.EndElement:
			if !slices.Contains(within, token.Name.Local) {
				newLine(&out)
			}
		case xml.CharData:
			if text := string(token); !isFraction(text) {
				out.WriteString(text)
			}
		case xml.Comment:
			out.WriteString(string(token))
		}
	}
}

func newLine(b *strings.Builder) {
	if s := b.String(); s != "" && s[len(s)-1] != '\n' {
		b.WriteByte('\n')
	}
}

// isSaid reports whether an attribute may be something that a person wrote, or a number as long as an identity number.
func isSaid(v string) bool {
	return len(longNumbers(v)) > 0 || strings.ContainsFunc(v, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || !strings.Contains(v, "/") && strings.Contains(v, "@")
}

var fraction = regexp.MustCompile(`^\s*-?\d*\.\d+(?:[Ee][-+]?\d+)?\s*$`)

// isFraction reports whether a text is a number with a fraction, as charts keep them: none of a person's.
func isFraction(s string) bool { return fraction.MatchString(s) }
