package document

import (
	"bytes"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// Whatever spans a table comes with, it becomes a grid, loses no text, and stays as it is from then on.
func TestTablesBecomeGrids(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		table := &Table{}
		words := 0
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			var row TableRow
			for range rapid.IntRange(0, 5).Draw(t, "cells") {
				words++
				row.Cells = append(row.Cells, Cell{
					RowSpan: rapid.IntRange(-1, 9).Draw(t, "rowspan"), ColSpan: rapid.IntRange(-1, 9).Draw(t, "colspan"), Header: rapid.Bool().Draw(t, "header"),
					Blocks: []Block{&Paragraph{Runs: []Run{{Text: fmt.Sprint(words)}}}},
				})
			}
			table.Rows = append(table.Rows, row)
		}
		d, err := NewDoc(table)
		if err != nil {
			t.Fatal(err)
		}
		if words == 0 {
			if len(d.Blocks) > 0 {
				t.Fatalf("an empty table stays")
			}
			return
		}
		if !table.isGrid() {
			t.Fatalf("no grid: %s", d.HTML())
		}
		found := 0
		for _, row := range table.Rows {
			for _, cell := range row.Cells {
				found += len(cell.Blocks)
			}
		}
		if found != words {
			t.Fatalf("%d cells have text, not %d: %s", found, words, d.HTML())
		}
		checkSame(t, d)
		asInDOCX(d.Blocks, nil)
		var out bytes.Buffer
		if err := d.WriteDOCX(&out, DocxMeta{}); err != nil {
			t.Fatal(err)
		}
		if diff := diffBlocks(d.Blocks, bodyOf(t, out.Bytes())); diff != "" {
			t.Fatalf("another table in the file (-had +got):\n%s", diff)
		}
	})
}

func TestWriteDOCXRefusesWhatIsNoGrid(t *testing.T) {
	t.Parallel()
	d := &Doc{Blocks: []Block{&Table{Rows: []TableRow{
		{Cells: []Cell{{RowSpan: 1, ColSpan: 1}, {RowSpan: 1, ColSpan: 1}}},
		{Cells: []Cell{{RowSpan: 1, ColSpan: 1}}},
	}}}}
	var out bytes.Buffer
	if err := d.WriteDOCX(&out, DocxMeta{}); err == nil || out.Len() > 0 {
		t.Errorf("written, %d bytes", out.Len())
	}
}
