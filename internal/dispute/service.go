package dispute

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/ledger"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/secret"
	"gongkai/internal/workday"
)

// Filter narrows a list. Zero fields do not narrow.
type Filter struct {
	Unit    int64
	Request request.ID
	Open    bool
	Ended   bool
	Limit   int
	Offset  int
}

// Store keeps cases.
type Store interface {
	// AddCase saves a new case with its steps, and gives it a number of the year where it has none.
	AddCase(ctx context.Context, c *Case, year int, fn func() (act.Act, error)) error
	// UpdateCase loads a case with its steps, lets fn add steps, and saves it. It returns ErrNotFound if there is none.
	UpdateCase(ctx context.Context, id ID, fn func(*Case) (act.Act, error)) error
	// Case returns one with its steps, or ErrNotFound.
	Case(ctx context.Context, id ID) (*Case, error)
	// CaseList lists the open ones first, the most urgent reply on top, then the ended ones, the newest first; and how many there are.
	CaseList(ctx context.Context, f Filter) ([]Case, int, error)
}

// Registers are what a case looks up elsewhere.
type Registers interface {
	RequestByNo(ctx context.Context, no string) (*request.Request, error)
	Person(ctx context.Context, id agency.PersonID, on workday.Date) (*agency.Person, error)
	Unit(ctx context.Context, id agency.UnitID) (*agency.Unit, error)
	Lines(ctx context.Context, log ledger.Log, about ref.Ref, n int) ([]ledger.Line, error)
}

// Service keeps the register.
type Service struct {
	store     Store
	registers Registers
	requests  *request.Service
	keys      *secret.Keys
	calendar  func() workday.Calendar
	now       func() time.Time
}

// New returns the service.
func New(store Store, registers Registers, requests *request.Service, keys *secret.Keys, calendar func() workday.Calendar, now func() time.Time) *Service {
	return &Service{store, registers, requests, keys, calendar, now}
}

// Register enters a case of the past as it stands, pending or ended, to be counted.
func (s *Service) Register(ctx context.Context, by act.Actor, c *Case) error {
	if err := c.valid(); err != nil {
		return fmt.Errorf("register case: %w", err)
	}
	return s.store.AddCase(ctx, c, c.ReceivedOn.Year(), func() (act.Act, error) {
		return act.New(by, s.now(), "dispute.register", ref.To(Ref, c.ID), "", c.No), nil
	})
}

// File enters a case that has come in. The limit of the reply starts at once where the notice has been received. It returns the mistakes of
// the form.
func (s *Service) File(ctx context.Context, by *agency.Person, f Filing) (*Case, error) {
	at := s.now()
	if !by.Has(Register.deed().By...) {
		return nil, fmt.Errorf("file case: %w", ErrMayNot.Say("“登记案件”由%s办理。", roleNames(officers)))
	}
	req, err := s.named(ctx, by, &f)
	if err != nil {
		return nil, fmt.Errorf("file case: %w", err)
	}
	if err := f.validate(req, workday.DateOf(at)); err != nil {
		return nil, fmt.Errorf("file case: %w", err)
	}
	filed := Case{Unit: int64(by.Unit), Forum: f.Forum, Subject: f.Subject, Court: f.Court, TheirNo: f.TheirNo, ReceivedOn: f.ReceivedOn, Simple: f.Simple}
	if req != nil {
		filed.Unit, filed.Request = req.Unit, req.ID
	}
	c := &Case{}
	err = s.store.AddCase(ctx, c, workday.DateOf(at).Year(), func() (act.Act, error) {
		id, no := c.ID, c.No
		*c = filed // fn may run again
		c.ID, c.No = id, no
		c.Steps = []Step{{No: 1, Kind: Register, On: f.ReceivedOn, At: at, By: int64(by.ID), Said: s.sealer(c)(1, Words{Text: f.Claim, Evidence: f.Evidence})}}
		deed := act.New(by.Actor(), at, "dispute.register", ref.To(Ref, c.ID), "", c.No)
		if f.NoticeOn.IsZero() {
			return deed, nil
		}
		effect, err := c.noticed(s.calendar(), f.NoticeOn)
		if err != nil {
			return act.Act{}, err
		}
		return deed.Causes(effect), nil
	})
	if err != nil {
		return nil, fmt.Errorf("file case: %w", err)
	}
	return c, nil
}

// named returns the request that a form names, nil where there is none or where the person may not see it.
func (s *Service) named(ctx context.Context, by *agency.Person, f *Filing) (*request.Request, error) {
	if f.Request = strings.TrimSpace(f.Request); f.Request == "" {
		return nil, nil //nolint:nilnil // a case may be about a request that the register does not hold
	}
	req, err := s.registers.RequestByNo(ctx, f.Request)
	switch {
	case errors.Is(err, request.ErrNotFound):
		return nil, nil //nolint:nilnil // told at its field
	case err != nil:
		return nil, err
	case !by.Sees(req.Unit):
		return nil, nil //nolint:nilnil // answers like one that does not exist
	}
	return req, nil
}

// Do takes a step of a case. It returns what Case.Do refuses.
func (s *Service) Do(ctx context.Context, by *agency.Person, id ID, d Doing) error {
	if d.Kind == Evidence {
		return fmt.Errorf("step of case %d: %w", id, ErrNoStep) // it is taken by Bundle, with what it hands out
	}
	return s.store.UpdateCase(ctx, id, func(c *Case) (act.Act, error) {
		return c.Do(s.calendar(), by, s.now(), d, s.sealer(c))
	})
}

func (s *Service) sealer(c *Case) func(int, Words) []byte {
	return func(step int, w Words) []byte {
		b, err := json.Marshal(w)
		if err != nil {
			panic(err) // strings always marshal
		}
		return s.keys.Seal(b, stepPurpose(c, step))
	}
}

func stepPurpose(c *Case, step int) string { return fmt.Sprintf("dispute step %d %d", c.ID, step) }

// Words opens what a step says; nothing where it says nothing.
func (s *Service) Words(c *Case, step *Step) (Words, error) {
	var w Words
	if step.Said == nil {
		return w, nil
	}
	b, err := s.keys.Open(step.Said, stepPurpose(c, step.No))
	if err != nil {
		return w, err
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return w, fmt.Errorf("words of case %s, step %d: %w", c.No, step.No, err)
	}
	return w, nil
}

// Case returns one with its steps, or ErrNotFound.
func (s *Service) Case(ctx context.Context, id ID) (*Case, error) { return s.store.Case(ctx, id) }

// List lists cases as Store.CaseList does.
func (s *Service) List(ctx context.Context, f Filter) ([]Case, int, error) {
	return s.store.CaseList(ctx, f)
}

// About returns the request that a case is about, nil for one that the register does not hold, and what deserves a look about the two.
func (s *Service) About(ctx context.Context, c *Case) (*request.Request, []string, error) {
	if c.Request == 0 {
		return nil, nil, nil
	}
	req, err := s.requests.Request(ctx, c.Request)
	if err != nil {
		return nil, nil, err
	}
	others, _, err := s.store.CaseList(ctx, Filter{Request: c.Request})
	return req, c.Findings(req, others), err
}
