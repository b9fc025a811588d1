package search

import "sync"

// recent remembers the newest of what was asked for, under keys whose values never change: at least half, at most as many as most
// says. It is safe for concurrent use.
type recent[K comparable, V any] struct {
	most int

	mu   sync.Mutex
	have map[K]V
	old  map[K]V
}

func newRecent[K comparable, V any](most int) *recent[K, V] {
	return &recent[K, V]{most: most, have: map[K]V{}}
}

func (r *recent[K, V]) get(key K) (v V, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, ok = r.have[key]; !ok {
		if v, ok = r.old[key]; ok {
			r.have[key] = v
		}
	}
	return v, ok
}

func (r *recent[K, V]) put(key K, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.have) >= r.most/2 {
		r.old, r.have = r.have, map[K]V{}
	}
	r.have[key] = v
}
