// Package screening reads what is about to be published and finds what must not be (发布前检查): identity
// numbers, bank cards, telephone numbers of persons, classification marks. It finds and says why; that nothing is
// released over a blocking finding is the publication's business, taking text out of files that of document.
//
// What was found is never repeated: a finding names the place and a masked form only.
package screening

import (
	"slices"

	"gongkai/internal/workday"
)

// RuleSet names the rules of this program. A release needs a result by today's rules, so it changes whenever
// something more or less would be found.
const RuleSet = "2026-11-28.3"

// Part is one screened text and where it stands.
type Part struct {
	Name    string // the place as a person calls it, such as 标题、正文、附件1
	Text    string
	Wrapped bool // lines end where the paper does, within numbers too
	Unread  bool // more stands there than Text says: a person must look
	// Personal is set where a text is about a person whatever it says: the author of a picture, where it was taken.
	Personal bool
}

// Rules is what differs between agencies and days. The zero Rules block every mobile number and take any date of birth
// since 1900.
type Rules struct {
	Today  workday.Date // nobody is born later
	Phones []string     // published office telephones: mobile numbers that may stand, separators ignored
}

// Check returns what was found in the parts, in the order of the text.
func (rules Rules) Check(parts []Part) []Finding {
	allowed := make(map[string]bool, len(rules.Phones))
	for _, phone := range rules.Phones {
		allowed[significant(phone)] = true
	}
	var found []Finding
	for _, part := range parts {
		s := scan{part: part, today: rules.Today, allowed: allowed, digits: digitsOf(part.Text)}
		s.identityNumbers()
		s.oldIdentityNumbers()
		s.studentNumbers()
		s.grouped()
		if part.Wrapped {
			s.broken()
		}
		s.travelDocuments()
		s.mails()
		s.marks()
		slices.SortStableFunc(s.found, func(a, b Finding) int { return a.Start - b.Start })
		if part.Personal {
			s.found = append(s.found, whole(PictureNote, part.Name))
		}
		if part.Unread {
			s.found = append(s.found, whole(Unread, part.Name))
		}
		found = append(found, s.found...)
	}
	return found
}

// Screen returns the result for a version whose content has the given digest.
func (rules Rules) Screen(digest string, parts []Part) Result {
	return Result{Digest: digest, RuleSet: RuleSet, Findings: rules.Check(parts)}
}

// scan is the work on one part.
type scan struct {
	part    Part
	today   workday.Date
	allowed map[string]bool
	digits  []digit
	taken   []bool // digits that belong to a finding already
	found   []Finding
}

// report adds a finding over text[start:end].
func (s *scan) report(kind Kind, level Level, start, end int, masked string) {
	f := Finding{Kind: kind, Level: level, Place: s.part.Name, Start: start, End: end, Masked: masked}
	f.Text, f.Advice = words(kind, level)
	s.found = append(s.found, f)
}

// reportDigits adds a finding over the digits [from, to) and takes them, so that no other kind reports them again.
func (s *scan) reportDigits(kind Kind, level Level, from, to, head, tail int) {
	s.report(kind, level, s.digits[from].start, s.digits[to-1].end, Mask(s.text(from, to), head, tail))
	s.take(from, to)
}

func (s *scan) take(from, to int) {
	if s.taken == nil {
		s.taken = make([]bool, len(s.digits))
	}
	for i := from; i < to; i++ {
		s.taken[i] = true
	}
}

func (s *scan) isTaken(from, to int) bool {
	return s.taken != nil && slices.Contains(s.taken[from:to], true)
}

// text returns the digits [from, to) without what stands between them.
func (s *scan) text(from, to int) string {
	b := make([]byte, 0, to-from)
	for _, d := range s.digits[from:to] {
		b = append(b, d.char)
	}
	return string(b)
}
