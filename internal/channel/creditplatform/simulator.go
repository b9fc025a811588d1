package creditplatform

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
)

// Simulator is a credit platform for the demo and for tests: it accepts each key once, and can be told to misbehave.
// It keeps digests and receipts, never the records. It is safe for concurrent use.
type Simulator struct {
	token string

	mu       sync.Mutex
	accepted map[string]receipt
	earlier  int // receipts given before this simulator began
	refuse   func(key string, fields map[string]string) (code, message string)
	lose     int // so many further calls take effect but are not answered
	down     int // so many further calls do not take effect at all
	repeats  int // records that came again
}

type receipt struct{ no, digest string }

// NewSimulator returns a platform that accepts everything well formed from whoever has the token.
func NewSimulator(token string) *Simulator {
	return &Simulator{token: token, accepted: map[string]receipt{}}
}

// Refuse makes the platform ask fn about every new record; a code other than "" refuses it.
func (s *Simulator) Refuse(fn func(key string, fields map[string]string) (code, message string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = fn
}

// GoOnAfter makes receipts go on after the n that an earlier simulator gave, whose records this one does not know.
func (s *Simulator) GoOnAfter(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.earlier = n
}

// LoseAnswers makes the next n calls take effect without an answer: the sender waits until it gives up.
func (s *Simulator) LoseAnswers(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lose = n
}

// BeDown makes the next n calls fail with 503.
func (s *Simulator) BeDown(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = n
}

// Count returns how many records took effect, and how many came again and did not.
func (s *Simulator) Count() (accepted, repeats int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.accepted), s.repeats
}

// ServeHTTP takes a Submission.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.Header.Get("Authorization") != "Bearer "+s.token {
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return
	}
	var sub Submission
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<20)).Decode(&sub); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	reply, answer, up := s.take(sub)
	switch {
	case !up:
		http.Error(w, "unavailable", http.StatusServiceUnavailable)
	case !answer:
		<-r.Context().Done() // the sender has given up
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(reply) // the sender will ask again
	}
}

func (s *Simulator) take(sub Submission) (reply Reply, answer, up bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down > 0 {
		s.down--
		return reply, false, false
	}
	for _, rec := range sub.Records {
		reply.Results = append(reply.Results, s.takeOne(rec))
	}
	if s.lose > 0 {
		s.lose--
		return reply, false, true
	}
	return reply, true, true
}

func (s *Simulator) takeOne(rec Record) Result {
	sum := sha256.Sum256(rec.Fields)
	digest := hex.EncodeToString(sum[:])
	if was, ok := s.accepted[rec.Key]; ok {
		s.repeats++
		if was.digest != digest {
			return Result{Key: rec.Key, Code: "1009", Message: "同一主键已有不同内容"}
		}
		return Result{Key: rec.Key, Accepted: true, Receipt: was.no}
	}
	var fields map[string]string
	if err := json.Unmarshal(rec.Fields, &fields); err != nil || rec.Key == "" {
		return Result{Key: rec.Key, Code: "1000", Message: "报文格式错误"}
	}
	if s.refuse != nil {
		if code, message := s.refuse(rec.Key, fields); code != "" {
			return Result{Key: rec.Key, Code: code, Message: message}
		}
	}
	no := fmt.Sprintf("XK%08d", s.earlier+len(s.accepted)+1)
	s.accepted[rec.Key] = receipt{no, digest}
	return Result{Key: rec.Key, Accepted: true, Receipt: no}
}
