package publication

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/internal/blob"
)

// dot is a picture of one point.
const dot = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\x10IDATx\x01\x01\x05\x00\xfa\xff\x00\x00\x00\x00\x00\x00\x05\x00\x01" + "dx\x958" + "\x00\x00\x00\x00IEND\xae" + "B`\x82"

// signedDot is the same one with what it says of itself.
const signedDot = dot + "张三摄"

func withFiles(t *testing.T) *Service {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &Service{files: files}
}

func dataURI(kind, b string) string {
	return "data:image/" + kind + ";base64," + base64.StdEncoding.EncodeToString([]byte(b))
}

func TestRichTextIsSettled(t *testing.T) {
	t.Parallel()
	s := withFiles(t)
	have := []File{{Name: "附件.pdf", Digest: blob.Digest(strings.Repeat("a", 64))}, {Name: "图1.png", Digest: blob.Digest(strings.Repeat("b", 64)), Inline: true}}
	old := `<p><img src="/files/bbbbbbbbbbbbbbbb" alt=""></p>` + "\n"
	for name, c := range map[string]struct {
		in, body string
		format   Format
		files    int
		err      error
	}{
		"what plain text says":       {"<p>各学校：</p><p>请照办。</p>", "各学校：\n请照办。", PlainText, 1, nil},
		"headings that numbers make": {"<h2>一、时间</h2><p>今天。</p>", "一、时间\n今天。", PlainText, 1, nil},
		"numbers make headings":      {"<p>一、时间</p><p><b>今天</b>。</p>", "<h2>一、时间</h2>\n<p><strong>今天</strong>。</p>\n", RichText, 1, nil},
		"a heading without number":   {"<h2>时间</h2><p>今天。</p>", "<h2>时间</h2>\n<p>今天。</p>\n", RichText, 1, nil},
		"scripts":                    {`<p onclick="x()">甲<script>alert(1)</script><a href="javascript:x()">乙</a></p>`, "甲乙", PlainText, 1, nil},
		"a picture it has":           {`<p>图</p><img src="/files/bbbbbbbbbbbbbbbb">`, "<p>图</p>\n" + old, RichText, 2, nil},
		"a picture nobody has":       {`<p>图</p><img src="/files/cccccccccccccccc">`, "图", PlainText, 1, nil},
		"a picture of another page":  {`<p>图</p><img src="/data/7"><img src="/items/3/files/bbbbbbbbbbbbbbbb">`, "图", PlainText, 1, nil},
		"a new picture":              {`<p>图</p><img src="` + dataURI("png", dot) + `">` + old, "", RichText, 3, nil},
		"the same picture twice":     {`<img src="` + dataURI("png", dot) + `"><p>再</p><img src="` + dataURI("jpeg", dot) + `">`, "", RichText, 2, nil},
		"with and without notes":     {`<img src="` + dataURI("png", signedDot) + `"><p>再</p><img src="` + dataURI("png", dot) + `">`, "", RichText, 2, nil},
		"a broken picture":           {`<img src="` + dataURI("png", dot[:60]) + `">`, "", RichText, 0, ErrPicture},
		"no picture":                 {`<p>图</p><img src="` + dataURI("png", "<svg onload=x>") + `">`, "", RichText, 0, ErrPicture},
		"half a picture":             {`<p>图</p><img src="data:image/png;base64,a">`, "", RichText, 0, ErrPicture},
		"a picture too large":        {`<img src="` + dataURI("png", dot+strings.Repeat("x", maxPicture)) + `">`, "", RichText, 0, ErrLargePicture},
	} {
		v := Version{Body: c.in, Format: RichText}
		err := s.settle(t.Context(), &v, have)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
		if err != nil {
			continue
		}
		if v.Format != c.format || len(v.Files) != c.files || c.body != "" && v.Body != c.body {
			t.Errorf("%s: %s %d files\n%s", name, v.Format, len(v.Files), cmp.Diff(c.body, v.Body))
		}
		again := v
		if err := s.settle(t.Context(), &again, v.Files); err != nil || cmp.Diff(v, again) != "" {
			t.Errorf("%s: settled again %v\n%s", name, err, cmp.Diff(v, again))
		}
	}
}

// Whatever is typed into the editor, what the public reads is what was typed: plain or not, the page is the same.
func TestPlainTextLooksAsItWasWritten(t *testing.T) {
	t.Parallel()
	s := withFiles(t)
	block := rapid.SampledFrom([]string{
		"<p>一、时间</p>", "<p>（一）地点。</p>", "<h2>一、时间</h2>", "<h2>标题</h2>", "<p>各学校：</p>", "<p>甲<b>乙</b></p>", "<p class=\"r\">落款</p>", "<p>三&lt;四</p>", "<ul><li>项</li></ul>", "<p>行<br>行</p>",
	})
	rapid.Check(t, func(t *rapid.T) {
		v := Version{Body: strings.Join(rapid.SliceOfN(block, 1, 5).Draw(t, "blocks"), ""), Format: RichText}
		if err := s.settle(t.Context(), &v, nil); err != nil {
			t.Fatal(err)
		}
		if v.Format == RichText {
			return
		}
		rich := Version{Body: v.HTML(""), Format: RichText}
		if err := s.settle(t.Context(), &rich, nil); err != nil || rich.Body != v.Body || rich.Format != PlainText {
			t.Errorf("%q became %q, %v", v.Body, rich.Body, err)
		}
	})
}

func TestCleanHTML(t *testing.T) {
	t.Parallel()
	html, lost, err := CleanHTML(`<p class=MsoNormal style="text-align:center">一、时间</p><p>甲</p><img src="`+dataURI("png", signedDot)+`"><img src="file:///C:/a.png"><img src="/portal.png">`+
		`<img src="/files/aaaaaaaaaaaaaaaa"><img src="/files/cccccccccccccccc"><script>x</script>`, []File{{Digest: blob.Digest(strings.Repeat("a", 64))}})
	if err != nil {
		t.Fatal(err)
	}
	if want := `<p class="c">一、时间</p>` + "\n<p>甲</p>\n" + `<p><img src="` + dataURI("png", dot) + `" alt=""></p>` + "\n" + `<p><img src="/files/aaaaaaaaaaaaaaaa" alt=""></p>` + "\n"; html != want {
		t.Error(cmp.Diff(want, html))
	}
	if len(lost) != 4 || lost[1].Text != "图片自带的信息（文件末尾的数据）没有带入。" {
		t.Errorf("lost %+v", lost)
	}
}
