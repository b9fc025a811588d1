package portal

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/dialogue"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/report/website"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// Log is what the public side reads of the release log.
type Log interface {
	Head(ctx context.Context, log ledger.Log) (ledger.Head, error)
	Entry(ctx context.Context, log ledger.Log, index int64) (ledger.Entry, []byte, error)
	Prove(ctx context.Context, log ledger.Log, index int64) (ledger.Proof, error)
	Size(ctx context.Context, log ledger.Log) (int64, error)
	Leaves(ctx context.Context, log ledger.Log, from int64, n int) ([][]byte, error)
	Hashes(ctx context.Context, log ledger.Log) tlog.HashReader
	Lines(ctx context.Context, log ledger.Log, about ref.Ref, n int) ([]ledger.Line, error)
}

// Services is what the portal shows things from.
type Services struct {
	Units       agency.Store
	Columns     catalog.Store
	Standard    Catalogue
	Editions    *catalog.Editions
	Items       *publication.Service
	List        publication.Store
	Credit      *credit.Service
	Reports     *report.Service
	Website     *website.Service
	Log         Log
	Signer      *ledger.Signer
	Finder      publication.Finder
	Shared      bool // other nodes write to the same data: what was found is asked for anew each time, as a kept page would show what one of them has just withdrawn
	Corrections *dialogue.Service
	Requests    *request.Service
	Letters     *dispatch.Service
	Challenges  *web.Challenges
	Address     func(*http.Request) string // the network address of who asks, "" where it is not known
	Missed      func(text string)          // notes a question that found nothing
	Calendar    func() workday.Calendar
	Now         func() time.Time
	Uploads     *web.Uploads

	Endpoints []web.Endpoint // of the open interface
}

// Portal is the public side.
type Portal struct {
	Services
	site    func() layout.Site
	baseURL string // of absolute links
	secure  bool   // cookies are Secure and have the __Host- prefix
	log     *slog.Logger
	limit   *web.Limiter // of 网页纠错

	limitRequests, limitTracks, limitChecks *web.Limiter
	checking                                chan struct{} // reports that are being checked

	reading sync.Mutex
	mu      sync.Mutex
	known   *catalogue // as last read; nil: something in it has changed
	dropped uint64
}

// New returns the public side. baseURL is the configured origin, without a slash at its end; secure says that it is reached by
// https only.
func New(s Services, site func() layout.Site, baseURL string, secure bool, log *slog.Logger) *Portal {
	return &Portal{
		Services: s, site: site, baseURL: baseURL, secure: secure, log: log, limit: web.NewLimiter(reportsMost, reportsPer),
		limitRequests: web.NewLimiter(requestsMost, reportsPer), limitTracks: web.NewLimiter(tracksMost, reportsPer),
		limitChecks: web.NewLimiter(checksMost, reportsPer), checking: make(chan struct{}, checksAtOnce),
	}
}

// Routes lists the public pages.
func (p *Portal) Routes() []web.PublicRoute {
	routes := []web.PublicRoute{
		{Pattern: "/{$}", Make: p.home},
		{Pattern: "/columns/{code}", Make: p.column},
		{Pattern: "/columns/{code}/feed.xml", Make: p.columnFeed},
		{Pattern: "/columns/{code}/directory.csv", Send: p.directory},
		{Pattern: "/columns/{code}/directory.xlsx", Send: p.directory},
		{Pattern: "/items/{id}", Make: p.item},
		{Pattern: "/items/{id}/proof", Make: p.proof},
		{Pattern: "/items/{id}/proof.json", Make: p.proofFile},
		{Pattern: "/items/{id}/files/{code}", Send: p.file},
		{Pattern: "/open", Make: p.open},
		{Pattern: expiredURL, Make: p.expired},
		{Pattern: "/open/standard", Make: p.standard},
		{Pattern: "/open/standard/{code}", Make: p.standardEntry},
		{Pattern: "/open/standard.csv", Make: p.standardFile},
		{Pattern: "/open/standard.xlsx", Make: p.standardFile},
		{Pattern: "/open/standard.json", Make: p.standardFile},
		{Pattern: "/units", Make: p.units},
		{Pattern: "/units.csv", Send: p.unitsFile},
		{Pattern: "/units.xlsx", Send: p.unitsFile},
		{Pattern: "/units.json", Send: p.unitsFile},
		{Pattern: "/units/{code}", Make: p.unit},
		{Pattern: "/units/{code}/feed.xml", Make: p.unitFeed},
		{Pattern: "/powers", Make: p.bureauPowers},
		{Pattern: "/units/{code}/powers", Make: p.powerList},
		{Pattern: "/units/{code}/powers.xlsx", Make: p.powersFile},
		{Pattern: "/units/{code}/powers.csv", Make: p.powersFile},
		{Pattern: "/units/{code}/powers.json", Make: p.powersFile},
		{Pattern: "/units/{code}/powers/{power}", Make: p.power},
		{Pattern: "/units/{code}/editions/{kind}", Make: p.editions},
		{Pattern: "/credit", Make: p.credit},
		{Pattern: "/credit.csv", Send: p.creditFile},
		{Pattern: "/credit.xlsx", Send: p.creditFile},
		{Pattern: "/credit.json", Send: p.creditFile},
		{Pattern: "/licences/{id}", Make: p.licence},
		{Pattern: "/reports", Make: p.reports},
		{Pattern: checkURL, Make: p.checkForm},
		{Method: http.MethodPost, Pattern: checkURL, Send: p.check, Upload: maxCheck},
		{Pattern: "/reports/{year}", Make: p.report},
		{Pattern: "/reports/{year}/report.docx", Make: p.reportFile},
		{Pattern: "/reports/{year}/report.xlsx", Make: p.reportFile},
		{Pattern: "/reports/{year}/report.json", Make: p.reportFile},
		{Pattern: "/reports/{year}/report.csv", Send: p.reportTable},
		{Pattern: "/reports/{year}/records/{cell}", Make: p.records},
		{Pattern: "/reports/{year}/editions/{no}", Make: p.reportEdition},
		{Pattern: "/website-reports/{year}", Make: p.websiteReport},
		{Pattern: "/website-reports/{year}/report.docx", Make: p.websiteFile},
		{Pattern: "/website-reports/{year}/report.xlsx", Make: p.websiteFile},
		{Pattern: "/website-reports/{year}/report.html", Make: p.websiteFile},
		{Pattern: "/website-reports/{year}/report.csv", Make: p.websiteFile},
		{Pattern: "/website-reports/{year}/report.json", Make: p.websiteFile},
		{Pattern: "/website-reports/{year}/records/{field}", Make: p.websiteRecords},
		{Pattern: "/website-reports/{year}/editions/{no}", Make: p.websiteEdition},
		{Pattern: correctURL, Make: p.newCorrection},
		{Method: http.MethodPost, Pattern: "/corrections", Send: p.createCorrection},
		{Pattern: "/corrections/{no}", Make: p.correction},
		{Pattern: requestsURL, Make: p.requests},
		{Pattern: requestURL, Send: p.newRequest},
		{Method: http.MethodPost, Pattern: requestURL, Send: p.createRequest, Upload: maxUpload},
		{Method: http.MethodPost, Pattern: requestsURL + "/already", Send: p.alreadyPublic},
		{Pattern: trackURL, Make: p.tracking},
		{Method: http.MethodPost, Pattern: trackURL, Send: p.track, Own: true},
		{Pattern: statusURL, Send: p.requestStatus, Own: true},
		{Pattern: statusURL + "/files/{file}", Send: p.givenFile, Own: true},
		{Pattern: statusURL + "/letters/{step}", Send: p.statusLetter, Own: true},
		{Pattern: statusURL + "/letters/{step}/file", Send: p.letterFile, Own: true},
		{Method: http.MethodPost, Pattern: statusURL + "/receipt", Send: p.receiptFile, Own: true},
		{Method: http.MethodPost, Pattern: statusURL + "/supplement", Send: p.supplementRequest, Own: true},
		{Method: http.MethodPost, Pattern: statusURL + "/withdrawal", Send: p.withdrawRequest, Own: true},
		{Method: http.MethodPost, Pattern: statusURL + "/leave", Send: p.leaveStatus},
		{Pattern: "/go", Make: p.leave},
		{Pattern: "/settings", Send: p.settings},
		{Method: http.MethodPost, Pattern: "/settings", Send: p.setSight},
		{Pattern: "/a11y.css", Send: p.sightSheet},
		{Pattern: "/log/checkpoint", Make: p.checkpoint},
		{Pattern: "/log/key", Make: p.key},
		{Pattern: "/log/tile/{path...}", Make: p.tile},
		{Pattern: "/api", Make: p.openData},
		{Pattern: "/sitemap", Make: p.siteMap},
		{Pattern: "/sitemap.xml", Make: p.sitemapFile},
		{Pattern: "/robots.txt", Make: p.robots},
	}
	for _, n := range notes {
		routes = append(routes, web.PublicRoute{Pattern: n.path, Make: p.note(n)})
	}
	if p.Finder != nil {
		routes = append(routes, web.PublicRoute{Pattern: "/search", Make: p.search}, web.PublicRoute{Pattern: suggestURL, Send: p.suggest})
	}
	return routes
}

// Fail writes the error page.
func (p *Portal) Fail(w http.ResponseWriter, r *http.Request, err error) (status, n int) {
	problem := web.Explain(r, err, p.log)
	page := ErrorPage{
		Frame: p.frame(problem.Heading, "", Column{}), Status: problem.Status, Heading: problem.Heading, Sentence: problem.Sentence, Todo: problem.Todo,
		Reference: problem.Reference, Links: []layout.Link{{Text: "返回首页", URL: "/"}, {Text: "政府信息公开", URL: "/open"}},
	}
	page.NoIndex = true
	web.NotKept(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(problem.Status)
	c := &countWriter{ResponseWriter: w}
	if r.Method != http.MethodHead {
		if err := Error(page).Render(r.Context(), c); err != nil {
			p.log.WarnContext(r.Context(), "error page not sent", "err", err)
		}
	}
	return problem.Status, c.n
}

type countWriter struct {
	http.ResponseWriter
	n int
}

func (c *countWriter) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.n += n
	return n, err
}

// The columns of pages that no record of the catalogue stands for.
var (
	homeColumn    = Column{"首页", "首页", "要闻、通知公告和政府信息公开的总入口。", "首页 政务公开"}
	openColumn    = Column{"政府信息公开目录", "信息公开目录", "政府信息公开指南、制度、法定主动公开内容和年报。", "政府信息公开 目录"}
	expiredColumn = Column{"废止、失效文件目录", "政策文件", "已经废止或者失效的文件，载明自何日起、依据哪个文件。", "废止 失效 文件目录"}
	unitsColumn   = Column{"机构职能", "机构职能", "机关科室、局属事业单位和市直学校的职责与联系方式。", "机构职能 单位 学校"}
	creditsColumn = Column{"双公示", "信息公开目录", "行政许可和行政处罚等信用信息公示。", "双公示 行政许可 行政处罚"}
	mapColumn     = Column{"网站地图", "概况信息", "本网站的全部栏目和单位。", "网站地图 栏目 单位"}
	websiteColumn = Column{"政府网站工作年度报表", "信息公开年报", "本网站每年的信息发布、解读回应、办事服务、互动交流和安全防护情况。", "政府网站 年度报表"}
	reportsColumn = Column{"政府信息公开年报", "信息公开年报", "历年政府信息公开工作年度报告。", "政府信息公开 年度报告"}
)

// tagsOf is a column of the catalogue as the meta tags name it.
func tagsOf(col catalog.Column) Column {
	return Column{col.Name, col.Type, col.Description, col.Keywords}
}

// frame returns what is around a page; current is the address of its navigation entry.
func (p *Portal) frame(title, current string, column Column, crumbs ...layout.Link) Frame {
	f := Frame{Site: p.outwards(p.site()), Title: title, Current: current, Column: column}
	if len(crumbs) > 0 {
		f.Crumbs = append([]layout.Link{{Text: "首页", URL: "/"}}, crumbs...)
		f.Data = append(f.Data, p.trail(f.Crumbs))
	}
	return f
}

// outwards leads the links of the frame that go outside gov.cn over the page that says so.
func (p *Portal) outwards(s layout.Site) layout.Site {
	if s.Files {
		return s
	}
	s.PartyURL, s.FaultURL = p.outward(s.PartyURL), p.outward(s.FaultURL)
	for _, links := range []*[]layout.Link{&s.Upper, &s.Related} {
		*links = slices.Clone(*links)
		for i := range *links {
			(*links)[i].URL = p.outward((*links)[i].URL)
		}
	}
	return s
}

// number reads an id in a path; whatever is not one is a page that does not exist.
func number(r *http.Request, name string) (int64, error) {
	s := r.PathValue(name)
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || s[0] == '0' || s[0] == '+' {
		return 0, fmt.Errorf("%s %q: %w", name, s, web.ErrNoPage)
	}
	return n, nil
}

func rangeText(n, page, size int, unit string) string {
	if n == 0 {
		return ""
	}
	first := (page-1)*size + 1
	return fmt.Sprintf("符合条件 %s %s，第 %d—%d %s", layout.Thousands(n), unit, first, min(n, first+size-1), unit)
}

// clock writes an instant as pages and meta tags have it.
func clock(t time.Time) string { return t.In(workday.Beijing).Format("2006-01-02 15:04") }

// row is an item in a list, with its validity on a day.
func (p *Portal) row(c *catalogue, it *publication.Item, on workday.Date) Row {
	v := it.Version
	today := workday.DateOf(p.Now())
	row := Row{
		IndexNo: it.IndexNo, Title: v.Title, URL: itemURL(it.ID), DocNo: v.DocNo, Formed: v.FormedOn.String(),
		Published: workday.DateOf(it.Released).String(), Unit: c.unit(it.Unit).Short, New: today.Sub(workday.DateOf(it.Released)) < 7,
	}
	row.Validity = validity(it, on)
	return row
}

// validity says whether a document still holds; only those with a number or an end are asked.
func validity(it *publication.Item, today workday.Date) layout.State {
	v := it.Version
	switch s := it.ValidOn(today); {
	case s == publication.Amended:
		return layout.Attention(s.Name())
	case s != publication.InForce:
		return layout.NotApplicable(s.Name())
	case v.DocNo != "" || !v.Expires.IsZero():
		return layout.Achieved("有效")
	}
	return layout.State{}
}

func itemURL(id publication.ID) string { return "/items/" + strconv.FormatInt(int64(id), 10) }

// rows turns items into rows.
func (p *Portal) rows(c *catalogue, items []publication.Item, on workday.Date) []Row {
	out := make([]Row, len(items))
	for i := range items {
		out[i] = p.row(c, &items[i], on)
	}
	return out
}

// topics joins what a page shows.
func topics(more ...string) []string { return append(append([]string{}, catalogueTopics...), more...) }

func hasAny(r *http.Request, names ...string) bool {
	q := r.URL.Query()
	for _, n := range names {
		if strings.TrimSpace(q.Get(n)) != "" {
			return true
		}
	}
	return false
}

func (p *Portal) today() workday.Date { return workday.DateOf(p.Now()) }
