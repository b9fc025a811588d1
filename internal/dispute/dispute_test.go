package dispute

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

func day(s string) workday.Date {
	if s == "" {
		return workday.Date{}
	}
	d, err := workday.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func noon(s string) time.Time { return day(s).Time().Add(12 * time.Hour) }

func person(roles ...agency.Role) *agency.Person {
	return &agency.Person{ID: 9, Unit: 1, Name: "示例", Roles: roles}
}

func unsealed(_ int, w Words) []byte { return []byte(w.Text + "|" + w.Evidence) }

var said = Words{Text: "写明", Evidence: "凭据"}

// after returns a review received on 2026-11-16 with steps taken, each on its day by the office.
func after(t *testing.T, steps ...Doing) *Case {
	t.Helper()
	c := &Case{ID: 3, Unit: 1, No: "复诉2026-0003", Forum: Review, Request: 7, Subject: "示例", Court: "示例市人民政府", ReceivedOn: day("2026-11-16")}
	for _, d := range steps {
		if _, err := c.Do(workday.Builtin(), person(agency.GeneralOffice), noon("2026-12-20"), d, unsealed); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func done(kind StepKind, on string) Doing {
	return Doing{Kind: kind, On: day(on), Result: Upheld, Words: said}
}

// TestReplyIsDueByTheRuleOfTheForum: ten days for a review, five in the simple procedure, fifteen for a lawsuit, and on to the next working
// day where the last one is off.
func TestReplyIsDueByTheRuleOfTheForum(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		forum  Forum
		simple bool
		notice string
		want   string
		rule   law.RuleName
	}{
		"review":                     {Review, false, "2026-11-17", "2026-12-01", law.ReviewReply},
		"review, over two weekends":  {Review, false, "2026-11-18", "2026-12-02", law.ReviewReply},
		"review, over a holiday":     {Review, false, "2026-09-22", "2026-10-13", law.ReviewReply},
		"review, a make-up Saturday": {Review, false, "2026-09-30", "2026-10-20", law.ReviewReply},
		"simple":                     {Review, true, "2026-11-16", "2026-11-23", law.ReviewReplySimple},
		"simple within the week":     {Review, true, "2026-11-13", "2026-11-20", law.ReviewReplySimple},
		"lawsuit":                    {LawsuitDirect, false, "2026-11-05", "2026-11-20", law.LawsuitReply},
		"lawsuit after a review":     {LawsuitAfterReview, false, "2026-09-16", "2026-10-08", law.LawsuitReply},
	} {
		c := &Case{ID: 3, Unit: 1, No: "x", Forum: tt.forum, Simple: tt.simple, ReceivedOn: day("2026-09-01")}
		deed, err := c.Do(workday.Builtin(), person(agency.GeneralOffice), noon("2026-12-20"), done(Notice, tt.notice), unsealed)
		if err != nil {
			t.Fatal(name, err)
		}
		opened, ok := deed.Effects[0].(obligation.Opened)
		if !ok || opened.Due != day(tt.want) || c.Due != opened.Due || opened.Rule != tt.rule || opened.From != day(tt.notice) || opened.Subject != ref.To(Ref, c.ID) {
			t.Errorf("%s: %+v, case due %s, want %s", name, deed.Effects, c.Due, tt.want)
		}
	}
}

// TestWhatAStepDoesToTheDuty: a corrected notice moves it, the reply meets it in time or late, a result without a reply ends it.
func TestWhatAStepDoesToTheDuty(t *testing.T) {
	t.Parallel()
	do := func(c *Case, d Doing) []any {
		t.Helper()
		deed, err := c.Do(workday.Builtin(), person(agency.GeneralOffice), noon("2026-12-20"), d, unsealed)
		if err != nil {
			t.Fatal(err)
		}
		var out []any
		for _, e := range deed.Effects {
			out = append(out, e)
		}
		return out
	}
	c := after(t, done(Notice, "2026-11-18"))
	if m, ok := do(c, done(Notice, "2026-11-17"))[0].(obligation.Moved); !ok || m.Due != day("2026-12-01") || m.From != day("2026-11-17") {
		t.Errorf("a corrected notice: %+v", m)
	}
	if m, ok := do(c, done(Reply, "2026-12-02"))[0].(obligation.Met); !ok || m.On != day("2026-12-02") || !m.On.After(c.Due) || m.Key != c.key() {
		t.Errorf("a late reply: %+v", m)
	}
	if got := do(c, done(Conclude, "2026-12-10")); len(got) != 0 || c.Result != Upheld || c.ClosedOn != day("2026-12-10") {
		t.Errorf("a result after the reply: %+v, %+v", got, c)
	}
	c = after(t, done(Notice, "2026-11-18"))
	if got, ok := do(c, done(Conclude, "2026-12-10"))[0].(obligation.Cancelled); !ok || got.Key != c.key() {
		t.Errorf("a result without a reply: %+v", got)
	}
}

// TestStepsThatAreRefused: each with its sentence.
func TestStepsThatAreRefused(t *testing.T) {
	t.Parallel()
	office := person(agency.GeneralOffice)
	for name, tt := range map[string]struct {
		steps []Doing
		do    Doing
		by    *agency.Person
		want  error
		field string
		says  string
	}{
		"a reply before the notice":   {nil, done(Reply, "2026-11-20"), office, ErrNoNotice, "", "没有起算"},
		"a second reply":              {[]Doing{done(Notice, "2026-11-17"), done(Reply, "2026-11-20")}, done(Reply, "2026-11-21"), office, ErrReplied, "", "2026-11-20"},
		"a notice after the reply":    {[]Doing{done(Notice, "2026-11-17"), done(Reply, "2026-11-20")}, done(Notice, "2026-11-18"), office, ErrReplied, "", "不能再登记收到通知书"},
		"a reply before its notice":   {[]Doing{done(Notice, "2026-11-17")}, done(Reply, "2026-11-16"), office, nil, "on", "不能早于收到通知书"},
		"a notice before the case":    {nil, done(Notice, "2026-11-15"), office, nil, "on", "不能早于收案"},
		"a reply of tomorrow":         {[]Doing{done(Notice, "2026-11-17")}, done(Reply, "2026-12-21"), office, nil, "on", "不能晚于今天"},
		"no day":                      {nil, done(Notice, ""), office, nil, "on", "请填写日期"},
		"a second result":             {[]Doing{done(Conclude, "2026-12-01")}, done(Conclude, "2026-12-02"), office, ErrEnded, "", "已于2026-12-01登记结果维持"},
		"a result before the case":    {nil, done(Conclude, "2026-11-15"), office, nil, "on", "不能早于收案"},
		"a result of no row":          {nil, Doing{Kind: Conclude, On: day("2026-12-01"), Result: "won", Words: said}, office, nil, "result", "表四"},
		"a hearing after the result":  {[]Doing{done(Conclude, "2026-12-01")}, done(Hearing, "2026-12-02"), office, ErrEnded, "", "写备注"},
		"no words":                    {nil, Doing{Kind: Hearing, On: day("2026-12-01")}, office, nil, "text", "请写明情况"},
		"no evidence":                 {nil, Doing{Kind: Notice, On: day("2026-12-01")}, office, nil, "evidence", "通知书文号"},
		"too long":                    {nil, Doing{Kind: Note, Words: Words{Text: strings.Repeat("字", MaxText+1)}}, office, nil, "text", "最多 2000 个"},
		"a bundle without a reason":   {nil, Doing{Kind: Evidence}, office, nil, "text", "用途"},
		"no such step":                {nil, Doing{Kind: "win"}, office, ErrNoStep, "", "没有这种"},
		"registered again":            {nil, done(Register, "2026-11-20"), office, ErrNoStep, "", "没有这种"},
		"by a writer":                 {nil, done(Note, ""), person(agency.Writer), ErrMayNot, "", "由局办公室"},
		"by nobody":                   {nil, done(Note, ""), nil, ErrMayNot, "", "办理"},
		"a bundle for a writer":       {nil, done(Evidence, ""), person(agency.Writer), ErrMayNot, "", "签发"},
		"a reply by a signer":         {[]Doing{done(Notice, "2026-11-17")}, done(Reply, "2026-11-20"), person(agency.Signer), ErrMayNot, "", "由"},
		"a bundle for another's unit": {nil, done(Evidence, ""), &agency.Person{ID: 8, Unit: 2, Roles: []agency.Role{agency.Signer}}, ErrMayNot, "", "制作证据材料"},
	} {
		c := after(t, tt.steps...)
		n := len(c.Steps)
		_, err := c.Do(workday.Builtin(), tt.by, noon("2026-12-20"), tt.do, unsealed)
		var fields fault.Fields
		text := fault.Text(err)
		if tt.field != "" && errors.As(err, &fields) {
			text = fields.For(tt.field)
		}
		if err == nil || tt.want != nil && !errors.Is(err, tt.want) || !strings.Contains(text, tt.says) || len(c.Steps) != n {
			t.Errorf("%s: %v: %s", name, err, text)
		}
	}
	if c := after(t, done(Conclude, "2026-12-01")); c.Can(Note, office) != nil || c.Can(Evidence, person(agency.Signer)) != nil {
		t.Error("an ended case takes no note, or gives no evidence")
	}
	if c := (&Case{Unit: 1, Forum: Review}); !errors.Is(c.Can(Evidence, office), ErrNoRequest) {
		t.Error("a bundle of no request")
	}
}

// TestADirectLawsuitAgainstARefusalIsTold: since 2024 reconsideration comes first, unless there was one.
func TestADirectLawsuitAgainstARefusalIsTold(t *testing.T) {
	t.Parallel()
	decided := func(code request.DecisionCode, on string) *request.Request {
		return &request.Request{ID: 7, Steps: []request.Step{{No: 1, Kind: request.Propose, Code: code}, {No: 2, Kind: request.Sign, On: day(on)}}}
	}
	for name, tt := range map[string]struct {
		forum  Forum
		req    *request.Request
		others []Case
		want   string
	}{
		"refused since 2024":       {LawsuitDirect, decided(request.Process, "2024-01-01"), nil, "应当先申请行政复议"},
		"partly refused":           {LawsuitDirect, decided(request.PartlyGranted, "2026-06-12"), nil, "第二十三条"},
		"refused before":           {LawsuitDirect, decided(request.Process, "2023-12-31"), nil, ""},
		"granted":                  {LawsuitDirect, decided(request.Granted, "2026-06-12"), nil, ""},
		"not held":                 {LawsuitDirect, decided(request.NotHeld, "2026-06-12"), nil, ""},
		"not decided yet":          {LawsuitDirect, &request.Request{}, nil, ""},
		"after a review":           {LawsuitAfterReview, decided(request.Process, "2026-06-12"), nil, ""},
		"a review":                 {Review, decided(request.Process, "2026-06-12"), nil, ""},
		"with a review registered": {LawsuitDirect, decided(request.Process, "2026-06-12"), []Case{{ID: 1, No: "F1", Forum: Review}}, "F1"},
		"itself":                   {LawsuitDirect, decided(request.Process, "2026-06-12"), []Case{{ID: 3, Forum: LawsuitDirect}}, "应当先申请行政复议"},
		"an older request":         {LawsuitDirect, nil, nil, ""},
	} {
		c := &Case{ID: 3, Forum: tt.forum}
		got := strings.Join(c.Findings(tt.req, tt.others), "")
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestAFilingSaysEveryMistake: in one go, each at its field; days hang together.
func TestAFilingSaysEveryMistake(t *testing.T) {
	t.Parallel()
	good := Filing{Forum: Review, Subject: "食堂合同", Court: "示例市人民政府", NoticeOn: day("2026-11-17"), Claim: "不服不予公开"}
	req := &request.Request{ID: 7, ReceivedOn: day("2026-10-09"), Subject: "食堂合同"}
	for name, tt := range map[string]struct {
		set  func(*Filing)
		req  *request.Request
		want []string
	}{
		"nothing":                   {func(f *Filing) { *f = Filing{} }, nil, []string{"court", "forum", "received", "subject", "text"}},
		"no such request":           {func(f *Filing) { f.Request = "2026-9999" }, nil, []string{"request"}},
		"received before asked":     {func(f *Filing) { f.Request, f.ReceivedOn = "2026-0001", day("2026-10-08") }, req, []string{"received"}},
		"noticed before received":   {func(f *Filing) { f.ReceivedOn = day("2026-11-18") }, nil, []string{"notice"}},
		"of tomorrow":               {func(f *Filing) { f.NoticeOn = day("2026-12-21") }, nil, []string{"received", "notice"}},
		"a simple lawsuit":          {func(f *Filing) { f.Forum, f.Simple = LawsuitDirect, true }, nil, []string{"simple"}},
		"a name in the subject":     {func(f *Filing) { f.Subject = "食堂合同（11010119900307002" + "X）" }, nil, []string{"subject"}},
		"good":                      {func(*Filing) {}, nil, nil},
		"good, as the request says": {func(f *Filing) { f.Subject, f.Request = "", "2026-0001" }, req, nil},
		"good, before the notice":   {func(f *Filing) { f.NoticeOn, f.ReceivedOn = workday.Date{}, day("2026-11-16") }, nil, nil},
	} {
		f := good
		tt.set(&f)
		err := f.validate(tt.req, day("2026-12-20"))
		var fields fault.Fields
		var got []string
		if errors.As(err, &fields) {
			for _, x := range fields {
				got = append(got, x.Name)
			}
		}
		slices.Sort(got)
		slices.Sort(tt.want)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}
