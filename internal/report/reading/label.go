package reading

import (
	"slices"

	"gongkai/internal/report"
)

// label is a row of a table by the words that tell it from all others, which converters leave whole.
type label struct {
	key  string
	core string // without spaces
	want int    // cells
}

// rows3 are the rows of table 三 in the order of both forms; a form leaves out the rows of the other.
var rows3 = []label{
	{"new_received", "本年新收", 7},
	{"carried_in", "上年结转", 7},
	{"granted", "予以公开", 7},
	{"partial", "部分公开", 7},
	{"denied_state_secret", "属于国家秘密", 7},
	{"denied_law", "法律行政法规禁止公开", 7},
	{"denied_security", "三安全一稳定", 7},
	{"denied_third_party", "保护第三方合法权益", 7},
	{"denied_internal", "三类内部事务", 7},
	{"denied_process", "四类过程性", 7},
	{"denied_case_file", "行政执法案卷", 7},
	{"denied_query", "行政查询事项", 7},
	{"unable_not_held", "机关不掌握", 7},
	{"unable_not_existing", "没有现成信息", 7},
	{"unable_unclear", "补正后申请内容", 7},
	{"rejected_petition", "信访举报投诉", 7},
	{"rejected_repeat", "重复申请", 7},
	{"rejected_publication", "要求提供公开出版物", 7},
	{"rejected_abusive", "无正当理由大量反复", 7},
	{"rejected_reissue", "要求行政机关确认", 7},
	{"other", "其他处理", 7},
	{"other_no_correction", "无正当理由逾期不补正", 7},
	{"other_no_fee", "逾期未按收费通知", 7},
	{"other_rest", "其他", 7},
	{"total", "总计", 7},
	{"carried_out", "结转下年度继续", 7},
}

// rows2 are those of table 二.
var rows2 = []label{
	{"regulations", "规章", 3},
	{"normative", "规范性文件", 3},
	{"licensing", "行政许可", 3},
	{"other_services", "其他对外管理服务事项", 3},
	{"punishment", "行政处罚", 3},
	{"coercion", "行政强制", 3},
	{"fees", "行政事业性收费", 2},
	{"procurement", "政府集中采购", 2},
}

// blocks4 are the blocks of table 四, from the left.
func blocks4() []string {
	var out []string
	for _, b := range report.Table4() {
		out = append(out, b.Key)
	}
	return out
}

// found is a label where it stands: its words are [from, to).
type found struct {
	label
	from, to int
}

// text is the stream as a string of runes for searching; an empty cell matches nothing.
func text(s []letter) []rune {
	out := make([]rune, len(s))
	for i, l := range s {
		out[i] = l.r
	}
	return out
}

// index is where core begins in text at or after from, -1 if nowhere.
func index(text []rune, core string, from int) int {
	c := []rune(core)
	for i := max(from, 0); i+len(c) <= len(text); i++ {
		if slices.Equal(text[i:i+len(c)], c) {
			return i
		}
	}
	return -1
}

// lastBefore is where core begins last in text before end, -1 if nowhere.
func lastBefore(text []rune, core string, end int) int {
	c := []rune(core)
	for i := min(end, len(text)) - len(c); i >= 0; i-- {
		if slices.Equal(text[i:i+len(c)], c) {
			return i
		}
	}
	return -1
}

// Weights of a label where it stands: with numbers behind it, or without, as where a converter has put the words of a row elsewhere.
const (
	withNumbers = 10
	without     = 1
)

// occurrence is a label somewhere in the text.
type occurrence struct {
	found
	order  int
	weight int
}

// mostPlaces is how many places of one label are looked at.
const mostPlaces = 200

// occurrences lists where labels stand in [from, to), in the order of the text.
func occurrences(lines []line, s []letter, all []rune, labels []label, from, to int) []occurrence {
	var out []occurrence
	for i, l := range labels {
		n := 0
		for at := index(all[:to], l.core, from); at >= 0 && n < mostPlaces; at = index(all[:to], l.core, at+1) {
			n++
			end := at + len([]rune(l.core))
			o := occurrence{found{l, at, end}, i, without}
			if numbersBehind(lines, s, end, to) {
				o.weight = withNumbers
			}
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b occurrence) int { return a.from - b.from })
	return out
}

// far is how many characters of a label may stand between its telling words and its numbers.
const far = 40

// numbersBehind reports whether numbers follow: in the same row of a table, or in running text before too many words.
func numbersBehind(lines []line, s []letter, at, to int) bool {
	row := lines[s[at-1].at].row
	for i := at; i < min(to, at+far); i++ {
		if row && s[i].at != s[at-1].at || !row && lines[s[i].at].row {
			return false
		}
		if numeric(s[i].r) || s[i].r == blank && row {
			return true
		}
	}
	return false
}

// find chooses labels in their order: of all rows of occurrences, the one with the most numbers behind them.
func find(lines []line, s []letter, all []rune, labels []label, from, to int) []found {
	list := occurrences(lines, s, all, labels, from, to)
	best, before := make([]int, len(list)), make([]int, len(list))
	last := -1
	for i, o := range list {
		best[i], before[i] = o.weight, -1
		for j := range i {
			if list[j].order < o.order && list[j].to <= o.from && best[j]+o.weight > best[i] {
				best[i], before[i] = best[j]+o.weight, j
			}
		}
		if last < 0 || best[i] > best[last] {
			last = i
		}
	}
	var out []found
	for i := last; i >= 0; i = before[i] {
		out = append(out, list[i].found)
	}
	slices.Reverse(out)
	return out
}

// each chooses for every label where it stands first with numbers behind it, in any order.
func each(lines []line, s []letter, all []rune, labels []label, from, to int) []found {
	var out []found
	for _, o := range occurrences(lines, s, all, labels, from, to) {
		if o.weight == withNumbers && !slices.ContainsFunc(out, func(f found) bool { return f.key == o.key }) {
			out = append(out, o.found)
		}
	}
	return out
}

// keys3 are the rows of table 三 of a form, in its order.
func keys3(f report.Format) []string {
	var out []string
	for _, r := range report.Table3(f) {
		out = append(out, r.Key)
	}
	return out
}
