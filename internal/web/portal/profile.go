package portal

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// UnitDepartment is an 内设机构 on the page of a unit.
type UnitDepartment struct{ Name, Duties, Head, Phone string }

// UnitLeader is one of the 领导 on the page of a unit.
type UnitLeader struct{ Name, Post, Duty, Vita string }

// profile lays out what a unit is for and how it is found: as its profile in force says it, or where there is none, as the unit is
// registered.
//
// law: 条例 20
func (p *Portal) profile(ctx context.Context, up *UnitPage, u *agency.Unit) error {
	e, err := p.Editions.Current(ctx, catalog.Profile, int64(u.ID))
	if errors.Is(err, catalog.ErrNoEdition) {
		return p.registered(ctx, up, u)
	}
	if err != nil {
		return err
	}
	x, err := catalog.ProfileOf(e)
	if err != nil {
		return err
	}
	up.Functions = lines(x.Functions)
	up.Contact = contactFacts(x.Head, x.Address, x.Hours, x.Contact, u.USCC)
	for _, d := range x.Departments {
		up.Departments = append(up.Departments, UnitDepartment(d))
	}
	for _, l := range x.Leaders {
		up.Leaders = append(up.Leaders, UnitLeader{l.Name, l.Post, l.Duty, l.Vita})
	}
	up.Edition = fmt.Sprintf("机构职能第%d版，%s发布", e.No, workday.DateOf(e.Released).Chinese())
	up.Links = append(up.Links, layout.Link{Text: "调整记录", URL: editionsURL(u, catalog.Profile)})
	return nil
}

// registered lays out the plain facts of a unit without a profile.
func (p *Portal) registered(ctx context.Context, up *UnitPage, u *agency.Unit) error {
	up.Functions = lines(u.Functions)
	up.Contact = contactFacts(u.Head, u.Address, u.Hours, u.Phone, u.USCC)
	ds, err := p.Units.Departments(ctx, u.ID)
	for _, d := range ds {
		up.Depts = append(up.Depts, layout.Fact{Name: d.Name, Value: d.Phone})
	}
	return err
}

func contactFacts(head, address, hours, contact, uscc string) []layout.Fact {
	return []layout.Fact{
		{Name: "负责人", Value: head},
		{Name: "办公地址", Value: address},
		{Name: "办公时间", Value: hours},
		{Name: "联系方式", Value: contact},
		{Name: "统一社会信用代码", Value: uscc, Mono: true},
	}
}

// lines divides 主要职能 into its items, without the numbers they were typed with.
func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// hasPowers reports whether a unit has a 权责清单 in force.
func (p *Portal) hasPowers(ctx context.Context, unit int64) (bool, error) {
	_, err := p.Editions.Current(ctx, catalog.Powers, unit)
	if errors.Is(err, catalog.ErrNoEdition) {
		return false, nil
	}
	return err == nil, err
}

// contacts are the telephones of the units, of their profiles in force first.
func (p *Portal) contacts(ctx context.Context, units []agency.Unit) (map[agency.UnitID]string, error) {
	profiles, err := p.Editions.Profiles(ctx)
	if err != nil {
		return nil, err
	}
	out := map[agency.UnitID]string{}
	for _, u := range units {
		out[u.ID] = u.Phone
		if x := profiles[int64(u.ID)]; x != nil {
			out[u.ID] = x.Contact
		}
	}
	return out, nil
}
