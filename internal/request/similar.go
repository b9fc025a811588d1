package request

import (
	"context"
	"slices"
)

// Likeness is another request about the same or nearly the same.
type Likeness struct {
	Request
	Share float64 // of what both subjects say, from 0 to 1
}

// How alike two subjects are to be shown together, how many are, and how many requests about one subject make it worth publishing.
const (
	alikeFrom   = 0.35
	alikeShown  = 8
	PublishFrom = 3 // law: 条例 44
)

// Similar returns other requests with nearly the same subject, the most alike first: what was decided on them should be decided again, and what
// many ask for should be published.
//
// law: 条例 44
func (s *Service) Similar(ctx context.Context, req *Request) ([]Likeness, error) {
	mine := pairs(req.Subject)
	if len(mine) == 0 {
		return nil, nil
	}
	var terms []string
	for p := range mine {
		terms = append(terms, p)
	}
	slices.Sort(terms)
	list, err := s.store.RequestsAbout(ctx, terms[:min(len(terms), 12)])
	if err != nil {
		return nil, err
	}
	var out []Likeness
	for _, other := range list {
		if share := alike(mine, pairs(other.Subject)); other.ID != req.ID && share >= alikeFrom {
			out = append(out, Likeness{other, share})
		}
	}
	slices.SortStableFunc(out, func(a, b Likeness) int { return int(1000*b.Share) - int(1000*a.Share) })
	return out[:min(len(out), alikeShown)], nil
}

// pairs are the pairs of neighbouring letters of a subject.
func pairs(subject string) map[string]bool {
	runes := []rune(subject)
	out := map[string]bool{}
	for i := 0; i+1 < len(runes); i++ {
		out[string(runes[i:i+2])] = true
	}
	return out
}

// alike is what two sets have in common of all they have.
func alike(a, b map[string]bool) float64 {
	both := 0
	for p := range a {
		if b[p] {
			both++
		}
	}
	if both == 0 {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// WorthPublishing reports whether so many asked for the same that it should be published: it was given, or is asked for still.
//
// law: 条例 44
func WorthPublishing(req *Request, others []Likeness) bool {
	n := 1
	for i := range others {
		if o := others[i].Outcome; o == "granted" || o == "partial" || o == "" {
			n++
		}
	}
	return n >= PublishFrom && (req.Outcome == "" || req.Outcome == "granted" || req.Outcome == "partial")
}

var outcomeNames = map[Outcome]string{
	"": "在办", "granted": "予以公开", "partial": "部分公开", "denied_state_secret": "不予公开：国家秘密", "denied_law": "不予公开：法律行政法规禁止", "denied_security": "不予公开：三安全一稳定",
	"denied_third_party": "不予公开：第三方合法权益", "denied_internal": "不予公开：内部事务信息", "denied_process": "不予公开：过程性信息", "denied_case_file": "不予公开：行政执法案卷", "denied_query": "行政查询事项",
	"unable_not_held": "无法提供：不掌握", "unable_not_existing": "无法提供：需另行制作", "unable_unclear": "无法提供：补正后仍不明确", "rejected_petition": "不予处理：信访投诉举报",
	"rejected_repeat": "不予处理：重复申请", "rejected_publication": "不予处理：公开出版物", "rejected_abusive": "不予处理：大量反复申请", "rejected_reissue": "不予处理：确认或者重新出具",
	"other_no_correction": "其他：逾期不补正", "other_no_fee": "其他：逾期不缴费", "other_rest": "其他",
}

// Name is the row of table 三 in a few words.
func (o Outcome) Name() string { return outcomeNames[o] }
