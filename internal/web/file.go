package web

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
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
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "file" + extension(f.Kind)})+"; filename*=UTF-8''"+url.PathEscape(f.Name))
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

func extension(k document.Kind) string {
	if k == document.Text {
		return ".txt"
	}
	return "." + string(k)
}
