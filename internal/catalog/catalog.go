// Package catalog is 公开目录: the columns of the 政府信息公开 platform with who keeps them and how often, and what changes as a whole,
// in editions: the standard catalogue, the 权责清单 whose items licences and penalties refer to, and the 机构职能 of every unit.
package catalog

import (
	"context"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Section is one of the fixed parts of the platform, in fixed order and with fixed names (国办公开办函〔2019〕61号),
// or News for what must stay outside it.
type Section string

const (
	Guide     Section = "guide"
	System    Section = "system"
	Statutory Section = "statutory"
	Annual    Section = "annual"
	News      Section = "news"
)

// Sections lists the four fixed parts with their exact names.
var Sections = []struct {
	Section Section
	Name    string
}{{Guide, "政府信息公开指南"}, {System, "政府信息公开制度"}, {Statutory, "法定主动公开内容"}, {Annual, "政府信息公开年报"}}

// ColumnID is the number of a column; ColumnRef names the register.
type ColumnID int64

// ColumnRef is the register's name.
const ColumnRef ref.Kind = "column"

// Column is a 栏目.
type Column struct {
	ID          ColumnID
	Code        string // part of URLs
	Name        string
	Section     Section
	Type        string // ColumnType of 国办发〔2017〕47号: 政策文件, 工作动态 …
	Description string
	Keywords    string
	Article     string // which item of article 20 it serves: "（七）"; "" for none. law: 条例 20
	CycleDays   int    // must be updated at least every so many days; 0: when there is something
	Order       int
	Parent      ColumnID // the column it stands below; 0: none
	Owner       int64    // the unit that keeps it fresh; 0: the bureau
}

// PowerItem is a line of the 权责清单: a kind of licence, penalty, coercion or other service, in force for a time.
type PowerItem struct {
	ID       int64
	Unit     int64
	Code     string // 职权编码
	Name     string
	Category Category
	From, To workday.Date // To is zero while in force
}

// PowerRef is the register's name.
const PowerRef ref.Kind = "power-item"

// Category is 职权类别.
type Category string

const (
	Licensing Category = "licence"       // 行政许可
	Punishing Category = "penalty"       // 行政处罚
	Coercing  Category = "coercion"      // 行政强制
	Serving   Category = "other-service" // 其他对外管理服务事项
)

// Categories lists them with their names.
var Categories = []struct {
	Category Category
	Name     string
}{{Licensing, "行政许可"}, {Punishing, "行政处罚"}, {Coercing, "行政强制"}, {Serving, "其他对外管理服务事项"}}

// ErrNoColumn reports a column that does not exist.
var ErrNoColumn = fault.New(fault.NotFound, "no-column", "没有这个栏目，可能已经合并或改名。请从政府信息公开目录进入。")

// Tally counts what a column shows.
type Tally struct {
	Column ColumnID
	N      int
	Last   workday.Date // newest publication; zero if empty
}

// Store keeps the catalogue.
type Store interface {
	AddColumn(ctx context.Context, c *Column, a func() (act.Act, error)) error
	// EditColumn saves a changed column with its act.
	EditColumn(ctx context.Context, c *Column, a act.Act) error
	AddPowerItem(ctx context.Context, p *PowerItem, a func() (act.Act, error)) error
	Columns(ctx context.Context) ([]Column, error)
	// ColumnTallies counts what each column shows, of one unit or, for 0, of all. Empty columns are left out.
	ColumnTallies(ctx context.Context, unit int64) ([]Tally, error)
}
