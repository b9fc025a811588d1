package store_test

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
)

// TestOptimizeLooksAtWhatHasGrown: SQLite has samples of large tables afterwards, and PostgreSQL is left to itself.
func TestOptimizeLooksAtWhatHasGrown(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		for i := range 1500 {
			must(t, past(t, db, fmt.Sprintf(`INSERT INTO sequence (name, last) VALUES ('s%d', 1)`, i)))
		}
		must(t, db.Optimize(t.Context()))
		if db.Postgres() != nil {
			return
		}
		var n int
		if err := db.Writer().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'sequence'`).Scan(&n); err != nil || n == 0 {
			t.Errorf("%d samples of a table of 1500 rows, %v", n, err)
		}
	})
}

// TestOptimizeForgetsSmallTables: a table of one row when SQLite looked at it is not read whole when it has grown.
func TestOptimizeForgetsSmallTables(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	build(t, db)
	must(t, db.Optimize(t.Context())) // nothing to look at
	must(t, past(t, db, `INSERT INTO request (id, unit, no, applicant, received_on) VALUES (1, 1, '1', 'natural', '')`))
	must(t, past(t, db, `INSERT INTO request_step (request, no, kind, on_date, at, person) VALUES (1, 1, 'submit', '', 0, 0)`))
	must(t, db.Optimize(t.Context()))
	var id, parent, unused int
	var plan string
	must(t, db.Writer().QueryRowContext(t.Context(), `EXPLAIN QUERY PLAN SELECT 1 FROM request_step WHERE request = 5 AND kind = 'archive'`).Scan(&id, &parent, &unused, &plan))
	if !strings.HasPrefix(plan, "SEARCH") {
		t.Errorf("a table that had one row is looked through: %s", plan)
	}
}
