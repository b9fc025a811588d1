package workday

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/fault"
)

func span(t *testing.T, from, to, name string) Span {
	return Span{mustDate(t, from), mustDate(t, to), name}
}

// plain2027 is a notice that holds together; it is not the one that will be issued.
func plain2027(t *testing.T) Notice {
	return Notice{
		Year: 2027, Source: "测试",
		Off: []Span{
			span(t, "2027-01-01", "2027-01-03", "元旦"),
			span(t, "2027-05-01", "2027-05-05", "劳动节"),
			span(t, "2027-10-01", "2027-10-07", "国庆节"),
		},
		Work: []Date{mustDate(t, "2027-05-08"), mustDate(t, "2027-10-09")},
	}
}

func TestWithMakesAYearKnown(t *testing.T) {
	t.Parallel()
	before := Builtin()
	after, err := before.With(plain2027(t))
	if err != nil {
		t.Fatal(err)
	}
	if before.Known(2027) || !after.Known(2027) {
		t.Error("With must return another calendar and leave the first one alone")
	}
	due := after.Add(mustDate(t, "2026-12-31"), 1)
	if due.Provisional || due.Date.String() != "2027-01-04" {
		t.Errorf("first working day of 2027: %v", due)
	}
}

func TestWithReplacesTheNoticeOfThatYear(t *testing.T) {
	t.Parallel()
	// As in January 2020: 02-01 was to be worked, then the holiday was extended.
	changed := plain2027(t)
	changed.Off[1].To = mustDate(t, "2027-05-09")
	changed.Work = changed.Work[1:]
	c, err := Builtin().With(plain2027(t))
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.With(changed); err != nil {
		t.Fatal(err)
	}
	if d := mustDate(t, "2027-05-08"); c.Why(d) != "劳动节放假" {
		t.Errorf("the old notice still holds: %s", c.Why(d))
	}
}

func TestWithRefusesWhatCannotBeANotice(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		change func(*Notice)
		says   string
	}{
		{"year", func(n *Notice) { n.Year = 20277 }, "年份20277"},
		{"days of another year", func(n *Notice) { n.Off[0].From = mustDate(t, "2026-01-01") }, "不在2027年前后"},
		{"no day", func(n *Notice) { n.Off[0].From = Date{} }, "不在2027年前后"},
		{"backwards", func(n *Notice) { n.Off[1].To = mustDate(t, "2027-04-30") }, "早于开始日"},
		{"too long", func(n *Notice) { n.Off[1].To = mustDate(t, "2027-05-31") }, "连续放假31天"},
		{"no name", func(n *Notice) { n.Off[1].Name = "" }, "没有写节日名称"},
		{"work on a weekday", func(n *Notice) { n.Work[0] = mustDate(t, "2027-05-10") }, "是周一，不是周末"},
		{"off and work", func(n *Notice) { n.Work[0] = mustDate(t, "2027-05-02") }, "出现了两次"},
		{"twice", func(n *Notice) { n.Work[0] = n.Work[1] }, "出现了两次"},
		{"half entered", func(n *Notice) { n.Off = n.Off[:2] }, "没有2027年10月1日"},
		{"against its neighbour", func(n *Notice) {
			n.Year, n.Off = 2018, []Span{span(t, "2018-01-01", "2018-01-01", "元旦"), span(t, "2018-05-01", "2018-05-01", "劳动节"), span(t, "2018-10-01", "2018-10-07", "国庆节")}
			n.Work = []Date{mustDate(t, "2018-12-30")}
		}, "与本通知相反"},
	} {
		n := plain2027(t)
		tc.change(&n)
		if _, err := Builtin().With(n); !errors.Is(err, ErrBadNotice) || !strings.Contains(fault.Text(err), tc.says) {
			t.Errorf("%s: %v (%s)", tc.name, err, fault.Text(err))
		}
	}
}

func TestParseNoticeReadsOneEntryPerLine(t *testing.T) {
	t.Parallel()
	got, err := ParseNotice(2027, "测试", `
# 2027年
休 2027-01-01 至 2027-01-03 元旦
休 2027-05-01 至 2027-05-05 劳动节
班 2027-05-08 周六
休 2027-10-01～2027-10-07 国庆节
班 2027-10-09
`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plain2027(t), got); diff != "" {
		t.Error(diff)
	}
}

// The real notice of 2021, pasted whole, gives what is built in.
func TestParseNoticeReadsTheOfficialText(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/notice-2021.txt")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseNotice(2021, "", string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range Builtin().Notices() {
		if want.Year == 2021 {
			want.Source = ""
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
	}
}

func TestParseNoticeReadsJSON(t *testing.T) {
	t.Parallel()
	want := plain2027(t)
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseNotice(2027, "", string(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := ParseNotice(2028, "", string(text)); !errors.Is(err, ErrBadNotice) {
		t.Errorf("another year: %v", err)
	}
}

func TestParseNoticeReachesIntoTheYearBefore(t *testing.T) {
	t.Parallel()
	got, err := ParseNotice(2023, "", "元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n劳动节：4月29日至5月3日放假调休，共5天。4月23日（周日）、5月6日（周六）上班。\n"+
		"中秋节、国庆节：9月29日（周五）至10月6日（周五）放假，共8天。")
	if err != nil {
		t.Fatal(err)
	}
	if got.Off[0] != span(t, "2022-12-31", "2023-01-02", "元旦") || len(got.Work) != 2 || got.Off[2].Name != "中秋节、国庆节" {
		t.Errorf("%+v", got)
	}
}

func TestParseNoticeNamesTheLine(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ line, says string }{
		{"休 2027-01-01 至 2027-01-03", "第2行：应写成“休"},
		{"休 2027-02-30 春节", "第2行：2027-02-30不是真实存在的日期"},
		{"班 2027-1-9", "第2行：应写成“班"},
		{"休 2027-06-09 至 2027-06-07 端午节", "第2行：端午节的结束日"},
		{"元旦：1月1日（周四）放假。", "第2行：2027年1月1日是周五，不是周四"},
		{"元旦：1月1日至3日放假，共4天。", "第2行：元旦写明共4天，按日期算是3天"},
		{"元旦：1月1日至3日，共3天。", "看不出放假还是上班"},
		{"元旦：13月1日放假。", "不是真实存在的日期"},
		{"元旦：3日放假。", "不是真实存在的日期"},
		{"1月1日至3日放假", "第2行：看不懂"},
		{"延长2020年春节假期至2月2日", "第2行：看不懂"},
	} {
		_, err := ParseNotice(2027, "", "# 第一行\n"+tc.line)
		if !strings.Contains(fault.Text(err), tc.says) {
			t.Errorf("%s: %s", tc.line, fault.Text(err))
		}
	}
	_, err := ParseNotice(2027, "", "休 x\n班 y")
	var fields fault.Fields
	if !errors.As(err, &fields) || len(fields) != 2 || fields[1].Name != "第2行" {
		t.Errorf("all mistakes at once: %v", err)
	}
}

func FuzzParseNotice(f *testing.F) {
	text, err := os.ReadFile("testdata/notice-2021.txt")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(2021, string(text))
	f.Add(2027, "休 2027-01-01 至 2027-01-03 元旦\n班 2027-01-09")
	f.Add(2027, "元旦：1月1日（周五）至3日（周日）放假调休，共3天。1月9日（周六）上班。")
	f.Add(2027, `{"year":2027,"off":[{"from":"2027-01-01","to":"","name":"元旦"}],"work":["2027-01-09"]}`)
	f.Fuzz(func(t *testing.T, year int, text string) {
		n, err := ParseNotice(year, "", text)
		if err != nil {
			if _, ok := fault.Of(err); !ok {
				t.Fatalf("an error without a sentence: %v", err)
			}
			return
		}
		if _, err := (Calendar{}).With(n); err != nil {
			t.Fatalf("read but not accepted: %v", err)
		}
	})
}
