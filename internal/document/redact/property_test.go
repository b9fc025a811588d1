package redact

import (
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"gongkai/internal/fault"
)

// drawn is a file with secrets in it, and words that are to stay.
type drawn struct {
	name    string
	file    []byte
	secrets []string
	stays   []string
}

// The letters of secrets and of what stays have none in common, so that nothing is both.
var (
	secretLetters = rapid.StringOfN(rapid.SampledFrom([]rune("张三丰某公司甲乙ABcd0189,-１８é①")), 3, 14, -1)
	stayLetters   = rapid.StringOfN(rapid.SampledFrom([]rune("依法申请主动信息")), 2, 6, -1)
)

func drawSecret(t *rapid.T) string {
	return secretLetters.Filter(func(s string) bool {
		f := foldString(s)
		return len([]rune(f)) >= 2 && !newNeedle(s).generic && !strings.HasPrefix(s, ",") && !strings.HasPrefix(s, "-")
	}).Draw(t, "secret")
}

// disguised is a string in another form that reads alike.
func disguised(t *rapid.T, s string) string {
	var out strings.Builder
	for i, r := range []rune(s) {
		if i > 0 {
			out.WriteString(rapid.SampledFrom([]string{"", "", "", " ", "　", "\u200b", "\u00a0"}).Draw(t, "between"))
		}
		switch {
		case r > ' ' && r < 0x7f && rapid.Bool().Draw(t, "wide"):
			r += 0xfee0
		case 'A' <= r && r <= 'Z' && rapid.Bool().Draw(t, "small"):
			r += 'a' - 'A'
		}
		out.WriteRune(r)
	}
	return out.String()
}

// cut cuts a text into pieces.
func cut(t *rapid.T, s string) (out []string) {
	for runes := []rune(s); len(runes) > 0; {
		n := rapid.IntRange(1, len(runes)).Draw(t, "cut")
		out = append(out, string(runes[:n]))
		runes = runes[n:]
	}
	return out
}

func drawFile(t *rapid.T, tb testing.TB) drawn {
	d := drawn{}
	for range rapid.IntRange(1, 3).Draw(t, "secrets") {
		d.secrets = append(d.secrets, drawSecret(t))
	}
	var texts []string // secrets among what stays
	for _, s := range d.secrets {
		before, after := stayLetters.Draw(t, "before"), stayLetters.Draw(t, "after")
		d.stays = append(d.stays, before, after)
		texts = append(texts, before+disguised(t, s)+after)
	}
	switch d.name = rapid.SampledFrom([]string{"a.docx", "a.xlsx", "a.html", "a.txt", "a.csv"}).Draw(t, "name"); d.name {
	case "a.docx":
		var body strings.Builder
		comments := ""
		for _, text := range texts {
			runs := ""
			for _, piece := range cut(t, text) {
				run := `<w:r><w:rPr>` + rapid.SampledFrom([]string{"", "<w:b/>", `<w:rFonts w:eastAsia="仿宋"/>`}).Draw(t, "form") + `</w:rPr><w:t xml:space="preserve">` + piece + `</w:t></w:r>`
				runs += rapid.SampledFrom([]string{
					run, run, `<w:ins w:author="x">` + run + `</w:ins>`, `<w:hyperlink>` + run + `</w:hyperlink>`,
					`<w:sdt><w:sdtContent>` + run + `</w:sdtContent></w:sdt>`, run + `<w:bookmarkEnd w:id="1"/>`, run + `<w:del w:author="x"><w:r><w:delText>` + text + `</w:delText></w:r></w:del>`,
				}).Draw(t, "within")
			}
			p := `<w:p>` + runs + `</w:p>`
			body.WriteString(rapid.SampledFrom([]string{p, `<w:tbl><w:tr><w:tc>` + p + `</w:tc></w:tr></w:tbl>` + para("")}).Draw(t, "block"))
			comments += `<w:comment w:id="0" w:author="` + text + `">` + para(text) + `</w:comment>`
		}
		d.file = wordFile(tb, body.String(), map[string]string{"word/comments.xml": `<w:comments NAMES>` + comments + `</w:comments>`})
	case "a.xlsx":
		d.file = book(tb, func(f *excelize.File) (err error) {
			for i, text := range texts {
				var runs []excelize.RichTextRun
				for _, piece := range cut(t, text) {
					runs = append(runs, excelize.RichTextRun{Text: piece})
				}
				at, _ := excelize.CoordinatesToCellName(rapid.IntRange(1, 3).Draw(t, "column"), 2*i+2)
				err = errors.Join(err, f.SetCellRichText("Sheet1", at, runs), f.AddComment("Sheet1", excelize.Comment{Cell: at, Author: "x", Text: text}))
			}
			return err
		})
	case "a.html":
		var body strings.Builder
		for _, text := range texts {
			body.WriteString("<p>")
			for _, piece := range cut(t, text) {
				tag := rapid.SampledFrom([]string{"b", "span", "em", "font"}).Draw(t, "tag")
				body.WriteString("<" + tag + ">" + piece + "</" + tag + ">")
			}
			body.WriteString("</p><!--" + strings.ReplaceAll(text, "-", "") + "-->")
		}
		d.file = []byte("<!doctype html><html><body>" + body.String() + "</body></html>")
	case "a.txt":
		d.file = []byte(strings.Join(texts, "\n"))
	case "a.csv":
		d.file = []byte("序\n\"" + strings.Join(texts, "\"\n\"") + "\"\n")
	}
	return d
}

// TestRedactProperty: after redaction no secret is found by other eyes, and what stood beside the secrets is there.
func TestRedactProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := drawFile(rt, t)
		out, err := Redact(d.name, d.file, removals(d.secrets...))
		if err != nil {
			rt.Fatalf("%v: %s", err, fault.Text(err))
		}
		for _, s := range d.secrets {
			if found := traces(t, out.File, s); found != nil {
				rt.Fatalf("%q is still in %v", s, found)
			}
		}
		var all strings.Builder
		for _, part := range unzip(t, out.File) {
			all.WriteString(dense(tags.ReplaceAllString(part, "")))
		}
		for _, s := range d.stays {
			if !strings.Contains(all.String(), s) {
				rt.Fatalf("%q is gone", s)
			}
		}
		found := make([]bool, len(d.secrets))
		for _, h := range out.Hits {
			found[h.Removal] = h.Count > 0
		}
		for i, ok := range found {
			if !ok {
				rt.Fatalf("removal %d has no hit", i)
			}
		}
	})
}

// FuzzRedact: whatever a file and a removal are, there is no panic, and what comes out does not have it.
func FuzzRedact(f *testing.F) {
	for _, name := range []string{"a.txt", "a.md", "a.csv", "a.html"} {
		f.Add(name, []byte("<html>张 三丰,甲</html>"), secret)
	}
	f.Add("a.csv", []byte("a,\"138,000\"\n=1"), "138000")
	for _, place := range []string{"several runs", "a deletion", "a field in pieces", "a text box", "a header", "properties"} {
		f.Add("a.docx", wordFile(f, wordPlaces[place].body, wordPlaces[place].parts), secret)
	}
	for _, place := range []string{"pieces", "a date", "a hidden sheet", "a header", "a format"} {
		f.Add("a.xlsx", book(f, bookPlaces[place].change), bookPlaces[place].remove)
	}
	// XML on its own: a fuzzer does not get through a zip file.
	f.Add("document", []byte(para("张三")+`<w:p><w:r><w:t>张</w:t><w:tab/></w:r><w:ins><w:r><w:t>三丰</w:t></w:r></w:ins></w:p>`+shape), secret)
	f.Add("sheet", []byte(`<row r="2"><c r="B2" t="str"><v>张三丰</v></c><c><v>1.38E5</v></c></row>`), secret)
	f.Fuzz(func(t *testing.T, name string, file []byte, remove string) {
		switch name {
		case "document":
			name, file = "a.docx", wordFile(t, string(file), nil)
		case "sheet":
			parts := unzip(t, book(t, func(*excelize.File) error { return nil }))
			parts["xl/worksheets/sheet1.xml"] = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + string(file) + `</sheetData></worksheet>`
			name, file = "a.xlsx", archive(t, parts)
		}
		out, err := Redact(name, file, removals(remove))
		if err != nil {
			if out.File != nil {
				t.Fatal("a file in spite of an error")
			}
			return
		}
		if newNeedle(remove).generic {
			return // a stranger cannot tell it from markup
		}
		if found := traces(t, out.File, remove); found != nil {
			t.Fatalf("%q is still in %v", remove, found)
		}
	})
}
