package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/channel"
	"gongkai/internal/channel/creditplatform"
	"gongkai/internal/demo"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/ref"
	"gongkai/internal/web"
	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
)

// demoCmd builds the demo and serves it.
type demoCmd struct {
	Addr  string `help:"监听地址。" default:"127.0.0.1:8080"`
	Dir   string `help:"演示数据目录。" default:"gongkai-demo" placeholder:"DIR"`
	Fresh bool   `help:"清除已有的演示数据，重新生成。"`
	JSON  bool   `name:"json" help:"就绪时打印一行 JSON。"`
}

func (c demoCmd) Run(ctx context.Context, out *streams) error {
	d, err := newDemo(ctx, c, logger(out.err))
	if err != nil {
		return err
	}
	defer func() { _ = d.platformServer.Close() }() // the simulator has nothing to lose
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("端口打不开：%w", err)
	}
	base := "http://" + l.Addr().String()
	d.cfg.Server.Addr, d.cfg.Server.URL = l.Addr().String(), base
	began := time.Now()
	fmt.Fprintln(out.err, "正在生成演示数据……")
	if err := d.open(ctx, c.Fresh); err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Fprintf(out.err, "就绪，用时 %.1f 秒\n门户 %s/\n工作台 %s/desk/\n导览 %s/desk/tour\n", time.Since(began).Seconds(), base, base, base)
	if c.JSON {
		if err := printJSON(out, d.line(base)); err != nil {
			return errors.Join(err, l.Close())
		}
	}
	return d.run(ctx, l)
}

// demoHost is the demo's server: one that can begin anew while it listens.
type demoHost struct {
	cfg            Config
	log            *slog.Logger
	clock          *demo.Clock
	platform       *creditplatform.Simulator
	platformServer *http.Server

	mu      sync.Mutex // one reset at a time
	current atomic.Pointer[Server]
	app     *App
	result  *demo.Result
	samples []demo.Sample
}

var errNotDemo = fault.New(fault.Conflict, "not-a-demo", "这个目录里有别的内容，不能用来放演示数据，请换一个空目录。")

func newDemo(ctx context.Context, c demoCmd, log *slog.Logger) (*demoHost, error) {
	d := &demoHost{cfg: Default(), log: log, clock: new(demo.Clock)}
	d.cfg.Dir = c.Dir
	if err := checkDemoDir(c.Dir); err != nil {
		return nil, err
	}
	d.clock.Set(demo.Opening())
	var err error
	if d.samples, err = demo.Samples(); err != nil {
		return nil, err
	}
	const token = "demo"
	d.platform = creditplatform.NewSimulator(token)
	d.platform.Refuse(demo.Refuse)
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("demo receiver: %w", err)
	}
	d.platformServer = &http.Server{Handler: d.platform, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	go func() { _ = d.platformServer.Serve(l) }() // ends with Close
	tokenFile := filepath.Join(c.Dir, "platform-token")
	if err := os.WriteFile(tokenFile, []byte(token), 0o600); err != nil {
		return nil, fmt.Errorf("demo receiver: %w", err)
	}
	d.cfg.Credit.URL, d.cfg.Credit.TokenFile = "http://"+l.Addr().String()+"/", tokenFile
	d.cfg.asDemo()
	// It has nothing to lose, and leaves nothing beside it.
	d.cfg.Backup.Dir, d.cfg.Ledger.Outside = filepath.Join(d.cfg.Dir, "backup"), filepath.Join(d.cfg.Dir, "outside")
	return d, nil
}

// asDemo sets what a demo has otherwise than the defaults. Commands that are pointed at a demo's folder do so too: the
// checkpoint's name and the figures of the report depend on it.
func (c *Config) asDemo() {
	c.Report.CountCases = true // as the source counts
	s := &c.Site
	s.Name, s.Domain, s.IDCode = "濮阳教育网", "jyj.puyang.gov.cn", "4109000000"
	s.ICP, s.Police = "豫ICP备00000000号-1", "豫公网安备 41090000000000号"
	s.PartyURL, s.FaultURL = "https://bszs.conac.cn/", "https://zfwzgl.www.gov.cn/"
	s.Services = usualServices()
	s.Services[len(s.Services)-1] = layout.Service{Title: "河南政务服务网", Note: "网上办理政务服务事项", To: "https://www.hnzwfw.gov.cn/", Icon: "link"}
}

// checkDemoDir makes the folder, and refuses one that holds something else.
func checkDemoDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("demo folder: %w", err)
	}
	if isDemo(dir) {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("demo folder: %w", err)
	}
	if len(entries) > 0 {
		return errNotDemo
	}
	return os.WriteFile(filepath.Join(dir, demoMark), []byte("{}"), 0o600)
}

// open takes up the demo that is there, or builds a new one.
func (d *demoHost) open(ctx context.Context, fresh bool) error {
	if !fresh {
		err := d.resume(ctx)
		if err == nil {
			return nil
		}
		d.log.DebugContext(ctx, "demo is built anew", "why", err)
	}
	return d.build(ctx)
}

// resume takes up what an earlier run left; its clock goes on after the last thing that happened.
func (d *demoHost) resume(ctx context.Context) error {
	b, err := os.ReadFile(filepath.Join(d.cfg.Dir, demoMark))
	if err != nil {
		return err
	}
	var r demo.Result
	if err := json.Unmarshal(b, &r); err != nil || len(r.Accounts) == 0 {
		return errors.New("nothing to resume")
	}
	a, err := Open(ctx, d.cfg, Options{Now: d.clock.Now, Cost: demoCost, Log: d.log})
	if err != nil {
		return err
	}
	if err := a.Load(ctx); err != nil {
		return errors.Join(err, a.Close())
	}
	last := demo.Opening()
	lines, err := a.DB.Lines(ctx, ledger.Acts, ref.Ref{}, 1)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	if len(lines) > 0 && lines[0].At.After(last) {
		last = lines[0].At
	}
	counts, err := a.DB.CountDeliveries(ctx, 0)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	d.platform.GoOnAfter(channel.Total(counts, channel.Delivered))
	d.app, d.result = a, &r
	return d.begin(ctx, last)
}

// demoCost is cheap: the demo's passwords are no secret.
var demoCost = account.Cost{MiB: 1, Passes: 1}

// build makes the demo from nothing.
func (d *demoHost) build(ctx context.Context) error {
	for _, name := range []string{"gongkai.db", "gongkai.db-wal", "gongkai.db-shm", "blobs", "search", "backup", "outside", "access.log"} {
		if err := os.RemoveAll(filepath.Join(d.cfg.Dir, name)); err != nil {
			return fmt.Errorf("clear demo: %w", err)
		}
	}
	if err := os.Remove(keyFile(d.cfg.Dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("clear demo: %w", err)
	}
	a, err := Open(ctx, d.cfg, Options{Now: d.clock.Now, Cost: demoCost, Volatile: true, Log: d.log})
	if err != nil {
		return err
	}
	if err := d.fill(ctx, a); err != nil {
		return errors.Join(err, a.Close())
	}
	d.app = a
	return d.begin(ctx, demo.Opening())
}

func (d *demoHost) fill(ctx context.Context, a *App) error {
	if err := a.Migrate(ctx); err != nil {
		return err
	}
	if err := a.Load(ctx); err != nil {
		return err
	}
	r, err := demo.Build(ctx, demo.Services{
		Units: a.DB, Staff: a.Staff, Columns: a.DB, Editions: a.Editions, Assignments: a.Assignments, Routes: a.DB, Accounts: a.Accounts, Items: a.Items, Credit: a.Credit, Corrections: a.Corrections, Requests: a.Requests, Letters: a.Letters, Disputes: a.Disputes, Outbox: a.Outbox, Reports: a.Reports,
		Website: a.Website, Clock: d.clock, Platform: d.platform, Calendar: a.Calendars.Calendar, Obligations: a.DB,
	})
	if err != nil {
		return err
	}
	d.result = r
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := errors.Join(a.DB.Durable(ctx), a.sendCheckpoints(ctx), a.drill(ctx)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.cfg.Dir, demoMark), b, 0o600)
}

// begin lets the clock run and the site answer.
func (d *demoHost) begin(ctx context.Context, from time.Time) error {
	d.clock.Run(from)
	if err := d.app.sweep(ctx); err != nil {
		return err
	}
	s, err := d.app.NewServer(ctx, d.parts())
	if err != nil {
		return err
	}
	if err := s.search.Follow(ctx); err != nil { // a server answers at once; a demo waits until it finds
		return err
	}
	if err := s.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	d.current.Store(s)
	return nil
}

// ServeHTTP answers with the site of the moment.
func (d *demoHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := d.current.Load()
	if s == nil {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "正在恢复初始数据，请稍候几秒再刷新。", http.StatusServiceUnavailable)
		return
	}
	s.ServeHTTP(w, r)
}

// site is the site of the moment, or nil while it is built.
func (d *demoHost) site() *web.Site {
	if s := d.current.Load(); s != nil {
		return s.site
	}
	return nil
}

func (d *demoHost) run(ctx context.Context, l net.Listener) error {
	srv := &http.Server{Handler: d, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelDebug)}
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = srv.Shutdown(grace) // what still runs after the grace is cut off
	}()
	if err := web.Serve(srv, l, d.site); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return d.close(context.WithoutCancel(ctx))
}

func (d *demoHost) close(ctx context.Context) error {
	s := d.current.Swap(nil)
	if s == nil {
		return nil
	}
	return errors.Join(s.Stop(ctx), d.app.Close())
}

// reset builds the demo anew while the server keeps listening.
func (d *demoHost) reset(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	ctx = context.WithoutCancel(ctx)
	if err := d.close(ctx); err != nil {
		return err
	}
	return d.build(ctx)
}

// parts are what the desk shows on a demo only.
func (d *demoHost) parts() *desk.Demo {
	p := &desk.Demo{Reset: d.reset, Tour: d.tour}
	for _, s := range d.samples {
		p.Samples = append(p.Samples, desk.DemoSample{Name: s.Name, Note: s.Note, Good: s.Good, Body: s.Body})
	}
	for _, a := range d.result.Accounts {
		if a.OneClick {
			p.Roles = append(p.Roles, desk.DemoRole{Name: a.Role, Person: a.Person, Password: a.Password})
		}
	}
	return p
}

// tour is the walk from a document to the figure to the proof.
func (d *demoHost) tour(context.Context) ([]desk.TourStep, error) {
	s := d.result.Samples
	num := func(format string, n int64) string { return fmt.Sprintf(format, n) }
	link := func(text, url string) layout.Link { return layout.Link{Text: text, URL: url} }
	year := strconv.Itoa(s.ReportYear)
	return []desk.TourStep{
		{
			Title: "一件许可决定", Text: "自作出决定之日起 7 个工作日内公示并报送信用平台。", Look: "公示页不显示证件号；报送用了几个工作日；它在哪一批、第几行。",
			Links: []layout.Link{link("看这件许可", num("/licences/%d", int64(s.Licence))), link("它依据的职权", "/units/jyj/powers/0100001000"), link("看全部许可", "/credit")},
		},
		{
			Title: "它怎么来的：整批导入，逐行检查", Text: "以科室信息员身份进入，把下面的样例表拖进“导入一批”。有一行错，整批都不进。", Look: "行、列、规则、怎么改；改好再传，900 行也只要几秒。",
			Links: []layout.Link{link("导入一批", "/desk/batches/new")},
		},
		{
			Title: "怎么审：拟稿的人不能审，相邻两步不是同一人", Text: "初审、复审、保密审查、签发各是一人，每一步都绑定同一个内容摘要。", Look: "有证件号的稿件送不出去，阻断项不能说明理由放行。",
			Links: []layout.Link{link("等待初审的稿件", num("/desk/items/%d", int64(s.FirstReview))), link("含证件号的稿件", num("/desk/items/%d", int64(s.Blocked)))},
		},
		{
			Title: "权责清单和机构职能：整体更新，审后生效", Text: "清单用表格导入，机构职能用表单填写；先与现行版本比较，再走审核、签发。", Look: "改一个电话也要审；变动那天起就有一件应办；历次调整和依据对外可查。",
			Links: []layout.Link{link("市教育局权责清单", "/powers"), link("一所学校的机构职能", "/units/yizhong"), link("工作台里更新机构职能", "/desk/profiles")},
		},
		{
			Title: "公开出去：门户、渠道、回执", Text: "签发的同一刻，页面公开、登记簿记一条、报送排队；对方的回执到了，应办事项才算办结。", Look: "公开页右侧的“发布留痕”；送达页里对方退回的两件。",
			Links: []layout.Link{link("一篇公开的文件", num("/items/%d", int64(s.Article))), link("渠道送达", "/desk/deliveries")},
		},
		{
			Title: "应办事项：谁、做什么、哪天到期、依据哪一条", Text: "期限由成文、决定等行为算出，不由人填写。", Look: "逾期在前；展开“依据与算法”看逐段推算，调休上班的周末算工作日。",
			Links: []layout.Link{link("今日", "/desk/"), link("工作日历", "/desk/calendar")},
		},
		{
			Title: year + " 年度报告：每个数都能点开", Text: "报告不是填出来的，是从记录里数出来的。", Look: "表二行政许可“900”点开就是 900 件；工作台上对“按办件统计”的口径给出提醒。",
			Links: []layout.Link{link(year+" 年度报告", "/reports/"+year), link("点开 900", "/reports/"+year+"/records/table2.licensing.2"), link("工作台里的报告", "/desk/reports/"+year)},
		},
		{
			Title: "账本：发布日期改不了", Text: "公开登记簿只能在末尾增加。任何人留一份检查点，以后谁改了日期、删了记录都查得出来。", Look: "下载发布证明；工作台“账本”里全部核对一遍。",
			Links: []layout.Link{link("这篇文件的发布证明", num("/items/%d/proof", int64(s.Article))), link("账本", "/desk/ledger")},
		},
	}, nil
}

// line is what demo --json prints when ready.
func (d *demoHost) line(base string) any {
	type acct struct {
		Role     string `json:"role"`
		User     string `json:"user"`
		Password string `json:"password"`
		TOTP     string `json:"totp"`
	}
	s := d.result.Samples
	out := struct {
		Portal   string         `json:"portal"`
		Desk     string         `json:"desk"`
		Accounts []acct         `json:"accounts"`
		Samples  map[string]any `json:"samples"`
	}{base, base + "/desk/", nil, map[string]any{
		"article": fmt.Sprintf("%s/items/%d", base, s.Article), "list": base + "/columns/" + s.List, "report": fmt.Sprintf("%s/reports/%d", base, s.ReportYear),
		"search": base + "/search?q=" + url.QueryEscape(demo.SearchWords), "track": base + "/requests/track", "score": nil,
	}}
	for _, a := range d.result.Accounts {
		out.Accounts = append(out.Accounts, acct{a.Role, a.User, a.Password, a.TOTP})
	}
	return out
}
