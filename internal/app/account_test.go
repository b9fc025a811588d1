package app

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/ref"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

const newPassword = "我家门前有两棵树一棵是枣树"

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
