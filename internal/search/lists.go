package search

import "sync"

// lists remembers the newest questions with the places of what was found, so that leafing through them asks the index once.
// It is forgotten whenever the index changes.
type lists struct {
	mu    sync.Mutex
	have  map[string][]int64
	old   map[string][]int64
	state uint64 // grows with each change
}

// maxLists is half of how many questions are remembered.
const maxLists = 256

func newLists() *lists { return &lists{have: map[string][]int64{}} }

// get returns what was found for a question, and the state of the index by which to remember what will be.
func (l *lists) get(key string) (ids []int64, ok bool, state uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ids, ok = l.have[key]; !ok {
		if ids, ok = l.old[key]; ok {
			l.have[key] = ids
		}
	}
	return ids, ok, l.state
}

// put remembers what was found, unless the index has changed since.
func (l *lists) put(key string, ids []int64, state uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state != state {
		return
	}
	if len(l.have) >= maxLists {
		l.old, l.have = l.have, map[string][]int64{}
	}
	l.have[key] = ids
}

func (l *lists) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.have, l.old, l.state = map[string][]int64{}, nil, l.state+1
}
