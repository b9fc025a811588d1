package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	contentTypes = "[Content_Types].xml"
	maxPart      = 16 << 20 // one part that libraries read whole: styles, properties
	maxKept      = 1 << 20  // relations, the list of sheets
	ratioFrom    = 1 << 20  // short texts may pack very well
)

// countEntries counts the central headers of an archive by their signature, so that an archive of half a million empty entries
// is refused before zip.NewReader makes a structure of each.
func countEntries(r io.ReaderAt, size int64) (int, error) {
	const signature = "PK\x01\x02"
	in := io.NewSectionReader(r, 0, size)
	buf := make([]byte, 64<<10)
	count, kept := 0, 0
	for {
		n, err := in.Read(buf[kept:])
		n += kept
		count += bytes.Count(buf[:n], []byte(signature))
		if err == io.EOF {
			return count, nil
		} else if err != nil {
			return 0, err
		}
		kept = copy(buf, buf[max(0, n-len(signature)+1):n])
	}
}

// inspectArchive reads every entry once and refuses what must not reach a library.
func inspectArchive(r io.ReaderAt, size int64, limits Limits) (*archiveReport, error) {
	count, err := countEntries(r, size)
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	if count > limits.Entries {
		return nil, ErrBomb.Say("压缩内容有%d项，超过%d项，请另存为新文件后再上传。", count, limits.Entries)
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	report := newArchiveReport()
	seen := make(map[string]bool, len(archive.File))
	total := int64(0)
	for _, file := range archive.File {
		if err := checkEntry(file, seen); err != nil {
			return nil, err
		}
		n, err := report.read(file, limits, limits.TotalBytes-total)
		if err != nil {
			return nil, fmt.Errorf("inspect entry: %w", err)
		}
		total += n
	}
	return report, nil
}

// checkEntry looks at the name and the flags of an entry.
func checkEntry(file *zip.File, seen map[string]bool) error {
	name := file.Name
	lower := strings.ToLower(name)
	switch {
	case !isPlainPath(name) || seen[lower]:
		return ErrPath
	case file.Flags&1 != 0:
		return ErrEncrypted
	case file.Method != zip.Store && file.Method != zip.Deflate:
		return ErrUnreadable
	}
	seen[lower] = true
	switch {
	case strings.HasSuffix(lower, "vbaproject.bin"), strings.Contains(lower, "/macrosheets/"), strings.HasSuffix(lower, "xl/workbook.bin"):
		return ErrMacro
	case strings.Contains(lower, "/externallinks/"), strings.Contains(lower, "/querytables/"), strings.HasSuffix(lower, "xl/connections.xml"):
		return ErrExternal
	case strings.Contains(lower, "/embeddings/"), strings.Contains(lower, "/activex/"), strings.Contains(lower, "oleobject"):
		return ErrEmbedded
	}
	return nil
}

// isPlainPath reports whether a name stays below its root and is written in one way only.
func isPlainPath(name string) bool {
	trimmed := strings.TrimSuffix(name, "/")
	return trimmed != "" && utf8.ValidString(name) && path.Clean(trimmed) == trimmed && !strings.HasPrefix(trimmed, "/") &&
		trimmed != ".." && !strings.HasPrefix(trimmed, "../") && !strings.ContainsAny(name, "\\:\x00\r\n") && strings.Count(name, "/") < 12
}

// read inflates one entry to nowhere, within what is left, and returns how much it was.
func (report *archiveReport) read(file *zip.File, limits Limits, left int64) (int64, error) {
	in, err := file.Open()
	if err != nil {
		return 0, errors.Join(ErrUnreadable, err)
	}
	defer in.Close() //nolint:errcheck // read only

	limit := entryLimit(file, limits, left)
	watch := partWatch{isXML: isXML(file.Name), isSheet: isSheet(file.Name), keep: isKept(file.Name)}
	n, err := io.Copy(&watch, io.LimitReader(in, limit+1))
	switch {
	case errors.Is(err, ErrEntity):
		return n, err
	case err != nil:
		return n, errors.Join(ErrUnreadable, err)
	case n > limit:
		return n, ErrBomb
	}
	if watch.isSheet {
		report.lastRow[file.Name] = watch.lastRow
	}
	return n, report.parts(file.Name, watch.kept)
}

// entryLimit returns how many bytes an entry may inflate to.
func entryLimit(file *zip.File, limits Limits, left int64) int64 {
	limit := limits.EntryBytes
	switch name := file.Name; {
	case isKept(name):
		limit = min(limit, maxKept)
	case isXML(name) && !isSheet(name) && name != "xl/sharedStrings.xml" && name != "word/document.xml":
		limit = min(limit, maxPart)
	}
	byRatio := int64(min(file.CompressedSize64, uint64(limits.FileBytes))) * limits.Ratio
	return min(limit, max(byRatio, ratioFrom), left)
}

func isXML(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".xml", ".rels", ".vml":
		return true
	}
	return false
}

func isSheet(name string) bool { return path.Dir(name) == "xl/worksheets" && isXML(name) }

// isKept reports whether a part is read as XML after inflating.
func isKept(name string) bool { return path.Ext(name) == ".rels" || name == workbookPart }

// partWatch is written one part of an office file and looks for what must not be in it.
type partWatch struct {
	isXML, isSheet, keep bool
	text                 []byte // the last write, after the end of the one before: what is looked for may lie across
	kept                 []byte
	lastRow              int
}

const tailBytes = 512

func (w *partWatch) Write(p []byte) (int, error) {
	if !w.isXML {
		return len(p), nil
	}
	if len(w.text) == 0 && (len(p) > 1 && (p[0] == 0 || p[1] == 0 || p[0] >= 0xfe) || isOtherEncoding(p)) {
		return 0, ErrEntity // UTF-16 or UTF-7 would hide a declaration from the search below
	}
	w.text = append(w.text, p...)
	if bytes.Contains(w.text, []byte("<!DOCTYPE")) || bytes.Contains(w.text, []byte("<!ENTITY")) {
		return 0, ErrEntity
	}
	if w.keep {
		w.kept = append(w.kept, p...)
	}
	if w.isSheet {
		w.noteRow()
	}
	w.text = append(w.text[:0], w.text[max(0, len(w.text)-tailBytes):]...)
	return len(p), nil
}

var encodingDeclared = regexp.MustCompile(`(?i)^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)`)

// isOtherEncoding reports whether a part begins by saying that it is not in UTF-8, as all parts are.
func isOtherEncoding(p []byte) bool {
	m := encodingDeclared.FindSubmatch(bytes.TrimPrefix(p[:min(len(p), tailBytes)], []byte("\ufeff")))
	return m != nil && !bytes.EqualFold(m[1], []byte("utf-8")) && !bytes.EqualFold(m[1], []byte("us-ascii"))
}

// noteRow keeps the number of the last row seen.
func (w *partWatch) noteRow() {
	at := bytes.LastIndex(w.text, []byte("<row "))
	if at < 0 {
		return
	}
	_, number, ok := bytes.Cut(w.text[at:], []byte(` r="`))
	if end := bytes.IndexByte(number, '"'); ok && end > 0 && end < 8 {
		if n, err := strconv.Atoi(string(number[:end])); err == nil {
			w.lastRow = max(w.lastRow, n)
		}
	}
}

func mebibytes(n int64) string { return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB" }
