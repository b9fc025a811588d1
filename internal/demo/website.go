package demo

import (
	"context"
	"fmt"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/dialogue"
	"gongkai/internal/publication"
	"gongkai/internal/report/website"
	"gongkai/internal/workday"
)

// typedWebsite is what the records and the configuration cannot tell of the website in 2020. All of it is made up.
var typedWebsite = website.Values{
	"type": "部门网站", "visitors": "186420", "visits": "612880",
	"topics": "4", "topics-new": "2",
	"materials": "0", "products": "0", "comments": "0", "responses": "2",
	"service-list": "是", "users": "5320", "service-items": "18", "service-online": "12", "cases": "900", "cases-natural": "900", "cases-legal": "0",
	"platform": "是", "messages-public": "2", "surveys": "2", "survey-opinions": "87", "survey-results": "1",
	"interviews": "1", "interview-messages": "24", "interview-answers": "15", "assistant": "否",
	"checks": "4", "problems": "6", "problems-solved": "6", "monitoring": "是", "drills": "是", "responsible": "是",
	"media": "有", "weibo": "示例教育发布", "weibo-posts": "1260", "weibo-followers": "21340", "wechat": "示例教育服务号", "wechat-posts": "486", "wechat-followers": "98210",
	"search-service": "有", "languages": "无", "accessible": "有", "personal": "无", "innovation-other": "报表中由记录统计的数可以点开",
}

// planWebsite has two visitors report something in 2020, and sends the 政府网站工作年度报表 of that year through the gate in January 2021.
func (b *builder) planWebsite() error {
	b.planMessage(workday.NewDate(2020, time.June, 22), workday.NewDate(2020, time.June, 24), dialogue.Report{
		Page: "/columns/enrolment", About: "页面 /columns/enrolment", Kind: "wording", Text: "招生日程表里“6月31日”写错了，六月只有三十天。",
	}, dialogue.Corrected, "经核实，应为“6月30日”，已经改正。感谢指正。")
	b.planMessage(workday.NewDate(2020, time.September, 15), workday.NewDate(2020, time.September, 16), dialogue.Report{
		Page: "/columns/aid", About: "页面 /columns/aid", Kind: "link", Text: "助学贷款办理网站的链接打不开。",
	}, dialogue.Unfounded, "经核实，链接可以打开，当时可能是对方网站正在维护。感谢您的关心。")

	day := func(d, hour, minute int) time.Time {
		return at(workday.NewDate(firstReport+1, time.January, d), hour, minute)
	}
	writer := func() *agency.Person { return b.people["办公室"] }
	var id publication.ID
	b.add(day(25, 9, 20), "write website report", func(ctx context.Context) error {
		if err := b.Website.Keep(ctx, writer(), b.bureau, firstReport, "", typedWebsite); err != nil {
			return err
		}
		r, _, err := b.Website.Build(ctx, b.bureau, firstReport)
		if err != nil {
			return err
		}
		v := r.Announce()
		v.Column, v.Source, v.FormedOn, v.Unnumbered = b.columns[string(catalog.Annual)], r.Agency, workday.NewDate(firstReport+1, time.January, 25), true
		id, err = b.Website.Load(ctx, writer(), b.bureau, firstReport, v)
		return err
	})
	b.add(day(25, 10, 5), "submit website report", func(ctx context.Context) error { return b.Items.Submit(ctx, writer().Actor(), id) })
	for i, step := range publication.BureauRoute {
		b.add(day(26+i/2, 9+5*(i%2), 30), string(step.Stage)+" of website report", func(ctx context.Context) error {
			by := b.people["chushen"]
			if step.Role != agency.FirstReviewer {
				by = b.reviewer(step)
			}
			it, err := b.Items.Item(ctx, by, id)
			if err != nil {
				return err
			}
			return b.Items.Decide(ctx, by, id, pass(step.Stage, it.Version.Digest()))
		})
	}
	return nil
}

// planMessage has a visitor report something on a page of the bureau, which is answered.
func (b *builder) planMessage(came, answered workday.Date, r dialogue.Report, outcome dialogue.Outcome, answer string) {
	var id dialogue.ID
	b.add(at(came, 15, 40), "correction", func(ctx context.Context) error {
		r.Unit = int64(b.bureau.ID)
		c, err := b.Corrections.Receive(ctx, r)
		if err != nil {
			return fmt.Errorf("receive: %w", err)
		}
		id = c.ID
		return nil
	})
	b.add(at(answered, 10, 40), "answer to correction", func(ctx context.Context) error {
		return b.Corrections.Answer(ctx, b.people["bangongshi"], id, outcome, answer)
	})
}
