package request

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/obligation"
	"gongkai/internal/workday"
)

// day reads a date of a table.
func day(t interface {
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

var (
	officer  = &agency.Person{ID: 1, Unit: 1, Name: "经办人甲", Roles: []agency.Role{agency.GeneralOffice}}
	head     = &agency.Person{ID: 2, Unit: 1, Name: "机构负责人乙", Roles: []agency.Role{agency.DisclosureHead}}
	lawyer   = &agency.Person{ID: 3, Unit: 1, Name: "法制审核丙", Roles: []agency.Role{agency.FirstReviewer}}
	guardian = &agency.Person{ID: 4, Unit: 1, Name: "保密审查丁", Roles: []agency.Role{agency.SecrecyReviewer}}
	signer   = &agency.Person{ID: 5, Unit: 1, Name: "签发人戊", Roles: []agency.Role{agency.Signer}}
	clerk    = &agency.Person{ID: 6, Unit: 1, Name: "信息员己", Roles: []agency.Role{agency.Writer}}
)

// caseFile walks a request through its steps, without a store.
type caseFile struct {
	t   *testing.T
	cal workday.Calendar
	req *Request
	// owed is the due day of the duty to answer as its effects have left it.
	owed workday.Date
	open bool
}

func newCase(t *testing.T, channel Channel, filed, received string) *caseFile {
	t.Helper()
	c := &caseFile{t: t, cal: workday.Builtin(), req: &Request{ID: 7, Unit: 1, No: "2026-0001", Applicant: Natural, Channel: channel, FiledAt: noon(day(t, filed))}}
	c.must(nil, filed, Doing{Kind: Submit})
	c.must(officer, received, Doing{Kind: Receive, On: day(t, received), Words: Words{Evidence: "通话登记"}})
	return c
}

func noon(d workday.Date) time.Time { return d.Time().Add(12 * time.Hour) }

func (c *caseFile) do(by *agency.Person, on string, d Doing) error {
	c.t.Helper()
	return c.attempt(by, day(c.t, on), d)
}

// attempt takes a step on a day and follows what it does to the duty.
func (c *caseFile) attempt(by *agency.Person, on workday.Date, d Doing) error {
	deed, err := c.req.Do(c.cal, by, noon(on), d, func(s *Step, _ *Words) error { s.Said = []byte("sealed"); return nil })
	for _, e := range deed.Effects {
		switch e := e.(type) {
		case obligation.Opened:
			c.owed, c.open = e.Due, true
		case obligation.Moved:
			c.owed = e.Due
		case obligation.Paused:
			c.owed = workday.Date{}
		case obligation.Met, obligation.Cancelled:
			c.open = false
		}
	}
	return err
}

func (c *caseFile) must(by *agency.Person, on string, d Doing) {
	c.t.Helper()
	if err := c.do(by, on, d); err != nil {
		c.t.Fatalf("%s on %s: %v: %s", d.Kind, on, err, fault.Text(err))
	}
}

func (c *caseFile) due(want string) {
	c.t.Helper()
	clock, err := c.req.Clock(c.cal)
	if err != nil {
		c.t.Fatal(err)
	}
	if got := clock.Deadline().Due.String(); got != want {
		c.t.Errorf("due %s, want %s", got, want)
	}
	if c.req.Due != clock.Deadline().Due || c.owed != clock.Deadline().Due {
		c.t.Errorf("the list says %s, the duty %s, the clock %s", c.req.Due, c.owed, clock.Deadline().Due)
	}
}

// say is words that satisfy any step.
var say = Words{Text: "写明的内容", Evidence: "凭据一号"}

// Cases T01 to T31 and T38 of the domain's table, as steps of a request; the others are limits of other duties (law's tests).
func TestTheDueDayFollowsTheSteps(t *testing.T) {
	t.Parallel()
	type step struct {
		by *agency.Person
		on string
		d  Doing
	}
	ask := func(on, until string) step {
		return step{officer, on, Doing{Kind: AskSupplement, Until: day(t, until), Words: say}}
	}
	supplied := func(on string) step {
		return step{officer, on, Doing{Kind: Supplement, On: day(t, on), Words: say}}
	}
	consult := func(p Party, on string) step {
		return step{officer, on, Doing{Kind: Consult, Party: p, Words: say}}
	}
	answered := func(about int, on string) step {
		return step{officer, on, Doing{Kind: AnswerConsult, On: day(t, on), About: about, Opinion: Agrees, Words: say}}
	}
	served := func(about int, on string) step {
		return step{officer, on, Doing{Kind: ServeConsult, On: day(t, on), About: about, Words: say}}
	}
	extend := func(on string, days int) step {
		return step{head, on, Doing{Kind: Extend, Days: days, Words: say}}
	}
	for _, tc := range []struct {
		no, received string
		steps        []step
		want         string
	}{
		{"T01", "2019-05-15", nil, "2019-06-13"},
		{"T02", "2019-09-20", nil, "2019-10-23"},
		{"T03", "2020-01-10", nil, "2020-02-14"},
		{"T04", "2020-01-20", nil, "2020-02-25"},
		{"T05", "2020-06-05", nil, "2020-07-06"},
		{"T06", "2020-09-15", nil, "2020-10-19"},
		{"T07", "2021-01-25", nil, "2021-02-25"},
		{"T08", "2021-09-06", nil, "2021-10-09"},
		{"T09", "2022-01-14", nil, "2022-02-16"},
		{"T10", "2022-09-19", nil, "2022-10-20"},
		{"T11", "2023-01-09", nil, "2023-02-09"},
		{"T12", "2023-09-11", nil, "2023-10-13"},
		{"T13", "2024-01-26", nil, "2024-02-28"},
		{"T14", "2024-09-02", nil, "2024-09-30"},
		{"T15", "2025-01-10", nil, "2025-02-13"},
		{"T16", "2025-09-15", nil, "2025-10-17"},
		{"T17", "2026-02-02", nil, "2026-03-06"},
		{"T18", "2026-09-07", nil, "2026-10-10"},
		{"T19", "2025-10-04", nil, "2025-11-04"},
		{"T20", "2026-02-14", nil, "2026-03-20"},
		{"T21, T22: supplement", "2026-02-09", []step{ask("2026-02-25", "2026-03-20"), supplied("2026-03-16")}, "2026-04-14"},
		{"T23: 20 more", "2026-09-07", []step{extend("2026-10-10", 20)}, "2026-11-06"},
		{"T24: 10 more", "2025-09-15", []step{extend("2025-10-17", 10)}, "2025-10-31"},
		{"T25: third party", "2025-09-15", []step{consult(ThirdParty, "2025-09-18"), answered(3, "2025-10-13")}, "2025-11-05"},
		{"T25, the day of sending taken out too", "2025-09-15", []step{
			{officer, "2025-09-18", Doing{Kind: Consult, Party: ThirdParty, Whole: true, Words: say}}, answered(3, "2025-10-13"),
		}, "2025-11-06"},
		{"two at once, one with its day of sending", "2025-09-15", []step{
			consult(ThirdParty, "2025-09-18"), {officer, "2025-09-18", Doing{Kind: Consult, Party: OtherAgency, Whole: true, Words: say}}, answered(3, "2025-10-13"), answered(4, "2025-10-11"),
		}, "2025-11-06"},
		{"sent on a day off, which no day is taken out for", "2025-09-15", []step{
			{officer, "2025-09-20", Doing{Kind: Consult, Party: ThirdParty, Whole: true, Words: say}}, answered(3, "2025-10-13"),
		}, "2025-11-04"},
		{"T26: silent", "2026-03-02", []step{
			consult(ThirdParty, "2026-03-04"), served(3, "2026-03-06"), {officer, "2026-03-28", Doing{Kind: LapseConsult, About: 3}},
		}, "2026-04-23"},
		{"T26: noticed late", "2026-03-02", []step{
			consult(ThirdParty, "2026-03-04"), served(3, "2026-03-06"), {officer, "2026-04-08", Doing{Kind: LapseConsult, About: 3}},
		}, "2026-04-23"},
		{"T27: third party and 20 more", "2026-04-20", []step{consult(ThirdParty, "2026-04-22"), answered(3, "2026-05-12"), extend("2026-06-01", 20)}, "2026-07-06"},
		{"T28, T29: fee", "2026-06-01", []step{
			{officer, "2026-06-09", Doing{Kind: NoticeFee, Basis: ByPages, Count: 120, Words: say}},
			{officer, "2026-06-10", Doing{Kind: ServeFee, On: day(t, "2026-06-10"), Words: say}},
			{officer, "2026-06-18", Doing{Kind: PayFee, On: day(t, "2026-06-18"), Words: say}},
		}, "2026-07-17"},
		{"T30: plain mail", "2025-04-30", nil, "2025-06-03"},
		{"T31: joint agency", "2026-01-05", []step{consult(JointAgency, "2026-01-07"), answered(3, "2026-01-20")}, "2026-02-13"},
		{"T38: over the year", "2025-12-22", nil, "2026-01-20"},
		{"two at once are taken out once", "2025-09-15", []step{
			consult(ThirdParty, "2025-09-18"), consult(OtherAgency, "2025-09-18"), answered(3, "2025-10-13"), answered(4, "2025-10-11"),
		}, "2025-11-05"},
		{"deferred", "2026-05-11", []step{
			{officer, "2026-05-12", Doing{Kind: AskReason, Words: say}},
			{officer, "2026-05-20", Doing{Kind: GiveReason, On: day(t, "2026-05-20"), Words: say}},
			{head, "2026-05-21", Doing{Kind: Defer, Until: day(t, "2026-09-30"), Words: say}},
		}, "2026-09-30"},
	} {
		t.Run(tc.no, func(t *testing.T) {
			t.Parallel()
			c := newCase(t, Plain, tc.received, tc.received)
			for _, s := range tc.steps {
				c.must(s.by, s.on, s.d)
			}
			c.due(tc.want)
		})
	}
}

// objecting is a request that is granted over the objection of a third party, and signed.
func objecting(c *caseFile) {
	c.must(officer, "2026-02-10", Doing{Kind: Consult, Party: ThirdParty, Words: say})
	c.must(officer, "2026-02-12", Doing{Kind: AnswerConsult, On: day(c.t, "2026-02-12"), About: 3, Opinion: Objects, Words: say})
	c.must(lawyer, "2026-02-25", Doing{Kind: ReviewLaw, Words: say})
	c.must(guardian, "2026-02-25", Doing{Kind: ReviewSecrecy, Words: say})
	c.must(officer, "2026-02-26", Doing{Kind: Propose, Code: Granted, Words: say})
	c.must(signer, "2026-02-27", Doing{Kind: Sign})
}

// The negative cases of the domain's table: what the law does not allow is not done, and nothing of it stays.
func TestWhatTheLawDoesNotAllowIsNotDone(t *testing.T) {
	t.Parallel()
	until := day(t, "2026-04-30")
	for _, tc := range []struct {
		name  string
		walk  func(c *caseFile)
		by    *agency.Person
		on    string
		d     Doing
		want  error
		words string
	}{
		{"(a) supplement on the 7th day is right, on the 8th late", nil, officer, "2026-02-26", Doing{Kind: AskSupplement, Until: until, Words: say}, ErrSupplementLate, "2026-02-25"},
		{"(b) a second supplement", func(c *caseFile) {
			c.must(officer, "2026-02-10", Doing{Kind: AskSupplement, Until: until, Words: say})
			c.must(officer, "2026-02-11", Doing{Kind: Supplement, On: day(c.t, "2026-02-11"), Words: say})
		}, officer, "2026-02-12", Doing{Kind: AskSupplement, Until: until, Words: say}, ErrSupplementTwice, "2026-02-10"},
		{"(c) 21 days more", nil, head, "2026-02-10", Doing{Kind: Extend, Days: 21, Words: say}, nil, "1至20个工作日"},
		{"(c) no days", nil, head, "2026-02-10", Doing{Kind: Extend, Days: 0, Words: say}, nil, "1至20个工作日"},
		{"(d) after the due day", nil, head, "2026-03-14", Doing{Kind: Extend, Days: 5, Words: say}, ErrPastDue, "2026-03-13"},
		{"(e) by a clerk", nil, officer, "2026-02-10", Doing{Kind: Extend, Days: 5, Words: say}, ErrMayNot, "工作机构负责人"},
		{"a second extension", func(c *caseFile) { c.must(head, "2026-02-10", Doing{Kind: Extend, Days: 5, Words: say}) }, head, "2026-02-11", Doing{Kind: Extend, Days: 5, Words: say}, ErrExtendedAlready, "2026-02-10"},
		{"the answer before a third party that objects is told", objecting, officer, "2026-03-02", Doing{Kind: Send, Words: say}, ErrNotNow, "先把决定和理由书面告知第三方"},
		{"telling a party that did not object", objecting, officer, "2026-03-02", Doing{Kind: Tell, About: 99}, nil, "请选择不同意公开"},
		{"telling twice", func(c *caseFile) {
			objecting(c)
			c.must(officer, "2026-03-02", Doing{Kind: Tell, About: 3})
		}, officer, "2026-03-03", Doing{Kind: Tell, About: 3}, ErrNotNow, "没有不同意公开"},
		{"(f) two ways of counting a fee", nil, officer, "2026-02-10", Doing{Kind: NoticeFee, Basis: "count+pages", Count: 100, Words: say}, nil, "只能选一种"},
		{"a fee for 30 pages", nil, officer, "2026-02-10", Doing{Kind: NoticeFee, Basis: ByPages, Count: 30, Words: say}, nil, "没有达到收费标准"},
		{"by somebody without a role", nil, clerk, "2026-02-10", Doing{Kind: AskSupplement, Until: until, Words: say}, ErrMayNot, "局办公室"},
		{"silence before the limit", func(c *caseFile) {
			c.must(officer, "2026-02-10", Doing{Kind: Consult, Party: ThirdParty, Words: say})
			c.must(officer, "2026-02-11", Doing{Kind: ServeConsult, About: 3, On: day(c.t, "2026-02-11"), Words: say})
		}, officer, "2026-03-10", Doing{Kind: LapseConsult, About: 3}, nil, "还没有届满"},
		{"silence of whom nothing reached", func(c *caseFile) {
			c.must(officer, "2026-02-10", Doing{Kind: Consult, Party: ThirdParty, Words: say})
		}, officer, "2026-06-30", Doing{Kind: LapseConsult, About: 3}, nil, "没有起算"},
		{"an answer dated tomorrow", func(c *caseFile) {
			c.must(officer, "2026-02-10", Doing{Kind: Consult, Party: ThirdParty, Words: say})
		}, officer, "2026-02-11", Doing{Kind: AnswerConsult, About: 3, Opinion: Agrees, On: day(t, "2026-02-12"), Words: say}, nil, "不能晚于今天"},
		{"an answer before the letter", func(c *caseFile) {
			c.must(officer, "2026-02-11", Doing{Kind: Consult, Party: ThirdParty, Words: say})
		}, officer, "2026-02-12", Doing{Kind: AnswerConsult, About: 3, Opinion: Agrees, On: day(t, "2026-02-10"), Words: say}, nil, "不能早于发函"},
		{"a decision without the review", nil, officer, "2026-02-10", Doing{Kind: Propose, Code: Granted, Words: say}, ErrReviewsMissing, "法制审核"},
		{"information out without the secrecy review", func(c *caseFile) { c.must(lawyer, "2026-02-10", Doing{Kind: ReviewLaw, Words: say}) }, officer, "2026-02-10", Doing{Kind: Propose, Code: Granted, Words: say}, nil, "保密审查"},
		{"a refusal without a reason", func(c *caseFile) { c.must(lawyer, "2026-02-10", Doing{Kind: ReviewLaw, Words: say}) }, officer, "2026-02-10", Doing{Kind: Propose, Code: Internal}, nil, "必须写明理由"},
		{"for a third party that nobody asked", func(c *caseFile) { c.must(lawyer, "2026-02-10", Doing{Kind: ReviewLaw, Words: say}) }, officer, "2026-02-10", Doing{Kind: Propose, Code: ThirdPartyHarm, Words: say}, nil, "征求第三方意见"},
		{"unclear without a supplement", func(c *caseFile) { c.must(lawyer, "2026-02-10", Doing{Kind: ReviewLaw, Words: say}) }, officer, "2026-02-10", Doing{Kind: Propose, Code: Unclear, Words: say}, nil, "告知补正"},
		{"excessive without asking why", func(c *caseFile) { c.must(lawyer, "2026-02-10", Doing{Kind: ReviewLaw, Words: say}) }, officer, "2026-02-10", Doing{Kind: Propose, Code: Excessive, Words: say}, nil, "说明理由"},
		{"signed by whoever proposed it", func(c *caseFile) {
			both := *signer
			both.ID, both.Roles = officer.ID, []agency.Role{agency.Signer, agency.GeneralOffice}
			c.must(lawyer, "2026-02-10", Doing{Kind: ReviewLaw, Words: say})
			c.must(&both, "2026-02-10", Doing{Kind: Propose, Code: Internal, Words: say})
		}, &agency.Person{ID: 1, Unit: 1, Roles: []agency.Role{agency.Signer}}, "2026-02-10", Doing{Kind: Sign}, ErrOwnProposal, "另一位"},
		{"reviewed by whoever is in charge", func(c *caseFile) {
			c.must(officer, "2026-02-10", Doing{Kind: Assign, Officer: int64(officer.ID)})
		}, &agency.Person{ID: officer.ID, Unit: 1, Roles: []agency.Role{agency.GeneralOffice, agency.FirstReviewer}}, "2026-02-10", Doing{Kind: ReviewLaw, Words: say}, ErrOwnReview, "不能是同一人"},
		{
			"proposed by whoever reviewed it", func(c *caseFile) { c.must(lawyer, "2026-02-10", Doing{Kind: ReviewLaw, Words: say}) },
			&agency.Person{ID: lawyer.ID, Unit: 1, Roles: []agency.Role{agency.GeneralOffice, agency.FirstReviewer}}, "2026-02-10",
			Doing{Kind: Propose, Code: Internal, Words: say},
			ErrOwnReview, "另一位",
		},
		{"sent before it is signed", nil, officer, "2026-02-10", Doing{Kind: Send, Words: say}, ErrNotNow, "不能发出答复"},
		{"a step after the end", func(c *caseFile) {
			c.must(officer, "2026-02-10", Doing{Kind: Withdraw, On: day(c.t, "2026-02-10"), Words: say})
		}, officer, "2026-02-11", Doing{Kind: Consult, Party: ThirdParty, Words: say}, ErrNotNow, "已撤回"},
		{"deferred without a reason given", nil, head, "2026-02-10", Doing{Kind: Defer, Until: until, Words: say}, ErrNotNow, ""},
		{"by another unit", nil, &agency.Person{ID: 9, Unit: 2, Roles: []agency.Role{agency.Writer}}, "2026-02-10", Doing{Kind: Note, Words: say}, ErrMayNot, ""},
		{"no such step", nil, officer, "2026-02-10", Doing{Kind: "burn"}, ErrNoStep, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newCase(t, Plain, "2026-02-09", "2026-02-09")
			if tc.walk != nil {
				tc.walk(c)
			}
			before, state := len(c.req.Steps), *c.req
			err := c.do(tc.by, tc.on, tc.d)
			var fields fault.Fields
			text := fault.Text(err)
			if errors.As(err, &fields) {
				text = fields.Error()
				for _, f := range fields {
					text += f.Text
				}
			}
			if err == nil || tc.want != nil && !errors.Is(err, tc.want) || !strings.Contains(text, tc.words) {
				t.Errorf("got %v: %s, want %v with %q", err, text, tc.want, tc.words)
			}
			if len(c.req.Steps) != before || c.req.State != state.State || c.req.Due != state.Due {
				t.Error("something of it stayed")
			}
		})
	}
}

// (g): a due day in a year without a holiday notice may still move, and says so.
func TestADueDayInAnUnknownYearIsProvisional(t *testing.T) {
	t.Parallel()
	c := newCase(t, Plain, "2026-12-14", "2026-12-14")
	clock, err := c.req.Clock(c.cal)
	if err != nil || !clock.Deadline().Provisional {
		t.Errorf("%v, %v", clock.Deadline(), err)
	}
}

// The check values of the fee notice.
func TestFeeIsProgressive(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		basis FeeBasis
		n     int
		want  int
	}{
		{ByCount, 1, 0},
		{ByCount, 10, 0},
		{ByCount, 11, 100},
		{ByCount, 30, 2000},
		{ByCount, 31, 2200},
		{ByCount, 40, 4000},
		{ByCount, 41, 4300},
		{ByCount, 50, 7000},
		{ByCount, 60, 11000},
		{ByCount, 100, 37000},
		{ByPages, 1, 0},
		{ByPages, 30, 0},
		{ByPages, 31, 10},
		{ByPages, 100, 700},
		{ByPages, 101, 720},
		{ByPages, 200, 2700},
		{ByPages, 201, 2740},
		{ByPages, 300, 6700},
	} {
		if got, err := Fee(tc.basis, tc.n); err != nil || got != tc.want {
			t.Errorf("%s %d: %d, %v, want %d", tc.basis, tc.n, got, err, tc.want)
		}
	}
	for _, n := range []int{0, -1, maxFee + 1} {
		if _, err := Fee(ByCount, n); !errors.Is(err, ErrFeeCount) {
			t.Errorf("%d: %v", n, err)
		}
	}
	if _, err := Fee("", 5); !errors.Is(err, ErrFeeBasis) {
		t.Errorf("no basis: %v", err)
	}
}

// Every code leads to one row of table 三, and every row but the three of the steps is reached.
func TestEveryCodeHasItsRow(t *testing.T) {
	t.Parallel()
	reached := map[Outcome]bool{"other_no_correction": true, "other_no_fee": true}
	for _, d := range decisions {
		if d.Name == "" || d.Article.Law == "" || d.Letter == "" {
			t.Errorf("%s lacks something", d.Code)
		}
		reached[d.Outcome] = true
	}
	for _, o := range Outcomes {
		if !reached[o] {
			t.Errorf("nothing leads to %s", o)
		}
	}
	if len(reached) != len(Outcomes) {
		t.Errorf("%d rows reached, the form has %d", len(reached), len(Outcomes))
	}
}
