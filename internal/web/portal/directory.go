package portal

import (
	"cmp"
	"context"
	"iter"
	"net/http"

	"gongkai/internal/document"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// directoryRows is how many items a downloaded directory holds at most, newest first; directoryChunk how many are read at once.
const (
	directoryRows  = 100_000
	directoryChunk = 500
)

var directoryHeads = []string{"索引号", "名称", "文号", "发布机构", "体裁", "主题分类", "成文日期", "发布日期", "有效性", "内容概述", "网址"}

// directoryLinks lead from a list to its files.
func directoryLinks(url string) []layout.Link {
	return []layout.Link{{Text: "下载目录", URL: url + "/directory.xlsx"}, {Text: "目录 CSV", URL: url + "/directory.csv"}}
}

// directory is the directory of a column and of those below it as a file.
func (p *Portal) directory(w http.ResponseWriter, r *http.Request) error {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return err
	}
	col, within, err := c.named(r.PathValue("code"))
	if err != nil {
		return err
	}
	f := inColumn(publication.Filter{Public: true}, col, within)
	return web.SendTable(w, r, "directory-"+col.Code, document.Listing{Name: "目录", Heads: directoryHeads, Rows: p.directoryLines(r.Context(), c, f)})
}

// directoryLines reads the items of a filter piece by piece.
func (p *Portal) directoryLines(ctx context.Context, c *catalogue, f publication.Filter) iter.Seq2[[]string, error] {
	today := workday.DateOf(p.Now())
	f.Limit, f.Uncounted = directoryChunk, true
	return func(yield func([]string, error) bool) {
		for f.Offset = 0; f.Offset < directoryRows; f.Offset += directoryChunk {
			items, _, err := p.List.Items(ctx, f)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range items {
				if !yield(p.directoryLine(c, &items[i], today), nil) {
					return
				}
			}
			if len(items) < directoryChunk {
				return
			}
		}
	}
}

func (p *Portal) directoryLine(c *catalogue, it *publication.Item, today workday.Date) []string {
	v := it.Version
	return []string{
		it.IndexNo, v.Title, v.DocNo, c.unit(it.Unit).Name, v.Genre, v.Subject, v.FormedOn.String(), workday.DateOf(it.Released).String(),
		cmp.Or(validity(it, today).Word, "—"), v.Summary, p.baseURL + itemURL(it.ID),
	}
}
