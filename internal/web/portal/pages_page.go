package portal

import (
	"github.com/a-h/templ"

	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
)

// HomePage is the home page.
type HomePage struct {
	Frame
	Headline *Headline
	News     Stream
	Notices  Stream

	Tiles []Tile // 办事与查询; empty: the section is absent

	Period     string // 2026年1月1日至11月20日，点击数字查看明细
	Open       []layout.Link
	Figures    []BigFigure // best three or six
	ReportsURL string
	WebsiteURL string // of the newest 政府网站工作年度报表; "": none is out

	Columns    []ColumnCard // 重点领域
	CatalogURL string

	UnitsNote string // 共 31 家
	UnitsURL  string
	Units     []layout.Group
}

// Headline is the one headline of the home page.
type Headline struct {
	Title string
	URL   string
	Links []layout.Link
}

// Tile leads to a service.
type Tile struct {
	Icon  string // score, enrol, district, teacher, aid, school, mail, file, report, unit, licence
	Title string
	Note  string
	URL   string
}

// ListPage is a column of the disclosure catalogue, or a news column.
type ListPage struct {
	Frame
	Tree     Tree // without nodes: no tree, full width (news columns)
	Heading  string
	Count    string // 126 条
	Updated  string // YYYY-MM-DD
	Intro    string
	Links    []layout.Link // 下载目录 … only what exists
	Action   string        // of the filter form, GET
	Filters  []layout.Field
	Search   string // code of the column, for the search within it; empty: none
	AsOf     string // 按2025年6月30日的情况列出…; empty: as things are
	Range    string // 符合条件 126 条，第 1—15 条
	Sorts    []layout.Tab
	Rows     []Row
	Pager    layout.Pager
	Empty    string // what there is not
	ClearURL string // takes the filters away; empty: none are set
}

// SearchPage is the search, before and after something was asked.
type SearchPage struct {
	Frame
	Filters  templ.Component // fields
	Problem  string          // why the question cannot be asked
	Count    string          // 86, 1,000+; empty: nothing was asked
	Direct   []layout.Link
	Also     []string // synonyms that were looked for too
	Hint     layout.Link
	Sorts    []layout.Tab
	Results  []Result
	Pager    layout.Pager
	ClearURL string // takes the filters away; empty: none are set
}

// Result is an item that was found.
type Result struct {
	Title     []publication.Passage
	URL       string
	Text      []publication.Passage // around what was found
	InFile    bool                  // Text stands in an attachment
	Validity  layout.State
	Published string // YYYY-MM-DD
	Unit      string
	Column    string
	DocNo     string
}

// TextPage says something of the site itself.
type TextPage struct {
	Frame
	Heading  string
	Sections []TextSection
}

// TextSection is a part of it.
type TextSection struct {
	Title string
	Paras []string
	Facts []layout.Fact
	Links []layout.Link
}

// SettingsPage is how a visitor wants to see the pages.
type SettingsPage struct {
	Frame
	Choices []SettingChoice
	Back    string // where to go on after it; empty: where one came from
}

// SettingChoice is one thing that can be set.
type SettingChoice struct {
	Name    string
	Label   string
	Options []layout.Option
}

// DetailPage is the text of one published item.
type DetailPage struct {
	Frame
	RedHead   string   // on the printed sheet: 濮阳市教育局文件
	Parts     []string // the title in phrases, between which it may break; empty: Heading in one piece
	Heading   string
	DocNo     string
	Facts     []layout.Fact // the metadata box, in order
	Validity  layout.State  // 现行有效; zero: no line
	Valid     string        // 自2026年5月18日起施行，有效期至2027年4月30日。
	Replaced  layout.Link   // what replaced it
	Published string        // 2026-05-20 09:32
	Stated    bool          // the date is as stated by an older site
	Source    string        // 基础教育科
	Addressee string        // 各县（区）…：; empty: the body has it
	Body      string        // trusted html, already sanitised
	Sign      []string      // 濮阳市教育局, 2026年5月18日
	Endnote   string        // （此件公开发布）
	Files     []Attachment
	Prev      layout.Link
	Next      layout.Link

	Tools []Tool
	Seal  *Seal
	Boxes []Box
	QR    layout.QR
}

// Tool is a link in the tool box of a text.
type Tool struct {
	Icon string // print, download, link, flag
	Text string
	URL  string
}

// GonePage stands where a withdrawn item was.
type GonePage struct {
	Frame
	Heading   string
	Over      bool   // its 公示期 had passed: nobody took it down
	Withdrawn string // 2026年11月18日
	By        string // 濮阳市教育局
	Reason    string // 公示期满
	Facts     []layout.Fact
	Seal      *Seal
	Links     []layout.Link // where to go
}

// OpenPage is the 政府信息公开 platform page; its four parts have a fixed order.
type OpenPage struct {
	Frame
	Tree     Tree
	Intro    string
	Guide    OpenPart
	System   OpenPart
	Columns  []ColumnCard // 法定主动公开内容
	Note     string       // 共 15 个栏目，1,286 条
	Annual   OpenPart
	Recent   []Entry
	Expired  layout.Link   // 废止、失效文件目录
	Standard OpenPart      // 基层政务公开标准目录; without address: there is none
	Apply    string        // 依申请公开: how to ask
	Contact  []layout.Fact // whom: 名称、地址、电话 …
}

// OpenPart is one part of the platform page.
type OpenPart struct {
	Text    string
	URL     string
	More    string // the words of the link: 查看全文
	Entries []Entry
}

// UnitsPage lists all units.
type UnitsPage struct {
	Frame
	Downloads []layout.Download
	Intro     string
	Groups    []UnitGroup
}

// MapPage is the map of the site for people: the ways in, by group.
type MapPage struct {
	Frame
	Groups []layout.Group
}

// UnitGroup is a kind of units.
type UnitGroup struct {
	Title string
	Note  string // 8 家，条例第五十四条
	Units []UnitRow
}

// UnitRow is a unit in the list.
type UnitRow struct {
	Name    string
	URL     string
	Phone   string
	Count   string // 42 条
	Updated string
}

// UnitPage is the page of one unit.
type UnitPage struct {
	Frame
	Name        string
	Kind        string // 市直学校
	Intro       string // 公共企事业单位，依照条例第五十五条公开信息。
	Functions   []string
	Depts       []layout.Fact // 内设机构 of a unit without a profile: name and telephone
	Departments []UnitDepartment
	Leaders     []UnitLeader
	Children    []layout.Group // 所属单位
	Edition     string         // 机构职能第2版，2026年5月20日发布
	Links       []layout.Link  // 调整记录, 权责清单
	Contact     []layout.Fact
	Figures     []BigFigure
	Columns     []ColumnCard
	Range       string
	Rows        []Row
	Pager       layout.Pager
	Empty       string
	Siblings    layout.Group // other units of the kind
}

// ErrorPage is shown when something could not be shown.
type ErrorPage struct {
	Frame
	Status    int
	Heading   string   // 没有找到这个页面
	Sentence  string   // what happened
	Todo      []string // what to do, in order
	Links     []layout.Link
	Reference string // for the phone; empty: none
}
