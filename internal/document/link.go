package document

import (
	"net/url"
	"strings"
	"unicode"
)

// webLink returns an address that a link may lead to, or "": http and https with a host and without a password, and mailto.
func webLink(s string) string {
	s = strings.TrimSpace(s)
	u, ok := parseAddress(s)
	if !ok {
		return ""
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host != "" && u.User == nil {
			return s
		}
	case "mailto":
		if strings.Contains(s, "@") {
			return s
		}
	}
	return ""
}

// pictureSource returns where a browser may fetch a picture from, or "": a path on our own site. Pictures of other sites would
// tell those who reads our pages, and may change or go.
func pictureSource(s string) string {
	s = strings.TrimSpace(s)
	u, ok := parseAddress(s)
	if ok && u.Scheme == "" && u.Host == "" && strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") {
		return s
	}
	return ""
}

const maxAddress = 2000

// parseAddress parses an address that has nothing invisible in it and that no browser would read otherwise than we do.
func parseAddress(s string) (*url.URL, bool) {
	if s == "" || len(s) > maxAddress {
		return nil, false
	}
	for _, char := range s {
		if unicode.IsSpace(char) || !unicode.IsPrint(char) || char == '\\' || char == unicode.ReplacementChar {
			return nil, false
		}
	}
	u, err := url.Parse(s)
	return u, err == nil
}
