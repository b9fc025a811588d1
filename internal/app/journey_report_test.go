package app

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

// TestJourneyOfAReport: a clerk writes the annual report around its figures, the office corrects one by hand, the leader signs that; a reviewer
// returns the draft, all sign what is made anew, and a citizen reads it, opens a figure, finds what a 更正版 changed, and has a copy checked.
func TestJourneyOfAReport(t *testing.T) {
	s := visitDemo(t)
	s.clock.Set(workday.NewDate(2027, time.January, 12).Time().Add(9 * time.Hour))
	b := s.chromium(t)
	b.tour = "report"
	const at, public, clerk = "/desk/reports/2026", "/reports/2026", "科室信息员"
	button := func(text string) string { return `//main//button[normalize-space()="` + text + `"]` }
	link := func(text string) string { return `//main//a[normalize-space()="` + text + `"]` }

	// The texts quote figures by their names; one that does not exist is told at its field.
	b.enter(clerk)
	b.click("last year's, to which the menu leads in January", `//nav/div//a[contains(., "年度报告")]`)
	b.shows("编制中")
	b.click("write", `//a[starts-with(normalize-space(), "修改文字")]`)
	b.fill("problems", "公开目录更新不够及时，{公开件数}偏少。\n改进：每季度核对一次公开目录。")
	b.click("save", button("保存"))
	b.shows("没有保存", "{公开件数}", "没有这个数")
	b.picture("mistake")
	b.fill("problems", "公开目录更新不够及时。\n改进：每季度核对一次公开目录。")
	b.click("save", button("保存"))
	b.shows("已保存", "勾稽", "回读核对", "每季度核对一次公开目录", "由局办公室打开一格登记")
	b.picture("texts")

	// A figure is corrected by one and signed by another, who sees what it becomes.
	b.enter("局办公室")
	b.open(at + "?cell=table2.licensing.0")
	b.shows("表二 › 行政许可")
	b.click("correct by hand", link("登记手工更正"))
	b.fill("difference", "＋2")
	b.fill("reason", "原许可系统停用前的两件没有导入，依据纸质案卷补计。")
	b.click("register", button("登记"))
	b.shows("已登记", "待签")
	b.enter("签发领导")
	b.click("what waits", `//main//a[contains(., "2026年度手工更正")]`)
	b.shows("现在是 ", "，签字后是 ")
	b.picture("signature")
	b.click("sign", button("签字"))
	b.shows("已签字", "已签")

	// The draft for the gate shows the clerk what it carries.
	draft := func() {
		t.Helper()
		b.open(at + "/draft")
		b.click("make the draft", button("生成"))
		b.shows("已生成送审稿", "所附年度报告", "打开报告，逐格核对")
		b.click("submit", `//button[@name="submit"]`)
		b.shows("已送审")
	}
	b.enter(clerk)
	draft()
	item := b.where()
	b.enter("初审")
	b.open(item)
	b.shows("应于 2027-01-31 前公开", "所附年度报告", "标题、元数据、正文和所附年度报告合算一个摘要")
	b.do("what is beneath the table", chromedp.Click(chromedp.Search(`//summary[normalize-space()="二、主动公开政府信息情况"]`)))
	b.shows("表下说明", "+2：原许可系统停用前")
	b.picture("review")
	b.do("choose return", chromedp.Click(chromedp.CSS("input[name=decision][value=return]")))
	b.fill("opinion", "第六节请写明减免情况。")
	b.click("return", `//input[@name="decision"]/ancestor::form//button[@type="submit"]`)
	b.shows("已退回")

	// The clerk finds why, writes on, is told that the draft is stale, and makes it anew.
	b.enter(clerk)
	b.open(item)
	b.shows("第六节请写明减免情况。")
	b.open(at + "/texts")
	b.fill("others", "收取信息处理费{收取信息处理费}元。")
	b.click("save", button("保存"))
	b.shows("稿件状态：退回", "签发时会拦住，请重新生成")
	b.open(item)
	b.shows("请打开报告重新生成")
	b.picture("stale")
	draft()
	for _, role := range []string{"初审", "复审", "保密审查"} {
		b.enter(role)
		b.open(item)
		b.pass()
		b.shows("已通过")
	}
	b.enter("签发领导")
	b.open(item)
	b.fill("password", s.password("签发领导"))
	b.pass()
	b.shows("已发布")

	// A citizen reads it from the list, and opens the figure.
	b.open("/reports")
	b.click("the report", `//main//th//a[contains(., "2026年政府信息公开工作年度报告")]`)
	b.shows("另含手工更正 +2，不分月", "件尚未公示，各月不计", "六、其他需要报告的事项", "收取信息处理费0元", "“行政许可·本年处理决定数量” +2：原许可系统停用前的两件没有导入", "发布留痕")
	b.picture("public")
	b.click("the figure", `//section[@id="s2"]//a[contains(@href, "table2.licensing.0")]`)
	b.shows("表二 › 行政许可", "口径", "其中手工更正 +2，没有记录", "教师资格认定决定书")
	b.picture("records")
	b.click("a record", `//main//table//td//a | //main//table//th//a`)
	b.shows("教师资格")

	// An error is put right by a 更正版: the public reads why, what changed, and the report before.
	b.enter(clerk)
	b.open(at + "/texts")
	b.fill("others", "没有收取信息处理费，没有减免。")
	b.click("save", button("保存"))
	b.click("correct", link("起草更正版"))
	b.shows("“六、其他需要报告的事项”的文字有修改")
	b.fill("reason", "第六节漏写减免情况")
	b.click("begin the correction", button("起草更正版"))
	b.shows("已起草更正版", "更正稿", "与公布的报告有 1 处不同")
	b.picture("correction")
	var id publication.ID
	if _, err := fmt.Sscanf(b.where(), "/desk/items/%d", &id); err != nil || b.where() != item {
		t.Fatalf("the correction is %s, the report %s (%v)", b.where(), item, err)
	}
	s.submits(t, id)
	s.signs(t, id)
	b.open(public)
	b.shows("本报告于", "理由：第六节漏写减免情况")
	b.do("what changed", chromedp.Click(chromedp.Search(`//summary[normalize-space()="更正前后的不同"]`)))
	b.waits("what came in", `[...document.querySelectorAll('.note ins')].some(x => x.innerText.includes(%q))`, "没有减免")
	b.picture("corrected")
	b.click("the report before", link("查看更正前的报告"))
	b.shows("这是更正前的报告", "收取信息处理费0元")

	// A copy as it was downloaded is checked by whoever has it.
	file := filepath.Join(t.TempDir(), "年报.docx")
	if err := os.WriteFile(file, []byte(s.visitor(t).get(public+"/report.docx").body), 0o600); err != nil {
		t.Fatal(err)
	}
	b.open("/reports")
	b.click("check", link("年报校验"))
	b.do("choose the copy", chromedp.SetUploadFiles(chromedp.CSS(`input[name="file"]`), []string{file}))
	b.click("check it", button("核对"))
	b.shows("相符", "勾稽关系都成立。", "2026年", "读到的表三")
	b.picture("checked")
}
