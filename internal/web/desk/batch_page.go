package desk

import "gongkai/internal/web/layout"

// BatchesPage lists the batches of 双公示.
type BatchesPage struct {
	Frame
	Sentence  string
	Tabs      []layout.Tab
	Figures   []Figure
	Rows      []BatchRow
	Pager     layout.Pager
	Empty     *Empty
	ImportURL string
}

// ImportPage is where a table is uploaded.
type ImportPage struct {
	Frame
	Action    string
	Error     *FormError
	Kind      layout.Field // which of the four forms
	Upload    layout.Field
	Submit    string // 检查这张表
	Templates []layout.Download
	GuideURL  string // 填写说明
	Rules     []string
	Earlier   []BatchRow
}

// ImportResultPage says what the check of a table found.
type ImportResultPage struct {
	Frame
	Heading  string // 教师资格认定决定　第 12 批
	Stages   []Stage
	Error    *FormError // 900 行里 3 行有错，一行也没有导入
	Good     *FormError // all right, and what comes next
	Figures  []Figure
	Errors   []RowError
	More     string // 还有 120 处，下载标红的原表看全
	Marked   layout.Download
	Fix      string // POST of the corrections; empty: they are read-only
	FixText  string // 保存 3 处修改，再查一遍
	Sheet    *Sheet
	Warnings []RowWarning

	File     string
	FileNote string
	Took     string // 用时 1.8 秒，08:31:04 完成
	Rows     int
	Checked  int
	Upload   *layout.Field
	UploadTo string
	Discard  layout.Action
	After    []string
	Earlier  []BatchRow

	PreviewNote string
	Preview     []PublicRow
	Submit      layout.Action // 送审
}

// Stage is a step of the way: 选文件, 检查, 预览公示样式 …
type Stage struct {
	Name  string
	Phase string // done, now, todo
}

// RowError is a mistake in the table.
type RowError struct {
	Row    string
	Column string // M
	Name   string // 证件号码
	Code   string // XK_XDR_ZJHM
	Value  string // masked
	Rule   string // 出生日期不存在
	Detail string // 第 7–14 位：该年无 2 月 29 日
	How    string // 多为年份录错，请核对申请表
	Field  *layout.Field
}

// RowWarning does not stop the import.
type RowWarning struct{ Row, Column, Name, Text string }

// BatchPage is one batch on its way.
type BatchPage struct {
	Frame
	Heading  string
	State    layout.State
	Sentence string
	PrintURL string
	Route    []Step
	Tabs     []layout.Tab
	Facts    []layout.Fact
	RowsNote string
	Rows     []PublicRow
	Pager    layout.Pager
	History  []Decided
	Sent     []SentCount
	Checks   Checks
	Decision *DecisionForm
	Error    *FormError
	Digest   DigestBox
	Proof    layout.Link
}

// SentCount says how many rows a channel has.
type SentCount struct {
	Channel string
	Value   string // 898 / 900
	URL     string
	State   layout.State
	Note    string
}

// DeliveriesPage is 渠道送达.
type DeliveriesPage struct {
	Frame
	Sentence string
	Scopes   []layout.Tab
	Export   string
	States   []layout.State // heads of the matrix
	Channels []ChannelRow
	Total    *ChannelRow
	Failed   []FailedRow
	FailNote string // 4 件，按期限先后
	Retries  string // 自动重试：1、5、30 分钟，2、12 小时
	NoFail   *Empty
	Action   string // filter of the receipts, GET
	Hidden   []layout.Hidden
	Query    layout.Field
	Receipts []Receipt
	Pager    layout.Pager
	Empty    *Empty
}

// ChannelRow is a channel with a count for each state.
type ChannelRow struct {
	Name    string
	Note    string
	Counts  []Count
	OnTime  string // 883 / 885
	Percent string
}

// Count is a number that opens.
type Count struct {
	Text string
	URL  string
	Tone layout.Tone // Late, Soon or none
}

// FailedRow is a delivery that has not arrived.
type FailedRow struct {
	Title   string
	URL     string
	Sub     string
	Channel string
	Due     layout.State
	Reason  string
	How     string
	Raw     string // what the other side said
	Tried   string
	Again   string // 下次 10:30; 不再自动重试
	Retry   layout.Action
	Link    layout.Link
}

// Receipt is a delivery that has arrived.
type Receipt struct {
	Time    string
	Title   string
	URL     string
	Channel string
	Deed    string // 发布, 撤下
	Due     string
	Receipt string
	State   layout.State
}
