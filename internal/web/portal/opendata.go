package portal

import (
	"net/http"

	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// OpenDataPage says how machines read what the pages show.
type OpenDataPage struct {
	Frame
	Intro     []string
	Links     []layout.Link
	Endpoints []web.Endpoint
}

var openDataColumn = Column{"数据开放", "数据开放", "本网站公开信息的数据接口、订阅和下载。", "数据开放 接口 订阅 下载"}

func (p *Portal) openData(r *http.Request) (web.Page, error) {
	return web.Render(r.Context(), OpenData(OpenDataPage{
		Frame: p.frame("数据接口", "/open", openDataColumn, layout.Link{Text: "政府信息公开", URL: "/open"}, layout.Link{Text: "数据接口", URL: "/api"}),
		Intro: []string{
			"以下接口只读，不需要申请和密钥，内容与本网站页面一致：只有已经公开的信息，撤下的答复 410。",
			"答复是 UTF-8 的 JSON，时间为北京时间；列表每页最多 100 条。答复带 ETag，再次取用时用 If-None-Match 询问，没有变化的答复 304。其他网站的脚本可以读取。",
			"出错时答复 application/problem+json（RFC 9457），detail 是一句中文说明。",
			"使用大语言模型的程序可以用 MCP 协议（Model Context Protocol）阅读和引用公开信息：地址 " + p.baseURL + "/mcp，只读，不用会话。",
		},
		Links: []layout.Link{
			{Text: "OpenAPI 3.1（JSON）", URL: "/api/openapi.json"},
			{Text: "OpenAPI 3.1（YAML）", URL: "/api/openapi.yaml"},
			{Text: "全部信息 RSS 订阅", URL: "/columns/all/feed.xml"},
			{Text: "全部信息目录 CSV", URL: "/columns/all/directory.csv"},
			{Text: "网站地图 XML", URL: "/sitemap.xml"},
		},
		Endpoints: p.Endpoints,
	}), "units", "editions")
}
