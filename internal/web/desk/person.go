package desk

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"gongkai/internal/account"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/ref"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func (d *Desk) onePerson(w http.ResponseWriter, r *http.Request) error {
	p, err := d.personOf(r)
	if err != nil {
		return err
	}
	return d.personPage(w, r, http.StatusOK, p, nil)
}

func (d *Desk) personPage(w http.ResponseWriter, r *http.Request, status int, p *agency.Staff, problem error) error {
	where, err := d.places(r.Context())
	if err != nil {
		return err
	}
	page := PersonPage{
		Heading: p.Name, Sentence: p.Title + "，" + where.of(&p.Person) + "。", NoRole: "没有任命过角色，登录后只能查阅。",
		Facts: []layout.Fact{{Name: "姓名", Value: p.Name}, {Name: "职务", Value: p.Title}, {Name: "单位、科室", Value: where.of(&p.Person)}},
	}
	if page.Frame, err = d.frame(w, r, p.Name, "/desk/people", layout.Link{Text: "人员与账号", URL: "/desk/people"}); err != nil {
		return err
	}
	if !p.Left.IsZero() {
		page.State = layout.NotApplicable(p.Left.String() + " 离任")
	} else if who(r).Has(agency.SystemAdmin) {
		page.Edit, page.Leave = layout.Link{Text: "修改", URL: personURL(p.ID) + "/facts"}, layout.Link{Text: "登记离任", URL: personURL(p.ID) + "/leaving"}
	}
	d.fillRoles(r, &page, p)
	if err := d.fillAccount(r, &page, &p.Person); err != nil {
		return err
	}
	if err := d.fillLog(r, &page, &p.Person); err != nil {
		return err
	}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有任命"); err != nil {
			return err
		}
		at(page.Appoint.Fields, fields)
	}
	return d.show(w, r, status, Person(page))
}

// fillRoles lists the appointments, those that hold first, and offers the form to those who appoint.
func (d *Desk) fillRoles(r *http.Request, page *PersonPage, p *agency.Staff) {
	today := workday.DateOf(d.Now())
	may := who(r).Has(agency.SecurityAdmin) && who(r).ID != p.ID
	sorted := slices.SortedStableFunc(slices.Values(p.Appointments), func(a, b agency.Appointment) int { return -a.From.Compare(b.From) })
	for _, a := range sorted {
		row := RoleRow{Role: a.Role.Info().Name, Period: a.Period()}
		switch {
		case a.On(today):
			row.State = layout.Achieved("在任")
		case a.From.After(today):
			row.State = layout.ToCome("将任")
		default:
			row.State = layout.NotApplicable("已满")
		}
		if may && (a.To.IsZero() || !a.To.Before(today)) {
			row.Dismiss = layout.Link{Text: "免去", URL: personURL(p.ID) + "/dismissal?role=" + string(a.Role) + "&from=" + a.From.String()}
		}
		page.Roles = append(page.Roles, row)
	}
	if !may || !p.Left.IsZero() {
		return
	}
	role := agency.Role(r.PostFormValue("role"))
	page.Appoint = Appoint{
		Action: personURL(p.ID) + "/appointments", Submit: "任命",
		Fields: []layout.Field{
			{Kind: layout.Select, Name: "role", Label: "角色", Hint: "一人可任多个角色；三员和业务角色不能兼任。", Required: "必填", Options: roleOptions(role, "请选择")},
			{Kind: layout.Date, Name: "from", Label: "任职日期", Required: "必填", Value: cmp.Or(r.PostFormValue("from"), today.String()), Hint: "自这一天起。"},
			{Kind: layout.Date, Name: "to", Label: "任期届满日", Value: r.PostFormValue("to"), Hint: "这一天仍在任；不填则到免去为止。"},
			d.passwordField(r),
		},
	}
}

// fillAccount says what is known of the account, and offers what the security administrator may do with it.
func (d *Desk) fillAccount(r *http.Request, page *PersonPage, p *agency.Person) error {
	ctx, today := r.Context(), workday.DateOf(d.Now())
	may := who(r).Has(agency.SecurityAdmin) && who(r).ID != p.ID
	a, err := d.Accounts.Of(ctx, p.ID)
	deed := func(text, path string) {
		if may {
			page.Deeds = append(page.Deeds, layout.Link{Text: text, URL: personURL(p.ID) + "/" + path})
		}
	}
	if errors.Is(err, account.ErrNoAccount) {
		page.NoLogin = "没有账号，不能登录。"
		if !p.Gone(today) {
			deed("开立账号", "account")
		}
		return nil
	}
	if err != nil {
		return err
	}
	state, locked, err := d.accountState(ctx, p, a)
	if err != nil {
		return err
	}
	page.Login = []layout.Fact{
		{Name: "账号", Value: a.Login, Mono: true},
		{Name: "状态", Value: state.Symbol + " " + state.Word},
		{Name: "口令", Value: setOn(a)},
		{Name: "恢复码", Value: "剩 " + strconv.Itoa(a.Codes) + " 个"},
	}
	if !locked.IsZero() {
		page.Login = append(page.Login, layout.Fact{Name: "锁定至", Value: stamp(locked)})
		deed("解除锁定", "unlocking")
	}
	deed("重设口令", "password")
	deed("重设认证器", "factor")
	if a.Disabled.IsZero() {
		deed("停用账号", "disabling")
	} else {
		page.Login = append(page.Login, layout.Fact{Name: "停用于", Value: stamp(a.Disabled)})
		deed("恢复使用", "enabling")
	}
	list, own, err := d.Accounts.Sessions(ctx, p.ID, d.session(r))
	if err != nil {
		return err
	}
	end := ""
	if may {
		end = personURL(p.ID) + "/sessions"
		if len(list) > 1 {
			page.EndAll = layout.Link{Text: "结束全部", URL: personURL(p.ID) + "/signing-out"}
		}
	}
	page.Sessions = sessionRows(list, own, end)
	return nil
}

// fillLog lists what was last done about the person.
func (d *Desk) fillLog(r *http.Request, page *PersonPage, p *agency.Person) error {
	lines, err := d.Log.Lines(r.Context(), ledger.Acts, ref.To(agency.PersonRef, p.ID), 10)
	if err != nil {
		return err
	}
	for _, l := range lines {
		page.Log = append(page.Log, LogEntry{Time: stamp(l.At), Kind: verb(l.Kind), Text: l.Note, By: d.personName(r, l.By)})
	}
	return nil
}
