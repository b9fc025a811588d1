package app

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/internal/account"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
)

// TestJourney walks the line: an officer imports a table with one bad row and is told which, mends it; an item with an identity number is
// blocked, mended, returned, mended again, goes through all steps by different people, appears on the portal; the licences are
// delivered, their obligation is met, and the figure opens in the report.
func TestJourney(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	b := s.chromium(t)

	// Sign in by name, password and code.
	b.open("/desk/sign-in")
	b.picture("sign-in")
	for _, a := range s.result.Accounts {
		if a.Role == "科室信息员" {
			code, err := account.Code(a.TOTP, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			b.fill("login", a.User)
			b.fill("password", a.Password)
			b.fill("code", code)
		}
	}
	b.click("sign in", `//form[.//input[@name="code"]]//button[@type="submit"]`)
	b.shows("今日", "已逾期", "依据与算法")
	b.picture("today")

	// A table with one bad row: nothing is taken, and it says which.
	b.open("/desk/batches/new")
	b.picture("import")
	b.fill("name", "教师资格认定决定，旅程批")
	b.do("choose file", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{s.sampleFile(t, "xk-zrr-bad.xlsx")}))
	b.click("import bad table", `//form[.//input[@type="file"]]//button[@type="submit"]`)
	b.shows("12 行里 1 行有错，一行也没有导入", "XK_XDR_ZJHM", "出生日期")
	b.picture("import-errors")
	b.do("choose mended file", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{s.sampleFile(t, "xk-zrr-good.xlsx")}))
	b.click("import good table", `//form[.//input[@type="file"]]//button[@type="submit"]`)
	b.shows("已导入", "12 件")
	b.picture("batch")
	batch := b.where()
	b.click("submit batch", `//form[contains(@action,"/submission")]//button[@type="submit"]`)
	b.shows("已送审")

	// An item with an identity number cannot be submitted.
	b.open("/desk/items/new")
	b.fill("title", "关于公布旅程测试事项办理结果的通知")
	b.choose("column", "教师管理")
	b.fill("doc_no", "濮教办〔2026〕981号")
	b.fill("formed_on", "2026-11-19")
	b.fill("summary", "公布旅程测试事项的办理结果。")
	b.write("各有关单位：\n现公布旅程测试事项办理结果。\n一、办理结果\n申请人证件号码11010519491231002X，办理结果为准予。")
	b.click("submit blocked item", `//button[@name="submit"]`)
	b.shows("阻断")
	b.picture("item-blocked")
	item := itemPath(t, s, "关于公布旅程测试事项办理结果的通知")
	b.open(item)
	b.write("各有关单位：\n现公布旅程测试事项办理结果。\n一、办理结果\n申请事项办理结果为准予。")
	b.click("submit mended item", `//button[@name="submit"]`)
	b.shows("已送审")

	// Returned once, with an opinion, and mended.
	b.enter("初审")
	b.open(item)
	b.do("choose return", chromedp.Click(chromedp.CSS("input[name=decision][value=return]")))
	b.fill("opinion", "第一节请写明办理依据。")
	b.click("return", `//input[@name="decision"]/ancestor::form//button[@type="submit"]`)
	b.shows("已退回")
	b.enter("科室信息员")
	b.open(item)
	b.shows("第一节请写明办理依据。")
	b.picture("item-returned")
	b.write("各有关单位：\n现公布旅程测试事项办理结果。\n一、办理结果\n依据有关规定，申请事项办理结果为准予。\n二、咨询\n来信请寄 jieguo@jyj.example.cn。")
	b.click("submit again", `//button[@name="submit"]`)
	b.shows("已送审")

	// All steps, by different people; the batch and the item together.
	for i, role := range []string{"初审", "复审", "保密审查"} {
		b.enter(role)
		for _, path := range []string{item, batch} {
			b.open(path)
			if path == item { // what was found is marked where it stands, and does not stop the item
				b.do("find the mark", chromedp.WaitVisible(chromedp.CSS("#mark-1")))
				b.shows("电子邮箱", "提醒")
				b.picture("review-" + string(rune('1'+i)))
			}
			if path == item && role == "保密审查" { // nobody lets pass what was found without a reason
				b.pass()
				b.shows("请在意见里写明为什么可以公开")
				b.fill("opinion", "所列邮箱为单位公开邮箱。")
			}
			b.pass()
			b.shows("已通过")
		}
	}
	b.enter("签发领导")
	for _, path := range []string{item, batch} {
		b.open(path)
		b.fill("password", "不对的口令")
		b.pass()
		b.shows("口令不对")
		b.fill("password", s.password("签发领导"))
		b.pass()
		b.shows("已发布")
	}

	// It is on the portal.
	public := strings.TrimPrefix(item, "/desk")
	b.open(public)
	b.shows("关于公布旅程测试事项办理结果的通知", "濮教办〔2026〕981号", "发布留痕")
	b.picture("public-item")
	b.owesNothing(item)

	// The licences reach the platform, and what was owed is met.
	b.enter("局办公室")
	deadline := time.Now().Add(time.Minute)
	for {
		b.open(batch)
		if strings.Contains(b.text(), "12 / 12") && strings.Contains(b.text(), "全部入库") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the batch has no receipts:\n%.2000s", b.text())
		}
	}
	b.picture("batch-delivered")
	b.open("/desk/deliveries")
	b.shows("教师资格", "按时")
	b.picture("deliveries")

	// Next year's holidays: first what they would move, then, confirmed, they count.
	b.open("/desk/calendar")
	b.fill("source", "国务院办公厅关于2027年部分节假日安排的通知")
	b.fill("notice", notice2027)
	b.click("try the notice", `//form[.//textarea[@name="notice"]]//button[@type="submit"]`)
	b.shows("2027 年：放假", "载入，没有期限变动")
	b.picture("calendar-preview")
	b.click("enter the notice", `//form[.//input[@name="confirm"]]//button[@type="submit"]`)
	b.shows("已载入", "2027 年")
	b.picture("calendar-entered")

	// The figure opens.
	b.open("/desk/reports/2026?cell=field.items")
	b.shows("关于公布旅程测试事项办理结果的通知")
	b.picture("report-cell")
	b.open("/reports/2020")
	b.shows("第二十条第（五）项")
	b.picture("public-report")
	b.album(public)
}

// notice2027 is made up; the real one comes in the autumn.
const notice2027 = `休 2027-01-01 至 2027-01-03 元旦
休 2027-02-05 至 2027-02-12 春节
班 2027-01-31
班 2027-02-13
休 2027-04-03 至 2027-04-05 清明节
休 2027-05-01 至 2027-05-05 劳动节
班 2027-05-08
休 2027-06-09 至 2027-06-11 端午节
休 2027-09-15 至 2027-09-17 中秋节
休 2027-10-01 至 2027-10-07 国庆节
班 2027-10-09`

// owesNothing fails unless the duty that an item was written for is met by its release, and stands in nobody's list.
func (b *browser) owesNothing(item string) {
	b.t.Helper()
	id, err := strconv.ParseInt(item[strings.LastIndexByte(item, '/')+1:], 10, 64)
	if err != nil {
		b.t.Fatal(err)
	}
	owed, err := b.s.app.DB.Obligations(b.ctx, obligation.Filter{Subject: ref.To(publication.Ref, id)})
	if err != nil || len(owed) != 1 || owed[0].MetOn.IsZero() || owed[0].MetOn.After(owed[0].Due) || owed[0].Evidence != ref.To(publication.Ref, id) {
		b.t.Errorf("owed for %s: %+v, %v", item, owed, err)
	}
	b.enter("科室信息员")
	if strings.Contains(b.text(), "旅程测试事项") {
		b.t.Error("the released item still stands among what is to be done")
	}
}

// album keeps pictures of the pages that the journey does not pass; each must open.
func (b *browser) album(item string) {
	b.t.Helper()
	for _, page := range []struct{ name, path string }{
		{"home", "/"},
		{"open", "/open"},
		{"column", "/columns/notices"},
		{"credit", "/credit"},
		{"licence", "/licences/1"},
		{"sitemap", "/sitemap"},
		{"units", "/units"},
		{"unit", "/units/jyj"},
		{"reports", "/reports"},
		{"records", "/reports/2020/records/table2.licensing.2"},
		{"proof", item + "/proof"},
		{"missing", "/nothing"},
		{"tour", "/desk/tour"},
		{"items", "/desk/items"},
		{"batches", "/desk/batches"},
		{"calendar", "/desk/calendar"},
		{"ledger", "/desk/ledger"},
		{"report-2020", "/desk/reports/2020"},
	} {
		b.open(page.path)
		b.picture(page.name)
	}
}

// itemPath finds an item by its title, as the list of drafts does.
func itemPath(t *testing.T, s *site, title string) string {
	t.Helper()
	u := s.as(t, "检查员").get("/desk/items?q=" + title)
	i := strings.Index(u.body, `href="/desk/items/`)
	for i >= 0 {
		path := u.body[i+len(`href="`):]
		path = path[:strings.IndexByte(path, '"')]
		if !strings.HasSuffix(path, "/new") && !strings.Contains(path, "?") {
			return path
		}
		u.body = u.body[i+1:]
		i = strings.Index(u.body, `href="/desk/items/`)
	}
	t.Fatalf("no item %q", title)
	return ""
}
