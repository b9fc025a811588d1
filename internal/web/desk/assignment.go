package desk

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
)

// AssignmentPage says who owes an entry of the standard catalogue, and how often.
type AssignmentPage struct {
	Frame
	Heading  string
	Sentence string
	Error    *FormError
	Action   string
	Cycle    layout.Field
	Groups   []PickGroup
	Facts    []layout.Fact
}

// PickGroup is a group of checkboxes.
type PickGroup struct {
	Title   string
	Options []layout.Option
}

func (g PickGroup) chosen() int {
	n := 0
	for _, o := range g.Options {
		if o.Chosen {
			n++
		}
	}
	return n
}

func (g PickGroup) open() bool { return g.chosen() > 0 }

func (g PickGroup) note() string { return fmt.Sprintf("%d ／ %d", g.chosen(), len(g.Options)) }

var entryCode = regexp.MustCompile(`^\d{4}$`)

// entryCodes reads the codes of entries that a form names: each once, in order.
func entryCodes(named []string) []string {
	var out []string
	for _, code := range named {
		if entryCode.MatchString(code) && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// entryPicks are the entries that an item may serve, by 一级事项; those its unit owes say so. Without a catalogue there are none.
func (d *Desk) entryPicks(ctx context.Context, it *publication.Item) ([]PickGroup, error) {
	_, entries, err := d.Assignments.Current(ctx)
	if isNoEdition(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	standings, err := d.Assignments.Standings(ctx)
	if err != nil {
		return nil, err
	}
	owed := map[string]bool{}
	for _, s := range standings {
		owed[s.Entry] = owed[s.Entry] || s.Unit == it.Unit
	}
	var out []PickGroup
	for _, e := range entries {
		if len(out) == 0 || out[len(out)-1].Title != e.Group {
			out = append(out, PickGroup{Title: e.Group})
		}
		o := layout.Option{Value: e.Code, Text: e.Name, Chosen: slices.Contains(it.Version.Entries, e.Code)}
		if owed[e.Code] {
			o.Hint = "本单位应公开"
		}
		g := &out[len(out)-1]
		g.Options = append(g.Options, o)
	}
	return out, nil
}

// entryNames names the entries that an item serves.
func (d *Desk) entryNames(ctx context.Context, codes []string) (string, error) {
	if len(codes) == 0 {
		return "", nil
	}
	_, entries, err := d.Assignments.Current(ctx)
	if err != nil && !isNoEdition(err) {
		return "", err
	}
	names := slices.Clone(codes)
	for _, e := range entries {
		if i := slices.Index(names, e.Code); i >= 0 {
			names[i] = e.Code + " " + e.Name
		}
	}
	return strings.Join(names, "；"), nil
}

// entryOf finds the entry of the path in the catalogue in force.
func (d *Desk) entryOf(r *http.Request) (*catalog.StandardEntry, error) {
	_, entries, err := d.Assignments.Current(r.Context())
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(entries, func(e catalog.StandardEntry) bool { return e.Code == r.PathValue("code") })
	if i < 0 {
		return nil, catalog.ErrNoEntry
	}
	return &entries[i], nil
}

func (d *Desk) askAssignment(w http.ResponseWriter, r *http.Request) error {
	e, err := d.entryOf(r)
	if err != nil {
		return err
	}
	standings, err := d.Assignments.Standings(r.Context())
	if err != nil {
		return err
	}
	cycle := "365"
	var units []string
	for _, s := range standings {
		if s.Entry == e.Code {
			cycle, units = strconv.Itoa(s.CycleDays), append(units, strconv.FormatInt(s.Unit, 10))
		}
	}
	return d.assignmentForm(w, r, http.StatusOK, e, cycle, units, nil)
}

func (d *Desk) assignmentForm(w http.ResponseWriter, r *http.Request, status int, e *catalog.StandardEntry, cycle string, chosen []string, problem error) error {
	f, err := d.frame(w, r, e.Name, "/desk/standard", layout.Link{Text: "标准目录", URL: "/desk/standard"}, layout.Link{Text: e.Code})
	if err != nil {
		return err
	}
	units, err := d.Units.Units(r.Context())
	if err != nil {
		return err
	}
	page := AssignmentPage{
		Frame: f, Heading: e.Code + " " + e.Name, Action: "/desk/standard/entries/" + e.Code,
		Sentence: "勾选由哪些单位公开，各单位按周期各有一件应办。去掉的单位不再承担，未办结的应办随之撤销。",
		Cycle:    layout.Field{Kind: layout.Number, Name: "cycle_days", Label: "更新周期（天）", Value: cycle, Required: "必填", Max: 4, Hint: "0 表示公开一次，以后有变更时更新。周期改变后从今天重新起算。"},
	}
	for _, c := range e.Cells() {
		page.Facts = append(page.Facts, layout.Fact{Name: c.Name, Value: orNothing(c.Value)})
	}
	for _, k := range agency.Kinds {
		g := PickGroup{Title: k.Name}
		for _, u := range units {
			if value := strconv.FormatInt(int64(u.ID), 10); u.Kind == k.Kind {
				g.Options = append(g.Options, layout.Option{Value: value, Text: u.Short, Chosen: slices.Contains(chosen, value)})
			}
		}
		if len(g.Options) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	if problem != nil {
		var fields fault.Fields
		if page.Error, fields, err = asFormError(problem, "没有保存"); err != nil {
			return err
		}
		page.Cycle.Error = fields.For("cycle_days")
	}
	return d.show(w, r, status, Assignment(page))
}

func (d *Desk) assign(w http.ResponseWriter, r *http.Request) error {
	e, err := d.entryOf(r)
	if err != nil {
		return err
	}
	days, units, err := parseAssignment(r)
	if err == nil {
		err = d.Assignments.Assign(r.Context(), who(r), e.Code, days, units)
	}
	if err != nil {
		return d.assignmentForm(w, r, http.StatusUnprocessableEntity, e, r.PostFormValue("cycle_days"), r.PostForm["unit"], err)
	}
	d.flash(w, "已保存", fmt.Sprintf("“%s”由 %d 个单位公开，更新周期：%s。", e.Name, len(units), cycleText(days)))
	return seeOther(w, r, "/desk/standard")
}

// parseAssignment reads the form. Units that there are not are left to the service.
func parseAssignment(r *http.Request) (days int, units []int64, err error) {
	var fs fault.Fields
	if days, err = strconv.Atoi(strings.TrimSpace(r.PostFormValue("cycle_days"))); err != nil {
		fs.Add("cycle_days", "更新周期要填整数。")
	}
	for _, s := range r.PostForm["unit"] {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			fs.Add("unit", "请从列出的单位中勾选。")
			break
		}
		units = append(units, n)
	}
	return days, units, fs.Err()
}
