package portal

import (
	"cmp"
	"net/http"

	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// note is a page that says something of the site itself.
type note struct {
	path, title, about string
	sections           func(s layout.Site) []TextSection
}

// notes are the pages at the foot of every page.
var notes = []note{
	{"/about", "关于本站", "本网站的主办单位、内容和标识。", func(s layout.Site) []TextSection {
		return []TextSection{
			{Paras: []string{
				s.Name + "由" + s.Agency + "主办，" + cmp.Or(s.Undertaker, "办公室") + "承办，是" + s.Agency + "在互联网上公开政府信息、接受监督的网站。",
				"本网站依照《中华人民共和国政府信息公开条例》设政府信息公开专栏，公开指南、制度、法定主动公开内容和年度报告，可以检索、查阅、下载。",
				"每条信息发布时都记入公开登记簿。登记簿只能增加，不能删改，任何人都可以下载发布证明，核对发布日期和内容。",
			}},
			{Title: "网站标识", Facts: []layout.Fact{
				{Name: "网站名称", Value: s.Name}, {Name: "主办单位", Value: s.Agency}, {Name: "网站标识码", Value: cmp.Or(s.IDCode, "无")}, {Name: "ICP 备案号", Value: cmp.Or(s.ICP, "无")}, {Name: "公安备案号", Value: cmp.Or(s.Police, "无")},
			}},
			{Title: "转载", Paras: []string{"转载本网站的信息，请注明来源和网址，不要改动标题和内容。数据接口见页脚“数据接口”。"}},
		}
	}},
	{"/contact", "联系我们", "本机关的地址、电话和办公时间。", func(s layout.Site) []TextSection {
		return []TextSection{
			{Facts: []layout.Fact{
				{Name: "机关名称", Value: s.Agency}, {Name: "办公地址", Value: cmp.Or(s.Address, "见各单位页面")}, {Name: "联系电话", Value: cmp.Or(s.Phone, "见各单位页面")}, {Name: "办公时间", Value: cmp.Or(s.Hours, "工作日")},
			}},
			{
				Paras: []string{"发现本网站的内容有错误、链接打不开，请用“我要纠错”告诉我们；认为有应当公开而没有公开的信息，请打电话或者来信反映。"},
				Links: []layout.Link{{Text: "我要纠错", URL: correctURL}, {Text: "各单位联系方式", URL: "/units"}, {Text: "依申请公开", URL: requestsURL}},
			},
		}
	}},
	{"/privacy", "隐私声明", "本网站收集哪些信息，怎样使用和保管。", func(layout.Site) []TextSection {
		return []TextSection{
			{Title: "浏览", Paras: []string{
				"浏览本网站不需要登录，也不要求提供个人信息。本网站不使用第三方的统计、广告和跟踪代码，页面不从其他网站加载内容。",
				"服务器按照网络安全法的要求保存访问日志，记录时间、网络地址和访问的页面，不记录检索的内容，只用于安全防护和故障排查。",
				"在站内检索而没有结果的词，会不带来源地汇总，用来改进检索；疑似证件号、电话号码的不记录。",
			}},
			{Title: "网页纠错", Paras: []string{
				"在“我要纠错”里写的问题描述和联系方式加密保存，只供办理单位核实、联系，不公开，也不用于其他用途；联系方式可以不填。凭编号查看的页面只显示问题类型、办理情况和答复。",
				"为防止恶意提交，同一网络地址一小时内提交的件数有上限，只在内存中计数，不与您写的内容一起保存。",
			}},
			{Title: "Cookie", Paras: []string{"只有在“无障碍和长者设置”里保存了设置，本网站才在您的浏览器里存一个 Cookie，记住字号、对比度和间距，不含任何个人信息，恢复标准时即删除。"}},
			{
				Title: "公开的信息中的个人信息", Paras: []string{"公开信息前都经过个人信息检查。发现公开的信息中含有不应当公开的个人信息的，请立即与我们联系，我们核实后及时撤下。"},
				Links: []layout.Link{{Text: "联系我们", URL: "/contact"}},
			},
		}
	}},
	{"/accessibility", "无障碍声明", "本网站为残疾人、老年人使用所做的安排。", func(layout.Site) []TextSection {
		return []TextSection{
			{Paras: []string{
				"本网站按照《无障碍环境建设法》和《Web 内容无障碍指南》（WCAG）2.2 AA 级的要求建设，全部页面不依赖脚本，可以只用键盘浏览，适合读屏软件朗读。",
				"字号可以放大到两倍，对比度和行距可以调整，页面在 320 像素宽的屏幕上不需要左右拖动；宽的表格可以在表内拖动。",
			}, Links: []layout.Link{{Text: "无障碍和长者设置", URL: "/settings"}}},
			{
				Title: "已知的不足", Paras: []string{"部分历史附件是扫描件，读屏软件读不出文字。需要其中内容的，请与我们联系，我们提供可以朗读的文本。"},
				Links: []layout.Link{{Text: "联系我们", URL: "/contact"}},
			},
		}
	}},
}

// page makes the page of a note.
func (p *Portal) note(n note) func(*http.Request) (web.Page, error) {
	return func(r *http.Request) (web.Page, error) {
		tp := TextPage{
			Frame: p.frame(n.title, "", Column{n.title, "概况信息", n.about, n.title}, layout.Link{Text: n.title, URL: n.path}), Heading: n.title, Sections: n.sections(p.site()),
		}
		return web.Render(r.Context(), Text(tp), "units", "editions")
	}
}
