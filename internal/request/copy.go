package request

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/document"
	"gongkai/internal/document/redact"
	"gongkai/internal/fault"
)

// MaxCopy is how large a file to be given may be, in bytes; MaxRemovals how many texts may be taken out of it.
const (
	MaxCopy     = 20 << 20
	MaxRemovals = 200
)

// ErrCopy reports a file that cannot be given.
var ErrCopy = fault.New(fault.Invalid, "request-copy", "请选择要提供的文件。")

// Copy takes a file that will be given to the applicant. What may not be given is taken out of it first, for good: what is kept, and later
// given, holds none of it, and neither does the record say what it was. It returns what redact refuses.
//
// law: 条例 37
func (s *Service) Copy(ctx context.Context, by *agency.Person, id ID, name string, file []byte, remove []redact.Removal) (done redact.Redacted, err error) {
	req, err := s.store.Request(ctx, id)
	if err != nil {
		return done, err
	}
	if err := req.Can(s.calendar(), Prepare, by, s.today()); err != nil {
		return done, fmt.Errorf("copy for request %s: %w", req.No, err)
	}
	switch {
	case len(file) == 0:
		return done, fmt.Errorf("copy for request %s: %w", req.No, ErrCopy)
	case len(file) > MaxCopy:
		return done, ErrCopy.Say("文件超过 %d MB，请拆分后分别提供。", MaxCopy>>20)
	case len(remove) > MaxRemovals:
		return done, ErrCopy.Say("要删去的文字有 %d 项，最多 %d 项，请分次处理。", len(remove), MaxRemovals)
	}
	if _, err := document.CheckUpload(name, strings.NewReader(string(file)), int64(len(file)), document.DefaultLimits()); err != nil {
		return done, err
	}
	done.File = file
	if len(remove) > 0 {
		if done, err = redact.Redact(name, file, remove); err != nil {
			return done, err
		}
	}
	given := fmt.Sprintf("复制件%d%s", len(req.Copies())+1, strings.ToLower(path.Ext(name))) // the old name may tell what was taken out
	kept, err := s.Keep(ctx, given, done.File)
	if err != nil {
		return done, err
	}
	return done, s.Do(ctx, by, id, Doing{Kind: Prepare, Words: Words{Text: removed(done, remove), Evidence: given, Files: []File{kept}}})
}

// removed says how much was taken out where and why, and not what.
func removed(done redact.Redacted, remove []redact.Removal) string {
	if len(remove) == 0 {
		return "全文提供，没有删去内容。"
	}
	total := 0
	var reasons, places []string
	for _, h := range done.Hits {
		total += h.Count
		if reason := remove[h.Removal].Reason; !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
		if !slices.Contains(places, h.Place) {
			places = append(places, h.Place)
		}
	}
	if more := len(places) - 10; more > 0 {
		places = append(places[:10], fmt.Sprintf("另 %d 处", more))
	}
	text := fmt.Sprintf("删去 %d 处（%s）；理由：%s。", total, strings.Join(places, "、"), strings.Join(reasons, "；"))
	if len(done.Dropped) > 0 {
		text += "一并去掉：" + strings.Join(done.Dropped, "、") + "。"
	}
	return text
}

// Copies are the steps that made ready what is given, those since the clock last began.
func (req *Request) Copies() []*Step {
	var out []*Step
	for i := range req.Steps {
		switch req.Steps[i].Kind {
		case Supplement:
			out = nil // something else is asked for now
		case Prepare:
			out = append(out, &req.Steps[i])
		}
	}
	return out
}

// Given are the copies that the applicant may have: those of an answer that gives something and was sent.
func (req *Request) Given(c *Clock) []*Step {
	info, ok := c.Code.Info()
	if c.ClosedOn.IsZero() || !ok || !info.Gives {
		return nil
	}
	return req.Copies()
}
