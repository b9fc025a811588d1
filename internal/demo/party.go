package demo

import (
	"fmt"

	"gongkai/internal/credit"
	"gongkai/internal/workday"
)

// subjects are what the city certifies teachers for; the other kinds are the counties' business (教师资格条例 13).
var subjects = []string{
	"高级中学语文", "高级中学数学", "高级中学英语", "高级中学物理", "高级中学化学", "高级中学生物", "高级中学思想政治", "高级中学历史", "高级中学地理",
	"高级中学信息技术", "高级中学通用技术", "高级中学体育与健康", "高级中学音乐", "高级中学美术", "高级中学心理健康教育",
	"中等职业学校护理", "中等职业学校机电技术应用", "中等职业学校幼儿保育", "中等职业学校计算机应用",
}

// naturalPerson makes the next 教师资格认定.
func (l *licences) naturalPerson(day workday.Date) credit.Licence {
	l.natural++
	n := l.natural
	what := subjects[(n*7+l.year)%len(subjects)] + "教师资格"
	return credit.Licence{
		PartyName: fmt.Sprintf("示例申请人%03d", n), PartyKind: credit.NaturalPerson, PaperKind: credit.IdentityCard, PaperNo: identity(n + (l.year-2020)*200),
		DocName: "教师资格认定决定书", DocNo: fmt.Sprintf("濮教资〔%d〕%d号", l.year, n), LicenceKind: "认可",
		CertificateName: "教师资格证书", CertificateNo: fmt.Sprintf("示例%d-%04d", l.year, n), Content: "准予认定" + what + "。",
		Decided: day, ValidFrom: day, ValidTo: credit.Forever(),
	}
}

// legalPerson makes the next licence of a school, a kindergarten or a school bus.
func (l *licences) legalPerson(day workday.Date) credit.Licence {
	l.legal++
	n := l.legal
	serial := n + (l.year-2020)*20
	lic := credit.Licence{
		PartyKind: credit.LegalPerson, Representative: fmt.Sprintf("示例法人%03d", serial), LicenceKind: "核准", DocNo: fmt.Sprintf("濮教民〔%d〕%d号", l.year, n),
		Decided: day, ValidFrom: day,
	}
	switch n % 6 {
	case 0, 3:
		lic.PartyName = fmt.Sprintf("示例校车服务公司（%03d）", serial)
		lic.PartyCode = uscc(fmt.Sprintf("91410900MA00AA%03d", serial))
		lic.DocName, lic.LicenceKind = "校车使用许可决定书", "普通"
		lic.CertificateName, lic.CertificateNo = "校车使用许可", fmt.Sprintf("示例校车%d-%03d", l.year, n)
		lic.Content = fmt.Sprintf("准予%d辆车用于接送学生，行驶线路、停靠站点和时段按审查同意的方案执行。", 1+n%3)
		lic.ValidTo = day.AddMonths(12)
		if n%6 == 3 { // 校车安全管理条例 allows licensed carriers who are 个体工商户
			lic.PartyKind, lic.PartyName = credit.Household, fmt.Sprintf("示例校车经营户（%03d）", serial)
			lic.PartyCode = uscc(fmt.Sprintf("92410900MA00AB%03d", serial))
		}
		return lic
	case 1:
		lic.PartyName, lic.DocName = fmt.Sprintf("示例民办学校（%03d）", serial), "民办学校设立审批决定书"
		lic.Content = "准予设立民办学校，办学层次为普通高中，办学规模按审批核定的班额执行。"
	case 4:
		lic.PartyName, lic.DocName = fmt.Sprintf("示例民办幼儿园（%03d）", serial), "民办学校变更审批决定书"
		lic.Content = "准予变更办学地址，新址校舍、消防和食品安全条件经核查符合规定。"
	default:
		lic.PartyName, lic.DocName = fmt.Sprintf("示例民办幼儿园（%03d）", serial), "民办学校设立审批决定书"
		lic.Content = "准予设立民办幼儿园，核定规模为6个班。"
	}
	lic.PartyCode = uscc(fmt.Sprintf("52410900MJ0000%03d", serial))
	lic.CertificateName, lic.CertificateNo = "民办学校办学许可证", fmt.Sprintf("示例民办%d-%03d", l.year, n)
	lic.ValidTo = day.AddMonths(60)
	return lic
}
