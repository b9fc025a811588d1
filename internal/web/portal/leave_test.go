package portal

import "testing"

func TestLinksOutsideLeadOverANotice(t *testing.T) {
	t.Parallel()
	p := &Portal{baseURL: "https://jyj.example.com"}
	for link, want := range map[string]string{
		`<a href="https://www.example.com/a?b=1&amp;c=2">`: `<a href="/go?u=https%3A%2F%2Fwww.example.com%2Fa%3Fb%3D1%26c%3D2">`,
		`<a href="http://gov.cn.example.com/">`:            `<a href="/go?u=http%3A%2F%2Fgov.cn.example.com%2F">`,
		`<a href="https://www.example.com:8080/">`:         `<a href="/go?u=https%3A%2F%2Fwww.example.com%3A8080%2F">`,
		`<a href="https://jyt.henan.gov.cn/x">`:            `<a href="https://jyt.henan.gov.cn/x">`,
		`<a href="https://WWW.GOV.CN/">`:                   `<a href="https://WWW.GOV.CN/">`,
		`<a href="HTTPS://www.example.com/">`:              `<a href="/go?u=HTTPS%3A%2F%2Fwww.example.com%2F">`,
		`<a href="https://jyj.example.com/x?a=1&amp;b=2">`: `<a href="https://jyj.example.com/x?a=1&amp;b=2">`,
		`<a href="/items/1">`:                              `<a href="/items/1">`,
		`<img src="https://www.example.com/x.png">`:        `<img src="https://www.example.com/x.png">`,
	} {
		if got := p.leaving(link); got != want {
			t.Errorf("%s becomes %s, want %s", link, got, want)
		}
	}
}
