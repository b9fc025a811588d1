package report

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Service builds, keeps and releases annual reports.
type Service struct {
	store    Store
	units    agency.Store
	items    *publication.Service
	settings Settings
	calendar func() workday.Calendar
	now      func() time.Time
	prove    func(context.Context, *Annual) error
}

// New returns the service. SetItems and SetProof complete it: the gate releases reports, and reports go through the gate.
func New(store Store, units agency.Store, settings Settings, calendar func() workday.Calendar, now func() time.Time) *Service {
	return &Service{store: store, units: units, settings: settings, calendar: calendar, now: now}
}

// SetItems tells the service by which gate reports are released.
func (s *Service) SetItems(items *publication.Service) { s.items = items }

// SetProof tells the service what a report must pass before it is released: its files are read back and compared.
func (s *Service) SetProof(prove func(context.Context, *Annual) error) { s.prove = prove }

// Build counts a unit's report of a year as the records are now, released or not. For an imported report it returns what was
// imported.
func (s *Service) Build(ctx context.Context, unit *agency.Unit, year int) (*Annual, error) {
	saved, err := s.store.Saved(ctx, int64(unit.ID), year)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	if saved != nil && saved.Origin == Imported {
		return saved.Public(unit), nil
	}
	a, err := s.count(ctx, unit, year)
	if err != nil {
		return nil, err
	}
	return a, s.write(ctx, a, saved)
}

// count counts a report, with what was signed besides the records, and finds what its 上年结转 must agree with.
func (s *Service) count(ctx context.Context, unit *agency.Unit, year int) (*Annual, error) {
	a, err := Build(ctx, s.store, unit, year, s.settings)
	if err != nil {
		return nil, err
	}
	return a, s.byHand(ctx, a)
}

// Records opens a cell: what it counts, and the records.
func (s *Service) Records(ctx context.Context, unit *agency.Unit, year int, cell string, limit, offset int) (q Query, name string, rs []Record, n int, err error) {
	if q, name, err = QueryOf(FormatOf(year), s.settings, cell); err != nil {
		return q, name, nil, 0, err
	}
	rs, n, err = s.store.Records(ctx, int64(unit.ID), year, q, limit, offset)
	return q, name, rs, n, err
}

// Public returns a report that has been released, as it was signed, or that was imported, with what is kept of it; or
// ErrNotFound.
func (s *Service) Public(ctx context.Context, unit *agency.Unit, year int) (*Annual, *Saved, error) {
	saved, err := s.public(ctx, int64(unit.ID), year)
	if err != nil {
		return nil, nil, err
	}
	return saved.Public(unit), saved, nil
}

// public returns what is kept of a public report, or ErrNotFound.
func (s *Service) public(ctx context.Context, unit int64, year int) (*Saved, error) {
	saved, err := s.store.Saved(ctx, unit, year)
	if err != nil {
		return nil, err
	}
	shown, err := s.shown(ctx, saved)
	if err == nil && !shown {
		err = fmt.Errorf("report %d: %w", year, ErrNotFound)
	}
	return saved, err
}

// shown reports whether the public may see a report.
func (s *Service) shown(ctx context.Context, saved *Saved) (bool, error) {
	if saved.Origin == Imported {
		return true, nil
	}
	_, err := s.items.Public(ctx, publication.ID(saved.Item))
	if errors.Is(err, publication.ErrNotPublic) || errors.Is(err, publication.ErrWithdrawn) {
		return false, nil
	}
	return saved.Figures != nil, err
}

// Years returns the reports that the public may see, newest first.
func (s *Service) Years(ctx context.Context, unit *agency.Unit) ([]Saved, error) {
	all, err := s.store.Years(ctx, int64(unit.ID))
	if err != nil {
		return nil, err
	}
	shown := all[:0]
	for _, y := range all {
		ok, err := s.shown(ctx, &y)
		if err != nil {
			return nil, err
		}
		if ok {
			shown = append(shown, y)
		}
	}
	return shown, nil
}

// What the service refuses.
var (
	ErrExists   = fault.New(fault.Conflict, "report-exists", "这个年度的报告已经有了，请在原报告上修改。")
	ErrViolated = fault.New(fault.Conflict, "report-violated", "报告有勾稽关系不成立，须先核对记录，再送审。")
	ErrStale    = fault.New(fault.Conflict, "report-stale", "送审以后记录、手工更正或者文字有变动，报告已不是审核时的样子，请退回，由拟稿人在年度报告页面重新生成后再送审。")
)

// free returns ErrExists when a year has its report.
func (s *Service) free(ctx context.Context, unit int64, year int) error {
	_, err := s.store.Saved(ctx, unit, year)
	if err == nil {
		return fmt.Errorf("report %d: %w", year, ErrExists)
	}
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Import keeps a report of a year before the records here begin.
func (s *Service) Import(ctx context.Context, by act.Actor, saved *Saved) error {
	if err := s.free(ctx, saved.Unit, saved.Year); err != nil {
		return err
	}
	saved.Origin = Imported
	if vs := saved.Figures.Check().Violations; len(vs) > 0 {
		return fmt.Errorf("import report %d: %w", saved.Year, ErrViolated.Say("%s", vs[0].Text))
	}
	return s.store.AddReport(ctx, saved, func() (act.Act, error) {
		return act.New(by, s.now(), "report.import", ref.To(Ref, saved.ID), "", saved.Figures.Title()), nil
	})
}

// Owner returns what is kept of a report, by its number, with its unit. It returns ErrNotFound.
func (s *Service) Owner(ctx context.Context, id int64) (*agency.Unit, *Saved, error) {
	saved, err := s.store.SavedByID(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	unit, err := s.units.Unit(ctx, agency.UnitID(saved.Unit))
	return unit, saved, err
}

// Ready implements publication.Releaser: what was reviewed must be what the records still say, its files must read as it, and it stays
// as it is from then on.
func (s *Service) Ready(ctx context.Context, c publication.Cargo, at time.Time) ([]act.Effect, error) {
	unit, saved, err := s.Owner(ctx, c.Ref.ID)
	if err != nil {
		return nil, err
	}
	a, err := s.count(ctx, unit, saved.Year)
	if err != nil {
		return nil, err
	}
	a.Sections = saved.text()
	now, err := cargo(saved.ID, a)
	if err != nil {
		return nil, err
	}
	if now.Root != c.Root {
		return nil, fmt.Errorf("release report %d: %w", saved.Year, ErrStale)
	}
	if vs := a.Check().Violations; len(vs) > 0 { // the report of the year before may have come out since
		return nil, fmt.Errorf("release report %d: %w", saved.Year, ErrViolated.Say("%s", vs[0].Text))
	}
	if s.prove == nil {
		return nil, fmt.Errorf("release report %d: nothing proves its files", saved.Year)
	}
	if err := s.prove(ctx, a); err != nil {
		return nil, fmt.Errorf("release report %d: %w", saved.Year, err)
	}
	signed := Signed{Report: saved.ID, Figures: a, At: at}
	if saved.Draft != nil {
		signed.Reason = saved.Draft.Reason
	}
	promised, err := a.promised(s.calendar(), workday.DateOf(at))
	if err != nil {
		return nil, err
	}
	met := obligation.Met{Key: reportKey(saved.ID), On: workday.DateOf(at), Evidence: ref.To(publication.Ref, saved.Item)}
	return []act.Effect{signed, promised, met}, nil
}
