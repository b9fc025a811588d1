package app

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/internal/web/layout"
	"gongkai/internal/web/portal"
)

// usualServices are what families look for first at an education bureau.
func usualServices() []layout.Service {
	return []layout.Service{
		{Title: "招生入学", To: "enrolment", Icon: "enrol"},
		{Title: "学区划分", Note: "查各校招生范围", To: "/search?q=学区&column=enrolment", Icon: "district"},
		{Title: "教师资格", Note: "资格认定、职称、招聘", To: "teachers", Icon: "teacher"},
		{Title: "学生资助", To: "aid", Icon: "aid"},
		{Title: "民办与校外培训", To: "private", Icon: "school"},
		{Title: "行政许可公示", To: "double-publicity", Icon: "licence"},
		{Title: "政务服务网", Note: "国家政务服务平台", To: "https://www.gjzwfw.gov.cn/", Icon: "link"},
	}
}

// What a tile of the home page has room for.
const (
	maxServiceTitle = 10
	maxServiceNote  = 20
)

var columnCode = regexp.MustCompile(`^[a-z0-9-]+$`)

// checkService returns what is wrong with an entry, each a sentence that goes on after its title.
func checkService(s layout.Service) []string {
	var out []string
	if n := utf8.RuneCountInString(s.Title); n == 0 || n > maxServiceTitle {
		out = append(out, fmt.Sprintf("的 title 应为 1 至 %d 个字。", maxServiceTitle))
	}
	if utf8.RuneCountInString(s.Note) > maxServiceNote {
		out = append(out, fmt.Sprintf("的 note 不能超过 %d 个字。", maxServiceNote))
	}
	u, err := url.Parse(s.To)
	path := err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(s.To, "/")
	elsewhere := err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
	if !path && !elsewhere && !columnCode.MatchString(s.To) {
		out = append(out, fmt.Sprintf("的 to “%s”应为栏目代码、以 / 开头的本站路径，或者以 http(s):// 开头的网址。", s.To))
	}
	if !slices.Contains(portal.Icons(), s.Icon) {
		out = append(out, fmt.Sprintf("的 icon “%s”没有这个图标，可用：%s。", s.Icon, strings.Join(portal.Icons(), "、")))
	}
	return out
}

// sampleServices writes the entries as the sample has them. doc names where the icons go.
func sampleServices(doc string, services []layout.Service) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n# "+doc+"\n", strings.Join(portal.Icons(), "、"))
	for _, s := range services {
		fmt.Fprintf(&b, "[[site.services]]\ntitle = %q\nnote = %q\nto = %q\nicon = %q\n\n", s.Title, s.Note, s.To, s.Icon)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
