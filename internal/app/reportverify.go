package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gongkai/internal/fault"
	"gongkai/internal/report/reading"
)

// reportVerifyCmd reads published reports and checks what their tables say.
type reportVerifyCmd struct {
	JSON     bool     `name:"json" help:"每个文件输出一行 JSON。"`
	Previous string   `help:"上一年度的报告，用来核对跨年的数。" placeholder:"FILE" type:"existingfile"`
	Files    []string `arg:"" name:"file" help:"年度报告：html、docx、xlsx、md、txt、json。" type:"existingfile"`
}

// checked is a report with what was found, as --json prints it.
type checked struct {
	File       string         `json:"file"`
	Violations []violated     `json:"violations"`
	CannotTell []string       `json:"cannot_tell"`
	Hints      []reading.Hint `json:"hints"`
	Error      string         `json:"error,omitempty"`
	report     *reading.Report
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
	if c.report != nil {
		b, err := json.Marshal(c.report)
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
	var before *reading.Report
	if c.Previous != "" {
		var err error
		if before, err = readReport(ctx, c.Previous); err != nil {
			return nameFile(c.Previous, err)
		}
	}
	code := 0
	for _, name := range c.Files {
		got, err := verifyReport(ctx, name, before)
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
		printChecked(out, got)
	}
	if code != 0 {
		return codeError(code)
	}
	return nil
}

func nameFile(name string, err error) error {
	if f, ok := fault.Of(err); ok {
		return f.Say("%s：%s", filepath.Base(name), f.Text)
	}
	return err
}

func readReport(ctx context.Context, name string) (*reading.Report, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Base(name), err)
	}
	return reading.Read(ctx, name, b)
}

// verifyReport reads one report and checks it, against that of the year before where there is one.
func verifyReport(ctx context.Context, name string, before *reading.Report) (checked, error) {
	got := checked{File: name, Violations: []violated{}, CannotTell: []string{}, Hints: []reading.Hint{}}
	r, err := readReport(ctx, name)
	if err != nil {
		return got, err
	}
	got.report = r
	relations := r.Check()
	if before != nil {
		relations = append(relations, r.Against(before)...)
	}
	for _, rel := range relations {
		if rel.Outcome == reading.Violated {
			got.Violations = append(got.Violations, violated{rel.Name, rel.Left, rel.Right, rel.Cells, rel.Text})
		}
	}
	got.CannotTell, got.Hints = reading.Names(relations, reading.CannotTell), r.Hints()
	return got, nil
}

func printChecked(out *streams, c checked) {
	if c.Error != "" {
		fmt.Fprintf(out.out, "%s：%s\n", c.File, c.Error)
		return
	}
	state := "勾稽关系都成立"
	switch {
	case len(c.Violations) > 0:
		state = fmt.Sprintf("%d 项勾稽关系不成立", len(c.Violations))
	case c.report.Form == reading.None:
		state = "没有表格可以核对"
	}
	if n := len(c.CannotTell); n > 0 {
		state += fmt.Sprintf("，%d 项不能判断", n)
	}
	fmt.Fprintf(out.out, "%s：%s %d年度，%s\n", c.File, c.report.Agency, c.report.Year, state)
	for _, v := range c.Violations {
		fmt.Fprintf(out.out, "  %s　%s\n", v.Relation, v.Text)
	}
	for _, h := range c.Hints {
		fmt.Fprintf(out.out, "  提示 %s：%s\n", h.Code, h.Text)
	}
}
