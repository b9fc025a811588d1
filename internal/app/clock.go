package app

import (
	"fmt"
	"sync"
	"time"

	"gongkai/internal/workday"
)

// jumpOver is by how much the clock may be set right without a word.
const jumpOver = 5 * time.Second

// clockWatch notices when somebody sets the machine's clock: publication dates and deadlines are told by it.
type clockWatch struct {
	mu   sync.Mutex
	off  time.Duration // of the clock from what has really passed, at the last look
	last string        // what is told of the last jump
}

// look compares what the clock says has passed since the start with what has, and returns by how much it was set since the last look, or 0.
func (c *clockWatch) look(now time.Time, said, passed time.Duration) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	by := said - passed - c.off
	if by.Abs() <= jumpOver {
		return 0 // small steps add up, and are told then
	}
	c.off += by
	way := "拨快"
	if by < 0 {
		way = "拨慢"
	}
	c.last = fmt.Sprintf("%s 发现被%s %.0f 秒", now.In(workday.Beijing).Format("2006-01-02 15:04"), way, by.Abs().Seconds())
	return by
}

// told is what the page 系统 says of the clock.
func (c *clockWatch) told() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last == "" {
		return "启动以来没有跳变"
	}
	return c.last + "，请核对时间"
}
