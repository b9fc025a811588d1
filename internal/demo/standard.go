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
	"gongkai/internal/workday"
)

// compulsoryStage are the schools of the demo that teach the years of compulsory education.
var compulsoryStage = strings.Fields("yizhong erzhong sanzhong sizhong wuzhong liuzhong qizhong bazhong jiuzhong shiyanzhong shiyanxiao yixiao erxiao sanxiao sixiao tejiao")

// planStandard sends the standard catalogue through the gate in 2020, and says in 2026 who owes what of it.
func (b *builder) planStandard() error {
	day := func(d int) workday.Date { return workday.NewDate(2020, time.March, d) }
	b.planEdition(edition{
		kind: catalog.Standard, unit: b.bureau.Code, writer: "gongkai", column: "compulsory", source: "办公室", first: day(16), last: day(20),
		basis: "教育部《义务教育领域基层政务公开标准指引》（教办厅〔2019〕6号）",
		rows: func() ([]catalog.EditionRow, error) {
			var rows []catalog.EditionRow
			for _, e := range catalog.Compulsory() {
				rows = append(rows, e)
			}
			return rows, nil
		},
	})
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
