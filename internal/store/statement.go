package store

import (
	"context"
	"database/sql"
	"sync"
)

// statements is a pool of readers of an SQLite file that keeps statements ready: reading a text takes SQLite longer than most answers.
// PostgreSQL's driver does so by itself.
type statements struct {
	*sql.DB
	mu    sync.Mutex
	ready map[string]*sql.Stmt
}

// maxReady is how many texts are kept. Few have more than one form; what comes later is read each time.
const maxReady = 256

func (s *statements) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	st, err := s.statement(ctx, text)
	if st == nil || err != nil {
		return s.DB.QueryContext(ctx, text, args...)
	}
	return st.QueryContext(ctx, args...)
}

func (s *statements) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	st, err := s.statement(ctx, text)
	if st == nil || err != nil {
		return s.DB.QueryRowContext(ctx, text, args...) // says what is wrong with it
	}
	return st.QueryRowContext(ctx, args...)
}

// statement returns the statement of a text, or nil where no more are kept. It waits for a connection without the lock, which whoever
// has one may need.
func (s *statements) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.Lock()
	st, n := s.ready[text], len(s.ready)
	s.mu.Unlock()
	if st != nil || n >= maxReady {
		return st, nil
	}
	st, err := s.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if other := s.ready[text]; other != nil {
		return other, st.Close()
	}
	s.ready[text] = st
	return st, nil
}
