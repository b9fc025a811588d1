package publication

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParagraphs(t *testing.T) {
	t.Parallel()
	body := "　　各县区教育局：\r\n\n一、总体要求\n（一）基本原则\n(二)目标\n一、这是一句以序号开头的话。\n各学校：\n　　请执行。"
	want := []Paragraph{
		{To: true, Text: "各县区教育局："},
		{Level: 1, Text: "一、总体要求"},
		{Level: 2, Text: "（一）基本原则"},
		{Level: 2, Text: "(二)目标"},
		{Text: "一、这是一句以序号开头的话。"},
		{Text: "各学校："},
		{Text: "请执行。"},
	}
	if diff := cmp.Diff(want, Paragraphs(body)); diff != "" {
		t.Error(diff)
	}
	if got := Paragraphs(" \n\n　"); len(got) != 0 {
		t.Errorf("blank body: %v", got)
	}
}

func TestHTMLEscapes(t *testing.T) {
	t.Parallel()
	got := HTML("各单位：\n一、<b>要求</b>\n<script>alert(1)</script>&\"'")
	want := "<p class=\"to\">各单位：</p>\n<h2>一、&lt;b&gt;要求&lt;/b&gt;</h2>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#34;&#39;</p>\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

var written = regexp.MustCompile(`^(<p>[^<>]*</p>\n|<p class="to">[^<>]*</p>\n|<h2>[^<>]*</h2>\n|<h3>[^<>]*</h3>\n)*$`)

// Whatever a writer types, the page holds no markup but ours.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"", "一、要求", "（一）<i>", "</p><script>", "a\u3000\r\nb", "\xff<", "各单位：\n\"'&"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if got := HTML(body); !written.MatchString(got) {
			t.Errorf("HTML(%q) = %q", body, got)
		}
	})
}

func TestSignedTextIsNotSignedAgain(t *testing.T) {
	t.Parallel()
	day := today
	for name, c := range map[string]struct {
		body   string
		format Format
		want   bool
	}{
		"unsigned":               {"各学校：\n请遵照执行。", PlainText, false},
		"signed":                 {"各学校：\n请遵照执行。\n　　示例市教育局\n" + day.Chinese() + "　", PlainText, true},
		"signed, rich":           {`<p>请遵照执行。</p><p class="r">` + day.Chinese() + `</p><table><tr><td>附表</td></tr></table>`, RichText, true},
		"the day in a sentence":  {"自" + day.Chinese() + "起施行。", PlainText, false},
		"another day at the end": {"请遵照执行。\n2020年1月1日", PlainText, false},
	} {
		v := Version{Body: c.body, Format: c.format, FormedOn: day}
		if got := v.Signed(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
