package web

import (
	"fmt"
	"net/http"
	"strconv"

	"gongkai/internal/web/layout"
)

// PageNumber reads ?page=, from 1. What is no page number is a page that does not exist.
func PageNumber(r *http.Request) (int, error) {
	s := r.URL.Query().Get("page")
	if s == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 100_000 {
		return 0, fmt.Errorf("page %q: %w", s, ErrNoPage)
	}
	return n, nil
}

// PagingUpTo is Paging of a list that was counted up to a number: one more than that stands for all there may be.
func PagingUpTo(most int, r *http.Request, n, page, size int, unit string) layout.Pager {
	p := Paging(r, min(n, most), page, size, unit)
	if n > most {
		p.Total += "+"
	}
	return p
}

// Paging is the paging of a list of n entries, with the rest of the query kept.
func Paging(r *http.Request, n, page, size int, unit string) layout.Pager {
	return layout.Pager{Total: layout.Thousands(n), Unit: unit, Page: page, Pages: (n + size - 1) / size, Base: KeepQuery(r, "page")}
}

// KeepQuery returns the query string without one name, ready to have a value put at its end.
func KeepQuery(r *http.Request, without string) string {
	q := r.URL.Query()
	q.Del(without)
	s := q.Encode()
	if s != "" {
		s += "&"
	}
	return "?" + s + without + "="
}
