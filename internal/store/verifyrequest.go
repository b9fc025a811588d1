package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai/internal/ledger"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// requestsDisagree returns in what requests differ from the act log, a sentence each. Requests of a store that only counted them have no steps,
// and nothing was heard of them.
func (s *Snapshot) requestsDisagree(ctx context.Context) (out []string, err error) {
	if keeps, err := s.has(ctx, "request_step", "files_erased"); err != nil || !keeps {
		return nil, err
	}
	heard := map[int64]request.Heard{}
	for r, err := range s.rows(ctx, ledger.Acts) {
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(r.ref, string(request.Ref)+":") {
			continue // of most entries nothing need be read
		}
		e, err := ledger.ParseLeaf(ledger.Acts, r.leaf)
		if err != nil {
			return nil, err
		}
		if e.Ref.Kind == request.Ref && e.Digest != "" {
			h := heard[e.Ref.ID]
			h.Digest = e.Digest
			switch e.Kind {
			case request.Identity.Verb():
				h.Identity = workday.DateOf(e.At)
			case request.Personal.Verb():
				h.Personal = workday.DateOf(e.At)
			}
			heard[e.Ref.ID] = h
		}
	}
	const chunk = 500
	for from := request.ID(-1); ; {
		ids, err := all(ctx, s.c, func(id *request.ID) []any { return []any{id} }, `SELECT id FROM request WHERE id > ? AND secret <> '' ORDER BY id LIMIT ?`, from, chunk)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			req, err := s.c.request(ctx, `id = ?`, id)
			if err != nil {
				return nil, fmt.Errorf("request %d: %w", id, err)
			}
			out = append(out, req.Differs(heard[int64(id)])...)
			delete(heard, int64(id))
			from = id
		}
		if len(ids) < chunk {
			break
		}
	}
	var gone []string
	for id := range heard {
		gone = append(gone, fmt.Sprintf("申请 %d：办理登记簿里有它的记录，申请已不存在。", id))
	}
	slices.Sort(gone)
	return append(out, gone...), nil
}

// has reports whether the schema has a column; that of a store not yet migrated from an older release may not.
func (s *Snapshot) has(ctx context.Context, table, name string) (bool, error) {
	cols, err := s.c.columns(ctx)
	return slices.ContainsFunc(cols, func(x column) bool { return x.table == table && x.name == name }), err
}
