package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongkai/internal/catalog"
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

	public.get(out).shows("政府网站工作年度报表（2026年）", "12345\u00a0次", "示例教育", "办件量·法人办件量", "发布留痕")
	public.get("/reports").shows(`href="` + out + `"`)
	public.get("/").shows(`href="`+out+`"`, "网站年度报表")
	public.get(fmt.Sprintf("/items/%d", id)).shows(`href="` + out + `"`)
	for _, ext := range []string{"csv", "json", "xlsx"} {
		if rows := s.download(t, out+"/report."+ext); len(rows) != len(website.Fields())+1 {
			t.Errorf("%s has %d rows", ext, len(rows))
		}
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
	public.get(out).shows("本报表于", "理由：漏计一次", "12345 次", "12346 次")
	keptBy(t, s.cfg).sound(t)
}
