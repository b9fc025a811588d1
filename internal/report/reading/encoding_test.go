package reading

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/report"
)

// TestEncodings reads the same report as offices save it: what stands in it does not depend on the encoding.
func TestEncodings(t *testing.T) {
	t.Parallel()
	m := make3(rand.New(rand.NewPCG(11, 6)), report.Format2021, 90)
	gb := func(s string) []byte {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	wide := func(high bool) func(string) []byte {
		return func(s string) (b []byte) {
			for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(s))...) {
				if high {
					b = append(b, byte(u>>8), byte(u))
				} else {
					b = append(b, byte(u), byte(u>>8))
				}
			}
			return b
		}
	}
	for _, shape := range shapes {
		page := shape.write(m)
		want, err := Read(t.Context(), "x", []byte(page))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name   string
			encode func(string) []byte
		}{
			{"UTF-8 with a mark", func(s string) []byte { return []byte("\ufeff" + s) }},
			{"GB 18030", gb},
			{"UTF-16 LE", wide(false)},
			{"UTF-16 BE", wide(true)},
		} {
			got, err := Read(t.Context(), "x", c.encode(page))
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s in %s is read otherwise: %v", shape.name, c.name, err)
			}
		}
		for name, spoilt := range map[string][]byte{
			"UTF-8 cut within a character":    append([]byte(page), "网站简介：示例市教\xe8\x82"...),
			"GB 18030 cut within a character": append(gb(page+"网站简介：示例市教"), 0xd3, 0x20),
		} {
			got, err := Read(t.Context(), "x", spoilt)
			if err != nil || !reflect.DeepEqual(got.Table3, want.Table3) || len(got.Notes) != len(want.Notes)+1 || got.Notes[len(want.Notes)].Code != "R-CHAR" {
				t.Errorf("%s, %s: %v", shape.name, name, err)
			}
		}
	}
}

// TestWhatIsNoText refuses what is no text whatever the report in it would say.
func TestWhatIsNoText(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(3, 4))
	noise := make([]byte, 20_000)
	for i := range noise {
		noise[i] = byte(rnd.Uint32())
	}
	for name, b := range map[string][]byte{
		"noise":               noise,
		"a PDF":               []byte("%PDF-1.7\n示例市教育局2026年政府信息公开工作年度报告"),
		"a picture":           append([]byte("\x89PNG\r\n\x1a\n"), Sample...),
		"a doc":               append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Sample...),
		"zero bytes":          []byte(Sample + "\x00"),
		"too much is spoilt":  []byte(strings.Repeat("政府信息公开\xe8\x82", 50)),
		"Latin in one's head": []byte("r\xe9sum\xe9 d\xe9j\xe0 vu"),
	} {
		if _, err := Read(t.Context(), "x", b); !errors.Is(err, ErrEncoding) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
