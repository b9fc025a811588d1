package desk

import (
	"cmp"
	"context"
	"fmt"

	"gongkai/internal/publication"
	"gongkai/internal/report/website"
	"gongkai/internal/web/layout"
)

// websiteCargo is what a reviewer sees of the 政府网站工作年度报表 that an item carries: every field, what differs from the one that is public,
// and whether it is still what the records and the writer say.
func (d *Desk) websiteCargo(ctx context.Context, it *publication.Item) (*EditionView, error) {
	cargo := it.Version.Cargo
	u, saved, err := d.Website.Owner(ctx, cargo.Ref.ID)
	if err != nil {
		return nil, err
	}
	now, _, err := d.Website.Build(ctx, u, saved.Year)
	if err != nil {
		return nil, err
	}
	last := saved.Last()
	view := &EditionView{
		Heading: "所附报表", Note: now.Title(), Sum: "首次公布", Root: cargo.Root, First: last == nil, Full: layout.Link{Text: "打开报表，逐栏核对", URL: deskWebsiteURL(saved.Year)},
	}
	switch {
	case last != nil && it.State == publication.Released: // as it was signed, whatever the records say now
		now, view.Sum = last, "已公布"
	case !now.Is(cargo):
		view.Stale = website.ErrStale.Text
	}
	if last != nil && it.State != publication.Released {
		view.Changes = websiteChanges(last, now)
		view.Sum = fmt.Sprintf("与公布的报表有 %d 处不同", len(view.Changes))
	}
	for _, b := range website.Form() {
		line := EditionLine{Label: b.Name}
		for i := range b.Fields {
			line.Cells = append(line.Cells, layout.Fact{Name: b.Fields[i].Title(), Value: cmp.Or(now.Shown(&b.Fields[i]), "—")})
		}
		view.Rows = append(view.Rows, line)
	}
	return view, nil
}

// websiteChanges lists what differs between the report that is public and what takes its place.
func websiteChanges(public, now *website.Report) (out []EditionChange) {
	for _, f := range public.Differences(now) {
		out = append(out, EditionChange{"改", f.Title(), []CellChange{{Name: "数", Before: cmp.Or(public.Shown(&f), "未填"), After: cmp.Or(now.Shown(&f), "未填")}}})
	}
	return out
}
