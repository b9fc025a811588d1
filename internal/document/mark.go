package document

import (
	"cmp"
	"html"
	"slices"
)

// Mark says that a stretch of a document's text is to be shown as marked. Where two overlap the later begins after the earlier.
type Mark struct {
	Start, End int    // bytes of Doc.Text
	Class      string // how it looks
	ID         string // of its first piece, for links to it
	Label      string // stands behind it
	Link       string // where the label leads; "": nowhere
}

// MarkedHTML returns what HTML does, with marks in it.
func (d *Doc) MarkedHTML(marks []Mark) string {
	t := textWriter{separator: "\n", starts: make(map[*Run]int)}
	t.blocks(d.Blocks)
	w := htmlWriter{marks: newHighlighter(apart(marks), t.starts)}
	w.blocks(d.Blocks)
	return w.out.String()
}

// apart returns marks in order, none over another.
func apart(marks []Mark) []Mark {
	marks = slices.Clone(marks)
	slices.SortStableFunc(marks, func(a, b Mark) int { return cmp.Compare(a.Start, b.Start) })
	out, done := marks[:0], 0
	for _, m := range marks {
		if m.Start = max(m.Start, done); m.Start < m.End {
			out, done = append(out, m), m.End
		}
	}
	return out
}

// highlighter cuts runs at the ends of marks.
type highlighter struct {
	marks       []Mark
	starts      map[*Run]int // where in the text a run begins
	first, last []*Run       // that a mark reaches
}

func newHighlighter(marks []Mark, starts map[*Run]int) *highlighter {
	h := &highlighter{marks, starts, make([]*Run, len(marks)), make([]*Run, len(marks))}
	for r, from := range starts {
		for i, m := range marks {
			if m.End <= from || m.Start >= from+len(r.Text) {
				continue
			}
			if h.first[i] == nil || from < starts[h.first[i]] {
				h.first[i] = r
			}
			if h.last[i] == nil || from > starts[h.last[i]] {
				h.last[i] = r
			}
		}
	}
	return h
}

func (h *highlighter) run(w *htmlWriter, r *Run) {
	from, done := h.starts[r], 0
	for i, m := range h.marks {
		start, end := max(m.Start-from, 0), min(m.End-from, len(r.Text))
		if start >= end {
			continue
		}
		w.text(r.Text[done:start])
		h.piece(w, m, r.Text[start:end], r == h.first[i], r == h.last[i])
		done = end
	}
	w.text(r.Text[done:])
}

func (h *highlighter) piece(w *htmlWriter, m Mark, text string, first, last bool) {
	w.put(`<mark class="`, html.EscapeString(m.Class), `"`)
	if first && m.ID != "" {
		w.put(` id="`, html.EscapeString(m.ID), `"`)
	}
	w.put(">")
	w.text(text)
	if last && m.Label != "" {
		label := html.EscapeString(m.Label)
		if m.Link != "" {
			label = `<a href="` + html.EscapeString(m.Link) + `">` + label + "</a>"
		}
		w.put("<sup>", label, "</sup>")
	}
	w.put("</mark>")
}
