package web

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
)

// Need says who may use a route. A route that declares nothing cannot be built.
type Need struct {
	name  string
	allow func(p *agency.Person) bool // nil person: nobody is signed in
}

// Anyone may use the route without signing in.
func Anyone() Need { return Need{"anyone", func(*agency.Person) bool { return true }} }

// SignedIn lets everybody through who is signed in.
func SignedIn() Need { return Need{"signed-in", func(p *agency.Person) bool { return p != nil }} }

// Working lets those through who do more than read.
func Working() Need {
	return Need{"working", func(p *agency.Person) bool { return p != nil && !p.ReadOnly() }}
}

// Holding lets those through who hold one of the roles.
func Holding(roles ...agency.Role) Need {
	return Need{"roles", func(p *agency.Person) bool { return p != nil && p.Has(roles...) }}
}

// Record is what the wildcard in a route's pattern names.
type Record struct {
	kind   string
	ofUnit bool
}

// OfUnit names records that belong to a unit. To a person who may not see what is not public of that unit
// (agency.Person.Sees) the address answers exactly as if there were no such record.
func OfUnit(kind string) Record { return Record{kind, true} }

// Shared names records that everybody may know of whom the route lets in.
func Shared(kind string) Record { return Record{kind, false} }

// Kind names the kind of record, "" where a pattern names none.
func (r Record) Kind() string { return r.kind }

// OfUnit reports whether the records belong to units.
func (r Record) OfUnit() bool { return r.ofUnit }

// Route is one line of a side's table of routes.
type Route struct {
	Method  string // GET, and HEAD with it; or POST
	Pattern string // path pattern of http.ServeMux
	Names   Record // what the pattern's first wildcard stands for; zero where it has none
	Need    Need
	Upload  bool // takes a file: the handler limits and reads its form itself; of all others it is small and read before
	Handle  func(w http.ResponseWriter, r *http.Request) error
}

// Undeclared returns what a route should say and does not, or "".
func (rt Route) Undeclared() string {
	wildcard := strings.Contains(strings.ReplaceAll(rt.Pattern, "{$}", ""), "{")
	switch {
	case rt.Need.allow == nil:
		return "who may use it"
	case wildcard != (rt.Names.kind != ""):
		return "what record its address names"
	case rt.Method != http.MethodGet && rt.Method != http.MethodPost:
		return "whether it shows or does something"
	case rt.Handle == nil:
		return "what it does"
	}
	return ""
}

// Undeclared returns what a public route should say and does not, or "".
func (rt PublicRoute) Undeclared() string {
	switch {
	case (rt.Make == nil) == (rt.Send == nil):
		return "how it answers"
	case rt.Method != "" && rt.Method != http.MethodGet && rt.Method != http.MethodPost:
		return "whether it shows or does something"
	case rt.Method == http.MethodPost && rt.Send == nil:
		return "what it does"
	}
	return ""
}

// Site is the whole web server: the public side answered from the page store, the rest by routes.
type Site struct {
	pages  *Pages
	access *AccessLog
	hosts  map[string]bool // empty: any
	secure bool            // reached by https only
	public *http.ServeMux
	other  *http.ServeMux
	log    *slog.Logger
	fail   func(w http.ResponseWriter, r *http.Request, err error) (status, n int)
}

// KeepToHTTPS makes every answer tell browsers to come by https from now on. It is for a site that is reached in no other way.
func (s *Site) KeepToHTTPS() { s.secure, s.pages.secure = true, true }

// keepV holds for two years. It speaks for this host alone: what lies under its name is others'.
var keepV = []string{"max-age=63072000"}

// PublicRoute is a page that everybody may see.
type PublicRoute struct {
	Method  string // empty: GET, and HEAD with it
	Pattern string
	Make    func(*http.Request) (Page, error)
	Send    func(http.ResponseWriter, *http.Request) error // instead of Make: answers by itself, and nothing is kept
	Own     bool                                           // of one visitor's own record, which a secret opens: to all others as though there were none
	Upload  int64                                          // how large its form may be, in bytes, where it takes files; 0: a small form
}

// NewSite builds the server. fail writes the public side's error page.
func NewSite(pages *Pages, access *AccessLog, hosts []string, log *slog.Logger,
	fail func(w http.ResponseWriter, r *http.Request, err error) (status, n int),
) *Site {
	s := &Site{pages: pages, access: access, hosts: map[string]bool{}, public: http.NewServeMux(), other: http.NewServeMux(), log: log, fail: fail}
	for _, h := range hosts {
		s.hosts[h] = true
	}
	return s
}

// Public adds public pages.
func (s *Site) Public(routes []PublicRoute) {
	protect := http.NewCrossOriginProtection()
	for _, rt := range routes {
		if what := rt.Undeclared(); what != "" {
			panic("public route " + rt.Pattern + " does not say " + what)
		}
		s.public.HandleFunc(cmp.Or(rt.Method, http.MethodGet)+" "+rt.Pattern, func(w http.ResponseWriter, r *http.Request) {
			sw := w.(*counter)
			var err error
			if rt.Send != nil {
				if err = receive(w, r, protect, rt.Upload); err == nil {
					err = rt.Send(sw, r)
				}
				if err != nil {
					sw.status, sw.n = s.fail(sw.ResponseWriter, r, err)
				}
				return
			}
			if sw.status, sw.n, err = s.pages.Fill(sw.ResponseWriter, r, rt.Make); err != nil {
				sw.status, sw.n = s.fail(sw.ResponseWriter, r, err)
			}
		})
	}
}

// maxPublicForm is how large a form of the public side may be, in bytes.
const maxPublicForm = 16 << 10

// uploadMemory is how much of an upload is held in memory, in bytes; the rest waits in temporary files.
const uploadMemory = 1 << 20

// receive reads the form of a request that has one, unless another site sent it.
func receive(w http.ResponseWriter, r *http.Request, protect *http.CrossOriginProtection, upload int64) error {
	if r.Method != http.MethodPost {
		return nil
	}
	if err := protect.Check(r); err != nil {
		return errors.Join(ErrCrossSite, err)
	}
	r.Body = http.MaxBytesReader(w, r.Body, max(maxPublicForm, upload))
	if upload == 0 {
		return ReadForm(r, 0)
	}
	return ReadForm(r, uploadMemory)
}

// Mount adds a handler that does everything itself, such as the desk.
func (s *Site) Mount(pattern string, h http.Handler) { s.other.Handle(pattern, h) }

// counter notes status and length for the access log.
type counter struct {
	http.ResponseWriter
	status, n int
}

func (c *counter) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.n += n
	return n, err
}

func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// ServeHTTP answers from the page store where it can, before any pattern is looked at.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	if s.secure {
		w.Header()["Strict-Transport-Security"] = keepV
	}
	if len(s.hosts) > 0 && !s.hosts[r.Host] {
		SecurityHeaders(w.Header())
		http.Error(w, "misdirected request", http.StatusMisdirectedRequest)
		s.access.add(visitOf(r), start, http.StatusMisdirectedRequest, 0)
		return
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		if status, n, ok := s.pages.Serve(w, r); ok {
			s.access.add(visitOf(r), start, status, n)
			return
		}
	}
	SecurityHeaders(w.Header()) // whoever answers
	c := &counter{ResponseWriter: w, status: http.StatusOK}
	s.dispatch(c, r)
	s.access.add(visitOf(r), start, c.status, c.n)
}

func (s *Site) dispatch(c *counter, r *http.Request) {
	defer func() {
		if v := recover(); v != nil {
			if errors.Is(asError(v), http.ErrAbortHandler) {
				panic(v)
			}
			c.status, c.n = s.fail(c.ResponseWriter, r, errors.Join(errors.New("panic"), asError(v)))
		}
	}()
	if !isText(r.URL.Path) || !areText(r.URL.Query()) {
		c.status, c.n = s.fail(c.ResponseWriter, r, ErrNoPage)
		return
	}
	if h, pattern := s.other.Handler(r); pattern != "" {
		h.ServeHTTP(c, r)
		return
	}
	if _, pattern := s.public.Handler(r); pattern == "" {
		c.status, c.n = s.fail(c.ResponseWriter, r, ErrNoPage)
		return
	}
	s.public.ServeHTTP(c, r)
}

func asError(v any) error {
	if err, ok := v.(error); ok {
		return err
	}
	return fault.New(fault.Unavailable, "panic", "系统暂时无法处理，请稍后再试。")
}

// SecurityHeaders sets the headers every answer has on pages that are not from the store.
func SecurityHeaders(h http.Header) {
	for name, v := range security {
		h[name] = v
	}
}

// NotKept sets the headers of an answer that is for one visitor, or for this moment.
func NotKept(h http.Header) {
	SecurityHeaders(h)
	h.Set("Cache-Control", "no-store")
}

// Allows reports whether the person, or nobody for nil, may use the route.
func (n Need) Allows(p *agency.Person) bool { return n.allow != nil && n.allow(p) }

// Name names what is needed, for the table of routes.
func (n Need) Name() string { return n.name }
