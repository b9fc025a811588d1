package agency

import (
	"fmt"
	"regexp"
	"strings"

	"gongkai/internal/fault"
)

// UnitKind is what a unit is in the field.
type UnitKind string

const (
	Bureau      UnitKind = "bureau"      // 机关本级
	Institution UnitKind = "institution" // 局属事业单位
	School      UnitKind = "school"      // 市直学校
)

// Kinds lists the kinds in the order units are shown, with their headings.
var Kinds = []struct {
	Kind UnitKind
	Name string
}{{Bureau, "局机关"}, {Institution, "局属事业单位"}, {School, "市直学校"}}

// Duty says under which article a unit discloses.
type Duty string

const (
	DutyAgency     Duty = "agency"         // 行政机关
	DutyAuthorised Duty = "authorised"     // 法律、法规授权的组织; law: 条例 54
	DutyPublic     Duty = "public-service" // 公共企事业单位: no requests, appeals go to the bureau; law: 条例 55
)

// Duties lists the duties with their names.
var Duties = []struct {
	Duty Duty
	Name string
}{{DutyAgency, "行政机关"}, {DutyAuthorised, "法律、法规授权的组织"}, {DutyPublic, "公共企事业单位"}}

// UnitID is the number of a unit.
type UnitID int64

// Unit is a unit (单位): the bureau, an institution or a school.
type Unit struct {
	ID        UnitID
	Code      string // short and stable, part of URLs: "jyj", "yizhong"
	USCC      string // 统一社会信用代码, part of 索引号
	Name      string // full name
	Short     string
	Kind      UnitKind
	Duty      Duty
	Parent    UnitID // 0 for the bureau
	Functions string // 主要职能
	Head      string // 负责人姓名
	Address   string
	Hours     string
	Phone     string
	Order     int
}

// codeForm is how a unit's code looks: it is part of addresses.
var codeForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,19}$`)

// ValidateName returns what is wrong with what a unit is known by. It is all that the first start asks of the bureau; the
// rest follows at the desk.
func (u *Unit) ValidateName() error { return u.name().Err() }

func (u *Unit) name() fault.Fields {
	var fs fault.Fields
	if u.Name == "" {
		fs.Add("name", "请填写单位全称。")
	}
	if u.Short == "" {
		fs.Add("short", "请填写单位简称。")
	}
	switch {
	case u.Code == "":
		fs.Add("code", "请填写单位代码。")
	case !codeForm.MatchString(u.Code):
		fs.Add("code", "单位代码用 2 至 20 位小写字母、数字、短横线，以字母开头，如 jyj。")
	}
	if u.USCC == "" {
		fs.Add("uscc", "请填写统一社会信用代码，它是索引号的一部分。")
	} else if err := CheckUSCC(u.USCC); err != nil {
		fs.Add("uscc", "%s", fault.Text(err))
	}
	return fs
}

// Validate returns what is missing of what must be public about a unit. law: 条例 20
func (u *Unit) Validate() error {
	fs := u.name()
	for _, f := range []struct{ name, value, text string }{
		{"functions", u.Functions, "请填写主要职能（条例第二十条第二项）。"},
		{"address", u.Address, "请填写办公地址（条例第二十条第二项）。"},
		{"hours", u.Hours, "请填写办公时间（条例第二十条第二项）。"},
		{"phone", u.Phone, "请填写联系方式（条例第二十条第二项）。"},
		{"head", u.Head, "请填写负责人姓名（条例第二十条第二项）。"},
	} {
		if f.value == "" {
			fs.Add(f.name, "%s", f.text)
		}
	}
	if u.Kind != Bureau && u.Kind != Institution && u.Kind != School {
		fs.Add("kind", "请选择单位类别。")
	}
	if u.Duty != DutyAgency && u.Duty != DutyAuthorised && u.Duty != DutyPublic {
		fs.Add("duty", "请选择公开义务。")
	}
	return fs.Err()
}

// Trim takes away the spaces around what was typed, and writes the code of credit in capitals.
func (u *Unit) Trim() {
	for _, s := range []*string{&u.Code, &u.USCC, &u.Name, &u.Short, &u.Functions, &u.Head, &u.Address, &u.Hours, &u.Phone} {
		*s = strings.TrimSpace(*s)
	}
	u.USCC = strings.ToUpper(u.USCC)
}

// BureauOf returns the unit at the top, or ErrNoUnit.
func BureauOf(units []Unit) (*Unit, error) {
	for i := range units {
		if units[i].Kind == Bureau {
			return &units[i], nil
		}
	}
	return nil, ErrNoUnit
}

// String names the unit in errors and logs.
func (u *Unit) String() string { return fmt.Sprintf("unit %s", u.Code) }
