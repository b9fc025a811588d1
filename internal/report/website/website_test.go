package website

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

var today = workday.NewDate(2027, 1, 12)

// TestRelationsAtTheirBoundaries holds each relation where it just holds, just does not, and cannot be told.
func TestRelationsAtTheirBoundaries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code string
		v    Values
		want Outcome
		says string
	}{
		{"WS-01", Values{"released": "6", "overview": "1", "news": "2", "catalogue": "3"}, Holds, ""},
		{"WS-01", Values{"released": "7", "overview": "1", "news": "2", "catalogue": "3"}, Holds, ""},
		{"WS-01", Values{"released": "5", "overview": "1", "news": "2", "catalogue": "3"}, Violated, "“总数”是 5，“概况类信息更新量”加“政务动态信息更新量”加“信息公开目录信息更新量”是 6"},
		{"WS-01", Values{"released": "5", "overview": "1", "news": "2"}, CannotTell, ""},
		{"WS-02", Values{"cases": "3", "cases-natural": "1", "cases-legal": "2"}, Holds, ""},
		{"WS-02", Values{"cases": "0", "cases-natural": "0", "cases-legal": "0"}, Holds, ""},
		{"WS-02", Values{"cases": "4", "cases-natural": "1", "cases-legal": "2"}, Violated, "“办件量·总数”是 4"},
		{"WS-02", Values{"cases": "2", "cases-natural": "1", "cases-legal": "2"}, Violated, "是 3"},
		{"WS-02", Values{"cases": "3"}, CannotTell, ""},
		{"WS-03", Values{"messages": "2", "messages-done": "2"}, Holds, ""},
		{"WS-03", Values{"messages": "2", "messages-done": "3"}, Violated, "办结留言数量不多于收到留言数量"},
		{"WS-04", Values{"problems": "0", "problems-solved": "0"}, Holds, ""},
		{"WS-04", Values{"problems": "0", "problems-solved": "1"}, Violated, "“问题整改数量”是 1"},
		{"WS-04", Values{"problems-solved": "1"}, CannotTell, ""},
		{"WS-05", Values{"surveys": "4", "survey-results": "4"}, Holds, ""},
		{"WS-05", Values{"surveys": "4", "survey-results": "5"}, Violated, "“征集调查·公布调查结果期数”是 5"},
		{"WS-06", Values{}, Holds, ""},
		{"WS-06", Values{"visits": "0", "message-days": "1.5"}, Holds, ""},
		{"WS-06", Values{"visits": "-1"}, Violated, "网站总访问量"},
		{"WS-06", Values{"message-days": "-0.1"}, Violated, "平均办理时间"},
		{"WS-06", Values{"visits": "1.5"}, Violated, "网站总访问量"},
	} {
		rels := (&Report{Values: c.v}).Check()
		i := slices.IndexFunc(rels, func(r Relation) bool { return r.Code == c.code })
		if rel := rels[i]; rel.Outcome != c.want || !strings.Contains(rel.Text, c.says) || (rel.Text == "") != (c.want != Violated) {
			t.Errorf("%s of %v: %s %q", c.code, c.v, rel.Outcome, rel.Text)
		}
	}
}

// TestWhatIsTypedIsReadAndValidated: each mistake is told at its field, and figures as people write them are taken.
func TestWhatIsTypedIsReadAndValidated(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ key, typed, kept, says string }{
		{"visits", " １２，３４５ ", "12345", ""},
		{"visits", "12 345", "12345", ""},
		{"visits", "007", "7", ""},
		{"visits", "000", "0", ""},
		{"visits", " ", "", ""},
		{"visits", "-1", "-1", "“网站总访问量”应为不小于 0 的整数，单位是次，没有的填 0。"},
		{"visits", "1.5", "1.5", "整数"},
		{"visits", "十", "十", "整数"},
		{"visits", "1234567890123", "1234567890123", "整数"},
		{"media", "有", "有", ""},
		{"media", "也许", "也许", "“是否有移动新媒体”请在“有”“无”中选一项。"},
		{"weibo", "示例  教育", "示例 教育", ""},
		{"weibo", strings.Repeat("字", MaxText+1), strings.Repeat("字", MaxText+1), "101 个字"},
		{"wechat", "联系人13800138000", "联系人13800138000", "请删去"},
		{"released", "99", "", ""}, // counted: nobody types over it
		{"nothing", "1", "", ""},
	} {
		v := Values{c.key: c.typed}.Trim()
		if v[c.key] != c.kept {
			t.Errorf("%s %q is kept as %q", c.key, c.typed, v[c.key])
		}
		var fs fault.Fields
		errors.As(v.Validate(today), &fs)
		if got := fs.For(c.key); (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
			t.Errorf("%s %q: %q, want %q", c.key, c.typed, got, c.says)
		}
	}
}

// TestTheFormIsWhole: keys are used once, everything has a name, figures a unit, choices their options, and relations name fields that there are.
func TestTheFormIsWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range Fields() {
		number := f.Kind == Count || f.Kind == Decimal
		if seen[f.Key] || f.Name == "" || number != (f.Unit != "") || (f.Kind == Choice) != (len(f.Options) > 0) || f.Source != "" && f.Fact != "" || f.Source != "" && f.Rule == "" {
			t.Errorf("%+v", f)
		}
		seen[f.Key] = true
	}
	for _, o := range relations {
		for _, k := range slices.Concat(o.left, o.right) {
			if f, ok := fieldOf(k); !ok || f.Kind != Count {
				t.Errorf("%s names %q", o.code, k)
			}
		}
	}
	if n := len(Form()); n != 9 {
		t.Errorf("%d blocks", n)
	}
}

// TestConsistentReportsAreSound: whatever is counted and typed, if the parts fit their wholes, the report goes out, and is the same again after
// it was kept; take away any field that is needed, and it does not.
func TestConsistentReportsAreSound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
		v := Values{}
		for _, f := range Fields() {
			switch f.Kind {
			case Count:
				v[f.Key] = fmt.Sprint(n(f.Key, 1_000_000))
			case Decimal:
				v[f.Key] = fmt.Sprintf("%d.%d", n(f.Key, 365), n(f.Key, 9))
			case Choice:
				v[f.Key] = rapid.SampledFrom(f.Options).Draw(t, f.Key)
			case Text:
				v[f.Key] = rapid.SampledFrom([]string{"", "示例教育"}).Draw(t, f.Key)
			}
		}
		a, b, c := n("a", 1000), n("b", 1000), n("c", 1000)
		set := func(key string, n int) { v[key] = fmt.Sprint(n) }
		set("overview", a)
		set("news", b)
		set("catalogue", c)
		set("released", a+b+c+n("rest", 10))
		set("cases-natural", a)
		set("cases-legal", b)
		set("cases", a+b)
		for whole, part := range map[string]string{"messages": "messages-done", "problems": "problems-solved", "surveys": "survey-results"} {
			set(whole, a+b)
			set(part, b)
		}
		r := &Report{Agency: "示例市教育局", Unit: 1, Year: 2026, Values: v}
		if err := r.sound(); err != nil {
			t.Fatalf("%v: %s", err, fault.Text(err))
		}
		if err := v.Trim().Validate(today); err != nil {
			t.Fatalf("not as typed: %v", err)
		}
		c1, err := r.cargo(7)
		if err != nil || !r.Is(c1) {
			t.Fatalf("not its own cargo: %v", err)
		}
		var needed []string
		for _, f := range Fields() {
			if f.Needed() {
				needed = append(needed, f.Key)
			}
		}
		less := &Report{Agency: r.Agency, Unit: 1, Year: 2026, Values: maps.Clone(v)}
		delete(less.Values, rapid.SampledFrom(needed).Draw(t, "without"))
		if err := less.sound(); !errors.Is(err, ErrMissing) || less.Is(c1) || len(r.Differences(less)) != 1 {
			t.Fatalf("with a field less: %v", err)
		}
	})
}
