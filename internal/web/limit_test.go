package web

import (
	"testing"
	"time"
)

func TestLimiterCountsByAddress(t *testing.T) {
	t.Parallel()
	l, now := NewLimiter(2, time.Hour), time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for i, step := range []struct {
		address string
		at      time.Duration
		want    bool
	}{
		{"10.0.0.1", 0, true},
		{"10.0.0.1", time.Minute, true},
		{"::ffff:10.0.0.1", time.Minute, false},
		{"10.0.0.2", time.Minute, true},
		{"2001:db8::1", time.Minute, true},
		{"2001:db8::2", time.Minute, true},
		{"2001:db8::3%eth0", time.Minute, false},
		{"2001:db8:0:1::1", time.Minute, true},
		{"", time.Minute, true},
		{"", time.Minute, true},
		{"", time.Minute, true},
		{"10.0.0.1", 59 * time.Minute, false},
		{"10.0.0.1", time.Hour, true},
		{"10.0.0.1", -time.Hour, true},
	} {
		if got := l.Take(step.address, now.Add(step.at)); got != step.want {
			t.Errorf("step %d, %s: %v", i, step.address, got)
		}
	}
}
