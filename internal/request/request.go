// Package request is 依申请公开: a request from the first word to the archive.
//
// A request is a row of steps, each with its day, person, article and evidence. Nothing else is believed: the state, the due day and what
// may be done next are replayed from the steps (Clock), so that whoever reads them comes to the same day. What the law does not allow is
// not done, with the reason in one sentence (the table in step.go, and Request.Can).
package request

import (
	"fmt"
	"slices"
	"time"

	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// ID is the number of a request; Ref names the register.
type ID int64

// Ref is the register's name.
const Ref ref.Kind = "request"

// Applicant is 申请人类型: the columns of table 三.
type Applicant string

// The six kinds, as in the form.
const (
	Natural        Applicant = "natural"         // 自然人
	Business       Applicant = "business"        // 商业企业
	Research       Applicant = "research"        // 科研机构
	PublicInterest Applicant = "public_interest" // 社会公益组织
	LegalService   Applicant = "legal"           // 法律服务机构
	OtherOrg       Applicant = "other_org"       // 其他
)

// Applicants lists the kinds in the order of the form.
var Applicants = []Applicant{Natural, Business, Research, PublicInterest, LegalService, OtherOrg}

// Name is the kind as table 三 prints it, "" for none of ours.
func (a Applicant) Name() string {
	return map[Applicant]string{Natural: "自然人", Business: "商业企业", Research: "科研机构", PublicInterest: "社会公益组织", LegalService: "法律服务机构", OtherOrg: "其他"}[a]
}

// Channel is how a request came in; it decides which day counts as the day of receipt.
//
// law: 条例 31
type Channel string

// The channels.
const (
	Online     Channel = "online"     // 互联网: the day on which both sides confirmed
	Counter    Channel = "counter"    // 当面提交: the day of handing over
	Oral       Channel = "oral"       // 口头提出，工作机构代填: the day on which it was filled in
	Registered Channel = "registered" // 邮寄（挂号、快递）: the day on which it was signed for
	Plain      Channel = "plain"      // 平常信函: the day on which both sides confirmed
	Fax        Channel = "fax"        // 传真: the day on which both sides confirmed
)

// Channels lists the channels in the order of the form, with how each sets the day of receipt.
var Channels = []struct {
	Channel Channel
	Name    string
	Counts  string // which day is the day of receipt
	Confirm bool   // both sides must confirm before the clock starts
}{
	{Online, "互联网", "以双方确认之日为收到之日", true},
	{Counter, "当面提交", "以提交之日为收到之日", false},
	{Oral, "口头提出，代为填写", "以提出之日为收到之日", false},
	{Registered, "邮寄（需签收）", "以签收之日为收到之日", false},
	{Plain, "平常信函", "以与申请人确认之日为收到之日", true},
	{Fax, "传真", "以双方确认之日为收到之日", true},
}

// Name is the channel's Chinese name, "" for none of ours.
func (c Channel) Name() string { name, _, _ := c.about(); return name }

// Counts says which day is the day of receipt.
func (c Channel) Counts() string { _, counts, _ := c.about(); return counts }

// NeedsConfirming reports whether the clock waits until both sides have confirmed.
func (c Channel) NeedsConfirming() bool { _, _, confirm := c.about(); return confirm }

func (c Channel) about() (name, counts string, confirm bool) {
	for _, x := range Channels {
		if x.Channel == c {
			return x.Name, x.Counts, x.Confirm
		}
	}
	return "", "", false
}

// Request is a 依申请公开申请.
type Request struct {
	ID         ID
	Unit       int64
	No         string // 2026-0031; opens nothing
	Applicant  Applicant
	Channel    Channel
	Subject    string    // 内容概述, by the officer; holds no personal data
	Form       []byte    // sealed Application; nil once it was erased
	Secret     string    // fingerprint of the secret that opens the public page
	Who        string    // fingerprint of the applicant's number, by which requests of one applicant are counted
	FiledAt    time.Time // when it was entered
	ReceivedOn workday.Date
	Officer    int64 // 经办人; 0: nobody yet
	State      State
	Due        workday.Date // of the answer; zero while nothing runs
	Outcome    Outcome      // "" while it is being handled
	ClosedOn   workday.Date
	Erased     workday.Date // on which what it holds of persons went; zero while it is there
	FormDigest string       // of the sealed form that is gone
	Steps      []Step       // in the order of entry; not loaded in lists
}

// Open reports whether it has no outcome yet.
func (req *Request) Open() bool { return req.Outcome == "" }

// Application is what the applicant states: what the Regulation lets us ask, and nothing else (no 用途).
//
// law: 条例 29
type Application struct {
	Name     string // 姓名或者名称
	IDKind   string `json:",omitempty"` // 证件名称; natural persons
	IDNo     string // 证件号码，或者统一社会信用代码
	Head     string `json:",omitempty"` // 法定代表人; organisations
	Contact  string `json:",omitempty"` // 联系人; organisations
	Phone    string
	Email    string `json:",omitempty"`
	Address  string
	Text     string // 所需信息的名称、文号或者其他特征性描述
	Get      string // 获取方式
	Carrier  string // 载体形式
	Help     string `json:",omitempty"` // 需要的帮助; law: 条例 43
	Evidence []File `json:",omitempty"` // 身份证明
}

// File is a file of a request: sealed in the file store, and found by the digest of what is stored there.
type File struct {
	Name   string
	Digest string
	Size   int64
}

// IDKinds are the documents by which a natural person proves who they are.
var IDKinds = []string{"居民身份证", "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "其他有效身份证件"}

// GetWays are the ways of getting the information, and Carriers the forms in which.
//
// law: 条例 40
var (
	GetWays  = []string{"电子邮件", "邮寄", "自行领取", "当面查阅、抄录"}
	Carriers = []string{"电子文件", "纸质", "光盘"}
)

// What is refused about a request as a whole.
var (
	ErrNotFound = fault.New(fault.NotFound, "no-request", "没有这件申请，或者它不在您可以查看的范围。")
	ErrTracking = fault.New(fault.NotFound, "no-such-tracking", "没有找到对应的申请，请核对申请编号、查询码和姓名（名称）。")
	ErrDuty     = fault.New(fault.Invalid, "no-request-to-this-unit", "这个单位是公共企事业单位，不受理政府信息公开申请；要求它公开信息而未公开的，可以向市教育局申诉。")
)

// Title is how lists call the request: its subject, or that there is none yet.
func (req *Request) Title() string {
	if req.Subject != "" {
		return req.Subject
	}
	return fmt.Sprintf("%s的申请（%s）", req.Applicant.Name(), req.Channel.Name())
}

// Last returns the newest step of one of the kinds, nil if there is none.
func (req *Request) Last(kinds ...StepKind) *Step {
	for i := len(req.Steps) - 1; i >= 0; i-- {
		if slices.Contains(kinds, req.Steps[i].Kind) {
			return &req.Steps[i]
		}
	}
	return nil
}
