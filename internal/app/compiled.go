package app

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"gongkai/internal/report/compile"
	"gongkai/internal/report/reading"
)

// compiled is a compilation as the command says it.
type compiled struct {
	*compile.Result
	expected    int
	stated      string // the file it was compared with; "" for none
	differences []compile.Difference
	notes       []string
}

// code is the exit code.
func (c compiled) code() int {
	switch {
	case len(c.Of(compile.Unreadable)) == len(c.Units):
		return 2
	case !c.Sound() || len(c.differences) > 0:
		return 1
	}
	return 0
}

// MarshalJSON writes all of it; the sums in the shape of a report.
func (c compiled) MarshalJSON() ([]byte, error) {
	type comparison struct {
		File        string               `json:"file"`
		Differences []compile.Difference `json:"differences"`
		Notes       []string             `json:"notes"`
	}
	out := struct {
		Year     int              `json:"year"`
		Taken    int              `json:"taken"`
		Compiled *reading.Report  `json:"compiled"`
		Units    []*compile.Unit  `json:"units"`
		Lower    []compile.Lower  `json:"lower_bounds"`
		Doubles  []compile.Double `json:"counted_twice"`
		Copies   [][]string       `json:"identical"`
		Missing  []string         `json:"missing"`
		Unlisted []string         `json:"unlisted"`
		Stated   *comparison      `json:"stated,omitempty"`
	}{
		c.Year, len(c.Of(compile.Taken)), nil, c.Units, list(c.Lower), list(c.Doubles), list(c.Copies), list(c.Missing), list(c.Unlisted), nil,
	}
	if out.Taken > 0 {
		out.Compiled = &reading.Report{Sheet: c.Sheet}
	}
	if c.stated != "" {
		out.Stated = &comparison{c.stated, list(c.differences), list(c.notes)}
	}
	return json.Marshal(out)
}

// list is a list that is written as one where it is empty too.
func list[T any](l []T) []T { return append([]T{}, l...) }

// mostLines is how many differences and sums are printed; --json has all.
const mostLines = 20

// some are at most n names in a sentence.
func some(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, "、")
	}
	return fmt.Sprintf("%s 等 %d 个", strings.Join(names[:n], "、"), len(names))
}

// print says it to a person.
func (c compiled) print(w io.Writer) {
	taken, scope := c.Of(compile.Taken), c.Of(compile.OutOfScope)
	say := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	of := func(n int, list ...string) string { return fmt.Sprint(c.Sheet.Table3[list[0]][n].N) }
	if len(taken) == 0 {
		say("收到 %d 份，没有可以计入的。", len(c.Units))
	} else {
		say("%d年度：收到 %d 份，计入 %d 份。", c.Year, len(c.Units), len(taken))
		say("表三合计：新收 %s 件，上年结转 %s 件，办结 %s 件，结转下年 %s 件。", of(6, "new_received"), of(6, "carried_in"), of(6, "total"), of(6, "carried_out"))
	}
	if n := len(c.Units) - len(taken) - len(scope); n > 0 {
		say("没有计入 %d 份：", n)
		for _, u := range c.Units {
			if u.Outcome != compile.Taken && u.Outcome != compile.OutOfScope {
				say("  %s：%s", named(u), u.Reason)
			}
		}
	}
	if len(scope) > 0 {
		say("不在汇总范围，没有计入 %d 份（学校等公共企事业单位，条例第五十五条）：", len(scope))
		for _, u := range scope {
			say("  %s", named(u))
		}
	}
	if c.expected > 0 {
		say("名单上 %d 个单位，没有提交 %d 个。", c.expected, len(c.Missing))
		for _, name := range c.Missing {
			say("  %s", name)
		}
		if len(c.Unlisted) > 0 {
			say("名单以外，也已计入：%s。", some(c.Unlisted, mostLines))
		}
	}
	for _, d := range c.Doubles {
		say("重复计算：%s 的%s等于 %s 之和，是汇总的数，已经计了两次。请确认后移出，重新汇总。", d.Unit, strings.Join(d.Tables, "、"), some(d.Parts, 5))
	}
	for _, group := range c.Copies {
		say("提示：%s 三张表的数字完全相同，请核对是否照抄。", some(group, 5))
	}
	c.printLower(say)
	c.printStated(say)
}

// named is a unit with its file.
func named(u *compile.Unit) string {
	if u.Agency == "" {
		return u.Name
	}
	return u.Name + "（" + u.Agency + "）"
}

func (c compiled) printLower(say func(string, ...any)) {
	if len(c.Lower) == 0 {
		return
	}
	say("有 %d 格的合计可能偏低：", len(c.Lower))
	groups := map[string]int{} // cells by the units that left them
	for _, l := range c.Lower {
		groups[strings.Join(l.Units, "\n")]++
	}
	printed := 0
	for _, l := range c.Lower {
		key := strings.Join(l.Units, "\n")
		n := groups[key]
		if n == 0 {
			continue
		}
		if groups[key] = 0; printed == mostLines {
			say("  其余见 --json 的输出。")
			return
		}
		printed++
		cells := l.Title
		if n > 1 {
			cells += fmt.Sprintf("等 %d 格", n)
		}
		say("  %s：%s 空白或者分不清，按没有计。", cells, some(l.Units, 3))
	}
}

func (c compiled) printStated(say func(string, ...any)) {
	if c.stated == "" || c.Year == 0 {
		return
	}
	if len(c.differences) == 0 {
		say("与 %s 逐格相同。", filepath.Base(c.stated))
	} else {
		say("与 %s 比较，%d 格不同：", filepath.Base(c.stated), len(c.differences))
	}
	for i, d := range c.differences {
		if i == mostLines {
			say("  其余见 --json 的输出。")
			break
		}
		say("  %s：汇总 %s，公布 %s", d.Title, d.Compiled, d.Stated)
	}
	for _, n := range c.notes {
		say("  %s", n)
	}
}
