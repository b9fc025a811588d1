package redact

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gongkai/internal/document"
)

// redactText takes the removals out of plain text. Markdown may have signs of form within a word.
func redactText(extension string, file []byte, m *matcher) ([]byte, error) {
	text, err := document.DecodeText(file)
	if err != nil {
		return nil, err
	}
	switch {
	case len(text) > maxText:
		return nil, ErrTooMuch
	case extension == ".csv":
		return redactCSV(text, m)
	}
	lines := strings.SplitAfter(text, "\n")
	pieces := make([]piece, 0, len(lines))
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = line
		place := fmt.Sprintf("第%d行", i+1)
		set := func(s string) { out[i] = s }
		if extension == ".md" {
			pieces = append(pieces, markdown(line, place, set)...)
		} else {
			pieces = append(pieces, piece{text: line, place: place, set: set})
		}
	}
	if err := m.redact(pieces); err != nil {
		return nil, err
	}
	return []byte(strings.Join(out, "")), nil
}

// markdown cuts a line at the signs that only form it. They stay where they are.
func markdown(line, place string, set func(string)) []piece {
	var parts []string
	var pieces []piece
	write := func(i int) func(string) {
		return func(s string) {
			parts[i] = s
			set(strings.Join(parts, ""))
		}
	}
	for line != "" {
		sign := strings.IndexAny(line, "*_`~\\")
		switch {
		case sign == 0:
			parts = append(parts, line[:1])
			line = line[1:]
			continue
		case sign < 0:
			sign = len(line)
		}
		parts = append(parts, line[:sign])
		pieces = append(pieces, piece{text: line[:sign], place: place, set: write(len(parts) - 1)})
		line = line[sign:]
	}
	return pieces
}

// redactCSV works on cells, so that the columns stay.
func redactCSV(text string, m *matcher) ([]byte, error) {
	comma := separator(text)
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes = comma, -1, true
	var rows [][]string
	var pieces []piece
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, errors.Join(document.ErrUnreadable, err)
		}
		for i, cell := range row {
			line, _ := in.FieldPos(i)
			pieces = append(pieces, piece{text: cell, gap: true, place: fmt.Sprintf("第%d行第%d列", line, i+1), set: func(s string) { row[i] = s }})
		}
		rows = append(rows, row)
	}
	if err := m.redact(pieces); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString("\ufeff") // without it a spreadsheet takes the text for another encoding
	w := csv.NewWriter(&out)
	w.Comma = comma
	for _, row := range rows {
		for i := range row {
			if !isNumber(row[i]) {
				row[i] = document.Harmless(row[i])
			}
		}
		if err := w.Write(row); err != nil {
			return nil, fmt.Errorf("write csv: %w", err)
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// isNumber reports whether a cell is a number, which may begin with a sign.
func isNumber(s string) bool {
	_, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	return err == nil
}

// separator is what parts the cells of the first line.
func separator(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best := ','
	for _, c := range "\t;" {
		if strings.Count(line, string(c)) > strings.Count(line, string(best)) {
			best = c
		}
	}
	return best
}
