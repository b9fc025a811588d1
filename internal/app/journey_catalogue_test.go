package app

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/internal/catalog"
)

// TestJourneyOfTheCatalogue: the office brings a new edition of the standard catalogue, everybody on the route passes it, the portal
// shows it, and a school sees what it owes and begins to write; the school renews its 机构职能, and an auditor looks at who signed in.
func TestJourneyOfTheCatalogue(t *testing.T) {
	s := visitDemo(t)
	b := s.chromium(t)
	b.tour = "catalogue"
	file := filepath.Join(t.TempDir(), "标准目录.csv")
	if err := os.WriteFile(file, changedStandard(t), 0o600); err != nil {
		t.Fatal(err)
	}
	b.enter("局办公室")
	b.open("/desk/columns")
	b.shows("法定主动公开内容", "索引号规则")
	b.picture("columns")
	b.open("/desk/index-numbers")
	b.shows("设定规则", "{USCC}/{YYYY}-{seq:05d}")
	b.picture("index-numbers")
	b.open("/desk/standard")
	b.shows("现行第1版")
	b.picture("standard")
	b.click("import", `//a[contains(normalize-space(), "导入新版本")]`)
	b.fill("basis", "某省教育厅通知（某教办〔2026〕1号）")
	b.do("choose file", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
	b.picture("import")
	b.click("compare", `//button[contains(normalize-space(), "检查并比较")]`)
	b.shows("已导入", "增 1 行，改 1 行，删 1 行", "学校开放日")
	b.picture("draft")
	b.click("send", `//button[normalize-space()="送审"]`)
	b.shows("已送审")
	e, err := s.app.Editions.Draft(t.Context(), catalog.Standard, bureauOf(t, s))
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"初审", "复审", "保密审查", "签发领导"} {
		b.enter(role)
		b.open(fmt.Sprintf("/desk/items/%d", e.Item))
		b.shows("增 1 行，改 1 行，删 1 行", "学校开放日")
		if role == "签发领导" {
			b.picture("review")
			b.fill("password", s.password(role))
		}
		b.pass()
	}
	b.shows("已发布")
	b.open("/open/standard")
	b.shows("第2版，38 个事项", "学校开放日")
	b.picture("public")

	b.enter("局办公室")
	b.open("/desk/coverage")
	b.picture("coverage")
	b.open("/desk/powers")
	b.picture("powers-of-units")
	b.click("the bureau's", `//tr//a[contains(normalize-space(), "濮阳市教育局")]`)
	b.shows("行政许可", "教师资格认定")
	b.picture("powers")

	b.enter("学校")
	b.open("/desk/coverage")
	b.shows("学校开放日")
	b.picture("school-coverage")
	b.open("/desk/items/new?entry=0506")
	b.shows("标准目录事项", "本单位应公开")
	b.picture("school-writes")
	b.open("/desk/profiles")
	b.click("renew", `//a[starts-with(normalize-space(), "更新")]`)
	b.picture("profile")
	b.enter("审计管理员")
	b.open("/desk/sign-ins")
	b.shows("登录记录", "示例")
	b.picture("sign-ins")
	b.open("/desk/account")
	b.shows("最近的登录")
	b.picture("account")
}
