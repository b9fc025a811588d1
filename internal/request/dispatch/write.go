package dispatch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/request/letter"
	"gongkai/internal/workday"
)

// writer writes as one unit does.
type writer struct {
	set       *Setting
	templates letter.Templates
}

// Write implements request.Writer.
func (w *writer) Write(s *request.Sending) (request.Written, error) {
	f, err := w.facts(s)
	if err != nil {
		return request.Written{}, fmt.Errorf("letter of request %s: %w", s.Request.No, err)
	}
	no := int64(1) // a draft has no number yet, and is looked at as though it had one
	if s.Serial != nil {
		if no, err = s.Serial(); err != nil {
			return request.Written{}, err
		}
	}
	if f.DocNo, err = w.set.Numbering.Format(s.Step.On.Year(), int(no), s.Kind); err != nil {
		return request.Written{}, err
	}
	l, err := letter.Render(s.Kind, f, w.templates)
	if err != nil {
		return request.Written{}, err
	}
	var found fault.Fields = letter.Lint(l, f)
	if err := found.Err(); err != nil {
		return request.Written{}, fmt.Errorf("letter of request %s: %w", s.Request.No, err)
	}
	if s.Serial == nil {
		l.DocNo = ""
	}
	b, err := json.Marshal(l)
	return request.Written{DocNo: l.DocNo, Letter: b}, err
}

// facts gathers what the letter of a step may state.
func (w *writer) facts(s *request.Sending) (*letter.Facts, error) {
	req, words := s.Request, s.Words
	clock, err := req.Clock(s.Calendar)
	if err != nil {
		return nil, err
	}
	f := &letter.Facts{
		Agency: w.set.Agency, Office: w.set.Office, Signed: s.Step.On, RequestNo: req.No, Applicant: s.Application.Name, Kind: req.Applicant, Received: clock.ReceivedOn, Channel: req.Channel,
		Due: clock.Deadline().Due, Forum: w.set.Forum,
	}
	if info, _ := s.Kind.Info(); !info.Away { // what goes to others goes by mail
		f.Forum.Online = s.Application.Get == request.GetWays[0]
	}
	f.Decision, _ = s.Code.Info()
	if f.Subject, err = subject(s); err != nil {
		return nil, err
	}
	if s.Step.Kind == request.Sign { // what is signed is what was proposed
		if words, err = s.Said(req.Last(request.Propose)); err != nil {
			return nil, err
		}
	}
	f.Reasons = split(words.Text)
	if err := w.about(f, s, &clock, &words); err != nil {
		return nil, err
	}
	var fs fault.Fields
	for _, a := range Asks(s.Kind, s.Code) {
		if err := a.take(f, strings.TrimSpace(words.Facts[a.Key])); err != nil {
			fs.Add(a.Key, "%s", fault.Text(err))
		}
	}
	return f, fs.Err()
}

// subject is what is asked for, in the applicant's words: those of the form, and those of a supplement.
func subject(s *request.Sending) (string, error) {
	text := s.Application.Text
	for i := range s.Request.Steps {
		if s.Request.Steps[i].Kind != request.Supplement {
			continue
		}
		said, err := s.Said(&s.Request.Steps[i])
		if err != nil {
			return "", err
		}
		text = strings.TrimRight(text, "。；") + "（补正：" + strings.TrimRight(said.Text, "。；") + "）"
	}
	return text, nil
}

// about states what the step itself says.
func (w *writer) about(f *letter.Facts, s *request.Sending, clock *request.Clock, words *request.Words) error {
	req, step := s.Request, s.Step
	switch step.Kind {
	case request.AskSupplement:
		f.Supplement = letter.Supplement{Items: split(words.Text), Until: step.Until}
	case request.Extend:
		twin := *req
		twin.Steps = append(append([]request.Step(nil), req.Steps...), *step)
		after, err := twin.Clock(s.Calendar)
		if err != nil {
			return err
		}
		f.Extension = letter.Extension{Days: step.Days, From: clock.Deadline().Due, To: after.Deadline().Due, Approver: s.By.Name}
	case request.Consult:
		f.Consult = letter.Consult{Party: step.Party, Items: split(words.Text)}
	case request.Defer:
		f.Deferred = step.Until
	case request.NoticeFee:
		f.Fee.Basis = request.FeeBasis(words.Facts["basis"])
		if _, err := fmt.Sscan(words.Facts["count"], &f.Fee.Count); err != nil {
			return fmt.Errorf("count of a fee: %w", err)
		}
		day := workday.DateOf(req.FiledAt)
		f.Fee.Month = fmt.Sprintf("%d年%d月", day.Year(), day.Month())
	case request.LapseSupplement, request.LapseFee:
		notice := req.Last(request.AskSupplement)
		if f.Lapse.Fee = step.Kind == request.LapseFee; f.Lapse.Fee {
			notice = req.Last(request.NoticeFee)
		}
		f.Lapse.DocNo, f.Lapse.On, f.Lapse.Until = notice.DocNo, notice.On, clock.Until
	case request.Tell:
		asked := &req.Steps[step.About-1]
		said, err := s.Said(asked)
		if err != nil {
			return err
		}
		why, err := s.Said(req.Last(request.Propose))
		if err != nil {
			return err
		}
		f.Consult = letter.Consult{Party: asked.Party, Name: said.Facts["party"], Items: split(said.Text)}
		f.Reasons = split(why.Text)
	}
	if f.Decision.Gives {
		for _, given := range req.Copies() {
			said, err := s.Said(given)
			if err != nil {
				return err
			}
			for _, file := range said.Files {
				f.Attached = append(f.Attached, file.Name)
			}
		}
	}
	return nil
}

// DOCX returns a letter that a step keeps as a docx file; nil where the step keeps none. The same letter gives the same bytes.
func DOCX(kept json.RawMessage) ([]byte, error) {
	l, err := Open(kept)
	if err != nil || l == nil {
		return nil, err
	}
	var b bytes.Buffer
	err = l.WriteDOCX(&b)
	return b.Bytes(), err
}

// Open reads a letter as its step keeps it; nil where the step keeps none.
func Open(kept json.RawMessage) (*letter.Letter, error) {
	if len(kept) == 0 {
		return nil, nil
	}
	var l letter.Letter
	if err := json.Unmarshal(kept, &l); err != nil {
		return nil, fmt.Errorf("open letter: %w", err)
	}
	return &l, nil
}
