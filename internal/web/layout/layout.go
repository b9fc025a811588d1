// Package layout holds what pages of both sides are made of: the facts about the site, links, states, paging, form
// fields, the tables of the annual report. Values are plain and already formatted; the pieces only draw them. What frames
// a whole page is in portal and desk.
package layout

import "strconv"

// Site is what every public page says about the site itself.
type Site struct {
	Name       string // 网站规范名称, also the meta tag SiteName: 濮阳教育网
	Agency     string // 主办单位: 濮阳市教育局
	Domain     string // SiteDomain
	IDCode     string // 网站标识码, 10 digits
	Undertaker string // 承办: 办公室、信息中心
	Address    string
	Phone      string
	Hours      string // 办公时间: 工作日 8:30—12:00，14:30—17:30
	ICP        string // ICP 备案号
	Police     string // 公安网备号
	IPv6       bool   // 本站已支持 IPv6 访问

	Nav      []Link    // main navigation, in order; the page says which one is current
	Upper    []Link    // 上级网站, in the utility bar
	Related  []Link    // 相关网站, in the footer
	Foot     []Link    // 网站地图、联系我们 … only those that exist
	Files    bool      // a copy of the site as files: nothing that needs a server
	Search   bool      // there is a search
	Hot      []Link    // words that are asked for often, under the search in the header
	DeskURL  string    // 工作人员登录; empty: no link
	PartyURL string    // 党政机关网站标识; empty: no mark
	FaultURL string    // 我为政府网站找错; empty: no mark
	Services []Service // 办事与查询, in order

	Demo     bool   // a yellow line above everything says so
	DemoText string // 本站是演示环境，内容均为示例。
	DemoLink Link   // 导览; optional
}

// Service is an entry of 办事与查询 on the home page, as it is configured.
type Service struct {
	Title string `toml:"title"`
	Note  string `toml:"note"` // empty: how much the column holds, and since when
	To    string `toml:"to"`   // the code of a column, a path of this site, or an address elsewhere
	Icon  string `toml:"icon"`
}

// Link is a text that leads somewhere. Without URL it is drawn as plain text.
type Link struct {
	Text string
	URL  string
}

// Tab is one of several views of a page.
type Tab struct {
	Text    string
	URL     string
	Count   string // 12, 1000+; empty: none
	Current bool
}

// Download is a file offered for taking away.
type Download struct {
	Text string // 下载 PDF
	Size string // 486 KB
	URL  string
}

// Tone is the colour of a state. A state never speaks by colour alone.
type Tone string

// The tones.
const (
	Late  Tone = "late"  // red: violated, blocked
	Soon  Tone = "soon"  // amber: needs care, still in time
	Open  Tone = "open"  // blue: to come or on its way
	Done  Tone = "done"  // green: done, with evidence
	Quiet Tone = "quiet" // grey: not yet, or does not apply
)

// State is a state as people see it: symbol, word and colour together. Symbols are from GB2312 only, so that print,
// copies and exports keep them. The zero State is drawn as nothing.
type State struct {
	Symbol string
	Word   string
	Tone   Tone
}

// Violated is ▲ red: 逾期 3 日, 阻断, 失败.
func Violated(word string) State { return State{"▲", word, Late} }

// Attention is △ amber: 今日到期, 提醒, 退回给我.
func Attention(word string) State { return State{"△", word, Soon} }

// ToCome is ○ blue: 余 5 日.
func ToCome(word string) State { return State{"○", word, Open} }

// InHand is ◇ blue: on its way, in somebody's hands: 待复审, 发送中.
func InHand(word string) State { return State{"◇", word, Open} }

// NotYet is ○ grey: 未到, 未写.
func NotYet(word string) State { return State{"○", word, Quiet} }

// Achieved is √ green: 按时, 已发布, 有效.
func Achieved(word string) State { return State{"√", word, Done} }

// Missing is □ red: should be there and is not.
func Missing(word string) State { return State{"□", word, Late} }

// NotApplicable is — grey: 不涉, 废止, 已撤下.
func NotApplicable(word string) State { return State{"—", word, Quiet} }

// IsZero reports whether s is no state at all.
func (s State) IsZero() bool { return s.Word == "" }

// FileSize writes a size as people read it: 86 KB, 1.2 MB.
func FileSize(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt((n+1023)/1024, 10) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}

// Thousands writes a count with a comma between thousands: 1,286.
func Thousands[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Pager is the paging below a list.
type Pager struct {
	Total string // 126, 1000+
	Unit  string // 条, 件
	Page  int    // from 1
	Pages int    // 0 or 1: only the total is drawn
	Base  string // the URL up to the page number: ?year=2026&page=
}

// URL returns the address of a page.
func (p Pager) URL(page int) string { return p.Base + strconv.Itoa(page) }

// Shown returns the page numbers to draw; 0 stands for a gap.
func (p Pager) Shown() []int {
	var shown []int
	for n, last := 1, 0; n <= p.Pages; n++ {
		if n != 1 && n != p.Pages && (n < p.Page-1 || n > p.Page+1) && !(p.Page == 1 && n == 3) {
			continue
		}
		if n > last+1 {
			shown = append(shown, 0)
		}
		shown = append(shown, n)
		last = n
	}
	return shown
}

// Flash is the line that says what has just been done.
type Flash struct {
	State State  // √ 已通过
	Text  string // 《…》初审，已送办公室·保密员己。
	Undo  Action // 收回（余 9 分 40 秒）; optional
}

// Hidden is a hidden form field.
type Hidden struct{ Name, Value string }

// Action is a button that changes something: a form of its own, sent by POST. The zero Action is drawn as nothing.
type Action struct {
	Text    string
	URL     string
	Hidden  []Hidden
	Primary bool
	Danger  bool
	Why     string // not empty: it cannot be done now, and why; drawn as a disabled button with the reason
}

// IsZero reports whether a is no action.
func (a Action) IsZero() bool { return a.Text == "" }

// Option is a choice of a select, a radio group or a set of checkboxes.
type Option struct {
	Value   string
	Text    string
	Hint    string // radio and checkbox only
	Chosen  bool
	Blocked string // radio only: why it cannot be chosen
}

// FieldKind is the control of a Field.
type FieldKind string

// The controls. The zero kind is a one-line text.
const (
	Text     FieldKind = "text"
	Search   FieldKind = "search"
	Date     FieldKind = "date" // a text in the form YYYY-MM-DD, with a numeric keyboard
	Number   FieldKind = "number"
	Password FieldKind = "password"
	Code     FieldKind = "code" // six digits
	Area     FieldKind = "area"
	Select   FieldKind = "select"
	Radio    FieldKind = "radio"
	Check    FieldKind = "check" // one checkbox; Value is sent when Checked
	File     FieldKind = "file"
)

// Field is one labelled control of a form.
type Field struct {
	Kind        FieldKind
	Name        string
	ID          string // empty: f-Name
	Label       string
	Value       string
	Options     []Option // Select, Radio
	Checked     bool     // Check
	Required    string   // the words after the label: 必填; 必填，到末级; empty: not required
	Hint        string   // one sentence below the control
	More        Link     // what tells more of its value; opens beside the form, where nothing is lost
	Error       string   // what is wrong and what is right
	Placeholder string
	Complete    string // autocomplete
	Accept      string // File: .xlsx,.csv
	Rows        int    // Area
	Max         int    // most characters
	ReadOnly    bool
	Mono        bool // digests, codes
	Multiple    bool // File
	Focus       bool // gets the focus when the page opens
}

// Ref returns the id of the control, which the list of errors links to.
func (f Field) Ref() string {
	if f.ID != "" {
		return f.ID
	}
	return "f-" + f.Name
}

// FieldError is a line in the list of errors on top of a form.
type FieldError struct {
	Text string // 成文日期：不能晚于今日
	Ref  string // Field.Ref(); empty: about the whole form
}

// Fact is a name and a value in a definition table.
type Fact struct {
	Name  string
	Value string
	URL   string
	ISO   string // a machine-readable time; the value is then drawn as <time>
	Wide  bool   // takes the whole row
	Mono  bool   // digests, codes
}

// QR is a QR code: either Path, the d of an svg path on a grid of Size, or a picture.
type QR struct {
	Path     string
	Size     int
	ImageURL string
}

// IsZero reports whether there is no code to draw.
func (q QR) IsZero() bool { return q.Path == "" && q.ImageURL == "" }

// Group is a titled group of links, such as 局属事业单位 with its units.
type Group struct {
	Title string // 局属事业单位
	Note  string // 8 家
	Links []Link
}

// Cell is a cell of a list of records of any kind.
type Cell struct {
	Text  string
	URL   string
	Num   bool
	Mono  bool
	State State // drawn instead of Text
}

// Records is a table of records of any kind: the evidence behind a figure.
type Records struct {
	Caption string
	Heads   []string
	Rows    [][]Cell
	Title   int // the column that names the row; becomes the row's heading on a phone
}
