package desk

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

const (
	signInsSize = 50
	ownSignIns  = 10 // on one's own account page
)

// SignInsPage is the 登录记录 with filters.
type SignInsPage struct {
	Frame
	Sentence string
	Action   string
	Filters  []layout.Field
	Error    *FormError
	Rows     []SignInRow
	Pager    layout.Pager
	Empty    *Empty
}

// SignInRow is an attempt to sign in.
type SignInRow struct {
	Time    string
	Who     string
	URL     string // of the person
	State   layout.State
	Address string
	Device  string
}

func (d *Desk) signInRoutes() []web.Route {
	return []web.Route{{Method: "GET", Pattern: "/desk/sign-ins", Need: web.Holding(agency.AuditAdmin, agency.SecurityAdmin), Handle: d.signIns}}
}

// signIns lists who tried to sign in, for those who audit.
func (d *Desk) signIns(w http.ResponseWriter, r *http.Request) error {
	f, err := d.frame(w, r, "登录记录", "/desk/sign-ins")
	if err != nil {
		return err
	}
	no, err := web.PageNumber(r)
	if err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.URL.Query().Get(name)) }
	page := SignInsPage{
		Frame: f, Action: "/desk/sign-ins", Sentence: fmt.Sprintf("每次登录和失败都记下，保存 %d 天。没有账号的人输入的名字不保存。", d.Accounts.Policy().KeepDays),
		Filters: signInFilters(get), Empty: &Empty{Title: "没有这样的记录", Text: "放宽日期，或者去掉姓名和结果再找。"},
	}
	days, problem := parseDays(get)
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有查找"); err != nil {
			return err
		}
		at(page.Filters, fields)
		return d.show(w, r, http.StatusUnprocessableEntity, SignIns(page))
	}
	list, n, err := d.Accounts.SignIns(r.Context(), account.SignInFilter{
		Name: get("who"), Outcome: account.Outcome(get("outcome")), Since: days[0], Until: days[1], Limit: signInsSize, Offset: (no - 1) * signInsSize,
	})
	if err != nil {
		return err
	}
	page.Rows, page.Pager = signInRows(list), web.Paging(r, n, no, signInsSize, "条")
	return d.show(w, r, http.StatusOK, SignIns(page))
}

// parseDays reads the days from and to of a filter: the instants they begin and end with, zero where none is typed.
func parseDays(get func(name string) string) (span [2]time.Time, err error) {
	var fs fault.Fields
	for i, name := range []string{"from", "to"} {
		s := get(name)
		if s == "" {
			continue
		}
		day, err := workday.ParseDate(s)
		if err != nil {
			fs.Add(name, "日期“%s”读不懂，应如 2026-11-20。", s)
			continue
		}
		span[i] = day.AddDays(i).Time() // the last day is whole
	}
	return span, fs.Err()
}

func signInFilters(get func(name string) string) []layout.Field {
	outcomes := []layout.Option{{Text: "全部"}}
	for _, o := range account.Outcomes {
		outcomes = append(outcomes, layout.Option{Value: string(o.Outcome), Text: o.Name, Chosen: string(o.Outcome) == get("outcome")})
	}
	return []layout.Field{
		{Name: "who", Label: "姓名", Value: get("who"), Max: 20},
		{Kind: layout.Select, Name: "outcome", Label: "结果", Options: outcomes},
		{Kind: layout.Date, Name: "from", Label: "从", Value: get("from"), Placeholder: "2026-11-01"},
		{Kind: layout.Date, Name: "to", Label: "到", Value: get("to"), Placeholder: "2026-11-20"},
	}
}

func signInRows(list []account.SignInRecord) []SignInRow {
	rows := make([]SignInRow, len(list))
	for i, x := range list {
		row := SignInRow{
			Time: x.At.In(workday.Beijing).Format("2006-01-02 15:04:05"), Who: "没有这个账号", State: layout.Attention(x.Outcome.Name()),
			Address: cmp.Or(x.Address, "不详"), Device: device(x.Agent),
		}
		if x.Person != 0 {
			row.Who, row.URL = x.Name, personURL(x.Person)
		}
		switch x.Outcome {
		case account.Entered:
			row.State = layout.Achieved(x.Outcome.Name())
		case account.Shut:
			row.State = layout.Violated(x.Outcome.Name())
		}
		rows[i] = row
	}
	return rows
}
