package portal

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/document"
	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// UnitDepartment is an 内设机构 on the page of a unit.
type UnitDepartment struct{ Name, Duties, Head, Phone string }

// UnitLeader is one of the 领导 on the page of a unit.
type UnitLeader struct{ Name, Post, Duty, Vita, Photo string }

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
	files, err := p.filesOf(ctx, e)
	if err != nil {
		return err
	}
	for _, l := range x.Leaders {
		up.Leaders = append(up.Leaders, UnitLeader{l.Name, l.Post, l.Duty, l.Vita, photoOf(files, l.Name)})
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
		{Name: "信用代码", Value: uscc, Mono: true},
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

// editionFile is a file that went out with an edition.
type editionFile struct {
	publication.File
	URL string
}

// filesOf are the files that the public may have of the item that carried an edition.
func (p *Portal) filesOf(ctx context.Context, e *catalog.Edition) ([]editionFile, error) {
	it, err := p.Items.Public(ctx, publication.ID(e.Item))
	if errors.Is(err, publication.ErrWithdrawn) || errors.Is(err, publication.ErrNotPublic) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []editionFile
	for _, f := range it.Version.Files {
		out = append(out, editionFile{f, itemURL(it.ID) + "/files/" + f.Code()})
	}
	return out, nil
}

// photoOf is where the photo of a leader is: the picture that bears the name.
func photoOf(files []editionFile, name string) string {
	for _, f := range files {
		picture := f.Kind == document.PNG || f.Kind == document.JPEG
		if picture && strings.TrimSuffix(f.Name, path.Ext(f.Name)) == name {
			return f.URL
		}
	}
	return ""
}

// flowOf is where the file with a 流程图 is.
func flowOf(files []editionFile, name string) string {
	for _, f := range files {
		if f.Name == name {
			return f.URL
		}
	}
	return ""
}
