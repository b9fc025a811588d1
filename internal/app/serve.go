package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/report/paper"
	"gongkai/internal/report/website"
)

// serveCmd is the server.
type serveCmd struct {
	Config string `help:"配置文件；不给则为单机缺省配置，数据在 ./gongkai-data。" type:"existingfile" placeholder:"FILE"`
}

// demoMark is a file that says a folder holds a demo.
const demoMark = "DEMO"

func isDemo(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, demoMark))
	return err == nil
}

func (c serveCmd) Run(ctx context.Context, out *streams) (err error) {
	cfg, err := storeFlags{Config: c.Config}.load()
	if err != nil {
		return err
	}
	if mistakes := cfg.Check(); len(mistakes) > 0 {
		return printMistakes(out, mistakes)
	}
	if isDemo(cfg.Dir) {
		return errDemo
	}
	_, statErr := os.Stat(cfg.Dir)
	a, err := Open(ctx, cfg, Options{Log: logger(out.err)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if os.IsNotExist(statErr) { // a new folder has nothing to lose
		if err := a.Migrate(ctx); err != nil {
			return err
		}
	}
	if err := a.Load(ctx); err != nil {
		return err
	}
	if _, _, err := lookAtScanner(ctx, a.Scanner); err != nil {
		a.log.ErrorContext(ctx, "virus scanner does not answer: uploads are refused", "err", err) // it may come up after the server
	}
	s, err := a.NewServer(ctx, nil)
	if err != nil {
		return err
	}
	return a.serve(ctx, s, out, func(at net.Addr) error { return a.sayFirstStart(ctx, out, at) })
}

// sayFirstStart tells whoever started a server on a new store how to go on. The code is typed on the page and never part of
// its address, which is written to logs.
func (a *App) sayFirstStart(ctx context.Context, out *streams, at net.Addr) error {
	isNew, err := a.Accounts.IsNew(ctx)
	if err != nil || !isNew {
		return err
	}
	fmt.Fprintf(out.err, "还没有账号。请打开 %s://%s/desk/setup，填初始化码 %s\n", a.scheme(), at, a.Accounts.SetupCode())
	return nil
}

// serve runs a server until ctx ends; ready is called when it listens.
func (a *App) serve(ctx context.Context, s *Server, out *streams, ready func(net.Addr) error) error {
	l, err := net.Listen("tcp", a.Config.Server.Addr)
	if err != nil {
		return fmt.Errorf("端口打不开：%w", err)
	}
	if err := s.Start(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	at := a.scheme() + "://" + l.Addr().String()
	fmt.Fprintf(out.err, "门户 %s/　工作台 %s/desk/\n", at, at)
	if err := ready(l.Addr()); err != nil {
		return errors.Join(err, l.Close(), s.Stop(context.WithoutCancel(ctx)))
	}
	leading, err := a.leadToHTTPS()
	if err != nil {
		return errors.Join(err, l.Close(), s.Stop(context.WithoutCancel(ctx)))
	}
	return errors.Join(s.Serve(ctx, l), leading.Close(), s.Stop(context.WithoutCancel(ctx)))
}

// scheme is how this process itself is spoken to.
func (a *App) scheme() string {
	if a.Config.Server.Cert != "" {
		return "https"
	}
	return "http"
}

// leadToHTTPS listens where plain http is expected, if that is configured, and leads whoever comes to the site's own address.
func (a *App) leadToHTTPS() (*http.Server, error) {
	srv := &http.Server{
		Handler: leading(a.Config.Server.URL), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	if a.Config.Server.Redirect == "" {
		return srv, nil
	}
	l, err := net.Listen("tcp", a.Config.Server.Redirect)
	if err != nil {
		return nil, fmt.Errorf("server.redirect 的端口打不开：%w", err)
	}
	go func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("no longer leading to https", "err", err)
		}
	}()
	return srv, nil
}

// leading answers everything with the same place under another address.
func leading(to string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", to+r.URL.RequestURI())
		w.WriteHeader(http.StatusMovedPermanently)
	})
}

func printMistakes(out *streams, mistakes []string) error {
	fmt.Fprintf(out.err, "配置有 %d 处须改：\n", len(mistakes))
	for _, m := range mistakes {
		fmt.Fprintln(out.err, "  "+m)
	}
	return codeError(1)
}

// configCmd checks configuration files and prints the sample.
type configCmd struct {
	Check  configCheckCmd  `cmd:"" help:"一次列出配置文件里的全部错误。"`
	Sample configSampleCmd `cmd:"" help:"打印带说明的配置样例。"`
}

type configCheckCmd struct {
	File string `arg:"" help:"配置文件。" type:"existingfile"`
}

func (c configCheckCmd) Run(ctx context.Context, out *streams) error {
	cfg, err := LoadConfig(c.File)
	if err != nil {
		fmt.Fprintln(out.err, err)
		return codeError(1)
	}
	if mistakes := cfg.Check(); len(mistakes) > 0 {
		return printMistakes(out, mistakes)
	}
	scanner, err := cfg.scanner()
	if err != nil {
		return err
	}
	_, meaning, err := lookAtScanner(ctx, scanner)
	if err != nil {
		fmt.Fprintf(out.err, "病毒扫描：%s。\n  %v\n", meaning, err)
		return codeError(1)
	}
	fmt.Fprintf(out.out, "配置没有问题。\n病毒扫描：%s。\n", meaning)
	return nil
}

type configSampleCmd struct{}

func (configSampleCmd) Run(out *streams) error {
	_, err := fmt.Fprint(out.out, Sample())
	return err
}

// migrateCmd brings the schema to this release.
type migrateCmd struct {
	storeFlags
}

func (c migrateCmd) Run(ctx context.Context, out *streams) (err error) {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	a, err := Open(ctx, cfg, Options{Log: logger(out.err)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.Migrate(ctx); err != nil {
		return err
	}
	fmt.Fprintln(out.out, "数据库已是本版本。")
	return nil
}

// reportCmd groups what is done with annual reports.
type reportCmd struct {
	Build   reportBuildCmd   `cmd:"" help:"由记录生成一个年度的报告。"`
	Verify  reportVerifyCmd  `cmd:"" help:"读任何一份公布的年度报告，核对勾稽关系。"`
	Compile reportCompileCmd `cmd:"" help:"把各单位的年度报告汇总，与公布的核对。"`
	Website reportWebsiteCmd `cmd:"" help:"生成一个年度的政府网站工作年度报表。"`
}

type reportBuildCmd struct {
	storeFlags
	Year   int    `help:"报告年度。" required:"" placeholder:"Y"`
	Unit   string `help:"单位代码；不给则为局机关。" placeholder:"CODE"`
	Format string `help:"html、docx、xlsx 或 json。" enum:"html,docx,xlsx,json" default:"json"`
	Output string `short:"o" help:"写到文件；html 和 json 不给则打印。" placeholder:"FILE"`
}

func (c reportBuildCmd) Run(ctx context.Context, out *streams) (err error) {
	if c.Output == "" && (c.Format == "docx" || c.Format == "xlsx") {
		return errNoOutput
	}
	a, err := c.open(ctx, out.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	u, err := a.unit(ctx, c.Unit)
	if err != nil {
		return err
	}
	annual, err := a.Reports.Build(ctx, u, c.Year)
	if err != nil {
		return err
	}
	b, _, err := paper.Write(c.Format, annual)
	if err != nil {
		return err
	}
	for _, h := range annual.Check().Hints {
		fmt.Fprintln(out.err, "提示 "+h.Code+"："+h.Text)
	}
	return out.put(b, c.Output)
}

// put writes a file, or prints it where none is named.
func (s *streams) put(b []byte, file string) error {
	if file == "" {
		_, err := s.out.Write(b)
		return err
	}
	return os.WriteFile(file, b, 0o644)
}

// reportWebsiteCmd writes the 政府网站工作年度报表 as it is now: what records tell, and what was typed.
type reportWebsiteCmd struct {
	storeFlags
	Year   int    `help:"报表年度。" required:"" placeholder:"Y"`
	Format string `help:"html、docx、xlsx、csv 或 json。" enum:"html,docx,xlsx,csv,json" default:"json"`
	Output string `short:"o" help:"写到文件；html、csv 和 json 不给则打印。" placeholder:"FILE"`
}

func (c reportWebsiteCmd) Run(ctx context.Context, out *streams) (err error) {
	if c.Output == "" && (c.Format == "docx" || c.Format == "xlsx") {
		return errNoOutput
	}
	a, err := c.open(ctx, out.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	u, err := a.unit(ctx, "")
	if err != nil {
		return err
	}
	r, _, err := a.Website.Build(ctx, u, c.Year)
	if err != nil {
		return err
	}
	b, _, err := paper.WriteWebsite(c.Format, r)
	if err != nil {
		return err
	}
	if n := len(r.Missing()); n > 0 {
		fmt.Fprintf(out.err, "还有 %d 栏没有填写。\n", n)
	}
	for _, rel := range r.Check() {
		if rel.Outcome == website.Violated {
			fmt.Fprintln(out.err, "勾稽不符 "+rel.Code+"："+rel.Text)
		}
	}
	return out.put(b, c.Output)
}

// errNoOutput reports a file for office programs that would be printed.
var errNoOutput = fault.New(fault.Invalid, "no-output", "docx 和 xlsx 不能打印在屏幕上，请用 -o 写明存到哪个文件。")

func (a *App) unit(ctx context.Context, code string) (*agency.Unit, error) {
	if code != "" {
		return a.DB.UnitByCode(ctx, code)
	}
	units, err := a.DB.Units(ctx)
	if err != nil {
		return nil, err
	}
	return agency.BureauOf(units)
}
