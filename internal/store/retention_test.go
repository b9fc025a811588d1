package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/dialogue"
	"gongkai/internal/dispute"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/retention"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
	"gongkai/internal/upkeep"
	"gongkai/internal/workday"
)

// keeper is a house with what is deleted when its time is over.
type keeper struct {
	*house
	dir         string
	files       *blob.Dir
	requests    *request.Service
	disputes    *dispute.Service
	corrections *dialogue.Service
	retention   *retention.Service
	office      *agency.Person
}

var policy = retention.Policy{At: "04:00", RequestIdentity: 184, RequestPersonal: 10, CorrectionContact: 365, MissedSearches: 60}

const signInDays = 200

func keeping(t *testing.T, db *store.DB) *keeper {
	t.Helper()
	k := &keeper{house: build(t, db), dir: t.TempDir()}
	var err error
	k.files, err = blob.Open(k.dir)
	must(t, err)
	now := func() time.Time { return k.now }
	k.requests = request.New(db, db, k.files, storetest.Keys(t), workday.Builtin, now, request.Options{})
	k.disputes = dispute.New(db, db, k.requests, storetest.Keys(t), workday.Builtin, now)
	k.corrections = dialogue.New(db, storetest.Keys(t), workday.Builtin, now)
	k.retention = retention.New(db, k.files, policy, signInDays, now)
	k.office = &agency.Person{ID: k.people[agency.Writer].ID, Unit: k.unit.ID, Name: "经办人", Roles: []agency.Role{agency.GeneralOffice, agency.Writer}}
	return k
}

func (k *keeper) proof(t *testing.T, content string) request.File {
	t.Helper()
	f, err := k.requests.Keep(t.Context(), "身份证.png", []byte(content))
	must(t, err)
	at := filepath.Join(k.dir, f.Digest[:2], f.Digest)
	must(t, os.Chtimes(at, k.now, k.now)) // the disk's clock is ours
	return f
}

// archived files a request, ends it and archives it, all on the present day.
func (k *keeper) archived(t *testing.T, proofs ...request.File) *request.Receipt {
	t.Helper()
	ctx := t.Context()
	f := filing(int64(k.unit.ID))
	f.Proof = proofs
	got, err := k.requests.File(ctx, k.office, f)
	must(t, err)
	for _, kind := range []request.StepKind{request.Withdraw, request.Archive} {
		must(t, k.requests.Do(ctx, k.office, got.Request.ID, request.Doing{Kind: kind, On: workday.DateOf(k.now), Words: request.Words{Text: "示例申请人来电", Evidence: "电话记录"}}))
	}
	return got
}

// run does the work of a night, and returns what it deleted as the log has it.
func (k *keeper) run(t *testing.T, on workday.Date) string {
	t.Helper()
	k.now = on.Time().Add(4 * time.Hour)
	if _, err := k.retention.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines, err := k.db.Lines(t.Context(), ledger.Acts, ref.Ref{}, 1)
	if err != nil || lines[0].Kind != "retention.run" || lines[0].By != "system" {
		t.Fatalf("the run is not in the log: %+v, %v", lines, err)
	}
	return lines[0].Note
}

func (k *keeper) request(t *testing.T, id request.ID) *request.Request {
	t.Helper()
	req, err := k.db.Request(t.Context(), id)
	must(t, err)
	return req
}

// has reports which of the files are there.
func (k *keeper) has(t *testing.T, files ...request.File) (out []bool) {
	t.Helper()
	for _, f := range files {
		_, err := k.files.Get(t.Context(), blob.Digest(f.Digest))
		if err != nil && !errors.Is(err, blob.ErrNotFound) {
			t.Fatal(err)
		}
		out = append(out, err == nil)
	}
	return out
}

func (k *keeper) verified(t *testing.T, want ...string) {
	t.Helper()
	var found []string
	must(t, k.db.Snapshot(t.Context(), func(s *store.Snapshot) (err error) {
		if _, err = s.VerifyLedger(t.Context(), ledger.Acts); err == nil {
			found, err = s.Disagreements(t.Context(), nil)
		}
		return err
	}))
	if len(found) != len(want) {
		t.Fatalf("verify finds %q, want %q", found, want)
	}
	for i, w := range want {
		if !strings.Contains(found[i], w) {
			t.Errorf("verify finds %q, want %q", found[i], w)
		}
	}
}

// TestDataGoOnTheDayAfterTheirTerm: of each class, on the last day of its term nothing goes, and the day after it goes, once; verify is clean
// each time, and lists, the report and the log have what they need.
func TestDataGoOnTheDayAfterTheirTerm(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		k := keeping(t, db)
		ctx := t.Context()
		shared := k.proof(t, "两件共用")
		own := k.proof(t, "示例申请人的证件")
		got := k.archived(t, own, shared)
		id := got.Request.ID
		open := filing(int64(k.unit.ID))
		open.Proof = []request.File{shared}
		_, err := k.requests.File(ctx, k.office, open)
		must(t, err)
		c, err := k.corrections.Receive(ctx, dialogue.Report{Unit: int64(k.unit.ID), Page: "/open", About: "政务公开", Kind: "wording", Text: "第一段有错字。", Contact: "13800000000"})
		must(t, err)
		waits, err := k.corrections.Receive(ctx, dialogue.Report{Unit: int64(k.unit.ID), Page: "/open", About: "政务公开", Kind: "wording", Text: "第二段有错字。", Contact: "13800000000"})
		must(t, err)
		must(t, k.corrections.Answer(ctx, k.office, c.ID, dialogue.Corrected, "已改正，谢谢。"))
		must(t, db.AddSignIn(ctx, account.SignInRecord{At: k.now, Outcome: account.Refused}))
		must(t, db.AddMisses(ctx, []publication.Miss{{Text: "示例某人", N: 1, First: k.now, Last: k.now}}))
		must(t, db.KeepUnsaved(ctx, int64(k.office.ID), 0, k.now, []byte("sealed")))

		day := workday.DateOf(noon)
		before := k.request(t, id).Digest()
		for _, x := range []struct {
			class string
			last  workday.Date
		}{
			{"没有存的稿件 1 条", day.AddDays(30)},
			{"没有结果的检索词 1 条", day.AddDays(60)},
			{"身份证明 1 件", day.AddDays(184)},
			{"登录记录 1 条", day.AddDays(200)},
			{"纠错人联系方式 1 条", day.AddDays(365)},
			{"申请人信息 1 件", workday.NewDate(2036, 11, 20)},
		} {
			for _, night := range []struct {
				on   workday.Date
				want bool
			}{{x.last, false}, {x.last.AddDays(1), true}, {x.last.AddDays(1), false}, {x.last.AddDays(2), false}} {
				if told := k.run(t, night.on); strings.Contains(told, x.class) != night.want {
					t.Errorf("%s on %s: %s", x.class, night.on, told)
				}
				k.verified(t)
			}
			if got := k.request(t, id).Digest(); got != before {
				t.Errorf("after %s the digest of the request is another", x.class)
			}
			switch x.class {
			case "身份证明 1 件":
				req := k.request(t, id)
				if req.ProofsErased() != x.last.AddDays(1) || !req.Erased.IsZero() {
					t.Errorf("%+v", req)
				}
				if have := k.has(t, own, shared); have[0] || !have[1] {
					t.Errorf("the proof is there: %v; that of another request: %v", have[0], have[1])
				}
				if _, err := k.requests.Read(ctx, req, 1, own.Digest); !errors.Is(err, request.ErrErased) {
					t.Errorf("a proof that is gone: %v", err)
				}
				if a, err := k.requests.Application(req); err != nil || a.Name != "示例申请人" {
					t.Errorf("the form went with the proofs: %v, %v", a, err)
				}
				if _, err := k.requests.Track(ctx, req.No, got.Secret, "示例申请人"); err != nil {
					t.Errorf("the applicant finds it no more: %v", err)
				}
			case "申请人信息 1 件":
				k.isErased(t, got)
			}
		}
		if x, err := db.Correction(ctx, c.ID); err != nil || x.Contact != nil || x.ContactErased != day.AddDays(366) || x.Answer == "" {
			t.Errorf("%+v, %v", x, err)
		}
		if x, err := db.Correction(ctx, waits.ID); err != nil || x.Contact == nil {
			t.Errorf("of a correction that waits for its answer: %+v, %v", x, err)
		}
		for table, want := range map[string]int{"sign_in": 0, "search_miss": 0, "unsaved": 0, "correction": 2, "request": 2, "request_file": 3} {
			var n int
			if err := db.Writer().QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil || n != want {
				t.Errorf("%s has %d rows, want %d, %v", table, n, want, err)
			}
		}
	})
}

// isErased: nothing of the applicant is left, and nobody finds it by number, secret and name.
func (k *keeper) isErased(t *testing.T, got *request.Receipt) {
	t.Helper()
	req := k.request(t, got.Request.ID)
	if req.Erased != workday.NewDate(2036, 11, 21) || req.Form != nil || req.Who != "" || req.State != request.Archived || req.No != got.Request.No {
		t.Errorf("%+v", req)
	}
	for i := range req.Steps {
		if w, err := k.requests.Words(req, &req.Steps[i]); err != nil || w.Text != "" || req.Steps[i].Said != nil {
			t.Errorf("step %d says %+v, %v", i+1, w, err)
		}
	}
	if _, err := k.requests.Application(req); !errors.Is(err, request.ErrErased) {
		t.Errorf("the form: %v", err)
	}
	if _, err := k.requests.Unmask(t.Context(), k.office, req.ID, "查看"); !errors.Is(err, request.ErrErased) {
		t.Errorf("the form for somebody with a reason: %v", err)
	}
	for _, name := range []string{"示例申请人", "", "-"} {
		if _, err := k.requests.Track(t.Context(), req.No, got.Secret, name); !errors.Is(err, request.ErrTracking) {
			t.Errorf("tracked as %q: %v", name, err)
		}
	}
	ticket := k.requests.Ticket(req, k.now.Add(time.Hour))
	if _, err := k.requests.Ticketed(t.Context(), ticket, k.now); !errors.Is(err, request.ErrTracking) {
		t.Errorf("by a ticket from before: %v", err)
	}
}

// TestAnOpenCaseHoldsDeletionBack: while a case about a request has no result nothing of it goes, by the rule and by the database; the term runs
// from its end.
func TestAnOpenCaseHoldsDeletionBack(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		k := keeping(t, db)
		ctx := t.Context()
		proof := k.proof(t, "证件")
		id := k.archived(t, proof).Request.ID
		k.now = noon.AddDate(0, 1, 0)
		today := workday.DateOf(k.now)
		c, err := k.disputes.File(ctx, k.office, dispute.Filing{Request: k.request(t, id).No, Subject: "合同", Forum: dispute.Review, Court: "示例市人民政府", NoticeOn: today, Claim: "不服", Evidence: "通知书"})
		must(t, err)
		for _, on := range []workday.Date{today.AddDays(200), workday.NewDate(2037, 1, 4)} {
			if told := k.run(t, on); !strings.Contains(told, "因复议诉讼暂缓 1 件") || !k.has(t, proof)[0] {
				t.Errorf("on %s: %s", on, told)
			}
			if req := k.request(t, id); !req.Erased.IsZero() || !req.ProofsErased().IsZero() {
				t.Errorf("erased on %s", on)
			}
		}
		for _, text := range []string{
			`UPDATE request SET form = NULL, form_digest = '` + strings.Repeat("0", 64) + `', applicant_key = '', erased = '2037-01-01' WHERE id = ?`,
			`UPDATE request_step SET files_erased = '2037-01-01' WHERE request = ? AND no = 1`,
		} {
			if past(t, db, text, id) == nil {
				t.Errorf("the database takes %s", text)
			}
		}
		k.now = time.Date(2037, 1, 5, 4, 0, 0, 0, time.UTC)
		ended := workday.DateOf(k.now)
		must(t, k.disputes.Do(ctx, k.office, c.ID, dispute.Doing{Kind: dispute.Conclude, On: ended, Result: "upheld", Words: dispute.Words{Text: "维持", Evidence: "决定书"}}))
		if told := k.run(t, ended.AddDays(184)); strings.Contains(told, "身份证明") {
			t.Errorf("within the term from the end of the case: %s", told)
		}
		if told := k.run(t, ended.AddDays(185)); !strings.Contains(told, "身份证明 1 件") {
			t.Errorf("after it: %s", told)
		}
		k.verified(t)
	})
}

// TestErasingIsWholeOrNotAtAll: a request whose erasing fails at its last step is as it was, and a night that is stopped in the middle is
// finished by the next, each request once.
func TestErasingIsWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		k := keeping(t, db)
		const n = 5
		var ids []request.ID
		for i := range n {
			ids = append(ids, k.archived(t, k.proof(t, fmt.Sprint(i))).Request.ID)
		}
		k.now = time.Date(2037, 1, 1, 4, 0, 0, 0, time.UTC)
		before := k.request(t, ids[0])
		err := db.EraseRequest(t.Context(), ids[0], func(req *request.Request, c request.Contest) (act.Act, error) {
			deed, err := req.ErasePersonal(k.now, 10, c)
			deed.Entries = nil // refused after all else is written
			return deed, err
		})
		if after := k.request(t, ids[0]); err == nil || !after.Erased.IsZero() || after.Form == nil || after.Steps[2].Said == nil || after.Digest() != before.Digest() {
			t.Errorf("an erasing that failed left %+v, %v", after, err)
		}
		ctx, stop := context.WithCancel(t.Context())
		stopped := retention.New(&stopping{DB: db, after: 7, stop: stop}, k.files, policy, signInDays, func() time.Time { return k.now })
		if _, err := stopped.Run(ctx); err == nil {
			t.Fatal("it was not stopped")
		}
		whole := 0
		for _, id := range ids {
			req := k.request(t, id)
			if req.ProofsErased().IsZero() {
				t.Errorf("request %d kept its proofs", id)
			}
			if !req.Erased.IsZero() {
				whole++
			}
		}
		if whole != 2 {
			t.Errorf("%d requests were erased before it was stopped, want 2", whole)
		}
		k.verified(t)
		if told := k.run(t, workday.DateOf(k.now)); told != "申请人信息 3 件" {
			t.Errorf("the next night: %s", told)
		}
		if told := k.run(t, workday.DateOf(k.now)); told != "没有到期的数据" {
			t.Errorf("and once more: %s", told)
		}
		k.verified(t)
	})
}

// stopping is a store whose caller is stopped after so many requests.
type stopping struct {
	*store.DB
	after int
	stop  func()
}

func (s *stopping) EraseRequest(ctx context.Context, id request.ID, fn func(*request.Request, request.Contest) (act.Act, error)) error {
	if s.after--; s.after < 0 {
		s.stop()
	}
	return s.DB.EraseRequest(ctx, id, fn)
}

// TestTwoNodesDeleteOnce: of two nodes that come to the night's work at once one begins it; and should both be at it, each thing goes once.
func TestTwoNodesDeleteOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		k := keeping(t, db)
		const n = 12
		var ids []request.ID
		for range n {
			ids = append(ids, k.archived(t, k.proof(t, "证件")).Request.ID)
			must(t, db.AddSignIn(t.Context(), account.SignInRecord{At: k.now, Outcome: account.Refused}))
		}
		k.now = time.Date(2037, 1, 1, 4, 0, 0, 0, time.UTC)
		began, errs := make([]error, 6), make([]error, 3)
		var all sync.WaitGroup
		for i := range began {
			all.Go(func() { _, began[i] = db.Begin(t.Context(), upkeep.Retention, k.now, k.now.Add(-time.Hour)) })
		}
		for i := range errs {
			all.Go(func() { _, errs[i] = k.retention.Run(t.Context()) })
		}
		all.Wait()
		must(t, errors.Join(errs...))
		if refused := len(slices.DeleteFunc(slices.Clone(began), func(err error) bool { return !errors.Is(err, upkeep.ErrBegun) })); refused != len(began)-1 {
			t.Errorf("%d of %d nodes were told that another is at it: %v", refused, len(began), began)
		}
		if _, err := db.Begin(t.Context(), upkeep.Retention, k.now.Add(upkeep.Longest), k.now.Add(-time.Hour)); err != nil {
			t.Errorf("what was begun and never ended is not taken up: %v", err)
		}
		if _, err := db.Begin(t.Context(), upkeep.Retention, k.now.Add(24*time.Hour), k.now.Add(23*time.Hour)); err != nil {
			t.Errorf("the next night: %v", err)
		}
		for _, id := range ids {
			lines, err := db.Lines(t.Context(), ledger.Acts, ref.To(request.Ref, id), 20)
			must(t, err)
			count := map[string]int{}
			for _, l := range lines {
				count[l.Kind]++
			}
			if count[request.Identity.Verb()] != 1 || count[request.Personal.Verb()] != 1 {
				t.Errorf("request %d: %v", id, count)
			}
		}
		k.verified(t)
	})
}

// TestFilesThatNothingNamesGo: one that waits for its record stays a week, one that is stored again counts from then, and what a record
// names stays for ever.
func TestFilesThatNothingNamesGo(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		k := keeping(t, db)
		ctx := t.Context()
		named, never, again := k.proof(t, "有记录"), k.proof(t, "没有记录"), k.proof(t, "又存一次")
		f := filing(int64(k.unit.ID))
		f.Proof = []request.File{named}
		_, err := k.requests.File(ctx, k.office, f)
		must(t, err)
		day := workday.DateOf(noon)
		if told := k.run(t, day.AddDays(7)); strings.Contains(told, "文件") {
			t.Errorf("within a week: %s", told)
		}
		b, err := k.files.Get(ctx, blob.Digest(again.Digest))
		must(t, err)
		_, err = k.files.Put(ctx, b)
		must(t, err)
		info, err := os.Stat(filepath.Join(k.dir, again.Digest[:2], again.Digest))
		if err != nil || info.ModTime().Equal(noon) {
			t.Errorf("stored again, and still of %v, %v", info.ModTime(), err)
		}
		must(t, os.Chtimes(filepath.Join(k.dir, again.Digest[:2], again.Digest), k.now, k.now))
		if told := k.run(t, day.AddDays(8)); told != "不再使用的文件 1 个" {
			t.Errorf("after a week: %s", told)
		}
		if have := k.has(t, named, never, again); !slices.Equal(have, []bool{true, false, true}) {
			t.Errorf("named, never named, stored again: %v", have)
		}
		k.verified(t)
	})
}
