package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gongkai/internal/agency"
	"gongkai/internal/credit"
	"gongkai/internal/demo"
	"gongkai/internal/document"
	"gongkai/internal/publication"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// doer does deeds one by one in a copy of the demo, at one moment and without a server: nobody else writes there.
type doer struct {
	*App
	kept   *data
	people map[string]*agency.Person // by their role in the demo
	item   publication.ID            // what the deeds write and release
	batch  publication.ID            // carries a batch that lacks the signature only
	table  []byte                    // licences that are not there yet
}

func newDoer(t *testing.T, files func(fileStore) fileStore) *doer {
	t.Helper()
	c := Default()
	c.Dir = demoCopy(t)
	c.asDemo()
	var r demo.Result
	b, err := os.ReadFile(filepath.Join(c.Dir, demoMark))
	if err := errors.Join(err, json.Unmarshal(b, &r)); err != nil {
		t.Fatal(err)
	}
	now := demo.Opening().Add(time.Hour)
	a, err := Open(t.Context(), c, Options{Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler), Files: files})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := &doer{App: a, kept: &data{cfg: c, db: a.DB, files: a.files, keys: a.Keys}, people: map[string]*agency.Person{}, batch: r.Samples.BatchItem}
	for _, x := range r.Accounts {
		if d.people[x.Role], err = a.DB.Person(t.Context(), x.Person, workday.DateOf(now)); err != nil {
			t.Fatal(err)
		}
	}
	samples, err := demo.Samples()
	if err != nil {
		t.Fatal(err)
	}
	good := samples[slices.IndexFunc(samples, func(s demo.Sample) bool { return s.Good })]
	d.table = stretched(t, good.Body, rowsOfBatch, 900_000, false)
	for {
		it, err := a.DB.Item(t.Context(), d.batch)
		if err != nil {
			t.Fatal(err)
		}
		if it.LastStep() {
			return d
		}
		if err := d.pass(t.Context(), it.Route[it.Stage].Stage.Name(), d.batch); err != nil {
			t.Fatal(err)
		}
	}
}

// pass lets somebody take the next step of an item.
func (d *doer) pass(ctx context.Context, role string, id publication.ID) error {
	it, err := d.DB.Item(ctx, id)
	if err != nil {
		return err
	}
	return d.Items.Decide(ctx, d.people[role], id, publication.Decision{Pass: true, Opinion: "附件已打开核对", Basis: "不涉密", Digest: it.Version.Digest()})
}

// deed is one act of somebody.
type deed struct {
	what string
	do   func(ctx context.Context, d *doer) error
}

// deeds are what changes most: each must be done whole or not at all.
var deeds = []deed{
	{"a draft with two pictures", func(ctx context.Context, d *doer) (err error) {
		picture := func(n int) string {
			var b bytes.Buffer
			err = errors.Join(err, png.Encode(&b, image.NewGray(image.Rect(0, 0, n, 1))))
			return `<p>图</p><img src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(b.Bytes()) + `">`
		}
		body := picture(1) + picture(2)
		if err != nil {
			return err
		}
		d.item, err = d.Items.Start(ctx, d.people["学校"].Actor(), "deeds", publication.Version{
			Column: 3, Title: "关于试验的通知", Summary: "试验。", Unnumbered: true, Genre: "通知", Subject: "教育", Source: "本校", FormedOn: workday.DateOf(d.now()),
			Format: publication.RichText, Body: body,
		})
		return err
	}},
	{"an attachment", func(ctx context.Context, d *doer) error {
		b := []byte("附件：试验用。\n")
		_, err := d.Items.Attach(ctx, d.people["学校"].Actor(), d.item, "附件.txt", bytes.NewReader(b), int64(len(b)))
		return err
	}},
	{"a submission", func(ctx context.Context, d *doer) error {
		return d.Items.Submit(ctx, d.people["学校"].Actor(), d.item)
	}},
	{"a release", func(ctx context.Context, d *doer) error { return d.pass(ctx, "学校负责人", d.item) }},
	{"the release of a batch", func(ctx context.Context, d *doer) error { return d.pass(ctx, "签发领导", d.batch) }},
	{"an import", func(ctx context.Context, d *doer) error {
		out, err := d.Credit.Import(ctx, d.people["行政审批信息员"].Actor(), credit.Upload{
			Key: "deeds-import", Name: "xk." + string(document.XLSX), Title: "试验批", Column: 3, File: bytes.NewReader(d.table), Size: int64(len(d.table)),
		})
		if err == nil && out.Batch == nil {
			err = fmt.Errorf("not taken: %+v", out)
		}
		return err
	}},
}

// tables are the tables of a store, with a sum of each. What is sealed is not the same twice: of tables with that there is the number of rows.
type tables map[string]string

func (d *doer) tables(t *testing.T) (exact, alike tables) {
	t.Helper()
	exact, alike = tables{}, tables{}
	if err := d.DB.Snapshot(t.Context(), func(s *store.Snapshot) error {
		for _, table := range s.Tables {
			h := sha256.New()
			n, err := s.Rows(t.Context(), table, h)
			if err != nil {
				return err
			}
			exact[table.Name] = hex.EncodeToString(h.Sum(nil))
			alike[table.Name] = exact[table.Name]
			if table.Name == "licence" || table.Name == "delivery" {
				alike[table.Name] = fmt.Sprint(n)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return exact, alike
}

// differs names the tables that are not the same.
func (a tables) differs(b tables) (out []string) {
	for name, sum := range a {
		if b[name] != sum {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
