// Package searchtest makes a library of any size that is the same each time, with questions whose answers are known. Its texts
// are put together from sentences such as an education bureau writes; what the questions ask for is planted and stands nowhere
// else.
package searchtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

// Least is how many documents a library must have to hold everything that is planted.
const Least = 2000

var places = []string{"华龙区", "清丰县", "南乐县", "范县", "台前县", "濮阳县", "开发区", "工业园区", "示范区"}

var schools = []string{"第一中学", "第二中学", "实验小学", "第三小学", "育才学校", "子路小学", "油田中学", "职业中专", "特殊教育学校", "第一幼儿园", "外国语学校", "昆吾小学"}

var matters = []string{
	"义务教育招生入学", "学区划分", "教师资格认定", "家庭经济困难学生资助", "中小学食堂管理", "校园安全检查", "教育收费检查", "课后服务", "校外培训机构治理", "教师公开招聘",
	"职称评审", "控辍保学", "学前教育普惠发展", "普通话水平测试", "体育考试", "研学旅行管理", "教育督导评估", "民办学校年度检查", "预算绩效评价", "学籍管理", "心理健康教育", "劳动教育实践",
}

var sentences = []string{
	"各单位要提高认识，压实责任，把各项任务落到实处。", "请于规定时间前将有关材料报送教育行政部门备案。", "坚持公开透明，自觉接受社会和家长监督。", "对弄虚作假的，一经查实取消资格并追究责任。",
	"具体时间和地点以学校公告为准。", "所需经费从年度教育经费中列支，任何单位和个人不得截留挪用。", "各学校应当在校门口和网站醒目位置公布相关内容。", "符合条件的人员可以通过政务服务网提交申请。",
	"申请人应当对所提交材料的真实性负责。", "经审核符合条件的，在十个工作日内作出决定。", "不符合条件的，应当书面说明理由并告知救济渠道。", "各县区要建立工作台账，按月报送进展情况。",
	"严禁以任何名义收取与入学挂钩的费用。", "监督举报电话在工作日上午八时至下午五时三十分接听。", "本通知自印发之日起施行，此前规定与本通知不一致的，以本通知为准。", "学校要开展全面自查，发现问题立即整改。",
	"对排查出的隐患，要逐项明确整改措施、责任人和完成时限。", "考试成绩由考试机构统一发布，不公布考生排名。", "资助名单在校内公示五个工作日，不得公开学生敏感信息。", "请各单位结合实际认真贯彻执行。",
}

// Question is a question with the numbers of the documents that are its answer, in ascending order.
type Question struct {
	Asked string
	Want  []publication.ID
	Trap  string // what a search could get wrong
}

// plant is something that stands in some documents only.
type plant struct {
	asked, trap string
	at          []int // documents that hold it, from 1
	into        func(v *publication.Version)
	beside      []int // documents that hold something alike, and are no answer
	alike       func(v *publication.Version)
}

func body(text string) func(*publication.Version) {
	return func(v *publication.Version) { v.Body += "\n" + text }
}

func title(text string) func(*publication.Version) {
	return func(v *publication.Version) { v.Title = text }
}

func number(no string) func(*publication.Version) {
	return func(v *publication.Version) { v.DocNo = no }
}

var plants = []plant{
	{asked: "欧阳雪琴", trap: "a rare name", at: []int{17, 170, 1700}, into: body("联系人：欧阳雪琴老师。"), beside: []int{18}, alike: body("联系人：欧阳雪老师、雪琴老师。")},
	{asked: "关于启用新版毕业证书编号办法的补充通知", trap: "a whole title", at: []int{101}, into: title("濮阳市教育局关于启用新版毕业证书编号办法的补充通知"), beside: []int{102}, alike: title("濮阳市教育局关于启用新版毕业证书编号办法的通知")},
	{asked: "濮教秘〔2024〕112号", trap: "a number within another", at: []int{103}, into: number("濮教秘〔2024〕112号"), beside: []int{104, 105}, alike: number("濮教秘〔2024〕1125号")},
	{asked: "濮教秘[2023]7号", trap: "other brackets", at: []int{106}, into: number("濮教秘〔2023〕7号"), beside: []int{107}, alike: number("濮教秘〔2023〕17号")},
	{asked: "鸬鹚", trap: "a word of two characters", at: []int{108, 1200}, into: body("校园湿地观察记录：鸬鹚三只。")},
	{asked: "龘", trap: "a single character", at: []int{109, 110}, into: body("学生姓名用字“龘”按《通用规范汉字表》处理。")},
	{asked: "2031年中考", trap: "digits of full width", at: []int{111, 112}, into: body("２０３１年中考方案另行公布。")},
	{asked: "双随机一公开联合抽查", trap: "a mark between", at: []int{113}, into: body("组织开展“双随机、一公开”联合抽查。")},
	{asked: "海棠园 钟楼", trap: "two parts", at: []int{114}, into: body("海棠园校区整修完成，校史馆钟楼同时开放。"), beside: []int{115, 116}, alike: body("海棠园校区整修完成。")},
	{asked: "STEM创客", trap: "letters beside characters", at: []int{117}, into: body("举办stem创客活动。"), beside: []int{118}, alike: body("举办创客活动，介绍stems概念。")},
	{asked: "0393-8880001", trap: "a telephone number", at: []int{119}, into: body("咨询电话0393-8880001。"), beside: []int{120}, alike: body("咨询电话0393-88800012。")},
	{asked: "琉璃厂街道", trap: "a full stop between is no phrase", at: []int{121}, into: body("琉璃厂街道办事处协助。"), beside: []int{122}, alike: body("参观琉璃厂。街道办事处协助。")},
	{asked: "王璟", trap: "a blank within a name", at: []int{123, 124}, into: body("入围人员：王　璟、李　想。")},
	{asked: "琥珀色封面", trap: "in an attachment", at: []int{125}, into: func(v *publication.Version) {
		v.Files = []publication.File{{Name: "式样.docx", Digest: "searchtest"}}
	}},
	{asked: "蝴蝶兰（春季）养护", trap: "brackets", at: []int{126}, into: body("劳动课内容：蝴蝶兰(春季)养护。")},
	{asked: "WIFI覆盖", trap: "capital letters", at: []int{127}, into: body("教学区WiFi覆盖率达到百分之百。")},
	{asked: "麒麟湖小学", trap: "within a longer name", at: []int{128, 1300}, into: body("濮阳市麒麟湖小学分校区。"), beside: []int{129}, alike: body("麒麟湖第二小学。")},
	{asked: "百分之三十七点五", trap: "a long phrase", at: []int{130}, into: body("优秀率达到百分之三十七点五。"), beside: []int{131}, alike: body("优秀率达到百分之三十七。")},
	{asked: "朱鹮", trap: "withdrawn", at: nil, beside: []int{Withdrawn}, alike: body("朱鹮主题征文。")},
	{asked: "市长", trap: "across two words: 市长江", at: []int{133}, into: body("副市长到会讲话。"), beside: []int{134}, alike: body("赴南京市长江沿线研学。")},
}

// Withdrawn is the number of a document that is public no more.
const Withdrawn = 132

// FileText is what stands in the one attachment of a library.
const FileText = "毕业证书式样：琥珀色封面，烫金校徽。"

// Questions returns the twenty questions. The last has one answer too many for whoever looks for exactly what was typed.
func Questions() []Question {
	out := make([]Question, len(plants))
	for i, p := range plants {
		out[i] = Question{p.asked, ids(p.at), p.trap}
	}
	return out
}

func ids(at []int) []publication.ID {
	out := make([]publication.ID, len(at))
	for i, n := range at {
		out[i] = publication.ID(n)
	}
	return out
}

// Document returns the n-th document of every library, from 1.
func Document(n int) publication.Version {
	r := rand.New(rand.NewPCG(20, uint64(n)))
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	matter, place := pick(matters), pick(places)
	year := 2020 + r.IntN(7)
	v := publication.Version{
		No: 1, Column: 1, Title: fmt.Sprintf("%s%s关于做好%d年%s工作的通知", place, pick(schools), year, matter), Summary: matter + "工作安排。", Genre: "通知",
		DocNo: fmt.Sprintf("濮教%s〔%d〕%d号", pick([]string{"基", "人", "财", "安", "体卫"}), year, 1+r.IntN(900)), Subject: "科技、教育／教育", FormedOn: workday.NewDate(year, 1, 5),
	}
	var b strings.Builder
	for i := range 8 {
		fmt.Fprintf(&b, "%s、%s%s\n", []string{"一", "二", "三", "四", "五", "六", "七", "八"}[i], pick(places), pick(matters))
		for range 1 + r.IntN(2) {
			b.WriteString(pick(sentences))
		}
		fmt.Fprintf(&b, "%s%s于%d月%d日前完成第%d批%s。\n", pick(places), pick(schools), 1+r.IntN(12), 1+r.IntN(28), 1+r.IntN(99), pick(matters))
	}
	v.Body = b.String()
	for _, p := range plants {
		if slices.Contains(p.at, n) {
			p.into(&v)
		}
		if slices.Contains(p.beside, n) {
			p.alike(&v)
		}
	}
	return v
}

// Phrases returns stretches of two to six characters of the first n documents, different from each other.
func Phrases(n, count int) []string {
	r := rand.New(rand.NewPCG(7, 7))
	seen := map[string]bool{}
	var out []string
	for len(out) < count {
		text := []rune(Document(1 + r.IntN(n)).Body)
		size := 2 + r.IntN(5)
		at := r.IntN(len(text) - size)
		part := string(text[at : at+size])
		if seen[part] || strings.ContainsAny(part, "\n。，、：；“”0123456789") {
			continue
		}
		seen[part] = true
		out = append(out, part)
	}
	return out
}
