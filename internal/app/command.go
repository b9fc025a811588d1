package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"gongkai/internal/fault"
)

// Run runs the command line and returns the exit code: 0 for done, 1 for a finding or a failure, 2 for what could not be
// read or understood.
func Run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var cli struct {
		Demo    demoCmd    `cmd:"" help:"生成演示数据，启动门户和工作台。"`
		Serve   serveCmd   `cmd:"" help:"启动服务。"`
		Config  configCmd  `cmd:"" help:"检查配置，或打印带说明的样例。"`
		Migrate migrateCmd `cmd:"" help:"把数据库升级到本版本。"`
		Backup  backupCmd  `cmd:"" help:"把全部数据备份成一个文件，服务不用停。"`
		Restore restoreCmd `cmd:"" help:"把备份恢复到空的数据目录或空的数据库。"`
		Verify  verifyCmd  `cmd:"" help:"核对数据库、文件和两个登记簿。"`
		Report  reportCmd  `cmd:"" help:"年度报告。"`
		Due     dueCmd     `cmd:"" help:"推算法定期限，列出算法和依据。"`
		Screen  screenCmd  `cmd:"" help:"检查文本里有没有不该公开的内容。"`
		Credit  creditCmd  `cmd:"" help:"检查双公示表格。"`
		Ledger  ledgerCmd  `cmd:"" help:"核对账本。"`
		Export  exportCmd  `cmd:"" help:"把公开网站导出为普通文件，附校验清单。"`
		Account accountCmd `cmd:"" help:"在服务器上救援安全管理员的账号。"`
	}
	code := 0
	parser, err := kong.New(&cli, kong.Name("gongkai"), kong.Description("政府信息公开工作系统。"), kong.Writers(stdout, stderr),
		kong.Exit(func(c int) { code = c; panic(exit{}) }), kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(&streams{stdout, stderr}),
		kong.Help(helpInChinese))
	if err != nil {
		panic(err) // our own declaration is wrong
	}
	parser.Model.HelpFlag.Help = "显示帮助。"
	return run(parser, args, stderr, &code)
}

// exit unwinds out of the parser after it has printed help.
type exit struct{}

type streams struct{ out, err io.Writer }

func run(parser *kong.Kong, args []string, stderr io.Writer, code *int) (result int) {
	defer func() {
		if v := recover(); v != nil {
			if _, ok := v.(exit); !ok {
				panic(v)
			}
			result = *code
		}
	}()
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(stderr, parseError(err))
		return 2
	}
	err = k.Run()
	var c codeError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &c):
		return int(c)
	}
	fmt.Fprintln(stderr, sentence(err))
	if f, ok := fault.Of(err); ok && slices.Contains([]fault.Kind{fault.Invalid, fault.NotFound, fault.TooLarge}, f.Kind) {
		return 2
	}
	return 1
}

// codeError ends a command that has said everything already.
type codeError int

func (c codeError) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// sentence is what a person is told of an error: the fault's sentence, or the error itself where an administrator reads it.
func sentence(err error) string {
	if f, ok := fault.Of(err); ok {
		return f.Text
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "磁盘空间不足，没有完成：" + err.Error()
	case errors.Is(err, syscall.EIO):
		return "磁盘读写出错，没有完成：" + err.Error()
	}
	return "没有完成：" + err.Error()
}

// logger writes what an administrator needs to know.
func logger(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// storeFlags are how every command that opens the store is told where it is.
type storeFlags struct {
	Dir    string `help:"数据目录。" placeholder:"DIR"`
	Config string `help:"配置文件。" type:"existingfile" placeholder:"FILE"`
}

func (f storeFlags) load() (Config, error) {
	c := Default()
	if f.Config != "" {
		var err error
		if c, err = LoadConfig(f.Config); err != nil {
			return c, err
		}
	}
	if f.Dir != "" {
		c.Dir = f.Dir
	}
	if f.Config == "" && isDemo(c.Dir) {
		c.asDemo()
	}
	return c, nil
}

// open opens an existing store for reading.
func (f storeFlags) open(ctx context.Context, stderr io.Writer) (*App, error) {
	return f.openWith(ctx, Options{ReadOnly: true, Log: logger(stderr)})
}

func (f storeFlags) openWith(ctx context.Context, o Options) (*App, error) {
	c, err := f.load()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(c.Dir); err != nil {
		return nil, errNoData.Say("数据目录 %s 不存在，请用 --dir 或 --config 指明。", c.Dir)
	}
	a, err := Open(ctx, c, o)
	if err != nil {
		return nil, err
	}
	if err := a.Load(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

var (
	errNoData = fault.New(fault.Invalid, "no-data", "数据目录不存在，请用 --dir 或 --config 指明。")
	errDemo   = fault.New(fault.Conflict, "demo-data", "这个目录是演示数据，不能用来正式运行，请换一个目录。")
)

// helpWords are kong's own words in help, and ours.
var helpWords = strings.NewReplacer("Usage: ", "用法：", "Arguments:", "参数：", "Flags:", "选项：", "Commands:", "命令：", "[flags]", "[选项]", "<command>", "<命令>",
	`Run "`, "查看一个命令的用法：", ` --help" for more information on a command.`, " --help")

// helpInChinese prints kong's help in Chinese and then the command's example.
func helpInChinese(options kong.HelpOptions, ctx *kong.Context) error {
	stdout := ctx.Stdout
	var b strings.Builder
	ctx.Stdout = &b
	err := kong.DefaultHelpPrinter(options, ctx)
	ctx.Stdout = stdout
	if err != nil {
		return err
	}
	if _, err := helpWords.WriteString(stdout, b.String()); err != nil {
		return err
	}
	node := ctx.Selected()
	if node == nil {
		fmt.Fprintln(ctx.Stdout, "\n例：gongkai demo")
		return nil
	}
	if text, ok := examples[node.FullPath()]; ok {
		fmt.Fprintln(ctx.Stdout, "\n例："+text)
	}
	return nil
}

var examples = map[string]string{
	"gongkai account rescue": "gongkai account rescue anquan --config gongkai.toml",
	"gongkai export":         "gongkai export 导出 --dir gongkai-data",
	"gongkai demo":           "gongkai demo --addr 127.0.0.1:8080",
	"gongkai serve":          "gongkai serve --config gongkai.toml",
	"gongkai backup":         "gongkai backup /mnt/备份/gongkai-20261120.tar --config gongkai.toml",
	"gongkai restore":        "gongkai restore /mnt/备份/gongkai-20261120.tar --dir gongkai-data",
	"gongkai verify":         "gongkai verify --dir gongkai-data",
	"gongkai config check":   "gongkai config check gongkai.toml",
	"gongkai config sample":  "gongkai config sample > gongkai.toml",
	"gongkai migrate":        "gongkai migrate --dir gongkai-data",
	"gongkai report build":   "gongkai report build --year 2020 --format html -o report.html",
	"gongkai report verify":  "gongkai report verify --previous 历年年报 2026年年报.docx",
	"gongkai report website": "gongkai report website --year 2020 --format docx -o 网站年度报表.docx",
	"gongkai report compile": "gongkai report compile --expect 单位名单.txt --stated 本级年报.docx -o 汇总.xlsx 各单位年报",
	"gongkai due":            "gongkai due --rule request-reply --from 2025-09-15 --hold 2025-09-18..2025-10-13",
	"gongkai screen":         "gongkai screen 通知.txt",
	"gongkai credit check":   "gongkai credit check 许可.xlsx",
	"gongkai ledger verify":  "gongkai ledger verify --checkpoint checkpoint-release-120.txt",
}

// errorWords are kong's words for what is wrong, and ours.
var errorWords = strings.NewReplacer(": stat ", "：", ": no such file or directory", "：没有这个文件", ": permission denied", "：没有权限打开", " exists but is a directory", " 是文件夹，请写出其中的文件",
	" must be one of ", " 应当是其中之一：",
	"unknown flag ", "没有选项 ", "unexpected argument ", "不认识 ", "missing flags: ", "缺少选项 ", "missing positional arguments ", "缺少参数 ",
	"expected one of ", "应当是其中之一：", "expected string value", "要写一个值", "expected an int", "应当是整数", "expected a valid 64 bit int", "应当是整数", "expected bool", "应当是 true 或 false",
	"expected ", "应当接着写 ", ` but got "EOL" (<EOL>)`, "，却没有写", " but got ", "，却写了 ", ", did you mean one of ", "，是不是要写 ", ", did you mean ", "，是不是要写 ", "?", "")

// parseError says in Chinese what was wrong on the command line, as far as it can be told.
func parseError(err error) string {
	return "命令行读不懂：" + errorWords.Replace(err.Error()) + "\n用 --help 查看用法。"
}
