package app

import (
	"strings"
	"testing"
	"time"
)

func TestAClockThatIsSetIsNoticed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 0, 30, 0, 0, time.UTC)
	var c clockWatch
	if !strings.Contains(c.told(), "没有跳变") {
		t.Error(c.told())
	}
	for i, step := range []struct {
		said, passed, want time.Duration
		told               string
	}{
		{10 * time.Second, 10 * time.Second, 0, "没有跳变"},
		{24 * time.Second, 20 * time.Second, 0, "没有跳变"},                                  // set right by a little
		{36 * time.Second, 30 * time.Second, 6 * time.Second, "拨快 6 秒"},                  // and a little more
		{46 * time.Second, 40 * time.Second, 0, "拨快 6 秒"},                                // told once
		{46*time.Second - time.Hour, 50 * time.Second, -3610 * time.Second, "拨慢 3610 秒"}, // back by an hour
		{56*time.Second - time.Hour, 60 * time.Second, 0, "拨慢 3610 秒"},
	} {
		if got := c.look(now, step.said, step.passed); got != step.want || !strings.Contains(c.told(), step.told) {
			t.Errorf("step %d: %v, %s; want %v, %s", i, got, c.told(), step.want, step.told)
		}
	}
}
