package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// isText reports whether what somebody sent is text: UTF-8, without the zero byte. PostgreSQL takes nothing else, and what
// it would refuse is the sender's mistake, not ours.
func isText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

func areText(form url.Values) bool {
	for name, values := range form {
		if !isText(name) {
			return false
		}
		for _, v := range values {
			if !isText(v) {
				return false
			}
		}
	}
	return true
}

// ReadForm parses a form of either kind and keeps up to memory bytes of its files in memory. It returns ErrForm for one that
// is not whole, ErrText for bytes that are no text, and the body's own error for one that is too large. Whoever calls it has
// limited the body.
func ReadForm(r *http.Request, memory int64) error {
	err := r.ParseForm()
	if err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err = r.ParseMultipartForm(memory)
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return err
	case err != nil:
		return errors.Join(ErrForm, err)
	case !areText(r.PostForm):
		return ErrText
	}
	return nil
}
