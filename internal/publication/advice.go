package publication

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"gongkai/internal/document"
)

var docYear = regexp.MustCompile(`〔(\d{4})〕`)

// Advice returns what a careful reader would ask before such a version is sent on. None of it stops anybody; what does is Validate.
func (v Version) Advice() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if n := utf8.RuneCountInString(v.Summary); n > 100 {
		say("内容概述有 %d 字，供目录使用，以 100 字以内为宜。", n)
	}
	if last, _ := utf8.DecodeLastRuneInString(v.Title); strings.ContainsRune("。；，、：", last) {
		say("信息名称末尾不用标点“%c”。", last)
	}
	if m := docYear.FindStringSubmatch(v.DocNo); m != nil && !v.FormedOn.IsZero() && m[1] != v.FormedOn.String()[:4] {
		say("文号是 %s 年的，成文日期是 %d 年，请核对。", m[1], v.FormedOn.Year())
	}
	if v.Norm == Normative && v.Expires.IsZero() {
		say("规范性文件一般写明有效期，不超过 5 年；没有期限的请核对。")
	}
	if v.Format != RichText {
		return out
	}
	d, _, err := document.CleanHTML(v.Body)
	if err != nil {
		return out
	}
	silent := 0
	for _, p := range d.Pictures() {
		if strings.TrimSpace(p.Alt) == "" {
			silent++
		}
	}
	if silent > 0 {
		say("正文有 %d 幅图片没有说明文字，读屏软件读不出，请补上。", silent)
	}
	if n := headless(d.Blocks); n > 0 {
		say("正文有 %d 个表格没有表头，读屏软件分不清栏目，请把首行设为表头。", n)
	}
	return out
}

// headless counts the tables of several rows none of whose cells is a header.
func headless(blocks []document.Block) int {
	n := 0
	for _, b := range blocks {
		t, ok := b.(*document.Table)
		if !ok || len(t.Rows) < 2 {
			continue
		}
		headers := 0
		for _, row := range t.Rows {
			for _, c := range row.Cells {
				if c.Header {
					headers++
				}
			}
		}
		if headers == 0 {
			n++
		}
	}
	return n
}
