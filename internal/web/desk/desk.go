package desk

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"gongkai/internal/account"
	"gongkai/internal/account/oidc"
	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/credit"
	"gongkai/internal/dialogue"
	"gongkai/internal/dispute"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/report/website"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/secret"
	"gongkai/internal/upkeep"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// Logs is what the desk reads of the two logs.
type Logs interface {
	Head(ctx context.Context, log ledger.Log) (ledger.Head, error)
	Size(ctx context.Context, log ledger.Log) (int64, error)
	Lines(ctx context.Context, log ledger.Log, about ref.Ref, n int) ([]ledger.Line, error)
	// Find returns what a search finds and where to go on, or -1.
	Find(ctx context.Context, s ledger.Search) ([]ledger.Line, int64, error)
	VerifyLedger(ctx context.Context, log ledger.Log, known ...ledger.Known) (ledger.Head, error)
}

// Services is what the desk works with.
type Services struct {
	Accounts    *account.Service
	Units       agency.Store
	Staff       *agency.Service
	Columns     catalog.Store
	Catalogue   *catalog.Service
	Items       *publication.Service
	List        publication.Store
	Recovery    *publication.Recovery
	Words       *publication.Words
	Obligations obligation.Store
	Calendars   *obligation.Calendars
	Credit      *credit.Service
	Corrections *dialogue.Service
	Requests    *request.Service
	Letters     *dispatch.Service
	Disputes    *dispute.Service
	Editions    *catalog.Editions
	Assignments *catalog.Assignments
	Deliveries  channel.Store
	Outbox      *channel.Service
	Reports     *report.Service
	Website     *website.Service
	Log         Logs
	Signer      *ledger.Signer
	Keys        *secret.Keys
	Uploads     *web.Uploads
	Wake        func(ctx context.Context) // a release may have something to send
	Upkeep      upkeep.Store
	Practise    func(ctx context.Context) // begins a backup drill
	Machine     func(ctx context.Context) (Machine, error)
	Now         func() time.Time
	Address     func(*http.Request) string // the network address of who asks, "" where it is not known
	SSO         *oidc.Client               // nil: no single sign-on

	// Preview shows an item as the public would see it, with its attachments below an address of the desk.
	Preview func(r *http.Request, it *publication.Item, files string) (web.Page, error)
}

// Demo is what the desk shows on a demo server only.
type Demo struct {
	Roles   []DemoRole
	Reset   func(ctx context.Context) error
	Samples []DemoSample
	Tour    func(ctx context.Context) ([]TourStep, error)
}

// DemoRole is a one-click entrance.
type DemoRole struct {
	Name     string // 局办公室
	Person   agency.PersonID
	Password string // shown where a signature asks for it again
}

// DemoSample is a file to drop in.
type DemoSample struct {
	Name, Note string
	Good       bool
	Body       []byte
}

// Desk is the staff side.
type Desk struct {
	Services
	agency func() string
	secure bool // cookies are Secure and have the __Host- prefix
	demo   *Demo
	log    *slog.Logger
	mux    *http.ServeMux
	csrf   *http.CrossOriginProtection
}

// New returns the staff side. demo is nil on a real server. It panics if a route declares too little.
func New(s Services, agencyName func() string, secure bool, demo *Demo, log *slog.Logger) *Desk {
	d := &Desk{Services: s, agency: agencyName, secure: secure, demo: demo, log: log, mux: http.NewServeMux(), csrf: http.NewCrossOriginProtection()}
	for _, rt := range d.Routes() {
		if what := rt.Undeclared(); what != "" {
			panic("route " + rt.Method + " " + rt.Pattern + " does not say " + what)
		}
		d.mux.HandleFunc(rt.Method+" "+rt.Pattern, func(w http.ResponseWriter, r *http.Request) { d.serve(w, r, rt) })
	}
	return d
}

// Routes lists every page and action of the desk with who may use it.
func (d *Desk) Routes() []web.Route {
	routes := []web.Route{
		{Method: "GET", Pattern: "/desk/sign-in", Need: web.Anyone(), Handle: d.showSignIn},
		{Method: "POST", Pattern: "/desk/sign-in", Need: web.Anyone(), Handle: d.signIn},
		{Method: "POST", Pattern: "/desk/sign-out", Need: web.SignedIn(), Handle: d.signOut},
		{Method: "GET", Pattern: "/desk/{$}", Need: web.SignedIn(), Handle: d.today},
		{Method: "GET", Pattern: "/desk/leader", Need: web.Holding(leaders...), Handle: d.leader},
		{Method: "GET", Pattern: "/desk/items", Need: web.SignedIn(), Handle: d.items},
		{Method: "GET", Pattern: "/desk/items/new", Need: web.Holding(agency.Writer), Handle: d.newItem},
		{Method: "POST", Pattern: "/desk/items", Need: web.Holding(agency.Writer), Upload: true, Handle: d.createItem},
		{Method: "GET", Pattern: "/desk/items/{id}", Names: web.OfUnit("item"), Need: web.SignedIn(), Handle: d.item},
		{Method: "POST", Pattern: "/desk/items/{id}", Names: web.OfUnit("item"), Need: web.Holding(agency.Writer), Upload: true, Handle: d.saveItem},
		{Method: "POST", Pattern: "/desk/items/{id}/files/{code}/removal", Names: web.OfUnit("item"), Need: web.Holding(agency.Writer), Upload: true, Handle: d.detach},
		{Method: "GET", Pattern: "/desk/items/{id}/files/{code}", Names: web.OfUnit("item"), Need: web.SignedIn(), Handle: d.file},
		{Method: "POST", Pattern: "/desk/items/{id}/decision", Names: web.OfUnit("item"), Need: web.Working(), Handle: d.decide},
		{Method: "GET", Pattern: "/desk/items/import", Need: web.Holding(agency.Writer), Handle: d.askImport},
		{Method: "POST", Pattern: "/desk/items/import", Need: web.Holding(agency.Writer), Upload: true, Handle: d.importItem},
		{Method: "POST", Pattern: "/desk/items/{id}/plain", Names: web.OfUnit("item"), Need: web.Holding(agency.Writer), Upload: true, Handle: d.toPlain},
		{Method: "GET", Pattern: "/desk/items/{id}/preview", Names: web.OfUnit("item"), Need: web.SignedIn(), Handle: d.preview},
		{Method: "GET", Pattern: "/desk/items/{id}/sheet", Names: web.OfUnit("item"), Need: web.SignedIn(), Handle: d.sheet},
		{Method: "GET", Pattern: "/desk/items/{id}/handover", Names: web.OfUnit("item"), Need: web.Working(), Handle: d.askHandover},
		{Method: "POST", Pattern: "/desk/items/{id}/handover", Names: web.OfUnit("item"), Need: web.Working(), Handle: d.handover},
		{Method: "GET", Pattern: "/desk/review", Need: web.SignedIn(), Handle: d.review},
		{Method: "GET", Pattern: "/desk/batches", Need: web.SignedIn(), Handle: d.batches},
		{Method: "GET", Pattern: "/desk/batches/new", Need: web.Holding(agency.Writer), Handle: d.newBatch},
		{Method: "POST", Pattern: "/desk/batches", Need: web.Holding(agency.Writer), Upload: true, Handle: d.importBatch},
		{Method: "GET", Pattern: "/desk/batches/{id}", Names: web.OfUnit("batch"), Need: web.SignedIn(), Handle: d.batch},
		{Method: "POST", Pattern: "/desk/batches/{id}/submission", Names: web.OfUnit("batch"), Need: web.Holding(agency.Writer), Handle: d.submitBatch},
		{Method: "GET", Pattern: "/desk/templates/{kind}", Names: web.Shared("template"), Need: web.SignedIn(), Handle: d.template},
		{Method: "GET", Pattern: "/desk/deliveries", Need: web.SignedIn(), Handle: d.deliveries},
		{Method: "POST", Pattern: "/desk/deliveries/{id}/retry", Names: web.OfUnit("delivery"), Need: web.Holding(agency.Writer, agency.GeneralOffice, agency.InfoCentre), Handle: d.retry},
		{Method: "GET", Pattern: "/desk/reports/{year}", Names: web.Shared("year"), Need: web.SignedIn(), Handle: d.report},
		{Method: "GET", Pattern: "/desk/calendar", Need: web.SignedIn(), Handle: d.calendar},
		{Method: "POST", Pattern: "/desk/calendar", Need: web.Holding(agency.GeneralOffice, agency.SystemAdmin), Handle: d.enterNotice},
		{Method: "GET", Pattern: "/desk/ledger", Need: web.SignedIn(), Handle: d.ledger},
		{Method: "POST", Pattern: "/desk/ledger", Need: web.SignedIn(), Handle: d.verifyLedger},
		{Method: "GET", Pattern: "/desk/ledger/{log}/entries", Names: web.Shared("log"), Need: web.Holding(logReaders...), Handle: d.entries},
		{Method: "GET", Pattern: "/desk/ledger/{log}/checkpoint", Names: web.Shared("log"), Need: web.SignedIn(), Handle: d.checkpoint},
	}
	routes = append(routes, d.writingRoutes()...)
	routes = append(routes, d.ownRoutes()...)
	routes = append(routes, d.staffRoutes()...)
	routes = append(routes, d.publishedRoutes()...)
	routes = append(routes, d.routeRoutes()...)
	routes = append(routes, d.columnRoutes()...)
	routes = append(routes, d.indexNoRoutes()...)
	routes = append(routes, d.wordRoutes()...)
	routes = append(routes, d.correctionRoutes()...)
	routes = append(routes, d.requestRoutes()...)
	routes = append(routes, d.letterRoutes()...)
	routes = append(routes, d.disputeRoutes()...)
	routes = append(routes, d.reportFileRoutes()...)
	routes = append(routes, d.adjustmentRoutes()...)
	routes = append(routes, d.reportRoutes()...)
	routes = append(routes, d.promiseRoutes()...)
	routes = append(routes, d.websiteRoutes()...)
	routes = append(routes, d.signInRoutes()...)
	routes = append(routes, d.systemRoutes()...)
	routes = append(routes, d.standardRoutes()...)
	routes = append(routes, d.unitEditionRoutes()...)
	routes = append(routes, d.coverageRoutes()...)
	if d.demo != nil {
		routes = append(routes, d.demoRoutes()...)
	}
	return routes
}

// ServeHTTP implements http.Handler for everything below /desk/.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	web.NotKept(w.Header())
	if err := d.csrf.Check(r); err != nil {
		d.fail(w, r, nil, web.ErrCrossSite)
		return
	}
	if r.URL.Path == "/desk" {
		http.Redirect(w, r, "/desk/", http.StatusMovedPermanently)
		return
	}
	if _, pattern := d.mux.Handler(r); pattern == "" {
		who, _, _ := d.person(r) // only to draw the frame
		d.fail(w, r, who, web.ErrNoPage)
		return
	}
	d.mux.ServeHTTP(w, r)
}

const maxForm = 1 << 20

type personKey struct{}

// serve lets a request through to its handler if the person may use the route.
func (d *Desk) serve(w http.ResponseWriter, r *http.Request, rt web.Route) {
	who, mustChange, err := d.person(r)
	if err != nil {
		d.fail(w, r, nil, err)
		return
	}
	if mustChange && !rt.Need.Allows(nil) && !beforeChange[rt.Pattern] {
		http.Redirect(w, r, "/desk/account/password", http.StatusSeeOther)
		return
	}
	if !rt.Need.Allows(who) {
		switch {
		case who == nil && rt.Method == http.MethodGet: // or HEAD
			http.Redirect(w, r, "/desk/sign-in?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		case who == nil:
			d.fail(w, r, nil, account.ErrNoOne)
		default:
			d.fail(w, r, who, web.ErrNotAllowed)
		}
		return
	}
	if rt.Method == http.MethodPost && !rt.Upload {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := web.ReadForm(r, maxForm); err != nil {
			d.fail(w, r, who, err)
			return
		}
	}
	if err := rt.Handle(w, r.WithContext(context.WithValue(r.Context(), personKey{}, who))); err != nil {
		d.fail(w, r, who, err)
	}
}

// who returns the person a handler works for; nil only on routes for anyone.
func who(r *http.Request) *agency.Person {
	p, _ := r.Context().Value(personKey{}).(*agency.Person)
	return p
}

// person returns who is signed in, or nil, and whether the password must be changed first.
func (d *Desk) person(r *http.Request) (p *agency.Person, mustChange bool, err error) {
	visit, err := d.Accounts.Who(r.Context(), d.session(r))
	if f, ok := fault.Of(err); ok && f.Kind == fault.Unauthenticated {
		return nil, false, nil // nobody is an answer here: routes for anyone take it
	}
	if err != nil {
		return nil, false, err
	}
	p, err = d.Units.Person(r.Context(), visit.Person, workday.DateOf(d.Now()))
	return p, visit.MustChange, err
}

// session is the value of the session's cookie, "" without one.
func (d *Desk) session(r *http.Request) string {
	c, err := r.Cookie(d.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// origin is where a request comes from.
func (d *Desk) origin(r *http.Request) account.Origin {
	return account.Origin{Address: d.Address(r), Agent: r.UserAgent()}
}

func (d *Desk) cookieName() string {
	if d.secure {
		return "__Host-gongkai"
	}
	return "gongkai"
}

func (d *Desk) setCookie(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, Secure: d.secure, SameSite: http.SameSiteLaxMode})
}

// fail writes the desk's error page.
func (d *Desk) fail(w http.ResponseWriter, r *http.Request, who *agency.Person, err error) {
	problem := web.Explain(r, err, d.log)
	page := ErrorPage{
		Frame: d.plainFrame(problem.Heading), Status: problem.Status, Heading: problem.Heading, Sentence: problem.Sentence, Todo: problem.Todo,
		Reference: problem.Reference, Links: []layout.Link{{Text: "回到今日", URL: "/desk/"}},
	}
	if who != nil {
		page.Who = who.Name
		page.SignOut = "/desk/sign-out"
	} else {
		page.Links = []layout.Link{{Text: "登录", URL: "/desk/sign-in"}}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(problem.Status)
	if err := Error(page).Render(r.Context(), w); err != nil {
		d.log.WarnContext(r.Context(), "error page not sent", "err", err)
	}
}

// show writes a page.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := c.Render(r.Context(), w); err != nil {
		d.log.WarnContext(r.Context(), "page not sent", "err", err) // half of it may be out: nothing else can be said
	}
	return nil
}

func seeOther(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// The flash is one line carried over a redirect in a cookie, signed so that nobody else can put words there.
const flashCookie = "gongkai_flash"

func (d *Desk) flash(w http.ResponseWriter, word, text string) {
	d.keepFlash(w, layout.Done, word, text)
}

// refuse goes on to a page that says why what was asked for cannot be done now.
func (d *Desk) refuse(w http.ResponseWriter, r *http.Request, to, word string, why error) error {
	if _, ok := fault.Of(why); !ok {
		return why
	}
	d.keepFlash(w, layout.Soon, word, asText(why))
	return seeOther(w, r, to)
}

func (d *Desk) keepFlash(w http.ResponseWriter, tone layout.Tone, word, text string) {
	value := base64.RawURLEncoding.EncodeToString([]byte(string(tone) + "\n" + word + "\n" + text))
	d.setCookie(w, flashCookie, value+"."+d.Keys.Fingerprint(value, "flash")[:32], 60)
}

func (d *Desk) takeFlash(w http.ResponseWriter, r *http.Request) []layout.Flash {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	d.setCookie(w, flashCookie, "", -1)
	value, mac, _ := strings.Cut(c.Value, ".")
	if mac != d.Keys.Fingerprint(value, "flash")[:32] {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return nil
	}
	part := strings.SplitN(string(b), "\n", 3)
	if len(part) != 3 {
		return nil
	}
	state := layout.Achieved(part[1])
	if layout.Tone(part[0]) == layout.Soon {
		state = layout.Attention(part[1])
	}
	return []layout.Flash{{State: state, Text: part[2]}}
}

// oneTimeKey makes a form's key: the same form sent twice makes one record.
func oneTimeKey() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b)
}

// id reads the number in a path; whatever is not one is a page that does not exist.
func id(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("id %q: %w", r.PathValue("id"), web.ErrNoPage)
	}
	return n, nil
}

// asFormError turns the errors of a form into the box on top of it; other errors are returned.
func asFormError(err error, title string) (*FormError, fault.Fields, error) {
	var fields fault.Fields
	if asFields(err, &fields) {
		e := &FormError{Title: title}
		for _, f := range fields {
			e.Fields = append(e.Fields, layout.FieldError{Text: f.Text, Ref: "f-" + f.Name})
		}
		return e, fields, nil
	}
	if f, ok := fault.Of(err); ok && f.Kind != fault.Unavailable && f.Kind != fault.NotFound {
		return &FormError{Title: title, Text: f.Text}, nil, nil
	}
	return nil, nil, err
}

// stamp writes an instant as the desk shows it.
func stamp(t time.Time) string { return t.In(workday.Beijing).Format("2006-01-02 15:04") }

func short(t time.Time) string { return t.In(workday.Beijing).Format("01-02 15:04") }

// asText is the sentence of an error for the person.
func asText(err error) string { return fault.Text(err) }
