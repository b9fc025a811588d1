package screening

import "encoding/json"

// Level says what a finding demands.
type Level string

// The levels. A blocking finding must be removed from the text; a warning needs a second person and a reason.
const (
	Clean Level = "clean"
	Warn  Level = "warn"
	Block Level = "block"
)

// Kind says what was found.
type Kind string

// The kinds of findings.
const (
	IDNumber       Kind = "id-number"        // 公民身份号码
	IDNumberLike   Kind = "id-number-like"   // 形似身份号码，校验位不符
	IDNumber15     Kind = "id-number-15"     // 15 位旧身份证号码
	StudentNumber  Kind = "student-number"   // 学籍号
	BankCard       Kind = "bank-card"        // 银行卡号
	Mobile         Kind = "mobile"           // 手机号码
	TravelDocument Kind = "passport"         // 护照、通行证号码
	Mail           Kind = "e-mail"           // 电子邮箱
	Classification Kind = "classification"   // 密级标志
	Internal       Kind = "internal-marking" // 内部资料、此件不公开
	PictureNote    Kind = "picture-note"     // 图片自带的作者、拍摄位置
	Unread         Kind = "unread"           // 附件的文字读不到
)

// Finding is one thing found. It never holds the found text itself.
type Finding struct {
	Kind   Kind   `json:"kind"`
	Level  Level  `json:"level"`
	Place  string `json:"place"`
	Masked string `json:"masked"`
	Start  int    `json:"start"` // bytes in the text of the part
	End    int    `json:"end"`
	Text   string `json:"text"`   // what it is, for the person
	Advice string `json:"advice"` // what to do
}

// Result is what screening found in exactly the content with that digest, by that set of rules. It is never changed.
type Result struct {
	Digest   string    `json:"digest"`
	RuleSet  string    `json:"rule_set"`
	Findings []Finding `json:"findings"`
}

// Level returns the highest level among the findings.
func (r Result) Level() Level { return LevelOf(r.Findings) }

// LevelOf returns the highest level among the findings, Clean for none.
func LevelOf(findings []Finding) Level {
	level := Clean
	for _, f := range findings {
		switch f.Level {
		case Block:
			return Block
		case Warn:
			level = Warn
		}
	}
	return level
}

// Report is the answer for one file on the command line.
type Report struct {
	File     string
	Findings []Finding
}

// MarshalJSON writes {"file","level","findings"}; no findings are an empty list.
func (r Report) MarshalJSON() ([]byte, error) {
	if r.Findings == nil {
		r.Findings = []Finding{}
	}
	return json.Marshal(struct {
		File     string    `json:"file"`
		Level    Level     `json:"level"`
		Findings []Finding `json:"findings"`
	}{r.File, LevelOf(r.Findings), r.Findings})
}

// whole is the finding over a place as a whole, whatever stands there: a person must look.
func whole(kind Kind, place string) Finding {
	f := Finding{Kind: kind, Level: Warn, Place: place}
	f.Text, f.Advice = words(kind, Warn)
	return f
}

// words returns what a kind of finding says to the person.
func words(kind Kind, level Level) (text, advice string) {
	const (
		remove = "请从正文或附件中删除后重新提交，此项不能确认放行。"
		reason = "请核对；确需公开的，由审查人填写理由。"
	)
	switch kind {
	case IDNumber:
		if level == Warn {
			return "较长的数字中含有校验位和出生日期均有效的身份号码。", reason
		}
		return "发现公民身份号码，校验位和出生日期均有效。", remove
	case IDNumberLike:
		return "发现形似公民身份号码的数字，但校验位不符，可能是抄写有误的身份号码。", reason
	case IDNumber15:
		return "发现形似15位旧身份证号码的数字。", reason
	case StudentNumber:
		return "发现学籍号，学籍号内含或等同于个人身份号码。", remove
	case BankCard:
		if level == Warn {
			return "两行的数字连起来是有效的银行卡号。", reason
		}
		return "发现银行卡号，卡号校验有效。", remove
	case Mobile:
		if level == Warn {
			return "两行的数字连起来像手机号码。", reason
		}
		return "发现手机号码，且不在已公布的办公电话名单内。", "请删除；如为对外办公电话，请先由管理员列入办公电话名单。"
	case TravelDocument:
		return "发现形似护照或通行证号码的文字。", reason
	case Mail:
		return "发现电子邮箱地址。", "请核对是否为个人邮箱；单位公开邮箱由审查人填写理由后保留。"
	case Classification:
		return "发现国家秘密标志。", "带有密级标志的内容不得公开，请停止发布并报保密工作机构处理。"
	case PictureNote:
		return "图片自带拍摄者、拍摄位置一类的信息。", "请在原文件里去掉图片的这项信息后重新上传；确需公开的，由审查人填写理由。"
	case Unread:
		return "系统读不到这里的文字。", "请打开附件逐页核对，有没有个人信息、密级标志和批注。"
	case Internal:
		return "发现“内部资料”“此件不公开”一类标注。", "标注为内部或不公开的内容不得发布，请核实文件属性并报原制发单位。"
	}
	return "", ""
}
