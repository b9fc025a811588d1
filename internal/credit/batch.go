package credit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/blob"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// The registers of this package.
const (
	LicenceRef  ref.Kind = "licence"
	BatchRef    ref.Kind = "batch"
	DecisionRef ref.Kind = "decision"
)

// LicenceID and BatchID are numbers of records.
type (
	LicenceID int64
	BatchID   int64
)

// BatchState is where a batch is.
type BatchState string

const (
	Staging  BatchState = "staging"  // being read; nobody sees it
	Taken    BatchState = "taken"    // imported: its decisions are records, and owed to the public
	Released BatchState = "released" // published and on its way to the platform
)

// Batch is a table of decisions that goes through the gate as one version.
type Batch struct {
	ID       BatchID
	Unit     int64
	Item     publication.ID
	Name     string // 教师资格认定决定，第 12 批
	File     string // name of the file it came from
	Rows     int
	Root     string // Merkle root over its rows
	State    BatchState
	Imported time.Time
	Person   int64
	Earliest workday.Date // 决定日期 of its earliest decision, by which the batch as a whole is due
	Reported int          // rows with a receipt of the credit platform
}

// Row is a decision with its place in a batch, as the store keeps it: what the public sees in the open, the rest sealed.
type Row struct {
	ID     LicenceID
	Batch  BatchID
	No     int
	Unit   int64
	Dedup  string // fingerprint of Key: the same decision is a record once
	Public Posting
	Sealed []byte // the whole Licence
}

// Posting is a decision as the public sees it.
type Posting struct {
	ID        LicenceID
	Batch     BatchID
	No        int
	Party     string // a natural person's surname and stars
	PartyKind string
	PartyCode string // 统一社会信用代码; of a natural person nothing, or a number masked by policy
	DocName   string
	DocNo     string
	Kind      string
	CertName  string
	CertNo    string
	Content   string
	Decided   workday.Date
	ValidFrom workday.Date
	ValidTo   workday.Date
	State     string
	Authority string
	Released  time.Time    // zero while only the desk sees it
	Due       workday.Date // by when it had to be published and reported
	MetOn     workday.Date // when it was; zero: not yet
}

// Decision is a 处理决定 that is counted and not pushed: penalties until their own template comes, coercion, other services.
type Decision struct {
	ID        int64
	Unit      int64
	Category  catalog.Category
	DocNo     string
	Title     string
	DecidedOn workday.Date
}

// Filter narrows a list of licences. Zero fields do not narrow.
type Filter struct {
	Unit      int64
	Batch     BatchID
	Text      string // part of a party's public name, or of the document number
	PartyKind string
	Kind      string
	Issued    []string     // names of certificates, one of which was issued; of decisions without one, their content
	From, To  workday.Date // 决定日期
	Limit     int
	Offset    int
}

// BatchReleased is the effect of a batch's release: its decisions become public.
type BatchReleased struct {
	Batch BatchID
	At    time.Time
}

// DutiesOpened is the effect of taking a batch, for its decisions of one day: each opens the obligation to publish and
// report it. law: 行政许可法 40
type DutiesOpened struct {
	Batch       BatchID
	Rows        int // how many decisions
	Person      int64
	From, Due   workday.Date
	Provisional bool
}

// Effect marks the effects of this package.
func (BatchReleased) Effect() {}
func (DutiesOpened) Effect()  {}

// What the package refuses.
var (
	ErrNoBatch    = fault.New(fault.NotFound, "no-batch", "没有这一批，或者它不在您可以查看的范围。")
	ErrNoLicence  = fault.New(fault.NotFound, "no-licence", "没有这件许可决定，或者尚未公示。")
	ErrRepeated   = fault.New(fault.Conflict, "repeated-licences", "表中有已经导入过的许可决定，一行也没有导入。")
	ErrRowsChange = fault.New(fault.Conflict, "rows-changed", "本批的行与审核时不一致，没有发布。请联系系统管理员。")
	ErrCategory   = fault.New(fault.Invalid, "decision-category", "请选择处罚、强制或其他对外管理服务事项，并填写文号和决定日期。")
)

// OpenDuty is what is still owed for the decisions of one batch that are due on one day.
type OpenDuty struct {
	Batch     BatchID
	Name      string
	N         int
	From, Due workday.Date // From: of the earliest
}

// Store keeps batches, licences and decisions.
type Store interface {
	// BatchOf returns the batch that a one-time key made, or ErrNoBatch.
	BatchOf(ctx context.Context, key string) (*Batch, error)
	// BeginBatch opens a batch that nobody sees and gives it its number.
	BeginBatch(ctx context.Context, b *Batch) error
	// Stage adds rows to a batch that is being read and returns which of them are records already, by their row numbers.
	Stage(ctx context.Context, id BatchID, rows []Row) (repeated []int, err error)
	// Take shows a staged batch in one short transaction; fn gets the number of the item to open.
	Take(ctx context.Context, key string, b *Batch, fn func(item publication.ID) (*publication.Item, act.Act, error)) error
	// DropBatch forgets a batch that was not taken.
	DropBatch(ctx context.Context, id BatchID) error
	Batch(ctx context.Context, id BatchID) (*Batch, error)
	// OpenDuties lists what is owed for decisions, by batch and due day, what is due first on top: of a unit or, for 0, of all;
	// of a person or, for 0, of everybody.
	OpenDuties(ctx context.Context, unit, person int64) ([]OpenDuty, error)
	// Batches lists the batches of a unit, or of all for 0, newest first, and says how many there are.
	Batches(ctx context.Context, unit int64, limit, offset int) ([]Batch, int, error)
	// Rows reads a batch in order, in pieces.
	Rows(ctx context.Context, id BatchID, after, limit int) ([]Row, error)
	// Licences lists decisions, newest first: public ones, or with all those only the desk sees.
	Licences(ctx context.Context, f Filter, all bool) ([]Posting, int, error)
	Licence(ctx context.Context, id LicenceID) (*Posting, error)
	AddDecision(ctx context.Context, d *Decision, a func() (act.Act, error)) error
}

// Files keeps frozen payloads.
type Files interface {
	Put(ctx context.Context, b []byte) (blob.Digest, error)
	Range(ctx context.Context, d blob.Digest, offset int64, n int) ([]byte, error)
}

// wire is a decision as it goes to the platform: the template's fields by their codes.
func (l Licence) wire() []byte {
	fields := map[string]string{}
	for i, v := range l.Values() {
		if v != "" {
			fields[Fields[i].Code] = v
		}
	}
	b, err := json.Marshal(fields) // keys are sorted: the same licence is the same bytes
	if err != nil {
		panic(err) // strings only
	}
	return b
}

// licenceFrom is the way back from wire.
func licenceFrom(wire []byte) (Licence, error) {
	var fields map[string]string
	if err := json.Unmarshal(wire, &fields); err != nil {
		return Licence{}, fmt.Errorf("read licence: %w", err)
	}
	var v [ColumnCount]string
	for i := range v {
		v[i] = fields[Fields[i].Code]
	}
	return licenceOf(&v), nil
}

// rule is the duty that every decision brings. law: 行政许可法 40
const rule = law.LicencePublicity

// Receipt returns what a receipt of the platform is evidence for.
func Receipt(d channel.Delivery, on workday.Date) []act.Effect {
	if d.Meets == "" {
		return nil
	}
	return []act.Effect{obligation.Met{Key: obligation.Key{Rule: d.Meets, Subject: d.Subject}, On: on, Evidence: ref.To(channel.Ref, d.ID)}}
}

// title names a batch in lists and on its item.
func (b *Batch) title(first, last workday.Date) string {
	if first == last {
		return fmt.Sprintf("%s（%s，%d件）", b.Name, first.Chinese(), b.Rows)
	}
	return fmt.Sprintf("%s（%s至%s，%d件）", b.Name, first.Chinese(), last.Chinese(), b.Rows)
}

// LicenceKinds lists the values of 许可类别.
func LicenceKinds() []string { return slices.Clone(Fields[colLicenceKind].Choices) }
