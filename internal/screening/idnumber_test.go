package screening

import (
	"errors"
	"testing"
)

func TestCheckIDNumberNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]error{
		"11010519491231002X": nil,
		"11010519491231002x": nil,
		"410901200802290010": nil, // 29 February of a leap year
		"41090120080229001":  ErrIDLength,
		"410901800229001":    ErrIDLength, // old numbers are recognised, not accepted
		"":                   ErrIDLength,
		"41090120080229001A": ErrIDCharacters,
		"4109012008022900Ⅹ4": ErrIDCharacters,
		"４10901200802290010": ErrIDCharacters,
		"01010519491231002X": ErrIDRegion,
		"990901200802290010": ErrIDRegion,
		"410901201002290017": ErrIDDate, // its check digit holds
		"410901200813010014": ErrIDDate,
		"440524188001010014": ErrIDTooEarly, // its check digit holds
		"410901202611210011": ErrIDFuture,
		"410901200802290011": ErrIDCheckDigit,
		"110105194912310020": ErrIDCheckDigit,
	} {
		if err := CheckIDNumber(number, today); !errors.Is(err, want) || (want == nil) != (err == nil) {
			t.Errorf("%s: %v, want %v", number, err, want)
		}
	}
}

func TestMaskShowsAtMostEightCharacters(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		head, tail int
		want       string
	}{
		{4, 2, "4109************10"},
		{0, 4, "**************0010"},
		{0, 0, "******************"},
		{4, 4, "4109**********0010"},
		{6, 4, "******************"},
		{-1, 4, "******************"},
	} {
		if got := Mask("410901200802290010", tc.head, tc.tail); got != tc.want {
			t.Errorf("%d, %d: %s, want %s", tc.head, tc.tail, got, tc.want)
		}
	}
	if Mask("张三", 1, 1) != "**" || Mask("", 1, 0) != "" {
		t.Error("a mask must hide something")
	}
}
