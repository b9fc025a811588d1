package portal

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	qrcode "github.com/skip2/go-qrcode"

	"gongkai/internal/ledger"
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
	c, err := p.catalogue(ctx)
	if err != nil {
		return web.Page{}, err
	}
	v, col, unit := it.Version, c.column(it.Version.Column), c.unit(it.Unit)
	today := workday.DateOf(p.Now())
	published := clock(it.Released)
	url := itemURL(it.ID)
	dp := DetailPage{
		Frame: p.frame(v.Title, navOf(col), tagsOf(col), append(crumbsOf(col), layout.Link{Text: "正文", URL: url})...), Heading: v.Title,
		Parts: phrases(v.Title), DocNo: v.DocNo, Published: published, Source: v.Source, Body: publication.HTML(v.Body), Endnote: "（此件公开发布）",
		Sign: []string{unit.Name, v.FormedOn.Chinese()},
		Facts: []layout.Fact{
			{Name: "索引号", Value: it.IndexNo},
			{Name: "主题分类", Value: v.Subject},
			{Name: "发布机构", Value: unit.Name, URL: "/units/" + unit.Code},
			{Name: "体裁", Value: v.Genre},
			{Name: "成文日期", Value: v.FormedOn.Chinese(), ISO: v.FormedOn.String()},
			{Name: "发布日期", Value: workday.DateOf(it.Released).Chinese(), ISO: workday.DateOf(it.Released).String()},
			{Name: "文号", Value: orNone(v.DocNo)},
			{Name: "关键词", Value: orNone(v.Keywords)},
			{Name: "名称", Value: v.Title, Wide: true},
			{Name: "内容概述", Value: v.Summary, Wide: true},
		},
		Tools: []Tool{{Icon: "unit", Text: "发布单位", URL: "/units/" + unit.Code}, {Icon: "file", Text: "同栏信息", URL: columnURL(col)}},
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
			return web.Page{}, err
		}
	}
	if dp.Seal, err = p.seal(r, it); err != nil {
		return web.Page{}, err
	}
	if !v.Cargo.Ref.IsZero() {
		p.cargo(&dp, v.Cargo)
	}
	for _, f := range v.Files {
		dp.Files = append(dp.Files, Attachment{
			Kind: strings.ToUpper(string(f.Kind)), Name: f.Name, Note: layout.FileSize(f.Size), URL: url + "/files/" + f.Code(),
		})
	}
	if err := p.readings(r, &dp, it); err != nil {
		return web.Page{}, err
	}
	if dp.QR, err = qr(p.baseURL + url); err != nil {
		return web.Page{}, err
	}
	if dp.Prev, dp.Next, err = p.neighbours(r, it); err != nil {
		return web.Page{}, err
	}
	return web.Render(ctx, Detail(dp), ref.To(publication.Ref, it.ID).String(), fmt.Sprintf("column:%d", v.Column), "units", "columns")
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
func (p *Portal) cargo(dp *DetailPage, c publication.Cargo) {
	switch c.Ref.Kind {
	case "batch":
		dp.Boxes = append(dp.Boxes, Box{Title: "本批决定", Text: fmt.Sprintf("本批共 %d 件行政许可决定。", c.Rows), Links: []layout.Link{
			{Text: "逐件查看", URL: fmt.Sprintf("/credit?batch=%d", c.Ref.ID)},
		}})
	case "report":
		dp.Boxes = append(dp.Boxes, Box{Title: "报告全文", Text: "报告中的每个数字都可以点开，查看它由哪些记录得来。", Links: []layout.Link{{Text: "历年年度报告", URL: "/reports"}}})
	}
}

// readings links a document and what explains it, in both directions.
func (p *Portal) readings(r *http.Request, dp *DetailPage, it *publication.Item) error {
	explains, err := p.List.Interpretations(r.Context(), it.ID)
	if err != nil {
		return err
	}
	related := Box{Title: "相关解读"}
	for _, x := range explains {
		related.Links = append(related.Links, layout.Link{Text: x.Version.Title, URL: itemURL(x.ID)})
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
	for _, b := range []Box{related, documents} {
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

func qr(url string) (layout.QR, error) {
	code, err := qrcode.New(url, qrcode.Low)
	if err != nil {
		return layout.QR{}, fmt.Errorf("draw QR code: %w", err)
	}
	code.DisableBorder = true
	grid := code.Bitmap()
	var b strings.Builder
	for y, line := range grid {
		for x := 0; x < len(line); x++ {
			if !line[x] {
				continue
			}
			from := x
			for x < len(line) && line[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
		}
	}
	return layout.QR{Path: b.String(), Size: len(grid)}, nil
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

// seal says where in the public log a release is.
func (p *Portal) seal(r *http.Request, it *publication.Item) (*Seal, error) {
	_, leaf, err := p.Log.Entry(r.Context(), ledger.Release, it.Entry)
	if err != nil {
		return nil, err
	}
	changes, err := p.changes(r, it)
	if err != nil {
		return nil, err
	}
	at := it.Released.In(workday.Beijing)
	return &Seal{
		Changes: changes,
		Number: layout.Thousands(it.Entry + 1), Digest: ledger.Short(ledger.LeafHash(leaf)),
		Released: fmt.Sprintf("%s%d时%02d分", workday.DateOf(at).Chinese(), at.Hour(), at.Minute()),
		CheckURL: itemURL(it.ID) + "/proof", FileURL: itemURL(it.ID) + "/proof.json",
	}, nil
}

// proved is a release with all that proves it.
type proved struct {
	it    *publication.Item
	index int64
	entry ledger.Entry
	leaf  []byte
	proof ledger.Proof
	note  []byte // signed checkpoint
}

func (p *Portal) prove(r *http.Request) (*proved, error) {
	ctx := r.Context()
	id, err := number(r, "id")
	if err != nil {
		return nil, err
	}
	it, err := p.Items.Once(ctx, publication.ID(id))
	if err != nil {
		return nil, err
	}
	x := &proved{it: it, index: it.Entry}
	if s := r.URL.Query().Get("entry"); s != "" {
		if x.index, err = strconv.ParseInt(s, 10, 64); err != nil || x.index < 0 {
			return nil, fmt.Errorf("entry %q: %w", s, web.ErrNoPage)
		}
	}
	if x.entry, x.leaf, err = p.Log.Entry(ctx, ledger.Release, x.index); err != nil {
		return nil, err
	}
	if x.entry.Ref != ref.To(publication.Ref, it.ID) {
		return nil, fmt.Errorf("entry %d of item %d: %w", x.index, it.ID, web.ErrNoPage)
	}
	if x.proof, err = p.Log.Prove(ctx, ledger.Release, x.index); err != nil {
		return nil, err
	}
	if x.note, err = p.Signer.Checkpoint(ledger.Release, x.proof.Head, p.Now()); err != nil {
		return nil, err
	}
	return x, nil
}

func (p *Portal) proof(r *http.Request) (web.Page, error) {
	x, err := p.prove(r)
	if err != nil {
		return web.Page{}, err
	}
	at := x.entry.At.In(workday.Beijing)
	url, kind := itemURL(x.it.ID), kindOf(x.entry.Kind)
	title, file := cmp.Or(x.it.Version.Title, x.it.Withdrawal.Title, "内容已撤下"), url+"/proof.json"
	if x.index != x.it.Entry {
		file += fmt.Sprintf("?entry=%d", x.index)
	}
	pp := ProofPage{
		Frame:   p.frame("发布证明", "/open", openColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "发布证明", URL: url + "/proof"}),
		Subject: layout.Link{Text: title, URL: url}, Kind: kind, Number: layout.Thousands(x.index + 1),
		Time: fmt.Sprintf("%s %02d:%02d:%02d", workday.DateOf(at).Chinese(), at.Hour(), at.Minute(), at.Second()),
		Says: []string{
			"上面的时间办理了这条信息的" + kind + "，当时已记入公开登记簿。登记簿只能在末尾增加，不能删改前面的内容。",
			"登记的是标题、元数据和正文合算的摘要。页面上的文字只要有一个字变动，摘要就对不上。",
			"发布日期取自登记簿，不能由人填写。成文日期由拟稿单位填写。",
		},
		Facts: []layout.Fact{
			{Name: "索引号", Value: x.it.IndexNo}, {Name: "内容摘要", Value: x.entry.Digest, Mono: true, Wide: true},
		},
		LeafHash: ledger.LeafHash(x.leaf), TreeSize: layout.Thousands(x.proof.Head.Size), RootHash: fmt.Sprintf("%x", x.proof.Head.Root[:]),
		Checkpoint: string(x.note), Signed: clock(p.Now()) + " 签署", FileURL: file, FileNote: "含登记原文、路径和签署的检查点",
		Steps: []string{
			"下载证明文件，取出登记原文（leaf），前面加一个零字节后算 SHA-256，应等于上面的叶子散列。",
			"按路径逐级与兄弟散列合并（前面加字节 1 后算 SHA-256），最后应等于检查点里的根。",
			"用本站公布的公钥（/log/key）核对检查点的签名，格式见 golang.org/x/mod/sumdb/note。",
			"留存这份检查点。以后登记簿如有任何改动，都会与它不符。",
		},
	}
	pp.NoIndex = true
	for _, h := range x.proof.Path {
		pp.Path = append(pp.Path, ProofStep{Hash: fmt.Sprintf("%x", h[:])})
	}
	sides(pp.Path, x.proof.Index, x.proof.Head.Size)
	if c := x.it.Version.Cargo; c.Ref.Kind == "batch" {
		pp.Rows = fmt.Sprintf("内含 %d 行的总摘要 %s。", c.Rows, ledger.Short(c.Root))
	}
	page, err := web.Render(r.Context(), Proof(pp))
	page.Fresh = true // the log has grown by the next time
	return page, err
}

// sides marks on which side each sibling stands (RFC 6962, 2.1.1).
func sides(path []ProofStep, index, size int64) {
	i, last := index, size-1
	for k := range path {
		for i == last && i%2 == 0 && last > 0 { // no sibling on this level
			i, last = i/2, last/2
		}
		path[k].Side = "右"
		if i%2 == 1 || i == last {
			path[k].Side = "左"
		}
		i, last = i/2, last/2
	}
}

func (p *Portal) proofFile(r *http.Request) (web.Page, error) {
	x, err := p.prove(r)
	if err != nil {
		return web.Page{}, err
	}
	path := make([]string, len(x.proof.Path))
	for i, h := range x.proof.Path {
		path[i] = base64.StdEncoding.EncodeToString(h[:])
	}
	b, err := json.MarshalIndent(map[string]any{
		"log": "release", "index": x.proof.Index, "leaf": base64.StdEncoding.EncodeToString(x.leaf), "path": path,
		"size": x.proof.Head.Size, "root": base64.StdEncoding.EncodeToString(x.proof.Head.Root[:]), "checkpoint": string(x.note), "public_key": p.Signer.PublicKey(),
	}, "", "  ")
	if err != nil {
		return web.Page{}, err
	}
	return web.Page{Body: b, Type: "application/json; charset=utf-8", File: fmt.Sprintf("proof-%d-%d.json", x.it.ID, x.index+1), Fresh: true}, nil
}

func (p *Portal) checkpoint(r *http.Request) (web.Page, error) {
	h, err := p.Log.Head(r.Context(), ledger.Release)
	if err != nil {
		return web.Page{}, err
	}
	note, err := p.Signer.Checkpoint(ledger.Release, h, p.Now())
	return web.Page{Body: note, Type: "text/plain; charset=utf-8", Fresh: true}, err
}

func (p *Portal) key(*http.Request) (web.Page, error) {
	return web.Page{Body: []byte(p.Signer.PublicKey() + "\n"), Type: "text/plain; charset=utf-8"}, nil
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
