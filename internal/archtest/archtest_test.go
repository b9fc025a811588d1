// Package archtest holds the tests that keep the shape of the tree: who may import whom, and what must not be forgotten.
//
// They read the files themselves: a test that asks the go command stays “ok (cached)” after the tree has changed.
package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const module = "gongkai"

// steps are the packages from the bottom up. A package imports packages of lower steps only, its own subpackages aside.
var steps = [][]string{
	{"fault"},
	{"ref", "workday"},
	{"law"},
	{"blob", "secret", "document"},
	{"ledger"},
	{"act"},
	{"agency"},
	{"account"},
	{"obligation", "upkeep"},
	{"channel", "screening"},
	{"catalog"},
	{"publication"},
	{"budget", "credit", "proposal", "score", "dialogue", "opinion", "patrol", "board", "servicenet"},
	{"request", "inspection"},
	{"dispute"},
	{"report", "retention"},
	{"assessment"},
	{"store", "search"}, // what is above the domain begins here
	{"backup", "job", "web"},
	{"demo"},
	{"app"},
	{"cmd", "bench"},
}

// forbidden are the imports that the steps alone would let through, or that deserve a reason.
var forbidden = []struct{ from, to, why string }{
	{"internal/web", "internal/store", "pages ask the domain"},
	{"internal/job", "internal/store", "jobs ask the domain"},
	{"internal/web/portal", "internal/web/desk", "the public side cannot reach staff code"},
	{"internal/web/desk", "internal/web/portal", "the sides do not know each other"},
}

// mayUseHTTP are the places below web that speak to other machines.
var mayUseHTTP = []string{"internal/channel/", "internal/account/oidc"}

// places returns the step of every package that has one, by its name under internal.
func places() map[string]int {
	out := map[string]int{}
	for i, names := range steps {
		for _, n := range names {
			out[n] = i
		}
	}
	return out
}

// domainTop is the step at which the domain ends.
func domainTop() int { return places()["store"] }

// root returns the package a directory belongs to: "internal/web/desk" belongs to web, "cmd/gongkai" to cmd.
func root(dir string) string {
	dir = strings.TrimPrefix(dir, "internal/")
	name, _, _ := strings.Cut(dir, "/")
	return name
}

func inDomain(dir string) bool {
	at, ok := places()[root(dir)]
	return ok && at < domainTop()
}

func within(p, of string) bool { return p == of || strings.HasPrefix(p, of+"/") }

// source is one Go file that is no test.
type source struct {
	name, dir string // below the module, with slashes
	file      *ast.File
	fset      *token.FileSet
	text      []byte
}

// sources reads the tree below the module's root.
func sources(t *testing.T, mode parser.Mode) []source {
	t.Helper()
	var out []source
	for _, top := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join("..", "..", top), func(name string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, name, text, mode)
			if err != nil {
				return err
			}
			rel := strings.TrimPrefix(filepath.ToSlash(name), "../../")
			out = append(out, source{rel, path.Dir(rel), file, fset, text})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) == 0 {
		t.Fatal("no Go files found")
	}
	return out
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	at := places()
	for _, s := range sources(t, parser.ImportsOnly) {
		from, placed := at[root(s.dir)]
		if !placed {
			t.Errorf("%s: package %s has no place among the steps; give it one", s.name, root(s.dir))
			continue
		}
		for _, spec := range s.file.Imports {
			dep, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := standard(s.dir, dep); why != "" {
				t.Errorf("%s imports %s: %s", s.name, dep, why)
			}
			dep, ours := strings.CutPrefix(dep, module+"/")
			if !ours {
				continue
			}
			if within(s.dir, "cmd") && dep != "internal/app" {
				t.Errorf("%s imports %s: main is flags and signals, and app does the rest", s.name, dep)
			}
			for _, rule := range forbidden {
				if within(s.dir, rule.from) && within(dep, rule.to) {
					t.Errorf("%s imports %s: %s", s.name, dep, rule.why)
				}
			}
			if to, ok := at[root(dep)]; root(dep) != root(s.dir) && (!ok || to >= from) {
				t.Errorf("%s imports %s, which is not below it", s.name, dep)
			}
		}
	}
}

// standard says why the domain may not import a package of the standard library, or "".
func standard(dir, dep string) string {
	if !inDomain(dir) {
		return ""
	}
	switch {
	case dep == "database/sql":
		return "rules do not know how they are kept"
	case within(dep, "net/http"):
		for _, allowed := range mayUseHTTP {
			if strings.HasPrefix(dir, allowed) {
				return ""
			}
		}
		return "rules do not know how they are shown"
	}
	return ""
}

// A rule for a package that is gone would go unnoticed and guard nothing.
// TestNoFileIsLarge: whoever clones the repository gets every version of every file. Nothing of it has needed a mebibyte yet.
func TestNoFileIsLarge(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	ignored, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(name, root))
		if d.IsDir() && (rel == "/.git" || strings.Contains(string(ignored), rel+"/\n")) && rel != "" {
			return filepath.SkipDir
		}
		info, err := d.Info()
		if err == nil && info.Mode().IsRegular() && info.Size() > 1<<20 && !strings.Contains(string(ignored), rel+"\n") {
			t.Errorf("%s has %d bytes", rel, info.Size())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRulesNamePackagesThatExist(t *testing.T) {
	t.Parallel()
	for _, rule := range forbidden {
		for _, dir := range []string{rule.from, rule.to} {
			if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(dir))); err != nil {
				t.Errorf("rule %s → %s: %v", rule.from, rule.to, err)
			}
		}
	}
}

// The store knows effects by type: one that it does not know makes the act fail when it is saved, not when it is built.
func TestStoreHandlesEveryEffect(t *testing.T) {
	t.Parallel()
	save, err := os.ReadFile(filepath.Join("..", "store", "save.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, s := range sources(t, parser.SkipObjectResolution) {
		if !inDomain(s.dir) {
			continue
		}
		for _, decl := range s.file.Decls {
			name := effect(decl)
			if name == "" {
				continue
			}
			found++
			full := s.file.Name.Name + "." + name
			if !regexp.MustCompile(`(?m)^\s*case (.*, )?` + regexp.QuoteMeta(full) + `[,:]`).Match(save) {
				t.Errorf("%s: %s claims to be an effect, and internal/store/save.go has no case for it", s.name, full)
			}
		}
	}
	if found == 0 {
		t.Error("no effect found; the test looks in the wrong place")
	}
}

// effect returns the name of the type whose method Effect() decl declares, or "".
func effect(decl ast.Decl) string {
	fn, ok := decl.(*ast.FuncDecl)
	if !ok || fn.Recv == nil || fn.Name.Name != "Effect" || fn.Type.Params.NumFields() > 0 || fn.Type.Results.NumFields() > 0 {
		return ""
	}
	typ := fn.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	id, ok := typ.(*ast.Ident)
	if !ok {
		return ""
	}
	return id.Name
}

// The domain is given the time; where it reads the clock itself, the line says why.
func TestDomainIsGivenTheTime(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t, parser.SkipObjectResolution) {
		if !inDomain(s.dir) {
			continue
		}
		lines := strings.Split(string(s.text), "\n")
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Now" {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); !ok || pkg.Name != "time" {
				return true
			}
			if line := s.fset.Position(sel.Pos()).Line; !strings.Contains(lines[line-1], "// ") {
				t.Errorf("%s:%d reads the clock and does not say why", s.name, line)
			}
			return true
		})
	}
}

var docPath = regexp.MustCompile("`((?:internal|cmd|docs)/[A-Za-z0-9_./-]*)`")

func TestArchitectureNamesWhatExists(t *testing.T) {
	t.Parallel()
	top := filepath.Join("..", "..")
	text, err := os.ReadFile(filepath.Join(top, "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range docPath.FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat(filepath.Join(top, filepath.FromSlash(m[1]))); err != nil {
			t.Errorf("docs/architecture.md names %s: %v", m[1], err)
		}
	}
}
