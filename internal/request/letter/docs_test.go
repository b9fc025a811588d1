package letter

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gongkai/internal/request"
)

// TestDocsListWhatIsPrescribed: docs/letters.md is written from the tables.
func TestDocsListWhatIsPrescribed(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`# 文书

由代码里的表生成：` + "`go test ./internal/request/letter -update`" + `。模板在 ` + "`internal/request/letter/templates`" + `，单位可以整份替换。

## 各种文书应当写明的

每份文书都写明文号、落款、成文日期（条例 45）和依据的条款；写给申请人的还写明申请人、申请编号、收到日（条例 29、45、31）；答复还写明申请内容，须说明理由的写明理由（条例 36）。

| 号 | 文书 | 文号末字 | 另外写明 | 救济 |
| --- | --- | --- | --- | --- |
`)
	for _, l := range request.Letters() {
		var own []string
		for _, e := range prescribed[l.Kind] {
			own = append(own, e.What+"（"+e.Article.String()+"）")
		}
		fmt.Fprintf(&b, "| %s | %s `%s` | %s | %s | %s |\n", l.No, l.Name, l.Kind, l.Mark, strings.Join(own, "；"), map[bool]string{true: "写明", false: ""}[l.Remedy])
	}
	b.WriteString(`
## 模板的写法

一行一段，空行不算。前面三行是“标题：”“抬头：”“落款：”；文号、成文日期、附件由系统排。以“一、”“（一）”开头、没有标点的短行是标题。

- ` + "`{{.申请编号}}`" + ` 写出一个字段；字段没有内容的，文书不生成。
- ` + "`{{if .联系电话}}…{{else}}…{{end}}`" + ` 有内容才写；` + "`{{if eq .放弃事由 \"缴费\"}}`" + ` 比较；还可以用 ` + "`and` `or` `not`" + `。
- ` + "`{{range .理由}}{{.序}}{{句 .内容}}{{end}}`" + ` 逐项写出列表；里面要用列表外的字段，写 ` + "`{{$.称谓}}`" + `。“序”在有两项以上时是（一）（二）……
- ` + "`句`" + ` 让一段话以一个句号结尾；` + "`短语`" + ` 去掉末尾的标点。
- ` + "`{{/* … */}}`" + ` 是注释。

别的写法都不接受。换用的模板先用一件虚构的申请试填，缺少法定内容的不能保存（` + "`letter.Try`" + `）。

| 字段 | 内容 | 列表各项的字段 |
| --- | --- | --- |
`)
	for _, f := range Fields() {
		what := f.What
		if f.Values != nil && len(f.Values) < 5 {
			what += "：" + strings.Join(f.Values, "、")
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", f.Name, what, strings.Join(f.Keys, "、"))
	}
	golden(t, filepath.Join("..", "..", "..", "docs", "letters.md"), b.String())
}

// TestDefaultsUseEveryField: a field that no template of ours uses is one too many, those for units aside.
func TestDefaultsUseEveryField(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, l := range request.Letters() {
		src := Default(l.Kind)
		if src == "" {
			t.Errorf("%s has no template", l.Kind)
		}
		all.WriteString(src)
	}
	entries, err := embedded.ReadDir("templates")
	if err != nil || len(entries) != len(request.Letters()) {
		t.Errorf("%d templates for %d kinds, %v", len(entries), len(request.Letters()), err)
	}
	forUnits := map[string]bool{"办公时间": true, "文号": true, "成文日期": true, "决定": true, "复议机关": true}
	for _, f := range fields {
		if used := regexp.MustCompile(`\.` + f.Name + `[ })]`).MatchString(all.String()); used == forUnits[f.Name] {
			t.Errorf("%s: used %v", f.Name, used)
		}
	}
}
