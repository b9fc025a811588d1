package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gongkai/internal/blob"
	"gongkai/internal/channel/timestamp"
	"gongkai/internal/ledger"
	"gongkai/internal/upkeep"
	"gongkai/internal/workday"
)

// ledgerCmd groups what is done with the logs.
type ledgerCmd struct {
	Verify ledgerVerifyCmd `cmd:"" help:"逐条重算两个登记簿，并与留存的检查点核对。"`
	Copy   ledgerCopyCmd   `cmd:"" help:"把两个登记簿的检查点和散列存到外面的目录。"`
}

type ledgerVerifyCmd struct {
	storeFlags
	Checkpoint string `help:"留存的检查点文件，或者外存目录；有目录时能指出从哪一条起不符。" type:"path" placeholder:"FILE"`
}

func (c ledgerVerifyCmd) Run(ctx context.Context, out *streams) (err error) {
	a, err := c.open(ctx, out.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	known := map[ledger.Log][]ledger.Known{}
	if c.Checkpoint != "" {
		if known, err = a.known(c.Checkpoint); err != nil {
			return err
		}
	}
	for _, log := range ledger.Logs {
		h, err := a.DB.VerifyLedger(ctx, log, known[log]...)
		switch {
		case errors.Is(err, ledger.ErrOtherPast):
			fmt.Fprintf(out.out, "%s：不符，%d 条各自相符，但与检查点签署时的登记簿不是同一本，可能被删减或整本换过\n", log, h.Size)
			return codeError(1)
		case errors.Is(err, ledger.ErrCut):
			fmt.Fprintf(out.out, "%s：不符，只有 %d 条，比检查点签署时少，第 %d 条起缺失\n", log, h.Size, h.Size+1)
			return codeError(1)
		case errors.Is(err, ledger.ErrTampered):
			fmt.Fprintf(out.out, "%s：不符，第 %d 条起与登记时不一致\n", log, h.Size+1)
			return codeError(1)
		case err != nil:
			return err
		}
		fmt.Fprintf(out.out, "%s：%d 条，全部相符，根 %x\n", log, h.Size, h.Root[:])
	}
	return nil
}

// known reads what is kept outside: a checkpoint in a file, a copy of one log, or of both.
func (a *App) known(name string) (map[ledger.Log][]ledger.Known, error) {
	out := map[ledger.Log][]ledger.Known{}
	places := []string{name}
	if _, err := os.Stat(filepath.Join(name, string(ledger.Release))); err == nil {
		places = nil
		for _, log := range ledger.Logs {
			places = append(places, filepath.Join(name, string(log)))
		}
	}
	for _, place := range places {
		log, k, err := a.Signer.ReadCopy(place)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errNoData.Say("读不到检查点 %s，请核对文件名。", place)
		}
		if err != nil {
			return nil, err
		}
		out[log] = append(out[log], k)
	}
	return out, nil
}

type ledgerCopyCmd struct {
	storeFlags
	To string `arg:"" name:"dir" help:"存到这个目录，最好在别的机器或移动介质上；已有的续存。" placeholder:"DIR"`
}

// Help says what the copy is for.
func (ledgerCopyCmd) Help() string {
	return "存放的是签署的检查点和每一条的散列；公开登记簿还有条目原文，办理登记簿没有。已有的先与登记簿核对，不符则不续存。\n" +
		"以后用 gongkai ledger verify --checkpoint DIR 核对，能指出从哪一条起被改动。格式是 C2SP 的 tlog-tiles。"
}

func (c ledgerCopyCmd) Run(ctx context.Context, out *streams) (err error) {
	a, err := c.open(ctx, out.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	for _, log := range ledger.Logs {
		h, err := a.copyLog(ctx, c.To, log, time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(out.out, "%s：%d 条，已存到 %s\n", logName(log), h.Size, filepath.Join(c.To, string(log)))
	}
	return nil
}

// copyLog verifies a log against what a folder outside holds of it, and adds what is new there. Of the log of acts only hashes leave the
// house.
func (a *App) copyLog(ctx context.Context, dir string, log ledger.Log, now time.Time) (ledger.Head, error) {
	at := filepath.Join(dir, string(log))
	var known []ledger.Known
	from := int64(0)
	_, k, err := a.Signer.ReadCopy(at)
	switch {
	case err == nil:
		known, from = append(known, k), k.Size
	case !errors.Is(err, fs.ErrNotExist):
		return ledger.Head{}, err
	}
	h, err := a.DB.VerifyLedger(ctx, log, known...)
	if err != nil {
		if errors.Is(err, ledger.ErrTampered) {
			err = ledger.ErrTampered.Say("%s第 %d 条起与外存的检查点不符，记录可能被改动过。请立即停止发布并联系系统管理员。", logName(log), h.Size+1)
		}
		return h, err
	}
	note, err := a.Signer.Checkpoint(log, h, now)
	if err != nil {
		return h, err
	}
	c := ledger.Copied{Hashes: a.DB.Hashes(ctx, log)}
	if log == ledger.Release {
		c.Leaves = func(from int64, n int) ([][]byte, error) { return a.DB.Leaves(ctx, log, from, n) }
	}
	if err := ledger.WriteCopy(at, from, h, c, note); err != nil {
		return h, err
	}
	return h, blob.WriteWhole(filepath.Join(dir, "key"), []byte(a.Signer.PublicKey()+"\n"), 0o644)
}

// sendCheckpoints copies both logs out of the house, if it is said where to, and lets a time stamping authority confirm them.
func (a *App) sendCheckpoints(ctx context.Context) error {
	if a.Config.Ledger.Outside == "" {
		return nil
	}
	return a.noted(ctx, upkeep.Checkpoint, func(ctx context.Context) (facts []upkeep.Fact, err error) {
		for _, log := range ledger.Logs {
			h, err := a.copyLog(ctx, a.Config.Ledger.Outside, log, a.now())
			if err != nil {
				return facts, err
			}
			facts = append(facts, upkeep.Fact{Name: logName(log), Value: fmt.Sprintf("%d 条", h.Size)})
			if a.Config.Ledger.TSA == "" {
				continue
			}
			at, err := a.stamp(ctx, filepath.Join(a.Config.Ledger.Outside, string(log)))
			if err != nil {
				return facts, err
			}
			facts = append(facts, upkeep.Fact{Name: "时间戳", Value: at.In(workday.Beijing).Format("2006-01-02 15:04:05")})
		}
		return facts, nil
	})
}

// stamp has the newest checkpoint of a copy confirmed; the answer lies beside it.
func (a *App) stamp(ctx context.Context, dir string) (time.Time, error) {
	note, err := os.ReadFile(filepath.Join(dir, ledger.CheckpointFile))
	if err != nil {
		return time.Time{}, err
	}
	answer, at, err := timestamp.New(a.Config.Ledger.TSA).Stamp(ctx, note)
	if err != nil {
		return at, err
	}
	_, h, err := a.Signer.Open(note)
	if err != nil {
		return at, err
	}
	return at, blob.WriteWhole(filepath.Join(dir, ledger.CheckpointName(h.Size)+".tsr"), answer, 0o644)
}
