package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai/internal/workday"
)

// agenda is what people will do and when. It is written first and walked afterwards, so that the clock only moves forwards
// and the work of many people runs side by side, as in an office.
type agenda struct{ entries []entry }

type entry struct {
	at   time.Time
	what string // for errors
	do   func(ctx context.Context) error
}

func (a *agenda) add(at time.Time, what string, do func(ctx context.Context) error) {
	a.entries = append(a.entries, entry{at, what, do})
}

// walk does everything in the order of its time.
func (a *agenda) walk(ctx context.Context, clock *Clock) error {
	slices.SortStableFunc(a.entries, func(x, y entry) int { return x.at.Compare(y.at) })
	for _, e := range a.entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		clock.Set(e.at)
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("demo: %s, %s: %w", e.at.In(workday.Beijing).Format("2006-01-02 15:04"), e.what, err)
		}
	}
	return nil
}

// at returns a time of a day in Beijing.
func at(d workday.Date, hour, minute int) time.Time {
	return d.Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// slots are when steps of one day are taken, in minutes after 8:00: none before the office opens, none at noon.
var slots = [...]int{35, 110, 185, 400, 470, 540}

// hours spreads n steps, six at most, over the working days from first to last, in office hours and in order.
func (b *builder) hours(first, last workday.Date, n int) []time.Time {
	var days []workday.Date
	for d := b.cal.Next(first); !d.After(last); d = b.cal.Next(d.AddDays(1)) {
		days = append(days, d)
	}
	if len(days) == 0 {
		days = []workday.Date{b.cal.Next(last)}
	}
	out := make([]time.Time, n)
	for i := range out {
		day := days[0]
		if n > 1 {
			day = days[i*(len(days)-1)/(n-1)]
		}
		out[i] = at(day, 8, slots[i]+b.rnd.IntN(20))
	}
	return out
}
