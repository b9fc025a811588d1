package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// shelf is books with the reports of other years, and adjustments.
type shelf struct {
	books
	saved       map[int]*Saved
	adjustments []Adjustment
}

func (s shelf) Saved(_ context.Context, _ int64, year int) (*Saved, error) {
	if saved := s.saved[year]; saved != nil {
		return saved, nil
	}
	return nil, ErrNotFound
}

func (shelf) Promises(context.Context, int64, int) ([]Promise, error) { return nil, nil }

func (s shelf) Adjustments(context.Context, int64, int) ([]Adjustment, error) {
	return s.adjustments, nil
}

// leaving is the imported report of a year that left open requests, by column.
func leaving(year int, open map[string]int64) *Saved {
	a := consistent(year, func() int64 { return 0 })
	var v [7]int64
	for i, col := range Columns[:6] {
		v[i] = open[col.Key]
		v[6] += v[i]
	}
	a.Table3["carried_out"] = v
	return &Saved{Year: year, Origin: Imported, Figures: a}
}

// across are the violated relations with the year before, and whether there are any relations with it.
func across(a *Annual) (names []string, compared bool) {
	r := a.Check()
	for _, g := range r.Groups {
		compared = compared || g.Name == AcrossYears
	}
	for _, v := range r.Violations {
		if v.Group == AcrossYears {
			names = append(names, v.Name)
		}
	}
	return names, compared
}

// law: 条例 50
func TestYearBeginsWithWhatTheYearBeforeLeft(t *testing.T) {
	t.Parallel()
	signed := func(column request.Applicant, n int64) Adjustment {
		return Adjustment{Adjusted: Adjusted{Applicant: column, Difference: n, Reason: "示例理由"}, ProposedBy: 1, SignedBy: 2}
	}
	unsigned, takenBack := signed(request.Natural, 1), signed(request.Natural, 1)
	unsigned.SignedBy, takenBack.SignedBy, takenBack.TakenBack = 0, 0, time.Unix(1, 0)
	natural := []string{"XY.CARRY[natural]", "XY.CARRY[total]"}
	for name, c := range map[string]struct {
		left        map[string]int64 // by the year before; nil: it has no public report
		open        []request.Applicant
		adjustments []Adjustment
		want        []string
	}{
		"equal":              {map[string]int64{"natural": 1}, []request.Applicant{request.Natural}, nil, nil},
		"nothing on either":  {map[string]int64{}, nil, nil, nil},
		"more":               {map[string]int64{"natural": 1}, []request.Applicant{request.Natural, request.Natural}, nil, natural},
		"less":               {map[string]int64{"natural": 1}, nil, nil, natural},
		"adjusted":           {map[string]int64{"natural": 1}, []request.Applicant{request.Natural, request.Natural}, []Adjustment{signed(request.Natural, 1)}, nil},
		"adjusted down":      {map[string]int64{"natural": 1}, nil, []Adjustment{signed(request.Natural, -1)}, nil},
		"adjusted wrongly":   {map[string]int64{"natural": 1}, []request.Applicant{request.Natural, request.Natural}, []Adjustment{signed(request.Natural, 2)}, natural},
		"put right":          {map[string]int64{"natural": 1}, []request.Applicant{request.Natural, request.Natural}, []Adjustment{signed(request.Natural, 2), signed(request.Natural, -1)}, nil},
		"another column":     {map[string]int64{}, []request.Applicant{request.Natural}, []Adjustment{signed(request.Business, 1)}, []string{"XY.CARRY[natural]", "XY.CARRY[business]"}},
		"from one to other":  {map[string]int64{"business": 1}, []request.Applicant{request.Natural}, []Adjustment{signed(request.Natural, 1), signed(request.Business, -1)}, nil},
		"unsigned":           {map[string]int64{}, []request.Applicant{request.Natural}, []Adjustment{unsigned}, natural},
		"taken back":         {map[string]int64{}, []request.Applicant{request.Natural}, []Adjustment{takenBack}, natural},
		"no report before":   {nil, []request.Applicant{request.Natural}, []Adjustment{signed(request.Natural, 5)}, nil},
		"nothing was before": {nil, nil, nil, nil},
	} {
		for _, year := range []int{2020, 2021, 2026} { // 2019 form after itself, 2021 form after 2019, 2021 form after itself
			s := shelf{saved: map[int]*Saved{}, adjustments: c.adjustments}
			if c.left != nil {
				s.saved[year-1] = leaving(year-1, c.left)
			}
			for _, who := range c.open {
				s.requests = append(s.requests, matter{group: string(who), from: workday.NewDate(year-1, 12, 20)})
			}
			a, err := New(s, nil, Settings{}, workday.Builtin, nil).Build(t.Context(), &agency.Unit{ID: 1}, year)
			if err != nil {
				t.Fatal(err)
			}
			got, compared := across(a)
			if diff := cmp.Diff(c.want, got); diff != "" || compared != (c.left != nil) {
				t.Errorf("%s, %d: compared %v; %s", name, year, compared, diff)
			}
			for _, v := range a.Check().Violations {
				if v.Left == v.Right || !strings.Contains(v.Text, fmt.Sprintf("为 %d，", v.Left)) || !strings.Contains(v.Text, fmt.Sprintf("上年结转为 %d，", v.Right)) || !strings.Contains(v.Text, "登记结转调整") {
					t.Errorf("%s, %d: %+v does not say the two numbers and what to do", name, year, v)
				}
			}
		}
	}
}

// An imported report is taken as it is: its year has no records here.
func TestImportedReportIsNotCompared(t *testing.T) {
	t.Parallel()
	s := shelf{saved: map[int]*Saved{2024: leaving(2024, map[string]int64{"natural": 3}), 2025: leaving(2025, nil)}}
	a, err := New(s, nil, Settings{}, workday.Builtin, nil).Build(t.Context(), &agency.Unit{ID: 1}, 2025)
	if _, compared := across(a); err != nil || compared {
		t.Errorf("compared %v, %v", compared, err)
	}
}

// Whatever the year before left and whatever is open now: adjustments that make up for the difference in each column make up for the
// total too, and one request more in any column is noticed there and in the total.
func TestAdjustmentsMakeUpForTheDifference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := consistent(rapid.SampledFrom(years).Draw(t, "year"), func() int64 { return 0 })
		a.Carried = &Carried{}
		var in [7]int64
		for i, col := range Columns[:6] {
			before := rapid.Int64Range(0, 999).Draw(t, "before")
			in[i] = rapid.Int64Range(0, 999).Draw(t, "in")
			part := rapid.Int64Range(-99, 99).Draw(t, "part") // in two steps, the second puts the first right
			for _, n := range []int64{part, in[i] - before - part} {
				a.Carried.Adjustments = append(a.Carried.Adjustments, Adjusted{Applicant: request.Applicant(col.Key), Difference: n, Reason: "示例"})
			}
			a.Carried.Before[i] = before
			a.Carried.Before[6] += before
			in[6] += in[i]
		}
		a.Table3["carried_in"] = in
		if got, _ := across(a); len(got) > 0 {
			t.Fatalf("made up for, and yet %v", got)
		}
		i := rapid.IntRange(0, 5).Draw(t, "column")
		in[i]++
		in[6]++
		a.Table3["carried_in"] = in
		got, _ := across(a)
		if diff := cmp.Diff([]string{"XY.CARRY[" + Columns[i].Key + "]", "XY.CARRY[total]"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// A report without adjustments is written as it was before there were any, so that its digest stays; one with adjustments holds them.
func TestOnlyAdjustmentsChangeTheDigest(t *testing.T) {
	t.Parallel()
	for _, year := range years {
		a := consistent(year, counting())
		plain, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		a.Carried = &Carried{Before: [7]int64{1, 0, 0, 0, 0, 0, 1}}
		if compared, err := json.Marshal(a); err != nil || !bytes.Equal(plain, compared) {
			t.Errorf("%d: compared with the year before, it is written otherwise: %v", year, err)
		}
		a.Carried.Adjustments = []Adjusted{{Applicant: request.Natural, Difference: -1, Reason: "示例"}}
		adjusted, err := json.Marshal(a)
		if err != nil || bytes.Equal(plain, adjusted) {
			t.Fatalf("%d: adjusted, it is written as before: %v", year, err)
		}
		var back Annual
		if err := json.Unmarshal(adjusted, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(*a, back); diff != "" {
			t.Errorf("%d: %s", year, diff)
		}
		short := bytes.Replace(adjusted, []byte(`"before":[1,0,0,0,0,0,1]`), []byte(`"before":[1,0]`), 1)
		if err := json.Unmarshal(short, new(Annual)); err == nil {
			t.Errorf("%d: part of the year before was read", year)
		}
	}
}

func TestAdjustmentNote(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		adjustments []Adjusted
		want        string
	}{
		"none":   {nil, ""},
		"one":    {[]Adjusted{{Applicant: request.Natural, Difference: 1, Reason: "补登一件。"}}, "注：上年结转较2025年度报告所列的2件调整为3件（自然人 +1）：补登一件。"},
		"two":    {[]Adjusted{{Applicant: request.Natural, Difference: 1, Reason: "补登一件"}, {Applicant: request.Business, Difference: -2, Reason: "漏记办结。"}}, "注：上年结转较2025年度报告所列的2件调整为1件（自然人 +1）：补登一件；（商业企业 −2）：漏记办结。"},
		"a move": {[]Adjusted{{Applicant: request.Natural, Difference: 1, Reason: "以个人名义提出。"}, {Applicant: request.Business, Difference: -1, Reason: "以个人名义提出。"}}, "注：上年结转与2025年度报告所列的总数相同，为2件，申请人类型有调整（自然人 +1，商业企业 −1）：以个人名义提出。"},
	} {
		a := consistent(2026, func() int64 { return 0 })
		a.Carried = &Carried{Before: [7]int64{0, 2, 0, 0, 0, 0, 2}, Adjustments: c.adjustments}
		if got := a.AdjustmentNote(); got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
}

func TestAdjustmentSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		what Adjusted
		want []string
	}{
		"good":             {Adjusted{Applicant: request.Natural, Difference: -1, Reason: " 漏记\n办结。"}, nil},
		"the longest":      {Adjusted{Applicant: request.OtherOrg, Difference: MaxDifference, Reason: strings.Repeat("长", MaxReason)}, nil},
		"nothing":          {Adjusted{}, []string{"applicant", "difference", "reason"}},
		"a total":          {Adjusted{Applicant: "total", Difference: 1, Reason: "理由"}, []string{"applicant"}},
		"too long":         {Adjusted{Applicant: request.Natural, Difference: 1, Reason: strings.Repeat("长", MaxReason+1)}, []string{"reason"}},
		"spaces alone":     {Adjusted{Applicant: request.Natural, Difference: 1, Reason: " \n　"}, []string{"reason"}},
		"far too many":     {Adjusted{Applicant: request.Natural, Difference: -MaxDifference - 1, Reason: "理由"}, []string{"difference"}},
		"somebody's phone": {Adjusted{Applicant: request.Natural, Difference: 1, Reason: "申请人电话13800138000，已联系。"}, []string{"reason"}},
	} {
		var got []string
		var fields fault.Fields
		if err := c.what.Validate(workday.NewDate(2026, 3, 2)); errors.As(err, &fields) {
			for _, f := range fields {
				got = append(got, f.Name)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhoMaySignAndTakeBack(t *testing.T) {
	t.Parallel()
	person := func(id agency.PersonID, roles ...agency.Role) *agency.Person {
		return &agency.Person{ID: id, Unit: 1, Roles: roles}
	}
	waits, signed, back := Adjustment{ProposedBy: 1}, Adjustment{ProposedBy: 1, SignedBy: 2}, Adjustment{ProposedBy: 1, TakenBack: time.Unix(1, 0)}
	for name, c := range map[string]struct {
		a              Adjustment
		by             *agency.Person
		sign, takeBack error
	}{
		"its proposer":         {waits, person(1, agency.GeneralOffice), ErrMayNotSign, nil},
		"its proposer, a head": {waits, person(1, agency.GeneralOffice, agency.DisclosureHead, agency.Signer), ErrOwnAdjustment, nil},
		"a head":               {waits, person(2, agency.DisclosureHead), nil, ErrNotProposer},
		"a signer":             {waits, person(2, agency.Signer), nil, ErrNotProposer},
		"another of office":    {waits, person(2, agency.GeneralOffice), ErrMayNotSign, ErrNotProposer},
		"signed":               {signed, person(3, agency.Signer), ErrSettled, ErrSettled},
		"signed, its proposer": {signed, person(1, agency.GeneralOffice), ErrSettled, ErrSettled},
		"taken back":           {back, person(2, agency.Signer), ErrSettled, ErrSettled},
	} {
		if err := c.a.CanSign(c.by); !errors.Is(err, c.sign) {
			t.Errorf("%s signs: %v, want %v", name, err, c.sign)
		}
		if err := c.a.CanTakeBack(c.by); !errors.Is(err, c.takeBack) {
			t.Errorf("%s takes back: %v, want %v", name, err, c.takeBack)
		}
	}
}
