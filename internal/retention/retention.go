package retention

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/blob"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/upkeep"
	"gongkai/internal/workday"
)

// Store finds and deletes what is over.
type Store interface {
	// RequestsOver lists requests after one that were archived on a day or before, and still have the part.
	RequestsOver(ctx context.Context, part request.Part, by workday.Date, after request.ID, n int) ([]request.ID, error)
	// EraseRequest loads a request, lets fn erase some of it, and saves that with its act in one transaction. It returns store conflicts
	// where another node was faster.
	EraseRequest(ctx context.Context, id request.ID, fn func(*request.Request, request.Contest) (act.Act, error)) error
	// Forget deletes at most n of a class from before an instant, with the act that fn makes of how many there were; on is the day.
	Forget(ctx context.Context, c Class, before time.Time, n int, on workday.Date, fn func(n int) act.Act) (int, error)
	// FilesInUse lists every file that a record names, or named until its erasing on a day or later.
	FilesInUse(ctx context.Context, erasedSince workday.Date) ([]blob.Digest, error)
	// NoteRun saves an act that changes no record.
	NoteRun(ctx context.Context, a act.Act) error
}

// Files is the store of files.
type Files interface {
	// Old lists the files that were stored before an instant; Remove removes one, unless it was stored again since.
	Old(ctx context.Context, before time.Time) ([]blob.Digest, error)
	Remove(ctx context.Context, d blob.Digest, before time.Time) (bool, error)
}

const (
	batch       = 200                // so many are found, or deleted in one transaction
	unsavedDays = 30                 // for which what was typed and never saved is kept
	unnamedFor  = 7 * 24 * time.Hour // how long a file waits for the record that names it
)

// Service does the night's deleting.
type Service struct {
	store   Store
	files   Files
	policy  Policy
	signIns int // days for which sign-ins are kept
	now     func() time.Time
}

// New returns the service.
func New(store Store, files Files, policy Policy, signIns int, now func() time.Time) *Service {
	return &Service{store, files, policy, signIns, now}
}

// tally counts what was deleted, in the order of the work.
type tally []struct {
	name string
	n    int
	unit string
}

func (t *tally) add(name string, n int, unit string) {
	*t = append(*t, struct {
		name string
		n    int
		unit string
	}{name, n, unit})
}

// text says what there was, "" for nothing.
func (t tally) text() string {
	var parts []string
	for _, x := range t {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d %s", x.name, x.n, x.unit))
		}
	}
	return strings.Join(parts, "，")
}

// Run deletes what is over today. Each request, and each batch of the rest, goes in a transaction of its own with its act, so that it may be
// stopped at any moment and goes on the next time. It tells the counts, in an act too.
func (s *Service) Run(ctx context.Context) ([]upkeep.Fact, error) {
	var done tally
	err := s.run(ctx, &done)
	text := done.text()
	if text == "" {
		text = "没有到期的数据"
	}
	noted := s.store.NoteRun(ctx, act.New(act.System, s.now(), "retention.run", ref.Ref{}, "", text))
	facts := make([]upkeep.Fact, 0, len(done))
	for _, x := range done {
		facts = append(facts, upkeep.Fact{Name: x.name, Value: fmt.Sprintf("%d %s", x.n, x.unit)})
	}
	return facts, errors.Join(err, noted)
}

func (s *Service) run(ctx context.Context, done *tally) error {
	held := 0
	for _, part := range []struct {
		part  request.Part
		name  string
		term  int
		by    func(today workday.Date) workday.Date
		erase func(*request.Request, time.Time, request.Contest) (act.Act, error)
	}{
		{
			request.Identity, "身份证明", s.policy.RequestIdentity,
			func(today workday.Date) workday.Date { return today.AddDays(-s.policy.RequestIdentity) },
			func(req *request.Request, at time.Time, c request.Contest) (act.Act, error) {
				return req.EraseIdentity(at, s.policy.RequestIdentity, c)
			},
		},
		{
			request.Personal, "申请人信息", s.policy.RequestPersonal,
			func(today workday.Date) workday.Date { return today.AddMonths(-12 * s.policy.RequestPersonal) },
			func(req *request.Request, at time.Time, c request.Contest) (act.Act, error) {
				return req.ErasePersonal(at, s.policy.RequestPersonal, c)
			},
		},
	} {
		if part.term == 0 {
			continue
		}
		n, contested, err := s.erase(ctx, part.part, part.by(workday.DateOf(s.now())), part.erase)
		done.add(part.name, n, "件")
		held = max(held, contested)
		if err != nil {
			return err
		}
	}
	done.add("因复议诉讼暂缓", held, "件")
	for _, c := range []struct {
		class Class
		days  int
	}{{Contacts, s.policy.CorrectionContact}, {SignIns, s.signIns}, {Searches, s.policy.MissedSearches}, {Unsaved, unsavedDays}} {
		if c.days == 0 {
			continue
		}
		n, err := s.forget(ctx, c.class, c.days)
		done.add(c.class.Name(), n, "条")
		if err != nil {
			return err
		}
	}
	n, err := s.removeFiles(ctx)
	done.add("不再使用的文件", n, "个")
	return err
}

// erase takes the part of every request whose time is over, one after another, and counts those that a case holds back.
func (s *Service) erase(ctx context.Context, part request.Part, by workday.Date, do func(*request.Request, time.Time, request.Contest) (act.Act, error)) (n, held int, err error) {
	for after := request.ID(0); ; {
		ids, err := s.store.RequestsOver(ctx, part, by, after, batch)
		if err != nil {
			return n, held, fmt.Errorf("find requests to erase: %w", err)
		}
		for _, id := range ids {
			after = id
			err := s.store.EraseRequest(ctx, id, func(req *request.Request, c request.Contest) (act.Act, error) { return do(req, s.now(), c) })
			switch {
			case err == nil:
				n++
			case errors.Is(err, request.ErrContested):
				held++
			case !errors.Is(err, request.ErrKept): // a case ended lately, or another node was faster
				return n, held, fmt.Errorf("erase %s of request %d: %w", part, id, err)
			}
		}
		if len(ids) < batch {
			return n, held, nil
		}
	}
}

// forget deletes what is older than so many whole days.
func (s *Service) forget(ctx context.Context, c Class, days int) (total int, err error) {
	today := workday.DateOf(s.now())
	before := today.AddDays(-days).Time()
	for {
		n, err := s.store.Forget(ctx, c, before, batch, today, func(n int) act.Act {
			return act.New(act.System, s.now(), "retention.delete", ref.Ref{}, "", fmt.Sprintf("%s %d 条，保存满 %d 日", c.Name(), n, days))
		})
		total += n
		if err != nil {
			return total, fmt.Errorf("forget %s: %w", c, err)
		}
		if n < batch {
			return total, nil
		}
	}
}

// removeFiles removes files that no record names: those whose records were erased on another day, and those that never got one. What was
// erased today waits a night, so that a backup that has begun finds what its records name.
func (s *Service) removeFiles(ctx context.Context) (n int, err error) {
	before := s.now().Add(-unnamedFor)
	old, err := s.files.Old(ctx, before)
	if err != nil {
		return 0, fmt.Errorf("find files to remove: %w", err)
	}
	used, err := s.store.FilesInUse(ctx, workday.DateOf(s.now())) // after the list: what was named meanwhile is in use
	if err != nil {
		return 0, fmt.Errorf("find files to remove: %w", err)
	}
	for _, d := range old {
		if _, ok := slices.BinarySearch(used, d); ok {
			continue
		}
		gone, err := s.files.Remove(ctx, d, before)
		if err != nil {
			return n, fmt.Errorf("remove a file: %w", err)
		}
		if gone {
			n++
		}
	}
	return n, nil
}
