package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/agency"
	"gongkai/internal/blob"
	"gongkai/internal/budget"
	"gongkai/internal/catalog"
	"gongkai/internal/channel"
	"gongkai/internal/channel/creditplatform"
	"gongkai/internal/credit"
	"gongkai/internal/dialogue"
	"gongkai/internal/dispute"
	"gongkai/internal/document/scan"
	"gongkai/internal/job"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/report/paper"
	"gongkai/internal/report/website"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/retention"
	"gongkai/internal/secret"
	"gongkai/internal/store"
	"gongkai/internal/workday"
)

// App is the services over one store.
type App struct {
	Config      Config
	DB          *store.DB
	Keys        *secret.Keys
	Calendars   *obligation.Calendars
	Items       *publication.Service
	Editions    *catalog.Editions
	Assignments *catalog.Assignments // who owes which entry of the standard catalogue
	Credit      *credit.Service
	Reports     *report.Service
	Website     *website.Service // 政府网站工作年度报表
	Requests    *request.Service
	Letters     *dispatch.Service
	Corrections *dialogue.Service
	Retention   *retention.Service
	Disputes    *dispute.Service
	Budget      *budget.Service
	Outbox      *channel.Service
	Accounts    *account.Service
	Staff       *agency.Service
	Signer      *ledger.Signer
	Scanner     *scan.Scanner // nil: none
	Jobs        *job.Queue    // nil until Serve

	now     func() time.Time
	started time.Time // by now
	clock   clockWatch
	log     *slog.Logger
	files   *blob.Dir
}

// Options are what the demo and tests have otherwise than a server.
type Options struct {
	Now      func() time.Time // the domain's clock; nil: the real one
	Cost     account.Cost
	Volatile bool // see store.Config
	ReadOnly bool
	Log      *slog.Logger
	Files    func(fileStore) fileStore // how the services see the store of files; nil: as it is
}

// fileStore is what the services ask of the store of files.
type fileStore interface {
	publication.Files
	credit.Files
}

// keyFile is beside the data folder, never inside it.
func keyFile(dir string) string { return strings.TrimRight(dir, `/\`) + ".key" }

// Open opens the store of a configuration and builds the services. It does not migrate.
func Open(ctx context.Context, c Config, o Options) (*App, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open data folder: %w", err)
	}
	keys, err := secret.LoadOrCreate(keyFile(c.Dir))
	if err != nil {
		return nil, err
	}
	at := storeConfig(c)
	at.ReadOnly, at.Volatile = o.ReadOnly, o.Volatile
	db, err := store.Open(ctx, at)
	if err != nil {
		return nil, err
	}
	a := &App{Config: c, DB: db, Keys: keys, now: o.Now, started: o.Now(), log: o.Log}
	if err := a.build(o); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

// blobDir is where this store's files are.
func blobDir(dir string) string { return filepath.Join(dir, "blobs") }

// storeConfig says where the records of a configuration are.
func storeConfig(c Config) store.Config {
	return store.Config{File: filepath.Join(c.Dir, "gongkai.db"), Postgres: c.Store.Postgres}
}

// build makes the services; those that read the store at once wait for Load.
func (a *App) build(o Options) error {
	files, err := blob.Open(blobDir(a.Config.Dir))
	if err != nil {
		return err
	}
	a.files = files
	if a.Scanner, err = a.Config.scanner(); err != nil {
		return err
	}
	var seen fileStore = files
	if o.Files != nil {
		seen = o.Files(files)
	}
	if a.Signer, err = ledger.NewSigner(a.Config.Site.Domain+"/ledger", a.Keys.Seed("ledger")); err != nil {
		return err
	}
	// Sessions, codes and locks live in real time, whatever the domain's clock.
	a.Accounts = account.New(a.DB, a.Keys, account.Options{Cost: o.Cost, Policy: a.Config.Account, Now: time.Now, Clock: a.now})
	a.Staff = agency.New(a.DB, a.now)
	calendar := func() workday.Calendar { return a.Calendars.Calendar() }
	a.Credit = credit.New(a.DB, a.DB, seen, a.Keys, calendar, a.now, credit.IDMask{Head: a.Config.Credit.MaskHead, Tail: a.Config.Credit.MaskTail})
	a.Reports = report.New(a.DB, a.DB, a.Config.Report, calendar, a.now)
	home := a.Config.Server.URL
	if isDemo(a.Config.Dir) {
		home = "https://" + a.Config.Site.Domain // which stays the same wherever the demo listens
	}
	a.Website = website.New(a.DB, a.DB, website.Site{
		Name: a.Config.Site.Name, URL: home, IDCode: a.Config.Site.IDCode, ICP: a.Config.Site.ICP, Police: a.Config.Site.Police,
	}, calendar, a.now)
	a.Editions = catalog.NewEditions(a.DB, a.now)
	a.Assignments = catalog.NewAssignments(a.DB, a.Editions, a.DB, calendar, a.now)
	a.Items = publication.New(a.DB, a.DB, a.DB, calendar, a.now, seen, map[ref.Kind]publication.Releaser{
		credit.BatchRef: a.Credit, report.Ref: a.Reports, website.Ref: a.Website, catalog.EditionRef: editionReleaser{a.Editions, a.Assignments},
	})
	a.Reports.SetItems(a.Items)
	a.Website.SetItems(a.Items)
	a.Reports.SetProof(paper.Prove)
	a.Website.SetProof(paper.ProveWebsite)
	a.Letters = dispatch.New(a.DB, a.DB, a.Config.Server.URL+"/requests/track", a.now)
	a.Requests, a.Budget = request.New(a.DB, a.DB, files, a.Keys, calendar, a.now, request.Options{Letters: a.Letters, Settings: a.Config.Request}), budget.New(a.DB, a.now)
	a.Disputes = dispute.New(a.DB, a.DB, a.Requests, a.Keys, calendar, a.now)
	a.Corrections = dialogue.New(a.DB, a.Keys, calendar, a.now)
	a.Retention = retention.New(a.DB, files, a.Config.Retention, a.Config.Account.KeepDays, a.now)
	senders := map[channel.Name]channel.Sender{}
	if a.Config.Credit.URL != "" {
		token, err := os.ReadFile(a.Config.Credit.TokenFile)
		if err != nil {
			return fmt.Errorf("read credit platform token: %w", err)
		}
		senders[channel.CreditPlatform] = creditplatform.New(a.Config.Credit.URL, strings.TrimSpace(string(token)), time.Duration(a.Config.Credit.Timeout))
	}
	a.Outbox = channel.New(a.DB, a.Credit, senders, a.now, a.log, credit.Receipt)
	return nil
}

// Migrate brings the schema, the job queue's too, to this release.
func (a *App) Migrate(ctx context.Context) error {
	if err := a.DB.Migrate(ctx); err != nil {
		return err
	}
	return job.Migrate(ctx, a.DB.Writer(), a.DB.Postgres())
}

// Load reads what the services keep in memory. The schema must fit.
func (a *App) Load(ctx context.Context) error {
	if err := a.DB.Ready(ctx); err != nil {
		return err
	}
	var err error
	a.Calendars, err = obligation.NewCalendars(ctx, a.DB, a.now)
	return err
}

// Close closes the store.
func (a *App) Close() error { return a.DB.Close() }

// deliver is the outbox's task. Without a platform configured nothing is claimed: deliveries wait.
func (a *App) deliver(ctx context.Context) error {
	if a.Config.Credit.URL == "" {
		return nil
	}
	_, err := a.Outbox.RunOnce(ctx)
	return err
}

// releaseDue lets out what was signed for a set time, and takes down what was to be shown until now.
func (a *App) releaseDue(ctx context.Context) error {
	n, err := a.Items.ReleaseDue(ctx)
	if n > 0 && a.Jobs != nil {
		a.Jobs.Wake(ctx, taskDeliver)
	}
	_, over := a.Items.EndNotices(ctx)
	return errors.Join(err, over)
}

// sweep marks what has been missed, and ends old sessions.
func (a *App) sweep(ctx context.Context) error {
	now := a.now()
	_, err := a.DB.MarkMissed(ctx, workday.DateOf(now), now)
	return errors.Join(err, a.Accounts.Sweep(ctx), a.oweReports(ctx))
}

// oweReports opens in January the duties to publish the bureau's reports of the year before: 年度报告 and 政府网站工作年度报表.
func (a *App) oweReports(ctx context.Context) error {
	units, err := a.DB.Units(ctx)
	if err != nil {
		return err
	}
	bureau, err := agency.BureauOf(units)
	if err != nil {
		return nil //nolint:nilerr // nobody is set up yet
	}
	_, err = a.Reports.Owe(ctx, bureau)
	_, other := a.Website.Owe(ctx, bureau)
	return errors.Join(err, other)
}
