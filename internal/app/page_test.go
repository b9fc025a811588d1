package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongkai/internal/web/portal"
)

// tagged is a public page as a checker of 国办发〔2017〕47号 reads it.
type tagged struct {
	meta   map[string]string
	again  []string // names that stand more than once
	text   string
	footer string
}

func readTags(t *testing.T, body string) tagged {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	p := tagged{meta: map[string]string{}}
	var walk func(n *html.Node, footer bool)
	walk = func(n *html.Node, footer bool) {
		switch {
		case n.Type == html.TextNode:
			p.text += n.Data
			if footer {
				p.footer += strings.TrimSpace(n.Data)
			}
		case n.Data == "footer":
			footer = true
		case n.Data == "meta":
			at := map[string]string{}
			for _, a := range n.Attr {
				at[a.Key] = a.Val
			}
			if name := at["name"]; name != "" {
				if _, ok := p.meta[name]; ok {
					p.again = append(p.again, name)
				}
				p.meta[name] = at["content"]
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, footer)
		}
	}
	walk(root, false)
	return p
}

// TestPublicPagesCarryTheirTags holds every kind of public page against the machine-checked part of 国办发〔2017〕47号: the
// three groups of tags, none empty, none twice; the publication date as the page shows it; the seven items of the footer.
func TestPublicPagesCarryTheirTags(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	sample := s.result.Samples
	const imported = "/reports/2024" // of which the older site stated a day and no hour
	site := []string{"SiteName", "SiteDomain", "SiteIDCode"}
	column := append([]string{"ColumnName", "ColumnType", "ColumnDescription", "ColumnKeywords"}, site...)
	article := append([]string{"ArticleTitle", "PubDate", "ContentSource"}, column...)
	types := regexp.MustCompile(`^(首页|概况信息|机构职能|负责人信息|工作动态|政策文件|信息公开指南|信息公开目录|信息公开年报|依申请公开|数据发布|数据开放|政策解读|回应关切|办事服务|咨询投诉|征集调查|在线访谈)$`)
	pages := map[string][]string{
		"/": column, "/open": column, "/columns/news": column, "/columns/policy": column, "/columns/guide": column, "/columns/all?year=2026": column, "/open/expired": column, "/search": column, "/settings": column, "/about": column, "/contact": column, "/privacy": column, "/accessibility": column, "/go?u=https%3A%2F%2Fwww.example.com%2F": column,
		fmt.Sprintf("/items/%d", sample.Article): article, fmt.Sprintf("/items/%d/proof", sample.Article): column,
		"/credit": column, fmt.Sprintf("/licences/%d", int64(sample.Licence)): article, "/units": column, "/units/jyj": column, "/units/jyj/powers": column, "/units/jyj/powers/0100001000": column, "/units/jyj/editions/powers": column, "/units/jyj/editions/profile": column, "/sitemap": column,
		"/open/standard": column, "/open/standard/" + standardCode(t, s): column, "/corrections/new": column, "/corrections/" + sample.Correction: column, "/columns/all": column, "/columns/system": column, "/units/yizhong": column, "/credit?page=2": column, "/api": column,
		"/requests": column, "/requests/new": column, "/requests/track": column, "/requests/status": column, "/reports": column, "/reports/check": column, "/reports/2020": article, imported: article, "/reports/2020/records/table2.licensing.2": column, "/reports/2020/editions/1": column, "/website-reports/2025": article, "/website-reports/2025/records/news": column, "/website-reports/2025/editions/1": column, "/nothing": site,
	}
	s.correctsReport(t)
	s.publishesWebsite(t, 2025)
	s.correctsWebsite(t, 2025)
	everyKindOfPage(t, pages)
	for at, names := range pages {
		_, body := s.get(t, at)
		p := readTags(t, body)
		if len(p.again) > 0 {
			t.Errorf("%s: %v stand twice", at, p.again)
		}
		for _, name := range names {
			if strings.TrimSpace(p.meta[name]) == "" {
				t.Errorf("%s: %s is %q", at, name, p.meta[name])
			}
		}
		for name, content := range p.meta {
			if content == "" {
				t.Errorf("%s: %s is empty", at, name)
			}
		}
		if kind, ok := p.meta["ColumnType"]; ok && !types.MatchString(kind) {
			t.Errorf("%s: ColumnType %q", at, kind)
		}
		if date, ok := p.meta["PubDate"]; ok {
			form := `^\d{4}-\d\d-\d\d \d\d:\d\d$`
			if at == imported {
				form = `^\d{4}-\d\d-\d\d$`
			}
			if !regexp.MustCompile(form).MatchString(date) || !strings.Contains(p.text, date) {
				t.Errorf("%s: PubDate %q is not what the page shows", at, date)
			}
		}
		for _, item := range []string{"党政机关网站标识", "我为政府网站找错", "网站标识码 4109000000", "主办濮阳市教育局", "电话0393-", "豫ICP备", "公网安备", "网站地图"} {
			if !strings.Contains(p.footer, item) {
				t.Errorf("%s: no %s in the footer %q", at, item, p.footer)
			}
		}
	}
}

// everyKindOfPage fails for a kind of public page that the test does not visit.
func everyKindOfPage(t *testing.T, visited map[string][]string) {
	t.Helper()
	mux := http.NewServeMux()
	kinds := map[string]bool{}
	for _, rt := range new(portal.Portal).Routes() {
		last := path.Base(rt.Pattern)
		if rt.Send != nil || path.Ext(last) != "" || strings.HasPrefix(rt.Pattern, "/log/") || rt.Pattern == "/powers" { // files, and what only leads on
			continue
		}
		kinds["GET "+rt.Pattern] = true
		mux.HandleFunc("GET "+rt.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	for at := range visited {
		_, pattern := mux.Handler(httptest.NewRequest(http.MethodGet, at, nil))
		delete(kinds, pattern)
	}
	for k := range kinds {
		t.Errorf("no page of %s is looked at", k)
	}
}

// standardCode is the code of an entry of the standard catalogue.
func standardCode(t *testing.T, s *site) string {
	t.Helper()
	_, entries, err := s.app.Assignments.Current(t.Context())
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	return entries[0].Code
}
