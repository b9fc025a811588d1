package catalog

import (
	"fmt"
	"strings"

	"gongkai/internal/workday"
)

// Announcement is what the item says that carries an edition. All that is new in the edition stands in it, so that all of it is
// screened before it is released.
type Announcement struct {
	Title, Summary, Keywords, Body string
	FormedOn                       workday.Date // the day the change took effect: from it the days to publish run
}

// Announce writes the text of the item that carries an edition of a unit.
func (e *Edition) Announce(unit string, d Diff) (Announcement, error) {
	switch e.Kind {
	case Standard:
		return e.announceStandard(unit, d), nil
	case Profile:
		return e.announceProfile(unit, d)
	case Powers:
		return e.announcePowers(unit, d)
	}
	return Announcement{}, ErrEditionKind
}

// announceStandard says what changes; the entries themselves say what others must publish, and hold nothing of their own.
func (e *Edition) announceStandard(unit string, d Diff) Announcement {
	basis := strings.TrimRight(e.Basis, "。")
	a := Announcement{
		Title: unit + e.Title(), Keywords: "基层政务公开 标准目录 " + e.Kind.Name(), FormedOn: workday.DateOf(e.Created),
		Summary: fmt.Sprintf("公布%s第%d版，共%d个事项，列明公开内容、依据、时限、主体和渠道。", e.Kind.Name(), e.No, e.Rows),
		Body:    fmt.Sprintf("现公布《%s》第%d版，共%d个事项，自发布之日起执行。\n调整依据：%s。\n", e.Kind.Name(), e.No, e.Rows, basis),
	}
	if e.No > 1 {
		a.Body += fmt.Sprintf("与上一版相比：新增%d个事项，修改%d个，取消%d个。\n", len(d.Added), len(d.Changed), len(d.Removed))
	}
	a.Body += "目录与各单位公开的信息逐项对应，可以按事项查看。"
	return a
}

func (e *Edition) announcePowers(unit string, d Diff) (Announcement, error) {
	powers, err := PowersOf(e)
	if err != nil {
		return Announcement{}, err
	}
	sum := fmt.Sprintf("共%d项", len(powers))
	if e.No > 1 {
		sum += fmt.Sprintf("，新增%d项，修改%d项，取消%d项", len(d.Added), len(d.Changed), len(d.Removed))
	}
	basis := strings.TrimRight(e.Basis, "。")
	var b strings.Builder
	fmt.Fprintf(&b, "现公布《%s%s》第%d版，%s，自发布之日起执行。\n调整依据：%s。\n", unit, e.Kind.Name(), e.No, sum, basis)
	for i, part := range parts(e.No == 1, d) {
		fmt.Fprintf(&b, "%s、%s\n", numerals[i], part.title)
		for k, r := range part.rows {
			part.write(&b, k+1, r)
		}
	}
	return Announcement{
		Title: unit + e.Title(), Summary: fmt.Sprintf("公布%s%s第%d版，%s。", unit, e.Kind.Name(), e.No, sum), Keywords: "权责清单 职权 办事依据",
		Body: strings.TrimSpace(b.String()), FormedOn: AdjustedOn(powers),
	}, nil
}

var numerals = []string{"一", "二", "三"}

// announced is a part of the text: rows of one fate.
type announced struct {
	title string
	rows  []RowChange
	write func(b *strings.Builder, no int, r RowChange)
}

// parts divides what an edition changes; parts without rows are left out.
func parts(first bool, d Diff) []announced {
	added := "新增的事项"
	if first {
		added = "职权事项"
	}
	var out []announced
	for _, p := range []announced{{added, d.Added, writeAdded}, {"修改的事项", d.Changed, writeChanged}, {"取消的事项", d.Removed, writeRemoved}} {
		if len(p.rows) > 0 {
			out = append(out, p)
		}
	}
	return out
}

func writeAdded(b *strings.Builder, no int, r RowChange) {
	fmt.Fprintf(b, "%d.%s（%s）\n", no, r.Label, r.Key)
	for _, c := range r.Cells[2:] { // code and name stand in the line above
		fmt.Fprintf(b, "%s：%s\n", c.Name, c.After)
	}
}

func writeChanged(b *strings.Builder, no int, r RowChange) {
	fmt.Fprintf(b, "%d.%s（%s）\n", no, r.Label, r.Key)
	for _, c := range r.Cells {
		after := c.After
		if after == "" {
			after = "删去"
		}
		fmt.Fprintf(b, "%s改为：%s\n", c.Name, after)
	}
}

func writeRemoved(b *strings.Builder, no int, r RowChange) {
	fmt.Fprintf(b, "%d.%s（%s）\n", no, r.Label, r.Key)
}

func (e *Edition) announceProfile(unit string, d Diff) (Announcement, error) {
	p, err := ProfileOf(e)
	if err != nil {
		return Announcement{}, err
	}
	a := Announcement{
		Title: unit + e.Title(), Summary: fmt.Sprintf("公布%s的职能、内设机构、办公地址、办公时间、联系方式和负责人、领导信息。", unit),
		Keywords: "机构职能 内设机构 领导信息 联系方式", Body: p.Text(), FormedOn: p.ChangedOn,
	}
	if e.No > 1 {
		a.Body += fmt.Sprintf("\n本次更新：%s自%s起变动（%s）。", d.names(), p.ChangedOn.Chinese(), strings.TrimRight(e.Basis, "。"))
	}
	return a, nil
}

// names says which rows differ, in a few words.
func (d Diff) names() string {
	var out []string
	for _, list := range [][]RowChange{d.Added, d.Changed, d.Removed} {
		for _, r := range list {
			out = append(out, r.Key)
		}
	}
	if len(out) > 8 {
		return strings.Join(out[:8], "、") + "等" + fmt.Sprint(len(out)) + "处"
	}
	return strings.Join(out, "、")
}
