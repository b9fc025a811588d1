package letter

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// copyOf is a letter that may be spoilt.
func copyOf(l *Letter) *Letter {
	twin := *l
	twin.Body = nil
	for _, p := range l.Body {
		twin.Body = append(twin.Body, Paragraph{p.Level, slices.Clone(p.Runs)})
	}
	twin.Attached = slices.Clone(l.Attached)
	return &twin
}

// without takes a text out of every part of a letter.
func without(l *Letter, gone ...string) *Letter {
	twin := copyOf(l)
	for _, s := range gone {
		for _, part := range []*string{&twin.Title, &twin.To, &twin.DocNo, &twin.Signer} {
			*part = strings.ReplaceAll(*part, s, "")
		}
		if s == twin.Signed.Chinese() {
			twin.Signed = workday.Date{}
		}
		for i := range twin.Body {
			for j := range twin.Body[i].Runs {
				r := &twin.Body[i].Runs[j]
				r.Text = strings.ReplaceAll(r.Text, s, "")
			}
		}
	}
	return twin
}

func found(fs fault.Fields, key string) bool {
	return slices.ContainsFunc(fs, func(f fault.Field) bool { return f.Name == key })
}

func rendered(t *testing.T, name string, f *Facts) *Letter {
	t.Helper()
	l, err := Render(kindOf(name), f, nil)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return l
}

// TestEachElementIsMissedInTheLetter: the table of what is prescribed is the table of this test. Whatever a template leaves out is found.
func TestEachElementIsMissedInTheLetter(t *testing.T) {
	t.Parallel()
	tried := 0
	for name, f := range cases() {
		l := rendered(t, name, f)
		info, _ := l.Kind.Info()
		in := f.in(info)
		for _, e := range Elements(l.Kind) {
			if !e.applies(in) {
				continue
			}
			gone := e.Says
			if e.Field != "" {
				gone = nil
				for _, v := range in.values(e.Field) {
					gone = append(gone, v, bare(v))
				}
			}
			findings := Lint(without(l, gone...), f)
			if tried++; !found(findings, e.Key) {
				t.Errorf("%s without %s (%q): %v", name, e.What, gone, findings)
			}
			for _, x := range findings {
				if x.Name == e.Key && (!strings.HasSuffix(x.Text, "）。") || !strings.Contains(x.Text, "《")) {
					t.Errorf("%s: no article: %s", name, x.Text)
				}
			}
		}
	}
	if tried < 250 {
		t.Errorf("%d elements tried only", tried)
	}
}

// leaves calls fn with every single fact, which fn may change.
func leaves(v reflect.Value, path string, fn func(string, reflect.Value)) {
	switch {
	case v.Type() == reflect.TypeFor[workday.Date](), v.Kind() == reflect.String, v.Kind() == reflect.Int:
		fn(path, v)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				leaves(v.Field(i), path+"."+f.Name, fn)
			}
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			leaves(v.Index(i), fmt.Sprintf("%s[%d]", path, i), fn)
		}
		fn(path, v)
	}
}

// TestEachElementIsMissedAmongTheFacts: with any fact gone that empties a prescribed field, there is no letter.
func TestEachElementIsMissedAmongTheFacts(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, k := range request.Letters() {
		name := string(k.Kind)
		var paths []string
		leaves(reflect.ValueOf(Sample(k.Kind)).Elem(), "", func(path string, _ reflect.Value) { paths = append(paths, path) })
		for _, path := range paths {
			f := Sample(k.Kind)
			leaves(reflect.ValueOf(f).Elem(), "", func(at string, v reflect.Value) {
				if at == path {
					v.SetZero()
				}
			})
			in := f.in(k)
			for _, e := range Elements(k.Kind) {
				values := in.values(e.Field)
				if e.Field == "" || !e.applies(in) || len(values) > 0 && !slices.Contains(values, "") {
					continue
				}
				tried[name+" "+e.Field] = true
				_, err := Render(k.Kind, f, nil)
				var fs fault.Fields
				if !errors.As(err, &fs) || !found(fs, e.Key) {
					t.Errorf("%s without %s: %v, want %s", name, path, err, e.Key)
				}
				if l := rendered(t, name, Sample(k.Kind)); !found(Lint(l, f), e.Key) {
					t.Errorf("%s without %s passes the linter", name, path)
				}
			}
		}
		for _, e := range Elements(k.Kind) {
			if e.applies(Sample(k.Kind).in(k)) && e.Field != "" && !tried[name+" "+e.Field] && !(e.Field == "依据" && !k.Answers) && e.Field != "负责机关" {
				t.Errorf("%s: nothing empties %s", name, e.Field)
			}
		}
	}
}

// TestTemplateThatLeavesSomethingOut: taking any prescribed field out of our own template makes one that is refused when it is tried.
func TestTemplateThatLeavesSomethingOut(t *testing.T) {
	t.Parallel()
	for _, k := range request.Letters() {
		f := Sample(k.Kind).in(k)
		for _, e := range Elements(k.Kind) {
			if e.Field == "" || !e.applies(f) || e.Key == "doc-no" || e.Key == "signer" || e.Key == "signed" || e.Key == "remedy" ||
				e.Field == "计费数量" { // which the arithmetic says too
				continue
			}
			src := Default(k.Kind)
			field, _ := fieldOf(e.Field)
			if field.Keys != nil {
				from := strings.Index(src, "{{range ."+e.Field+"}}")
				src = src[:from] + src[from+strings.Index(src[from:], "{{end}}")+len("{{end}}"):]
			} else {
				for _, action := range []string{"{{.%s}}", "{{句 .%s}}", "{{短语 .%s}}"} {
					src = strings.ReplaceAll(src, fmt.Sprintf(action, e.Field), "")
				}
			}
			err := Try(k.Kind, src)
			var fs fault.Fields
			if !errors.As(err, &fs) || !found(fs, e.Key) {
				t.Errorf("%s without %s: %v", k.Kind, e.Field, err)
			}
		}
		if err := Try(k.Kind, Default(k.Kind)); err != nil {
			t.Errorf("%s: %v", k.Kind, err)
		}
	}
}

func TestRemedyIsThatOfTheDay(t *testing.T) {
	t.Parallel()
	replace := func(l *Letter, old, with string) *Letter {
		twin := copyOf(l)
		for i := range twin.Body {
			for j := range twin.Body[i].Runs {
				r := &twin.Body[i].Runs[j]
				r.Text = strings.ReplaceAll(r.Text, old, with)
			}
		}
		return twin
	}
	for name, f := range cases() {
		l := rendered(t, name, f)
		info, _ := l.Kind.Info()
		if !info.Remedy {
			if strings.Contains(l.body(Quoted), "行政复议") {
				t.Errorf("%s has a remedy and need not", name)
			}
			continue
		}
		want := f.in(info).Remedy()
		spoilt := map[string]*Letter{
			"no remedy":    replace(replace(l, want.Text, ""), want.Channel, ""),
			"no authority": replace(l, "示范市人民政府", "有关机关"),
			"30 days":      replace(l, "60日", "30日"),
			"no court":     replace(l, "示范市中级人民法院", "法院"),
			"other time":   replace(l, want.Suit, "3个月"),
		}
		if want.ReviewFirst {
			spoilt["not first"] = replace(replace(l, "先向", "向"), "应当", "可以")
			spoilt["straight to court"] = replace(l, "提起行政诉讼。", "提起行政诉讼，也可以在6个月内直接起诉。")
		} else {
			spoilt["first"] = replace(l, "日内向", "日内先向")
		}
		if f.Forum.Online && f.Signed.Year() > 2023 {
			spoilt["no channel"] = replace(l, f.Forum.URL, "")
		}
		for how, x := range spoilt {
			if !found(Lint(x, f), "remedy") {
				t.Errorf("%s, %s: nothing found in\n%s", name, how, x.body(Quoted))
			}
		}
	}
	f := Sample(request.LetterRefuse)
	f.Forum.URL = ""
	if !found(Lint(rendered(t, "refuse", f), f), "remedy") {
		t.Error("sent by network without a channel for reconsideration")
	}
}

// TestSilenceIsNotMixedUp: of a third party the agency decides, of a joint agency it is consent; never the other way round.
func TestSilenceIsNotMixedUp(t *testing.T) {
	t.Parallel()
	for kind, words := range map[request.LetterKind][2]string{
		request.LetterConsult: {"由本机关决定是否公开", "视为同意公开"}, request.LetterJoint: {"视为同意公开", "由本机关决定是否公开"},
	} {
		for _, with := range []string{words[1], words[0] + "；" + words[1]} {
			err := Try(kind, strings.ReplaceAll(Default(kind), words[0], with))
			var fs fault.Fields
			if !errors.As(err, &fs) || !found(fs, "silence") {
				t.Errorf("%s, “%s”: %v", kind, with, err)
			}
		}
	}
}

func TestLeftoversAreFound(t *testing.T) {
	t.Parallel()
	f := Sample(request.LetterRefuse)
	l := rendered(t, "refuse", f)
	for _, left := range []string{"{{.申请人}}", "}}", "……", "XX局", "××", "某某同志", "某局", "〔 〕", "（　）", "“”", "____", "年 月 日", "2026年__月__日", "\uFFFD", "〔空〕", "待定"} {
		for source, want := range map[Source]bool{Words: true, Fact: true, Quoted: false} {
			twin := copyOf(l)
			twin.Body[1].Runs = append(twin.Body[1].Runs, Run{left, source})
			if got := found(Lint(twin, f), "leftover"); got != want {
				t.Errorf("“%s” from %d: found %v", left, source, got)
			}
		}
		twin := copyOf(l)
		twin.Title += left
		if !found(Lint(twin, f), "leftover") {
			t.Errorf("“%s” in the title", left)
		}
	}
	for _, fine := range []string{"某些", "（一）", "出生年月日", "100元×20件", "x", "某一年"} {
		twin := copyOf(l)
		twin.Body[1].Runs = append(twin.Body[1].Runs, Run{fine, Fact})
		if found(Lint(twin, f), "leftover") {
			t.Errorf("“%s” is no leftover", fine)
		}
	}
}

func TestWhatCannotBe(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, kind, key string
		facts           func(*Facts)
		letter          func(*Letter)
	}{
		{"received after it was signed", "refuse", "received", func(f *Facts) { f.Received = on(2026, 11, 21) }, nil},
		{"searched after it was signed", "not-held", "searched", func(f *Facts) { f.Search.On = on(2026, 12, 1) }, nil},
		{"earlier answer after this one", "repeat", "earlier-on", func(f *Facts) { f.Earlier.On = on(2026, 12, 1) }, nil},
		{"published after it was signed", "publication", "published", func(f *Facts) { f.Published[0].On = on(2027, 1, 1) }, nil},
		{"supplement due before it is asked for", "supplement", "until", func(f *Facts) { f.Supplement.Until = on(2026, 10, 29) }, nil},
		{"extended after the due day", "extension", "from", func(f *Facts) { f.Extension.From = on(2026, 11, 19) }, nil},
		{"extended to the same day", "extension", "to", func(f *Facts) { f.Extension.To = f.Extension.From }, nil},
		{"extended by 21 days", "extension", "days", func(f *Facts) { f.Extension.Days = 21 }, nil},
		{"a day that is none", "refuse", "date", func(f *Facts) { f.Reasons[0] = "2026年2月30日的会议记录" }, nil},
		{"a template with a day to come", "refuse", "date", nil, func(l *Letter) { l.Body[1].Runs[0].Text = "请于2026年12月1日前来" }},
		{"another year's number", "refuse", "doc-no", func(f *Facts) { f.DocNo = "示教依申请〔2025〕31号—答" }, nil},
		{"a number without brackets", "refuse", "doc-no", func(f *Facts) { f.DocNo = "示教依申请31号" }, nil},
		{"a number that was not registered", "refuse", "doc-no", nil, func(l *Letter) { l.DocNo = "示教依申请〔2026〕32号—答" }},
		{"a masked name", "refuse", "addressee", func(f *Facts) { f.Applicant = "张**" }, nil},
		{"no title", "refuse", "title", nil, func(l *Letter) { l.Title = "" }},
		{"the applicant's name to a third party", "consult", "privacy", func(f *Facts) { f.Consult.Items[0] = "张晓明申请的审计报告" }, nil},
		{"the applicant's name to a joint agency", "joint", "privacy", func(f *Facts) { f.Attached = []string{"张晓明的申请表"} }, nil},
	} {
		f := Sample(request.LetterKind(tc.kind))
		if tc.facts != nil {
			tc.facts(f)
		}
		l := rendered(t, tc.kind, f)
		if tc.letter != nil {
			tc.letter(l)
		}
		if fs := Lint(l, f); !found(fs, tc.key) {
			t.Errorf("%s: %v", tc.name, fs)
		}
	}
}

func TestLetterMustFitTheDecision(t *testing.T) {
	t.Parallel()
	f := Sample(request.LetterRefuse)
	f.Decision, _ = request.NotHeld.Info()
	_, err := Render(request.LetterRefuse, f, nil)
	if text := fault.Text(err); !strings.Contains(text, "不予公开答复书不能用来答复“信息不存在”的决定") {
		t.Error(text)
	}
	for kind, other := range map[request.LetterKind]request.Party{
		request.LetterConsult: request.JointAgency, request.LetterJoint: request.OtherAgency,
	} {
		f := Sample(kind)
		f.Consult.Party = other
		_, err := Render(kind, f, nil)
		if text := fault.Text(err); !strings.Contains(text, "现在征求的是"+other.Name()) {
			t.Errorf("%s to %s: %s", kind, other, text)
		}
	}
	if _, err := Render("nothing", f, nil); !errors.Is(err, ErrKind) {
		t.Error(err)
	}
}
