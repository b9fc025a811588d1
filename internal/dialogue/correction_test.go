package dialogue

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

func TestReportNamesEveryMistake(t *testing.T) {
	t.Parallel()
	good := Report{Page: "/items/1", Kind: "link", Text: "第二个链接打不开", Contact: "13800000000"}
	for name, tt := range map[string]struct {
		change func(r *Report)
		wrong  string // fields, in order
	}{
		"good":                  {func(*Report) {}, ""},
		"without contact":       {func(r *Report) { r.Contact = " " }, ""},
		"e-mail":                {func(r *Report) { r.Contact = "a.b@example.com" }, ""},
		"telephone with area":   {func(r *Report) { r.Contact = "0393-0000001" }, ""},
		"the most there may be": {func(r *Report) { r.Text = strings.Repeat("字", MaxText) }, ""},
		"one too many":          {func(r *Report) { r.Text = strings.Repeat("字", MaxText+1) }, "text"},
		"lines count once":      {func(r *Report) { r.Text = strings.Repeat("字\r\n", MaxText/2-1) + "字" }, ""},
		"nothing":               {func(r *Report) { *r = Report{} }, "page kind text"},
		"no kind of ours":       {func(r *Report) { r.Kind = "praise" }, "kind"},
		"another site":          {func(r *Report) { r.Page = "https://www.example.com/" }, "page"},
		"another host":          {func(r *Report) { r.Page = "//www.example.com/" }, "page"},
		"only spaces":           {func(r *Report) { r.Text = " \n　" }, "text"},
		"a name as contact":     {func(r *Report) { r.Contact = "张三" }, "contact"},
		"a name with an e-mail": {func(r *Report) { r.Contact = "张三 <a@example.com>" }, "contact"},
		"a very long e-mail":    {func(r *Report) { r.Contact = strings.Repeat("a", 60) + "@example.com" }, "contact"},
	} {
		r := good
		tt.change(&r)
		if got := names(r.Validate()); got != tt.wrong {
			t.Errorf("%s: wrong are %q, want %q", name, got, tt.wrong)
		}
	}
}

func names(err error) string {
	var fs fault.Fields
	errors.As(err, &fs)
	var out []string
	for _, f := range fs {
		out = append(out, f.Name)
	}
	return strings.Join(out, " ")
}

func TestMaskedContactsReachNobody(t *testing.T) {
	t.Parallel()
	for contact, want := range map[string]string{"": "", "13800000000": "138****0000", "0393-0000001": "039*****0001", "123456": "******", "zhang@example.com": "z***@example.com"} {
		if got := Mask(contact); got != want {
			t.Errorf("%s is shown as %s, want %s", contact, got, want)
		}
	}
}

func TestWhoAnswersACorrection(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		by   agency.Person
		want error
	}{
		"its unit's writer":     {agency.Person{ID: 1, Unit: 3, Roles: []agency.Role{agency.Writer}}, nil},
		"another unit's writer": {agency.Person{ID: 1, Unit: 4, Roles: []agency.Role{agency.Writer}}, ErrMayNotAnswer},
		"the general office":    {agency.Person{ID: 1, Unit: 1, Roles: []agency.Role{agency.GeneralOffice}}, nil},
		"its head":              {agency.Person{ID: 1, Unit: 3, Roles: []agency.Role{agency.UnitHead}}, ErrMayNotAnswer},
		"an inspector":          {agency.Person{ID: 1, Unit: 3, Roles: []agency.Role{agency.Inspector}}, ErrMayNotAnswer},
	} {
		c := Correction{ID: 1, Unit: 3}
		a, err := c.Close(&tt.by, at, Corrected, "已改正。")
		if !errors.Is(err, tt.want) || err == nil && (len(a.Effects) != 1 || c.Open() || c.By != 1) {
			t.Errorf("%s: %v, %+v", name, err, c)
		}
	}
}

func TestAnswersHoldNobodysNumbers(t *testing.T) {
	t.Parallel()
	today := workday.NewDate(2026, 11, 20)
	for answer, want := range map[string]string{
		"已改正，谢谢。":             "",
		"":                    "answer",
		"已联系 13800000000 的用户": "answer",
		"身份证号 11010519491231002X 已经删除":   "answer",
		strings.Repeat("字", MaxAnswer+1): "answer",
		"请与市招生考试办公室联系，电话 0393-0000001。":  "",
	} {
		if got := names(validateAnswer(Unfounded, answer, today)); got != want {
			t.Errorf("%.30q: wrong are %q, want %q", answer, got, want)
		}
	}
	if got := names(validateAnswer("later", "好", today)); got != "outcome" {
		t.Errorf("no outcome of ours: %q", got)
	}
	if slices.ContainsFunc(Outcomes, func(o Outcome) bool { return o.Name() == "" }) {
		t.Error("an outcome has no name")
	}
}
