package layout

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Figure is a figure of the report. Every figure opens: URL leads to the records behind it.
type Figure struct {
	Text  string // 900, 0, 12.50; empty: blank, which is not 0
	URL   string
	Label string // for screen readers: 行政许可本年增/减
	Open  bool   // its records are shown in the side panel
	Bad   bool   // a relation is violated here
	Warn  bool   // a warning is about this cell
	Mark  string // beside the figure: ✗1
	Says  string // what Mark means, for screen readers
}

// Zero reports whether the figure is a plain zero, which is drawn quietly.
func (f Figure) Zero() bool { return f.Text == "0" || f.Text == "0.00" }

// Table2 is 表二 主动公开政府信息情况, in the form of its year.
type Table2 []Table2Block

// Table2Block is one item of article 20 in table two.
type Table2Block struct {
	Article string   // 第二十条第（一）项
	Heads   []string // 信息内容, 本年新制作数量, …: 2 to 4; the last takes the rest of the width
	Rows    []FigureRow
}

// FigureRow is a row of figures.
type FigureRow struct {
	Label  string
	Note   string // （区分处理的，只计这一情形，不计其他情形）
	Figs   []Figure
	Result State // desk: the relation of the row; optional
}

// Table3 is 表三 收到和处理政府信息公开申请情况. Each row has seven figures: 自然人、商业企业、科研机构、社会公益组织、
// 法律服务机构、其他、总计. Both forms differ only in Outcomes.
type Table3 struct {
	Received   FigureRow
	CarriedIn  FigureRow
	Outcomes   []Outcome
	Sum        FigureRow
	CarriedOut FigureRow
	Balance    FigureRow // desk only: the relation of every column; no figures: not drawn
}

// Outcome is a group of 本年度办理结果. A group of one row without a label of its own fills both columns.
type Outcome struct {
	Label string // （三）不予公开
	Rows  []FigureRow
}

// rowCount counts the rows of 本年度办理结果, the sum included.
func (t Table3) rowCount() int {
	n := 1
	for _, o := range t.Outcomes {
		n += len(o.Rows)
	}
	return n
}

// Table4 is 表四 行政复议、行政诉讼; five figures each: 结果维持、结果纠正、其他结果、尚未审结、总计.
type Table4 struct {
	Review []Figure
	Direct []Figure
	After  []Figure
}

func (t Table4) all() []Figure {
	all := make([]Figure, 0, 15)
	all = append(all, t.Review...)
	all = append(all, t.Direct...)
	return append(all, t.After...)
}

// Chart is a bar chart drawn on the server, with its table beside it.
type Chart struct {
	Title   string // 2020年行政许可办件
	Intro   string // 全部按时推送市信用信息平台
	Total   Figure
	Summary string // what the chart says in one sentence, for those who do not see it
	Head    string // what the bars are: 月份
	Unit    string // 办件数
	Running bool   // the table adds up as it goes
	Percent bool   // of hundred
	Bars    []Bar
}

// Bar is one bar.
type Bar struct {
	Label string // 1月
	Short string // 1; empty: Label
	Value int
	URL   string
}

// IsZero reports whether there is nothing to draw.
func (c Chart) IsZero() bool { return len(c.Bars) == 0 }

// The chart is drawn on a field of 600 × 430; the bars stand on y = 392 and are at most 359 high.
const (
	chartWidth  = 600
	chartBase   = 392
	chartHeight = 359
)

type drawnBar struct {
	Bar
	X, Y, W, H, Mid string
	ValueY          string
	Running         int
	Axis, Text      string
}

func (c Chart) drawn() []drawnBar {
	top, sum, unit := 1, 0, ""
	for _, b := range c.Bars {
		top = max(top, b.Value)
	}
	if c.Percent {
		top, unit = 100, "%"
	}
	step := chartWidth / max(1, len(c.Bars))
	bars := make([]drawnBar, 0, len(c.Bars))
	for i, b := range c.Bars {
		sum += b.Value
		height := b.Value * chartHeight / top
		width := min(step*56/100, 60)
		mid := i*step + step/2
		axis := b.Short
		if axis == "" || i == 0 || i == len(c.Bars)-1 {
			axis = b.Label
		}
		bars = append(bars, drawnBar{
			Bar: b, X: strconv.Itoa(mid - width/2), Y: strconv.Itoa(chartBase - height), W: strconv.Itoa(width), H: strconv.Itoa(height),
			Mid: strconv.Itoa(mid), ValueY: strconv.Itoa(chartBase - height - 7), Running: sum, Axis: axis, Text: strconv.Itoa(b.Value) + unit,
		})
	}
	return bars
}

// splitIndex splits an 索引号 before its last part, where it may break.
func splitIndex(no string) (head, tail string) {
	if i := strings.LastIndexByte(no, '/'); i > 0 {
		return no[:i], no[i:]
	}
	return no, ""
}

// span is how many of the four columns column i of the block takes; the last takes what is left.
func (b Table2Block) span(i int) int {
	if last := len(b.Heads) - 1; i == last {
		return 4 - last
	}
	return 1
}

func colspan(n int) templ.Attributes {
	if n == 1 {
		return nil
	}
	return templ.Attributes{"colspan": strconv.Itoa(n)}
}
