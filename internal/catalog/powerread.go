package catalog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// What a file with a 权责清单 may hold at most.
const (
	maxPowerBytes = 8 << 20
	maxPowerRows  = 1000
)

// What is refused about files with a 权责清单.
var (
	ErrPowersLarge = fault.New(fault.TooLarge, "powers-too-large", "权责清单文件最大 8 MB、1000 行，请核对后再上传。")
	ErrPowersEmpty = fault.New(fault.Invalid, "powers-empty", "文件里没有职权事项，请按模板填写后再上传。")
)

// ParsePowers reads a 权责清单 from the first visible sheet of a workbook. Every row is checked; with any problem there are no
// powers. It returns document's errors for files that may not be taken.
func ParsePowers(ctx context.Context, name string, r io.ReaderAt, size int64, today workday.Date) (powers []Power, problems []SheetProblem, err error) {
	book, err := document.OpenXLSX(name, r, size, document.Limits{FileBytes: maxPowerBytes, Columns: 64})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	var lines []sheetLine
	for row, err := range book.Rows(ctx, "") {
		if err != nil {
			return nil, nil, err
		}
		if strings.TrimSpace(strings.Join(row.Cells, "")) == "" {
			continue
		}
		if lines = append(lines, sheetLine{row.Number, row.Cells, row.Hidden}); len(lines) > maxPowerRows+1 {
			return nil, nil, ErrPowersLarge
		}
	}
	return parsePowers(lines, today)
}

// parsePowers reads the rows below the heading.
func parsePowers(lines []sheetLine, today workday.Date) ([]Power, []SheetProblem, error) {
	if len(lines) < 2 {
		return nil, nil, ErrPowersEmpty
	}
	p := &powerParser{sheetParser: sheetParser{columns: powerColumns}, today: today, codes: map[string]int{}, certificates: map[string]int{}}
	out, problems := readRows(&p.sheetParser, lines, p.power)
	return out, problems, nil
}

// powerParser checks the rows of one file.
type powerParser struct {
	sheetParser
	today        workday.Date
	codes        map[string]int // rows by code
	certificates map[string]int // rows by the certificate they issue
}

// power reads a row; its mistakes are added to those of the file.
func (p *powerParser) power(l sheetLine) Power {
	p.begin(l)
	out := Power{
		Code: p.code(), Name: p.value("name"), Sub: p.value("sub"), Kind: PowerKind(p.choice("kind")), Bases: p.bases(),
		Holder: p.value("holder"), Office: p.value("office"), Level: p.value("level"), Duties: p.duties(), DutyBasis: p.value("duty_basis"),
		Liability: p.value("liability"), LiabilityBasis: p.value("liability_basis"),
		LegalTerm: p.value("legal_term"), PromisedTerm: p.value("promised_term"), Fee: p.value("fee"), Flow: p.value("flow"),
		Phone: p.value("phone"), Complaints: p.value("complaints"), State: PowerState(p.choice("state")),
		AdjustedOn: p.day("adjusted_on"), AdjustedBy: p.value("adjusted_by"), Certificates: p.list("certificates", "|｜"),
	}
	p.together(out)
	return out
}

var powerCode = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z-]{2,39}$`)

func (p *powerParser) code() string {
	v := p.value("code")
	if v == "" {
		return ""
	}
	if !powerCode.MatchString(v) {
		p.add("职权编码", v, "编码只能用数字、字母和短横线，3 至 40 位。", "如 0100001000；编码列请设为文本格式，避免被改成科学记数。")
		return ""
	}
	if row, twice := p.codes[v]; twice {
		p.add("职权编码", v, fmt.Sprintf("与第 %d 行重复。", row), "每个职权、每个子项用不同的编码。")
		return v
	}
	p.codes[v] = p.line.no
	return v
}

// choice reads a column that takes one of a few words.
func (p *powerParser) choice(column string) string {
	v := p.value(column)
	if choices := powerChoices()[column]; v != "" && !slices.Contains(choices, v) {
		p.add(p.column(column).name, v, "不在规定的选项之内。", "填 "+strings.Join(choices, "、")+" 之一。")
		return ""
	}
	return v
}

// day reads a date as office programs and people write it.
func (p *powerParser) day(column string) workday.Date {
	v := p.value(column)
	if v == "" {
		return workday.Date{}
	}
	d, err := loose(v)
	switch {
	case err != nil:
		p.add(p.column(column).name, v, "日期读不懂。", "填成 2026-03-02 的样子。")
	case d.After(p.today):
		p.add(p.column(column).name, v, "晚于今天。", "填调整实际生效的日期。")
	}
	return d
}

var looseDay = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)

// loose reads a date with any of the usual marks, with leading noughts or without.
func loose(v string) (workday.Date, error) {
	m := looseDay.FindStringSubmatch(v)
	if m == nil {
		return workday.ParseDate(v)
	}
	month, _ := strconv.Atoi(m[2]) // digits
	day, _ := strconv.Atoi(m[3])
	return workday.ParseDate(fmt.Sprintf("%s-%02d-%02d", m[1], month, day))
}

var basisForm = regexp.MustCompile(`^《([^》]+)》\s*(第[^：:《》]{1,60}?)\s*(?:[：:]\s*(.*))?$`)

// bases reads 设定与实施依据: a line each; a line that does not begin with a law goes on with the text before.
func (p *powerParser) bases() []PowerBasis {
	v := p.value("bases")
	var out []PowerBasis
	for line := range strings.Lines(v) {
		line = strings.TrimSpace(line)
		switch m := basisForm.FindStringSubmatch(line); {
		case line == "":
		case m != nil:
			out = append(out, PowerBasis{Law: strings.TrimSpace(m[1]), Article: m[2], Text: m[3]})
		case len(out) > 0 && !strings.HasPrefix(line, "《"):
			b := &out[len(out)-1]
			b.Text = strings.TrimSpace(b.Text + "\n" + line)
		default:
			p.add("设定与实施依据", line, "没有写明法律名称和条款。", "每条依据一行，如 《中华人民共和国教师法》第十条：国家实行教师资格制度。")
			return nil
		}
	}
	return out
}

// duties reads the 责任事项 by stage.
func (p *powerParser) duties() []PowerDuty {
	var out []PowerDuty
	for i, stage := range PowerStages {
		if v := p.value("duty" + strconv.Itoa(i+1)); v != "" {
			out = append(out, PowerDuty{stage, v})
		}
	}
	return out
}
