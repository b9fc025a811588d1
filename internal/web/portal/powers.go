package portal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

var powersColumn = Column{"权责清单", "信息公开目录", "行政许可、行政处罚和其他对外管理服务事项的依据、条件、程序和责任。", "权责清单 行政许可 行政处罚 公共服务"}

// powerDecisions is how many decisions the page of a 职权 shows.
const powerDecisions = 10

func powersURL(u *agency.Unit) string { return "/units/" + u.Code + "/powers" }

func powerURL(u *agency.Unit, code string) string { return powersURL(u) + "/" + code }

// bureauPowers leads to the list of the bureau.
func (p *Portal) bureauPowers(r *http.Request) (web.Page, error) {
	units, err := p.Units.Units(r.Context())
	if err != nil {
		return web.Page{}, err
	}
	u, err := agency.BureauOf(units)
	if err != nil {
		return web.Page{}, err
	}
	return web.Page{Status: http.StatusMovedPermanently, To: powersURL(u), Topics: []string{"units"}}, nil
}

// powers returns the list of a unit that is in force, or catalog.ErrNoEdition.
func (p *Portal) powers(ctx context.Context, unit int64) (*catalog.Edition, []catalog.Power, error) {
	e, err := p.Editions.Current(ctx, catalog.Powers, unit)
	if err != nil {
		return nil, nil, err
	}
	list, err := catalog.PowersOf(e)
	return e, list, err
}

func powerCrumbs(u *agency.Unit, more ...layout.Link) []layout.Link {
	return append([]layout.Link{{Text: "政府信息公开", URL: "/open"}, {Text: u.Short + "权责清单", URL: powersURL(u)}}, more...)
}

func (p *Portal) powerList(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	u, err := p.Units.UnitByCode(ctx, r.PathValue("code"))
	if err != nil {
		return web.Page{}, err
	}
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	pp := PowersPage{Frame: p.frame(u.Name+"权责清单", "/open", powersColumn, powerCrumbs(u)...), Tree: c.tree("/columns/powers"), Heading: u.Name + "权责清单", Empty: "本单位的权责清单还没有公布。"}
	e, list, err := p.powers(ctx, int64(u.ID))
	if errors.Is(err, catalog.ErrNoEdition) {
		return web.Render(ctx, Powers(pp), topics("editions")...)
	}
	if err != nil {
		return web.Page{}, err
	}
	pp.Note, pp.Basis = fmt.Sprintf("第%d版，%d 项，%s发布", e.No, e.Rows, workday.DateOf(e.Released).Chinese()), e.Basis
	pp.Links = []layout.Link{{Text: "调整记录", URL: editionsURL(u, catalog.Powers)}}
	if e.Item != 0 {
		pp.Links = append(pp.Links, layout.Link{Text: "发布公告", URL: itemURL(publication.ID(e.Item))})
	}
	pp.Downloads = downloads(powersURL(u), "", "")
	pp.Data = append(pp.Data, p.dataset(pp.Heading, powersColumn.Description, powersURL(u), pp.Downloads))
	if err := pp.narrow(r, u, list); err != nil {
		return web.Page{}, err
	}
	return web.Render(ctx, Powers(pp), topics("editions")...)
}

// narrow fills in what of the list is asked for.
func (pp *PowersPage) narrow(r *http.Request, u *agency.Unit, list []catalog.Power) error {
	q, kind := strings.TrimSpace(r.URL.Query().Get("q")), catalog.PowerKind(r.URL.Query().Get("kind"))
	if kind != "" && !slices.Contains(catalog.PowerKinds, kind) {
		return fmt.Errorf("kind %q: %w", kind, web.ErrNoPage)
	}
	pp.Action = powersURL(u)
	pp.Query = layout.Field{Kind: layout.Search, Name: "q", Label: "职权名称或编码", Value: q, Placeholder: "例如：教师资格", Max: 60}
	kinds := layout.Field{Kind: layout.Select, Name: "kind", Label: "类别", Options: []layout.Option{{Text: "全部", Chosen: kind == ""}}}
	n := 0
	for _, k := range catalog.PowerKinds {
		if !slices.ContainsFunc(list, func(x catalog.Power) bool { return x.Kind == k }) {
			continue
		}
		kinds.Options = append(kinds.Options, layout.Option{Value: string(k), Text: string(k), Chosen: k == kind})
		g := PowerGroup{Title: string(k)}
		for _, x := range list {
			if x.Kind == k && (kind == "" || k == kind) && (q == "" || strings.Contains(x.Title(), q) || strings.HasPrefix(x.Code, q)) {
				g.Rows = append(g.Rows, powerRow(u, x))
			}
		}
		if n += len(g.Rows); len(g.Rows) > 0 {
			g.Note = fmt.Sprintf("%d 项", len(g.Rows))
			pp.Groups = append(pp.Groups, g)
		}
	}
	pp.Filters, pp.Range = []layout.Field{kinds}, fmt.Sprintf("共 %d 项", n)
	if q != "" || kind != "" {
		pp.Range, pp.Empty, pp.ClearURL, pp.NoIndex = fmt.Sprintf("符合条件 %d 项", n), "没有符合条件的职权。", powersURL(u), true
	}
	return nil
}

func powerRow(u *agency.Unit, x catalog.Power) PowerRow {
	return PowerRow{Code: x.Code, Name: x.Title(), URL: powerURL(u, x.Code), Office: x.Office, Legal: x.LegalTerm, Promised: x.PromisedTerm, State: powerState(x)}
}

// powerState says aloud only that a 职权 is not exercised.
func powerState(x catalog.Power) layout.State {
	if x.State == catalog.PowerPaused {
		return layout.NotApplicable(string(x.State))
	}
	return layout.State{}
}

func (p *Portal) power(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	u, err := p.Units.UnitByCode(ctx, r.PathValue("code"))
	if err != nil {
		return web.Page{}, err
	}
	e, list, err := p.powers(ctx, int64(u.ID))
	if err != nil {
		return web.Page{}, err
	}
	i := slices.IndexFunc(list, func(x catalog.Power) bool { return x.Code == r.PathValue("power") })
	if i < 0 {
		return web.Page{}, fmt.Errorf("power %q: %w", r.PathValue("power"), catalog.ErrNoPower)
	}
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	x := list[i]
	files, err := p.filesOf(ctx, e)
	if err != nil {
		return web.Page{}, err
	}
	pp := PowerPage{
		Frame: p.frame(x.Title(), "/open", powersColumn, powerCrumbs(u, layout.Link{Text: x.Title(), URL: powerURL(u, x.Code)})...), Tree: c.tree("/columns/powers"),
		Heading: x.Title(), Kind: string(x.Kind), State: layout.Achieved(string(x.State)), Facts: powerFacts(x, files), DutyBasis: x.DutyBasis,
		Liability: []layout.Fact{{Name: "追责情形", Value: x.Liability}, {Name: "追责依据", Value: x.LiabilityBasis}},
		Adjusted: []layout.Fact{
			{Name: "调整日期", Value: x.AdjustedOn.Chinese(), ISO: x.AdjustedOn.String()},
			{Name: "调整依据", Value: x.AdjustedBy},
			{Name: "现行版本", Value: fmt.Sprintf("第%d版，%s发布", e.No, workday.DateOf(e.Released).Chinese()), URL: editionsURL(u, catalog.Powers)},
		},
	}
	if s := powerState(x); !s.IsZero() {
		pp.State = s
	}
	for _, b := range x.Bases {
		pp.Bases = append(pp.Bases, PowerBasis{"《" + b.Law + "》" + b.Article, b.Text})
	}
	for _, d := range x.Duties {
		pp.Stages = append(pp.Stages, PowerStage{d.Stage, d.Text})
	}
	if pp.Decisions, err = p.decisionsOf(ctx, u, x); err != nil {
		return web.Page{}, err
	}
	return web.Render(ctx, Power(pp), topics("editions", "obligations", fmt.Sprintf("%s:%d", publication.Ref, e.Item))...)
}

func powerFacts(x catalog.Power, files []editionFile) []layout.Fact {
	facts := []layout.Fact{
		{Name: "职权编码", Value: x.Code},
		{Name: "行使主体", Value: x.Holder},
		{Name: "承办科室", Value: x.Office},
		{Name: "行使层级", Value: x.Level},
		{Name: "法定时限", Value: x.LegalTerm},
		{Name: "承诺时限", Value: x.PromisedTerm},
		{Name: "咨询电话", Value: x.Phone},
		{Name: "监督电话", Value: x.Complaints},
		{Name: "收费", Value: x.Fee, Wide: true},
	}
	if x.Flow != "" {
		facts = append(facts, layout.Fact{Name: "流程图", Value: x.Flow, URL: flowOf(files, x.Flow), Wide: true})
	}
	if len(x.Certificates) > 0 {
		facts = append(facts, layout.Fact{Name: "许可证书", Value: strings.Join(x.Certificates, "、"), Wide: true})
	}
	return facts
}

// decisionsOf lists the newest public decisions made under a 职权; nil where the list names no certificate.
func (p *Portal) decisionsOf(ctx context.Context, u *agency.Unit, x catalog.Power) (*PowerDecisions, error) {
	if len(x.Certificates) == 0 {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	list, n, err := p.Credit.Public(ctx, credit.Filter{Unit: int64(u.ID), Issued: x.Certificates, Limit: powerDecisions})
	if err != nil {
		return nil, err
	}
	out := &PowerDecisions{Note: "还没有公示的决定。"}
	if n > 0 {
		out.Note = fmt.Sprintf("已公示决定 %s 件。", layout.Thousands(n))
		out.All = layout.Link{Text: "查看全部", URL: "/credit?power=" + x.Code}
	}
	if n > len(list) {
		out.Note = fmt.Sprintf("已公示决定 %s 件，先列最近 %d 件。", layout.Thousands(n), len(list))
	}
	for _, e := range list {
		out.Rows = append(out.Rows, p.creditRow(e))
	}
	return out, nil
}

// powersFile is the list in force as a file.
func (p *Portal) powersFile(r *http.Request) (web.Page, error) {
	u, err := p.Units.UnitByCode(r.Context(), r.PathValue("code"))
	if err != nil {
		return web.Page{}, err
	}
	e, list, err := p.powers(r.Context(), int64(u.ID))
	if err != nil {
		return web.Page{}, err
	}
	page := web.Page{Topics: []string{"editions", "units"}, File: u.Code + "-powers.json", Type: "application/json; charset=utf-8"}
	if strings.HasSuffix(r.URL.Path, ".json") {
		page.Body, err = json.MarshalIndent(map[string]any{
			"unit": u.Name, "edition": e.No, "released": workday.DateOf(e.Released), "basis": e.Basis, "powers": list,
		}, "", "  ")
		return page, err
	}
	var b bytes.Buffer
	if strings.HasSuffix(r.URL.Path, ".csv") {
		err = catalog.WritePowersCSV(&b, list)
		page.Body, page.File, page.Type = b.Bytes(), u.Code+"-powers.csv", "text/csv; charset=utf-8"
		return page, err
	}
	err = catalog.WritePowers(&b, list)
	page.Body, page.File, page.Type = b.Bytes(), u.Code+"-powers.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	return page, err
}
