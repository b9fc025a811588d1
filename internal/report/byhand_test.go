package report

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestCorrectionsByHandKeepTheSums: whatever single cells are corrected, each row and each column of the results still adds up, and what was
// corrected is known of every cell.
func TestCorrectionsByHandKeepTheSums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.SampledFrom([]int{2020, 2026}).Draw(t, "year")
		a := &Annual{Year: year, Format: FormatOf(year), Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{}, Fields: map[string]int64{}}
		var open []string
		all := cells(a.Format, a.Settings)
		for _, c := range all {
			c.put(a, 0)
			if single(&c) == nil {
				open = append(open, c.name)
			}
		}
		want := map[string]int64{}
		for range rapid.IntRange(1, 20).Draw(t, "n") {
			x := Adjusted{Cell: rapid.SampledFrom(open).Draw(t, "cell"), Difference: rapid.Int64Range(-50, 50).Draw(t, "difference"), Reason: "示例"}
			want[x.Cell] += x.Difference
			a.signed(x)
		}
		for _, v := range a.Check().Violations {
			if !strings.HasPrefix(v.Name, "T3.BALANCE") && !strings.HasPrefix(v.Name, "T2.RANGE") {
				t.Errorf("%s: %s", v.Name, v.Text)
			}
		}
		hands := a.Hands()
		for _, c := range all {
			if got := c.get(a); got != hands[c.name] || single(&c) == nil && got != want[c.name] {
				t.Errorf("%s: %d, by hand %d, want %d", c.name, got, hands[c.name], want[c.name])
			}
		}
	})
}

// TestTextsQuoteWhatWasCorrected: a figure that a text quotes and a table prints is the same in both after a 手工更正.
func TestTextsQuoteWhatWasCorrected(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		year        int
		cell, field string
	}{
		{2020, "table2.licensing.2", "licences"},
		{2026, "table2.licensing.0", "licences"},
		{2026, "table3.new_received.natural", "requests"},
		{2026, "table3.granted.business", "granted"},
		{2026, "table3.granted.business", "closed"},
		{2026, "table3.carried_out.natural", "carried-out"},
	} {
		a := (&Annual{Year: c.year, Format: FormatOf(c.year)}).blank()
		a.Fields = map[string]int64{c.field: 7, "on-time": 7}
		a.signed(Adjusted{Cell: c.cell, Difference: 2, Reason: "示例"})
		if a.Fields[c.field] != 9 || a.Fields["on-time"] != 7 || a.Hands()["field."+c.field] != 2 {
			t.Errorf("%s quotes %v, by hand %v", c.cell, a.Fields, a.Hands())
		}
	}
}

// TestDraftsQuoteWhatThereIs: every figure that the first texts of a year quote is one that the form knows.
func TestDraftsQuoteWhatThereIs(t *testing.T) {
	t.Parallel()
	for _, year := range []int{2020, 2026} {
		s := draft(&Annual{Year: year, Agency: "示例局", Format: FormatOf(year)})
		for _, text := range s.all() {
			for _, key := range placeholders(*text) {
				if _, ok := fieldOf(key); !ok {
					t.Errorf("%d quotes {%s}", year, key)
				}
			}
		}
	}
	fee, _ := fieldOf("request-fees")
	for n, want := range map[int64]string{0: "0", 100: "1", 150: "1.5", 1234567: "12345.67", 5: "0.05"} {
		if got := fee.Quote(n); got != want {
			t.Errorf("%d 分 is %s 元, want %s", n, got, want)
		}
	}
}
