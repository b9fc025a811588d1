package document

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// formulas are what a spreadsheet would run, and what it would not.
var formulas = [][]string{{"=1+1", "甲"}, {"　＝HYPERLINK(\"x\")", "带\"引号\"，逗号,和\n换行"}, {"-5", ""}, {"2020-01-02", "</script>"}}

func listing() Listing {
	return Listing{Name: "目录", Heads: []string{"名称", "说明"}, Rows: Rows(formulas)}
}

func TestNoFormatOfAListingHoldsAFormula(t *testing.T) {
	var b bytes.Buffer
	if err := listing().WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		if IsFormulaLike(row[0]) && !strings.HasPrefix(row[0], "'") {
			t.Errorf("csv holds %q", row[0])
		}
	}
	b.Reset()
	if err := listing().WriteXLSX(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range formulas {
		at, _ := excelize.CoordinatesToCellName(1, i+2)
		formula, err := f.GetCellFormula("目录", at)
		value, errValue := f.GetCellValue("目录", at)
		if err != nil || errValue != nil || formula != "" || value != want[0] {
			t.Errorf("%s holds %q, formula %q", at, value, formula)
		}
	}
}

func TestListingAsJSONKeepsItsTextAndOrder(t *testing.T) {
	var b bytes.Buffer
	if err := listing().WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got []map[string]string
	if err := json.Unmarshal(b.Bytes(), &got); err != nil || len(got) != 4 || got[1]["名称"] != formulas[1][0] {
		t.Errorf("%v, %v", got, err)
	}
	if !strings.Contains(b.String(), `{"名称":"-5","说明":""}`) {
		t.Errorf("wrote %s", b.String())
	}
	b.Reset()
	if err := (Listing{Heads: []string{"名称"}, Rows: Rows(nil)}).WriteJSON(&b); err != nil || b.String() != "[]\n" {
		t.Errorf("an empty table is %q, %v", b.String(), err)
	}
}

func TestListingEndsWithTheErrorOfItsRows(t *testing.T) {
	broken := errors.New("broken")
	x := Listing{Name: "目录", Heads: []string{"名称"}, Rows: func(yield func([]string, error) bool) {
		if yield([]string{"甲"}, nil) {
			yield(nil, broken)
		}
	}}
	var b bytes.Buffer
	for name, write := range map[string]func() error{
		"csv": func() error { return x.WriteCSV(&b) }, "json": func() error { return x.WriteJSON(&b) }, "xlsx": func() error { return x.WriteXLSX(&b) },
	} {
		if err := write(); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
