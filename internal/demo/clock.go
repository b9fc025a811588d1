package demo

import (
	"sync"
	"time"

	"gongkai/internal/workday"
)

// Opening is the moment at which the demo is opened: 2026-11-20 08:30 in Beijing, a Friday.
func Opening() time.Time { return time.Date(2026, time.November, 20, 8, 30, 0, 0, workday.Beijing) }

// Clock is the demo's clock: it stands where it was set while the years are built, and runs afterwards. It is safe for
// concurrent use. The zero Clock stands at no time.
type Clock struct {
	mu    sync.RWMutex
	at    time.Time
	since time.Time // when it began to run in real time; zero while it stands
}

// Set stops the clock at t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = t, time.Time{}
}

// Run lets the clock run from base on.
func (c *Clock) Run(base time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = base, time.Now() //nolint:forbidigo // the demo's time is made of how much real time goes by
}

// Now returns the demo's time.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.since.IsZero() {
		return c.at
	}
	return c.at.Add(time.Since(c.since))
}
