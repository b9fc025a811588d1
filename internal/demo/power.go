package demo

import (
	"fmt"
	"strings"

	"gongkai/internal/catalog"
	"gongkai/internal/workday"
)

// powers are the rows of the 权责清单 of a year. What was there before keeps the day on which it was set; what is new or has another
// promise was adjusted on the day given.
func (b *builder) powers(year int, adjusted workday.Date, basis string) ([]catalog.EditionRow, error) {
	rows, err := table("powers-list.txt", 10)
	if err != nil {
		return nil, err
	}
	var out []catalog.EditionRow
	for _, row := range rows {
		if row[0] != "both" && row[0] != fmt.Sprint(year) {
			continue
		}
		p := b.power(row, year)
		p.AdjustedOn, p.AdjustedBy = adjusted, basis
		if year != 2020 && row[0] == "both" && !strings.Contains(row[6], ",") {
			p.AdjustedOn, p.AdjustedBy = day(2020, 3, 30), "关于公布市级部门权责清单的通知（示政办〔2020〕12号）"
		}
		out = append(out, p)
	}
	return out, nil
}

// power makes a 职权 of a row of the content file.
func (b *builder) power(row []string, year int) catalog.Power {
	p := catalog.Power{
		Code: row[1], Kind: catalog.PowerKind(row[2]), Name: row[3], Holder: b.bureau.Name, Office: row[4], Level: "市级", LegalTerm: row[5], Fee: row[7],
		Phone: "0393-0000112", Complaints: "0393-0000100", State: catalog.PowerActive,
		DutyBasis: "《中华人民共和国行政许可法》《中华人民共和国行政处罚法》和设定依据所列条款", LiabilityBasis: "《中华人民共和国公务员法》《行政机关公务员处分条例》",
		Liability: "不履行或者不正确履行职责，有下列情形的，依法追究责任：对符合条件的不予受理、办理，或者对不符合条件的予以办理；不一次告知应当补正的内容；超过法定期限办理；违法收取费用；玩忽职守、徇私舞弊。",
	}
	first, later, changed := strings.Cut(row[6], ",")
	p.PromisedTerm = first
	if changed && year != 2020 {
		p.PromisedTerm = later
	}
	for basis := range strings.SplitSeq(row[8], "//") {
		law, rest, _ := strings.Cut(strings.TrimPrefix(basis, "《"), "》")
		article, text, _ := strings.Cut(rest, "：")
		p.Bases = append(p.Bases, catalog.PowerBasis{Law: law, Article: article, Text: text})
	}
	if row[9] != "" {
		p.Certificates = strings.Split(row[9], ",")
	}
	for _, stage := range catalog.PowerStages {
		if text := stageDuty(p.Kind, stage); text != "" {
			p.Duties = append(p.Duties, catalog.PowerDuty{Stage: stage, Text: text})
		}
	}
	return p
}

// stageDuty is what must be done at a stage; a stage that a kind does not have has no words.
func stageDuty(k catalog.PowerKind, stage string) string {
	switch k {
	case catalog.PowerLicence:
		return map[string]string{
			"受理": "公示应当提交的材料，一次性告知补正内容，依法受理或者不予受理；不予受理的说明理由。", "审查": "对申请材料进行审查，需要核实的指派两名以上工作人员核查，提出审查意见。",
			"决定": "作出准予许可或者不予许可的书面决定；不予许可的说明理由，告知申请复议或者提起诉讼的权利。", "送达": "自作出决定之日起十日内颁发、送达许可证件，七个工作日内公示并报送信用平台。",
			"事后监管": "对被许可人从事许可事项的活动进行监督检查，依法撤销、注销许可。",
		}[stage]
	case catalog.PowerPenalty:
		return map[string]string{
			"受理": "对检查发现、举报、移送的违法线索予以审查，决定是否立案。", "审查": "两名以上执法人员调查取证，听取当事人陈述和申辩，对重大处罚进行法制审核。",
			"决定": "告知当事人享有的权利，依法作出处罚决定，制作处罚决定书。", "送达": "处罚决定书在宣告后当场交付，或者七日内依照民事诉讼法的规定送达。", "事后监管": "监督处罚决定的执行，督促整改，依法公开。",
		}[stage]
	case catalog.PublicService:
		return map[string]string{"受理": "公布办理条件、材料和途径，一次性告知。", "决定": "符合条件的当场办理；不符合条件的说明理由。", "事后监管": "受理意见和投诉，改进服务。"}[stage]
	}
	return map[string]string{
		"受理": "公布办理条件、程序和时限，受理申请或者按计划组织实施。", "审查": "对材料和实际情况进行审核、检查，形成意见。", "决定": "依照规定作出结论，书面告知当事人。", "事后监管": "跟踪落实结论，加强日常监督。",
	}[stage]
}

// named is a department or a post with what it is for.
type named struct{ name, duties string }

const bureauFunctions = `贯彻执行国家和省、市教育工作方针政策，拟订全市教育事业发展规划并组织实施。
统筹指导全市各级各类教育，推进义务教育均衡发展和教育公平。
指导全市学校的思想政治、体育、卫生、艺术、劳动和国防教育工作。
主管全市教师工作，组织实施教师资格制度，指导教师队伍建设。
负责本部门教育经费的统筹管理，监督全市教育经费的使用情况。
指导全市学校安全稳定工作，负责民办教育和校外培训的监督管理。`

// bureauSetUp are the departments of the bureau with their duties.
var bureauSetUp = []named{
	{"办公室", "负责机关文电、会务、机要、档案、信访、保密和政务公开工作。"},
	{"人事科", "负责机关和直属单位的机构编制、人事管理和表彰奖励工作。"},
	{"财务科", "负责部门预决算、教育经费统筹管理和内部审计工作。"},
	{"基础教育科", "负责义务教育、普通高中教育和学前教育的业务指导和学籍管理。"},
	{"职业教育与成人教育科", "负责中等职业教育和成人教育的业务指导。"},
	{"民办教育科", "负责民办教育和校外培训机构的审批、管理和监督。"},
	{"教师工作科", "负责教师资格、职称、培训和师德师风建设工作。"},
	{"发展规划科", "负责教育事业发展规划、统计和学校布局工作。"},
	{"学校安全管理科", "负责学校安全、校车和校园周边环境综合治理工作。"},
	{"体育卫生与艺术教育科", "负责学校体育、卫生、艺术和国防教育工作。"},
	{"政策法规科", "负责规范性文件合法性审核、行政复议应诉和法治宣传工作。"},
	{"行政审批服务科", "负责行政许可和公共服务事项的受理、审核和办理。"},
	{"教育督导室", "承担市政府教育督导委员会的日常工作。"},
	{"机关党委", "负责机关和直属单位的党群工作。"},
}

// bureauLeaders are the posts of the bureau's leaders with what each is in charge of.
var bureauLeaders = []named{
	{"党组书记、局长", "主持局全面工作，分管人事、财务工作。"},
	{"党组成员、副局长", "分管办公室、政策法规、政务公开和信息化工作。"},
	{"党组成员、副局长", "分管基础教育、民办教育和招生考试工作。"},
	{"党组成员、副局长", "分管职业教育、学校安全和后勤工作。"},
}

// schoolSetUp are the departments of a school with their duties.
var schoolSetUp = []named{
	{"办公室", "负责学校文秘、会务、档案和信息公开工作。"}, {"教务处", "负责教学管理、学籍管理和招生工作。"}, {"政教处", "负责学生德育、资助和家校联系工作。"}, {"总务处", "负责后勤、食堂、资产和校园安全工作。"},
}

// schoolLeaders are the posts of a school's leaders with what each is in charge of.
var schoolLeaders = []named{
	{"党委书记、校长", "主持学校全面工作。"}, {"副校长", "分管教学、教研和教师培训工作。"}, {"副校长", "分管德育、安全和后勤工作。"},
}
