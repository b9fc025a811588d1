package portal

import "gongkai/internal/web/layout"

// PowersPage is the 权责清单 of a unit.
type PowersPage struct {
	Frame
	Tree      Tree
	Heading   string
	Note      string // 第2版，12 项，2026年3月10日发布
	Basis     string
	Links     []layout.Link // 调整记录, 公告
	Downloads []layout.Download
	Action    string
	Query     layout.Field
	Filters   []layout.Field
	Range     string
	Groups    []PowerGroup
	Empty     string
	ClearURL  string
}

// PowerGroup is a 类别 with its items.
type PowerGroup struct {
	Title, Note string
	Rows        []PowerRow
}

// PowerRow is a 职权 in the list.
type PowerRow struct {
	Code, Name, URL string
	Office          string
	Legal, Promised string
	State           layout.State // zero: in use
}

// PowerPage is a 职权 with all that must be public about it.
type PowerPage struct {
	Frame
	Tree      Tree
	Heading   string
	Kind      string
	State     layout.State
	Facts     []layout.Fact
	Bases     []PowerBasis
	Stages    []PowerStage
	DutyBasis string
	Liability []layout.Fact
	Adjusted  []layout.Fact
	Decisions *PowerDecisions // nil: none of its decisions are in 双公示
}

// PowerBasis is a 设定与实施依据.
type PowerBasis struct{ Title, Text string }

// PowerStage is a stage of the way with what must be done there.
type PowerStage struct{ Name, Text string }

// PowerDecisions are the decisions made under a 职权.
type PowerDecisions struct {
	Note string // 共 900 件，先列 10 件
	All  layout.Link
	Rows []CreditRow
}

// EditionsPage is how a list came to be: its editions with dates and reasons.
type EditionsPage struct {
	Frame
	Tree    Tree
	Heading string
	Intro   string
	Records layout.Records
	Empty   string
}
