package app

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/channel"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// noticesEnd: when a 公示期 is over, page, file and every list forget it, and the log remembers. TestWithdrawnFileIsGoneOnEveryNode shows
// the same on two nodes.
func noticesEnd(t *testing.T, s *site) {
	d := s.draft(t)
	const word = "拟推荐名单公示甲乙丙"
	d.form.Set("title", word)
	d.form.Set("genre", "公示")
	d.form.Set("notice", "5个工作日")
	d.attach("名单.txt", []byte("第一名，示例甲"))
	d.submit().shows("已送审")
	d.pass(t, d.id)
	s.indexed(t)
	v, page := s.visitor(t), fmt.Sprintf("/items/%d", d.id)
	file := page + "/files/" + d.files(t)[0].Code()
	it := mustItem(t, s, d.id)
	places := []string{searchFor(word), "/columns/all", "/columns/all/feed.xml", "/units/yizhong", "/sitemap.xml", "/columns/all/directory.csv", "/api/v1/items?unit=yizhong", "/"}
	for _, at := range places[:1] {
		v.get(at).shows(page)
	}
	v.get(page).shows("公示中")
	v.get(file)
	s.clock.Run(it.NoticeEnds.AddDays(1).Time())
	if err := s.app.releaseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.indexed(t)
	for _, at := range []string{page, file, page + "?x=1"} {
		if v.get(at); v.status != http.StatusGone || strings.Contains(v.body, "示例甲") {
			t.Errorf("%s after its period: %d", at, v.status)
		}
	}
	for _, at := range places {
		if v.get(at); strings.Contains(v.body, page+`"`) || strings.Contains(v.body, page+"<") || strings.Contains(v.body, "示例甲") {
			t.Errorf("%s still leads there", at)
		}
	}
	v.get(page + "/proof").shows("发布证明")
	entries, err := s.app.DB.Lines(t.Context(), ledger.Release, ref.To(publication.Ref, d.id), 10)
	if err != nil || !slices.ContainsFunc(entries, func(l ledger.Line) bool { return l.Kind == "released" }) {
		t.Errorf("the log holds %v, %v", entries, err)
	}
}

// nobodyPassesTheirOwn: neither by the page nor by a hand-made form, nor with a second role; each try is remembered, and the database refuses
// it below the code.
func nobodyPassesTheirOwn(t *testing.T, s *site) {
	d := s.draft(t)
	d.submit().shows("已送审")
	if d.clerk.get(d.item); strings.Contains(d.clerk.body, `action="`+d.item+`/decision"`) {
		t.Error("the page offers a decision")
	}
	before := mustItem(t, s, d.id)
	form := url.Values{"decision": {"pass"}, "basis": {"不涉密"}, "opinion": {"同意"}, "digest": {before.Version.Digest()}, "password": {s.password("学校")}}
	try := func(what string) {
		t.Helper()
		for _, decision := range []string{"pass", "return"} {
			form.Set("decision", decision)
			if d.clerk.post(d.item+"/decision", form).hidesInside(); d.clerk.status != http.StatusForbidden {
				t.Errorf("%s, %s: %d, want 403", what, decision, d.clerk.status)
			}
		}
		if it := mustItem(t, s, d.id); it.State != publication.InReview || it.Stage != before.Stage || len(it.Steps) != len(before.Steps) {
			t.Errorf("%s: the item is %s at %d", what, it.State, it.Stage)
		}
	}
	try("as a clerk")
	clerk, err := s.app.DB.Person(t.Context(), agency.PersonID(before.Writer), workday.DateOf(s.clock.Now()))
	if err != nil {
		t.Fatal(err)
	}
	by := act.Actor{Person: 1, Name: "示例", Unit: 1}
	if err := s.app.Staff.Appoint(t.Context(), by, clerk.ID, agency.Appointment{Role: agency.UnitHead, From: workday.DateOf(s.clock.Now())}); err != nil {
		t.Fatal(err)
	}
	try("as a head of the unit too")
	lines, err := s.app.DB.Lines(t.Context(), ledger.Acts, ref.To(publication.Ref, d.id), 10)
	tries := 0
	for _, l := range lines {
		if l.Kind == "publication.refuse-own" && l.By == fmt.Sprint(clerk.ID) {
			tries++
		}
	}
	if err != nil || tries < 2 {
		t.Errorf("%d tries are remembered, %v", tries, err)
	}
	s.as(t, "审计管理员").get("/desk/ledger/act/entries").shows("自审被拒")
	if _, err := s.app.DB.Writer().ExecContext(t.Context(), `INSERT INTO item_step (item, no, stage, person, name, writer, at, passed, opinion, basis, digest) VALUES (?, 99, 'head-review', ?, 'x', ?, 1, 1, '', '', '')`,
		int64(d.id), int64(clerk.ID), int64(clerk.ID)); err == nil {
		t.Error("the database takes a step by the writer")
	}
}

// backdatingIsFound: by whichever column another day is given to a publication, and what it says is where.
func backdatingIsFound(t *testing.T, s *site) {
	d := keptBy(t, s.cfg)
	d.sound(t)
	id, db := int64(s.result.Samples.Article), s.app.DB.Writer()
	entry := mustItem(t, s, s.result.Samples.Article).Entry
	change := func(query string, args ...any) {
		t.Helper()
		res, err := db.ExecContext(t.Context(), query, args...)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			t.Fatalf("%s changed %d rows, %v", query, n, err)
		}
	}
	for _, x := range []struct{ there, back string }{
		{`UPDATE item SET released = released - 86400000 WHERE id = ?1`, `UPDATE item SET released = released + 86400000 WHERE id = ?1`},
		{`UPDATE item SET released = released + 1 WHERE id = ?1`, `UPDATE item SET released = released - 1 WHERE id = ?1`},
		{`UPDATE item SET released_on = '1' || released_on WHERE id = ?1`, `UPDATE item SET released_on = substr(released_on, 2) WHERE id = ?1`},
		{`UPDATE item_version SET released = released - 86400000 WHERE item = ?1 AND released > 0`, `UPDATE item_version SET released = released + 86400000 WHERE item = ?1 AND released > 0`},
		{`UPDATE ledger_entry SET at = at - 86400000 WHERE log = 'release' AND idx = ?2`, `UPDATE ledger_entry SET at = at + 86400000 WHERE log = 'release' AND idx = ?2`},
		{`UPDATE ledger_entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '"at":"2026-', '"at":"2025-') AS BLOB) WHERE log = 'release' AND idx = ?2`, `UPDATE ledger_entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '"at":"2025-', '"at":"2026-') AS BLOB) WHERE log = 'release' AND idx = ?2`},
	} {
		change(x.there, id, entry)
		got, err := d.verify(t.Context(), quiet)
		if err != nil || got.OK || !strings.Contains(strings.Join(got.Findings, "\n"), fmt.Sprintf("第 %d 条", entry+1)) {
			t.Errorf("%s: %+v, %v", x.there, got, err)
		}
		change(x.back, id, entry)
	}
}

var hostileMarkup = []string{
	`<img src=x onerror=alert(1)>甲`, `<a href="javascript:alert(1)">乙</a>`, `<iframe src="https://example.org/"></iframe>丙`, `<script>alert(1)</script>丁`, `<svg onload=alert(1)><a xlink:href="javascript:alert(1)">戊</a></svg>`,
	`<a href=" &#106;avascript:alert(1)">己</a>`, "<a href=\"java\tscript:alert(1)\">庚</a>", `<a href="JaVaScRiPt:alert(1)">辛</a>`, `<a href="data:text/html,<script>alert(1)</script>">壬</a>`, `<p onclick="alert(1)" style="background:url(javascript:alert(1))">癸</p>`,
	`<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>子`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">丑</p></noscript>`, `<form action="https://example.org/"><input name=password><button>寅</button></form>`,
	`<object data="x.swf"></object><embed src=x>卯`, `<meta http-equiv=refresh content="0;url=https://example.org/">辰`, `<base href="https://example.org/">巳`, `<link rel=stylesheet href="https://example.org/x.css">午`, `<style>*{display:none}</style>未`,
	`<p>&lt;script&gt;alert(1)&lt;/script&gt;申</p>`, `<!--[if gte mso 9]><script>alert(1)</script><![endif]-->酉`, `<a href="//example.org/" target=_blank>戌</a>`, `<table background="javascript:alert(1)"><tr><td>亥</td></tr></table>`, `<img src="x" srcset="https://example.org/x 2x">`, `<video><source onerror=alert(1)></video>天`, `<template><script>alert(1)</script></template>地`,
}

// pastedScriptsAreGone: whatever the editor sends, nothing in the public page runs, loads or leads by itself; the words stay.
func pastedScriptsAreGone(t *testing.T, s *site) {
	d := s.draft(t)
	for _, markup := range hostileMarkup {
		var clean struct{ HTML string }
		d.clerk.post("/desk/paste", url.Values{"body": {"<p>前</p>" + markup}}).hidesInside()
		if err := json.Unmarshal([]byte(d.clerk.body), &clean); err != nil || !strings.HasPrefix(clean.HTML, "<p>前") {
			t.Errorf("%s: %d %s", markup, d.clerk.status, d.clerk.body)
		}
		harmless(t, markup, clean.HTML)
	}
	d.form.Set("format", "html")
	d.form.Set("body", "<p>开头</p>"+strings.Join(hostileMarkup, "\n")+`<p>结尾<b>重点</b></p>`)
	d.form.Set("title", `<script>alert(1)</script>标题"><img src=x onerror=alert(1)>`)
	d.form.Set("summary", `'"><svg onload=alert(1)>概述`)
	d.submit().shows("已送审")
	at := fmt.Sprintf("/items/%d", d.id)
	d.clerk.get(d.item + "/preview")
	harmless(t, d.item+"/preview", d.clerk.body)
	d.head.get(d.item)
	harmless(t, d.item, d.head.body)
	d.pass(t, d.id)
	v := s.visitor(t)
	v.get(at).shows("开头", "结尾", "<strong>重点</strong>")
	for _, word := range []string{"乙", "丁", "己", "癸", "申", "亥"} {
		if word != "丁" { // a script's own words are no text
			v.shows(word)
		}
	}
	s.indexed(t)
	for _, path := range []string{at, at + "/proof", "/", "/columns/all", "/units/yizhong", searchFor("标题")} {
		v.get(path)
		harmless(t, path, v.body)
	}
}

// harmless fails if anything on a page would run, or load from elsewhere.
func harmless(t *testing.T, path, body string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		if z.Next() == html.ErrorToken {
			return
		}
		token := z.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		kind := ""
		for _, a := range token.Attr {
			value := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcset" || a.Key == "target" && value == "_blank" && token.Data != "a" {
				t.Errorf("%s has %s", path, token)
			}
			if slices.Contains([]string{"href", "src", "action", "formaction", "xlink:href", "data", "background"}, a.Key) {
				if strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "vbscript:") || strings.HasPrefix(value, "data:text") || strings.HasPrefix(value, "//") || strings.Contains(value, "example.org") && !strings.HasPrefix(value, "/go?u=") {
					t.Errorf("%s has %s", path, token)
				}
			}
			if a.Key == "type" {
				kind = a.Val
			}
		}
		switch token.Data {
		case "script":
			src := slices.IndexFunc(token.Attr, func(a html.Attribute) bool { return a.Key == "src" && strings.HasPrefix(a.Val, "/") })
			if src < 0 && kind != "application/ld+json" {
				t.Errorf("%s has a script: %s", path, token)
			}
		case "iframe", "object", "embed", "base", "math", "style", "template", "video", "frame", "applet":
			t.Errorf("%s has %s", path, token)
		case "meta":
			if slices.ContainsFunc(token.Attr, func(a html.Attribute) bool { return a.Key == "http-equiv" }) {
				t.Errorf("%s has %s", path, token)
			}
		}
	}
}

var formulas = []string{"=1+1", "+1+1", "-1+1", "@SUM(1)", "＝1+1", "＋1", "－1", "＠SUM(1)", "\t=1+1", " =1+1", "=cmd|'/c calc'!A1", "'=1+1", "\u200b=1+1"}

// exportsHoldNoFormula: what somebody writes is a text in every table that goes out, and all of it.
func exportsHoldNoFormula(t *testing.T, s *site) {
	clerk, head := s.as(t, "学校"), s.as(t, "学校负责人")
	for _, formula := range formulas {
		it := mustItem(t, s, s.result.Samples.Article)
		v := it.Version
		v.Title, v.DocNo, v.Keywords, v.Source = formula, "", formula, formula
		text := strings.TrimSpace(formula)
		id := school{s, clerk, head}.publish(t, v)
		page := fmt.Sprintf("%s/items/%d", s.url, id)
		resp, err := http.Get(s.url + "/columns/all/directory.csv")
		b := s.visitor(t).read(resp, err).body
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b, "\ufeff"))).ReadAll()
		found := false
		for _, row := range rows {
			if !slices.Contains(row, page) {
				continue
			}
			found = true
			for _, cell := range row {
				if strings.Contains(cell, text) && (!strings.HasPrefix(cell, "'") || !strings.HasSuffix(cell, text)) {
					t.Errorf("%q in csv is %q", formula, cell)
				}
			}
		}
		if err != nil || !found {
			t.Errorf("%q is in no row of the csv, %v", formula, err)
		}
		resp, err = http.Get(s.url + "/columns/all/directory.xlsx")
		b = s.visitor(t).read(resp, err).body
		z, err := zip.NewReader(bytes.NewReader([]byte(b)), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			c, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(f.Name, "xl/worksheets/") && (bytes.Contains(c, []byte("<f>")) || bytes.Contains(c, []byte("<f "))) {
				t.Errorf("%q: a formula in %s", formula, f.Name)
			}
			all += string(c)
		}
		if !strings.Contains(html.UnescapeString(all), text) {
			t.Errorf("%q is not whole in the workbook", formula)
		}
	}
}

// publish lets a version out.
func (x school) publish(t *testing.T, v publication.Version) publication.ID {
	t.Helper()
	form := itemForm(v, "1")
	form.Set("key", fmt.Sprintf("publish %q", v.Title))
	form.Set("formed_on", workday.DateOf(x.s.clock.Now()).String())
	form.Set("expires", "")
	x.clerk.post("/desk/items", form).shows("已送审")
	id := publication.ID(0)
	if _, err := fmt.Sscanf(x.clerk.at, "/desk/items/%d", &id); err != nil {
		t.Fatalf("at %s: %v", x.clerk.at, err)
	}
	x.pass(t, id)
	return id
}

// deliveriesTakeEffectOnce: the platform takes a record and never says so, and the server ends without having heard; the one that starts on the
// same data sends it again under the same key. TestReceiverWithFailures goes on with the receipt.
func deliveriesTakeEffectOnce(t *testing.T, s *site) {
	s.platform.Refuse(nil)
	s.platform.LoseAnswers(2)
	find := func(f channel.Filter) channel.Delivery {
		t.Helper()
		list, err := s.app.DB.Deliveries(t.Context(), f)
		if err != nil || len(list) == 0 {
			t.Fatalf("%+v: %v, %v", f, list, err)
		}
		return list[0]
	}
	d := find(channel.Filter{State: channel.Refused})
	s.as(t, "局办公室").post(fmt.Sprintf("/desk/deliveries/%d/retry", d.ID), url.Values{}).shows("已重新排队")
	for deadline := time.Now().Add(20 * time.Second); ; {
		if accepted, _ := s.platform.Count(); accepted == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the platform got nothing")
		}
		if err := s.app.deliver(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	if err := s.close(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.resume(ctx); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); d.State != channel.Delivered; d = find(channel.Filter{Subject: d.Subject}) {
		if time.Now().After(deadline) {
			t.Fatalf("not delivered: %+v", d)
		}
		s.clock.Run(s.clock.Now().Add(time.Hour))
		if err := s.app.deliver(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if accepted, repeats := s.platform.Count(); accepted != 1 || repeats == 0 || d.Receipt == "" {
		t.Errorf("%d took effect, %d were repeats, receipt %q", accepted, repeats, d.Receipt)
	}
}
