package credit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/secret"
	"gongkai/internal/workday"
)

// Service imports decisions, releases them through the gate, and shows them.
type Service struct {
	store       Store
	obligations obligation.Store
	files       Files
	keys        *secret.Keys
	calendar    func() workday.Calendar
	now         func() time.Time
	mask        IDMask
}

// New returns the service.
func New(store Store, obligations obligation.Store, files Files, keys *secret.Keys, calendar func() workday.Calendar, now func() time.Time, mask IDMask) *Service {
	return &Service{store, obligations, files, keys, calendar, now, mask}
}

// Upload is a table somebody hands in.
type Upload struct {
	Key    string // the form's one-time key
	Name   string // of the file
	Title  string // of the batch: 教师资格认定决定，第 12 批
	Column int64  // where its item will be
	File   io.ReaderAt
	Size   int64
}

// Outcome is what became of an upload: a batch, or the problems for which not one row was taken.
type Outcome struct {
	Batch    *Batch
	Report   SheetReport
	Took     time.Duration
	Repeated []int // rows that are records already
}

// chunk is how many rows are staged at once.
const chunk = 500

// Import reads a table, checks every row and takes all of them or none. Problems are no error: they are the outcome. The
// same form makes one batch, however often it is sent.
func (s *Service) Import(ctx context.Context, by act.Actor, up Upload) (*Outcome, error) {
	if out, err := s.earlier(ctx, up); out != nil || err != nil {
		return out, err
	}
	start := s.now()
	began := time.Now() // how long it takes is real time, whatever the domain's clock says
	b := &Batch{Unit: by.Unit, Name: up.Title, File: up.Name, State: Staging, Imported: start, Person: by.Person}
	if err := s.store.BeginBatch(ctx, b); err != nil {
		return nil, fmt.Errorf("import %s: %w", up.Name, err)
	}
	out := &Outcome{}
	st, err := s.stage(ctx, b, up, out)
	if err == nil && !st.failed && len(out.Repeated) == 0 {
		if err = s.take(ctx, by, b, up, st); err == nil {
			out.Batch, out.Took = b, time.Since(began)
			return out, nil
		}
	}
	if err = errors.Join(err, s.store.DropBatch(context.WithoutCancel(ctx), b.ID)); err != nil {
		err = fmt.Errorf("import %s: %w", up.Name, err)
	}
	if was, e := s.earlier(ctx, up); was != nil && e == nil {
		return was, nil // the same form, sent at the same time, was faster
	}
	if err != nil {
		return nil, err
	}
	out.Took = time.Since(began)
	return out, nil
}

// earlier is what the same form made already, or nil.
func (s *Service) earlier(ctx context.Context, up Upload) (*Outcome, error) {
	b, err := s.store.BatchOf(ctx, up.Key)
	if errors.Is(err, ErrNoBatch) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", up.Name, err)
	}
	return &Outcome{Batch: b, Report: SheetReport{Rows: b.Rows}}, nil
}

// stage reads the table row by row and puts what is right into the invisible batch. Once a row is wrong nothing more is
// kept, but everything is read, so that all mistakes are told at once.
func (s *Service) stage(ctx context.Context, b *Batch, up Upload, out *Outcome) (*staged, error) {
	book, err := document.OpenXLSX(up.Name, up.File, up.Size, document.Limits{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = book.Close() }() // removes temporary files; nothing to lose
	st := staged{days: map[workday.Date]int{}}
	for entry, err := range (Rules{Today: workday.DateOf(b.Imported)}).Read(ctx, book) {
		if err != nil {
			return nil, err
		}
		out.Report.Problems = append(out.Report.Problems, entry.Problems...)
		st.failed = st.failed || entry.Failed()
		if entry.Header {
			continue
		}
		out.Report.Rows++
		if st.failed {
			continue
		}
		st.add(s.row(b, entry))
		if len(st.rows) == chunk {
			if err := s.flush(ctx, b, &st, out); err != nil {
				return nil, err
			}
		}
	}
	if !st.failed {
		if err := s.flush(ctx, b, &st, out); err != nil {
			return nil, err
		}
	}
	b.Rows, b.Root = out.Report.Rows, st.tree.Root()
	return &st, nil
}

// staged is what is known of a batch while it is being read.
type staged struct {
	failed      bool
	first, last workday.Date // of the decisions
	tree        ledger.Tree
	rows        []Row                // not yet handed to the store
	days        map[workday.Date]int // decisions by day
}

func (st *staged) add(row Row, leaf []byte) {
	st.tree.Add(leaf)
	st.rows = append(st.rows, row)
	day := row.Public.Decided
	if st.first.IsZero() || day.Before(st.first) {
		st.first = day
	}
	if day.After(st.last) {
		st.last = day
	}
}

// flush hands rows to the store and counts the decisions of each day.
func (s *Service) flush(ctx context.Context, b *Batch, st *staged, out *Outcome) error {
	repeated, err := s.store.Stage(ctx, b.ID, st.rows)
	if err != nil {
		return err
	}
	out.Repeated = append(out.Repeated, repeated...)
	for _, row := range st.rows {
		st.days[row.Public.Decided]++
	}
	st.rows = st.rows[:0]
	return nil
}

// duties returns what a batch owes: one obligation a decision, all of one day due on one day.
func (s *Service) duties(b *Batch, days map[workday.Date]int) ([]act.Effect, error) {
	var out []act.Effect
	for _, day := range slices.SortedFunc(maps.Keys(days), workday.Date.Compare) {
		d, err := law.Due(s.calendar(), rule, day, law.Options{})
		if err != nil {
			return nil, fmt.Errorf("due day of decisions of %s: %w", day, err)
		}
		out = append(out, DutiesOpened{Batch: b.ID, Rows: days[day], Person: b.Person, From: day, Due: d.Due, Provisional: d.Provisional})
	}
	return out, nil
}

// row splits a decision into what everybody may see and what is sealed. The leaf of the batch's tree binds both: the public
// part as it is, the whole by a keyed fingerprint that tells nobody a number.
func (s *Service) row(b *Batch, rec Entry) (Row, []byte) {
	l := rec.Licence
	whole := l.wire()
	k := l.Key()
	row := Row{
		Batch: b.ID, No: rec.Row, Unit: b.Unit,
		Dedup:  s.keys.Fingerprint(k.AuthorityCode+"\x00"+k.DocNo+"\x00"+k.PartyName, "licence-key"),
		Public: l.posting(s.mask, b.ID, rec.Row),
		Sealed: s.keys.Seal(whole, "licence"),
	}
	return row, leaf(s.keys, row.Public, whole)
}

func (l Licence) posting(mask IDMask, b BatchID, no int) Posting {
	p := l.Public(mask)
	return Posting{
		Batch: b, No: no, Party: p.PartyName, PartyKind: p.PartyKind, PartyCode: p.PartyCode, DocName: p.DocName, DocNo: p.DocNo, Kind: p.LicenceKind,
		CertName: p.CertificateName, CertNo: p.CertificateNo, Content: p.Content, Decided: p.Decided, ValidFrom: p.ValidFrom, ValidTo: p.ValidTo,
		State: p.State, Authority: p.Authority,
	}
}

// fixed is what the tree of a batch fixes of a row.
func (e Posting) fixed() Posting {
	e.ID, e.Batch, e.Released, e.Due, e.MetOn = 0, 0, time.Time{}, workday.Date{}, workday.Date{}
	return e
}

// leaf is a row in its batch's tree.
func leaf(keys *secret.Keys, e Posting, whole []byte) []byte {
	open, err := json.Marshal(e.fixed())
	if err != nil {
		panic(err) // plain values only
	}
	return append(append(open, '\n'), keys.Fingerprint(string(whole), "licence-row")...)
}

// take shows the batch: one item for the gate, one obligation for each decision.
func (s *Service) take(ctx context.Context, by act.Actor, b *Batch, up Upload, st *staged) error {
	now := b.Imported
	duties, err := s.duties(b, st.days)
	if err != nil {
		return err
	}
	b.State = Taken
	return s.store.Take(ctx, up.Key, b, func(id publication.ID) (*publication.Item, act.Act, error) {
		b.Item = id
		v := publication.Version{
			No: 1, Column: up.Column, Title: b.title(st.first, st.last), Genre: "公示", Subject: "科技、教育／教育", FormedOn: st.last, Keywords: "双公示 行政许可",
			Summary: fmt.Sprintf("公示%s共%d件行政许可决定，决定日期%s至%s。", b.Name, b.Rows, st.first, st.last),
			Body: fmt.Sprintf("本批共%d件行政许可决定，决定日期%s至%s。\n自作出决定之日起7个工作日内公示并报送信用信息平台。自然人只显示姓氏，不显示证件号码。",
				b.Rows, st.first.Chinese(), st.last.Chinese()),
			Cargo: publication.Cargo{Ref: ref.To(BatchRef, b.ID), Rows: b.Rows, Root: b.Root},
		}
		it := &publication.Item{
			ID: id, Unit: b.Unit, Writer: by.Person, State: publication.Draft, Version: v, Created: now, Changed: now,
			Screened: screening.Rules{Today: workday.DateOf(now)}.Screen(v.Digest(), v.Parts()),
		}
		return it, act.New(by, now, "credit.import", ref.To(BatchRef, b.ID), b.Root, b.Name).Causes(duties...), nil
	})
}

// payloads is how many rows are frozen in one file.
const payloads = 5000

// Ready implements publication.Releaser: the rows must be those that were reviewed; what goes to the platform is frozen.
func (s *Service) Ready(ctx context.Context, c publication.Cargo, at time.Time) ([]act.Effect, error) {
	id := BatchID(c.Ref.ID)
	var tree ledger.Tree
	effects := []act.Effect{BatchReleased{id, at}}
	for after := 0; ; {
		rows, err := s.store.Rows(ctx, id, after, payloads)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			break
		}
		after = rows[len(rows)-1].No
		queued, err := s.freeze(ctx, rows, at, &tree)
		if err != nil {
			return nil, err
		}
		effects = append(effects, queued...)
	}
	if tree.Root() != c.Root {
		return nil, fmt.Errorf("release batch %d: %w", id, ErrRowsChange)
	}
	return effects, nil
}

// freeze seals what will be sent of some rows into one file.
func (s *Service) freeze(ctx context.Context, rows []Row, at time.Time, tree *ledger.Tree) ([]act.Effect, error) {
	var file []byte
	out := make([]act.Effect, len(rows))
	ds := make([]channel.Delivery, len(rows))
	for i, row := range rows {
		whole, err := s.keys.Open(row.Sealed, "licence")
		if err != nil {
			return nil, fmt.Errorf("row %d of batch %d: %w", row.No, row.Batch, err)
		}
		tree.Add(leaf(s.keys, row.Public, whole))
		sum := sha256.Sum256(whole)
		sealed := s.keys.Seal(whole, "payload")
		ds[i] = channel.Delivery{
			Key: "XK-" + row.Dedup[:32], Subject: ref.To(LicenceRef, row.ID), Unit: row.Unit, Channel: channel.CreditPlatform,
			Digest: hex.EncodeToString(sum[:]), Payload: channel.Payload{Offset: int64(len(file)), Length: len(sealed)}, Meets: rule, NextAt: at,
		}
		file = append(file, sealed...)
	}
	digest, err := s.files.Put(ctx, file)
	if err != nil {
		return nil, err
	}
	for i := range ds {
		ds[i].Payload.Blob = digest
		out[i] = channel.Queued{Delivery: ds[i]}
	}
	return out, nil
}

// OpenPayload implements channel.Opener.
func (s *Service) OpenPayload(ctx context.Context, d channel.Delivery) ([]byte, error) {
	sealed, err := s.files.Range(ctx, d.Payload.Blob, d.Payload.Offset, d.Payload.Length)
	if err != nil {
		return nil, err
	}
	return s.keys.Open(sealed, "payload")
}

// Public lists decisions as everybody sees them.
func (s *Service) Public(ctx context.Context, f Filter) ([]Posting, int, error) {
	return s.store.Licences(ctx, f, false)
}

// Licence returns one public decision, or ErrNoLicence.
func (s *Service) Licence(ctx context.Context, id LicenceID) (*Posting, error) {
	e, err := s.store.Licence(ctx, id)
	if err != nil {
		return nil, err
	}
	if e.Released.IsZero() {
		return nil, fmt.Errorf("licence %d: %w", id, ErrNoLicence)
	}
	return e, nil
}

// Entry returns one decision, released or not, for the desk.
func (s *Service) Entry(ctx context.Context, id LicenceID) (*Posting, error) {
	return s.store.Licence(ctx, id)
}

// Batch returns a batch of a unit that the person may see, with some of its rows.
func (s *Service) Batch(ctx context.Context, unit int64, id BatchID) (*Batch, error) {
	b, err := s.store.Batch(ctx, id)
	if err != nil {
		return nil, err
	}
	if unit != 0 && b.Unit != unit || b.State == Staging {
		return nil, fmt.Errorf("batch %d: %w", id, ErrNoBatch)
	}
	return b, nil
}

// OpenDuties lists what is owed for decisions, by batch and due day.
func (s *Service) OpenDuties(ctx context.Context, unit, person int64) ([]OpenDuty, error) {
	return s.store.OpenDuties(ctx, unit, person)
}

// Batches lists the batches of a unit, or of all for 0, newest first, and says how many there are.
func (s *Service) Batches(ctx context.Context, unit int64, limit, offset int) ([]Batch, int, error) {
	return s.store.Batches(ctx, unit, limit, offset)
}

// Entries lists the rows of a batch as the public will see them.
func (s *Service) Entries(ctx context.Context, f Filter) ([]Posting, int, error) {
	return s.store.Licences(ctx, f, true)
}

// OnTime counts how many decisions of a year were published and reported in time, for one unit or, for 0, all.
func (s *Service) OnTime(ctx context.Context, unit int64, year int) (obligation.Tally, error) {
	return s.obligations.Tally(ctx, law.LicencePublicity, unit, workday.NewDate(year, 1, 1), workday.NewDate(year, 12, 31), workday.DateOf(s.now()))
}

// AddDecision enters a decision that is counted and not pushed.
func (s *Service) AddDecision(ctx context.Context, by act.Actor, d *Decision) error {
	if d.DocNo == "" || d.DecidedOn.IsZero() || d.Category == catalog.Licensing {
		return fmt.Errorf("add decision: %w", ErrCategory)
	}
	return s.store.AddDecision(ctx, d, func() (act.Act, error) {
		return act.New(by, s.now(), "credit.add-decision", ref.To(DecisionRef, d.ID), "", d.DocNo), nil
	})
}

// Repeat says in one sentence which rows are records already.
func (o *Outcome) Repeat() *fault.Fault {
	return ErrRepeated.Say("第 %v 行等 %d 行是已经导入过的许可决定，一行也没有导入。请删去这些行再导入；更正原决定请用更正。", o.Repeated[0], len(o.Repeated))
}
