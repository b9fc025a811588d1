package catalog

import (
	"io"
	"strings"

	"gongkai/internal/document"
)

// powerColumns are the columns of the file with a 权责清单, a row for each 职权. They are found by name or code, in any order.
var powerColumns = []sheetColumn{
	{"code", "职权编码", 40, true, "数字、字母、短横线，3 至 40 位，不重复，调整时不改"},
	{"name", "职权名称", 200, true, "与设定依据的表述一致"},
	{"sub", "子项", 200, false, "有子项的，每个子项一行，各有编码"},
	{"kind", "类别", 10, true, "从下拉选项中选"},
	{"bases", "设定与实施依据", 8000, true, "每条依据一行，写成《法律名称》第几条：原文"},
	{"holder", "行使主体", 80, true, "单位全称"},
	{"office", "承办科室", 80, true, "如 行政审批服务科"},
	{"level", "行使层级", 20, true, "如 市级"},
	{"duty1", "受理责任", 2000, false, "受理环节的责任事项；没有这一环节的不填"},
	{"duty2", "审查责任", 2000, false, "审查环节的责任事项"},
	{"duty3", "决定责任", 2000, false, "决定环节的责任事项"},
	{"duty4", "送达责任", 2000, false, "送达环节的责任事项"},
	{"duty5", "事后监管责任", 2000, false, "事后监管环节的责任事项"},
	{"duty_basis", "责任事项依据", 2000, true, "法律、法规、规章的名称和条款"},
	{"liability", "追责情形", 4000, true, "不履行或者不正确履行职责应当追究责任的情形"},
	{"liability_basis", "追责依据", 2000, true, "法律、法规、规章的名称和条款"},
	{"legal_term", "法定时限", 60, true, "如 20个工作日；没有规定的填 无"},
	{"promised_term", "承诺时限", 60, true, "不长于法定时限，如 10个工作日"},
	{"fee", "收费依据与标准", 500, true, "不收费的填 不收费"},
	{"flow", "流程图", 100, false, "流程图的文件名，如 教师资格认定流程图.pdf"},
	{"phone", "咨询电话", 60, true, "含区号"},
	{"complaints", "监督电话", 60, true, "含区号"},
	{"state", "状态", 4, true, "在用、暂停"},
	{"adjusted_on", "调整日期", 20, true, "如 2026-03-02"},
	{"adjusted_by", "调整依据", 300, true, "文件名称和文号"},
	{"certificates", "对应的许可证书", 400, false, "双公示表中“许可证书名称”（没有证书的为“许可内容”）的写法，用竖线分开"},
}

// values are the cells of a 职权 in the order of powerColumns.
func (p Power) values() []string {
	bases := make([]string, len(p.Bases))
	for i, b := range p.Bases {
		bases[i] = b.String()
	}
	out := []string{p.Code, p.Name, p.Sub, string(p.Kind), strings.Join(bases, "\n"), p.Holder, p.Office, p.Level}
	for _, stage := range PowerStages {
		out = append(out, p.Duty(stage))
	}
	return append(out, p.DutyBasis, p.Liability, p.LiabilityBasis, p.LegalTerm, p.PromisedTerm, p.Fee, p.Flow, p.Phone, p.Complaints, string(p.State),
		p.AdjustedOn.String(), p.AdjustedBy, strings.Join(p.Certificates, "|"))
}

// powerChoices are the columns that take one of a few words.
func powerChoices() map[string][]string {
	kinds := make([]string, len(PowerKinds))
	for i, k := range PowerKinds {
		kinds[i] = string(k)
	}
	return map[string][]string{"kind": kinds, "state": {string(PowerActive), string(PowerPaused)}}
}

// WritePowersCSV writes a 权责清单 as a plain table under the same headings.
func WritePowersCSV(w io.Writer, powers []Power) error {
	t := document.Listing{Name: "权责清单"}
	for _, c := range powerColumns {
		t.Heads = append(t.Heads, c.name)
	}
	rows := make([][]string, len(powers))
	for i, p := range powers {
		rows[i] = p.values()
	}
	t.Rows = document.Rows(rows)
	return t.WriteCSV(w)
}

// WritePowers writes a 权责清单 as a workbook that can be read again; without powers it is the template.
func WritePowers(w io.Writer, powers []Power) error {
	book := document.FillIn{
		Sheet: "权责清单", Frozen: 2, Room: maxPowerRows, Widths: []float64{22, 22, 0, 0, 70},
		Guide: guideRows(powerColumns, "整份清单放在一张表里，每个职权一行；责任事项至少填一个环节，行政许可五个环节都要填。", "本表是整份清单：表中没有的编码，发布后即为取消。"),
	}
	choices := powerChoices()
	for _, c := range powerColumns {
		book.Columns = append(book.Columns, document.FillInColumn{Name: c.name, Width: min(12+float64(c.max)/50, 48), Choices: choices[c.code]})
	}
	for _, p := range powers {
		book.Rows = append(book.Rows, p.values())
	}
	return book.Write(w)
}
