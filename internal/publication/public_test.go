package publication

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

func person(who act.Actor, roles ...agency.Role) *agency.Person {
	return &agency.Person{ID: agency.PersonID(who.Person), Unit: agency.UnitID(who.Unit), Name: who.Name, Roles: roles}
}

// published is an item of writer that second has released on the short route.
func published(t *testing.T) *Item {
	t.Helper()
	it := submitted(t, SmallRoute)
	mustPass(t, it, second)
	if _, err := it.Release(second, noon, "jyj", "x/2026-00001"); err != nil {
		t.Fatal(err)
	}
	return it
}

func correcting(t *testing.T, it *Item) {
	t.Helper()
	if _, err := it.Correct(person(third, agency.Writer), noon, "报名时间有误"); err != nil {
		t.Fatal(err)
	}
	screen(it)
}

func TestCorrectionTakesTheWholeWayWhileThePublicSeesTheOldText(t *testing.T) {
	t.Parallel()
	it := published(t)
	before := it.Version
	correcting(t, it)
	if it.State != Draft || it.Public != 1 || it.Version.No != 2 || it.Writer != third.Person {
		t.Fatalf("after correct: %+v", it)
	}
	if _, err := it.Submit(third, noon, SmallRoute); !errors.Is(err, ErrUnchanged) {
		t.Errorf("unchanged correction: %v", err)
	}
	it.Version.Body += "\n另行通知。"
	screen(it)
	if _, err := it.Submit(third, noon, SmallRoute); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, it.Shown); diff != "" {
		t.Errorf("the public sees a text that is not released:\n%s", diff)
	}
	if err := it.CanDecide(third, every); !errors.Is(err, ErrOwnDraft) {
		t.Errorf("who corrects may review: %v", err)
	}
	later := noon.Add(time.Hour)
	mustPass(t, it, second)
	deed, err := it.Release(second, later, "jyj", "never used")
	if err != nil {
		t.Fatal(err)
	}
	if it.IndexNo != "x/2026-00001" || !it.Released.Equal(noon) || !it.Corrected.Equal(later) || it.Public != 2 || it.Shown.Body == before.Body {
		t.Errorf("after the correction: %+v", it)
	}
	entry := deed.Entries[len(deed.Entries)-1]
	if want := (ledger.Entry{
		Log: ledger.Release, Kind: "corrected", Ref: ref.To(Ref, it.ID), Digest: it.Version.Digest(), At: later, By: "jyj", Note: "报名时间有误",
	}); entry != want {
		t.Errorf("logged %+v, want %+v", entry, want)
	}
}

func TestCanCorrect(t *testing.T) {
	t.Parallel()
	w := person(third, agency.Writer)
	for name, c := range map[string]struct {
		change func(*Item)
		by     *agency.Person
		want   error
	}{
		"a writer of the unit":    {func(*Item) {}, w, nil},
		"the first writer":        {func(*Item) {}, person(writer, agency.Writer), nil},
		"what was withdrawn":      {func(it *Item) { it.State, it.Public = Withdrawn, 0 }, w, nil},
		"a writer from elsewhere": {func(*Item) {}, person(far, agency.Writer), ErrMayNotCorrect},
		"a signer":                {func(*Item) {}, person(third, agency.Signer), ErrMayNotCorrect},
		"never released":          {func(it *Item) { it.IndexNo, it.State = "", Draft }, w, ErrNotOut},
		"one in work already":     {func(it *Item) { it.State = Returned }, w, ErrInWork},
		"rows of its own":         {func(it *Item) { it.Version.Cargo = Cargo{Ref: ref.To("batch", ID(1))} }, w, ErrCargoStays},
	} {
		it := published(t)
		c.change(it)
		if err := it.CanCorrect(c.by); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := published(t).Correct(w, noon, " \n"); !errors.Is(err, ErrNoReason) {
		t.Errorf("no reason: %v", err)
	}
}

func TestDiscardLeavesWhatThePublicSees(t *testing.T) {
	t.Parallel()
	it := published(t)
	before := it.Version
	if _, err := it.Discard(writer, noon); !errors.Is(err, ErrNotDraft) {
		t.Errorf("nothing to discard: %v", err)
	}
	correcting(t, it)
	it.Version.Body = "另一份"
	if _, err := it.Discard(second, noon); !errors.Is(err, ErrNotYours) {
		t.Errorf("somebody else discards: %v", err)
	}
	if _, err := it.Discard(third, noon); err != nil {
		t.Fatal(err)
	}
	if it.State != Released || !cmp.Equal(it.Version, before) {
		t.Errorf("after discard: %+v", it)
	}
	fresh := draft()
	if _, err := fresh.Discard(writer, noon); !errors.Is(err, ErrNotOut) {
		t.Errorf("a draft that was never out: %v", err)
	}
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	signer := person(third, agency.Signer)
	for name, c := range map[string]struct {
		change func(*Item)
		by     *agency.Person
		w      Withdrawal
		want   error
	}{
		"the unit's signer":       {func(*Item) {}, signer, Withdrawal{Reason: "内容有误"}, nil},
		"the unit's head":         {func(*Item) {}, person(second, agency.UnitHead), Withdrawal{Reason: "内容有误"}, nil},
		"the general office":      {func(*Item) {}, person(far, agency.GeneralOffice), Withdrawal{Reason: "内容有误"}, nil},
		"into another":            {func(*Item) {}, signer, Withdrawal{Reason: "并入汇编", Into: 9}, nil},
		"with a correction going": {func(it *Item) { it.State, it.Version.No = Draft, 2 }, signer, Withdrawal{Reason: "内容有误"}, nil},
		"a signer from elsewhere": {func(*Item) {}, person(far, agency.Signer), Withdrawal{Reason: "内容有误"}, ErrMayNotWithdraw},
		"a writer":                {func(*Item) {}, person(writer, agency.Writer), Withdrawal{Reason: "内容有误"}, ErrMayNotWithdraw},
		"an inspector":            {func(*Item) {}, person(far, agency.Inspector), Withdrawal{Reason: "内容有误"}, ErrMayNotWithdraw},
		"no reason":               {func(*Item) {}, signer, Withdrawal{Reason: "　"}, ErrNoReason},
		"into itself":             {func(*Item) {}, signer, Withdrawal{Reason: "并入", Into: 5}, ErrInto},
		"twice":                   {func(it *Item) { it.State, it.Public = Withdrawn, 0 }, signer, Withdrawal{Reason: "内容有误"}, ErrNotOut},
		"rows of its own":         {func(it *Item) { it.Shown.Cargo = Cargo{Ref: ref.To("batch", ID(1))} }, signer, Withdrawal{Reason: "内容有误"}, ErrCargoStays},
	} {
		it := published(t)
		c.change(it)
		digest := it.Shown.Digest()
		deed, err := it.Withdraw(c.by, noon, "jyj", c.w)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if c.want != nil {
			if it.IsPublic() && it.State == Withdrawn {
				t.Errorf("%s: withdrawn all the same", name)
			}
			continue
		}
		if it.State != Withdrawn || it.IsPublic() || it.Withdrawal.Reason != c.w.Reason || it.IndexNo == "" {
			t.Errorf("%s: %+v", name, it)
		}
		if e := deed.Entries[len(deed.Entries)-1]; e.Log != ledger.Release || e.Digest != digest || e.Note != c.w.Reason || e.Kind == "released" {
			t.Errorf("%s: logged %+v", name, e)
		}
		if _, err := it.Correct(person(third, agency.Writer), noon, "重新公开"); err != nil {
			t.Errorf("%s: a withdrawn item cannot come back: %v", name, err)
		}
	}
}

func TestDeclareValidity(t *testing.T) {
	t.Parallel()
	signer := person(third, agency.Signer)
	for name, c := range map[string]struct {
		v     Validity
		field string // of the mistake; "": none
	}{
		"repealed":            {Validity{State: Repealed, On: today, Basis: "示教办〔2026〕50号"}, ""},
		"replaced":            {Validity{State: Lapsed, On: today, Basis: "新文件", By: 9}, ""},
		"holds again":         {Validity{}, ""},
		"no day":              {Validity{State: Amended, Basis: "示教办〔2026〕50号"}, "valid_on"},
		"a day to come":       {Validity{State: Repealed, On: today.AddDays(1), Basis: "x"}, "valid_on"},
		"before it was made":  {Validity{State: Repealed, On: today.AddDays(-1), Basis: "x"}, "valid_on"},
		"no document for it":  {Validity{State: Repealed, On: today}, "basis"},
		"replaced by itself":  {Validity{State: Repealed, On: today, Basis: "x", By: 5}, "by"},
		"a word of one's own": {Validity{State: "gone", On: today, Basis: "x"}, "validity"},
	} {
		it := published(t)
		_, err := it.Declare(signer, noon, "jyj", c.v)
		var fs fault.Fields
		if errors.As(err, &fs); (c.field == "") != (err == nil) || c.field != "" && fs.For(c.field) == "" {
			t.Errorf("%s: %v, want a mistake in %q", name, err, c.field)
		}
		if c.field == "" && it.Validity != c.v {
			t.Errorf("%s: recorded %+v", name, it.Validity)
		}
	}
	if _, err := published(t).Declare(person(writer, agency.Writer), noon, "jyj", Validity{}); !errors.Is(err, ErrMayNotWithdraw) {
		t.Errorf("a writer declares: %v", err)
	}
}

func TestTermThatPassedIsLapsed(t *testing.T) {
	t.Parallel()
	it := published(t)
	it.Shown.Expires = today
	for day, want := range map[workday.Date]ValidityState{today: InForce, today.AddDays(1): Lapsed} {
		if got := it.ValidOn(day); got != want {
			t.Errorf("on %s: %q, want %q", day, got, want)
		}
	}
	it.Validity = Validity{State: Repealed, On: today}
	for day, want := range map[workday.Date]ValidityState{today.AddDays(-1): InForce, today: Repealed, today.AddDays(1): Repealed} {
		if got := it.ValidOn(day); got != want {
			t.Errorf("repealed as of %s, on %s: %q, want %q", today, day, got, want)
		}
	}
}
