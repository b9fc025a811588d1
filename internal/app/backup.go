package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongkai/internal/backup"
	"gongkai/internal/blob"
	"gongkai/internal/fault"
	"gongkai/internal/job"
	"gongkai/internal/ledger"
	"gongkai/internal/secret"
	"gongkai/internal/store"
)

// data is a store with its files. It does without the key: saving and restoring take what is sealed as it is.
type data struct {
	cfg   Config
	db    *store.DB
	files *blob.Dir
	keys  *secret.Keys // to check what is sealed; nil: that is left out
}

// openData opens what a configuration points at; it must be there.
func (f storeFlags) openData(ctx context.Context, readOnly bool) (*data, error) {
	c, err := f.load()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(blobDir(c.Dir)); err != nil {
		return nil, errNoData.Say("数据目录 %s 不存在，或者里面没有数据，请用 --dir 或 --config 指明。", c.Dir)
	}
	return openData(ctx, c, storeConfig(c), readOnly)
}

func openData(ctx context.Context, c Config, at store.Config, readOnly bool) (*data, error) {
	at.ReadOnly = readOnly
	files, err := blob.Open(blobDir(c.Dir))
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, at)
	if err != nil {
		return nil, err
	}
	return &data{cfg: c, db: db, files: files}, nil
}

func (d *data) close() error { return d.db.Close() }

func (d *data) source() backup.Source {
	return backup.Source{DB: d.db, Files: d.files, Demo: isDemo(d.cfg.Dir)}
}

// telling shows a person who looks how far something is.
func telling(out *streams) (told backup.Progress, done func()) {
	show := progress(out.err, "%d / %d")
	if show == nil {
		return func(string, int64, int64) {}, func() {}
	}
	return func(_ string, n, of int64) { show(int(n), int(of)) }, func() { fmt.Fprintln(out.err) }
}

// backupCmd saves everything in one file.
type backupCmd struct {
	storeFlags
	File string `arg:"" help:"写到这个文件；不能已经存在。" placeholder:"FILE"`
	JSON bool   `name:"json" help:"完成时输出一行 JSON。"`
}

// Help says what is in it, and what is not.
func (backupCmd) Help() string {
	return "备份是一个 tar 文件，含全部数据表和文件，末尾有全部内容的 SHA-256，SQLite 和 PostgreSQL 通用。备份期间服务照常工作。\n" +
		"密钥文件（数据目录旁的 .key）不在备份里，请另行保管：没有它，密封的内容打不开。"
}

var errFileThere = fault.New(fault.Conflict, "file-exists", "这个文件已经存在，没有备份。请换一个文件名。")

func (c backupCmd) Run(ctx context.Context, out *streams) (err error) {
	if _, err := os.Lstat(c.File); err == nil {
		return errFileThere.Say("文件 %s 已经存在，没有备份。请换一个文件名。", c.File)
	}
	d, err := c.openData(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	told, done := telling(out)
	m, err := backup.Write(ctx, c.File, d.source(), time.Now(), told)
	done()
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(out, savedLine{c.File, m.Hash, m.Schema, m.Rows(), m.Files, m.Bytes})
	}
	fmt.Fprintf(out.out, "已备份到 %s：%d 个数据表共 %d 条记录，%d 个文件。\n内容校验值 %s\n", c.File, len(m.Tables), m.Rows(), m.Files, m.Hash)
	fmt.Fprintf(out.err, "注意：备份里没有密钥文件 %s，请另行保管，不要和备份放在一起。\n", keyFile(d.cfg.Dir))
	return nil
}

// savedLine is what machines are told of a store's content.
type savedLine struct {
	File   string `json:"file,omitempty"`
	Hash   string `json:"hash"`
	Schema int64  `json:"schema"`
	Rows   int64  `json:"rows"`
	Files  int    `json:"files"`
	Bytes  int64  `json:"bytes"`
}

// restoreCmd brings a backup back.
type restoreCmd struct {
	storeFlags
	File string `arg:"" help:"备份文件。" type:"existingfile"`
	JSON bool   `name:"json" help:"完成时输出一行 JSON。"`
}

// Help says in which order things are done.
func (restoreCmd) Help() string {
	return "先核对备份的每一个字节，有一处不对就不动目标；再恢复到旁边的临时目录，与备份清单逐表逐文件比对，一致才换上。\n目标必须是空的。恢复不需要密钥文件；启动服务前请把原来的密钥文件放到数据目录旁边。"
}

var errDirThere = fault.New(fault.Conflict, "dir-exists", "数据目录里已有内容，没有恢复。请换一个目录，或先移走原目录。")

func (c restoreCmd) Run(ctx context.Context, out *streams) (err error) {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	if cfg.Store.Postgres == "" {
		if err := mustBeEmpty(cfg.Dir); err != nil {
			return err
		}
	}
	told, done := telling(out)
	a, err := backup.Open(ctx, c.File, told)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if cfg.Store.Postgres != "" { // the folder holds files and what is this node's own
		err = restoreInto(ctx, cfg, a, told)
	} else {
		err = restoreBeside(ctx, cfg, a, told)
	}
	done()
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(out, savedLine{c.File, a.Hash, a.Schema, a.Rows(), a.Files, a.Bytes})
	}
	fmt.Fprintf(out.out, "已恢复到 %s：%d 条记录，%d 个文件，与备份（%s 制作）逐表逐文件一致。\n内容校验值 %s\n", cfg.Dir, a.Rows(), a.Files, a.Made.Local().Format("2006-01-02 15:04"), a.Hash)
	if _, err := os.Stat(keyFile(cfg.Dir)); err != nil {
		fmt.Fprintf(out.err, "启动服务前，请把原来的密钥文件放到 %s。\n", keyFile(cfg.Dir))
	}
	return nil
}

// mustBeEmpty returns nil if a folder does not exist or has nothing in it.
func mustBeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && len(entries) > 0 {
		return errDirThere.Say("数据目录 %s 里已有内容，没有恢复。请换一个目录，或先移走原目录。", dir)
	}
	return err
}

// restoreBeside restores into a folder beside the one meant, and gives it its name when it is whole.
func restoreBeside(ctx context.Context, cfg Config, a *backup.Archive, told backup.Progress) (err error) {
	dir, err := filepath.Abs(strings.TrimRight(cfg.Dir, `/\`))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-restoring-*")
	if err != nil {
		return err
	}
	into := cfg
	into.Dir = temp
	if err := restoreInto(ctx, into, a, told); err != nil {
		return errors.Join(err, os.RemoveAll(temp))
	}
	return takePlace(temp, dir)
}

// restoreInto fills an empty store and waits for the disk. The files come first: they bear their digests for names and mean nothing
// without the records, which become visible in one transaction.
func restoreInto(ctx context.Context, cfg Config, a *backup.Archive, told backup.Progress) (err error) {
	at := storeConfig(cfg)
	at.Volatile = true // it is thrown away if it does not become whole
	d, err := openData(ctx, cfg, at, false)
	if err != nil {
		return err
	}
	err = a.Restore(ctx, d.db, d.files, told)
	if err == nil {
		err = job.Migrate(ctx, d.db.Writer(), d.db.Postgres())
	}
	if err == nil {
		err = d.db.Durable(ctx)
	}
	if err == nil && a.Demo {
		err = os.WriteFile(filepath.Join(cfg.Dir, demoMark), []byte("{}"), 0o600)
	}
	if err := errors.Join(err, d.close()); err != nil {
		return err
	}
	return syncAll(cfg.Dir)
}

// takePlace renames a folder; an empty one may be in its place.
func takePlace(temp, dir string) error {
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(temp, dir); err != nil {
		return err
	}
	return blob.SyncDir(filepath.Dir(dir))
}

// syncAll waits until a folder with all in it is on the disk.
func syncAll(dir string) error {
	return filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() && !e.Type().IsRegular() {
			return err
		}
		return blob.SyncDir(name) // the same for a file
	})
}

// verifyCmd checks what is kept.
type verifyCmd struct {
	storeFlags
	JSON bool `name:"json" help:"输出 JSON。"`
}

// Help says what is checked.
func (verifyCmd) Help() string {
	return "依次核对：数据库文件本身；每个文件与它的摘要，记录提到的文件是否都在；两个登记簿逐条重算；已发布信息的时间、内容与公开登记簿是否一致；\n" +
		"已发布的每批许可决定、每版目录逐行与发布时的总摘要是否一致。发现问题退出码为 1。不影响正在运行的服务。\n" +
		"密钥文件不在数据目录旁时，许可决定只核对行数、状态和时间，不核对各行的内容。"
}

// Checked is the outcome of a check of everything that is kept.
type Checked struct {
	OK       bool             `json:"ok"`
	Findings []string         `json:"findings"`
	Rows     int64            `json:"rows"`
	Files    int              `json:"files"`
	Logs     map[string]int64 `json:"logs"` // entries of each
	Hash     string           `json:"hash"` // over every table and file

	Unchecked []string `json:"unchecked,omitempty"` // what could not be looked at, a sentence each
}

func (c verifyCmd) Run(ctx context.Context, out *streams) (err error) {
	d, err := c.openData(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	if err := d.db.Ready(ctx); err != nil {
		return err
	}
	if d.keys, err = secret.Load(keyFile(d.cfg.Dir)); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	told, done := telling(out)
	got, err := d.verify(ctx, told)
	done()
	if err != nil {
		return err
	}
	if c.JSON {
		if err := printJSON(out, got); err != nil {
			return err
		}
	} else {
		for _, f := range got.Findings {
			fmt.Fprintln(out.out, f)
		}
		for _, log := range ledger.Logs {
			fmt.Fprintf(out.out, "%s %d 条\n", logName(log), got.Logs[string(log)])
		}
		fmt.Fprintf(out.out, "%d 条记录，%d 个文件，内容校验值 %s\n", got.Rows, got.Files, got.Hash)
	}
	for _, what := range got.Unchecked {
		fmt.Fprintln(out.err, "注意："+what)
	}
	if !got.OK {
		fmt.Fprintf(out.err, "发现 %d 处问题。请立即停止发布，保留现场，联系系统管理员。\n", len(got.Findings))
		return codeError(1)
	}
	if !c.JSON {
		fmt.Fprintln(out.out, "全部相符。")
	}
	return nil
}

func logName(l ledger.Log) string {
	if l == ledger.Release {
		return "公开登记簿"
	}
	return "办理登记簿"
}

// verify checks everything as of one moment.
func (d *data) verify(ctx context.Context, told backup.Progress) (*Checked, error) {
	out := &Checked{Findings: []string{}, Logs: map[string]int64{}}
	if d.keys == nil {
		out.Unchecked = []string{"没有密钥文件 " + keyFile(d.cfg.Dir) + "，许可决定只核对了行数、状态和时间，没有核对各行的内容。"}
	}
	err := d.db.Snapshot(ctx, func(s *store.Snapshot) error {
		damage, err := s.Damage(ctx)
		if err != nil {
			return err
		}
		for _, line := range damage {
			out.Findings = append(out.Findings, "数据库文件："+line)
		}
		if err := d.verifyFiles(ctx, s, out); err != nil {
			return err
		}
		sound := true
		for _, log := range ledger.Logs {
			h, err := s.VerifyLedger(ctx, log)
			if errors.Is(err, ledger.ErrTampered) {
				sound = sound && log != ledger.Release
				out.Findings = append(out.Findings, fmt.Sprintf("%s：第 %d 条起与登记时不一致", logName(log), h.Size+1))
			} else if err != nil {
				return err
			}
			out.Logs[string(log)] = h.Size
		}
		if sound { // a log that has been changed proves nothing
			differences, err := s.Disagreements(ctx, d.keys)
			if err != nil {
				return err
			}
			out.Findings = append(out.Findings, differences...)
		}
		m, err := backup.Describe(ctx, s, d.files, told)
		if errors.Is(err, blob.ErrDamaged) {
			return nil // found above
		}
		if err != nil {
			return err
		}
		out.Rows, out.Files, out.Hash = m.Rows(), m.Files, m.Hash
		return nil
	})
	out.OK = len(out.Findings) == 0
	return out, err
}

// verifyFiles looks at every file, and for those that records name.
func (d *data) verifyFiles(ctx context.Context, s *store.Snapshot, out *Checked) error {
	named, err := s.Named(ctx)
	if err != nil {
		return err
	}
	have, err := d.files.All(ctx)
	if err != nil {
		return err
	}
	there := make(map[blob.Digest]bool, len(have))
	for _, digest := range have {
		there[digest] = true
		if _, err := d.files.Get(ctx, digest); errors.Is(err, blob.ErrNotFound) {
			delete(there, digest) // removed meanwhile
		} else if errors.Is(err, blob.ErrDamaged) {
			out.Findings = append(out.Findings, "文件 "+string(digest)+" 已损坏，与它的摘要不符")
		} else if err != nil {
			return err
		}
	}
	for _, digest := range named {
		if !there[digest] {
			out.Findings = append(out.Findings, "文件 "+string(digest)+" 不见了，但有记录提到它")
		}
	}
	return nil
}
