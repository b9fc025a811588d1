package gallery

import (
	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
	"gongkai/internal/web/portal"
)

func corrections() trio[portal.CorrectionPage] {
	kind := layout.Field{Kind: layout.Radio, Name: "kind", Label: "问题类型", Required: "必填", Options: []layout.Option{{Value: "wording", Text: "错别字或者表述错误"}, {Value: "link", Text: "链接打不开"}, {Value: "other", Text: "其他"}}}
	usual := portal.CorrectionPage{
		Frame: public("我要纠错", "", layout.Link{Text: "我要纠错"}), Item: "128", About: layout.Link{Text: titles[0], URL: "/items/128"}, Trap: "website", Kind: kind,
		Text:    layout.Field{Kind: layout.Area, Name: "text", Label: "问题描述", Required: "必填", Rows: 6, Hint: "写明哪一处有什么问题，最多 500 个字。"},
		Contact: layout.Field{Name: "contact", Label: "联系方式", Hint: "电话或者电子邮箱，可以不填。"},
	}
	wordy := usual
	wordy.Item, wordy.Problem = "", "没有提交，有 2 处需要修改："
	wordy.Page = layout.Field{Name: "page", Label: "页面网址", Required: "必填", Value: long("https://www.example.com/", 300), Error: "请填写本网站页面的网址，可以从浏览器的地址栏复制；首页填 /。", Hint: "出错页面的网址。"}
	wordy.Text.Value, wordy.Text.Error = long("第二段的第三个链接打不开。", 800), "问题描述有 800 个字，最多 500 个，请删减。"
	wordy.Errors = []layout.FieldError{{Text: wordy.Page.Error, Ref: "f-page"}, {Text: wordy.Text.Error, Ref: "f-text"}}
	empty := usual
	empty.Item, empty.Page = "", layout.Field{Name: "page", Label: "页面网址", Required: "必填"}
	empty.Frame = portal.Frame{Site: bare(), Title: "我要纠错"}
	return trio[portal.CorrectionPage]{empty, usual, wordy}
}

func correctedPages() trio[portal.CorrectedPage] {
	facts := []layout.Fact{{Name: "编号", Value: "12-k3m9xw2p7q", Mono: true}, {Name: "问题类型", Value: "内容过时"}, {Name: "收到时间", Value: "2026-11-20 08:30"}, {Name: "答复期限", Value: "2026年11月25日"}, {Name: "反映的页面", Value: "/items/128", URL: "/items/128"}}
	frame := public("网页纠错", "", layout.Link{Text: "我要纠错", URL: "/corrections/new"}, layout.Link{Text: "办理情况"})
	wordy := portal.CorrectedPage{Frame: frame, State: layout.Violated("待答复，已超过期限"), Said: long("答复期限已过，濮阳市教育局还没有答复，可以打电话催办：0393-0000001。", 120), Facts: append([]layout.Fact{{Name: "页面", Value: long("/columns/enrolment?year=2026&", 300)}}, facts...), Answer: []string{long("经核实，页面没有错误。", 900), "谢谢。"}}
	return trio[portal.CorrectedPage]{
		portal.CorrectedPage{Frame: portal.Frame{Site: bare(), Title: "网页纠错"}, State: layout.InHand("待答复"), Said: "已经收到。"},
		portal.CorrectedPage{Frame: frame, State: layout.Achieved("已答复"), Said: "濮阳市教育局已于2026年11月23日答复。", Facts: facts, Answer: []string{"已经改正，谢谢。"}},
		wordy,
	}
}

func correctionLists() trio[desk.CorrectionsPage] {
	usual := desk.CorrectionsPage{
		Frame: deskFrame("网页纠错", "网页纠错"), Sentence: "公众反映的页面错误，自收到之日起 3 个工作日内答复；没有答复的在前。", Pager: layout.Pager{Total: "2", Unit: "件"},
		Rows: []desk.CorrectionRow{
			{No: "2", URL: "/x", Kind: "内容过时", Page: "/items/128", Unit: "市招生考试办", Received: "11-12 09:30", Due: layout.Violated("逾期 3 日")},
			{No: "1", URL: "/x", Kind: "链接打不开", Page: "/columns/teachers", Unit: "市教育局", Received: "11-11 15:20", Due: layout.Achieved("已改正")},
		},
	}
	wordy := usual
	wordy.Rows = []desk.CorrectionRow{{No: "1234567", URL: "/x", Kind: "错别字或者表述错误", Page: long("/columns/enrolment?year=2026&", 300), Unit: long("市中小学生社会实践教育中心", 30), Received: "11-12 09:30", Due: layout.Violated("不属本单位，迟")}}
	return trio[desk.CorrectionsPage]{desk.CorrectionsPage{Frame: bareDesk("网页纠错"), Empty: &desk.Empty{Title: "还没有网页纠错", Text: "公众提交的列在这里。"}}, usual, wordy}
}

func deskCorrections() trio[desk.CorrectionPage] {
	usual := desk.CorrectionPage{
		Frame: deskFrame("网页纠错", "网页纠错", layout.Link{Text: "网页纠错", URL: "/desk/corrections"}), Heading: "网页纠错 2：内容过时", State: layout.Attention("余 1 日"),
		Facts: []layout.Fact{{Name: "反映的页面", Value: "/items/128", URL: "/items/128"}, {Name: "收到时间", Value: "2026-11-19 10:05"}, {Name: "联系方式", Value: "138****0000"}},
		Text:  []string{"报名早就结束了，页面上没有说明。"}, Public: layout.Link{Text: "公众看到的办理情况", URL: "/corrections/2-x"}, Action: "/desk/corrections/2/answer",
		Fields: []layout.Field{
			{Kind: layout.Radio, Name: "outcome", Label: "办理结果", Required: "必填", Options: []layout.Option{{Value: "corrected", Text: "已改正", Hint: "页面已经改好"}, {Value: "unfounded", Text: "不属实"}, {Value: "elsewhere", Text: "不属本单位"}}},
			{Kind: layout.Area, Name: "answer", Label: "答复", Required: "必填", Rows: 6, Hint: "写明核实的情况和怎样处理。"},
		},
	}
	wordy := usual
	wordy.State, wordy.Text, wordy.Answer, wordy.Action, wordy.Fields = layout.Violated("不属本单位，迟"), []string{long("第二段的第三个链接打不开。", 500)}, []string{long("经核实，页面没有错误。", 900), "谢谢。"}, "", nil
	wordy.Facts = append([]layout.Fact{{Name: "反映的页面", Value: long("/columns/enrolment?year=2026&", 300), URL: "/x"}}, usual.Facts[1:]...)
	return trio[desk.CorrectionPage]{desk.CorrectionPage{Frame: bareDesk("网页纠错"), Heading: "网页纠错 1：其他", Public: layout.Link{Text: "公众看到的办理情况", URL: "/x"}}, usual, wordy}
}
