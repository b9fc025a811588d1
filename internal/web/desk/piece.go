package desk

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"gongkai/internal/web/layout"
)

func current(yes bool) templ.Attributes {
	if yes {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// ref is the anchor of a finding.
func (f Finding) ref(n int) string {
	if f.ID != "" {
		return f.ID
	}
	return "find-" + strconv.Itoa(n+1)
}

// controlMore is what only some controls have.
func controlMore(f layout.Field) templ.Attributes {
	more := templ.Attributes{}
	if f.Placeholder != "" {
		more["placeholder"] = f.Placeholder
	}
	switch f.Kind {
	case layout.Date, layout.Number, layout.Code:
		more["inputmode"] = "numeric"
	}
	if f.Complete != "" {
		more["autocomplete"] = f.Complete
	}
	if f.Kind == layout.Code {
		more["autocomplete"], more["maxlength"] = "one-time-code", "6"
	} else if f.Max > 0 {
		more["maxlength"] = strconv.Itoa(f.Max)
	}
	if f.ReadOnly {
		more["readonly"] = true
	}
	if f.Focus {
		more["autofocus"] = true
	}
	if f.Accept != "" {
		more["accept"] = f.Accept
	}
	if f.Multiple {
		more["multiple"] = true
	}
	described := ""
	if f.Hint != "" {
		described = f.Ref() + "-h"
	}
	if f.Error != "" {
		more["aria-invalid"] = "true"
		if described != "" {
			described += " "
		}
		described += f.Ref() + "-e"
	}
	if described != "" {
		more["aria-describedby"] = described
	}
	return more
}

func inputType(f layout.Field) string {
	switch f.Kind {
	case layout.Password:
		return "password"
	case layout.File:
		return "file"
	}
	return "text"
}

func rowsOf(f layout.Field) string { return strconv.Itoa(max(f.Rows, 2)) }

func phaseSign(phase string) string {
	switch phase {
	case "done":
		return "√"
	case "now":
		return "●"
	case "back":
		return "△"
	}
	return "○"
}

// fileIcon is the icon of a kind of file.
func fileIcon(kind string) string {
	switch kind {
	case "docx", "xlsx", "pdf":
		return kind
	}
	return "file"
}

func alertClass(t layout.Tone) string {
	switch t {
	case layout.Late:
		return "alert-danger"
	case layout.Done:
		return "alert-success"
	}
	return "alert-warning"
}

func alertIcon(t layout.Tone) string {
	switch t {
	case layout.Late:
		return "late"
	case layout.Done:
		return "ok"
	}
	return "warn"
}

func join(list []string) string {
	if len(list) == 0 {
		return "无"
	}
	return strings.Join(list, "、")
}

// how follows the reason in the same sentence.
func (r FailedRow) how() string {
	if r.How == "" {
		return ""
	}
	return "：" + r.How
}

// fileText is docx（92 KB）.
func fileText(d layout.Download) string {
	if d.Size == "" {
		return d.Text
	}
	return d.Text + "（" + d.Size + "）"
}
