package app

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

// draftDesk is a school's clerk at a draft that lacks nothing but what a case adds, and the head who may sign it.
type draftDesk struct {
	school
	id   publication.ID
	item string // its address
	form url.Values
}

func (s *site) draft(t *testing.T) draftDesk {
	t.Helper()
	id := s.result.Samples.SchoolDraft
	v := mustItem(t, s, id).Version
	v.Summary, v.FormedOn = "校园开放日安排。", workday.DateOf(s.clock.Now())
	return draftDesk{school{s, s.as(t, "学校"), s.as(t, "学校负责人")}, id, fmt.Sprintf("/desk/items/%d", id), itemForm(v, "")}
}

// attach sends one file; submit sends the draft on its way.
func (d draftDesk) attach(name string, body []byte) *user {
	return d.clerk.send(d.item, d.form, map[string][]byte{name: body})
}

func (d draftDesk) submit() *user {
	form := url.Values{}
	for k, v := range d.form {
		form[k] = v
	}
	form.Set("submit", "1")
	return d.clerk.send(d.item, form, nil)
}

func (d draftDesk) files(t *testing.T) []publication.File {
	t.Helper()
	return mustItem(t, d.s, d.id).Version.Files
}

// member is one of an archive.
type member struct {
	name    string
	content io.Reader
}

// parcel is a zip archive; a name is in it as often as it is given.
func parcel(t *testing.T, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.Create(m.name)
		if err == nil {
			_, err = io.Copy(f, m.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// changed is an archive in which parts are written over, added, or, where nil, left out.
func changed(t *testing.T, archive []byte, parts map[string][]byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var members []member
	for _, f := range in.File {
		if _, ok := parts[f.Name]; ok {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, member{f.Name, r})
	}
	for name, b := range parts {
		if b != nil {
			members = append(members, member{name, bytes.NewReader(b)})
		}
	}
	return parcel(t, members...)
}

// part reads one part of an archive.
func part(t *testing.T, archive []byte, name string) string {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := in.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// typesOf declares an office file of a type, whatever else there is in it.
func typesOf(main, part string) member {
	return member{"[Content_Types].xml", strings.NewReader(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/` + part + `" ContentType="application/vnd.` + main + `+xml"/></Types>`)}
}

const (
	wordMain  = "openxmlformats-officedocument.wordprocessingml.document.main"
	excelMain = "openxmlformats-officedocument.spreadsheetml.sheet.main"
)

func manyZeroes(n int64) io.Reader { return io.LimitReader(zeroes{}, n) }

// bombsAreRefused: however an archive hides how large it is. What it takes in time and memory is measured in package document.
func bombsAreRefused(t *testing.T, s *site) {
	d := s.draft(t)
	many := []member{typesOf(excelMain, "xl/workbook.xml")}
	for i := range 6 { // each within the limit of one, together beyond that of all
		many = append(many, member{fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), manyZeroes(100 << 20)})
	}
	crowd := []member{typesOf(excelMain, "xl/workbook.xml")}
	for i := range 1500 {
		crowd = append(crowd, member{fmt.Sprintf("xl/media/%d.png", i), strings.NewReader("")})
	}
	inner := parcel(t, member{"a.xml", manyZeroes(1 << 30)})
	for name, body := range map[string][]byte{
		"一.xlsx": bomb(t),
		"二.xlsx": parcel(t, many...),
		"三.xlsx": parcel(t, crowd...),
		"四.docx": parcel(t, typesOf(wordMain, "word/document.xml"), member{"word/document.xml", manyZeroes(1 << 30)}),
		"五.pptx": parcel(t, typesOf("openxmlformats-officedocument.presentationml.presentation.main", "ppt/presentation.xml"), member{"ppt/media/a.png", manyZeroes(1 << 30)}),
		"六.zip":  parcel(t, member{"b.zip", bytes.NewReader(inner)}),
		"七.xlsx": parcel(t, member{"[Content_Types].xml", manyZeroes(1 << 30)}),
		"八.docx": parcel(t, typesOf(wordMain, "word/document.xml"), member{"word/_rels/document.xml.rels", manyZeroes(1 << 30)}),
	} {
		d.attach(name, body).shows("没有收下").hidesInside()
		d.clerk.importDOCX("bomb-"+name, name, body, d.form.Get("column")).shows("没有办成").hidesInside()
	}
	s.as(t, "科室信息员").upload("bomb", "批.xlsx", bomb(t)).shows("一行也没有导入").hidesInside()
	if n := len(d.files(t)); n != 0 {
		t.Errorf("%d files were taken", n)
	}
}

// entitiesAreRefused: wherever a declaration stands and however it is written, nothing of this machine comes out.
func entitiesAreRefused(t *testing.T, s *site) {
	d := s.draft(t)
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	docx, xlsx := letter(t), sheetWith(t, "无")
	laughs := `<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">`
	for c := 'b'; c <= 'k'; c++ {
		laughs += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
	}
	laughs += `]>`
	secret := `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>`
	wide := func(doc string) []byte {
		b := []byte{0xff, 0xfe}
		for _, r := range doc {
			b = append(b, byte(r), byte(r>>8))
		}
		return b
	}
	head := `<?xml version="1.0" encoding="UTF-8"?>`
	n := 0
	for _, x := range []struct {
		base []byte
		ext  string
		part string
	}{
		{docx, ".docx", "word/document.xml"},
		{docx, ".docx", "word/_rels/document.xml.rels"},
		{docx, ".docx", "[Content_Types].xml"},
		{docx, ".docx", "word/footnotes.xml"},
		{docx, ".docx", "customXml/item1.xml"},
		{xlsx, ".xlsx", "xl/worksheets/sheet1.xml"},
		{xlsx, ".xlsx", "xl/sharedStrings.xml"},
		{xlsx, ".xlsx", "docProps/core.xml"},
		{xlsx, ".xlsx", "xl/workbook.xml"},
	} {
		text := "<x>&e;</x>"
		if x.part != "word/footnotes.xml" && x.part != "customXml/item1.xml" {
			text = strings.TrimPrefix(part(t, x.base, x.part), head)
			if i := strings.LastIndex(text, "</"); i > 0 {
				text = text[:i] + "&e;" + text[i:]
			}
		}
		for what, content := range map[string][]byte{
			"a file of this machine": []byte(head + secret + text),
			"a parameter":            []byte(head + `<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname">%p;]>` + text),
			"from elsewhere":         []byte(head + `<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">` + text),
			"laughs":                 []byte(head + laughs + strings.ReplaceAll(text, "&e;", "&k;")),
			"far in":                 []byte(head + "<!--" + strings.Repeat("x", 70000) + "-->" + secret + text),
			"in UTF-16":              wide(strings.Replace(head, "UTF-8", "UTF-16", 1) + secret + "<x>&e;</x>"),
			"in UTF-7":               []byte(`<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AFs-+ADwAIQ-ENTITY e SYSTEM +ACI-file:///etc/hostname+ACIAPgBdAD4-` + text),
			"without a declaration":  []byte(head + text),
		} {
			body := changed(t, x.base, map[string][]byte{x.part: content})
			name := fmt.Sprintf("%d%s", n, x.ext)
			n++
			for _, page := range []*user{d.attach(name, body).hidesInside(), d.clerk.importDOCX(fmt.Sprint("xxe", n), name, body, d.form.Get("column")).hidesInside()} {
				if len(host) > 3 && strings.Contains(page.body, host) || strings.Contains(page.body, "哈哈哈哈") {
					t.Errorf("%s, %s in %s: the entity stands on the page", x.ext, what, x.part)
				}
			}
			if what != "without a declaration" && len(d.files(t)) > 0 {
				t.Fatalf("%s, %s in %s: taken", x.ext, what, x.part)
			}
			for _, f := range d.files(t) {
				d.clerk.send(d.item+"/files/"+f.Code()+"/removal", d.form, nil)
			}
		}
	}
}

// macrosAreRefused: whatever a file with macros calls itself, and wherever they lie.
func macrosAreRefused(t *testing.T, s *site) {
	d := s.draft(t)
	docx, xlsx := letter(t), sheetWith(t, "无")
	wordTypes, excelTypes := part(t, docx, "[Content_Types].xml"), part(t, xlsx, "[Content_Types].xml")
	macroWord := strings.ReplaceAll(wordTypes, wordMain, "ms-word.document.macroEnabled.main")
	macroExcel := strings.ReplaceAll(excelTypes, excelMain, "ms-excel.sheet.macroEnabled.main")
	withDefault := func(types string) string {
		return strings.Replace(types, "<Default ", `<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default `, 1)
	}
	for name, body := range map[string][]byte{
		"改名.docx":   changed(t, docx, map[string][]byte{"[Content_Types].xml": []byte(macroWord), "word/vbaProject.bin": {1}}),
		"只改类型.docx": changed(t, docx, map[string][]byte{"[Content_Types].xml": []byte(macroWord)}),
		"模板.docx":   changed(t, docx, map[string][]byte{"[Content_Types].xml": []byte(strings.ReplaceAll(wordTypes, wordMain, "ms-word.template.macroEnabledTemplate.main"))}),
		"只有部件.docx": changed(t, docx, map[string][]byte{"word/vbaProject.bin": {1}}),
		"大写.docx":   changed(t, docx, map[string][]byte{"word/VBAPROJECT.BIN": {1}}),
		"别名.docx":   changed(t, docx, map[string][]byte{"[Content_Types].xml": []byte(withDefault(wordTypes)), "word/data.bin": {1}}),
		"别名二.docx":  changed(t, docx, map[string][]byte{"[Content_Types].xml": []byte(strings.Replace(wordTypes, "</Types>", `<Override PartName="/word/data.xml" ContentType="application/vnd.ms-office.vbaProject"/></Types>`, 1)), "word/data.xml": {1}}),
		"改名.xlsx":   changed(t, xlsx, map[string][]byte{"[Content_Types].xml": []byte(macroExcel), "xl/vbaProject.bin": {1}}),
		"宏表.xlsx":   changed(t, xlsx, map[string][]byte{"xl/macrosheets/sheet1.xml": []byte("<x/>")}),
		"二进制.xlsx":  changed(t, xlsx, map[string][]byte{"xl/workbook.bin": {1}}),
		"加载项.xlsx":  changed(t, xlsx, map[string][]byte{"[Content_Types].xml": []byte(strings.ReplaceAll(excelTypes, excelMain, "ms-excel.addin.macroEnabled.main"))}),
		"控件.docx":   changed(t, docx, map[string][]byte{"word/activeX/activeX1.bin": {1}}),
		"放映.pptx":   parcel(t, typesOf("ms-powerpoint.presentation.macroEnabled.main", "ppt/presentation.xml"), member{"ppt/presentation.xml", strings.NewReader("<x/>")}),
		"真名.docm":   changed(t, docx, map[string][]byte{"[Content_Types].xml": []byte(macroWord), "word/vbaProject.bin": {1}}),
		"无名":        changed(t, docx, map[string][]byte{"[Content_Types].xml": []byte(macroWord), "word/vbaProject.bin": {1}}),
	} {
		want := "宏"
		if strings.HasPrefix(name, "控件") {
			want = "控件"
		}
		d.attach(name, body).shows("没有收下", want).hidesInside()
		d.clerk.importDOCX("macro-"+name, name, body, d.form.Get("column")).shows("没有办成").hidesInside()
		d.clerk.upload("macro-"+name, strings.TrimSuffix(name, filepath.Ext(name))+".xlsx", body).shows("一行也没有导入").hidesInside()
	}
	for _, f := range d.files(t) {
		t.Errorf("%s was taken", f.Name)
	}
}

// drawingsNeverRun: a drawing with a script is not taken, whatever it calls itself, as a file or within a text.
func drawingsNeverRun(t *testing.T, s *site) {
	d := s.draft(t)
	svg := `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := io.WriteString(z, svg)
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"图.svg": svg, "图.png": svg, "图.jpg": "\ufeff" + svg, "图.gif": "<?xml version=\"1.0\"?>\n<!-- " + strings.Repeat("-", 3000) + ">" + svg, "图.xml": `<?xml version="1.0"?>` + svg,
		"图.SVG": strings.ToUpper(svg), "图": svg, "图.svgz": packed.String(), "图.html": "<html>" + svg, "图.txt": "<svg/onload=alert(1)>", "图.pdf": svg, "图.xhtml": `<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>`,
	} {
		d.attach(name, []byte(body)).shows("没有收下").hidesInside()
	}
	if n := len(d.files(t)); n != 0 {
		t.Fatalf("%d files were taken", n)
	}
	// In the text itself, as its own address or as a picture of another kind.
	for _, src := range []string{
		"data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg)), "data:image/svg+xml," + url.PathEscape(svg), "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(svg)),
	} {
		form := url.Values{"body": {`<p>甲</p><img src="` + src + `"><p>乙</p>`}}
		if d.clerk.post("/desk/paste", form); strings.Contains(d.clerk.body, "svg") || strings.Contains(d.clerk.body, "<img") {
			t.Errorf("%.40s: %s", src, d.clerk.body)
		}
	}
	// What pretends to be a picture by its first bytes is handed out as a picture for saving, and as nothing else.
	d.attach("假图.gif", []byte("GIF89a/*"+svg+"*/=1"))
	for _, f := range d.files(t) {
		at := s.url + d.item + "/files/" + f.Code()
		resp, err := d.clerk.client.Get(at)
		if d.clerk.read(resp, err); d.clerk.status != http.StatusOK {
			t.Errorf("%s: %d", f.Name, d.clerk.status)
		}
		servedForSaving(t, f.Name, resp.Header)
	}
}

// servedForSaving fails unless a file is sent so that no browser runs it.
func servedForSaving(t *testing.T, name string, h http.Header) {
	t.Helper()
	if disposition, _, err := mime.ParseMediaType(h.Get("Content-Disposition")); err != nil || disposition != "attachment" || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("Set-Cookie") != "" || strings.Contains(h.Get("Content-Type"), "html") || strings.Contains(h.Get("Content-Type"), "svg") {
		t.Errorf("%q is sent with %v, %v", name, h, err)
	}
}

// namesAreData: what a file is called leads nowhere, and adds nothing to an answer.
func namesAreData(t *testing.T, s *site) {
	d := s.draft(t)
	for i, name := range []string{
		"../../etc/x.txt", `..\..\windows\x.txt`, "/etc/passwd.txt", "a\r\nSet-Cookie: gongkai=chosen\r\nX: y.txt", "a\nb.txt", "a\x00b.txt", "x\u202etxt.exe.txt", `"; filename="evil.html.txt`, "a;b=c.txt", "a%0d%0aSet-Cookie: x=1.txt",
		strings.Repeat("长", 300) + ".txt", "...txt", " .txt", "con.txt", "<script>alert(1)</script>.txt", "\u200b.txt", "=cmd|'/c calc'!A1.txt", "~/.ssh/authorized_keys.txt", "a:b.txt", "😀.txt", "..%2f..%2fx.txt",
	} {
		body := fmt.Appendf(nil, "第%d个文件", i)
		// A file name with a line end or a quotation mark is written as programs write it that do not care.
		raw := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(name), "+", "%20") + "\r\n\r\n" + string(body) + "\r\n"
		for k, v := range d.form {
			raw += "--x\r\nContent-Disposition: form-data; name=\"" + k + "\"\r\n\r\n" + v[0] + "\r\n"
		}
		resp, err := d.clerk.client.Post(s.url+d.item, `multipart/form-data; boundary=x`, strings.NewReader(raw+"--x--\r\n"))
		d.clerk.read(resp, err).hidesInside()
		if resp.Header.Get("X") != "" || len(resp.Header.Values("Set-Cookie")) > 1 {
			t.Errorf("%q: answered with %v", name, resp.Header)
		}
		files := d.files(t)
		if len(files) != 1 {
			t.Errorf("%q: %d files, %d at %s", name, len(files), d.clerk.status, d.clerk.at)
			continue
		}
		f := files[0]
		if strings.ContainsAny(f.Name, "/\\\r\n\x00<>:\"") || strings.ContainsFunc(f.Name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) || strings.HasPrefix(f.Name, "..") && strings.Trim(f.Name, ".") == "" || len(f.Name) > 600 {
			t.Errorf("%q is kept as %q", name, f.Name)
		}
		if strings.Contains(d.clerk.body, "<script>alert") {
			t.Errorf("%q runs on the page", name)
		}
		resp, err = d.clerk.client.Get(s.url + d.item + "/files/" + f.Code())
		d.clerk.read(resp, err)
		servedForSaving(t, name, resp.Header)
		_, params, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition"))
		if err != nil || params["filename"] != f.Name || resp.Header.Get("X") != "" {
			t.Errorf("%q: %q, %v", name, resp.Header.Get("Content-Disposition"), err)
		}
		d.clerk.send(d.item+"/files/"+f.Code()+"/removal", d.form, nil)
	}
	// Nothing lies anywhere but under a name of our own.
	err := filepath.WalkDir(filepath.Join(s.cfg.Dir, "blobs"), func(name string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && strings.Trim(filepath.Base(name), "0123456789abcdef") != "" {
			t.Errorf("stored as %q", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
