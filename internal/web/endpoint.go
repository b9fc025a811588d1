package web

import "gongkai/internal/web/layout"

// Endpoint is an address of the open interface, as the page about it shows it.
type Endpoint struct {
	Path    string // /api/v1/items/{id}
	Name    string
	About   string
	Params  []layout.Fact
	Example string // an address to try; empty: none
}
