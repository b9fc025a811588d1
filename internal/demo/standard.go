package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// compulsoryStage are the schools of the demo that teach the years of compulsory education.
var compulsoryStage = strings.Fields("yizhong erzhong sanzhong sizhong wuzhong liuzhong qizhong bazhong jiuzhong shiyanzhong shiyanxiao yixiao erxiao sanxiao sixiao tejiao")

// planStandard sends the standard catalogue through the gate in 2020, and says in 2026 who owes what of it.
func (b *builder) planStandard() error {
	day := func(d int) workday.Date { return workday.NewDate(2020, time.March, d) }
	times := b.hours(day(16), day(20), 2+len(publication.BureauRoute))
	var id publication.ID
	b.add(times[0], "stage standard catalogue", func(ctx context.Context) (err error) {
		id, err = b.stageStandard(ctx)
		return err
	})
	b.add(times[1], "submit standard catalogue", func(ctx context.Context) error {
		return b.Items.Submit(ctx, b.people["gongkai"].Actor(), id)
	})
	for i, step := range publication.BureauRoute {
		b.add(times[2+i], string(step.Stage)+" of standard catalogue", func(ctx context.Context) error {
			by := b.reviewer(step)
			it, err := b.Items.Item(ctx, by, id)
			if err != nil {
				return err
			}
			return b.Items.Decide(ctx, by, id, pass(step.Stage, it.Version.Digest()))
		})
	}
	// Who keeps what is left open until the work is divided.
	b.add(at(day(23), 9, 0), "nobody owes entries yet", func(ctx context.Context) error {
		for _, e := range catalog.Compulsory() {
			if err := b.Assignments.Assign(ctx, b.people["gongkai"], e.Code, 365, nil); err != nil {
				return err
			}
		}
		return nil
	})
	return b.planAssignments()
}

func (b *builder) stageStandard(ctx context.Context) (publication.ID, error) {
	by := b.people["gongkai"]
	var rows []catalog.EditionRow
	for _, e := range catalog.Compulsory() {
		rows = append(rows, e)
	}
	e, err := b.Editions.Stage(ctx, by, catalog.Proposal{
		Kind: catalog.Standard, Unit: int64(b.bureau.ID), Rows: rows,
		Basis: "教育部《义务教育领域基层政务公开标准指引》（教办厅〔2019〕6号）",
	})
	if err != nil {
		return 0, err
	}
	id, err := b.Items.Carry(ctx, by.Actor(), publication.ID(e.Item), publication.Version{
		Column: b.columns["compulsory"], Title: b.bureau.Name + e.Title(), Genre: "其他", Subject: "科技、教育／教育", Source: "办公室",
		Keywords: "基层政务公开 标准目录 义务教育", FormedOn: workday.NewDate(2020, time.March, 16),
		Summary: fmt.Sprintf("公布义务教育领域基层政务公开标准目录，共%d个事项，列明公开内容、依据、时限、主体和渠道。", e.Rows),
		Body: fmt.Sprintf("为推进义务教育领域政务公开标准化规范化，现公布《义务教育领域基层政务公开标准目录》第%d版，共%d个事项，自发布之日起执行。\n"+
			"调整依据：%s。\n目录与各单位公开的信息逐项对应，可以按事项查看。", e.No, e.Rows, e.Basis),
		Cargo: publication.Cargo{Ref: ref.To(catalog.EditionRef, e.ID), Rows: e.Rows, Root: e.Root},
	})
	if err != nil {
		return 0, err
	}
	return id, b.Editions.Attach(ctx, by.Actor(), e.ID, int64(id))
}

// planAssignments divides the entries among the units.
func (b *builder) planAssignments() error {
	rows, err := table("standard.txt", 3)
	if err != nil {
		return err
	}
	b.add(at(workday.NewDate(2026, time.January, 5), 10, 20), "entries are assigned", func(ctx context.Context) error {
		for _, row := range rows {
			days, err := strconv.Atoi(row[1])
			if err != nil {
				return fmt.Errorf("entry %s: %w", row[0], err)
			}
			units, err := b.owing(strings.Fields(row[2]))
			if err != nil {
				return fmt.Errorf("entry %s: %w", row[0], err)
			}
			if err := b.Assignments.Assign(ctx, b.people["bangongshi"], row[0], days, units); err != nil {
				return err
			}
		}
		return nil
	})
	return nil
}

// owing are the numbers of the units that a row names.
func (b *builder) owing(codes []string) ([]int64, error) {
	if i := slices.Index(codes, "校"); i >= 0 {
		codes = append(slices.Delete(codes, i, i+1), compulsoryStage...)
	}
	out := make([]int64, len(codes))
	for i, code := range codes {
		u := b.units[code]
		if u == nil {
			return nil, agency.ErrNoUnit
		}
		out[i] = int64(u.ID)
	}
	return out, nil
}
