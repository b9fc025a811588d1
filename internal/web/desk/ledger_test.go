package desk

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryDeedHasAName: what the services write into the logs is named in Chinese at the desk.
func TestEveryDeedHasAName(t *testing.T) {
	t.Parallel()
	deed := regexp.MustCompile(`(?s)act\.New\([^"]*?"([a-z]+\.[a-z-]+)"|verb (?::?=) "([a-z]+\.[a-z-]+)"|Log: ledger\.Release, Kind: +"([a-z]+)"|kind, note(?:, it\.Corrected)? :?= "([a-z]+)"`)
	found := 0
	err := filepath.WalkDir("../..", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || strings.Contains(name, "/web/") || strings.Contains(name, "/bench/") {
			return err
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, m := range deed.FindAllStringSubmatch(string(b), -1) {
			verb := m[1] + m[2] + m[3] + m[4]
			found++
			if verbs[verb] == "" {
				t.Errorf("%s: %q has no name", name, verb)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 30 {
		t.Errorf("only %d deeds found: the pattern misses them", found)
	}
}
