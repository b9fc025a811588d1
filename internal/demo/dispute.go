package demo

import (
	"context"

	"gongkai/internal/dispute"
	"gongkai/internal/workday"
)

// contested is a case of the living year about one of its requests.
type contested struct {
	request string // its key
	on      string // when the notice came and the case was entered: 03-20 09:00
	forum   dispute.Forum
	court   string
	no      string
	claim   string
	notice  string // number of the notice
	deeds   []pleading
}

// pleading is a step of a case on a day of 2026.
type pleading struct {
	on string
	d  dispute.Doing
}

// theCases are a reconsideration that upheld the bureau, the lawsuit after it, and one whose reply is owed.
func theCases() []contested {
	says := func(text, evidence string) dispute.Words { return dispute.Words{Text: text, Evidence: evidence} }
	return []contested{
		{
			request: "refused", on: "03-20 09:00", forum: dispute.Review, court: "濮阳市人民政府", no: "示政复〔2026〕18号", notice: "提出答复通知书，送达回证",
			claim: "申请人不服不予公开教师考核等次名单的答复，请求撤销并责令公开。",
			deeds: []pleading{
				{"03-25 10:00", dispute.Doing{Kind: dispute.Evidence, Words: says("提交市人民政府行政复议机构", "")}},
				{"03-27 15:00", dispute.Doing{Kind: dispute.Reply, Words: says("考核等次属于人事管理方面的内部事务信息，依据和程序合法。", "行政复议答复书，当面提交，签收单")}},
				{"04-14 09:30", dispute.Doing{Kind: dispute.Hearing, Words: says("复议机构听取双方意见，经办人参加。", "")}},
				{"05-18 10:00", dispute.Doing{Kind: dispute.Conclude, Result: dispute.Upheld, Words: says("维持原答复。", "行政复议决定书，示政复决〔2026〕18号")}},
			},
		},
		{
			request: "refused", on: "06-08 10:00", forum: dispute.LawsuitAfterReview, court: "示例区人民法院", no: "（2026）示行初12号", notice: "应诉通知书、起诉状副本，法院专递",
			claim: "原告不服行政复议决定和原答复，请求撤销，并判令公开考核等次名单。",
			deeds: []pleading{
				{"06-18 10:00", dispute.Doing{Kind: dispute.Evidence, Words: says("提交人民法院", "")}},
				{"06-22 16:00", dispute.Doing{Kind: dispute.Reply, Words: says("原答复和复议决定认定事实清楚，适用依据正确。", "答辩状和证据目录，网上提交回执")}},
				{"10-22 09:00", dispute.Doing{Kind: dispute.Hearing, Words: says("开庭审理，分管负责人出庭应诉，未当庭宣判。", "")}},
			},
		},
		{
			request: "lapsed", on: "11-16 11:00", forum: dispute.Review, court: "濮阳市人民政府", no: "示政复〔2026〕97号", notice: "提出答复通知书，送达回证",
			claim: "申请人认为补正的要求不合理，对按逾期不补正处理不服，请求责令重新答复。",
		},
	}
}

// planDisputes has requests of the year contested.
func (b *builder) planDisputes() error {
	for _, x := range theCases() {
		var id dispute.ID
		b.add(moment(x.on), "dispute", func(ctx context.Context) error {
			req, err := b.Requests.Request(ctx, b.asked[x.request])
			if err != nil {
				return err
			}
			c, err := b.Disputes.File(ctx, b.people[office], dispute.Filing{
				Request: req.No, Forum: x.forum, Court: x.court, TheirNo: x.no, NoticeOn: workday.DateOf(moment(x.on)), Claim: x.claim, Evidence: x.notice,
			})
			if err != nil {
				return err
			}
			id = c.ID
			return nil
		})
		for _, s := range x.deeds {
			b.add(moment(s.on), "step of a dispute", func(ctx context.Context) error {
				if s.d.Kind == dispute.Evidence {
					_, err := b.Disputes.Bundle(ctx, b.people[office], id, s.d.Words.Text)
					return err
				}
				d := s.d
				d.On = workday.DateOf(moment(s.on))
				return b.Disputes.Do(ctx, b.people[office], id, d)
			})
		}
	}
	return nil
}
