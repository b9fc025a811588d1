package store

import (
	"context"
	"fmt"
	"slices"

	"gongkai/internal/act"
	"gongkai/internal/credit"
	"gongkai/internal/law"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

const batchCols = `id, unit, item, name, file, rows, root, state, imported, person`

// selectBatch reads batches with what their rows say of them.
const selectBatch = `SELECT ` + batchCols + `, (SELECT COALESCE(MIN(l.decided_on), '') FROM licence l WHERE l.batch = batch.id),
	(SELECT COUNT(*) FROM licence l` + dutyOf + ` WHERE l.batch = batch.id AND o.met_on <> '') FROM batch`

func batchFields(b *credit.Batch) []any {
	return []any{&b.ID, &b.Unit, &b.Item, &b.Name, &b.File, &b.Rows, &b.Root, &b.State, millis{&b.Imported}, &b.Person, &b.Earliest, &b.Reported}
}

func (c conn) batch(ctx context.Context, id credit.BatchID) (*credit.Batch, error) {
	b, err := one(ctx, c, batchFields, credit.ErrNoBatch, selectBatch+` WHERE id = ?`, id)
	if err != nil {
		return nil, fmt.Errorf("batch %d: %w", id, err)
	}
	return b, nil
}

// BatchOf implements credit.Store.
func (db *DB) BatchOf(ctx context.Context, key string) (*credit.Batch, error) {
	c := db.reader()
	r, err := c.used(ctx, key)
	if err != nil {
		return nil, err
	}
	if r.IsZero() {
		return nil, credit.ErrNoBatch
	}
	return c.batch(ctx, credit.BatchID(r.ID))
}

// BeginBatch implements credit.Store.
func (db *DB) BeginBatch(ctx context.Context, b *credit.Batch) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		n, err := c.next(ctx, "batch", 1)
		if err != nil {
			return err
		}
		b.ID = credit.BatchID(n)
		return c.exec(ctx, `INSERT INTO batch (`+batchCols+`) VALUES (`+marks(10)+`)`,
			b.ID, b.Unit, b.Item, b.Name, b.File, b.Rows, b.Root, credit.Staging, ms(b.Imported), b.Person)
	})
}

// The states of a licence's row: staged rows are nobody's, taken ones the desk's, public ones everybody's.
const (
	staged = 0
	taken  = 1
	public = 2
)

// Stage implements credit.Store.
func (db *DB) Stage(ctx context.Context, id credit.BatchID, rows []credit.Row) ([]int, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	var repeated []int
	err := db.tx(ctx, func(ctx context.Context, c conn) error {
		repeated = nil
		known := map[string]bool{}
		for chunk := range slices.Chunk(rows, rowsPerInsert) {
			args := make([]any, len(chunk))
			for i, r := range chunk {
				args[i] = r.Dedup
			}
			found, err := all(ctx, c, func(s *string) []any { return []any{s} },
				`SELECT dedup FROM licence WHERE live > 0 AND dedup IN (`+marks(len(chunk))+`)`, args...)
			if err != nil {
				return err
			}
			for _, d := range found {
				known[d] = true
			}
		}
		for _, r := range rows {
			if known[r.Dedup] {
				repeated = append(repeated, r.No)
			}
		}
		return c.insertLicences(ctx, id, rows)
	})
	return repeated, err
}

func (c conn) insertLicences(ctx context.Context, id credit.BatchID, rows []credit.Row) error {
	n, err := c.next(ctx, "licence", len(rows))
	if err != nil {
		return err
	}
	const width = 20
	for chunk := range slices.Chunk(rows, rowsPerInsert) {
		args := make([]any, 0, width*len(chunk))
		for _, r := range chunk {
			e := r.Public
			args = append(args, n, id, r.Unit, r.No, r.Dedup, e.Party, e.PartyKind, e.PartyCode, e.DocName, e.DocNo, e.Kind, e.CertName, e.CertNo, e.Content,
				e.Decided.String(), e.ValidFrom.String(), e.ValidTo.String(), e.State, e.Authority, r.Sealed)
			n++
		}
		if err := c.exec(ctx, insertMany(`INSERT INTO licence (id, batch, unit, row_no, dedup, party, party_kind, party_code, doc_name, doc_no, kind, cert_name, cert_no,
			content, decided_on, valid_from, valid_to, status, authority, sealed) VALUES `, width, len(chunk)), args...); err != nil {
			return fmt.Errorf("insert licences: %w", err)
		}
	}
	return nil
}

// Take implements credit.Store.
func (db *DB) Take(ctx context.Context, key string, b *credit.Batch, fn func(item publication.ID) (*publication.Item, act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		n, err := c.next(ctx, "item", 1)
		if err != nil {
			return err
		}
		it, deed, err := fn(publication.ID(n))
		if err != nil {
			return err
		}
		if err := c.use(ctx, key, ref.To(credit.BatchRef, b.ID), ms(deed.At)); err != nil {
			return fmt.Errorf("take batch %d: %w", b.ID, err)
		}
		if err := c.insertItem(ctx, it); err != nil {
			return fmt.Errorf("item of batch %d: %w", b.ID, err)
		}
		if err := c.execOne(ctx, `UPDATE batch SET item = ?, rows = ?, root = ?, state = ? WHERE id = ? AND state = 'staging'`, b.Item, b.Rows, b.Root, b.State, b.ID); err != nil {
			return fmt.Errorf("take batch %d: %w", b.ID, err)
		}
		if err := c.exec(ctx, `UPDATE licence SET live = ? WHERE batch = ?`, taken, b.ID); err != nil {
			return fmt.Errorf("take licences of batch %d: %w", b.ID, err)
		}
		c.touch("report", "batches")
		return c.save(ctx, deed)
	})
}

// DropBatch implements credit.Store.
func (db *DB) DropBatch(ctx context.Context, id credit.BatchID) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.exec(ctx, `DELETE FROM licence WHERE batch = ? AND live = 0`, id); err != nil {
			return err
		}
		return c.exec(ctx, `DELETE FROM batch WHERE id = ? AND state = 'staging'`, id)
	})
}

// openDuties opens the obligations of a batch's decisions of one day, without bringing them into memory.
func (c conn) openDuties(ctx context.Context, e credit.DutiesOpened) error {
	first, err := c.next(ctx, "obligation", e.Rows)
	if err != nil {
		return err
	}
	c.touch("obligations")
	return c.exec(ctx, `INSERT INTO obligation (id, rule, subject, title, unit, person, from_date, due, provisional)
		SELECT CAST(? AS BIGINT) - 1 + ROW_NUMBER() OVER (ORDER BY id), CAST(? AS TEXT), 'licence:' || CAST(id AS TEXT), '公示并报送：' || doc_name || ' ' || doc_no, unit,
			CAST(? AS BIGINT), decided_on, CAST(? AS TEXT), CAST(? AS BIGINT)
		FROM licence WHERE batch = ? AND decided_on = ?`,
		first, string(law.LicencePublicity), e.Person, e.Due.String(), flag(e.Provisional), e.Batch, e.From.String())
}

// releaseBatch makes a batch's licences public.
func (c conn) releaseBatch(ctx context.Context, e credit.BatchReleased) error {
	c.touch("credit", "report", "batches")
	if err := c.execOne(ctx, `UPDATE batch SET state = 'released' WHERE id = ? AND state = 'taken'`, e.Batch); err != nil {
		return err
	}
	return c.exec(ctx, `UPDATE licence SET live = ?, released = ? WHERE batch = ? AND live = ?`, public, ms(e.At), e.Batch, taken)
}

// Batch implements credit.Store.
func (db *DB) Batch(ctx context.Context, id credit.BatchID) (*credit.Batch, error) {
	return db.reader().batch(ctx, id)
}

// Batches implements credit.Store.
func (db *DB) Batches(ctx context.Context, unit int64, n, offset int) ([]credit.Batch, int, error) {
	const which = ` WHERE state <> 'staging' AND (? = 0 OR unit = ?)`
	var total int
	if err := db.reader().row(ctx, `SELECT COUNT(*) FROM batch`+which, unit, unit).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count batches: %w", err)
	}
	bs, err := all(ctx, db.reader(), batchFields, selectBatch+which+` ORDER BY id DESC LIMIT ? OFFSET ?`, unit, unit, limit(n), offset)
	return bs, total, err
}

const postingCols = `l.id, l.batch, l.row_no, l.party, l.party_kind, l.party_code, l.doc_name, l.doc_no, l.kind, l.cert_name, l.cert_no, l.content, l.decided_on,
	l.valid_from, l.valid_to, l.status, l.authority, l.released`

func postingFields(e *credit.Posting) []any {
	return []any{
		&e.ID, &e.Batch, &e.No, &e.Party, &e.PartyKind, &e.PartyCode, &e.DocName, &e.DocNo, &e.Kind, &e.CertName, &e.CertNo, &e.Content, &e.Decided,
		&e.ValidFrom, &e.ValidTo, &e.State, &e.Authority,
		millis{&e.Released},
	}
}

// Rows implements credit.Store.
func (db *DB) Rows(ctx context.Context, id credit.BatchID, after, n int) ([]credit.Row, error) {
	rows, err := all(ctx, db.reader(), func(r *credit.Row) []any {
		return append(postingFields(&r.Public), &r.Unit, &r.Dedup, &r.Sealed)
	}, `SELECT `+postingCols+`, l.unit, l.dedup, l.sealed FROM licence l WHERE l.batch = ? AND l.row_no > ? ORDER BY l.row_no LIMIT ?`, id, after, n)
	for i := range rows {
		rows[i].ID, rows[i].Batch, rows[i].No = rows[i].Public.ID, rows[i].Public.Batch, rows[i].Public.No
	}
	return rows, err
}

// dutyOf joins a licence with its obligation.
const dutyOf = ` LEFT JOIN obligation o ON o.subject = 'licence:' || CAST(l.id AS TEXT) AND o.rule = 'licence-publicity'`

func dutyFields(e *credit.Posting, due, met *workday.Date) []any {
	return append(postingFields(e), due, met)
}

// OpenDuties implements credit.Store.
func (db *DB) OpenDuties(ctx context.Context, unit, person int64) ([]credit.OpenDuty, error) {
	w := where{}
	w.when(true, `o.rule = 'licence-publicity' AND o.met_on = '' AND o.cancelled = ''`)
	w.when(unit != 0, `o.unit = ?`, unit)
	w.when(person != 0, `o.person = ?`, person)
	return all(ctx, db.reader(), func(d *credit.OpenDuty) []any { return []any{&d.Batch, &d.Name, &d.N, &d.From, &d.Due} },
		`SELECT b.id, b.name, COUNT(*), MIN(o.from_date), o.due FROM obligation o JOIN licence l ON l.id = CAST(SUBSTR(o.subject, 9) AS BIGINT) JOIN batch b ON b.id = l.batch`+
			w.text+` GROUP BY b.id, b.name, o.due ORDER BY o.due, b.id`, w.args...)
}

// Licences implements credit.Store.
func (db *DB) Licences(ctx context.Context, f credit.Filter, unreleased bool) ([]credit.Posting, int, error) {
	w := where{}
	if unreleased {
		w.when(true, `l.live > 0`)
	} else {
		w.when(true, `l.live = 2`)
	}
	w.when(f.Unit != 0, `l.unit = ?`, f.Unit)
	w.when(f.Batch != 0, `l.batch = ?`, f.Batch)
	w.when(f.Text != "", `(l.party LIKE ? ESCAPE '\' OR l.doc_no LIKE ? ESCAPE '\')`, containing(f.Text), containing(f.Text))
	w.when(f.PartyKind != "", `l.party_kind = ?`, f.PartyKind)
	w.when(f.Kind != "", `l.kind = ?`, f.Kind)
	if len(f.Issued) > 0 {
		names := make([]any, 0, 2*len(f.Issued))
		for range 2 {
			for _, name := range f.Issued {
				names = append(names, name)
			}
		}
		in := `(` + marks(len(f.Issued)) + `)`
		w.when(true, `(l.cert_name IN `+in+` OR l.cert_name = '' AND l.content IN `+in+`)`, names...)
	}
	w.when(!f.From.IsZero(), `l.decided_on >= ?`, f.From.String())
	w.when(!f.To.IsZero(), `l.decided_on <= ?`, f.To.String())
	c := db.reader()
	var n int
	if err := c.row(ctx, `SELECT COUNT(*) FROM licence l`+w.text, w.args...).Scan(&n); err != nil {
		return nil, 0, fmt.Errorf("count licences: %w", err)
	}
	order := ` ORDER BY l.decided_on DESC, l.id DESC`
	if f.Batch != 0 {
		order = ` ORDER BY l.row_no`
	}
	rows, err := all(ctx, c, func(e *credit.Posting) []any { return dutyFields(e, &e.Due, &e.MetOn) },
		`SELECT `+postingCols+`, o.due, o.met_on FROM licence l`+dutyOf+w.text+order+` LIMIT ? OFFSET ?`, append(w.args, limit(f.Limit), f.Offset)...)
	if err != nil {
		return nil, 0, fmt.Errorf("list licences: %w", err)
	}
	return rows, n, nil
}

// Licence implements credit.Store.
func (db *DB) Licence(ctx context.Context, id credit.LicenceID) (*credit.Posting, error) {
	e, err := one(ctx, db.reader(), func(e *credit.Posting) []any { return dutyFields(e, &e.Due, &e.MetOn) }, credit.ErrNoLicence,
		`SELECT `+postingCols+`, o.due, o.met_on FROM licence l`+dutyOf+` WHERE l.id = ? AND l.live > 0`, id)
	if err != nil {
		return nil, fmt.Errorf("licence %d: %w", id, err)
	}
	return e, nil
}
