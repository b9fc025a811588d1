package website

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/fault"
	"gongkai/internal/report"
)

// ErrNoFigure reports a field that no records stand behind.
var ErrNoFigure = fault.New(fault.NotFound, "no-website-figure", "这一栏没有可以查看的明细，请从报表页面重新打开。")

// Record is one record that a counted figure counts.
type Record struct {
	report.Record
	Unit int64
	Took time.Duration // of a message that the year's end saw answered: from its receipt to its answer; else 0
}

// Public reports whether everybody may see what a figure counts. Messages stay inside: whoever knows the number of one opens its page.
func (s Source) Public() bool {
	switch s {
	case Items, OverviewItems, NewsItems, CatalogueItems, Interpretations:
		return true
	case Messages, MessagesDone, MessageTenths:
	}
	return false
}

// Average reports whether a figure is not how many records there are, but how long they took on average.
func (s Source) Average() bool { return s == MessageTenths }

// Tenths is how long n messages took on average, in tenths of a day, given how many milliseconds all of them took; 0 where there is none.
func Tenths(millis, n int64) int64 {
	const day = 24 * 60 * 60 * 1000
	if n == 0 {
		return 0
	}
	return (millis*10/n + day/2) / day
}

// InTenths writes a number of tenths with one decimal, without it where it is 0.
func InTenths(n int64) string { return strings.TrimSuffix(fmt.Sprintf("%d.%d", n/10, n%10), ".0") }

// Records opens a counted figure of a year by the key of its field: the records that it counts as they are now, the newest first, and how many
// there are in all. It returns ErrNoFigure.
func (s *Service) Records(ctx context.Context, year int, key string, limit, offset int) (Field, []Record, int, error) {
	f, ok := fieldOf(key)
	if !ok || f.Source == "" {
		return f, nil, 0, fmt.Errorf("records of website report %d, %.40q: %w", year, key, ErrNoFigure)
	}
	list, n, err := s.store.WebsiteRecords(ctx, year, f.Source, limit, offset)
	return f, list, n, err
}
