package web

import (
	"net/http/httptest"
	"testing"
)

func TestAddressBelievesOurProxiesOnly(t *testing.T) {
	t.Parallel()
	ours, err := ParseProxies([]string{"10.0.0.1", "10.1.0.0/16", "2001:db8::/32"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		proxies         Proxies
		remote, forward string
		want            string
	}{
		{nil, "192.0.2.7:5000", "", "192.0.2.7"},
		{nil, "192.0.2.7:5000", "198.51.100.1", "192.0.2.7"},
		{ours, "192.0.2.7:5000", "198.51.100.1", "192.0.2.7"},
		{ours, "10.0.0.1:5000", "198.51.100.1", "198.51.100.1"},
		{ours, "10.0.0.1:5000", "203.0.113.9, 198.51.100.1, 10.1.2.3", "198.51.100.1"},
		{ours, "10.0.0.1:5000", "203.0.113.9, junk, 10.1.2.3", "10.1.2.3"},
		{ours, "10.0.0.1:5000", "", "10.0.0.1"},
		{ours, "[::ffff:10.0.0.1]:5000", "198.51.100.1", "198.51.100.1"},
		{ours, "[2001:db8::5]:5000", "2001:4860::1", "2001:4860::1"},
		{ours, "@", "198.51.100.1", ""},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forward != "" {
			r.Header.Set("X-Forwarded-For", c.forward)
		}
		if got := c.proxies.Address(r); got != c.want {
			t.Errorf("%s, forwarded %q: %q, want %q", c.remote, c.forward, got, c.want)
		}
	}
	for _, wrong := range []string{"", "x", "10.0.0.0/99"} {
		if _, err := ParseProxies([]string{wrong}); err == nil {
			t.Errorf("%q was taken", wrong)
		}
	}
}
