package document

import (
	"regexp"
	"strings"
)

// maxFields is how deep fields may lie in one another.
const maxFields = 50

// fieldMark follows the marks between which Word keeps the code of a field and what it shows.
func (d *docxReader) fieldMark(e *element, write func(string)) {
	if e.name == "w:instrText" {
		if n := len(d.fields); n > 0 && !d.fields[n-1].shown && d.fields[n-1].code.Len() < maxAddress {
			d.fields[n-1].code.WriteString(e.text)
		}
		return
	}
	n := len(d.fields)
	switch e.attr("w:fldCharType") {
	case "begin":
		if box := e.at("w:ffData", "w:checkBox"); box != nil {
			tick := "☐"
			if box.on("w:checked") || box.kid("w:checked") == nil && box.on("w:default") {
				tick = "☑"
			}
			write(tick)
		}
		if n < maxFields {
			d.fields = append(d.fields, field{})
		}
	case "separate":
		if n > 0 {
			d.fields[n-1].shown = true
			d.fields[n-1].link = webLink(hyperlinkOf(d.fields[n-1].code.String()))
		}
	case "end":
		if n > 0 {
			d.fields = d.fields[:n-1]
		}
	}
}

// fieldMarks follows the marks in a run whose text is not read.
func (d *docxReader) fieldMarks(e *element) {
	for _, k := range e.kids {
		if k.name == "w:fldChar" || k.name == "w:instrText" {
			d.fieldMark(k, func(string) {})
		}
	}
}

// inCode reports whether text belongs to the code of a field.
func (d *docxReader) inCode() bool {
	for i := range d.fields {
		if !d.fields[i].shown {
			return true
		}
	}
	return false
}

// endCodes closes the fields that show nothing by the end of their paragraph, so that a broken one swallows no text.
func (d *docxReader) endCodes() {
	for i := range d.fields {
		if !d.fields[i].shown {
			d.fields = d.fields[:i]
			return
		}
	}
}

var hyperlinkCode = regexp.MustCompile(`(?i)^\s*HYPERLINK\s+"([^"]+)"`)

// hyperlinkOf returns where the code of a field leads, "" if it is no link.
func hyperlinkOf(code string) string {
	if m := hyperlinkCode.FindStringSubmatch(code); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}
