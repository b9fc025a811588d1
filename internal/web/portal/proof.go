package portal

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

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
		Number:  layout.Thousands(it.Entry + 1), Digest: ledger.Short(ledger.LeafHash(leaf)),
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
			"要核对整本登记簿，可用独立的核对程序 logcheck（源代码随本系统公布，不足三百行，只用标准库）：logcheck -key 公钥 -old 留存的检查点 本站网址/log。",
		},
	}
	pp.NoIndex = true
	for _, h := range x.proof.Path {
		pp.Path = append(pp.Path, ProofStep{Hash: fmt.Sprintf("%x", h[:])})
	}
	sides(pp.Path, x.proof.Index, x.proof.Head.Size)
	if c := x.it.Version.Cargo; c.Ref.Kind == "batch" || c.Ref.Kind == "edition" {
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

// tile is a part of the public log, as C2SP's tlog-tiles has it. A full one never changes.
func (p *Portal) tile(r *http.Request) (web.Page, error) {
	ctx := r.Context()
	t, err := ledger.ParseTile("tile/" + r.PathValue("path"))
	if err != nil {
		return web.Page{}, errors.Join(web.ErrNoPage, err)
	}
	size, err := p.Log.Size(ctx, ledger.Release)
	if err != nil {
		return web.Page{}, err
	}
	if !t.Within(size) {
		return web.Page{}, web.ErrNoPage
	}
	b, err := ledger.Copied{
		Hashes: p.Log.Hashes(ctx, ledger.Release),
		Leaves: func(from int64, n int) ([][]byte, error) { return p.Log.Leaves(ctx, ledger.Release, from, n) },
	}.Content(t)
	return web.Page{Body: b, Type: "application/octet-stream", Fresh: !t.Full()}, err
}

func (p *Portal) key(*http.Request) (web.Page, error) {
	return web.Page{Body: []byte(p.Signer.PublicKey() + "\n"), Type: "text/plain; charset=utf-8"}, nil
}
