package app

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestJourneyOfARequest: a citizen asks in a browser, the office confirms and asks for a supplement, the citizen supplements and follows the
// clock, the office decides with others, and the citizen reads the answer. Axe looks at each page on its way.
func TestJourneyOfARequest(t *testing.T) {
	s := visitDemo(t)
	b := s.chromium(t)
	b.tour = "request"
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	look := func(name string) {
		t.Helper()
		read(b, "load axe", chromedp.Evaluate[bool](string(axe)+";true"))
		for _, v := range b.violations() {
			t.Errorf("%s: %s", name, v)
		}
		b.width(320, 900)
		if wide := read(b, "measure", chromedp.Evaluate[string](tooWide)); wide != "" && !strings.HasPrefix(b.where(), "/desk") {
			t.Errorf("%s, 320 px: wider than the window: %s", name, wide)
		}
		b.width(1280, 900)
		b.picture(name)
	}
	button := func(text string) string { return `//main//button[normalize-space()="` + text + `"]` }

	b.open("/requests")
	b.click("begin", `//a[normalize-space()="在线申请"]`)
	b.fill("text", "学区")
	b.click("check", button("下一步：核对内容"))
	b.shows("处需要修改", "请填写姓名")
	look("mistakes")
	for name, value := range map[string]string{"name": "示例申请人甲", "id-no": "11010119900307002" + "X", "phone": "13800000000", "email": "reader@example.com", "address": "示例市示例路1号", "text": "2026年下半年教师资格证书发放的名单"} {
		b.fill(name, value)
	}
	read(b, "write on", chromedp.Evaluate[bool](`document.querySelector('#f-text').dispatchEvent(new Event('input', {bubbles: true}))`))
	b.waits("what is public already, while writing", `document.querySelector('#already').innerText.includes(%q)`, "可能已经公开")
	b.click("look", button("先搜一下"))
	b.shows("可能已经公开")
	look("already")
	b.click("check", button("下一步：核对内容"))
	b.shows("请核对", "1101************2X")
	file := filepath.Join(t.TempDir(), "身份证.png")
	if err := os.WriteFile(file, proof(t), 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sumAsked.FindStringSubmatch(b.text())
	digit := func(s string) int { return strings.Index("零一二三四五六七八九", s) / len("零") }
	words := []string{"", "", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八"}
	b.fill("answer", words[digit(sum[1])+digit(sum[2])])
	b.do("choose file", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
	look("review")
	b.click("hand in", button("提交申请"))
	b.shows("申请已经提交", "只显示这一次")
	look("receipt")
	no := requestNo.FindString(b.text())
	secret := regexp.MustCompile(`[A-Z2-7]{5}( [A-Z2-7]{1,5}){5}`).FindString(b.text())
	b.open("/requests/track#no=" + no + "&code=" + strings.ReplaceAll(secret, " ", ""))
	b.waits("number and secret from the code", `document.querySelector('#f-no').value === %q && !location.hash`, no)
	b.fill("name", "示例申请人甲")
	b.click("track", button("查询"))
	b.shows("待确认")
	track := func() {
		t.Helper()
		b.open("/requests/track")
		b.fill("no", no)
		b.fill("code", secret)
		b.fill("name", "示例申请人甲")
		b.click("track", button("查询"))
	}
	track()
	b.shows("待确认", "示*****")
	look("status-filed")

	openCase := func() {
		b.open("/desk/requests?show=all")
		b.click("open", `(//th[contains(@class,"ttl")]//a)[1]`)
	}
	pick := func(name, value string) {
		b.do("pick "+value, chromedp.Click(chromedp.CSS(fmt.Sprintf(`main input[name=%q][value=%q]`, name, value))))
	}
	begin := func(role, name string, fill map[string]string) {
		t.Helper()
		b.as(role)
		openCase()
		b.click(name, `//li[.//b[normalize-space()="`+name+`"]]//a`)
		for field, value := range fill {
			b.fill(field, value)
		}
	}
	finish := func(name string) {
		t.Helper()
		b.click("do "+name, button(name))
		b.shows(no)
	}
	step := func(role, name string, fill map[string]string) {
		t.Helper()
		begin(role, name, fill)
		finish(name)
	}
	// sends takes a step whose letter is looked at first.
	sends := func(role, name string, fill map[string]string, says ...string) {
		t.Helper()
		begin(role, name, fill)
		if strings.Contains(b.text(), "征求谁的意见") {
			pick("whom", "third-party")
		}
		b.click("look at the letter", button("看文书"))
		b.shows(says...)
		look("letter-" + name)
		finish(name)
	}
	step("局办公室", "确认收到", map[string]string{"evidence": "电话 08:40，与申请人双方确认"})
	b.shows("20 个工作日", "2026-12-18")
	look("desk-received")
	sends("局办公室", "告知补正", map[string]string{"text": "请写明要名单的全部还是本人一项。"}, "示例申请人甲：", "视为放弃申请")
	track()
	b.shows("请在此日前补正", "名单的全部还是本人一项", "补正告知书（濮教依申请〔2026〕24号—补）")
	look("status-supplement")
	b.click("read the letter", `//main//a[contains(normalize-space(),"补正告知书")]`)
	b.shows("政府信息公开申请补正告知书", "下载 Word 文件")
	look("status-letter")
	b.open("/requests/status")
	b.fill("text", "要全文。")
	b.click("supplement", button("提交补正"))
	b.shows("收到补正", "最晚答复日期", "2026年12月18日")
	look("status-running")

	sends("局办公室", "征求意见", map[string]string{"party": "示例人才服务公司", "text": "2026年下半年教师资格证书发放名单中的联系方式"}, "示例人才服务公司：", "由本机关决定")
	if strings.Contains(b.text(), "示例申请人甲") {
		t.Error("the case shows who applies")
	}
	begin("局办公室", "登记收到意见", map[string]string{"text": "联系方式不同意公开，其余同意。", "evidence": "意见函"})
	pick("opinion", "partly")
	finish("登记收到意见")
	sends("政府信息公开工作机构负责人", "批准延期", map[string]string{"days": "10", "text": "名单涉及多个县区，需逐一核对。"}, "10个工作日")
	b.shows("延期 10 日")
	look("desk-extended")
	step("初审", "法制审核", map[string]string{"text": "建议区分处理（第三十七条）。"})
	step("保密审查", "保密审查", map[string]string{"text": "不涉密，可以提供。"})

	list := filepath.Join(t.TempDir(), "名单.txt")
	if err := os.WriteFile(list, []byte("示例教师甲，电话 13811112222，小学语文"), 0o600); err != nil {
		t.Fatal(err)
	}
	begin("局办公室", "备复制件", map[string]string{"remove": "13811112222", "reason": "个人隐私，条例第十五条"})
	b.do("choose copy", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{list}))
	b.click("redact", button("处理并存入卷宗"))
	b.shows("删去 1 处")
	begin("局办公室", "拟定决定", nil)
	b.choose("code", "第三十七条")
	b.click("next", button("下一步"))
	look("desk-propose")
	b.fill("given", "2026年下半年教师资格证书发放名单")
	b.fill("withheld", "联系方式｜条例第十五条｜属于个人隐私，第三方不同意公开")
	b.click("look at the letter", button("看文书"))
	b.shows("政府信息部分公开答复书", "先向濮阳市人民政府申请行政复议", "复制件1.txt")
	look("letter-draft")
	b.click("hand to the signer", button("送签"))
	begin("签发领导", "签发决定", nil)
	b.shows("示例申请人甲：", "签发即编文号")
	look("letter-sign")
	finish("签发决定")
	step("局办公室", "发出答复", map[string]string{"evidence": "电子邮件发出"})
	look("desk-sent")
	track()
	b.shows("部分公开", "部分公开答复书（濮教依申请〔2026〕27号—答）", "复制件1.txt")
	look("status-answered")

	b.as("局办公室")
	openCase()
	b.click("contest", `//main//a[normalize-space()="登记复议诉讼"]`)
	pick("forum", "review")
	for name, value := range map[string]string{"court": "濮阳市人民政府", "received": "2026-11-20", "notice": "2026-11-20", "text": "对不予公开的部分不服"} {
		b.fill(name, value)
	}
	b.click("enter the case", button("登记"))
	b.shows("已登记", "2026-12-04")
	look("desk-dispute")
	b.open("/desk/reports/2026?cell=table3.partial.natural")
	b.shows("政府信息公开申请 " + no)
	look("desk-report")
	b.click("open what the figure counts", `//main//a[contains(normalize-space(),"`+no+`")]`)
	b.shows(no, "部分公开答复书濮教依申请〔2026〕27号—答")
	b.open("/desk/reports/2026?cell=table4.review.3")
	b.shows("复议诉讼案件 复诉2026-0004")
}
