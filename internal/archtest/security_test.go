package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testDeclared = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	testNamed    = regexp.MustCompile("`(Test\\w+)`")
	madeBy       = regexp.MustCompile("`make ([a-z]+)`")
)

// TestPromisesNameTestsThatExist: a proof that was renamed or deleted would be missed by nobody.
func TestPromisesNameTestsThatExist(t *testing.T) {
	t.Parallel()
	top := filepath.Join("..", "..")
	there := map[string]bool{}
	for _, dir := range []string{"internal", "cmd"} {
		if err := filepath.WalkDir(filepath.Join(top, dir), func(name string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := os.ReadFile(name)
			for _, m := range testDeclared.FindAllSubmatch(text, -1) {
				there[string(m[1])] = true
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(top, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	named := testNamed.FindAllSubmatch(text, -1)
	for _, m := range named {
		if !there[string(m[1])] {
			t.Errorf("docs/security.md names %s, which there is not", m[1])
		}
	}
	if len(named) < 50 {
		t.Errorf("docs/security.md names %d tests only", len(named))
	}
	makefile, err := os.ReadFile(filepath.Join(top, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range madeBy.FindAllSubmatch(text, -1) {
		if !strings.Contains(string(makefile), "\n"+string(m[1])+":") {
			t.Errorf("docs/security.md names make %s, which there is not", m[1])
		}
	}
}
