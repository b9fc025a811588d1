package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gongkai/internal/act"
	"gongkai/internal/publication"
)

// Vocabulary implements publication.WordStore.
func (db *DB) Vocabulary(ctx context.Context) (publication.Vocabulary, error) {
	var words string
	err := db.reader().row(ctx, `SELECT words FROM vocabulary WHERE id = 1`).Scan(&words)
	if errors.Is(err, sql.ErrNoRows) {
		return publication.UsualVocabulary(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("vocabulary: %w", err)
	}
	return publication.ParseVocabulary(words)
}

// SetVocabulary implements publication.WordStore.
func (db *DB) SetVocabulary(ctx context.Context, v publication.Vocabulary, a act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.exec(ctx, `INSERT INTO vocabulary (id, words) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET words = excluded.words`, v.String()); err != nil {
			return fmt.Errorf("set vocabulary: %w", err)
		}
		c.touch("words")
		return c.save(ctx, a)
	})
}

// maxMisses is how many questions that found nothing are kept; the rarest go first.
const maxMisses = 2000

// AddMisses implements publication.WordStore.
func (db *DB) AddMisses(ctx context.Context, asked []publication.Miss) error {
	if len(asked) == 0 {
		return nil
	}
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		for _, m := range asked {
			if err := c.exec(ctx, `INSERT INTO search_miss (asked, n, first, last) VALUES (?, ?, ?, ?)
				ON CONFLICT (asked) DO UPDATE SET n = search_miss.n + excluded.n, last = excluded.last`, m.Text, m.N, ms(m.First), ms(m.Last)); err != nil {
				return fmt.Errorf("note what found nothing: %w", err)
			}
		}
		return c.exec(ctx, `DELETE FROM search_miss WHERE asked IN (SELECT asked FROM search_miss ORDER BY n DESC, last DESC LIMIT 1000 OFFSET ?)`, maxMisses)
	})
}

// Misses implements publication.WordStore.
func (db *DB) Misses(ctx context.Context, n int) ([]publication.Miss, error) {
	return all(ctx, db.reader(), func(m *publication.Miss) []any { return []any{&m.Text, &m.N, millis{&m.First}, millis{&m.Last}} },
		`SELECT asked, n, first, last FROM search_miss WHERE settled < last ORDER BY n DESC, last DESC, asked LIMIT ?`, n)
}

// SettleMiss implements publication.WordStore.
func (db *DB) SettleMiss(ctx context.Context, text string, a act.Act) error {
	return db.tx(ctx, func(ctx context.Context, c conn) error {
		if err := c.execOne(ctx, `UPDATE search_miss SET settled = ? WHERE asked = ? AND settled < last`, ms(a.At), text); err != nil {
			return fmt.Errorf("settle a question: %w", err)
		}
		return c.save(ctx, a)
	})
}

// Names returns the names of columns and units.
func (db *DB) Names(ctx context.Context) ([]string, error) {
	return all(ctx, db.reader(), func(s *string) []any { return []any{s} }, `SELECT name FROM catalog_column UNION SELECT name FROM unit UNION SELECT short FROM unit`)
}
