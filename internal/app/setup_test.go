package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

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
	return (&site{demoHost: &demoHost{cfg: cfg, app: a}, url: srv.URL, log: new(logged)}).visitor(t)
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

func (fakeAddr) Network() string { return "tcp" }

func (a fakeAddr) String() string { return string(a) }
