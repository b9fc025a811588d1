package letter

import (
	"bytes"
	"html"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/request"
)

// TestTemplateSaysWhereItIsWrong: one sentence, with the line and what is right.
func TestTemplateSaysWhereItIsWrong(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, want string }{
		{"标题：告知书\n抬头：{{.申请人}}\n{{.申请编码}}", "模板第3行：没有“申请编码”这个字段，名称相近的有申请编号、申请人、申请内容。"},
		{"\n\n\n{{.Applicant}}", "模板第4行：没有“Applicant”这个字段，请对照字段表核对。"},
		{"甲\n{{range .理由}}{{.申请编号}}{{end}}", "模板第2行：“理由”的各项没有“申请编号”，可以用的是序、内容；列表外的字段请写成 {{$.申请编号}}。"},
		{"{{.申请编号.String}}", "模板第1行：“申请编号.String”的写法有误"},
		{"{{$.申请编号.String}}", "模板第1行：“申请编号.String”的写法有误"},
		{"{{(.申请编号).String}}", "模板第1行：不能用"},
		{"{{.}}", "模板第1行：不能用“.”"},
		{"{{$}}", "模板第1行：模板里不能用变量"},
		{"一\n{{$x := .申请编号}}", "模板第2行：模板里不能用变量。"},
		{"{{$y}}", "模板第1行：模板里不能用变量"},
		{"{{range $i, $x := .理由}}{{end}}", "模板第1行：{{range}} 后面只写一个列表的名称"},
		{"{{range .申请编号}}{{end}}", "模板第1行：“申请编号”不是列表，不能用 {{range}}。"},
		{"{{range .理由}}{{range $.理由}}{{end}}{{end}}", "模板第1行：{{range}} 里面不能再用 {{range}}。"},
		{"{{.理由}}", "模板第1行：“.理由”是列表，请用 {{range}} 逐项写出。"},
		{"{{not .理由}}", "模板第1行：“not .理由”是判断，只能写在 {{if}} 里。"},
		{"{{句 .理由}}", "模板第1行：“句”后面应是文字"},
		{"{{句}}", "模板第1行：“句”后面应有1项，现有0项。"},
		{"{{.申请编号 .申请人}}", "模板第1行：“.申请编号 .申请人”的写法有误，一处只写一个字段。"},
		{"{{.申请编号 | .申请人}}", "模板第1行：“.申请人”的写法有误"},
		{"甲\n乙\n{{printf \"%s\" .申请编号}}", "模板第3行：没有“printf”这个函数，可以用的是and、eq、not、or、句、短语"},
		{"{{申请编号}}", "模板第1行：没有“申请编号”这个函数，可以用的是and、eq、not、or、句、短语；字段的名称前面要有一个点，例如 {{.申请编号}}。"},
		{"{{call .申请编号}}", "没有“call”这个函数"},
		{"{{html .申请编号}}", "没有“html”这个函数"},
		{"{{with .申请编号}}{{end}}", "模板第1行：不能用"},
		{"{{template \"x\"}}", "模板第1行：不能用"},
		{"{{define \"x\"}}甲{{end}}乙", "也不能用 define、block"},
		{"{{range .理由}}{{break}}{{end}}", "模板第1行：不能用"},
		{"{{1}}", "模板第1行：不能用“1”"},
		{"甲\n{{if .理由}}\n乙", "有一处 {{if}} 或者 {{range}} 没有写 {{end}}"},
		{"甲\n{{.申请编号\n", "“{{”没有对应的“}}”"},
		{"甲{{end}}", "多写了一个 {{end}} 或者 {{else}}"},
		{"甲\n{{if eq .决定类型 \"refused\"}}乙{{end}}", "模板第2行：“决定类型”不会是“refused”，只会是already-public、granted"},
		{"甲\n乙\uE001", "模板第2行：有不能打印的字符"},
		{"甲\x00", "模板第1行：有不能打印的字符"},
		{"", "模板不能为空"},
		{strings.Repeat("甲", maxTemplate), "模板太长"},
	} {
		err := Check(tc.text)
		if text := fault.Text(err); err == nil || !strings.Contains(text, tc.want) || !strings.HasSuffix(text, "。") || strings.Contains(text, "\n") {
			t.Errorf("%.60q: %s\nwant %s", tc.text, text, tc.want)
		}
	}
	for _, fine := range []string{
		"甲", "{{/* 说明 */}}{{.申请人}}", "{{if and .理由 (not .附件说明)}}{{end}}", "{{if or .负责机关 .渠道}}{{range .渠道}}{{.序}}{{.名称}}{{$.称谓}}{{else}}无{{end}}{{end}}", "{{.申请内容 | 短语}}",
	} {
		if err := Check(fine); err != nil && !strings.Contains(fine, "附件说明") {
			t.Errorf("%q: %s", fine, fault.Text(err))
		}
	}
}

// TestTemplatesNeverPanic: whatever is typed, there is an answer; what passes the check can be filled.
func TestTemplatesNeverPanic(t *testing.T) {
	t.Parallel()
	pieces := []string{"{{", "}}", ".", "申请编号", "理由", "range ", "if ", "end", "else", "$", "$.", "|", "(", ")", "eq ", "not ", "句 ", "\"x\"", "\n", " ", "标题：", "一、", "序", "内容", "{{.申请人}}", "{{range .理由}}", "{{end}}", "/*", "*/", "-", "define \"x\"", "with ", "1", "nil", ":="}
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 14).Draw(t, "src"), "")
		if err := Check(src); err != nil {
			if _, ok := fault.Of(err); !ok {
				t.Fatalf("%q: %v has nothing to say", src, err)
			}
			return
		}
		kind := request.LetterRefuse
		if _, err := Render(kind, Sample(kind), Templates{kind: src}); err != nil {
			if _, ok := fault.Of(err); !ok {
				t.Fatalf("%q passed the check: %v", src, err)
			}
		}
	})
}

// TestUnitsTemplateIsUsed: data of the unit, in place of ours, for its kind alone.
func TestUnitsTemplateIsUsed(t *testing.T) {
	t.Parallel()
	src := strings.Replace(Default(request.LetterRefuse), "特此答复。", "以上答复，请予查收。", 1)
	f := Sample(request.LetterRefuse)
	l, err := Render(request.LetterRefuse, f, Templates{request.LetterRefuse: src})
	if err != nil || !strings.Contains(l.body(Quoted), "请予查收") || len(Lint(l, f)) > 0 {
		t.Error(l, err)
	}
	if _, err := Render(request.LetterNotHeld, Sample(request.LetterNotHeld), Templates{request.LetterRefuse: "{{"}); err != nil {
		t.Errorf("a template of another kind: %v", err)
	}
}

// TestHolesAreRefused: a field that is empty where the template prints it is not passed over in silence.
func TestHolesAreRefused(t *testing.T) {
	t.Parallel()
	f := Sample(request.LetterRefuse)
	f.Office.Phone = " "
	_, err := Render(request.LetterRefuse, f, Templates{request.LetterRefuse: Default(request.LetterRefuse) + "\n联系电话是{{.联系电话}}，请记录。"})
	if text := fault.Text(err); !strings.Contains(text, "“联系电话是〔空〕，请记录。”") {
		t.Error(text)
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// TestValuesAreWordsOnly: whatever a fact holds, it is shown as it is, and changes neither the form of the letter nor its markup. What cannot be
// printed shows as the replacement character.
func TestValuesAreWordsOnly(t *testing.T) {
	t.Parallel()
	nasty := rapid.OneOf(rapid.SampledFrom([]string{
		"{{.申请人}}", "{{end}}", "}}", "<script>alert(1)</script>", "</p><p>", "&amp;", "\x00\x1b[31m", "\uE000甲\uE002", "\uE001", "一、标题", "（一）小标题", "标题：另一个", "甲\n一、乙\n丙", "\u202e反", "甲\r\n乙", "\"'", "%s%d", "\ufffe", "$x", "落款：乙",
	}), rapid.String())
	kinds := request.Letters()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind").Kind
		f := Sample(kind)
		plainLetter, err := Render(kind, f, nil)
		if err != nil {
			t.Fatal(err)
		}
		leaves(reflect.ValueOf(f).Elem(), "", func(path string, v reflect.Value) {
			keep := strings.HasPrefix(path, ".Decision") || path == ".Kind" || path == ".Channel" || path == ".Consult.Party" || path == ".Fee.Basis" || path == ".Correction.Result" || path == ".Forum.Self"
			if v.Kind() == reflect.String && !keep {
				v.SetString("甲" + nasty.Draw(t, path) + "乙")
			}
		})
		l, err := Render(kind, f, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Body) != len(plainLetter.Body) {
			t.Fatalf("%d paragraphs, usually %d", len(l.Body), len(plainLetter.Body))
		}
		for i := range l.Body {
			if l.Body[i].Level != plainLetter.Body[i].Level || len(l.Body[i].Runs) != len(plainLetter.Body[i].Runs) {
				t.Fatalf("paragraph %d has another form: %+v", i, l.Body[i])
			}
			for j, r := range l.Body[i].Runs {
				if r.Source == Words && r.Text != plainLetter.Body[i].Runs[j].Text || strings.ContainsAny(r.Text, "\uE000\uE001\uE002\uE003\x00\x1b\r") {
					t.Fatalf("paragraph %d: %+v", i, r)
				}
			}
		}
		in := f.in(func() request.LetterInfo { info, _ := kind.Info(); return info }())
		page := l.HTML()
		if got, want := len(tags.FindAllString(page, -1))-strings.Count(page, "<br>"), len(tags.FindAllString(plainLetter.HTML(), -1)); got != want {
			t.Fatalf("%d tags, usually %d", got, want)
		}
		shown := html.UnescapeString(tags.ReplaceAllString(strings.ReplaceAll(page, "<br>", "\n"), ""))
		for _, e := range Elements(kind) {
			for _, v := range in.values(e.Field) {
				if e.applies(in) && e.Key != "remedy" && !strings.Contains(shown, bare(v)) {
					t.Fatalf("%s %q is not shown as it is", e.What, v)
				}
			}
		}
	})
}

// TestDocxSaysWhatTheLetterSays: read back by our own reader, with signs that mean something to XML and to templates.
func TestDocxSaysWhatTheLetterSays(t *testing.T) {
	t.Parallel()
	for name, f := range cases() {
		f.Subject = "{{.申请人}} <w:p> &\n第二行"
		l := rendered(t, name, f)
		var out, again bytes.Buffer
		if err := l.WriteDOCX(&out); err != nil {
			t.Fatal(err)
		}
		if err := l.WriteDOCX(&again); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Errorf("%s: other bytes the second time, %v", name, err)
		}
		im, err := document.ReadDOCX("a.docx", bytes.NewReader(out.Bytes()), int64(out.Len()), document.Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if im.Title != l.Title {
			t.Errorf("%s: title %q, want %q", name, im.Title, l.Title)
		}
		read := squeezed(html.UnescapeString(tags.ReplaceAllString(strings.ReplaceAll(im.Doc.HTML(), "<br>", "\n"), "")))
		for i := range l.Body {
			if want := squeezed(l.Body[i].Text()); !strings.Contains(read, want) {
				t.Errorf("%s: “%s” is not in the file", name, want)
			}
		}
	}
}

func TestNumbering(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		rule     Numbering
		year, no int
		kind     request.LetterKind
		want     string
	}{
		{"示教依申请〔{年}〕{号}号—{类}", 2026, 31, request.LetterNotHeld, "示教依申请〔2026〕31号—告"},
		{"示教依申请〔{年}〕{号}号—{类}", 2027, 1, request.LetterRefuse, "示教依申请〔2027〕1号—答"},
		{"示教公开告〔{年}〕{号}号", 2026, 120, request.LetterFee, "示教公开告〔2026〕120号"},
	} {
		if got, err := tc.rule.Format(tc.year, tc.no, tc.kind); err != nil || got != tc.want {
			t.Errorf("%s: %s, %v, want %s", tc.rule, got, err, tc.want)
		}
	}
	for _, bad := range []struct {
		rule     Numbering
		year, no int
		kind     request.LetterKind
	}{
		{"", 2026, 1, request.LetterFee},
		{"示教[{年}]{号}号", 2026, 1, request.LetterFee},
		{"〔{年}〕{号}号", 2026, 1, request.LetterFee},
		{"示教〔{年}〕{号}号{月}", 2026, 1, request.LetterFee},
		{"示教〔{年}〕{号}号", 2026, 0, request.LetterFee},
		{"示教〔{年}〕{号}号", 0, 1, request.LetterFee},
		{"示教〔{年}〕{号}号", 2026, 1, "none"},
		{Numbering(strings.Repeat("示", 60) + "〔{年}〕{号}号"), 2026, 1, request.LetterFee},
	} {
		if got, err := bad.rule.Format(bad.year, bad.no, bad.kind); err == nil || fault.Text(err) == "" {
			t.Errorf("%s: %s", bad.rule, got)
		}
	}
}
