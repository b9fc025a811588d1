package api

import (
	"context"
	"net/http"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
)

// column is a column of the catalogue with those below it.
type column struct {
	Code        string   `json:"code"`
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Section     string   `json:"section" doc:"guide 指南，system 制度，statutory 法定主动公开内容，annual 年报，news 新闻动态"`
	Article     string   `json:"article,omitempty" doc:"《政府信息公开条例》第二十条的项"`
	Count       int      `json:"count" doc:"公开信息条数，含下级栏目"`
	Updated     string   `json:"updated,omitempty" doc:"最近更新日期"`
	URL         string   `json:"url"`
	Feed        string   `json:"feed" doc:"Atom 订阅"`
	Children    []column `json:"children,omitempty"`
}

// unit is a unit with how it is found.
type unit struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Short   string `json:"short"`
	Kind    string `json:"kind" doc:"局机关、局属事业单位、市直学校"`
	Duty    string `json:"duty" enum:"agency,authorised,public-service" doc:"agency 行政机关，authorised 法律法规授权的组织，public-service 公共企事业单位"`
	USCC    string `json:"uscc,omitempty" doc:"统一社会信用代码"`
	Head    string `json:"head,omitempty" doc:"负责人"`
	Address string `json:"address,omitempty"`
	Hours   string `json:"hours,omitempty" doc:"办公时间"`
	Contact string `json:"contact,omitempty" doc:"联系方式"`
	URL     string `json:"url"`
	Feed    string `json:"feed" doc:"Atom 订阅"`
}

// whole lists are short: a unit or a column more is a decision of the bureau.
type all[T any] struct {
	Items []T `json:"items"`
}

func (a *API) catalogue() {
	get(a, "/columns", "list-columns", "栏目", "公开目录的栏目树。", func(ctx context.Context, _ *struct{}) (all[column], error) {
		columns, err := a.Columns.Columns(ctx)
		if err != nil {
			return all[column]{}, err
		}
		tallies, err := a.Columns.ColumnTallies(ctx, 0)
		if err != nil {
			return all[column]{}, err
		}
		sums := catalog.Sum(columns, tallies)
		out := all[column]{Items: []column{}}
		for _, c := range columns {
			if c.Parent == 0 {
				out.Items = append(out.Items, a.branch(columns, sums, c))
			}
		}
		return out, nil
	})
	get(a, "/units", "list-units", "单位", "局机关、局属事业单位和市直学校。", func(ctx context.Context, _ *struct{}) (all[unit], error) {
		units, err := a.Units.Units(ctx)
		if err != nil {
			return all[unit]{}, err
		}
		profiles, err := a.Editions.Profiles(ctx)
		out := all[unit]{Items: []unit{}}
		for _, u := range units {
			x := unit{
				Code: u.Code, Name: u.Name, Short: u.Short, Kind: kindName(u.Kind), Duty: string(u.Duty), USCC: u.USCC, Head: u.Head, Address: u.Address, Hours: u.Hours,
				Contact: u.Phone, URL: a.baseURL + "/units/" + u.Code, Feed: a.baseURL + "/units/" + u.Code + "/feed.xml",
			}
			if p := profiles[int64(u.ID)]; p != nil { // what went through the gate, not what is registered
				x.Head, x.Address, x.Hours, x.Contact = p.Head, p.Address, p.Hours, p.Contact
			}
			out.Items = append(out.Items, x)
		}
		return out, err
	}, http.StatusNotFound)
}

func (a *API) branch(columns []catalog.Column, sums map[catalog.ColumnID]catalog.Tally, c catalog.Column) column {
	x := column{
		Code: c.Code, Name: c.Name, Description: c.Description, Section: string(c.Section), Article: c.Article, Count: sums[c.ID].N, Updated: day(sums[c.ID].Last),
		URL: a.baseURL + "/columns/" + c.Code, Feed: a.baseURL + "/columns/" + c.Code + "/feed.xml",
	}
	for _, b := range catalog.Below(columns, c.ID) {
		x.Children = append(x.Children, a.branch(columns, sums, b))
	}
	return x
}

func kindName(kind agency.UnitKind) string {
	for _, k := range agency.Kinds {
		if k.Kind == kind {
			return k.Name
		}
	}
	return string(kind)
}
