package portal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func (p *Portal) item(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	id, err := number(r, "id")
	if err != nil {
		return web.Page{}, err
	}
	it, err := p.Items.Once(ctx, publication.ID(id))
	if err != nil {
		return web.Page{}, err
	}
	if !it.IsPublic() {
		return p.gone(r, it)
	}
	dp, err := p.detail(r, it, itemURL(it.ID)+"/files/")
	if err != nil {
		return web.Page{}, err
	}
	dp.Tools = append(dp.Tools, Tool{Icon: "flag", Text: "我要纠错", URL: correctURL + "?item=" + strconv.FormatInt(int64(it.ID), 10)})
	if dp.Seal, err = p.seal(r, it); err != nil {
		return web.Page{}, err
	}
	if dp.QR, err = layout.DrawQR(p.baseURL + itemURL(it.ID)); err != nil {
		return web.Page{}, err
	}
	if dp.Prev, dp.Next, err = p.neighbours(r, it); err != nil {
		return web.Page{}, err
	}
	return web.Render(ctx, Detail(dp), ref.To(publication.Ref, it.ID).String(), fmt.Sprintf("column:%d", it.Version.Column), "units", "columns", "editions")
}

// Preview shows an item that is not released as its page would be. files is where its attachments are for whoever looks.
func (p *Portal) Preview(r *http.Request, it *publication.Item, files string) (web.Page, error) {
	if it.IndexNo == "" {
		it.IndexNo, it.Released = "发布时编号", p.Now()
	}
	dp, err := p.detail(r, it, files)
	if err != nil {
		return web.Page{}, err
	}
	dp.NoIndex, dp.Data = true, nil
	return web.Render(r.Context(), Detail(dp))
}

// detail lays out the text of an item. files is where its attachments are handed out.
func (p *Portal) detail(r *http.Request, it *publication.Item, files string) (DetailPage, error) {
	c, err := p.catalogue(r.Context())
	if err != nil {
		return DetailPage{}, err
	}
	v, col, unit := it.Version, c.column(it.Version.Column), c.unit(it.Unit)
	today := workday.DateOf(p.Now())
	published := clock(it.Released)
	url := itemURL(it.ID)
	dp := DetailPage{
		Frame: p.frame(v.Title, navOf(col), tagsOf(col), append(crumbsOf(col), layout.Link{Text: "正文", URL: url})...), Heading: v.Title,
		Parts: phrases(v.Title), DocNo: v.DocNo, Published: published, Source: v.Source, Body: v.HTML(files), Endnote: "（此件公开发布）",
		Facts: []layout.Fact{
			{Name: "索引号", Value: it.IndexNo},
			{Name: "主题分类", Value: v.Subject},
			{Name: "发布机构", Value: unit.Name, URL: "/units/" + unit.Code},
			{Name: "体裁", Value: v.Genre},
			{Name: "成文日期", Value: v.FormedOn.Chinese(), ISO: v.FormedOn.String()},
			{Name: "发布日期", Value: workday.DateOf(it.Released).Chinese(), ISO: workday.DateOf(it.Released).String()},
			{Name: "文号", Value: orNone(v.DocNo)},
			{Name: "关键词", Value: orNone(v.Keywords)},
			{Name: "公开方式", Value: "主动公开"},
			{Name: "公开范围", Value: cmp.Or(v.Scope, publication.WholeSociety)},
			{Name: "公开时限", Value: term(it)},
			{Name: "名称", Value: v.Title, Wide: true},
			{Name: "内容概述", Value: v.Summary, Wide: true},
		},
		Tools: []Tool{{Icon: "unit", Text: "发布单位", URL: "/units/" + unit.Code}, {Icon: "file", Text: "同栏信息", URL: columnURL(col)}},
	}
	dp.Data = append(dp.Data, p.itemThing(c, it))
	if !dp.Site.Files {
		dp.Body = p.leaving(dp.Body)
	}
	if !v.Signed() {
		dp.Sign = []string{unit.Name, v.FormedOn.Chinese()}
	}
	if v.DocNo != "" {
		dp.RedHead = unit.Name + "文件"
	}
	dp.Article = Article{Title: v.Title, PubDate: published, Source: cmp.Or(v.Source, unit.Name), Keywords: v.Keywords, Description: v.Summary, URL: p.baseURL + url}
	if !it.Corrected.IsZero() {
		on := workday.DateOf(it.Corrected)
		dp.Facts = append(dp.Facts, layout.Fact{Name: "更正日期", Value: on.Chinese(), ISO: on.String()}, layout.Fact{Name: "更正理由", Value: v.Reason})
	}
	if dp.Validity = validity(it, today); !dp.Validity.IsZero() {
		if dp.Valid, dp.Replaced, err = p.validText(r, it, today); err != nil {
			return DetailPage{}, err
		}
	}
	if v.Notice.Days > 0 {
		dp.Validity, dp.Valid = layout.InHand("公示中"), noticeText(it, unit)
	}
	if err := p.serves(r.Context(), &dp, v.Entries); err != nil {
		return DetailPage{}, err
	}
	if !v.Cargo.Ref.IsZero() {
		if err := p.cargo(r.Context(), &dp, v.Cargo); err != nil {
			return DetailPage{}, err
		}
	}
	for _, f := range v.Files {
		if f.Inline {
			continue
		}
		dp.Files = append(dp.Files, Attachment{
			Kind: strings.ToUpper(string(f.Kind)), Name: f.Name, Note: layout.FileSize(f.Size), URL: files + f.Code(),
		})
	}
	if err := p.readings(r, &dp, it); err != nil {
		return DetailPage{}, err
	}
	return dp, p.related(r.Context(), &dp, it)
}

// noticeText says until when a notice is shown, and where to object.
func noticeText(it *publication.Item, unit agency.Unit) string {
	text := "公示期" + it.Version.Notice.String() + "，自发布次日起算，期满自动撤下。"
	if !it.NoticeEnds.IsZero() {
		from := it.Released
		if it.Corrected.After(from) {
			from = it.Corrected
		}
		text = "公示期" + it.Version.Notice.String() + "：" + workday.DateOf(from).AddDays(1).Chinese() + "至" + it.NoticeEnds.Chinese() + "，期满自动撤下。"
	}
	text += "对公示内容有异议的，请在公示期内向" + unit.Name + "反映"
	if unit.Phone != "" {
		text += "，电话 " + unit.Phone
	}
	return text + "。"
}

// term says for how long an item is public (公开时限).
func term(it *publication.Item) string {
	if n := it.Version.Notice; it.NoticeEnds.IsZero() && n.Days > 0 { // a preview
		return "公示" + n.String()
	}
	if it.NoticeEnds.IsZero() {
		return "长期公开"
	}
	return "公示至" + it.NoticeEnds.Chinese()
}

func orNone(s string) string { return cmp.Or(s, "无") }

// validText says in a sentence whether a document holds, and links what took its place.
func (p *Portal) validText(r *http.Request, it *publication.Item, today workday.Date) (text string, replaced layout.Link, err error) {
	v, said := it.Version, it.Validity
	switch {
	case said.State != publication.InForce:
		text = fmt.Sprintf("自%s起%s，依据：%s。", said.On.Chinese(), said.State.Name(), said.Basis)
	case v.Expires.IsZero():
		text = "自" + v.FormedOn.Chinese() + "成文。"
	case today.After(v.Expires):
		text = "有效期至" + v.Expires.Chinese() + "，已经届满。"
	default:
		text = "有效期至" + v.Expires.Chinese() + "。"
	}
	if said.By == 0 {
		return text, replaced, nil
	}
	other, err := p.Items.Public(r.Context(), said.By)
	if errors.Is(err, publication.ErrWithdrawn) {
		return text, replaced, nil
	}
	if err != nil {
		return "", replaced, err
	}
	return text, layout.Link{Text: "现行文件：" + other.Version.Title, URL: itemURL(other.ID)}, nil
}

// cargo points from the text to what was released with it.
func (p *Portal) cargo(ctx context.Context, dp *DetailPage, c publication.Cargo) error {
	switch c.Ref.Kind {
	case "batch":
		dp.Boxes = append(dp.Boxes, Box{Title: "本批决定", Text: fmt.Sprintf("本批共 %d 件行政许可决定。", c.Rows), Links: []layout.Link{
			{Text: "逐件查看", URL: fmt.Sprintf("/credit?batch=%d", c.Ref.ID)},
		}})
	case "edition":
		box, err := p.editionBox(ctx, c.Ref.ID, c.Rows)
		if err != nil {
			return err
		}
		dp.Boxes = append(dp.Boxes, box)
	case "website-report":
		box, err := p.websiteBox(ctx, c.Ref.ID)
		if err != nil {
			return err
		}
		dp.Boxes = append(dp.Boxes, box)
	case "report":
		_, saved, err := p.Reports.Owner(ctx, c.Ref.ID)
		if err != nil {
			return err
		}
		dp.Boxes = append(dp.Boxes, Box{Title: "报告全文", Text: "报告中的每个数字都可以点开，查看它由哪些记录得来。", Links: []layout.Link{
			{Text: fmt.Sprintf("%d年度报告", saved.Year), URL: reportURL(saved.Year)}, {Text: "历年年度报告", URL: "/reports"},
		}})
	}
	return nil
}

// readings links a document and what explains it, in both directions.
func (p *Portal) readings(r *http.Request, dp *DetailPage, it *publication.Item) error {
	explains, err := p.List.Interpretations(r.Context(), it.ID)
	if err != nil {
		return err
	}
	explained := Box{Title: "相关解读"}
	for _, x := range explains {
		explained.Links = append(explained.Links, layout.Link{Text: x.Version.Title, URL: itemURL(x.ID)})
	}
	documents := Box{Title: "解读的文件"}
	for _, id := range it.Version.Interprets {
		x, err := p.Items.Public(r.Context(), id)
		if errors.Is(err, publication.ErrNotPublic) || errors.Is(err, publication.ErrWithdrawn) {
			continue
		}
		if err != nil {
			return err
		}
		documents.Links = append(documents.Links, layout.Link{Text: x.Version.Title, URL: itemURL(x.ID)})
	}
	for _, b := range []Box{explained, documents} {
		if len(b.Links) > 0 {
			dp.Boxes = append(dp.Boxes, b)
		}
	}
	return nil
}

// phrases divides a title where it may break: after “关于”'s agency and before “的通知”, never within a word.
func phrases(title string) []string {
	i := strings.Index(title, "关于")
	j := strings.LastIndex(title, "的")
	if i < 0 || j <= i || len([]rune(title)) < 18 {
		return nil
	}
	var out []string
	if i > 0 {
		out = append(out, title[:i])
	}
	return append(out, title[i:j], title[j:])
}

func (p *Portal) neighbours(r *http.Request, it *publication.Item) (prev, next layout.Link, err error) {
	older, newer, err := p.List.Neighbours(r.Context(), it)
	if err != nil {
		return prev, next, err
	}
	if older != nil {
		prev = layout.Link{Text: older.Version.Title, URL: itemURL(older.ID)}
	}
	if newer != nil {
		next = layout.Link{Text: newer.Version.Title, URL: itemURL(newer.ID)}
	}
	return prev, next, nil
}

// file hands out an attachment. It is looked up anew each time, so what is withdrawn is gone on every node at once.
func (p *Portal) file(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	f, err := p.Items.PublicFile(r.Context(), publication.ID(id), r.PathValue("code"))
	if err != nil {
		return err
	}
	b, err := p.Items.Content(r.Context(), f)
	if err != nil {
		return err
	}
	web.SendFile(w, r, web.File{Name: f.Name, Kind: f.Kind, Digest: string(f.Digest), Body: b})
	return nil
}
