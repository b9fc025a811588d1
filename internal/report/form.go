package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gongkai/internal/catalog"
	"gongkai/internal/dispute"
	"gongkai/internal/publication"
	"gongkai/internal/request"
)

// Format is the official form: the report year decides it, not the day of writing.
type Format string

const (
	Format2019 Format = "2019" // 国办公开办函〔2019〕60号, years 2019 and 2020
	Format2021 Format = "2021" // 国办公开办函〔2021〕30号, from 2021 on

	FormatMixed Format = "mixed" // of a report that was read: headings of both
	FormatNone  Format = "none"  // of a text without any table
)

// FormatOf returns the form for a report year.
func FormatOf(year int) Format {
	if year >= 2021 {
		return Format2021
	}
	return Format2019
}

// Settings are the choices that the form leaves to the agency.
type Settings struct {
	// CountCases counts 上一年项目数量 and 本年增/减 of licences, services, penalties and coercion in cases instead of items
	// of the 权责清单. Many reports do; the check warns of it (W-T2-01).
	CountCases bool `toml:"count_cases" doc:"年度报告表二行政许可、处罚、强制和其他服务的上一年项目数量和本年增/减按办件统计，而不按权责清单事项统计。"`

	// Overlap is from how many per cent on a text that stood in last year's report is warned of (W-Y-04).
	Overlap int `toml:"overlap" doc:"年度报告的文字与上年重合达到百分之几时提示（W-Y-04），1 至 100。" default:"80" json:"-"`
}

// UsualOverlap is the Overlap of whoever sets none.
const UsualOverlap = 80

func (s Settings) overlap() int { return cmp.Or(s.Overlap, UsualOverlap) }

// Row2 is a row of table 二.
type Row2 struct {
	Key     string // as in the machine-readable report: "licensing"
	Block   string // 第二十条第（五）项
	Name    string // 行政许可
	Heads   []string
	Queries []Query
}

// Table2 returns the rows of table 二 in the form of that time.
func Table2(f Format, s Settings) []Row2 {
	if f == Format2021 {
		return table2of2021()
	}
	norm := []string{"本年新制作数量", "本年新公开数量", "对外公开总数量"}
	items := []string{"上一年项目数量", "本年增/减", "处理决定数量"}
	return []Row2{
		{"regulations", "第二十条第（一）项", "规章", norm, norms(publication.Regulation)},
		{"normative", "第二十条第（一）项", "规范性文件", norm, norms(publication.Normative)},
		{"licensing", "第二十条第（五）项", "行政许可", items, s.powers(catalog.Licensing)},
		{"other_services", "第二十条第（五）项", "其他对外管理服务事项", items, s.powers(catalog.Serving)},
		{"punishment", "第二十条第（六）项", "行政处罚", items, s.powers(catalog.Punishing)},
		{"coercion", "第二十条第（六）项", "行政强制", items, s.powers(catalog.Coercing)},
		{"fees", "第二十条第（八）项", "行政事业性收费", items[:2], []Query{
			{Register: FeeItems, Span: HeldBefore}, {Register: FeeItems, Span: Change},
		}},
		{"procurement", "第二十条第（九）项", "政府集中采购", []string{"采购项目数量", "采购总金额（单位：万元）"}, []Query{
			{Register: Procurements, Span: During}, {Register: Procurements, Span: During, Amount: true},
		}},
	}
}

func table2of2021() []Row2 {
	norm := []string{"本年制发件数", "本年废止件数", "现行有效件数"}
	decided := []string{"本年处理决定数量"}
	norms := func(k publication.NormKind) []Query {
		return []Query{
			{Register: NormsMade, Span: During, Kind: string(k)},
			{Register: NormsReleased, Span: Ended, Kind: string(k)},
			{Register: NormsReleased, Span: HeldAtEnd, Kind: string(k)},
		}
	}
	one := func(r Register, kind catalog.Category) []Query {
		return []Query{{Register: r, Span: During, Kind: string(kind)}}
	}
	return []Row2{
		{"regulations", "第二十条第（一）项", "规章", norm, norms(publication.Regulation)},
		{"normative", "第二十条第（一）项", "行政规范性文件", norm, norms(publication.Normative)},
		{"licensing", "第二十条第（五）项", "行政许可", decided, one(Licences, "")},
		{"punishment", "第二十条第（六）项", "行政处罚", decided, one(Decisions, catalog.Punishing)},
		{"coercion", "第二十条第（六）项", "行政强制", decided, one(Decisions, catalog.Coercing)},
		{"fees", "第二十条第（八）项", "行政事业性收费", []string{"本年收费金额（单位：万元）"}, []Query{{Register: FeeReceipts, Span: During, Amount: true}}},
	}
}

func norms(k publication.NormKind) []Query {
	return []Query{
		{Register: NormsMade, Span: During, Kind: string(k)},
		{Register: NormsReleased, Span: During, Kind: string(k)},
		{Register: NormsReleased, Span: HeldAtEnd, Kind: string(k)},
	}
}

// powers are the three figures of a kind of 职权: items before, their change, and decisions.
func (s Settings) powers(c catalog.Category) []Query {
	decided := Query{Register: Decisions, Span: During, Kind: string(c)}
	if c == catalog.Licensing {
		decided = Query{Register: Licences, Span: During}
	}
	if s.CountCases {
		before, growth := decided, decided
		before.Span, growth.Span = Previous, Growth
		return []Query{before, growth, decided}
	}
	return []Query{
		{Register: PowerItems, Span: HeldBefore, Kind: string(c)},
		{Register: PowerItems, Span: Change, Kind: string(c)},
		decided,
	}
}

// Columns are the columns of table 三 by their machine names, and their headings.
var Columns = []struct{ Key, Name string }{
	{"natural", "自然人"},
	{"business", "商业企业"},
	{"research", "科研机构"},
	{"public_interest", "社会公益组织"},
	{"legal", "法律服务机构"},
	{"other_org", "其他"},
	{"total", "总计"},
}

// columnName is the heading of a column, or its key where there is none.
func columnName(key string) string {
	for _, c := range Columns {
		if c.Key == key {
			return c.Name
		}
	}
	return key
}

// Row3 is a row of table 三: up to three levels of heading.
type Row3 struct {
	Key           string
	First, Second string // 三、本年度办理结果 · （三）不予公开; "" where the row has fewer levels
	Name          string
	query         Query
}

const (
	results     = "三、本年度办理结果"
	denied      = "（三）不予公开"
	unable      = "（四）无法提供"
	rejected    = "（五）不予处理"
	otherResult = "（六）其他处理"
)

// Table3 returns the rows of table 三 in order; the 2021 form divides （六）其他处理.
func Table3(f Format) []Row3 {
	closed := func(kind string) Query { return Query{Register: RequestsClosed, Span: During, Kind: kind} }
	var rows []Row3
	add := func(key, first, second, name string, q Query) { rows = append(rows, Row3{key, first, second, name, q}) }
	add("new_received", "", "", "一、本年新收政府信息公开申请数量", Query{Register: Requests, Span: During})
	add("carried_in", "", "", "二、上年结转政府信息公开申请数量", Query{Register: Requests, Span: HeldBefore})
	for _, r := range []struct{ key, second, name string }{
		{"granted", "", "（一）予以公开"},
		{"partial", "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"},
		{"denied_state_secret", denied, "1.属于国家秘密"},
		{"denied_law", denied, "2.其他法律行政法规禁止公开"},
		{"denied_security", denied, "3.危及“三安全一稳定”"},
		{"denied_third_party", denied, "4.保护第三方合法权益"},
		{"denied_internal", denied, "5.属于三类内部事务信息"},
		{"denied_process", denied, "6.属于四类过程性信息"},
		{"denied_case_file", denied, "7.属于行政执法案卷"},
		{"denied_query", denied, "8.属于行政查询事项"},
		{"unable_not_held", unable, "1.本机关不掌握相关政府信息"},
		{"unable_not_existing", unable, "2.没有现成信息需要另行制作"},
		{"unable_unclear", unable, "3.补正后申请内容仍不明确"},
		{"rejected_petition", rejected, "1.信访举报投诉类申请"},
		{"rejected_repeat", rejected, "2.重复申请"},
		{"rejected_publication", rejected, "3.要求提供公开出版物"},
		{"rejected_abusive", rejected, "4.无正当理由大量反复申请"},
		{"rejected_reissue", rejected, "5.要求行政机关确认或重新出具已获取信息"},
	} {
		add(r.key, results, r.second, r.name, closed(r.key))
	}
	if f == Format2019 {
		add("other", results, "", otherResult, closed("other"))
	} else {
		add("other_no_correction", results, otherResult, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", closed("other_no_correction"))
		add("other_no_fee", results, otherResult, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", closed("other_no_fee"))
		add("other_rest", results, otherResult, "3.其他", closed("other_rest"))
	}
	add("total", results, "", "（七）总计", closed(""))
	add("carried_out", "", "", "四、结转下年度继续办理", Query{Register: Requests, Span: HeldAtEnd})
	return rows
}

// Block4 is a block of table 四.
type Block4 struct {
	Key, Name string
	Queries   []Query // 结果维持, 结果纠正, 其他结果, 尚未审结, 总计
}

// Heads4 are the headings within a block of table 四.
var Heads4 = []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"}

// Table4 returns the blocks of table 四. Cases are counted that ended in the year or were pending at its end.
func Table4() []Block4 {
	names := []string{"行政复议", "未经复议直接起诉", "复议后起诉"}
	var blocks []Block4
	for i, forum := range dispute.Forums {
		b := Block4{Key: string(forum), Name: names[i]}
		for _, result := range dispute.Results {
			b.Queries = append(b.Queries, Query{Register: DisputesClosed, Span: During, Kind: string(forum) + "/" + string(result)})
		}
		b.Queries = append(b.Queries, Query{Register: Disputes, Span: HeldAtEnd, Kind: string(forum)},
			Query{Register: Disputes, Span: Touched, Kind: string(forum)})
		blocks = append(blocks, b)
	}
	return blocks
}

// cell is one figure of the form: its name, its name for people, what counts it, and where it stands in a report.
type cell struct {
	name, title string
	query       Query
	get         func(*Annual) int64
	put         func(*Annual, int64)
}

// cells lists every figure of the form, and every field, in order.
func cells(f Format, s Settings) []cell {
	var out []cell
	for _, row := range Table2(f, s) {
		for i, q := range row.Queries {
			out = append(out, cell{
				fmt.Sprintf("table2.%s.%d", row.Key, i), row.Name + "·" + row.Heads[i], q,
				func(a *Annual) int64 { return a.Table2[row.Key][i] },
				func(a *Annual, n int64) {
					v := a.Table2[row.Key]
					for len(v) <= i {
						v = append(v, 0)
					}
					v[i], a.Table2[row.Key] = n, v
				},
			})
		}
	}
	for _, row := range Table3(f) {
		for i, col := range Columns {
			out = append(out, cell{
				"table3." + row.Key + "." + col.Key, row.Name + "·" + col.Name, row.In(col.Key),
				func(a *Annual) int64 { return a.Table3[row.Key][i] },
				func(a *Annual, n int64) { v := a.Table3[row.Key]; v[i] = n; a.Table3[row.Key] = v },
			})
		}
	}
	for _, b := range Table4() {
		for i, q := range b.Queries {
			out = append(out, cell{
				fmt.Sprintf("table4.%s.%d", b.Key, i), b.Name + "·" + Heads4[i], q,
				func(a *Annual) int64 { return a.Table4[b.Key][i] },
				func(a *Annual, n int64) { v := a.Table4[b.Key]; v[i] = n; a.Table4[b.Key] = v },
			})
		}
	}
	for _, fd := range Fields() {
		out = append(out, cell{
			"field." + fd.Key, fd.Name, fd.Query,
			func(a *Annual) int64 { return a.Fields[fd.Key] },
			func(a *Annual, n int64) { a.Fields[fd.Key] = n },
		})
	}
	return out
}

func findCell(f Format, s Settings, name string) (*cell, error) {
	cs := cells(f, s)
	if i := slices.IndexFunc(cs, func(c cell) bool { return c.name == name }); i >= 0 {
		return &cs[i], nil
	}
	if c := resultCell(f, name); c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("cell %q: %w", name, ErrNoCell)
}

// ResultGroup is a group of 本年度办理结果 with the cell that counts all of it: that of its row, or "results." and what its rows begin with.
type ResultGroup struct{ Name, Cell string }

// ResultGroups lists them in the order of the form.
func ResultGroups() []ResultGroup {
	return []ResultGroup{
		{"予以公开", "table3.granted.total"}, {"部分公开", "table3.partial.total"}, {"不予公开", "results.denied"}, {"无法提供", "results.unable"}, {"不予处理", "results.rejected"}, {"其他处理", "results.other"},
	}
}

// resultCell adds up the rows of a group of results; nil for another name.
func resultCell(f Format, name string) *cell {
	group, ok := strings.CutPrefix(name, "results.")
	i := slices.IndexFunc(ResultGroups(), func(g ResultGroup) bool { return g.Cell == name })
	if !ok || i < 0 {
		return nil
	}
	return &cell{name: name, title: ResultGroups()[i].Name + "·总计", query: Query{Register: RequestsClosed, Span: During, Kind: group}, get: func(a *Annual) (n int64) {
		for _, row := range Table3(f) {
			if row.Key == group || strings.HasPrefix(row.Key, group+"_") {
				n += a.Table3[row.Key][6]
			}
		}
		return n
	}}
}

// QueryOf returns the query behind a cell of the report by its name: "table2.licensing.2", "table3.granted.natural",
// "table4.review.0", "field.licences". It returns ErrNoCell for any other name. A total that is a sum has the query that
// counts all its addends.
func QueryOf(f Format, s Settings, name string) (Query, string, error) {
	c, err := findCell(f, s, name)
	if err != nil {
		return Query{}, "", err
	}
	return c.query, c.title, nil
}

// In returns the row's query for one column.
func (r Row3) In(column string) Query {
	q := r.query
	if column != "total" {
		q.Group = column
	}
	return q
}

// Kinds returns the kinds of closed requests that a row or a group of rows counts: “其他处理” of the 2019 form takes three.
func Kinds(kind string) []string {
	switch kind {
	case "denied", "unable", "rejected", "other":
	default:
		return []string{kind}
	}
	var out []string
	for _, o := range request.Outcomes {
		if strings.HasPrefix(string(o), kind+"_") {
			out = append(out, string(o))
		}
	}
	return out
}
