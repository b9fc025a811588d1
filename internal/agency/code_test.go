package agency

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestCheckUSCC(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]error{
		"91110000600037341L": nil, "91350100M000100Y43": nil, "91230500MA1B3N1N2M": nil, "11230500001755309F": nil, "9133021272513935X8": nil,
		"114109000000000009": nil, "12410900MB0000000B": nil, "92410900MA00000001": nil, "91110000600037341l": nil,
		"91110000600037341M":  ErrCodeCheckDigit,
		"91110000600037341":   ErrCodeLength,
		"91110000600037341LL": ErrCodeLength,
		"":                    ErrCodeLength,
		"911100006000373I1L":  ErrCodeCharacters,
		"9111000060003734ZL":  ErrCodeCharacters,
		"9111A000600037341L":  ErrCodeCharacters, // the region is digits
		"９1110000600037341L":  ErrCodeCharacters,
		"00000000000000000X":  ErrCodeCheckDigit, // stands for no code
	} {
		if err := CheckUSCC(code); !errors.Is(err, want) || (want == nil) != (err == nil) {
			t.Errorf("%s: %v, want %v", code, err, want)
		}
	}
}

// The check character finds every single slip.
func TestCheckUSCCFindsEverySlip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code := []byte(rapid.SampledFrom([]string{"91110000600037341L", "12410900MB0000000B", "9133021272513935X8"}).Draw(t, "code"))
		i := rapid.IntRange(0, len(code)-1).Draw(t, "place")
		old := code[i]
		code[i] = rapid.SampledFrom([]byte(codeAlphabet)).Draw(t, "character")
		if err := CheckUSCC(string(code)); (err == nil) != (code[i] == old) {
			t.Fatalf("%s: %v", code, err)
		}
	})
}
