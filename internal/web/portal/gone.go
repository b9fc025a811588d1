package portal

import (
	"cmp"
	"fmt"
	"net/http"

	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// gone is what stands where a withdrawn item was; where it went into another one, the page leads there.
func (p *Portal) gone(r *http.Request, it *publication.Item) (web.Page, error) {
	w := it.Withdrawal
	if w.Into != 0 {
		return web.Page{Status: http.StatusMovedPermanently, To: itemURL(w.Into)}, nil
	}
	c, err := p.catalogue(r.Context())
	if err != nil {
		return web.Page{}, err
	}
	unit := c.unit(it.Unit)
	title := cmp.Or(w.Title, "内容已撤下")
	page := GonePage{
		Frame:   p.frame(title, "/open", openColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "已撤下", URL: itemURL(it.ID)}),
		Heading: title, Over: w.Over, Withdrawn: workday.DateOf(w.At).Chinese(), By: unit.Name, Reason: w.Reason,
		Facts: []layout.Fact{
			{Name: "索引号", Value: it.IndexNo},
			{Name: "发布机构", Value: unit.Name, URL: "/units/" + unit.Code},
			{Name: "发布日期", Value: workday.DateOf(it.Released).Chinese(), ISO: workday.DateOf(it.Released).String()},
			{Name: "撤下日期", Value: workday.DateOf(w.At).Chinese(), ISO: workday.DateOf(w.At).String()},
		},
		Links: []layout.Link{{Text: "政府信息公开", URL: "/open"}, {Text: unit.Short + "的公开信息", URL: "/units/" + unit.Code}},
	}
	page.NoIndex = true
	if page.Seal, err = p.seal(r, it); err != nil {
		return web.Page{}, err
	}
	made, err := web.Render(r.Context(), Gone(page))
	made.Status = http.StatusGone
	return made, err
}

// changes lists what the public log says of an item after its first release, oldest first.
func (p *Portal) changes(r *http.Request, it *publication.Item) ([]Change, error) {
	lines, err := p.Log.Lines(r.Context(), ledger.Release, ref.To(publication.Ref, it.ID), 100)
	if err != nil {
		return nil, err
	}
	var out []Change
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		if l.Index == it.Entry {
			continue
		}
		out = append(out, Change{
			Date: workday.DateOf(l.At).String(), Text: kindOf(l.Kind) + "：" + l.Note, URL: fmt.Sprintf("%s/proof?entry=%d", itemURL(it.ID), l.Index),
		})
	}
	return out, nil
}

// kindOf names an entry of the public log.
func kindOf(kind string) string {
	return cmp.Or(map[string]string{"released": "发布", "corrected": "更正", "withdrawn": "撤下", "expired": "公示期满", "merged": "并入其他信息", "validity": "有效性"}[kind], kind)
}
