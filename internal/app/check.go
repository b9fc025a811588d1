package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongkai/internal/credit"
	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// dueCmd computes a legal deadline.
type dueCmd struct {
	Rule   string   `help:"期限规则的名称，见下方列表。" required:"" placeholder:"NAME"`
	From   string   `help:"起算日，如 2026-05-18；按小时计算的规则写到分。" required:"" placeholder:"DATE"`
	Hold   []string `help:"扣除的征求意见时间：发函日..回函日，可以多次。" placeholder:"SENT..RETURNED" sep:"none"`
	Extend int      `help:"延长的工作日数。" placeholder:"N"`
	JSON   bool     `name:"json" help:"输出 JSON。"`
}

// Help lists the rules.
func (dueCmd) Help() string {
	var b strings.Builder
	b.WriteString("规则：\n")
	for _, r := range law.Rules(workday.DateOf(time.Now())) {
		fmt.Fprintf(&b, "  %-22s %s，%s\n", r.Name, r.Title, r.Article.Full())
	}
	return b.String()
}

func (c dueCmd) Run(out *streams) error {
	day, at, err := law.ParseMoment(c.From)
	if err != nil {
		return err
	}
	opts := law.Options{Extend: c.Extend}
	for _, h := range c.Hold {
		hold, err := parseHold(h)
		if err != nil {
			return err
		}
		opts.Holds = append(opts.Holds, hold)
	}
	var d law.Deadline
	if at.IsZero() {
		d, err = law.Due(workday.Builtin(), law.RuleName(c.Rule), day, opts)
	} else {
		d, err = law.DueAt(workday.Builtin(), law.RuleName(c.Rule), at, opts)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(out, d)
	}
	when := d.Due.String() + " " + d.Due.ChineseWeekday()
	if !d.DueAt.IsZero() {
		when = d.DueAt.In(workday.Beijing).Format("2006-01-02 15:04")
	}
	fmt.Fprintf(out.out, "%s截止：%s", d.Rule.Title, when)
	if d.WorkingDays > 0 {
		fmt.Fprintf(out.out, "（%d 个工作日）", d.WorkingDays)
	}
	fmt.Fprintf(out.out, "\n依据：%s\n", d.Rule.Article.Full())
	if d.Provisional {
		fmt.Fprintln(out.out, "暂定：计算跨入的年份还没有放假安排，公布后须重算。")
	}
	n := 0
	for _, s := range d.Steps {
		mark := "      "
		if s.Counted {
			n++
			mark = fmt.Sprintf("第 %2d 日", n)
		}
		fmt.Fprintf(out.out, "  %s  %s  %s\n", s.Date, mark, s.Why)
	}
	return nil
}

var errHold = fault.New(fault.Invalid, "bad-hold-flag", "--hold 应写成“发函日..回函日”，如 2025-09-18..2025-10-13。")

func parseHold(s string) (law.Hold, error) {
	sent, returned, ok := strings.Cut(s, "..")
	from, err1 := workday.ParseDate(sent)
	to, err2 := workday.ParseDate(returned)
	if !ok || err1 != nil || err2 != nil {
		return law.Hold{}, errHold
	}
	return law.Hold{Sent: from, Returned: to}, nil
}

func printJSON(out *streams, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out.out, string(b))
	return err
}

// screenCmd finds what must not be published in files: text, docx and xlsx, hidden parts included.
type screenCmd struct {
	JSON  bool     `name:"json" help:"每个文件输出一行 JSON。"`
	Files []string `arg:"" name:"file" help:"要检查的文件：docx、xlsx、txt、csv。" type:"existingfile"`
}

func (c screenCmd) Run(ctx context.Context, out *streams) error {
	code := 0
	for _, name := range c.Files {
		rep, err := screenFile(ctx, name)
		if err != nil {
			return err
		}
		level := screening.LevelOf(rep.Findings)
		if level == screening.Block {
			code = 1
		}
		if c.JSON {
			if err := printJSON(out, rep); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(out.out, "%s：%s\n", name, map[screening.Level]string{screening.Block: "有阻断项", screening.Warn: "有提醒", screening.Clean: "未发现问题"}[level])
		for _, f := range rep.Findings {
			fmt.Fprintf(out.out, "  %s：%s %s%s\n", f.Place, f.Masked, f.Text, f.Advice)
		}
	}
	if code != 0 {
		return codeError(code)
	}
	return nil
}

// screenFile checks everything that can be read in a file.
func screenFile(ctx context.Context, name string) (screening.Report, error) {
	rep := screening.Report{File: name}
	b, err := os.ReadFile(name)
	if err != nil {
		return rep, fmt.Errorf("read %s: %w", filepath.Base(name), err)
	}
	passages, err := document.Passages(ctx, name, bytes.NewReader(b), int64(len(b)), document.Limits{})
	if errors.Is(err, document.ErrNoText) {
		passages, err = []document.Passage{{Place: filepath.Base(name), Unread: true}}, nil
	}
	if f, ok := fault.Of(err); ok {
		return rep, f.Say("%s：%s", filepath.Base(name), f.Text)
	}
	if err != nil {
		return rep, fmt.Errorf("read %s: %w", filepath.Base(name), err)
	}
	parts := make([]screening.Part, len(passages))
	for i, p := range passages {
		parts[i] = screening.Part{Name: cmp.Or(p.Place, "正文"), Text: p.Text, Wrapped: p.Wrapped, Unread: p.Unread, Personal: p.Personal}
	}
	rep.Findings = screening.Rules{Today: workday.DateOf(time.Now())}.Check(parts)
	return rep, nil
}

// creditCmd groups what is done with 双公示 tables.
type creditCmd struct {
	Check creditCheckCmd `cmd:"" help:"逐行检查行政许可表，列出行、列、规则和怎么改。"`
}

type creditCheckCmd struct {
	JSON bool   `name:"json" help:"输出 JSON。"`
	File string `arg:"" name:"file.xlsx" help:"行政许可表（xlsx）。" type:"existingfile"`
}

func (c creditCheckCmd) Run(ctx context.Context, out *streams) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	rep, err := credit.Rules{Today: workday.DateOf(time.Now())}.CheckSheet(ctx, filepath.Base(c.File), f, info.Size(), document.Limits{})
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(out, rep)
	} else {
		fmt.Fprintf(out.out, "%d 行，%d 处提示\n", rep.Rows, len(rep.Problems))
		for _, p := range rep.Problems {
			level := "错误"
			if p.Warn {
				level = "提醒"
			}
			fmt.Fprintf(out.out, "  第 %d 行 %s %s：%s%s%s\n", p.Row, p.Column, p.Field, level+"，", p.Text, p.Advice)
		}
	}
	if err == nil && rep.Failed() {
		return codeError(1)
	}
	return err
}
