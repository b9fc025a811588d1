package desk

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

const (
	logSize = 50 // entries on a page of the log
	// logScan is how many entries one page looks through; where less than a page was found, it goes on from there.
	logScan = 20_000
)

// LogPage is one of the logs with filters.
type LogPage struct {
	Frame
	Heading  string
	Sentence string
	Tabs     []layout.Tab
	Action   string
	Filters  []layout.Field
	Error    *FormError
	Entries  []LogEntry
	Empty    *Empty
	Older    layout.Link
}

// logReaders are those who may look through everybody's deeds.
var logReaders = []agency.Role{
	agency.AuditAdmin, agency.SecurityAdmin, agency.SystemAdmin, agency.Inspector, agency.GeneralOffice, agency.DisclosureHead, agency.DeputyLeader,
}

// logQuery is what a log is narrowed by, as typed.
type logQuery struct {
	who, kind, from, to string
	since, until        time.Time
	before              int64
}

func parseLogQuery(r *http.Request) (q logQuery, err error) {
	get := func(name string) string { return strings.TrimSpace(r.URL.Query().Get(name)) }
	q = logQuery{who: get("who"), kind: get("kind"), from: get("from"), to: get("to"), before: -1}
	span, problem := parseDays(get)
	q.since, q.until = span[0], span[1]
	if s := get("before"); s != "" {
		if q.before, err = strconv.ParseInt(s, 10, 64); err != nil || q.before < 0 {
			return q, fmt.Errorf("before %q: %w", s, web.ErrNoPage)
		}
	}
	return q, problem
}

// entries lists a log, newest first, narrowed by person, deed and days.
func (d *Desk) entries(w http.ResponseWriter, r *http.Request) error {
	log, err := logOf(r.PathValue("log"))
	if err != nil {
		return err
	}
	q, problem := parseLogQuery(r)
	if f, ok := fault.Of(problem); ok && f.Kind == fault.NotFound {
		return problem
	}
	f, err := d.frame(w, r, logTexts[log][0], "/desk/ledger", layout.Link{Text: "账本", URL: "/desk/ledger"}, layout.Link{Text: logTexts[log][0]})
	if err != nil {
		return err
	}
	page := LogPage{
		Frame: f, Heading: logTexts[log][0], Sentence: logTexts[log][1] + "。新的在前。", Action: "/desk/ledger/" + string(log) + "/entries",
		Empty: &Empty{Title: "没有这样的记录", Text: "放宽日期，或者去掉经手人和类别再找。"},
	}
	for _, l := range ledger.Logs {
		page.Tabs = append(page.Tabs, layout.Tab{Text: logTexts[l][0], URL: "/desk/ledger/" + string(l) + "/entries", Current: l == log})
	}
	page.Filters = logFilters(q)
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有查找"); err != nil {
			return err
		}
		for i := range page.Filters {
			page.Filters[i].Error = fields.For(page.Filters[i].Name)
		}
		return d.show(w, r, http.StatusUnprocessableEntity, Log(page))
	}
	names := map[string]string{}
	by := func(code string) string {
		if _, known := names[code]; !known {
			names[code] = d.actorName(r, log, code)
		}
		return names[code]
	}
	lines, older, err := d.Log.Find(r.Context(), ledger.Search{
		Log: log, Before: q.before, Since: q.since, Until: q.until, Limit: logSize, Scan: logScan,
		Match: func(e ledger.Entry) bool {
			return (q.kind == "" || verb(e.Kind) == q.kind) && (q.who == "" || strings.Contains(by(e.By), q.who))
		},
	})
	if err != nil {
		return err
	}
	for _, l := range lines {
		e := d.logEntry(r, l)
		e.By = by(l.By)
		page.Entries = append(page.Entries, e)
	}
	if older >= 0 {
		page.Older = layout.Link{Text: "更早的记录", URL: page.Action + web.KeepQuery(r, "before") + strconv.FormatInt(older, 10)}
		if len(page.Entries) == 0 {
			page.Empty.Text = "这一段里没有，可以继续往前找。"
		}
	}
	return d.show(w, r, http.StatusOK, Log(page))
}

func logFilters(q logQuery) []layout.Field {
	kinds := []layout.Option{{Text: "全部"}}
	var names []string
	for _, name := range verbs {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		kinds = append(kinds, layout.Option{Value: name, Text: name, Chosen: name == q.kind})
	}
	return []layout.Field{
		{Name: "who", Label: "经手", Value: q.who, Max: 20},
		{Kind: layout.Select, Name: "kind", Label: "类别", Options: kinds},
		{Kind: layout.Date, Name: "from", Label: "从", Value: q.from, Placeholder: "2026-11-01"},
		{Kind: layout.Date, Name: "to", Label: "到", Value: q.to, Placeholder: "2026-11-20"},
	}
}

// actorName names who did what an entry says: a person in the log of acts, a unit in the public one.
func (d *Desk) actorName(r *http.Request, log ledger.Log, code string) string {
	if log == ledger.Acts {
		return d.personName(r, code)
	}
	if u, err := d.Units.UnitByCode(r.Context(), code); err == nil {
		return u.Short
	}
	return code
}

// logEntry lays out an entry, but for who did it.
func (d *Desk) logEntry(r *http.Request, l ledger.Line) LogEntry {
	e := LogEntry{
		No: strconv.FormatInt(l.Index+1, 10), Time: l.At.In(workday.Beijing).Format("2006-01-02 15:04:05"), Kind: verb(l.Kind), Text: lineText(l),
		Hash: ledger.Short(ledger.LeafHash(l.Leaf())),
	}
	switch l.Ref.Kind {
	case agency.PersonRef:
		e.Text = strings.TrimSpace(d.personName(r, strconv.FormatInt(l.Ref.ID, 10)) + " " + l.Note)
	case publication.Ref:
		e.URL = fmt.Sprintf("/desk/items/%d", l.Ref.ID)
	}
	return e
}
