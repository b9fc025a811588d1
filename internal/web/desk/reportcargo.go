package desk

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/web/layout"
)

// reportCargo is what a reviewer sees of the report that an item carries: its texts, every figure that is not nought with the notes beneath the tables, what differs from
// the report that is public, and whether it is still what the records say.
func (d *Desk) reportCargo(ctx context.Context, it *publication.Item) (*EditionView, error) {
	cargo := it.Version.Cargo
	u, saved, err := d.Reports.Owner(ctx, cargo.Ref.ID)
	if err != nil {
		return nil, err
	}
	a, err := d.Reports.Build(ctx, u, saved.Year)
	if err != nil {
		return nil, err
	}
	view := &EditionView{
		Heading: "所附年度报告", Note: string(a.Format) + " 版格式", Sum: "首次公布", Root: cargo.Root, First: saved.Figures == nil,
		Full: layout.Link{Text: "打开报告，逐格核对", URL: deskReportURL(saved.Year)},
	}
	if it.IsPublic() && it.State == publication.Released { // as it was signed, whatever the records say now
		a, view.Sum = saved.Public(u), "已公布"
	} else if !a.Is(cargo) {
		view.Stale = report.ErrStale.Text
		if it.State == publication.Draft || it.State == publication.Returned {
			view.Stale = "本稿生成以后记录、手工更正或者文字有变动，签发时会拦住，请打开报告重新生成。"
		}
	}
	if saved.Figures != nil && it.State != publication.Released {
		view.Changes = reportChanges(saved.Public(u), a)
		view.Sum = fmt.Sprintf("与公布的报告有 %d 处不同", len(view.Changes))
	}
	texts := a.Texts()
	text := func(i int) {
		view.Rows = append(view.Rows, EditionLine{report.SectionNames[i].Name, []layout.Fact{{Name: "文字", Value: cmp.Or(texts[i], "无。")}}})
	}
	text(0)
	for _, t := range []struct{ name, key, note string }{
		{"二、主动公开政府信息情况", "table2.", a.HandNote("table2")},
		{"三、收到和处理政府信息公开申请情况", "table3.", a.AdjustmentNote() + a.HandNote("table3")},
		{"四、政府信息公开行政复议、行政诉讼情况", "table4.", a.HandNote("table4")},
	} {
		line := EditionLine{Label: t.name}
		for _, x := range a.Filled() {
			if strings.HasPrefix(x.Cell, t.key) {
				line.Cells = append(line.Cells, layout.Fact{Name: x.Title, Value: x.Text(x.Now)})
			}
		}
		if len(line.Cells) == 0 {
			line.Cells = []layout.Fact{{Name: "各格", Value: "都是 0"}}
		}
		if t.note != "" {
			line.Cells = append(line.Cells, layout.Fact{Name: "表下说明", Value: t.note})
		}
		view.Rows = append(view.Rows, line)
	}
	text(1)
	text(2)
	return view, nil
}

// reportChanges lists what differs between the report that is public and what takes its place.
func reportChanges(public, now *report.Annual) (out []EditionChange) {
	for _, x := range public.Differences(now) {
		out = append(out, EditionChange{"改", x.Title, []CellChange{{Name: "数", Before: x.Text(x.Was), After: x.Text(x.Now)}}})
	}
	was, is := public.Texts(), now.Texts()
	for i, s := range report.SectionNames {
		change := EditionChange{"改", s.Name, nil}
		for _, line := range diffLines(publication.CompareText(was[i], is[i])) {
			if line.Sign != "同" {
				change.Cells = append(change.Cells, CellChange{Name: "文字", Runs: line.Runs})
			}
		}
		if len(change.Cells) > 0 {
			out = append(out, change)
		}
	}
	return out
}
