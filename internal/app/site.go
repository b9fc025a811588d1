package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gongkai/internal/account/oidc"
	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/job"
	"gongkai/internal/publication"
	"gongkai/internal/search"
	"gongkai/internal/web"
	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
	"gongkai/internal/web/static"
	"gongkai/internal/workday"
)

// Server is the site over an App, with its background work.
type Server struct {
	app    *App
	site   *web.Site
	pages  *web.Pages
	access *web.AccessLog
	search *search.Index
	missed *publication.MissLog
	staff  *desk.Desk
	public []web.PublicRoute // of the portal and of the open interface

	following sync.WaitGroup // the index and the change feed, which read the store
	http      *http.Server
	logTo     *os.File
	stop      context.CancelFunc
	done      chan struct{}
}

// taskDeliver is woken by a release.
const taskDeliver = "deliver"

// NewServer builds the site. The demo's parts are nil on a real server.
func (a *App) NewServer(ctx context.Context, demo *desk.Demo) (s *Server, err error) {
	s = &Server{app: a, pages: web.NewPages(), missed: new(publication.MissLog), done: make(chan struct{})}
	name := filepath.Join(a.Config.Dir, "access.log")
	if s.logTo, err = os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return nil, fmt.Errorf("open access log: %w", err)
	}
	s.access = web.NewAccessLog(s.logTo)
	if s.search, err = search.Open(ctx, a.searchDir(), a.DB, a.Items.FileText, a.now, a.log); err != nil {
		return nil, errors.Join(err, s.logTo.Close())
	}
	s.search.Changed = func() { s.pages.Drop([]string{"search"}) }
	defer func() {
		if err != nil {
			err = errors.Join(err, s.search.Close(), s.logTo.Close())
		}
	}()
	facts := &facts{demo: demo != nil, search: true}
	if err := facts.reload(ctx, a); err != nil {
		return nil, err
	}
	address, err := a.address()
	if err != nil {
		return nil, err
	}
	uploads := web.NewUploads(a.Scanner, a.log)
	pub, open := a.public(facts, s.search, func(text string) { s.missed.Note(text, a.now()) }, address, uploads)
	sso, err := a.singleSignOn()
	if err != nil {
		return nil, err
	}
	s.staff = desk.New(desk.Services{
		Accounts: a.Accounts, Units: a.DB, Columns: a.DB, Catalogue: catalog.New(a.DB, a.now), Items: a.Items, Recovery: publication.NewRecovery(a.DB, a.Keys, a.now), Words: publication.NewWords(a.DB, a.now), List: a.DB, Obligations: a.DB, Calendars: a.Calendars, Credit: a.Credit, Corrections: a.Corrections, Requests: a.Requests, Letters: a.Letters, Disputes: a.Disputes,
		Editions: a.Editions, Assignments: a.Assignments,
		Deliveries: a.DB, Outbox: a.Outbox, Reports: a.Reports, Website: a.Website, Log: a.DB, Signer: a.Signer, Keys: a.Keys, Now: a.now,
		Upkeep: a.DB, Machine: a.machine, Uploads: uploads,
		Practise: func(ctx context.Context) {
			if a.Jobs != nil {
				a.Jobs.Wake(ctx, taskDrill)
			}
		},
		Staff: a.Staff, Address: address, SSO: sso, Preview: pub.Preview,
		Wake: func(ctx context.Context) {
			if a.Jobs != nil {
				a.Jobs.Wake(ctx, taskDeliver)
			}
		},
	}, func() string { return facts.get().Agency }, a.secure(), demo, a.log)
	s.site = web.NewSite(s.pages, s.access, a.Config.Server.Hosts, a.log, failing(pub, open))
	if a.secure() {
		s.site.KeepToHTTPS()
	}
	s.public = append(pub.Routes(), open.Routes()...)
	s.site.Public(s.public)
	s.site.Mount(static.Prefix, static.Handler())
	s.site.Mount("/mcp", open.Tools())
	s.site.Mount("/desk/", s.staff)
	s.site.Mount("/desk", s.staff)
	s.site.Mount("/healthz", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })) // nobody to tell
	s.site.Mount("/readyz", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.DB.Ready(r.Context()); err != nil {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n")) // nobody to tell
	}))
	a.DB.Subscribe(func(topics []string) {
		pub.Drop(topics)
		s.pages.Drop(topics)
		for _, t := range topics {
			switch t {
			case "items", "all":
				s.search.Notify()
			case "words", "columns", "units":
				s.search.NotifyWords()
			}
			if t == "units" || t == "editions" || t == "all" {
				if err := facts.reload(context.WithoutCancel(ctx), a); err != nil {
					a.log.Error("facts of the bureau not reloaded", "err", err)
				}
				s.pages.Drop([]string{"all"}) // every page names the bureau
			}
			if t == "calendar" || t == "all" {
				if err := a.Calendars.Reload(context.WithoutCancel(ctx)); err != nil {
					a.log.Error("calendar not reloaded", "err", err)
				}
			}
		}
	})
	return s, nil
}

// searchDir is where this node keeps its index.
func (a *App) searchDir() string {
	return cmp.Or(a.Config.Search.Dir, filepath.Join(a.Config.Dir, "search"))
}

// ServeHTTP answers one request; tests call it directly.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.site.ServeHTTP(w, r) }

// Start begins the background work: jobs, the access log, the change feed, the views, the turn of the day.
func (s *Server) Start(ctx context.Context) error {
	ctx, s.stop = context.WithCancel(ctx)
	a := s.app
	var err error
	a.Jobs, err = job.New(a.DB.Writer(), a.DB.Postgres(), a.log,
		job.Task{Name: taskDeliver, Every: 30 * time.Second, Run: a.deliver},
		job.Task{Name: "release", Every: 20 * time.Second, Run: a.releaseDue},
		job.Task{Name: "sweep", Every: 5 * time.Minute, Run: a.sweep},
		job.Task{Name: taskUpkeep, Every: 5 * time.Minute, Limit: upkeepLimit, Run: a.upkeep},
		job.Task{Name: taskDrill, Limit: upkeepLimit, Run: a.drill})
	if err == nil {
		err = a.Jobs.Start(ctx)
	}
	if err != nil {
		s.stop()
		return err
	}
	s.following.Go(func() { a.DB.Listen(ctx, a.log) })
	go s.access.Run(ctx)
	go s.tend(ctx)
	s.following.Go(func() { s.search.Run(ctx) })
	return nil
}

// tend keeps what the pages show in step with the clock: views are written down, and a new day makes every page new. At the start and
// each day the database looks at what has grown.
func (s *Server) tend(ctx context.Context) {
	defer close(s.done)
	s.optimize(ctx)
	began := time.Now()
	day := workday.DateOf(s.app.now())
	t := time.NewTicker(10 * time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			s.saveViews(context.WithoutCancel(ctx))
			return
		case <-t.C:
			s.saveViews(ctx)
			now := time.Now()
			if by := s.app.clock.look(now, now.Round(0).Sub(began.Round(0)), now.Sub(began)); by != 0 { // rounding leaves the clock's word alone
				s.app.log.WarnContext(ctx, "the clock was set", "by", by)
			}
			if now := workday.DateOf(s.app.now()); now != day {
				day = now
				s.pages.Drop([]string{"all"})
				s.optimize(ctx)
			}
		}
	}
}

func (s *Server) optimize(ctx context.Context) {
	if err := s.app.DB.Optimize(ctx); err != nil && ctx.Err() == nil {
		s.app.log.WarnContext(ctx, "statistics of the database not renewed", "err", err)
	}
}

func (s *Server) saveViews(ctx context.Context) {
	if err := s.app.DB.AddViews(ctx, s.pages.Views()); err != nil {
		s.app.log.WarnContext(ctx, "views not saved", "err", err)
	}
	if err := s.app.DB.AddMisses(ctx, s.missed.Take()); err != nil {
		s.app.log.WarnContext(ctx, "questions that found nothing not saved", "err", err)
	}
}

// Serve answers on a listener until ctx ends.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	s.http = &http.Server{
		Handler: s.site, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(s.app.log.Handler(), slog.LevelDebug),
	}
	errs := make(chan error, 1)
	go func() {
		c := s.app.Config.Server
		if c.Cert != "" {
			errs <- s.http.ServeTLS(l, c.Cert, c.Key)
			return
		}
		errs <- web.Serve(s.http, l, func() *web.Site { return s.site })
	}()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return s.http.Shutdown(grace)
}

// Stop ends the background work.
func (s *Server) Stop(ctx context.Context) error {
	var err error
	if s.app.Jobs != nil {
		err = s.app.Jobs.Stop(ctx)
		s.app.Jobs = nil
	}
	if s.stop != nil {
		s.stop()
		<-s.done
		s.following.Wait()
	}
	s.access.Flush()
	return errors.Join(err, s.search.Close(), s.logTo.Close())
}

// secure reports whether the site is reached by https only, so that cookies may say so.
func (a *App) secure() bool { return a.Config.Server.Cert != "" || a.Config.Server.BehindProxy }

// address says how the network address of who asks is told. Behind a proxy that is not declared nobody knows it.
func (a *App) address() (func(*http.Request) string, error) {
	proxies, err := web.ParseProxies(a.Config.Server.Proxies)
	if err != nil {
		return nil, err
	}
	if a.Config.Server.BehindProxy && len(proxies) == 0 {
		return func(*http.Request) string { return "" }, nil
	}
	return proxies.Address, nil
}

// singleSignOn returns the client of the provider, or nil where there is none.
func (a *App) singleSignOn() (*oidc.Client, error) {
	c := a.Config.OIDC
	if c.Issuer == "" {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	secret, err := os.ReadFile(c.SecretFile)
	if err != nil {
		return nil, fmt.Errorf("read secret of single sign-on: %w", err)
	}
	return oidc.New(c, strings.TrimSpace(string(secret)), a.Config.Server.URL+"/desk/sign-in/oidc/callback", time.Now), nil
}

// facts are what every public page says about the site.
type facts struct {
	base   atomic.Pointer[layout.Site]
	demo   bool
	search bool // there is one
	plain  bool // for a copy as files
}

func (f *facts) get() layout.Site {
	s := *f.base.Load()
	if s.Search = f.search; !f.search {
		s.Hot = nil
	}
	if f.plain {
		return asFiles(s)
	}
	return s
}

// reload reads what is known of the bureau anew.
func (f *facts) reload(ctx context.Context, a *App) error {
	s, err := a.siteFacts(ctx, f.demo)
	if err == nil {
		f.base.Store(&s)
	}
	return err
}

func (a *App) siteFacts(ctx context.Context, demo bool) (layout.Site, error) {
	c := a.Config
	s := layout.Site{
		Name: c.Site.Name, Domain: c.Site.Domain, IDCode: c.Site.IDCode, Undertaker: c.Site.Undertaker, ICP: c.Site.ICP, Police: c.Site.Police,
		PartyURL: c.Site.PartyURL, FaultURL: c.Site.FaultURL, Services: c.Site.Services, DeskURL: "/desk/", Agency: c.Site.Name,
		Nav: []layout.Link{
			{Text: "首页", URL: "/"},
			{Text: "机构与单位", URL: "/units"},
			{Text: "要闻", URL: "/columns/news"},
			{Text: "通知公告", URL: "/columns/notices"},
			{Text: "政务公开", URL: "/open"},
			{Text: "双公示", URL: "/credit"},
			{Text: "年度报告", URL: "/reports"},
		},
		Foot: []layout.Link{{Text: "政府信息公开", URL: "/open"}, {Text: "机构与单位", URL: "/units"}, {Text: "我要纠错", URL: "/corrections/new"}, {Text: "数据接口", URL: "/api"}, {Text: "网站地图", URL: "/sitemap"}},
	}
	for _, word := range c.Site.HotWords {
		s.Hot = append(s.Hot, layout.Link{Text: word, URL: "/search?q=" + url.QueryEscape(word)})
	}
	units, err := a.DB.Units(ctx)
	if err != nil {
		return s, err
	}
	if u, err := agency.BureauOf(units); err == nil {
		s.Agency, s.Address, s.Phone, s.Hours = u.Name, u.Address, u.Phone, u.Hours
		e, err := a.Editions.Current(ctx, catalog.Profile, int64(u.ID))
		if err != nil && !errors.Is(err, catalog.ErrNoEdition) {
			return s, err
		}
		if err == nil { // what went through the gate, not what is registered
			x, err := catalog.ProfileOf(e)
			if err != nil {
				return s, err
			}
			s.Address, s.Phone, s.Hours = x.Address, x.Contact, x.Hours
		}
	}
	if demo {
		s.Demo, s.DemoText, s.DemoLink = true, "本站是演示环境，机构、人员、数据均为示例。", layout.Link{Text: "导览", URL: "/desk/tour"}
	}
	return s, nil
}
