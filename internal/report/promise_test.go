package report

import (
	"slices"
	"testing"

	"gongkai/internal/workday"
)

// TestWhatIsPromisedIsOwedAsItWasPrinted: with its figures, once each, and nothing else of section five.
func TestWhatIsPromisedIsOwedAsItWasPrinted(t *testing.T) {
	t.Parallel()
	a := &Annual{Unit: 3, Year: 2026, Format: Format2021, Fields: map[string]int64{"licences": 900}}
	a.Sections.Problems = "公开目录更新不够及时。\n改进：{行政许可决定}件许可逐件公示。\n 改进: 每季度核对公开目录。\n改进：每季度核对公开目录。\n改进：\n今后改进：不算。"
	got, err := a.promised(workday.Calendar{}, workday.NewDate(2027, 1, 20))
	if want := []string{"900件许可逐件公示。", "每季度核对公开目录。"}; err != nil || !slices.Equal(got.Texts, want) || got.Unit != 3 || got.Year != 2026 {
		t.Errorf("%+v, %v, want %q", got, err, want)
	}
}
