package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// firstReport is the year whose report is counted from the records here.
const firstReport = 2020

// planReports plans the report for 2020, and takes over those of the years between, which have no records here.
func (b *builder) planReports() error {
	sections, err := sections("reports.txt")
	if err != nil {
		return err
	}
	b.planBuilt(sections[firstReport])
	for _, y := range between {
		text, ok := sections[y.year]
		if !ok {
			return fmt.Errorf("report %d has no text", y.year)
		}
		saved := y.saved(text)
		b.add(at(y.stated, 16, 30), fmt.Sprintf("import report %d", y.year), func(ctx context.Context) error {
			saved.Unit, saved.Figures.Unit = int64(b.bureau.ID), int64(b.bureau.ID)
			return b.Reports.Import(ctx, act.System, saved)
		})
	}
	b.planAdjustment()
	return nil
}

// planAdjustment explains in 2026 why the request that the report of 2025 carried out is not among the records here.
func (b *builder) planAdjustment() {
	var proposed *report.Adjustment
	b.add(at(workday.NewDate(2026, time.March, 2), 9, 30), "propose adjustment", func(ctx context.Context) (err error) {
		proposed, err = b.Reports.ProposeAdjustment(ctx, b.people["bangongshi"], int64(b.bureau.ID), 2026, report.Adjusted{
			Applicant: request.Business, Difference: -1, Reason: "该件已于2025年12月30日答复送达，编报2025年度报告时漏记办结。",
		})
		return err
	})
	b.add(at(workday.NewDate(2026, time.March, 3), 10, 10), "sign adjustment", func(ctx context.Context) error {
		return b.Reports.SignAdjustment(ctx, b.people["gongkai"], proposed.ID)
	})
}

// planBuilt sends the report for 2020 through the gate in January 2021.
func (b *builder) planBuilt(text report.Sections) {
	day := func(d int) workday.Date { return workday.NewDate(firstReport+1, time.January, d) }
	title := fmt.Sprintf("濮阳市教育局%d年政府信息公开工作年度报告", firstReport)
	times := b.hours(day(20), day(25), 2+len(publication.BureauRoute))
	writer := func() act.Actor { return b.people["办公室"].Actor() }
	id := &b.result.Samples.Report
	b.result.Samples.ReportYear = firstReport
	b.add(times[0], "write report", func(ctx context.Context) (err error) {
		if err := b.Reports.Keep(ctx, b.people["办公室"], b.bureau, firstReport, "", text); err != nil {
			return err
		}
		*id, err = b.Reports.Load(ctx, b.people["办公室"], b.bureau, firstReport, publication.Version{
			Column: b.columns[string(catalog.Annual)],
			Title:  title, Genre: "报告", Subject: "科技、教育／教育", Source: "办公室", Keywords: "政府信息公开 年度报告", FormedOn: day(20),
			Summary: "公布濮阳市教育局2020年主动公开政府信息、办理政府信息公开申请、行政复议和行政诉讼以及存在问题和改进的情况。",
			Body: "根据《中华人民共和国政府信息公开条例》第四十九条、第五十条，现公布濮阳市教育局2020年政府信息公开工作年度报告。" +
				"统计期限自2020年1月1日起至2020年12月31日止。\n报告全文和数据表随本文一并公布。",
		})
		return err
	})
	b.add(times[1], "submit report", func(ctx context.Context) error { return b.Items.Submit(ctx, writer(), *id) })
	for i, step := range publication.BureauRoute {
		b.add(times[2+i], string(step.Stage)+" of report", func(ctx context.Context) error {
			by := b.reviewer(step)
			it, err := b.Items.Item(ctx, by, *id)
			if err != nil {
				return err
			}
			return b.Items.Decide(ctx, by, *id, pass(step.Stage, it.Version.Digest()))
		})
	}
}

// sections reads the texts of the reports: a year, and the parts with a title each.
func sections(name string) (map[int]report.Sections, error) {
	raw, err := content.ReadFile("content/" + name)
	if err != nil {
		return nil, err
	}
	out := map[int]report.Sections{}
	for _, block := range strings.Split("\n"+string(raw), "\n== ")[1:] {
		head, rest, _ := strings.Cut(block, "\n")
		var year int
		if _, err := fmt.Sscan(head, &year); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", name, head, err)
		}
		part := map[string]string{}
		for _, p := range strings.Split("\n"+rest, "\n-- ")[1:] {
			title, text, _ := strings.Cut(p, "\n")
			part[strings.TrimSpace(title)] = strings.TrimSpace(text)
		}
		out[year] = report.Sections{Overview: part["总体情况"], Problems: part["问题和改进"], Others: part["其他"]}
	}
	return out, nil
}

// past is a year between: what its report counted. All of it is made up.
type past struct {
	year                  int
	stated                workday.Date
	made, repealed, valid int64
	licences, penalties   int64
	fees                  int64 // in 分
	in                    [6]int64
	received              [6]int64 // by kind of applicant
	out                   [6]int64
	results               map[string][6]int64
	review                [5]int64
}

// between are the reports of 2021 to 2025. What a year carries out the next carries in; what was valid, less what was
// repealed and more what was made, is valid.
var between = []past{
	{
		year: 2021, stated: workday.NewDate(2022, 1, 21), made: 2, valid: 2, licences: 864, penalties: 0, fees: 1265000000,
		received: [6]int64{4, 1}, out: [6]int64{1},
		results: map[string][6]int64{"granted": {2, 1}, "unable_not_held": {1}},
	},
	{
		year: 2022, stated: workday.NewDate(2023, 1, 18), made: 1, valid: 3, licences: 912, penalties: 1, fees: 1190500000,
		in: [6]int64{1}, received: [6]int64{5}, results: map[string][6]int64{"granted": {3}, "partial": {1}, "unable_not_held": {1}, "rejected_petition": {1}},
	},
	{
		year: 2023, stated: workday.NewDate(2024, 1, 24), made: 2, repealed: 1, valid: 4, licences: 948, penalties: 2, fees: 1312000000,
		received: [6]int64{6, 2}, out: [6]int64{1, 1},
		results: map[string][6]int64{"granted": {3, 1}, "denied_process": {1}, "unable_not_existing": {1}},
		review:  [5]int64{1, 0, 0, 0, 1},
	},
	{
		year: 2024, stated: workday.NewDate(2025, 1, 22), made: 1, repealed: 1, valid: 4, licences: 887, penalties: 3, fees: 1288000000,
		in: [6]int64{1, 1}, received: [6]int64{7, 1}, out: [6]int64{2},
		results: map[string][6]int64{"granted": {4, 1}, "partial": {0, 1}, "denied_third_party": {1}, "other_no_correction": {1}},
	},
	{
		year: 2025, stated: workday.NewDate(2026, 1, 23), made: 2, repealed: 1, valid: 5, licences: 905, penalties: 2, fees: 1274500000,
		in: [6]int64{2}, received: [6]int64{6, 1}, out: [6]int64{0, 1},
		results: map[string][6]int64{"granted": {5}, "unable_not_held": {2}, "rejected_repeat": {1}},
	},
}

// saved is the report as it is taken over.
func (y past) saved(text report.Sections) *report.Saved {
	f := report.FormatOf(y.year)
	a := &report.Annual{
		Agency: "濮阳市教育局", Year: y.year, Format: f, Sections: text,
		Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{}, Fields: map[string]int64{},
	}
	for _, row := range report.Table2(f, report.Settings{}) {
		a.Table2[row.Key] = make([]int64, len(row.Queries))
	}
	a.Table2["normative"] = []int64{y.made, y.repealed, y.valid}
	a.Table2["licensing"][0], a.Table2["punishment"][0], a.Table2["fees"][0] = y.licences, y.penalties, y.fees
	var total [6]int64
	for _, v := range y.results {
		for i := range v {
			total[i] += v[i]
		}
	}
	for _, row := range report.Table3(f) {
		a.Table3[row.Key] = summed(y.results[row.Key])
	}
	a.Table3["new_received"], a.Table3["carried_in"] = summed(y.received), summed(y.in)
	a.Table3["total"], a.Table3["carried_out"] = summed(total), summed(y.out)
	for _, block := range report.Table4() {
		a.Table4[block.Key] = [5]int64{}
	}
	a.Table4["review"] = y.review
	return &report.Saved{Year: y.year, Stated: y.stated, Sections: text, Figures: a}
}

func summed(v [6]int64) [7]int64 {
	return [7]int64{v[0], v[1], v[2], v[3], v[4], v[5], v[0] + v[1] + v[2] + v[3] + v[4] + v[5]}
}
