package publication

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// PublishRule is the rule under which documents must be published. law: 条例 26
const PublishRule law.RuleName = "publish"

func publishKey(id ID) obligation.Key {
	return obligation.Key{Rule: PublishRule, Subject: ref.To(Ref, id)}
}

// Releaser says what follows from the release of a cargo.
type Releaser interface {
	// Ready does what cannot be done inside a transaction, such as freezing files, and returns the effects of the release.
	Ready(ctx context.Context, cargo Cargo, at time.Time) ([]act.Effect, error)
}

// Service runs the gate.
type Service struct {
	store    Store
	units    agency.Store
	columns  catalog.Store
	calendar func() workday.Calendar
	now      func() time.Time
	files    Files
	cargo    map[ref.Kind]Releaser
}

// New returns the gate. cargo holds, for each kind of record released in batches, who says what follows.
func New(store Store, units agency.Store, columns catalog.Store, calendar func() workday.Calendar, now func() time.Time, files Files, cargo map[ref.Kind]Releaser) *Service {
	return &Service{store, units, columns, calendar, now, files, cargo}
}

// Start opens a draft in the person's unit. key is the form's one-time key. Whatever is missing may still be missing; a
// 成文日期 opens the obligation to publish.
func (s *Service) Start(ctx context.Context, by act.Actor, key string, v Version) (ID, error) {
	now := s.now()
	v.No = 1
	if err := s.settle(ctx, &v, v.Files); err != nil {
		return 0, fmt.Errorf("start item: %w", err)
	}
	found, err := s.screen(ctx, v, now)
	if err != nil {
		return 0, err
	}
	return s.store.Create(ctx, key, func(id ID) (*Item, act.Act, error) {
		it := &Item{
			ID: id, Unit: by.Unit, Writer: by.Person, State: Draft, Version: v,
			Screened: found, Created: now, Changed: now,
		}
		deed := act.New(by, now, "publication.start", ref.To(Ref, id), v.Digest(), v.Title)
		deed, err := s.follow(deed, it, workday.Date{})
		return it, deed, err
	})
}

// follow opens the obligation to publish, or moves it when the 成文日期 has changed. A document from before the regulation
// owes nothing.
func (s *Service) follow(deed act.Act, it *Item, before workday.Date) (act.Act, error) {
	formed := it.Version.FormedOn
	if formed == before || formed.IsZero() || formed.After(workday.DateOf(deed.At)) {
		return deed, nil
	}
	opened, err := obligation.New(s.calendar(), law.Publish, ref.To(Ref, it.ID), formed, it.Unit, it.Writer, "公开："+it.Version.Title)
	if errors.Is(err, law.ErrNotInForce) {
		return deed, nil
	}
	if err != nil {
		return act.Act{}, err
	}
	if before.IsZero() {
		return deed.Causes(opened), nil
	}
	return deed.Causes(obligation.Moved{
		Key: opened.Key, From: formed, Due: opened.Due, Provisional: opened.Provisional, Reason: "成文日期由 " + before.String() + " 改为 " + formed.String(),
	}), nil
}

// Check returns what screening finds in a text that is not saved, with what it found in the draft's attachments when they came.
func (s *Service) Check(ctx context.Context, it *Item, v Version) (screening.Result, error) {
	v.Files = nil
	found, err := s.screen(ctx, v, s.now())
	for _, f := range it.Screened.Findings {
		if slices.ContainsFunc(it.Version.Files, func(file File) bool { return strings.HasPrefix(f.Place, file.Place()) }) {
			found.Findings = append(found.Findings, f)
		}
	}
	return found, err
}

// Submit sends a draft on the unit's route.
func (s *Service) Submit(ctx context.Context, by act.Actor, id ID) error {
	route, err := s.store.RouteOf(ctx, by.Unit)
	if err != nil {
		return err
	}
	seen, err := s.store.Item(ctx, id)
	if err != nil {
		return err
	}
	if err := s.checkInterprets(ctx, seen); err != nil {
		return err
	}
	if err := s.checkColumn(ctx, seen); err != nil {
		return err
	}
	return s.store.Update(ctx, id, func(it *Item) (act.Act, error) {
		return it.Submit(by, s.now(), route)
	})
}

// checkColumn returns what speaks against the column of an item: that others stand below it, or, of a 公开指南, what it does not
// tell. law: 条例 12
func (s *Service) checkColumn(ctx context.Context, it *Item) error {
	columns, err := s.columns.Columns(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(columns, func(c catalog.Column) bool { return int64(c.ID) == it.Version.Column })
	if i < 0 {
		return nil // Validate tells
	}
	var fs fault.Fields
	c := &columns[i]
	if below := catalog.Below(columns, c.ID); len(below) > 0 {
		fs.Add("column", "目录分类要选到末级：“%s”下面还有“%s”等栏目。", c.Name, below[0].Name)
	}
	if missing := catalog.MissingFromGuide(it.Version.Text()); c.IsGuide(it.Version.Title) && len(missing) > 0 {
		fs.Add("body", "公开指南还缺：%s。条例第十二条要求写明，没有传真等的写明“未设”。", strings.Join(missing, "、"))
	}
	return fs.Err()
}

// Decide takes the next step of an item; passing the last one releases it, with its cargo, in the same act.
func (s *Service) Decide(ctx context.Context, by *agency.Person, id ID, d Decision) error {
	it, err := s.store.Item(ctx, id)
	if err != nil {
		return err
	}
	if !s.Sees(by, it) {
		return fmt.Errorf("decide on item %d: %w", id, ErrNotFound)
	}
	if err := s.MayDecide(ctx, by, it); err != nil {
		return err
	}
	now := s.now()
	if !d.Pass || !it.LastStep() || !d.When.IsZero() {
		return s.store.Update(ctx, id, func(it *Item) (act.Act, error) {
			return it.Decide(by.Actor(), by.Roles, now, d)
		})
	}
	return s.release(ctx, by, it, d, now)
}

// MayDecide returns nil if the person may take the next step of an item now, or why not. That somebody tried to review what they
// wrote themselves is remembered in the log of acts.
func (s *Service) MayDecide(ctx context.Context, by *agency.Person, it *Item) error {
	err := it.CanDecide(by.Actor(), by.Roles)
	if errors.Is(err, ErrOwnDraft) {
		now := s.now()
		err = errors.Join(err, s.store.Update(ctx, it.ID, func(it *Item) (act.Act, error) {
			return act.New(by.Actor(), now, "publication.refuse-own", ref.To(Ref, it.ID), it.Version.Digest(), ""), nil
		}))
	}
	if err != nil {
		return fmt.Errorf("decide on item %d: %w", it.ID, err)
	}
	return nil
}

// release signs an item and lets it out in one act.
func (s *Service) release(ctx context.Context, by *agency.Person, seen *Item, d Decision, now time.Time) error {
	return s.out(ctx, seen, now, func(it *Item, unitCode, indexNo string) (act.Act, error) {
		signed, err := it.Decide(by.Actor(), by.Roles, now, d)
		if err != nil {
			return act.Act{}, err
		}
		released, err := it.Release(by.Actor(), now, unitCode, indexNo)
		released.Entries = append(signed.Entries, released.Entries...)
		return released, err
	})
}

// out saves a release with all that follows from it: of its cargo, of what it explains or must be explained. The first release
// of an item takes the next number of its unit's year.
func (s *Service) out(ctx context.Context, seen *Item, now time.Time, fn func(it *Item, unitCode, indexNo string) (act.Act, error)) error {
	unit, err := s.unit(ctx, seen.Unit)
	if err != nil {
		return err
	}
	effects, err := s.ready(ctx, seen.Version.Cargo, now)
	if err != nil {
		return fmt.Errorf("release item %d: %w", seen.ID, err)
	}
	reading, err := s.interpretations(ctx, seen, now)
	if err != nil {
		return fmt.Errorf("release item %d: %w", seen.ID, err)
	}
	effects = append(effects, reading...)
	fresh, err := s.freshens(ctx, seen, now)
	if err != nil {
		return fmt.Errorf("release item %d: %w", seen.ID, err)
	}
	effects = append(effects, fresh...)
	today := workday.DateOf(now)
	number, err := s.numbers(ctx, unit, seen.Version.Column, today)
	if err != nil {
		return err
	}
	numbered := func(it *Item, serial int) (act.Act, error) {
		if it.Version.Digest() != seen.Version.Digest() {
			return act.Act{}, fmt.Errorf("release item %d: %w", it.ID, ErrChanged)
		}
		released, err := fn(it, unit.Code, number(serial))
		if err != nil {
			return act.Act{}, err
		}
		it.NoticeEnds = it.Version.Notice.End(s.calendar(), today)
		return released.Causes(effects...), nil
	}
	if seen.IndexNo != "" {
		return s.store.Update(ctx, seen.ID, func(it *Item) (act.Act, error) { return numbered(it, 0) })
	}
	return s.store.Release(ctx, seen.ID, today.Year(), numbered)
}

// numbers returns how a unit's serial numbers of today become 索引号.
func (s *Service) numbers(ctx context.Context, unit *agency.Unit, column int64, today workday.Date) (func(serial int) string, error) {
	rules, err := s.store.IndexRules(ctx)
	if err != nil {
		return nil, err
	}
	columns, err := s.columns.Columns(ctx)
	if err != nil {
		return nil, err
	}
	x := Indexed{USCC: unit.USCC, Unit: unit.Code, On: today}
	for _, c := range columns {
		if int64(c.ID) == column {
			x.Column = c.Code
		}
	}
	rule := RuleFor(rules, int64(unit.ID), today.Year())
	return func(serial int) string {
		x.Serial = serial
		return rule.Format(x)
	}, nil
}

// Correct begins a correction of what is published or withdrawn.
func (s *Service) Correct(ctx context.Context, by *agency.Person, id ID, reason string) error {
	return s.rewrite(ctx, id, func(it *Item, now time.Time) (act.Act, error) { return it.Correct(by, now, reason) })
}

// Discard gives up a correction.
func (s *Service) Discard(ctx context.Context, by act.Actor, id ID) error {
	return s.rewrite(ctx, id, func(it *Item, now time.Time) (act.Act, error) { return it.Discard(by, now) })
}

// Withdraw takes an item from the public, or leads on to the item it went into, which must be public itself.
func (s *Service) Withdraw(ctx context.Context, by *agency.Person, id ID, w Withdrawal) error {
	if w.Into != 0 {
		into, err := s.store.PublicItem(ctx, w.Into)
		if errors.Is(err, ErrNotFound) || err == nil && !into.IsPublic() {
			return fmt.Errorf("withdraw item %d: %w", id, ErrInto)
		}
		if err != nil {
			return err
		}
	}
	return s.change(ctx, by, id, func(it *Item, unit *agency.Unit, at time.Time) (act.Act, error) {
		return it.Withdraw(by, at, unit.Code, w)
	})
}

// Declare records whether a document still holds. A document that takes its place must be public.
func (s *Service) Declare(ctx context.Context, by *agency.Person, id ID, v Validity) error {
	if v.By != 0 {
		other, err := s.store.PublicItem(ctx, v.By)
		if errors.Is(err, ErrNotFound) || err == nil && !other.IsPublic() {
			return fmt.Errorf("declare validity of item %d: %w", id, ErrInto)
		}
		if err != nil {
			return err
		}
	}
	return s.change(ctx, by, id, func(it *Item, unit *agency.Unit, at time.Time) (act.Act, error) {
		return it.Declare(by, at, unit.Code, v)
	})
}

// change saves what somebody who sees the item does to what is published.
func (s *Service) change(ctx context.Context, by *agency.Person, id ID, fn func(*Item, *agency.Unit, time.Time) (act.Act, error)) error {
	it, err := s.Item(ctx, by, id)
	if err != nil {
		return err
	}
	unit, err := s.unit(ctx, it.Unit)
	if err != nil {
		return err
	}
	now := s.now()
	return s.store.Update(ctx, id, func(it *Item) (act.Act, error) { return fn(it, unit, now) })
}

// freshens is what a release means for the column it is in, and for the entries it serves: their cycles begin anew.
func (s *Service) freshens(ctx context.Context, it *Item, at time.Time) ([]act.Effect, error) {
	columns, err := s.columns.Columns(ctx)
	if err != nil {
		return nil, err
	}
	units, err := s.units.Units(ctx)
	if err != nil {
		return nil, err
	}
	bureau, err := agency.BureauOf(units)
	if err != nil {
		return nil, err
	}
	on, evidence := workday.DateOf(at), ref.To(Ref, it.ID)
	var out []act.Effect
	if i := slices.IndexFunc(columns, func(c catalog.Column) bool { return int64(c.ID) == it.Version.Column }); i >= 0 {
		out = append(out, columns[i].Updated(on, int64(bureau.ID), evidence))
		for _, c := range catalog.Above(columns, &columns[i]) {
			if c.CycleDays > 0 {
				out = append(out, c.Updated(on, int64(bureau.ID), evidence))
			}
		}
	}
	if len(it.Version.Entries) > 0 {
		out = append(out, catalog.Served{Unit: it.Unit, Entries: it.Version.Entries, On: on, Evidence: evidence})
	}
	return out, nil
}

func (s *Service) ready(ctx context.Context, cargo Cargo, at time.Time) ([]act.Effect, error) {
	if cargo.Ref.IsZero() {
		return nil, nil
	}
	r, ok := s.cargo[cargo.Ref.Kind]
	if !ok {
		return nil, fmt.Errorf("cargo %s: nobody releases this kind", cargo.Ref)
	}
	return r.Ready(ctx, cargo, at)
}

func (s *Service) unit(ctx context.Context, id int64) (*agency.Unit, error) {
	units, err := s.units.Units(ctx)
	if err != nil {
		return nil, err
	}
	for i := range units {
		if int64(units[i].ID) == id {
			return &units[i], nil
		}
	}
	return nil, agency.ErrNoUnit
}

// Sees reports whether the person may see an item: everybody one that is public, and others those who see what is not public
// of its unit.
func (s *Service) Sees(by *agency.Person, it *Item) bool {
	return it.IsPublic() || by.Sees(it.Unit)
}

// Item returns an item the person may see, or ErrNotFound.
func (s *Service) Item(ctx context.Context, by *agency.Person, id ID) (*Item, error) {
	it, err := s.store.Item(ctx, id)
	if err != nil {
		return nil, err
	}
	if !s.Sees(by, it) {
		return nil, fmt.Errorf("item %d: %w", id, ErrNotFound)
	}
	return it, nil
}

// Queued is an item that waits for somebody, with the day by which it must be out; zero where none is set.
type Queued struct {
	Item
	Due workday.Date
}

// Queue says how much of what waits is wanted: the first Limit of it, by arrival or by due day. The zero Queue only counts.
type Queue struct {
	ByDue bool
	Limit int
}

// Waiting returns the items whose next step the person may take now, and how many there are.
func (s *Service) Waiting(ctx context.Context, by *agency.Person, q Queue) ([]Queued, int, error) {
	return s.store.Waiting(ctx, by, q)
}

// ErrNotPublic reports an item that the public may not see.
var ErrNotPublic = fault.New(fault.NotFound, "not-public", "没有这条信息，或者尚未公开。")

// ErrWithdrawn reports an item that the public saw and sees no more.
var ErrWithdrawn = fault.New(fault.Gone, "withdrawn", "这条信息已经撤下，正文和附件不再公开。")

// Public returns an item as the public sees it, or ErrNotPublic, or ErrWithdrawn.
func (s *Service) Public(ctx context.Context, id ID) (*Item, error) {
	it, err := s.Once(ctx, id)
	if err != nil {
		return nil, err
	}
	if !it.IsPublic() {
		return nil, fmt.Errorf("item %d: %w", id, ErrWithdrawn)
	}
	return it, nil
}

// Once returns an item that is or was public, as the public sees it; of a withdrawn one there is no text. It returns
// ErrNotPublic for what was never released.
func (s *Service) Once(ctx context.Context, id ID) (*Item, error) {
	it, err := s.store.PublicItem(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("item %d: %w", id, ErrNotPublic)
	}
	return it, err
}
