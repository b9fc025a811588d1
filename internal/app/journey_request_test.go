package app

import (
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

	step := func(role, name string, fill map[string]string) {
		t.Helper()
		b.as(role)
		b.open("/desk/requests?show=all")
		b.click("open", `(//th[contains(@class,"ttl")]//a)[1]`)
		b.click(name, `//li[.//b[normalize-space()="`+name+`"]]//a`)
		for field, value := range fill {
			b.fill(field, value)
		}
		b.click("do "+name, button(name))
		b.shows(no)
	}
	step("局办公室", "确认收到", map[string]string{"evidence": "电话 08:40，与申请人双方确认"})
	b.shows("20 个工作日", "2026-12-18")
	look("desk-received")
	step("局办公室", "告知补正", map[string]string{"text": "请写明要名单的全部还是本人一项。"})
	track()
	b.shows("请在此日前补正", "名单的全部还是本人一项")
	look("status-supplement")
	b.fill("text", "要全文。")
	b.click("supplement", button("提交补正"))
	b.shows("收到补正", "最晚答复日期", "2026年12月18日")
	look("status-running")
	step("初审", "法制审核", map[string]string{"text": "同意公开。"})
	step("保密审查", "保密审查", map[string]string{"text": "不涉密，可以提供。"})
	b.as("局办公室")
	b.open("/desk/requests?show=all")
	b.click("open", `(//th[contains(@class,"ttl")]//a)[1]`)
	b.click("propose", `//li[.//b[normalize-space()="拟定决定"]]//a`)
	b.choose("code", "第三十六条第二项")
	look("desk-propose")
	b.click("propose", button("拟定决定"))
	step("签发领导", "签发决定", nil)
	step("局办公室", "发出答复", map[string]string{"evidence": "电子邮件发出"})
	look("desk-sent")
	track()
	b.shows("予以公开", "行政复议")
	look("status-answered")
}
