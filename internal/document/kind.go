// Package document takes in files from people nobody vouches for. It tells what a file is by its content, refuses what is
// dangerous or cannot be read before any library sees it, and reads the tables of a workbook row by row. What the
// rows mean is for the packages that asked for them. The text of PDF files is read by its own package, document/pdf.
//
// It also holds the model of a written document, Doc: CleanHTML makes one of what is pasted, ReadDOCX of a file, and both name
// what they leave behind; a Doc writes itself as our own HTML, as plain text and as a docx file. Where documents are kept and
// whether they may be published is for others.
package document

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind is what a file is by its content, whatever its name says.
type Kind string

// The kinds that are told apart.
const (
	Unknown   Kind = ""
	Empty     Kind = "empty"
	XLSX      Kind = "xlsx"
	DOCX      Kind = "docx"
	PPTX      Kind = "pptx"
	Macro     Kind = "macro"     // an office file with macros, or in the binary form
	Zip       Kind = "zip"       // any other zip archive
	Archive   Kind = "archive"   // rar, 7z, gzip
	Legacy    Kind = "legacy"    // xls, doc, et, wps: the compound file of before 2007
	Encrypted Kind = "encrypted" // an office file behind a password
	PDF       Kind = "pdf"
	HTML      Kind = "html"
	SVG       Kind = "svg"
	Text      Kind = "text" // csv, txt
	PNG       Kind = "png"
	JPEG      Kind = "jpeg"
	GIF       Kind = "gif"
)

const (
	headBytes   = 4 << 10
	legacyBytes = 32 << 20 // the directory of a compound file may lie anywhere
)

// Sniff tells what a file of that size is. A file that cannot be read is Unknown.
func Sniff(r io.ReaderAt, size int64) Kind {
	if size <= 0 {
		return Empty
	}
	head := readUpTo(r, size, headBytes)
	if kind := pictureKind(head); kind != Unknown {
		return kind
	}
	for _, sign := range []struct {
		prefix string
		kind   Kind
	}{
		{"%PDF-", PDF},
		{"Rar!\x1a\x07", Archive},
		{"7z\xbc\xaf\x27\x1c", Archive},
		{"\x1f\x8b", Archive},
	} {
		if bytes.HasPrefix(head, []byte(sign.prefix)) {
			return sign.kind
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return sniffZip(r, size)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if bytes.Contains(readUpTo(r, size, legacyBytes), utf16le("EncryptedPackage")) {
			return Encrypted
		}
		return Legacy
	}
	return sniffText(head)
}

func sniffZip(r io.ReaderAt, size int64) Kind {
	if entries, err := countEntries(r, size); err != nil || entries > DefaultLimits().Entries {
		return Zip
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return Zip
	}
	return officeKind(archive)
}

// officeKind reads the main type an office file declares for itself.
func officeKind(archive *zip.Reader) Kind {
	for _, file := range archive.File {
		if file.Name != contentTypes {
			continue
		}
		in, err := file.Open()
		if err != nil {
			return Zip
		}
		types, err := io.ReadAll(io.LimitReader(in, maxPart))
		_ = in.Close() // read only
		if err != nil {
			return Zip
		}
		if strings.Contains(string(types), "vbaProject") && hasMacros(archive, types) {
			return Macro
		}
		return kindOfTypes(string(types))
	}
	return Zip
}

// hasMacros reports whether a part is of the type of macros, by its name or by its extension: some programs declare the type in every
// workbook they write, so the declaration alone says nothing. Where the declaration cannot be read, it is taken for true.
func hasMacros(archive *zip.Reader, types []byte) bool {
	var declared struct {
		Items []struct {
			Extension string `xml:"Extension,attr"`
			Part      string `xml:"PartName,attr"`
			Type      string `xml:"ContentType,attr"`
		} `xml:",any"`
	}
	if err := xml.Unmarshal(types, &declared); err != nil {
		return true
	}
	for _, d := range declared.Items {
		if !strings.Contains(d.Type, "vbaProject") {
			continue
		}
		if slices.ContainsFunc(archive.File, func(f *zip.File) bool {
			return d.Extension != "" && strings.EqualFold(path.Ext(f.Name), "."+d.Extension) || d.Part != "" && strings.EqualFold("/"+f.Name, d.Part)
		}) {
			return true
		}
	}
	return false
}

func kindOfTypes(types string) Kind {
	switch {
	case strings.Contains(types, "macroEnabled"):
		return Macro
	case strings.Contains(types, "spreadsheetml.sheet.main+xml"), strings.Contains(types, "spreadsheetml.template.main+xml"):
		return XLSX
	case strings.Contains(types, "wordprocessingml.document.main+xml"), strings.Contains(types, "wordprocessingml.template.main+xml"):
		return DOCX
	case strings.Contains(types, "presentationml."):
		return PPTX
	}
	return Zip
}

func sniffText(head []byte) Kind {
	if bytes.IndexByte(head, 0) >= 0 && !bytes.HasPrefix(head, []byte("\xff\xfe")) && !bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return Unknown
	}
	text := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(string(head), "\ufeff")))
	switch {
	case strings.Contains(text, "<svg"):
		return SVG
	case strings.HasPrefix(text, "<!doctype html"), strings.Contains(text, "<html"), strings.Contains(text, "<table"):
		return HTML
	case utf8.ValidString(text) || isMostlyText(head):
		return Text
	}
	return Unknown
}

// isMostlyText takes GB 18030 and UTF-16 for text: they have no control characters but line ends and tabs.
func isMostlyText(head []byte) bool {
	control := 0
	for _, c := range head {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			control++
		}
	}
	return control*50 < len(head) || bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
}

func readUpTo(r io.ReaderAt, size, limit int64) []byte {
	buf := make([]byte, min(size, limit))
	n, _ := r.ReadAt(buf, 0) // what can be read decides
	return buf[:n]
}

func utf16le(s string) []byte {
	var b []byte
	for _, r := range s {
		b = binary.LittleEndian.AppendUint16(b, uint16(r))
	}
	return b
}
