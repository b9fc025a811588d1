package app

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"gongkai/internal/web/desk"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// machine says what the server runs on, for the page 系统.
func (a *App) machine(ctx context.Context) (desk.Machine, error) {
	engine, err := a.DB.Engine(ctx)
	if err != nil {
		return desk.Machine{}, err
	}
	schema, err := a.DB.SchemaVersion(ctx)
	if err != nil {
		return desk.Machine{}, err
	}
	scanner, meaning, err := lookAtScanner(ctx, a.Scanner)
	if err != nil {
		a.log.WarnContext(ctx, "virus scanner does not answer", "err", err)
	}
	out := desk.Machine{
		Nights: "未设自动备份（backup.at）", Checkpoints: a.Config.Ledger.Outside, Deletions: "每天 " + a.Config.Retention.At + "，保存期限在配置的 [retention] 一节", Scanner: scanner,
		Facts: []layout.Fact{
			{Name: "程序版本", Value: version()},
			{Name: "数据库", Value: fmt.Sprintf("%s，结构第 %d 版", engine, schema)},
			{Name: "启动于", Value: a.started.In(workday.Beijing).Format("2006-01-02 15:04")},
			{Name: "运行环境", Value: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH},
			{Name: "系统时钟", Value: a.clock.told()},
			{Name: "病毒扫描", Value: meaning},
			space("数据目录", a.Config.Dir), space("备份目录", a.backupDir()),
		},
	}
	if at := a.Config.Backup.At; at != "" {
		out.Nights = fmt.Sprintf("每天 %s，保留 %d 份", at, a.Config.Backup.Keep)
	}
	return out, nil
}

// version is what this program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "未知"
	}
	out := strings.Trim(info.Main.Version, "()")
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			out += " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return cmp.Or(out, "未知")
}

// space says how much more the disk of a folder takes; where the folder is stands in the configuration.
func space(name, dir string) layout.Fact {
	n := free(dir)
	if n < 0 {
		return layout.Fact{Name: name, Value: "还没有建"}
	}
	return layout.Fact{Name: name, Value: fmt.Sprintf("剩余空间 %.1f GB", float64(n)/1e9)}
}
