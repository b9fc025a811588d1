package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// standardColumns are the columns in the order in which files are written. They are found by code or name, in any order.
var standardColumns = []sheetColumn{
	{"seq", "序号", 6, true, "从 1 起的整数，不重复"},
	{"l1_code", "一级事项编码", 2, true, "两位数字，如 05"},
	{"l1", "一级事项", 40, true, "同一编码名称一致，如 招生管理"},
	{"l2_code", "二级事项编码", 4, true, "四位数字，前两位与一级事项编码相同，如 0501，不重复"},
	{"l2", "二级事项", 80, true, "如 学校介绍"},
	{"elements", "公开内容（要素）", 1000, true, "各要素用分号分开"},
	{"basis", "公开依据", 1000, true, "法律、法规、文件名称"},
	{"deadline", "公开时限", 200, true, "如 信息形成或者变更之日起20个工作日内"},
	{"subject", "公开主体", 200, true, "用竖线分开，如 教育部门|学校"},
	{"channels", "公开渠道和载体", 400, true, "用竖线分开，取值见“填写说明”"},
	{"audience_all", "公开对象：全社会", 2, false, "1 是，0 否"},
	{"audience_specific", "公开对象：特定群体", 2, false, "1 是，0 否"},
	{"mode_proactive", "公开方式：主动", 2, false, "1 是，0 否"},
	{"mode_on_request", "公开方式：依申请", 2, false, "1 是，0 否"},
	{"level_city", "公开层级：市级", 2, false, "1 是，0 否"},
	{"level_county", "公开层级：县级", 2, false, "1 是，0 否"},
	{"level_township", "公开层级：乡级", 2, false, "1 是，0 否"},
	{"origin", "来源", 40, false, "如 部颁、地方扩展"},
	{"verified", "核对", 200, false, "已与印发件核对的写 V: 和出处，没有核对的写 K"},
}

// standardParser checks the rows of one file.
type standardParser struct {
	sheetParser
	groups map[string]string // names of 一级事项 by code
	codes  map[string]int    // rows by code of 二级事项
	seqs   map[int]int
}

var (
	groupCode = regexp.MustCompile(`^\d{2}$`)
	entryCode = regexp.MustCompile(`^\d{4}$`)
)

// entry reads a row; its mistakes are added to those of the file.
func (p *standardParser) entry(l sheetLine) StandardEntry {
	p.begin(l)
	e := StandardEntry{
		Seq: p.seq(), GroupCode: p.code("l1_code", groupCode), Group: p.value("l1"), Code: p.code("l2_code", entryCode), Name: p.value("l2"),
		Elements: p.list("elements", ";；"), Basis: p.value("basis"), Deadline: p.value("deadline"),
		Subjects: p.list("subject", "|｜、"), Channels: p.channels(),
		All: p.tick("audience_all"), Specific: p.tick("audience_specific"), Proactive: p.tick("mode_proactive"), OnRequest: p.tick("mode_on_request"),
		City: p.tick("level_city"), County: p.tick("level_county"), Township: p.tick("level_township"),
		Origin: p.value("origin"), Verified: p.value("verified"),
	}
	p.together(e)
	return e
}

// together checks what several cells, or several rows, say together.
func (p *standardParser) together(e StandardEntry) {
	if e.Code != "" && e.GroupCode != "" && !strings.HasPrefix(e.Code, e.GroupCode) {
		p.add("二级事项编码", e.Code, "前两位与一级事项编码“"+e.GroupCode+"”不同。", "改成以“"+e.GroupCode+"”开头的四位数字。")
	}
	if e.Code != "" {
		if row, twice := p.codes[e.Code]; twice {
			p.add("二级事项编码", e.Code, fmt.Sprintf("与第 %d 行重复。", row), "每个二级事项用不同的编码。")
		} else {
			p.codes[e.Code] = p.line.no
		}
	}
	if e.GroupCode != "" && e.Group != "" {
		if name, known := p.groups[e.GroupCode]; known && name != e.Group {
			p.add("一级事项", e.Group, "编码“"+e.GroupCode+"”在前面的行里是“"+name+"”。", "同一编码用同一名称。")
		} else {
			p.groups[e.GroupCode] = e.Group
		}
	}
	for _, c := range []struct {
		name   string
		chosen bool
	}{{"公开对象", e.All || e.Specific}, {"公开方式", e.Proactive || e.OnRequest}, {"公开层级", e.City || e.County || e.Township}} {
		if !c.chosen {
			p.add(c.name, "", "一项也没有选。", "至少一项填 1。")
		}
	}
}

func (p *standardParser) seq() int {
	v := p.value("seq")
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		p.add("序号", v, "不是从 1 起的整数。", "填整数，如 12。")
		return 0
	}
	if row, twice := p.seqs[n]; twice {
		p.add("序号", v, fmt.Sprintf("与第 %d 行重复。", row), "每行用不同的序号。")
		return n
	}
	p.seqs[n] = p.line.no
	return n
}

// code reads a code. Office programs take away leading noughts; they are put back.
func (p *standardParser) code(column string, form *regexp.Regexp) string {
	v, c := p.value(column), p.column(column)
	if v == "" {
		return ""
	}
	if len(v) < c.max && strings.Trim(v, "0123456789") == "" {
		v = strings.Repeat("0", c.max-len(v)) + v
	}
	if !form.MatchString(v) {
		p.add(c.name, v, fmt.Sprintf("不是 %d 位数字。", c.max), c.hint+"。")
		return ""
	}
	return v
}

// channels reads the channels in the order of the printed catalogue.
func (p *standardParser) channels() []string {
	named := p.list("channels", "|｜、")
	var out []string
	for _, c := range Channels {
		if slices.ContainsFunc(named, func(n string) bool { return sameMarks(n) == sameMarks(c) }) {
			out = append(out, c)
		}
	}
	for _, n := range named {
		if !slices.ContainsFunc(Channels, func(c string) bool { return sameMarks(n) == sameMarks(c) }) {
			p.add("公开渠道和载体", n, "不是目录规定的 13 种渠道之一。", "从“填写说明”里选，其余的填“其他”。")
		}
	}
	return out
}

// tick reads a box.
func (p *standardParser) tick(column string) bool {
	switch v := p.value(column); v {
	case "1", "是", "√", "■", "TRUE", "true":
		return true
	case "", "0", "否", "□", "FALSE", "false":
	default:
		p.add(p.column(column).name, v, "读不懂。", "填 1 或者 0。")
	}
	return false
}
