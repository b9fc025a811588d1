package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"gongkai/internal/fault"
)

const (
	testTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	testTop   = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	testEmpty = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>`
)

// testPicture is a small red PNG.
func testPicture(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for x := range 40 {
		for y := range 20 {
			img.Set(x, y, color.RGBA{R: 200, A: 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// pack makes a docx file of parts, with the relations that they need. The part "rels" holds further relations of the text.
func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := maps.Clone(parts)
	var rels strings.Builder
	rels.WriteString(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + all["rels"])
	delete(all, "rels")
	for i, name := range slices.Sorted(maps.Keys(all)) {
		kind := strings.TrimRight(strings.TrimSuffix(path.Base(name), ".xml"), "0123456789")
		if path.Dir(name) == "word" && kind != "document" {
			fmt.Fprintf(&rels, `<Relationship Id="rIdx%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`, i, kind, path.Base(name))
		}
	}
	rels.WriteString("</Relationships>")
	all["word/_rels/document.xml.rels"] = rels.String()
	for name, text := range map[string]string{contentTypes: testTypes, "_rels/.rels": testTop, "word/media/image1.png": string(testPicture(t))} {
		if _, ok := all[name]; !ok {
			all[name] = text
		}
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(all[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unpack returns the parts in a txtar file.
func unpack(t testing.TB, name string) map[string]string {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	parts := make(map[string]string)
	for _, file := range archive.Files {
		parts[file.Name] = string(file.Data)
	}
	return parts
}

func written(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/docx/*.txtar")
	if err != nil || len(names) < 8 {
		t.Fatalf("%d files: %v", len(names), err)
	}
	return names
}

func readDOCX(content []byte) (*Import, error) {
	return ReadDOCX("a.docx", bytes.NewReader(content), int64(len(content)), Limits{})
}

// rewrite writes what was read as a file again.
func rewrite(t interface {
	Helper()
	Fatalf(string, ...any)
}, im *Import,
) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := im.Doc.WriteDOCX(&out, DocxMeta{Title: im.Title, DocNo: im.DocNo}); err != nil {
		t.Fatalf("write: %v", err)
	}
	return out.Bytes()
}

func TestWrittenFiles(t *testing.T) {
	t.Parallel()
	for _, name := range written(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			im, err := readDOCX(pack(t, unpack(t, name)))
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			fmt.Fprintf(&out, "title: %s\nnumber: %s\nformed: %s\nto: %s\n-- html --\n%s-- text --\n%s\n-- taken --\n", im.Title, im.DocNo, im.FormedOn, im.To, im.Doc.HTML(), im.Doc.Text())
			out.WriteString(strings.Join(im.Taken, "\n") + "\n-- lost --\n" + lossLines(im.Lost) + "-- hidden --\n" + strings.Join(im.Hidden, "\n") + "\n")
			golden(t, strings.TrimSuffix(name, "txtar")+"golden", out.String())
			checkRewritten(t, im)
		})
	}
}

// checkRewritten fails unless a document comes back from the file written of it, and from its HTML.
func checkRewritten(t interface {
	Helper()
	Fatalf(string, ...any)
}, im *Import,
) {
	t.Helper()
	content := rewrite(t, im)
	if !bytes.Equal(content, rewrite(t, im)) {
		t.Fatalf("the same document makes two files")
	}
	again, err := readDOCX(content)
	if err != nil {
		t.Fatalf("own file is refused: %v", err)
	}
	if diff := diffBlocks(im.Doc.Blocks, again.Doc.Blocks); diff != "" {
		t.Fatalf("own file means another document (-had +got):\n%s", diff)
	}
	if im.Title != again.Title || im.DocNo != again.DocNo || im.FormedOn != again.FormedOn || im.To != again.To {
		t.Fatalf("own file says %q %q %s %q, not %q %q %s %q", again.Title, again.DocNo, again.FormedOn, again.To, im.Title, im.DocNo, im.FormedOn, im.To)
	}
	if len(again.Lost) > 0 {
		t.Fatalf("own file loses %v", again.Lost)
	}
	stored(again)
	checkSame(t, again.Doc)
}

// stored gives every picture a place, as a caller that stores them does.
func stored(im *Import) {
	for i, p := range im.Pictures {
		*p = Picture{Src: fmt.Sprintf("/files/%d.png", i), Alt: p.Alt, Align: p.Align}
	}
}

func TestReadDOCXRefuses(t *testing.T) {
	t.Parallel()
	plain := map[string]string{"word/document.xml": fmt.Sprintf(testEmpty, "<w:p/>")}
	with := func(name, text string) []byte {
		parts := maps.Clone(plain)
		parts[name] = text
		return pack(t, parts)
	}
	wide := "<w:tbl><w:tr>" + strings.Repeat("<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>", 64) + "</w:tr></w:tbl>"
	for _, tc := range []struct {
		name    string
		content []byte
		want    error
	}{
		{"a workbook", plainBook(t), ErrWrongType},
		{"broken XML", with("word/document.xml", "<w:document><w:body>"), ErrUnreadable},
		{"no text part", pack(t, map[string]string{"word/other.xml": "<x/>"}), ErrUnreadable},
		{"empty text part", with("word/document.xml", " "), ErrUnreadable},
		{"broken styles", with("word/styles.xml", "<w:styles><"), ErrUnreadable},
		{"entity", with("word/document.xml", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document/>`), ErrEntity},
		{"template elsewhere", with("rels", `<Relationship Id="t" Type="http://x/attachedTemplate" Target="file:///x" TargetMode="External"/>`), ErrExternal},
		{"depth", with("word/document.xml", fmt.Sprintf(testEmpty, strings.Repeat("<w:sdt>", 300)+strings.Repeat("</w:sdt>", 300))), ErrTextTooLong},
		{"length", with("word/document.xml", fmt.Sprintf(testEmpty, "<w:p><w:r><w:t>"+randomText(17<<20)+"</w:t></w:r></w:p>")), ErrTextTooLong},
		{"columns", with("word/document.xml", fmt.Sprintf(testEmpty, wide)), ErrTableTooWide},
	} {
		im, err := readDOCX(tc.content)
		if !errors.Is(err, tc.want) || im != nil {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
		if _, ok := fault.Of(err); !ok {
			t.Errorf("%s has no sentence for the person: %v", tc.name, err)
		}
	}
}

// randomText packs badly, so that no other limit is met first.
func randomText(n int) string {
	out := make([]byte, n)
	seed := uint64(88172645463325252)
	for i := range out {
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		out[i] = 'a' + byte(seed>>20)%26
	}
	return string(out)
}

// Documents that repeat one thing very often. Not parallel: see allocated.
func TestReadDOCXGrowsEvenly(t *testing.T) {
	salt := strings.Split(randomText(600_000), "e") // or it would be refused for packing too well
	salted := func(s string, n int) string {
		var out strings.Builder
		for i := range n {
			out.WriteString(strings.ReplaceAll(s, "salt", salt[i%len(salt)]))
		}
		return out.String()
	}
	for name, x := range map[string]struct {
		n    int
		body func(n int) string
	}{
		"paragraphs": {120_000, func(n int) string { return salted("<w:p><w:r><w:t>salt</w:t></w:r></w:p>", n) }},
		"runs":       {30_000, func(n int) string { return "<w:p>" + salted("<w:r><w:t>salt</w:t></w:r>", n) + "</w:p>" }},
		"fields": {30_000, func(n int) string {
			return "<w:p>" + salted(`<w:r><w:t>salt</w:t><w:fldChar w:fldCharType="begin"/></w:r>`, n) + "</w:p>"
		}},
		"rows": {30_000, func(n int) string {
			return "<w:tbl>" + salted(`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="60"/><w:vMerge/></w:tcPr><w:p><w:r><w:t>salt</w:t></w:r></w:p></w:tc></w:tr>`, n) + "</w:tbl>"
		}},
		"alternates": {1_500, func(n int) string {
			return salted("<w:p><w:r><w:t>salt</w:t>"+strings.Repeat("<mc:AlternateContent><mc:Choice>", 90)+strings.Repeat("</mc:Choice></mc:AlternateContent>", 90)+"</w:r></w:p>", n)
		}},
	} {
		growsEvenly(t, name, x.n, func(n int) error {
			_, err := readDOCX(pack(t, map[string]string{"word/document.xml": fmt.Sprintf(testEmpty, x.body(n))}))
			return err
		})
	}
}

func FuzzReadDOCX(f *testing.F) {
	for _, name := range written(f) {
		parts := unpack(f, name)
		f.Add(parts["word/document.xml"], parts["word/numbering.xml"], parts["word/styles.xml"], parts["rels"])
	}
	f.Fuzz(func(t *testing.T, text, numbering, styles, rels string) {
		parts := map[string]string{"word/document.xml": text, "rels": rels}
		for name, content := range map[string]string{"word/numbering.xml": numbering, "word/styles.xml": styles} {
			if content != "" {
				parts[name] = content
			}
		}
		im, err := readDOCX(pack(t, parts))
		if err != nil {
			if _, ok := fault.Of(err); !ok {
				t.Fatalf("an error without a sentence: %v", err)
			}
			return
		}
		content := rewrite(t, &Import{Doc: im.Doc})
		if _, err := readDOCX(content); err != nil {
			t.Fatalf("own file is refused: %v", err)
		}
		if diff := diffBlocks(im.Doc.Blocks, bodyOf(t, content)); diff != "" {
			t.Fatalf("own file means another document (-had +got):\n%s", diff)
		}
		stored(im)
		checkSame(t, im.Doc)
	})
}

// bodyOf reads a file without looking for a title in it.
func bodyOf(t interface {
	Helper()
	Fatalf(string, ...any)
}, content []byte,
) []Block {
	t.Helper()
	blocks, err := readBody(content)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return blocks
}

func readBody(content []byte) ([]Block, error) {
	d, err := newDocxReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	blocks, err := d.body()
	if err != nil {
		return nil, err
	}
	blocks, err = tidy(blocks)
	namePictures((&Doc{blocks}).Pictures())
	return blocks, err
}
