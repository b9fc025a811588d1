// Package search finds public items by their words: titles, 文号, 索引号, texts and what stands in attachments.
//
// The index is derived data, one SQLite file of each node's own, also where the data is in PostgreSQL. It follows the public
// log: whatever is released, corrected or withdrawn on any node is an entry there. It may be deleted at any time and is made
// anew. Before anything is shown the store is asked how it stands at that moment, so that neither a withdrawn item nor a text that
// was corrected is ever shown, however far behind the index is.
//
// Chinese has no blanks between words, so the index holds overlapping pairs of characters and looks for phrases of them: what
// is found holds exactly what was typed. See docs/adr/0011-search-by-pairs.md.
package search

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

// Source is what an index follows.
type Source interface {
	// Since returns entries of a log from an index on, the oldest first.
	Since(ctx context.Context, log ledger.Log, from int64, n int) ([]ledger.Line, error)
	// Size returns how many entries a log has now.
	Size(ctx context.Context, log ledger.Log) (int64, error)
	// PublicItem returns an item as the public sees it, or publication.ErrNotFound.
	PublicItem(ctx context.Context, id publication.ID) (*publication.Item, error)
	// PublicItems returns those of the items that the public sees now, in no order.
	PublicItems(ctx context.Context, ids []publication.ID) ([]publication.Item, error)
	// ItemStandings says how those items stand that were first released at some places of the public log and that the public sees now,
	// in no order.
	ItemStandings(ctx context.Context, entries []int64) ([]publication.Standing, error)
	// Vocabulary returns the words that mean the same, as the staff keep them.
	Vocabulary(ctx context.Context) (publication.Vocabulary, error)
	// Names returns the names of columns and units, for hints.
	Names(ctx context.Context) ([]string, error)
}

// tidying is how far the file has been put into one piece, without the words of what is gone.
type tidying int

const (
	tidy      tidying = iota
	untidy            // something was taken out, or the file has just been made
	tidyingUp         // and the first step is done
)

// FileText returns the text of an attachment, or "" where it cannot be read.
type FileText func(ctx context.Context, f publication.File) (string, error)

// Index is a node's index. It is safe for concurrent use and implements publication.Finder.
type Index struct {
	dir      string
	source   Source
	fileText FileText
	now      func() time.Time
	log      *slog.Logger

	file  atomic.Pointer[file]
	words atomic.Pointer[lexicon]
	state atomic.Uint64            // grows with each change
	lists *recent[asking, []int64] // where what was asked for is: leafing through it asks the index once
	cards *recent[cardKey, *card]
	stood *recent[standKey, publication.Standing]
	wake  chan struct{}
	stale atomic.Bool // the words have changed
	ready atomic.Bool // the log was read to its end once

	// Changed is called after the index answers otherwise than before. It must be quick, and set before Run.
	Changed func()

	mu     sync.Mutex // held by whoever writes
	swept  workday.Date
	untidy tidying
}

// Open opens the index in a folder, or begins an empty one there. It is filled by Follow.
func Open(ctx context.Context, dir string, source Source, text FileText, now func() time.Time, log *slog.Logger) (*Index, error) {
	ix := &Index{
		dir: dir, source: source, fileText: text, now: now, log: log, wake: make(chan struct{}, 1),
		lists: newRecent[asking, []int64](512), cards: newRecent[cardKey, *card](4096), stood: newRecent[standKey, publication.Standing](16384),
	}
	f, err := openNewest(ctx, dir)
	if err != nil {
		return nil, err
	}
	ix.file.Store(f)
	ix.words.Store(newLexicon(nil, nil))
	ix.stale.Store(true)
	p, err := f.position(ctx)
	if err != nil {
		return nil, errors.Join(err, f.close())
	}
	ix.ready.Store(p.n > 0) // what it read before is worth an answer
	yes, err := f.untidy(ctx)
	if err != nil {
		return nil, errors.Join(err, f.close())
	}
	if yes {
		ix.untidy = untidy
	}
	return ix, nil
}

// Close closes the file. Nobody may be asking.
func (ix *Index) Close() error { return ix.file.Load().close() }

// Notify tells the index that something was released or withdrawn. It returns at once.
func (ix *Index) Notify() {
	select {
	case ix.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// NotifyWords tells the index that the vocabulary, a column's or a unit's name has changed.
func (ix *Index) NotifyWords() {
	ix.stale.Store(true)
	ix.Notify()
}

// Run follows the log until ctx ends: at once when told, and every half a minute in case it was not.
func (ix *Index) Run(ctx context.Context) {
	t := time.NewTicker(30 * time.Second)
	defer t.Stop()
	for {
		err := ix.Follow(ctx)
		done, err2 := ix.Tidy(ctx)
		if err = errors.Join(err, err2); err != nil && ctx.Err() == nil {
			ix.log.WarnContext(ctx, "search index does not follow", "err", err)
		}
		if err == nil && !done {
			ix.Notify() // the next step
		}
		select {
		case <-ctx.Done():
			return
		case <-ix.wake:
		case <-t.C:
		}
	}
}

// Follow reads the log to its end, and whatever has ceased to hold today. An index that belongs to another log is made anew.
func (ix *Index) Follow(ctx context.Context) error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	err := ix.follow(ctx, ix.file.Load())
	if errors.Is(err, errOtherLog) {
		ix.log.WarnContext(ctx, "search index belongs to another log and is made anew")
		err = ix.rebuild(ctx)
	}
	if err != nil {
		return fmt.Errorf("follow the public log: %w", err)
	}
	if ix.stale.Swap(false) {
		if err := ix.learn(ctx); err != nil {
			ix.stale.Store(true)
			return fmt.Errorf("read vocabulary: %w", err)
		}
	}
	ix.ready.Store(true)
	return nil
}

// Tidy takes a step towards a file that does not hold the words of what was withdrawn or corrected, and that answers faster for being in
// one piece; it reports whether that was the last. Releases are followed between the steps.
func (ix *Index) Tidy(ctx context.Context) (done bool, err error) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.untidy == tidy {
		return true, nil
	}
	if done, err = ix.file.Load().tidy(ctx, ix.untidy == untidy); err != nil {
		return false, fmt.Errorf("tidy search index: %w", err)
	}
	if ix.untidy = tidyingUp; done {
		ix.untidy = tidy
	}
	return done, nil
}

// Rebuild makes the index anew from the log, while the present one goes on answering.
func (ix *Index) Rebuild(ctx context.Context) error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if err := ix.rebuild(ctx); err != nil {
		return fmt.Errorf("rebuild search index: %w", err)
	}
	return nil
}

func (ix *Index) rebuild(ctx context.Context) error {
	old := ix.file.Load()
	f, err := createFile(ctx, ix.dir, old.generation+1)
	if err != nil {
		return err
	}
	if err := ix.follow(ctx, f); err != nil {
		return errors.Join(err, f.close(), remove(f.path))
	}
	if f, err = f.publish(ctx, ix.dir); err != nil {
		return err
	}
	ix.file.Store(f)
	ix.untidy = untidy
	ix.changed()
	return errors.Join(old.close(), remove(old.path)) // closing waits for the questions that are being answered
}

// errOtherLog reports that the log is not the one the index was made from.
var errOtherLog = errors.New("the log is another one")

// chunk is how many entries are taken up in one transaction.
const chunk = 200

func (ix *Index) follow(ctx context.Context, f *file) error {
	p, err := f.position(ctx)
	if err != nil {
		return err
	}
	if p.n > 0 {
		last, err := ix.source.Since(ctx, ledger.Release, p.n-1, 1)
		if err != nil {
			return err
		}
		if len(last) == 0 || hash(last[0].Entry) != p.leaf {
			return errOtherLog
		}
	}
	for {
		lines, err := ix.source.Since(ctx, ledger.Release, p.n, chunk)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return ix.sweep(ctx, f, p)
		}
		var ids []publication.ID
		for _, l := range lines {
			if l.Ref.Kind == publication.Ref {
				ids = append(ids, publication.ID(l.Ref.ID))
			}
		}
		last := lines[len(lines)-1]
		p = position{last.Index + 1, hash(last.Entry)}
		if err := ix.take(ctx, f, p, ids); err != nil {
			return err
		}
	}
}

// sweep marks what has ceased to hold since the last day.
func (ix *Index) sweep(ctx context.Context, f *file, p position) error {
	today := workday.DateOf(ix.now())
	if ix.swept == today {
		return nil
	}
	for {
		ids, err := f.ended(ctx, today)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			ix.swept = today
			return nil
		}
		if err := ix.take(ctx, f, p, ids); err != nil {
			return err
		}
	}
}

// take brings items in the index to what the public sees of them. What they say is read before the transaction.
func (ix *Index) take(ctx context.Context, f *file, p position, ids []publication.ID) error {
	slices.Sort(ids)
	var put []doc
	var gone []publication.ID
	for _, id := range slices.Compact(ids) {
		it, err := ix.source.PublicItem(ctx, id)
		if err != nil && !errors.Is(err, publication.ErrNotFound) {
			return err
		}
		if err != nil || !it.IsPublic() {
			gone = append(gone, id)
			continue
		}
		d := doc{item: it, ends: it.Version.Ends(it.Validity)}
		d.facets = facetsOf(it, d.ends, workday.DateOf(ix.now()))
		if has, err := f.has(ctx, it, d.facets, d.ends); err != nil || has {
			if err != nil {
				return err
			}
			continue
		}
		for _, file := range it.Version.Files {
			text, err := ix.fileText(ctx, file)
			if err != nil {
				return err
			}
			d.files += file.Name + "\n" + text + "\n"
		}
		put = append(put, d)
	}
	slices.SortFunc(put, func(a, b doc) int { return cmp.Compare(numberOf(a.item), numberOf(b.item)) }) // otherwise FTS5 writes each by itself
	dropped := false
	err := f.update(ctx, p, func(c change) error {
		for _, id := range gone {
			had, err := c.drop(id)
			if err != nil {
				return err
			}
			dropped = dropped || had
		}
		for _, d := range put {
			had, err := c.put(d)
			if err != nil {
				return fmt.Errorf("item %d: %w", d.item.ID, err)
			}
			dropped = dropped || had
		}
		return nil
	})
	if err == nil && len(put)+len(gone) > 0 {
		ix.stale.Store(true)
		ix.changed()
	}
	if dropped {
		ix.untidy = untidy
	}
	return err
}

func (ix *Index) changed() {
	ix.state.Add(1)
	if ix.Changed != nil {
		ix.Changed()
	}
}

func hash(e ledger.Entry) string {
	sum := sha256.Sum256(e.Leaf())
	return hex.EncodeToString(sum[:])
}
