package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"gongkai/internal/backup"
	"gongkai/internal/blob"
	"gongkai/internal/fault"
	"gongkai/internal/secret"
	"gongkai/internal/upkeep"
)

// The tasks of upkeep.
const (
	taskUpkeep = "upkeep"
	taskDrill  = "drill" // asked for at the desk
)

// upkeepLimit is how long a night's work may take.
const upkeepLimit = 5 * time.Hour

// settled is how long after its start a server leaves the disk to others before it makes up for a night it was off.
const settled = 10 * time.Minute

// errDrill reports a backup that was made and is none.
var errDrill = fault.New(fault.Unavailable, "drill-failed", "备份恢复后核对不符。")

// backupDir is where backups go: beside the data by default, better on another disk.
func (a *App) backupDir() string {
	return cmp.Or(a.Config.Backup.Dir, strings.TrimRight(a.Config.Dir, `/\`)+".backup")
}

// upkeep does what is due of what is done each night. Data are deleted after the backup, not while it is made.
func (a *App) upkeep(ctx context.Context) error {
	if a.now().Sub(a.started) < settled {
		return nil
	}
	return errors.Join(a.nightly(ctx), a.retain(ctx))
}

func (a *App) nightly(ctx context.Context) error {
	now := a.now()
	if a.Config.Backup.At == "" {
		return nil
	}
	at, err := upkeep.ParseTimeOfDay(a.Config.Backup.At)
	if err != nil {
		return err
	}
	for _, work := range []struct {
		kind upkeep.Kind
		do   func(context.Context) error
	}{{upkeep.Checkpoint, a.sendCheckpoints}, {upkeep.Drill, a.drill}} {
		runs, err := a.DB.Runs(ctx, work.kind, 1)
		if err != nil {
			return err
		}
		if len(runs) > 0 && !at.Due(runs[0].Began, now) {
			continue
		}
		if err := work.do(ctx); err != nil { // it is noted; the other is done all the same
			a.log.ErrorContext(ctx, "upkeep failed", "kind", work.kind, "err", err)
		}
	}
	return nil
}

// longGap is after how long without a night's deleting the clock is doubted: set years ahead, it would have everything deleted at once.
const longGap = 31 * 24 * time.Hour

var errGap = fault.New(fault.Unavailable, "retention-gap", "距上次检查已超过一个月，本次没有删除。请核对系统时间；时间有误的请在下次检查前改正，无误的，下次照常删除。")

// retain deletes the data that are over, once a night on one node. What a stopped server left undone is taken up again.
func (a *App) retain(ctx context.Context) error {
	if a.Config.Retention.At == "" {
		return nil
	}
	at, err := upkeep.ParseTimeOfDay(a.Config.Retention.At)
	if err != nil {
		return err
	}
	do := a.Retention.Run
	runs, err := a.DB.Runs(ctx, upkeep.Retention, 1)
	if err != nil {
		return err
	}
	if len(runs) > 0 && a.now().Sub(runs[0].Began) > longGap { // the next night goes on
		do = func(context.Context) ([]upkeep.Fact, error) { return nil, errGap }
	}
	err = a.notedSince(ctx, upkeep.Retention, at.Before(a.now()), do)
	if errors.Is(err, upkeep.ErrBegun) {
		return nil
	}
	return err
}

// noted does something, and notes what came of it.
func (a *App) noted(ctx context.Context, kind upkeep.Kind, do func(context.Context) ([]upkeep.Fact, error)) error {
	return a.notedSince(ctx, kind, time.Time{}, do)
}

// notedSince does something unless it was begun since an instant, and returns upkeep.ErrBegun if it was.
func (a *App) notedSince(ctx context.Context, kind upkeep.Kind, since time.Time, do func(context.Context) ([]upkeep.Fact, error)) error {
	began := time.Now()
	r := upkeep.Run{Kind: kind, Began: a.now()}
	var err error
	if r.ID, err = a.DB.Begin(ctx, r.Kind, r.Began, since); err != nil {
		return err
	}
	r.Facts, err = do(ctx)
	took := time.Since(began)
	r.Ended = r.Began.Add(took)
	r.Facts = append(r.Facts, upkeep.Fact{Name: "用时", Value: fmt.Sprintf("%.1f 秒", took.Seconds())})
	if err != nil {
		r.Problem = problemOf(err)
	}
	return errors.Join(err, a.DB.End(context.WithoutCancel(ctx), r))
}

// problemOf is what the desk is told of a failure: no more than people can act on.
func problemOf(err error) string {
	f, ok := fault.Of(err)
	switch {
	case ok:
		return f.Text
	case errors.Is(err, syscall.ENOSPC):
		return "磁盘空间不足，没有完成。请清理磁盘，或在配置里换一个目录。"
	}
	return "没有完成，原因见服务日志。"
}

// drill makes a backup, restores it, checks what was restored, and notes what came of it. Whatever engine the server runs on, it is
// restored into an SQLite file, which needs no other server.
func (a *App) drill(ctx context.Context) error { return a.noted(ctx, upkeep.Drill, a.practise) }

func (a *App) practise(ctx context.Context) (facts []upkeep.Fact, err error) {
	dir := a.backupDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := clearLeftovers(dir); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, "gongkai-"+a.now().UTC().Format("20060102T150405Z")+".tar")
	from := backup.Source{DB: a.DB, Files: a.files, Demo: isDemo(a.Config.Dir)}
	told := func(string, int64, int64) {}
	m, err := backup.Write(ctx, name, from, a.now(), told)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	facts = []upkeep.Fact{
		{Name: "备份文件", Value: filepath.Base(name)},
		{Name: "大小", Value: fmt.Sprintf("%.1f MB", float64(info.Size())/1e6)},
		{Name: "记录", Value: fmt.Sprintf("%d 条", m.Rows())},
		{Name: "文件", Value: fmt.Sprintf("%d 个", m.Files)},
		{Name: upkeep.ContentHash, Value: m.Hash},
	}
	temp, err := os.MkdirTemp(dir, drillPrefix+"*")
	if err != nil {
		return facts, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	if err := restoreAndCheck(ctx, name, temp, a.Keys, told); err != nil {
		return facts, err
	}
	return facts, prune(dir, a.Config.Backup.Keep)
}

const drillPrefix = ".gongkai-drill-"

// clearLeftovers removes what a server that was stopped in the middle left.
func clearLeftovers(dir string) error {
	for _, pattern := range []string{drillPrefix + "*", ".gongkai-backup-*"} {
		left, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, name := range left {
			if err := os.RemoveAll(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// restoreAndCheck restores a backup into an empty folder, compares it with its list, and checks it as verify does.
func restoreAndCheck(ctx context.Context, name, dir string, keys *secret.Keys, told backup.Progress) (err error) {
	archive, err := backup.Open(ctx, name, told)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, archive.Close()) }()
	cfg := Default()
	cfg.Dir = dir
	if err := restoreInto(ctx, cfg, archive, told); err != nil {
		return err
	}
	d, err := openData(ctx, cfg, storeConfig(cfg), true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	d.keys = keys
	got, err := d.verify(ctx, told)
	if err != nil {
		return err
	}
	if !got.OK {
		return errDrill.Say("备份恢复后核对出 %d 处问题，第一处：%s。", len(got.Findings), got.Findings[0])
	}
	return nil
}

// prune keeps the newest backups.
func prune(dir string, keep int) error {
	names, err := filepath.Glob(filepath.Join(dir, "gongkai-*Z.tar"))
	if err != nil {
		return err
	}
	slices.Sort(names) // by time
	for _, name := range names[:max(0, len(names)-keep)] {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return blob.SyncDir(dir)
}
