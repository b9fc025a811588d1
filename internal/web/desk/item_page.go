package desk

import "gongkai/internal/web/layout"

// ItemsPage lists drafts and items.
type ItemsPage struct {
	Frame
	Heading  string
	Sentence string
	Tabs     []layout.Tab
	Action   string // of the filter, GET
	Hidden   []layout.Hidden
	Filters  []layout.Field
	Rows     []ItemRow
	Pager    layout.Pager
	Empty    *Empty
	NewURL   string
	Changed  string // heading of the last column; empty: 改动
}

// ItemRow is an item in the list.
type ItemRow struct {
	No      string // 2026-G-0412, or the 索引号 once released
	Title   string
	URL     string
	Version string // 第 3 版
	Column  string
	Unit    string
	State   layout.State
	Next    string // in whose hands: 办公室·保密员己
	Due     layout.State
	DueOn   string
	Changed string
}

// ItemPage is the form in which an item is written.
type ItemPage struct {
	Frame
	No       string
	Heading  string // the title, or 新稿件
	State    layout.State
	Saved    string // 08:29 已存草稿
	Preview  string // URL
	Error    *FormError
	Returned *Decided // why it came back

	Correction string // why a correction takes the place of what is published; empty: it is none
	PublicURL  string // what the public sees meanwhile
	Handover   string // where it is given to another writer

	Action  string // save, POST multipart
	Hidden  []layout.Hidden
	Save    string // 存草稿
	Submit  string // 送初审; empty: no such button
	SubmitN string // name of the submit button; its value is 1. Empty: submit
	Why     string // why it cannot be submitted; the button is then disabled

	Duty       *DutyBox
	TitleField layout.Field
	Fields     []layout.Field // metadata, in order
	Entries    []PickGroup    // entries of the standard catalogue by 一级事项
	Body       layout.Field
	BodyHTML   string // the text as the editor begins with it; trusted
	Rich       bool   // it says more than Body can: without the editor it is only shown
	ToPlain    layout.Action
	Item       string // number of the draft, 0 for one not begun
	Recovered  string // 11-20 08:29, when this was typed, where it is not saved
	Remarks    []Comment
	ImportURL  string // where a draft is begun from a docx file
	Files      []ItemFile
	Upload     *layout.Field
	Edition    *EditionView // what is released besides the text, where it is changed elsewhere
	Checks     Checks
	Route      []Step
	Danger     layout.Action // 删去此稿
}

// DutyBox is the obligation an item is written for.
type DutyBox struct {
	State layout.State
	Text  string // 应于 11-17 公开
	Law   string
	Link  layout.Link
}

// ItemFile is an attachment of a draft.
type ItemFile struct {
	ID     string
	Kind   string // xlsx, docx, pdf
	Name   string
	URL    string
	Note   string
	Bad    bool // blocked by the checks; Note says why
	Remove layout.Action
}

// ReviewPage is where a step of the route is decided.
type ReviewPage struct {
	Frame
	No       string
	Heading  string
	State    layout.State
	Sentence string
	PrintURL string        // 审批单
	Acts     []layout.Link // 更正, 有效性, 撤下
	Queue    string        // 待审 1 ／ 3
	NextURL  string
	Route    []Step
	Tabs     []layout.Tab

	DocTitle string
	DocLine  string // 市学生资助管理中心　2026年11月16日
	Blocks   []Block
	Files    []ItemFile
	Facts    []layout.Fact
	Comments []Comment
	Edition  *EditionView // what is released besides the text, where it is an edition
	Diff     []DiffLine
	DiffNote string // 第 2 版 … → 第 3 版 …
	DiffSum  string // 改 3 处，增 1 段，删 0 段
	History  []Decided

	Checks   Checks
	Decision *DecisionForm
	Error    *FormError
	Digest   DigestBox
}

// Block is a paragraph of the text.
type Block struct {
	Kind     string // h2, h3, p, to, sign, end, html
	Segments []Segment
	HTML     string // trusted; for html: a table or a picture
	Comment  *Comment
}

// Segment is a run of text, marked or not.
type Segment struct {
	Text  string
	Mark  string      // 1, 批1; empty: plain
	Level layout.Tone // Late: blocked, Soon: warned, Open: commented
	Ref   string      // id of the finding
}

// Comment is a remark on the text.
type Comment struct {
	Mark  string // 批1
	Who   string
	Step  string
	When  string
	Quote string // the words it is about
	Ref   string // id of their mark on this page
	Text  string
	State layout.State
}

// DiffLine is one line of the comparison of two versions.
type DiffLine struct {
	No   string
	Sign string // 改, 增, 删, 同
	Runs []DiffRun
}

// DiffRun is a run of it.
type DiffRun struct {
	Text string
	Op   string // ins, del, empty
}
