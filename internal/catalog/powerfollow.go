package catalog

import (
	"fmt"

	"gongkai/internal/workday"
)

// PowersReleased is the effect of the release of a 权责清单: the register that table 二 counts follows the list.
type PowersReleased struct {
	Unit  int64
	On    workday.Date
	Items []PowerItem // what is exercised under the new list; From and To are not set
}

// Effect marks it.
func (PowersReleased) Effect() {}

// released is what follows for the register from the release of an edition. 暂停 is not exercised and not counted.
func (e *Edition) released(on workday.Date) (PowersReleased, error) {
	powers, err := PowersOf(e)
	if err != nil {
		return PowersReleased{}, fmt.Errorf("powers of edition %d: %w", e.ID, err)
	}
	out := PowersReleased{Unit: e.Unit, On: on}
	for _, p := range powers {
		if p.State != PowerPaused {
			out.Items = append(out.Items, PowerItem{Unit: e.Unit, Code: p.Code, Name: p.Title(), Category: p.Kind.Category()})
		}
	}
	return out, nil
}

// PowerChanges is what the register has to change.
type PowerChanges struct{ Begun, Renamed, Ended []PowerItem }

// Follow compares the items in force with the list. A code that is new begins on the day of the release, one that is gone ends on
// it, a name follows. An item of another category ends and begins anew, so that the figures of years gone by stay.
func (r PowersReleased) Follow(current []PowerItem) PowerChanges {
	var out PowerChanges
	had, kept := map[string]PowerItem{}, map[string]bool{}
	for _, p := range current {
		had[p.Code] = p
	}
	for _, p := range r.Items {
		was, found := had[p.Code]
		if found && was.Category == p.Category {
			kept[p.Code] = true
			if was.Name != p.Name {
				was.Name = p.Name
				out.Renamed = append(out.Renamed, was)
			}
			continue
		}
		p.Unit, p.From = r.Unit, r.On
		out.Begun = append(out.Begun, p)
	}
	for _, p := range current {
		if !kept[p.Code] {
			p.To = r.On
			out.Ended = append(out.Ended, p)
		}
	}
	return out
}

// RegisterDiffers returns in what the register of a unit's items differs from its list that is in force. A list that cannot be read has been
// told of by Differences.
func (e *Edition) RegisterDiffers(current []PowerItem) (out []string) {
	list, err := e.released(workday.Date{})
	if err != nil {
		return nil
	}
	say := func(items []PowerItem, what string) {
		for _, p := range items {
			out = append(out, fmt.Sprintf("权责清单事项 %s（%s）%s，可能被改动过", p.Code, p.Name, what))
		}
	}
	changes := list.Follow(current)
	say(changes.Begun, "不在在用事项的登记里，或者类别与现行清单不一致")
	say(changes.Renamed, "登记的名称与现行清单不一致")
	say(changes.Ended, "登记为在用，现行清单中没有这个事项或者是另一类别")
	return out
}
