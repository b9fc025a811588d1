package demo

import (
	"context"

	"gongkai/internal/act"
	"gongkai/internal/catalog"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// planColumns enters the columns and the 权责清单.
func (b *builder) planColumns() error {
	b.add(at(firstDay, 0, 3), "columns", func(ctx context.Context) error {
		return catalog.AddUsual(func(c *catalog.Column) error {
			err := b.Columns.AddColumn(ctx, c, func() (act.Act, error) {
				return c.Added(act.System, b.Clock.Now(), int64(b.bureau.ID)), nil
			})
			b.columns[c.Code] = int64(c.ID)
			return err
		})
	})
	powers, err := table("powers.txt", 4)
	if err != nil {
		return err
	}
	for _, row := range powers {
		from, err := workday.ParseDate(row[0])
		if err != nil {
			return err
		}
		day := from
		if day.Before(firstDay) {
			day = firstDay
		}
		b.add(at(day, 9, 10), "power item "+row[2], func(ctx context.Context) error {
			p := &catalog.PowerItem{Unit: int64(b.bureau.ID), From: from, Category: catalog.Category(row[1]), Code: row[2], Name: row[3]}
			return b.Columns.AddPowerItem(ctx, p, func() (act.Act, error) {
				return act.New(act.System, b.Clock.Now(), "catalog.add-power-item", ref.To(catalog.PowerRef, p.ID), "", p.Name), nil
			})
		})
	}
	return nil
}
