// Package law holds the statutory time limits as data, each with its article and the period in which it is in force, and computes
// deadlines from them with every step shown. Which days are working days is package workday's; who owes what by
// then is package obligation's. The text by article is in docs/law.
package law

import (
	"strconv"
	"strings"
)

// Article points at a provision (条款), such as 条例 26. A document without numbered articles has No 0.
type Article struct {
	Law string // the short name used in code and in docs/law
	No  int
}

// texts are the laws and documents by short name, with their full titles.
var texts = map[string]string{
	"条例":              "《政府信息公开条例》",
	"旧条例":             "《政府信息公开条例》（2008年施行）",
	"行政许可法":           "《行政许可法》",
	"行政处罚法":           "《行政处罚法》",
	"预算法":             "《预算法》",
	"民法典":             "《民法典》",
	"行政复议法":           "《行政复议法》",
	"旧行政复议法":          "《行政复议法》（1999年施行）",
	"行政诉讼法":           "《行政诉讼法》",
	"代表法":             "《全国人民代表大会和地方各级人民代表大会代表法》",
	"国办函〔2020〕109号":   "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
	"国办发〔2016〕61号":    "《关于在政务公开工作中进一步做好政务舆情回应的通知》（国办发〔2016〕61号）",
	"国办发〔2016〕80号":    "《〈关于全面推进政务公开工作的意见〉实施细则》（国办发〔2016〕80号）",
	"国办函〔2018〕12号":    "政府网站工作年度报表的规定（国办函〔2018〕12号）",
	"国办秘函〔2019〕19号":   "《政府网站与政务新媒体检查指标》《政府网站与政务新媒体监管工作年度考核指标》（国办秘函〔2019〕19号）",
	"国发〔2019〕5号":      "《关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见》（国发〔2019〕5号）",
	"发改办财金〔2018〕424号": "《关于进一步完善行政许可和行政处罚等信用信息公示工作的指导意见》（发改办财金〔2018〕424号）",
}

// String returns the short reference, as in comments: 条例 26.
func (a Article) String() string {
	if a.No == 0 {
		return a.Law
	}
	return a.Law + " " + strconv.Itoa(a.No)
}

// Full returns the reference as a letter cites it: 《政府信息公开条例》第二十六条.
func (a Article) Full() string {
	title, ok := texts[a.Law]
	if !ok {
		title = "《" + a.Law + "》"
	}
	if a.No == 0 {
		return title
	}
	return title + "第" + Numeral(a.No) + "条"
}

// Numeral writes 1 to 9999 in Chinese: 二十六, 一百零三.
func Numeral(n int) string {
	digits := []rune("零一二三四五六七八九")
	var b strings.Builder
	zero := false
	for _, unit := range []struct {
		value int
		name  string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		digit := n / unit.value % 10
		if digit == 0 {
			zero = b.Len() > 0
			continue
		}
		if zero {
			b.WriteRune('零')
			zero = false
		}
		if !(digit == 1 && unit.value == 10 && b.Len() == 0) { // 十五, not 一十五
			b.WriteRune(digits[digit])
		}
		b.WriteString(unit.name)
	}
	return b.String()
}
