package portal

import "gongkai/internal/web/layout"

// Frame is what every public page has around its content.
type Frame struct {
	Site    layout.Site
	Title   string        // of the page, without the name of the site; empty: the site's name and agency
	Current string        // the URL of the navigation entry this page is under
	Crumbs  []layout.Link // 当前位置; the last is this page. Empty: no line
	Column  Column
	Article Article
	Asked   string      // what was searched for
	Feed    layout.Link // of what the page lists; optional
	Data    []thing     // what the page is, for machines
	Sheet   string      // a sheet that only some pages need; empty: none
	Script  string      // what makes a page easier that works without; empty: none
	NoIndex bool        // keeps search engines away: errors, lists by filter
}

// Column is the second group of meta tags (发展指引 附件), for column and content pages. The zero Column writes none.
type Column struct {
	Name        string
	Type        string // 首页、机构职能、政策文件、信息公开目录、信息公开年报 …
	Description string // empty: made from the name
	Keywords    string // empty: the name
}

// Article is the third group of meta tags, for content pages. The zero Article writes none.
type Article struct {
	Title       string
	PubDate     string // 2026-05-20 09:32, the log's time, the same as shown on the page
	Source      string
	Keywords    string
	Author      string
	Description string
	URL         string
}

// Entry is a line of a list of titles.
type Entry struct {
	Title string
	URL   string
	Date  string // YYYY-MM-DD
	Tag   layout.State
}

// Stream is a list of titles under a heading.
type Stream struct {
	Title   string
	MoreURL string
	Tabs    []layout.Link // neighbouring columns
	Lead    *Lead
	Entries []Entry
	Empty   string // what to say when there is none
}

// Lead is the first entry of a stream, with its summary.
type Lead struct {
	Title   string
	URL     string
	Summary string
	Date    string
}

// BigFigure is a large figure that opens.
type BigFigure struct {
	Value string // 1,286
	Unit  string // 条
	Label string // 主动公开信息
	Note  string // 其中政策文件 46 件
	URL   string
}

// ColumnCard is a column with its count and the date of its last entry.
type ColumnCard struct {
	Title   string
	Count   string // 86 条
	Updated string // YYYY-MM-DD; empty: 暂无
	URL     string
}

// Tree is the catalogue at the left of the disclosure pages.
type Tree struct {
	Nodes   []TreeNode
	Units   []layout.Group
	Current string // the title of the current node, on a phone
}

// TreeNode is a column of the catalogue.
type TreeNode struct {
	Title    string
	URL      string
	Count    string // empty: none
	Current  bool
	Children []TreeNode
}

// Row is an item in a list of published information.
type Row struct {
	IndexNo   string // 索引号
	Title     string
	URL       string
	DocNo     string
	Formed    string // 成文日期, YYYY-MM-DD
	Published string // 发布日期, by the log
	Stated    bool   // the date is as stated by an older site, before our log
	Validity  layout.State
	Note      string // 自2026年1月1日起废止，依据：…
	New       bool   // published within seven days
	Unit      string
}

// Seal is the box 发布留痕: that this text is in the public log, unchanged.
type Seal struct {
	Number   string // 18,204
	Released string // 2026年5月20日9时32分
	Digest   string // 9f3c 71ae 04d2 6b58: the beginning of the leaf's hash
	Stated   string // for what came from an older site: the date it stated. Empty: released here
	Changes  []Change
	CheckURL string // the proof page
	FileURL  string // the proof as a file
}

// Change is a correction made after release.
type Change struct {
	Date string
	Text string
	URL  string
}

// Attachment is a file of an item.
type Attachment struct {
	Kind    string // XLSX, PDF, DOCX
	Name    string
	Note    string // 86 KB，共 4 页
	ViewURL string
	URL     string
}

// Box is a titled box at the right of a text.
type Box struct {
	Title string
	Text  string
	Links []layout.Link
}
