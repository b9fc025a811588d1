package redact

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// cellNumber is a number that a cell keeps; in a form of its own it may be shown as a date.
type cellNumber struct {
	value  float64
	formed bool
}

// numbersIn returns the numbers in the cells of a sheet.
func numbersIn(part []byte) (out []cellNumber) {
	tokens := html.NewTokenizer(bytes.NewReader(part))
	var kind, style string
	inValue := false
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken:
			switch t := tokens.Token(); t.Data {
			case "c":
				kind, style = "", ""
				for _, a := range t.Attr {
					switch a.Key {
					case "t":
						kind = a.Val
					case "s":
						style = a.Val
					}
				}
			case "v":
				inValue = true
			}
		case html.EndTagToken:
			inValue = false
		case html.TextToken:
			if v, err := strconv.ParseFloat(strings.TrimSpace(tokens.Token().Data), 64); inValue && err == nil && (kind == "" || kind == "n") {
				out = append(out, cellNumber{v, style != "" && style != "0"})
			}
		case html.SelfClosingTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}

var (
	amount = regexp.MustCompile(`^-?\d+(?:\.\d+)?%?$`)
	day    = regexp.MustCompile(`^(\d{4})(?:年|-|/|\.)(\d{1,2})(?:月|-|/|\.)(\d{1,2})日?$`)
)

// isAmong reports whether a string is one of the numbers of a sheet, or a day that one of them may be shown as.
func (l lookout) isAmong(numbers []cellNumber) bool {
	if text := closeUp(l.squeezed); amount.MatchString(text) {
		value, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
		if strings.HasSuffix(text, "%") {
			value /= 100
		}
		return err == nil && slices.ContainsFunc(numbers, func(n cellNumber) bool { return n.value == value })
	}
	m := day.FindStringSubmatch(l.squeezed)
	if m == nil {
		return false
	}
	year, _ := strconv.Atoi(m[1]) // the pattern has digits only
	month, _ := strconv.Atoi(m[2])
	of, _ := strconv.Atoi(m[3])
	since := time.Date(year, time.Month(month), of, 0, 0, 0, 0, time.UTC).Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
	return slices.ContainsFunc(numbers, func(n cellNumber) bool {
		return n.formed && (float64(int(n.value)) == since || float64(int(n.value)) == since-1462) // counted from 1900 or from 1904
	})
}

// codes are the signs in headers of sheets that are no text.
var codes = regexp.MustCompile(`&(?:"[^"]*"|K[0-9A-Fa-f]{6}|[A-Z]|\d+)`)
