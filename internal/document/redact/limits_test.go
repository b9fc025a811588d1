package redact

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"gongkai/internal/document"
	"gongkai/internal/fault"
)

// slow is how long the worst file may take on a busy machine with the race detector; it takes two seconds elsewhere.
const slow = time.Minute

// TestRedactKeepsLimits: files made to be too much are refused, and soon.
func TestRedactKeepsLimits(t *testing.T) {
	t.Parallel()
	noise := func(n int) string {
		var out strings.Builder
		for out.Len() < n {
			fmt.Fprintf(&out, "%d,", rand.Uint64())
		}
		return out.String()
	}
	many := strings.Repeat
	salted := func(s string, n int) string { // does not pack too well to be taken
		var out strings.Builder
		for range n {
			out.WriteString(strings.Replace(s, "SALT", strconv.FormatUint(rand.Uint64(), 36), 1))
		}
		return out.String()
	}
	sheet := func(cells string) []byte {
		parts := map[string]string{
			"[Content_Types].xml":        packageTypes + `<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
			"_rels/.rels":                strings.Replace(officeTop, "word/document.xml", "xl/workbook.xml", 1),
			"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + officeRelations + `"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": relationHead + `<Relationship Id="rId1" Type="` + officeRelations + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + cells + `</worksheet>`,
		}
		return archive(t, parts)
	}
	for name, tc := range map[string]struct {
		name string
		file []byte
		want error // nil: done
	}{
		"a bomb":             {"a.docx", wordFile(t, many("<w:p/>", 1_500_000), nil), document.ErrBomb},
		"much text":          {"a.txt", []byte(noise(maxText + 1)), ErrTooMuch},
		"much text in parts": {"a.docx", wordFile(t, para(noise(maxText+1)), nil), ErrTooMuch},
		"many elements":      {"a.docx", wordFile(t, salted(`<w:p a="SALT"/>`, maxNodes/2), nil), ErrTooMuch},
		"deep elements":      {"a.docx", wordFile(t, many("<w:p>", 300)+many("</w:p>", 300), nil), ErrTooMuch},
		"many hits":          {"a.txt", []byte(many(secret+"。", maxHits+1)), ErrTooMuch},
		"many wrappings":     {"a.docx", wordFile(t, para(secret)+`<w:p>`+salted(`<w:ins w:author="SALT"><w:r/></w:ins>`, 60_000)+`</w:p>`, nil), nil},
		"many ends":          {"a.docx", wordFile(t, para(secret)+salted(`<w:p><w:pPr><w:rPr><w:del w:author="SALT"/></w:rPr></w:pPr><w:r/></w:p>`, 40_000), nil), nil},
		"digits":             {"a.txt", []byte(secret + many("1,1-1'", 100_000)), nil},
		"merged cells":       {"a.xlsx", sheet(`<sheetData>` + salted(`<row><c t="str"><v>SALT</v></c></row>`, 40_000) + `</sheetData><mergeCells>` + salted(`<mergeCell ref="A1:A2" a="SALT"/>`, 20_000) + `</mergeCells>`), ErrTooMuch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			_, err := Redact(tc.name, tc.file, removals(secret))
			if took := time.Since(began); took > slow {
				t.Errorf("took %v", took)
			} else {
				t.Logf("took %v", took.Round(time.Millisecond))
			}
			if !errors.Is(err, tc.want) || err != nil && tc.want == nil {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

// TestRedactSpoiltFiles: a file that was damaged anywhere is redacted or refused, with a sentence, and never by a panic.
func TestRedactSpoiltFiles(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	done := 0
	for _, name := range []string{"a.docx", "a.xlsx"} {
		for _, place := range []string{"a text box", "a footer", "a table", "a header", "pieces", "a date", "a hidden sheet"} {
			in := wordFile(t, wordPlaces["a text box"].body, wordPlaces["a footer"].parts)
			if name == "a.xlsx" {
				tc, ok := bookPlaces[place]
				if !ok {
					continue
				}
				in = book(t, tc.change)
			} else if tc, ok := wordPlaces[place]; ok {
				in = wordFile(t, tc.body, tc.parts)
			}
			for range 25 {
				parts := unzip(t, in)
				for part, text := range parts {
					if b := []byte(text); random.IntN(3) == 0 && len(b) > 8 {
						at, n := random.IntN(len(b)-4), random.IntN(4)
						switch random.IntN(3) {
						case 0:
							b[at] = byte(random.IntN(256))
						case 1:
							b = append(b[:at], b[at+n:]...)
						case 2:
							b = append(b[:at:at], b[max(0, at-20):]...)
						}
						parts[part] = string(b)
					}
				}
				spoilt := archive(t, parts)
				if random.IntN(4) == 0 {
					spoilt[random.IntN(len(spoilt))] ^= 1 << random.IntN(8)
				}
				out, err := Redact(name, spoilt, removals(secret))
				if f, ok := fault.Of(err); err != nil && (!ok || f.Text == "" || out.File != nil) {
					t.Fatalf("%s: %v has no sentence", name, err)
				} else if err == nil {
					done++
					if found := traces(t, out.File, secret); found != nil {
						t.Fatalf("%s: is still in %v", name, found)
					}
				}
			}
		}
	}
	t.Logf("%d of the spoilt files could be redacted", done)
}

// TestRedactKeepsWhatOthersWrote: documents of other programs say the same afterwards but for the string.
func TestRedactKeepsWhatOthersWrote(t *testing.T) {
	t.Parallel()
	for name, word := range map[string]string{"strict": "十月", "tracked": "李老师", "word-notice": "公民同招", "wps-letter": "经费"} {
		written, err := txtar.ParseFile(filepath.Join("..", "testdata", "docx", name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		body := make(map[string]string)
		rels := relationHead
		for _, f := range written.Files {
			body[f.Name] = string(f.Data)
			kind := strings.TrimRight(strings.TrimSuffix(strings.TrimPrefix(f.Name, "word/"), ".xml"), "0123456789")
			if strings.HasPrefix(f.Name, "word/") && kind != "document" && !strings.Contains(kind, "/") {
				rels += `<Relationship Id="rIdx` + kind + `" Type="` + officeRelations + "/" + kind + `" Target="` + strings.TrimPrefix(f.Name, "word/") + `"/>`
			}
		}
		body["word/_rels/document.xml.rels"] = rels + body["rels"] + "</Relationships>"
		delete(body, "rels")
		for part, text := range map[string]string{"[Content_Types].xml": wordTypesXML, "_rels/.rels": officeTop} {
			if body[part] == "" {
				body[part] = text
			}
		}
		in := archive(t, body)
		out, err := Redact("a.docx", in, removals(word))
		if err != nil {
			t.Errorf("%s: %v: %s", name, err, fault.Text(err))
			continue
		}
		before, after := readText(t, in), readText(t, out.File)
		if want := strings.ReplaceAll(before, word, Mark); !strings.Contains(before, word) || after != want {
			t.Errorf("%s: got %s, want %s", name, after, want)
		}
	}
}

func readText(t *testing.T, file []byte) string {
	t.Helper()
	im, err := document.ReadDOCX("a.docx", bytes.NewReader(file), int64(len(file)), document.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return im.Title + "\n" + im.DocNo + "\n" + im.Doc.Text()
}
