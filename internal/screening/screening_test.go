package screening

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongkai/internal/workday"
)

var today = workday.NewDate(2026, time.November, 20)

// kindsIn returns what a text is found to hold, as kind:level.
func kindsIn(text string) []string {
	rules := Rules{Today: today, Phones: []string{"138-0393-0000"}}
	var kinds []string
	for _, f := range rules.Check([]Part{{Name: "正文", Text: text}}) {
		kinds = append(kinds, string(f.Kind)+":"+string(f.Level))
	}
	return kinds
}

func TestCheckFinds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"nothing", "2026年5月18日，共收到申请12件，办结率100%。", ""},

		{"identity number", "张示例，身份证号410901200802290010。", "id-number:block"},
		{"lower case x", "11010519491231002x", "id-number:block"},
		{"split by spaces", "410901 20080229 0010", "id-number:block"},
		{"every digit apart", "4 1 0 9 0 1 2 0 0 8 0 2 2 9 0 0 1 0", "id-number:block"},
		{"full width", "４１０９０１２００８０２２９００１０", "id-number:block"},
		{"across a line break", "4109012008\r\n    02290010", "id-number:block"},
		{"dots, dashes and a zero-width space", "410901-2008.0229·00\u200b10", "id-number:block"},
		{"student number with an identity number", "学籍号G410901200802290010", "id-number:block"},
		{"two on a line", "410901200802290010、11010519491231002X", "id-number:block id-number:block"},
		{"within more digits", "990410901200802290010", "id-number:warn"},
		{"wrong check digit", "410901200802290011", "id-number-like:warn"},
		{"date that does not exist", "410901201002290017", ""},
		{"born before 1900", "440524188001010014", ""},
		{"born tomorrow", "4109012026112100" + checked("4109012026112100")[16:], ""},
		{"no such region", "990901200802290010", ""},
		{"masked", "4109************10", ""},
		{"old number", "旧号410901800229001", "id-number-15:warn"},
		{"fifteen digits of another sort", "流水号202011181234567", ""},
		{"student number of its own", "学籍号L410901999912345671", "student-number:block"},

		{"mobile", "联系电话：13812345678", "mobile:block"},
		{"mobile in groups", "138 1234 5678", "mobile:block"},
		{"mobile with dashes", "139-1234-5678", "mobile:block"},
		{"mobile with country code", "+86 139 1234 5678，+8613912345678", "mobile:block mobile:block"},
		{"mobile in full width", "１３９１２３４５６７８", "mobile:block"},
		{"two mobiles in a row", "138 1234 5678 139 1234 5678", "mobile:block mobile:block"},
		{"published office telephone", "值班电话 13803930000，138 0393 0000", ""},
		{"landline", "0393-4412345，（0393）4412345", ""},
		{"figures in a row", "2019 150 2000 3000 4000", ""},
		{"amount", "13812345678.50元", ""},
		{"document number", "20201381234567890", ""},

		{"bank card", "卡号6222021234567890128", "bank-card:block"},
		{"bank card in fours", "6222 0212 3456 7890 128", "bank-card:block"},
		{"bank card, wrong digit", "6222021234567890129", ""},
		{"no issuer", "9900000000000000007", ""},
		{"credit code", "91110000600037341L，12410900MB0000000B", ""},

		{"passport", "护照E12345678、EA1234567", "passport:warn passport:warn"},
		{"permit", "H1234567890", "passport:warn"},
		{"code with a letter", "编号ABE12345678", ""},
		{"mail", "请发至zhang.shili@example.com。", "e-mail:warn"},
		{"at sign", "@濮阳教育", ""},
	} {
		if got := strings.Join(kindsIn(tc.text), " "); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// TestNumbersOverTheEndOfALine: in what was laid out on paper, a number may go on in the next line.
func TestNumbersOverTheEndOfALine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"请拨打138\n12345678咨询":      "mobile:warn",
		"卡号62220212345\n67890128": "bank-card:warn",
		"4109012008\n02290010":    "id-number:block",
		"13812345678\n2":          "mobile:block",
		"138\n\n12345678":         "",
		"收入138\n12345678.50元":     "",
		"2019\n150":               "",
	} {
		found := Rules{Today: today}.Check([]Part{{Name: "附件", Text: text, Wrapped: true}})
		var kinds []string
		for _, f := range found {
			kinds = append(kinds, string(f.Kind)+":"+string(f.Level))
		}
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// checked appends what makes 16 digits a valid number: one more digit and the check digit.
func checked(prefix string) string {
	number := prefix + "1"
	return number + string(idCheckDigit(number))
}

func TestMarksAreToldFromWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"机密★10年":          "classification:block",
		"绝　密 ★ 长期":        "classification:block",
		"★秘密":             "classification:block",
		"本件标有「机密★」":       "classification:block",
		"机密*5年":           "classification:block",
		"密级：秘密":           "classification:block",
		"份号000012【机密】第3份": "classification:block",
		"标题\n  机密  \n正文":  "classification:block",
		"机密 特急":           "classification:block",
		"内部资料　注意保存":       "internal-marking:block internal-marking:block",
		"（此件不公开）":         "internal-marking:block",
		"某某工作方案（内部文件）":    "internal-marking:block",
		"仅供内部使用":          "internal-marking:block",
		"保守国家秘密是公民的义务。":   "",
		"涉及商业秘密、个人隐私的信息":  "",
		"国家秘密":            "",
		"国家秘密的密级分为绝密、机密、秘密三级": "",
		"不得泄露内部资料和工作秘密。":      "",
		"密级：公开":             "",
		"（此件公开发布）":          "",
		"（三）不予公开":           "",
		"**机密**级别的设定":       "",
		"《秘密》":              "",
		"成立机密室、绝密级管理小组":     "",
		"重大突发事件按规定注意保存相关证据": "",
	} {
		if got := strings.Join(kindsIn(text), " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestFindingPointsAtTheText(t *testing.T) {
	t.Parallel()
	text := "张示例，410901 20080229 ００１０。"
	findings := Rules{Today: today}.Check([]Part{{Name: "标题", Text: "通知"}, {Name: "附件1", Text: text}})
	if len(findings) != 1 {
		t.Fatalf("%+v", findings)
	}
	f := findings[0]
	if f.Place != "附件1" || text[f.Start:f.End] != "410901 20080229 ００１０" || f.Masked != "4109************10" || f.Text == "" || f.Advice == "" {
		t.Errorf("%+v", f)
	}
}

func TestReportHasTheFixedShape(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(Report{File: "a.txt"})
	if err != nil || string(got) != `{"file":"a.txt","level":"clean","findings":[]}` {
		t.Errorf("%s, %v", got, err)
	}
	r := Report{"a.txt", Rules{Today: today}.Check([]Part{{Name: "正文", Text: "13812345678"}})}
	if got, err = json.Marshal(r); err != nil || !strings.HasPrefix(string(got),
		`{"file":"a.txt","level":"block","findings":[{"kind":"mobile","level":"block","place":"正文","masked":"138******78"`) {
		t.Errorf("%s, %v", got, err)
	}
}

func TestScreenBindsToDigestAndRules(t *testing.T) {
	t.Parallel()
	r := Rules{}.Screen("sha256:1", []Part{{Name: "正文", Text: "E12345678"}})
	if r.Digest != "sha256:1" || r.RuleSet != RuleSet || r.Level() != Warn {
		t.Errorf("%+v", r)
	}
	if LevelOf(nil) != Clean {
		t.Error("nothing found is clean")
	}
}

// TestPersonalPartsAreFindings: who took a picture needs no number in it to be found; a number is found besides.
func TestPersonalPartsAreFindings(t *testing.T) {
	t.Parallel()
	got := Rules{Today: today}.Check([]Part{{Name: "作者", Text: "张三 13812345678", Personal: true}, {Name: "拍摄位置", Text: "北纬35°45′42.34″，东经115°02′00.00″", Personal: true}, {Name: "软件", Text: "甲"}})
	var kinds []Kind
	for _, f := range got {
		kinds = append(kinds, f.Kind)
		if f.Text == "" || f.Advice == "" || strings.Contains(f.Masked, "张三") {
			t.Errorf("%+v", f)
		}
	}
	if !slices.Equal(kinds, []Kind{Mobile, PictureNote, PictureNote}) || LevelOf(got[1:]) != Warn {
		t.Errorf("%v", kinds)
	}
}

func anyID() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		region := rapid.SampledFrom([]string{"410901", "110105", "650102", "820000"}).Draw(t, "region")
		born := workday.NewDate(1900, 1, 1).AddDays(rapid.IntRange(0, 46000).Draw(t, "born"))
		number := region + strings.ReplaceAll(born.String(), "-", "") + rapid.StringMatching(`\d{3}`).Draw(t, "serial")
		return number + string(idCheckDigit(number))
	})
}

// A valid number is found wherever it stands and however it is split.
func TestIdentityNumbersAreAlwaysFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := anyID().Draw(t, "id")
		noise := rapid.StringMatching(`[\p{Han}a-z，。、；：“”0-9 \n]{0,40}[\p{Han}，。：]`)
		between := rapid.SampledFrom([]string{"", "", "", " ", "-", "\n", "\r\n  ", "　", "·", " - ", "\u200b"})
		var split strings.Builder
		for _, r := range id {
			split.WriteString(string(r) + between.Draw(t, "between"))
		}
		text := noise.Draw(t, "before") + split.String() + "。" + noise.Draw(t, "after")
		for _, f := range (Rules{Today: today}).Check([]Part{{Name: "正文", Text: text}}) {
			if f.Kind == IDNumber && f.Level == Block && strings.HasPrefix(text[f.Start:], id[:1]) {
				return
			}
		}
		t.Fatalf("%s not found in %q", id, text)
	})
}

// A number with one digit changed is no identity number: GB 11643 finds every single slip.
func TestChangedIdentityNumbersAreNotFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := []byte(anyID().Draw(t, "id"))
		i := rapid.IntRange(0, 16).Draw(t, "place")
		id[i] = '0' + (id[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "shift")))%10
		for _, f := range (Rules{Today: today}).Check([]Part{{Name: "正文", Text: string(id)}}) {
			if f.Kind == IDNumber {
				t.Fatalf("%s is taken for an identity number", id)
			}
		}
	})
}

// No finding repeats what was found.
func TestFindingsNeverShowTheNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := anyID().Draw(t, "id")
		out, err := json.Marshal(Rules{}.Screen("", []Part{{Name: "正文", Text: id + "，13812345678"}}))
		if err != nil || strings.Contains(string(out), id) || strings.Contains(string(out), id[6:14]) || strings.Contains(string(out), "12345678") {
			t.Fatalf("%s, %v", out, err)
		}
	})
}

// Texts that would take a careless search for ever are read to their end.
func TestCheckReadsLongTexts(t *testing.T) {
	t.Parallel()
	const size = 1 << 18
	for name, piece := range long {
		text := strings.Repeat(piece, size/len(piece))
		found := Rules{Today: today}.Check([]Part{{Name: "正文", Text: text}})
		if name == "identity numbers" && len(found) != size/len(piece) || name == "prose" && len(found) != 0 {
			t.Errorf("%s: %d found", name, len(found))
		}
	}
}

// long are pieces that are tiresome in great number.
var long = map[string]string{
	"prose":            "市教育局今年受理申请12件，其中予以公开8件，联系电话0393-4412345。",
	"digits":           "4109012008022900",
	"digits apart":     "1 ",
	"marks":            "内部资料",
	"starred marks":    "机密、",
	"at signs":         "@a",
	"one mail":         "a",
	"identity numbers": "410901200802290010 ",
	"white space":      " ",
}

// BenchmarkCheck reads texts of two lengths: twice the length takes twice the time.
func BenchmarkCheck(b *testing.B) {
	for name, piece := range long {
		for _, size := range []int{1 << 19, 1 << 20} {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				parts := []Part{{Name: "正文", Text: strings.Repeat(piece, size/len(piece))}}
				b.SetBytes(int64(size))
				for b.Loop() {
					Rules{Today: today}.Check(parts)
				}
			})
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{"410901 20080229 0010", "138-1234-5678", "6222 0212 3456 7890 128", "机　密★10年", "E12345678", "a@b.cn", "\xff\xfe4109", "X1X"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, found := range (Rules{Today: today}).Check([]Part{{Name: "正文", Text: text}}) {
			if found.Start < 0 || found.Start >= found.End || found.End > len(text) {
				t.Fatalf("%+v points outside of %d bytes", found, len(text))
			}
		}
	})
}
