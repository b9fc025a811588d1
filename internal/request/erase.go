package request

import (
	"fmt"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// The shortest times for which an archived request keeps what it holds of persons. The database has them too.
const (
	// MinIdentityDays are the six months in which an answer may be contested in court, at their longest.
	//
	// law: 行政诉讼法 46
	MinIdentityDays = 184
	// MinPersonalYears is the shorter of the two terms for which an agency keeps its records.
	//
	// law: 国家档案局令第8号
	MinPersonalYears = 10
)

// What is refused about erasing.
var (
	ErrErased    = fault.New(fault.Gone, "request-erased", "申请人信息已经按保存期限删除，不能再查看。")
	ErrKept      = fault.New(fault.Conflict, "request-kept", "本件还在保存期限内，不能删除。")
	ErrContested = fault.New(fault.Conflict, "request-contested", "本件的复议或者诉讼还没有结案，不能删除。")
)

// Part is what of a request is erased together.
type Part string

// The parts, with the verbs under which the log has them.
const (
	Identity Part = "identity" // 身份证明: the files handed in with the request
	Personal Part = "personal" // 申请人信息: the form, the words and the files of all steps
)

// Verb is what the act is called that erases the part.
func (p Part) Verb() string { return string(Ref) + ".erase-" + string(p) }

// Contest is how the cases about a request stand.
type Contest struct {
	Open  bool         // one has no result yet
	Ended workday.Date // of the last that has one
}

// ArchivedOn is the day on which the request was archived, no day if it was not.
func (req *Request) ArchivedOn() workday.Date {
	if s := req.Last(Archive); s != nil {
		return s.On
	}
	return workday.Date{}
}

// ProofsErased is the day on which the proofs of identity went, no day while they are there or where there were none.
func (req *Request) ProofsErased() workday.Date {
	for i := range req.Steps {
		if s := &req.Steps[i]; s.Kind == Submit && !s.FilesErased.IsZero() {
			return s.FilesErased
		}
	}
	return workday.Date{}
}

// EraseIdentity takes the proofs of identity away, so many days after the archive, or after the last case about the request. The last of the
// days belongs to the term. It returns ErrKept before, and ErrContested while a case is open.
//
// law: 民法典 201
func (req *Request) EraseIdentity(at time.Time, days int, c Contest) (act.Act, error) {
	from, today := req.keptFrom(c), workday.DateOf(at)
	n := 0
	for i := range req.Steps {
		if s := &req.Steps[i]; s.Kind == Submit && len(s.Files) > 0 && s.FilesErased.IsZero() {
			n++
		}
	}
	switch {
	case c.Open:
		return act.Act{}, fmt.Errorf("erase proofs of request %s: %w", req.No, ErrContested)
	case from.IsZero() || n == 0 || !today.After(from.AddDays(max(days, MinIdentityDays))):
		return act.Act{}, fmt.Errorf("erase proofs of request %s: %w", req.No, ErrKept)
	}
	for i := range req.Steps {
		if s := &req.Steps[i]; s.Kind == Submit {
			s.eraseFiles(today)
		}
	}
	return req.erasing(Identity, at, fmt.Sprintf("归档满%d日", days)), nil
}

// ErasePersonal takes away all that a request says of persons, so many years after the archive, or after the last case about the request.
// What lists, the report and the log need stays, with the digests of what is gone. It returns what EraseIdentity does.
func (req *Request) ErasePersonal(at time.Time, years int, c Contest) (act.Act, error) {
	from, today := req.keptFrom(c), workday.DateOf(at)
	switch {
	case c.Open:
		return act.Act{}, fmt.Errorf("erase request %s: %w", req.No, ErrContested)
	case from.IsZero() || !req.Erased.IsZero() || req.Form == nil || !today.After(from.AddMonths(12*max(years, MinPersonalYears))):
		return act.Act{}, fmt.Errorf("erase request %s: %w", req.No, ErrKept)
	}
	req.FormDigest, req.Form, req.Who, req.Erased = sumOf(req.Form, ""), nil, "", today
	for i := range req.Steps {
		s := &req.Steps[i]
		if s.Said != nil {
			s.SaidDigest, s.Said = sumOf(s.Said, ""), nil
		}
		s.eraseFiles(today)
	}
	return req.erasing(Personal, at, fmt.Sprintf("归档满%d年", years)), nil
}

// keptFrom is the day from which the time of a request runs, no day while it is not archived.
func (req *Request) keptFrom(c Contest) workday.Date {
	on := req.ArchivedOn()
	if !on.IsZero() && c.Ended.After(on) {
		return c.Ended
	}
	return on
}

func (s *Step) eraseFiles(on workday.Date) {
	if len(s.Files) > 0 && s.FilesErased.IsZero() {
		s.FilesErased = on
	}
}

// erasing is the act. The digest is what it was: what is gone left its own.
func (req *Request) erasing(p Part, at time.Time, why string) act.Act {
	return act.New(act.System, at, p.Verb(), ref.To(Ref, req.ID), req.Digest(), req.No+"，"+why)
}

// erasedWrongly returns in what the erasing differs from what the act log heard of it, a sentence each.
func (req *Request) erasedWrongly(h *Heard) (out []string) {
	name := "申请 " + req.No
	on := req.ArchivedOn()
	if !h.Identity.IsZero() && (on.IsZero() || !h.Identity.After(on.AddDays(MinIdentityDays))) ||
		!h.Personal.IsZero() && (on.IsZero() || !h.Personal.After(on.AddMonths(12*MinPersonalYears))) {
		out = append(out, name+"：保存期限未满就删除了内容。")
	}
	differs := req.Erased != h.Personal || (req.Form == nil) == req.Erased.IsZero()
	for i := range req.Steps {
		s := &req.Steps[i]
		want := h.Personal
		if s.Kind == Submit && !h.Identity.IsZero() {
			want = h.Identity
		}
		if len(s.Files) == 0 {
			want = workday.Date{}
		}
		gone := s.Said == nil && s.SaidDigest != ""
		differs = differs || s.FilesErased != want || gone && req.Erased.IsZero() || s.Said != nil && !req.Erased.IsZero()
	}
	if differs {
		out = append(out, name+"：按保存期限删除的内容与办理登记簿不符，可能被擅自删除或者恢复。")
	}
	return out
}
