package offline

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// leads reports whether an attribute holds an address of the site: from its root and not of another host, or a query alone.
func leads(a html.Attribute) bool {
	switch a.Key {
	case "href", "src", "action":
		return strings.HasPrefix(a.Val, "?") || strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "//")
	}
	return false
}

// relink returns a page with the addresses of its elements changed by lead, and every other byte as it was.
func relink(page []byte, lead func(tag, link string) string) []byte {
	var b bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.Bytes()
		}
		raw := bytes.Clone(z.Raw())
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			t := z.Token()
			changed := false
			for i, a := range t.Attr {
				if !leads(a) {
					continue
				}
				if to := lead(t.Data, a.Val); to != a.Val {
					t.Attr[i].Val, changed = to, true
				}
			}
			if changed {
				raw = []byte(t.String())
			}
		}
		b.Write(raw)
	}
}
