package desk

import "gongkai/internal/web/layout"

// AccountPage is 我的账号.
type AccountPage struct {
	Frame
	Sentence string // 账号 jijiaoke，信息员
	Warning  string // 恢复码只剩 2 个
	Facts    []layout.Fact
	Links    []layout.Link // 更换口令, 换绑认证器, 重新生成恢复码
	Sessions []SessionRow
	EndAll   layout.Action // 结束其他全部会话
	Tried    []SignInRow   // the last attempts under one's name
}

// SessionRow is one browser signed in.
type SessionRow struct {
	Device  string // Windows 电脑，Edge
	Address string
	Began   string
	Used    string
	Own     bool
	End     layout.Action
}

// FactorPage is where an authenticator is bound.
type FactorPage struct {
	Frame
	Error  *FormError
	Action string
	Hidden []layout.Hidden
	Slip   Slip
	Fields []layout.Field
	Submit string
	Cancel layout.Link
}

// Slip is what is shown once: to be handed over, or kept by the person.
type Slip struct {
	Title    string // 系统管理员 示例人员丑
	Login    string
	Password string
	Secret   string // ABCD EFGH …
	QR       layout.QR
	Codes    []string
}

// SlipsPage shows what is never shown again.
type SlipsPage struct {
	Frame
	Heading  string
	Sentence string
	Warning  string // 只显示这一次
	Slips    []Slip
	Notes    []string
	Next     layout.Link
	Bare     bool // nobody is signed in
}

// SetupPage is the first start.
type SetupPage struct {
	Frame
	Error  *FormError
	Action string
	Code   layout.Field
	Unit   []layout.Field
	Admins []SetupAdmin
	Submit string
}

// SetupAdmin is one of the three administrators on it.
type SetupAdmin struct {
	Role  string // 系统管理员
	Does  string // 设单位、科室、人员
	Name  layout.Field
	Login layout.Field
}
