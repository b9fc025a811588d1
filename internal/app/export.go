package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/web/offline"
	"gongkai/internal/web/static"
)

// exportCmd writes the public site as plain files.
type exportCmd struct {
	storeFlags
	To   string `arg:"" name:"dir" help:"写到这个目录；必须是新目录或者空目录。" placeholder:"DIR"`
	JSON bool   `name:"json" help:"完成时输出一行 JSON。"`
}

// Help says what is written.
func (exportCmd) Help() string {
	return "导出全部公开页面、附件、订阅、数据文件、网站地图和检查点，连同校验清单 SHA256SUMS。\n筛选、查询等只有服务器能回答的链接指向配置里的对外网址。核对：cd DIR && sha256sum -c SHA256SUMS"
}

func (c exportCmd) Run(ctx context.Context, out *streams) (err error) {
	a, err := c.open(ctx, out.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	site, err := a.exported(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	told := progress(out.err, "已导出 %d，共发现 %d")
	sum, err := offline.Copy{
		Site: site, URL: a.Config.Server.URL, Start: []string{"/", "/sitemap.xml", "/robots.txt", "/log/checkpoint", "/log/key"}, Left: []string{"/desk", "/corrections", "/api/v1", "/mcp"},
		Progress: told,
	}.Write(ctx, c.To)
	if told != nil {
		fmt.Fprintln(out.err)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		if err := printJSON(out, struct {
			Dir string `json:"dir"`
			offline.Summary
			Sums    string  `json:"sums"`
			Seconds float64 `json:"seconds"`
		}{c.To, sum, filepath.Join(c.To, offline.Sums), time.Since(began).Seconds()}); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(out.out, "已导出 %d 个页面、%d 个文件，共 %.1f MB，到 %s。核对：cd %s && sha256sum -c %s\n", sum.Pages, sum.Files, float64(sum.Bytes)/1e6, c.To, c.To, offline.Sums)
	}
	if len(sum.Broken) == 0 {
		return nil
	}
	for _, at := range sum.Broken {
		fmt.Fprintln(out.err, "打不开的链接："+at)
	}
	return codeError(1)
}

// exported is the public side as a visitor of the files will see it: without what needs a server, and without a way to the desk.
func (a *App) exported(ctx context.Context) (*web.Site, error) {
	facts := &facts{demo: isDemo(a.Config.Dir), plain: true}
	if err := facts.reload(ctx, a); err != nil {
		return nil, err
	}
	pub, open := a.public(facts, nil, nil, nil, nil)
	site := web.NewSite(web.NewPages(), web.NewAccessLog(io.Discard), nil, a.log, failing(pub, open))
	site.Public(append(pub.Routes(), open.Routes()...))
	site.Mount(static.Prefix, static.Handler())
	return site, nil
}

// asFiles takes from the facts what a copy of the site cannot keep.
func asFiles(s layout.Site) layout.Site {
	s.Files, s.DeskURL, s.DemoLink = true, "", layout.Link{}
	return s
}

// progress tells how far something is, a few times a second, if a person looks at it; otherwise it is nil.
func progress(w io.Writer, format string) func(done, to int) {
	f, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	var last time.Time
	return func(done, to int) {
		if now := time.Now(); now.Sub(last) > 200*time.Millisecond {
			last = now
			fmt.Fprintf(w, "\r"+format+"\x1b[K", done, to)
		}
	}
}
