package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/request/letter"
	"gongkai/internal/workday"
)

// deed is a step of a request on a day of 2026.
type deed struct {
	on string // 11-10 09:30
	by string // login; empty: the applicant
	d  request.Doing
}

// asked is a request of the living year, from its first word on.
type asked struct {
	on      string
	who     request.Applicant
	channel request.Channel
	subject string // empty: nobody has named it yet
	text    string
	get     string
	arrived string // of registered mail
	deeds   []deed
	key     string // by which the tour and the disputes find it
}

const (
	office = "bangongshi"
	chief  = "gongkai"
	lawman = "chushen"
	keeper = "baomi"
	leader = "qianfa"
)

func says(text, evidence string) request.Words { return request.Words{Text: text, Evidence: evidence} }

// facts are what an officer states in a letter, by the names of its elements.
type facts map[string]string

// stating adds what a letter states besides.
func stating(w request.Words, f facts) request.Words {
	w.Facts = f
	return w
}

// giving is what the letters state that give something.
func giving(what, where string) facts {
	how, at, _ := strings.Cut(where, "，")
	return facts{"given": what, "how": how, "where": at, "time": "本答复书发出之日"}
}

func with(f facts, name, value string) facts {
	f[name] = value
	return f
}

// confirmed is the call by which both sides agree on the day of receipt, and the handing over to the officer.
func confirmed(on string) []deed {
	return []deed{{on, office, request.Doing{Kind: request.Receive, Words: says("", "电话与申请人确认，通话登记")}}}
}

// proposed are the steps from the review to a proposal.
func proposed(reviewed, proposed string, code request.DecisionCode, reason string, f facts) []deed {
	return []deed{
		{reviewed, lawman, request.Doing{Kind: request.ReviewLaw, Words: says("依据和理由成立，程序符合条例规定。", "")}},
		{reviewed, keeper, request.Doing{Kind: request.ReviewSecrecy, Words: says("不涉及国家秘密、工作秘密，可以提供。", "")}},
		{proposed, office, request.Doing{Kind: request.Propose, Code: code, Words: stating(says(reason, ""), f)}},
	}
}

func signedAndSent(signed, sent string) []deed {
	return []deed{
		{signed, leader, request.Doing{Kind: request.Sign}},
		{sent, office, request.Doing{Kind: request.Send, Words: says("", "电子邮件发出，附答复书")}},
	}
}

func delivered(on, archived string) []deed {
	steps := []deed{{on, office, request.Doing{Kind: request.Deliver, Words: says("", "申请人邮件回复已收到")}}}
	if archived != "" {
		steps = append(steps, deed{archived, office, request.Doing{Kind: request.Archive}})
	}
	return steps
}

func chain(parts ...[]deed) []deed {
	var all []deed
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// theRequests has at least one in every state.
func theRequests() []asked {
	until := func(m time.Month, d int) workday.Date { return workday.NewDate(2026, m, d) }
	supplement := func(on string, until workday.Date) deed {
		return deed{on, office, request.Doing{Kind: request.AskSupplement, Until: until, Words: says("请写明所需信息的年度，以及是合同全文还是中标结果。", "")}}
	}
	return []asked{
		{on: "01-12 09:40", who: request.Natural, subject: "2025年义务教育阶段招生计划执行情况", text: "2025年市直学校义务教育阶段招生计划和实际招生人数", get: "电子邮件", deeds: chain(
			confirmed("01-12 15:10"), proposed("01-20 10:00", "01-22 09:00", request.Granted, "", giving("2025年市直学校义务教育阶段招生计划表\n2025年市直学校义务教育阶段招生执行情况统计表", "电子邮件，发送至申请表所填的电子邮箱")), signedAndSent("01-23 16:00", "01-26 09:30"), delivered("01-27 10:00", "02-06 09:00"))},
		{on: "02-03 10:20", who: request.Natural, key: "refused", subject: "某校教师考核等次名单", text: "2025年度示例市第一中学全体教师年度考核等次名单", get: "邮寄", deeds: chain(
			confirmed("02-04 09:00"), proposed("02-12 10:00", "02-26 09:00", request.Internal, "教师年度考核等次属于人事管理方面的内部事务信息，公开会影响正常的人事管理，依照条例第十六条第一款不予公开。", nil), signedAndSent("03-02 11:00", "03-03 09:00"), delivered("03-06 10:00", "03-20 09:00"))},
		{on: "03-09 08:50", who: request.Business, channel: request.Registered, arrived: "03-09", subject: "校外培训机构白名单", text: "本市校外培训机构白名单及审批文号", get: "邮寄", deeds: chain(
			proposed("03-16 10:00", "03-17 09:00", request.AlreadyPublic, "该信息已在本机关网站“民办与校外培训”栏目主动公开。", facts{"published": "示例市校外培训机构白名单（2026年2月）｜https://jyj.example.gov.cn/columns/private｜2026-02-20"}), signedAndSent("03-18 11:00", "03-18 16:00"), delivered("03-23 10:00", "04-03 09:00"))},
		{on: "04-07 14:20", who: request.Natural, subject: "要求处理教师补课的反映", text: "请公开对示例路某教师有偿补课的处理结果，并请依法处理", get: "电子邮件", deeds: chain(
			confirmed("04-08 09:20"), proposed("04-13 10:00", "04-14 09:00", request.Petition, "该申请是对有偿补课的投诉举报，请通过12345热线或者本机关纪检监察机构反映，依照条例第三十九条第一款不作为政府信息公开申请处理。", facts{"places": "12345政务服务便民热线｜电话12345\n驻市教育局纪检监察组｜示例市示例路1号，电话0393-8888012"}), signedAndSent("04-15 11:00", "04-15 16:00"), delivered("04-17 10:00", "04-30 09:00"))},
		{on: "05-11 11:00", who: request.LegalService, channel: request.Counter, subject: "学校采购校服的中标文件", text: "2025年市直学校校服采购的中标通知书和合同", get: "自行领取", deeds: chain(
			[]deed{
				{"05-13 09:30", office, request.Doing{Kind: request.Consult, Party: request.ThirdParty, Words: stating(says("2025年市直学校校服采购合同中的单价构成、联系人信息", ""), facts{"party": "示例校服有限公司"})}},
				{"05-18 10:00", office, request.Doing{Kind: request.ServeConsult, About: 3, Words: says("", "邮寄回执，5月18日签收")}},
				{"06-02 10:00", office, request.Doing{Kind: request.AnswerConsult, About: 3, Opinion: request.Partly, Words: says("单价构成不同意公开，其余同意。", "意见函")}},
			},
			proposed("06-08 10:00", "06-10 09:00", request.PartlyGranted, "合同中的单价构成属于商业秘密，第三方不同意公开且理由成立，依照条例第十五条、第三十七条不予公开；其余部分予以公开。", with(giving("2025年市直学校校服采购中标通知书\n2025年市直学校校服采购合同（删去单价构成）", "自行领取，持有效证件到示例市示例路1号市教育局办公室领取"), "withheld", "采购合同第六条单价构成｜条例第十五条｜属于第三方的商业秘密，第三方不同意公开")), signedAndSent("06-12 11:00", "06-12 16:00"), delivered("06-15 10:00", "06-26 09:00"))},
		{on: "06-15 09:10", who: request.Natural, subject: "2010年以前的学籍统计", text: "1998年示例县小学学籍统计表", get: "电子邮件", deeds: chain(
			confirmed("06-16 09:00"), proposed("07-06 10:00", "07-08 09:00", request.NotHeld, "经检索本机关档案室1996年至2000年全宗、教育统计目录和发展规划科电子文件，没有制作或者获取该信息。", facts{"scope": "本机关档案室1996年至2000年文书档案、教育统计目录和发展规划科电子文件", "method": "以“学籍”“统计”“小学”为关键词检索题名，并由档案室逐卷核对", "searched": "2026-07-06"}), signedAndSent("07-10 11:00", "07-10 16:00"), delivered("07-13 10:00", "07-31 09:00"))},
		{on: "08-17 10:00", who: request.Natural, key: "lapsed", subject: "学区划分论证材料", text: "学区材料", get: "电子邮件", deeds: []deed{
			{"08-17 15:00", office, request.Doing{Kind: request.Receive, Words: says("", "电话与申请人确认，通话登记")}},
			supplement("08-20 09:00", until(9, 10)),
			{"09-14 09:00", office, request.Doing{Kind: request.LapseSupplement, Words: says("", "9月11日电话联系，申请人表示不再补正")}},
		}},
		{on: "09-01 09:00", who: request.Business, channel: request.Counter, subject: "历年学校基建项目合同", text: "2015年以来市直学校全部基建项目合同复印件", get: "自行领取", deeds: []deed{
			{"09-07 09:00", office, request.Doing{Kind: request.NoticeFee, Basis: request.ByPages, Count: 860, Words: stating(says("", ""), facts{"pay": feeWay})}},
			{"09-08 09:00", office, request.Doing{Kind: request.ServeFee, Words: says("", "当面送达，签收单")}},
			{"10-16 09:00", office, request.Doing{Kind: request.LapseFee, Words: says("", "10月15日查询，没有缴款记录")}},
		}},
		{on: "10-08 21:30", who: request.Natural, key: "case", subject: "局属学校食堂委托经营合同", text: "局属学校食堂的委托经营合同", get: "电子邮件", deeds: []deed{
			{"10-09 09:20", office, request.Doing{Kind: request.Receive, Words: says("", "电话双方确认，通话登记")}},
			{"10-09 10:00", office, request.Doing{Kind: request.Assign}},
			supplement("10-14 09:30", until(11, 4)),
			{"10-21 10:00", office, request.Doing{Kind: request.Supplement, Words: says("明确为2025—2026学年合同。", "补正件")}},
			{"10-28 09:00", office, request.Doing{Kind: request.Consult, Party: request.ThirdParty, Words: stating(says("2025—2026学年食堂委托经营合同第六条单价构成", ""), facts{"party": "示例餐饮管理公司"})}},
			{"10-30 09:00", office, request.Doing{Kind: request.ServeConsult, About: 6, Words: says("", "邮寄回执")}},
			{"11-06 09:00", office, request.Doing{Kind: request.AnswerConsult, About: 6, Opinion: request.Partly, Words: says("单价构成不同意公开，其余同意。", "意见函")}},
			{"11-12 10:00", lawman, request.Doing{Kind: request.ReviewLaw, Words: says("建议区分处理（第三十七条）。", "审核意见")}},
			{"11-19 09:00", office, request.Doing{Kind: request.AskExtension, Days: 10, Words: says("附件量大，需逐页区分。", "")}},
		}},
		{on: "10-20 09:30", who: request.Research, channel: request.Registered, arrived: "10-20", subject: "教育事业统计分县数据", text: "2021年至2025年教育事业统计分县数据", get: "电子邮件", deeds: chain(
			[]deed{{"10-22 09:00", chief, request.Doing{Kind: request.Extend, Days: 20, Words: says("数据涉及五个年度，需逐年核对。", "")}}},
			proposed("11-16 10:00", "11-19 16:00", request.Granted, "", giving("2021年至2025年教育事业统计分县数据表", "电子邮件，发送至申请表所填的电子邮箱")))},
		{on: "10-26 10:14", who: request.Natural, key: "status", subject: "食堂承包经营合同（市直学校）", text: "2025年市直学校食堂承包经营合同", get: "电子邮件", deeds: chain(
			confirmed("10-26 15:00"),
			[]deed{
				{"11-02 09:00", office, request.Doing{Kind: request.Consult, Party: request.ThirdParty, Words: stating(says("2025年市直学校食堂承包经营合同", ""), facts{"party": "示例膳食服务有限公司"})}},
				{"11-04 09:00", office, request.Doing{Kind: request.ServeConsult, About: 3, Words: says("", "邮寄回执")}},
			})},
		{on: "10-27 09:00", who: request.Natural, channel: request.Counter, subject: "教师招聘面试评分表", text: "2026年公开招聘教师面试评分表", get: "当面查阅、抄录", deeds: chain(
			proposed("11-10 10:00", "11-12 09:00", request.Process, "面试评分表是招聘过程中形成的讨论记录，属于过程性信息，依照条例第十六条第二款不予公开；招聘结果已经公示。", nil), []deed{{"11-18 10:00", leader, request.Doing{Kind: request.Sign}}})},
		{on: "10-29 15:00", who: request.PublicInterest, subject: "残疾儿童随班就读安置情况", text: "2026年残疾儿童随班就读安置办法及人数", get: "电子邮件", deeds: chain(
			confirmed("10-30 09:00"), proposed("11-09 10:00", "11-10 09:00", request.Granted, "", giving("2026年残疾儿童随班就读安置办法\n2026年残疾儿童随班就读人数统计表", "电子邮件，发送至申请表所填的电子邮箱")), signedAndSent("11-11 11:00", "11-12 09:00"))},
		{on: "11-02 09:00", who: request.Natural, channel: request.Oral, subject: "义务教育阶段收费标准", text: "义务教育阶段服务性收费和代收费标准", get: "自行领取", deeds: chain(
			proposed("11-04 10:00", "11-05 09:00", request.AlreadyPublic, "该信息已在本机关网站“收费项目”栏目主动公开。", facts{"published": "示例市义务教育阶段服务性收费和代收费标准｜https://jyj.example.gov.cn/columns/fees｜2026-08-25"}), signedAndSent("11-05 15:00", "11-05 16:00"), delivered("11-06 09:00", ""))},
		{on: "11-03 09:00", who: request.Natural, subject: "各校近五年全部会议纪要", text: "各市直学校近五年全部校务会议纪要", get: "电子邮件", deeds: append(confirmed("11-03 11:00"),
			deed{"11-09 09:00", office, request.Doing{Kind: request.AskReason, Words: stating(says("近三个月同一申请人已提出二十余件申请，请说明理由。", ""), facts{"until": "2026-11-23"})}})},
		{on: "11-04 09:00", who: request.OtherOrg, channel: request.Counter, subject: "十年学校资产台账", text: "2016年至2025年市直学校固定资产台账", get: "邮寄", deeds: []deed{
			{"11-06 09:00", office, request.Doing{Kind: request.AskReason, Words: stating(says("申请的数量明显超过合理范围，请说明理由。", ""), facts{"until": "2026-11-20"})}},
			{"11-10 09:00", office, request.Doing{Kind: request.GiveReason, Words: says("承担政府委托的资产清查课题，附委托书。", "说明函")}},
			{"11-11 09:00", chief, request.Doing{Kind: request.Defer, Until: until(12, 31), Words: says("十个年度、二十三所学校，需分批提供。", "")}},
		}},
		{on: "11-05 20:10", who: request.Natural, subject: "2025年校园安全检查结果", text: "安全检查结果", get: "电子邮件", deeds: append(confirmed("11-06 09:00"), supplement("11-10 09:00", until(12, 1)))},
		{on: "11-09 09:00", who: request.Business, channel: request.Counter, subject: "学校食堂食材采购合同", text: "2023年至2026年市直学校食堂食材采购合同复印件", get: "自行领取", deeds: []deed{
			{"11-13 09:00", office, request.Doing{Kind: request.NoticeFee, Basis: request.ByPages, Count: 240, Words: stating(says("", ""), facts{"pay": feeWay})}},
			{"11-16 09:00", office, request.Doing{Kind: request.ServeFee, Words: says("", "当面送达，签收单")}},
		}},
		{on: "11-10 09:00", who: request.Natural, subject: "中考体育评分细则", text: "2026年中考体育评分细则", get: "电子邮件", deeds: append(confirmed("11-10 14:00"),
			deed{"11-12 09:00", office, request.Doing{Kind: request.Withdraw, Words: says("", "申请人邮件说明已在网站查到")}})},
		{on: "11-17 16:40", who: request.Natural, channel: request.Counter, text: "示例市第三中学2026年招生划片范围调整的论证报告", get: "自行领取"},
		{on: "11-19 19:25", who: request.Natural, text: "2026年秋季学期课后服务收费的批复文件", get: "电子邮件"},
	}
}

const feeWay = "持本通知到市教育局办公室开具缴款书，再到缴款书所列的银行网点缴入国库"

// planLetters says how the bureau writes.
func (b *builder) planLetters() {
	b.add(moment("01-04 09:00"), "letters", func(ctx context.Context) error {
		return b.Letters.Set(ctx, b.people[office], &dispatch.Setting{
			Unit: int64(b.bureau.ID), Agency: b.bureau.Name, Numbering: "濮教依申请〔{年}〕{号}号—{类}", Forum: request.Forum{Authority: "濮阳市人民政府", Court: "示例区人民法院", URL: "https://xzfy.example.gov.cn"},
			Office: letter.Office{Name: "市教育局办公室", Address: b.bureau.Address, Phone: b.bureau.Phone, Hours: b.bureau.Hours}, Pay: feeWay,
			Places: "12345政务服务便民热线｜电话12345",
		})
	})
}

// planRequests has the public ask, and the bureau go through each.
func (b *builder) planRequests() error {
	b.planLetters()
	for i, x := range theRequests() {
		filing, err := b.filing(i, x)
		if err != nil {
			return err
		}
		var id request.ID
		by := ""
		if x.channel != "" {
			by = office
		}
		b.add(moment(x.on), "request", func(ctx context.Context) error {
			filing.Unit = int64(b.bureau.ID)
			got, err := b.Requests.File(ctx, b.people[by], filing)
			if err != nil {
				return err
			}
			id = got.Request.ID
			b.asked[x.key] = id
			switch x.key {
			case "case":
				b.result.Samples.Case = id
			case "status":
				b.result.Samples.Track = Track{No: got.Request.No, Code: got.Secret, Name: filing.Name}
			}
			if x.subject == "" || x.channel != "" {
				return nil
			}
			return b.Requests.Describe(ctx, b.people[office], id, x.subject)
		})
		for _, s := range x.deeds {
			b.add(moment(s.on), "step of a request", func(ctx context.Context) error {
				d := s.d
				d.On = workday.DateOf(moment(s.on))
				if d.Kind == request.Assign {
					d.Officer = int64(b.people[office].ID)
				}
				return b.Requests.Do(ctx, b.people[s.by], id, d)
			})
		}
	}
	return nil
}

// Track is what a visitor needs to follow a request.
type Track struct{ No, Code, Name string }

func moment(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+s, workday.Beijing)
	if err != nil {
		panic(err) // a slip in the table above
	}
	return t
}

func (b *builder) filing(n int, x asked) (request.Filing, error) {
	f := request.Filing{
		Applicant: x.who, Channel: x.channel, Subject: x.subject,
		Application: request.Application{
			Name: fmt.Sprintf("示例申请人%s", cycle(n)), Phone: fmt.Sprintf("1380000%04d", n), Email: fmt.Sprintf("reader%02d@example.com", n), Address: fmt.Sprintf("示例市示例路%d号", n+1),
			Text: x.text, Get: x.get, Carrier: "电子文件",
		},
	}
	if x.channel == request.Registered {
		day, err := workday.ParseDate("2026-" + x.arrived)
		if err != nil {
			return f, err
		}
		f.Arrived, f.Evidence = day, fmt.Sprintf("挂号信 XA%08d", 41000000+n)
	}
	if x.who == request.Natural {
		f.IDKind, f.IDNo = request.IDKinds[0], identity(n)
		return f, nil
	}
	f.Name, f.IDNo = "示例"+x.who.Name()+cycle(n), uscc(fmt.Sprintf("92410900MA0000%03d", n))
	f.Head, f.Contact = "示例负责人", "示例联系人"
	return f, nil
}
