package desk

import "gongkai/internal/web/layout"

// Frame is what every page of the desk has around its content.
type Frame struct {
	Title    string // of the window
	Agency   string // 濮阳市教育局
	HomeURL  string // /desk/
	Clock    string // 2026-11-20 周五 08:30
	ClockISO string // 2026-11-20T08:30
	Who      string // 办公室·经办人甲
	Role     string // 编辑、初审; shown in the who menu
	Account  []layout.Link
	SignOut  string // POST; empty: nobody is signed in
	CSRF     string // value of the hidden field csrf in every form that posts; empty: no field
	Nav      []NavGroup
	Search   string // GET action of the search in the top bar; empty: none
	Crumbs   []layout.Link
	Flash    []layout.Flash
	Demo     *DemoBar
}

// NavGroup is a titled group of the left navigation.
type NavGroup struct {
	Title   string
	Entries []NavEntry
}

// NavEntry is a line of the left navigation.
type NavEntry struct {
	Icon    string // today, draft, review, item, credit, chan, report, ledger, calendar, unit
	Text    string // 渠道送达
	Short   string // 送达, on narrow bars; empty: Text
	URL     string
	Count   string
	Hot     bool // the count is urgent
	Current bool
}

// DemoBar is the yellow bar of the demo.
type DemoBar struct {
	Text    string // 内容均为示例，账号只在此处有效。演示日期 …，随时间走。
	TourURL string
	Reset   layout.Action // 恢复初始数据
	Roles   []layout.Action
}

// FormError is the red box on top of a form.
type FormError struct {
	Title  string // 有 2 项须改
	Text   string // what to do
	Fields []layout.FieldError
}

// Figure is a large figure in a row of figures.
type Figure struct {
	Value string
	Text  string       // 已逾期
	State layout.State // symbol and colour; the word is not drawn
	URL   string
}

// Step is one step of the route of a draft.
type Step struct {
	Name  string // 初审
	Who   string // 资助中心·负责人戊
	Note  string // 11-18 17:22 通过; 未到; 已等 2 日，限 3 日
	Phase string // done, now, todo, back
	You   bool   // it is the turn of who reads the page
}

// Checks is the panel 发布前检查.
type Checks struct {
	At       string // 08:29
	RuleSet  string // 2026-11-16 版
	Block    int
	Warn     int
	Pass     int
	Findings []Finding
	Passed   []layout.Fact
	Again    layout.Action // 再查一遍
	Stale    string        // not empty: the text has changed since, and what to do
	Empty    string        // not checked yet, and when it will be
}

// Finding is one thing the checks found.
type Finding struct {
	ID      string // anchor; empty: find-No
	No      int    // the number of the mark in the text; 0: none
	Level   layout.State
	Title   string // 身份证号 31 个
	Where   string // 附件1 › 工作表“Sheet2”（隐藏） › D2 至 D32
	Ref     string // id on this page the place links to
	Quote   string // masked
	Sheet   *Sheet
	How     string
	Said    string // what the writer answered
	Actions []layout.Action
	Links   []layout.Link
}

// Sheet is a piece of a spreadsheet around a mistake.
type Sheet struct {
	Caption string
	Heads   []string // column letters with names
	Rows    []SheetRow
}

// SheetRow is one row of it.
type SheetRow struct {
	No    string
	Cells []string
	Bad   int // index of the bad cell from 1; 0: none
}

// Choice is one of the decisions.
type Choice = layout.Option

// DecisionForm is the form in which a step is decided.
type DecisionForm struct {
	Title    string // 你的决定
	Action   string
	Hidden   []layout.Hidden // the digest decided on
	Choices  []Choice
	Secrecy  []layout.Field // 保密审查: 依据、结论 …; empty: another step
	Opinion  layout.Field
	Remarks  []RemarkRow   // on places of the text; empty: it has none
	When     *layout.Field // 签发: the set time of release
	Password *layout.Field // 签发 asks again
	After    string        // what happens then
	Submit   string        // 通过，送保密审查
	Undo     string        // 10 分钟内且对方未打开，可以收回。
	Blocked  string        // why it cannot be decided here; no form then
}

// RemarkRow is where one remark is typed.
type RemarkRow struct {
	Quote, Text layout.Field
	Nth         string // which of several such words, from 0
}

// Decided is a decision already taken.
type Decided struct {
	Step    string
	Who     string
	When    string
	Result  layout.State
	Opinion string
}

// DigestBox says what the decisions are bound to.
type DigestBox struct {
	Algorithm string // SM3, SHA-256
	Digest    string
	Covers    string // 标题、元数据、正文、2 个附件合算一个摘要。此后任一字变动，以上审核即作废。
	Checks    []layout.State
}

// PublicRow is how a row of a batch will look to the public.
type PublicRow struct {
	Party   string
	Code    string
	Kind    string
	Content string
	DocNo   string
	Decided string
	ValidTo string
	State   layout.State
	URL     string
}

// BatchRow is a batch in a list.
type BatchRow struct {
	Name      string
	URL       string
	Kind      string // 自然人行政许可
	Rows      string
	Decided   string // 11-13, or a span
	Due       string
	DueState  layout.State
	State     layout.State
	Next      string // in whose hands
	Published string
	Sent      string // 898 / 900
}
