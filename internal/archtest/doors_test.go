package archtest

import (
	"go/ast"
	"go/parser"
	"strings"
	"testing"
)

// doors are the files that may register what answers a request. All else is a line in a table of routes, which says who may use
// it and what it names, and which internal/app tries line by line.
var doors = map[string]string{
	"internal/web/route.go":          "the tables of routes, and what a site mounts",
	"internal/web/desk/desk.go":      "the table of the desk",
	"internal/web/api/api.go":        "the open interface behind its table, for the library that reads parameters",
	"internal/app/site.go":           "the parts of the site: styles, tools, the desk, whether it is well",
	"internal/app/export.go":         "the site as plain files",
	"internal/web/gallery/cmd/":      "samples for developers, on a server of their own",
	"internal/account/oidc/oidctest": "another's server, for tests",
}

// TestEveryDoorIsInATable: nothing answers requests past the tables of routes.
func TestEveryDoorIsInATable(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, src := range sources(t, parser.SkipObjectResolution) {
		ast.Inspect(src.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "HandleFunc" && sel.Sel.Name != "Mount" && sel.Sel.Name != "NewServeMux" {
				return true
			}
			for place := range doors {
				if strings.HasPrefix(src.name, place) {
					found[place] = true
					return true
				}
			}
			t.Errorf("%s calls %s: a route belongs into a table of routes", src.name, sel.Sel.Name)
			return true
		})
	}
	for place, why := range doors {
		if !found[place] {
			t.Errorf("%s registers nothing any more (%s): take it off the list", place, why)
		}
	}
}
