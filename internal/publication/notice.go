package publication

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// NoticePeriod is a 公示期: for how long a list of persons is shown. The zero NoticePeriod says nothing, and has no end.
type NoticePeriod struct {
	Days     int  `json:",omitempty"` // after the day of release, which is not counted. law: 民法典 201
	Workdays bool `json:",omitempty"` // only 工作日 are counted
	Forever  bool `json:",omitempty"` // it is said to have no end: accounts and prices, no list of persons
}

// NoticeGenre is the genre that must say its period: it puts persons or decisions before the public for objections.
const NoticeGenre = "公示"

// WholeSociety is the usual 公开范围.
const WholeSociety = "面向全社会"

// maxNotice is the longest 公示期, in days.
const maxNotice = 366

// IsZero reports whether there is no period.
func (n NoticePeriod) IsZero() bool { return n == NoticePeriod{} }

// String says the period as people write it, "7日" or "5个工作日", or nothing.
func (n NoticePeriod) String() string {
	switch {
	case n.IsZero():
		return ""
	case n.Forever:
		return "长期"
	case n.Workdays:
		return fmt.Sprintf("%d个工作日", n.Days)
	}
	return fmt.Sprintf("%d日", n.Days)
}

// ParseNotice reads a period as people write it: "7日", "5个工作日", a number of days alone, or "长期".
func ParseNotice(s string) (NoticePeriod, error) {
	s = strings.NewReplacer(" ", "", "　", "", "个", "", "天", "日").Replace(s)
	switch s {
	case "":
		return NoticePeriod{}, nil
	case "长期":
		return NoticePeriod{Forever: true}, nil
	}
	word, workdays := strings.CutSuffix(s, "工作日")
	n := NoticePeriod{Workdays: workdays}
	if _, err := fmt.Sscanf(strings.TrimSuffix(word, "日")+" end", "%d end", &n.Days); err != nil || n.Days < 1 || n.Days > maxNotice {
		return NoticePeriod{}, ErrNotice.Say("公示期“%s”读不懂，应如 7日、5个工作日 或 长期，最长 %d 日。", s, maxNotice)
	}
	return n, nil
}

// End returns the last day of the period of what is released on a day, or no day.
func (n NoticePeriod) End(cal workday.Calendar, released workday.Date) workday.Date {
	switch {
	case n.Days == 0:
		return workday.Date{}
	case n.Workdays:
		return cal.Add(released, n.Days).Date
	}
	return released.AddDays(n.Days)
}

// What is refused about periods.
var (
	ErrNotice   = fault.New(fault.Invalid, "bad-notice-period", "公示期读不懂，应如 7日、5个工作日 或 长期。")
	errNotEnded = errors.New("the period of the notice has not ended")
)

// noticeIsOver is the reason in the log and on the stub.
const noticeIsOver = "公示期满，内容不再显示。"

// NoticeOver reports whether the period of what the public sees has passed on a day.
func (it *Item) NoticeOver(day workday.Date) bool {
	return it.IsPublic() && !it.NoticeEnds.IsZero() && day.After(it.NoticeEnds)
}

// expire takes a notice from the public after its period. The proof that it was published stays.
func (it *Item) expire(at time.Time, unitCode string) (act.Act, error) {
	if !it.NoticeOver(workday.DateOf(at)) {
		return act.Act{}, errNotEnded
	}
	return it.takeDown(act.System, at, unitCode, "expired", "publication.expire", Withdrawal{Title: it.Shown.Title, Reason: noticeIsOver, Over: true}), nil
}

// EndNotices takes every notice whose period has passed from the public, and returns how many.
func (s *Service) EndNotices(ctx context.Context) (int, error) {
	now := s.now()
	ids, err := s.store.NoticesEndedBefore(ctx, workday.DateOf(now))
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range ids {
		it, err := s.store.Item(ctx, id)
		if err != nil {
			return n, err
		}
		unit, err := s.unit(ctx, it.Unit)
		if err != nil {
			return n, err
		}
		err = s.store.Update(ctx, id, func(it *Item) (act.Act, error) { return it.expire(now, unit.Code) })
		if f, ok := fault.Of(err); errors.Is(err, errNotEnded) || ok && f.Kind == fault.Conflict {
			continue // another node or a person was faster; what is still due is seen at the next run
		}
		if err != nil {
			return n, fmt.Errorf("end notice %d: %w", id, err)
		}
		n++
	}
	return n, nil
}
