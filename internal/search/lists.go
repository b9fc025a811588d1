package search

import "sync"

// lists remembers the newest questions with the places of what was found, so that leafing through them asks the index once.
// It is forgotten whenever the index changes.
type lists struct {
	mu   sync.Mutex
	have map[string][]int64
	old  map[string][]int64
}

// maxLists is half of how many questions are remembered.
const maxLists = 256

func newLists() *lists { return &lists{have: map[string][]int64{}} }

func (l *lists) get(key string) ([]int64, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ids, ok := l.have[key]
	if !ok {
		if ids, ok = l.old[key]; ok {
			l.have[key] = ids
		}
	}
	return ids, ok
}

func (l *lists) put(key string, ids []int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.have) >= maxLists {
		l.old, l.have = l.have, map[string][]int64{}
	}
	l.have[key] = ids
}

func (l *lists) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.have, l.old = map[string][]int64{}, nil
}
