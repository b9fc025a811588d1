package website

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/workday"
)

// Writers write the report of their unit's site and send it to the gate.
var Writers = report.Writers

// What is refused.
var (
	ErrNotFound    = fault.New(fault.NotFound, "no-website-report", "没有这个年度的政府网站工作年度报表，或者尚未公布。")
	ErrMayNotWrite = fault.New(fault.Forbidden, "may-not-write-website-report", "政府网站工作年度报表由本单位的信息员填写。")
	ErrEarly       = fault.New(fault.Conflict, "website-report-early", "统计期还没有结束，期满以后才能生成送审稿；各栏可以先填。")
	ErrTaken       = fault.New(fault.Conflict, "website-report-changed", "您打开以后，报表又有人保存过。您填的还在下面，没有保存；请重新打开，对照以后再保存。")
	ErrMissing     = fault.New(fault.Conflict, "website-report-missing", "报表还有没有填写的栏，填写以后才能送审。")
	ErrViolated    = fault.New(fault.Conflict, "website-report-violated", "报表有勾稽关系不成立，须先核对，再送审。")
	ErrStale       = fault.New(fault.Conflict, "website-report-stale", "送审以后记录、网站信息或者填写的数有变动，报表已不是审核时的样子，请退回后重新送审。")
	ErrOut         = fault.New(fault.Conflict, "website-report-out", "这个年度的报表已经公布，要改的起草更正版。")
	ErrNotOut      = fault.New(fault.Conflict, "website-report-not-out", "这个年度的报表还没有公布，直接修改即可，不用办更正。")
	ErrUnchanged   = fault.New(fault.Conflict, "website-report-unchanged", "报表与公布的没有不同，没有要更正的。")
)

// Saved is what is kept of a report.
type Saved struct {
	ID       int64
	Unit     int64
	Year     int
	Item     int64  // that publishes it; 0: none yet
	Typed    Values // in work; what was signed is in the editions
	Reason   string // of the 更正版 in work
	Owed     bool   // the duty to publish it was opened
	Editions []Edition
}

// Edition is a report as it was released once: the first of it, or a 更正版.
type Edition struct {
	No     int
	Reason string // why the one before was corrected; "" of the first
	At     time.Time
	Report *Report
}

// Last is the report as it was released last, or nil.
func (s *Saved) Last() *Report {
	if s == nil || len(s.Editions) == 0 {
		return nil
	}
	return s.Editions[len(s.Editions)-1].Report
}

// Signed is the effect of a release: the report is kept as it was signed, whatever the records become.
type Signed struct {
	ID     int64
	Report *Report
	Reason string // of a 更正版
	At     time.Time
}

// Effect marks it.
func (Signed) Effect() {}

// Store keeps reports and counts what they need.
type Store interface {
	// WebsiteFigures counts every source for a year, over the whole site.
	WebsiteFigures(ctx context.Context, year int) (map[Source]int64, error)
	// WebsiteRecords lists what a source counts, newest first, and how many there are in all.
	WebsiteRecords(ctx context.Context, year int, s Source, limit, offset int) ([]Record, int, error)
	// WebsiteReport and WebsiteReportByID return ErrNotFound if there is none.
	WebsiteReport(ctx context.Context, unit int64, year int) (*Saved, error)
	WebsiteReportByID(ctx context.Context, id int64) (*Saved, error)
	// WebsiteReports lists those of a unit, newest first.
	WebsiteReports(ctx context.Context, unit int64) ([]Saved, error)
	AddWebsiteReport(ctx context.Context, s *Saved, a func() (act.Act, error)) error
	// UpdateWebsiteReport keeps what is in work; editions stay.
	UpdateWebsiteReport(ctx context.Context, unit int64, year int, fn func(*Saved) (act.Act, error)) error
}

// Site is what the configuration says of the website.
type Site struct{ Name, URL, IDCode, ICP, Police string }

// Service builds, keeps and releases the reports.
type Service struct {
	store    Store
	units    agency.Store
	items    *publication.Service
	site     Site
	calendar func() workday.Calendar
	now      func() time.Time
	prove    func(context.Context, *Report) error
}

// New returns the service. SetItems and SetProof complete it: the gate releases reports, and reports go through the gate.
func New(store Store, units agency.Store, site Site, calendar func() workday.Calendar, now func() time.Time) *Service {
	return &Service{store: store, units: units, site: site, calendar: calendar, now: now}
}

// SetItems tells the service by which gate reports are released.
func (s *Service) SetItems(items *publication.Service) { s.items = items }

// SetProof tells the service what a report must pass before it is released: its files are read back and compared.
func (s *Service) SetProof(prove func(context.Context, *Report) error) { s.prove = prove }

// Kept returns what is kept of a report, nil where there is nothing yet.
func (s *Service) Kept(ctx context.Context, unit int64, year int) (*Saved, error) {
	saved, err := s.store.WebsiteReport(ctx, unit, year)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return saved, err
}

// Build puts a report together as it is now: what records and configuration tell, and what was typed.
func (s *Service) Build(ctx context.Context, unit *agency.Unit, year int) (*Report, *Saved, error) {
	saved, err := s.Kept(ctx, int64(unit.ID), year)
	if err != nil {
		return nil, nil, err
	}
	r, err := s.build(ctx, unit, year, saved)
	return r, saved, err
}

func (s *Service) build(ctx context.Context, unit *agency.Unit, year int, saved *Saved) (*Report, error) {
	figures, err := s.store.WebsiteFigures(ctx, year)
	if err != nil {
		return nil, fmt.Errorf("build website report %d: %w", year, err)
	}
	facts := map[Fact]string{
		Filler: unit.Name, Owner: unit.Name, Name: s.site.Name, URL: s.site.URL, IDCode: s.site.IDCode, ICP: s.site.ICP, Police: s.site.Police,
	}
	r := &Report{Agency: unit.Name, Unit: int64(unit.ID), Year: year, Values: Values{}}
	if saved != nil {
		maps.Copy(r.Values, saved.Typed)
	}
	for _, f := range Fields() {
		switch n := figures[f.Source]; {
		case f.Source.Average():
			r.Values[f.Key] = InTenths(n)
		case f.Source != "":
			r.Values[f.Key] = fmt.Sprint(n)
		case f.Fact != "" && Plain(facts[f.Fact]) != "":
			r.Values[f.Key] = Plain(facts[f.Fact])
		}
	}
	return r, nil
}

// Keep saves what was typed, and nothing goes out by it. Base is the digest of what the writer began with, "" for whatever it was. It returns
// Validate's mistakes, ErrTaken and ErrMayNotWrite.
func (s *Service) Keep(ctx context.Context, by *agency.Person, unit *agency.Unit, year int, base string, typed Values) error {
	if by.Unit != unit.ID || !by.Has(Writers...) {
		return fmt.Errorf("write website report %d: %w", year, ErrMayNotWrite)
	}
	at := s.now()
	typed = typed.Trim()
	if err := typed.Validate(workday.DateOf(at)); err != nil {
		return fmt.Errorf("write website report %d: %w", year, err)
	}
	saved, err := s.Kept(ctx, int64(unit.ID), year)
	if err != nil {
		return err
	}
	deed := func(id int64) act.Act {
		return act.New(by.Actor(), at, "website-report.write", ref.To(Ref, id), typed.Digest(), title(year))
	}
	if saved == nil {
		saved = &Saved{Unit: int64(unit.ID), Year: year, Typed: typed}
		return s.store.AddWebsiteReport(ctx, saved, func() (act.Act, error) { return deed(saved.ID), nil })
	}
	return s.store.UpdateWebsiteReport(ctx, saved.Unit, year, func(saved *Saved) (act.Act, error) {
		if base != "" && base != saved.Typed.Digest() {
			return act.Act{}, fmt.Errorf("write website report %d: %w", year, ErrTaken)
		}
		saved.Typed = typed
		return deed(saved.ID), nil
	})
}

// sound returns what keeps a report from going out: ErrMissing, ErrViolated, or nil.
func (r *Report) sound() error {
	if missing := r.Missing(); len(missing) > 0 {
		names := make([]string, 0, 5)
		for _, f := range missing[:min(5, len(missing))] {
			names = append(names, f.Title())
		}
		return ErrMissing.Say("报表还有 %d 栏没有填写，填写以后才能送审：%s%s。", len(missing), strings.Join(names, "、"), map[bool]string{true: "等"}[len(missing) > len(names)])
	}
	if v := r.Violation(); v != nil {
		return ErrViolated.Say("%s", v.Text)
	}
	return nil
}

// Load gives a report to the gate: it opens the draft that carries it as it is now, or renews what that draft carries. It returns the item,
// ErrEarly before the year is over, ErrMissing, ErrViolated, ErrOut where it is public, and what publication.Carry refuses.
//
// law: 国办函〔2018〕12号
func (s *Service) Load(ctx context.Context, by *agency.Person, unit *agency.Unit, year int, v publication.Version) (publication.ID, error) {
	if by.Unit != unit.ID || !by.Has(Writers...) {
		return 0, fmt.Errorf("load website report %d: %w", year, ErrMayNotWrite)
	}
	at := s.now()
	if workday.DateOf(at).Year() <= year {
		return 0, fmt.Errorf("load website report %d: %w", year, ErrEarly)
	}
	r, saved, err := s.Build(ctx, unit, year)
	if err == nil && saved.Last() != nil {
		err = ErrOut
	}
	if err == nil {
		err = r.sound() // of one that nobody wrote, everything is missing
	}
	if err != nil {
		return 0, fmt.Errorf("load website report %d: %w", year, err)
	}
	if v.Cargo, err = r.cargo(saved.ID); err != nil {
		return 0, err
	}
	id, err := s.items.Carry(ctx, by.Actor(), publication.ID(saved.Item), v)
	if err != nil {
		return 0, err
	}
	return id, s.store.UpdateWebsiteReport(ctx, saved.Unit, year, func(saved *Saved) (act.Act, error) {
		saved.Item = int64(id)
		return act.New(by.Actor(), at, "website-report.draft", ref.To(Ref, saved.ID), v.Cargo.Root, r.Title()), nil
	})
}

// Correct begins a 更正版, or renews the one in work: the report as it is now takes the whole way again, while the public goes on seeing what
// was released. The reason is published. It returns the item, ErrNotOut, ErrUnchanged, ErrMissing, ErrViolated, the mistake of a reason, and
// what publication.Recarry refuses.
func (s *Service) Correct(ctx context.Context, by *agency.Person, unit *agency.Unit, year int, reason string, v publication.Version) (publication.ID, error) {
	if by.Unit != unit.ID || !by.Has(Writers...) {
		return 0, fmt.Errorf("correct website report %d: %w", year, ErrMayNotWrite)
	}
	at := s.now()
	reason, err := report.PublicReason(reason, report.WhyCorrected, workday.DateOf(at))
	if err != nil {
		return 0, fmt.Errorf("correct website report %d: %w", year, err)
	}
	r, saved, err := s.Build(ctx, unit, year)
	switch {
	case err != nil:
	case saved.Last() == nil:
		err = ErrNotOut
	case len(saved.Last().Differences(r)) == 0:
		err = ErrUnchanged
	default:
		err = r.sound()
	}
	if err != nil {
		return 0, fmt.Errorf("correct website report %d: %w", year, err)
	}
	if v.Cargo, err = r.cargo(saved.ID); err != nil {
		return 0, err
	}
	id := publication.ID(saved.Item)
	if err := s.store.UpdateWebsiteReport(ctx, saved.Unit, year, func(saved *Saved) (act.Act, error) {
		saved.Reason = reason
		return act.New(by.Actor(), at, "website-report.correct", ref.To(Ref, saved.ID), v.Cargo.Root, reason), nil
	}); err != nil {
		return 0, err
	}
	return id, s.items.Recarry(ctx, by, id, reason, v)
}

// Owner returns what is kept of a report, by its number, with its unit. It returns ErrNotFound.
func (s *Service) Owner(ctx context.Context, id int64) (*agency.Unit, *Saved, error) {
	saved, err := s.store.WebsiteReportByID(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	unit, err := s.units.Unit(ctx, agency.UnitID(saved.Unit))
	return unit, saved, err
}

// Ready implements publication.Releaser: what was reviewed must be what the report still is, it must be sound, and its files must read as it; it
// stays as it is from then on.
func (s *Service) Ready(ctx context.Context, c publication.Cargo, at time.Time) ([]act.Effect, error) {
	unit, saved, err := s.Owner(ctx, c.Ref.ID)
	if err != nil {
		return nil, err
	}
	r, err := s.build(ctx, unit, saved.Year, saved)
	if err != nil {
		return nil, err
	}
	if !r.Is(c) {
		return nil, fmt.Errorf("release website report %d: %w", saved.Year, ErrStale)
	}
	if err := r.sound(); err != nil {
		return nil, fmt.Errorf("release website report %d: %w", saved.Year, err)
	}
	if s.prove == nil {
		return nil, fmt.Errorf("release website report %d: nothing proves its files", saved.Year)
	}
	if err := s.prove(ctx, r); err != nil {
		return nil, fmt.Errorf("release website report %d: %w", saved.Year, err)
	}
	met := obligation.Met{Key: duty(saved.ID), On: workday.DateOf(at), Evidence: ref.To(publication.Ref, saved.Item)}
	return []act.Effect{Signed{saved.ID, r, saved.Reason, at}, met}, nil
}

// Public returns a report as it was released last, or ErrNotFound.
func (s *Service) Public(ctx context.Context, unit int64, year int) (*Saved, error) {
	saved, err := s.store.WebsiteReport(ctx, unit, year)
	if err != nil {
		return nil, err
	}
	shown, err := s.shown(ctx, saved)
	if err == nil && !shown {
		err = fmt.Errorf("website report %d: %w", year, ErrNotFound)
	}
	return saved, err
}

// shown reports whether the public may see a report.
func (s *Service) shown(ctx context.Context, saved *Saved) (bool, error) {
	if saved.Last() == nil {
		return false, nil
	}
	_, err := s.items.Public(ctx, publication.ID(saved.Item))
	if errors.Is(err, publication.ErrNotPublic) || errors.Is(err, publication.ErrWithdrawn) {
		return false, nil
	}
	return err == nil, err
}

// Years returns the reports that the public may see, newest first.
func (s *Service) Years(ctx context.Context, unit int64) ([]Saved, error) {
	list, err := s.store.WebsiteReports(ctx, unit)
	if err != nil {
		return nil, err
	}
	var out []Saved
	for i := range list {
		ok, err := s.shown(ctx, &list[i])
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, list[i])
		}
	}
	return out, nil
}

// duty is what is owed for a report.
func duty(id int64) obligation.Key {
	return obligation.Key{Rule: law.WebsiteReport, Subject: ref.To(Ref, id)}
}

// Owe opens in January the duty to publish the report of the year before, unless there is one. It reports whether it did.
//
// law: 国办函〔2018〕12号
func (s *Service) Owe(ctx context.Context, unit *agency.Unit) (bool, error) {
	at := s.now()
	today := workday.DateOf(at)
	year := today.Year() - 1
	o, err := obligation.New(s.calendar(), law.WebsiteReport, ref.Ref{}, workday.NewDate(year, 12, 31), int64(unit.ID), 0, "公布"+title(year))
	if err != nil || today.After(o.Due) {
		return false, err // it is late to begin with: the years before the records here
	}
	saved, err := s.Kept(ctx, int64(unit.ID), year)
	if err != nil || saved != nil && (saved.Owed || saved.Last() != nil) {
		return false, err
	}
	owe := func(saved *Saved) (act.Act, error) {
		saved.Owed = true
		o.Key = duty(saved.ID)
		return act.New(act.System, at, "website-report.owe", o.Subject, "", o.Title).Causes(o), nil
	}
	if saved == nil {
		saved = &Saved{Unit: int64(unit.ID), Year: year}
		return true, s.store.AddWebsiteReport(ctx, saved, func() (act.Act, error) { return owe(saved) })
	}
	return true, s.store.UpdateWebsiteReport(ctx, int64(unit.ID), year, owe)
}

// Differs returns in what an edition, as it is kept, differs from what was released under a cargo.
func (e *Edition) Differs(c publication.Cargo) []string {
	if e.Report.Is(c) {
		return nil
	}
	return []string{fmt.Sprintf("%d年政府网站工作年度报表第 %d 版与发布时的总摘要不符，可能被改动过", e.Report.Year, e.No)}
}
