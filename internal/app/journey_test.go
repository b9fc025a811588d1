package app

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"gongkai/internal/account"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/store/storetest"
)

// browser is one real Chromium window on a demo.
type browser struct {
	t     *testing.T
	s     *site
	ctx   context.Context
	shots string // folder for pictures; "" for none
	n     int
}

// chromium starts a browser, or says that there is none.
func (s *site) chromium(t *testing.T) *browser {
	t.Helper()
	exe := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			exe = p
			break
		}
	}
	if exe == "" {
		storetest.Missing(t, "browser", "no chromium on the path")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(exe), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WindowSize(1280, 1400), chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-component-update", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	b := &browser{t: t, s: s, ctx: ctx, shots: os.Getenv("GONGKAI_SHOTS")}
	if b.shots != "" {
		if err := os.MkdirAll(b.shots, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (b *browser) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.fail(what, err)
	}
}

// read runs an action that gives something.
func read[T any](b *browser, what string, a chromedp.Action[T]) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, a)
	if err != nil {
		b.fail(what, err)
	}
	return v
}

// fail ends the test and says where the browser was.
func (b *browser) fail(what string, err error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.ctx), 5*time.Second)
	defer cancel()
	where, _ := chromedp.Run(ctx, chromedp.Location())                // only to say where it went wrong
	text, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body"))) // likewise
	b.t.Fatalf("%s at %s: %v\n%.2000s", what, where, err, text)
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.do("open "+path, chromedp.Navigate(b.s.url+path), chromedp.WaitReady(chromedp.CSS("main")))
}

// enter signs in by the demo's button for a role.
func (b *browser) enter(role string) {
	b.t.Helper()
	b.open("/desk/sign-in")
	b.click("enter as "+role, fmt.Sprintf(`//button[normalize-space()="以%s身份进入"]`, role))
	b.shows("今日")
}

// click presses something and waits for the page that follows.
func (b *browser) click(what, sel string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	resp, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.Search(sel)))
	if err != nil {
		b.fail(what, err)
	}
	if resp != nil && resp.Status >= 500 {
		b.t.Fatalf("%s: status %d", what, resp.Status)
	}
	b.do(what, chromedp.WaitReady(chromedp.CSS("main")))
}

func (b *browser) text() string {
	b.t.Helper()
	return read(b, "read page", chromedp.Text(chromedp.CSS("body")))
}

func (b *browser) where() string {
	b.t.Helper()
	return strings.TrimPrefix(read(b, "locate", chromedp.Location()), b.s.url)
}

// shows fails unless the page holds every text.
func (b *browser) shows(texts ...string) {
	b.t.Helper()
	page := b.text()
	for _, s := range texts {
		if !strings.Contains(page, s) {
			b.t.Fatalf("%s does not show %q:\n%.3000s", b.where(), s, page)
		}
	}
}

func (b *browser) fill(name, value string) {
	b.t.Helper()
	b.do("fill "+name, chromedp.SetValue(chromedp.CSS(fmt.Sprintf(`main [name=%q]`, name)), value))
}

// choose selects the option of a select whose text ends so.
func (b *browser) choose(name, text string) {
	b.t.Helper()
	ok := read(b, "choose "+text, chromedp.Evaluate[bool](fmt.Sprintf(`(() => { const s = document.querySelector('select[name=%q]');
		for (const o of s.options) if (o.text.endsWith(%q)) { s.value = o.value; return true } return false })()`, name, text)))
	if !ok {
		b.t.Fatalf("no option %q in %s", text, name)
	}
}

// picture keeps what is seen, whole page, wide and on a phone.
func (b *browser) picture(name string) {
	b.t.Helper()
	if b.shots == "" {
		return
	}
	b.n++
	for _, width := range []int64{1280, 390} {
		b.do("resize", chromedp.EmulateViewport(width, 900))
		png := read(b, "picture "+name, chromedp.FullScreenshot(100))
		file := filepath.Join(b.shots, fmt.Sprintf("journey-%02d-%s-%d.png", b.n, name, width))
		if err := os.WriteFile(file, png, 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	b.do("wide again", chromedp.EmulateViewport(1280, 1400))
}

// sampleFile writes one of the demo's sample files to disk.
func (s *site) sampleFile(t *testing.T, name string) string {
	t.Helper()
	for _, x := range s.samples {
		if x.Name == name {
			file := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(file, x.Body, 0o600); err != nil {
				t.Fatal(err)
			}
			return file
		}
	}
	t.Fatalf("no sample %s", name)
	return ""
}

func (b *browser) pass() {
	b.t.Helper()
	b.click("pass", `//input[@name="decision" and @value="pass"]/ancestor::form//button[@type="submit"]`)
}

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
	b.fill("body", "各有关单位：\n现公布旅程测试事项办理结果。\n一、办理结果\n申请人证件号码11010519491231002X，办理结果为准予。")
	b.click("submit blocked item", `//button[@name="submit"]`)
	b.shows("阻断")
	b.picture("item-blocked")
	item := itemPath(t, s, "关于公布旅程测试事项办理结果的通知")
	b.open(item)
	b.fill("body", "各有关单位：\n现公布旅程测试事项办理结果。\n一、办理结果\n申请事项办理结果为准予。")
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
	b.fill("body", "各有关单位：\n现公布旅程测试事项办理结果。\n一、办理结果\n依据有关规定，申请事项办理结果为准予。\n二、咨询\n来信请寄 jieguo@jyj.example.cn。")
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
