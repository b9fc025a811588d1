package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"gongkai/internal/fault"
	"gongkai/internal/report"
	"gongkai/internal/report/reading"
)

// reportVerifyCmd reads published reports and checks what their tables and texts say.
type reportVerifyCmd struct {
	JSON     bool     `name:"json" help:"每个文件输出一行 JSON。"`
	Previous string   `help:"上一年度的报告，或者放着历年报告的文件夹，用来核对跨年的数。" placeholder:"FILE|DIR" type:"path"`
	Files    []string `arg:"" name:"file" help:"年度报告：html、docx、xlsx、md、txt、json。给出同一机关几个年度的，逐年核对。" type:"existingfile"`
}

// checked is a report with what was found, as --json prints it.
type checked struct {
	File       string        `json:"file"`
	Violations []violated    `json:"violations"`
	CannotTell []string      `json:"cannot_tell"`
	Hints      []report.Hint `json:"hints"`
	Previous   string        `json:"previous,omitempty"` // the file that it was compared with
	Overlap    *int          `json:"overlap,omitempty"`  // of the texts with those of the year before, in per cent
	Error      string        `json:"error,omitempty"`
	judged     *reading.Judgement
}

type violated struct {
	Relation string   `json:"relation"`
	Left     int64    `json:"left"`
	Right    int64    `json:"right"`
	Cells    []string `json:"cells"`
	Text     string   `json:"text"`
}

// MarshalJSON writes the report's own keys beside ours.
func (c checked) MarshalJSON() ([]byte, error) {
	out := map[string]json.RawMessage{}
	if c.judged != nil {
		b, err := json.Marshal(c.judged.Report)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, &out); err != nil {
			return nil, err
		}
	}
	type plain checked
	b, err := json.Marshal(plain(c))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

func (c reportVerifyCmd) Run(ctx context.Context, out *streams) error {
	earlier, err := c.earlier(ctx, out)
	if err != nil {
		return err
	}
	code := 0
	for _, name := range c.Files {
		got, err := verifyReport(ctx, name, earlier)
		var f *fault.Fault
		switch {
		case errors.As(err, &f):
			got.Error, code = f.Text, 2
		case err != nil:
			return err
		case len(got.Violations) > 0:
			code = max(code, 1)
		}
		if c.JSON {
			if err := printJSON(out, got); err != nil {
				return err
			}
			continue
		}
		printChecked(out, got, c.Previous != "")
	}
	if code != 0 {
		return codeError(code)
	}
	return nil
}

// earlier are the reports among which that of the year before is looked for.
type earlier struct {
	shelf reading.Shelf
	only  string // the file that the user named; compared with where the shelf has none
	alone bool   // it was named for one report: it is compared whatever agency it names
}

// earlier reads whose reports there are: among the files given, and in what --previous names. What is no report in a folder is left out.
func (c reportVerifyCmd) earlier(ctx context.Context, out *streams) (*earlier, error) {
	e := &earlier{alone: len(c.Files) == 1}
	if len(c.Files) > 1 {
		for _, name := range c.Files {
			if r, err := readReport(ctx, name); err == nil {
				e.shelf.Put(name, r)
			}
		}
	}
	if c.Previous == "" {
		return e, nil
	}
	info, err := os.Stat(c.Previous)
	if err != nil {
		return nil, fault.New(fault.Invalid, "no-previous", fmt.Sprintf("“%s”打不开，请核对上一年度报告的文件或者文件夹。", filepath.Base(c.Previous)))
	}
	if !info.IsDir() {
		r, err := readReport(ctx, c.Previous)
		if err != nil {
			return nil, nameFile(c.Previous, err)
		}
		e.shelf.Put(c.Previous, r)
		e.only = c.Previous
		return e, nil
	}
	entries, err := os.ReadDir(c.Previous)
	if err != nil {
		return nil, fmt.Errorf("read folder %s: %w", filepath.Base(c.Previous), err)
	}
	left := 0
	for _, entry := range entries {
		if !entry.Type().IsRegular() || entry.Name()[0] == '.' {
			continue
		}
		name := filepath.Join(c.Previous, entry.Name())
		r, err := readReport(ctx, name)
		if err != nil {
			left++
			continue
		}
		e.shelf.Put(name, r)
	}
	if left > 0 {
		fmt.Fprintf(out.err, "文件夹中有 %d 个文件不是年度报告，没有使用。\n", left)
	}
	return e, nil
}

// before returns the report to compare one with, and its file; nil where there is none.
func (e *earlier) before(ctx context.Context, name string, r *reading.Report) (*reading.Report, string, error) {
	file := cmp.Or(e.shelf.Before(r), e.only)
	if file == "" || file == name {
		return nil, "", nil
	}
	before, err := readReport(ctx, file)
	if err != nil {
		return nil, "", nameFile(file, err)
	}
	if file == e.only && !e.alone && !before.SameAgency(r) {
		return nil, "", nil
	}
	return before, file, nil
}

func nameFile(name string, err error) error {
	if f, ok := fault.Of(err); ok {
		return f.Say("%s：%s", filepath.Base(name), f.Text)
	}
	return err
}

func readReport(ctx context.Context, name string) (r *reading.Report, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Base(name), err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b, err := io.ReadAll(io.LimitReader(f, reading.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Base(name), err)
	}
	return reading.Read(ctx, name, b)
}

// verifyReport reads one report and checks it, against that of the year before where there is one.
func verifyReport(ctx context.Context, name string, e *earlier) (checked, error) {
	got := checked{File: name, Violations: []violated{}, CannotTell: []string{}, Hints: []report.Hint{}}
	r, err := readReport(ctx, name)
	if err != nil {
		return got, err
	}
	before, file, err := e.before(ctx, name, r)
	if err != nil {
		return got, err
	}
	j := reading.Judge(r, before, report.UsualOverlap)
	got.judged, got.Hints = j, j.Hints
	for _, rel := range report.Of(j.Relations, report.Violated) {
		got.Violations = append(got.Violations, violated{rel.Name, rel.Left, rel.Right, rel.Cells, rel.Text})
	}
	got.CannotTell = report.Names(j.Relations, report.CannotTell)
	if j.Before != nil {
		got.Previous = file
	}
	if j.Compared {
		got.Overlap = &j.Overlap
	}
	return got, nil
}

func printChecked(out *streams, c checked, asked bool) {
	if c.Error != "" {
		fmt.Fprintf(out.out, "%s：%s\n", c.File, c.Error)
		return
	}
	fmt.Fprintf(out.out, "%s：%s %d年度，%s\n", c.File, c.judged.Report.Agency, c.judged.Report.Year, c.judged.Verdict())
	switch {
	case c.Previous != "" && c.Overlap != nil:
		fmt.Fprintf(out.out, "  已与上年度报告 %s 比较，文字部分有 %d%% 与上年相同\n", filepath.Base(c.Previous), *c.Overlap)
	case c.Previous != "":
		fmt.Fprintf(out.out, "  已与上年度报告 %s 比较\n", filepath.Base(c.Previous))
	case asked:
		fmt.Fprintf(out.out, "  没有同一机关上一年度的报告，没有作跨年比较\n")
	}
	for _, v := range c.Violations {
		fmt.Fprintf(out.out, "  %s　%s\n", v.Relation, v.Text)
	}
	for _, h := range c.Hints {
		fmt.Fprintf(out.out, "  提示 %s：%s\n", h.Code, h.Text)
	}
}
