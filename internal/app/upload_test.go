package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai/internal/catalog"
	"gongkai/internal/document/scan/scantest"
	"gongkai/internal/report/reading"
	"gongkai/internal/store"
)

// visitDemoWithScanner is a demo whose uploads are scanned.
func visitDemoWithScanner(t *testing.T) (*site, *scantest.Clamd) {
	t.Helper()
	clamd := scantest.Start(t, "unix")
	return visitDemoWith(t, func(c *Config) {
		c.Upload.Scanner, c.Upload.ScannerTimeout = clamd.At, duration(5*time.Second)
	}), clamd
}

// changing are the tables that change while nobody does anything: who is signed in, what was looked at, and what the clock has done.
var changing = regexp.MustCompile(`session|view|obligation|ledger`)

// kept is all else that a site keeps: a digest for each table, and each file.
func (s *site) kept(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := s.app.DB.Snapshot(t.Context(), func(snap *store.Snapshot) error {
		for _, table := range snap.Tables {
			h := sha256.New()
			if _, err := snap.Rows(t.Context(), table, h); err != nil {
				return err
			}
			if !changing.MatchString(table.Name) {
				out["table "+table.Name] = fmt.Sprintf("%x", h.Sum(nil))
			}
		}
		return nil
	})
	if err == nil {
		err = fs.WalkDir(os.DirFS(blobDir(s.cfg.Dir)), ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				out["file "+name] = ""
			}
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// wayIn is how one route takes a file, or a picture in a text.
type wayIn struct {
	pattern string
	file    []byte // that goes in
	send    func(file []byte) *user
	taken   string // what the page says when it was
	saves   bool   // what is typed is saved, whether the file is taken or not
}

// noWayIn are the routes that read a large form and take none of its files, nor its text.
var noWayIn = map[string]string{
	"POST /desk/editions/{id}/files/{code}/removal": "a button; the form is not read",
	"POST /desk/items/{id}/plain":                   "a button in the form of the item",
	"POST /desk/unsaved/removal":                    "a button in the form of the item",
}

// waysIn are all others, those of a picture beside those of a file.
func (s *site) waysIn(t *testing.T) []wayIn {
	t.Helper()
	office, clerk, writer, licences := s.as(t, "局办公室"), s.as(t, "学校"), s.as(t, "科室信息员"), s.as(t, "行政审批信息员")
	basis := url.Values{"basis": {"示例通知（示政办〔2026〕88号）"}}
	powers := fmt.Sprintf("/desk/powers/%d/import", bureauOf(t, s))
	list := append([]catalog.Power{}, s.powersInForce(t)...)
	list[0].Phone = "0393-0000998"
	office.send(powers, basis, map[string][]byte{"清单.xlsx": powersFile(t, list)}).shows("已导入")
	edition := office.at
	list[0].Phone = "0393-0000997"

	public := s.visitor(t)
	no, _ := public.file(asking())
	req, err := s.app.DB.RequestByNo(t.Context(), no)
	if err != nil {
		t.Fatal(err)
	}
	office.step(requestURLOf(req.ID), "receive", url.Values{"on": {"2026-11-20"}, "evidence": {"电话 11-20 08:40"}})

	id := s.result.Samples.SchoolDraft
	item := fmt.Sprintf("/desk/items/%d", id)
	code := s.attached(t)
	draft := mustItem(t, s, id).Version
	column := fmt.Sprint(mustItem(t, s, s.result.Samples.Article).Version.Column)
	keys := 0
	form := func() url.Values {
		keys++
		f := itemForm(draft, "")
		f.Set("key", fmt.Sprint("upload-", keys))
		return f
	}
	written := func(picture []byte) url.Values {
		f := form()
		f.Set("format", "html")
		f.Set("body", `<p>开放日安排见图。</p><img src="data:image/png;base64,`+base64.StdEncoding.EncodeToString(picture)+`">`)
		return f
	}
	as := func(name string, file []byte) map[string][]byte { return map[string][]byte{name: file} }
	return []wayIn{
		{"POST /desk/editions/{id}/files", pictureOf(t, 9), func(b []byte) *user { return office.send(edition+"/files", nil, as("流程图.png", b)) }, "流程图.png", false},
		{"POST /desk/standard/import", changedStandard(t), func(b []byte) *user { return office.send("/desk/standard/import", basis, as("目录.csv", b)) }, "已导入", false},
		{"POST /desk/powers/{id}/import", powersFile(t, list), func(b []byte) *user { return office.send(powers, basis, as("清单.xlsx", b)) }, "已导入", false},
		{"POST /desk/batches", s.sample(t, "xk-zrr-good.xlsx"), func(b []byte) *user { return licences.upload("scanned", "许可.xlsx", b) }, "已导入", false},
		{"POST /desk/items", pictureOf(t, 10), func(b []byte) *user { return clerk.send("/desk/items", form(), as("新稿.png", b)) }, "新稿.png", true},
		{"POST /desk/items", pictureOf(t, 11), func(b []byte) *user { return clerk.post("/desk/items", written(b)) }, "已存草稿", false},
		{"POST /desk/items/{id}", pictureOf(t, 12), func(b []byte) *user { return clerk.send(item, form(), as("旧稿.png", b)) }, "旧稿.png", true},
		{"POST /desk/items/{id}", pictureOf(t, 13), func(b []byte) *user { return clerk.post(item, written(b)) }, "已存草稿", false},
		{"POST /desk/items/{id}/files/{code}/removal", pictureOf(t, 14), func(b []byte) *user { return clerk.post(item+"/files/"+code+"/removal", written(b)) }, "已移除附件", false},
		{"POST /desk/items/import", letter(t), func(b []byte) *user { return writer.importDOCX("scanned", "通知.docx", b, column) }, "已导入", false},
		{"POST /desk/paste", pictureOf(t, 15), func(b []byte) *user { return writer.post("/desk/paste", written(b)) }, "data:image/png;base64,", false},
		{"POST /desk/unsaved", pictureOf(t, 16), func(b []byte) *user { return clerk.post("/desk/unsaved", written(b)) }, "已自动保存", false},
		{"POST /desk/requests/{id}/copies", []byte("第六条 单价 138 元。"), func(b []byte) *user {
			return office.send(requestURLOf(req.ID)+"/copies", nil, as("合同.txt", b))
		}, "已备好复制件", false},
		{"POST /requests/new", proof(t), func(b []byte) *user {
			public.post("/requests/new", url.Values(asking())).shows("请核对")
			kind, body := handIn(t, public.body, asking(), as("身份证.png", b))
			resp, err := public.client.Post(s.url+"/requests/new", kind, body)
			return public.read(resp, err)
		}, "查询码", false},
		{"POST /reports/check", []byte(reading.Sample), func(b []byte) *user {
			return public.send("/reports/check", nil, as("年报.txt", b))
		}, "2 项勾稽关系不成立", false},
	}
}

// TestEveryUploadIsScanned: every route that takes a file, of staff and of the public, refuses one in which the scanner finds something
// and each one while the scanner does not answer as it should; nothing of it is kept. What the scanner has seen, and found nothing in, is
// taken.
func TestEveryUploadIsScanned(t *testing.T) {
	t.Parallel()
	s, clamd := visitDemoWithScanner(t)
	ways := s.waysIn(t)

	known := maps.Clone(noWayIn)
	for _, w := range ways {
		known[w.pattern] = "below"
	}
	var routes []string
	server := s.current.Load()
	for _, rt := range server.staff.Routes() {
		if rt.Upload {
			routes = append(routes, rt.Method+" "+rt.Pattern)
		}
	}
	for _, rt := range server.public {
		if rt.Upload > 0 {
			routes = append(routes, rt.Method+" "+rt.Pattern)
		}
	}
	for _, rt := range routes {
		if known[rt] == "" {
			t.Errorf("%s takes files, and nobody has tried whether they are scanned", rt)
		}
		delete(known, rt)
	}
	for rt := range known {
		t.Errorf("%s takes no files any more: take it off the list", rt)
	}

	refuse := func(why, sentence string) {
		t.Helper()
		for _, w := range ways {
			before := s.kept(t)
			page := w.send(w.file).shows(sentence, "没有保存").hidesInside()
			after := s.kept(t)
			for what := range after {
				if w.saves && strings.HasPrefix(what, "table ") {
					continue // with the text; the file would be among the files
				}
				if old, had := before[what]; !had || old != after[what] {
					t.Errorf("%s, %s: %s is new", w.pattern, why, what)
				}
			}
			if strings.Contains(page.body, w.taken) && !strings.HasSuffix(w.taken, ".png") { // a refusal names the file
				t.Errorf("%s, %s: the page says %s", w.pattern, why, w.taken)
			}
		}
	}
	clamd.Says(scantest.Found)
	refuse("a virus", "发现病毒“"+scantest.Virus+"”")
	clamd.HangsUp("")
	refuse("it hangs up", "病毒扫描现在不能用")
	clamd.Looks()
	for _, w := range ways {
		n := clamd.Scans()
		if w.send(w.file).shows(w.taken); clamd.Scans() == n || !clamd.Saw(w.file) {
			t.Errorf("%s: the scanner has not seen the file", w.pattern)
		}
	}
	clamd.Stop()
	refuse("it does not listen", "病毒扫描现在不能用")

	said := s.log.String()
	for _, want := range []string{"virus=" + scantest.Virus, "upload refused: not scanned", "path=/desk/batches"} {
		if !strings.Contains(said, want) {
			t.Errorf("the log does not say %q", want)
		}
	}
	for line := range strings.Lines(said) {
		if strings.Contains(line, "upload refused") && strings.ContainsAny(line, "清单许可身份证合同") {
			t.Errorf("the log names a file: %s", line)
		}
	}
}

// TestEICARIsRefused: the file by which every scanner is tried, within files that would be taken otherwise, and the good one beside it.
func TestEICARIsRefused(t *testing.T) {
	t.Parallel()
	s, clamd := visitDemoWithScanner(t)
	clerk := s.as(t, "学校")
	id := s.result.Samples.SchoolDraft
	form := itemForm(mustItem(t, s, id).Version, "")
	bad := append(bytes.Clone([]byte("名单\n")), scantest.EICAR()...)
	clerk.send(fmt.Sprintf("/desk/items/%d", id), form, map[string][]byte{"坏.txt": bad, "好.txt": []byte("名单")}).
		shows("附件《坏.txt》没有收下：文件中发现病毒“"+scantest.Virus+"”，没有保存，请换一个文件。", "好.txt")
	if files := mustItem(t, s, id).Version.Files; len(files) != 1 || files[0].Name != "好.txt" {
		t.Errorf("kept: %+v", files)
	}
	if !clamd.Saw(bad) {
		t.Error("the scanner has not seen the file")
	}
	clerk.send(fmt.Sprintf("/desk/items/%d", id), form, map[string][]byte{"大.txt": make([]byte, 21<<20)}).shows("附件《大.txt》没有收下：文件有")
	if clamd.Saw(make([]byte, 21<<20)) {
		t.Error("a file that nobody takes was scanned")
	}
}

// TestAScannerThatHangsIsAskedOnceAForm: with each file of a form its whole time would go by.
func TestAScannerThatHangsIsAskedOnceAForm(t *testing.T) {
	t.Parallel()
	clamd := scantest.Start(t, "tcp")
	s := visitDemoWith(t, func(c *Config) {
		c.Upload.Scanner, c.Upload.ScannerTimeout = clamd.At, duration(300*time.Millisecond)
	})
	clamd.Hangs()
	clerk := s.as(t, "学校")
	id := s.result.Samples.SchoolDraft
	files := map[string][]byte{}
	for i := range 10 {
		files[fmt.Sprintf("%d.txt", i)] = []byte{'a' + byte(i)}
	}
	clerk.send(fmt.Sprintf("/desk/items/%d", id), itemForm(mustItem(t, s, id).Version, ""), files).shows("附件《0.txt》没有收下：病毒扫描现在不能用", "附件《9.txt》没有收下：病毒扫描现在不能用")
	if n := clamd.Scans(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	if files := mustItem(t, s, id).Version.Files; len(files) != 0 {
		t.Errorf("kept: %+v", files)
	}
}

// TestSystemPageTellsOfTheScanner, set or not, answering or not.
func TestSystemPageTellsOfTheScanner(t *testing.T) {
	t.Parallel()
	visitDemo(t).as(t, "系统管理员").get("/desk/system").shows("病毒扫描", "未设置（upload.scanner），上传的文件不扫描病毒")
	s, clamd := visitDemoWithScanner(t)
	admin := s.as(t, "系统管理员")
	admin.get("/desk/system").shows("病毒扫描", "应答正常，上传的文件先扫描再收下")
	clamd.Stop()
	admin.get("/desk/system").shows("不应答，上传的文件一律不收").hidesInside()
	if admin.status != http.StatusOK || strings.Contains(admin.body, filepath.Base(clamd.At)) {
		t.Errorf("%d: the page names the socket", admin.status)
	}
}

// TestConfigCheckAsksTheScanner: a scanner that is set and does not answer is found before the server is started.
func TestConfigCheckAsksTheScanner(t *testing.T) {
	t.Parallel()
	clamd := scantest.Start(t, "tcp")
	file := filepath.Join(t.TempDir(), "gongkai.toml")
	if err := os.WriteFile(file, []byte("[upload]\nscanner = \""+clamd.At+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	check := func(want int, says string) {
		t.Helper()
		var out bytes.Buffer
		if code := Run([]string{"config", "check", file}, &out, &out); code != want || !strings.Contains(out.String(), says) {
			t.Errorf("%d: %s", code, out.String())
		}
	}
	check(0, "病毒扫描：应答正常")
	clamd.Stop()
	check(1, "病毒扫描：不应答，上传的文件一律不收")
}

// TestOneInfectedProofKeepsAllOut: of a request that is not taken, no file stays behind, and what was typed stays on the page.
func TestOneInfectedProofKeepsAllOut(t *testing.T) {
	t.Parallel()
	s, _ := visitDemoWithScanner(t)
	v := s.visitor(t)
	before := s.kept(t)
	for range 3 { // the files of a form come in any order
		v.post("/requests/new", asking())
		kind, body := handIn(t, v.body, asking(), map[string][]byte{"正面.png": proof(t), "反面.png": append(pictureOf(t, 9), scantest.EICAR()...), "户口.png": pictureOf(t, 10)})
		resp, err := v.client.Post(s.url+"/requests/new", kind, body)
		v.read(resp, err).shows("发现病毒“"+scantest.Virus+"”", "请换一个文件", asking().Get("text"))
	}
	if after := s.kept(t); !maps.Equal(before, after) {
		t.Error("something of it is kept")
	}
}
