package obligation

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/act"
	"gongkai/internal/law"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

func day(s string) workday.Date {
	d, err := workday.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestLateIsAFactOfTheDates(t *testing.T) {
	t.Parallel()
	due := day("2026-11-20")
	for name, c := range map[string]struct {
		met, today string
		cancelled  string
		open, late bool
	}{
		"open before the due day":     {today: "2026-11-19", open: true},
		"open on the due day":         {today: "2026-11-20", open: true},
		"open the day after":          {today: "2026-11-21", open: true, late: true},
		"met on the due day":          {met: "2026-11-20", today: "2026-12-31"},
		"met the day after":           {met: "2026-11-21", today: "2026-11-21", late: true},
		"met late stays late":         {met: "2026-11-21", today: "2027-01-01", late: true},
		"cancelled in time":           {today: "2026-11-01", cancelled: "申请人撤回"},
		"cancelled after the due day": {today: "2026-12-31", cancelled: "申请人撤回"},
	} {
		o := Obligation{Due: due, Cancelled: c.cancelled}
		if c.met != "" {
			o.MetOn = day(c.met)
		}
		if got := o.Open(); got != c.open {
			t.Errorf("%s: open %v", name, got)
		}
		if got := o.Late(day(c.today)); got != c.late {
			t.Errorf("%s: late %v", name, got)
		}
	}
}

func TestNewIsDueAsTheLawSays(t *testing.T) {
	t.Parallel()
	on := ref.Ref{Kind: "item", ID: 3}
	got, err := New(workday.Builtin(), law.Publish, on, day("2026-09-18"), 7, 9, "公开：通知")
	want := Opened{Obligation{
		Key: Key{law.Publish, on}, Title: "公开：通知", Unit: 7, Person: 9, From: day("2026-09-18"), Due: day("2026-10-22"),
	}}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b workday.Date) bool { return a == b })); err != nil || diff != "" {
		t.Error(diff, err)
	}
	for name, c := range map[string]struct {
		rule law.RuleName
		from workday.Date
		want error
	}{
		"no such rule":          {"nothing", day("2026-09-18"), law.ErrUnknownRule},
		"before the regulation": {law.Publish, day("2007-09-18"), law.ErrNotInForce},
		"no day":                {law.Publish, workday.Date{}, law.ErrNoDay},
		"a rule of hours":       {law.Opinion48h, day("2026-09-18"), law.ErrNoTime},
	} {
		if _, err := New(workday.Builtin(), c.rule, on, c.from, 7, 9, ""); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if o, err := New(workday.Builtin(), law.Publish, on, day("2026-12-21"), 7, 9, ""); err != nil || !o.Provisional {
		t.Errorf("due in a year without a notice: %+v, %v", o, err)
	}
}

// drawer keeps obligations and notices in memory.
type drawer struct {
	Store
	open    []Obligation
	notices []workday.Notice
	deeds   []act.Act
}

func (d *drawer) Obligations(_ context.Context, f Filter) ([]Obligation, error) {
	if !f.OpenOnly {
		return nil, errors.New("the past is asked for")
	}
	return d.open, nil
}

func (d *drawer) Notices(context.Context) ([]workday.Notice, error) { return d.notices, nil }

func (d *drawer) SaveNotice(_ context.Context, n workday.Notice, a act.Act) error {
	d.notices, d.deeds = append(d.notices, n), append(d.deeds, a)
	return nil
}

func notice2027(t *testing.T) workday.Notice {
	t.Helper()
	n, err := workday.ParseNotice(2027, "国务院办公厅关于2027年部分节假日安排的通知",
		"休 2027-01-01 至 2027-01-03 元旦\n班 2027-01-09\n休 2027-05-01 至 2027-05-05 劳动节\n休 2027-10-01 至 2027-10-07 国庆节")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNoticeIsShownFirstAndMovesWhatIsOpen(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	open := func(id int64, from string) Obligation {
		o, err := New(workday.Builtin(), law.Publish, ref.Ref{Kind: "item", ID: id}, day(from), 7, 9, "")
		if err != nil {
			t.Fatal(err)
		}
		return o.Obligation
	}
	d := &drawer{open: []Obligation{open(1, "2026-11-02"), open(2, "2026-12-21")}}
	if d.open[0].Provisional || !d.open[1].Provisional {
		t.Fatal("the second alone should be provisional")
	}
	now := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
	c, err := NewCalendars(ctx, d, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	n := notice2027(t)
	next, moves, err := c.Preview(ctx, n)
	if err != nil || len(moves) != 1 || moves[0].Subject.ID != 2 || moves[0].Provisional || !next.Known(2027) {
		t.Fatalf("preview: %+v, %v", moves, err)
	}
	// 20 working days after 21 December with the holiday of 1 January and the Saturday of 9 January.
	if moves[0].NewDue != day("2027-01-18") {
		t.Errorf("new due day %s", moves[0].NewDue)
	}
	if c.Calendar().Known(2027) || len(d.deeds) != 0 {
		t.Error("showing a notice entered it")
	}
	by := act.Actor{Person: 4, Name: "局办公室", Unit: 1}
	if err := c.Enter(ctx, by, n); err != nil {
		t.Fatal(err)
	}
	if !c.Calendar().Known(2027) || len(d.deeds) != 1 || d.deeds[0].By != by || len(d.deeds[0].Effects) != 1 {
		t.Fatalf("entered: %+v", d.deeds)
	}
	moved, ok := d.deeds[0].Effects[0].(Moved)
	if !ok || moved.Key != d.open[1].Key || moved.Due != moves[0].NewDue || moved.From != d.open[1].From || moved.Provisional || moved.Reason == "" {
		t.Errorf("moved %+v", moved)
	}
	for name, year := range map[string]int{"entered already": 2027, "built in": 2026} {
		again := n
		again.Year = year
		if _, _, err := c.Preview(ctx, again); !errors.Is(err, ErrPastNotice) {
			t.Errorf("%s: %v", name, err)
		}
		if err := c.Enter(ctx, by, again); !errors.Is(err, ErrPastNotice) || len(d.deeds) != 1 {
			t.Errorf("%s: entered again, %v", name, err)
		}
	}
}

func TestReloadTakesWhatAnotherNodeEntered(t *testing.T) {
	t.Parallel()
	d := &drawer{}
	c, err := NewCalendars(t.Context(), d, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	d.notices = append(d.notices, notice2027(t))
	if c.Calendar().Known(2027) {
		t.Fatal("known before it was read")
	}
	if err := c.Reload(t.Context()); err != nil || !c.Calendar().Known(2027) {
		t.Errorf("after Reload: %v", err)
	}
}
