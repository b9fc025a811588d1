package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/internal/secret"
	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
)

// TestVerifyComparesEveryRowWithItsRoot changes the rows of what was released behind the product's back, on both engines: each change is
// found, with its batch or edition and, where its own words tell, its row; nothing is where nothing was changed.
func TestVerifyComparesEveryRowWithItsRoot(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	source := keptBy(t, s.cfg)
	saved := filepath.Join(t.TempDir(), "saved.tar")
	source.save(t, saved)
	batch := s.result.Samples.Refused
	rows, err := s.app.DB.Rows(t.Context(), batch, 0, 2)
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	one := rows[1]
	row := fmt.Sprintf("第 %d 行（%s）", one.No, one.Public.DocNo)
	said := fmt.Sprintf("批次 %d ", batch)
	words := said + "各行的内容与发布时的总摘要不符，可能被改动过"
	named := words + "：" + row + "与封存或报送的原文不符"
	other := `(SELECT id FROM edition WHERE kind = 'powers' AND state = 'superseded')`
	cases := []struct {
		name, change string
		want         []string // a part of each finding
		keyless      int      // findings without the key
	}{
		{"nothing", ``, nil, 0},
		{"a word of a row", `UPDATE licence SET content = content || '（改）' WHERE id = %row`, []string{named}, 0},
		{"a name of a row", `UPDATE licence SET party = '某某' WHERE id = %row`, []string{named}, 0},
		{"the day of a decision", `UPDATE licence SET decided_on = '2026-01-05' WHERE id = %row`, []string{named}, 0},
		{"no day at all", `UPDATE licence SET valid_to = 'x' WHERE id = %row`, []string{named}, 0},
		{"what is sealed", `UPDATE licence SET sealed = (SELECT l.sealed FROM licence l WHERE l.id = %first) WHERE id = %row`, []string{named}, 0},
		{"row and seal together", `UPDATE licence SET sealed = f.sealed, party = f.party, party_kind = f.party_kind, party_code = f.party_code, doc_name = f.doc_name, doc_no = f.doc_no, cert_name = f.cert_name,
			cert_no = f.cert_no, content = f.content, decided_on = f.decided_on, valid_from = f.valid_from, valid_to = f.valid_to FROM licence f WHERE f.id = %first AND licence.id = %row`, []string{words + fmt.Sprintf("：第 %d 行", one.No)}, 0},
		{"the unit of a row", `UPDATE licence SET unit = unit + 1 WHERE id = %row`, []string{fmt.Sprintf("批次 %d 有 1 行登记的单位不是这一批的单位，第一处是第 %d 行", batch, one.No)}, 1},
		{"the name of a power", `UPDATE power_item SET name = name || '（改）' WHERE id = %power`, []string{"登记的名称与现行清单不一致"}, 1},
		{"the kind of a power", `UPDATE power_item SET category = (SELECT MIN(o.category) FROM power_item o WHERE o.category <> power_item.category) WHERE id = %power`, []string{"类别与现行清单不一致", "现行清单中没有这个事项或者是另一类别"}, 2},
		{"a power is gone", `DELETE FROM power_item WHERE id = %power`, []string{"不在在用事项的登记里"}, 1},
		{"a power ended", `UPDATE power_item SET to_date = '2026-02-01' WHERE id = %power`, []string{"不在在用事项的登记里"}, 1},
		{"a power that no list has", `INSERT INTO power_item SELECT id + 1000, unit, code || 'x', name, category, from_date, to_date FROM power_item WHERE id = %power`, []string{"现行清单中没有这个事项"}, 1},
		{"a row is gone", `DELETE FROM licence WHERE id = %row`, []string{fmt.Sprintf("登记了 11 行，现有 10 行，缺第 %d 行", one.No), words}, 1},
		{"all rows are gone", `DELETE FROM licence WHERE batch = %batch`, []string{"登记了 11 行，现有 0 行", words}, 1},
		{"the batch is gone", `DELETE FROM licence WHERE batch = %batch; DELETE FROM batch WHERE id = %batch`, []string{said + "的记录已不存在", "登记了 11 行，现有 0 行", words}, 2},
		{
			"a row more", `UPDATE licence SET batch = %batch, live = 2, released = (SELECT MAX(l.released) FROM licence l WHERE l.batch = %batch) WHERE id = (SELECT MAX(id) FROM licence WHERE batch = %waiting)`,
			[]string{"登记了 11 行，现有 12 行", words},
			1,
		},
		{
			"a row more, before all", `UPDATE licence SET batch = %batch, row_no = -7, live = 2, released = (SELECT MAX(l.released) FROM licence l WHERE l.batch = %batch) WHERE id = (SELECT MAX(id) FROM licence WHERE batch = %waiting)`,
			[]string{"登记了 11 行，现有 12 行", words},
			1,
		},
		{"rows change places", `UPDATE licence SET row_no = %sum - row_no WHERE id IN (%first, %row)`, []string{words}, 0},
		{"a row is hidden", `UPDATE licence SET live = 1 WHERE id = %row`, []string{said + row + "登记为正在公开，但已经看不到"}, 1},
		{"the time of a row", `UPDATE licence SET released = released - 86400000 WHERE id = %row`, []string{said + row + "的公示时间与登记的不一致"}, 1},
		{"the batch's own root", `UPDATE batch SET root = 'x' WHERE id = %batch`, []string{said + "的行数或总摘要与登记的不一致"}, 1},
		{"the batch is taken back", `UPDATE batch SET state = 'taken' WHERE id = %batch`, []string{said + "登记为已发布，但记录不是这样"}, 1},
		{"rows that nobody released", `UPDATE licence SET live = 2 WHERE batch = %waiting`, []string{fmt.Sprintf("批次 %d 有 18 行标为已公示，但公开登记簿中没有它的发布", s.result.Samples.Batch)}, 1},
		{"a row of an edition", `UPDATE edition SET content = replace(content, '教师资格', '教师资质') WHERE kind = 'powers' AND state = 'in-force'`, []string{"《权责清单（第2版）》的内容与发布时的总摘要不符"}, 1},
		{"a row of an edition before", `UPDATE edition SET content = replace(content, '教师资格', '教师资质') WHERE id = ` + other, []string{"《权责清单（第1版）》的内容与发布时的总摘要不符"}, 1},
		{"an edition that cannot be read", `UPDATE edition SET content = '[' WHERE id = ` + other, []string{"的内容已无法读出"}, 1},
		{"the basis of an edition", `UPDATE edition SET basis = basis || 'x' WHERE id = ` + other, []string{"的内容与发布时的总摘要不符"}, 1},
		{"the time of an edition", `UPDATE edition SET released = released - 1 WHERE id = ` + other, []string{"的生效时间与登记的不一致"}, 1},
		{"an edition is gone", `DELETE FROM edition WHERE id = ` + other, []string{"的记录已不存在"}, 1},
		{"the edition before is in force again", `UPDATE edition SET state = 'superseded' WHERE kind = 'powers'; UPDATE edition SET state = 'in-force' WHERE kind = 'powers' AND no = 1`, []string{"现行的权责清单不是登记的最近一版"}, 1},
		{"an edition that nobody released", `INSERT INTO edition (id, kind, unit, no, basis, rows, root, content, state, created, released, person)
			SELECT id + 1000, kind, unit, no + 1000, basis, rows, root, content, 'superseded', created, released, person FROM edition WHERE id = ` + other, []string{"标为已发布，但公开登记簿中没有它的发布"}, 1},
	}
	var power int64
	if err := s.app.DB.Writer().QueryRowContext(t.Context(), `SELECT MIN(p.id) FROM power_item p JOIN edition e ON e.unit = p.unit AND e.kind = 'powers' AND e.state = 'in-force' WHERE p.to_date > '9000'`).Scan(&power); err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("%power", fmt.Sprint(power), "%row", fmt.Sprint(one.ID), "%first", fmt.Sprint(rows[0].ID), "%batch", fmt.Sprint(batch), "%waiting", fmt.Sprint(s.result.Samples.Batch), "%sum", fmt.Sprint(rows[0].No+one.No))
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := ""
			if engine == "postgres" {
				url = storetest.PostgresURL(t)
			}
			d := restored(t, saved, url)
			d.keys = source.keys
			d.run(t, `CREATE TABLE kept_batch AS SELECT * FROM batch; CREATE TABLE kept_licence AS SELECT * FROM licence; CREATE TABLE kept_edition AS SELECT * FROM edition;
				CREATE TABLE kept_power AS SELECT * FROM power_item`)
			for _, c := range cases {
				d.run(t, fill.Replace(c.change))
				found := d.disagreements(t, d.keys)
				if len(found) != len(c.want) {
					t.Errorf("%s: found %q, want %d", c.name, found, len(c.want))
				}
				for _, want := range c.want {
					if !strings.Contains(strings.Join(found, "\n")+"\n", want) {
						t.Errorf("%s: found %q, want %q", c.name, found, want)
					}
				}
				if found := d.disagreements(t, nil); len(found) != c.keyless {
					t.Errorf("%s: found %q without the key, want %d", c.name, found, c.keyless)
				}
				d.run(t, `DELETE FROM licence; DELETE FROM batch; DELETE FROM edition; DELETE FROM power_item;
					INSERT INTO batch SELECT * FROM kept_batch; INSERT INTO licence SELECT * FROM kept_licence; INSERT INTO edition SELECT * FROM kept_edition;
					INSERT INTO power_item SELECT * FROM kept_power`)
			}
			wrong, err := secret.New(bytes.Repeat([]byte{9}, 32))
			if err != nil {
				t.Fatal(err)
			}
			if found := d.disagreements(t, wrong); len(found) != 1 || !strings.Contains(found[0], "不是这份数据的密钥") {
				t.Errorf("with another key: %q", found)
			}
			d.run(t, `DROP TABLE kept_batch; DROP TABLE kept_licence; DROP TABLE kept_edition; DROP TABLE kept_power`)
			d.sound(t)
			t.Logf("%d changes found and named", len(cases)-1)
		})
	}
}

// run runs statements past all our code.
func (d *data) run(t *testing.T, statements string) {
	t.Helper()
	for text := range strings.SplitSeq(statements, ";") {
		if strings.TrimSpace(text) == "" {
			continue
		}
		res, err := d.db.Writer().ExecContext(t.Context(), text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if n, err := res.RowsAffected(); strings.HasPrefix(text, "UPDATE") && (err != nil || n == 0) {
			t.Fatalf("%s: %d rows, %v", text, n, err)
		}
	}
}

func (d *data) disagreements(t *testing.T, keys *secret.Keys) (out []string) {
	t.Helper()
	if err := d.db.Snapshot(t.Context(), func(s *store.Snapshot) (err error) {
		out, err = s.Disagreements(t.Context(), keys)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestVerifySaysWhatTheKeyIsNeededFor: the command compares the rows if the key is there, and says so if it is not.
func TestVerifySaysWhatTheKeyIsNeededFor(t *testing.T) {
	t.Parallel()
	d := keptBy(t, Config{Dir: demoCopy(t)})
	d.run(t, `UPDATE licence SET content = content || '（改）' WHERE id = (SELECT MIN(id) FROM licence WHERE live = 2)`)
	verify := func() (code int, said string) {
		var out bytes.Buffer
		code = Run([]string{"verify", "--dir", d.cfg.Dir}, &out, &out)
		return code, out.String()
	}
	if code, said := verify(); code != 1 || !strings.Contains(said, "各行的内容与发布时的总摘要不符") || strings.Contains(said, "没有密钥文件") {
		t.Errorf("with the key: %d, %s", code, said)
	}
	if err := os.Remove(keyFile(d.cfg.Dir)); err != nil {
		t.Fatal(err)
	}
	if code, said := verify(); code != 0 || !strings.Contains(said, "没有密钥文件") || !strings.Contains(said, "全部相符") {
		t.Errorf("without: %d, %s", code, said)
	}
}
