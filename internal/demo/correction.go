package demo

import (
	"context"
	"fmt"
	"time"

	"gongkai/internal/dialogue"
	"gongkai/internal/workday"
)

// planCorrections has visitors report what they find wrong on pages: one is answered, one waits, one is late.
func (b *builder) planCorrections() error {
	november := func(day, hour, minute int) time.Time {
		return at(workday.NewDate(2026, time.November, day), hour, minute)
	}
	var first dialogue.ID
	b.add(november(11, 15, 20), "correction", func(ctx context.Context) error {
		c, err := b.Corrections.Receive(ctx, dialogue.Report{
			Unit: int64(b.bureau.ID), Page: "/columns/teachers", About: "页面 /columns/teachers", Kind: "outdated",
			Text: "想查下半年的教师资格认定公告，栏目里好像只有上半年的。", Contact: "reader@example.com",
		})
		if err == nil {
			first, b.result.Samples.Correction = c.ID, c.No()
		}
		return err
	})
	b.add(november(12, 10, 40), "answer to correction", func(ctx context.Context) error {
		return b.Corrections.Answer(ctx, b.people["bangongshi"], first, dialogue.Unfounded,
			"经核实，2026年下半年教师资格认定公告已经发布，列在“教师管理”栏目，可以按发布年份筛选查看。感谢您的关心。")
	})
	b.add(november(12, 9, 30), "correction", func(ctx context.Context) error {
		return b.report(ctx, "2026年普通高中招生考试报名公告", dialogue.Report{
			Unit: int64(b.units["zhaokao"].ID), Kind: "outdated", Text: "报名早就结束了，页面上没有说明，建议注明已经截止。",
		})
	})
	b.add(november(20, 8, 5), "correction", func(ctx context.Context) error {
		return b.report(ctx, "关于2026年下半年教师资格证书发放的通知", dialogue.Report{
			Unit: int64(b.bureau.ID), Kind: "wording", Text: "第一部分“认定决定公示后即可领取”，与前面“11月底结束”连起来读不明白，请说清楚从哪一天开始领。", Contact: "0393-0000000",
		})
	})
	return nil
}

// report reports something on an item by its title.
func (b *builder) report(ctx context.Context, title string, r dialogue.Report) error {
	id := b.ids[title]
	r.Item, r.Page, r.About = int64(id), fmt.Sprintf("/items/%d", id), title
	_, err := b.Corrections.Receive(ctx, r)
	return err
}
