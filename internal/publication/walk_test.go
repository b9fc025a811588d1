package publication

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/act"
)

// Whatever people do, in whatever order: what is released was passed at each step, on exactly these words, by somebody
// who neither wrote it nor took the step before.
func TestNothingIsReleasedPastTheGate(t *testing.T) {
	t.Parallel()
	for name, route := range map[string]Route{"bureau": BureauRoute, "small": SmallRoute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			released := 0
			rapid.Check(t, func(t *rapid.T) {
				for range 8 { // some 15,000 steps in all on each route
					if walk(t, route) {
						released++
					}
				}
			})
			if released == 0 {
				t.Error("no walk reached a release; the property was not tested")
			}
		})
	}
}

// walk takes random steps and reports whether the item came out.
func walk(t *rapid.T, route Route) bool {
	it := draft()
	var seen string                // the digest that reviewers have on their screens
	passed := map[string][]int64{} // by digest: who passed each step since the last submission
	for range rapid.IntRange(1, 40).Draw(t, "length") {
		person := rapid.Int64Range(1, 4).Draw(t, "person")
		by := act.Actor{Person: person, Name: fmt.Sprint(person), Unit: writer.Unit}
		digest := it.Version.Digest()
		switch rapid.SampledFrom([]string{"edit", "submit", "submit", "pass", "pass", "pass", "pass", "pass", "pass", "return"}).Draw(t, "what") {
		case "edit":
			if it.CanEdit(by) == nil {
				it.Version.Body = fmt.Sprintf("正文%d。", rapid.IntRange(1, 3).Draw(t, "body"))
				screen(it)
			}
		case "submit":
			if _, err := it.Submit(by, noon, route); err == nil {
				if person != writer.Person {
					t.Fatal("somebody else submitted the draft")
				}
				seen = rapid.SampledFrom([]string{digest, digest, digest, "older"}).Draw(t, "seen")
				passed = map[string][]int64{}
			}
		case "return":
			if _, err := it.Decide(by, every, noon, Decision{Opinion: "请改", Digest: digest}); err == nil {
				passed = map[string][]int64{}
			}
		case "pass":
			if _, err := it.Decide(by, every, noon, Decision{Pass: true, Basis: "不涉密", Digest: seen}); err != nil {
				seen = digest // look again
				continue
			}
			passed[digest] = append(passed[digest], person)
			if it.Stage < len(it.Route) {
				if it.CanRelease() == nil {
					t.Fatalf("releasable at stage %d", it.Stage)
				}
				continue
			}
			if _, err := it.Release(by, noon, "jyj", "x"); err != nil {
				t.Fatalf("all steps are passed: %v", err)
			}
			who := passed[it.Version.Digest()]
			if len(who) != len(route) {
				t.Fatalf("released after %d of %d steps", len(who), len(route))
			}
			for i, p := range who {
				if p == writer.Person || i > 0 && who[i-1] == p {
					t.Fatalf("step %d passed by %d: %v", i, p, who)
				}
			}
			return true
		}
	}
	return false
}
