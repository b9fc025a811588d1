package gallery

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestEveryPageRenders renders every page in every case and reads it back.
func TestEveryPageRenders(t *testing.T) {
	t.Parallel()
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			out, err := c.HTML()
			if err != nil {
				t.Fatal(err)
			}
			root, err := html.Parse(bytes.NewReader(out))
			if err != nil {
				t.Fatal(err)
			}
			p := read(root)
			check(t, c, p)
		})
	}
}

// page is what the test looks at.
type page struct {
	all    []*html.Node
	ids    map[string]int
	metas  map[string]int
	labels map[string]bool
	title  string
	lang   string
	text   string
}

func read(root *html.Node) page {
	p := page{ids: map[string]int{}, metas: map[string]int{}, labels: map[string]bool{}}
	var text strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" {
			text.WriteString(n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		p.all = append(p.all, n)
		if id := attr(n, "id"); id != "" {
			p.ids[id]++
		}
		switch n.Data {
		case "html":
			p.lang = attr(n, "lang")
		case "title":
			if n.Parent.Data == "head" {
				p.title = content(n)
			}
		case "meta":
			if name := attr(n, "name"); name != "" {
				p.metas[name]++
				if attr(n, "content") == "" {
					p.metas[name] += 1000
				}
			}
		case "label":
			p.labels[attr(n, "for")] = true
		}
	}
	p.text = text.String()
	return p
}

func check(t *testing.T, c Case, p page) {
	t.Helper()
	if p.lang != "zh-CN" {
		t.Errorf("lang is %q", p.lang)
	}
	if strings.TrimSpace(p.title) == "" {
		t.Error("no title")
	}
	if strings.Contains(p.text, "@layout") || strings.Contains(p.text, "{ p.") || strings.Contains(p.text, "%!") {
		t.Error("a template's own words are shown")
	}
	for id, n := range p.ids {
		if n > 1 {
			t.Errorf("id %q %d times", id, n)
		}
	}
	if c.Public {
		for _, name := range []string{"SiteName", "SiteDomain", "SiteIDCode"} {
			if p.metas[name] != 1 {
				t.Errorf("meta %s: %d", name, p.metas[name])
			}
		}
		if p.metas["ColumnName"] == 1 && (p.metas["ColumnType"] != 1 || p.metas["ColumnDescription"] != 1 || p.metas["ColumnKeywords"] != 1) {
			t.Errorf("the column group is incomplete: %v", p.metas)
		}
		if p.metas["ArticleTitle"] == 1 && (p.metas["PubDate"] != 1 || p.metas["ContentSource"] != 1 || p.metas["ColumnName"] != 1) {
			t.Errorf("the article group is incomplete: %v", p.metas)
		}
	}
	for name, n := range p.metas {
		if n != 1 {
			t.Errorf("meta %s: %d times, or empty", name, n)
		}
	}
	h1 := 0
	for _, n := range p.all {
		if n.Data == "h1" {
			h1++
		}
		checkElement(t, c, p, n)
	}
	if h1 != 1 {
		t.Errorf("%d h1", h1)
	}
}

func checkElement(t *testing.T, c Case, p page, n *html.Node) {
	t.Helper()
	if has(n, "style") || n.Data == "style" {
		t.Errorf("<%s> has a style of its own", n.Data)
	}
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") && a.Key != "on" {
			t.Errorf("<%s %s>", n.Data, a.Key)
		}
	}
	switch n.Data {
	case "script":
		if c.Public || attr(n, "src") == "" || n.FirstChild != nil {
			t.Error("a script that may not be here")
		}
	case "a":
		href := attr(n, "href")
		switch {
		case href == "" || href == "#":
			t.Errorf("a link that leads nowhere: %q", content(n))
		case strings.HasPrefix(href, "#") && p.ids[href[1:]] == 0:
			t.Errorf("link to %s, which is not on the page", href)
		case strings.Contains(href, "about:invalid"):
			t.Errorf("link %q was taken for unsafe", href)
		}
		if strings.TrimSpace(content(n)) == "" {
			t.Errorf("a link without words to %q", href)
		}
	case "input", "select", "textarea":
		if attr(n, "type") != "hidden" && !p.labels[attr(n, "id")] && !has(n, "aria-label") {
			t.Errorf("<%s name=%q> has no label", n.Data, attr(n, "name"))
		}
	case "img":
		if !has(n, "alt") {
			t.Error("a picture without alt")
		}
	case "button":
		if strings.TrimSpace(content(n)) == "" {
			t.Error("a button without words")
		}
	case "form":
		for up := n.Parent; up != nil; up = up.Parent {
			if up.Data == "form" {
				t.Error("a form in a form")
			}
		}
		if attr(n, "method") == "post" && !c.Public && strings.HasSuffix(c.Name, "-usual") && !hasCSRF(n) {
			t.Errorf("form to %s without csrf", attr(n, "action"))
		}
	}
	for _, key := range []string{"aria-labelledby", "aria-describedby", "for", "form"} {
		for id := range strings.FieldsSeq(attr(n, key)) {
			if p.ids[id] == 0 {
				t.Errorf("<%s %s=%q> points to nothing", n.Data, key, id)
			}
		}
	}
}

func hasCSRF(form *html.Node) bool {
	for n := range form.Descendants() {
		if n.Data == "input" && attr(n, "name") == "csrf" {
			return true
		}
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func content(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
