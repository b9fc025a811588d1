package publication

import (
	"strings"

	"gongkai/internal/document"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// Cleaned is what a picture said of itself and does not say any more: the copy that is kept, and goes out, is without it.
type Cleaned struct {
	File  string // its name
	Notes []document.Note
	Found []screening.Finding // in the notes
}

// clean returns a picture without its notes, and what they were.
func (s *Service) clean(name string, b []byte) ([]byte, Cleaned, error) {
	clean, notes, err := document.CleanPicture(b)
	if err != nil {
		return nil, Cleaned{}, err
	}
	parts := make([]screening.Part, len(notes))
	for i, n := range notes {
		p := n.Passage()
		parts[i] = screening.Part{Name: p.Place, Text: p.Text}
	}
	return clean, Cleaned{name, notes, screening.Rules{Today: workday.DateOf(s.now())}.Check(parts)}, nil
}

// maxFoundTold is how many findings a sentence names.
const maxFoundTold = 3

// String tells what was removed in one sentence, without repeating it; "" if nothing was.
func (c Cleaned) String() string {
	if len(c.Notes) == 0 {
		return ""
	}
	text := "《" + c.File + "》自带的信息（" + document.NoteNames(c.Notes) + "）已移除，不会公开"
	told := map[string]bool{}
	for _, f := range c.Found {
		if t := "；" + f.Place + "里" + strings.TrimSuffix(f.Text, "。"); !told[t] && len(told) < maxFoundTold {
			told[t] = true
			text += t
		}
	}
	return text + "。"
}
