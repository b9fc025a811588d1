package request

import "testing"

// TestAlikeIsWhatBothSay: the same is one, nothing in common is nothing, and the order of who asks does not matter.
func TestAlikeIsWhatBothSay(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		near bool
	}{
		{"局属学校食堂委托经营合同", "局属学校食堂委托经营合同", true},
		{"局属学校食堂委托经营合同", "学校食堂委托经营合同", true},
		{"食堂承包经营合同（市直学校）", "市直学校食堂承包经营合同", true},
		{"学校食堂食材采购合同", "教师招聘面试评分表", false},
		{"学校食堂食材采购合同", "", false},
		{"", "", false},
	} {
		ab, ba := alike(pairs(tc.a), pairs(tc.b)), alike(pairs(tc.b), pairs(tc.a))
		if ab != ba || ab < 0 || ab > 1 || (ab >= alikeFrom) != tc.near {
			t.Errorf("%s and %s: %.2f, %.2f", tc.a, tc.b, ab, ba)
		}
	}
	for _, o := range append(Outcomes, "") {
		if o.Name() == "" {
			t.Errorf("%q has no name", o)
		}
	}
	granted := []Likeness{{Request: Request{Outcome: "granted"}}, {Request: Request{Outcome: ""}}}
	if !WorthPublishing(&Request{}, granted) || WorthPublishing(&Request{}, granted[:1]) || WorthPublishing(&Request{Outcome: "denied_internal"}, granted) {
		t.Error("three who ask for what is given make it worth publishing")
	}
}
