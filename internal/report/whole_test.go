package report

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestReportWithAMissingCellIsNotRead(t *testing.T) {
	t.Parallel()
	a := &Annual{Agency: "示例市教育局", Year: 2020, Format: Format2019, Table2: map[string][]int64{}, Table3: map[string][7]int64{}, Table4: map[string][5]int64{}}
	for _, row := range Table2(a.Format, a.Settings) {
		a.Table2[row.Key] = make([]int64, len(row.Queries))
	}
	for _, row := range Table3(a.Format) {
		a.Table3[row.Key] = [7]int64{}
	}
	for _, b := range Table4() {
		a.Table4[b.Key] = [5]int64{}
	}
	good, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(good, new(Annual)); err != nil {
		t.Fatalf("a whole report: %v", err)
	}
	for _, tc := range []struct{ name, from, to string }{
		{"short row in table three", `"granted":[0,0,0,0,0,0,0]`, `"granted":[0,0]`},
		{"blank cell in table three", `"granted":[0,0,0,0,0,0,0]`, `"granted":[0,0,0,null,0,0,0]`},
		{"missing row in table three", `"granted":`, `"nothing":`},
		{"missing block in table four", `"review":`, `"nothing":`},
		{"part of a case", `"licensing":[0,`, `"licensing":[1.5,`},
		{"no amount", `"procurement":[0,"0"]`, `"procurement":[0,"NaN"]`},
	} {
		bad := strings.Replace(string(good), tc.from, tc.to, 1)
		if bad == string(good) {
			t.Fatalf("%s: nothing replaced", tc.name)
		}
		if err := json.Unmarshal([]byte(bad), new(Annual)); err == nil {
			t.Errorf("%s was read", tc.name)
		}
	}
}
