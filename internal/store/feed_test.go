package store_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"gongkai/internal/store"
	"gongkai/internal/store/storetest"
)

// TestChangesReachTheOtherNode runs two nodes on one PostgreSQL: what is released on one is told to the other.
func TestChangesReachTheOtherNode(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	node := func() *store.DB {
		db, err := store.Open(t.Context(), store.Config{Postgres: url})
		must(t, err)
		t.Cleanup(func() { must(t, db.Close()) })
		return db
	}
	here, there := node(), node()
	must(t, here.Migrate(t.Context()))
	heard := make(chan []string, 100)
	there.Subscribe(func(topics []string) { heard <- topics })
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		there.Listen(ctx, slog.New(slog.DiscardHandler))
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
	h := build(t, here)
	limit := time.After(30 * time.Second) // so that a failure ends
	for {
		h.release(t, h.start(t, "", version("通知"))) // again until the other node has begun to listen
		select {
		case topics := <-heard:
			if contains(topics, "items") {
				return
			}
		case <-limit:
			t.Fatal("nothing was heard")
		default:
		}
	}
}

// TestFeedThatEndsSaysNothing: whoever is told that everything has changed reads it anew, from a store that is about to be closed.
func TestFeedThatEndsSaysNothing(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	heard := make(chan []string, 100)
	db.Subscribe(func(topics []string) { heard <- topics })
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		db.Listen(ctx, slog.New(slog.DiscardHandler))
	}()
	<-heard // it listens
	stop()
	<-done
	select {
	case topics := <-heard:
		t.Errorf("at the end it says %v", topics)
	default:
	}
}
