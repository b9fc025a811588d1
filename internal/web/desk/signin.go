package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"gongkai/internal/account"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

func asFields(err error, fields *fault.Fields) bool { return errors.As(err, fields) }

// next is where to go after signing in: a page of the desk, never elsewhere.
func next(r *http.Request) string {
	to := r.FormValue("next")
	odd := func(c rune) bool { return c == '\\' || unicode.IsControl(c) }
	if strings.HasPrefix(to, "/desk/") && !strings.HasPrefix(to, "/desk/sign-") && !strings.ContainsFunc(to, odd) {
		return to
	}
	return "/desk/"
}

// signInAddress is the sign-in page in another way, with the same page to go to afterwards.
func signInAddress(r *http.Request, with string) string {
	q := url.Values{}
	if with != "" {
		q.Set("with", with)
	}
	if to := next(r); to != "/desk/" {
		q.Set("next", to)
	}
	if len(q) == 0 {
		return "/desk/sign-in"
	}
	return "/desk/sign-in?" + q.Encode()
}

func (d *Desk) showSignIn(w http.ResponseWriter, r *http.Request) error {
	return d.signInPage(w, r, http.StatusOK, "", nil)
}

func (d *Desk) signInPage(w http.ResponseWriter, r *http.Request, status int, login string, err error) error {
	p := SigninPage{
		Frame: d.plainFrame("登录"), PortalURL: "/", Action: "/desk/sign-in",
		User:     layout.Field{Name: "login", Label: "账号", Hint: "由安全管理员发给，如 jijiaoke。", Value: login, Complete: "username", Focus: login == ""},
		Password: layout.Field{Kind: layout.Password, Name: "password", Label: "口令", Hint: "连续 5 次不对，暂停登录至少半小时。", Complete: "current-password"},
		Code:     &layout.Field{Kind: layout.Code, Name: "code", Label: "验证码", Hint: "认证器里当前的 6 位数字。"},
		Other:    layout.Link{Text: "认证器不在身边，用恢复码登录", URL: signInAddress(r, "recovery")},
		Forgot:   "口令忘了，请与本单位安全管理员联系重设。", Notice: "连续 20 分钟不操作自动退出；未存的稿件留有草稿。",
		Roles: []RoleLine{
			{"信息员", "本单位应办、我的稿件", "拟稿、导入双公示、送审"},
			{"审核、保密、签发", "待我审核的稿件", "通过、退回；签发须再验口令"},
			{"局办公室、分管领导", "全局应办、逾期", "督办、审核"},
			{"检查员", "记录、账本、年度报告", "只读"},
			{"系统、安全、审计管理员", "单位、人员与账号", "三员分立，不办业务"},
		},
	}
	if r.FormValue("with") == "recovery" {
		p.Code = &layout.Field{Name: "recovery", Label: "恢复码", Mono: true, Max: 30, Complete: "off", Hint: "形如 abcd-efgh-jkmn，每个只能用一次。"}
		p.Other = layout.Link{Text: "用认证器的验证码登录", URL: signInAddress(r, "")}
		p.Hidden = append(p.Hidden, layout.Hidden{Name: "with", Value: "recovery"})
	}
	if d.SSO != nil {
		p.SSO = layout.Link{Text: "用" + d.SSO.Name() + "登录", URL: "/desk/sign-in/oidc"}
	}
	if to := next(r); to != "/desk/" {
		p.Hidden = append(p.Hidden, layout.Hidden{Name: "next", Value: to})
		if d.SSO != nil {
			p.SSO.URL += "?next=" + url.QueryEscape(to)
		}
	}
	isNew, err2 := d.Accounts.IsNew(r.Context())
	if err2 != nil {
		return err2
	}
	if isNew {
		p.Contact = "系统尚未初始化。"
		p.Setup = layout.Link{Text: "设立局机关和三员账号", URL: "/desk/setup"}
	}
	if err != nil {
		f, ok := fault.Of(err)
		if !ok {
			return err
		}
		p.Error = &FormError{Title: "未能登录", Text: f.Text}
		p.User.Focus, p.Password.Focus = login == "", login != ""
	}
	if d.demo != nil {
		p.Frame.Demo = d.demoBar(p.Frame.Clock)
	}
	return d.show(w, r, status, Signin(p))
}

func (d *Desk) signIn(w http.ResponseWriter, r *http.Request) error {
	login := r.PostFormValue("login")
	in := account.Credentials{Login: login, Password: r.PostFormValue("password"), Code: r.PostFormValue("code"), Recovery: r.PostFormValue("recovery")}
	value, err := d.Accounts.SignIn(r.Context(), in, d.origin(r))
	if f, ok := fault.Of(err); ok && f.Kind == fault.Unauthenticated {
		d.log.InfoContext(r.Context(), "sign-in refused", "code", f.Code, "address", d.Address(r)) // not the name: people type passwords there
		return d.signInPage(w, r, http.StatusUnauthorized, login, err)
	}
	if err != nil {
		return err
	}
	return d.enter(w, r, value)
}

// enter starts the browser's session and leaves an earlier one.
func (d *Desk) enter(w http.ResponseWriter, r *http.Request, value string) error {
	return d.enterAt(w, r, value, next(r))
}

func (d *Desk) enterAt(w http.ResponseWriter, r *http.Request, value, to string) error {
	if old := d.session(r); old != "" {
		if err := d.Accounts.SignOut(r.Context(), old); err != nil {
			return err
		}
	}
	if visit, err := d.Accounts.Who(r.Context(), value); err == nil { // one that the demo's buttons began may be nobody's
		d.log.InfoContext(r.Context(), "signed in", "person", visit.Person, "address", d.Address(r))
	}
	d.setCookie(w, d.cookieName(), value, 0)
	return seeOther(w, r, to)
}

func (d *Desk) signOut(w http.ResponseWriter, r *http.Request) error {
	if old := d.session(r); old != "" {
		if err := d.Accounts.SignOut(r.Context(), old); err != nil {
			return err
		}
	}
	d.setCookie(w, d.cookieName(), "", -1)
	return seeOther(w, r, "/desk/sign-in")
}

// demoRoutes exist on demo servers only.
func (d *Desk) demoRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/desk/tour", Need: web.Anyone(), Handle: d.tour},
		{Method: "GET", Pattern: "/desk/samples/{name}", Names: web.Shared("sample"), Need: web.Anyone(), Handle: d.sample},
		{Method: "POST", Pattern: "/desk/demo/session", Need: web.Anyone(), Handle: d.demoSession},
		{Method: "POST", Pattern: "/desk/demo/reset", Need: web.Anyone(), Handle: d.demoReset},
	}
}

func (d *Desk) demoBar(clock string) *DemoBar {
	return &DemoBar{
		Text: "内容均为示例，账号只在此处有效。演示日期 " + clock + "，随时间走。", TourURL: "/desk/tour",
		Reset: layout.Action{Text: "恢复初始数据", URL: "/desk/demo/reset", Danger: true}, Roles: d.demoRoles(),
	}
}

func (d *Desk) demoRoles() []layout.Action {
	var out []layout.Action
	for _, role := range d.demo.Roles {
		out = append(out, layout.Action{Text: "以" + role.Name + "身份进入", URL: "/desk/demo/session", Hidden: []layout.Hidden{{Name: "role", Value: role.Name}}})
	}
	return out
}

func (d *Desk) demoSession(w http.ResponseWriter, r *http.Request) error {
	for _, role := range d.demo.Roles {
		if role.Name != r.PostFormValue("role") {
			continue
		}
		value, err := d.Accounts.Begin(r.Context(), role.Person, d.origin(r))
		if err != nil {
			return err
		}
		return d.enter(w, r, value)
	}
	return web.ErrNoPage
}

func (d *Desk) demoReset(w http.ResponseWriter, r *http.Request) error {
	if r.PostFormValue("sure") == "" {
		p := ConfirmPage{
			Frame: d.plainFrame("恢复初始数据"), Heading: "恢复初始数据？", Text: "演示数据将重新生成，约需十秒，其间页面打不开。",
			Effects: []string{"您在演示中起草、审核、导入的内容全部清除。", "已登录的身份需要重新进入。"}, Action: "/desk/demo/reset",
			Hidden: []layout.Hidden{{Name: "sure", Value: "1"}}, Button: "清除并重新生成", Danger: true, Cancel: layout.Link{Text: "不恢复", URL: "/desk/sign-in"},
		}
		return d.show(w, r, http.StatusOK, Confirm(p))
	}
	if err := d.demo.Reset(r.Context()); err != nil {
		return err
	}
	return seeOther(w, r, "/desk/sign-in")
}

func (d *Desk) tour(w http.ResponseWriter, r *http.Request) error {
	steps, err := d.demo.Tour(r.Context())
	if err != nil {
		return err
	}
	p := TourPage{
		Frame: d.plainFrame("导览"), Steps: steps, Roles: d.demoRoles(),
		Intro: "从一件许可决定走到年度报告里的数字，再走到账本的证明。每一步都是真的：页面、记录、回执。",
	}
	if who(r) != nil {
		if p.Frame, err = d.frame(w, r, "导览", "/desk/tour"); err != nil {
			return err
		}
	}
	for _, s := range d.demo.Samples {
		expect := layout.Violated("应被拦下")
		if s.Good {
			expect = layout.Achieved("应能导入")
		}
		p.Samples = append(p.Samples, Sample{Name: s.Name, Note: s.Note, URL: "/desk/samples/" + s.Name, Expect: expect, Where: layout.Link{Text: "到双公示导入", URL: "/desk/batches/new"}})
	}
	return d.show(w, r, http.StatusOK, Tour(p))
}

func (d *Desk) sample(w http.ResponseWriter, r *http.Request) error {
	for _, s := range d.demo.Samples {
		if s.Name != r.PathValue("name") {
			continue
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", `attachment; filename="`+s.Name+`"`)
		_, _ = w.Write(s.Body) // the client has gone; nobody is left to tell
		return nil
	}
	return web.ErrNoPage
}

// reassure asks for the password again before a signature.
func (d *Desk) reassure(r *http.Request, p *agency.Person) error {
	password := r.PostFormValue("password")
	if password == "" {
		return account.ErrPassword.Say("签发须再次输入本人的登录口令。")
	}
	return d.Accounts.Reassure(r.Context(), p.ID, password)
}

// reassureField asks for the password again before what concerns roles and accounts; what is wrong is said at the field.
func (d *Desk) reassureField(r *http.Request) error {
	password := r.PostFormValue("password")
	if password == "" {
		return fault.Fields{{Name: "password", Text: "请再次输入您本人的登录口令。"}}
	}
	err := d.Accounts.Reassure(r.Context(), who(r).ID, password)
	if errors.Is(err, account.ErrPassword) {
		return fault.Fields{{Name: "password", Text: "口令不对，没有办理。请重新输入您本人的登录口令。"}}
	}
	return err
}
