package catalog

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

//go:embed usual.txt
var usual string

// Usual returns the columns an education bureau usually has: the four fixed parts of the platform, the items of article 20 and
// its neighbours, and news (国办公开办函〔2019〕61号; law: 条例 20, 21).
//
// A column stands below another by its place in the list: its Parent is the place, from 1. AddUsual gives it its number.
func Usual() []Column {
	var out []Column
	places := map[string]ColumnID{}
	for line := range strings.Lines(usual) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := append(strings.Split(strings.TrimSpace(line), "|"), "")
		days, err := strconv.Atoi(cells[5])
		if err != nil {
			panic(err) // our own table is wrong
		}
		out = append(out, Column{
			Code: cells[0], Name: cells[1], Section: Section(cells[2]), Type: cells[3], Article: cells[4], CycleDays: days, Keywords: cells[6],
			Description: cells[7], Order: len(out) + 1, Parent: places[cells[8]],
		})
		places[cells[0]] = ColumnID(len(out))
	}
	return out
}

// AddUsual adds the usual columns one after another, each with the number of the column it stands below.
func AddUsual(add func(c *Column) error) error {
	columns := Usual()
	for i := range columns {
		c := &columns[i]
		if c.Parent != 0 {
			c.Parent = columns[c.Parent-1].ID
		}
		if err := add(c); err != nil {
			return err
		}
	}
	return nil
}

// What is refused about columns.
var (
	ErrMayNotKeep = fault.New(fault.Forbidden, "may-not-keep-columns", "栏目由局办公室和系统管理员设定。")
	ErrHasColumns = fault.New(fault.Conflict, "has-columns", "已有栏目，不能再整套采用；需要的栏目请逐个添加。")
)

// Keepers are the roles that set columns.
var Keepers = []agency.Role{agency.GeneralOffice, agency.DisclosureHead, agency.SystemAdmin}

// Service keeps the columns.
type Service struct {
	store Store
	now   func() time.Time
}

// New returns the service.
func New(store Store, now func() time.Time) *Service { return &Service{store, now} }

var columnCode = regexp.MustCompile(`^[a-z][a-z0-9-]{1,30}$`)

// maxCycle is the longest cycle of update, in days.
const maxCycle = 3650

// Validate returns every mistake in a column that is to stand among others.
func (c *Column) Validate(others []Column) error {
	var fs fault.Fields
	switch {
	case !columnCode.MatchString(c.Code):
		fs.Add("code", "代码用小写字母、数字和短横线，字母开头，2 至 31 位，如 school-safety。")
	case c.Code == "all" || slices.ContainsFunc(others, func(o Column) bool { return o.Code == c.Code && o.ID != c.ID }):
		fs.Add("code", "代码“%s”已经有栏目使用，请换一个。", c.Code)
	}
	if c.Name == "" {
		fs.Add("name", "请填写栏目名称。")
	}
	if c.Section != Guide && c.Section != System && c.Section != Statutory && c.Section != Annual && c.Section != News {
		fs.Add("section", "请选择栏目所在的部分。")
	}
	if c.Section == Statutory && c.Type == NewsType {
		fs.Add("section", "工作动态不属于法定主动公开内容，请放到平台之外的新闻、公告。")
	}
	if c.CycleDays < 0 || c.CycleDays > maxCycle {
		fs.Add("cycle_days", "更新周期填 0 至 %d 天，0 表示有信息时才更新。", maxCycle)
	}
	if why := c.misplaced(others); why != "" {
		fs.Add("parent", "%s", why)
	}
	return fs.Err()
}

// Add enters a column.
func (s *Service) Add(ctx context.Context, by *agency.Person, c *Column) error {
	others, err := s.may(ctx, by)
	if err != nil {
		return err
	}
	if err := c.Validate(others); err != nil {
		return fmt.Errorf("add column: %w", err)
	}
	if c.Order == 0 {
		c.Order = len(others) + 1
	}
	return s.add(ctx, by.Actor(), c)
}

func (s *Service) add(ctx context.Context, by act.Actor, c *Column) error {
	return s.store.AddColumn(ctx, c, func() (act.Act, error) { return c.Added(by, s.now(), by.Unit), nil })
}

// Added is the act that enters the column; its first cycle begins with it.
func (c *Column) Added(by act.Actor, at time.Time, bureau int64) act.Act {
	return act.New(by, at, "catalog.add-column", ref.To(ColumnRef, c.ID), "", c.Name).Causes(c.Updated(workday.DateOf(at), bureau, ref.Ref{}))
}

// Edit changes a column. Its code stays: addresses are made of it.
func (s *Service) Edit(ctx context.Context, by *agency.Person, c *Column) error {
	others, err := s.may(ctx, by)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(others, func(o Column) bool { return o.ID == c.ID })
	if i < 0 {
		return fmt.Errorf("edit column %d: %w", c.ID, ErrNoColumn)
	}
	c.Code = others[i].Code
	if err := c.Validate(others); err != nil {
		return fmt.Errorf("edit column %s: %w", c.Code, err)
	}
	deed := act.New(by.Actor(), s.now(), "catalog.edit-column", ref.To(ColumnRef, c.ID), "", c.Name)
	if was := others[i]; was.CycleDays != c.CycleDays || was.Owner != c.Owner {
		deed = deed.Causes(c.Updated(workday.DateOf(deed.At), int64(by.Unit), ref.Ref{}))
	}
	return s.store.EditColumn(ctx, c, deed)
}

// AdoptUsual enters the usual columns into a catalogue that has none.
func (s *Service) AdoptUsual(ctx context.Context, by *agency.Person) error {
	others, err := s.may(ctx, by)
	if err != nil {
		return err
	}
	if len(others) > 0 {
		return ErrHasColumns
	}
	return AddUsual(func(c *Column) error { return s.add(ctx, by.Actor(), c) })
}

func (s *Service) may(ctx context.Context, by *agency.Person) ([]Column, error) {
	if !by.Has(Keepers...) {
		return nil, ErrMayNotKeep
	}
	columns, err := s.store.Columns(ctx)
	return columns, err
}
