package desk

import (
	"net/http"

	"gongkai/internal/account"
	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/web/layout"
)

// founding says what each of the three administrators does.
var founding = map[agency.Role]string{
	agency.SystemAdmin:   "设单位、科室、人员，管系统运行",
	agency.SecurityAdmin: "任免角色，开立、重设、停用账号",
	agency.AuditAdmin:    "查阅办理登记簿，不办业务",
}

func (d *Desk) showSetup(w http.ResponseWriter, r *http.Request) error {
	isNew, err := d.Accounts.IsNew(r.Context())
	if err != nil {
		return err
	}
	if !isNew {
		return account.ErrSetUp
	}
	return d.setupPage(w, r, http.StatusOK, nil)
}

func (d *Desk) setupPage(w http.ResponseWriter, r *http.Request, status int, problem error) error {
	must := "必填"
	text := func(name, label, hint string, most int) layout.Field {
		return layout.Field{Name: name, Label: label, Value: r.PostFormValue(name), Required: must, Hint: hint, Max: most, Complete: "off"}
	}
	page := SetupPage{
		Frame: d.plainFrame("初始化"), Action: "/desk/setup", Submit: "设立",
		Code: layout.Field{Name: "setup", Label: "初始化码", Value: r.PostFormValue("setup"), Required: must, Mono: true, Max: 40, Complete: "off", Hint: "gongkai serve 启动时打印在终端上的那一串，大小写、短横线不限。"},
		Unit: []layout.Field{
			text("name", "全称", "如 示例市教育局。", 80), text("short", "简称", "如 市教育局，用在列表里。", 20),
			text("code", "代码", "小写字母、数字、短横线，用在网址里，定后不改，如 jyj。", 20),
			text("uscc", "统一社会信用代码", "18 位，用在索引号里，定后不改。", 18),
		},
	}
	var fields fault.Fields
	if problem != nil {
		var err error
		if page.Error, fields, err = asFormError(problem, "没有设立"); err != nil {
			return err
		}
	}
	at(page.Unit, fields)
	for _, role := range account.Founders {
		admin := SetupAdmin{Role: role.Info().Name, Does: founding[role], Name: text("name-"+string(role), "姓名", "", 40), Login: text("login-"+string(role), "账号", "小写字母、数字，登录时用。", 32)}
		admin.Name.Error, admin.Login.Error = fields.For(admin.Name.Name), fields.For(admin.Login.Name)
		page.Admins = append(page.Admins, admin)
	}
	return d.show(w, r, status, Setup(page))
}

func (d *Desk) setUp(w http.ResponseWriter, r *http.Request) error {
	st := account.Start{
		Code: r.PostFormValue("setup"),
		Unit: agency.Unit{Code: r.PostFormValue("code"), USCC: r.PostFormValue("uscc"), Name: r.PostFormValue("name"), Short: r.PostFormValue("short")},
	}
	for i, role := range account.Founders {
		st.Names[i], st.Logins[i] = r.PostFormValue("name-"+string(role)), r.PostFormValue("login-"+string(role))
	}
	slips, err := d.Accounts.SetUp(r.Context(), &st, d.origin(r))
	if f, ok := fault.Of(err); ok && f.Kind != fault.Conflict && f.Kind != fault.Unavailable {
		return d.setupPage(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if err := d.firstRoute(r, act.System, &st.Unit); err != nil {
		return err
	}
	page := SlipsPage{
		Frame: d.plainFrame("初始化完成"), Bare: true, Heading: "初始化完成", Sentence: "把下面三张分别交给三名管理员本人。",
		Warning: "只显示这一次，离开本页就看不到了。请现在打印，或由三人各自当面扫码、抄录。",
		Notes: []string{
			"各人用认证器扫码，登录时填账号、初始口令和认证器里的 6 位数字；首次登录须换口令，并得到恢复码。",
			"系统管理员接着补全局机关信息，设单位、科室、人员；安全管理员任命角色、开立账号。",
		},
		Next: layout.Link{Text: "去登录", URL: "/desk/sign-in"},
	}
	for _, s := range slips {
		one, err := d.slip(s, s.Role.Info().Name+"　"+s.Name)
		if err != nil {
			return err
		}
		page.Slips = append(page.Slips, one)
	}
	return d.show(w, r, http.StatusOK, Slips(page))
}

// firstRoute gives a new unit the route its drafts take.
func (d *Desk) firstRoute(r *http.Request, by act.Actor, u *agency.Unit) error {
	route := publication.SmallRoute
	if u.Kind == agency.Bureau {
		route = publication.BureauRoute
	}
	return d.List.SetRoute(r.Context(), int64(u.ID), route, act.New(by, d.Now(), "publication.set-route", ref.To(agency.UnitRef, u.ID), "", u.Name))
}
