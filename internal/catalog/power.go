package catalog

import (
	"slices"
	"strings"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// PowerKind is 职权类别, by its name: the kinds of “9+X”, and 公共服务, which stands beside them.
type PowerKind string

// The kinds that the report counts in rows of their own, and the one beside the list.
const (
	PowerLicence  PowerKind = "行政许可"
	PowerPenalty  PowerKind = "行政处罚"
	PowerCoercion PowerKind = "行政强制"
	PublicService PowerKind = "公共服务"
)

// PowerKinds are the kinds in their official order.
var PowerKinds = []PowerKind{
	PowerLicence, PowerPenalty, PowerCoercion, "行政征收", "行政给付", "行政检查", "行政确认", "行政奖励", "行政裁决", "其他行政权力", PublicService,
}

// Category is the row of table 二 in which the report counts a kind: whatever is neither licence, penalty nor coercion is
// 其他对外管理服务事项.
//
// law: 条例 20
func (k PowerKind) Category() Category {
	switch k {
	case PowerLicence:
		return Licensing
	case PowerPenalty:
		return Punishing
	case PowerCoercion:
		return Coercing
	}
	return Serving
}

// PowerState says whether a 职权 is exercised.
type PowerState string

// The states of a 职权.
const (
	PowerActive PowerState = "在用"
	PowerPaused PowerState = "暂停"
)

// PowerStages are the stages of 责任事项 in the order in which a matter goes through them.
var PowerStages = []string{"受理", "审查", "决定", "送达", "事后监管"}

// PowerBasis is one 设定与实施依据: a law, its article, and what it says.
type PowerBasis struct {
	Law     string `json:"law"`
	Article string `json:"article"`
	Text    string `json:"text,omitempty"`
}

// String writes a basis as lists have it: 《教师法》第十条：国家实行教师资格制度。
func (b PowerBasis) String() string {
	s := "《" + b.Law + "》" + b.Article
	if b.Text != "" {
		s += "：" + b.Text
	}
	return s
}

// PowerDuty is the 责任事项 of one stage.
type PowerDuty struct {
	Stage string `json:"stage"` // of PowerStages
	Text  string `json:"text"`
}

// Power is a 职权 of the 权责清单 with everything that must be public about it. Its code is the one by which 政务服务事项, 双公示 and
// 双随机 mean the same thing.
type Power struct {
	Code           string       `json:"code"` // 职权编码
	Name           string       `json:"name"`
	Sub            string       `json:"sub,omitempty"` // 子项
	Kind           PowerKind    `json:"kind"`
	Bases          []PowerBasis `json:"bases"`
	Holder         string       `json:"holder"` // 行使主体
	Office         string       `json:"office"` // 承办科室
	Level          string       `json:"level"`  // 行使层级
	Duties         []PowerDuty  `json:"duties"`
	DutyBasis      string       `json:"duty_basis"`
	Liability      string       `json:"liability"` // 追责情形
	LiabilityBasis string       `json:"liability_basis"`
	LegalTerm      string       `json:"legal_term"`     // 法定时限
	PromisedTerm   string       `json:"promised_term"`  // 承诺时限
	Fee            string       `json:"fee"`            // 收费依据与标准
	Flow           string       `json:"flow,omitempty"` // name of the file with the 流程图
	Phone          string       `json:"phone"`          // 咨询电话
	Complaints     string       `json:"complaints"`     // 监督电话
	State          PowerState   `json:"state"`
	AdjustedOn     workday.Date `json:"adjusted_on"`
	AdjustedBy     string       `json:"adjusted_by"`            // 调整依据
	Certificates   []string     `json:"certificates,omitempty"` // the 许可证书 its decisions issue, or their 许可内容: by them decisions find their 职权
}

// Key implements EditionRow.
func (p Power) Key() string { return p.Code }

// Label implements EditionRow.
func (p Power) Label() string { return p.Title() }

// Group implements GroupedRow: the 类别.
func (p Power) Group() string { return string(p.Kind) }

// Title is the name with the 子项.
func (p Power) Title() string {
	if p.Sub == "" {
		return p.Name
	}
	return p.Name + "（" + p.Sub + "）"
}

// Cells implements EditionRow: the columns of the file.
func (p Power) Cells() []Cell {
	out := make([]Cell, len(powerColumns))
	for i, v := range p.values() {
		out[i] = Cell{powerColumns[i].name, v}
	}
	return out
}

// Duty is what the 职权 must do at a stage, "" for nothing of its own.
func (p Power) Duty(stage string) string {
	for _, d := range p.Duties {
		if d.Stage == stage {
			return d.Text
		}
	}
	return ""
}

// Issues reports whether the decisions of a 职权 are those with a certificate, or without one with a content.
func (p Power) Issues(certificate, content string) bool {
	name := strings.TrimSpace(certificate)
	if name == "" {
		name = strings.TrimSpace(content)
	}
	return name != "" && slices.Contains(p.Certificates, name)
}

// PowerIssuing returns the 职权 under which a decision was made, or nil where the list does not say.
func PowerIssuing(powers []Power, certificate, content string) *Power {
	for i := range powers {
		if powers[i].Issues(certificate, content) {
			return &powers[i]
		}
	}
	return nil
}

// ErrNoPower reports a 职权 that is not on the list.
var ErrNoPower = fault.New(fault.NotFound, "no-power", "权责清单里没有这个事项，可能已经取消或者调整编码。请从权责清单进入。")

// PowersOf reads the list that an edition holds.
func PowersOf(e *Edition) ([]Power, error) { return DecodeRows[Power](e.Content) }

// AdjustedOn is the newest 调整日期 in a list.
func AdjustedOn(powers []Power) workday.Date {
	var out workday.Date
	for _, p := range powers {
		if p.AdjustedOn.After(out) {
			out = p.AdjustedOn
		}
	}
	return out
}
