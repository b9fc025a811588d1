// Package job is background work: named functions that run every so often, or soon after something woke them. It is River
// behind a small face of our own. A job may run twice and on any node; what it does is in the domain, and the rows it works
// on are the truth.
package job

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// Task is one kind of work.
type Task struct {
	Name  string        // three letters or more
	Every time.Duration // how often it runs by itself; 0: only when woken
	Limit time.Duration // how long it may take; 0: a minute
	Run   func(ctx context.Context) error
}

// Queue runs tasks.
type Queue struct {
	client *river.Client[*sql.Tx]
	log    *slog.Logger
}

type args struct {
	Task string `json:"task"`
}

// Kind implements river.JobArgs.
func (args) Kind() string { return "task" }

type worker struct {
	river.WorkerDefaults[args]
	tasks map[string]Task
}

// Work implements river.Worker.
func (w *worker) Work(ctx context.Context, j *river.Job[args]) error {
	t, ok := w.tasks[j.Args.Task]
	if !ok {
		return fmt.Errorf("no task %q", j.Args.Task)
	}
	return t.Run(ctx)
}

// Timeout implements river.Worker.
func (w *worker) Timeout(j *river.Job[args]) time.Duration { return w.tasks[j.Args.Task].Limit }

func driver(db *sql.DB, pool *pgxpool.Pool) riverdriver.Driver[*sql.Tx] {
	if pool != nil {
		return riverdatabasesql.NewWithPgxListener(db, pool)
	}
	return riversqlite.New(db)
}

// Migrate brings the queue's own tables to this release. pool is nil on SQLite.
func Migrate(ctx context.Context, db *sql.DB, pool *pgxpool.Pool) error {
	m, err := rivermigrate.New(driver(db, pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("migrate job queue: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate job queue: %w", err)
	}
	return nil
}

// New returns a queue over the store's writing pool; pool is nil on SQLite.
func New(db *sql.DB, pool *pgxpool.Pool, log *slog.Logger, tasks ...Task) (*Queue, error) {
	w := &worker{tasks: map[string]Task{}}
	var periodic []*river.PeriodicJob
	for _, t := range tasks {
		w.tasks[t.Name] = t
		if t.Every == 0 {
			continue
		}
		periodic = append(periodic, river.NewPeriodicJob(river.PeriodicInterval(t.Every),
			func() (river.JobArgs, *river.InsertOpts) { return args{t.Name}, &river.InsertOpts{MaxAttempts: 1} },
			&river.PeriodicJobOpts{RunOnStart: true}))
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, w)
	client, err := river.NewClient(driver(db, pool), &river.Config{
		Queues:  map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 2}},
		Workers: workers, PeriodicJobs: periodic, Logger: slog.New(quiet{log.Handler()}), FetchPollInterval: 500 * time.Millisecond,
		CompletedJobRetentionPeriod: time.Hour,
	})
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	return &Queue{client, log}, nil
}

// quiet passes on warnings and errors only: the queue says much about itself.
type quiet struct{ slog.Handler }

func (quiet) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }

// Start begins to work until Stop.
func (q *Queue) Start(ctx context.Context) error { return q.client.Start(ctx) }

// Stop finishes what runs and ends.
func (q *Queue) Stop(ctx context.Context) error { return q.client.Stop(ctx) }

// Wake asks for a task to run soon. Failing to wake is no harm: the task runs by itself before long.
func (q *Queue) Wake(ctx context.Context, task string) {
	if _, err := q.client.Insert(ctx, args{task}, &river.InsertOpts{MaxAttempts: 1}); err != nil {
		q.log.WarnContext(ctx, "task not woken", "task", task, "err", err)
	}
}
