package request

import (
	"strings"
	"testing"
)

// TestRemedyFollowsTheLawOfItsDay: date by kind of decision. A refusal, wholly or in part, must be reconsidered first since 2024.
func TestRemedyFollowsTheLawOfItsDay(t *testing.T) {
	t.Parallel()
	forum := Forum{Authority: "示范市人民政府", Upper: "示范省教育厅", Court: "示范市中级人民法院", Online: true, URL: "https://xzfy.example.gov.cn"}
	refusals := map[DecisionCode]bool{
		PartlyGranted: true, StateSecret: true, LawForbids: true, Safety: true, ThirdPartyHarm: true, Internal: true, Process: true, CaseFile: true,
	}
	codes := []DecisionCode{""} // a letter that decides nothing of the kind
	for _, d := range Decisions() {
		codes = append(codes, d.Code)
	}
	for _, tc := range []struct {
		on         string
		first, two bool // reconsideration first; either of two authorities
		suit       string
	}{
		{"2015-04-30", false, true, "3个月"},
		{"2015-05-01", false, true, "6个月"},
		{"2019-05-15", false, true, "6个月"},
		{"2023-12-31", false, true, "6个月"},
		{"2024-01-01", true, false, "6个月"},
		{"2026-11-20", true, false, "6个月"},
	} {
		for _, code := range codes {
			r := forum.RemedyOn(day(t, tc.on), code)
			first := tc.first && refusals[code]
			suit := tc.suit
			if first {
				suit = "15日"
			}
			if r.ReviewFirst != first || r.Review != "60日" || r.Suit != suit {
				t.Errorf("%s %s: %+v", tc.on, code, r)
			}
			has := func(words string, want bool) {
				t.Helper()
				if strings.Contains(r.Text, words) != want {
					t.Errorf("%s %s: “%s” %v in %s", tc.on, code, words, !want, r.Text)
				}
			}
			has("示范市人民政府", true)
			has("60日", true)
			has("示范市中级人民法院", true)
			has(suit, true)
			has("示范省教育厅", tc.two)
			has("先向", first)
			has("6个月", !first && tc.suit == "6个月")
			has("不予公开的部分", first && code == PartlyGranted)
			if strings.HasSuffix(r.Channel, forum.URL) != tc.first {
				t.Errorf("%s %s: %s", tc.on, code, r.Channel)
			}
		}
	}
}

func TestRemedyNamesWhatIsKnown(t *testing.T) {
	t.Parallel()
	r := RemedyOn(day(t, "2026-11-20"), Process, "示范市人民政府")
	if want := "如对本答复不服，应当自收到本答复书之日起60日内先向示范市人民政府申请行政复议；"; !strings.HasPrefix(r.Text, want) || !strings.Contains(r.Text, "有管辖权的人民法院") {
		t.Error(r.Text)
	}
	r = Forum{Authority: "示范市人民政府", URL: "https://xzfy.example.gov.cn", Self: "告知书"}.RemedyOn(day(t, "2026-11-20"), NotHeld)
	if !strings.HasPrefix(r.Text, "如对本告知不服，可以自收到本告知书之日起60日内") || r.Channel != "" {
		t.Errorf("on paper: %s", r.Text)
	}
}

// TestReconsiderationFirstIsReadWiderWhereSet: where an agency reads 不予公开 wider, what cannot be provided and what is not processed go the
// same way, since the law was revised; what is granted never does.
func TestReconsiderationFirstIsReadWiderWhereSet(t *testing.T) {
	t.Parallel()
	for _, d := range Decisions() {
		unable, rejected := strings.HasPrefix(string(d.Outcome), "unable_"), strings.HasPrefix(string(d.Outcome), "rejected_")
		for _, f := range []Forum{{}, {UnableFirst: true}, {RejectedFirst: true}, {UnableFirst: true, RejectedFirst: true}} {
			want := d.Refuses || f.UnableFirst && unable || f.RejectedFirst && rejected
			if got := f.RemedyOn(day(t, "2026-11-20"), d.Code).ReviewFirst; got != want {
				t.Errorf("%s, %+v: %v", d.Code, f, got)
			}
			if f.RemedyOn(day(t, "2023-12-31"), d.Code).ReviewFirst {
				t.Errorf("%s before the revision", d.Code)
			}
		}
	}
}

// TestEveryDecisionHasItsLetter: what can be decided can be written, and each letter is one of the list.
func TestEveryDecisionHasItsLetter(t *testing.T) {
	t.Parallel()
	seen := map[LetterKind]bool{}
	for _, l := range Letters() {
		if seen[l.Kind] || l.No == "" || l.Name == "" || (l.Mark == "") != (l.Kind == LetterReceipt) || l.Self() == "文书" || !l.Answers && l.Article.No == 0 || l.Answers && !l.Remedy {
			t.Errorf("%+v", l)
		}
		seen[l.Kind] = true
	}
	answered := map[LetterKind]bool{}
	for _, d := range Decisions() {
		if l, ok := d.Letter.Info(); !ok || !l.Answers {
			t.Errorf("%s: %s does not answer", d.Code, d.Letter)
		}
		answered[d.Letter] = true
	}
	for _, l := range Letters() {
		if l.Answers && !answered[l.Kind] {
			t.Errorf("nothing is decided by %s", l.Kind)
		}
	}
}

// TestFeePartsAddUp: the steps that a notice shows are the fee.
func TestFeePartsAddUp(t *testing.T) {
	t.Parallel()
	for _, basis := range []FeeBasis{ByCount, ByPages} {
		for _, n := range []int{1, 10, 11, 30, 31, 40, 41, 50, 60, 99, 100, 101, 200, 201, 300, 4321} {
			want, err := Fee(basis, n)
			if err != nil {
				t.Fatal(err)
			}
			sum, next := 0, 1
			for _, p := range FeeParts(basis, n) {
				if p.From != next || p.To < p.From {
					t.Errorf("%s %d: %+v does not go on at %d", basis, n, p, next)
				}
				sum, next = sum+p.Sum(), p.To+1
			}
			if sum != want || next != n+1 {
				t.Errorf("%s %d: the parts come to %d and end before %d, the fee is %d", basis, n, sum, next, want)
			}
		}
	}
	if FeeParts("both", 10) != nil || FeeParts(ByCount, 0) != nil || FeeParts(ByPages, maxFee+1) != nil {
		t.Error("a fee out of nothing")
	}
}
