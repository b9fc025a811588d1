// Package demo makes the demo's years: who there is, the columns, 2020 as the source reports it, reports of the years
// between, and a living 2026. It walks the days and calls the services as the desk does; it never writes behind them.
//
// Persons, licence holders and their numbers are made up and look it. What the texts say is ours.
package demo

import (
	"context"
	"embed"
	"fmt"
	"math/rand/v2"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/channel/creditplatform"
	"gongkai/internal/credit"
	"gongkai/internal/dialogue"
	"gongkai/internal/dispute"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/report/website"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/workday"
)

// SearchWords find something in every demo.
const SearchWords = "招生"

//go:embed content
var content embed.FS

// Services is what the generator works with. All of it must be set.
type Services struct {
	Units       agency.Store
	Staff       *agency.Service
	Columns     catalog.Store
	Editions    *catalog.Editions
	Assignments *catalog.Assignments
	Routes      publication.Store
	Accounts    *account.Service
	Items       *publication.Service
	Credit      *credit.Service
	Corrections *dialogue.Service
	Requests    *request.Service
	Letters     *dispatch.Service
	Disputes    *dispute.Service
	Outbox      *channel.Service // with a sender that reaches Platform
	Reports     *report.Service
	Website     *website.Service
	Clock       *Clock // the clock that all the services read
	Platform    *creditplatform.Simulator
	Calendar    func() workday.Calendar
	Obligations obligation.Store
}

// Result is what the demo's pages and scripts need to know of what was made.
type Result struct {
	Accounts []Account
	Samples  Records
}

// Account is a role account of the demo.
type Account struct {
	Role     string // as the buttons say it: 局办公室
	User     string
	Password string
	TOTP     string // secret of the second factor, base32
	Person   agency.PersonID
	OneClick bool // has a button of its own
}

// Records are the records that the tour and scripts visit.
type Records struct {
	Article     publication.ID // a released document of 2026 with number, headings and index number
	List        string         // code of a column with many items
	ReportYear  int            // the built report
	Report      publication.ID // the item that published it
	Batch       credit.BatchID // a batch waiting in review
	BatchItem   publication.ID
	Refused     credit.BatchID // a batch with rows that the platform refused
	Licence     credit.LicenceID
	Late        publication.ID // a draft past its due day
	Blocked     publication.ID // a draft with an identity number in its text
	Returned    publication.ID
	FirstReview publication.ID // waiting at 初审, to walk the whole route
	SchoolDraft publication.ID
	SchoolHead  publication.ID // waiting for the headmaster
	Correction  string         // number of a report that was answered
	Case        request.ID     // a request with every kind of day on its clock
	Track       Track          // a request that its applicant follows
}

// builder holds what is known while the years are made.
type builder struct {
	Services
	agenda
	cal         workday.Calendar
	rnd         *rand.Rand
	units       map[string]*agency.Unit
	columns     map[string]int64
	ids         map[string]publication.ID // of texts, by title
	people      map[string]*agency.Person // by login, “部门” for its writer, “code/writer” and “code/head” of other units
	departments map[string]agency.DepartmentID
	asked       map[string]request.ID // by the key of the request
	bureau      *agency.Unit
	order       []string // codes of the units
	result      Result
	serial      int      // of forms' one-time keys
	reviews     int      // 初审 so far
	done        []func() // what is noted when the years are over
}

// Build makes everything. The clock stands at Opening afterwards; the caller lets it run.
func Build(ctx context.Context, s Services) (*Result, error) {
	b := &builder{
		Services: s, cal: s.Calendar(), rnd: rand.New(rand.NewPCG(2020, 1120)), //nolint:gosec // must be the same every time
		units: map[string]*agency.Unit{}, columns: map[string]int64{}, ids: map[string]publication.ID{}, people: map[string]*agency.Person{}, departments: map[string]agency.DepartmentID{}, asked: map[string]request.ID{},
	}
	s.Platform.Refuse(Refuse)
	for _, plan := range []func() error{b.planUnits, b.planPeople, b.planColumns, b.planLicences, b.planItems, b.planReports, b.planStandard, b.planPowers, b.planProfiles, b.planCorrections, b.planRequests, b.planDisputes, b.planWebsite, b.planSweeps} {
		if err := plan(); err != nil {
			return nil, fmt.Errorf("demo: %w", err)
		}
	}
	if err := b.walk(ctx, s.Clock); err != nil {
		return nil, err
	}
	for _, fn := range b.done {
		fn()
	}
	s.Clock.Set(Opening())
	return &b.result, b.find(ctx)
}

// planSweeps marks what has been missed, as the server does every day. Only November has anything that lasts.
func (b *builder) planSweeps() error {
	for d := workday.NewDate(2026, time.November, 2); at(d, 0, 5).Before(Opening()); d = d.AddDays(1) {
		b.add(at(d, 0, 5), "sweep", func(ctx context.Context) error {
			_, err := b.Obligations.MarkMissed(ctx, d, b.Clock.Now())
			return err
		})
	}
	return nil
}

// after notes something of the result once everything has happened.
func (b *builder) after(fn func()) { b.done = append(b.done, fn) }

// key is the one-time key of the next form.
func (b *builder) key() string {
	b.serial++
	return fmt.Sprintf("demo-%05d", b.serial)
}

// find looks up what the result names and only the store knows.
func (b *builder) find(ctx context.Context) error {
	b.result.Samples.List = "policy"
	rows, _, err := b.Credit.Public(ctx, credit.Filter{From: workday.NewDate(2026, 10, 8), To: workday.NewDate(2026, 11, 6), PartyKind: credit.NaturalPerson, Limit: 1})
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		b.result.Samples.Licence = rows[0].ID
	}
	return nil
}
