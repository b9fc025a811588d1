package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// isScriptCommand reports whether this process was started by a script as the gongkai command.
func isScriptCommand() bool {
	return strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") == "gongkai"
}

func TestCommands(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(exe, filepath.Join(bin, "gongkai")); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", bin+string(os.PathListSeparator)+e.Getenv("PATH"))
			return nil
		},
	})
}

// TestSampleIsDocumented keeps the sample in docs true.
func TestSampleIsDocumented(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docs/config.sample.toml")
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != Sample() {
		t.Error("docs/config.sample.toml is stale: write it with gongkai config sample")
	}
}
