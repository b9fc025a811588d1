// Package redact makes the part of a file that may be given out (部分公开): a copy in which strings have gone, from the text and
// from wherever else a file keeps it. A copy is built anew of what is known to be text or looks; remarks, tracked changes, hidden
// sheets, properties and whatever else a reader does not see are left behind. The copy is then opened again by other code, which
// looks for every string in every form; where one is found, or might be where nobody can look, there is no copy.
//
// Which strings must go and why is for others, and so is the letter that gives the reasons (条例第三十七条).
package redact

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"gongkai/internal/document"
	"gongkai/internal/fault"
)

// Mark stands where something was removed. It is the law's own word, is read by people, by screen readers and on a black and white
// print, and is the same for everything, so that it betrays neither how long a string was nor where the same one stood again. The
// reasons are for the letter: Hit says which of them holds where.
const Mark = "【不予公开】"

// Why nothing is given out. Say names the case at hand, never the string.
var (
	ErrNoRemoval     = fault.New(fault.Invalid, "redact-nothing", "没有写明要删去的文字，请至少填写一项。")
	ErrTooShort      = fault.New(fault.Invalid, "redact-too-short", "要删去的文字至少要有两个字，请写得完整一些。")
	ErrNoReason      = fault.New(fault.Invalid, "redact-without-reason", "要删去的文字没有写明不予公开的理由，请补充理由和依据的条款。")
	ErrIsMark        = fault.New(fault.Invalid, "redact-is-mark", "要删去的文字就在标记“"+Mark+"”之中，请写得完整一些。")
	ErrNotFound      = fault.New(fault.NotFound, "redact-not-found", "要删去的文字在文件里没有找到，请核对是否写错；文件没有处理。")
	ErrKind          = fault.New(fault.Invalid, "redact-kind", "这种文件不能删去部分文字，请换成 docx、xlsx、html 或文本文件再处理。")
	ErrUnsure        = fault.New(fault.Invalid, "redact-unsure", "文件里有系统看不到文字的内容，不能确定已经删净，请先删去这些内容再处理。")
	ErrStillThere    = fault.New(fault.Conflict, "redact-not-clean", "处理后的文件里仍能找到要删去的文字，文件没有放出，请简化原文件的格式后再试。")
	ErrTooMuch       = fault.New(fault.TooLarge, "redact-too-much", "文件内容过多，不能一次处理，请拆分后再试。")
	ErrNotCalculated = fault.New(fault.Invalid, "redact-not-calculated", "表格里有公式还没有算出结果，系统看不到会显示什么，请用办公软件打开并另存后再处理。")
)

const (
	maxRemovals = 100
	maxRemoval  = 10_000   // bytes
	maxText     = 4 << 20  // bytes of text in one part, as in document
	maxBytes    = 48 << 20 // of all parts, inflated: they are held as trees
	maxNodes    = 1_000_000
	maxHits     = 50_000
)

// Removal is a string that must not be given out. It is looked for in every form that reads alike: full and half width, either case,
// with spaces, line ends or invisible characters in it, numbers with and without separators.
type Removal struct {
	Text   string // at least two characters besides white space
	Reason string // 商业秘密，条例第十五条
}

// Hit says how often a removal was found at a place, and never what it is.
type Hit struct {
	Removal int    // which of the removals, from 0
	Place   string // 正文第3段, 第2张工作表B7, 批注
	Count   int
}

// Redacted is what may be given out.
type Redacted struct {
	File    []byte
	Hits    []Hit    // in the order of the file
	Dropped []string // what was left behind as a whole, whether or not it held a removal: 批注、修订记录、隐藏的工作表
}

// Redact returns a copy of a docx, xlsx, html, txt, md or csv file in which every occurrence of the strings has given way to Mark. The
// name is used for its extension only; what the copy is called, and that its name does not tell, is for the caller. Text comes back in
// UTF-8, HTML as our own cleaner leaves it, formulas as their values.
//
// Whatever is returned has been opened again and searched. It returns the errors of document.CheckUpload for a file that cannot be read
// or is dangerous; ErrNoRemoval, ErrTooShort, ErrNoReason and ErrIsMark for removals that cannot be carried out; ErrKind for PDF,
// pictures, presentations and what else has no text that could be taken out; ErrUnsure and ErrNotCalculated where a string could
// stand unseen, in pictures, charts, embedded objects; ErrNotFound if one of the strings is nowhere, since it may be mistyped;
// ErrStillThere if one is found afterwards; ErrTooMuch beyond the limits. With an error nothing is returned that could be given out.
//
// law: 条例 37
func Redact(name string, file []byte, remove []Removal) (Redacted, error) {
	m, err := newMatcher(remove)
	if err != nil {
		return Redacted{}, err
	}
	kind, err := document.CheckUpload(name, bytes.NewReader(file), int64(len(file)), document.Limits{})
	if err != nil {
		return Redacted{}, err
	}
	out, err := rewrite(name, kind, file, m)
	if err != nil {
		return Redacted{}, fmt.Errorf("redact %s: %w", kind, err)
	}
	if err := m.missing(); err != nil {
		return Redacted{}, err
	}
	if err := verify(name, kind, out, remove); err != nil {
		return Redacted{}, fmt.Errorf("verify %s: %w", kind, err)
	}
	return Redacted{File: out, Hits: m.hits, Dropped: m.dropped}, nil
}

// rewrite returns the copy of a file of a kind.
func rewrite(name string, kind document.Kind, file []byte, m *matcher) ([]byte, error) {
	switch kind {
	case document.DOCX:
		return redactDOCX(file, m)
	case document.XLSX:
		return redactXLSX(name, file, m)
	case document.HTML:
		return redactHTML(file, m)
	case document.Text:
		return redactText(strings.ToLower(path.Ext(name)), file, m)
	}
	return nil, refused(kind)
}

// refused says what to do with a file of another kind.
func refused(kind document.Kind) error {
	switch kind {
	case document.PDF:
		return ErrKind.Say("PDF 里的文字不能可靠地删去，请在制作它的 Word 或 Excel 原文件上处理，再另存为 PDF。")
	case document.PNG, document.JPEG, document.GIF, document.SVG:
		return ErrKind.Say("系统读不到图片里的文字，不能处理图片，请在文字版原文件上处理。")
	case document.PPTX:
		return ErrKind.Say("演示文稿不能处理，请把要公开的内容另存为 docx 再处理。")
	case document.Zip, document.Archive:
		return ErrKind.Say("压缩包不能处理，请解压后逐个处理。")
	}
	return ErrKind
}

// checkRemovals returns what is wrong with the list.
func checkRemovals(remove []Removal) error {
	switch {
	case len(remove) == 0:
		return ErrNoRemoval
	case len(remove) > maxRemovals:
		return ErrTooMuch.Say("一次最多删去%d项文字，请分几次处理。", maxRemovals)
	}
	for i, r := range remove {
		folded := foldString(r.Text)
		switch {
		case len(r.Text) > maxRemoval || !utf8.ValidString(r.Text):
			return ErrTooMuch.Say("第%d项要删去的文字过长或无法识别，请分成几项填写。", i+1)
		case utf8.RuneCountInString(folded) < 2:
			return ErrTooShort.Say("第%d项要删去的文字至少要有两个字，请写得完整一些。", i+1)
		case strings.TrimSpace(r.Reason) == "":
			return ErrNoReason.Say("第%d项要删去的文字没有写明不予公开的理由，请补充理由和依据的条款。", i+1)
		case strings.Contains(foldString(Mark), folded):
			return ErrIsMark.Say("第%d项要删去的文字就在标记“%s”之中，请写得完整一些。", i+1, Mark)
		}
	}
	return nil
}
