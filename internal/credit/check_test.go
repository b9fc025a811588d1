package credit

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/internal/workday"
)

var today = workday.NewDate(2026, time.November, 20)

// school and teacher are rows without fault; the persons and units do not exist.
func school() [ColumnCount]string {
	var v [ColumnCount]string
	common(&v)
	v[colPartyName], v[colPartyKind], v[colPartyCode] = "示例民办学校", LegalPerson, "12410900MB0000000B"
	v[colRepresentative] = "张示例"
	return v
}

func teacher() [ColumnCount]string {
	var v [ColumnCount]string
	common(&v)
	v[colPartyName], v[colPartyKind], v[colPaperKind], v[colPaperNo] = "李示例", NaturalPerson, IdentityCard, "410901200802290010"
	return v
}

func common(v *[ColumnCount]string) {
	v[colDocName], v[colDocNo], v[colLicenceKind], v[colContent] = "教师资格认定决定书", "濮教许〔2026〕12号", "认可", "准予认定"
	v[colDecided], v[colValidFrom], v[colValidTo] = "2026/11/20", "2026/11/20", "2099/12/31"
	v[colAuthority], v[colAuthorityCode] = "示例市教育局", "114109000000000009"
	v[colState], v[colSource], v[colSourceCode] = "1", "示例市教育局", "114109000000000009"
}

// found lists problems as field:rule, warnings with a question mark.
func found(problems []Problem) string {
	var out []string
	for _, p := range problems {
		mark := ""
		if p.Warn {
			mark = "?"
		}
		out = append(out, strings.TrimSpace(p.Column)+":"+p.Rule+mark)
	}
	return strings.Join(out, " ")
}

func TestCheckMeetsEveryRuleAtItsBoundary(t *testing.T) {
	t.Parallel()
	set := func(row func() [ColumnCount]string, pairs ...any) [ColumnCount]string {
		v := row()
		for i := 0; i < len(pairs); i += 2 {
			v[pairs[i].(Column)] = pairs[i+1].(string)
		}
		return v
	}
	for _, tc := range []struct {
		name string
		row  [ColumnCount]string
		want string
	}{
		{"legal person without fault", school(), ""},
		{"natural person without fault", teacher(), ""},

		{"required", set(school, colPartyName, "", colContent, " "), "XK_XDR_MC:required XK_NR:required"},
		{"no kind", set(school, colPartyKind, ""), "XK_XDR_LB:required"},
		{"unknown kind", set(school, colPartyKind, "企业"), "XK_XDR_LB:bad-choice"},
		{"name of 200", set(school, colPartyName, strings.Repeat("示", 200)), ""},
		{"name of 201", set(school, colPartyName, strings.Repeat("示", 201)), "XK_XDR_MC:too-long"},
		{"content of 4000", set(school, colContent, strings.Repeat("示", 4000)), ""},
		{"content of 4001", set(school, colContent, strings.Repeat("示", 4001)), "XK_NR:too-long"},
		{"cleaned", set(school, colContent, "准予\n认定\t 合格　"), "XK_NR:cleaned?"},
		{"spaces around", set(school, colContent, "  准予认定 "), ""},

		{"legal person without code", set(school, colPartyCode, ""), "XK_XDR_SHXYM:required"},
		{"legal person without representative", set(school, colRepresentative, ""), "XK_FRDB:required"},
		{"code in lower case", set(school, colPartyCode, "12410900mb0000000b"), ""},
		{"code of 17", set(school, colPartyCode, "12410900MB0000000"), "XK_XDR_SHXYM:credit-code-length"},
		{"code with O", set(school, colPartyCode, "12410900MBO000000B"), "XK_XDR_SHXYM:credit-code-characters"},
		{"code with a slip", set(school, colPartyCode, "12410900MB0000001B"), "XK_XDR_SHXYM:credit-code-check-digit"},
		{"legal person with household code", set(school, colPartyCode, "92410900MA00000001"), "XK_XDR_SHXYM:legal-person-code"},
		{"legal person with placeholder", set(school, colPartyCode, PlaceholderCode), "XK_XDR_SHXYM:placeholder?"},
		{"household", set(school, colPartyKind, Household, colPartyCode, "92410900MA00000001"), ""},
		{"household with another code", set(school, colPartyKind, Household), "XK_XDR_SHXYM:household-code"},
		{"household with placeholder", set(school, colPartyKind, Household, colPartyCode, PlaceholderCode), "XK_XDR_GSZC:placeholder-needs-business-no"},
		{"household with placeholder and number", set(school, colPartyKind, Household, colPartyCode, PlaceholderCode, colBusinessNo, "410900600000001"), ""},
		{"natural person with code", set(teacher, colPartyCode, "92410900MA00000001"), "XK_XDR_SHXYM:natural-person-with-code"},
		{"natural person with representative", set(teacher, colRepresentative, "张示例"), "XK_FRDB:natural-person-with-representative"},
		{"placeholder for the authority", set(school, colAuthorityCode, PlaceholderCode), "XK_XKJGDM:credit-code-check-digit"},

		{"natural person without paper", set(teacher, colPaperKind, "", colPaperNo, ""), "XK_XDR_ZJLX:required XK_XDR_ZJHM:required"},
		{"unknown paper", set(teacher, colPaperKind, "驾驶证"), "XK_XDR_ZJLX:bad-choice"},
		{"passport is not checked", set(teacher, colPaperKind, "护照号", colPaperNo, "E12345678"), ""},
		{"identity number too short", set(teacher, colPaperNo, "41090120080229001"), "XK_XDR_ZJHM:id-number-length"},
		{"identity number of no day", set(teacher, colPaperNo, "410901201002290017"), "XK_XDR_ZJHM:id-number-date"},
		{"identity number with a slip", set(teacher, colPaperNo, "410901200802290011"), "XK_XDR_ZJHM:id-number-check-digit"},
		{"identity number in lower case", set(teacher, colPaperNo, "11010519491231002x"), ""},
		{"representative's paper", set(school, colRepresentativePaper, IdentityCard, colRepresentativeNo, "410901200802290010"), "XK_FR_ZJLX:not-recommended?"},
		{"representative's paper without number", set(school, colRepresentativePaper, IdentityCard), "XK_FR_ZJLX:not-recommended? XK_FR_ZJHM:required"},

		{"other kind explained", set(school, colLicenceKind, "其他-备案"), ""},
		{"other kind not explained", set(school, colLicenceKind, "其他"), "XK_XKLB:other-unexplained"},
		{"unknown licence kind", set(school, colLicenceKind, "审批"), "XK_XKLB:bad-choice"},
		{"certificate without number", set(school, colCertificateName, "办学许可证"), "XK_XKBH:required"},
		{"number without certificate", set(school, colCertificateNo, "12345"), "XK_XKZS:certificate-unnamed?"},

		{"wrong brackets", set(school, colDocNo, "濮教许[2026]12号"), "XK_WSH:doc-no-brackets?"},
		{"round brackets", set(school, colDocNo, "濮教许（2026）12号"), "XK_WSH:doc-no-brackets?"},
		{"padded number", set(school, colDocNo, "濮教许〔2026〕012号"), "XK_WSH:doc-no-padded?"},
		{"another number system", set(school, colDocNo, "20264109001012"), ""},

		{"decided tomorrow", set(school, colDecided, "2026/11/21", colValidFrom, "2026/11/21"), "XK_JDRQ:decided-in-future"},
		{"dash in dates", set(school, colDecided, "2026-11-20"), ""},
		{"written date", set(school, colDecided, "2026年11月20日"), ""},
		{"Excel's day number", set(school, colDecided, "46346"), ""},
		{"no such day", set(school, colDecided, "2026/02/30"), "XK_JDRQ:date-form"},
		{"no date", set(school, colDecided, "去年"), "XK_JDRQ:date-form"},
		{"two-digit year", set(school, colDecided, "26/11/20"), "XK_JDRQ:date-form"},
		{"long-term in words", set(school, colValidTo, "长期"), ""},
		{"after 2099", set(school, colValidTo, "2100/01/01"), "XK_YXQZI:date-range"},
		{"valid for a day", set(school, colValidTo, "2026/11/20"), ""},
		{"validity backwards", set(school, colValidTo, "2026/11/19"), "XK_YXQZI:validity-backwards"},
		{"valid before the decision", set(school, colValidFrom, "2026/11/19"), "XK_YXQZ:valid-before-decision?"},

		{"invalid now", set(school, colState, "2"), ""},
		{"state in words", set(school, colState, "有效"), "XK_ZT:state-mapped?"},
		{"state of 2016", set(school, colState, "0"), "XK_ZT:old-state"},
		{"unknown state", set(school, colState, "9"), "XK_ZT:bad-choice"},

		{"identity number in the content", set(teacher, colContent, "准予李示例（410901200802290010）认定"), "XK_NR:personal-data"},
		{"mobile in the remark", set(school, colRemark, "联系13812345678"), "BZ:personal-data"},
	} {
		if _, problems := (Rules{Today: today}).check(7, tc.row, nil); found(problems) != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, found(problems), tc.want)
		}
	}
}

func TestStatesOf2016AreMapped(t *testing.T) {
	t.Parallel()
	for old, want := range map[string]string{"0": StateEffective, "1": StateIneffective, "2": StateEffective} {
		v := school()
		v[colState] = old
		l, problems := Rules{Today: today, OldStates: true}.check(2, v, nil)
		if l.State != want || found(problems) != "XK_ZT:state-mapped?" {
			t.Errorf("%s became %s: %s", old, l.State, found(problems))
		}
	}
	v := school()
	v[colState] = "3" // 其他: nobody can tell
	if _, problems := (Rules{Today: today, OldStates: true}).check(2, v, nil); found(problems) != "XK_ZT:old-state" {
		t.Error(found(problems))
	}
}

func TestProblemsDoNotRepeatNumbers(t *testing.T) {
	t.Parallel()
	v := teacher()
	v[colPaperNo], v[colRemark] = "410901200802290011", "身份证410901200802290010"
	_, problems := Rules{Today: today}.check(7, v, nil)
	out, err := json.Marshal(SheetReport{1, problems})
	if err != nil || len(problems) != 2 || strings.Contains(string(out), "20080229") {
		t.Errorf("%s, %v", out, err)
	}
}

func TestSheetReportHasTheFixedShape(t *testing.T) {
	t.Parallel()
	out, err := json.Marshal(SheetReport{Rows: 3})
	if err != nil || string(out) != `{"rows":3,"errors":[],"warnings":[]}` {
		t.Errorf("%s, %v", out, err)
	}
	v := school()
	v[colContent] = ""
	_, problems := Rules{Today: today}.check(7, v, &[ColumnCount]string{colContent: "S"})
	out, err = json.Marshal(SheetReport{1, problems})
	if err != nil || !strings.HasPrefix(string(out), `{"rows":1,"errors":[{"row":7,"column":"S XK_NR","field":"许可内容","rule":"required","text":"许可内容没有填写。"`) {
		t.Errorf("%s, %v", out, err)
	}
}

func TestLicenceKeepsItsValues(t *testing.T) {
	t.Parallel()
	for _, v := range [][ColumnCount]string{school(), teacher()} {
		l, problems := Rules{Today: today}.check(2, v, nil)
		if l.Values() != v || len(problems) != 0 || len(Rules{Today: today}.CheckLicence(l)) != 0 {
			t.Errorf("%+v", l)
		}
	}
}

func TestPublicShowsNoMoreThanItMay(t *testing.T) {
	t.Parallel()
	v := teacher()
	v[colContent] = "准予李示例认定"
	l, _ := Rules{Today: today}.check(2, v, nil)
	p := l.Public(IDMask{})
	if p.PartyName != "李**" || p.PaperNo != "" || p.PaperKind != "" || p.Content != "准予李**认定" || l.PaperNo == "" {
		t.Errorf("%+v", p)
	}
	if p = l.Public(IDMask{4, 2}); p.PaperNo != "4109************10" {
		t.Error(p.PaperNo)
	}
	if p = l.Public(IDMask{6, 4}); strings.ContainsAny(p.PaperNo, "0123456789") {
		t.Error(p.PaperNo)
	}
	v = school()
	v[colRepresentativePaper], v[colRepresentativeNo] = IdentityCard, "410901200802290010"
	l, _ = Rules{Today: today}.check(2, v, nil)
	if p = l.Public(IDMask{4, 2}); p.RepresentativeNo != "" || p.RepresentativePaper != "" || p.PartyName != "示例民办学校" || p.Representative != "张示例" {
		t.Errorf("%+v", p)
	}
	for i, value := range l.Public(IDMask{}).Values() {
		if !Fields[i].Public && value != "" {
			t.Errorf("%s is shown", Fields[i].Name)
		}
	}
}

func TestMaskNameKeepsTheSurname(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"张三": "张*", "李示例": "李**", "欧阳雪琴": "欧阳**", "欧阳": "欧*", "司马光": "司马*", "买买提·艾力": "买**·**", "王": "*", "": "", "𠮷田": "𠮷*",
	} {
		if got := MaskName(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestFieldsHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	seen := make(map[string]string)
	for i, f := range Fields {
		if f.Max == 0 || (f.Value == choice) != (len(f.Choices) > 0) {
			t.Errorf("%s is incomplete", f.Code)
		}
		for _, name := range slices.Concat([]string{f.Name, f.Code}, f.Aliases) {
			if other, ok := seen[plainName(name)]; ok {
				t.Errorf("%s is %s and %s", name, other, f.Code)
			}
			seen[plainName(name)] = f.Code
			if col, ok := columnOf(name); !ok || col != Column(i) {
				t.Errorf("%s is read as %d, %v", name, col, ok)
			}
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("2026/11/20", "濮教许〔2026〕12号", "12410900MB0000000B", "410901200802290010", "准予\t认定")
	f.Add("46346", "", "00000000000000000X", "11010519491231002x", "\xff")
	f.Fuzz(func(t *testing.T, day, docNo, code, id, content string) {
		for _, v := range [][ColumnCount]string{school(), teacher()} {
			v[colDecided], v[colValidTo], v[colDocNo], v[colPartyCode], v[colPaperNo], v[colContent] = day, day, docNo, code, id, content
			l, problems := Rules{Today: today}.check(2, v, nil)
			for _, p := range problems {
				if p.Text == "" || p.Advice == "" || p.Rule == "" {
					t.Fatalf("%+v says nothing", p)
				}
			}
			l.Public(IDMask{4, 2})
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	v := school()
	v[colContent] = "准予第12号示例民办学校办学，层次为高中，办学地址为示例路12号"
	for b.Loop() {
		if _, problems := (Rules{Today: today}).check(2, v, nil); len(problems) > 0 {
			b.Fatal(found(problems))
		}
	}
}
