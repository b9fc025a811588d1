package publication

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

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
		No: 1, Title: "关于做好招生工作的通知", Summary: "部署招生工作。", DocNo: "示教办〔2026〕42号", Genre: "通知",
		FormedOn: today, Body: "各县区教育局：\n一、总体要求\n请遵照执行。",
	}
}

// draft is a clean draft of writer, screened.
func draft() *Item {
	it := &Item{ID: 5, Unit: writer.Unit, Column: 3, Writer: writer.Person, State: Draft, Version: version()}
	screen(it)
	return it
}

func screen(it *Item) {
	it.Screened = screening.Result{Digest: it.Version.Digest(), RuleSet: screening.RuleSet}
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
		"another digest":            {BureauRoute, nil, func(_ *Item, d *Decision) { d.Digest = "other" }, ErrChanged},
		"no digest":                 {BureauRoute, nil, func(_ *Item, d *Decision) { d.Digest = "" }, ErrChanged},
		"text changed since":        {BureauRoute, nil, func(it *Item, _ *Decision) { it.Version.Body += "。" }, ErrChanged},
		"return without opinion":    {BureauRoute, nil, func(_ *Item, d *Decision) { d.Pass, d.Opinion = false, " \n" }, ErrNoOpinion},
		"return without basis":      {SmallRoute, nil, func(_ *Item, d *Decision) { d.Pass, d.Opinion, d.Basis = false, "请改", "" }, nil},
		"first review needs none":   {BureauRoute, nil, func(_ *Item, d *Decision) { d.Basis = "" }, nil},
		"secrecy without basis":     {BureauRoute, []act.Actor{second, third}, func(_ *Item, d *Decision) { d.Basis = " " }, ErrNoBasis},
		"signature needs none":      {BureauRoute, []act.Actor{third, second, third}, func(_ *Item, d *Decision) { d.Basis = "" }, nil},
		"head review without basis": {SmallRoute, nil, func(_ *Item, d *Decision) { d.Basis = "" }, ErrNoBasis},
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
		obligation.Met{Key: publishKey(5), On: today, Evidence: ref.To(Ref, ID(5))},
		Published{Item: 5, Column: 3, Unit: 7},
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

func TestValidate(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("字", n) }
	for name, c := range map[string]struct {
		change func(*Version)
		want   string // the field that is wrong, "" for none
	}{
		"as it should be":        {func(*Version) {}, ""},
		"no title":               {func(v *Version) { v.Title = "" }, "title"},
		"title of 120":           {func(v *Version) { v.Title = long(120) }, ""},
		"title of 121":           {func(v *Version) { v.Title = long(121) }, "title"},
		"no summary":             {func(v *Version) { v.Summary = "" }, "summary"},
		"summary of 200":         {func(v *Version) { v.Summary = long(200) }, ""},
		"summary of 201":         {func(v *Version) { v.Summary = long(201) }, "summary"},
		"no date":                {func(v *Version) { v.FormedOn = workday.Date{} }, "formed_on"},
		"formed yesterday":       {func(v *Version) { v.FormedOn = today.AddDays(-1) }, ""},
		"formed tomorrow":        {func(v *Version) { v.FormedOn = today.AddDays(1) }, "formed_on"},
		"no number":              {func(v *Version) { v.DocNo = "" }, ""},
		"square brackets":        {func(v *Version) { v.DocNo = "示教办[2026]42号" }, "doc_no"},
		"number with 第":          {func(v *Version) { v.DocNo = "示教办〔2026〕第42号" }, "doc_no"},
		"number with a zero":     {func(v *Version) { v.DocNo = "示教办〔2026〕042号" }, "doc_no"},
		"year of the last era":   {func(v *Version) { v.DocNo = "示教办〔1999〕1号" }, ""},
		"no such year":           {func(v *Version) { v.DocNo = "示教办〔2126〕1号" }, "doc_no"},
		"no 号":                   {func(v *Version) { v.DocNo = "示教办〔2026〕42" }, "doc_no"},
		"nobody's number":        {func(v *Version) { v.DocNo = "〔2026〕42号" }, "doc_no"},
		"normative":              {func(v *Version) { v.Norm = Normative }, ""},
		"normative, no number":   {func(v *Version) { v.Norm, v.DocNo = Normative, "" }, "doc_no"},
		"regulation, no number":  {func(v *Version) { v.Norm, v.DocNo = Regulation, "" }, "doc_no"},
		"no body":                {func(v *Version) { v.Body = " \n" }, "body"},
		"cargo instead of body":  {func(v *Version) { v.Body, v.Cargo.Ref = "", ref.To(ref.Kind("batch"), int64(1)) }, ""},
		"expires as it is made":  {func(v *Version) { v.Expires = v.FormedOn }, ""},
		"expires the day before": {func(v *Version) { v.Expires = v.FormedOn.AddDays(-1) }, "expires"},
	} {
		v := version()
		c.change(&v)
		err := v.Validate(today)
		var fs fault.Fields
		errors.As(err, &fs)
		if c.want == "" && err != nil || c.want != "" && (len(fs) != 1 || fs[0].Name != c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	var fs fault.Fields
	if err := (Version{}).Validate(today); !errors.As(err, &fs) || len(fs) != 4 {
		t.Errorf("empty version: %v, want four mistakes at once", err)
	}
}

func TestDigestCoversAllButTheNumber(t *testing.T) {
	t.Parallel()
	was := version().Digest()
	for name, c := range map[string]struct {
		change func(*Version)
		same   bool
	}{
		"no":    {func(v *Version) { v.No++ }, true},
		"title": {func(v *Version) { v.Title += "。" }, false},
		"body":  {func(v *Version) { v.Body += " " }, false},
		"date":  {func(v *Version) { v.FormedOn = v.FormedOn.AddDays(-1) }, false},
		"norm":  {func(v *Version) { v.Norm = Normative }, false},
		"cargo": {func(v *Version) { v.Cargo.Root = "x" }, false},
	} {
		v := version()
		c.change(&v)
		if got := v.Digest() == was; got != c.same {
			t.Errorf("%s: same digest %v, want %v", name, got, c.same)
		}
	}
}

func TestIndexNo(t *testing.T) {
	t.Parallel()
	for serial, want := range map[int]string{1: "113700000000000000/2026-00001", 99999: "113700000000000000/2026-99999", 100000: "113700000000000000/2026-100000"} {
		if got := IndexNo("113700000000000000", 2026, serial); got != want {
			t.Errorf("IndexNo of %d = %s, want %s", serial, got, want)
		}
	}
}

func TestParagraphs(t *testing.T) {
	t.Parallel()
	body := "　　各县区教育局：\r\n\n一、总体要求\n（一）基本原则\n(二)目标\n一、这是一句以序号开头的话。\n各学校：\n　　请执行。"
	want := []Paragraph{
		{To: true, Text: "各县区教育局："},
		{Level: 1, Text: "一、总体要求"},
		{Level: 2, Text: "（一）基本原则"},
		{Level: 2, Text: "(二)目标"},
		{Text: "一、这是一句以序号开头的话。"},
		{Text: "各学校："},
		{Text: "请执行。"},
	}
	if diff := cmp.Diff(want, Paragraphs(body)); diff != "" {
		t.Error(diff)
	}
	if got := Paragraphs(" \n\n　"); len(got) != 0 {
		t.Errorf("blank body: %v", got)
	}
}

func TestHTMLEscapes(t *testing.T) {
	t.Parallel()
	got := HTML("各单位：\n一、<b>要求</b>\n<script>alert(1)</script>&\"'")
	want := "<p class=\"to\">各单位：</p>\n<h2>一、&lt;b&gt;要求&lt;/b&gt;</h2>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#34;&#39;</p>\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

var written = regexp.MustCompile(`^(<p>[^<>]*</p>\n|<p class="to">[^<>]*</p>\n|<h2>[^<>]*</h2>\n|<h3>[^<>]*</h3>\n)*$`)

// Whatever a writer types, the page holds no markup but ours.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"", "一、要求", "（一）<i>", "</p><script>", "a\u3000\r\nb", "\xff<", "各单位：\n\"'&"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if got := HTML(body); !written.MatchString(got) {
			t.Errorf("HTML(%q) = %q", body, got)
		}
	})
}

// Whatever people do, in whatever order: what is released was passed at each step, on exactly these words, by somebody
// who neither wrote it nor took the step before.
func TestNothingIsReleasedPastTheGate(t *testing.T) {
	t.Parallel()
	for name, route := range map[string]Route{"bureau": BureauRoute, "small": SmallRoute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			released := 0
			rapid.Check(t, func(t *rapid.T) {
				for range 8 { // some 15,000 steps in all on each route
					if walk(t, route) {
						released++
					}
				}
			})
			if released == 0 {
				t.Error("no walk reached a release; the property was not tested")
			}
		})
	}
}

// walk takes random steps and reports whether the item came out.
func walk(t *rapid.T, route Route) bool {
	it := draft()
	var seen string                // the digest that reviewers have on their screens
	passed := map[string][]int64{} // by digest: who passed each step since the last submission
	for range rapid.IntRange(1, 40).Draw(t, "length") {
		person := rapid.Int64Range(1, 4).Draw(t, "person")
		by := act.Actor{Person: person, Name: fmt.Sprint(person), Unit: writer.Unit}
		digest := it.Version.Digest()
		switch rapid.SampledFrom([]string{"edit", "submit", "submit", "pass", "pass", "pass", "pass", "pass", "pass", "return"}).Draw(t, "what") {
		case "edit":
			if it.CanEdit(by) == nil {
				it.Version.Body = fmt.Sprintf("正文%d。", rapid.IntRange(1, 3).Draw(t, "body"))
				screen(it)
			}
		case "submit":
			if _, err := it.Submit(by, noon, route); err == nil {
				if person != writer.Person {
					t.Fatal("somebody else submitted the draft")
				}
				seen = rapid.SampledFrom([]string{digest, digest, digest, "older"}).Draw(t, "seen")
				passed = map[string][]int64{}
			}
		case "return":
			if _, err := it.Decide(by, every, noon, Decision{Opinion: "请改", Digest: digest}); err == nil {
				passed = map[string][]int64{}
			}
		case "pass":
			if _, err := it.Decide(by, every, noon, Decision{Pass: true, Basis: "不涉密", Digest: seen}); err != nil {
				seen = digest // look again
				continue
			}
			passed[digest] = append(passed[digest], person)
			if it.Stage < len(it.Route) {
				if it.CanRelease() == nil {
					t.Fatalf("releasable at stage %d", it.Stage)
				}
				continue
			}
			if _, err := it.Release(by, noon, "jyj", "x"); err != nil {
				t.Fatalf("all steps are passed: %v", err)
			}
			who := passed[it.Version.Digest()]
			if len(who) != len(route) {
				t.Fatalf("released after %d of %d steps", len(who), len(route))
			}
			for i, p := range who {
				if p == writer.Person || i > 0 && who[i-1] == p {
					t.Fatalf("step %d passed by %d: %v", i, p, who)
				}
			}
			return true
		}
	}
	return false
}
