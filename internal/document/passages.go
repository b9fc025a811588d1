package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/fault"
)

// Passage is a stretch of the text of a file, and where it stands.
type Passage struct {
	Place string // 工作表“名单”第12行; "" where a file is one text
	Text  string
}

// ErrNoText reports a file whose text this package cannot read: pictures, PDF, presentations.
var ErrNoText = fault.New(fault.Invalid, "file-without-text", "系统读不到这种文件里的文字，请人工核对。")

// Passages returns the text of a file after CheckUpload's inspection: everything that a person with the right program could
// read in it, hidden sheets, rows, comments and properties included. It returns ErrNoText where it cannot tell.
func Passages(ctx context.Context, name string, r io.ReaderAt, size int64, limits Limits) ([]Passage, error) {
	kind, err := CheckUpload(name, r, size, limits)
	if err != nil {
		return nil, err
	}
	switch kind {
	case XLSX:
		return passagesOfXLSX(ctx, name, r, size, limits)
	case Text:
		b, err := io.ReadAll(io.NewSectionReader(r, 0, size))
		if err != nil {
			return nil, errors.Join(ErrUnreadable, err)
		}
		text, err := decodeText(b)
		return []Passage{{Text: text}}, err
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
			out = append(out, Passage{fmt.Sprintf("工作表“%s”第%d行", sheet, row.Number), strings.Join(row.Cells, "\t")})
		}
		comments, err := w.comments(sheet)
		if err != nil {
			return nil, err
		}
		out = append(out, comments...)
	}
	return append(out, w.properties()...), nil
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
			out = append(out, Passage{fmt.Sprintf("工作表“%s”%s的批注", sheet, c.Cell), c.Author + "\t" + text})
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
			out = append(out, Passage{"文件属性", text})
		}
		return nil
	})
	return out
}

// decodeText reads UTF-8, UTF-16 with a mark, and GB 18030, which is what offices write.
func decodeText(b []byte) (string, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		units := make([]uint16, 0, len(b)/2)
		for i := 2; i+1 < len(b); i += 2 {
			lo, hi := b[i], b[i+1]
			if b[0] == 0xfe {
				lo, hi = hi, lo
			}
			units = append(units, uint16(lo)|uint16(hi)<<8)
		}
		return string(utf16.Decode(units)), nil
	case utf8.Valid(b):
		return strings.TrimPrefix(string(b), "\ufeff"), nil
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", ErrUnreadable.Say("文本的编码无法识别，请另存为 UTF-8 编码后再上传。")
	}
	return string(out), nil
}
