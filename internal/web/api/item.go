package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// The lists end where nobody pages on: what is older is reached by year.
const (
	countTo  = 10_000
	pageSize = 20
)

// Paged is how a list is asked for piece by piece.
type Paged struct {
	Page  int `query:"page" minimum:"1" maximum:"1000" default:"1" doc:"第几页，从 1 起，最大 1000"`
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"每页条数，最大 100，缺省 20"`
}

func (p Paged) offset() int { return (p.Page - 1) * p.Limit }

// List is a piece of a list.
type List[T any] struct {
	Total int  `json:"total" doc:"符合条件的条数；more 为真时是下限"`
	More  bool `json:"more,omitempty" doc:"真：条数超过能数的上限"`
	Page  int  `json:"page"`
	Limit int  `json:"limit"`
	Items []T  `json:"items"`
}

func piece[T any](p Paged, n, most int) List[T] {
	l := List[T]{Total: n, Page: p.Page, Limit: p.Limit, Items: []T{}}
	if most > 0 && n > most {
		l.Total, l.More = most, true
	}
	return l
}

// named is a unit or a column as records point at it.
type named struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// ItemLine is an item in a list.
type ItemLine struct {
	ID        int64  `json:"id"`
	IndexNo   string `json:"index_no" doc:"索引号"`
	Title     string `json:"title" doc:"名称"`
	DocNo     string `json:"doc_no,omitempty" doc:"文号"`
	Unit      named  `json:"unit" doc:"发布机构"`
	Column    named  `json:"column" doc:"栏目"`
	Genre     string `json:"genre,omitempty" doc:"体裁"`
	Subject   string `json:"subject,omitempty" doc:"主题分类"`
	FormedOn  string `json:"formed_on,omitempty" doc:"成文日期"`
	Released  string `json:"released" doc:"发布时间，取自登记簿"`
	Corrected string `json:"corrected,omitempty" doc:"最近一次更正的时间"`
	Validity  string `json:"validity" doc:"有效性：有效、已修改、废止、失效"`
	Summary   string `json:"summary,omitempty" doc:"内容概述"`
	URL       string `json:"url" doc:"网页地址"`
	API       string `json:"api" doc:"本接口中的地址"`
}

// item is an item whole.
type item struct {
	ItemLine
	Source     string   `json:"source,omitempty" doc:"来源"`
	Keywords   string   `json:"keywords,omitempty" doc:"关键词"`
	Scope      string   `json:"scope" doc:"公开范围"`
	Norm       string   `json:"norm,omitempty" enum:"regulation,normative" doc:"regulation 规章，normative 行政规范性文件"`
	Expires    string   `json:"expires,omitempty" doc:"有效期至"`
	ValidSince string   `json:"validity_since,omitempty" doc:"有效性自何日起"`
	ValidBasis string   `json:"validity_basis,omitempty" doc:"有效性的依据"`
	ReplacedBy string   `json:"replaced_by,omitempty" doc:"替代或者修改它的文件"`
	NoticeEnds string   `json:"notice_ends,omitempty" doc:"公示期最后一日，过后撤下"`
	Interprets []string `json:"interprets,omitempty" doc:"它解读的文件"`
	Text       string   `json:"text" doc:"正文，纯文本"`
	Files      []file   `json:"files" doc:"附件"`
	Ledger     []entry  `json:"ledger" doc:"登记簿中关于它的各条，从早到晚"`
	Proof      string   `json:"proof" doc:"发布证明，可独立核验"`
}

type file struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	URL    string `json:"url"`
}

// entry is a line of the release log.
type entry struct {
	Number int64  `json:"number" doc:"登记号，从 1 起"`
	Kind   string `json:"kind" doc:"released 发布，corrected 更正，withdrawn 撤下，expired 公示期满，merged 并入，validity 有效性"`
	At     string `json:"at"`
	Digest string `json:"digest,omitempty" doc:"所登记内容的 SHA-256 摘要"`
	Leaf   string `json:"leaf,omitempty" doc:"叶子散列"`
	Note   string `json:"note,omitempty"`
}

// itemQuery is what a list of items is narrowed by.
type itemQuery struct {
	Unit     string `query:"unit" maxLength:"40" doc:"单位代码，见 /api/v1/units"`
	Column   string `query:"column" maxLength:"40" doc:"栏目代码，见 /api/v1/columns；含下级栏目"`
	Year     int    `query:"year" minimum:"1990" maximum:"2100" doc:"发布年份"`
	Validity string `query:"validity" enum:"valid,invalid" doc:"valid 有效（含已修改），invalid 已废止、已失效"`
	Paged
}

func (a *API) items() {
	get(a, "/items", "list-items", "主动公开信息目录", "按发布时间从新到旧。", func(ctx context.Context, in *itemQuery) (List[ItemLine], error) {
		n, err := a.names(ctx)
		if err != nil {
			return List[ItemLine]{}, err
		}
		f := publication.Filter{Public: true, Year: in.Year, Limit: in.Limit, Offset: in.offset(), CountTo: countTo}
		if f.Unit, err = n.unitOf(in.Unit); err != nil {
			return List[ItemLine]{}, err
		}
		if f.Column, f.Within, err = n.columnOf(in.Column); err != nil {
			return List[ItemLine]{}, err
		}
		switch today := workday.DateOf(a.Now()); in.Validity {
		case "valid":
			f.Validity, f.On = publication.Valid, today
		case "invalid":
			f.Validity, f.On = publication.Invalid, today
		}
		items, total, err := a.List.Items(ctx, f)
		out := piece[ItemLine](in.Paged, total, countTo)
		for i := range items {
			out.Items = append(out.Items, a.line(n, &items[i]))
		}
		return out, err
	}, http.StatusNotFound)
	get(a, "/items/{id}", "get-item", "一条主动公开信息", "含正文、附件、元数据和登记簿记录。撤下的答复 410；并入其他信息的转到那一条。", func(ctx context.Context, in *struct {
		ID int64 `path:"id" minimum:"1" doc:"编号，即网页地址 /items/ 后的数"`
	},
	) (item, error) {
		n, err := a.names(ctx)
		if err != nil {
			return item{}, err
		}
		it, err := a.public(ctx, publication.ID(in.ID))
		if err != nil {
			return item{}, err
		}
		return a.whole(ctx, n, it)
	}, http.StatusNotFound, http.StatusGone)
}

// public returns an item as the public sees it; what went into another one leads there.
func (a *API) public(ctx context.Context, id publication.ID) (*publication.Item, error) {
	it, err := a.Items.Once(ctx, id)
	if err != nil {
		return nil, err
	}
	if it.Withdrawal.Into != 0 && !it.IsPublic() {
		return nil, moved{it.Withdrawal.Into}
	}
	return a.Items.Public(ctx, id)
}

func (a *API) line(n *names, it *publication.Item) ItemLine {
	v := it.Version
	l := ItemLine{
		ID: int64(it.ID), IndexNo: it.IndexNo, Title: v.Title, DocNo: v.DocNo, Unit: n.unit(it.Unit), Column: n.column(v.Column), Genre: v.Genre, Subject: v.Subject,
		FormedOn: day(v.FormedOn), Released: instant(it.Released), Corrected: instant(it.Corrected), Validity: it.ValidOn(workday.DateOf(a.Now())).Name(), Summary: v.Summary,
		URL: a.itemURL(it.ID), API: fmt.Sprintf("%s%s/items/%d", a.baseURL, base, it.ID),
	}
	return l
}

func (a *API) whole(ctx context.Context, n *names, it *publication.Item) (item, error) {
	v := it.Version
	x := item{
		ItemLine: a.line(n, it), Source: v.Source, Keywords: v.Keywords, Scope: cmp.Or(v.Scope, publication.WholeSociety), Norm: string(v.Norm), Expires: day(v.Expires),
		ValidSince: day(it.Validity.On), ValidBasis: it.Validity.Basis, NoticeEnds: day(it.NoticeEnds), Text: v.Text(), Files: []file{}, Ledger: []entry{},
		Proof: a.itemURL(it.ID) + "/proof.json",
	}
	if it.Validity.By != 0 {
		x.ReplacedBy = a.itemURL(it.Validity.By)
	}
	for _, id := range v.Interprets {
		x.Interprets = append(x.Interprets, a.itemURL(id))
	}
	for _, f := range v.Files {
		if !f.Inline {
			x.Files = append(x.Files, file{f.Name, string(f.Kind), f.Size, string(f.Digest), a.itemURL(it.ID) + "/files/" + f.Code()})
		}
	}
	lines, err := a.Log.Lines(ctx, ledger.Release, ref.To(publication.Ref, it.ID), 100)
	if err != nil {
		return item{}, err
	}
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		x.Ledger = append(x.Ledger, entry{l.Index + 1, l.Kind, instant(l.At), l.Digest, ledger.LeafHash(l.Leaf()), l.Note})
	}
	return x, nil
}

func (a *API) itemURL(id publication.ID) string { return fmt.Sprintf("%s/items/%d", a.baseURL, id) }

// names are the units and columns that records point at.
type names struct {
	units   []agency.Unit
	columns []catalog.Column
}

func (a *API) names(ctx context.Context) (*names, error) {
	var n names
	var err error
	if n.units, err = a.Units.Units(ctx); err != nil {
		return nil, err
	}
	n.columns, err = a.Columns.Columns(ctx)
	return &n, err
}

func (n *names) unit(id int64) named {
	for _, u := range n.units {
		if int64(u.ID) == id {
			return named{u.Code, u.Name}
		}
	}
	return named{}
}

func (n *names) column(id int64) named {
	for _, c := range n.columns {
		if int64(c.ID) == id {
			return named{c.Code, c.Name}
		}
	}
	return named{"", "其他"}
}

// unitOf finds a unit by its code; an empty one narrows nothing.
func (n *names) unitOf(code string) (int64, error) {
	if code == "" {
		return 0, nil
	}
	for _, u := range n.units {
		if u.Code == code {
			return int64(u.ID), nil
		}
	}
	return 0, fmt.Errorf("unit %q: %w", code, agency.ErrNoUnit)
}

// columnOf finds a column by its code, with those below it.
func (n *names) columnOf(code string) (id int64, below []int64, err error) {
	if code == "" {
		return 0, nil, nil
	}
	for _, c := range n.columns {
		if c.Code == code {
			for _, b := range catalog.Within(n.columns, c.ID) {
				below = append(below, int64(b.ID))
			}
			return int64(c.ID), below, nil
		}
	}
	return 0, nil, fmt.Errorf("column %q: %w", code, catalog.ErrNoColumn)
}

func day(d workday.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// instant writes a time as others read it, in Beijing time.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(workday.Beijing).Format(time.RFC3339)
}
