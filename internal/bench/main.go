// Command bench measures what the project promises about speed and memory, each against a yardstick that runs interleaved
// with it in the same minutes. It prints medians and ratios; it is no test and fails for no figure.
//
// It starts itself again as the servers and workers it measures, so that each has its own process and memory.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/app"
)

func main() {
	if len(os.Args) > 1 {
		if child, ok := children[os.Args[1]]; ok {
			if err := child(os.Args[2:]); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			return
		}
	}
	only := flag.String("only", "", "http, slow, search, import, report, desk, request, portal or memory; empty: all")
	rounds := flag.Int("rounds", 5, "rounds of each pair")
	seconds := flag.Float64("seconds", 2, "length of a round of requests")
	rows := flag.Int("rows", 100_000, "rows of the imported table")
	docs := flag.Int("docs", 100_000, "documents of the library that is searched")
	many := flag.Int("many", 0, "documents of a second, larger library; 0: none. 1,000,000 take half an hour to make")
	flag.Parse()
	b := &bench{ctx: context.Background(), rounds: *rounds, span: time.Duration(*seconds * float64(time.Second)), rows: *rows, docs: *docs, many: *many}
	fmt.Printf("%-46s %14s %14s %8s  %s\n", "what", "ours", "yardstick", "ratio", "promise")
	for _, part := range []struct {
		name string
		run  func() error
	}{{"http", b.http}, {"slow", b.slow}, {"search", b.search}, {"import", b.imports}, {"report", b.report}, {"desk", b.desk}, {"request", b.request}, {"portal", b.portal}, {"memory", b.memory}} {
		if *only != "" && *only != part.name {
			continue
		}
		if err := part.run(); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", part.name, err)
			os.Exit(1)
		}
	}
}

// children are the processes that the bench starts.
var children = map[string]func(args []string) error{
	"-demo":        demoChild,
	"-minimal":     minimalChild,
	"-bare-read":   bareReadChild,
	"-import":      importChild,
	"-report":      reportChild,
	"-report-scan": scanChild,
	"-search":      searchChild,
	"-bare-search": bareSearchChild,
}

type bench struct {
	ctx    context.Context
	rounds int
	span   time.Duration
	rows   int
	docs   int
	many   int
}

func (b *bench) line(what, ours, yard string, ratio float64, promise string) {
	r := "—"
	if ratio > 0 {
		r = fmt.Sprintf("%.2f", ratio)
	}
	fmt.Printf("%-46s %14s %14s %8s  %s\n", what, ours, yard, r, promise)
}

// median of some figures; they are sorted in place.
func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// child is a process of our own with its first line of output.
type child struct {
	cmd *exec.Cmd
	out *bufio.Reader
}

// start starts this program again in a role; one processor, as on the machine the promise is made for.
func (b *bench) start(procs int, args ...string) (*child, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(b.ctx, exe, args...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(procs))
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &child{cmd, bufio.NewReader(pipe)}, cmd.Start()
}

func (c *child) pid() int { return c.cmd.Process.Pid }

func (c *child) line() (string, error) { return c.out.ReadString('\n') }

func (c *child) stop() {
	_ = c.cmd.Process.Signal(os.Interrupt) // it may have ended
	_, _ = io.Copy(io.Discard, c.out)
	_ = c.cmd.Wait() // interrupted on purpose
}

// demoChild serves the demo as a user would start it.
func demoChild(args []string) error {
	if code := app.Run(append([]string{"demo", "--json", "--addr", "127.0.0.1:0"}, args...), os.Stdout, os.Stderr); code != 0 {
		return fmt.Errorf("demo ended with %d", code)
	}
	return nil
}

// demo starts the demo and returns its line.
func (b *bench) demo(procs int, dir string) (*child, map[string]any, error) {
	c, err := b.start(procs, "-demo", "--dir", dir)
	if err != nil {
		return nil, nil, err
	}
	text, err := c.line()
	if err != nil {
		return nil, nil, fmt.Errorf("demo said nothing: %w", err)
	}
	var line map[string]any
	if err := json.Unmarshal([]byte(text), &line); err != nil {
		return nil, nil, err
	}
	return c, line, nil
}

// status reads a figure in KiB from a process's status: VmRSS now, VmHWM at most.
func status(pid int, name string) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			return strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64)
		}
	}
	return 0, fmt.Errorf("no %s", name)
}

// memory measures a server that has nothing to do.
func (b *bench) memory() error {
	dir, remove, err := folder()
	if err != nil {
		return err
	}
	defer remove()
	began := time.Now()
	c, _, err := b.demo(2, dir)
	if err != nil {
		return err
	}
	ready := time.Since(began)
	c.stop()
	if c, _, err = b.demo(2, dir); err != nil { // again, on the data that is there, as a server starts
		return err
	}
	defer c.stop()
	time.Sleep(5 * time.Second) // idle is what is measured
	rss, err := status(c.cmd.Process.Pid, "VmRSS")
	if err != nil {
		return err
	}
	b.line("demo: built and ready", fmt.Sprintf("%.1f s", ready.Seconds()), "", 0, "≤ 10 s")
	b.line("idle server with the demo, resident", fmt.Sprintf("%.0f MiB", rss/1024), "", 0, "≤ 120 MiB")
	return nil
}

// folder makes a folder for data; the key lies beside it, and both go with remove.
func folder() (dir string, remove func(), err error) {
	parent, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return "", nil, err
	}
	dir = filepath.Join(parent, "data")
	return dir, func() { _ = os.RemoveAll(parent) }, os.Mkdir(dir, 0o700) // a temporary folder
}
