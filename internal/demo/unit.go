package demo

import (
	"context"
	"fmt"
	"strings"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// firstDay is when the demo's records begin.
var firstDay = workday.NewDate(2020, 1, 1)

// table reads a file of lines with cells divided by “|”. Empty lines and lines that begin with # are left out.
func table(name string, cells int) ([][]string, error) {
	text, err := content.ReadFile("content/" + name)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "|")
		if len(row) != cells {
			return nil, fmt.Errorf("%s: line %q has %d cells, want %d", name, line, len(row), cells)
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// planUnits enters the bureau, its institutions and schools, its departments and leading groups, and sets the routes.
func (b *builder) planUnits() error {
	rows, err := table("units.txt", 6)
	if err != nil {
		return err
	}
	for i, row := range rows {
		u := &agency.Unit{
			Code: row[0], Kind: agency.UnitKind(row[1]), Duty: agency.Duty(row[2]), Name: row[3], Short: row[4], Functions: row[5],
			USCC: unitCode(i), Head: fmt.Sprintf("示例负责人%02d", i), Address: fmt.Sprintf("濮阳市华龙区示例路%d号（示例）", 10+i*2),
			Hours: "工作日 8:30—12:00，14:30—17:30", Phone: fmt.Sprintf("0393-%07d", 1+i), Order: i,
		}
		if u.Kind == agency.Bureau {
			u.USCC, b.bureau = bureauCode, u
		}
		b.units[u.Code] = u
		b.order = append(b.order, u.Code)
	}
	b.add(at(firstDay, 0, 0), "units", b.addUnits)
	b.add(at(firstDay, 0, 1), "departments", b.addDepartments)
	b.planGroups()
	return nil
}

func (b *builder) addUnits(ctx context.Context) error {
	now := b.Clock.Now()
	for _, code := range b.order {
		u := b.units[code]
		route := publication.SmallRoute
		if u.Kind == agency.Bureau {
			route = publication.BureauRoute
		} else {
			u.Parent = b.bureau.ID
		}
		if err := u.Validate(); err != nil {
			return fmt.Errorf("unit %s: %w", code, err)
		}
		err := b.Units.AddUnit(ctx, u, func() (act.Act, error) {
			return act.New(act.System, now, "agency.add-unit", ref.To(agency.UnitRef, u.ID), "", u.Name), nil
		})
		if err != nil {
			return err
		}
		deed := act.New(act.System, now, "publication.set-route", ref.To(agency.UnitRef, u.ID), "", u.Name)
		if err := b.Routes.SetRoute(ctx, int64(u.ID), route, deed); err != nil {
			return err
		}
	}
	return nil
}

// departments are the bureau's, in order.
var departments = []string{
	"办公室", "人事科", "财务科", "基础教育科", "职业教育与成人教育科", "民办教育科", "教师工作科", "发展规划科", "学校安全管理科",
	"体育卫生与艺术教育科", "政策法规科", "行政审批服务科", "教育督导室", "机关党委",
}

func (b *builder) addDepartments(ctx context.Context) error {
	for i, name := range departments {
		d := &agency.Department{Unit: b.bureau.ID, Name: name, Phone: fmt.Sprintf("0393-%07d", 101+i)}
		err := b.Units.AddDepartment(ctx, d, func() (act.Act, error) {
			return act.New(act.System, b.Clock.Now(), "agency.add-department", ref.To(agency.UnitRef, b.bureau.ID), "", name), nil
		})
		if err != nil {
			return err
		}
		b.departments[name] = d.ID
	}
	return nil
}

// planGroups enters the leading group in its two periods: it was renewed when people changed.
func (b *builder) planGroups() {
	change := workday.NewDate(2020, 9, 14)
	groups := []*agency.LeadingGroup{
		{
			DocNo: "濮教办〔2019〕31号", From: workday.NewDate(2019, 6, 10), To: change.AddDays(-1),
			Members: []agency.Member{
				{Name: "示例负责人00", Post: "局长", Duty: "组长"},
				{Name: "示例人员申", Post: "副局长", Duty: "副组长"},
				{Name: "示例人员酉", Post: "办公室主任", Duty: "成员"},
				{Name: "示例人员戊", Post: "政策法规科科长", Duty: "成员"},
				{Name: "示例人员辛", Post: "信息中心主任", Duty: "成员"},
			},
		},
		{
			DocNo: "濮教办〔2020〕46号", From: change,
			Members: []agency.Member{
				{Name: "示例负责人00", Post: "局长", Duty: "组长"},
				{Name: "示例人员乙", Post: "副局长", Duty: "副组长"},
				{Name: "示例人员丙", Post: "办公室主任", Duty: "成员兼办公室主任"},
				{Name: "示例人员庚", Post: "政府信息公开工作机构负责人", Duty: "成员"},
				{Name: "示例人员戊", Post: "政策法规科科长", Duty: "成员"},
				{Name: "示例人员己", Post: "保密员", Duty: "成员"},
				{Name: "示例人员辛", Post: "信息中心主任", Duty: "成员"},
			},
		},
	}
	for i, g := range groups {
		day := firstDay
		if i > 0 {
			day = change
		}
		b.add(at(day, 9, 0), "leading group", func(ctx context.Context) error {
			g.Unit, g.Name = b.bureau.ID, "濮阳市教育局政府信息公开工作领导小组"
			return b.Units.AddLeadingGroup(ctx, g, func() (act.Act, error) {
				return act.New(act.System, b.Clock.Now(), "agency.set-leading-group", ref.To(agency.GroupRef, g.ID), "", g.DocNo), nil
			})
		})
	}
}
