package store_test

import (
	"context"
	"errors"
	"testing"

	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/report/paper"
	"gongkai/internal/store"
)

// TestReportWhoseFilesReadOtherwiseStays: the last step does not release it, and it is not public; put right, it goes out with its texts.
func TestReportWhoseFilesReadOtherwiseStays(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db *store.DB) {
		b := buildReports(t, db)
		seen := 0
		b.reports.SetProof(func(_ context.Context, a *report.Annual) error {
			if seen++; a.Agency != b.unit.Name || a.Year != 2026 {
				t.Errorf("proved: %s %d", a.Agency, a.Year)
			}
			return paper.ErrUnlike
		})
		id, err := b.write(t, 2026)
		must(t, err)
		if err := b.decide(t, id); !errors.Is(err, paper.ErrUnlike) || seen != 1 {
			t.Errorf("proved %d times, released: %v", seen, err)
		}
		if _, _, err := b.reports.Public(t.Context(), b.unit, 2026); !errors.Is(err, report.ErrNotFound) {
			t.Errorf("public: %v", err)
		}
		b.reports.SetProof(nil)
		if err := b.pass(t, id, len(publication.BureauRoute)-1); err == nil {
			t.Error("released though nothing proves it")
		}
		b.reports.SetProof(paper.Prove)
		must(t, b.pass(t, id, len(publication.BureauRoute)-1))
		if _, _, err := b.reports.Public(t.Context(), b.unit, 2026); err != nil {
			t.Errorf("public: %v", err)
		}
	})
}
