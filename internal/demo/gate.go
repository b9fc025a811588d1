package demo

import (
	"gongkai/internal/agency"
	"gongkai/internal/publication"
)

// reviewer is who takes a step of the bureau's route. Two people share 初审.
func (b *builder) reviewer(step publication.RouteStep) *agency.Person {
	switch step.Role {
	case agency.FirstReviewer:
		b.reviews++
		if b.reviews%3 == 0 {
			return b.people["bangongshi"]
		}
		return b.people["chushen"]
	case agency.SecondReviewer:
		return b.people["fushen"]
	case agency.SecrecyReviewer:
		return b.people["baomi"]
	}
	return b.people["qianfa"]
}

// pass is the decision to pass a step.
func pass(stage publication.Stage, digest string) publication.Decision {
	d := publication.Decision{Pass: true, Opinion: "同意。", Digest: digest}
	switch stage {
	case publication.Secrecy, publication.HeadReview:
		d.Opinion = "经审查可以公开。"
		d.Basis = "对照《政府信息公开条例》第十四条、第十五条、第十六条逐项审查，不属于不予公开的情形。"
	case publication.Signature:
		d.Opinion = "同意签发。"
	}
	return d
}
