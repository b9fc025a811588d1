package desk

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

func (d *Desk) plainFrame(title string) Frame {
	now := d.Now().In(workday.Beijing)
	f := Frame{Title: title, Agency: d.agency(), HomeURL: "/desk/"}
	if d.demo == nil {
		return f // a real server's clock is everybody's
	}
	f.Clock = fmt.Sprintf("%s %s %s", now.Format("2006-01-02"), workday.DateOf(now).ChineseWeekday(), now.Format("15:04"))
	f.ClockISO = now.Format("2006-01-02T15:04")
	return f
}

// frame returns what is around a page for the person; current is the address of its entry in the navigation.
func (d *Desk) frame(w http.ResponseWriter, r *http.Request, title, current string, crumbs ...layout.Link) (Frame, error) {
	p := who(r)
	f := d.plainFrame(title)
	f.Who, f.SignOut, f.Crumbs = p.Name, "/desk/sign-out", crumbs
	f.Role = roleNames(p)
	f.Account = []layout.Link{{Text: "我的账号", URL: "/desk/account"}, {Text: "公开门户", URL: "/"}}
	f.Flash = d.takeFlash(w, r)
	_, waiting, err := d.Items.Waiting(r.Context(), p, publication.Queue{})
	if err != nil {
		return f, err
	}
	today := workday.DateOf(d.Now())
	late, err := d.Obligations.Count(r.Context(), obligation.Filter{Unit: d.scope(p), OpenOnly: true, DueBy: today.AddDays(-1)})
	if err != nil {
		return f, err
	}
	entry := func(icon, text, short, url, count string, hot bool) NavEntry {
		return NavEntry{Icon: icon, Text: text, Short: short, URL: url, Count: count, Hot: hot, Current: url == current}
	}
	f.Nav = []NavGroup{
		{Title: "我的", Entries: []NavEntry{
			entry("today", "今日", "", "/desk/", countOf(late), late > 0),
			entry("draft", "稿件", "", "/desk/items", "", false),
			entry("review", "待我审核", "审核", "/desk/review", countOf(waiting), false),
		}},
		{Title: "办理", Entries: []NavEntry{
			entry("credit", "双公示", "", "/desk/batches", "", false), entry("chan", "渠道送达", "送达", "/desk/deliveries", "", false),
			entry("file", "权责清单", "权责", "/desk/powers", "", false), entry("unit", "机构职能", "职能", "/desk/profiles", "", false),
		}},
		{Title: "年度", Entries: []NavEntry{
			entry("report", "年度报告", "年报", reportMenuURL(today), "", false), entry("calendar", "工作日历", "日历", "/desk/calendar", "", false),
			entry("ledger", "账本", "", "/desk/ledger", "", false),
		}},
	}
	if p.Has(disputeReaders...) {
		f.Nav[1].Entries = slices.Insert(f.Nav[1].Entries, 0, entry("file", "复议诉讼", "复诉", disputesURL, "", false))
	}
	if p.Has(requestReaders...) {
		f.Nav[1].Entries = slices.Insert(f.Nav[1].Entries, 0, entry("req", "依申请公开", "申请", requestsURL, "", false))
	}
	if p.Has(correctionReaders...) {
		f.Nav[1].Entries = append(f.Nav[1].Entries, entry("warn", "网页纠错", "纠错", "/desk/corrections", "", false))
	}
	manage := NavGroup{Title: "管理", Entries: []NavEntry{
		entry("column", "栏目", "", "/desk/columns", "", false), entry("file", "标准目录", "标准", "/desk/standard", "", false), entry("ok", "公开覆盖", "覆盖", "/desk/coverage", "", false), entry("next", "审核流程", "流程", "/desk/routes", "", false), entry("search", "检索词", "检索", "/desk/words", "", false),
	}}
	if p.Has(administrators...) {
		manage.Entries = append(manage.Entries, entry("unit", "单位", "", "/desk/units", "", false), entry("person", "人员与账号", "人员", "/desk/people", "", false))
	}
	if p.Has(agency.AuditAdmin, agency.SecurityAdmin) {
		manage.Entries = append(manage.Entries, entry("shield", "登录记录", "登录", "/desk/sign-ins", "", false))
	}
	if p.Has(systemReaders...) {
		manage.Entries = append(manage.Entries, entry("shield", "系统", "", "/desk/system", "", false))
	}
	f.Nav = append(f.Nav, manage)
	if p.Has(leaders...) {
		f.Nav[0].Entries = append(f.Nav[0].Entries, entry("item", "领导一页", "领导", "/desk/leader", "", false))
	}
	if d.demo != nil {
		f.Nav = append(f.Nav, NavGroup{Title: "演示", Entries: []NavEntry{entry("eye", "导览", "", "/desk/tour", "", false)}})
	}
	return f, nil
}

func countOf(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func roleNames(p *agency.Person) string {
	var names []string
	for _, r := range p.Roles {
		names = append(names, r.Info().Name)
	}
	return strings.Join(names, "、")
}

// scope is the unit whose duties a person sees; 0 means all.
func (d *Desk) scope(p *agency.Person) int64 {
	if p.Oversees() {
		return 0
	}
	return int64(p.Unit)
}
