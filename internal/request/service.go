package request

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/secret"
	"gongkai/internal/workday"
)

// Filter narrows a list. Zero fields do not narrow.
type Filter struct {
	Unit    int64
	Officer int64
	State   State
	Open    bool
	Ended   bool
	DueBy   workday.Date
	Year    int // of filing
	Limit   int
	Offset  int
}

// MaxCounted is how far a list is counted.
const MaxCounted = 10_000

// Store keeps requests.
type Store interface {
	// AddRequest gives the request its number of the year, and saves it with its steps. If there is one of the same key already it
	// returns ErrFiled, and changes nothing.
	AddRequest(ctx context.Context, req *Request, key string, year int, fn func() (act.Act, error)) error
	// UpdateRequest loads a request with its steps, lets fn add steps and number letters, and saves it. It returns ErrNotFound if there is none.
	UpdateRequest(ctx context.Context, id ID, fn func(*Request, Serial) (act.Act, error)) error
	// Request returns one with its steps, or ErrNotFound; RequestByNo finds it by its number, RequestByKey by the key of its form.
	Request(ctx context.Context, id ID) (*Request, error)
	RequestByNo(ctx context.Context, no string) (*Request, error)
	RequestByKey(ctx context.Context, key string) (*Request, error)
	// RequestList lists the open ones with the most urgent on top, the ended ones with the latest on top, or all, the newest first; and how many
	// there are, MaxCounted and one where there are more.
	RequestList(ctx context.Context, f Filter) ([]Request, int, error)
	// RequestsAbout returns requests whose subject holds one of some terms, the newest first, a few hundred at most.
	RequestsAbout(ctx context.Context, terms []string) ([]Request, error)
	// RequestsOfApplicant counts the requests of one applicant, by the fingerprint, filed in a span of time.
	RequestsOfApplicant(ctx context.Context, who string, from, to time.Time) (int, error)
}

// Units tells what kind of unit a request is addressed to.
type Units interface {
	Unit(ctx context.Context, id agency.UnitID) (*agency.Unit, error)
}

// Files keeps files by their content.
type Files interface {
	Put(ctx context.Context, b []byte) (blob.Digest, error)
	Get(ctx context.Context, d blob.Digest) ([]byte, error)
}

// ErrFiled reports that the form was handed in already.
var ErrFiled = fault.New(fault.Conflict, "request-filed", "这份申请已经提交，请不要重复提交。")

// Service takes requests in, carries them through and shows how they stand.
type Service struct {
	store    Store
	units    Units
	files    Files
	keys     *secret.Keys
	options  Options
	calendar func() workday.Calendar
	now      func() time.Time
}

// Settings are what the Regulation leaves to an agency.
type Settings struct {
	SendingDayHeld bool `toml:"sending_day_held" doc:"征求第三方、其他机关意见的，发函当日是否也不计入答复期限（条例第三十三条）。默认 false，当日仍计入，从严；改动只影响此后的征求意见。"`
}

// Options are what a service may have besides. Without letters, steps send none.
type Options struct {
	Letters Writers
	Settings
}

// New returns the service.
func New(store Store, units Units, files Files, keys *secret.Keys, calendar func() workday.Calendar, now func() time.Time, o Options) *Service {
	return &Service{store, units, files, keys, o, calendar, now}
}

// Receipt is what an applicant gets: the secret is shown once and kept by nobody.
type Receipt struct {
	Request *Request
	Secret  string // 26 letters and digits, 128 bits
}

// File takes a request in. By is nil for the public form. It returns ErrDuty for a unit of the public service (条例 55). Where the channel leaves no doubt about the day of receipt, the clock starts at
// once. It returns Validate's mistakes.
//
// law: 条例 29
func (s *Service) File(ctx context.Context, by *agency.Person, f Filing) (*Receipt, error) {
	at := s.now()
	if by == nil {
		f.Channel = Online
	}
	if err := f.Validate(workday.DateOf(at)); err != nil {
		return nil, fmt.Errorf("file request: %w", err)
	}
	unit, err := s.units.Unit(ctx, agency.UnitID(f.Unit))
	if err != nil {
		return nil, fmt.Errorf("file request: %w", err)
	}
	if unit.Duty == agency.DutyPublic {
		return nil, fmt.Errorf("file request: %w", ErrDuty)
	}
	code := s.secretOf(f.Key)
	req := &Request{Unit: f.Unit, Applicant: f.Applicant, Channel: f.Channel, Subject: f.Subject, FiledAt: at, Secret: s.keys.Fingerprint(code, "request secret"), Who: s.keys.Fingerprint(f.IDNo, "request applicant")}
	form, err := json.Marshal(f.Application)
	if err != nil {
		return nil, err
	}
	req.Form = s.keys.Seal(form, "request form "+req.Secret)
	key := ""
	if f.Key != "" {
		key = s.keys.Fingerprint(f.Key, "request form")
	}
	err = s.store.AddRequest(ctx, req, key, workday.DateOf(at).Year(), func() (act.Act, error) {
		req.Steps = nil // fn may run again
		deed, err := req.Do(s.calendar(), by, at, Doing{Kind: Submit, Words: Words{Evidence: f.Evidence, Files: f.Proof}}, s.say(req, by, nil, nil))
		if err != nil || f.Channel.NeedsConfirming() {
			return deed, err
		}
		on := f.Arrived
		if f.Channel != Registered {
			on = workday.DateOf(at)
		}
		next, err := req.Do(s.calendar(), by, at, Doing{Kind: Receive, On: on, Words: Words{Evidence: receiptEvidence(&f)}}, s.say(req, by, nil, nil))
		return deed.Records(next.Entries...).Causes(next.Effects...), err
	})
	if errors.Is(err, ErrFiled) { // the same form again: the same receipt
		if req, err = s.store.RequestByKey(ctx, key); err == nil && req.Secret == s.keys.Fingerprint(code, "request secret") {
			return &Receipt{req, code}, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("file request: %w", err)
	}
	return &Receipt{req, code}, nil
}

// secretOf makes the secret of 128 bits that opens the public page. The one-time key of a form gives the same secret each time, so that the
// same form sent twice gets the same receipt; without one it is new.
func (s *Service) secretOf(key string) string {
	if key == "" {
		return rand.Text()
	}
	digest, err := hex.DecodeString(s.keys.Fingerprint(key, "request secret of form"))
	if err != nil {
		panic(err) // a fingerprint is hex
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(digest[:16])
}

// Keep seals a file and puts it into the file store, so that a step may name it. What no step names is never shown.
func (s *Service) Keep(ctx context.Context, name string, file []byte) (File, error) {
	digest, err := s.files.Put(ctx, s.keys.Seal(file, filePurpose))
	if err != nil {
		return File{}, fmt.Errorf("keep file of a request: %w", err)
	}
	return File{Name: name, Digest: string(digest), Size: int64(len(file))}, nil
}

// Read opens a file that a step of the request names, or returns ErrNotFound or ErrErased.
func (s *Service) Read(ctx context.Context, req *Request, step int, digest string) ([]byte, error) {
	for i := range req.Steps {
		if req.Steps[i].No == step && slices.Contains(req.Steps[i].Files, digest) {
			if !req.Steps[i].FilesErased.IsZero() {
				return nil, fmt.Errorf("file of request %s: %w", req.No, ErrErased)
			}
			b, err := s.files.Get(ctx, blob.Digest(digest))
			if err != nil {
				return nil, fmt.Errorf("file of request %s: %w", req.No, err)
			}
			return s.keys.Open(b, filePurpose)
		}
	}
	return nil, fmt.Errorf("file of request %s: %w", req.No, ErrNotFound)
}

const filePurpose = "request file"

func receiptEvidence(f *Filing) string {
	if f.Evidence != "" {
		return f.Evidence
	}
	return f.Channel.Name() + "，" + f.Channel.Counts()
}

func stepPurpose(req *Request, step int) string {
	return fmt.Sprintf("request step %s %d", req.Secret, step)
}

// Do takes a step of a request. It returns what Request.Do refuses. How many requests a fee counts is counted, whatever was typed; and that a
// supplement was thought of too late is noted with the request.
func (s *Service) Do(ctx context.Context, by *agency.Person, id ID, d Doing) error {
	w, err := s.writer(ctx, id)
	if err != nil {
		return err
	}
	if d, err = s.counted(ctx, id, d); err != nil {
		return err
	}
	do := func(d Doing) error {
		return s.store.UpdateRequest(ctx, id, func(req *Request, serial Serial) (act.Act, error) {
			return req.Do(s.calendar(), by, s.now(), d, s.say(req, by, w, serial))
		})
	}
	err = do(d)
	if errors.Is(err, ErrSupplementLate) {
		note := Doing{Kind: Note, Words: Words{Text: "拟告知补正，因已超过收到之日起7个工作日的期限，没有办理。"}}
		if e := do(note); e != nil {
			return fmt.Errorf("%w; and not noted: %w", err, e)
		}
	}
	return err
}

// counted fills in what nobody types: how many requests a fee counts, and from when a consultation stops the clock.
func (s *Service) counted(ctx context.Context, id ID, d Doing) (_ Doing, err error) {
	d.Whole = s.options.SendingDayHeld
	if d.Kind == NoticeFee && d.Basis == ByCount {
		d.Count, err = s.OfMonth(ctx, id)
	}
	return d, err
}

// OfMonth counts the requests that the applicant of one filed in its calendar month.
//
// law: 国办函〔2020〕109号
func (s *Service) OfMonth(ctx context.Context, id ID) (int, error) {
	req, err := s.store.Request(ctx, id)
	if err != nil {
		return 0, err
	}
	day := workday.DateOf(req.FiledAt)
	first := workday.NewDate(day.Year(), day.Month(), 1)
	return s.store.RequestsOfApplicant(ctx, req.Who, first.Time(), first.AddMonths(1).Time())
}

// Describe gives a request its subject, by which lists and the register call it.
func (s *Service) Describe(ctx context.Context, by *agency.Person, id ID, subject string) error {
	return s.store.UpdateRequest(ctx, id, func(req *Request, _ Serial) (act.Act, error) {
		return req.describe(by, s.now(), subject)
	})
}

// Request returns one with its steps, or ErrNotFound.
func (s *Service) Request(ctx context.Context, id ID) (*Request, error) {
	return s.store.Request(ctx, id)
}

// List lists requests as Store.RequestList does.
func (s *Service) List(ctx context.Context, f Filter) ([]Request, int, error) {
	return s.store.RequestList(ctx, f)
}

// Track returns a request to whoever has its number, its secret and the name of the applicant. Whatever is wrong, the answer is ErrTracking
// and takes the same work.
func (s *Service) Track(ctx context.Context, no, code, name string) (*Request, error) {
	req, err := s.store.RequestByNo(ctx, strings.TrimSpace(no))
	if f, ok := fault.Of(err); err != nil && (!ok || f.Kind != fault.NotFound) {
		return nil, fmt.Errorf("track request: %w", err)
	}
	found := err == nil && req.Erased.IsZero() // who applied is not known any more
	if !found {
		decoy := s.keys.Seal([]byte(`{"Name":"-"}`), "request form ")
		req = &Request{Form: decoy}
	}
	right := s.Opens(req, code)
	a, err := s.Application(req)
	if err != nil {
		return nil, fmt.Errorf("track request: %w", err)
	}
	named := subtle.ConstantTimeCompare([]byte(s.keys.Fingerprint(strings.TrimSpace(name), "request name")), []byte(s.keys.Fingerprint(a.Name, "request name"))) == 1
	if !found || !right || !named {
		return nil, fmt.Errorf("track request: %w", ErrTracking)
	}
	return req, nil
}

// Opens reports whether what was typed is the request's secret; letters may be small, and spaces anywhere.
func (s *Service) Opens(req *Request, code string) bool {
	return subtle.ConstantTimeCompare([]byte(s.keys.Fingerprint(plainSecret(code), "request secret")), []byte(req.Secret)) == 1
}

func plainSecret(typed string) string {
	return strings.ToUpper(strings.Join(strings.Fields(typed), ""))
}

// Ticket closes the number of a request for the applicant's own pages: who has it was told by Track.
func (s *Service) Ticket(req *Request, until time.Time) string {
	b := fmt.Appendf(nil, "%d %d", req.ID, until.Unix())
	return base64.RawURLEncoding.EncodeToString(s.keys.Seal(b, "request ticket"))
}

// Ticketed returns the request of a ticket that holds now, or ErrTracking.
func (s *Service) Ticketed(ctx context.Context, ticket string, now time.Time) (*Request, error) {
	b, err := base64.RawURLEncoding.DecodeString(ticket)
	if err == nil {
		b, err = s.keys.Open(b, "request ticket")
	}
	var id ID
	var until int64
	if err == nil {
		_, err = fmt.Sscanf(string(b), "%d %d", &id, &until)
	}
	if err != nil || now.Unix() > until {
		return nil, fmt.Errorf("request ticket: %w", ErrTracking)
	}
	req, err := s.store.Request(ctx, id)
	if err == nil && !req.Erased.IsZero() {
		return nil, fmt.Errorf("request ticket: %w", ErrTracking)
	}
	return req, err
}

// Application opens what the applicant stated, or returns ErrErased.
func (s *Service) Application(req *Request) (*Application, error) {
	if !req.Erased.IsZero() {
		return nil, fmt.Errorf("application of request %s: %w", req.No, ErrErased)
	}
	b, err := s.keys.Open(req.Form, "request form "+req.Secret)
	if err != nil {
		return nil, err
	}
	var a Application
	if err := json.Unmarshal(b, &a); err != nil {
		return nil, fmt.Errorf("application of request %s: %w", req.No, err)
	}
	return &a, nil
}

// Words opens what a step says; nothing where it says nothing, or what it said was erased.
func (s *Service) Words(req *Request, step *Step) (Words, error) {
	var w Words
	if step.Said == nil {
		return w, nil
	}
	b, err := s.keys.Open(step.Said, stepPurpose(req, step.No))
	if err != nil {
		return w, err
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return w, fmt.Errorf("words of request %s, step %d: %w", req.No, step.No, err)
	}
	return w, nil
}

// Grouped is the secret as people copy it: in groups of five.
func (r *Receipt) Grouped() string { return GroupSecret(r.Secret) }

// GroupSecret is a secret in groups of five, whatever spaces it was typed with.
func GroupSecret(secret string) string {
	var groups []string
	for s := plainSecret(secret); s != ""; {
		n := min(5, len(s))
		groups, s = append(groups, s[:n]), s[n:]
	}
	return strings.Join(groups, " ")
}

// Unmask opens what the applicant stated for somebody who says why; the reason is an act. It returns the mistake of a reason that is none.
func (s *Service) Unmask(ctx context.Context, by *agency.Person, id ID, reason string) (*Application, error) {
	reason = strings.TrimSpace(reason)
	var fs fault.Fields
	if reason == "" {
		fs.Add("reason", "请写明查看理由，例如：电话确认收到。")
	}
	tooLong(&fs, "reason", reason, MaxLine)
	if err := fs.Err(); err != nil {
		return nil, fmt.Errorf("unmask request %d: %w", id, err)
	}
	var a *Application
	err := s.store.UpdateRequest(ctx, id, func(req *Request, _ Serial) (act.Act, error) {
		var err error
		if a, err = s.Application(req); err != nil {
			return act.Act{}, err
		}
		return act.New(by.Actor(), s.now(), "request.unmask", ref.To(Ref, id), "", req.No+"，"+reason), nil
	})
	return a, err
}

func (s *Service) today() workday.Date { return workday.DateOf(s.now()) }
