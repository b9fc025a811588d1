package request

import (
	"context"
	"encoding/json"

	"gongkai/internal/agency"
	"gongkai/internal/workday"
)

// Writers is how units write their letters: their templates, their numbers, the authorities that they name.
type Writers interface {
	// Of returns what writes the letters of a unit, as its templates are now.
	Of(ctx context.Context, unit int64) (Writer, error)
}

// Writer writes letters.
type Writer interface {
	// Write writes the letter of a step. Without a serial number it is a draft: it must be as whole as the letter itself. It returns what the
	// letter lacks as fault.Fields, by the names of the facts.
	Write(s *Sending) (Written, error)
}

// Sending is a step that sends a letter, with all that the letter may state.
type Sending struct {
	Request     *Request // with the steps before this one
	Step        *Step
	Kind        LetterKind
	Code        DecisionCode // of an answer
	Words       Words        // of the step
	Application *Application
	By          *agency.Person
	Calendar    workday.Calendar
	Said        func(*Step) (Words, error) // opens what an earlier step says
	Serial      func() (int64, error)      // the next number of the unit's letters in the year of the step; nil for a draft
}

// Written is a letter as its step keeps it: its number, and the letter itself as the package letter has it.
type Written struct {
	DocNo  string
	Letter json.RawMessage
}

// Serial gives the next number of a unit's letters of a year. A number is gone only if the step is kept.
type Serial func(unit int64, year int) (int64, error)

// LetterOf returns the letter that a step sends, "" where it sends none; that of a proposal is a draft until it is signed.
func (req *Request) LetterOf(s *Step) LetterKind {
	switch s.Kind {
	case AskSupplement:
		return LetterSupplement
	case Extend:
		return LetterExtension
	case AskReason:
		return LetterReason
	case Defer:
		return LetterDeferral
	case NoticeFee:
		return LetterFee
	case LapseSupplement, LapseFee:
		return LetterAbandoned
	case Tell:
		return LetterTold
	case Consult:
		return map[Party]LetterKind{ThirdParty: LetterConsult, JointAgency: LetterJoint}[s.Party]
	case Propose, Sign:
		d, _ := req.codeOf(s).Info()
		return d.Letter
	}
	return ""
}

// LetterName is what the letter of a step is called, "" where it sends none.
func (req *Request) LetterName(s *Step) string {
	info, _ := req.LetterOf(s).Info()
	if s.Kind == Propose && info.Name != "" {
		return info.Name + "（拟稿）"
	}
	return info.Name
}

// codeOf is the decision that a step proposes or signs.
func (req *Request) codeOf(s *Step) DecisionCode {
	if s.Kind == Sign {
		if p := req.Last(Propose); p != nil {
			return p.Code
		}
	}
	return s.Code
}

// Posted reports whether the letter of a step is with the applicant, or on its way: what goes to others is not, and an answer is only when it
// was sent.
func (req *Request) Posted(s *Step) bool {
	info, ok := req.LetterOf(s).Info()
	if !ok || s.DocNo == "" || info.Away {
		return false
	}
	return s.Kind != Sign || req.Last(Send) != nil && req.Last(Send).No > s.No
}

// say returns what closes the words of a step, after the letter that it sends is written into them.
func (s *Service) say(req *Request, by *agency.Person, w Writer, serial Serial) func(*Step, *Words) error {
	return func(step *Step, words *Words) error {
		if kind := req.LetterOf(step); kind != "" && w != nil {
			a, err := s.Application(req)
			if err != nil {
				return err
			}
			sending := &Sending{
				Request: req, Step: step, Kind: kind, Code: req.codeOf(step), Words: *words, Application: a, By: by, Calendar: s.calendar(),
				Said: func(earlier *Step) (Words, error) { return s.Words(req, earlier) },
			}
			if step.Kind != Propose && serial != nil {
				sending.Serial = func() (int64, error) { return serial(req.Unit, step.On.Year()) }
			}
			written, err := w.Write(sending)
			if err != nil {
				return err
			}
			step.DocNo, words.Letter = written.DocNo, written.Letter
		}
		if words.empty() {
			return nil
		}
		b, err := json.Marshal(words)
		if err != nil {
			return err
		}
		step.Said = s.keys.Seal(b, stepPurpose(req, step.No))
		return nil
	}
}

// writer is what writes the letters of the request's unit; nil where no letters are written.
func (s *Service) writer(ctx context.Context, id ID) (Writer, error) {
	if s.options.Letters == nil {
		return nil, nil
	}
	req, err := s.store.Request(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.options.Letters.Of(ctx, req.Unit)
}

// Draft returns the letter that a step would send if it were taken now, and takes none. It returns what Do refuses.
func (s *Service) Draft(ctx context.Context, by *agency.Person, id ID, d Doing) (json.RawMessage, error) {
	w, err := s.writer(ctx, id)
	if err != nil {
		return nil, err
	}
	if d, err = s.counted(ctx, id, d); err != nil {
		return nil, err
	}
	req, err := s.store.Request(ctx, id)
	if err != nil {
		return nil, err
	}
	if _, err := req.Do(s.calendar(), by, s.now(), d, s.say(req, by, w, nil)); err != nil {
		return nil, err
	}
	words, err := s.Words(req, &req.Steps[len(req.Steps)-1])
	return words.Letter, err
}
