package publication

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongkai/internal/act"
	"gongkai/internal/blob"
	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// File is an attachment of a version: its name, and its content by digest.
type File struct {
	Name   string
	Digest blob.Digest
	Size   int64
	Kind   document.Kind
	Inline bool `json:",omitempty"` // a picture in the text: not listed among the attachments
}

// Code is the file's part of an address: the beginning of its digest.
func (f File) Code() string { return string(f.Digest[:16]) }

// Place is what findings in the file call it by; more may follow, such as the sheet.
func (f File) Place() string { return "附件《" + f.Name + "》" }

// Files keeps what is attached.
type Files interface {
	Put(ctx context.Context, b []byte) (blob.Digest, error)
	Get(ctx context.Context, d blob.Digest) ([]byte, error)
}

const (
	maxFiles    = 20
	maxFileName = 80 // characters
)

// attachable are the kinds of files that may be published: what people can open, and what hides nothing from the checks.
var attachable = []document.Kind{document.XLSX, document.DOCX, document.PPTX, document.PDF, document.PNG, document.JPEG, document.GIF, document.Text}

// What is refused about attachments.
var (
	ErrFileKind  = fault.New(fault.Invalid, "file-kind", "附件可以是 PDF、docx、xlsx、pptx、图片、csv 和 txt；压缩包和其他文件不能公开，请拆开后分别上传。")
	ErrFileTwice = fault.New(fault.Conflict, "file-twice", "这个附件已经在稿件里了。")
	ErrFileName  = fault.New(fault.Conflict, "file-same-name", "已有同名附件，请改名后再上传。")
	ErrManyFiles = fault.New(fault.Conflict, "too-many-files", "一条信息最多 20 个附件，请合并后再上传。")
	ErrNoFile    = fault.New(fault.NotFound, "no-such-file", "没有这个附件。")
)

// Attach adds a file to a draft; of a picture, a copy without what it says of itself, which it returns. It returns document's errors
// for what may not be taken.
func (s *Service) Attach(ctx context.Context, by act.Actor, id ID, name string, r io.ReaderAt, size int64) (Cleaned, error) {
	fail := func(err error) (Cleaned, error) { return Cleaned{}, fmt.Errorf("attach to item %d: %w", id, err) }
	kind, err := document.CheckUpload(name, r, size, document.Limits{})
	if err != nil {
		return fail(err)
	}
	if !slices.Contains(attachable, kind) {
		return fail(ErrFileKind)
	}
	b, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return fail(err)
	}
	f := File{Name: fileName(name), Kind: kind}
	var removed Cleaned
	if document.IsPicture(kind) {
		if b, removed, err = s.clean(f.Name, b); err != nil {
			return fail(err)
		}
	}
	f.Size = int64(len(b))
	if f.Digest, err = s.files.Put(ctx, b); err != nil {
		return Cleaned{}, err
	}
	return removed, s.rewrite(ctx, id, func(it *Item, now time.Time) (act.Act, error) { return it.attach(by, now, f) })
}

// fileName is the last part of a name somebody's program gave, without what no name needs.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`<>:"/|?*`, r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name))
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for utf8.RuneCountInString(stem+ext) > maxFileName && stem != "" {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	if strings.Trim(stem, ".") == "" {
		stem = "附件"
	}
	return stem + ext
}

func (it *Item) attach(by act.Actor, at time.Time, f File) (act.Act, error) {
	fail := func(err error) (act.Act, error) { return act.Act{}, fmt.Errorf("attach to item %d: %w", it.ID, err) }
	if err := it.CanEdit(by); err != nil {
		return fail(err)
	}
	if len(it.Version.Files) >= maxFiles {
		return fail(ErrManyFiles)
	}
	for _, have := range it.Version.Files {
		if have.Digest == f.Digest {
			return fail(ErrFileTwice)
		}
		if have.Name == f.Name {
			return fail(ErrFileName)
		}
	}
	it.reopen()
	it.Version.Files = append(slices.Clone(it.Version.Files), f)
	it.Changed = at
	return act.New(by, at, "publication.attach", ref.To(Ref, it.ID), string(f.Digest), f.Name), nil
}

// Detach takes a file out of a draft.
func (s *Service) Detach(ctx context.Context, by act.Actor, id ID, code string) error {
	return s.rewrite(ctx, id, func(it *Item, now time.Time) (act.Act, error) { return it.detach(by, now, code) })
}

func (it *Item) detach(by act.Actor, at time.Time, code string) (act.Act, error) {
	if err := it.CanEdit(by); err != nil {
		return act.Act{}, fmt.Errorf("detach from item %d: %w", it.ID, err)
	}
	f, ok := it.Version.File(code)
	if !ok {
		return act.Act{}, fmt.Errorf("detach from item %d: %w", it.ID, ErrNoFile)
	}
	it.reopen()
	it.Version.Files = slices.DeleteFunc(slices.Clone(it.Version.Files), func(have File) bool { return have == f })
	it.Changed = at
	return act.New(by, at, "publication.detach", ref.To(Ref, it.ID), string(f.Digest), f.Name), nil
}

// reopen makes what was sent back a draft again, under a number of its own.
func (it *Item) reopen() {
	if it.State == Returned {
		it.Version.No, it.State = it.Version.No+1, Draft
	}
}

// File returns the attachment with that code.
func (v Version) File(code string) (File, bool) {
	i := slices.IndexFunc(v.Files, func(f File) bool { return f.Code() == code })
	if i < 0 {
		return File{}, false
	}
	return v.Files[i], true
}

// Content returns the bytes of an attachment of an item the person may see.
func (s *Service) Content(ctx context.Context, f File) ([]byte, error) {
	return s.files.Get(ctx, f.Digest)
}

// FileText returns the text of an attachment as a search finds it, or "" where it cannot be read: pictures, scanned PDF, what is broken.
func (s *Service) FileText(ctx context.Context, f File) (string, error) {
	b, err := s.files.Get(ctx, f.Digest)
	if err != nil {
		return "", err
	}
	passages, err := document.Passages(ctx, f.Name, bytes.NewReader(b), f.Size, document.Limits{})
	if err != nil {
		return "", ctx.Err() // it came in once and was looked at then
	}
	var text strings.Builder
	for _, p := range passages {
		if p.Beside || p.Text == "" {
			continue
		}
		text.WriteString(p.Text)
		text.WriteByte('\n')
	}
	return text.String(), nil
}

// PublicFile returns an attachment that the public may have now. It returns ErrWithdrawn for what it could have once, at any
// address, and ErrNotPublic for what it never could.
func (s *Service) PublicFile(ctx context.Context, id ID, code string) (File, error) {
	it, err := s.Once(ctx, id)
	if err != nil {
		return File{}, err
	}
	if f, ok := it.Version.File(code); ok && it.IsPublic() {
		return f, nil
	}
	rs, err := s.store.Releases(ctx, id)
	if err != nil {
		return File{}, err
	}
	for _, r := range rs {
		v, err := s.store.Version(ctx, id, r.No)
		if err != nil {
			return File{}, err
		}
		if _, ok := v.File(code); ok {
			return File{}, fmt.Errorf("file of item %d: %w", id, ErrWithdrawn)
		}
	}
	return File{}, fmt.Errorf("file of item %d: %w", id, ErrNotPublic)
}

// rewrite changes the text of a draft. fn runs once on a copy, to know the words that are screened outside the transaction,
// and once within it.
func (s *Service) rewrite(ctx context.Context, id ID, fn func(*Item, time.Time) (act.Act, error)) error {
	now := s.now()
	seen, err := s.store.Item(ctx, id)
	if err != nil {
		return err
	}
	if _, err := fn(seen, now); err != nil {
		return err
	}
	found, err := s.screen(ctx, seen.Version, now)
	if err != nil {
		return err
	}
	return s.store.Update(ctx, id, func(it *Item) (act.Act, error) {
		deed, err := fn(it, now)
		if err != nil {
			return act.Act{}, err
		}
		if it.Version.Digest() != found.Digest {
			return act.Act{}, fmt.Errorf("rewrite item %d: %w", id, ErrChanged)
		}
		it.Screened = found
		return deed, nil
	})
}

// screen checks a version and its attachments by today's rules.
func (s *Service) screen(ctx context.Context, v Version, at time.Time) (screening.Result, error) {
	parts := v.Parts()
	for _, f := range v.Files {
		place := f.Place()
		b, err := s.files.Get(ctx, f.Digest)
		if err != nil {
			return screening.Result{}, err
		}
		passages, err := document.Passages(ctx, f.Name, bytes.NewReader(b), f.Size, document.Limits{})
		if errors.Is(err, document.ErrNoText) {
			parts = append(parts, screening.Part{Name: place, Text: f.Name, Unread: true})
			continue
		}
		if err != nil {
			return screening.Result{}, fmt.Errorf("screen %s: %w", f.Digest, err)
		}
		parts = append(parts, screening.Part{Name: place, Text: f.Name})
		for _, p := range passages {
			parts = append(parts, screening.Part{Name: place + p.Place, Text: p.Text, Wrapped: p.Wrapped, Unread: p.Unread, Personal: p.Personal})
		}
	}
	return screening.Rules{Today: workday.DateOf(at)}.Screen(v.Digest(), parts), nil
}
