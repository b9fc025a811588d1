package web

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"gongkai/internal/document"
)

// File is a file somebody uploaded, as it is handed out.
type File struct {
	Name   string
	Kind   document.Kind
	Digest string
	Body   []byte
}

// types are what a kind of file is called on the wire. Nothing that a browser would run is among them.
var types = map[document.Kind]string{
	document.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	document.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	document.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	document.PDF:  "application/pdf", document.PNG: "image/png", document.JPEG: "image/jpeg", document.GIF: "image/gif", document.Text: "text/plain; charset=utf-8",
}

// SendFile answers with an uploaded file: for saving, never to be run or framed here, with ranges and conditional requests.
func SendFile(w http.ResponseWriter, r *http.Request, f File) {
	h := w.Header()
	SecurityHeaders(h)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "file" + extension(f.Kind)})+"; filename*=UTF-8''"+escape(f.Name))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache") // kept, and asked for each time whether it may still be shown
	}
	h.Set("ETag", `"`+f.Digest+`"`)
	kind, ok := types[f.Kind]
	if !ok {
		kind = "application/octet-stream"
	}
	h.Set("Content-Type", kind)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.Body))
}

// escape writes a name as the value of an extended parameter: see RFC 8187, attr-char. What leaves an address alone, such as an equals sign,
// may make some readers give up the whole header.
func escape(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func extension(k document.Kind) string {
	if k == document.Text {
		return ".txt"
	}
	return "." + string(k)
}
