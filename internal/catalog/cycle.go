package catalog

import (
	"gongkai/internal/law"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// UpdateRule is the duty to keep a column fresh. No law sets it but the indicators by which sites are inspected
// (国办秘函〔2019〕19号), and the agency itself: it is counted in days of the calendar by the column's own cycle.
const UpdateRule law.RuleName = "column-update"

// CycleRef is the register of the cycles: each is owed once.
const CycleRef ref.Kind = "column-cycle"

// Updated is the effect of an act after which a column is fresh: what was owed for it is met, and the next cycle begins. Without
// evidence nothing was published: the cycle itself is new, and what was owed under the old one is cancelled.
type Updated struct {
	Column   ColumnID
	Title    string
	Unit     int64
	On, Due  workday.Date // Due is zero where nothing is owed from now on
	Evidence ref.Ref
}

// Effect marks it.
func (Updated) Effect() {}

// Updated says what follows when the column is updated on a day. bureau owes for what nobody else keeps.
func (c *Column) Updated(on workday.Date, bureau int64, evidence ref.Ref) Updated {
	u := Updated{Column: c.ID, Title: "更新栏目：" + c.Name, Unit: c.Owner, On: on, Evidence: evidence}
	if u.Unit == 0 {
		u.Unit = bureau
	}
	if c.CycleDays > 0 {
		u.Due = on.AddDays(c.CycleDays)
	}
	return u
}
