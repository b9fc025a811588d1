package desk

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"gongkai/internal/account"
	"gongkai/internal/fault"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// beforeChange are the routes open to somebody who must first change the password.
var beforeChange = map[string]bool{"/desk/account/password": true, "/desk/sign-out": true}

// ownRoutes are how people come in, and what everybody does with the account of their own.
func (d *Desk) ownRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/desk/setup", Need: web.Anyone(), Handle: d.showSetup},
		{Method: "POST", Pattern: "/desk/setup", Need: web.Anyone(), Handle: d.setUp},
		{Method: "GET", Pattern: "/desk/sign-in/oidc", Need: web.Anyone(), Handle: d.leaveForProvider},
		{Method: "GET", Pattern: "/desk/sign-in/oidc/callback", Need: web.Anyone(), Handle: d.comeFromProvider},
		{Method: "POST", Pattern: "/desk/sign-in/oidc", Need: web.Anyone(), Handle: d.enterVouched},
		{Method: "GET", Pattern: "/desk/account", Need: web.SignedIn(), Handle: d.ownAccount},
		{Method: "GET", Pattern: "/desk/account/password", Need: web.SignedIn(), Handle: d.showPassword},
		{Method: "POST", Pattern: "/desk/account/password", Need: web.SignedIn(), Handle: d.changePassword},
		{Method: "GET", Pattern: "/desk/account/factor", Need: web.SignedIn(), Handle: d.showFactor},
		{Method: "POST", Pattern: "/desk/account/factor", Need: web.SignedIn(), Handle: d.renewFactor},
		{Method: "GET", Pattern: "/desk/account/recovery", Need: web.SignedIn(), Handle: d.showRecovery},
		{Method: "POST", Pattern: "/desk/account/recovery", Need: web.SignedIn(), Handle: d.renewCodes},
		{Method: "POST", Pattern: "/desk/account/sessions", Need: web.SignedIn(), Handle: d.endOwnSessions},
	}
}

var ownCrumbs = []layout.Link{{Text: "我的账号", URL: "/desk/account"}}

func (d *Desk) ownAccount(w http.ResponseWriter, r *http.Request) error {
	f, err := d.frame(w, r, "我的账号", "/desk/account")
	if err != nil {
		return err
	}
	p := who(r)
	a, err := d.Accounts.Of(r.Context(), p.ID)
	if err != nil {
		return err
	}
	page := AccountPage{
		Frame: f, Sentence: p.Name + "，" + roleNames(p) + "。",
		Facts: []layout.Fact{{Name: "账号", Value: a.Login, Mono: true}, {Name: "口令", Value: setOn(a)}, {Name: "恢复码", Value: fmt.Sprintf("剩 %d 个", a.Codes)}},
		Links: []layout.Link{
			{Text: "更换口令", URL: "/desk/account/password"},
			{Text: "换绑认证器", URL: "/desk/account/factor"},
			{Text: "重新生成恢复码", URL: "/desk/account/recovery"},
		},
	}
	switch {
	case a.Codes == 0:
		page.Warning = "还没有恢复码。认证器丢失时要靠它登录，请生成一组，抄写保存。"
	case a.Codes <= 3:
		page.Warning = fmt.Sprintf("恢复码只剩 %d 个，请重新生成一组。", a.Codes)
	}
	list, own, err := d.Accounts.Sessions(r.Context(), p.ID, d.session(r))
	if err != nil {
		return err
	}
	page.Sessions = sessionRows(list, own, "/desk/account/sessions")
	if len(list) > 1 {
		page.EndAll = layout.Action{Text: "结束其他全部登录", URL: "/desk/account/sessions", Danger: true, Hidden: []layout.Hidden{{Name: "all", Value: "1"}}}
	}
	tried, _, err := d.Accounts.SignIns(r.Context(), account.SignInFilter{Person: p.ID, Limit: ownSignIns})
	if err != nil {
		return err
	}
	page.Tried = signInRows(tried)
	return d.show(w, r, http.StatusOK, Account(page))
}

func setOn(a *account.Account) string {
	if a.First {
		return "初始口令，尚未更换"
	}
	return stamp(a.Changed) + " 设定"
}

// sessionRows are sessions as pages list them, each but one's own with a button that ends it; end is "" where nobody may.
func sessionRows(list []account.Session, own, end string) []SessionRow {
	var rows []SessionRow
	for i := range list {
		s := &list[i]
		row := SessionRow{Device: device(s.Agent), Address: s.Address, Began: short(s.Created), Used: short(s.Used()), Own: s.Name() == own}
		if row.Address == "" {
			row.Address = "不详"
		}
		if !row.Own && end != "" {
			row.End = layout.Action{Text: "结束", URL: end, Hidden: []layout.Hidden{{Name: "session", Value: s.Name()}}}
		}
		rows = append(rows, row)
	}
	return rows
}

func (d *Desk) endOwnSessions(w http.ResponseWriter, r *http.Request) error {
	name := r.PostFormValue("session")
	if name == "" && r.PostFormValue("all") == "" {
		return account.ErrNoSession
	}
	p := who(r)
	if err := d.Accounts.EndSessions(r.Context(), p.Actor(), p.ID, name, d.session(r)); err != nil {
		return err
	}
	d.flash(w, "已结束", "那边再操作时须重新登录。")
	return seeOther(w, r, "/desk/account")
}

// passwordField asks for the password once more.
func (d *Desk) passwordField(r *http.Request) layout.Field {
	return layout.Field{Kind: layout.Password, Name: "password", Label: "您的登录口令", Required: "再验一次", Complete: "current-password", Hint: d.demoPassword(who(r))}
}

func (d *Desk) showPassword(w http.ResponseWriter, r *http.Request) error {
	return d.passwordPage(w, r, http.StatusOK, nil)
}

func (d *Desk) passwordPage(w http.ResponseWriter, r *http.Request, status int, problem error) error {
	a, err := d.Accounts.Of(r.Context(), who(r).ID)
	if err != nil {
		return err
	}
	page := FormPage{
		Heading: "更换口令", Action: "/desk/account/password", Submit: "更换口令", Cancel: layout.Link{Text: "不换", URL: "/desk/account"},
		Sentence: "更换后，其他设备上的登录一并结束。",
		Fields: []layout.Field{
			{Kind: layout.Password, Name: "old", Label: "现在的口令", Hint: "登录时用的口令。", Required: "必填", Complete: "current-password"},
			{Kind: layout.Password, Name: "new", Label: "新口令", Required: "必填", Complete: "new-password", Hint: d.Accounts.Policy().Words()},
			{Kind: layout.Password, Name: "again", Label: "再输一次新口令", Hint: "与上面的新口令一致。", Required: "必填", Complete: "new-password"},
		},
	}
	if _, mustChange, err := d.person(r); err != nil {
		return err
	} else if mustChange {
		page.Bare, page.Cancel = true, layout.Link{}
		page.Sentence = "口令已到更换期限，更换后再办理其他事项。"
		if a.First {
			page.Sentence = "您用的是他人代设的初始口令，须先换成只有自己知道的。换好后给您一组恢复码。"
		}
		page.Frame = d.plainFrame("更换口令")
		page.Frame.Who, page.Frame.SignOut = who(r).Name, "/desk/sign-out"
	} else if page.Frame, err = d.frame(w, r, "更换口令", "/desk/account", ownCrumbs...); err != nil {
		return err
	}
	if err := page.tell(problem, "没有更换"); err != nil {
		return err
	}
	return d.show(w, r, status, Form(page))
}

// tell puts a problem above the form and at its fields; one that is not the person's is returned.
func (p *FormPage) tell(problem error, title string) error {
	if problem == nil {
		return nil
	}
	e, fields, err := asFormError(problem, title)
	p.Error = e
	at(p.Fields, fields)
	return err
}

// at puts what is wrong at the fields it is about.
func at(list []layout.Field, fields fault.Fields) {
	for i := range list {
		list[i].Error = fields.For(list[i].Name)
	}
}

func (d *Desk) changePassword(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	c := account.Change{Old: r.PostFormValue("old"), New: r.PostFormValue("new"), Again: r.PostFormValue("again")}
	codes, err := d.Accounts.ChangePassword(r.Context(), p.Actor(), p.ID, c, d.session(r))
	if err != nil {
		return d.passwordPage(w, r, http.StatusUnprocessableEntity, err)
	}
	if len(codes) > 0 {
		return d.codesPage(w, r, "口令已更换", codes)
	}
	d.flash(w, "已更换", "口令已更换，其他设备上的登录已结束。")
	return seeOther(w, r, "/desk/account")
}

// codesPage shows recovery codes, once.
func (d *Desk) codesPage(w http.ResponseWriter, r *http.Request, heading string, codes []string) error {
	f, err := d.frame(w, r, heading, "/desk/account", ownCrumbs...)
	if err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, Slips(SlipsPage{
		Frame: f, Heading: heading, Sentence: "这是您的恢复码。认证器不在身边或丢失时，用一个恢复码代替验证码登录。",
		Warning: "只显示这一次。请打印或抄写，与手机分开保管；不要拍照存在同一部手机里。",
		Slips:   []Slip{{Title: fmt.Sprintf("恢复码，共 %d 个", len(codes)), Codes: codes}},
		Notes:   []string{"每个只能用一次。", "原有的恢复码即日作废。", "认证器若由他人代为绑定，请在“我的账号”里换绑。"},
		Next:    layout.Link{Text: "已保存，继续", URL: "/desk/"},
	}))
}

func (d *Desk) showFactor(w http.ResponseWriter, r *http.Request) error {
	return d.factorPage(w, r, http.StatusOK, "", nil)
}

func (d *Desk) factorPage(w http.ResponseWriter, r *http.Request, status int, ticket string, problem error) error {
	f, err := d.frame(w, r, "换绑认证器", "/desk/account", ownCrumbs...)
	if err != nil {
		return err
	}
	p := who(r)
	secret, err := d.Accounts.OpenFactor(r.Context(), p.ID, ticket)
	if errors.Is(err, account.ErrFactorOld) {
		secret, ticket, err = d.Accounts.NewFactor(r.Context(), p.ID)
	}
	if err != nil {
		return err
	}
	a, err := d.Accounts.Of(r.Context(), p.ID)
	if err != nil {
		return err
	}
	s, err := d.slip(account.Slip{Login: a.Login, Secret: secret}, "")
	if err != nil {
		return err
	}
	page := FactorPage{
		Frame: f, Action: "/desk/account/factor", Hidden: []layout.Hidden{{Name: "ticket", Value: ticket}}, Slip: s, Submit: "换绑", Cancel: layout.Link{Text: "不换", URL: "/desk/account"},
		Fields: []layout.Field{{Kind: layout.Code, Name: "code", Label: "新认证器的验证码", Required: "必填", Hint: "刚扫进去的那一项当前显示的 6 位数字。"}, d.passwordField(r)},
	}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有换绑，原认证器仍有效"); err != nil {
			return err
		}
		at(page.Fields, fields)
	}
	return d.show(w, r, status, Factor(page))
}

// slip is what is handed over, as a page shows it.
func (d *Desk) slip(s account.Slip, title string) (Slip, error) {
	out := Slip{Title: title, Login: s.Login, Password: s.Password}
	if s.Secret == "" {
		return out, nil
	}
	out.Secret = groups(s.Secret)
	issuer := "政务公开工作台"
	if name := d.agency(); name != "" {
		issuer = name
	}
	q := url.Values{"secret": {s.Secret}, "issuer": {issuer}} // six digits every 30 seconds is what all take for granted
	var err error
	out.QR, err = layout.DrawQR("otpauth://totp/" + url.PathEscape(issuer+":"+s.Login) + "?" + q.Encode())
	return out, err
}

func (d *Desk) renewFactor(w http.ResponseWriter, r *http.Request) error {
	p, ticket := who(r), r.PostFormValue("ticket")
	err := fieldsIf(r.PostFormValue("password") == "", "password", "请再次输入您本人的登录口令。")
	if err == nil {
		err = d.Accounts.RenewFactor(r.Context(), p.Actor(), p.ID, ticket, r.PostFormValue("code"), r.PostFormValue("password"), d.session(r))
	}
	if err != nil {
		return d.factorPage(w, r, http.StatusUnprocessableEntity, ticket, passwordAt(err))
	}
	d.flash(w, "已换绑", "原认证器即时失效，其他设备上的登录已结束。")
	return seeOther(w, r, "/desk/account")
}

func fieldsIf(wrong bool, name, text string) error {
	if wrong {
		return fault.Fields{{Name: name, Text: text}}
	}
	return nil
}

// passwordAt says of a wrong password at the field what of a signature is said in a sentence.
func passwordAt(err error) error {
	if errors.Is(err, account.ErrPassword) {
		return fault.Fields{{Name: "password", Text: "口令不对，没有办理。请重新输入您本人的登录口令。"}}
	}
	if errors.Is(err, account.ErrFactorCode) {
		return fault.Fields{{Name: "code", Text: fault.Text(err)}}
	}
	return err
}

func (d *Desk) showRecovery(w http.ResponseWriter, r *http.Request) error {
	return d.recoveryPage(w, r, http.StatusOK, nil)
}

func (d *Desk) recoveryPage(w http.ResponseWriter, r *http.Request, status int, problem error) error {
	f, err := d.frame(w, r, "重新生成恢复码", "/desk/account", ownCrumbs...)
	if err != nil {
		return err
	}
	page := FormPage{
		Frame: f, Heading: "重新生成恢复码", Sentence: fmt.Sprintf("给您 %d 个新的恢复码，原有的全部作废。", account.RecoveryCount),
		Action: "/desk/account/recovery", Fields: []layout.Field{d.passwordField(r)}, Submit: "重新生成", Cancel: layout.Link{Text: "不生成", URL: "/desk/account"},
	}
	if err := page.tell(problem, "没有生成"); err != nil {
		return err
	}
	return d.show(w, r, status, Form(page))
}

func (d *Desk) renewCodes(w http.ResponseWriter, r *http.Request) error {
	p := who(r)
	err := fieldsIf(r.PostFormValue("password") == "", "password", "请再次输入您本人的登录口令。")
	var codes []string
	if err == nil {
		codes, err = d.Accounts.RenewCodes(r.Context(), p.Actor(), p.ID, r.PostFormValue("password"))
	}
	if err != nil {
		return d.recoveryPage(w, r, http.StatusUnprocessableEntity, passwordAt(err))
	}
	return d.codesPage(w, r, "恢复码已更新", codes)
}
