package web

import (
	"log/slog"
	"net/http"
	"testing"
)

// TestRouteThatDeclaresTooLittleCannotBeServed: the table is the only way to a page, and it takes no line that leaves open who
// may use it, what it names, or what it does.
func TestRouteThatDeclaresTooLittleCannotBeServed(t *testing.T) {
	t.Parallel()
	handle := func(http.ResponseWriter, *http.Request) error { return nil }
	for name, c := range map[string]struct {
		rt   Route
		want string
	}{
		"whole":               {Route{Method: "GET", Pattern: "/desk/items", Need: SignedIn(), Handle: handle}, ""},
		"whole, of a record":  {Route{Method: "POST", Pattern: "/desk/items/{id}", Names: OfUnit("item"), Need: SignedIn(), Handle: handle}, ""},
		"an end is no record": {Route{Method: "GET", Pattern: "/desk/{$}", Need: SignedIn(), Handle: handle}, ""},
		"nothing":             {Route{}, "who may use it"},
		"not who":             {Route{Method: "GET", Pattern: "/desk/items", Handle: handle}, "who may use it"},
		"not of what":         {Route{Method: "GET", Pattern: "/desk/items/{id}", Need: SignedIn(), Handle: handle}, "what record its address names"},
		"of what is not":      {Route{Method: "GET", Pattern: "/desk/items", Names: Shared("item"), Need: SignedIn(), Handle: handle}, "what record its address names"},
		"another method":      {Route{Method: "PUT", Pattern: "/desk/items", Need: SignedIn(), Handle: handle}, "whether it shows or does something"},
		"any method":          {Route{Pattern: "/desk/items", Need: SignedIn(), Handle: handle}, "whether it shows or does something"},
		"not what":            {Route{Method: "GET", Pattern: "/desk/items", Need: SignedIn()}, "what it does"},
	} {
		if got := c.rt.Undeclared(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	page := func(*http.Request) (Page, error) { return Page{}, nil }
	for name, c := range map[string]struct {
		rt     PublicRoute
		served bool
	}{
		"a page":           {PublicRoute{Pattern: "/open", Make: page}, true},
		"a form":           {PublicRoute{Method: "POST", Pattern: "/open", Send: handle}, true},
		"nothing":          {PublicRoute{Pattern: "/open"}, false},
		"both ways":        {PublicRoute{Pattern: "/open", Make: page, Send: handle}, false},
		"a form, kept":     {PublicRoute{Method: "POST", Pattern: "/open", Make: page}, false},
		"another method":   {PublicRoute{Method: "DELETE", Pattern: "/open", Send: handle}, false},
		"reading, by name": {PublicRoute{Method: "GET", Pattern: "/open", Send: handle}, true},
	} {
		func() {
			defer func() {
				if got := recover() == nil; got != c.served {
					t.Errorf("%s: served %v, want %v", name, got, c.served)
				}
			}()
			NewSite(NewPages(), nil, nil, slog.New(slog.DiscardHandler), nil).Public([]PublicRoute{c.rt})
		}()
	}
}
