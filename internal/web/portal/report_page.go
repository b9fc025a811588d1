package portal

import (
	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
)

// ReportsPage lists the annual reports.
type ReportsPage struct {
	Frame
	Tree  Tree
	Intro string
	Rows  []ReportRow
	Empty string

	Website []ReportRow // 政府网站工作年度报表
}

// ReportRow is the report of one year.
type ReportRow struct {
	Year      string
	Title     string
	URL       string
	Published string
	Form      string // 2021 版格式
	Note      string // 示例; 由原网站迁入
	Figures   []layout.Link
	Files     []layout.Download
}

// ReportPage is an annual report. Its six parts have the order and the heads of the law.
type ReportPage struct {
	Frame
	Parts       []string // the title in phrases
	Published   string   // 2021-01-28 10:05; of an imported report the day alone
	Period      string   // 2020年1月1日至12月31日
	IndexNo     string
	Notice      layout.State // 示例; 年内预编; zero: none
	NoticeTxt   string
	Files       []layout.Download
	Charts      []layout.Chart // the year at a glance
	Overview    string         // trusted html; figures in it are links
	Table2      layout.Table2
	Note2       string
	Table3      layout.Table3
	Note3       string
	Table4      layout.Table4
	Note4       string
	Problems    string // trusted html
	Others      string // trusted html
	Seal        *Seal
	Corrections []ReportCorrection // its 更正版, the newest first
	Years       []layout.Tab       // reports of other years
}

// ReportCorrection is a 更正版 with what it changed.
type ReportCorrection struct {
	When, Reason string
	Before       layout.Link // the report as it was until then
	Figures      []FigureChange
	Texts        []ChangedText
}

// FigureChange is a figure that was corrected.
type FigureChange struct{ Name, Was, Now string }

// ChangedText is a section whose text was corrected.
type ChangedText struct {
	Name  string
	Lines []publication.DiffLine // those that differ
}

// RecordsPage lists the records behind one figure.
type RecordsPage struct {
	Frame
	Report    layout.Link // back to the report
	Place     string      // 表二 › 第二十条第（五）项 › 行政许可
	Heading   string      // 处理决定数量
	Count     string      // 900
	Unit      string      // 件
	Rule      string      // 口径
	Law       string      // 条例第二十条第（五）项
	Notice    string      // 本表按原报告照录 …; optional
	Downloads []layout.Download
	Range     string
	Records   layout.Records
	Pager     layout.Pager
	Empty     string
}

// ProofPage shows to everybody what one entry of the public log proves.
type ProofPage struct {
	Frame
	Subject    layout.Link
	Kind       string   // 发布, 更正, 撤下
	Time       string   // 2026年5月20日 09:32:07
	Number     string   // 18,204
	Says       []string // what it proves, in plain words
	Facts      []layout.Fact
	LeafHash   string
	TreeSize   string
	RootHash   string
	Path       []ProofStep
	Checkpoint string // the text, line by line as signed
	Signed     string // 2026-11-20 08:00 签署，公钥指纹 …
	FileURL    string
	FileNote   string
	Steps      []string // how to check it oneself
	Rows       string   // batch: 内含 900 行的总摘要; empty: not a batch
}

// ProofStep is one hash on the way from the leaf to the root.
type ProofStep struct {
	Side string // 左, 右
	Hash string
}
