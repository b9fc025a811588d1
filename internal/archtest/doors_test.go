package archtest

import (
	"go/ast"
	"go/parser"
	"slices"
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

// uploadDoor is the file through which files come in; uploadForm reads the forms that hold them.
const uploadDoor, uploadForm = "internal/web/upload.go", "internal/web/form.go"

// TestFilesComeInThroughOneDoor: nothing gets at a file of a form but past the virus scanner.
func TestFilesComeInThroughOneDoor(t *testing.T) {
	t.Parallel()
	ways := []string{"FormFile", "MultipartForm", "MultipartReader", "ParseMultipartForm"}
	used := map[string]bool{}
	for _, src := range sources(t, parser.SkipObjectResolution) {
		for _, spec := range src.file.Imports {
			if spec.Path.Value == `"mime/multipart"` && src.name != uploadDoor {
				t.Errorf("%s imports mime/multipart: files come in through web.Uploads", src.name)
			}
		}
		ast.Inspect(src.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || !slices.Contains(ways, sel.Sel.Name) {
				return true
			}
			used[src.name] = true
			if src.name != uploadDoor && (src.name != uploadForm || sel.Sel.Name != "ParseMultipartForm") {
				t.Errorf("%s uses %s: files come in through web.Uploads", src.name, sel.Sel.Name)
			}
			return true
		})
	}
	if !used[uploadDoor] || !used[uploadForm] {
		t.Errorf("the door is not where it was: %v", used)
	}
}
