package desk

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/document"
	"gongkai/internal/publication"
	"gongkai/internal/screening"
	"gongkai/internal/web/layout"
)

// placed is a reviewer's remark with where it stands in the present text.
type placed struct {
	publication.Remark
	step       publication.Step
	mark       string // 批1
	start, end int
	found      bool // its words are still in the text
}

// remarksOn returns the remarks made since the item was last released, oldest first.
func remarksOn(it *publication.Item) []placed {
	var out []placed
	text, since := it.Version.Text(), it.Released
	if it.Corrected.After(since) {
		since = it.Corrected
	}
	for _, s := range it.Steps {
		if !s.At.After(since) && it.State != publication.Released {
			continue
		}
		for _, r := range s.Remarks {
			p := placed{Remark: r, step: s, mark: "批" + strconv.Itoa(len(out)+1)}
			p.start, p.end, p.found = r.Place(text)
			out = append(out, p)
		}
	}
	return out
}

// comments shows the remarks, each with what has become of it. linked says that the page shows the text with its marks.
func comments(it *publication.Item, linked bool) []Comment {
	var out []Comment
	digest := it.Version.Digest()
	for _, p := range remarksOn(it) {
		c := Comment{Mark: p.mark, Who: p.step.Name, Step: p.step.Stage.Name(), When: stamp(p.step.At), Quote: p.Quote, Text: p.Text, State: layout.Achieved("原文已改")}
		switch {
		case p.found && p.step.Digest == digest:
			c.State = layout.NotYet("待改")
		case p.found:
			c.State = layout.Attention("原文未改")
		}
		if p.found && linked {
			c.Ref = "mark-" + p.mark
		}
		out = append(out, c)
	}
	return out
}

// bodyMarks are the places of the text that are marked: what screening found, and what reviewers noted.
func bodyMarks(it *publication.Item) []document.Mark {
	var out []document.Mark
	for n, f := range it.Screened.Findings {
		if f.Place != bodyPlace {
			continue
		}
		level := layout.Soon
		if f.Level == screening.Block {
			level = layout.Late
		}
		no := strconv.Itoa(n + 1)
		out = append(out, document.Mark{Start: f.Start, End: f.End, Class: string(level), ID: "mark-" + no, Label: no, Link: "#find-" + no})
	}
	for _, p := range remarksOn(it) {
		if p.found {
			out = append(out, document.Mark{Start: p.start, End: p.end, Class: string(layout.Open), ID: "mark-" + p.mark, Label: p.mark, Link: "#remark-" + p.mark})
		}
	}
	slices.SortStableFunc(out, func(a, b document.Mark) int { return a.Start - b.Start })
	return out
}

// remarkRows is how many remarks the form takes without a script.
const remarkRows = 3

// typedRemarks reads the remarks of a decision; rows left empty are none.
func typedRemarks(r *http.Request) []publication.Remark {
	var out []publication.Remark
	quotes, texts, nth := r.PostForm["remark_quote"], r.PostForm["remark_text"], r.PostForm["remark_nth"]
	for i := range min(len(quotes), len(texts)) {
		x := publication.Remark{Quote: strings.TrimSpace(quotes[i]), Text: strings.TrimSpace(texts[i])}
		if x.Quote == "" && x.Text == "" {
			continue
		}
		if i < len(nth) {
			x.Nth, _ = strconv.Atoi(nth[i]) // not a number: the first
		}
		out = append(out, x)
	}
	return out
}

// remarkFields are the rows in which remarks are typed: those typed, and empty ones.
func remarkFields(typed []publication.Remark) []RemarkRow {
	rows := make([]RemarkRow, 0, len(typed)+remarkRows)
	for i := range len(typed) + remarkRows {
		row := RemarkRow{
			Quote: layout.Field{Name: "remark_quote", ID: fmt.Sprintf("f-quote-%d", i), Label: "原文", Max: 200},
			Text:  layout.Field{Kind: layout.Area, Name: "remark_text", ID: fmt.Sprintf("f-remark-%d", i), Label: "批注", Rows: 2, Max: 500},
		}
		if i < len(typed) {
			row.Quote.Value, row.Text.Value, row.Nth = typed[i].Quote, typed[i].Text, strconv.Itoa(typed[i].Nth)
		}
		rows = append(rows, row)
	}
	return rows
}
