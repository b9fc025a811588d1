package report

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Ref names the register of reports.
const Ref ref.Kind = "report"

// Annual is a 年度报告 with its figures.
type Annual struct {
	Agency   string
	Unit     int64
	Year     int
	Format   Format
	Settings Settings
	Table2   map[string][]int64 // by row; the last figure of procurement is in 分
	Table3   map[string][7]int64
	Table4   map[string][5]int64
	Fields   map[string]int64
	Carried  *Carried   // what 上年结转 must agree with; nil: nothing to compare
	ByHand   []Adjusted // 手工更正: what was signed besides what was counted; the tables have it in them
	Before   *Annual    // the public report of the year before; nil: there is none, or it was not asked for
	Sections Sections
}

// Sections are the texts, in which {key} stands for a field.
type Sections struct {
	Overview string `json:"overview"` // 一、总体情况
	Problems string `json:"problems"` // 五、存在的主要问题及改进情况
	Others   string `json:"others"`   // 六、其他需要报告的事项
}

// Saved is what is kept of a report: its texts, and the item that published it.
type Saved struct {
	ID       int64
	Unit     int64
	Year     int
	Item     int64 // 0 until it is released
	Origin   Origin
	Stated   workday.Date // of an imported report: when the older site says it was published
	Sections Sections     // as imported, or as released
	Draft    *Draft       // what is being written; nil: nothing since
	Owed     bool         // the duty to publish it is open, or was
	Figures  *Annual      // as imported, or as signed when it was released; nil before
}

// Draft is what is being written: the first texts of a report, or those of its correction.
type Draft struct {
	Sections Sections `json:"sections"`
	Reason   string   `json:"reason,omitempty"` // of a 更正版
}

// written reports whether there are texts, released or in work.
func (s *Saved) written() bool {
	return s != nil && (s.Draft != nil || s.Figures != nil || s.Sections != Sections{})
}

// text is what the next release would say.
func (s *Saved) text() Sections {
	if s.Draft != nil {
		return s.Draft.Sections
	}
	return s.Sections
}

// Edition is a report as it was released once: the first of it, or a 更正版.
type Edition struct {
	No      int
	Reason  string // why the one before was corrected; "" of the first
	At      time.Time
	Figures *Annual // with its texts
}

// Public returns the report as it was released or imported.
func (s *Saved) Public(unit *agency.Unit) *Annual {
	a := *s.Figures
	a.Unit, a.Agency, a.Sections = int64(unit.ID), unit.Name, s.Sections
	return &a
}

// Signed is the effect of a report's release: its figures and texts are kept as they were signed, whatever the records become.
type Signed struct {
	Report  int64
	Figures *Annual
	Reason  string // of a 更正版
	At      time.Time
}

// Effect marks it.
func (Signed) Effect() {}

// Origin says where a report comes from.
type Origin string

const (
	Built    Origin = "built"    // counted here from records
	Imported Origin = "imported" // taken over from an older site; its figures have no records here
)

// Title returns the official title.
func (a *Annual) Title() string {
	return fmt.Sprintf("%s%d年政府信息公开工作年度报告", a.Agency, a.Year)
}

// Build counts every cell of a unit's report of a year.
func Build(ctx context.Context, store Store, unit *agency.Unit, year int, s Settings) (*Annual, error) {
	a := &Annual{
		Agency: unit.Name, Unit: int64(unit.ID), Year: year, Format: FormatOf(year), Settings: s,
		Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{}, Fields: map[string]int64{},
	}
	cs := cells(a.Format, s)
	qs := make([]Query, len(cs))
	for i, c := range cs {
		qs[i] = c.query
	}
	values, err := store.Figures(ctx, a.Unit, year, qs)
	if err != nil {
		return nil, fmt.Errorf("build report %d of %s: %w", year, unit, err)
	}
	for i, n := range values {
		cs[i].put(a, n)
	}
	return a, nil
}

// Figure returns the figure in a cell, or ErrNoCell.
func (a *Annual) Figure(name string) (int64, error) {
	c, err := findCell(a.Format, a.Settings, name)
	if err != nil {
		return 0, err
	}
	return c.get(a), nil
}

// Difference is a figure that two counts of one report do not share.
type Difference struct {
	Cell, Title string
	Was, Now    int64
	amount      bool
}

// Text is a figure of the cell as the form prints it.
func (d Difference) Text(n int64) string {
	if d.amount {
		return Wan(n)
	}
	return strconv.FormatInt(n, 10)
}

// Texts are the texts of the sections in their order, with the figures in them.
func (a *Annual) Texts() []string {
	var out []string
	for _, text := range a.Sections.all() {
		var b strings.Builder
		for _, p := range a.Pieces(*text) {
			b.WriteString(p.Text)
		}
		out = append(out, b.String())
	}
	return out
}

// Differences lists the figures of now that are not those of a, in the order of the form.
func (a *Annual) Differences(now *Annual) []Difference {
	var out []Difference
	for _, c := range cells(a.Format, a.Settings) {
		if key, field := strings.CutPrefix(c.name, "field."); field {
			if _, known := a.Fields[key]; !known { // it was signed before there was this field
				continue
			}
		}
		if was, is := c.get(a), c.get(now); was != is {
			out = append(out, Difference{c.name, c.title, was, is, c.query.Amount})
		}
	}
	return out
}

// Filled lists the figures that are not nought, in the order of the form.
func (a *Annual) Filled() []Difference { return a.blank().Differences(a) }

// blank is a report of the same form with nothing in it.
func (a *Annual) blank() *Annual {
	out := &Annual{Format: a.Format, Settings: a.Settings, Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{}, Fields: map[string]int64{}}
	for _, row := range Table2(a.Format, a.Settings) {
		out.Table2[row.Key] = make([]int64, len(row.Queries))
	}
	return out
}

// Piece is a stretch of text, or a figure in it.
type Piece struct {
	Text  string
	Field string // key of the field that Text is the value of; "" for words
}

// Pieces puts the figures into a text.
func (a *Annual) Pieces(text string) []Piece {
	var out []Piece
	for {
		before, rest, ok := strings.Cut(text, "{")
		key, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			return append(out, Piece{Text: text})
		}
		out = append(out, Piece{Text: before})
		f, _ := fieldOf(key)
		if n, known := a.Fields[f.Key]; known {
			out = append(out, Piece{f.Quote(n), f.Key})
		} else {
			out = append(out, Piece{Text: "{" + key + "}"})
		}
		text = after
	}
}

// Wan writes an amount of 分 in 万元, without needless zeros.
func Wan(fen int64) string {
	sign, n := "", uint64(fen)
	if fen < 0 {
		sign, n = "-", -n
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%s%d.%06d", sign, n/1e6, n%1e6), "0"), ".")
}

// ParseWan reads an amount of 万元, with at most six decimals, as 分.
func ParseWan(typed string) (int64, error) {
	m := wan.FindStringSubmatch(typed)
	if m == nil {
		return 0, fmt.Errorf("amount %.20q is none", typed)
	}
	fen, err := strconv.ParseInt(m[1]+m[2]+(m[3] + "000000")[:6], 10, 64)
	return fen, err
}

var wan = regexp.MustCompile(`^([+-]?)(\d{1,9})(?:\.(\d{1,6}))?$`)

var yuan = regexp.MustCompile(`^([+-]?)(\d{1,13})(?:\.(\d{1,2}))?$`)

// Fen is the amount in a cell, in 分: of 万元, as the form has it, unless the cell itself says 元. It is false where there is none that can be told.
func (c Cell) Fen() (int64, bool) {
	typed := cmp.Or(c.Text, strconv.FormatInt(c.N, 10))
	switch {
	case c.State != Known:
		return 0, false
	case c.Unit != "元":
		fen, err := ParseWan(typed)
		return fen, err == nil
	}
	m := yuan.FindStringSubmatch(typed)
	if m == nil {
		return 0, false
	}
	fen, err := strconv.ParseInt(m[1]+m[2]+(m[3] + "00")[:2], 10, 64)
	return fen, err == nil
}

// table is the machine-readable shape of a report, which report verify reads.
type table struct {
	Agency string              `json:"agency"`
	Year   int                 `json:"year"`
	Format Format              `json:"format"`
	Title  string              `json:"title"`
	Table2 map[string]any      `json:"table2"`
	Rows   map[string]rows3    `json:"table3"`
	Table4 map[string][5]int64 `json:"table4"`

	Carried *Carried   `json:"carried,omitempty"` // of a report with adjustments only
	ByHand  []Adjusted `json:"by_hand,omitempty"`
}

type rows3 = map[string][7]int64

// MarshalJSON writes the machine-readable shape: money in 万元 as text, a row of one figure as that figure. What 上年结转 was compared with
// is written where it was adjusted.
func (a *Annual) MarshalJSON() ([]byte, error) {
	t := table{Agency: a.Agency, Year: a.Year, Format: a.Format, Title: a.Title(), Table2: map[string]any{}, Rows: map[string]rows3{"rows": a.Table3}, Table4: a.Table4, ByHand: a.ByHand}
	for _, row := range Table2(a.Format, a.Settings) {
		var cells []any
		for i, q := range row.Queries {
			if n := a.Table2[row.Key][i]; q.Amount {
				cells = append(cells, Wan(n))
			} else {
				cells = append(cells, n)
			}
		}
		if len(cells) == 1 {
			t.Table2[row.Key] = cells[0]
		} else {
			t.Table2[row.Key] = cells
		}
	}
	if a.Carried != nil && len(a.Carried.Adjustments) > 0 {
		t.Carried = a.Carried
	}
	return json.Marshal(t)
}

// UnmarshalJSON reads what MarshalJSON wrote. A cell that is missing or blank is an error: only whole reports are kept.
func (a *Annual) UnmarshalJSON(b []byte) error {
	var t table
	if err := json.Unmarshal(b, &t); err != nil {
		return fmt.Errorf("read report: %w", err)
	}
	*a = Annual{Agency: t.Agency, Year: t.Year, Format: t.Format, Table2: map[string][]int64{}, Table3: t.Rows["rows"], Table4: t.Table4, Fields: map[string]int64{}, Carried: t.Carried, ByHand: t.ByHand}
	if err := whole(t.Format, b); err != nil {
		return fmt.Errorf("read report %d: %w", t.Year, err)
	}
	for _, row := range Table2(t.Format, Settings{}) {
		cells, many := t.Table2[row.Key].([]any)
		if !many {
			cells = []any{t.Table2[row.Key]}
		}
		if len(cells) != len(row.Queries) {
			return fmt.Errorf("read report %d: row %s has %d cells, want %d", t.Year, row.Key, len(cells), len(row.Queries))
		}
		for _, c := range cells {
			n, err := figure(c)
			if err != nil {
				return fmt.Errorf("read report %d: row %s: %w", t.Year, row.Key, err)
			}
			a.Table2[row.Key] = append(a.Table2[row.Key], n)
		}
	}
	return nil
}

// whole returns an error unless tables three and four, and what was compared with them, have every row with every cell: fixed arrays
// would take what is missing for 0.
func whole(f Format, b []byte) error {
	var t struct {
		Table3  struct{ Rows map[string][]*int64 }
		Table4  map[string][]*int64
		Carried *struct{ Before []*int64 }
	}
	if err := json.Unmarshal(b, &t); err != nil {
		return err
	}
	full := func(name string, cells []*int64, want int) error {
		if len(cells) != want || slices.Contains(cells, nil) {
			return fmt.Errorf("row %s is not whole", name)
		}
		return nil
	}
	for _, row := range Table3(f) {
		if err := full(row.Key, t.Table3.Rows[row.Key], len(Columns)); err != nil {
			return err
		}
	}
	for _, block := range Table4() {
		if err := full(block.Key, t.Table4[block.Key], len(Heads4)); err != nil {
			return err
		}
	}
	if t.Carried != nil {
		return full("before", t.Carried.Before, len(Columns))
	}
	return nil
}

// figure reads a whole number, or an amount of 万元 as 分.
func figure(c any) (int64, error) {
	switch v := c.(type) {
	case float64:
		if v == math.Trunc(v) {
			return int64(v), nil
		}
	case string:
		wan, err := strconv.ParseFloat(v, 64)
		if err == nil && !math.IsNaN(wan) && !math.IsInf(wan, 0) {
			return int64(math.Round(wan * 1e6)), nil
		}
	}
	return 0, fmt.Errorf("cell %v is no figure", c)
}
