package app

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/act"
	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/law"
	"gongkai/internal/ledger"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

// TestDemoReportEqualsTheSource is the purpose of it all: the figures of a real bureau's year, counted from records.
func TestDemoReportEqualsTheSource(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := ""
			if engine == "postgres" {
				url = storetest.PostgresURL(t)
			}
			s := startDemo(t, url)
			reportEqualsSource(t, s)
			everyLicenceIsDelivered(t, s)
			everyLicenceSaysSo(t, s)
			figureOpens(t, s)
			for _, log := range ledger.Logs {
				if _, err := s.app.DB.VerifyLedger(t.Context(), log); err != nil {
					t.Errorf("verify %s: %v", log, err)
				}
			}
		})
	}
}

func reportEqualsSource(t *testing.T, s *site) {
	t.Helper()
	type tables struct {
		Table2 map[string]any
		Table3 map[string]any
		Table4 map[string]any
	}
	var want, got tables
	b, err := os.ReadFile("testdata/report-2020.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	status, body := s.get(t, "/reports/2020/report.json")
	if status != http.StatusOK {
		t.Fatalf("report.json: %d", status)
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report of 2020 (-source +ours):\n%s", diff)
	}
}

// TestOurFiguresAreTheSources holds our own expected values against the published report, where that is at hand.
func TestOurFiguresAreTheSources(t *testing.T) {
	t.Parallel()
	if !storetest.Required("corpus") {
		t.Skip("the corpus is not asked for")
	}
	type tables struct{ Table2, Table3, Table4 map[string]any }
	read := func(name string) (v tables) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	source, ours := read("../../../shared/corpus/annual-reports/puyang-jyj-2020.json"), read("testdata/report-2020.json")
	source.Table4["review"] = []any{0.0, 0.0, 0.0, 0.0, 0.0} // blank in the source, which is its fault
	if diff := cmp.Diff(source, ours); diff != "" {
		t.Errorf("expected values (-source +ours):\n%s", diff)
	}
}

func everyLicenceIsDelivered(t *testing.T, s *site) {
	t.Helper()
	tally, err := s.app.DB.Tally(t.Context(), law.LicencePublicity, 0, workday.NewDate(2020, 1, 1), workday.NewDate(2020, 12, 31), workday.NewDate(2021, 1, 31))
	if err != nil {
		t.Fatal(err)
	}
	if tally.All != 900 || tally.OnTime != 900 || tally.Open != 0 {
		t.Errorf("licences of 2020: %+v, want 900 on time", tally)
	}
	accepted, _ := s.platform.Count()
	counts, err := s.app.DB.CountDeliveries(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	delivered := 0
	for _, c := range counts {
		if c.State == "delivered" {
			delivered += c.N
		}
	}
	if accepted != delivered || delivered < 900 {
		t.Errorf("platform accepted %d, we hold %d receipts", accepted, delivered)
	}
	_, page := s.get(t, "/credit?from=2020-01-01&to=2020-12-31")
	if !strings.Contains(page, "符合条件 900 件") {
		t.Error("the public table of 2020 does not show 900 decisions")
	}
	if m := regexp.MustCompile(`\d{17}[\dX]`).FindAllString(strings.ReplaceAll(page, "00000000000000000X", ""), -1); len(m) > 0 && !strings.Contains(page, m[0]+"<") {
		t.Errorf("something like an identity number is public: %d", len(m))
	}
}

// everyLicenceSaysSo reads the same as the public and the inspector do: 900 rows, each reported in time by its own page, as
// many receipts at the desk as the platform gave.
func everyLicenceSaysSo(t *testing.T, s *site) {
	t.Helper()
	const year = "from=2020-01-01&to=2020-12-31"
	_, file := s.get(t, "/credit.csv?"+year)
	rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil || len(rows) != 1+900 {
		t.Errorf("credit.csv of 2020: %d lines, %v", len(rows), err)
	}
	link := regexp.MustCompile(`href="(/licences/\d+)"`)
	seen := map[string]bool{}
	for page, more := 1, true; more; page++ {
		_, body := s.get(t, fmt.Sprintf("/credit?%s&page=%d", year, page))
		more = false
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				continue
			}
			seen[m[1]], more = true, true
			if _, licence := s.get(t, m[1]); !strings.Contains(licence, "已报送") || strings.Contains(licence, "迟于期限") {
				t.Errorf("%s is not reported in time", m[1])
			}
		}
	}
	if len(seen) != 900 {
		t.Errorf("%d licences of 2020 open", len(seen))
	}
	if _, body := s.get(t, "/reports/2020/records/field.on-time"); !strings.Contains(body, "900 件") && !strings.Contains(body, "900 条") {
		t.Error("the records behind “on time” are not 900")
	}
	accepted, _ := s.platform.Count()
	s.as(t, "检查员").get("/desk/deliveries").shows(fmt.Sprintf(">%d<", accepted))
}

func figureOpens(t *testing.T, s *site) {
	t.Helper()
	_, page := s.get(t, "/reports/2020")
	if !strings.Contains(page, `href="/reports/2020/records/table2.licensing.2"`) {
		t.Error("the figure 900 has no link")
	}
	status, records := s.get(t, "/reports/2020/records/table2.licensing.2")
	if status != http.StatusOK || !strings.Contains(records, "900") || !strings.Contains(records, `href="/licences/`) {
		t.Errorf("records behind 900: status %d", status)
	}
	status, empty := s.get(t, "/reports/2020/records/table3.granted.natural")
	if status != http.StatusOK || !strings.Contains(empty, "没有记录") {
		t.Errorf("records behind 0: status %d", status)
	}
	if status, _ := s.get(t, "/reports/2020/records/table2.nothing.9"); status != http.StatusNotFound {
		t.Errorf("records of no cell: status %d", status)
	}
}

// TestPublishedReportStaysAsSigned enters a penalty of 2020 long after that year's report: the public report is what was
// signed, its records say what came since, and the desk warns.
func TestPublishedReportStaysAsSigned(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u, err := s.app.DB.UnitByCode(t.Context(), "jyj")
	if err != nil {
		t.Fatal(err)
	}
	by := act.Actor{Person: 1, Name: "补录", Unit: int64(u.ID)}
	d := credit.Decision{Unit: int64(u.ID), Category: catalog.Punishing, DocNo: "濮教罚〔2020〕1号", DecidedOn: workday.NewDate(2020, 5, 6)}
	s.get(t, "/reports/2020") // kept by the page store
	if err := s.app.Credit.AddDecision(t.Context(), by, &d); err != nil {
		t.Fatal(err)
	}
	reportEqualsSource(t, s)
	if _, page := s.get(t, "/reports/2020/records/table2.punishment.2"); !strings.Contains(page, "公布后记录有增减，现有 1 条") {
		t.Error("the records behind the figure do not say that one was added since")
	}
	s.as(t, "检查员").get("/desk/reports/2020").shows("公布后记录有变动", "公布的数是 0，按现在的记录是 1")
}

// TestEveryFigureOfBothFormsOpens: whoever reads a report of the form of 2019 or of 2021 at the desk can open each of its cells.
func TestEveryFigureOfBothFormsOpens(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "检查员")
	link := regexp.MustCompile(`href="(/desk/reports/\d+\?cell=(table\d\.[^"#]+))#cell"`)
	for year, want := range map[int]int{2020: 22 + 161 + 15, 2026: 10 + 175 + 15} {
		u.get(fmt.Sprintf("/desk/reports/%d", year))
		seen := map[string]bool{}
		for _, m := range link.FindAllStringSubmatch(u.body, -1) {
			seen[m[1]] = true
		}
		if len(seen) != want {
			t.Errorf("%d: %d figures open, want %d", year, len(seen), want)
		}
		for path := range seen {
			if u.get(path); u.status != http.StatusOK || !strings.Contains(u.body, `id="cell"`) {
				t.Errorf("%s: status %d, or no records", path, u.status)
			}
		}
	}
}
