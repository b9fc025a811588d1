package api

import (
	"context"
	"net/http"
	"strings"

	"gongkai/internal/publication"
)

// hit is an item that holds what was looked for.
type hit struct {
	ItemLine
	Snippet string `json:"snippet,omitempty" doc:"找到的文字及其上下文"`
}

// found is what a search finds.
type found struct {
	List[hit]
	Also []string `json:"also,omitempty" doc:"一并查找的同义词"`
	Hint string   `json:"hint,omitempty" doc:"可能想找的"`
}

type searchQuery struct {
	Text     string `query:"q" required:"true" minLength:"1" maxLength:"100" doc:"要找的文字、文号或者索引号；空格隔开的各部分都要有"`
	Unit     string `query:"unit" maxLength:"40" doc:"单位代码"`
	Column   string `query:"column" maxLength:"40" doc:"栏目代码；含下级栏目"`
	Year     int    `query:"year" minimum:"1990" maximum:"2100" doc:"发布年份"`
	Genre    string `query:"genre" maxLength:"20" doc:"体裁"`
	Validity string `query:"validity" enum:"valid,invalid" doc:"valid 有效，invalid 已废止、已失效"`
	Sort     string `query:"sort" enum:"released,relevance" default:"released" doc:"released 新的在前，relevance 按相关度"`
	Paged
}

func (a *API) search() {
	get(a, "/search", "search", "检索", "在公开信息的标题、正文、文号和索引号中查找。前 100 条以内最多数到 100 条，往后最多数到 1000 条。", a.find, http.StatusNotFound)
}

func (a *API) find(ctx context.Context, in *searchQuery) (found, error) {
	out := found{List: piece[hit](in.Paged, 0, 0)}
	n, err := a.names(ctx)
	if err != nil {
		return out, err
	}
	q := publication.Question{
		Text: strings.TrimSpace(in.Text), Year: in.Year, Genre: in.Genre, Validity: publication.Holding(in.Validity), Relevance: in.Sort == "relevance", Limit: in.Limit, Offset: in.offset(),
	}
	if q.Unit, err = n.unitOf(in.Unit); err != nil {
		return out, err
	}
	id, below, err := n.columnOf(in.Column)
	if err != nil {
		return out, err
	}
	if id != 0 {
		q.Columns = append([]int64{id}, below...)
	}
	answer, err := a.Finder.Find(ctx, q)
	if err != nil {
		return out, err
	}
	out.Total, out.More = answer.N, answer.More
	out.Also, out.Hint = answer.Also, answer.Hint
	for i := range answer.Hits {
		out.Items = append(out.Items, hit{a.line(n, &answer.Hits[i].Item), passage(answer.Hits[i].Text)})
	}
	return out, nil
}

func passage(ps []publication.Passage) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.Text)
	}
	return b.String()
}
