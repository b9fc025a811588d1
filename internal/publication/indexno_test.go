package publication

import (
	"errors"
	"strings"
	"testing"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

func TestIndexRuleMakesNumbers(t *testing.T) {
	t.Parallel()
	x := Indexed{USCC: "114109000000000009", Unit: "jyj", Column: "policy", On: workday.NewDate(2026, 3, 5), Serial: 7}
	for template, want := range map[string]string{
		UsualTemplate:                          "114109000000000009/2026-00007",
		"{UNIT}/{COLUMN}-{YYYY}{MM}{DD}-{seq}": "jyj/policy-20260305-7",
		"豫教-{USCC}-{YYYY}-{seq:03d}号":          "豫教-114109000000000009-2026-007号",
		"{USCC}{YYYY}{seq:06d}":                "1141090000000000092026000007",
	} {
		if why := faultOfTemplate(template); why != "" {
			t.Errorf("%s is refused: %s", template, why)
		}
		if got := (IndexRule{Template: template}).Format(x); got != want {
			t.Errorf("%s: %s, want %s", template, got, want)
		}
	}
	x.Serial = 100000
	if got := (IndexRule{Template: UsualTemplate}).Format(x); got != "114109000000000009/2026-100000" {
		t.Errorf("a wide serial number: %s", got)
	}
}

func TestIndexRuleIsRefused(t *testing.T) {
	t.Parallel()
	today := workday.NewDate(2026, 11, 20)
	for _, c := range []struct {
		from     int
		template string
		field    string
		why      string
	}{
		{2025, UsualTemplate, "from", "2026 或 2027"},
		{2028, UsualTemplate, "from", "2026 或 2027"},
		{2027, "{USCC}/{YYYY}", "template", "流水号"},
		{2027, "{USCC}/{YYYY}-{seq}-{seq}", "template", "流水号"},
		{2027, "{USCC}/{seq:05d}", "template", "年份"},
		{2027, "{YYYY}-{seq:05d}", "template", "{USCC}"},
		{2027, "{UNIT}-{YYYY}-{seq}", "template", "{UNIT}/"},
		{2027, "{USCC}/{YEAR}-{seq}", "template", "{YEAR}"},
		{2027, "{USCC}/{YYYY}-{seq:00d}", "template", "{seq:00d}"},
		{2027, "{USCC} {YYYY}-{seq}", "template", "空格"},
		{2027, "{USCC}/{YYYY}-{seq", "template", "花括号"},
		{2027, "{USCC}/{YYYY}-1{seq}", "template", "隔开"},
		{2027, "{USCC}/{YYYY}-{seq}" + strings.Repeat("a", 50), "template", "最多"},
		{2027, "", "template", "流水号"},
	} {
		var fs fault.Fields
		err := IndexRule{From: c.from, Template: c.template}.Validate(today)
		if f, ok := fault.Of(err); !ok || f.Kind != fault.Invalid {
			t.Errorf("%q from %d: %v", c.template, c.from, err)
			continue
		}
		if !errors.As(err, &fs) || !strings.Contains(fs.For(c.field), c.why) {
			t.Errorf("%q from %d: %v, want %q at %s", c.template, c.from, err, c.why, c.field)
		}
	}
}

func TestNewestOwnRuleHolds(t *testing.T) {
	t.Parallel()
	rules := []IndexRule{{0, 2027, "all-27"}, {7, 2026, "own-26"}, {0, 2025, "all-25"}, {7, 2024, "own-24"}, {9, 2027, "later"}}
	for _, c := range []struct {
		unit int64
		year int
		want string
	}{
		{7, 2023, UsualTemplate},
		{7, 2024, "own-24"},
		{7, 2025, "own-24"},
		{7, 2027, "own-26"},
		{8, 2024, UsualTemplate},
		{8, 2026, "all-25"},
		{8, 2027, "all-27"},
		{9, 2026, "all-25"},
		{9, 2027, "later"},
	} {
		if got := RuleFor(rules, c.unit, c.year).Template; got != c.want {
			t.Errorf("unit %d in %d: %s, want %s", c.unit, c.year, got, c.want)
		}
	}
}
