package desk

import (
	"github.com/a-h/templ"

	"gongkai/internal/web/layout"
)

// ReportPage is the annual report at the desk: figures that open, relations that hold or do not.
type ReportPage struct {
	Frame
	Heading  string
	State    layout.State // ◇ 年内预编
	Sentence string
	Years    []layout.Tab
	Next     layout.Link // what its writer may do next
	Preview  string
	Website  string // URL of the 政府网站工作年度报表 of the year
	Alerts   []Alert

	Parts     []PartLine
	Relations []PartLine
	RelNote   string // 勾稽 38 条
	Reread    Reread

	Overview   string // trusted html
	Problems   string
	Others     string
	Edit       string // URL of the form for the texts; empty: none
	Table2     layout.Table2
	Note2      string
	Table3     layout.Table3
	Carry      *CarryPart // nil: an imported report, which is not compared
	ByHand     []AdjustmentLine
	ByHandNote string           // who registers one, and where
	Promises   []AdjustmentLine // of the year before
	Imported   bool             // its figures have no records here
	Table4     layout.Table4
	Warnings   []Warning

	Cell *CellPanel
}

// Alert is a thing that must be dealt with before the report goes on.
type Alert struct {
	Tone  layout.Tone // Late, Soon
	Title string
	Text  string
	Links []layout.Link
}

// PartLine is a line with a state: a part of the report, a relation.
type PartLine struct {
	Text    string
	URL     string
	State   layout.State
	Current bool
}

// Warning is a doubt about a figure.
type Warning struct {
	Code  string // W-T2-01
	Title string
	Text  string
	Links []layout.Link
}

// CellPanel lists the records behind the figure that is open.
type CellPanel struct {
	Path     string // 表三 › 三（二）› 自然人
	Heading  string // 部分公开　6 件
	Rule     string
	Law      string
	Records  layout.Records
	Total    string // 6 件，均有决定书
	AllURL   string
	Export   string
	CloseURL string
	ByHand   layout.Link   // where the figure is corrected by hand; zero: not by this person
	Earlier  []layout.Fact // 2025 年: 4
	Note     string
}

// CalendarPage is the calendar of working days.
type CalendarPage struct {
	Frame
	Sentence    string
	Years       []YearLine
	Provisional string // what is not known yet, and what it means
	Heading     string // 2026 年
	Months      []Month
	Error       *FormError
	Action      string // preview, POST
	Year        layout.Field
	Source      layout.Field // 国办发明电〔2026〕…
	Notice      layout.Field // the text of the notice
	Submit      string
	Preview     *CalendarPreview
}

// YearLine is a year the calendar knows, or does not.
type YearLine struct {
	Year    string
	URL     string
	Source  string
	Days    string // 248 个工作日
	State   layout.State
	Current bool
}

// Month is a month of days.
type Month struct {
	Name  string
	Weeks [][]Day // seven days each, Monday first
	Note  string  // 20 个工作日
}

// Day is a day of it. The zero Day is outside the month.
type Day struct {
	Text string
	Kind string // empty: working day; off: weekend; holiday: 放假; makeup: 调休上班; today
	Name string // 国庆节
}

// CalendarPreview says what a new year would move.
type CalendarPreview struct {
	Heading string // 2027 年：放假 33 日，调休上班 6 日，全年 249 个工作日
	Off     []string
	Makeup  []string
	Moves   []Move
	NoMoves string
	Confirm layout.Action
}

// Move is a due date that would change.
type Move struct {
	Title string
	URL   string
	From  string
	To    string
	Why   string
}

// LedgerPage shows the two logs.
type LedgerPage struct {
	Frame
	Sentence string
	Logs     []LogBook
	Result   *VerifyResult
}

// LogBook is one of the two logs.
type LogBook struct {
	ID         string // release, act
	Name       string // 公开登记簿
	Note       string // 对外，任何人可核对
	Size       string
	Root       string
	Signed     string // last checkpoint
	Checkpoint layout.Download
	Verify     layout.Action
	Entries    []LogEntry
	AllURL     string
	Empty      string
}

// LogEntry is an entry of a log.
type LogEntry struct {
	No   string
	Time string
	Kind string // 发布, 更正, 撤下, 审核 …
	Text string
	URL  string
	By   string
	Hash string
}

// VerifyResult is what a verification has found.
type VerifyResult struct {
	State layout.State
	Title string
	Text  string
	Lines []layout.Fact
}

// ConfirmPage asks before something that cannot be taken back.
type ConfirmPage struct {
	Frame
	Heading   string // 撤下《校服采购指引》？
	Text      string
	Effects   []string
	Error     *FormError
	Refused   string // said above what is wrong: 没有登记; empty: 没有办成
	Action    string
	Multipart bool // it takes a file
	Hidden    []layout.Hidden
	Fields    []layout.Field // 理由, 口令
	Button    string         // 撤下并通知 3 个渠道
	Danger    bool
	Cancel    layout.Link // 不撤
}

// ErrorPage is shown when something could not be done.
type ErrorPage struct {
	Frame
	Status    int
	Heading   string
	Sentence  string
	Todo      []string
	Links     []layout.Link
	Reference string
}

// withFiles lets a form send files.
func withFiles(yes bool) templ.Attributes {
	if !yes {
		return nil
	}
	return templ.Attributes{"enctype": "multipart/form-data"}
}
