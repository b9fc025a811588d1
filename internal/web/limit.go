package web

import (
	"net/netip"
	"sync"
	"time"
)

// Limiter counts what comes from each network address in a span of time, on this node. It is safe for concurrent use.
type Limiter struct {
	most int
	per  time.Duration

	mu    sync.Mutex
	began time.Time
	taken map[string]int
}

// NewLimiter lets so many through from an address in each span.
func NewLimiter(most int, per time.Duration) *Limiter { return &Limiter{most: most, per: per} }

// Take reports whether one more may come from an address, and counts it. Where the address is not known everything may come.
func (l *Limiter) Take(address string, now time.Time) bool {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return true
	}
	key := ip.Unmap().String()
	if ip.Unmap().Is6() { // the network that one site has
		if p, err := ip.WithZone("").Prefix(64); err == nil {
			key = p.String()
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.taken == nil || now.Sub(l.began) >= l.per || now.Before(l.began) {
		l.began, l.taken = now, map[string]int{}
	}
	if l.taken[key] >= l.most {
		return false
	}
	l.taken[key]++
	return true
}
