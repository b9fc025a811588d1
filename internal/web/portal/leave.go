package portal

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/idna"

	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// leaveURL is where a link to a site outside gov.cn leads: to a page that says so. law: 国办发〔2017〕47号
const leaveURL = "/go?u="

var hrefs = regexp.MustCompile(` href="(https?://[^"]*)"`)

// leaving leads the links of a text that go outside gov.cn over the page that says so.
func leaving(body string) string {
	return hrefs.ReplaceAllStringFunc(body, func(attr string) string {
		to := html.UnescapeString(hrefs.FindStringSubmatch(attr)[1])
		if !outside(to) {
			return attr
		}
		return ` href="` + leaveURL + url.QueryEscape(to) + `"`
	})
}

// outside reports whether a link leads to a site that is no government's.
func outside(link string) bool {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return host != "gov.cn" && !strings.HasSuffix(host, ".gov.cn")
}

// outward is a link of the frame, over the page that says one leaves where it leads outside.
func outward(link string) string {
	if !outside(link) {
		return link
	}
	return leaveURL + url.QueryEscape(link)
}

var leaveColumn = Column{"离开本网站", "概况信息", "打开政府网站以外的链接之前的提示。", "离开本网站"}

// leave says that one is about to leave the site, and for where. It leads nowhere by itself.
func (p *Portal) leave(r *http.Request) (web.Page, error) {
	to := r.URL.Query().Get("u")
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(to) > 2000 {
		return web.Page{}, fmt.Errorf("leave for %.100q: %w", to, web.ErrNoPage)
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		return web.Page{}, fmt.Errorf("leave for host %.100q: %w", u.Hostname(), web.ErrNoPage)
	}
	lp := TextPage{Frame: p.frame("离开本网站", "", leaveColumn, layout.Link{Text: "离开本网站", URL: "/go"}), Heading: "您即将离开本网站"}
	lp.NoIndex = true
	lp.Sections = []TextSection{{
		Paras: []string{"您要打开的不是政府网站的页面，它的内容由对方负责，与本网站无关。请核对网址，谨慎填写个人信息。"},
		Facts: []layout.Fact{{Name: "网站", Value: host, Mono: true}, {Name: "网址", Value: to, Mono: true, Wide: true}},
		Links: []layout.Link{{Text: "继续访问", URL: u.String()}, {Text: "返回首页", URL: "/"}},
	}}
	page, err := web.Render(r.Context(), Text(lp), "units")
	page.Brief = true
	return page, err
}
