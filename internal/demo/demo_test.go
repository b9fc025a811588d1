package demo_test

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/app"
	"gongkai/internal/channel/creditplatform"
	"gongkai/internal/demo"
)

// build makes the demo in a new store.
func build(t testing.TB) (*app.App, *demo.Result, *creditplatform.Simulator) {
	t.Helper()
	const token = "demo-token"
	sim := creditplatform.NewSimulator(token)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	dir := t.TempDir()
	cfg := app.Default()
	cfg.Dir = filepath.Join(dir, "data")
	cfg.Credit.URL, cfg.Credit.TokenFile = server.URL, filepath.Join(dir, "token")
	cfg.Report.CountCases = true
	if err := os.WriteFile(cfg.Credit.TokenFile, []byte(token), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	clock := &demo.Clock{}
	clock.Set(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	a, err := app.Open(ctx, cfg, app.Options{Now: clock.Now, Cost: account.Cost{MiB: 1, Passes: 1}, Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if err := a.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.Load(ctx); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	result, err := demo.Build(ctx, demo.Services{
		Units: a.DB, Columns: a.DB, Routes: a.DB, Accounts: a.Accounts, Items: a.Items, Credit: a.Credit, Outbox: a.Outbox,
		Reports: a.Reports, Clock: clock, Platform: sim, Calendar: a.Calendars.Calendar, Obligations: a.DB,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("built in %v", time.Since(start))
	return a, result, sim
}

func TestBuild(t *testing.T) {
	_, _, sim := build(t)
	n, _ := sim.Count()
	t.Log(n)
}
