package demo

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"gongkai/internal/credit"
	"gongkai/internal/workday"
)

// Sample is a file to drop in, good or bad.
type Sample struct {
	Name string
	Note string // what is in it
	Good bool   // it is taken; else it is refused
	Body []byte
}

// Samples makes the files to drop in. Their decisions are dated shortly before Opening and have 文书号 of their own.
func Samples() ([]Sample, error) {
	good := sampleNatural()
	bad := slices.Clone(good)
	bad[6].PaperNo = identityOf("41090019900230000") // 30 February; the check digit is right
	var out []Sample
	add := func(name, note string, ok bool, data []byte, err error) error {
		out = append(out, Sample{name, note, ok, data})
		return err
	}
	natural, err1 := sheet(credit.NaturalTemplate, good)
	broken, err2 := sheet(credit.NaturalTemplate, bad)
	legal, err3 := sheet(credit.LegalTemplate, sampleLegal())
	macro, err4 := withMacro(natural)
	lies := []byte("<html><head><meta charset=\"utf-8\"></head><body><table><tr><td>行政相对人名称</td></tr><tr><td>示例</td></tr></table></body></html>\n")
	err := errors.Join(
		add("xk-zrr-good.xlsx", "12 行自然人许可，全部合格", true, natural, err1),
		add("xk-zrr-bad.xlsx", "12 行自然人许可，第 8 行证件号码的出生日期不存在", false, broken, err2),
		add("xk-fr-good.xlsx", "5 行法人许可，全部合格", true, legal, err3),
		add("macro.xlsx", "含宏的表格，扩展名改成了 xlsx", false, macro, err4),
		add("lies.xlsx", "网页文件，扩展名改成了 xlsx", false, lies, nil),
	)
	return out, err
}

func sampleDay(i int) workday.Date { return workday.NewDate(2026, time.November, 17+i%3) }

func sampleNatural() []credit.Licence {
	l := licences{year: 2026, natural: 500}
	var rows []credit.Licence
	for i := range 12 {
		row := l.naturalPerson(sampleDay(i))
		row.PartyName, row.PaperNo = fmt.Sprintf("示例申请人样%02d", i+1), identity(2000+i)
		rows = append(rows, row)
	}
	return rows
}

func sampleLegal() []credit.Licence {
	l := licences{year: 2026, legal: 500}
	var rows []credit.Licence
	for i := range 5 {
		rows = append(rows, l.legalPerson(sampleDay(i)))
	}
	return rows
}

// withMacro puts a macro part into a workbook.
func withMacro(book []byte) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		return nil, fmt.Errorf("open workbook: %w", err)
	}
	var buf bytes.Buffer
	out := zip.NewWriter(&buf)
	for _, f := range in.File {
		if err := out.Copy(f); err != nil {
			return nil, fmt.Errorf("copy %s: %w", f.Name, err)
		}
	}
	w, err := out.Create("xl/vbaProject.bin")
	if err != nil {
		return nil, fmt.Errorf("add macro: %w", err)
	}
	if _, err := io.WriteString(w, "no real macro: a part with this name is enough to be refused\n"); err != nil {
		return nil, fmt.Errorf("add macro: %w", err)
	}
	if err := out.Close(); err != nil {
		return nil, fmt.Errorf("add macro: %w", err)
	}
	return buf.Bytes(), nil
}
