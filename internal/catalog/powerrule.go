package catalog

import (
	"fmt"
	"regexp"
	"strconv"
)

// together checks what several cells, or several rows, say together.
func (p *powerParser) together(v Power) {
	switch {
	case len(v.Duties) == 0:
		p.add("受理责任", "", "一个环节的责任事项也没有填。", "至少填一个环节，行政许可五个环节都要填。")
	case v.Kind == PowerLicence && len(v.Duties) < len(PowerStages):
		for i, stage := range PowerStages {
			if v.Duty(stage) == "" {
				p.add(p.column("duty"+strconv.Itoa(i+1)).name, "", "行政许可没有填这一环节的责任事项。", "依照行政许可法补齐。")
			}
		}
	}
	if legal, ok := workdays(v.LegalTerm); ok {
		if promised, ok := workdays(v.PromisedTerm); ok && promised > legal {
			p.add("承诺时限", v.PromisedTerm, "长于法定时限“"+v.LegalTerm+"”。", "承诺时限不得长于法定时限。")
		}
	}
	for _, name := range v.Certificates {
		if row, taken := p.certificates[name]; taken {
			p.add("对应的许可证书", name, fmt.Sprintf("第 %d 行已经写了这个证书。", row), "一种证书只对应一个职权，否则许可决定找不到自己的依据。")
			continue
		}
		p.certificates[name] = p.line.no
	}
}

var workdaysForm = regexp.MustCompile(`^(\d{1,4})\s*个?工作日$`)

// workdays reads a term of so many working days; other terms cannot be compared.
func workdays(term string) (int, bool) {
	m := workdaysForm.FindStringSubmatch(term)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil
}
