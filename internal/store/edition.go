package store

import (
	"context"
	"errors"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/catalog"
)

const editionCols = `id, kind, unit, no, item, basis, rows, root, state, created, released, person`

func editionFields(e *catalog.Edition) []any {
	return []any{
		&e.ID, &e.Kind, &e.Unit, &e.No, &e.Item, &e.Basis, &e.Rows, &e.Root, &e.State,
		millis{&e.Created},
		millis{&e.Released},
		&e.Person,
	}
}

// edition reads one edition with its content.
func (c conn) edition(ctx context.Context, cond string, args ...any) (*catalog.Edition, error) {
	type row struct {
		e       catalog.Edition
		content string
	}
	r, err := one(ctx, c, func(r *row) []any { return append(editionFields(&r.e), &r.content) }, catalog.ErrNoEdition,
		`SELECT `+editionCols+`, content FROM edition WHERE `+cond, args...)
	if err != nil {
		return nil, fmt.Errorf("edition %v: %w", args, err)
	}
	r.e.Content = []byte(r.content)
	return &r.e, nil
}

// Edition implements catalog.EditionStore.
func (db *DB) Edition(ctx context.Context, id catalog.EditionID) (*catalog.Edition, error) {
	return db.reader().edition(ctx, `id = ?`, id)
}

// EditionIn implements catalog.EditionStore. Of states that several can be in, the newest is found.
func (db *DB) EditionIn(ctx context.Context, kind catalog.EditionKind, unit int64, state catalog.EditionState) (*catalog.Edition, error) {
	return db.reader().editionIn(ctx, kind, unit, state)
}

func (c conn) editionIn(ctx context.Context, kind catalog.EditionKind, unit int64, state catalog.EditionState) (*catalog.Edition, error) {
	return c.edition(ctx, `kind = ? AND unit = ? AND state = ? ORDER BY id DESC LIMIT 1`, kind, unit, state)
}

// EditionNo implements catalog.EditionStore.
func (db *DB) EditionNo(ctx context.Context, kind catalog.EditionKind, unit int64, no int) (*catalog.Edition, error) {
	return db.reader().edition(ctx, `kind = ? AND unit = ? AND no = ? AND released > 0`, kind, unit, no)
}

// Editions implements catalog.EditionStore.
func (db *DB) Editions(ctx context.Context, kind catalog.EditionKind, unit int64) ([]catalog.Edition, error) {
	return all(ctx, db.reader(), editionFields, `SELECT `+editionCols+` FROM edition WHERE kind = ? AND unit = ? ORDER BY no DESC, id DESC`, kind, unit)
}

// StageEdition implements catalog.EditionStore.
func (db *DB) StageEdition(ctx context.Context, kind catalog.EditionKind, unit int64, fn func(*catalog.Edition) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		e, err := c.editionIn(ctx, kind, unit, catalog.EditionDraft)
		if errors.Is(err, catalog.ErrNoEdition) {
			e, err = c.nextEdition(ctx, kind, unit)
		}
		if err != nil {
			return err
		}
		deed, err := fn(e)
		if err != nil {
			return err
		}
		if err := c.exec(ctx, `INSERT INTO edition (`+editionCols+`, content) VALUES (`+marks(13)+`)
			ON CONFLICT (id) DO UPDATE SET basis = excluded.basis, rows = excluded.rows, root = excluded.root, content = excluded.content,
			created = excluded.created, person = excluded.person`,
			e.ID, e.Kind, e.Unit, e.No, e.Item, e.Basis, e.Rows, e.Root, e.State, ms(e.Created), 0, e.Person, string(e.Content)); err != nil {
			return fmt.Errorf("save edition %d: %w", e.ID, err)
		}
		return c.save(ctx, deed)
	})
}

// nextEdition begins the draft that comes after all that came into force.
func (c conn) nextEdition(ctx context.Context, kind catalog.EditionKind, unit int64) (*catalog.Edition, error) {
	id, err := c.next(ctx, "edition", 1)
	if err != nil {
		return nil, err
	}
	e := &catalog.Edition{ID: catalog.EditionID(id), Kind: kind, Unit: unit, State: catalog.EditionDraft}
	err = c.row(ctx, `SELECT COALESCE(MAX(no), 0) + 1 FROM edition WHERE kind = ? AND unit = ? AND released > 0`, kind, unit).Scan(&e.No)
	return e, err
}

// UpdateEdition implements catalog.EditionStore.
func (db *DB) UpdateEdition(ctx context.Context, id catalog.EditionID, fn func(*catalog.Edition) (act.Act, error)) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		e, err := c.edition(ctx, `id = ?`, id)
		if err != nil {
			return err
		}
		before := e.State
		deed, err := fn(e)
		if err != nil {
			return err
		}
		if err := c.execOne(ctx, `UPDATE edition SET item = ?, state = ? WHERE id = ? AND state = ?`, e.Item, e.State, id, before); err != nil {
			return fmt.Errorf("update edition %d: %w", id, err)
		}
		return c.save(ctx, deed)
	})
}

// releaseEdition brings a draft into force in the place of the edition before, if it holds what was reviewed.
func (c conn) releaseEdition(ctx context.Context, e catalog.EditionReleased) error {
	c.touch("editions")
	if err := c.exec(ctx, `UPDATE edition SET state = 'superseded' WHERE state = 'in-force'
		AND EXISTS (SELECT 1 FROM edition d WHERE d.id = ? AND d.kind = edition.kind AND d.unit = edition.unit)`, e.Edition); err != nil {
		return fmt.Errorf("supersede the edition before %d: %w", e.Edition, err)
	}
	if err := c.execOne(ctx, `UPDATE edition SET state = 'in-force', released = ? WHERE id = ? AND state = 'draft' AND root = ?`, ms(e.At), e.Edition, e.Root); err != nil {
		return fmt.Errorf("release edition %d: %w", e.Edition, err)
	}
	return nil
}
