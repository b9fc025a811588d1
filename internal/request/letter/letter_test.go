package letter

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/request"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file of testdata, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// plain is a letter as it reads.
func plain(l *Letter) string {
	var b strings.Builder
	if l.Head != "" {
		fmt.Fprintf(&b, "【%s】\n", l.Head)
	}
	fmt.Fprintf(&b, "%s\n# %s\n\n%s：\n", l.DocNo, l.Title, l.To)
	for i := range l.Body {
		b.WriteString(strings.Repeat("#", 1+l.Body[i].Level)[1:] + "　　" + l.Body[i].Text() + "\n")
	}
	for i, a := range l.Attached {
		fmt.Fprintf(&b, "　　附件%d：%s\n", i+1, a)
	}
	fmt.Fprintf(&b, "\n　　　　%s\n　　　　%s\n", l.Signer, l.Signed.Chinese())
	return b.String()
}

// cases are the kinds with a whole case each, and the kinds that read otherwise by what was decided.
func cases() map[string]*Facts {
	out := map[string]*Facts{}
	for _, k := range request.Letters() {
		out[string(k.Kind)] = Sample(k.Kind)
	}
	vary := func(name string, kind request.LetterKind, change func(*Facts)) {
		f := Sample(kind)
		change(f)
		out[string(kind)+"+"+name] = f
	}
	decide := func(code request.DecisionCode) func(*Facts) {
		return func(f *Facts) { f.Decision, _ = code.Info() }
	}
	vary("already-public", request.LetterGrant, func(f *Facts) {
		decide(request.AlreadyPublic)(f)
		f.Published, f.Attached = Sample(request.LetterPartly).Published, nil
	})
	vary("third-party", request.LetterRefuse, func(f *Facts) {
		decide(request.ThirdPartyHarm)(f)
		f.Kind, f.Applicant = request.Business, "示范市华星教育咨询有限公司"
		f.Reasons = []string{"该信息涉及第三方的商业秘密，第三方不同意公开且有合理理由"}
	})
	vary("2023", request.LetterRefuse, func(f *Facts) {
		f.Signed, f.Received, f.DocNo = on(2023, 12, 29), on(2023, 12, 4), "示教依申请〔2023〕31号—答"
	})
	vary("paper", request.LetterRefuse, func(f *Facts) {
		f.Channel, f.Forum.Online, f.Forum.URL = request.Registered, false, ""
	})
	vary("unknown", request.LetterNotOurs, func(f *Facts) { f.Responsible = nil })
	vary("reissue", request.LetterNoProcess, func(f *Facts) {
		decide(request.Reissue)(f)
		f.Reasons = []string{"所要求确认的文件，本机关已于2025年3月提供"}
	})
	vary("no-information", request.LetterNoProcess, func(f *Facts) {
		decide(request.NoInformation)(f)
		f.Subject, f.Reasons = "请问明年教师招聘什么时候报名？", []string{"所提事项是咨询，可以拨打本机关咨询电话0393-8888010"}
	})
	vary("pages", request.LetterFee, func(f *Facts) { f.Fee = Fee{Basis: request.ByPages, Count: 240, Pay: f.Fee.Pay} })
	vary("fee", request.LetterAbandoned, func(f *Facts) { f.Lapse.Fee, f.Lapse.DocNo = true, "示教依申请〔2026〕27号—费" })
	for name, r := range map[string]Result{"not": NotCorrected, "passed": Passed, "elsewhere": Elsewhere} {
		vary(name, request.LetterCorrection, func(f *Facts) {
			f.Correction.Result, f.Correction.Detail = r, "有关登记表由龙湖区教育局保管"
		})
	}
	return out
}

func kindOf(name string) request.LetterKind {
	kind, _, _ := strings.Cut(name, "+")
	return request.LetterKind(kind)
}

// TestEveryLetterIsWhole: each kind renders from whole facts, and nothing is found missing or left over.
func TestEveryLetterIsWhole(t *testing.T) {
	t.Parallel()
	for name, f := range cases() {
		l, err := Render(kindOf(name), f, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, found := range Lint(l, f) {
			t.Errorf("%s: %s: %s", name, found.Name, found.Text)
		}
		golden(t, filepath.Join("testdata", name+".txt"), plain(l))
		golden(t, filepath.Join("testdata", name+".html"), l.HTML())
		if strings.Contains(l.HTML(), "style=") {
			t.Errorf("%s: inline style", name)
		}
	}
}
