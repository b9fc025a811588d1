package demo

import (
	"context"
	"fmt"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// edition is a version of a list or a profile on its way through the gate.
type edition struct {
	kind        catalog.EditionKind
	unit        string
	writer      string
	column      string
	basis       string
	source      string
	first, last workday.Date // of the steps
	rows        func() ([]catalog.EditionRow, error)
}

// planEdition plans the way of an edition: staged, sent, and passed by everybody on the unit's route.
func (b *builder) planEdition(e edition) {
	route := publication.SmallRoute
	if b.units[e.unit].Kind == agency.Bureau {
		route = publication.BureauRoute
	}
	times := b.hours(e.first, e.last, 2+len(route))
	var id publication.ID
	what := e.kind.Name() + " of " + e.unit
	b.add(times[0], "stage "+what, func(ctx context.Context) (err error) {
		id, err = b.stageEdition(ctx, e)
		return err
	})
	b.add(times[1], "submit "+what, func(ctx context.Context) error {
		return b.Items.Submit(ctx, b.people[e.writer].Actor(), id)
	})
	for i, step := range route {
		b.add(times[2+i], string(step.Stage)+" of "+what, func(ctx context.Context) error {
			by := b.decider(&text{unit: e.unit}, step)
			it, err := b.Items.Item(ctx, by, id)
			if err != nil {
				return err
			}
			return b.Items.Decide(ctx, by, id, pass(step.Stage, it.Version.Digest()))
		})
	}
}

func (b *builder) stageEdition(ctx context.Context, e edition) (publication.ID, error) {
	by, u := b.people[e.writer], b.units[e.unit]
	rows, err := e.rows()
	if err != nil {
		return 0, err
	}
	staged, err := b.Editions.Stage(ctx, by, catalog.Proposal{Kind: e.kind, Unit: int64(u.ID), Basis: e.basis, Rows: rows})
	if err != nil {
		return 0, err
	}
	diff, err := b.Editions.Changes(ctx, staged)
	if err != nil {
		return 0, err
	}
	a, err := staged.Announce(u.Name, diff)
	if err != nil {
		return 0, err
	}
	id, err := b.Items.Carry(ctx, by.Actor(), publication.ID(staged.Item), publication.Version{
		Column: b.columns[e.column], Title: a.Title, Summary: a.Summary, Keywords: a.Keywords, Body: a.Body, FormedOn: a.FormedOn, Genre: "其他",
		Subject: "科技、教育／教育", Source: e.source, Cargo: publication.Cargo{Ref: ref.To(catalog.EditionRef, staged.ID), Rows: staged.Rows, Root: staged.Root},
	})
	if err != nil {
		return 0, err
	}
	return id, b.Editions.Attach(ctx, by.Actor(), staged.ID, int64(id))
}

// planPowers sends the 权责清单 through the gate in 2020, and as it was adjusted in 2026.
func (b *builder) planPowers() error {
	for _, x := range []struct {
		year        int
		adjusted    workday.Date
		first, last workday.Date
		basis       string
	}{
		{2020, day(2020, time.March, 30), day(2020, time.April, 13), day(2020, time.April, 17), "关于公布市级部门权责清单的通知（示政办〔2020〕12号）"},
		{2026, day(2026, time.March, 2), day(2026, time.March, 9), day(2026, time.March, 13), "关于调整市级部门权责清单的通知（示政办〔2026〕5号）"},
	} {
		b.planEdition(edition{
			kind: catalog.Powers, unit: b.bureau.Code, writer: "gongkai", column: "powers", basis: x.basis, source: "行政审批服务科", first: x.first, last: x.last,
			rows: func() ([]catalog.EditionRow, error) { return b.powers(x.year, x.adjusted, x.basis) },
		})
	}
	return nil
}

func day(year int, m time.Month, d int) workday.Date { return workday.NewDate(year, m, d) }

// planProfiles sends the 机构职能 of the bureau and of two schools through the gate; the bureau's was renewed when a deputy changed.
func (b *builder) planProfiles() error {
	for _, x := range []struct {
		unit, writer, basis  string
		changed, first, last workday.Date
		renewed              bool
	}{
		{"jyj", "gongkai", "首次编制，依照“三定”规定", day(2020, time.May, 6), day(2020, time.May, 11), day(2020, time.May, 15), false},
		{"jyj", "gongkai", "领导任免和分工调整（示政任〔2026〕9号）", day(2026, time.September, 1), day(2026, time.September, 7), day(2026, time.September, 11), true},
		{"yizhong", "yizhong/writer", "首次编制", day(2026, time.March, 2), day(2026, time.March, 16), day(2026, time.March, 18), false},
		{"yigao", "yigao/writer", "首次编制", day(2026, time.March, 2), day(2026, time.March, 17), day(2026, time.March, 19), false},
	} {
		b.planEdition(edition{
			kind: catalog.Profile, unit: x.unit, writer: x.writer, column: "functions", basis: x.basis, source: "办公室", first: x.first, last: x.last,
			rows: func() ([]catalog.EditionRow, error) {
				p := b.profileOf(b.units[x.unit], x.changed, x.renewed)
				return p.Rows(), p.Validate(workday.DateOf(b.Clock.Now()))
			},
		})
	}
	return nil
}

// profileOf makes up the profile of a unit.
func (b *builder) profileOf(u *agency.Unit, changed workday.Date, renewed bool) *catalog.UnitProfile {
	p := &catalog.UnitProfile{ProfileFacts: catalog.ProfileFacts{
		Name: u.Name, Functions: u.Functions, Address: u.Address, Hours: u.Hours, Contact: u.Phone, Head: u.Head, ChangedOn: changed,
	}}
	set, leaders := schoolSetUp, schoolLeaders
	if u.Kind == agency.Bureau {
		set, leaders = bureauSetUp, bureauLeaders
		p.Functions = bureauFunctions
	}
	for i, d := range set {
		p.Departments = append(p.Departments, catalog.ProfileDepartment{
			Name: d.name, Duties: d.duties, Head: fmt.Sprintf("示例科长%02d", i+1), Phone: fmt.Sprintf("%s转%d", u.Phone, 801+i),
		})
	}
	for i, l := range leaders {
		x := catalog.ProfileLeader{Name: fmt.Sprintf("示例领导%02d", i+1), Post: l.name, Duty: l.duties, Vita: "示例简历：从事教育工作二十余年，历任教师、教研员、学校和机关管理职务。"}
		if i == 0 {
			x.Name = u.Head
		}
		if renewed && i == 2 {
			x.Name, x.Vita = "示例领导09", "示例简历：2026年9月起任现职。"
		}
		p.Leaders = append(p.Leaders, x)
	}
	return p
}
