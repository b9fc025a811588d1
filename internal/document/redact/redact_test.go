package redact

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/width"

	"gongkai/internal/document"
	"gongkai/internal/fault"
)

const secret = "张三丰"

func removals(texts ...string) (out []Removal) {
	for _, text := range texts {
		out = append(out, Removal{text, "个人隐私，条例第十五条"})
	}
	return out
}

// archive makes a zip file of parts.
func archive(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write([]byte(parts[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unzip returns the parts of a zip file, or the file itself.
func unzip(t testing.TB, file []byte) map[string]string {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return map[string]string{"": string(file)}
	}
	out := make(map[string]string)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

var tags = regexp.MustCompile(`<[^>]*>`)

// dense is text without space, in one width and case.
func dense(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, width.Fold.String(html.UnescapeString(s))))
}

// traces returns the parts of a file in which a string can be found, looking as a stranger would.
func traces(t testing.TB, file []byte, s string) (out []string) {
	t.Helper()
	want := dense(s)
	for name, part := range unzip(t, file) {
		if strings.Contains(dense(part), want) || strings.Contains(dense(tags.ReplaceAllString(part, "")), want) || strings.Contains(dense(name), want) {
			out = append(out, name)
		}
	}
	return out
}

// words returns the text of a part without its tags.
func textIn(t testing.TB, file []byte, part string) string {
	t.Helper()
	return html.UnescapeString(tags.ReplaceAllString(unzip(t, file)[part], ""))
}

func hitsOf(r Redacted) string {
	var out []string
	for _, h := range r.Hits {
		out = append(out, fmt.Sprintf("%d %s ×%d", h.Removal, h.Place, h.Count))
	}
	return strings.Join(out, "; ")
}

func TestRedactRefuses(t *testing.T) {
	t.Parallel()
	many := make([]Removal, maxRemovals+1)
	for _, tc := range []struct {
		name, file string
		remove     []Removal
		want       error
	}{
		{"a.txt", "张三丰", nil, ErrNoRemoval},
		{"a.txt", "张三丰", many, ErrTooMuch},
		{"a.txt", "张三丰", removals(""), ErrTooShort},
		{"a.txt", "张三丰", removals(" 　\u200b"), ErrTooShort},
		{"a.txt", "张三丰", removals("张 "), ErrTooShort},
		{"a.txt", "张三丰", []Removal{{Text: secret, Reason: " "}}, ErrNoReason},
		{"a.txt", "张三丰不予公开", removals("不予公开"), ErrIsMark},
		{"a.txt", "张三丰", removals(secret, "李四"), ErrNotFound},
		{"a.txt", "", removals(secret), document.ErrEmpty},
		{"a.docx", "张三丰", removals(secret), document.ErrWrongType},
		{"a.docx", "PK\x03\x04 broken", removals(secret), document.ErrWrongType},
		{"a.pdf", "%PDF-1.7\n张三丰", removals(secret), ErrKind},
		{"a.png", "\x89PNG\r\n\x1a\n张三丰", removals(secret), ErrKind},
		{"a.zip", string(archive(t, map[string]string{"a": secret})), removals(secret), ErrKind},
		{"a.bin", "\x00\x01\x02", removals(secret), ErrKind},
		{"a.html", `<html><body>张三丰<img src="a.png"></body></html>`, removals(secret), ErrUnsure},
		{"a.html", `<html><meta charset="shift_jis"><body>张三丰</body></html>`, removals(secret), document.ErrUnreadable},
	} {
		out, err := Redact(tc.name, []byte(tc.file), tc.remove)
		if !errors.Is(err, tc.want) || out.File != nil || out.Hits != nil {
			t.Errorf("Redact(%s, %.20q, %v) = %v, want %v", tc.name, tc.file, tc.remove, err, tc.want)
		}
		if f, ok := fault.Of(err); !ok || !strings.HasSuffix(f.Text, "。") || strings.Contains(f.Text, secret) {
			t.Errorf("%s: %q is no sentence for a person, or tells", tc.name, fault.Text(err))
		}
	}
}

// TestRedactText: what reads alike goes, the rest stays as it is.
func TestRedactText(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, in, remove, want string }{
		{"a.txt", "申请人张三丰，男。", secret, "申请人" + Mark + "，男。"},
		{"a.txt", "张三丰张三丰", secret, Mark},
		{"a.txt", "张 三　丰、张\u200b三\u00ad丰；张三\n丰", secret, Mark + "、" + Mark + "；" + Mark},
		{"a.txt", "电话１３８００１３８０００。", "13800138000", "电话" + Mark + "。"},
		{"a.txt", "电话138-0013-8000、138 0013 8000", "13800138000", "电话" + Mark + "、" + Mark},
		{"a.txt", "金额138,000.50元", "138000.50元", "金额" + Mark},
		{"a.txt", "金额138000元", "138,000", "金额" + Mark + "元"},
		{"a.txt", "acme ACME ＡＣＭＥ", "Acme", Mark + " " + Mark + " " + Mark},
		{"a.txt", "买买提•艾力", "买买提·艾力", Mark},
		{"a.txt", "甲\r\n张三丰\r\n乙\r\n", secret, "甲\r\n" + Mark + "\r\n乙\r\n"},
		{"a.txt", "\xff\xfe\x20\x5f\x09\x4e\x30\x4e\x42\x75", secret, Mark + "畂"},
		{"a.txt", "\xd5\xc5\xc8\xfd\xb7\xe1\xc4\xd0", secret, Mark + "男"},
		{"a.md", "# 张**三**丰\n\n`x`", secret, "# " + Mark + "****\n\n`x`"},
		{"a.csv", "姓名,金额\n张三丰,\"138,000\"\n\"张\"\"三丰\",5\n", "138000", "\ufeff姓名,金额\n张三丰," + Mark + "\n\"张\"\"三丰\",5\n"},
		{"a.csv", "张,三丰\n张三丰,=1+1\n-5,x\n", secret, "\ufeff张,三丰\n" + Mark + ",'=1+1\n-5,x\n"},
		{"a.csv", "138,000\n138000,x\n", "138000", "\ufeff138,000\n" + Mark + ",x\n"},
		{"a.csv", "1101051949,1231002X\n", "11010519491231002X", "\ufeff" + Mark + ",\n"},
		{"a.csv", "甲;张三丰\n乙;5\n", secret, "\ufeff甲;" + Mark + "\n乙;5\n"},
	} {
		out, err := Redact(tc.name, []byte(tc.in), removals(tc.remove))
		if err != nil {
			t.Errorf("%s %q: %v: %v", tc.name, tc.in, err, fault.Text(err))
		} else if string(out.File) != tc.want {
			t.Errorf("%s %q: got %q, want %q", tc.name, tc.in, out.File, tc.want)
		}
	}
}

// TestRedactTextThatIsHardToRead: a string that a browser would show, but that we do not take out, holds the file back.
func TestRedactTextThatIsHardToRead(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"张三丰 &#24352;三丰", "张三丰 张<b>三</b>丰", "张三丰 %e5%bc%a0%e4%b8%89%e4%b8%b0", `张三丰 "\u5f20\u4e09\u4e30"`,
		"张三丰 5byg5LiJ5Liw", "张三丰 张*三*丰",
	} {
		out, err := Redact("a.txt", []byte(in), removals(secret))
		if !errors.Is(err, ErrStillThere) || out.File != nil {
			t.Errorf("%q: got %q, %v, want ErrStillThere", in, out.File, err)
		}
	}
}

// TestRedactSeveral: removals may overlap and touch; each is told where it was.
func TestRedactSeveral(t *testing.T) {
	t.Parallel()
	out, err := Redact("a.txt", []byte("张三丰公司\n李四与张三丰\n王五"), removals("张三丰", "三丰公司", "李四"))
	if err != nil {
		t.Fatal(err)
	}
	if want := Mark + "\n" + Mark + "与" + Mark + "\n王五"; string(out.File) != want {
		t.Errorf("got %q, want %q", out.File, want)
	}
	if want := "0 第1行 ×1; 1 第1行 ×1; 2 第2行 ×1; 0 第2行 ×1"; hitsOf(out) != want {
		t.Errorf("hits are %q, want %q", hitsOf(out), want)
	}
}

func TestRedactHTML(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"across tags":       `<p>张<b>三</b><i>丰</i>，男</p>`,
		"entities":          `<p>&#x5f20;&#19977;丰，男</p>`,
		"a title":           `<p title="张三丰">，男</p>`,
		"data":              `<p data-who="张三丰">，男</p>`,
		"a comment":         `<p>，男</p><!-- 张三丰 -->`,
		"a script":          `<p>，男</p><script>var a = "张三丰"</script>`,
		"a sheet of styles": `<style>p:after{content:"张三丰"}</style><p>，男</p>`,
		"a link":            `<p><a href="https://a.example/%e5%bc%a0%e4%b8%89%e4%b8%b0">，</a>男</p>`,
		"hidden":            `<p>，男<span style="display:none">张三丰</span></p>`,
		"the head":          `<head><title>张三丰</title><meta name="author" content="张三丰"></head><p>，男</p>`,
		"a form":            `<p>，男</p><input value="张三丰">`,
		"a table":           `<table><tr><td>张 三 丰</td><td>，男</td></tr></table>`,
		"break":             `<p>张三<br>丰，男</p>`,
	} {
		out, err := Redact("a.html", []byte("<!doctype html><html><body>"+in+"</body></html>"), removals(secret))
		if err != nil {
			t.Errorf("%s: %v: %s", name, err, fault.Text(err))
			continue
		}
		if found := traces(t, out.File, secret); found != nil || !strings.Contains(string(out.File), "，") || !strings.Contains(string(out.File), "男") {
			t.Errorf("%s: %s", name, out.File)
		}
	}
}
