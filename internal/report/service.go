package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
)

// Service builds, keeps and releases annual reports.
type Service struct {
	store    Store
	units    agency.Store
	items    *publication.Service
	settings Settings
	now      func() time.Time
}

// New returns the service. SetItems completes it: the gate releases reports, and reports go through the gate.
func New(store Store, units agency.Store, settings Settings, now func() time.Time) *Service {
	return &Service{store: store, units: units, settings: settings, now: now}
}

// SetItems tells the service by which gate reports are released.
func (s *Service) SetItems(items *publication.Service) { s.items = items }

// Build counts a unit's report of a year as the records are now, released or not. For an imported report it returns what was
// imported.
func (s *Service) Build(ctx context.Context, unit *agency.Unit, year int) (*Annual, error) {
	saved, err := s.store.Saved(ctx, int64(unit.ID), year)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	if saved != nil && saved.Origin == Imported {
		return saved.annual(unit), nil
	}
	a, err := s.count(ctx, unit, year)
	if err != nil {
		return nil, err
	}
	if saved != nil {
		a.Sections = saved.Sections
	} else {
		a.Sections = draft(a)
	}
	return a, nil
}

// count counts a report, and finds what its 上年结转 must agree with.
func (s *Service) count(ctx context.Context, unit *agency.Unit, year int) (*Annual, error) {
	a, err := Build(ctx, s.store, unit, year, s.settings)
	if err != nil {
		return nil, err
	}
	return a, s.carry(ctx, a)
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
	return saved.annual(unit), saved, nil
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
	ErrStale    = fault.New(fault.Conflict, "report-stale", "送审以后记录有变动，报告中的数已不是审核时的数，请退回后重新送审。")
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

// Write keeps the texts of a report and opens its draft for the gate, with the figures as they are now as its cargo.
func (s *Service) Write(ctx context.Context, by act.Actor, key string, unit *agency.Unit, year int, text Sections, v publication.Version) (publication.ID, error) {
	if err := s.free(ctx, int64(unit.ID), year); err != nil {
		return 0, err
	}
	a, err := s.count(ctx, unit, year)
	if err != nil {
		return 0, err
	}
	if vs := a.Check().Violations; len(vs) > 0 {
		return 0, fmt.Errorf("write report %d: %w", year, ErrViolated.Say("%s", vs[0].Text))
	}
	saved := &Saved{Unit: int64(unit.ID), Year: year, Origin: Built, Sections: text}
	if err := s.store.AddReport(ctx, saved, func() (act.Act, error) {
		return act.New(by, s.now(), "report.write", ref.To(Ref, saved.ID), "", a.Title()), nil
	}); err != nil {
		return 0, err
	}
	if v.Cargo, err = cargo(saved.ID, a); err != nil {
		return 0, err
	}
	id, err := s.items.Start(ctx, by, key, v)
	if err != nil {
		return 0, err
	}
	return id, s.store.UpdateReport(ctx, saved.Unit, year, func(saved *Saved) (act.Act, error) {
		saved.Item = int64(id)
		return act.New(by, s.now(), "report.draft", ref.To(Ref, saved.ID), v.Cargo.Root, a.Title()), nil
	})
}

func cargo(id int64, a *Annual) (publication.Cargo, error) {
	b, err := json.Marshal(a)
	if err != nil {
		return publication.Cargo{}, fmt.Errorf("fix figures: %w", err)
	}
	sum := sha256.Sum256(b)
	return publication.Cargo{Ref: ref.To(Ref, id), Rows: 1, Root: hex.EncodeToString(sum[:])}, nil
}

// Ready implements publication.Releaser: what was reviewed must be what the records still say, and stays as it is from then on.
func (s *Service) Ready(ctx context.Context, c publication.Cargo, _ time.Time) ([]act.Effect, error) {
	saved, err := s.store.SavedByID(ctx, c.Ref.ID)
	if err != nil {
		return nil, err
	}
	units, err := s.units.Units(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(units, func(u agency.Unit) bool { return int64(u.ID) == saved.Unit })
	if i < 0 {
		return nil, fmt.Errorf("release report %d: %w", saved.Year, agency.ErrNoUnit)
	}
	a, err := s.count(ctx, &units[i], saved.Year)
	if err != nil {
		return nil, err
	}
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
	return []act.Effect{Signed{saved.ID, a}}, nil
}

// draft writes the first text of a year from its records; figures are fields, so text and tables cannot disagree.
func draft(a *Annual) Sections {
	return Sections{
		Overview: "（一）主动公开。" + fmt.Sprint(a.Year) + "年，" + a.Agency + "主动公开政府信息{items}条；作出行政许可决定{licences}件，其中{on-time}件在7个工作日内公示并报送信用平台。\n" +
			"（二）依申请公开。全年新收政府信息公开申请{requests}件。\n" +
			"（三）平台建设。局属事业单位{institutions}家、市直学校{schools}所的公开信息统一在本网站公布。",
		Problems: "",
		Others:   "",
	}
}
