package portal

import "gongkai/internal/web/layout"

// CreditPage is 双公示: licences or penalties.
type CreditPage struct {
	Frame
	Tree      Tree
	Updated   string
	Sentence  string // 决定作出后 7 个工作日内公示并推送…。本年 900 件全部按时推送，平均用时 1.8 个工作日。
	Tabs      []layout.Tab
	Penalty   bool // the heads of the table are those of penalties
	Action    string
	Hidden    []layout.Hidden
	Query     layout.Field   // 相对人名称或决定书文号
	Filters   []layout.Field // 相对人类别, 许可类别, 决定日期起, 止
	Range     string
	Downloads []layout.Download
	Caption   string
	Rows      []CreditRow
	Note      string
	NoteLink  layout.Link
	Pager     layout.Pager
	Empty     string
	ClearURL  string
}

// CreditRow is one decision, masked.
type CreditRow struct {
	Party     string
	Code      string
	URL       string
	PartyKind string
	Content   string
	DocNo     string
	Kind      string
	Decided   string
	ValidTo   string // YYYY-MM-DD or 长期; for a penalty 公示至
	Took      string // 1 个工作日
	State     layout.State
}

// LicencePage is the public page of one decision.
type LicencePage struct {
	Frame
	Tree    Tree
	Heading string // 高级中学教师资格认定
	Party   string
	State   layout.State
	Groups  []FactGroup
	Power   []layout.Fact // 职权, with its basis; empty: the list does not say
	Batch   []layout.Fact // 批次, 行号, 发布时间
	Sent    []SentLine
	Seal    *Seal
	Note    string
}

// FactGroup is a titled definition table.
type FactGroup struct {
	Title string
	Facts []layout.Fact
}

// SentLine says where a decision has been delivered.
type SentLine struct {
	Channel string
	Time    string
	Receipt string
	State   layout.State
}
