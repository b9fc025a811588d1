package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

// send posts an item's form with files, as a browser does.
func (u *user) send(path string, form url.Values, files map[string][]byte) *user {
	u.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range form {
		for _, v := range values {
			if err := w.WriteField(name, v); err != nil {
				u.t.Fatal(err)
			}
		}
	}
	for name, body := range files {
		part, err := w.CreateFormFile("file", name)
		if err == nil {
			_, err = part.Write(body)
		}
		if err != nil {
			u.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		u.t.Fatal(err)
	}
	resp, err := u.client.Post(u.s.url+path, w.FormDataContentType(), &b)
	return u.read(resp, err)
}

// sheetWith is a workbook with one text in a cell of a hidden sheet.
func sheetWith(t *testing.T, text string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // in memory
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetCellStr("Sheet1", "A1", "学校名称"))
	_, err := f.NewSheet("旧表")
	must(err)
	must(f.SetCellStr("旧表", "C7", text))
	must(f.SetSheetVisible("旧表", false))
	var b bytes.Buffer
	must(f.Write(&b))
	return b.Bytes()
}

// sampleOf is a PDF that a program has written.
func sampleOf(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "document", "pdf", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func picture(t *testing.T) []byte { return pictureOf(t, 8) }

func pictureOf(t *testing.T, width int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAttachmentsAreCheckedAndServedSafely: what hides a person's number cannot go out, whatever sheet it is on; what may go
// out is offered for saving only.
func TestAttachmentsAreCheckedAndServedSafely(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	clerk, head := s.as(t, "学校"), s.as(t, "学校负责人")
	id := s.result.Samples.SchoolDraft
	item := fmt.Sprintf("/desk/items/%d", id)
	v := mustItem(t, s, id).Version
	v.Summary, v.FormedOn = "校园开放日安排。", workday.DateOf(s.clock.Now())
	form := itemForm(v, "")

	clerk.send(item, form, map[string][]byte{"名单.xlsx": sheetWith(t, "11010519491231002X")}).shows("名单.xlsx", "有阻断项", "工作表“旧表”第7行", "公民身份号码")
	if strings.Contains(clerk.body, "11010519491231002X") {
		t.Error("the number found is repeated")
	}
	clerk.send(item, form, map[string][]byte{"名单.pdf": sampleOf(t, "libreoffice.pdf")}).shows("附件《名单.pdf》第1页", "4109************10")
	if strings.Contains(clerk.body, "410901200802290010") {
		t.Error("the number found in the PDF is repeated")
	}
	form.Set("submit", "1")
	clerk.send(item, form, nil).shows("阻断")
	form.Set("submit", "")
	for _, bad := range mustItem(t, s, id).Version.Files {
		clerk.send(item+"/files/"+bad.Code()+"/removal", form, nil).shows("已移除附件")
	}
	for name, c := range map[string]struct {
		body []byte
		want string
	}{
		"压缩.zip":      {[]byte("PK\x05\x06" + strings.Repeat("\x00", 18)), "压缩包和其他文件不能公开"},
		"旧表.xls":      {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), "旧版格式"},
		"谎称.pdf":      {[]byte("MZ not a document"), "内容却是"},
		"空.txt":       {nil, "文件是空的"},
		"a.html":      {[]byte("<html><script>alert(1)</script>"), "不能公开"},
		"../../b.csv": {[]byte("a,b\n\x00\x01\x02"), "没有收下"},
	} {
		clerk.send(item, form, map[string][]byte{name: c.body}).shows("没有收下", c.want).hidesInside()
	}
	if n := len(mustItem(t, s, id).Version.Files); n != 0 {
		t.Fatalf("%d files were taken", n)
	}
	clerk.send(item, form, map[string][]byte{`C:\fakepath\安排 表.xlsx`: sheetWith(t, "无"), "照片.png": picture(t)}).shows("安排 表.xlsx", "照片.png", "系统读不到这里的文字")
	clerk.send(item, form, map[string][]byte{"照片2.png": picture(t)}).shows("已经在稿件里")
	clerk.send(item, form, map[string][]byte{"照片.png": pictureOf(t, 9)}).shows("已有同名附件")
	files := mustItem(t, s, id).Version.Files
	page := fmt.Sprintf("/items/%d", id)
	visitor := s.visitor(t)
	for _, f := range files {
		if visitor.get(page + "/files/" + f.Code()); visitor.status != http.StatusNotFound {
			t.Errorf("%s before the release: %d", f.Name, visitor.status)
		}
	}
	form.Set("submit", "1")
	clerk.send(item, form, nil).shows("已送审")
	head.get(item).shows("安排 表.xlsx", item+"/files/"+files[0].Code())
	school{s, clerk, head}.pass(t, id)
	visitor.get(page).shows("附件", "安排 表.xlsx", "照片.png", page+"/files/"+files[1].Code())
	for _, f := range files {
		at := s.url + page + "/files/" + f.Code()
		resp, err := http.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close() // read whole
		h := resp.Header
		if err != nil || resp.StatusCode != http.StatusOK || int64(len(b)) != f.Size {
			t.Errorf("%s: %d, %d bytes, %v", f.Name, resp.StatusCode, len(b), err)
		}
		if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Content-Disposition"), url.PathEscape(f.Name)) ||
			h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("Set-Cookie") != "" {
			t.Errorf("%s is sent with %v", f.Name, h)
		}
		for _, c := range []struct {
			name, value string
			want        int
		}{{"If-None-Match", h.Get("ETag"), http.StatusNotModified}, {"Range", "bytes=0-3", http.StatusPartialContent}} {
			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, page+"/files/"+f.Code(), nil)
			req.Header.Set(c.name, c.value)
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, req); w.Code != c.want {
				t.Errorf("%s with %s: %d, want %d", f.Name, c.name, w.Code, c.want)
			}
		}
	}
	if visitor.get(fmt.Sprintf("/items/%d/files/%s", s.result.Samples.Article, files[0].Code())); visitor.status != http.StatusNotFound {
		t.Errorf("under another item: %d", visitor.status)
	}
}

// secondNode opens another server on the same database and files.
func secondNode(t *testing.T, s *site) http.Handler {
	t.Helper()
	ctx := context.Background() // outlives the test's own, which ends before cleanup
	cfg := s.app.Config
	cfg.Search.Dir = t.TempDir()
	a, err := Open(ctx, cfg, Options{Now: s.clock.Now, Log: slog.New(slog.DiscardHandler), Cost: demoCost})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Load(ctx); err != nil {
		t.Fatal(err)
	}
	srv, err := a.NewServer(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := srv.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := srv.Stop(ctx); err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return srv
}

// TestWithdrawnFileIsGoneOnEveryNode: page and attachment, at every address that ever served them, on two nodes over
// PostgreSQL; so is a file that only an earlier version had.
func TestWithdrawnFileIsGoneOnEveryNode(t *testing.T) {
	t.Parallel()
	s := startDemo(t, storetest.PostgresURL(t))
	other := secondNode(t, s)
	x := school{s, s.as(t, "学校"), s.as(t, "学校负责人")}
	id := s.result.Samples.SchoolDraft
	item, page := fmt.Sprintf("/desk/items/%d", id), fmt.Sprintf("/items/%d", id)
	v := mustItem(t, s, id).Version
	v.Summary, v.FormedOn = "校园开放日安排。", workday.DateOf(s.clock.Now())
	x.clerk.send(item, itemForm(v, "1"), map[string][]byte{"第一版.txt": []byte("第一版安排")}).shows("已送审")
	x.pass(t, id)
	first := mustItem(t, s, id).Version.Files[0]

	// The correction puts another file in its place.
	x.clerk.post(item+"/correction", url.Values{"reason": {"附件有误"}}).shows("更正稿")
	x.clerk.send(item+"/files/"+first.Code()+"/removal", itemForm(v, ""), nil).shows("已移除附件")
	x.clerk.send(item, itemForm(v, "1"), map[string][]byte{"第二版.txt": []byte("第二版安排")}).shows("已送审")
	old, now := page+"/files/"+first.Code(), page+"/files/"+mustItem(t, s, id).Version.Files[0].Code()
	answers := func(what string, want map[string]int) {
		t.Helper()
		nodes := map[string]http.Handler{"this node": s, "the other node": other}
		for deadline := time.Now().Add(10 * time.Second); ; {
			var wrong []string
			for name, node := range nodes {
				for path, status := range want {
					w := httptest.NewRecorder()
					if node.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)); w.Code != status {
						wrong = append(wrong, fmt.Sprintf("%s: %s answers %d, want %d", name, path, w.Code, status))
					}
				}
			}
			if len(wrong) == 0 {
				return
			}
			if time.Now().After(deadline) { // pages are dropped by the change feed, which may take a moment
				t.Fatalf("%s: %s", what, strings.Join(wrong, "; "))
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	answers("before the correction is signed", map[string]int{page: 200, old: 200, now: 404})
	x.pass(t, id)
	answers("after the correction", map[string]int{page: 200, old: 410, now: 200})
	x.head.post(item+"/withdrawal", url.Values{"reason": {"活动取消"}, "password": {s.password("学校负责人")}}).shows("已撤下")
	answers("after the withdrawal", map[string]int{page: 410, old: 410, now: 410, page + "/proof": 200})
	w := httptest.NewRecorder()
	other.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, now, nil))
	if regexp.MustCompile("第二版").Match(w.Body.Bytes()) {
		t.Error("the answer names the withdrawn file")
	}
	if _, err := s.app.Items.PublicFile(t.Context(), id, first.Code()); err == nil {
		t.Error("the service still gives the file")
	}

	// Brought back as a notice, it goes by itself when the 公示期 is over.
	form := itemForm(v, "1")
	form.Set("genre", "公示")
	form.Set("notice", "5个工作日")
	x.clerk.post(item+"/correction", url.Values{"reason": {"改为公示"}}).shows("更正稿")
	x.clerk.send(item, form, nil).shows("已送审")
	x.pass(t, id)
	answers("as a notice", map[string]int{page: 200, old: 410, now: 200})
	s.visitor(t).get(page).shows("公示中", "公示期5个工作日：2026年11月21日至2026年11月27日", "异议")
	s.clock.Run(workday.NewDate(2026, 11, 28).Time())
	if err := s.app.releaseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	answers("after its period", map[string]int{page: 410, old: 410, now: 410, page + "/proof": 200})
	s.visitor(t).get(page).shows("公示已经结束")
}
