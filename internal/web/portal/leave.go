package portal

import (
	"fmt"
	"html"
	"net"
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

var hrefs = regexp.MustCompile(` href="([hH][tT][tT][pP][sS]?://[^"]*)"`)

// leaving leads the links of a text that go outside over the page that says so. Only what is shown changes, not what was signed.
func (p *Portal) leaving(body string) string {
	return hrefs.ReplaceAllStringFunc(body, func(attr string) string {
		return ` href="` + html.EscapeString(p.outward(html.UnescapeString(hrefs.FindStringSubmatch(attr)[1]))) + `"`
	})
}

// outward is a link, over the page that says one leaves where it leads to a site that is neither this one nor a government's.
func (p *Portal) outward(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return link
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	own, err := url.Parse(p.baseURL)
	if host == "gov.cn" || strings.HasSuffix(host, ".gov.cn") || err == nil && host == own.Hostname() {
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
	host := u.Hostname()
	if net.ParseIP(host) == nil { // its letters are shown as a browser would send them
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return web.Page{}, fmt.Errorf("leave for host %.100q: %w", u.Hostname(), web.ErrNoPage)
		}
		u.Host = strings.Replace(u.Host, u.Hostname(), host, 1)
	}
	lp := TextPage{Frame: p.frame("离开本网站", "", leaveColumn, layout.Link{Text: "离开本网站", URL: "/go"}), Heading: "您即将离开本网站"}
	lp.NoIndex = true
	lp.Sections = []TextSection{{
		Paras: []string{"您要打开的不是政府网站的页面，它的内容由对方负责，与本网站无关。请核对网址，谨慎填写个人信息。"},
		Facts: []layout.Fact{{Name: "网站", Value: host, Mono: true}, {Name: "网址", Value: u.String(), Mono: true, Wide: true}},
		Links: []layout.Link{{Text: "继续访问", URL: u.String()}, {Text: "返回首页", URL: "/"}},
	}}
	page, err := web.Render(r.Context(), Text(lp), "units")
	page.Brief = true
	return page, err
}
