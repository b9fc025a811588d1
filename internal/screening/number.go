package screening

import (
	"errors"
	"slices"
	"strings"
)

// identityNumbers finds citizens' identity numbers, however they are split. One that stands by itself blocks; one
// inside a longer run of digits may be chance and warns. Where only the check digit is wrong it may be a slip
// of the pen, which warns too.
func (s *scan) identityNumbers() {
	for i := 0; i+idLength <= len(s.digits); i++ {
		if !s.mayBeID(i) {
			continue
		}
		number, end := s.text(i, i+idLength), i+idLength
		alone, solid := s.begins(i) && s.ends(end), s.isSolid(i, end)
		if idCheckDigit(number) != number[idLength-1] && !(alone && solid) {
			continue // nothing below would be reported
		}
		switch err := CheckIDNumber(number, s.today); {
		case err == nil && alone:
			s.reportDigits(IDNumber, Block, i, end, 4, 2)
		case err == nil && solid:
			s.reportDigits(IDNumber, Warn, i, end, 4, 2)
		case errors.Is(err, ErrIDCheckDigit) && alone && solid:
			s.reportDigits(IDNumberLike, Warn, i, end, 4, 2)
		default:
			continue
		}
		i = end - 1
	}
}

// mayBeID looks at the few digits that exclude nearly everything, before anything is allocated.
func (s *scan) mayBeID(i int) bool {
	century := [2]byte{s.digits[i+6].char, s.digits[i+7].char}
	if century != [2]byte{'1', '9'} && century != [2]byte{'2', '0'} || s.digits[i+10].char > '1' || s.digits[i+12].char > '3' {
		return false
	}
	for j := i; j < i+idLength; j++ {
		if s.digits[j].char == 'X' && j != i+idLength-1 || s.digits[j].gap == wide && j != i {
			return false
		}
	}
	return true
}

// oldIdentityNumbers finds 15 digits in one piece with a region and a date of birth at their places.
func (s *scan) oldIdentityNumbers() {
	for from, to := range s.runs() {
		if to-from != 15 || s.isTaken(from, to) || s.isDecimal(from, to) {
			continue
		}
		number := s.text(from, to)
		if CheckIDNumber(fullID(number), s.today) == nil {
			s.reportDigits(IDNumber15, Warn, from, to, 4, 2)
		}
	}
}

// fullID returns the 18-character form of an old number, "" when it contains an X.
func fullID(old string) string {
	if slices.Contains([]byte(old), 'X') {
		return ""
	}
	number := old[:6] + "19" + old[6:]
	return number + string(idCheckDigit(number))
}

// studentNumbers finds 学籍号 that do not contain a valid identity number: G, L or J and 18 characters.
func (s *scan) studentNumbers() {
	for from, to := range s.runs() {
		if to-from != idLength || s.digits[from].start == 0 || s.isTaken(from, to) {
			continue
		}
		at := s.digits[from].start - 1
		if c := s.part.Text[at]; (c == 'G' || c == 'L' || c == 'J') && (at == 0 || !isWordByte(s.part.Text[at-1])) {
			s.reportDigits(StudentNumber, Block, from, to, 4, 2)
		}
	}
}

// grouped finds mobile numbers and bank cards: in one piece, or in the groups in which people write them.
func (s *scan) grouped() {
	var runs []run
	for from, to := range s.runs() {
		runs = append(runs, run{from, to})
	}
	for i := range runs {
		near := s.near(runs[i:])
		if from, to, ok := s.mobile(near); ok {
			s.reportDigits(Mobile, Block, from, to, 3, 2)
		} else if from, to, ok := s.card(near); ok {
			s.reportDigits(BankCard, Block, from, to, 4, 2)
		}
	}
}

// broken finds mobile numbers and bank cards over the end of a line, where lines end as the paper does. It may be chance, so it
// warns. Identity numbers are found there without it.
func (s *scan) broken() {
	var last run
	for from, to := range s.runs() {
		if last.to == from && from > 0 && s.isLineEnd(from) {
			switch number := s.text(last.from, to); {
			case len(number) == mobileLength && s.isMobile(last.from, to):
				s.reportDigits(Mobile, Warn, last.from, to, 3, 2)
			case 16 <= len(number) && len(number) <= maxCard && isIssuer(number) && luhn(number) && !s.isTaken(last.from, to) && !s.isDecimal(last.from, to):
				s.reportDigits(BankCard, Warn, last.from, to, 4, 2)
			}
		}
		last = run{from, to}
	}
}

// isLineEnd reports whether nothing but the end of a line stands before digit i.
func (s *scan) isLineEnd(i int) bool {
	between := s.part.Text[s.digits[i-1].end:s.digits[i].start]
	return strings.Count(between, "\n") == 1 && strings.TrimSpace(between) == ""
}

// run is a stretch [from, to) of digits with nothing between them.
type run struct{ from, to int }

func (r run) size() int { return r.to - r.from }

// near returns the first run and those that follow it closely, as far as the longest number reaches.
func (s *scan) near(runs []run) []run {
	n, total := 1, runs[0].size()
	for n < len(runs) && total < maxCard && s.digits[runs[n].from].gap == thin {
		total += runs[n].size()
		n++
	}
	return runs[:n]
}

// mobileForms are the groups in which people write eleven digits.
var mobileForms = [][]int{{11}, {3, 4, 4}, {3, 8}, {7, 4}, {4, 4, 3}, {4, 3, 4}, {3, 3, 5}, {5, 6}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}

const mobileLength = 11

func (s *scan) mobile(runs []run) (from, to int, ok bool) {
	from = runs[0].from
	for _, prefix := range []string{"86", "086", "0086", "0"} { // of the country, or of a long-distance call
		if runs[0].size() == mobileLength+len(prefix) && s.text(from, from+len(prefix)) == prefix {
			from += len(prefix)
			return from, runs[0].to, s.isMobile(from, runs[0].to)
		}
	}
	for _, form := range mobileForms {
		if fits(runs, form) && (len(form) == 1 || s.isApart(runs, form)) {
			return from, from + mobileLength, s.isMobile(from, from+mobileLength)
		}
	}
	return 0, 0, false
}

func (s *scan) isMobile(from, to int) bool {
	number := s.text(from, to)
	return number[0] == '1' && '3' <= number[1] && number[1] <= '9' && number[mobileLength-1] != 'X' &&
		!s.isTaken(from, to) && !s.isDecimal(from, to) && !s.allowed[number]
}

// isApart tells a number written in groups from a row of figures: no other group stands close to it, unless that is the
// country code or the next number.
func (s *scan) isApart(runs []run, form []int) bool {
	first := runs[0].from
	before := s.digits[first].gap != thin || s.isTaken(first-1, first) || first >= 2 && s.text(first-2, first) == "86"
	if len(runs) == len(form) {
		return before
	}
	next := runs[len(form)]
	return before && next.size() == form[0] && s.digits[next.from].char == '1'
}

// fits reports whether the runs begin with groups of these sizes.
func fits(runs []run, form []int) bool {
	return len(runs) >= len(form) && slices.EqualFunc(runs[:len(form)], form, func(r run, n int) bool { return r.size() == n })
}

const maxCard = 19 // digits of the longest bank card

// card finds a bank card of 16 to 19 digits in one piece, in fours, or as six and the rest.
func (s *scan) card(runs []run) (from, to int, ok bool) {
	from = runs[0].from
	for i, last := range runs {
		if to = last.to; to-from < 16 || to-from > maxCard {
			continue
		}
		inFours := last.size() <= 4 && !slices.ContainsFunc(runs[:i], func(r run) bool { return r.size() != 4 })
		sixAndRest := i == 1 && runs[0].size() == 6
		if i > 0 && !inFours && !sixAndRest {
			continue
		}
		if number := s.text(from, to); isIssuer(number) && luhn(number) && !s.isTaken(from, to) && !s.isDecimal(from, to) {
			return from, to, true
		}
	}
	return 0, 0, false
}

// isIssuer reports whether a card of that length is issued under that beginning: UnionPay and the older
// domestic ones, Visa, Mastercard, JCB.
func isIssuer(number string) bool {
	switch n := len(number); {
	case number[:2] == "62", number[:2] == "60", number[:4] == "9558":
		return true
	case number[0] == '4':
		return n == 16 || n == 19
	case number[:2] == "35", "51" <= number[:2] && number[:2] <= "55", "2221" <= number[:4] && number[:4] <= "2720":
		return n == 16
	}
	return false
}

// luhn reports whether the check digit of a card number holds.
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		c := number[len(number)-1-i]
		if !isDigit(c) {
			return false
		}
		n := int(c - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// runs yields the stretches [from, to) of digits with nothing between them.
func (s *scan) runs() func(yield func(from, to int) bool) {
	return func(yield func(from, to int) bool) {
		for from := 0; from < len(s.digits); {
			to := from + 1
			for !s.ends(to) {
				to++
			}
			if !yield(from, to) {
				return
			}
			from = to
		}
	}
}

// begins and ends report whether a number can begin with digit i, or end before it.
func (s *scan) begins(i int) bool { return s.digits[i].gap != none }
func (s *scan) ends(i int) bool   { return i == len(s.digits) || s.digits[i].gap != none }

func (s *scan) isSolid(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if s.digits[i].gap != none {
			return false
		}
	}
	return true
}

// isDecimal reports whether the digits are the whole or the broken part of an amount such as 13812345678.50.
func (s *scan) isDecimal(from, to int) bool {
	text, start, end := s.part.Text, s.digits[from].start, s.digits[to-1].end
	after := end+1 < len(text) && text[end] == '.' && isDigit(text[end+1])
	before := start >= 2 && text[start-1] == '.' && isDigit(text[start-2])
	return after || before
}
