package desk

import "gongkai/internal/web/layout"

// SigninPage is the entrance.
type SigninPage struct {
	Frame
	PortalURL  string
	Action     string
	Hidden     []layout.Hidden // where to go afterwards
	Error      *FormError
	User       layout.Field
	Password   layout.Field
	NoPassword bool          // another house has vouched already
	Code       *layout.Field // the second factor; nil: not asked
	Other      layout.Link   // another way to give the second factor
	SSO        layout.Link   // single sign-on
	Setup      layout.Link   // the first start, on a new store
	Forgot     string        // what to do when the password is forgotten: a sentence
	Contact    string        // 办公室 0000-0000000（工作日 …）
	Notice     string        // 连续 20 分钟不操作自动退出
	Roles      []RoleLine
}

// RoleLine says what a role is for.
type RoleLine struct{ Name, Sees, Does string }

// TourPage is 导览, the walk from a document to the proof.
type TourPage struct {
	Frame
	Intro   string
	Steps   []TourStep
	Samples []Sample
	Roles   []layout.Action
}

// TourStep is one stop of the walk.
type TourStep struct {
	Title string
	Text  string
	Look  string // what to look for there
	Links []layout.Link
}

// Sample is a file to drop in.
type Sample struct {
	Name   string
	Note   string // 18 行自然人许可，3 处错
	Size   string
	URL    string
	Expect layout.State // √ 通过, ▲ 应被拦下
	Where  layout.Link  // where to drop it
}

// TodayPage is what is to be done.
type TodayPage struct {
	Frame
	Sentence string // 11 月 20 日 星期五，今年第 219 个工作日。…
	Scopes   []layout.Tab
	NewURL   string
	Figures  []Figure
	Groups   []DutyGroup
	Empty    *Empty // when there is no duty at all

	WaitingNote string // 4 件，最久 2 日
	Waiting     []Waiting
	NewsNote    string // 自 11-19 18:05 离开后
	News        []News
	MonthTitle  string // 本月本科室
	Month       []Ratio
}

// Empty says three things: what there is not, when the next comes, where to go.
type Empty struct {
	Title string
	Text  string
	Link  layout.Link
}

// DutyGroup is 逾期, 今日, 一周内, 更远.
type DutyGroup struct {
	ID     string // late, today, week, later
	Title  string
	Note   string
	Tone   layout.Tone // Late, Soon, Open
	Duties []Duty
	More   layout.Link
	Folded bool // closed until opened
	Count  int  // obligations in it, of which some may share a line
}

// Duty is one obligation.
type Duty struct {
	State layout.State // ▲ 逾期 3 日
	When  string       // 应于 11-17 周二
	Title string
	URL   string
	Meta  []string
	Law   string // 《政府信息公开条例》第二十六条：…
	Sum   string // the arithmetic in words
	After string // what follows when it is late
	Open  bool   // the details are open
	Go    layout.Link
	First bool // the one main button of the page
}

// Waiting is a thing that waits for me.
type Waiting struct {
	Title string
	URL   string
	State layout.State
	Note  string
}

// News is something that changed while I was away.
type News struct {
	Time string
	Text string
	Link layout.Link // after the text
	Tone layout.Tone
}

// Ratio is 41 / 44 件 93.2%.
type Ratio struct {
	Name    string
	Value   string
	Percent string
	URL     string
}
