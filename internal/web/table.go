package web

import (
	"bufio"
	"fmt"
	"net/http"
	"path"
	"strings"

	"gongkai/internal/document"
)

// tableTypes are the formats a table is handed out in, by the end of the address.
var tableTypes = map[string]string{
	".csv": "text/csv; charset=utf-8", ".json": "application/json; charset=utf-8", ".xlsx": types[document.XLSX],
}

// SendTable answers with a table in the format that the address ends with, as a file of that name. It goes out as it is read and is
// not kept. When its rows break off half way the connection is cut, so that nobody takes a part for the whole.
func SendTable(w http.ResponseWriter, r *http.Request, name string, t document.Listing) error {
	ext := path.Ext(r.URL.Path)
	write := t.WriteCSV
	switch ext {
	case ".csv":
	case ".json":
		write = t.WriteJSON
	case ".xlsx":
		write = t.WriteXLSX
	default:
		return fmt.Errorf("table %s: %w", r.URL.Path, ErrNoPage)
	}
	h := w.Header()
	to := &begun{w: w, begin: func() {
		SecurityHeaders(h)
		h.Set("Content-Type", tableTypes[ext])
		h.Set("Content-Disposition", `attachment; filename="`+strings.ReplaceAll(name, `"`, "")+ext+`"`)
		h.Set("Cache-Control", "no-cache")
	}}
	if r.Method == http.MethodHead {
		to.begin()
		return nil
	}
	out := bufio.NewWriterSize(to, 64<<10)
	err := write(out)
	if err == nil {
		err = out.Flush()
	}
	if err != nil && to.did {
		panic(http.ErrAbortHandler)
	}
	return err
}

// begun is an answer whose headers are set with its first byte.
type begun struct {
	w     http.ResponseWriter
	begin func()
	did   bool
}

func (b *begun) Write(p []byte) (int, error) {
	if !b.did {
		b.did = true
		b.begin()
	}
	return b.w.Write(p)
}
