package screening

import "strings"

// travelDocuments finds passports and permits written as a capital letter and digits in one piece, such as
// E12345678, EA1234567, H1234567890.
func (s *scan) travelDocuments() {
	text := s.part.Text
	for from, to := range s.runs() {
		if s.isTaken(from, to) || s.digits[to-1].char == 'X' {
			continue
		}
		start, end := s.digits[from].start, s.digits[to-1].end
		letters := start
		for letters > 0 && start-letters < 3 && isWordByte(text[letters-1]) {
			letters--
		}
		if end < len(text) && isWordByte(text[end]) || !isTravelDocument(text[letters:start], to-from) {
			continue
		}
		s.report(TravelDocument, Warn, letters, end, Mask(text[letters:start]+s.text(from, to), 1, 2))
		s.take(from, to)
	}
}

func isTravelDocument(letters string, digits int) bool {
	switch len(letters) {
	case 1:
		passport := strings.Contains("EGDSP", letters) && digits == 8
		permit := strings.Contains("HMC", letters) && (digits >= 8 && digits <= 10)
		return passport || permit
	case 2:
		return letters[0] == 'E' && 'A' <= letters[1] && letters[1] <= 'Z' && digits == 7
	}
	return false
}

// mails finds e-mail addresses: a name, an at sign, a host with a dot.
func (s *scan) mails() {
	text := s.part.Text
	for base := 0; ; {
		at := strings.IndexByte(text[base:], '@')
		if at < 0 {
			return
		}
		at += base
		start, end := at, at+1
		for start > base && isMailByte(text[start-1]) {
			start--
		}
		for end < len(text) && isMailByte(text[end]) {
			end++
		}
		host := strings.TrimRight(text[at+1:end], ".-")
		if dot := strings.LastIndexByte(host, '.'); start < at && dot > 0 && dot+2 < len(host) {
			s.report(Mail, Warn, start, at+1+len(host), text[start:start+1]+"***@***")
		}
		base = end
	}
}

func isMailByte(c byte) bool { return isWordByte(c) || strings.IndexByte(".-_+%", c) >= 0 }

func isWordByte(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
