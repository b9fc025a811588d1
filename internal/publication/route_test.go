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
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

var (
	noon  = time.Date(2026, 11, 25, 12, 0, 0, 0, workday.NewDate(2026, time.November, 25).Time().Location())
	today = workday.NewDate(2026, time.November, 25)

	writer = act.Actor{Person: 1, Name: "拟稿人", Unit: 7}
	second = act.Actor{Person: 2, Name: "第二人", Unit: 7}
	third  = act.Actor{Person: 3, Name: "第三人", Unit: 7}
	far    = act.Actor{Person: 9, Name: "外单位", Unit: 8}

	every = []agency.Role{agency.FirstReviewer, agency.SecondReviewer, agency.SecrecyReviewer, agency.Signer, agency.UnitHead}
)

func version() Version {
	return Version{
		No: 1, Column: 3, Title: "关于做好招生工作的通知", Summary: "部署招生工作。", DocNo: "示教办〔2026〕42号", Genre: "通知", Subject: "科技、教育／教育",
		FormedOn: today, Body: "各县区教育局：\n一、总体要求\n请遵照执行。",
	}
}

// draft is a clean draft of writer, screened.
func draft() *Item {
	it := &Item{ID: 5, Unit: writer.Unit, Writer: writer.Person, State: Draft, Version: version()}
	screen(it)
	return it
}

func screen(it *Item) {
	it.Screened = screening.Result{Digest: it.Version.Digest(), RuleSet: screening.RuleSet}
}

// warn is what screening does that finds something which may stay for a reason.
func warn(it *Item) {
	it.Screened.Findings = []screening.Finding{{Level: screening.Warn, Place: "正文"}}
}

func submitted(t *testing.T, route Route) *Item {
	t.Helper()
	it := draft()
	if _, err := it.Submit(writer, noon, route); err != nil {
		t.Fatal(err)
	}
	return it
}

func pass(it *Item) Decision {
	return Decision{Pass: true, Basis: "不涉密", Digest: it.Version.Digest()}
}

func mustPass(t *testing.T, it *Item, by ...act.Actor) {
	t.Helper()
	for _, who := range by {
		if _, err := it.Decide(who, every, noon, pass(it)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOnlyTheWriterEditsAndOnlyADraft(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state State
		by    act.Actor
		want  error
	}{
		{Draft, writer, nil},
		{Returned, writer, nil},
		{InReview, writer, ErrNotDraft},
		{Released, writer, ErrNotDraft},
		{Draft, second, ErrNotYours},
		{Returned, second, ErrNotYours},
		{Draft, act.Actor{}, ErrNotYours},
		{Draft, act.System, ErrNotYours},
	} {
		it := draft()
		it.State = c.state
		if err := it.CanEdit(c.by); !errors.Is(err, c.want) {
			t.Errorf("%s by %s: %v, want %v", c.state, c.by.Name, err, c.want)
		}
	}
}

func TestSubmitNeedsACleanScreening(t *testing.T) {
	t.Parallel()
	finding := func(l screening.Level) func(*Item) {
		return func(it *Item) { it.Screened.Findings = []screening.Finding{{Level: screening.Warn}, {Level: l}} }
	}
	for name, c := range map[string]struct {
		change func(*Item)
		by     act.Actor
		want   error
	}{
		"clean":          {func(*Item) {}, writer, nil},
		"warned":         {finding(screening.Warn), writer, nil},
		"blocked":        {finding(screening.Block), writer, ErrBlocked},
		"older text":     {func(it *Item) { it.Version.Body += "。" }, writer, ErrNotScreened},
		"older rules":    {func(it *Item) { it.Screened.RuleSet = "2020-01" }, writer, ErrNotScreened},
		"never screened": {func(it *Item) { it.Screened = screening.Result{} }, writer, ErrNotScreened},
		"somebody else":  {func(*Item) {}, second, ErrNotYours},
		"in review":      {func(it *Item) { it.State = InReview }, writer, ErrNotDraft},
	} {
		it := draft()
		c.change(it)
		if err := it.CanSubmit(c.by, today); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	it := draft()
	it.Version.Title = ""
	screen(it)
	var fs fault.Fields
	if err := it.CanSubmit(writer, today); !errors.As(err, &fs) || fs.For("title") == "" {
		t.Errorf("no title: %v", err)
	}
}

func TestSubmitRefusesARouteThatDecidesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		route Route
		want  error
	}{
		"bureau":       {BureauRoute, nil},
		"small":        {SmallRoute, nil},
		"none":         {nil, ErrNoRoute},
		"no secrecy":   {Route{{FirstReview, agency.FirstReviewer}, {Signature, agency.Signer}}, ErrNoRoute},
		"no signature": {Route{{Secrecy, agency.SecrecyReviewer}}, ErrNoRoute},
		"signed early": {Route{{Signature, agency.Signer}, {Secrecy, agency.SecrecyReviewer}}, ErrNoRoute},
	} {
		it := draft()
		_, err := it.Submit(writer, noon, c.route)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if want := map[bool]State{true: InReview, false: Draft}[c.want == nil]; it.State != want {
			t.Errorf("%s: state %s, want %s", name, it.State, want)
		}
	}
}

func TestCanDecide(t *testing.T) {
	t.Parallel()
	first, secrecy := []agency.Role{agency.FirstReviewer}, []agency.Role{agency.SecrecyReviewer}
	for name, c := range map[string]struct {
		before []act.Actor // passed by them already
		by     act.Actor
		roles  []agency.Role
		want   error
	}{
		"the reviewer":                  {nil, second, first, nil},
		"with another role":             {nil, second, secrecy, ErrNotYourStep},
		"with no role":                  {nil, second, nil, ErrNotYourStep},
		"the role of a later step":      {[]act.Actor{second}, third, secrecy, ErrNotYourStep},
		"the writer":                    {nil, writer, every, ErrOwnDraft},
		"the writer at the last step":   {[]act.Actor{second, third, second}, writer, every, ErrOwnDraft},
		"from another unit":             {nil, far, every, ErrNotYourStep},
		"the neighbour":                 {[]act.Actor{second}, second, every, ErrSamePerson},
		"the neighbour at a later step": {[]act.Actor{second, third}, third, every, ErrSamePerson},
		"not adjacent":                  {[]act.Actor{second, third}, second, every, nil},
		"after the last step but one":   {[]act.Actor{second, third, second}, third, every, nil},
		"nobody":                        {nil, act.Actor{}, every, ErrNotYourStep},
	} {
		it := submitted(t, BureauRoute)
		mustPass(t, it, c.before...)
		if err := it.CanDecide(c.by, c.roles); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for _, s := range []State{Draft, Returned, Released} {
		it := submitted(t, BureauRoute)
		it.State = s
		if err := it.CanDecide(second, every); !errors.Is(err, ErrNotInReview) {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestDecideRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		route  Route
		before []act.Actor
		change func(*Item, *Decision)
		want   error
	}{
		"another digest":             {BureauRoute, nil, func(_ *Item, d *Decision) { d.Digest = "other" }, ErrChanged},
		"no digest":                  {BureauRoute, nil, func(_ *Item, d *Decision) { d.Digest = "" }, ErrChanged},
		"text changed since":         {BureauRoute, nil, func(it *Item, _ *Decision) { it.Version.Body += "。" }, ErrChanged},
		"return without opinion":     {BureauRoute, nil, func(_ *Item, d *Decision) { d.Pass, d.Opinion = false, " \n" }, ErrNoOpinion},
		"return without basis":       {SmallRoute, nil, func(_ *Item, d *Decision) { d.Pass, d.Opinion, d.Basis = false, "请改", "" }, nil},
		"first review needs none":    {BureauRoute, nil, func(_ *Item, d *Decision) { d.Basis = "" }, nil},
		"secrecy without basis":      {BureauRoute, []act.Actor{second, third}, func(_ *Item, d *Decision) { d.Basis = " " }, ErrNoBasis},
		"signature needs none":       {BureauRoute, []act.Actor{third, second, third}, func(_ *Item, d *Decision) { d.Basis = "" }, nil},
		"secrecy, warned, no reason": {BureauRoute, []act.Actor{second, third}, func(it *Item, d *Decision) { warn(it) }, ErrWarned},
		"secrecy, warned, a reason":  {BureauRoute, []act.Actor{second, third}, func(it *Item, d *Decision) { warn(it); d.Opinion = "单位公开邮箱" }, nil},
		"review, warned":             {BureauRoute, []act.Actor{second}, func(it *Item, d *Decision) { warn(it) }, nil},
		"head, warned, no reason":    {SmallRoute, nil, func(it *Item, d *Decision) { warn(it) }, ErrWarned},
		"head review without basis":  {SmallRoute, nil, func(_ *Item, d *Decision) { d.Basis = "" }, ErrNoBasis},
		"blocking finding": {BureauRoute, nil, func(it *Item, _ *Decision) {
			it.Screened.Findings = []screening.Finding{{Level: screening.Block}}
		}, ErrBlocked},
		"blocking finding returned": {BureauRoute, nil, func(it *Item, d *Decision) {
			it.Screened.Findings = []screening.Finding{{Level: screening.Block}}
			d.Pass, d.Opinion = false, "请删去号码"
		}, nil},
		"rules changed since": {BureauRoute, nil, func(it *Item, _ *Decision) { it.Screened.RuleSet = "2020-01" }, ErrNotScreened},
	} {
		it := submitted(t, c.route)
		mustPass(t, it, c.before...)
		d := pass(it)
		c.change(it, &d)
		by := second
		if len(c.before)%2 == 1 && c.before[len(c.before)-1] == by {
			by = third
		}
		steps, stage := len(it.Steps), it.Stage
		_, err := it.Decide(by, every, noon, d)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err != nil && (len(it.Steps) != steps || it.Stage != stage || it.State != InReview) {
			t.Errorf("%s: refused, and yet something changed: %+v", name, it)
		}
	}
}

// law: 条例 17
func TestHeadReviewRecordsASecrecyDecisionOfItsOwn(t *testing.T) {
	t.Parallel()
	it := submitted(t, SmallRoute)
	d := pass(it)
	d.Opinion = "同意"
	if _, err := it.Decide(second, every, noon, d); err != nil {
		t.Fatal(err)
	}
	want := []Step{
		{Stage: Secrecy, By: 2, Name: "第二人", At: noon, Passed: true, Basis: "不涉密", Digest: d.Digest},
		{Stage: HeadReview, By: 2, Name: "第二人", At: noon, Passed: true, Opinion: "同意", Basis: "不涉密", Digest: d.Digest},
	}
	if diff := cmp.Diff(want, it.Steps); diff != "" {
		t.Error(diff)
	}
	if err := it.CanRelease(); err != nil {
		t.Error(err)
	}
}

func TestReturnedAndEditedItemNeedsEveryStepAnew(t *testing.T) {
	t.Parallel()
	it := submitted(t, BureauRoute)
	mustPass(t, it, second, third, second)
	if _, err := it.Decide(third, every, noon, Decision{Opinion: "请改标题", Digest: it.Version.Digest()}); err != nil {
		t.Fatal(err)
	}
	if it.State != Returned || it.Stage != 0 {
		t.Fatalf("state %s, stage %d", it.State, it.Stage)
	}
	it.Version.Title = "关于做好2026年招生工作的通知"
	screen(it)
	if _, err := it.Submit(writer, noon, BureauRoute); err != nil {
		t.Fatal(err)
	}
	it.Stage = len(it.Route) // as if somebody had skipped the steps
	if err := it.CanRelease(); !errors.Is(err, ErrNotReleasable) {
		t.Errorf("released on steps for another digest: %v", err)
	}
	it.Stage = 0
	for range BureauRoute {
		if err := it.CanRelease(); !errors.Is(err, ErrNotReleasable) {
			t.Errorf("stage %d: %v", it.Stage, err)
		}
		by := []act.Actor{second, third}[it.Stage%2]
		mustPass(t, it, by)
	}
	if err := it.CanRelease(); err != nil {
		t.Error(err)
	}
}

func TestCanRelease(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Item)
		want   error
	}{
		"all passed":     {func(*Item) {}, nil},
		"already out":    {func(it *Item) { it.State = Released }, ErrNotReleasable},
		"returned":       {func(it *Item) { it.State = Returned }, ErrNotReleasable},
		"a step missing": {func(it *Item) { it.Stage-- }, ErrNotReleasable},
		"text changed":   {func(it *Item) { it.Version.Body += "。"; screen(it) }, ErrNotReleasable},
		"cargo changed":  {func(it *Item) { it.Version.Cargo.Root = "x"; screen(it) }, ErrNotReleasable},
		"by the writer":  {func(it *Item) { it.Steps[3].By = writer.Person }, ErrNotReleasable},
		"by neighbours":  {func(it *Item) { it.Steps[3].By = it.Steps[2].By }, ErrNotReleasable},
		"not passed":     {func(it *Item) { it.Steps[1].Passed = false }, ErrNotReleasable},
		"no route":       {func(it *Item) { it.Route = nil; it.Stage = 0 }, ErrNotReleasable},
		"blocked now": {func(it *Item) {
			it.Screened.Findings = []screening.Finding{{Level: screening.Block}}
		}, ErrBlocked},
		"rules changed": {func(it *Item) { it.Screened.RuleSet = "2020-01" }, ErrNotScreened},
	} {
		it := submitted(t, BureauRoute)
		mustPass(t, it, second, third, second, third)
		c.change(it)
		if err := it.CanRelease(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestReleaseMeetsTheObligationAndIsLogged(t *testing.T) {
	t.Parallel()
	it := submitted(t, SmallRoute)
	if _, err := it.Release(second, noon, "jyj", "x/2026-00001"); !errors.Is(err, ErrNotReleasable) || it.IndexNo != "" {
		t.Fatalf("released unreviewed: %v", err)
	}
	mustPass(t, it, second)
	a, err := it.Release(second, noon, "jyj", "x/2026-00001")
	if err != nil {
		t.Fatal(err)
	}
	want := []act.Effect{
		Published{Item: 5, Version: 1, Column: 3, Unit: 7, At: noon},
		obligation.Met{Key: publishKey(5), On: today, Evidence: ref.To(Ref, ID(5))},
	}
	if diff := cmp.Diff(want, a.Effects); diff != "" {
		t.Error(diff)
	}
	if len(a.Entries) != 2 || a.Entries[1].Log != ledger.Release || a.Entries[1].Digest != it.Version.Digest() {
		t.Errorf("entries %+v", a.Entries)
	}
	if it.State != Released || it.IndexNo != "x/2026-00001" || !it.Released.Equal(noon) {
		t.Errorf("item %+v", it)
	}
}
