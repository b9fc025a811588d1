package demo

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

// text is an item as the content files have it: lines of a name and a value, an empty line, and the body.
type text struct {
	unit, column, department string
	version                  publication.Version
	out                      workday.Date // day of its last step
	state                    string       // "" for released, or one of the states below
	mark                     string       // name under which Result knows it
	wait                     int          // of a state in review: how many steps it has passed
	opinion                  string       // of a returned draft
	reads                    string       // title of the document it explains
}

// What becomes of an item that is not released.
const (
	drafted  = "拟稿"
	inReview = "在审"
	returned = "退回"
)

// texts reads a content file.
func texts(name string) ([]text, error) {
	raw, err := content.ReadFile("content/" + name)
	if err != nil {
		return nil, err
	}
	var out []text
	for i, block := range strings.Split("\n"+string(raw), "\n== ") {
		if i == 0 {
			continue // what stands before the first title
		}
		head, body, ok := strings.Cut(block, "\n\n")
		if !ok {
			return nil, fmt.Errorf("%s: %q has no body", name, head)
		}
		t, each, err := parseHead(head)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		t.version.Body = strings.TrimSpace(body)
		if len(each) == 0 {
			each = []string{t.unit}
		}
		for k, unit := range each {
			out = append(out, t.forUnit(unit, k))
		}
	}
	return out, nil
}

// parseHead reads the lines before the body. each lists the units of a text that several units publish alike.
func parseHead(head string) (t text, each []string, err error) {
	lines := strings.Split(head, "\n")
	v := &t.version
	v.Title, v.Genre, v.Subject, t.unit = lines[0], "通知", "科技、教育／教育", "jyj"
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, " ")
		switch name {
		case "unit":
			t.unit = value
		case "each":
			each = strings.Fields(value)
		case "column":
			t.column = value
		case "by":
			t.department = value
		case "doc":
			v.DocNo = value
		case "genre":
			v.Genre = value
		case "subject":
			v.Subject = value
		case "keys":
			v.Keywords = value
		case "sum":
			v.Summary = value
		case "norm":
			v.Norm = publication.NormKind(value)
		case "serves":
			v.Entries = strings.Fields(value)
		case "explain":
			v.Explain = true
		case "reads":
			t.reads = value
		case "mark":
			t.mark = value
		case "formed":
			v.FormedOn, err = workday.ParseDate(value)
		case "out":
			t.out, err = workday.ParseDate(value)
		case "notice":
			v.Notice, err = publication.ParseNotice(value)
		case "expires":
			v.Expires, err = workday.ParseDate(value)
		case "state":
			var rest string
			t.state, rest, _ = strings.Cut(value, " ")
			switch t.state {
			case inReview:
				t.wait, err = strconv.Atoi(rest)
			case returned:
				t.opinion = rest
			}
		default:
			err = fmt.Errorf("unknown line %q", line)
		}
		if err != nil {
			return t, nil, fmt.Errorf("%s: %w", v.Title, err)
		}
	}
	v.Source, v.Unnumbered = t.department, v.DocNo == "" && v.Official()
	return t, each, nil
}

// forUnit is the k-th unit's own issue of a text: its name for {单位}, its figures for {数}, some days apart.
func (t text) forUnit(unit string, k int) text {
	t.unit = unit
	if k > 0 {
		t.version.FormedOn, t.out = t.version.FormedOn.AddDays(k), t.out.AddDays(k)
	}
	return t
}

// fill puts the unit's names into the text.
func (t *text) fill(u *agency.Unit, k int) {
	v := &t.version
	words := strings.NewReplacer("{单位}", u.Name, "{简称}", u.Short, "{电话}", u.Phone, "{地址}", u.Address,
		"{数一}", strconv.Itoa(12+k*5%23), "{数二}", strconv.Itoa(30+k*11%47), "{数三}", strconv.Itoa(120+k*37%260))
	v.Title, v.Summary, v.Body = words.Replace(v.Title), words.Replace(v.Summary), words.Replace(v.Body)
	v.Source = cmp.Or(v.Source, u.Short)
}

// planItems plans the way of every text of the content files.
func (b *builder) planItems() error {
	for _, name := range []string{"2020.txt", "2026.txt", "2026-units.txt", "2026-live.txt"} {
		ts, err := texts(name)
		if err != nil {
			return err
		}
		for i := range ts {
			if err := b.planText(&ts[i], i); err != nil {
				return fmt.Errorf("%s: %s: %w", name, ts[i].version.Title, err)
			}
		}
	}
	return nil
}

func (b *builder) planText(t *text, k int) error {
	u, ok := b.units[t.unit]
	if !ok {
		return fmt.Errorf("no unit %q", t.unit)
	}
	if t.out.IsZero() || t.version.FormedOn.IsZero() && t.state != drafted {
		return fmt.Errorf("needs the days formed and out")
	}
	t.fill(u, k)
	t.version.FormedOn, t.out = b.cal.Next(t.version.FormedOn), b.cal.Next(t.out)
	first := t.version.FormedOn
	if t.state == drafted { // a draft is begun on the day named; the document may be older, or not dated yet
		first = t.out
	}
	route := publication.SmallRoute
	if u.Kind == agency.Bureau {
		route = publication.BureauRoute
	}
	passes := len(route)
	steps := 2 + passes // start, submit, and one for each decision
	switch t.state {
	case drafted:
		steps, passes = 1, 0
	case inReview:
		steps, passes = 2+t.wait, t.wait
	case returned:
		steps, passes = 3, 0
	}
	times := b.hours(first, t.out, steps)
	var id publication.ID
	b.add(times[0], "start "+t.version.Title, func(ctx context.Context) (err error) {
		column, ok := b.columns[t.column]
		if !ok {
			return fmt.Errorf("no column %q", t.column)
		}
		t.version.Column = column
		if t.reads != "" {
			t.version.Interprets = []publication.ID{b.ids[t.reads]}
		}
		id, err = b.Items.Start(ctx, b.writer(t).Actor(), b.key(), t.version)
		b.note(t, id)
		b.ids[t.version.Title] = id
		return err
	})
	if steps == 1 {
		return nil
	}
	b.add(times[1], "submit "+t.version.Title, func(ctx context.Context) error {
		return b.Items.Submit(ctx, b.writer(t).Actor(), id)
	})
	if t.state == returned {
		b.add(times[2], "return "+t.version.Title, func(ctx context.Context) error {
			return b.Items.Decide(ctx, b.decider(t, route[0]), id, publication.Decision{Opinion: t.opinion, Digest: t.version.Digest()})
		})
	}
	for i := range passes {
		b.add(times[2+i], string(route[i].Stage)+" of "+t.version.Title, func(ctx context.Context) error {
			return b.Items.Decide(ctx, b.decider(t, route[i]), id, pass(route[i].Stage, t.version.Digest()))
		})
	}
	if end := t.version.Notice.End(b.cal, t.out); !end.IsZero() && passes == len(route) {
		if over := at(end.AddDays(1), 0, 1); over.Before(Opening()) {
			b.add(over, "end of "+t.version.Title, func(ctx context.Context) error {
				_, err := b.Items.EndNotices(ctx)
				return err
			})
		}
	}
	return nil
}

// writer is who writes a text: of the bureau the department's writer.
func (b *builder) writer(t *text) *agency.Person {
	if t.unit == b.bureau.Code {
		if p := b.people[t.department]; p != nil {
			return p
		}
		return b.people["办公室"]
	}
	return b.people[t.unit+"/writer"]
}

func (b *builder) decider(t *text, step publication.RouteStep) *agency.Person {
	if step.Role == agency.UnitHead {
		return b.people[t.unit+"/head"]
	}
	return b.reviewer(step)
}

// note keeps the number of a text that the result names.
func (b *builder) note(t *text, id publication.ID) {
	s := &b.result.Samples
	for mark, at := range map[string]*publication.ID{
		"article": &s.Article, "late": &s.Late, "blocked": &s.Blocked, "returned": &s.Returned, "first": &s.FirstReview,
		"school-draft": &s.SchoolDraft, "school-head": &s.SchoolHead,
	} {
		if t.mark == mark {
			*at = id
		}
	}
}
