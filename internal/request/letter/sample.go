package letter

import (
	"fmt"
	"slices"
	"time"

	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

func on(year, month, day int) workday.Date { return workday.NewDate(year, time.Month(month), day) }

// Sample returns facts of a made-up case for a letter of the kind, whole and lawful. Templates are tried with it.
func Sample(kind request.LetterKind) *Facts {
	f := &Facts{
		Agency: "示范市教育局",
		Office: Office{Name: "示范市教育局办公室", Address: "示范市人民路88号", Phone: "0393-8888000", Hours: "工作日9:00至12:00，13:30至17:00"},
		Signed: on(2026, 11, 20), RequestNo: "2026-0031", Applicant: "张晓明", Kind: request.Natural,
		Subject:  "2025年市区义务教育阶段学校教师招聘的岗位计划和录用人数",
		Received: on(2026, 10, 26), Channel: request.Online, Due: on(2026, 11, 23),
		Secret: "K7M2Q 9XRTB 4WHJD 6P3NE", TrackURL: "https://jyj.example.gov.cn/requests/track",
		Forum: request.Forum{
			Authority: "示范市人民政府", Upper: "示范省教育厅", Court: "示范市中级人民法院", Online: true, URL: "https://xzfy.example.gov.cn",
		},
		Supplement: Supplement{
			Items: []string{"请写明所需信息的名称、文号，或者形成的年份", "请写明“学校”所指的范围：市直学校，还是市区全部义务教育阶段学校"}, Until: on(2026, 12, 11),
		},
		Extension: Extension{Days: 20, From: on(2026, 11, 23), To: on(2026, 12, 21), Approver: "李建国"},
		ReasonBy:  on(2026, 12, 4),
		Deferred:  on(2027, 1, 15),
		Consult:   Consult{Party: request.ThirdParty, Name: "示范市育才民办学校", Items: []string{"示范市育才民办学校2025年度财务审计报告", "示范市育才民办学校2025年度教师工资发放表"}},
		Provide:   Provide{How: "电子邮件", Where: "发送至申请表所填的电子邮箱", When: "本答复书发出之日"},
		Published: []Published{{"2025年示范市市区公办学校教师招聘公告", "https://jyj.example.gov.cn/items/1207", on(2025, 5, 18)}},
		Given:     []string{"2025年市区义务教育阶段学校教师招聘岗位计划表", "2025年市区义务教育阶段学校教师录用人数统计表"},
		Withheld: []Withheld{
			{"录用人员的身份证号码和家庭住址", "《政府信息公开条例》第十五条", "属于个人隐私，公开会损害第三方的合法权益，有关人员不同意公开"},
			{"招聘面试评委的讨论记录", "《政府信息公开条例》第十六条第二款", "属于行政机关在履行行政管理职能过程中形成的讨论记录"},
		},
		Search: Search{
			Scope: "本机关档案室2024年至2026年文书档案、电子公文系统和人事科业务台账", Method: "以“教师招聘”“岗位计划”“录用”为关键词检索题名和正文，并由人事科逐卷核对", On: on(2026, 11, 12),
		},
		Responsible: []Place{{"示范市人力资源和社会保障局", "示范市建设路16号，电话0393-8888100"}},
		Earlier:     Earlier{"示教依申请〔2026〕12号—答", on(2026, 6, 8)},
		Places:      []Place{{"示范市教育局信访接待室", "示范市人民路88号，电话0393-8888012"}, {"12345政务服务便民热线", "电话12345"}},
		Basis:       "《不动产登记暂行条例》第二十七条",
		Fee:         Fee{Basis: request.ByCount, Count: 41, Month: "2026年11月", Pay: "请持本通知到示范市教育局办公室开具缴款书，再到缴款书所列的银行网点缴入国库"},
		Lapse:       Lapse{DocNo: "示教依申请〔2026〕27号—补", On: on(2026, 10, 30), Until: on(2026, 11, 13)},
		Correction: Correction{
			Record: "2019年教师资格认定登记表中的出生日期", Result: Corrected, Detail: "登记表中的出生日期已经改为与身份证件一致",
			To: Place{"示范市龙湖区教育局", "示范市龙湖区文化路3号，电话0393-8888200"},
		},
	}
	switch kind { // on a day on which it would be sent
	case request.LetterReceipt:
		f.Signed = f.Received
	case request.LetterSupplement, request.LetterConsult, request.LetterJoint:
		f.Signed = on(2026, 10, 30)
	}
	for _, d := range request.Decisions() {
		if d.Letter == kind {
			f.Decision = d
		}
	}
	switch kind {
	case request.LetterGrant:
		f.Decision, _ = request.Granted.Info()
		f.Published = nil
		f.Attached = f.Given
	case request.LetterPartly:
		f.Attached = []string{"2025年市区义务教育阶段学校教师招聘材料（区分处理后）"}
	case request.LetterRefuse:
		f.Decision, _ = request.Process.Info()
		f.Subject = "2025年市区教师招聘工作会议的讨论记录和方案过程稿"
	case request.LetterNoProcess:
		f.Decision, _ = request.Excessive.Info()
	case request.LetterPetition:
		f.Subject = "要求查处示范市第九中学在招生中的违规行为"
	case request.LetterPublication:
		f.Subject = "《示范市教育年鉴（2025）》"
		f.Published = []Published{{"示范市教育年鉴（2025）", "示范市图书馆地方文献室可以查阅，新华书店有售", on(2026, 3, 1)}}
	case request.LetterQuery:
		f.Subject = "示范市第九中学校舍的不动产登记资料"
		f.Places = []Place{{"示范市不动产登记中心", "示范市政务服务大厅三楼，电话0393-8888300"}}
	case request.LetterCorrection, request.LetterTransfer:
		f.Subject = ""
	case request.LetterJoint:
		f.Consult = Consult{request.JointAgency, "示范市人力资源和社会保障局", []string{"《关于2025年市区教师招聘岗位核定的意见》（示教发〔2025〕19号）"}}
	}
	if kind == request.LetterTransfer {
		f.Correction.Result, f.Correction.Detail = Passed, "教师资格认定登记表由龙湖区教育局制作和保管"
	}
	f.Reasons = slices.Clone(sampleReasons[kind])
	info, _ := kind.Info()
	if info.Mark != "" {
		f.DocNo, _ = Numbering("示教依申请〔{年}〕{号}号—{类}").Format(2026, 31, info.Kind) // "" for none of ours
	}
	return f
}

var sampleReasons = map[request.LetterKind][]string{
	request.LetterExtension: {"所申请的信息分散在市区41所学校的招聘档案中，需要逐一调取和核对"},
	request.LetterTold:      {"该信息涉及学校收费的使用情况，关系在校学生和家长的切身利益，不公开会对公共利益造成重大影响"},
	request.LetterReason:    {"2026年10月1日至今，已就各学校招聘事项提出申请36件，内容大部分相近"},
	request.LetterDeferral:  {"本次申请涉及近五年的招聘档案约1200卷，需要逐卷检索并作保密审查"},
	request.LetterRefuse: {
		"所申请的信息是本机关在研究招聘方案过程中形成的讨论记录和过程稿，属于过程性信息", "最终的招聘方案已经公布，上述过程性信息不是法律、法规、规章规定应当公开的信息",
	},
	request.LetterNotHeld:     {"2025年市区义务教育阶段学校没有组织教师招聘，本机关没有形成所申请的信息"},
	request.LetterNotOurs:     {"该信息由人力资源和社会保障部门制作，本机关不是制作机关，也不是最初获取的机关"},
	request.LetterRepeat:      {"两次申请的内容相同，本机关原答复作出以后没有形成新的信息"},
	request.LetterQuery:       {"不动产登记资料由不动产登记机构依照专门规定提供查询"},
	request.LetterMaking:      {"本机关只有各学校的招聘人数，没有按学科和学历汇总的统计，所需数据要对各学校的招聘档案重新加工、分析"},
	request.LetterUnclear:     {"补正后的申请仍只写“教师的有关材料”，没有写明名称、文号、年份或者便于查询的其他特征"},
	request.LetterPetition:    {"所提事项要求对学校的行为进行查处，不是申请获取已经形成的政府信息"},
	request.LetterPublication: {"该年鉴由示范人民出版社出版，公开发行"},
	request.LetterNoProcess:   {"2026年10月以来提出内容相近的申请36件，说明的理由与所申请的信息没有关联"},
}

// Try returns nil if a template of the kind, filled with a made-up case, makes a letter that says all the law prescribes; or what is wrong with
// it. A unit's own template is tried before it is kept.
func Try(kind request.LetterKind, text string) error {
	f := Sample(kind)
	l, err := Render(kind, f, Templates{kind: text})
	if err != nil {
		return err
	}
	var fs fault.Fields = Lint(l, f)
	if err := fs.Err(); err != nil {
		return fmt.Errorf("try template of letter %s: %w", kind, err)
	}
	return nil
}
