package dispatch

import (
	"bytes"
	"context"
	"fmt"

	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/request/letter"
	"gongkai/internal/workday"
)

// What is refused about a receipt.
var (
	ErrNotReceived = fault.New(fault.Conflict, "receipt-before-receipt", "本件还没有确认收到，收到之日和答复期限没有确定，确认以后才有登记回执。")
	ErrSecret      = fault.New(fault.Invalid, "receipt-secret", "查询码不对，请照回执页上的 26 位字母和数字填写。")
)

// Receipt writes the 登记回执 of a request as docx, as things stood on the day of receipt. The secret is in the hands of the applicant alone: it
// is written into the file and kept nowhere. It returns ErrNotReceived, and what the letter lacks as fault.Fields.
//
// law: 条例 31
func (s *Service) Receipt(ctx context.Context, req *request.Request, form *request.Application, cal workday.Calendar, secret string) ([]byte, error) {
	at := req.Last(request.Receive)
	if at == nil {
		return nil, fmt.Errorf("receipt of request %s: %w", req.No, ErrNotReceived)
	}
	then := *req
	then.Steps = req.Steps[:at.No]
	clock, err := then.Clock(cal)
	if err != nil {
		return nil, err
	}
	set, _, err := s.Setting(ctx, req.Unit)
	if err != nil {
		return nil, err
	}
	templates, err := s.store.LetterTemplates(ctx, req.Unit)
	if err != nil {
		return nil, fmt.Errorf("receipt of request %s: %w", req.No, err)
	}
	f := &letter.Facts{
		Agency: set.Agency, Office: set.Office, Signed: workday.DateOf(at.At), RequestNo: req.No, Applicant: form.Name, Kind: req.Applicant, Subject: form.Text,
		Received: clock.ReceivedOn, Channel: req.Channel, Due: clock.Deadline().Due, Secret: request.GroupSecret(secret), TrackURL: s.track,
	}
	l, err := letter.Render(request.LetterReceipt, f, templates)
	if err != nil {
		return nil, fmt.Errorf("receipt of request %s: %w", req.No, err)
	}
	var found fault.Fields = letter.Lint(l, f)
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("receipt of request %s: %w", req.No, err)
	}
	var b bytes.Buffer
	err = l.WriteDOCX(&b)
	return b.Bytes(), err
}
