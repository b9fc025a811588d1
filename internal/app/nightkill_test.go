package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/ledger"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

// nightEnv tells this test binary to do one night's deleting and no more.
const nightEnv = "GONGKAI_TEST_NIGHT"

// aNight is what a process is told with it.
type aNight struct {
	Dir, Postgres string
	On            workday.Date
}

// spend does the night's deleting, as a server does it, and calls begins before.
func (n aNight) spend(ctx context.Context, begins func()) (err error) {
	c := Default()
	c.Dir, c.Store.Postgres = n.Dir, n.Postgres
	a, err := Open(ctx, c, Options{Now: func() time.Time { return n.On.Time().Add(5 * time.Hour) }, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.Load(ctx); err != nil {
		return err
	}
	begins()
	_, err = a.Retention.Run(ctx)
	return err
}

// spendNight is what the process of a night does.
func spendNight(told string) int {
	var n aNight
	if err := errors.Join(json.Unmarshal([]byte(told), &n), n.spend(context.Background(), func() { fmt.Println("begins") })); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// killed has a process of its own spend the night and kills it after a while; it reports whether the night was over before.
func (n aNight) killed(t *testing.T, after time.Duration) (over bool) {
	t.Helper()
	told, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), nightEnv+"="+string(told))
	var problems bytes.Buffer
	cmd.Stderr = &problems
	said, err := cmd.StdoutPipe()
	if err := errors.Join(err, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	if lines := bufio.NewScanner(said); !lines.Scan() {
		t.Fatalf("the night does not begin: %v, %s", cmd.Wait(), problems.String())
	}
	time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // it may be gone
	err = cmd.Wait()
	if problems.Len() > 0 {
		t.Fatalf("the night says: %s", problems.String())
	}
	return err == nil
}

// kept is what a night's deleting changes, without the log.
type kept struct {
	Requests, Identity, Personal, Files int
	Acts                                map[string]int
}

func (d *data) kept(t *testing.T) kept {
	t.Helper()
	k := kept{Acts: map[string]int{}}
	if err := d.db.Writer().QueryRowContext(t.Context(), `SELECT COUNT(*), COUNT(CASE WHEN form IS NULL AND erased <> '' THEN 1 END),
		(SELECT COUNT(DISTINCT request) FROM request_step WHERE kind = 'submit' AND files_erased <> '') FROM request`).Scan(&k.Requests, &k.Personal, &k.Identity); err != nil {
		t.Fatal(err)
	}
	lines, err := d.db.Lines(t.Context(), ledger.Acts, ref.Ref{}, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if l.Kind == request.Identity.Verb() || l.Kind == request.Personal.Verb() || l.Kind == "retention.delete" {
			k.Acts[l.Kind]++
		}
	}
	old, err := d.files.Old(t.Context(), time.Now().AddDate(100, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	k.Files = len(old)
	return k
}

// TestKillingTheNightsDeleting kills the process that deletes, at random moments of three nights: verify finds nothing after any of them, and
// in the end what is gone, what is kept and what the log says of it are as without a kill: each erasing once.
func TestKillingTheNightsDeleting(t *testing.T) {
	s := visitDemo(t)
	who := &agency.Person{ID: s.result.Accounts[0].Person, Unit: 1, Name: "示例", Roles: []agency.Role{agency.GeneralOffice}}
	const requests = 60
	for i := range requests {
		s.archived(t, who, i)
	}
	archived := workday.DateOf(s.clock.Now())
	nights := []workday.Date{archived.AddDays(185), archived.AddDays(187), archived.AddMonths(120).AddDays(1), archived.AddMonths(120).AddDays(2)}
	saved := filepath.Join(t.TempDir(), "base.tar")
	keptBy(t, s.cfg).save(t, saved)
	key, err := os.ReadFile(keyFile(s.cfg.Dir))
	if err != nil {
		t.Fatal(err)
	}
	copyFor := func(t *testing.T, postgres string) *data {
		t.Helper()
		d := restored(t, saved, postgres)
		write(t, keyFile(d.cfg.Dir), key)
		return d
	}

	calm := copyFor(t, "")
	for _, on := range nights {
		if err := (aNight{calm.cfg.Dir, "", on}).spend(t.Context(), func() {}); err != nil {
			t.Fatal(err)
		}
	}
	want := calm.kept(t)
	if want.Personal < requests || want.Identity < requests || want.Acts[request.Personal.Verb()] != want.Personal || want.Acts[request.Identity.Verb()] != want.Identity {
		t.Fatalf("without a kill: %+v", want)
	}
	for engine, postgres := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return storetest.PostgresURL(t) }} {
		t.Run(engine, func(t *testing.T) {
			n := 0
			for goal := (kills(t) + 1) / 2; n < goal && !t.Failed(); {
				d := copyFor(t, postgres())
				for _, on := range nights {
					for i := 0; ; i++ {
						after := rand.N(30 * time.Millisecond)
						if i > goal/len(nights) {
							after = time.Hour // the rest of it
						}
						over := aNight{d.cfg.Dir, d.cfg.Store.Postgres, on}.killed(t, after)
						d.sound(t)
						if over {
							break
						}
						n++
					}
				}
				if got := d.kept(t); !reflect.DeepEqual(got, want) {
					t.Errorf("after %d kills %+v, want %+v", n, got, want)
				}
			}
			t.Logf("%d kills: nothing half erased, nothing erased twice", n)
		})
	}
}

// archived takes a request with a proof in at the counter, and puts it away.
func (s *site) archived(t *testing.T, who *agency.Person, i int) {
	t.Helper()
	ctx := t.Context()
	picture, err := s.app.Requests.Keep(ctx, "身份证.png", fmt.Appendf(nil, "picture %d", i))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.app.Requests.File(ctx, who, request.Filing{
		Unit: int64(who.Unit), Applicant: request.Natural, Channel: request.Counter, Proof: []request.File{picture},
		Application: request.Application{Name: "示例申请人", IDKind: "护照", IDNo: fmt.Sprintf("E%08d", i), Phone: "13800000000", Address: "示例路1号", Text: "示例信息的目录", Get: "邮寄", Carrier: "纸质"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []request.Doing{
		{Kind: request.Withdraw, On: workday.DateOf(s.clock.Now()), Words: request.Words{Evidence: "电话记录", Text: "来电撤回"}}, {Kind: request.Archive},
	} {
		if err := s.app.Requests.Do(ctx, who, got.Request.ID, d); err != nil {
			t.Fatal(err)
		}
	}
}
