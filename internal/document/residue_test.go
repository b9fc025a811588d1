package document

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestResidueIsWhatNoReaderReads: what stands in a part beside the text, words that are split, and numbers beneath formats; but no figures of
// charts, and nothing twice.
func TestResidueIsWhatNoReaderReads(t *testing.T) {
	t.Parallel()
	const number, other = "11010519491231002X", "440301199001010012"
	plain := book(t, func(f *excelize.File) error { return f.SetCellStr("Sheet1", "A1", number) })
	sheet := string(entry(t, plain, "xl/worksheets/sheet1.xml"))
	for name, x := range map[string]struct {
		parts map[string][]byte
		want  string // of the part
	}{
		"read already":     {nil, ""},
		"beneath a format": {map[string][]byte{"xl/worksheets/sheet1.xml": []byte(strings.Replace(sheet, "</row>", `<c r="B1"><v>`+other+`</v></c><c r="C1"><v>0.`+other[1:]+`</v></c></row>`, 1))}, other},
		"a text box":       {map[string][]byte{"xl/drawings/drawing1.xml": []byte(`<d:txBody xmlns:d="x"><d:p><d:r><d:rPr/><d:t>110105</d:t></d:r><d:r><d:t>19491231002X</d:t></d:r></d:p><d:p><d:r><d:t>乙</d:t></d:r></d:p></d:txBody>`)}, number + "\n乙"},
		"a chart":          {map[string][]byte{"xl/charts/chart1.xml": []byte(`<c><pt><v>0.33333333333333331</v></pt><pt><v>甲</v></pt></c>`)}, "甲"},
		"an attribute":     {map[string][]byte{"xl/pivotCache/pivotCacheDefinition1.xml": []byte(`<p refreshedVersion="6"><s v="` + number + `"/><s v="丙"/><n v="12"/></p>`)}, number + "\n丙"},
		"broken markup":    {map[string][]byte{"customXml/item1.xml": []byte(`<x>` + number + `<`)}, `<x>` + number + `<`},
		"no markup":        {map[string][]byte{"xl/notes.json": []byte(`{"证件":"` + number + `"}`)}, `{"证件":"` + number + `"}`},
		"how it looks":     {map[string][]byte{"xl/theme/theme9.xml": []byte(`<x name="主题"/>`)}, ""},
		"a picture":        {map[string][]byte{"docProps/thumbnail.jpeg": {0xff, 0xd8, 0xff, 0xe0}}, ""},
	} {
		b := repack(t, plain, x.parts)
		got, err := Passages(t.Context(), "a.xlsx", bytes.NewReader(b), int64(len(b)), Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text := ""
		for _, p := range got {
			if !p.Beside || strings.Contains(p.Place, "docProps/app.xml") {
				continue
			}
			if text += p.Text; x.parts != nil {
				for part := range x.parts {
					if !strings.Contains(p.Place, part) {
						t.Errorf("%s: said to be in %s", name, p.Place)
					}
				}
			}
		}
		if text != x.want {
			t.Errorf("%s: %q, want %q", name, text, x.want)
		}
	}
}

// TestLongNumbersAcrossPieces: what lies across two pieces that are read is found.
func TestLongNumbersAcrossPieces(t *testing.T) {
	t.Parallel()
	for _, before := range []int{0, 256<<10 - 30, 256<<10 - 18, 256<<10 - 9, 256<<10 - 1, 256 << 10, 500 << 10} {
		got, err := unseenNumbers(strings.NewReader(strings.Repeat("-", before)+"110105194912310021-"+strings.Repeat("-", 100)), map[string]bool{})
		if err != nil || got != "110105194912310021" {
			t.Errorf("after %d: %q, %v", before, got, err)
		}
	}
}

// TestOtherEncodingsAreRefused: a part in another encoding would hide what the search for declarations looks for.
func TestOtherEncodingsAreRefused(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]bool{
		`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`: false, `<?xml version='1.0' encoding='utf-8'?>`: false, `<?xml version="1.0"?>`: false, `<x encoding="gbk"/>`: false,
		`<?xml version="1.0" encoding="UTF-7"?>`: true, "\ufeff<?xml version='1.0' encoding = 'GB2312' ?>": true, `<?xml version="1.0" encoding="UTF-16"?>`: true,
	} {
		if got := isOtherEncoding([]byte(head)); got != want {
			t.Errorf("%s: %v", head, got)
		}
	}
}
