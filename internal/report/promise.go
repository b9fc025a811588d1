package report

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// PromiseRef names the register of 改进事项.
const PromiseRef ref.Kind = "promise"

// Promise is a 改进事项: what section five of a report says will be mended. It is owed from the report's release until the next report is due,
// which says how it was done.
//
// law: 条例 50
type Promise struct {
	ID     int64
	Unit   int64
	Year   int // of the report that says so
	Text   string
	DoneOn workday.Date // zero while it is owed
	Done   string       // how; published with the next report
	Person int64
}

// promising is how a line of section five begins that promises something.
const promising = "改进："

// Promises are the lines of section five that promise something, without what they begin with.
func (s Sections) Promises() (out []string) {
	for line := range strings.Lines(s.Problems) {
		if text, ok := strings.CutPrefix(strings.Replace(strings.TrimSpace(line), ":", "：", 1), promising); ok {
			if text = strings.TrimSpace(text); text != "" && !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}

// Promised is the effect of a report's release: what it promises and did not before is owed, each as a copy of Owed with its own subject and title.
type Promised struct {
	Unit  int64
	Year  int
	Texts []string
	Owed  obligation.Obligation
}

// Effect marks it.
func (Promised) Effect() {}

// What is refused about promises.
var (
	ErrNoPromise = fault.New(fault.NotFound, "no-promise", "没有这件改进事项，请从年度报告页面重新打开。")
	ErrDone      = fault.New(fault.Conflict, "promise-done", "这件改进事项已经登记办结，不能再改；有补充的，写在报告文字里。")
)

// promised is the effect of releasing a report on a day. A figure that is promised is owed as it was printed.
func (a *Annual) promised(cal workday.Calendar, on workday.Date) (Promised, error) {
	o, err := obligation.New(cal, law.ReportPromise, ref.Ref{}, on, a.Unit, 0, "")
	printed := Sections{Problems: a.plain(a.Sections.Problems)}
	return Promised{Unit: a.Unit, Year: a.Year, Texts: printed.Promises(), Owed: o.Obligation}, err
}

// Duty is what is owed for a promise.
func (p *Promised) Duty(id int64, text string) obligation.Obligation {
	o := p.Owed
	o.Key, o.Title = promiseKey(id), fmt.Sprintf("改进事项（%d年度报告）：%s", p.Year, text)
	return o
}

func promiseKey(id int64) obligation.Key {
	return obligation.Key{Rule: law.ReportPromise, Subject: ref.To(PromiseRef, id)}
}

// Promises lists what the report of a year promised, in the order in which it was said.
func (s *Service) Promises(ctx context.Context, unit int64, year int) ([]Promise, error) {
	return s.store.Promises(ctx, unit, year)
}

// Promise returns one that the person may see, or ErrNoPromise.
func (s *Service) Promise(ctx context.Context, by *agency.Person, id int64) (*Promise, error) {
	p, err := s.store.Promise(ctx, id)
	if err == nil && !by.Sees(p.Unit) {
		return nil, fmt.Errorf("promise %d: %w", id, ErrNoPromise)
	}
	return p, err
}

// Fulfil says how a promise was kept; the next report quotes it. It returns the mistake of the words, ErrMayNotWrite and ErrDone.
func (s *Service) Fulfil(ctx context.Context, by *agency.Person, id int64, how string) error {
	at := s.now()
	how, err := PublicReason(how, "请写明做了什么，有什么结果。", workday.DateOf(at))
	if err != nil {
		return fmt.Errorf("fulfil promise %d: %w", id, err)
	}
	return s.store.UpdatePromise(ctx, id, func(p *Promise) (act.Act, error) {
		switch {
		case int64(by.Unit) != p.Unit || !by.Has(Writers...):
			return act.Act{}, fmt.Errorf("fulfil promise %d: %w", id, ErrMayNotWrite)
		case !p.DoneOn.IsZero():
			return act.Act{}, fmt.Errorf("fulfil promise %d: %w", id, ErrDone)
		}
		p.DoneOn, p.Done, p.Person = workday.DateOf(at), how, int64(by.ID)
		subject := ref.To(PromiseRef, p.ID)
		return act.New(by.Actor(), at, "report.fulfil", subject, "", p.Text+"："+how).
			Causes(obligation.Met{Key: promiseKey(p.ID), On: p.DoneOn, Evidence: subject}), nil
	})
}

// quoted says how the promises of the report before were kept, for section five of this one.
func quoted(promises []Promise) string {
	if len(promises) == 0 {
		return ""
	}
	lines := []string{fmt.Sprintf("%d年度报告提出的改进事项，办理情况如下。", promises[0].Year)}
	for i, p := range promises {
		state := "尚未办结，继续办理"
		if !p.DoneOn.IsZero() {
			state = "已于" + p.DoneOn.Chinese() + "办结，" + strings.TrimRight(p.Done, "。")
		}
		lines = append(lines, fmt.Sprintf("%d.%s：%s。", i+1, strings.TrimRight(p.Text, "。；"), state))
	}
	return strings.Join(lines, "\n")
}

// reportKey is the duty to publish a report.
func reportKey(id int64) obligation.Key {
	return obligation.Key{Rule: law.AnnualReport, Subject: ref.To(Ref, id)}
}

// Owe opens in January the duty to publish the report of the year before, with the first texts of it, unless there is one. It reports whether it did.
//
// law: 条例 49
func (s *Service) Owe(ctx context.Context, unit *agency.Unit) (bool, error) {
	at := s.now()
	today := workday.DateOf(at)
	year := today.Year() - 1
	o, err := obligation.New(s.calendar(), law.AnnualReport, ref.Ref{}, workday.NewDate(year, 12, 31), int64(unit.ID), 0, "公布"+title(unit, year))
	if err != nil || today.After(o.Due) {
		return false, err // it is late to begin with: the years before the records here
	}
	saved, err := s.kept(ctx, int64(unit.ID), year)
	if errors.Is(err, ErrImported) {
		return false, nil
	}
	if err != nil || saved != nil && (saved.Owed || saved.Figures != nil) {
		return false, err
	}
	owe := func(saved *Saved) (act.Act, error) {
		saved.Owed = true
		o.Key = reportKey(saved.ID)
		return act.New(act.System, at, "report.owe", o.Subject, "", o.Title).Causes(o), nil
	}
	if saved == nil {
		saved = &Saved{Unit: int64(unit.ID), Year: year, Origin: Built}
		return true, s.store.AddReport(ctx, saved, func() (act.Act, error) { return owe(saved) })
	}
	return true, s.store.UpdateReport(ctx, int64(unit.ID), year, owe)
}
