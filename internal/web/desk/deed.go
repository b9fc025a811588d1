package desk

import (
	"cmp"
	"net/http"
	"strings"

	"gongkai/internal/account"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// personDeed is something done about a person that is asked once more, with the password, before it is done.
type personDeed struct {
	path    string // below the person's address
	by      agency.Role
	heading string // with %s for the name
	text    string
	effects []string
	fields  func(d *Desk, r *http.Request, p *agency.Staff) []layout.Field // before the password
	button  string
	danger  bool
	// do does it and returns what to hand over, or what to say.
	do func(d *Desk, r *http.Request, p *agency.Staff) (slip *account.Slip, said string, err error)
}

var personDeeds = []personDeed{
	{
		path: "leaving", by: agency.SystemAdmin, heading: "登记%s离任？", text: "填最后在任的一天。次日起不能登录，角色同日届满。", button: "登记离任", danger: true,
		effects: []string{"办过的事项、记录都保留。", "仍任系统、安全、审计管理员的，须先由安全管理员免去。", "登记后不能恢复；返任的重新添加。"},
		fields: func(d *Desk, r *http.Request, _ *agency.Staff) []layout.Field {
			return []layout.Field{{Kind: layout.Date, Name: "day", Label: "离任日期", Required: "必填", Value: cmp.Or(r.PostFormValue("day"), workday.DateOf(d.Now()).String()), Hint: "这一天仍在任。"}}
		},
		do: func(d *Desk, r *http.Request, p *agency.Staff) (*account.Slip, string, error) {
			day, err := workday.ParseDate(strings.TrimSpace(r.PostFormValue("day")))
			if err != nil {
				return nil, "", fault.Fields{{Name: "day", Text: "离任日期应写成 2026-11-20 的样子。"}}
			}
			return nil, p.Name + "已登记离任。", d.Staff.Leave(r.Context(), who(r).Actor(), p.ID, day)
		},
	},
	{
		path: "dismissal", by: agency.SecurityAdmin, heading: "免去%s的角色？", text: "自所填日期起不再担任；填今日则即时生效，正在使用的页面随之失去权限。", button: "免去", danger: true,
		effects: []string{"已经办过的审核、签发仍然有效。", "正在此人手里的稿件，由同一角色的其他人接着办。"},
		fields: func(d *Desk, r *http.Request, _ *agency.Staff) []layout.Field {
			return []layout.Field{
				{Kind: layout.Select, Name: "role", Label: "角色", Hint: "要免去的角色；免其他角色请从人员页面进入。", Options: []layout.Option{{Value: r.FormValue("role"), Text: agency.Role(r.FormValue("role")).Info().Name, Chosen: true}}},
				{Name: "from", Label: "任职日期", Hint: "任命时所定，不能在这里改。", Value: r.FormValue("from"), ReadOnly: true},
				{Kind: layout.Date, Name: "day", Label: "自何日起免去", Hint: "从这一天起不再担任，填今日即时生效。", Required: "必填", Value: cmp.Or(r.PostFormValue("day"), workday.DateOf(d.Now()).String())},
			}
		},
		do: func(d *Desk, r *http.Request, p *agency.Staff) (*account.Slip, string, error) {
			var fs fault.Fields
			from, err := workday.ParseDate(r.PostFormValue("from"))
			if err != nil {
				fs.Add("from", "任职日期应写成 2026-11-20 的样子。")
			}
			day, err := workday.ParseDate(strings.TrimSpace(r.PostFormValue("day")))
			if err != nil {
				fs.Add("day", "日期应写成 2026-11-20 的样子。")
			}
			if err := fs.Err(); err != nil {
				return nil, "", err
			}
			role := agency.Role(r.PostFormValue("role"))
			return nil, "自 " + day.String() + " 起，" + p.Name + "不再任" + role.Info().Name + "。", d.Staff.Dismiss(r.Context(), who(r).Actor(), p.ID, role, from, day)
		},
	},
	{
		path: "account", by: agency.SecurityAdmin, heading: "给%s开立账号", text: "系统生成初始口令和认证器密钥，只显示一次，请当面交给本人。", button: "开立",
		effects: []string{"本人首次登录须换口令，并得到恢复码。", "能做什么由角色决定，与账号无关。"},
		fields: func(_ *Desk, r *http.Request, _ *agency.Staff) []layout.Field {
			return []layout.Field{{Name: "login", Label: "账号", Required: "必填", Value: r.PostFormValue("login"), Max: 32, Complete: "off", Hint: "3 至 32 位小写字母、数字、点、短横线，以字母开头；定后不改。"}}
		},
		do: func(d *Desk, r *http.Request, p *agency.Staff) (*account.Slip, string, error) {
			slip, err := d.Accounts.Open(r.Context(), who(r).Actor(), &p.Person, r.PostFormValue("login"))
			return slip, "", err
		},
	},
	{
		path: "password", by: agency.SecurityAdmin, heading: "重设%s的口令？", text: "系统生成新的初始口令，只显示一次，请当面交给本人。", button: "重设口令", danger: true,
		effects: []string{"原口令即时失效，各设备上的登录全部结束，锁定一并解除。", "本人下次登录须换口令。", "认证器、恢复码不变。"},
		do: func(d *Desk, r *http.Request, p *agency.Staff) (*account.Slip, string, error) {
			slip, err := d.Accounts.ResetPassword(r.Context(), who(r).Actor(), &p.Person)
			return slip, "", err
		},
	},
	{
		path: "factor", by: agency.SecurityAdmin, heading: "重设%s的认证器？", text: "手机丢失或更换、恢复码也用完时用。新的密钥只显示一次，请当面让本人扫码。", button: "重设认证器", danger: true,
		effects: []string{"原认证器和恢复码即时失效，各设备上的登录全部结束。", "口令不变。"},
		do: func(d *Desk, r *http.Request, p *agency.Staff) (*account.Slip, string, error) {
			slip, err := d.Accounts.ResetFactor(r.Context(), who(r).Actor(), &p.Person)
			return slip, "", err
		},
	},
	{
		path: "unlocking", by: agency.SecurityAdmin, heading: "解除%s账号的锁定？", text: "请先向本人核实是不是自己输错；不是的，先不要解除，并重设口令。", button: "解除锁定",
		do: func(d *Desk, r *http.Request, p *agency.Staff) (*account.Slip, string, error) {
			return nil, p.Name + "现在可以登录。", d.Accounts.Unlock(r.Context(), who(r).Actor(), &p.Person)
		},
	},
	{
		path: "disabling", by: agency.SecurityAdmin, heading: "停用%s的账号？", text: "停用后不能登录，可以恢复。离任的请系统管理员登记离任。", button: "停用", danger: true,
		effects: []string{"各设备上的登录即时结束。", "角色、记录不变。"},
		do: func(d *Desk, r *http.Request, p *agency.Staff) (*account.Slip, string, error) {
			return nil, p.Name + "的账号已停用，各设备上的登录已结束。", d.Accounts.Disable(r.Context(), who(r).Actor(), &p.Person)
		},
	},
	{
		path: "enabling", by: agency.SecurityAdmin, heading: "恢复%s的账号？", text: "用原口令、原认证器登录。", button: "恢复使用",
		do: func(d *Desk, r *http.Request, p *agency.Staff) (*account.Slip, string, error) {
			return nil, p.Name + "的账号已恢复使用。", d.Accounts.Enable(r.Context(), who(r).Actor(), &p.Person)
		},
	},
	{
		path: "signing-out", by: agency.SecurityAdmin, heading: "结束%s的全部登录？", text: "各设备上都须重新登录。", button: "全部结束", danger: true,
		do: func(d *Desk, r *http.Request, p *agency.Staff) (*account.Slip, string, error) {
			return nil, p.Name + "在各设备上的登录已结束。", d.Accounts.EndSessions(r.Context(), who(r).Actor(), p.ID, "", "")
		},
	},
}

func (d *Desk) askDeed(w http.ResponseWriter, r *http.Request, deed personDeed) error {
	p, err := d.personOf(r)
	if err != nil {
		return err
	}
	return d.deedPage(w, r, http.StatusOK, p, deed, nil)
}

func (d *Desk) deedPage(w http.ResponseWriter, r *http.Request, status int, p *agency.Staff, deed personDeed, problem error) error {
	heading := strings.Replace(deed.heading, "%s", p.Name, 1)
	f, err := d.frame(w, r, heading, "/desk/people", layout.Link{Text: "人员与账号", URL: "/desk/people"}, layout.Link{Text: p.Name, URL: personURL(p.ID)})
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: heading, Text: deed.text, Effects: deed.effects, Action: personURL(p.ID) + "/" + deed.path, Button: deed.button, Danger: deed.danger,
		Cancel: layout.Link{Text: "不办", URL: personURL(p.ID)},
	}
	if deed.fields != nil {
		page.Fields = deed.fields(d, r, p)
	}
	page.Fields = append(page.Fields, d.passwordField(r))
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有办理"); err != nil {
			return err
		}
		at(page.Fields, fields)
	}
	return d.show(w, r, status, Confirm(page))
}

func (d *Desk) doDeed(w http.ResponseWriter, r *http.Request, deed personDeed) error {
	p, err := d.personOf(r)
	if err != nil {
		return err
	}
	if err := d.reassureField(r); err != nil {
		return d.deedPage(w, r, http.StatusUnprocessableEntity, p, deed, err)
	}
	slip, said, err := deed.do(d, r, p)
	if err != nil {
		return d.deedPage(w, r, http.StatusUnprocessableEntity, p, deed, err)
	}
	if slip == nil {
		d.flash(w, "已办理", said)
		return seeOther(w, r, personURL(p.ID))
	}
	return d.slipPage(w, r, p, slip)
}

// slipPage shows what is to be handed to the person, once.
func (d *Desk) slipPage(w http.ResponseWriter, r *http.Request, p *agency.Staff, slip *account.Slip) error {
	f, err := d.frame(w, r, "交给本人", "/desk/people", layout.Link{Text: "人员与账号", URL: "/desk/people"}, layout.Link{Text: p.Name, URL: personURL(p.ID)})
	if err != nil {
		return err
	}
	one, err := d.slip(*slip, p.Name)
	if err != nil {
		return err
	}
	page := SlipsPage{
		Frame: f, Heading: "交给" + p.Name + "本人", Sentence: "请当面交给本人，不要用微信、短信发送。", Warning: "只显示这一次，离开本页就看不到了；没交到的只能再重设一次。",
		Slips: []Slip{one}, Next: layout.Link{Text: "已交给本人", URL: personURL(p.ID)},
	}
	if slip.Secret != "" {
		page.Notes = append(page.Notes, "本人用手机上的认证器扫码；不能扫码的，手工输入密钥。")
	}
	if slip.Password != "" {
		page.Notes = append(page.Notes, "本人首次登录须换成只有自己知道的口令。")
	}
	return d.show(w, r, http.StatusOK, Slips(page))
}
