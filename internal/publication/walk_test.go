package publication

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/act"
	"gongkai/internal/agency"
)

// Whatever people do, in whatever order, hand-overs and corrections among it: what is released was passed at each step, on
// exactly these words, by somebody who neither wrote on it nor took the step before. rapid finds the shortest way that breaks
// this; the many walks of TestManyWalks look further.
func TestNothingIsReleasedPastTheGate(t *testing.T) {
	t.Parallel()
	for name, route := range routes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			released := 0
			rapid.Check(t, func(t *rapid.T) {
				dice := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "dice") }
				n, err := walk(route, dice)
				if err != nil {
					t.Fatal(err)
				}
				released += n
			})
			if released == 0 {
				t.Error("no walk reached a release; the property was not tested")
			}
		})
	}
}

var routes = map[string]Route{"bureau": BureauRoute, "small": SmallRoute}

// TestManyWalks walks GONGKAI_WALKS times on each route, 10,000 if that is not set; make prove walks a million times.
func TestManyWalks(t *testing.T) {
	t.Parallel()
	walks := 10_000
	if s := os.Getenv("GONGKAI_WALKS"); s != "" {
		var err error
		if walks, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	for name, route := range routes {
		var released, left atomic.Int64
		left.Store(int64(walks))
		var wg sync.WaitGroup
		for worker := range runtime.GOMAXPROCS(0) {
			wg.Go(func() {
				rng := rand.New(rand.NewPCG(uint64(worker), rand.Uint64()))
				for left.Add(-1) >= 0 {
					n, err := walk(route, rng.IntN)
					if err != nil {
						t.Error(err)
						return
					}
					released.Add(int64(n))
				}
			})
		}
		wg.Wait()
		t.Logf("%s: %d walks, %d releases", name, walks, released.Load())
		if released.Load() == 0 {
			t.Error("no walk reached a release; the property was not tested")
		}
	}
}

// people are everybody in the unit: each holds every role, so that only the rules keep them apart.
var people = func() []*agency.Person {
	var out []*agency.Person
	for id := range int64(4) {
		out = append(out, person(act.Actor{Person: id + 1, Name: fmt.Sprint(id + 1), Unit: writer.Unit}, append(slices.Clone(every), agency.Writer)...))
	}
	return out
}()

var moves = []string{"edit", "submit", "submit", "submit", "pass", "pass", "pass", "pass", "pass", "pass", "pass", "pass", "return", "hand", "correct", "withdraw"}

// walk takes random steps and returns how often the item came out, or how it came out past the gate.
func walk(route Route, dice func(int) int) (released int, err error) {
	it := draft()
	wrote := map[int64]bool{it.Writer: true} // on the version in work
	passed := map[string][]int64{}           // by digest: who passed each step since the last submission
	for range 10 + dice(40) {
		p := people[dice(len(people))]
		by := p.Actor()
		digest := it.Version.Digest()
		switch moves[dice(len(moves))] {
		case "edit":
			if it.CanEdit(by) == nil {
				it.Version.Body = fmt.Sprintf("正文%d。", dice(3))
				screen(it)
				wrote[by.Person] = true
			}
		case "submit":
			if _, err := it.Submit(by, noon, route); err == nil {
				if by.Person != it.Writer {
					return released, fmt.Errorf("person %d submitted the draft of %d", by.Person, it.Writer)
				}
				passed = map[string][]int64{}
			}
		case "hand":
			to := people[dice(len(people))]
			if _, err := it.HandOver(p, to, noon, ""); err == nil && it.State != InReview {
				wrote[it.Writer] = true // the draft is in these hands now
			}
		case "correct":
			if _, err := it.Correct(p, noon, fmt.Sprintf("理由%d", dice(2))); err == nil {
				wrote = map[int64]bool{by.Person: true}
				screen(it)
			}
		case "withdraw":
			if _, err := it.Withdraw(p, noon, "jyj", Withdrawal{Reason: "有误"}); err == nil && it.IsPublic() {
				return released, fmt.Errorf("withdrawn and still public")
			}
		case "return":
			if _, err := it.Decide(by, p.Roles, noon, Decision{Opinion: "请改", Digest: digest}); err == nil {
				passed = map[string][]int64{}
			}
		case "pass":
			seen := []string{digest, digest, digest, "older"}[dice(4)]
			if _, err := it.Decide(by, p.Roles, noon, Decision{Pass: true, Basis: "不涉密", Digest: seen}); err != nil {
				continue
			}
			if seen != digest {
				return released, fmt.Errorf("passed what was not seen")
			}
			passed[digest] = append(passed[digest], by.Person)
			if it.Stage < len(it.Route) {
				if it.CanRelease() == nil {
					return released, fmt.Errorf("releasable at stage %d", it.Stage)
				}
				continue
			}
			if _, err := it.Release(by, noon, "jyj", "x"); err != nil {
				return released, fmt.Errorf("all steps are passed: %w", err)
			}
			if err := proper(passed[it.Shown.Digest()], wrote, route); err != nil {
				return released, err
			}
			released++
		}
		if it.State == Released && it.Shown.Digest() != it.Version.Digest() {
			return released, fmt.Errorf("the public sees another text than the one released")
		}
	}
	return released, nil
}

// proper returns what is wrong with who passed a released text.
func proper(who []int64, wrote map[int64]bool, route Route) error {
	if len(who) != len(route) {
		return fmt.Errorf("released after %d of %d steps", len(who), len(route))
	}
	for i, p := range who {
		if wrote[p] || i > 0 && who[i-1] == p {
			return fmt.Errorf("step %d passed by %d: %v, written by %v", i, p, who, wrote)
		}
	}
	return nil
}
