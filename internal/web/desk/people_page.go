package desk

import "gongkai/internal/web/layout"

// UnitsPage lists the units.
type UnitsPage struct {
	Frame
	Sentence string
	NewURL   string
	Rows     []UnitRow
	Empty    *Empty
}

// UnitRow is one of them.
type UnitRow struct {
	Name, URL string
	Code      string
	Kind      string
	Duty      string
	Head      string
	State     layout.State // √ 齐全, △ 缺 3 项
	PeopleURL string
}

// UnitPage is a unit with its departments.
type UnitPage struct {
	Frame
	Heading     string
	Sentence    string
	Error       *FormError
	Action      string // empty: only to be read
	Fields      []layout.Field
	Facts       []layout.Fact // where it is only read
	Submit      string
	Departments []DepartmentRow
	AddAction   string
	AddFields   []layout.Field
	Links       []layout.Link
	New         bool
}

// DepartmentRow is a 科室.
type DepartmentRow struct {
	Name, Phone string
	Action      string
	Fields      []layout.Field
}

// PeoplePage lists people and their accounts.
type PeoplePage struct {
	Frame
	Sentence string
	Warning  string // 只有一名安全管理员
	NewURL   string
	Filters  []layout.Field
	Rows     []PersonRow
	Pager    layout.Pager
	Empty    *Empty
}

// PersonRow is one of them.
type PersonRow struct {
	Name, URL string
	Title     string
	Place     string // 濮阳市教育局 办公室
	Roles     string
	Login     string
	State     layout.State
}

// PersonPage is somebody with roles, account and sessions.
type PersonPage struct {
	Frame
	Heading  string
	State    layout.State
	Sentence string
	Error    *FormError
	Edit     layout.Link
	Leave    layout.Link

	Roles    []RoleRow
	NoRole   string
	Appoint  Appoint
	Facts    []layout.Fact
	Login    []layout.Fact // what is known of the account
	NoLogin  string
	Deeds    []layout.Link
	Sessions []SessionRow
	EndAll   layout.Link
	Log      []LogEntry
}

// RoleRow is an appointment.
type RoleRow struct {
	Role, Period string
	State        layout.State
	Dismiss      layout.Link
}

// Appoint is the form that gives a role.
type Appoint struct {
	Action string // empty: none
	Fields []layout.Field
	Submit string
}

// FormPage is a form of its own.
type FormPage struct {
	Frame
	Heading  string
	Sentence string
	Error    *FormError
	Action   string
	Fields   []layout.Field
	Submit   string
	Cancel   layout.Link
	Bare     bool // nothing else can be done before
}
