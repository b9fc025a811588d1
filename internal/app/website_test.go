package app

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report/paper"
	"gongkai/internal/report/website"
	"gongkai/internal/workday"
)

// wholeWebsite is a form of the 政府网站工作年度报表 filled in: every count 0, every choice its first.
func wholeWebsite() website.Values {
	v := website.Values{}
	for _, f := range website.Fields() {
		switch {
		case f.Typed() && f.Kind == website.Count:
			v[f.Key] = "0"
		case f.Typed() && f.Kind == website.Choice:
			v[f.Key] = f.Options[0]
		}
	}
	return v
}

// publishesWebsite releases the report of a year that is over, and begins that of the next.
func (s *site) publishesWebsite(t *testing.T, year int) {
	t.Helper()
	ctx, by := t.Context(), s.writer(t)
	u, err := s.app.DB.UnitByCode(ctx, "jyj")
	if err != nil {
		t.Fatal(err)
	}
	for _, y := range []int{year, year + 1} {
		if err := s.app.Website.Keep(ctx, by, u, y, "", wholeWebsite()); err != nil {
			t.Fatal(err)
		}
	}
	r, _, err := s.app.Website.Build(ctx, u, year)
	if err != nil {
		t.Fatal(err)
	}
	v := r.Announce()
	v.FormedOn, v.Source, v.Unnumbered = workday.DateOf(s.clock.Now()), u.Name, true
	columns, err := s.app.DB.Columns(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range columns {
		if c.Code == string(catalog.Annual) {
			v.Column = int64(c.ID)
		}
	}
	id, err := s.app.Website.Load(ctx, by, u, year, v)
	if err != nil {
		t.Fatal(err)
	}
	s.submits(t, id)
	s.signs(t, id)
}

// correctsWebsite puts the report of a year right, so that it has a 更正版.
func (s *site) correctsWebsite(t *testing.T, year int) {
	t.Helper()
	ctx, by := t.Context(), s.writer(t)
	u, err := s.app.DB.UnitByCode(ctx, "jyj")
	if err != nil {
		t.Fatal(err)
	}
	typed := wholeWebsite()
	typed["visits"] = "7"
	if err := s.app.Website.Keep(ctx, by, u, year, "", typed); err != nil {
		t.Fatal(err)
	}
	saved, err := s.app.Website.Public(ctx, int64(u.ID), year)
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.app.Website.Correct(ctx, by, u, year, "漏计访问量", mustItem(t, s, publication.ID(saved.Item)).Version)
	if err != nil {
		t.Fatal(err)
	}
	s.submits(t, id)
	s.signs(t, id)
}

// TestAWebsiteReportFromItsFormToThePublic: what is counted is locked, what is typed is validated at its field, what does not agree is held back, and
// the release shows it to everybody, in files too; an error is put right by a 更正版 with what it changed.
func TestAWebsiteReportFromItsFormToThePublic(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	writer, office, public := s.as(t, "科室信息员"), s.as(t, "局办公室"), s.visitor(t)
	const at, out = "/desk/website-reports/2026", "/website-reports/2026"

	office.get("/desk/reports/2026").shows(`href="` + at + `"`)
	if office.get(at).shows("年内预填", "由记录统计：年内首次发布的信息"); strings.Contains(office.body, "data-send>保存") {
		t.Error("somebody who does not write may save")
	}
	if office.post(at, url.Values{"visits": {"1"}}); office.status != http.StatusForbidden {
		t.Errorf("somebody else writes: %d", office.status)
	}
	form := url.Values{}
	for k, v := range wholeWebsite() {
		form.Set(k, v)
	}
	form.Set("visits", "１２,３４５")
	form.Set("checks", "-1")
	form.Set("weibo", "联系人13800138000")
	form.Set("media", "也许")
	writer.get(at).shows("保存", "缺 2", "取自网站配置")
	form.Set("base", baseField.FindStringSubmatch(writer.body)[1])
	writer.post(at, form).shows("没有保存", "“安全检测评估次数”应为不小于 0 的整数，单位是次", "请删去", "请在“有”“无”中选一项", "１２,３４５")
	form.Set("checks", "2")
	form.Set("weibo", "示例教育")
	form.Set("media", "有")
	form.Set("cases", "3")
	form.Set("cases-natural", "1")
	form.Set("released", "999999") // counted: nobody types over it
	writer.post(at, form).shows("已保存", "勾稽不符", "“办件量·总数”是 3，“办件量·自然人办件量”加“办件量·法人办件量”是 1")
	writer.post(at, form).shows("没有保存", "又有人保存过")
	if strings.Contains(writer.body, "999999") {
		t.Error("a counted figure was typed over")
	}
	writer.post(at+"/draft", nil).shows("没有生成", "统计期还没有结束")

	s.clock.Set(workday.NewDate(2027, time.January, 12).Time().Add(9 * time.Hour))
	if err := s.app.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	writer.get("/desk/").shows("公布政府网站工作年度报表（2026年）", "填写报表")
	writer.post(at+"/draft", nil).shows("没有生成", "办件量总数等于自然人办件量与法人办件量之和")
	form.Del("base")
	form.Set("cases-legal", "")
	writer.post(at, form).shows("已保存", "缺 1")
	writer.post(at+"/draft", nil).shows("没有生成", "报表还有 1 栏没有填写，填写以后才能送审：办件量·法人办件量。")
	form.Set("cases-legal", "2")
	writer.post(at, form).shows("已保存", "生成送审稿")
	writer.post(at+"/draft", nil).shows("已生成送审稿")
	id := writer.itemIn()
	if public.get(out); public.status != http.StatusNotFound {
		t.Errorf("public before it is signed: %d", public.status)
	}
	writer.get(fmt.Sprintf("/desk/items/%d", id)).shows("selected>政府信息公开年报 › 政府信息公开年报") // or the draft could not be sent
	writer.get(fmt.Sprintf("/desk/items/%d/preview", id)).shows("报表全文")
	s.submits(t, id)
	s.signs(t, id, "所附报表", "网站总访问量")

	public.get(out).shows("政府网站工作年度报表（2026年）", "12345 次", "示例教育", "办件量·法人办件量", "发布留痕")
	public.get("/reports").shows(`href="` + out + `"`)
	public.get("/").shows(`href="`+out+`"`, "网站年度报表")
	public.get(fmt.Sprintf("/items/%d", id)).shows(`href="` + out + `"`)
	if rows := s.download(t, out+"/report.csv"); len(rows) != len(website.Fields())+1 {
		t.Errorf("csv has %d rows", len(rows))
	}
	s.readsAs(t, out, 2026)
	for _, f := range paper.WebsiteFormats {
		office.get(at).shows("回读核对", "逐栏比对", `href="`+at+"/report."+f.Name+`"`)
		if _, err := paper.ReadWebsite(t.Context(), f.Name, []byte(office.get(at+"/report."+f.Name).body)); err != nil {
			t.Errorf("%s of the desk: %v", f.Name, err)
		}
	}
	if n := strings.Count(office.get(at).body, fmt.Sprintf("√ %d 栏同", len(website.Fields()))); n != len(paper.WebsiteFormats) {
		t.Errorf("%d formats read back at the desk", n)
	}
	writer.get(at).shows("已公布", "起草更正版")
	writer.post(at+"/correction", url.Values{"reason": {"笔误"}}).shows("没有起草", "没有要更正的")
	form.Set("visits", "12346")
	writer.post(at, form).shows("已保存", "与公布的报表不同")
	writer.get(at + "/correction").shows("网站总访问量：12345 次 → 12346 次")
	writer.post(at+"/correction", url.Values{"reason": {""}}).shows("没有起草", "请写明为什么更正")
	writer.post(at+"/correction", url.Values{"reason": {"漏计一次"}}).shows("已起草更正版")
	s.submits(t, id)
	s.signs(t, id)
	public.get(out).shows("本报表于", "理由：漏计一次", "12345 次", "12346 次", `href="`+out+`/editions/1"`)
	public.get(out+"/editions/1").shows("这是更正前的报表", "理由：漏计一次", "12345 次", "更正后的报表", `content="noindex"`)
	if strings.Contains(public.body, out+"/records/") {
		t.Error("a figure of an older edition opens")
	}
	for _, no := range []string{"2", "3", "0", "x"} { // the last is the report itself
		if public.get(out + "/editions/" + no); public.status != http.StatusNotFound {
			t.Errorf("edition %s: %d", no, public.status)
		}
	}
	keptBy(t, s.cfg).sound(t)
}

// readsAs compares each file of a public report with what was signed.
func (s *site) readsAs(t *testing.T, at string, year int) {
	t.Helper()
	saved, err := s.app.Website.Public(t.Context(), bureauOf(t, s), year)
	if err != nil {
		t.Fatal(err)
	}
	_, page := s.get(t, at)
	for _, f := range paper.WebsiteFormats {
		if !strings.Contains(page, `href="`+at+"/report."+f.Name+`"`) {
			t.Errorf("the page does not offer %s", f.Name)
		}
		_, body := s.get(t, at+"/report."+f.Name)
		read, err := paper.ReadWebsite(t.Context(), f.Name, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		maps.DeleteFunc(read.Values, func(_, v string) bool { return v == "" })
		if !maps.Equal(read.Values, saved.Last().Values) {
			t.Errorf("%s: %v\nsigned %v", f.Name, read.Values, saved.Last().Values)
		}
	}
}

var (
	recordRow  = regexp.MustCompile(`(?s)<tr[^>]*>.*?</tr>`)
	figureLink = regexp.MustCompile(`<a href="(/website-reports/2020/records/[a-z-]+)">(\d+)`)
	moreLink   = regexp.MustCompile(`<a href="(/desk/website-reports/2020/records/([a-z-]+))" target="_blank"`)
)

// listed counts the rows of a list over all its pages.
func (u *user) listed(at string) (n int) {
	for page := 1; ; page++ {
		rows := len(recordRow.FindAllString(u.get(fmt.Sprintf("%s?page=%d", at, page)).body, -1)) - 1 // the heads
		n += max(0, rows)
		if !strings.Contains(u.body, "下一页") {
			return n
		}
	}
}

// TestCountedFiguresOfTheWebsiteReportOpen: the demo's year 2020. Each counted figure leads to as many records as it says, at the desk all of them,
// outside those that everybody may see; when records have moved on, both pages say so, and what was published stays.
func TestCountedFiguresOfTheWebsiteReportOpen(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	public, desk := s.visitor(t), s.as(t, "科室信息员")
	const out, at = "/website-reports/2020", "/desk/website-reports/2020"
	s.readsAs(t, out, 2020)
	saved, err := s.app.Website.Public(t.Context(), bureauOf(t, s), 2020)
	if err != nil {
		t.Fatal(err)
	}
	opens := map[string]bool{}
	for _, f := range website.Fields() {
		if f.Source != "" {
			opens[f.Key] = f.Source.Public()
		}
	}
	links := figureLink.FindAllStringSubmatch(public.get(out).body, -1)
	for _, m := range links {
		if n := public.listed(m[1]); fmt.Sprint(n) != m[2] || !opens[path.Base(m[1])] {
			t.Errorf("%s says %s and lists %d", m[1], m[2], n)
		}
	}
	if len(links) != 5 {
		t.Errorf("%d figures open outside", len(links))
	}
	more := moreLink.FindAllStringSubmatch(desk.get(at).body, -1)
	for _, m := range more {
		n, want := fmt.Sprint(desk.listed(m[1])), saved.Last().Values[m[2]]
		if m[2] == "message-days" {
			desk.get(m[1]).shows(want+" 天", "由 "+n+" 条留言的用时算得")
			want = saved.Last().Values["messages-done"]
		}
		if n != want {
			t.Errorf("%s is %s and lists %s", m[1], want, n)
		}
	}
	if len(more) != len(opens) {
		t.Errorf("%d figures of %d open at the desk", len(more), len(opens))
	}
	for _, key := range []string{"messages", "messages-done", "message-days", "visits", "nothing"} {
		if public.get(out + "/records/" + key); public.status != http.StatusNotFound {
			t.Errorf("%s opens outside: %d", key, public.status)
		}
	}
	desk.get(at+"/records/messages").shows("网页纠错：链接打不开", `href="/desk/corrections/`)
	if school := s.as(t, "学校").get(at + "/records/messages"); strings.Contains(school.body, `href="/desk/corrections/`) {
		t.Error("a message of another unit is linked")
	}
	if desk.get(at + "/records/visits"); desk.status != http.StatusNotFound {
		t.Errorf("a typed field opens: %d", desk.status)
	}
	if strings.Contains(public.get(out+"/records/news").body, "公布后记录有增减") {
		t.Error("nothing has moved")
	}
	columns, err := s.app.DB.Columns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range columns { // 要闻 becomes another kind of column: its items are no longer 政务动态
		if c.Code == "news" {
			c.Type = "数据发布"
			if err := s.app.DB.EditColumn(t.Context(), &c, act.New(act.System, s.clock.Now(), "catalog.edit-column", ref.To(catalog.ColumnRef, c.ID), "", c.Name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	now := desk.listed(at + "/records/news")
	desk.get(at+"/records/news").shows("公布后记录有变动", "公布的数是 "+saved.Last().Values["news"]+" 条", fmt.Sprintf("按现在的记录是 %d 条", now))
	public.get(out+"/records/news").shows("这个数以公布时为准", fmt.Sprintf("现有 %d 条", now), saved.Last().Values["news"]+" 条")
}
