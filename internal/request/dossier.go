package request

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"gongkai/internal/workday"
)

// Digest fixes a request with all its steps so far. The act of every step carries it, so that the act log knows each step as it was taken; that
// of the archive is the digest of the 卷宗.
func (req *Request) Digest() string {
	h := sha256.New()
	line := func(v ...any) {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err) // words, numbers and days always marshal
		}
		h.Write(append(b, '\n'))
	}
	line(req.Unit, req.No, req.Applicant, req.Channel, sumOf(req.Form, req.FormDigest), req.Secret, req.FiledAt.UnixMilli())
	for i := range req.Steps {
		s := &req.Steps[i]
		row := []any{s.No, s.Kind, s.On, s.At.UnixMilli(), s.By, s.Days, s.Until, s.About, s.Party, s.Opinion, s.Code, sumOf(s.Said, s.SaidDigest), s.Files}
		if s.DocNo != "" {
			row = append(row, s.DocNo)
		}
		line(row...)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// sumOf is the digest of what is sealed, or the one that it left when it was erased.
func sumOf(sealed []byte, left string) string {
	if sealed == nil && left != "" {
		return left
	}
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:])
}

// Heard is what the act log says of a request.
type Heard struct {
	Digest   string       // after its last act
	Identity workday.Date // on which its proofs of identity were erased
	Personal workday.Date // on which the rest was
}

// Differs returns in what a request as it is kept differs from what the act log heard of it, a sentence each.
func (req *Request) Differs(heard Heard) (out []string) {
	name := "申请 " + req.No
	if heard.Digest == "" {
		return []string{name + "：办理登记簿里没有它的记录。"}
	}
	if heard.Digest != req.Digest() {
		out = append(out, name+"：经过与办理登记簿的摘要不符，步骤可能被改动、增添或者删除。")
	}
	c, err := req.Clock(workday.Builtin())
	if err != nil {
		return append(out, fmt.Sprintf("%s：经过无法推算。", name))
	}
	if c.State != req.State || c.Outcome != req.Outcome || c.ClosedOn != req.ClosedOn || c.ReceivedOn != req.ReceivedOn {
		out = append(out, name+"：状态、收到日或者办理结果与经过推算的不一致。")
	}
	return append(out, req.erasedWrongly(&heard)...)
}
