package request

import (
	"fmt"
	"slices"

	"gongkai/internal/law"
	"gongkai/internal/workday"
)

// Clock is how a request stands, replayed from its steps.
//
// law: 条例 33
type Clock struct {
	State         State
	ReceivedOn    workday.Date // 收到日
	Base          workday.Date // day zero of the 20 working days: receipt, supplement or payment, the latest
	BaseStep      int
	Consultations []Consultation
	Extension     int          // working days
	ExtendedOn    workday.Date // zero: never
	DeferredTo    workday.Date // 延迟答复 (条例 35); zero: not deferred
	AskedOn       workday.Date // when the supplement was asked for; it may be asked for once
	Until         workday.Date // by when the applicant must supplement or pay; zero where nothing is awaited, or the notice was not yet received
	Code          DecisionCode // proposed, signed or sent
	ClosedOn      workday.Date
	Outcome       Outcome

	deadline law.Deadline // of the answer; while the clock runs, and once it was sent
	running  bool
	answered bool
}

// Consultation is a 征求意见: the days from the one after sending, or from that of sending, to the one of return are taken out of the clock.
type Consultation struct {
	Step     int
	Party    Party
	Sent     workday.Date
	Whole    bool         // the day of sending is taken out too
	Served   workday.Date // when the party signed for it; zero: not known
	Until    workday.Date // the party's last day; zero until it signed for it
	Returned workday.Date // zero while it is open
	Opinion  Opinion
}

// Open reports whether the party may still answer.
func (c *Consultation) Open() bool { return c.Returned.IsZero() }

// Running reports whether an answer is owed: the clock runs, or consultations hold it.
func (c *Clock) Running() bool { return c.running }

// Deadline is the last day of the answer with its arithmetic; the zero Deadline while nothing runs and where no answer was owed. While a consultation is open it is what
// holds if the party takes all of its time.
func (c *Clock) Deadline() law.Deadline { return c.deadline }

// Options are what moves the deadline.
func (c *Clock) Options() law.Options {
	o := law.Options{Extend: c.Extension}
	for _, x := range c.Consultations {
		end := x.Returned
		if end.IsZero() {
			end = x.Until
		}
		sent := x.Sent
		if x.Whole {
			sent = sent.AddDays(-1)
		}
		o.Holds = append(o.Holds, law.Hold{Sent: sent, Returned: end})
	}
	return o
}

// Consultation returns the one that a step opened, nil if there is none.
func (c *Clock) Consultation(step int) *Consultation {
	for i := range c.Consultations {
		if c.Consultations[i].Step == step {
			return &c.Consultations[i]
		}
	}
	return nil
}

func (c *Clock) consulting() bool {
	return slices.ContainsFunc(c.Consultations, func(x Consultation) bool { return x.Open() })
}

// SupplementBy is the last day on which a supplement may be asked for.
//
// law: 条例 30
func (c *Clock) SupplementBy(cal workday.Calendar) workday.Date {
	d, err := law.Due(cal, law.SupplementNotice, c.ReceivedOn, law.Options{})
	if err != nil {
		return workday.Date{} // received before the Regulation was revised
	}
	return d.Due
}

// Clock replays the steps. It fails only for days that no calendar holds.
func (req *Request) Clock(cal workday.Calendar) (Clock, error) { return Replay(cal, req.Steps) }

// Replay replays steps in the order of their entry.
func Replay(cal workday.Calendar, steps []Step) (Clock, error) {
	var c Clock
	for i := range steps {
		if err := c.take(cal, &steps[i]); err != nil {
			return Clock{}, fmt.Errorf("replay step %d: %w", steps[i].No, err)
		}
	}
	switch c.State {
	case "", Filed, Supplementing, FeeNoticed, Withdrawn, Abandoned:
		return c, nil
	}
	if c.State.Ended() && !c.answered {
		return c, nil
	}
	c.running = !c.State.Ended()
	d, err := law.Due(cal, law.RequestReply, c.Base, c.Options())
	if err != nil {
		return Clock{}, fmt.Errorf("replay: %w", err)
	}
	if !c.DeferredTo.IsZero() {
		d.Due, d.Provisional = c.DeferredTo, false
	}
	c.deadline = d
	return c, nil
}

func (c *Clock) take(cal workday.Calendar, s *Step) error {
	if to := s.Kind.rule().To; to != "" {
		c.State = to
	}
	switch s.Kind {
	case Receive:
		c.ReceivedOn = s.On
		c.start(s)
	case AskSupplement:
		c.AskedOn, c.Until = s.On, s.Until
	case Supplement: // the clock begins anew: what was held and extended before counts no more; law: 条例 30
		c.start(s)
		c.ExtendedOn = workday.Date{}
	case PayFee: // the clock begins anew; law: 国办函〔2020〕109号
		c.start(s)
	case Consult:
		until, err := limitOf(cal, s.Party, s.On) // as though it were signed for at once, until that is known
		if err != nil {
			return err
		}
		c.Consultations = append(c.Consultations, Consultation{Step: s.No, Party: s.Party, Sent: s.On, Whole: s.Days > 0, Until: until})
	case ServeConsult:
		x := c.Consultation(s.About)
		if x == nil {
			return fmt.Errorf("step %d: %w", s.About, ErrNoConsultation)
		}
		until, err := limitOf(cal, x.Party, s.On)
		if err != nil {
			return err
		}
		x.Served, x.Until = s.On, until
	case AnswerConsult, LapseConsult:
		x := c.Consultation(s.About)
		if x == nil {
			return fmt.Errorf("step %d: %w", s.About, ErrNoConsultation)
		}
		x.Returned, x.Opinion = s.On, s.Opinion
		if s.Kind == LapseConsult { // the hold ends with the party's limit, not with the day on which we noticed
			x.Returned, x.Opinion = x.Until, Silent
		}
		if c.consulting() {
			c.State = Consulting
		}
	case Extend:
		c.Extension, c.ExtendedOn = s.Days, s.On
	case Defer:
		c.DeferredTo = s.Until
	case NoticeFee:
		c.Until = workday.Date{}
	case ServeFee:
		d, err := law.Due(cal, law.FeePayment, s.On, law.Options{})
		if err != nil {
			return err
		}
		c.Until = d.Due
	case Propose:
		c.Code = s.Code
	case Return:
		c.Code = ""
	case Send:
		c.answered = true
		c.close(s.On, c.Code.Outcome())
	case Withdraw:
		c.close(s.On, "other_rest")
	case LapseSupplement:
		c.close(s.On, "other_no_correction")
	case LapseFee:
		c.close(s.On, "other_no_fee")
	}
	return nil
}

func (c *Clock) start(s *Step) {
	c.Base, c.BaseStep, c.Consultations, c.Extension, c.Until = s.On, s.No, nil, 0, workday.Date{}
}

func (c *Clock) close(on workday.Date, o Outcome) {
	c.Outcome, c.ClosedOn, c.Until = o, on, workday.Date{}
}

func limitOf(cal workday.Calendar, p Party, from workday.Date) (workday.Date, error) {
	d, err := law.Due(cal, p.limit(), from, law.Options{})
	return d.Due, err
}
