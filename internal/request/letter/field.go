package letter

import (
	"fmt"
	"strconv"
	"strings"

	"gongkai/internal/law"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// Field is a word of a template: {{.申请编号}}, or a list for {{range .理由}}, whose entries have the keys.
type Field struct {
	Name, What string
	Keys       []string // of an entry; nil: no list
	Values     []string // all it can be; nil: free

	quoted bool // others' words: they may hold what would be a leftover in ours
	past   bool // a day on which something has happened
	ahead  bool // a day that is still to come
	get    func(*Facts) any
}

// The words of a template are plain values: text of ours, text of others, and the number of an entry, which belongs to the template.
type (
	own    string
	quote  string
	number string
)

// entry is one of a list.
type entry map[string]any

// order is the key that numbers the entries of a list: （一）, and nothing where there is one entry only.
const order = "序"

func text(name, what string, get func(*Facts) string) Field {
	return Field{Name: name, What: what, get: func(f *Facts) any { return own(get(f)) }}
}

func others(name, what string, get func(*Facts) string) Field {
	return Field{Name: name, What: what, quoted: true, get: func(f *Facts) any { return quote(get(f)) }}
}

func past(name, what string, get func(*Facts) workday.Date) Field {
	return Field{Name: name, What: what, past: true, get: func(f *Facts) any { return own(get(f).Chinese()) }}
}

func ahead(name, what string, get func(*Facts) workday.Date) Field {
	return Field{Name: name, What: what, ahead: true, get: func(f *Facts) any { return own(get(f).Chinese()) }}
}

func list(name, what string, keys []string, get func(*Facts) []entry) Field {
	return Field{Name: name, What: what, Keys: append([]string{order}, keys...), get: func(f *Facts) any {
		entries := get(f)
		for i, e := range entries {
			e[order] = number("")
			if len(entries) > 1 {
				e[order] = number("（" + law.Numeral(i+1) + "）")
			}
		}
		return entries
	}}
}

func lines(name, what string, quoted bool, get func(*Facts) []string) Field {
	return list(name, what, []string{"内容"}, func(f *Facts) []entry {
		var entries []entry
		for _, s := range get(f) {
			if quoted {
				entries = append(entries, entry{"内容": quote(s)})
			} else {
				entries = append(entries, entry{"内容": own(s)})
			}
		}
		return entries
	})
}

func places(name, what string, get func(*Facts) []Place) Field {
	return list(name, what, []string{"名称", "联系方式"}, func(f *Facts) []entry {
		var entries []entry
		for _, p := range get(f) {
			entries = append(entries, entry{"名称": own(p.Name), "联系方式": own(p.Contact)})
		}
		return entries
	})
}

func codes() []string {
	var out []string
	for _, d := range request.Decisions() {
		out = append(out, string(d.Code))
	}
	return out
}

func results() []string {
	var out []string
	for _, r := range Results {
		out = append(out, string(r))
	}
	return out
}

func among(f Field, values ...string) Field {
	f.Values = values
	return f
}

// fields are all the words that a template may use.
var fields = []Field{
	text("机关名称", "本机关的名称，落款和红头用它", func(f *Facts) string { return f.Agency }),
	text("工作机构", "政府信息公开工作机构的名称", func(f *Facts) string { return f.Office.Name }),
	text("联系地址", "工作机构的地址", func(f *Facts) string { return f.Office.Address }),
	text("联系电话", "工作机构的电话", func(f *Facts) string { return f.Office.Phone }),
	text("办公时间", "工作机构的办公时间", func(f *Facts) string { return f.Office.Hours }),
	text("文号", "这份文书的文号", func(f *Facts) string { return f.DocNo }),
	past("成文日期", "这份文书的日期", func(f *Facts) workday.Date { return f.Signed }),
	others("申请编号", "申请的编号", func(f *Facts) string { return f.RequestNo }),
	others("申请人", "申请人的姓名或者名称", func(f *Facts) string { return f.Applicant }),
	among(text("称谓", "您；申请人是单位的，你单位", func(f *Facts) string { return address(f.Kind) }), "您", "你单位"),
	others("申请内容", "申请公开的内容，申请人的原话", func(f *Facts) string { return f.Subject }),
	past("收到日", "收到申请之日", func(f *Facts) workday.Date { return f.Received }),
	text("提交方式", "通过互联网提交、当面提交、以邮寄方式提交等", func(f *Facts) string { return handedIn[f.Channel] }),
	text("收到日规则", "收到之日怎样确定，例如以签收之日为收到之日", func(f *Facts) string { return f.Channel.Counts() }),
	ahead("到期日", "答复的到期日", func(f *Facts) workday.Date { return f.Due }),
	others("查询码", "申请人查询办理情况用的码", func(f *Facts) string { return f.Secret }),
	text("查询网址", "申请人查询办理情况的网址", func(f *Facts) string { return f.TrackURL }),
	among(text("决定类型", "决定的代码", func(f *Facts) string { return string(f.Decision.Code) }), codes()...),
	text("决定", "决定的名称", func(f *Facts) string { return f.Decision.Name }),
	text("依据", "这份文书依据的条款，写全名", (*Facts).cite),
	lines("理由", "理由；延期的理由、要求说明理由的原因也在这里", false, func(f *Facts) []string { return f.Reasons }),
	text("复议机关", "本级人民政府", func(f *Facts) string { return f.Forum.Authority }),
	text("救济", "申请行政复议、提起行政诉讼的途径和期限，按日期和决定类型生成", func(f *Facts) string { return f.Remedy().Text }),
	text("复议网址", "网络送达的，提交行政复议申请的互联网渠道，一句话", func(f *Facts) string { return f.Remedy().Channel }),
	lines("补正事项", "需要补正的事项", false, func(f *Facts) []string { return f.Supplement.Items }),
	ahead("补正期限", "补正的最后一日", func(f *Facts) workday.Date { return f.Supplement.Until }),
	text("延长天数", "延长的天数，例如10个工作日", func(f *Facts) string { return count(f.Extension.Days, "个工作日") }),
	ahead("原到期日", "延期以前的到期日", func(f *Facts) workday.Date { return f.Extension.From }),
	ahead("新到期日", "延期以后的到期日", func(f *Facts) workday.Date { return f.Extension.To }),
	text("批准人", "同意延期的工作机构负责人", func(f *Facts) string { return f.Extension.Approver }),
	ahead("说明期限", "说明理由的最后一日", func(f *Facts) workday.Date { return f.ReasonBy }),
	ahead("延迟答复日", "确定的延迟答复日期", func(f *Facts) workday.Date { return f.Deferred }),
	others("征求对象", "第三方、共同制作机关的名称", func(f *Facts) string { return f.Consult.Name }),
	lines("征求内容", "征求意见、告知第三方的信息", true, func(f *Facts) []string { return f.Consult.Items }),
	text("获取方式", "电子邮件、邮寄、自行领取、当面查阅", func(f *Facts) string { return f.Provide.How }),
	text("获取途径", "寄到哪里、在哪里领取或者查阅", func(f *Facts) string { return f.Provide.Where }),
	text("获取时间", "什么时候可以得到", func(f *Facts) string { return f.Provide.When }),
	list("已公开信息", "已经主动公开的信息、公开出版物", []string{"名称", "网址", "日期"}, func(f *Facts) []entry {
		var entries []entry
		for _, p := range f.Published {
			entries = append(entries, entry{"名称": quote(p.Title), "网址": own(p.URL), "日期": own(p.On.Chinese())})
		}
		return entries
	}),
	lines("提供内容", "提供的信息的名称", true, func(f *Facts) []string { return f.Given }),
	list("不予公开内容", "部分公开的，不予公开的各部分", []string{"内容", "依据", "理由"}, func(f *Facts) []entry {
		var entries []entry
		for _, w := range f.Withheld {
			entries = append(entries, entry{"内容": quote(w.What), "依据": own(w.Cite), "理由": own(w.Reason)})
		}
		return entries
	}),
	text("检索范围", "检索了哪些地方", func(f *Facts) string { return f.Search.Scope }),
	text("检索方法", "怎样检索", func(f *Facts) string { return f.Search.Method }),
	past("检索日期", "检索的日期", func(f *Facts) workday.Date { return f.Search.On }),
	places("负责机关", "负责公开的机关", func(f *Facts) []Place { return f.Responsible }),
	text("原答复文号", "以前答复的文号", func(f *Facts) string { return f.Earlier.DocNo }),
	past("原答复日期", "以前答复的日期", func(f *Facts) workday.Date { return f.Earlier.On }),
	places("渠道", "信访、投诉、举报的渠道，另行办理的机关", func(f *Facts) []Place { return f.Places }),
	text("办理依据", "有特别规定的法律、行政法规和条款", func(f *Facts) string { return f.Basis }),
	among(text("收费方式", "按件计收、按量计收", func(f *Facts) string { return f.Fee.Basis.Name() }), request.ByCount.Name(), request.ByPages.Name()),
	text("收费月份", "按件计收的，件数累计的月份", func(f *Facts) string {
		if f.Fee.Basis != request.ByCount {
			return ""
		}
		return f.Fee.Month
	}),
	text("计费数量", "31件、120页", func(f *Facts) string { return count(f.Fee.Count, f.Fee.unit()) }),
	list("计费明细", "分档计算", []string{"算式"}, (*Facts).feeSteps),
	text("费用", "应缴的数额", (*Facts).feeSum),
	text("缴纳方式", "怎样缴费", func(f *Facts) string { return f.Fee.Pay }),
	among(text("放弃事由", "补正，或者缴费", (*Facts).lapse), "补正", "缴费"),
	text("通知文号", "补正告知书、收费通知的文号", func(f *Facts) string { return f.Lapse.DocNo }),
	past("通知日期", "补正告知书、收费通知的日期", func(f *Facts) workday.Date { return f.Lapse.On }),
	past("逾期期限", "申请人应当补正、缴费的最后一日", func(f *Facts) workday.Date { return f.Lapse.Until }),
	others("更正记录", "要求更正的记录", func(f *Facts) string { return f.Correction.Record }),
	among(text("更正结果", "处理的结果", func(f *Facts) string { return string(f.Correction.Result) }), results()...),
	text("更正说明", "怎样更正，或者为什么不更正、不归本机关", func(f *Facts) string { return f.Correction.Detail }),
	text("有权机关", "有权更正的机关", func(f *Facts) string { return f.Correction.To.Name }),
	text("有权机关联系方式", "有权更正的机关的联系方式", func(f *Facts) string { return f.Correction.To.Contact }),
}

// Fields lists the words that a template may use, for whoever writes one.
func Fields() []Field { return append([]Field(nil), fields...) }

func fieldOf(name string) (Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

func address(k request.Applicant) string {
	if k == request.Natural || k == "" {
		return "您"
	}
	return "你单位"
}

var handedIn = map[request.Channel]string{
	request.Online: "通过互联网提交", request.Counter: "当面提交", request.Oral: "口头提出", request.Registered: "以邮寄方式提交", request.Plain: "以平常信函提交", request.Fax: "以传真提交",
}

func count(n int, unit string) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n) + unit
}

func (f Fee) unit() string {
	if f.Basis == request.ByPages {
		return "页"
	}
	return "件"
}

func (f *Facts) feeSteps() []entry {
	var entries []entry
	unit := f.Fee.unit()
	for _, p := range request.FeeParts(f.Fee.Basis, f.Fee.Count) {
		s := fmt.Sprintf("第%d%s", p.From, unit)
		if p.N() > 1 {
			s += fmt.Sprintf("至第%d%s", p.To, unit)
		}
		if p.Price == 0 {
			s += "，不收费"
		} else {
			s += fmt.Sprintf("，%d元/%s，%d%s计%d元", p.Price, unit, p.N(), unit, p.Sum())
		}
		entries = append(entries, entry{"算式": own(s)})
	}
	return entries
}

func (f *Facts) feeSum() string {
	sum, err := request.Fee(f.Fee.Basis, f.Fee.Count)
	if err != nil || sum == 0 {
		return ""
	}
	return strconv.Itoa(sum) + "元"
}

func (f *Facts) lapse() string {
	switch {
	case f.Lapse.Until.IsZero():
		return ""
	case f.Lapse.Fee:
		return "缴费"
	}
	return "补正"
}

// bare is a value without the punctuation and the spaces at its end.
func bare(s string) string { return strings.TrimRight(strings.TrimSpace(s), "。；;，,、：: \t\n") }
