package reading

import (
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/report"
)

// Report is a report as it was read.
type Report struct {
	report.Sheet
	Title string
	Notes []report.Hint // what was seen while reading
}

// Text reads plain text or Markdown.
func Text(s string) *Report { return read(textLines(s)) }

// HTML reads a page.
func HTML(s string) *Report { return read(htmlLines(s)) }

func newReport(f report.Format) *Report {
	return &Report{Sheet: report.Sheet{Format: f, Table2: map[string][]report.Cell{}, Table3: map[string][]report.Cell{}, Table4: map[string][]report.Cell{}}}
}

func read(lines []line) *Report {
	s := stream(lines)
	all := text(s)
	r := newReport(report.FormatNone)
	at3, end3 := rows3Of(lines, s, all)
	from4, to4 := end3, end3
	if at3 >= 0 {
		to4 = nextRow(lines, s, end3)
	} else if at3, end3 = start3(lines, s, all), len(all); at3 >= 0 {
		end3 = start4(all, at3)
		from4, to4 = end3, end3
	}
	if at3 >= 0 {
		r.table3(lines, s, all, at3, end3)
	}
	end2 := cut(at3, len(all))
	at2 := lastBefore(all, "第二十条第(一)项", end2)
	if at2 >= 0 {
		r.table2(lines, s, all, at2, end2)
	}
	if at3 >= 0 && from4 < len(s) {
		r.table4(lines, s, all, from4, to4)
	}
	heads := all
	if at2 >= 0 { // its heads name the form, and no words of a text
		heads = all[at2:end2]
	}
	r.form(heads)
	r.head(lines, s, all, written(lines, headLength), min(cut(at2, len(all)), cut(at3, len(all))))
	r.sections(lines, s, all, at2, at3, end3)
	return r
}

// rows3Of is where table 三 begins and ends in a file that has it as rows of a table: what texts say in its words is then no part of it. Where
// there are no such rows, at is -1.
func rows3Of(lines []line, s []letter, all []rune) (at, end int) {
	const first, last = "本年新收", "结转下年度"
	isRow := func(at int, words string) bool {
		return lines[s[at].at].row && numbersBehind(lines, s, at+len([]rune(words)), len(all))
	}
	for at = lastBefore(all, first, len(all)); at >= 0 && !isRow(at, first); {
		at = lastBefore(all, first, at)
	}
	if at < 0 {
		return -1, len(all)
	}
	for end = index(all, last, at); end >= 0 && !isRow(end, last); {
		end = index(all, last, end+1)
	}
	if end < 0 {
		return -1, len(all)
	}
	for row := s[end].at; end < len(s) && s[end].at == row; {
		end++
	}
	return at, end
}

// nextRow is where the first row of a table begins at or after from; from itself where there is none.
func nextRow(lines []line, s []letter, from int) int {
	for i := from; i < len(s); i++ {
		if lines[s[i].at].row {
			return i
		}
	}
	return from
}

func cut(at, end int) int {
	if at < 0 {
		return end
	}
	return at
}

// mostHeadings is how many headings of the section are tried, from the last.
const mostHeadings = 10

// start3 is where table 三 begins: behind the last heading of its section that has rows, or at its first row.
func start3(lines []line, s []letter, all []rune) int {
	end := len(all)
	for tries := 0; ; tries++ {
		at := lastBefore(all, "收到和处理政府信息公开申请", end)
		if at < 0 || tries > mostHeadings {
			return index(all, "本年新收政府信息公开申请数量", 0)
		}
		if len(each(lines, s, all, rows3[:12], at, len(all))) > 5 || index(all, "本年新收", at) >= 0 && index(all, "本年新收", at) < at+400 {
			return at
		}
		end = at
	}
}

var section4 = []string{"政府信息公开行政复议", "政府信息公开行政法复议", "因政府信息公开工作被申请行政复议", "结果维持"}

// start4 is where table 四 begins, the end where it does not.
func start4(all []rune, from int) int {
	end := index(all, "结转下年度", from)
	best := len(all)
	for _, heading := range section4 {
		if at := index(all, heading, max(from, end)); at >= 0 {
			best = min(best, at)
		}
	}
	return best
}

func (r *Report) table3(lines []line, s []letter, all []rune, from, to int) {
	labels := find(lines, s, all, rows3, from, to)
	if len(labels) == 0 {
		return
	}
	type numbered struct {
		key string
		g   group
	}
	var list []numbered
	for i, l := range labels {
		end := to
		if i+1 < len(labels) {
			end = labels[i+1].from
		}
		for k, g := range groups(lines, s[l.to:end]) {
			key := l.key
			if k > 0 {
				if !g.row || len(g.tokens) < 7 {
					continue
				}
				key = ""
			}
			list = append(list, numbered{key, g})
		}
	}
	form := keys3(report.Format2019)
	if slices.ContainsFunc(labels, func(f found) bool { return f.key == "other_no_fee" || f.key == "other_no_correction" }) {
		form = keys3(report.Format2021)
	}
	for i := 0; i < len(list); i++ { // rows without a label take the places between those beside them, if they are as many
		if list[i].key != "" || i == 0 {
			continue
		}
		j := i
		for j < len(list) && list[j].key == "" {
			j++
		}
		before := slices.Index(form, list[i-1].key)
		after := len(form)
		if j < len(list) {
			after = slices.Index(form, list[j].key)
		}
		if before >= 0 && after-before-1 == j-i {
			for k := i; k < j; k++ {
				list[k].key = form[before+1+k-i]
			}
		}
		i = j
	}
	rows := map[string]*reading{}
	for _, x := range list {
		if x.key == "" || rows[x.key] != nil || !slices.Contains(form, x.key) {
			continue
		}
		read := x.g.read(lines, 7, true)
		rows[x.key] = &read
	}
	var results []string
	for _, k := range form {
		switch k {
		case "new_received", "carried_in", "total", "carried_out":
		default:
			results = append(results, k)
		}
	}
	together(rows, results)
	for k, row := range rows {
		r.Table3[k] = row.result(7)
	}
}

// result is the cells of a reading; those that were not settled are unsure.
func (r *reading) result(want int) []report.Cell {
	if len(r.cells) == want {
		return r.cells
	}
	out := make([]report.Cell, want)
	for i := range out {
		out[i] = report.Cell{State: report.Unsure, Place: r.place}
	}
	if len(r.may) > 0 { // a cell that is the same in all readings is known
		for i := range out {
			if !slices.ContainsFunc(r.may, func(v []int64) bool { return v[i] != r.may[0][i] }) {
				out[i] = report.Cell{State: report.Known, N: r.may[0][i], Place: r.place}
			}
		}
	}
	return out
}

// table4 reads table 四, which begins at from; the section below it begins after past.
func (r *Report) table4(lines []line, s []letter, all []rune, from, past int) {
	to := len(all)
	for _, heading := range []string{"存在的主要问题", "主要问题及改进", "五、"} {
		if at := index(all, heading, past); at >= 0 {
			to = min(to, at)
		}
	}
	var tokens []token
	text := group{}
	for _, g := range groups(lines, s[from:to]) {
		if g.row {
			if len(g.tokens) == 5 || len(g.tokens) >= 15 {
				tokens = append(tokens, g.tokens...)
			}
			continue
		}
		text = g
	}
	if tokens == nil && text.tokens == nil { // words between heading and numbers
		at := max(lastBefore(all, "总计", to), lastBefore(all, "尚未审结", to))
		if at < from {
			return
		}
		for _, g := range groups(lines, s[at:to]) {
			text = g
		}
	}
	g := text
	if tokens != nil {
		g = group{tokens: tokens, row: true, line: tokens[0].place}
	}
	if g.tokens == nil {
		return
	}
	read := g.read(lines, 15, false)
	if read.cells == nil && !g.row {
		blocks := func(v []int64) bool { return sums(v[:5]) && sums(v[5:10]) && sums(v[10:]) }
		var d strings.Builder
		for _, t := range g.tokens {
			d.WriteString(t.text)
		}
		if read.may = partitions(d.String(), 15, blocks); len(read.may) == 1 {
			read.settle(read.may[0])
		}
	}
	cells := read.result(15)
	for i, k := range blocks4() {
		r.Table4[k] = cells[5*i : 5*i+5]
	}
}

func (r *Report) table2(lines []line, s []letter, all []rune, from, to int) {
	has := func(words string) bool { return index(all[:to], words, from) >= 0 }
	form2021 := (has("处理决定数量") || has("本年收费金额")) && !has("上一年项目数量")
	r.Norms2021 = has("现行有效") || has("废止")
	labels := each(lines, s, all, rows2, from, to)
	var short []found // rows of documents that lack a cell
	rows := map[string]group{}
	for i, l := range labels {
		end := to
		if i+1 < len(labels) {
			end = labels[i+1].from
		}
		if at := index(all[:end], "第二十条", l.to); at >= 0 {
			end = at
		}
		want := l.want
		if form2021 && l.key != "regulations" && l.key != "normative" {
			want = 1
		}
		gs := groups(lines, s[l.to:end])
		if len(gs) == 0 {
			continue
		}
		read := gs[0].read(lines, want, false)
		if r.Norms2021 && want == 3 && gs[0].row && len(gs[0].tokens) == 2 {
			short, rows[l.key] = append(short, l), gs[0]
		}
		if read.cells == nil && len(read.may) > 1 {
			if v := plausible(read.may, l.key, form2021); v != nil {
				read.settle(v)
				r.Notes = append(r.Notes, report.Hint{Code: "R-RUN", Text: "表二“" + l.core + "”的数字连在一起，按常见写法分开，请对照原件核对。", Cells: []string{"table2." + l.key}})
			}
		}
		r.Table2[l.key] = read.result(want)
	}
	if end := index(all[:to], "第二十条第(五)项", from); end >= 0 && len(short) > 0 {
		r.rejoin(lines, int(s[from].at), int(s[end].at), short, rows)
	}
}

// plausible is the one reading of a row of table 二 that people would write, nil where there is none: as many noughts as can be, of three the
// middle one first; of documents the last figure, which counts all, no smaller than the others and as short as that allows.
func plausible(may [][]int64, key string, form2021 bool) []int64 {
	best := func(score func([]int64) int) {
		top := 0
		for i, v := range may {
			if s := score(v); i == 0 || s > top {
				top = s
			}
		}
		may = slices.DeleteFunc(slices.Clone(may), func(v []int64) bool { return score(v) < top })
	}
	yes := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	length := func(n int64) int { return len(strconv.FormatInt(max(n, -n), 10)) }
	if key == "regulations" || key == "normative" {
		best(func(v []int64) int { return yes(v[2] >= v[0] && v[2] >= v[1]) })
		if !form2021 {
			best(func(v []int64) int { return yes(v[0] == v[1]) })
		}
		best(func(v []int64) int { return -length(v[2]) })
		best(func(v []int64) int { return -max(length(v[0])-length(v[1]), length(v[1])-length(v[0])) })
		best(func(v []int64) int { return yes(v[0] >= v[1]) })
	} else {
		noughts := func(v []int64) (n int) {
			for _, x := range v {
				n += yes(x == 0)
			}
			return n
		}
		best(noughts)
		if len(may) > 1 && noughts(may[0]) == 0 {
			best(func(v []int64) int { return -max(length(v[0]), length(v[1]), length(v[len(v)-1])) })
		}
		if len(may) > 1 && len(may[0]) == 3 {
			best(func(v []int64) int { return yes(v[1] == 0) })
		}
	}
	if len(may) != 1 {
		return nil
	}
	return may[0]
}

// form names the form by its headings.
func (r *Report) form(all []rune) {
	has := func(words string) bool { return index(all, words, 0) >= 0 }
	of2019 := has("本年新制作") || has("上一年项目数量") || has("对外公开总数")
	of2021 := has("现行有效") || has("制发件数") || has("本年收费金额")
	_, noFee := r.Table3["other_no_fee"]
	_, other := r.Table3["other"]
	switch {
	case len(r.Table2)+len(r.Table3)+len(r.Table4) == 0:
		r.Format = report.FormatNone
	case (of2019 || other) && (of2021 || noFee):
		r.Format = report.FormatMixed
	case of2021 || noFee:
		r.Format = report.Format2021
	default:
		r.Format = report.Format2019
	}
}
