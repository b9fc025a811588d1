package publication

import (
	"context"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/workday"
)

// Filter narrows a list of items. Zero fields do not narrow.
type Filter struct {
	Unit      int64
	Column    int64
	Within    []int64 // further columns: those below Column
	Writer    int64
	States    []State
	Year      int    // of release, or of creation for what is not released
	Title     string // part of it
	IndexNo   string // exactly this one
	Entry     string // code of an entry of the standard catalogue that the released version serves
	Public    bool   // only what the public sees, as it sees it
	Genre     string
	Subject   string       // 主题分类
	Validity  Holding      // on the day On
	On        workday.Date // for Validity
	Until     time.Time    // released then or before; zero: at any time
	CountTo   int          // count no further; 0: count all
	Uncounted bool         // how many there are is not asked for
	ByFormed  bool         // newest 成文日期 first instead of newest release
	Limit     int
	Offset    int
}

// Address is what the map of the site says of a public item.
type Address struct {
	ID      ID
	Changed time.Time // when what the public sees came out
}

// Heading is what is read of a public item where only its kinship to another is asked.
type Heading struct {
	ID              ID
	Title, Keywords string
}

// Store keeps items.
type Store interface {
	// Create saves a new item with its act. The same key makes one item: the second call returns the first item's number.
	Create(ctx context.Context, key string, fn func(id ID) (*Item, act.Act, error)) (ID, error)
	// Update loads an item, lets fn change it, and saves it with everything the act causes, in one transaction. It returns
	// ErrNotFound if there is no such item. fn may run again after a conflict, so it must not send, print or write files.
	Update(ctx context.Context, id ID, fn func(*Item) (act.Act, error)) error
	// Release is Update with the next serial number of the unit's 索引号 in that year, used only if fn succeeds.
	Release(ctx context.Context, id ID, year int, fn func(it *Item, serial int) (act.Act, error)) error
	Item(ctx context.Context, id ID) (*Item, error)
	// PublicItem returns an item as the public sees it: its Version is the one shown, or empty where it was withdrawn. It
	// returns ErrNotFound for what was never released.
	PublicItem(ctx context.Context, id ID) (*Item, error)
	// Releases lists what the public has seen of an item, oldest first.
	Releases(ctx context.Context, id ID) ([]Release, error)
	// ScheduledBy returns the items whose set time of release has come.
	ScheduledBy(ctx context.Context, now time.Time) ([]ID, error)
	// NoticesEndedBefore returns the public items whose 公示期 ended before a day.
	NoticesEndedBefore(ctx context.Context, day workday.Date) ([]ID, error)
	// Interpretations returns the public items that explain one, newest first.
	Interpretations(ctx context.Context, id ID) ([]Item, error)
	// Version returns one version of an item, or ErrNotFound.
	Version(ctx context.Context, id ID, no int) (*Version, error)
	Items(ctx context.Context, f Filter) ([]Item, int, error)
	// Last returns the highest number an item has; 0: there are none.
	Last(ctx context.Context) (ID, error)
	// Subjects returns the 主题分类 of the items that are public, each once.
	Subjects(ctx context.Context) ([]string, error)
	// Newest returns the public items of a column, the newest first, n at most.
	Newest(ctx context.Context, column int64, n int) ([]Heading, error)
	// Addresses returns the public items numbered from one number up to another, both included, by number.
	Addresses(ctx context.Context, from, to ID) ([]Address, error)
	// Neighbours returns the released items before and after one in its column; nil where there is none.
	Neighbours(ctx context.Context, it *Item) (older, newer *Item, err error)
	// Waiting returns the items whose next step a person may take, without their steps, and how many there are.
	Waiting(ctx context.Context, by *agency.Person, q Queue) ([]Queued, int, error)
	RouteOf(ctx context.Context, unit int64) (Route, error)
	SetRoute(ctx context.Context, unit int64, r Route, a act.Act) error
	// IndexRules returns the rules by which items are numbered, the newest first.
	IndexRules(ctx context.Context) ([]IndexRule, error)
	// SetIndexRule saves a rule, or returns ErrYearBegun where the year it is to begin with has a number by another.
	SetIndexRule(ctx context.Context, r IndexRule, a act.Act) error
}
