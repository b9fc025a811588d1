package publication

import (
	"strings"
	"unicode/utf8"

	"gongkai/internal/fault"
)

// Remark is what a reviewer notes at a place of the text (批注).
type Remark struct {
	Quote string `json:"quote"`         // the words it is about, as they stand in Version.Text
	Nth   int    `json:"nth,omitempty"` // which of several such words, from 0
	Text  string `json:"text"`
}

// What is refused about remarks.
var (
	ErrRemarkPlace = fault.New(fault.Invalid, "remark-place", "批注所引的文字在正文里找不到，请从正文原样复制一小段。")
	ErrRemarkText  = fault.New(fault.Invalid, "remark-text", "批注须同时写明所引的文字和意见。")
	ErrManyRemarks = fault.New(fault.Invalid, "many-remarks", "一次最多写 50 处批注，其余请合并写在意见里。")
)

const (
	maxRemarks     = 50
	maxRemarkQuote = 200 // characters
	maxRemarkText  = 500
)

// Place returns where in a text a remark stands, in bytes. It stands nowhere once its words have been changed.
func (r Remark) Place(text string) (start, end int, ok bool) {
	if r.Quote == "" {
		return 0, 0, false
	}
	from := 0
	for n := 0; ; n++ {
		i := strings.Index(text[from:], r.Quote)
		if i < 0 {
			return 0, 0, false
		}
		start = from + i
		if n == r.Nth {
			return start, start + len(r.Quote), true
		}
		from = start + len(r.Quote)
	}
}

// checkRemarks returns why remarks cannot be put on a text.
func checkRemarks(remarks []Remark, text string) error {
	if len(remarks) > maxRemarks {
		return ErrManyRemarks
	}
	for _, r := range remarks {
		switch {
		case strings.TrimSpace(r.Quote) == "" || strings.TrimSpace(r.Text) == "":
			return ErrRemarkText
		case utf8.RuneCountInString(r.Quote) > maxRemarkQuote:
			return ErrRemarkPlace.Say("批注所引的文字最多 %d 字，请只引要改的一小段。", maxRemarkQuote)
		case utf8.RuneCountInString(r.Text) > maxRemarkText:
			return ErrRemarkText.Say("一处批注最多 %d 字，请缩短。", maxRemarkText)
		}
		if _, _, ok := r.Place(text); !ok {
			return ErrRemarkPlace.Say("批注所引的“%s”在正文里找不到，请从正文原样复制一小段。", r.Quote)
		}
	}
	return nil
}
