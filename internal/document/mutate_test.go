package document

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/document/pdf"
	"gongkai/internal/fault"
	"gongkai/internal/screening"
)

// What reading one file may take, of a processor and of memory beyond what was there.
const (
	promisedTime   = 2 * time.Second * slowness
	promisedMemory = 256 << 20
)

// specimen is a sound file of our own, to be spoilt.
type specimen struct {
	name    string
	content []byte
}

func specimens(t *testing.T) []specimen {
	t.Helper()
	out := []specimen{{"a.xlsx", plainBook(t)}, {"b.xlsx", book(t, func(f *excelize.File) error {
		_, err := f.NewSheet("旧表")
		for i := range 40 {
			err = errors.Join(err, f.SetSheetRow("旧表", fmt.Sprintf("A%d", i+1), &[]any{i, "11010519491231002X", 0.5, "=1+1"}))
		}
		return errors.Join(err, f.SetSheetVisible("旧表", false), f.MergeCell("Sheet1", "A1", "C3"), f.SetCellFormula("Sheet1", "D1", "SUM(A1:A9)"),
			f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "甲", Text: "批注"}), f.AddShape("Sheet1", &excelize.Shape{Cell: "B9", Type: "rect", Paragraph: []excelize.RichTextRun{{Text: "框"}}}),
			f.SetDocProps(&excelize.DocProperties{Title: "属性"}))
	})}}
	for _, name := range written(t) {
		out = append(out, specimen{filepath.Base(name) + ".docx", pack(t, unpack(t, name))})
	}
	files, err := filepath.Glob("pdf/testdata/*.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, pasted(t)...) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, specimen{filepath.Base(name), b})
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("姓名,证件\n甲,11010519491231002X\n"))
	if err != nil {
		t.Fatal(err)
	}
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range pictureCases(t) {
		kind, _, _ := strings.Cut(strings.ToLower(name), ",")
		out = append(out, specimen{"b." + kind, c.picture})
	}
	return append(out, specimen{"a.txt", gb}, specimen{"b.csv", []byte("名称,日期\n甲,2026/05/18\n")}, specimen{"a.png", testPicture(t)}, specimen{"a.jpg", jpg.Bytes()},
		specimen{"a.zip", repack(t, plainBook(t), map[string][]byte{contentTypes: nil})}, specimen{"a.pptx", repack(t, plainBook(t), map[string][]byte{
			contentTypes: []byte(`<Types><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>`),
		})})
}

// spoil changes a file in one to four of the ways in which files are spoilt, by chance or on purpose.
func spoil(r *rand.Rand, s specimen) []byte {
	b := bytes.Clone(s.content)
	for range 1 + r.IntN(4) {
		if len(b) == 0 {
			return b
		}
		if bytes.HasPrefix(b, []byte("PK")) && r.IntN(3) > 0 {
			b = spoilArchive(r, b)
			continue
		}
		b = spoilBytes(r, b)
	}
	return b
}

// hugeWords are what counts and sizes are replaced by.
var hugeWords = []string{"99999999999", "-1", "4294967295", "2147483648", "18446744073709551616", "0", "1e308", "NaN", "\x00", "%n"}

var aNumber = regexp.MustCompile(`\d+`)

func spoilBytes(r *rand.Rand, b []byte) []byte {
	at := r.IntN(len(b))
	switch r.IntN(8) {
	case 0:
		b[at] ^= 1 << r.IntN(8)
	case 1:
		for range min(len(b), 1+r.IntN(30)) {
			b[r.IntN(len(b))] = byte(r.IntN(256))
		}
	case 2:
		b = b[:at]
	case 3:
		b = slices.Delete(b, at, min(len(b), at+1+r.IntN(60)))
	case 4:
		b = slices.Insert(b, at, bytes.Clone(b[at:min(len(b), at+1+r.IntN(400))])...)
	case 5:
		if all := aNumber.FindAllIndex(b, 3000); len(all) > 0 {
			n := all[r.IntN(len(all))]
			b = slices.Replace(b, n[0], n[1], []byte(hugeWords[r.IntN(len(hugeWords))])...)
		}
	case 6: // two files in one
		b = append(b, b[at:]...)
	default:
		b = slices.Insert(b, at, []byte(strings.Repeat([]string{"<a>", "[", "<<", "(", "<table><tr><td>", "<w:p>", "<div><ul><li>", "\x00", "<!--"}[r.IntN(9)], 1+r.IntN(20000)))...)
	}
	return b
}

// laughing grows as it is read.
const laughing = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "xxxxxxxxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]><x>&f;</x>`

// zipped is a member of an archive.
type zipped struct {
	name    string
	content []byte
}

func spoilArchive(r *rand.Rand, b []byte) []byte {
	members, ok := members(b)
	if !ok || len(members) == 0 {
		return spoilBytes(r, b)
	}
	at := r.IntN(len(members))
	m := &members[at]
	switch kind := r.IntN(12); kind {
	case 0:
		members = append(members, *m)
	case 1:
		members = slices.Delete(members, at, at+1)
	case 2:
		m.name = []string{"../" + m.name, strings.ToUpper(m.name), "/" + m.name, m.name + "/", "xl/worksheets/sheet1.xml", contentTypes, strings.Repeat("a/", 300) + "x", ""}[r.IntN(8)]
	case 3, 4, 5:
		if len(m.content) > 0 {
			m.content = spoilBytes(r, m.content)
		}
	case 6:
		m.content = []byte(laughing)
	case 7: // deep
		tag := []string{"a", "w:tbl", "w:sdt", "si", "row"}[r.IntN(5)]
		n := 1 + r.IntN(30000)
		m.content = []byte(strings.Repeat("<"+tag+">", n) + "x" + strings.Repeat("</"+tag+">", r.IntN(2)*n))
	case 8: // huge within
		m.content = append(m.content, make([]byte, 1<<r.IntN(26))...)
	case 9: // as many of one thing as there is room for
		if end := bytes.LastIndex(m.content, []byte("</")); end > 0 {
			if begin := bytes.LastIndexByte(m.content[:end], '<'); begin > 0 {
				m.content = slices.Insert(m.content, end, bytes.Repeat(m.content[begin:end], 1+r.IntN(5000))...)
			}
		}
	case 10: // headers that lie about sizes
		out := wrap(members)
		for range 1 + r.IntN(3) {
			sign := [][]byte{[]byte("PK\x01\x02"), []byte("PK\x03\x04"), []byte("PK\x05\x06")}[r.IntN(3)]
			if i := bytes.Index(out, sign); i >= 0 && i+30 <= len(out) {
				binary.LittleEndian.PutUint32(out[i+8+r.IntN(18):], r.Uint32())
			}
		}
		return out
	default:
		a, c := r.IntN(len(members)), r.IntN(len(members))
		members[a].content, members[c].content = members[c].content, members[a].content
	}
	return wrap(members)
}

func members(b []byte) (out []zipped, ok bool) {
	in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(in.File) > 100 {
		return nil, false
	}
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			return nil, false
		}
		c, err := io.ReadAll(io.LimitReader(r, 64<<20))
		if err != nil {
			return nil, false
		}
		out = append(out, zipped{f.Name, c})
	}
	return out, true
}

func wrap(members []zipped) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.Create(m.name)
		if err != nil {
			continue
		}
		_, _ = f.Write(m.content) // into memory
	}
	_ = w.Close() // into memory
	return b.Bytes()
}

// readEvery does with a file all that the product does with one, under every name it may have; what it answers has a sentence for a person.
func readEvery(ctx context.Context, s specimen, b []byte) error {
	in, size := bytes.NewReader(b), int64(len(b))
	told := func(what string, err error) error {
		if _, ok := fault.Of(err); err == nil || ok {
			return nil
		}
		return fmt.Errorf("%s: an error without a sentence: %w", what, err)
	}
	var errs []error
	kind, err := CheckUpload(s.name, in, size, Limits{})
	errs = append(errs, told("check", err))
	passages, err := Passages(ctx, s.name, in, size, Limits{})
	errs = append(errs, told("passages", err))
	parts := make([]screening.Part, 0, len(passages))
	for _, p := range passages {
		parts = append(parts, screening.Part{Name: p.Place, Text: p.Text, Wrapped: p.Wrapped, Unread: p.Unread})
	}
	screening.Rules{}.Check(parts)
	switch {
	case strings.HasSuffix(s.name, ".docx") || kind == DOCX:
		im, err := ReadDOCX("a.docx", in, size, Limits{})
		errs = append(errs, told("docx", err))
		if err == nil {
			errs = append(errs, told("write", im.Doc.WriteDOCX(io.Discard, DocxMeta{})))
			_ = im.Doc.HTML()
		}
	case strings.HasSuffix(s.name, ".xlsx") || kind == XLSX:
		w, err := OpenXLSX("a.xlsx", in, size, Limits{})
		errs = append(errs, told("xlsx", err))
		if err != nil {
			break
		}
		for _, sheet := range w.Sheets() {
			for _, err := range w.Rows(ctx, sheet) {
				errs = append(errs, told("rows", err))
			}
		}
		errs = append(errs, w.Close())
	case strings.HasSuffix(s.name, ".html"):
		d, _, err := CleanHTML(string(b))
		errs = append(errs, told("html", err))
		if err == nil {
			_ = d.Text()
		}
	case strings.HasSuffix(s.name, ".pdf"):
		_, err := pdf.Read(ctx, b)
		if err != nil && !errors.Is(err, pdf.ErrEncrypted) && !errors.Is(err, pdf.ErrNoPages) && ctx.Err() == nil {
			errs = append(errs, fmt.Errorf("pdf: %w", err))
		}
	}
	return errors.Join(errs...)
}

// processorTime is what this process has used of a processor so far.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func measured(name string) uint64 {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// peakOf is the most memory that is in use while fn runs, beyond what was before.
func peakOf(fn func()) uint64 {
	const inUse = "/memory/classes/heap/objects:bytes"
	runtime.GC()
	before := measured(inUse)
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(int64(before) + promisedMemory*3/4))
	peak, stop, done := uint64(0), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			peak = max(peak, measured(inUse))
			select {
			case <-stop:
				return
			case <-time.After(200 * time.Microsecond):
			}
		}
	}()
	fn()
	close(stop)
	<-done
	return peak - min(peak, before)
}

// cost reads a file and returns what that took. Of memory it is all that was allocated, unless that is more than may be in use at once: then it
// is read again, and watched.
func cost(t *testing.T, s specimen, b []byte) (took time.Duration, used uint64, err error) {
	t.Helper()
	read := func() {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err = readEvery(ctx, s, b)
	}
	const allocated = "/gc/heap/allocs:bytes"
	before, began := measured(allocated), processorTime(t)
	read()
	took = processorTime(t) - began
	if used = measured(allocated) - before; used > promisedMemory {
		used = peakOf(read)
	}
	return took, used, err
}

// gigabyte is a gigabyte of nothing, packed.
func gigabyte(t *testing.T) []byte {
	t.Helper()
	var packed bytes.Buffer
	nothing := make([]byte, 1<<20)
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	for range 1 << 10 {
		if _, e := w.Write(nothing); e != nil {
			t.Fatal(e)
		}
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// TestBombsAreRefusedInTime: archives that say or hide that they hold a gigabyte, and a text that is longer than may be taken.
func TestBombsAreRefusedInTime(t *testing.T) {
	packed := gigabyte(t)
	bomb := func(main string, size uint64, parts ...string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		types, err := w.Create(contentTypes)
		if err == nil {
			_, err = io.WriteString(types, `<Types><Override PartName="/x" ContentType="application/vnd.openxmlformats-officedocument.`+main+`.main+xml"/></Types>`)
		}
		for _, part := range parts {
			f, e := w.CreateRaw(&zip.FileHeader{Name: part, Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: size})
			if err = errors.Join(err, e); err == nil {
				_, err = f.Write(packed)
			}
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, b := range map[string][]byte{
		"a.xlsx":    bomb("spreadsheetml.sheet", 1<<30, "xl/worksheets/sheet1.xml"),
		"lies.xlsx": bomb("spreadsheetml.sheet", 100, "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"),
		"rels.xlsx": bomb("spreadsheetml.sheet", 1000, "xl/_rels/workbook.xml.rels"),
		"text.docx": bomb("wordprocessingml.document", 1<<30, "word/document.xml"),
		"lies.docx": bomb("wordprocessingml.document", 0, "word/media/image1.png", "word/document.xml"),
		"show.pptx": bomb("presentationml.presentation", 1<<30, "ppt/media/a.png"),
		"a.zip":     bomb("x", 1<<30, "a.bin"),
		"long.docx": pack(t, map[string]string{"word/document.xml": fmt.Sprintf(testEmpty, strings.Repeat("<w:p><w:r><w:t>字</w:t></w:r></w:p>", 700_000))}),
	} {
		took, used, err := cost(t, specimen{name, b}, b)
		if err != nil || took > promisedTime || used > promisedMemory {
			t.Errorf("%s of %d bytes: %v of a processor, %d MiB, %v", name, len(b), took, used>>20, err)
		}
	}
}

// TestMutatedFiles spoils sound files in 2,000 ways, GONGKAI_MUTATIONS says how many, and reads each: nothing panics, and each takes what is
// promised at most. Not parallel: the time and the memory are those of the process.
func TestMutatedFiles(t *testing.T) {
	n := 2000 / thinning
	if s := os.Getenv("GONGKAI_MUTATIONS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	sound := specimens(t)
	for _, s := range sound {
		if err := readEvery(t.Context(), s, s.content); err != nil {
			t.Errorf("%s as it is: %v", s.name, err)
		}
	}
	var slowest, all time.Duration
	var largest uint64
	for i := range n {
		s := sound[i%len(sound)]
		b := spoil(rand.New(rand.NewPCG(7, uint64(i))), s)
		took, used, err := cost(t, s, b)
		if err == nil && took > promisedTime {
			err = fmt.Errorf("took %v of a processor", took)
		}
		if err == nil && used > promisedMemory {
			err = fmt.Errorf("took %d MiB", used>>20)
		}
		if err != nil {
			name := filepath.Join(os.TempDir(), fmt.Sprintf("mutation-%d-%s", i, s.name))
			t.Errorf("mutation %d of %s, kept as %s: %v, %v", i, s.name, name, err, os.WriteFile(name, b, 0o600))
		}
		slowest, all, largest = max(slowest, took), all+took, max(largest, used)
	}
	t.Logf("%d mutated files: %v of a processor in all, %v for the slowest; %d MiB for the largest", n, all, slowest, largest>>20)
}
