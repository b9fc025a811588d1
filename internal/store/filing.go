package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"gongkai/internal/act"
	"gongkai/internal/request"
)

// filings are requests on their way in. Whoever comes while others are being written waits for the next transaction, and all of one wait for
// the disk once: on the day on which everybody asks, each waits no longer than for two commits.
type filings struct {
	mu      sync.Mutex
	waiting []*filing
	writing bool
}

// filing is one of them. When done is closed, err says how it went.
type filing struct {
	req  *request.Request
	key  string
	year int
	fn   func() (act.Act, error)
	deed act.Act
	err  error
	done chan struct{}
}

// maxTogether is how many are written in one transaction.
const maxTogether = 64

// AddRequest implements request.Store.
func (db *DB) AddRequest(ctx context.Context, req *request.Request, key string, year int, fn func() (act.Act, error)) error {
	if ctx.Value(txKey{}) != nil {
		return errors.New("store: nested transaction")
	}
	f := &filing{req: req, key: key, year: year, fn: fn, done: make(chan struct{})}
	q := &db.filings
	q.mu.Lock()
	q.waiting = append(q.waiting, f)
	begin := !q.writing
	q.writing = true
	q.mu.Unlock()
	if begin {
		go db.fileWaiting(context.WithoutCancel(ctx)) // others wait for what one has begun
	}
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return fmt.Errorf("add request: %w", ctx.Err())
	}
}

// fileWaiting writes what waits until nothing does.
func (db *DB) fileWaiting(ctx context.Context) {
	q := &db.filings
	for {
		q.mu.Lock()
		n := min(len(q.waiting), maxTogether)
		list := slices.Clone(q.waiting[:n])
		q.waiting = slices.Delete(q.waiting, 0, n)
		q.writing = n > 0
		q.mu.Unlock()
		if n == 0 {
			return
		}
		db.fileTogether(ctx, list)
		for _, f := range list {
			close(f.done)
		}
	}
}

// fileTogether writes requests in one transaction. One that is refused is left out, and takes no number; the same form again waits for the
// next, when it is known how the first went.
func (db *DB) fileTogether(ctx context.Context, list []*filing) {
	var now, later []*filing
	keys := map[string]bool{}
	for _, f := range list {
		if f.key != "" && keys[f.key] {
			later = append(later, f)
			continue
		}
		keys[f.key] = true
		now = append(now, f)
	}
	db.fileOnce(ctx, now)
	if len(later) > 0 {
		db.fileTogether(ctx, later)
	}
}

func (db *DB) fileOnce(ctx context.Context, list []*filing) {
	for len(list) > 0 {
		err := db.tx(ctx, func(ctx context.Context, c conn) error { return c.addRequests(ctx, list) })
		left := slices.DeleteFunc(slices.Clone(list), func(f *filing) bool { return f.err != nil })
		if len(left) < len(list) { // some are refused, and nothing is written
			list = left
			continue
		}
		for _, f := range list {
			f.err = err
		}
		return
	}
}

// errRefused ends a transaction of which one request is refused: the others are written without it.
var errRefused = errors.New("a request is refused")

func (c conn) addRequests(ctx context.Context, list []*filing) error {
	if err := c.refuseFiled(ctx, list); err != nil {
		return err
	}
	id, err := c.next(ctx, "request", len(list))
	if err != nil {
		return err
	}
	byYear := map[int]int{}
	for _, f := range list {
		byYear[f.year]++
	}
	no := map[int]int64{}
	for year, n := range byYear {
		if no[year], err = c.next(ctx, fmt.Sprintf("request %d", year), n); err != nil {
			return err
		}
	}
	var together act.Act
	var rows []any
	for i, f := range list {
		f.req.ID, f.req.No = request.ID(id+int64(i)), fmt.Sprintf("%d-%04d", f.year, no[f.year])
		no[f.year]++
		if f.deed, f.err = f.fn(); f.err != nil {
			return errRefused
		}
		if together.At.IsZero() {
			together = act.Act{By: f.deed.By, At: f.deed.At, Verb: f.deed.Verb}
		}
		together = together.Records(f.deed.Entries...).Causes(f.deed.Effects...)
		c.touch(f.deed.On.String())
		req := f.req
		rows = append(rows, req.ID, req.Unit, req.No, req.Applicant, req.Channel, req.Subject, req.Form, req.Secret, req.Who, ms(req.FiledAt), req.ReceivedOn.String(),
			req.Officer, req.State, req.Due.String(), req.Outcome, req.ClosedOn.String(), req.Erased.String(), req.FormDigest, f.key)
	}
	c.touch("report")
	if err := c.insertRows(ctx, `INSERT INTO request (`+requestCols+`, form_key) VALUES `, 19, rows); err != nil {
		return fmt.Errorf("insert requests: %w", err)
	}
	var all []request.Request
	for _, f := range list {
		all = append(all, *f.req)
	}
	if err := c.addSteps(ctx, all...); err != nil {
		return err
	}
	return c.save(ctx, together)
}

// refuseFiled refuses what was filed before, by the key of its form.
func (c conn) refuseFiled(ctx context.Context, list []*filing) error {
	var keys []any
	for _, f := range list {
		if f.key != "" {
			keys = append(keys, f.key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	there, err := all(ctx, c, func(key *string) []any { return []any{key} }, `SELECT form_key FROM request WHERE form_key <> '' AND form_key IN (`+marks(len(keys))+`)`, keys...)
	if err != nil {
		return err
	}
	refused := false
	for _, f := range list {
		if f.key != "" && slices.Contains(there, f.key) {
			f.err, refused = fmt.Errorf("add request: %w", request.ErrFiled), true
		}
	}
	if refused {
		return errRefused
	}
	return nil
}
