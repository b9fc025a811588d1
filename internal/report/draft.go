package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// draft writes the first texts of a year from its records, in the five aspects that the form names; figures are fields, so text and tables cannot
// disagree. What no record tells, such as training, is for people to add.
//
// law: 国办公开办函〔2021〕30号
func draft(a *Annual) Sections {
	year := strconv.Itoa(a.Year)
	lines := []string{
		"（一）主动公开。" + year + "年，" + a.Agency + "主动公开政府信息{主动公开信息}条，其中规章、规范性文件{规章、规范性文件}件；作出行政许可决定{行政许可决定}件，其中{按时公示并报送的行政许可决定}件在7个工作日内公示并报送信用平台。",
		"（二）依申请公开。新收政府信息公开申请{新收政府信息公开申请}件，上年结转{上年结转政府信息公开申请}件；办结{办结政府信息公开申请}件，其中予以公开{予以公开}件、部分公开{部分公开}件；结转下年度继续办理{结转下年度继续办理}件。办理涉及政府信息公开的行政复议、行政诉讼案件{行政复议、行政诉讼案件}件。",
		"（三）政府信息管理。公开前逐件经过初审、复审、保密审查和签发，发布、更正、撤下逐条登记，可以核对。",
		"（四）政府信息公开平台建设。局属事业单位{局属事业单位}家、市直学校{市直学校}所的公开信息统一在本网站公布。",
		"（五）监督保障。年度内各项公开的期限由系统计算和提醒，公众可以通过网页纠错提出意见。",
	}
	return Sections{Overview: strings.Join(lines, "\n"), Others: "本年度收取信息处理费{收取信息处理费}元。没有其他需要报告的事项。"}
}

// Field is a figure that the text quotes.
type Field struct {
	Key, Name, Unit string
	Query           Query
}

// Fields lists the figures that the text sections may quote, by their names or their keys: {主动公开信息}, {items}.
func Fields() []Field {
	return []Field{
		{"items", "主动公开信息", "条", Query{Register: Items, Span: During}},
		{"norms", "规章、规范性文件", "件", Query{Register: NormsReleased, Span: During}},
		{"licences", "行政许可决定", "件", Query{Register: Licences, Span: During}},
		{"on-time", "按时公示并报送的行政许可决定", "件", Query{Register: LicencesOnTime, Span: During}},
		{"requests", "新收政府信息公开申请", "件", Query{Register: Requests, Span: During}},
		{"carried-in", "上年结转政府信息公开申请", "件", Query{Register: Requests, Span: HeldBefore}},
		{"closed", "办结政府信息公开申请", "件", Query{Register: RequestsClosed, Span: During}},
		{"granted", "予以公开", "件", Query{Register: RequestsClosed, Span: During, Kind: "granted"}},
		{"partial", "部分公开", "件", Query{Register: RequestsClosed, Span: During, Kind: "partial"}},
		{"requests-answered", "答复政府信息公开申请", "件", Query{Register: RequestsAnswered, Span: During}},
		{"requests-on-time", "按期答复政府信息公开申请", "件", Query{Register: RequestsOnTime, Span: During}},
		{"carried-out", "结转下年度继续办理", "件", Query{Register: Requests, Span: HeldAtEnd}},
		{"disputes", "行政复议、行政诉讼案件", "件", Query{Register: Disputes, Span: Touched}},
		{"request-fees", "收取信息处理费", "元", Query{Register: RequestFees, Span: During, Amount: true}},
		{"institutions", "局属事业单位", "家", Query{Register: Units, Span: HeldAtEnd, Kind: "institution"}},
		{"schools", "市直学校", "所", Query{Register: Units, Span: HeldAtEnd, Kind: "school"}},
	}
}

func fieldOf(quoted string) (Field, bool) {
	list := Fields()
	if i := slices.IndexFunc(list, func(f Field) bool { return f.Key == quoted || f.Name == quoted }); i >= 0 {
		return list[i], true
	}
	return Field{}, false
}

// Quote is the figure of a field as the text prints it: an amount in 元.
func (f Field) Quote(n int64) string {
	if !f.Query.Amount {
		return strconv.FormatInt(n, 10)
	}
	return Yuan(n)
}

// Yuan writes an amount of 分 in 元, without needless zeros.
func Yuan(fen int64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%02d", fen/100, fen%100), "0"), ".")
}

// Named are the texts with the figures quoted by their names, as people write them.
func (s Sections) Named() Sections {
	for _, text := range s.all() {
		for _, f := range Fields() {
			*text = strings.ReplaceAll(*text, "{"+f.Key+"}", "{"+f.Name+"}")
		}
	}
	return s
}
