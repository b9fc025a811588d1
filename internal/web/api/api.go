// Package api is the public side for machines: the same records as on the portal's pages, as JSON with an OpenAPI description, and
// as tools that speak the Model Context Protocol. It only reads, through the services of the domain, and knows nothing that a visitor
// of the portal could not see. What a page looks like is the portal's matter.
package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// Log is what the interface reads of the release log.
type Log interface {
	Entry(ctx context.Context, log ledger.Log, index int64) (ledger.Entry, []byte, error)
	Lines(ctx context.Context, log ledger.Log, about ref.Ref, n int) ([]ledger.Line, error)
}

// Services is what the interface answers from.
type Services struct {
	Units    agency.Store
	Columns  catalog.Store
	Editions *catalog.Editions
	Items    *publication.Service
	List     publication.Store
	Credit   *credit.Service
	Reports  *report.Service
	Log      Log
	Finder   publication.Finder // nil: nothing is searched
	Now      func() time.Time
}

// API is the open interface. It is safe for concurrent use.
type API struct {
	Services
	baseURL string // of absolute links
	name    func() string
	mux     *http.ServeMux
	huma    huma.API
	paths   []string
	log     *slog.Logger
}

// Where things are. The number goes up when what is there now changes in meaning; more fields may come without it.
const (
	base        = "/api/v1"
	description = "/api/openapi"
)

// New returns the interface. baseURL is the configured origin without a slash at its end; name names the site.
func New(s Services, baseURL string, name func() string, log *slog.Logger) *API {
	a := &API{Services: s, baseURL: baseURL, name: name, mux: http.NewServeMux(), log: log}
	config := huma.DefaultConfig("政府信息公开数据接口", "1.0.0")
	config.Info.Description = "只读。与门户页面同一内容：只有已经公开的信息，撤下的答复 410。不需要申请和密钥。"
	config.Servers = []*huma.Server{{URL: baseURL}}
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = description, "", "", nil // our page is /api; no viewer from elsewhere
	config.RejectUnknownQueryParameters = true
	a.huma = humago.New(a.mux, config)
	a.items()
	a.catalogue()
	a.records()
	if s.Finder != nil {
		a.search()
	}
	a.describeProblems()
	return a
}

// failing is where a handler leaves the error it met; huma would only know it as a text.
type failing struct{ err error }

type failingKey struct{}

// get adds an operation.
func get[I, O any](a *API, path, id, name, about string, answer func(ctx context.Context, in *I) (O, error), missing ...int) {
	type output struct{ Body O }
	a.paths = append(a.paths, base+path)
	huma.Register(a.huma, huma.Operation{
		OperationID: id, Method: http.MethodGet, Path: base + path, Summary: name, Description: about,
		Errors: append([]int{http.StatusUnprocessableEntity}, missing...),
	}, func(ctx context.Context, in *I) (*output, error) {
		body, err := answer(ctx, in)
		if err != nil {
			if f, ok := ctx.Value(failingKey{}).(*failing); ok {
				f.err = err
			}
			return nil, huma.NewError(http.StatusInternalServerError, "")
		}
		return &output{body}, nil
	})
}

// Routes lists the addresses of the interface.
func (a *API) Routes() []web.PublicRoute {
	routes := []web.PublicRoute{
		{Pattern: description + ".json", Make: a.answer},
		{Pattern: description + ".yaml", Make: a.answer},
		{Pattern: "/api/{rest...}", Make: a.nowhere},
	}
	for _, path := range a.paths {
		routes = append(routes, web.PublicRoute{Pattern: path, Make: a.answer})
	}
	return routes
}

// everything is what answers may depend on.
var everything = []string{"items", "columns", "units", "credit", "report", "editions"}

// moved leads to what an item went into.
type moved struct{ to publication.ID }

func (m moved) Error() string { return fmt.Sprintf("moved to item %d", m.to) }

// answer makes the answer to a request, to be kept like a page.
func (a *API) answer(r *http.Request) (web.Page, error) {
	var f failing
	w := &recorder{header: http.Header{}}
	a.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), failingKey{}, &f)))
	page := web.Page{Body: w.body.Bytes(), Status: w.status, Type: w.header.Get("Content-Type"), Topics: everything, Open: true}
	var to moved
	switch {
	case errors.As(f.err, &to):
		return web.Page{Status: http.StatusMovedPermanently, To: fmt.Sprintf("%s/items/%d", base, to.to), Open: true}, nil
	case f.err != nil:
		return a.problem(r, f.err), nil
	case w.status >= http.StatusBadRequest:
		return a.refused(w.status, w.body.Bytes()), nil
	case strings.HasPrefix(r.URL.Path, base+"/search"):
		page.Fresh = true // the index follows behind the log
	}
	return page, nil
}

func (a *API) nowhere(r *http.Request) (web.Page, error) {
	return a.problem(r, fmt.Errorf("%s: %w", r.URL.Path, errNoEndpoint)), nil
}

// Fail answers what no address of the interface answers, such as another method.
func (a *API) Fail(w http.ResponseWriter, r *http.Request, err error) (status, n int) {
	if errors.Is(err, web.ErrNoPage) {
		err = fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, errNoEndpoint)
	}
	p := a.problem(r, err)
	web.NotKept(w.Header())
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Type", p.Type)
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		n, _ = w.Write(p.Body) // the client has gone; nobody is left to tell
	}
	return p.Status, n
}

// recorder takes an answer as it is written.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) { w.status = status }

func (w *recorder) Write(b []byte) (int, error) { return w.body.Write(b) }

// Endpoints describes the interface for the page about it, as the OpenAPI description has it.
func (a *API) Endpoints() []web.Endpoint {
	var out []web.Endpoint
	all := a.huma.OpenAPI().Paths
	for _, path := range a.paths {
		op := all[path].Get
		e := web.Endpoint{Path: path, Name: op.Summary, About: op.Description}
		for _, p := range op.Parameters {
			e.Params = append(e.Params, layout.Fact{Name: p.Name, Value: p.Description, Wide: true})
		}
		if !strings.Contains(path, "{") && !slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.Required }) {
			e.Example = path
		}
		out = append(out, e)
	}
	return out
}
