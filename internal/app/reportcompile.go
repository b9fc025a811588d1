package app

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/report/compile"
	"gongkai/internal/report/paper"
	"gongkai/internal/report/reading"
)

// reportCompileCmd adds up the reports of units and compares the sums with what the whole states.
type reportCompileCmd struct {
	JSON   bool     `name:"json" help:"输出一个 JSON 对象。"`
	Year   int      `help:"汇总的年度；不给则为多数报告的年度。" placeholder:"Y"`
	Expect string   `help:"应当提交的单位名单，一行一个；行首加“-”的不在汇总范围，加“+”的虽然名称像学校仍要汇总，“#”起为说明。" placeholder:"FILE" type:"existingfile"`
	Stated string   `help:"本级已经公布的报告，与汇总的数逐格核对。" placeholder:"FILE" type:"existingfile"`
	Output string   `short:"o" help:"把汇总的三张表写到文件，按后缀为 json、xlsx、docx 或者 html。" placeholder:"FILE"`
	Paths  []string `arg:"" name:"file" help:"各单位的年度报告，或者放着报告的文件夹（含下级文件夹）：html、docx、xlsx、md、txt、json。"`
}

// Help says what is counted, and what the exit code is.
func (reportCompileCmd) Help() string {
	return "逐份核对后各格相加。勾稽关系不成立的、格式或者年度不对的、同一机关重复提交的不计入，逐一说明；学校等公共企事业单位不在汇总范围（条例第五十五条）。\n\n" +
		"报告中有其他几份之和的，指出重复计算；三张表完全相同的，提示核对是否照抄。\n\n" +
		"退出码：0 全部计入并且相符，1 有没有计入的、没有提交的、重复计算的、可能偏低的或者不相符的，2 没有读到报告。"
}

var (
	errNoReports     = fault.New(fault.Invalid, "no-reports", "没有找到年度报告。")
	errOutputEnding  = fault.New(fault.Invalid, "output-ending", "汇总表只能写成 json、xlsx、docx、html，请改用这样的后缀。")
	errOtherKind     = fault.New(fault.Invalid, "report-other-kind", "不能读这种文件，请另存为 docx、xlsx 或者网页后重新提交。")
	errNotOpened     = fault.New(fault.Invalid, "file-not-opened", "文件打不开。")
	errListEncoding  = fault.New(fault.Invalid, "list-encoding", "单位名单不是文字文件，请另存为 txt 后再试。")
	errNothingSummed = fault.New(fault.Invalid, "nothing-compiled", "没有计入任何报告，没有写出汇总表。")
)

func (c reportCompileCmd) Run(ctx context.Context, out *streams) error {
	format, err := c.format()
	if err != nil {
		return err
	}
	list, err := c.list()
	if err != nil {
		return err
	}
	var stated *reading.Report
	if c.Stated != "" {
		if stated, err = readReport(ctx, c.Stated); err != nil {
			return nameFile(c.Stated, err)
		}
	}
	files, skipped, err := c.files()
	if err != nil {
		return err
	}
	if skipped > 0 {
		fmt.Fprintf(out.err, "有 %d 个文件不是报告的格式，没有读。\n", skipped)
	}
	compiler := compile.New(c.Year, list)
	if err := readAll(ctx, files, compiler, out); err != nil {
		return err
	}
	got := compiled{Result: compiler.Result(), expected: list.Expected(), stated: c.Stated}
	if stated != nil && len(got.Of(compile.Unreadable)) < len(got.Units) {
		if err := got.Comparable(stated); err != nil {
			return nameFile(c.Stated, err)
		}
		got.differences, got.notes = got.Against(stated), got.Explain(stated)
	}
	if c.JSON {
		if err := printJSON(out, got); err != nil {
			return err
		}
	} else {
		got.print(out.out)
	}
	if err := c.write(format, got.Result, stated); err != nil {
		return err
	}
	if code := got.code(); code != 0 {
		return codeError(code)
	}
	return nil
}

// format is the format of the output file; "" where none is asked for.
func (c reportCompileCmd) format() (string, error) {
	if c.Output == "" {
		return "", nil
	}
	name := strings.TrimPrefix(strings.ToLower(filepath.Ext(c.Output)), ".")
	if !slices.ContainsFunc(paper.Formats, func(f paper.Format) bool { return f.Name == name }) {
		return "", errOutputEnding.Say("“%s”：汇总表只能写成 json、xlsx、docx、html，请改用这样的后缀。", filepath.Base(c.Output))
	}
	return name, nil
}

func (c reportCompileCmd) list() (compile.List, error) {
	if c.Expect == "" {
		return compile.List{}, nil
	}
	b, err := os.ReadFile(c.Expect)
	if err != nil {
		return compile.List{}, fmt.Errorf("read list %s: %w", filepath.Base(c.Expect), err)
	}
	text, err := document.DecodeText(b)
	if err != nil {
		return compile.List{}, errListEncoding
	}
	return compile.ParseList(text), nil
}

// reportEndings are the files of a folder that are taken for reports; false: of a kind that is not read, which is said of each.
var reportEndings = map[string]bool{
	".html": true, ".htm": true, ".docx": true, ".xlsx": true, ".md": true, ".txt": true, ".json": true,
	".pdf": false, ".doc": false, ".xls": false, ".wps": false, ".et": false, ".ofd": false, ".rtf": false,
}

// files are the reports to be read, by name, each once, without the list, the stated report and the output. skipped counts what else lies in the
// folders.
func (c reportCompileCmd) files() (names []string, skipped int, err error) {
	var not []os.FileInfo
	for _, name := range []string{c.Expect, c.Stated, c.Output} {
		if info, err := os.Stat(name); name != "" && err == nil {
			not = append(not, info)
		}
	}
	for _, root := range c.Paths {
		if _, err := os.Stat(root); err != nil {
			return nil, 0, errNotOpened.Say("“%s”打不开，请核对文件或者文件夹。", root)
		}
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			hidden := strings.HasPrefix(filepath.Base(name), ".") || strings.HasPrefix(filepath.Base(name), "~$")
			switch {
			case err != nil:
				return fmt.Errorf("read folder: %w", err)
			case name != root && hidden && e.IsDir():
				return filepath.SkipDir
			case e.IsDir() || name != root && (hidden || !e.Type().IsRegular()):
				return nil
			}
			info, err := os.Stat(name)
			if err != nil {
				return fmt.Errorf("read folder: %w", err)
			}
			if slices.ContainsFunc(not, func(other os.FileInfo) bool { return os.SameFile(info, other) }) {
				return nil
			}
			if _, known := reportEndings[strings.ToLower(filepath.Ext(name))]; !known && name != root {
				skipped++
				return nil
			}
			names = append(names, filepath.Clean(name))
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		return nil, 0, errNoReports
	}
	return names, skipped, nil
}

// readAll reads files, as many at once as there are processors, and adds them in their order.
func readAll(ctx context.Context, files []string, compiler *compile.Compiler, out *streams) error {
	type result struct {
		r   *reading.Report
		err error
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue := make(chan chan result, runtime.NumCPU()) // a place for each that is being read
	go func() {
		defer close(queue)
		for _, name := range files {
			place := make(chan result, 1)
			select {
			case queue <- place:
			case <-ctx.Done():
				return
			}
			go func() {
				r, err := readUnit(ctx, name)
				place <- result{r, err}
			}()
		}
	}()
	show, began, shown, done := progress(out.err, "已读 %d / %d 份"), time.Now(), false, 0
	for place := range queue {
		got, name := <-place, files[done]
		done++
		switch f, ok := fault.Of(got.err); {
		case got.err == nil:
			compiler.Add(name, got.r)
		case ctx.Err() != nil:
			return ctx.Err()
		case ok:
			compiler.Fail(name, f.Text)
		default:
			compiler.Fail(name, "文件打不开，请核对后再试。")
		}
		if show != nil && time.Since(began) > time.Second {
			show(done, len(files))
			shown = true
		}
	}
	if shown {
		fmt.Fprintln(out.err)
	}
	return ctx.Err()
}

// readUnit reads a report; of a kind of file that is not read it says so at once.
func readUnit(ctx context.Context, name string) (*reading.Report, error) {
	if can, known := reportEndings[strings.ToLower(filepath.Ext(name))]; known && !can {
		return nil, errOtherKind
	}
	return readReport(ctx, name)
}

// unnamed is whose a compilation is where no report of the whole says so.
const unnamed = "各单位汇总"

func (c reportCompileCmd) write(format string, r *compile.Result, stated *reading.Report) error {
	if format == "" {
		return nil
	}
	if len(r.Of(compile.Taken)) == 0 {
		return errNothingSummed
	}
	agency := unnamed
	if stated != nil && stated.Agency != "" {
		agency = stated.Agency
	}
	b, _, err := paper.Write(format, r.Annual(agency))
	if err != nil {
		return err
	}
	return os.WriteFile(c.Output, b, 0o644)
}
