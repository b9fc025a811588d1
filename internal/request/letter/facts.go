package letter

import (
	"gongkai/internal/law"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// Facts is everything that a letter may state. Each kind needs some of it: Elements says which.
type Facts struct {
	Agency string // 机关名称, as it signs
	Office Office
	DocNo  string       // 文号, by Numbering
	Signed workday.Date // 成文日期

	// The request.
	RequestNo string
	Applicant string            // the whole name: it is a letter to them
	Kind      request.Applicant // decides how they are addressed
	Subject   string            // 申请内容, in the applicant's words
	Received  workday.Date
	Channel   request.Channel
	Due       workday.Date
	Secret    string // 查询码, on the receipt only
	TrackURL  string // where the applicant looks

	// What is decided, and why. Reasons are those of an extension too, and of a question put to the applicant.
	Decision request.Decision
	Reasons  []string
	Forum    request.Forum

	Supplement  Supplement
	Extension   Extension
	ReasonBy    workday.Date // by when the applicant is to give reasons
	Deferred    workday.Date // 延迟答复的日期
	Consult     Consult
	Provide     Provide
	Published   []Published // 已经主动公开的信息, or publications
	Given       []string    // what is provided
	Withheld    []Withheld
	Search      Search
	Responsible []Place // the agency that is responsible
	Earlier     Earlier
	Places      []Place // where to turn to: 信访 channels, who handles what a special law says
	Basis       string  // the special law: 《不动产登记暂行条例》第二十七条
	Fee         Fee
	Lapse       Lapse
	Correction  Correction
	Attached    []string // 附件

	letter request.LetterInfo // which they are stated in
}

// in returns the facts as that kind of letter states them.
func (f *Facts) in(info request.LetterInfo) *Facts {
	twin := *f
	twin.letter = info
	return &twin
}

// feeRules is what a fee rests on besides the Regulation.
var feeRules = law.Article{Law: "国办函〔2020〕109号"}

// cite is the provision under which the letter is written.
func (f *Facts) cite() string {
	l := f.letter
	switch {
	case l.Answers && f.Decision.Code == "":
		return ""
	case l.Answers:
		return f.Decision.Cite()
	case l.Kind == request.LetterFee:
		return l.Article.Full() + "、" + feeRules.Full()
	case l.Kind == request.LetterAbandoned && f.Lapse.Fee:
		return feeRules.Full()
	}
	return l.Article.Full() + l.Part
}

// Remedy is what may be done against the letter. A letter to a third party gives information out, it refuses none.
func (f *Facts) Remedy() request.Remedy {
	if f.Forum.Authority == "" {
		return request.Remedy{}
	}
	forum, code := f.Forum, f.Decision.Code
	if forum.Self == "" {
		forum.Self = f.letter.Self()
	}
	if !f.letter.Answers {
		code = ""
	}
	return forum.RemedyOn(f.Signed, code)
}

// Office is the 政府信息公开工作机构: whom to ask.
type Office struct{ Name, Address, Phone, Hours string }

// Supplement is what must be supplemented, and until when.
type Supplement struct {
	Items []string
	Until workday.Date
}

// Extension is by how much an answer is put off; its reasons are Facts.Reasons.
type Extension struct {
	Days     int          // working days
	From, To workday.Date // the due day before, and the new one
	Approver string       // 政府信息公开工作机构负责人
}

// Consult is who is asked, and about what.
type Consult struct {
	Party request.Party
	Name  string
	Items []string // names of the information
}

// Provide is how the information is got.
type Provide struct {
	How   string // 获取方式: 电子邮件, 邮寄, 自行领取, 当面查阅
	Where string // 获取途径: to which address it is sent, at which counter
	When  string // 获取时间
}

// Published is information that anybody can get.
type Published struct {
	Title string
	URL   string // address, or where it is sold
	On    workday.Date
}

// Withheld is a part that is not given, with its own article and reason.
type Withheld struct{ What, Cite, Reason string }

// Search is how the information was looked for; the record is kept.
type Search struct {
	Scope  string // 检索范围
	Method string // 检索方法
	On     workday.Date
}

// Place is where to turn to.
type Place struct{ Name, Contact string }

// Earlier is the answer that was given before.
type Earlier struct {
	DocNo string
	On    workday.Date
}

// Fee is a 信息处理费.
type Fee struct {
	Basis request.FeeBasis
	Count int    // requests of the month, or pages
	Month string // of requests: 2026年11月
	Pay   string // how to pay
}

// Lapse is a notice that the applicant let pass.
type Lapse struct {
	Fee   bool // it asked for a fee, not for a supplement
	DocNo string
	On    workday.Date // of the notice
	Until workday.Date // the last day
}

// Result is what came of a wish to correct a record.
//
// law: 条例 41
type Result string

// The results.
const (
	Corrected    Result = "已更正"
	NotCorrected Result = "不予更正"
	Passed       Result = "已转送"
	Elsewhere    Result = "告知另行提出"
)

// Results lists them in the order of the article.
var Results = []Result{Corrected, NotCorrected, Passed, Elsewhere}

// Correction is a record about the applicant that the applicant holds to be wrong.
type Correction struct {
	Record string // 要求更正的记录
	Result Result
	Detail string // what was changed; why not
	To     Place  // the agency whose record it is; where it is passed on
}
