package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/account"
	"gongkai/internal/act"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/credit"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/report"
	"gongkai/internal/report/website"
)

// save writes what an act causes, after its record: first the effects, last the ledger entries, in one transaction with it.
func (c conn) save(ctx context.Context, a act.Act) error {
	if a.By == (act.Actor{}) || a.At.IsZero() || len(a.Entries) == 0 {
		return errors.New("save act: nobody, no time, or nothing to remember")
	}
	for _, e := range batched(a.Effects) {
		if err := c.effect(ctx, e); err != nil {
			return fmt.Errorf("save %s: effect %T: %w", a.Verb, e, err)
		}
	}
	places, err := c.append(ctx, a.Entries)
	if err != nil {
		return fmt.Errorf("save %s: %w", a.Verb, err)
	}
	for _, e := range a.Effects {
		if p, ok := e.(publication.Published); ok { // the one that needs its place in the log
			if err := c.publish(ctx, p, places[ledger.Release]); err != nil {
				return fmt.Errorf("save %s: %w", a.Verb, err)
			}
		}
	}
	if !a.On.IsZero() {
		c.touch(a.On.String())
	}
	return nil
}

// batched puts effects of one kind that can be written many at a time together, keeping the order of the rest.
func batched(effects []act.Effect) []any {
	var opened []obligation.Obligation
	var queued []channel.Delivery
	var rest []any
	for _, e := range effects {
		switch e := e.(type) {
		case obligation.Opened:
			opened = append(opened, e.Obligation)
		case channel.Queued:
			queued = append(queued, e.Delivery)
		default:
			rest = append(rest, e)
		}
	}
	var out []any
	if len(opened) > 0 {
		out = append(out, opened)
	}
	if len(queued) > 0 {
		out = append(out, queued)
	}
	return append(out, rest...)
}

// effect writes one effect. A test finds every type that claims to be an effect and is not handled here.
func (c conn) effect(ctx context.Context, e any) error {
	switch e := e.(type) {
	case []obligation.Obligation:
		return c.openObligations(ctx, e)
	case []channel.Delivery:
		return c.queueDeliveries(ctx, e)
	case obligation.Moved:
		return c.moveObligation(ctx, e)
	case obligation.Paused:
		return c.pauseObligation(ctx, e)
	case obligation.Handed:
		c.touch("obligations")
		return c.exec(ctx, `UPDATE obligation SET person = ? WHERE subject = ? AND rule = ? AND met_on = '' AND cancelled = ''`, e.Person, e.Subject.String(), e.Rule)
	case obligation.Met:
		return c.meetObligation(ctx, e)
	case obligation.Cancelled:
		return c.cancelObligation(ctx, e)
	case obligation.Missed:
		return c.missObligation(ctx, e)
	case publication.Published:
		return nil // save writes it after the entries
	case publication.Changed:
		c.touchPublic(e.Column, e.Unit)
		return c.touchLinked(ctx, e.Item)
	case catalog.Updated:
		return c.updateColumn(ctx, e)
	case catalog.EditionReleased:
		return c.releaseEdition(ctx, e)
	case catalog.PowersReleased:
		return c.followPowers(ctx, e)
	case catalog.Assigned:
		return c.assign(ctx, e)
	case catalog.Unassigned:
		return c.unassign(ctx, e)
	case catalog.Served:
		return c.serve(ctx, e)
	case credit.DutiesOpened:
		return c.openDuties(ctx, e)
	case credit.BatchReleased:
		return c.releaseBatch(ctx, e)
	case account.SessionsEnded:
		return c.endSessions(ctx, e)
	case account.CodesSet:
		return c.setCodes(ctx, e)
	case report.Signed:
		return c.signReport(ctx, e)
	case report.Promised:
		return c.addPromises(ctx, e)
	case website.Signed:
		return c.signWebsiteReport(ctx, e)
	}
	return fmt.Errorf("%T is not handled", e)
}

// append adds entries to the logs and returns the index of each log's first one. It locks the heads, so entries of
// concurrent transactions get their places one after another.
func (c conn) append(ctx context.Context, entries []ledger.Entry) (map[ledger.Log]int64, error) {
	type head struct {
		Log  ledger.Log
		Size int64
	}
	heads, err := all(ctx, c, func(h *head) []any { return []any{&h.Log, &h.Size} }, c.db.dialect.lockHead())
	if err != nil {
		return nil, fmt.Errorf("lock ledger: %w", err)
	}
	first := map[ledger.Log]int64{}
	for _, h := range heads {
		var of []ledger.Entry
		for _, e := range entries {
			if e.Log == h.Log {
				of = append(of, e)
			}
		}
		if len(of) == 0 {
			continue
		}
		first[h.Log] = h.Size
		if err := c.appendTo(ctx, h.Log, h.Size, of); err != nil {
			return nil, fmt.Errorf("append to %s log: %w", h.Log, err)
		}
		if err := c.execOne(ctx, `UPDATE ledger_head SET size = ? WHERE log = ? AND size = ?`, h.Size+int64(len(of)), h.Log, h.Size); err != nil {
			return nil, fmt.Errorf("move head of %s log: %w", h.Log, err)
		}
	}
	return first, nil
}

// appendTo writes entries at the end of a log, many rows in one statement.
func (c conn) appendTo(ctx context.Context, log ledger.Log, size int64, entries []ledger.Entry) error {
	known := knownHashes{hashReader{ctx, c, log}, map[int64]tlog.Hash{}}
	var rows, hashes []any
	for i, e := range entries {
		index, leaf := size+int64(i), e.Leaf()
		made, err := tlog.StoredHashes(index, leaf, known)
		if err != nil {
			return err
		}
		rows = append(rows, log, index, leaf, e.Ref.String(), ms(e.At))
		at := tlog.StoredHashIndex(0, index)
		for j, h := range made {
			known.have[at+int64(j)] = h
			hashes = append(hashes, log, at+int64(j), h[:])
		}
	}
	if err := c.insertRows(ctx, `INSERT INTO ledger_entry (log, idx, leaf, ref, at) VALUES `, 5, rows); err != nil {
		return err
	}
	return c.insertRows(ctx, `INSERT INTO ledger_hash (log, idx, hash) VALUES `, 3, hashes)
}

// insertRows inserts rows of so many columns, as many in a statement as both engines take.
func (c conn) insertRows(ctx context.Context, head string, columns int, args []any) error {
	for chunk := range slices.Chunk(args, columns*rowsPerInsert) {
		if err := c.exec(ctx, insertMany(head, columns, len(chunk)/columns), chunk...); err != nil {
			return err
		}
	}
	return nil
}

// knownHashes remembers the hashes that were read or made, so that entries appended together read the log once.
type knownHashes struct {
	hashReader
	have map[int64]tlog.Hash
}

func (k knownHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var missing []int64
	for _, i := range indexes {
		if _, ok := k.have[i]; !ok {
			missing = append(missing, i)
		}
	}
	read, err := k.hashReader.ReadHashes(missing)
	if err != nil {
		return nil, err
	}
	for i, at := range missing {
		k.have[at] = read[i]
	}
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		out[i] = k.have[at]
	}
	return out, nil
}

// hashReader reads the stored hashes of a log.
type hashReader struct {
	ctx context.Context // tlog's interface has none of its own
	c   conn
	log ledger.Log
}

func (r hashReader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for chunk := range slices.Chunk(indexes, 200) {
		args := []any{r.log}
		for _, i := range chunk {
			args = append(args, i)
		}
		rows, err := r.c.query(r.ctx, `SELECT idx, hash FROM ledger_hash WHERE log = ? AND idx IN (`+marks(len(chunk))+`)`, args...)
		if err != nil {
			return nil, err
		}
		found := 0
		for rows.Next() {
			var i int64
			var h []byte
			if err := rows.Scan(&i, &h); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			for k, want := range indexes {
				if want == i {
					copy(out[k][:], h)
				}
			}
			found++
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		if found < len(chunk) {
			return nil, fmt.Errorf("%s log: %d of %d hashes are missing", r.log, len(chunk)-found, len(chunk))
		}
	}
	return out, nil
}

// marks returns n question marks with commas between.
func marks(n int) string {
	b := make([]byte, 0, 2*n)
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '?')
	}
	return string(b)
}
