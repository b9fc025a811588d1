package store

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
)

// All is the topic that stands for everything: whoever gets it cannot know what it missed.
const All = "all"

// feed hands changes to whoever keeps something derived from the data. On SQLite it works in this process; on PostgreSQL
// every node also listens to the others.
type feed struct {
	mu   sync.Mutex
	subs []func(topics []string)
	done chan struct{}
	once sync.Once
}

func newFeed() *feed { return &feed{done: make(chan struct{})} }

func (f *feed) close() { f.once.Do(func() { close(f.done) }) }

func (f *feed) publish(topics []string) {
	if len(topics) == 0 {
		return
	}
	f.mu.Lock()
	subs := slices.Clone(f.subs)
	f.mu.Unlock()
	for _, fn := range subs {
		fn(topics)
	}
}

// Subscribe calls fn with the topics of every change committed from now on, on any node: "item:12", "column:3", "unit:5",
// "credit", "report", or All after a gap. fn must be quick.
func (db *DB) Subscribe(fn func(topics []string)) {
	db.feed.mu.Lock()
	defer db.feed.mu.Unlock()
	db.feed.subs = append(db.feed.subs, fn)
}

// touch notes topics that this transaction changes.
func (c conn) touch(topics ...string) {
	for _, t := range topics {
		if !slices.Contains(*c.touched, t) {
			*c.touched = append(*c.touched, t)
		}
	}
}

const notifyChannel = "gongkai_change"

// writeChanges tells the other nodes, in the transaction that changes.
func (c conn) writeChanges(ctx context.Context, topics []string) error {
	if c.db.pool == nil || len(topics) == 0 {
		return nil
	}
	return c.exec(ctx, `SELECT pg_notify(?, ?)`, notifyChannel, strings.Join(topics, " "))
}

// Listen passes on the changes of other nodes until ctx ends. On SQLite there are none. After a lost connection it passes
// on All, since it cannot know what it missed.
func (db *DB) Listen(ctx context.Context, log *slog.Logger) {
	if db.pool == nil {
		return
	}
	for {
		err := db.listen(ctx)
		if ctx.Err() != nil {
			return
		}
		log.WarnContext(ctx, "change feed lost its connection", "err", err)
		db.feed.publish([]string{All})
		select {
		case <-ctx.Done():
			return
		case <-db.feed.done:
			return
		case <-time.After(time.Second):
		}
	}
}

func (db *DB) listen(ctx context.Context) error {
	c, err := db.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	if _, err := c.Exec(ctx, "LISTEN "+notifyChannel); err != nil {
		return err
	}
	db.feed.publish([]string{All}) // what was changed before this node listened, again after a lost connection
	for {
		n, err := c.Conn().WaitForNotification(ctx)
		if err != nil {
			return err
		}
		db.feed.publish(strings.Fields(n.Payload))
	}
}
