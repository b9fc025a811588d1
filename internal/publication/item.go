// Package publication is 主动公开信息 and the one gate: nothing is shown outside unless a version went through screening,
// review by someone who did not write it, a confidentiality decision and a signature, all bound to the digest of exactly
// what is released.
//
// What a version releases besides its text, such as a batch of licences, is its Cargo; the package that owns the cargo
// says what follows from its release.
package publication

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// ID is the number of an item; Ref names the register.
type ID int64

// Ref is the register's name.
const Ref ref.Kind = "item"

// State is where an item is.
type State string

const (
	Draft    State = "draft"    // 拟稿
	Returned State = "returned" // 退回, with the reviewer's opinion
	InReview State = "review"   // 在审, at the stage Item.Stage
	Released State = "released" // 已发布: the newest version is the one the public sees

	Withdrawn State = "withdrawn" // 已撤下
	Scheduled State = "scheduled" // 待发布: signed, and released at Item.Scheduled
)

// Item is a 主动公开信息: one document or batch, from draft to release and beyond. It has two faces: the version in work, and
// the one the public sees, which stays until a correction is released or the item is withdrawn.
type Item struct {
	ID       ID
	Unit     int64
	Writer   int64   // the person who writes it and may never review it
	Authors  []int64 // who wrote on the version in work before, and may not review it either
	Assigned int64   // whom the present step was handed to; 0: whoever holds its role
	State    State
	Route    Route
	Stage    int              // index of the route's step that is next while InReview
	Version  Version          // the newest; to the public, and where an item was read for it, the one it sees
	Screened screening.Result // of Version's digest, or of an older one
	Public   int              // number of the version the public sees; 0: none
	Shown    Version          // that version
	Steps    []Step           // everything decided so far, oldest first
	Created  time.Time
	Changed  time.Time
	IndexNo  string // 索引号, given at release and never again
	Released time.Time
	Entry    int64 // index of the first release in the public ledger

	Scheduled time.Time // when a signed item goes out; zero: it does not wait
	Problem   string    // why a set release failed; "" otherwise

	Corrected  time.Time // when the version the public sees took the place of an earlier one; zero: it is the first
	Withdrawal Withdrawal
	Validity   Validity
	NoticeEnds workday.Date // last day of the 公示期 of what the public sees; zero: it has none
}

// NormKind says whether the document is one of those that table 二 counts.
type NormKind string

const (
	NoNorm     NormKind = ""
	Regulation NormKind = "regulation" // 规章
	Normative  NormKind = "normative"  // 行政规范性文件
)

// Version is the text of an item as it is reviewed and released.
type Version struct {
	No         int
	Column     int64 // 目录分类, to the last level
	Title      string
	Summary    string // 内容概述. law: 条例 12
	DocNo      string // 文号
	Unnumbered bool   `json:",omitempty"` // it is an official document that has no 文号
	Genre      string // 体裁
	Subject    string // 主题分类
	Source     string // 来源科室
	Keywords   string
	FormedOn   workday.Date // 成文日期
	Body       string
	Format     Format `json:",omitempty"`
	Norm       NormKind
	Expires    workday.Date // 有效期至; zero: none
	Scope      string       `json:",omitempty"` // 公开范围; empty: 面向全社会
	Notice     NoticePeriod `json:",omitzero"`  // 公示期
	Cargo      Cargo
	Files      []File `json:",omitempty"`

	Explain    bool `json:",omitempty"` // important policy: it must be explained, though it is no norm
	Interprets []ID `json:",omitempty"` // 解读: the documents that this one explains

	Reason string `json:",omitempty"` // of a correction: why it takes the place of the version before; it is public

	Entries []string `json:",omitempty"` // 二级事项 of the standard catalogue that it serves, by their codes
}

// Cargo is what a version releases besides its text: the record it belongs to and the Merkle root of its rows.
type Cargo struct {
	Ref  ref.Ref
	Rows int
	Root string
}

// Digest fixes title, metadata, body and cargo: what every decision is bound to.
func (v Version) Digest() string {
	v.No = 0 // the same words are the same version
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain values only
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Parts returns the text that is screened, by the names people know the fields by.
func (v Version) Parts() []screening.Part {
	return []screening.Part{
		{Name: "标题", Text: v.Title},
		{Name: "内容概述", Text: v.Summary},
		{Name: "正文", Text: v.Text()},
		{Name: "关键词", Text: v.Keywords},
		{Name: "来源", Text: v.Source},
		{Name: "更正理由", Text: v.Reason},
	}
}

// Validate returns every mistake in the metadata. law: 条例 12
func (v Version) Validate(today workday.Date) error {
	var fs fault.Fields
	if v.Column == 0 {
		fs.Add("column", "请选择目录分类。")
	}
	if v.Title == "" {
		fs.Add("title", "请填写信息名称。")
	} else if utf8.RuneCountInString(v.Title) > 120 {
		fs.Add("title", "信息名称最多 120 字，请缩短。")
	}
	if v.Summary == "" {
		fs.Add("summary", "请填写内容概述，条例第十二条要求目录载明，100 字以内。")
	} else if n := utf8.RuneCountInString(v.Summary); n > 200 {
		fs.Add("summary", "内容概述现有 %d 字，请缩到 200 字以内。", n)
	}
	switch {
	case v.FormedOn.IsZero():
		fs.Add("formed_on", "请填写成文日期，公文为签发日期。")
	case v.FormedOn.After(today):
		fs.Add("formed_on", "成文日期 %s 晚于今天，请核对。", v.FormedOn)
	}
	v.checkDocNo(&fs)
	if v.Subject == "" {
		fs.Add("subject", "请填写主题分类，教育类为“科技、教育／教育”。")
	}
	if v.Genre == NoticeGenre && v.Notice.IsZero() && v.Cargo.Ref.IsZero() {
		fs.Add("notice", "公示须写明公示期，如 7日、5个工作日，期满自动撤下；收支、价格等不涉及人员名单的可填“长期”。")
	}
	if strings.TrimSpace(v.Body) == "" && v.Cargo.Ref.IsZero() {
		fs.Add("body", "请填写正文。")
	}
	if len(v.Entries) > maxEntries {
		fs.Add("entries", "一条信息最多对应 %d 个标准目录事项，请只选最相关的。", maxEntries)
	}
	if !v.Expires.IsZero() && v.Expires.Before(v.FormedOn) {
		fs.Add("expires", "有效期至 %s 早于成文日期，请核对。", v.Expires)
	}
	return fs.Err()
}

// checkDocNo adds what is wrong with the 文号. Official documents have one, or are said to have none.
func (v Version) checkDocNo(fs *fault.Fields) {
	switch {
	case v.DocNo != "":
		if !docNo.MatchString(v.DocNo) {
			fs.Add("doc_no", "文号“%s”格式不对，应如“示教办〔2026〕42号”：年份用六角括号，序号不加“第”、不补零。", v.DocNo)
		}
	case v.Norm != NoNorm:
		fs.Add("doc_no", "规章和规范性文件必须填写文号。")
	case !v.Unnumbered && v.Official() && v.Cargo.Ref.IsZero():
		fs.Add("doc_no", "%s是公文，请填写文号；确实没有文号的，填“无”。", v.Genre)
	}
}

// maxEntries is how many entries of the standard catalogue one item may serve.
const maxEntries = 10

// OfficialGenres are the kinds of 公文 (党政机关公文处理工作条例 8), which carry a 文号.
var OfficialGenres = []string{"决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要"}

// Genres lists the genres (体裁) a draft may have.
var Genres = append(OfficialGenres[:len(OfficialGenres):len(OfficialGenres)], NoticeGenre, "方案", "规划", "规定", "解读", "其他")

// Official reports whether the version is a 公文 by its genre.
func (v Version) Official() bool { return slices.Contains(OfficialGenres, v.Genre) }
