package app

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/internal/backup"
	"gongkai/internal/store/storetest"
)

// releases are the stores that tagged releases made, one each, as backups.
func releases(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "release", "v*.tar"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	return names
}

// TestEveryReleaseOpens: the store of every release so far is migrated on both engines without losing a row, verifies, and is served.
func TestEveryReleaseOpens(t *testing.T) {
	t.Parallel()
	for _, name := range releases(t) {
		for engine, postgres := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return storetest.PostgresURL(t) }} {
			t.Run(filepath.Base(name)+"/"+engine, func(t *testing.T) {
				d := restored(t, name, postgres())
				before := d.contents(t)
				a, err := Open(t.Context(), d.cfg, Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := a.Close(); err != nil {
						t.Error(err)
					}
				}()
				if err := a.Migrate(t.Context()); err != nil {
					t.Fatal(err)
				}
				if err := a.Load(t.Context()); err != nil {
					t.Fatal(err)
				}
				d.sound(t)
				after := rowsOf(d.contents(t))
				for _, table := range before.Tables {
					if after[table.Name] != table.Rows {
						t.Errorf("%s had %d rows and has %d", table.Name, table.Rows, after[table.Name])
					}
				}
			})
		}
	}
}

func rowsOf(m *backup.Manifest) map[string]int64 {
	out := map[string]int64{}
	for _, t := range m.Tables {
		out[t.Name] = t.Rows
	}
	return out
}

// TestTheLastReleaseRunsOnThisSchema: the program of the last release reads and writes a store that this one has migrated, so that both can
// run side by side and one can go back; what it wrote is sound.
func TestTheLastReleaseRunsOnThisSchema(t *testing.T) {
	if !storetest.Required("history") {
		t.Skip("building the last release takes minutes: GONGKAI_REQUIRE=history asks for it")
	}
	names := releases(t)
	last := strings.TrimSuffix(filepath.Base(names[len(names)-1]), ".tar")
	if out, err := exec.CommandContext(t.Context(), "git", "rev-parse", "--verify", "--quiet", last+"^{commit}").CombinedOutput(); err != nil {
		t.Fatalf("no tag %s %s", last, out)
	}
	src, bin := t.TempDir(), filepath.Join(t.TempDir(), "gongkai-"+last)
	for _, command := range []string{"git -C ../.. archive " + last + " | tar -x -C " + src, "cd " + src + " && go build -o " + bin + " ./cmd/gongkai"} {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", command)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
	}
	s := visitDemo(t)
	saved := filepath.Join(t.TempDir(), "base.tar")
	keptBy(t, s.cfg).save(t, saved)
	for engine, postgres := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return storetest.PostgresURL(t) }} {
		t.Run(engine, func(t *testing.T) {
			c := newCrash(t, s, saved, postgres())
			before := keptBy(t, c.cfg).contents(t).Rows()
			c.bin, c.config = bin, withoutSections(t, c.config, "[backup]")
			server := c.start(t)
			c.writeOnce(t)
			c.importOnce(t, 1)
			for _, page := range []string{"/", "/columns/news", "/search?q=教育", "/desk/", "/desk/items"} {
				if status, _, err := c.get("学校", page); err != nil || status != http.StatusOK {
					t.Errorf("%s by %s: %d, %v", page, last, status, err)
				}
			}
			if len(c.drafts) != 1 || len(c.public) != 1 || len(c.batches) != 1 {
				t.Errorf("%s wrote %v, %v, %v", last, c.drafts, c.public, c.batches)
			}
			c.kill(t, server)
			c.bin = ""
			server = c.start(t)
			c.holds(t)
			c.writeOnce(t)
			c.kill(t, server)
			d := keptBy(t, c.cfg)
			d.sound(t)
			if after := d.contents(t).Rows(); after <= before {
				t.Errorf("%d rows, and %d before", after, before)
			}
		})
	}
}

// withoutSections leaves out of a configuration what an earlier release does not know.
func withoutSections(t *testing.T, name string, sections ...string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range sections {
		if i := bytes.Index(b, []byte(section)); i >= 0 {
			rest := b[i+1:]
			end := bytes.Index(rest, []byte("\n["))
			if end < 0 {
				end = len(rest)
			}
			b = append(bytes.Clone(b[:i]), rest[end:]...)
		}
	}
	out := filepath.Join(t.TempDir(), "earlier.toml")
	write(t, out, b)
	return out
}
