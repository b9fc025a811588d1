package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/document/pdf"
	"gongkai/internal/fault"
)

// Passage is a stretch of the text of a file, and where it stands.
type Passage struct {
	Place   string // 工作表“名单”第12行; "" where a file is one text
	Text    string
	Wrapped bool // lines end where the paper does, within numbers too
	Unread  bool // more stands there than Text says: a person must look
	Beside  bool // nobody sees it who opens the file as usual
	// Personal is set where a text is about a person whatever it says: who took a picture, and where.
	Personal bool
}

// ErrNoText reports a file whose text this package cannot read: presentations, PDF that is scanned, encrypted or broken.
var ErrNoText = fault.New(fault.Invalid, "file-without-text", "系统读不到这种文件里的文字，请人工核对。")

// Passages returns the text of a file after CheckUpload's inspection: everything that a person with the right program could
// read in it, hidden sheets, rows, comments and properties included, and whatever else stands in its parts. It returns ErrNoText where it cannot tell, and passages that are
// Unread where it cannot tell all: of a picture it tells what it says of itself.
func Passages(ctx context.Context, name string, r io.ReaderAt, size int64, limits Limits) ([]Passage, error) {
	kind, err := CheckUpload(name, r, size, limits)
	if err != nil {
		return nil, err
	}
	switch kind {
	case XLSX:
		return passagesOfXLSX(ctx, name, r, size, limits)
	case DOCX:
		return passagesOfDOCX(name, r, size, limits)
	case PDF:
		return passagesOfPDF(ctx, r, size)
	case Text:
		b, err := io.ReadAll(io.NewSectionReader(r, 0, size))
		if err != nil {
			return nil, errors.Join(ErrUnreadable, err)
		}
		text, err := DecodeText(b)
		return []Passage{{Text: text}}, err
	case PNG, JPEG, GIF:
		b, err := io.ReadAll(io.NewSectionReader(r, 0, size))
		if err != nil {
			return nil, errors.Join(ErrUnreadable, err)
		}
		return append(passagesOfPicture(b), Passage{Place: "画面", Unread: true}), nil
	}
	return nil, ErrNoText
}

func passagesOfXLSX(ctx context.Context, name string, r io.ReaderAt, size int64, limits Limits) (out []Passage, err error) {
	w, err := OpenXLSX(name, r, size, limits)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	for _, sheet := range w.file.GetSheetList() {
		for row, err := range w.Rows(ctx, sheet) {
			if err != nil {
				return nil, fmt.Errorf("read sheet: %w", err)
			}
			out = append(out, Passage{Place: fmt.Sprintf("工作表“%s”第%d行", sheet, row.Number), Text: strings.Join(row.Cells, "\t")})
		}
		comments, err := w.comments(sheet)
		if err != nil {
			return nil, err
		}
		out = append(out, comments...)
	}
	out = append(out, w.properties()...)
	rest, err := residue(r, size, out)
	return append(out, rest...), err
}

func passagesOfDOCX(name string, r io.ReaderAt, size int64, limits Limits) ([]Passage, error) {
	im, err := ReadDOCX(name, r, size, limits)
	if err != nil {
		return nil, err
	}
	out := []Passage{{Place: "正文", Text: strings.Join([]string{im.Title, im.DocNo, im.Doc.Text()}, "\n")}}
	if len(im.Hidden) > 0 {
		out = append(out, Passage{Place: "批注、页眉页脚和删除的文字", Text: strings.Join(im.Hidden, "\n")})
	}
	rest, err := residue(r, size, out)
	return append(out, rest...), err
}

func passagesOfPDF(ctx context.Context, r io.ReaderAt, size int64) ([]Passage, error) {
	b, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	var file *pdf.Document
	err = guard(func() error {
		file, err = pdf.Read(ctx, b)
		return err
	})
	switch {
	case errors.Is(err, pdf.ErrEncrypted):
		return nil, ErrNoText.Say("PDF 设有密码或限制，系统读不到里面的文字，请人工核对，或取消限制后再上传。")
	case errors.Is(err, pdf.ErrNoPages), errors.Is(err, ErrUnreadable):
		return nil, ErrNoText.Say("系统读不到这个 PDF 里的文字，请人工核对，或另存为 PDF 后再上传。")
	case err != nil:
		return nil, err
	}
	var out []Passage
	var unread []int
	for i, page := range file.Pages {
		if page.Unread {
			unread = append(unread, i+1)
		}
		if strings.TrimSpace(page.Text) != "" {
			out = append(out, Passage{Place: fmt.Sprintf("第%d页", i+1), Text: page.Text, Wrapped: true})
		}
	}
	if len(out) == 0 && len(unread) > 0 {
		return nil, ErrNoText.Say("PDF 里只有图片，系统读不到文字，请人工核对。")
	}
	if file.Beside != "" {
		out = append(out, Passage{Place: "批注、表单和文件属性", Text: file.Beside})
	}
	if len(unread) > 0 {
		out = append(out, Passage{Place: "第" + numbers(unread) + "页", Unread: true})
	}
	if file.Embedded {
		out = append(out, Passage{Place: "里夹带的文件", Unread: true})
	}
	if file.Cut {
		out = append(out, Passage{Place: fmt.Sprintf("第%d页以后", len(file.Pages)), Unread: true})
	}
	return out, nil
}

// numbers writes ascending numbers: 3、5–9.
func numbers(list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		part := strconv.Itoa(list[i])
		if j > i {
			part += "–" + strconv.Itoa(list[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, "、")
}

// comments are the remarks on a sheet's cells.
func (w *Workbook) comments(sheet string) (out []Passage, err error) {
	err = guard(func() error {
		list, err := w.file.GetComments(sheet)
		if err != nil {
			return errors.Join(ErrUnreadable, err)
		}
		for _, c := range list {
			text := c.Text
			for _, run := range c.Paragraph {
				text += run.Text
			}
			out = append(out, Passage{Place: fmt.Sprintf("工作表“%s”%s的批注", sheet, c.Cell), Text: c.Author + "\t" + text})
		}
		return nil
	})
	return out, err
}

// properties are what the file says of itself; a file without them says nothing.
func (w *Workbook) properties() (out []Passage) {
	_ = guard(func() error { // properties that cannot be read are none
		p, err := w.file.GetDocProps()
		if err != nil {
			return err
		}
		if text := strings.TrimSpace(strings.Join([]string{p.Title, p.Subject, p.Creator, p.LastModifiedBy, p.Description, p.Keywords, p.Category}, "\t")); text != "" {
			out = append(out, Passage{Place: "文件属性", Text: text})
		}
		return nil
	})
	return out
}

// DecodeText reads UTF-8, UTF-16 with a mark, and GB 18030, which is what offices write. It returns ErrUnreadable for anything else.
func DecodeText(b []byte) (string, error) {
	s, spoilt := decodeText(b)
	if spoilt > 0 {
		return "", ErrUnreadable.Say("文本的编码无法识别，请另存为 UTF-8 编码后再上传。")
	}
	return s, nil
}

// mostSpoilt is of how many characters one may be spoilt in a text that is read nevertheless: pages are cut within a character, and not often.
const mostSpoilt = 200

// ReadText is DecodeText for what others published: a few places that are no characters are read as U+FFFD, and counted.
func ReadText(b []byte) (s string, spoilt int, err error) {
	if s, spoilt = decodeText(b); spoilt*mostSpoilt > utf8.RuneCountInString(s) {
		return "", spoilt, ErrUnreadable
	}
	return s, spoilt, nil
}

// decodeText reads a text in the encoding in which the fewest characters are spoilt; those are U+FFFD, and counted.
func decodeText(b []byte) (s string, spoilt int) {
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		units := make([]uint16, 0, len(b)/2)
		for i := 2; i+1 < len(b); i += 2 {
			lo, hi := b[i], b[i+1]
			if b[0] == 0xfe {
				lo, hi = hi, lo
			}
			units = append(units, uint16(lo)|uint16(hi)<<8)
		}
		return string(utf16.Decode(units)), 0
	}
	if utf8.Valid(b) {
		return strings.TrimPrefix(string(b), "\ufeff"), 0
	}
	s = strings.TrimPrefix(strings.ToValidUTF8(string(b), "\ufffd"), "\ufeff")
	spoilt = strings.Count(s, "\ufffd")
	if out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b); err == nil {
		if n := bytes.Count(out, []byte("\ufffd")); n < spoilt {
			return string(out), n
		}
	}
	return s, spoilt
}
