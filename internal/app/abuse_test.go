package app

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// abuse is something hostile that is done to the product, and what must come of it. Each has the number it has among the promises.
type abuse struct {
	name      string                      // of the test
	show      func(t *testing.T, s *site) // does it to a demo of its own, and looks; nil: see the other two
	elsewhere []string                    // tests that show it, where one demo is not enough
	later     string                      // what it comes with
	configure func(*Config)               // of the demo; may be nil
}

var abuses = []abuse{
	{name: "D01-score-enumeration", later: "成绩查询"},
	{name: "D02-score-oracle", later: "成绩查询"},
	{name: "D03-score-replay", later: "成绩查询"},
	{name: "D04-score-cache", later: "成绩查询"},
	{name: "D05-score-import", later: "成绩查询"},
	{name: "D06-tracking-idor", show: othersRequestsStayShut},
	{name: "D07-request-duplicate", show: onceFiledIsOnce},
	{name: "D08-request-crash", elsewhere: []string{"TestNothingAcknowledgedIsLost"}},
	{name: "D09-request-text", show: oddTextIsText},
	{name: "D10-upload-zip-bomb", show: bombsAreRefused},
	{name: "D11-upload-xxe", show: entitiesAreRefused},
	{name: "D12-upload-macro", show: macrosAreRefused},
	{name: "D13-upload-svg", show: drawingsNeverRun},
	{name: "D14-upload-name", show: namesAreData},
	{name: "D15-pii-scan", show: hiddenNumbersAreFound},
	{name: "D16-pii-expiry", show: noticesEnd},
	{name: "D17-publish-crash", elsewhere: []string{"TestNothingAcknowledgedIsLost", "TestFaultsWhileServing"}},
	{name: "D18-publish-self", show: nobodyPassesTheirOwn},
	{name: "D19-publish-backdate", show: backdatingIsFound},
	{name: "D20-log-tamper", elsewhere: []string{"TestVerifyNamesWhatIsWrong", "TestVerifyComparesEveryRowWithItsRoot", "TestThePublicLogIsCheckedFromOutside"}},
	{name: "D21-xss-paste", show: pastedScriptsAreGone},
	{name: "D22-csrf-publish", show: otherSitesChangeNothing},
	{name: "D23-login-fixation", show: chosenSessionsAreWorthless},
	{name: "D24-clickjacking", show: nothingIsFramed},
	{name: "D25-open-redirect", show: redirectsStayHere},
	{name: "D26-proxy-xff", show: forwardedAddressesAreNotBelieved},
	{name: "D27-ssrf-linkcheck", later: "网站巡检"},
	{name: "D28-export-formula", show: exportsHoldNoFormula},
	{name: "D29-export-push", show: deliveriesTakeEffectOnce, configure: func(c *Config) { c.Credit.Timeout = duration(200 * time.Millisecond) }},
	{name: "D30-backup-restore", elsewhere: []string{"TestBackupUnderLoadRestoresEqual", "TestOneWrongBitIsRefused"}},
}

// TestAbuseCases does what it can to a demo, and afterwards the demo stands as before: the same process, answering, its books in order, and no
// number of a natural person in any log.
func TestAbuseCases(t *testing.T) {
	t.Parallel()
	for _, x := range abuses {
		if x.show == nil {
			continue
		}
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			configure := x.configure
			if configure == nil {
				configure = func(*Config) {}
			}
			s := visitDemoWith(t, configure)
			x.show(t, s)
			s.unharmed(t)
		})
	}
}

// unharmed fails unless a site is as well as before anybody came.
func (s *site) unharmed(t *testing.T) {
	t.Helper()
	began := time.Now()
	if status, body := s.get(t, "/healthz"); status != http.StatusOK || body != "ok\n" || time.Since(began) > time.Second {
		t.Errorf("the site says %d %q of its health after %v", status, body, time.Since(began))
	}
	if status, _ := s.get(t, "/"); status != http.StatusOK {
		t.Errorf("the first page: %d", status)
	}
	keptBy(t, s.cfg).sound(t)
	s.current.Load().access.Flush()
	access, err := os.ReadFile(filepath.Join(s.cfg.Dir, "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	for name, log := range map[string]string{"the log": s.log.String(), "the access log": string(access)} {
		if n := identityNumbers([]byte(log)); len(n) > 0 {
			t.Errorf("%s holds %d identity numbers", name, len(n))
		}
		for _, bad := range []string{"panic", "goroutine "} {
			if strings.Contains(log, bad) {
				t.Errorf("%s tells of a %s: %s", name, bad, log[strings.Index(log, bad):])
			}
		}
	}
}

// TestAbuseCasesAreCounted says aloud what of the thirty is shown and what the others wait for.
func TestAbuseCasesAreCounted(t *testing.T) {
	t.Parallel()
	tests := testNames(t)
	shown, later := 0, map[string][]string{}
	var order []string
	for i, x := range abuses {
		number, _, _ := strings.Cut(x.name, "-")
		if want := fmt.Sprintf("D%02d", i+1); number != want {
			t.Errorf("%s stands where %s should", x.name, want)
		}
		for _, name := range x.elsewhere {
			if !tests[name] {
				t.Errorf("%s is shown by %s, which there is not", x.name, name)
			}
		}
		if (x.show != nil || len(x.elsewhere) > 0) == (x.later != "") {
			t.Errorf("%s is either shown or comes later", x.name)
		}
		if x.later == "" {
			shown++
			continue
		}
		if later[x.later] == nil {
			order = append(order, x.later)
		}
		later[x.later] = append(later[x.later], x.name)
	}
	if len(abuses) != 30 {
		t.Errorf("%d cases, there are 30", len(abuses))
	}
	line := fmt.Sprintf("abuse cases: %d shown, %d come later:", shown, len(abuses)-shown)
	for _, with := range order {
		line += fmt.Sprintf(" with %s %s;", with, strings.Join(later[with], ", "))
	}
	fmt.Println(strings.TrimSuffix(line, ";"))
}

// testNames are the tests of this package.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if rest, ok := strings.CutPrefix(line, "func Test"); ok {
				name, _, _ := strings.Cut(rest, "(")
				out["Test"+name] = true
			}
		}
	}
	return out
}
