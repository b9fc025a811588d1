package law

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

func date(t interface {
	Helper()
	Fatal(...any)
}, s string,
) workday.Date {
	t.Helper()
	d, err := workday.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Cases T01 to T38 of the domain's table.
func TestDueMeetsTheCasesOfTheRegulation(t *testing.T) {
	t.Parallel()
	type hold = [2]string
	cal := workday.Builtin()
	for _, tc := range []struct {
		no     string
		rule   RuleName
		from   string
		extend int
		holds  []hold
		want   string
	}{
		{"T01", RequestReply, "2019-05-15", 0, nil, "2019-06-13"},
		{"T02", RequestReply, "2019-09-20", 0, nil, "2019-10-23"},
		{"T03", RequestReply, "2020-01-10", 0, nil, "2020-02-14"},
		{"T04", RequestReply, "2020-01-20", 0, nil, "2020-02-25"},
		{"T05", RequestReply, "2020-06-05", 0, nil, "2020-07-06"},
		{"T06", RequestReply, "2020-09-15", 0, nil, "2020-10-19"},
		{"T07", RequestReply, "2021-01-25", 0, nil, "2021-02-25"},
		{"T08", RequestReply, "2021-09-06", 0, nil, "2021-10-09"},
		{"T09", RequestReply, "2022-01-14", 0, nil, "2022-02-16"},
		{"T10", RequestReply, "2022-09-19", 0, nil, "2022-10-20"},
		{"T11", RequestReply, "2023-01-09", 0, nil, "2023-02-09"},
		{"T12", RequestReply, "2023-09-11", 0, nil, "2023-10-13"},
		{"T13", RequestReply, "2024-01-26", 0, nil, "2024-02-28"},
		{"T14", RequestReply, "2024-09-02", 0, nil, "2024-09-30"},
		{"T15", RequestReply, "2025-01-10", 0, nil, "2025-02-13"},
		{"T16", RequestReply, "2025-09-15", 0, nil, "2025-10-17"},
		{"T17", RequestReply, "2026-02-02", 0, nil, "2026-03-06"},
		{"T18", RequestReply, "2026-09-07", 0, nil, "2026-10-10"},
		{"T19", RequestReply, "2025-10-04", 0, nil, "2025-11-04"},
		{"T20", RequestReply, "2026-02-14", 0, nil, "2026-03-20"},
		{"T21", SupplementNotice, "2026-02-09", 0, nil, "2026-02-25"},
		{"T22", RequestReply, "2026-03-16", 0, nil, "2026-04-14"},
		{"T23", RequestReply, "2026-09-07", 20, nil, "2026-11-06"},
		{"T24", RequestReply, "2025-09-15", 10, nil, "2025-10-31"},
		{"T25", RequestReply, "2025-09-15", 0, []hold{{"2025-09-18", "2025-10-13"}}, "2025-11-05"},
		{"T26", RequestReply, "2026-03-02", 0, []hold{{"2026-03-04", "2026-03-27"}}, "2026-04-23"},
		{"T27", RequestReply, "2026-04-20", 20, []hold{{"2026-04-22", "2026-05-12"}}, "2026-07-06"},
		{"T28", FeePayment, "2026-06-10", 0, nil, "2026-07-09"},
		{"T29", RequestReply, "2026-06-18", 0, nil, "2026-07-17"},
		{"T30", RequestReply, "2025-04-30", 0, nil, "2025-06-03"},
		{"T31", RequestReply, "2026-01-05", 0, []hold{{"2026-01-07", "2026-01-20"}}, "2026-02-13"},
		{"T32", Publish, "2026-09-28", 0, nil, "2026-10-30"},
		{"T33", PolicyInterpretation, "2026-09-30", 0, nil, "2026-10-10"},
		{"T34", LicencePublicity, "2025-09-29", 0, nil, "2025-10-15"},
		{"T35", LicencePublicity, "2026-02-13", 0, nil, "2026-03-02"},
		{"T36", InspectionResult, "2026-04-24", 0, nil, "2026-05-26"},
		{"T37", PenaltyWithdrawal, "2026-04-30", 0, nil, "2026-05-08"},
		{"T38", RequestReply, "2025-12-22", 0, nil, "2026-01-20"},

		{"overlapping holds", RequestReply, "2025-09-15", 0, []hold{{"2025-09-18", "2025-10-13"}, {"2025-09-20", "2025-09-29"}}, "2025-11-05"},
		{"hold before the start", RequestReply, "2025-09-15", 0, []hold{{"2025-09-01", "2025-09-15"}}, "2025-10-17"},
		{"hold after the end", RequestReply, "2025-09-15", 0, []hold{{"2025-10-17", "2025-11-30"}}, "2025-10-17"},
		{"before the revision", RequestReply, "2019-05-14", 0, nil, "2019-06-04"},
		{"third party", ThirdPartyOpinion, "2026-03-06", 0, nil, "2026-03-27"},

		{"budget ends on a working day", Budget, "2026-03-02", 0, nil, "2026-03-23"}, // 22 March is a Sunday
		{"budget ends on a make-up Saturday", Budget, "2026-02-08", 0, nil, "2026-02-28"},
		{"budget ends in a holiday", Budget, "2026-09-13", 0, nil, "2026-10-08"},
		{"proposal", ProposalAnswer, "2026-03-10", 0, nil, "2026-06-10"},
		{"proposal at the end of a month", ProposalAnswer, "2025-11-30", 0, nil, "2026-02-28"},
		{"review", ReviewApplication, "2026-03-02", 0, nil, "2026-05-06"}, // 1 May is a holiday
		{"reply to a review", ReviewReply, "2026-11-17", 0, nil, "2026-12-01"},
		{"reply to a review over two weekends", ReviewReply, "2026-11-18", 0, nil, "2026-12-02"},
		{"reply to a review in a holiday", ReviewReply, "2026-09-22", 0, nil, "2026-10-13"},
		{"reply to a review on a make-up Saturday", ReviewReply, "2026-09-30", 0, nil, "2026-10-20"},
		{"reply to a review before the revision", ReviewReply, "2023-12-01", 0, nil, "2023-12-11"},
		{"reply in the simple procedure", ReviewReplySimple, "2026-11-17", 0, nil, "2026-11-24"},
		{"reply to a lawsuit", LawsuitReply, "2026-11-05", 0, nil, "2026-11-20"},
		{"reply to a lawsuit in a holiday", LawsuitReply, "2026-09-16", 0, nil, "2026-10-08"},
		{"review before the revision", ReviewApplication, "2023-12-31", 0, nil, "2024-02-29"},
		{"annual report", AnnualReport, "2026-06-01", 0, nil, "2027-01-31"},
		{"website report", WebsiteReport, "2020-12-31", 0, nil, "2021-01-31"},
	} {
		opts := Options{Extend: tc.extend}
		for _, h := range tc.holds {
			opts.Holds = append(opts.Holds, Hold{date(t, h[0]), date(t, h[1])})
		}
		d, err := Due(cal, tc.rule, date(t, tc.from), opts)
		if err != nil || d.Due.String() != tc.want || d.Steps[len(d.Steps)-1].Date != d.Due {
			t.Errorf("%s: %v, %v, want %s", tc.no, d.Due, err, tc.want)
		}
	}
}

func TestDueRefuses(t *testing.T) {
	t.Parallel()
	hold := func(sent, returned string) []Hold { return []Hold{{date(t, sent), date(t, returned)}} }
	for _, tc := range []struct {
		name string
		rule RuleName
		from string
		opts Options
		want error
	}{
		{"extension of 21 days", RequestReply, "2026-05-18", Options{Extend: 21}, ErrExtension},
		{"negative extension", RequestReply, "2026-05-18", Options{Extend: -1}, ErrExtension},
		{"extension of publishing", Publish, "2026-05-18", Options{Extend: 1}, ErrNoExtend},
		{"extension of an hour rule", Opinion48h, "2026-05-18", Options{Extend: 1}, ErrNoExtend},
		{"hold of publishing", Publish, "2026-05-18", Options{Holds: hold("2026-05-19", "2026-05-20")}, ErrNoHold},
		{"hold backwards", RequestReply, "2026-05-18", Options{Holds: hold("2026-05-20", "2026-05-19")}, ErrBadHold},
		{"hold without return", RequestReply, "2026-05-18", Options{Holds: []Hold{{Sent: date(t, "2026-05-20")}}}, ErrBadHold},
		{"endless hold", RequestReply, "2026-05-18", Options{Holds: hold("2026-05-20", "9999-12-31")}, ErrOutOfRange},
		{"unknown rule", "no-rule", "2026-05-18", Options{}, ErrUnknownRule},
		{"before it was law", FeePayment, "2020-12-31", Options{}, ErrNotInForce},
		{"hours without a time", Opinion5h, "2026-05-18", Options{}, ErrNoTime},
	} {
		_, err := Due(workday.Builtin(), tc.rule, date(t, tc.from), tc.opts)
		if _, ok := fault.Of(err); !errors.Is(err, tc.want) || !ok {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
	if _, err := Due(workday.Builtin(), Publish, workday.Date{}, Options{}); !errors.Is(err, ErrNoDay) {
		t.Error(err)
	}
}

func TestDueIsProvisionalWithoutTheNotice(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		rule RuleName
		from string
		want bool
	}{
		{RequestReply, "2026-12-03", false}, // ends on 2026-12-31
		{RequestReply, "2026-12-04", true},
		{Budget, "2026-12-11", false},
		{Budget, "2026-12-12", true},
		{AnnualReport, "2026-06-01", false}, // a fixed day
	} {
		d, err := Due(workday.Builtin(), tc.rule, date(t, tc.from), Options{})
		if err != nil || d.Provisional != tc.want {
			t.Errorf("%s from %s: due %v, provisional %v, %v", tc.rule, tc.from, d.Due, d.Provisional, err)
		}
	}
}

// Natural days in place of working days, case (h), give another date; so does counting day zero.
func TestWorkdaysAreNotNaturalDays(t *testing.T) {
	t.Parallel()
	d, err := Due(workday.Builtin(), LicencePublicity, date(t, "2025-09-29"), Options{})
	if err != nil || d.Due == date(t, "2025-10-06") || d.Due == date(t, "2025-10-14") {
		t.Error(d.Due, err)
	}
}

func TestDueAtCountsNaturalHours(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		rule       RuleName
		from, want string
	}{
		{Opinion5h, "2026-10-01T22:30", "2026-10-02T03:30:00+08:00"},
		{Opinion24h, "2026-02-16 08:00", "2026-02-17T08:00:00+08:00"},
		{Opinion48h, "2026-05-18T08:30:00+08:00", "2026-05-20T08:30:00+08:00"},
	} {
		_, from, err := ParseMoment(tc.from)
		if err != nil {
			t.Fatal(err)
		}
		d, err := DueAt(workday.Builtin(), tc.rule, from, Options{})
		if err != nil || d.DueAt.In(workday.Beijing).Format(time.RFC3339) != tc.want {
			t.Errorf("%s: %v, %v", tc.rule, d.DueAt, err)
		}
	}
	for _, bad := range []string{"", "2026-02-30", "2026-05-18T25:00", "昨天"} {
		if _, _, err := ParseMoment(bad); !errors.Is(err, workday.ErrBadDate) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestDeadlineHasTheFixedShape(t *testing.T) {
	t.Parallel()
	d, err := Due(workday.Builtin(), PolicyInterpretation, date(t, "2026-09-30"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(d)
	want := `{"rule":"policy-interpretation","from":"2026-09-30","due":"2026-10-10","provisional":false,"working_days":3,` +
		`"article":"国办发〔2016〕80号","steps":[{"date":"2026-10-01","counted":false,"why":"国庆节放假"},`
	if err != nil || !strings.HasPrefix(string(got), want) {
		t.Errorf("%s, %v", got, err)
	}
	_, from, err := ParseMoment("2026-11-20T08:30")
	if err != nil {
		t.Fatal(err)
	}
	if d, err = DueAt(workday.Builtin(), Opinion5h, from, Options{}); err != nil {
		t.Fatal(err)
	}
	if got, err = json.Marshal(d); err != nil || !strings.Contains(string(got), `"from":"2026-11-20T08:30:00+08:00","due":"2026-11-20T13:30:00+08:00"`) {
		t.Errorf("%s, %v", got, err)
	}
}

// The due day is the (N + extension + held working days)-th working day: the domain's formula.
func TestDueAgreesWithTheFormula(t *testing.T) {
	t.Parallel()
	cal := workday.Builtin()
	rapid.Check(t, func(t *rapid.T) {
		from := date(t, "2019-05-15").AddDays(rapid.IntRange(0, 2500).Draw(t, "from"))
		extend := rapid.IntRange(0, 20).Draw(t, "extend")
		sent := from.AddDays(rapid.IntRange(0, 20).Draw(t, "sent"))
		returned := sent.AddDays(rapid.IntRange(0, 30).Draw(t, "returned"))
		d, err := Due(cal, RequestReply, from, Options{Holds: []Hold{{sent, returned}}, Extend: extend})
		if err != nil {
			t.Fatal(err)
		}
		held := 0
		if sent.Before(cal.Add(from, 20+extend).Date) {
			held = cal.Between(sent, returned)
		}
		if want := cal.Add(from, 20+extend+held).Date; d.Due != want {
			t.Fatalf("%v + 20 + %d, held %v..%v: %v, want %v", from, extend, sent, returned, d.Due, want)
		}
		counted := 0
		for _, s := range d.Steps {
			if s.Counted {
				counted++
			}
		}
		if counted != d.WorkingDays || counted != 20+extend {
			t.Fatalf("%d days counted, %d promised", counted, d.WorkingDays)
		}
	})
}

func TestVersionsOfARuleDoNotOverlap(t *testing.T) {
	t.Parallel()
	for i, a := range rules {
		if a.Title == "" || a.N <= 0 || a.Article.Law == "" || texts[a.Article.Law] == "" {
			t.Errorf("%s is incomplete: %+v", a.Name, a)
		}
		for _, b := range rules[:i] {
			if a.Name == b.Name && (a.holds(b.ValidFrom) || b.holds(a.ValidFrom)) {
				t.Errorf("two versions of %s hold on one day", a.Name)
			}
		}
	}
	if n := len(Rules(date(t, "2026-11-20"))); n != 23 {
		t.Errorf("%d rules in force, want 23", n)
	}
}

func TestArticleCites(t *testing.T) {
	t.Parallel()
	for a, want := range map[Article]string{
		{"条例", 26}:           "《政府信息公开条例》第二十六条",
		{"条例", 30}:           "《政府信息公开条例》第三十条",
		{"预算法", 14}:          "《预算法》第十四条",
		{"行政许可法", 8}:         "《行政许可法》第八条",
		{"民法典", 203}:         "《民法典》第二百零三条",
		{"民法典", 1024}:        "《民法典》第一千零二十四条",
		{"国办函〔2020〕109号", 0}: "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
	} {
		if got := a.Full(); got != want {
			t.Errorf("%s: %s, want %s", a, got, want)
		}
	}
}

// Every reference in the code, in comments and in the table of rules, has its heading in docs/law.
func TestReferencesAreInTheDocs(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	headings := make(map[string]bool)
	pages, err := filepath.Glob(filepath.Join(root, "docs", "law", "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatal("docs/law is empty", err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^## (.+)$`).FindAllStringSubmatch(string(text), -1) {
			headings[strings.TrimSpace(m[1])] = true
		}
	}
	for _, r := range rules {
		if !headings[r.Article.String()] {
			t.Errorf("rule %s: docs/law has no heading “%s”", r.Name, r.Article)
		}
	}
	comment := regexp.MustCompile(`//.*\blaw: (\S+ \d+(?:[、,，]\s*(?:\S+ )?\d+)*|\S+号)`)
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".go" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, m := range comment.FindAllStringSubmatch(string(text), -1) {
			for _, reference := range split(m[1]) {
				if !headings[reference] {
					t.Errorf("%s: docs/law has no heading “%s”", name, reference)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// split makes 条例 26、33 two references.
func split(s string) []string {
	name := ""
	var references []string
	for _, part := range regexp.MustCompile(`[、,，]\s*`).Split(s, -1) {
		law, number, ok := strings.Cut(part, " ")
		switch {
		case ok:
			name = law
			references = append(references, law+" "+number)
		case strings.HasSuffix(part, "号"):
			references = append(references, part)
		default:
			references = append(references, name+" "+part)
		}
	}
	return references
}
