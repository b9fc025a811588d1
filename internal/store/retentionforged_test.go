package store_test

import (
	"strings"
	"testing"

	"gongkai/internal/act"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// TestAForgedErasingIsFound: the database refuses an erasing before its time and whatever else touches what was sealed; past its guards, verify
// finds what nobody logged, what was too early, and what was brought back.
func TestAForgedErasingIsFound(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		k := keeping(t, db)
		ctx := t.Context()
		id := k.archived(t, k.proof(t, "证件")).Request.ID
		running, err := k.requests.File(ctx, k.office, filing(int64(k.unit.ID)))
		must(t, err)
		sum := strings.Repeat("0", 64)
		erase := func(on string) string {
			return `UPDATE request SET form = NULL, form_digest = '` + sum + `', applicant_key = '', erased = '` + on + `' WHERE id = ?`
		}
		for _, x := range []struct {
			text string
			id   request.ID
		}{
			{erase("2036-11-20"), id},
			{erase("2040-01-01"), running.Request.ID},
			{erase(""), id},
			{`UPDATE request SET form = NULL WHERE id = ?`, id},
			{`UPDATE request SET form = secret WHERE id = ?`, id},
			{`UPDATE request SET secret = 'x' WHERE id = ?`, id},
			{`UPDATE request SET erased = '2040-01-01' WHERE id = ?`, id},
			{`UPDATE request_step SET said = NULL, said_digest = '` + sum + `' WHERE request = ? AND no = 3`, id},
			{`UPDATE request_step SET said = NULL WHERE request = ? AND no = 3`, id},
			{`UPDATE request_step SET files_erased = '2027-05-23' WHERE request = ? AND no = 1`, id},
			{`UPDATE request_step SET files_erased = '2027-05-24' WHERE request = ? AND no = 2`, id},
			{`UPDATE request_step SET files_erased = '2027-05-24', on_date = '2026-11-01' WHERE request = ? AND no = 1`, id},
			{`UPDATE request_file SET digest = '' WHERE request = ?`, id},
			{`DELETE FROM request_file WHERE request = ?`, id},
		} {
			if past(t, db, x.text, x.id) == nil {
				t.Errorf("the database takes %s", x.text)
			}
		}
		k.verified(t)
		// The database lets this go: the day is what it says. Nobody logged it.
		must(t, past(t, db, `UPDATE request_step SET files_erased = '2027-05-24' WHERE request = ? AND no = 1`, id))
		k.verified(t, "与办理登记簿不符")
		k.unguard(t)
		must(t, past(t, db, `UPDATE request_step SET files_erased = '' WHERE request = ? AND no = 1`, id))
		k.verified(t)
		form, digest := k.request(t, id).Form, k.request(t, id).Digest()
		forge := func(on string) {
			t.Helper()
			must(t, db.EraseRequest(ctx, id, func(req *request.Request, _ request.Contest) (act.Act, error) {
				_, err := req.ErasePersonal(noon.AddDate(20, 0, 0), 10, request.Contest{})
				req.Erased, _ = workday.ParseDate(on)
				for i := range req.Steps {
					if !req.Steps[i].FilesErased.IsZero() {
						req.Steps[i].FilesErased = req.Erased
					}
				}
				return act.New(act.System, req.Erased.Time(), "x", ref.Ref{}, "", ""), err
			}))
		}
		forge("2036-11-21")
		if k.request(t, id).Digest() != digest {
			t.Fatal("the digest is another")
		}
		k.verified(t, "可能被擅自删除")
		// Now with an act, but years too early.
		must(t, past(t, db, `UPDATE request SET erased = '2030-01-01' WHERE id = ?`, id))
		must(t, past(t, db, `UPDATE request_step SET files_erased = '2030-01-01' WHERE request = ? AND no = 1`, id))
		must(t, db.NoteRun(ctx, act.New(act.System, workday.NewDate(2030, 1, 1).Time(), request.Personal.Verb(), ref.To(request.Ref, id), digest, "")))
		k.verified(t, "保存期限未满")
		must(t, past(t, db, `UPDATE request SET erased = '2036-11-21' WHERE id = ?`, id))
		must(t, past(t, db, `UPDATE request_step SET files_erased = '2036-11-21' WHERE request = ? AND no = 1`, id))
		must(t, db.NoteRun(ctx, act.New(act.System, workday.NewDate(2036, 11, 21).Time(), request.Personal.Verb(), ref.To(request.Ref, id), digest, "")))
		k.verified(t)
		// What was erased is brought back.
		must(t, past(t, db, `UPDATE request SET form = ? WHERE id = ?`, form, id))
		k.verified(t, "可能被擅自删除或者恢复")
	})
}

// unguard takes the guards of requests away, as somebody with the database in hand can.
func (k *keeper) unguard(t *testing.T) {
	t.Helper()
	for name, table := range map[string]string{"request_form_stays": "request", "request_step_stays": "request_step"} {
		text := `DROP TRIGGER ` + name
		if k.db.Postgres() != nil {
			text += ` ON ` + table
		}
		must(t, past(t, k.db, text))
	}
}
