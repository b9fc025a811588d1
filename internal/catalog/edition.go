package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ledger"
	"gongkai/internal/ref"
)

// EditionID is the number of an edition; EditionRef names the register.
type EditionID int64

// EditionRef is the register's name.
const EditionRef ref.Kind = "edition"

// EditionKind says what an edition is a version of.
type EditionKind string

const (
	Standard EditionKind = "standard" // 义务教育领域基层政务公开标准目录
	Powers   EditionKind = "powers"   // 权责清单
	Profile  EditionKind = "profile"  // 机构职能
)

// EditionState is where an edition is.
type EditionState string

const (
	EditionDraft      EditionState = "draft"      // 待审: its item is on the way through the gate
	EditionInForce    EditionState = "in-force"   // 现行
	EditionSuperseded EditionState = "superseded" // 已被替代
	EditionDropped    EditionState = "dropped"    // 已放弃
)

// Name is the state's Chinese name.
func (s EditionState) Name() string {
	return map[EditionState]string{
		EditionDraft: "待审", EditionInForce: "现行", EditionSuperseded: "已被替代", EditionDropped: "已放弃",
	}[s]
}

// Edition is a 版本: a part of the catalogue that is changed as a whole. It goes through the gate as the cargo of an item, and
// comes into force by its release. There is one draft for a kind and unit; a new import replaces what it holds.
type Edition struct {
	ID       EditionID
	Kind     EditionKind
	Unit     int64
	No       int    // of what came into force; a draft has the number it will have
	Item     int64  // the publication.Item that carries it; 0: none yet
	Basis    string // 调整依据
	Rows     int
	Root     string          // Merkle root over its head and its rows
	Content  json.RawMessage // a JSON array, a row each; left out in lists
	State    EditionState
	Created  time.Time // when the present content came
	Released time.Time // zero: never in force
	Person   int64     // who brought the present content
}

// EditionRow is a row of an edition, of whatever kind.
type EditionRow interface {
	Key() string   // what the same row of another edition has, too
	Label() string // how people call it
	Cells() []Cell
}

// GroupedRow is a row that stands in a group with others: a 职权 in its 类别.
type GroupedRow interface {
	EditionRow
	Group() string
}

// Cell is one column of a row as it is shown and compared.
type Cell struct{ Name, Value string }

// editionKind is what is particular to a kind of edition.
type editionKind struct {
	name   string
	own    bool // people of the unit bring it; otherwise the keepers alone
	decode func(json.RawMessage) ([]EditionRow, error)
}

// editionKinds has a row for every kind that can be staged.
var editionKinds = map[EditionKind]editionKind{
	Standard: {name: "义务教育领域基层政务公开标准目录", decode: rowsOf[StandardEntry]},
	Powers:   {name: "权责清单", own: true, decode: rowsOf[Power]},
	Profile:  {name: "机构职能", own: true, decode: rowsOf[ProfileRow]},
}

// EditionKeepers are the roles that bring editions.
var EditionKeepers = []agency.Role{agency.GeneralOffice, agency.DisclosureHead}

// Name is what an edition of the kind is called.
func (k EditionKind) Name() string { return editionKinds[k].name }

// rowsOf reads content whose rows are all of one type.
func rowsOf[R EditionRow](content json.RawMessage) ([]EditionRow, error) {
	rows, err := DecodeRows[R](content)
	out := make([]EditionRow, len(rows))
	for i, r := range rows {
		out[i] = r
	}
	return out, err
}

// DecodeRows reads the rows of an edition's content.
func DecodeRows[R EditionRow](content json.RawMessage) ([]R, error) {
	var rows []R
	if err := json.Unmarshal(content, &rows); err != nil {
		return nil, fmt.Errorf("read rows of edition: %w", err)
	}
	return rows, nil
}

// What is refused about editions.
var (
	ErrNoEdition      = fault.New(fault.NotFound, "no-edition", "没有这个版本，可能已经放弃。")
	ErrMayNotStage    = fault.New(fault.Forbidden, "may-not-stage-edition", "导入版本由局办公室或者政府信息公开工作机构负责人办理。")
	ErrEditionKind    = fault.New(fault.Invalid, "edition-kind", "没有这一类目录，请从页面上重新进入。")
	ErrEditionEmpty   = fault.New(fault.Invalid, "edition-empty", "版本里没有内容，请核对后重新导入。")
	ErrEditionTwice   = fault.New(fault.Invalid, "edition-key-twice", "版本里有重复的编码，请核对后重新导入。")
	ErrEditionBasis   = fault.New(fault.Invalid, "edition-no-basis", "请写明调整依据，如文件名称和文号。")
	ErrEditionSame    = fault.New(fault.Conflict, "edition-unchanged", "导入的内容与现行版本完全相同，不需要新的版本。")
	ErrEditionClosed  = fault.New(fault.Conflict, "edition-closed", "这个版本已经发布、被替代或者放弃，不能再办理。请重新导入。")
	ErrEditionStale   = fault.New(fault.Conflict, "edition-stale", "送审以后版本内容有变动，已不是审核时的内容，没有发布。请退回拟稿人，重新导入后再送审。")
	ErrEditionPassing = fault.New(fault.Conflict, "edition-in-review", "上一次导入的版本正在审核，请等审核完毕，或者请审核人退回后再导入。")
)

// CanStage returns nil if that person may bring an edition of the kind for a unit, or why not.
func (k EditionKind) CanStage(by *agency.Person, unit int64) error {
	info, known := editionKinds[k]
	switch {
	case !known:
		return ErrEditionKind
	case by.Has(EditionKeepers...), info.own && int64(by.Unit) == unit && by.Has(agency.Writer):
		return nil
	case info.own:
		return ErrMayNotStage.Say("%s由本单位信息员、局办公室或者政府信息公开工作机构负责人更新。", info.name)
	}
	return ErrMayNotStage
}

// root computes the Merkle root of an edition: the first leaf is its head, each further one a row's canonical JSON.
func (e *Edition) root() (string, error) {
	head, err := json.Marshal(struct {
		Kind  EditionKind `json:"kind"`
		Unit  int64       `json:"unit"`
		No    int         `json:"no"`
		Basis string      `json:"basis"`
	}{e.Kind, e.Unit, e.No, e.Basis})
	if err != nil {
		return "", err
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(e.Content, &rows); err != nil {
		return "", fmt.Errorf("root of edition %d: %w", e.ID, err)
	}
	var tree ledger.Tree
	tree.Add(head)
	for _, row := range rows {
		var leaf bytes.Buffer
		if err := json.Compact(&leaf, row); err != nil {
			return "", fmt.Errorf("root of edition %d: %w", e.ID, err)
		}
		tree.Add(leaf.Bytes())
	}
	return tree.Root(), nil
}

// Differences returns in what an edition, as it is kept, differs from what was released at an instant under a root.
func (e *Edition) Differences(at time.Time, rows int, root string) (out []string) {
	say := func(what string) { out = append(out, fmt.Sprintf("版本 %d《%s》", e.ID, e.Title())+what) }
	switch now, err := e.root(); {
	case err != nil:
		say("的内容已无法读出，可能被改动过")
	case now != root:
		say("的内容与发布时的总摘要不符，可能被改动过")
	case e.Root != root || e.Rows != rows:
		say("的行数或总摘要与登记的不一致，可能被改动过")
	}
	switch {
	case e.State != EditionInForce && e.State != EditionSuperseded:
		say("登记为已发布，但记录不是这样")
	case !e.Released.Equal(at):
		say("的生效时间与登记的不一致，可能被改动过")
	}
	return out
}

// List reads the rows of the edition.
func (e *Edition) List() ([]EditionRow, error) {
	info, known := editionKinds[e.Kind]
	if !known {
		return nil, fmt.Errorf("rows of edition %d: %w", e.ID, ErrEditionKind)
	}
	return info.decode(e.Content)
}

// Proposal is an edition as somebody hands it in.
type Proposal struct {
	Kind  EditionKind
	Unit  int64
	Basis string
	Rows  []EditionRow
}

// fill puts a proposal into a draft, in place of what it held.
func (e *Edition) fill(by *agency.Person, at time.Time, p Proposal) (act.Act, error) {
	if e.State != EditionDraft {
		return act.Act{}, ErrEditionClosed
	}
	content, err := json.Marshal(p.Rows)
	if err != nil {
		return act.Act{}, err
	}
	e.Kind, e.Unit, e.Basis, e.Rows, e.Content, e.Created, e.Person = p.Kind, p.Unit, p.Basis, len(p.Rows), content, at, int64(by.ID)
	if e.Root, err = e.root(); err != nil {
		return act.Act{}, err
	}
	return act.New(by.Actor(), at, "catalog.stage-edition", ref.To(EditionRef, e.ID), e.Root, e.Title()), nil
}

// Title names the edition: 义务教育领域基层政务公开标准目录（第2版）.
func (e *Edition) Title() string { return fmt.Sprintf("%s（第%d版）", e.Kind.Name(), e.No) }

// EditionReleased is the effect of the release of an edition: it comes into force, and the one before is superseded.
type EditionReleased struct {
	Edition EditionID
	Root    string // what was reviewed; the store makes nothing else come into force
	At      time.Time
}

// Effect marks it.
func (EditionReleased) Effect() {}
