package publication

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCompareShowsWhatChanged(t *testing.T) {
	t.Parallel()
	older, newer := version(), version()
	older.Body = "各县区教育局：\n一、总体要求\n报名时间为7月6日至10日。\n此段删去，与后面没有关系。\n联系电话见附件。"
	newer.Title = "关于做好招生入学工作的通知"
	newer.Body = "各县区教育局：\n一、总体要求\n报名时间为7月8日至12日。\n联系电话见附件。\n新增一段。"
	want := []DiffLine{
		{Altered, []DiffRun{{Same, "标题：关于做好招生"}, {Added, "入学"}, {Same, "工作的通知"}}},
		{Same, []DiffRun{{Same, "各县区教育局："}}},
		{Same, []DiffRun{{Same, "一、总体要求"}}},
		{Altered, []DiffRun{{Same, "报名时间为7月"}, {Removed, "6"}, {Added, "8"}, {Same, "日至"}, {Removed, "10"}, {Added, "12"}, {Same, "日。"}}},
		{Removed, []DiffRun{{Removed, "此段删去，与后面没有关系。"}}},
		{Same, []DiffRun{{Same, "联系电话见附件。"}}},
		{Added, []DiffRun{{Added, "新增一段。"}}},
	}
	if diff := cmp.Diff(want, Compare(older, newer)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Whatever changed, both texts can be read from the comparison.
func TestCompareLosesNothing(t *testing.T) {
	t.Parallel()
	paragraph := rapid.StringOfN(rapid.SampledFrom([]rune("一二三报名时间。79. \U000F0000")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Map(rapid.SliceOfN(paragraph, 0, 8), func(ps []string) string { return strings.Join(ps, "\n") })
		older, newer := Version{Body: text.Draw(t, "older")}, Version{Body: text.Draw(t, "newer")}
		var then, now []string
		for _, l := range Compare(older, newer) {
			var a, b strings.Builder
			for _, r := range l.Runs {
				if r.Op != Added {
					a.WriteString(r.Text)
				}
				if r.Op != Removed {
					b.WriteString(r.Text)
				}
			}
			if l.Op != Added {
				then = append(then, a.String())
			}
			if l.Op != Removed {
				now = append(now, b.String())
			}
		}
		for _, c := range []struct {
			got  []string
			want string
		}{{then, older.Body}, {now, newer.Body}} {
			if got := strings.Join(c.got, "\n"); got != strings.TrimSuffix(c.want, "\n") {
				t.Errorf("read %q, want %q", got, c.want)
			}
		}
	})
}

// TestWhatWasTakenOutComesFirst: a paragraph stands in front of the one that took its place.
func TestWhatWasTakenOutComesFirst(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ older, newer, want string }{
		{"无。", "本年度没有收取信息处理费。", "删 增"},
		{"甲\n无。\n乙", "甲\n没有收取信息处理费，也没有减免。\n另有两件。\n乙", "同 删 增 增 同"},
		{"甲\n乙", "甲", "同 删"},
	} {
		var got []string
		for _, l := range CompareText(x.older, x.newer) {
			got = append(got, map[DiffOp]string{Same: "同", Added: "增", Removed: "删", Altered: "改"}[l.Op])
		}
		if s := strings.Join(got, " "); s != x.want {
			t.Errorf("%q to %q: %s, want %s", x.older, x.newer, s, x.want)
		}
	}
}
