package app

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

const newPassword = "我家门前有两棵树一棵是枣树"

// realSite is a server as serve starts it, on a store that was made for it; the clock is the real one. With cheap passwords.
func realSite(t *testing.T, configure func(*Config)) *user {
	t.Helper()
	cfg := Default()
	cfg.Dir = t.TempDir() + "/data"
	srv := httptest.NewUnstartedServer(nil)
	cfg.Server.URL = "http://" + srv.Listener.Addr().String()
	configure(&cfg)
	ctx := context.Background() // outlives the test's own, which ends before cleanup
	a, err := Open(ctx, cfg, Options{Cost: demoCost, Log: slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelError}))})
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := a.DB.Ready(ctx); err != nil {
		must(a.Migrate(ctx))
	}
	must(a.Load(ctx))
	s, err := a.NewServer(ctx, nil)
	must(err)
	must(s.Start(ctx))
	srv.Config.Handler = s
	srv.Start()
	t.Cleanup(func() {
		srv.Close()
		if err := s.Stop(ctx); err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return (&site{&demoHost{cfg: cfg, app: a}, srv.URL}).visitor(t)
}

// fresh is another browser on the same site.
func (u *user) fresh() *user { return u.s.visitor(u.t) }

// handed is what a page shows once.
type handed struct{ login, password, secret string }

var handedParts = regexp.MustCompile(`<dt>(账号|初始口令|认证器密钥)</dt>\s*<dd[^>]*>([^<]+)</dd>`)

func (u *user) handed() []handed {
	u.t.Helper()
	var out []handed
	for _, panel := range strings.Split(u.body, `<section class="panel">`)[1:] {
		var h handed
		for _, m := range handedParts.FindAllStringSubmatch(panel, -1) {
			text := html.UnescapeString(m[2])
			switch m[1] {
			case "账号":
				h.login = text
			case "初始口令":
				h.password = text
			case "认证器密钥":
				h.secret = strings.ReplaceAll(text, " ", "")
			}
		}
		out = append(out, h)
	}
	return out
}

// enter signs in; codes are of the step that comes next, so that one can sign in twice a minute.
func (u *user) enter(h handed, steps int) *user {
	u.t.Helper()
	code, err := account.Code(h.secret, time.Now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		u.t.Fatal(err)
	}
	return u.post("/desk/sign-in", url.Values{"login": {h.login}, "password": {h.password}, "code": {code}})
}

func setupForm(code string) url.Values {
	return url.Values{
		"setup": {code}, "name": {"示例市教育局"}, "short": {"市教育局"}, "code": {"jyj"}, "uscc": {"114109000000000009"},
		"name-system-admin": {"示例甲"}, "name-security-admin": {"示例乙"}, "name-audit-admin": {"示例丙"},
		"login-system-admin": {"xitong"}, "login-security-admin": {"anquan"}, "login-audit-admin": {"shenji"},
	}
}

// TestFromFirstStartToTheFirstNotice goes the way of a new server: set up, first passwords, a unit, columns, people with roles and
// accounts, and the first notice on the portal. On both databases.
func TestFromFirstStartToTheFirstNotice(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		firstStart(t, func(*Config) {})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := storetest.PostgresURL(t)
		firstStart(t, func(c *Config) { c.Store.Postgres = url })
	})
}

func firstStart(t *testing.T, configure func(*Config)) {
	t.Helper()
	v := realSite(t, configure)
	accounts := v.s.app.Accounts
	v.get("/desk/").shows("系统尚未初始化", "/desk/setup")
	v.get("/desk/setup").shows("初始化码", "三名管理员")

	// Whatever is wrong stays on the page, and nothing is made.
	form := setupForm(accounts.SetupCode())
	form.Set("setup", "wrong")
	if v.post("/desk/setup", form); v.status != http.StatusUnprocessableEntity {
		t.Fatalf("a wrong code: %d", v.status)
	}
	v.shows("初始化码不对", "示例市教育局")
	form = setupForm(accounts.SetupCode())
	form.Set("uscc", "114109000000000008")
	form.Set("name-audit-admin", "示例乙")
	form.Set("login-audit-admin", "A")
	v.post("/desk/setup", form).shows("校验位不符", "审计管理员与安全管理员不能是同一人", "114109000000000008", "以字母开头")
	v.post("/desk/setup", setupForm(strings.ToUpper(accounts.SetupCode()))).shows("初始化完成", "只显示这一次", "<svg class=\"qr\"")
	slips := v.handed()
	if len(slips) != 3 || slips[0].login != "xitong" {
		t.Fatalf("handed out: %+v", slips)
	}
	if v.post("/desk/setup", setupForm(accounts.SetupCode())); v.status != http.StatusConflict {
		t.Errorf("a second first start: %d", v.status)
	}
	v.get("/").shows("示例市教育局") // the portal knows the bureau without a restart

	// The first password is good for nothing but to be changed.
	system, security := v.fresh().enter(slips[0], 0), v.fresh().enter(slips[1], 0)
	for _, u := range []*user{system, security} {
		if u.at != "/desk/account/password" {
			t.Fatalf("after the first sign-in at %s (%d)", u.at, u.status)
		}
		if u.get("/desk/people"); u.at != "/desk/account/password" {
			t.Errorf("before the change at %s", u.at)
		}
	}
	for i, u := range []*user{system, security} {
		old := slips[i].password
		u.post("/desk/account/password", url.Values{"old": {old}, "new": {"short"}, "again": {"short"}}).shows("至少 12 个字")
		u.post("/desk/account/password", url.Values{"old": {"wrong"}, "new": {newPassword}, "again": {newPassword}}).shows("现在的口令不对")
		u.post("/desk/account/password", url.Values{"old": {old}, "new": {newPassword}, "again": {newPassword}}).shows("口令已更换", "恢复码，共 10 个")
		slips[i].password = newPassword
	}

	// The system administrator makes a unit and a person, and appoints nobody.
	unit := url.Values{
		"code": {"yizhong"}, "uscc": {"12410900MB0000000B"}, "name": {"示例市第一中学"}, "short": {"市一中"}, "kind": {"school"}, "duty": {"public-service"},
		"functions": {"高中教育"}, "head": {"示例校长"}, "address": {"示例路 1 号"}, "hours": {"工作日 8:00—18:00"}, "phone": {""},
	}
	if system.post("/desk/units", unit); system.status != http.StatusUnprocessableEntity {
		t.Errorf("a unit without a telephone: %d", system.status)
	}
	system.shows("请填写联系方式", "示例路 1 号")
	unit.Set("phone", "0000-0000001")
	system.post("/desk/units", unit).shows("已设立", "示例市第一中学")
	unitURL := system.at
	system.post(unitURL+"/departments", url.Values{"department": {"办公室"}}).shows("办公室已添加")
	units, err := v.s.app.DB.Units(t.Context())
	if err != nil || len(units) != 2 {
		t.Fatalf("units %+v, %v", units, err)
	}
	if route, err := v.s.app.DB.RouteOf(t.Context(), int64(units[1].ID)); err != nil || len(route) == 0 {
		t.Errorf("the new unit's route: %v, %v", route, err)
	}
	v.get("/units/yizhong").shows("示例市第一中学")
	system.post("/desk/people", url.Values{"name": {"示例丁"}, "title": {"信息员"}, "unit": {fmt.Sprintf("%d:0", units[1].ID)}}).shows("已登记", "示例丁")
	person := system.at
	if system.post(person+"/appointments", url.Values{"role": {"writer"}}); system.status != http.StatusForbidden {
		t.Errorf("the system administrator appoints: %d", system.status)
	}

	// The security administrator appoints, with the password again, and opens the account.
	today := workday.DateOf(time.Now()).String()
	appointment := url.Values{"role": {"writer"}, "from": {today}, "to": {""}}
	security.post(person+"/appointments", appointment).shows("请再次输入您本人的登录口令", `selected`)
	appointment.Set("password", newPassword)
	security.post(person+"/appointments", appointment).shows("已任命", "信息员", "在任")
	appointment.Set("role", "audit-admin")
	security.post(person+"/appointments", appointment).shows("三员分立", "同一期间不能再任审计管理员")
	appointment.Set("role", "signer")
	appointment.Set("from", "明天")
	security.post(person+"/appointments", appointment).shows("任职日期应写成")
	security.post(person+"/account", url.Values{"login": {"Wrong Login"}, "password": {newPassword}}).shows("以字母开头")
	security.post(person+"/account", url.Values{"login": {"anquan"}, "password": {newPassword}}).shows("已有人使用")
	security.post(person+"/account", url.Values{"login": {"yizhong"}, "password": {newPassword}}).shows("交给示例丁本人", "只显示这一次")
	writer := security.handed()[0]
	w := v.fresh().enter(writer, 0)
	w.post("/desk/account/password", url.Values{"old": {writer.password}, "new": {newPassword + "二"}, "again": {newPassword + "二"}}).shows("恢复码")
	w.get("/desk/items/new").shows("标题")
	if w.get("/desk/people"); w.status != http.StatusForbidden {
		t.Errorf("the writer reads accounts: %d", w.status)
	}

	// The columns are set, the school's head has an account, and the first notice goes out.
	system.get("/desk/columns").shows("还没有栏目", "采用常用栏目")
	system.post("/desk/columns/usual", nil).shows("已采用", "政府信息公开指南", "空白")
	system.post("/desk/people", url.Values{"name": {"示例校长"}, "title": {"校长"}, "unit": {fmt.Sprintf("%d:0", units[1].ID)}}).shows("已登记")
	headman := system.at
	security.post(headman+"/appointments", url.Values{"role": {"unit-head"}, "from": {today}, "to": {""}, "password": {newPassword}}).shows("已任命")
	slip := security.post(headman+"/account", url.Values{"login": {"xiaozhang"}, "password": {newPassword}}).handed()[0]
	head := v.fresh().enter(slip, 0)
	head.post("/desk/account/password", url.Values{"old": {slip.password}, "new": {newPassword + "三"}, "again": {newPassword + "三"}}).shows("恢复码")
	columns, err := v.s.app.DB.Columns(t.Context())
	if err != nil || len(columns) == 0 {
		t.Fatalf("%d columns, %v", len(columns), err)
	}
	notice := itemForm(publication.Version{
		Title: "示例市第一中学招生简章", Summary: "公布招生计划。", Genre: "公告", Subject: "科技、教育／教育", Column: int64(columns[3].ID), FormedOn: workday.DateOf(time.Now()), Body: "一、计划\n招收200人。",
	}, "1")
	notice.Set("key", "first")
	w.post("/desk/items", notice).shows("已送审")
	item := w.at
	n, err := strconv.ParseInt(item[strings.LastIndex(item, "/")+1:], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	head.post(item+"/decision", url.Values{
		"decision": {"pass"}, "basis": {"不涉密"}, "digest": {mustItem(t, v.s, publication.ID(n)).Version.Digest()}, "password": {newPassword + "三"},
	}).shows("已发布")
	v.get(fmt.Sprintf("/items/%d", n)).shows("示例市第一中学招生简章", fmt.Sprintf("/%d-00001", time.Now().Year()), "发布留痕")
	v.get("/columns/" + columns[3].Code).shows("示例市第一中学招生简章")

	// Dismissed today, the role is gone with the next click.
	security.post(person+"/dismissal", url.Values{"role": {"writer"}, "from": {today}, "day": {today}, "password": {newPassword}}).shows("不再任信息员")
	if w.get("/desk/items/new"); w.status != http.StatusForbidden {
		t.Errorf("after the dismissal: %d", w.status)
	}
	lines, err := v.s.app.DB.Lines(t.Context(), ledger.Acts, ref.Ref{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, l := range lines {
		seen[l.Kind] = true
		if leaf := string(l.Leaf()); strings.Contains(leaf, newPassword) || strings.Contains(leaf, writer.secret) {
			t.Errorf("the act log holds a secret: %s", leaf)
		}
	}
	for _, kind := range []string{
		"account.set-up", "account.change-password", "agency.add-unit", "agency.add-department", "agency.add-person", "agency.appoint", "agency.dismiss", "account.create",
	} {
		if !seen[kind] {
			t.Errorf("the act log has no %s", kind)
		}
	}
}

// TestOwnAccount is somebody's way through the pages of their own account.
func TestOwnAccount(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u, password := s.as(t, "科室信息员"), s.password("科室信息员")
	other := s.visitor(t)
	other.post("/desk/demo/session", url.Values{"role": {"科室信息员"}})
	u.get("/desk/account").shows("登录的设备", "本机", "127.0.0.1", "结束其他全部登录", "还没有恢复码")
	u.post("/desk/account/sessions", url.Values{"all": {"1"}}).shows("已结束")
	if other.get("/desk/account"); other.at != "/desk/sign-in" {
		t.Errorf("an ended session is at %s", other.at)
	}
	u.post("/desk/account/recovery", url.Values{"password": {"wrong"}}).shows("口令不对，没有办理")
	u.post("/desk/account/recovery", url.Values{"password": {password}}).shows("恢复码，共 10 个")
	code := regexp.MustCompile(`<li class="mono">([a-z0-9-]+)</li>`).FindStringSubmatch(u.body)[1]

	// A recovery code stands for the authenticator, once.
	recover := url.Values{"with": {"recovery"}, "login": {"jijiaoke"}, "password": {password}, "recovery": {code}}
	other.get("/desk/sign-in?with=recovery").shows("恢复码", "用认证器的验证码登录")
	if other.post("/desk/sign-in", recover); other.at != "/desk/" {
		t.Errorf("recovery: %d at %s", other.status, other.at)
	}
	third := s.visitor(t)
	if third.post("/desk/sign-in", recover); third.status != http.StatusUnauthorized {
		t.Errorf("the code a second time: %d", third.status)
	}
	third.shows("未能登录", "恢复码", "jijiaoke")

	// The authenticator is bound anew only with a code that the new one shows.
	u.get("/desk/account/factor").shows("第一步：扫码")
	ticket := regexp.MustCompile(`name="ticket" value="([^"]+)"`).FindStringSubmatch(u.body)[1]
	secret := strings.ReplaceAll(regexp.MustCompile(`<dt>认证器密钥</dt>\s*<dd[^>]*>([^<]+)`).FindStringSubmatch(u.body)[1], " ", "")
	u.post("/desk/account/factor", url.Values{"ticket": {ticket}, "code": {"000000"}, "password": {password}}).shows("与新绑定的认证器不符", regexp.MustCompile(`.{4}`).ReplaceAllString(secret, "$0 ")[:9])
	now, err := account.Code(secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	u.post("/desk/account/factor", url.Values{"ticket": {ticket}, "code": {now}, "password": {password}}).shows("已换绑")
	if other.get("/desk/"); other.at != "/desk/sign-in" {
		t.Error("the other session lives on after the new factor")
	}
	u.post("/desk/account/factor", url.Values{"ticket": {"AAAA"}, "code": {now}, "password": {password}}).shows("绑定超时")
	if third.enter(handed{"jijiaoke", password, secret}, 1); third.at != "/desk/" {
		t.Errorf("with the new authenticator: %d at %s", third.status, third.at)
	}
}

// TestSecurityAdministratorKeepsAccounts locks, unlocks, disables and resets.
func TestSecurityAdministratorKeepsAccounts(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	admin, password := s.as(t, "安全管理员"), s.password("安全管理员")
	var person string
	for _, a := range s.result.Accounts {
		if a.Role == "科室信息员" {
			person = fmt.Sprintf("/desk/people/%d", a.Person)
		}
	}
	u := s.as(t, "科室信息员")
	guess := s.visitor(t)
	for range 5 {
		guess.post("/desk/sign-in", url.Values{"login": {"jijiaoke"}, "password": {"wrong"}, "code": {"1"}})
	}
	guess.shows("暂停登录")
	admin.get(person).shows("已锁定", "解除锁定", "重设口令")
	again := url.Values{"password": {password}}
	admin.post(person+"/unlocking", again).shows("现在可以登录")
	if u.get("/desk/"); u.at != "/desk/" {
		t.Error("the lock ended a session")
	}
	admin.post(person+"/disabling", url.Values{"password": {"wrong"}}).shows("口令不对，没有办理")
	admin.post(person+"/disabling", again).shows("已停用")
	if u.get("/desk/"); u.at != "/desk/sign-in" {
		t.Errorf("disabled, and at %s", u.at)
	}
	admin.post(person+"/enabling", again).shows("恢复使用")
	admin.post(person+"/password", again).shows("交给", "初始口令")
	h := admin.handed()[0]
	if h.secret != "" || h.password == "" {
		t.Errorf("handed out: %+v", h)
	}
	admin.post(person+"/factor", again).shows("认证器密钥")
	h.secret = admin.handed()[0].secret
	if u.enter(h, 0); u.at != "/desk/account/password" {
		t.Errorf("with what was handed out: %d at %s", u.status, u.at)
	}
	// Nobody does so to themselves.
	self := ""
	for _, a := range s.result.Accounts {
		if a.Role == "安全管理员" {
			self = fmt.Sprintf("/desk/people/%d", a.Person)
		}
	}
	admin.post(self+"/disabling", again).shows("不能重设或停用自己的账号")
	admin.post(self+"/appointments", url.Values{"role": {"security-admin"}, "from": {"2030-01-01"}, "password": {password}}).shows("已任")
	// The auditor reads it all and changes nothing.
	audit := s.as(t, "审计管理员")
	audit.get(person).shows("有关记录", "重设口令", "停用账号", "锁定账号")
	if strings.Contains(audit.body, person+"/password") || strings.Contains(audit.body, "/appointments") {
		t.Error("the auditor is offered something to change")
	}
	system := s.as(t, "系统管理员")
	system.post(self+"/leaving", url.Values{"day": {"2026-12-31"}, "password": {s.password("系统管理员")}}).shows("仍任系统、安全或审计管理员")
	system.get("/desk/people?gone=1&name=调研员").shows("示例人员巳", "已离任")
}

// TestOtherNodesKnowAtOnce runs two servers on one PostgreSQL: what one ends, the other does not let through any more.
func TestOtherNodesKnowAtOnce(t *testing.T) {
	t.Parallel()
	database := storetest.PostgresURL(t)
	key := t.TempDir() + "/shared"
	share := func(c *Config) { c.Dir, c.Store.Postgres = key, database }
	here := realSite(t, share)
	a := here.s.app
	there := realSite(t, share)
	ctx := t.Context()
	here.post("/desk/setup", setupForm(a.Accounts.SetupCode())).shows("初始化完成")
	there.get("/desk/sign-in") // the second node has seen the first's work: its set-up is refused
	if there.post("/desk/setup", setupForm(a.Accounts.SetupCode())); there.status != http.StatusConflict {
		t.Errorf("set up on the other node: %d", there.status)
	}
	units, err := a.DB.Units(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p := &agency.Person{Unit: units[0].ID, Name: "示例丁", Title: "信息员"}
	by := act.Actor{Person: 2, Name: "示例乙", Unit: int64(units[0].ID)}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(a.Staff.AddPerson(ctx, by, p))
	today := workday.DateOf(time.Now())
	must(a.Staff.Appoint(ctx, by, p.ID, agency.Appointment{Role: agency.Writer, From: today}))
	slip, err := a.Accounts.Open(ctx, by, p, "xinxi")
	must(err)
	first := true
	begin := func() *user {
		t.Helper()
		u := there.fresh()
		value, err := a.Accounts.Begin(ctx, p.ID, account.Origin{}) // signed in on one node, seen on the other
		must(err)
		if first {
			_, err = a.Accounts.ChangePassword(ctx, p.Actor(), p.ID, account.Change{Old: slip.Password, New: newPassword, Again: newPassword}, value)
			must(err)
			first = false
		}
		at, err := url.Parse(there.s.url)
		must(err)
		u.client.Jar.SetCookies(at, []*http.Cookie{{Name: "gongkai", Value: value}})
		if u.get("/desk/items/new"); u.status != http.StatusOK || u.at != "/desk/items/new" {
			t.Fatalf("signed in on the other node: %d at %s", u.status, u.at)
		}
		return u
	}
	within := func(what string, u *user, done func() bool) {
		t.Helper()
		started := time.Now()
		for u.get("/desk/items/new"); !done(); u.get("/desk/items/new") {
			if time.Since(started) > 5*time.Second {
				t.Fatalf("%s: still let through after 5 s", what)
			}
		}
		if took := time.Since(started); took > 5*time.Second {
			t.Errorf("%s took %v", what, took)
		}
	}
	out := func(u *user) func() bool { return func() bool { return u.at == "/desk/sign-in" } }

	u := begin()
	at, err := url.Parse(there.s.url)
	must(err)
	must(a.Accounts.SignOut(ctx, u.client.Jar.Cookies(at)[0].Value))
	within("signing out", u, out(u))
	u = begin()
	must(a.Accounts.EndSessions(ctx, by, p.ID, "", ""))
	within("revoking", u, out(u))
	u = begin()
	must(a.Accounts.Disable(ctx, by, p))
	within("disabling", u, out(u))
	must(a.Accounts.Enable(ctx, by, p))
	u = begin()
	must(a.Staff.Dismiss(ctx, by, p.ID, agency.Writer, today, today))
	within("the end of a role", u, func() bool { return u.status == http.StatusForbidden })
	must(a.Staff.Appoint(ctx, by, p.ID, agency.Appointment{Role: agency.Writer, From: today}))
	u = begin()
	must(a.Staff.Leave(ctx, by, p.ID, today.AddDays(-1)))
	within("leaving", u, out(u))
	// A lock counts on every node.
	for i := range 5 {
		_, err := []*App{a, there.s.app}[i%2].Accounts.SignIn(ctx, account.Credentials{Login: "anquan", Password: "wrong"}, account.Origin{})
		if f, ok := fault.Of(err); !ok || (f.Code == "locked") != (i == 4) {
			t.Errorf("failure %d: %v", i+1, err)
		}
	}
}

func TestAddressLimitIsToldInASentence(t *testing.T) {
	t.Parallel()
	s := visitDemoWith(t, func(c *Config) { c.Account.AddressMax = 5 })
	v := s.visitor(t)
	for i := range 5 {
		v.post("/desk/sign-in", url.Values{"login": {fmt.Sprintf("name%d", i)}, "password": {"x"}, "code": {"1"}}).shows("账号、口令或验证码不对")
	}
	v.post("/desk/sign-in", url.Values{"login": {"jijiaoke"}, "password": {"x"}, "code": {"1"}}).shows("此网络地址登录失败次数过多")
}

// TestServeSaysTheSetupCode: the code is said on the terminal and is no part of an address.
func TestServeSaysTheSetupCode(t *testing.T) {
	t.Parallel()
	u := realSite(t, func(*Config) {})
	var b strings.Builder
	addr, err := url.Parse(u.s.url)
	if err != nil {
		t.Fatal(err)
	}
	listener := fakeAddr(addr.Host)
	if err := u.s.app.sayFirstStart(t.Context(), &streams{io.Discard, &b}, listener); err != nil {
		t.Fatal(err)
	}
	code := u.s.app.Accounts.SetupCode()
	if !strings.Contains(b.String(), "/desk/setup，") || !strings.Contains(b.String(), code) || strings.Contains(b.String(), "?") {
		t.Errorf("said %q", b.String())
	}
	u.post("/desk/setup", setupForm(code)).shows("初始化完成")
	b.Reset()
	if err := u.s.app.sayFirstStart(t.Context(), &streams{io.Discard, &b}, listener); err != nil || b.Len() > 0 {
		t.Errorf("after the first start: %q, %v", b.String(), err)
	}
}

type fakeAddr string

func (fakeAddr) Network() string  { return "tcp" }
func (a fakeAddr) String() string { return string(a) }

// TestRescueLetsASecurityAdministratorIn: from the server's console, while the server runs, and nobody else.
func TestRescueLetsASecurityAdministratorIn(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	before := s.as(t, "安全管理员")
	login := func(role string) string {
		for _, a := range s.result.Accounts {
			if a.Role == role {
				return a.User
			}
		}
		t.Fatalf("no account of %s", role)
		return ""
	}
	rescue := func(name string) (code int, out, errs string) {
		var stdout, stderr bytes.Buffer
		code = Run([]string{"account", "rescue", name, "--dir", s.cfg.Dir}, &stdout, &stderr)
		return code, stdout.String(), stderr.String()
	}
	if code, out, errs := rescue(login("学校")); code == 0 || out != "" || !strings.Contains(errs, "只有安全管理员") {
		t.Errorf("a clerk is rescued: %d %q %q", code, out, errs)
	}
	if code, _, errs := rescue("nobody"); code != 2 || !strings.Contains(errs, "没有这个账号") {
		t.Errorf("nobody is rescued: %d %q", code, errs)
	}
	code, out, errs := rescue(login("安全管理员"))
	m := regexp.MustCompile(`初始口令\s+(\S+)\s+认证器密钥\s+(\S+)`).FindStringSubmatch(out)
	if code != 0 || m == nil {
		t.Fatalf("rescue: %d %q %q", code, out, errs)
	}
	if before.get("/desk/people"); before.at != "/desk/sign-in" && !strings.HasPrefix(before.at, "/desk/sign-in?") {
		t.Errorf("the earlier session goes on: at %s", before.at)
	}
	s.visitor(t).enter(handed{login("安全管理员"), m[1], m[2]}, 0).shows("更换口令")
	lines, err := s.app.DB.Lines(t.Context(), ledger.Acts, ref.Ref{}, 10)
	if err != nil || !slices.ContainsFunc(lines, func(l ledger.Line) bool { return l.Kind == "account.reset-factor" && l.By == "system" }) {
		t.Errorf("the log does not tell: %v", err)
	}
}
