// Package gallery holds a sample of every page in three cases: empty, usual and very long. A test renders them all; the
// command below it writes them out and takes their pictures.
package gallery

import (
	"bytes"
	"context"
	"strings"

	"github.com/a-h/templ"
)

// Case is a page with sample data.
type Case struct {
	Name   string // portal-home-usual
	Public bool   // of the portal
	Page   templ.Component
}

// Cases returns every page in every case, in a fixed order.
func Cases() []Case {
	return append(portalCases(), deskCases()...)
}

// HTML renders the page.
func (c Case) HTML() ([]byte, error) {
	var buf bytes.Buffer
	err := c.Page.Render(context.Background(), &buf)
	return buf.Bytes(), err
}

// long repeats text to n runes, as the longest thing a person could enter.
func long(text string, n int) string {
	r := []rune(strings.Repeat(text, n/len([]rune(text))+1))
	return string(r[:n])
}
