package api

import (
	"context"
	"fmt"
	"net/http"

	"gongkai/internal/agency"
	"gongkai/internal/credit"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/workday"
)

// licence is a 行政许可 decision as it is shown: of a natural person the surname and no number.
type licence struct {
	ID          int64  `json:"id"`
	Party       string `json:"party" doc:"行政相对人名称；自然人只有姓氏"`
	PartyKind   string `json:"party_kind" doc:"行政相对人类别"`
	PartyCode   string `json:"party_code,omitempty" doc:"统一社会信用代码；自然人没有"`
	DocName     string `json:"doc_name" doc:"决定文书名称"`
	DocNo       string `json:"doc_no" doc:"决定文书号"`
	Kind        string `json:"kind" doc:"许可类别"`
	Certificate string `json:"certificate,omitempty" doc:"许可证书"`
	Content     string `json:"content" doc:"许可内容"`
	Decided     string `json:"decided" doc:"决定日期"`
	ValidFrom   string `json:"valid_from,omitempty"`
	ValidTo     string `json:"valid_to,omitempty" doc:"有效期至；长期有效为空"`
	Authority   string `json:"authority" doc:"许可机关"`
	State       string `json:"state" doc:"有效、无效"`
	Released    string `json:"released" doc:"公示时间"`
	URL         string `json:"url"`
}

type licenceQuery struct {
	Text  string `query:"q" maxLength:"60" doc:"相对人名称或者决定书文号中的文字"`
	Party string `query:"party" maxLength:"20" doc:"相对人类别：法人及非法人组织、自然人、个体工商户"`
	Kind  string `query:"kind" maxLength:"20" doc:"许可类别"`
	From  string `query:"from" format:"date" doc:"决定日期，起，如 2020-01-01"`
	To    string `query:"to" format:"date" doc:"决定日期，止"`
	Paged
}

// yearly is a report in the list.
type yearly struct {
	Year      int    `json:"year"`
	Title     string `json:"title"`
	Format    string `json:"format" doc:"2019 或 2021"`
	Published string `json:"published,omitempty" doc:"发布日期；由原网站迁入的是原网站所述"`
	Imported  bool   `json:"imported,omitempty" doc:"真：由原网站迁入，没有明细"`
	URL       string `json:"url"`
	API       string `json:"api"`
}

func (a *API) records() {
	get(a, "/licences", "list-licences", "行政许可决定", "与双公示页同一内容、同一脱敏，按公示时间从新到旧。", a.licences)
	get(a, "/licences/{id}", "get-licence", "一件行政许可决定", "", func(ctx context.Context, in *struct {
		ID int64 `path:"id" minimum:"1" doc:"编号"`
	},
	) (licence, error) {
		e, err := a.Credit.Licence(ctx, credit.LicenceID(in.ID))
		if err != nil {
			return licence{}, err
		}
		b, err := a.Credit.Batch(ctx, 0, e.Batch)
		if err == nil {
			_, err = a.Items.Public(ctx, b.Item) // what is withdrawn takes its rows along
		}
		if err != nil {
			return licence{}, err
		}
		return a.licence(e), nil
	}, http.StatusNotFound, http.StatusGone)
	get(a, "/reports", "list-reports", "政府信息公开工作年度报告", "已公布的各年度报告，从新到旧。", func(ctx context.Context, _ *struct{}) (all[yearly], error) {
		out := all[yearly]{Items: []yearly{}}
		u, err := a.bureau(ctx)
		if err != nil {
			return out, err
		}
		years, err := a.Reports.Years(ctx, u)
		if err != nil {
			return out, err
		}
		for _, y := range years {
			x := yearly{
				Year: y.Year, Title: fmt.Sprintf("%s%d年政府信息公开工作年度报告", u.Name, y.Year), Format: string(report.FormatOf(y.Year)), Published: day(y.Stated),
				Imported: y.Origin == report.Imported, URL: fmt.Sprintf("%s/reports/%d", a.baseURL, y.Year), API: fmt.Sprintf("%s%s/reports/%d", a.baseURL, base, y.Year),
			}
			if !x.Imported {
				it, err := a.Items.Public(ctx, publication.ID(y.Item))
				if err != nil {
					return out, err
				}
				x.Published = day(workday.DateOf(it.Released))
			}
			out.Items = append(out.Items, x)
		}
		return out, nil
	})
	get(a, "/reports/{year}", "get-report", "一个年度的报告", "与报告页下载的 JSON 同一形状：表二、表三、表四逐格，金额以万元为单位的文字，空格为 null；上年结转有调整的，carried 列出上年报告的结转和各件调整。", func(ctx context.Context, in *struct {
		Year int `path:"year" minimum:"2008" maximum:"2100" doc:"年度"`
	},
	) (any, error) {
		u, err := a.bureau(ctx)
		if err != nil {
			return nil, err
		}
		annual, _, err := a.Reports.Public(ctx, u, in.Year)
		return annual, err
	}, http.StatusNotFound)
}

func (a *API) licences(ctx context.Context, in *licenceQuery) (List[licence], error) {
	f := credit.Filter{Text: in.Text, PartyKind: in.Party, Kind: in.Kind, Limit: in.Limit, Offset: in.offset()}
	var err error
	if in.From != "" {
		if f.From, err = workday.ParseDate(in.From); err != nil {
			return List[licence]{}, err
		}
	}
	if in.To != "" {
		if f.To, err = workday.ParseDate(in.To); err != nil {
			return List[licence]{}, err
		}
	}
	rows, n, err := a.Credit.Public(ctx, f)
	out := piece[licence](in.Paged, n, 0)
	for i := range rows {
		out.Items = append(out.Items, a.licence(&rows[i]))
	}
	return out, err
}

func (a *API) licence(e *credit.Posting) licence {
	x := licence{
		ID: int64(e.ID), Party: e.Party, PartyKind: e.PartyKind, PartyCode: e.PartyCode, DocName: e.DocName, DocNo: e.DocNo, Kind: e.Kind, Content: e.Content,
		Decided: day(e.Decided), ValidFrom: day(e.ValidFrom), ValidTo: day(e.ValidTo), Authority: e.Authority, State: "无效", Released: instant(e.Released),
		URL: fmt.Sprintf("%s/licences/%d", a.baseURL, e.ID),
	}
	if e.ValidTo == credit.Forever() {
		x.ValidTo = ""
	}
	if e.State == credit.StateEffective {
		x.State = "有效"
	}
	if e.CertName != "" {
		x.Certificate = e.CertName + " " + e.CertNo
	}
	return x
}

func (a *API) bureau(ctx context.Context) (*agency.Unit, error) {
	units, err := a.Units.Units(ctx)
	if err != nil {
		return nil, err
	}
	return agency.BureauOf(units)
}
