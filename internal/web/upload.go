package web

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"strings"

	"gongkai/internal/document"
	"gongkai/internal/document/scan"
	"gongkai/internal/fault"
)

// What is refused about files that come in, whatever they are meant for.
var (
	ErrVirus     = fault.New(fault.Invalid, "virus-found", "文件中发现病毒，没有保存，请换一个文件。")
	ErrNoScanner = fault.New(fault.Unavailable, "virus-scanner-down", "病毒扫描现在不能用，文件没有保存，请稍后再试，或者联系信息中心。")
)

// Uploads is the door for files that come in. There is no other way to what somebody sends as a file: whoever gets to read it, to look
// what it is or to keep it, has it from here, and the scanner has seen it before. A file that was not scanned to the end stays outside.
type Uploads struct {
	scanner *scan.Scanner // nil: there is none, and nothing is scanned
	log     *slog.Logger
}

// NewUploads returns the door; scanner is nil where there is none. What the scanner finds, and that it fails, is logged.
func NewUploads(scanner *scan.Scanner, log *slog.Logger) *Uploads { return &Uploads{scanner, log} }

// Upload is a file of a form that waits at the door.
type Upload struct {
	Name string // as the sender calls it; text
	Size int64  // bytes

	header *multipart.FileHeader
	form   *uploadForm
}

// Content is what is in a file that was let in.
type Content = multipart.File

// uploadForm is what the files of one form share.
type uploadForm struct {
	door *Uploads
	r    *http.Request
	down error // the scanner has failed for one: to wait for it with each of the others could take minutes
}

// In returns the files of a form that were chosen in one of its fields. The form has been read; Forget forgets them.
func (u *Uploads) In(r *http.Request, field string) []*Upload {
	if r.MultipartForm == nil {
		return nil
	}
	form := &uploadForm{door: u, r: r}
	var out []*Upload
	for _, h := range r.MultipartForm.File[field] {
		if h.Filename == "" && h.Size == 0 {
			continue // nothing was chosen
		}
		out = append(out, &Upload{strings.ReplaceAll(strings.ToValidUTF8(h.Filename, "?"), "\x00", "?"), h.Size, h, form})
	}
	return out
}

// Open lets a file in. It returns ErrVirus for one in which something was found, ErrNoScanner for one that could not be scanned, and
// document.ErrTooLarge for one that nobody takes.
func (f *Upload) Open() (Content, error) {
	if err := document.CheckSize(f.Size); err != nil {
		return nil, err
	}
	if f.form.down != nil {
		return nil, f.form.down
	}
	file, err := f.header.Open()
	if err != nil {
		return nil, errors.Join(ErrForm, err)
	}
	err = f.form.door.scan(f.form.r, "文件", file)
	if errors.Is(err, ErrNoScanner) {
		f.form.down = err
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// Read lets a file in and returns what is in it.
func (f *Upload) Read() (b []byte, err error) {
	file, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return io.ReadAll(file)
}

// Forget removes the files of a form from the disk, where large ones wait.
func Forget(r *http.Request) {
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll() // temporary files
	}
}

// Pictures lets in pictures that did not come as files but lie in a text. Its errors are those of Open.
func (u *Uploads) Pictures(r *http.Request, pictures [][]byte) error {
	for _, b := range pictures {
		if err := u.scan(r, "正文的图片", bytes.NewReader(b)); err != nil {
			return err
		}
	}
	return nil
}

// scan returns nil for what may come in; what is what people call it. Neither the file's name nor what is in it is logged.
func (u *Uploads) scan(r *http.Request, what string, file io.Reader) error {
	if u.scanner == nil {
		return nil
	}
	virus, err := u.scanner.Scan(r.Context(), file)
	switch {
	case err != nil:
		u.log.ErrorContext(r.Context(), "upload refused: not scanned", "method", r.Method, "path", loggedPath(r), "err", err)
		return ErrNoScanner.Say("病毒扫描现在不能用，%s没有保存，请稍后再试，或者联系信息中心。", what)
	case virus != "":
		u.log.WarnContext(r.Context(), "upload refused: virus found", "virus", virus, "method", r.Method, "path", loggedPath(r))
		return ErrVirus.Say("%s中发现病毒“%s”，没有保存，请换一个文件。", what, virus)
	}
	return nil
}
