package request

import (
	"time"

	"gongkai/internal/workday"
)

// Remedy is what an applicant may do against a decision, as the law stood on its day.
type Remedy struct {
	ReviewFirst bool // 复议前置: a lawsuit only after reconsideration; law: 行政复议法 23
	Text        string
}

// reviewFirstFrom is since when reconsideration comes before a lawsuit against a refusal.
var reviewFirstFrom = workday.NewDate(2024, time.January, 1)

// RemedyOn returns what a letter of that day must say for that kind of decision. Authority is the government that reconsiders.
//
// law: 行政复议法 23
func RemedyOn(on workday.Date, code DecisionCode, authority string) Remedy {
	info, _ := code.Info()
	switch {
	case !info.Refuses:
		return Remedy{Text: "如对本答复不服，可以自收到本答复书之日起60日内向" + authority + "申请行政复议，也可以自收到本答复书之日起6个月内依法向人民法院提起行政诉讼。"}
	case on.Before(reviewFirstFrom):
		return Remedy{Text: "如对本答复不服，可以自收到本答复书之日起60日内申请行政复议，或者自收到本答复书之日起6个月内依法向人民法院提起行政诉讼。"}
	case code == PartlyGranted:
		return Remedy{ReviewFirst: true, Text: "如对不予公开的部分不服，应当自收到本答复书之日起60日内先向" + authority + "申请行政复议；对行政复议决定不服的，可以自收到复议决定书之日起15日内向人民法院提起行政诉讼。"}
	}
	return Remedy{ReviewFirst: true, Text: "如对本答复不服，应当自收到本答复书之日起60日内先向" + authority + "申请行政复议；对行政复议决定不服的，可以自收到复议决定书之日起15日内向人民法院提起行政诉讼。"}
}
