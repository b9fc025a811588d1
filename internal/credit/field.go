package credit

// Column is the number of a field in the licence template, counted from 0.
type Column int

// The 28 fields of 行政许可, in the order of the template.
const (
	colPartyName Column = iota
	colPartyKind
	colPartyCode
	colBusinessNo
	colOrganisationNo
	colTaxNo
	colInstitutionNo
	colSocialNo
	colRepresentative
	colRepresentativePaper
	colRepresentativeNo
	colPaperKind
	colPaperNo
	colDocName
	colDocNo
	colLicenceKind
	colCertificateName
	colCertificateNo
	colContent
	colDecided
	colValidFrom
	colValidTo
	colAuthority
	colAuthorityCode
	colState
	colSource
	colSourceCode
	colRemark

	ColumnCount = int(colRemark) + 1
)

// valueKind says how the text of a field is read.
type valueKind int

const (
	plain  valueKind = iota
	date             // YYYY/MM/DD
	code             // 统一社会信用代码
	choice           // one of Choices
)

// need says for whom a field is required.
type need int

const (
	optional need = iota
	always
	legal   // 法人及非法人组织 and 个体工商户
	natural // 自然人
)

// Field is one field of the licence template.
type Field struct {
	Code    string // on the platform
	Name    string // in the header row
	Aliases []string
	Max     int // characters
	Need    need
	Value   valueKind
	Choices []string
	Public  bool // shown to the public
}

// What a party can be.
const (
	LegalPerson   = "法人及非法人组织"
	NaturalPerson = "自然人"
	Household     = "个体工商户"
)

// Fields is the table of the licence template (发改办财金〔2018〕424号), indexed by Column.
//
// law: 发改办财金〔2018〕424号
var Fields = [ColumnCount]Field{
	colPartyName:           {Code: "XK_XDR_MC", Name: "行政相对人名称", Max: 200, Need: always, Public: true},
	colPartyKind:           {Code: "XK_XDR_LB", Aliases: []string{"XK_XDR_TYPE"}, Name: "行政相对人类别", Max: 16, Need: always, Value: choice, Choices: []string{LegalPerson, NaturalPerson, Household}, Public: true},
	colPartyCode:           {Code: "XK_XDR_SHXYM", Name: "行政相对人代码_1(统一社会信用代码)", Max: 18, Need: legal, Value: code, Public: true},
	colBusinessNo:          {Code: "XK_XDR_GSZC", Name: "行政相对人代码_2(工商注册号)", Max: 50, Public: true},
	colOrganisationNo:      {Code: "XK_XDR_ZZJG", Name: "行政相对人代码_3(组织机构代码)", Max: 9, Public: true},
	colTaxNo:               {Code: "XK_XDR_SWDJ", Name: "行政相对人代码_4(税务登记号)", Max: 15, Public: true},
	colInstitutionNo:       {Code: "XK_XDR_SYDW", Name: "行政相对人代码_5(事业单位证书号)", Aliases: []string{"事业单位证书号"}, Max: 12, Public: true},
	colSocialNo:            {Code: "XK_XDR_SHZZ", Name: "行政相对人代码_6(社会组织登记证号)", Aliases: []string{"社会组织登记证号"}, Max: 50, Public: true},
	colRepresentative:      {Code: "XK_FRDB", Name: "法定代表人", Aliases: []string{"XK_FDDB"}, Max: 50, Need: legal, Public: true},
	colRepresentativePaper: {Code: "XK_FR_ZJLX", Name: "法定代表人证件类型", Max: 64},
	colRepresentativeNo:    {Code: "XK_FR_ZJHM", Name: "法定代表人证件号码", Aliases: []string{"XK_FR_SFZH", "法定代表人身份证号"}, Max: 64},
	colPaperKind:           {Code: "XK_XDR_ZJLX", Name: "证件类型", Max: 64, Need: natural, Value: choice, Choices: []string{IdentityCard, "护照号", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证"}},
	colPaperNo:             {Code: "XK_XDR_ZJHM", Name: "证件号码", Max: 64, Need: natural},
	colDocName:             {Code: "XK_XKWS", Name: "行政许可决定文书名称", Max: 64, Need: always, Public: true},
	colDocNo:               {Code: "XK_WSH", Name: "行政许可决定文书号", Aliases: []string{"行政许可决定书文号"}, Max: 64, Need: always, Public: true},
	colLicenceKind:         {Code: "XK_XKLB", Name: "许可类别", Max: 256, Need: always, Value: choice, Choices: []string{"普通", "特许", "认可", "核准", "登记", "其他"}, Public: true},
	colCertificateName:     {Code: "XK_XKZS", Name: "许可证书名称", Max: 64, Public: true},
	colCertificateNo:       {Code: "XK_XKBH", Name: "许可编号", Max: 64, Public: true},
	colContent:             {Code: "XK_NR", Name: "许可内容", Max: 4000, Need: always, Public: true},
	colDecided:             {Code: "XK_JDRQ", Name: "许可决定日期", Max: 10, Need: always, Value: date, Public: true},
	colValidFrom:           {Code: "XK_YXQZ", Name: "有效期自", Max: 10, Need: always, Value: date, Public: true},
	colValidTo:             {Code: "XK_YXQZI", Name: "有效期至", Max: 10, Need: always, Value: date, Public: true},
	colAuthority:           {Code: "XK_XKJG", Name: "许可机关", Max: 200, Need: always, Public: true},
	colAuthorityCode:       {Code: "XK_XKJGDM", Name: "许可机关统一社会信用代码", Max: 18, Need: always, Value: code, Public: true},
	colState:               {Code: "XK_ZT", Name: "当前状态", Max: 1, Need: always, Value: choice, Choices: []string{StateEffective, StateIneffective}, Public: true},
	colSource:              {Code: "XK_LYDW", Name: "数据来源单位", Max: 200, Need: always, Public: true},
	colSourceCode:          {Code: "XK_LYDWDM", Name: "数据来源单位统一社会信用代码", Max: 18, Need: always, Value: code, Public: true},
	colRemark:              {Code: "BZ", Name: "备注", Max: 512, Public: true},
}

// Values of fields that rules speak of.
const (
	IdentityCard     = "身份证"
	StateEffective   = "1" // 有效
	StateIneffective = "2" // 无效
)

// onlyLegalPersons are the fields that the template for natural persons does not have.
var onlyLegalPersons = []Column{colPartyCode, colBusinessNo, colOrganisationNo, colTaxNo, colInstitutionNo, colSocialNo, colRepresentative, colRepresentativePaper, colRepresentativeNo}

// onlyNaturalPersons are the fields that the template for legal persons does not have.
var onlyNaturalPersons = []Column{colPaperKind, colPaperNo}
