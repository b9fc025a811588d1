package request

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/request.md")

// TestDiagramIsTheTable: the page that shows the workflow says what the table of steps says.
func TestDiagramIsTheTable(t *testing.T) {
	t.Parallel()
	const name = "../../docs/request.md"
	want := diagram()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != want {
		t.Errorf("docs/request.md differs from the table (%v); go test ./internal/request -run TestDiagram -update writes it", err)
	}
}

func diagram() string {
	var b strings.Builder
	b.WriteString("# 依申请公开：状态与步骤\n\nMade from the table in `internal/request/step.go`; a test compares them. Consultations that run side by side keep the state 征求意见中 until the last of them is\nback. A step that leads nowhere leaves the request where it is.\n\n```mermaid\nstateDiagram-v2\n    [*] --> filed: 提交申请\n")
	for _, s := range States {
		fmt.Fprintf(&b, "    %s: %s\n", node(s), s.Name())
	}
	for _, d := range deeds[1:] {
		for _, from := range d.From {
			if d.To != "" {
				fmt.Fprintf(&b, "    %s --> %s: %s\n", node(from), node(d.To), d.Name)
			}
		}
	}
	b.WriteString("    archived --> [*]\n```\n\n| 步骤 | 何时可以办 | 到 | 依据 | 谁办 |\n| --- | --- | --- | --- | --- |\n")
	for _, d := range deeds {
		var from []string
		for _, s := range d.From {
			if s != "" {
				from = append(from, s.Name())
			}
		}
		when := strings.Join(from, "、")
		switch {
		case d.Kind == Submit:
			when = "随时"
		case d.From == nil:
			when = "办结以前"
		}
		by := roleNames(d.By)
		if d.Visitor {
			by += "、申请人"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", d.Name, when, d.To.Name(), d.Article, by)
	}
	return b.String()
}

func node(s State) string { return strings.ReplaceAll(string(s), "-", "_") }
