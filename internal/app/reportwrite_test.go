package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/workday"
)

var (
	baseField  = regexp.MustCompile(`name="base" value="([0-9a-f]{64})"`)
	promiseAt  = regexp.MustCompile(`/desk/promises/\d+`)
	deskItemAt = regexp.MustCompile(`^/desk/items/(\d+)$`)
)

// itemIn is the item whose page the user is at.
func (u *user) itemIn() publication.ID {
	u.t.Helper()
	m := deskItemAt.FindStringSubmatch(u.at)
	if m == nil {
		u.t.Fatalf("at %s (%d), which is no item\n%s", u.at, u.status, u.body)
	}
	var id publication.ID
	if _, err := fmt.Sscan(m[1], &id); err != nil {
		u.t.Fatal(err)
	}
	return id
}

// TestAReportFromItsTextsToItsCorrection: texts are written around figures that nobody can type over, a figure is corrected by hand and signed by
// another, what goes stale is renewed, and the report is released; then an error is put right by an edition of its own, and the public reads both.
func TestAReportFromItsTextsToItsCorrection(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	writer, office, head, public := s.as(t, "科室信息员"), s.as(t, "局办公室"), s.as(t, "政府信息公开工作机构负责人"), s.visitor(t)
	const at = "/desk/reports/2026"

	writer.get(at).shows("修改文字", "手工更正", "没有手工更正")
	if strings.Contains(writer.body, "生成送审稿") {
		t.Error("a report can be sent before its year is over")
	}
	writer.post(at+"/draft", nil).shows("没有生成", "统计期还没有结束")
	for _, u := range []*user{office, head, s.as(t, "学校")} {
		if u.get(at + "/texts"); u.status != http.StatusForbidden && u.s.password("学校") == "" {
			t.Errorf("somebody else may write: %d", u.status)
		}
	}
	writer.get(at+"/texts").shows("可以引用的数", "{新收政府信息公开申请}", "（五）监督保障", "收取信息处理费{收取信息处理费}元")
	base := baseField.FindStringSubmatch(writer.body)[1]
	text := url.Values{"base": {base}, "overview": {"（一）主动公开。公开{主动公开信息}条，{nothing}。"}, "problems": {"公开目录更新不够及时。\n改进：每季度核对一次公开目录。"}, "others": {"收取信息处理费{收取信息处理费}元。"}}
	writer.post(at+"/texts", text).shows("没有保存", "没有这个数", "{nothing}")
	text.Set("overview", "（一）主动公开。联系人电话13800138000。")
	writer.post(at+"/texts", text).shows("没有保存", "请删去", "每季度核对一次公开目录")
	text.Set("overview", "（一）主动公开。公开{items}条。")
	writer.post(at+"/texts", text).shows("已保存")
	writer.post(at+"/texts", text).shows("没有保存", "有人保存过", "每季度核对一次公开目录")

	s.clock.Set(workday.NewDate(2027, time.January, 12).Time().Add(9 * time.Hour))
	writer.get(at).shows("生成送审稿")
	office.get(at+"?cell=table2.licensing.0").shows("登记手工更正", at+"/figures/table2.licensing.0")
	office.get(at+"/figures/table3.total.natural").shows("不能更正这一格", "合计由各格相加得出")
	const figure = at + "/figures/table2.licensing.0"
	office.get(figure).shows("登记手工更正：2026年度，行政许可，本年处理决定数量", "对外公布")
	office.post(figure, url.Values{"difference": {"两"}, "reason": {"补计"}}).shows("没有登记", "更正数应为", "补计")
	office.post(figure, url.Values{"difference": {"＋2"}, "reason": {"原系统停用前的两件没有导入。"}}).shows("“行政许可·本年处理决定数量” +2，等另一人签字", "待签")
	mine := adjustmentAt.FindString(office.body)
	head.get("/desk/").shows("2026年度手工更正")
	head.get(mine+"/signature").shows("签字：2026年度手工更正", "现在是 ", "，签字后是 ", "印在表格下面")
	head.post(mine+"/signature", nil).shows("已签字")
	head.get(at+"?cell=table2.licensing.0").shows("另有手工更正 +2", "表二 › 行政许可")
	writer.get(at).shows("由局办公室打开一格登记")

	writer.post(at+"/draft", nil).shows("已生成送审稿", "所附年度报告", "打开报告，逐格核对", "“行政许可·本年处理决定数量” +2：原系统停用前")
	id := writer.itemIn()
	text.Set("base", "")
	text.Set("problems", text.Get("problems")+"\n改进：增加政策解读的形式。")
	writer.post(at+"/texts", text).shows("已保存", "送审稿在办", "签发时会拦住", "重新生成")
	writer.post(at+"/draft", nil).shows("已生成送审稿")
	if again := writer.itemIn(); again != id {
		t.Errorf("renewed as item %d, was %d", again, id)
	}
	if writer.get(at); strings.Contains(writer.body, "签发时会拦住") {
		t.Error("what was renewed is said to be stale")
	}
	s.submits(t, id)
	s.signs(t, id)
	public.get("/reports/2026").shows("“行政许可·本年处理决定数量” +2：原系统停用前的两件没有导入。", "每季度核对一次公开目录", "（一）主动公开")
	if strings.Contains(public.body, "本报告于") {
		t.Error("the first edition says that it was corrected")
	}
	for _, cell := range []string{"table2.licensing.0", "field.licences"} { // its records are those of before, and nothing was added to or lost from them
		public.get("/reports/2026/records/" + cell).shows("其中手工更正 +2，没有记录")
		if strings.Contains(public.body, "公布后记录有增减") || strings.Contains(public.body, "计入") {
			t.Errorf("%s is said to have changed since, or to be a sum of more and less", cell)
		}
	}
	public.get(fmt.Sprintf("/items/%d", id)).shows("2026年度报告", `href="/reports/2026"`)

	writer.get(at).shows("已公布", "起草更正版")
	writer.get(at + "/correction").shows("现在没有不同")
	writer.post(at+"/correction", url.Values{"reason": {"笔误"}}).shows("没有起草", "没有要更正的")
	text.Set("others", "没有收取信息处理费。")
	writer.post(at+"/texts", text).shows("已保存")
	if public.get("/reports/2026"); strings.Contains(public.body, "没有收取信息处理费") {
		t.Error("what is being written is public")
	}
	writer.get(at + "/correction").shows("“六、其他需要报告的事项”的文字有修改")
	writer.post(at+"/correction", url.Values{"reason": {""}}).shows("没有起草", "请写明为什么")
	writer.post(at+"/correction", url.Values{"reason": {"第六节漏写收费情况"}}).shows("已起草更正版")
	if again := writer.itemIn(); again != id {
		t.Errorf("the correction is item %d, the report %d", again, id)
	}
	s.submits(t, id)
	s.signs(t, id)
	public.get("/reports/2026").shows("本报告于", "理由：第六节漏写收费情况", "更正前后的不同", "<ins>", "/reports/2026/editions/1")
	public.get("/reports/2026/editions/1").shows("已更正", "这是更正前的报告", "收取信息处理费0元")
	for _, path := range []string{"/reports/2026/editions/2", "/reports/2026/editions/x", "/reports/2020/editions/1"} {
		if public.get(path); public.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, public.status)
		}
	}
	keptBy(t, s.cfg).sound(t)

	// What it promised is owed, and the next report says how it was kept.
	const next = "/desk/reports/2027"
	writer.get(next).shows("上年提出的改进事项", "每季度核对一次公开目录", "增加政策解读的形式", "待办", "尚未办结，继续办理")
	promise := promiseAt.FindString(writer.body)
	writer.get(promise).shows("登记办结：每季度核对一次公开目录。", "2027年度报告公布以前办结")
	writer.post(promise, url.Values{"reason": {""}}).shows("没有登记", "请写明")
	writer.post(promise, url.Values{"reason": {"四个季度各核对一次，补充公开37条。"}}).shows("已登记办结", "已办结", "已于2027年1月12日办结，四个季度各核对一次，补充公开37条")
	writer.get(promise).shows("不能登记", "已经登记办结")
	duties, err := s.app.DB.Obligations(t.Context(), obligation.Filter{Rule: law.ReportPromise})
	if err != nil || len(duties) != 2 || duties[0].Due != workday.NewDate(2028, time.January, 31) || duties[0].Open() == duties[1].Open() {
		t.Errorf("owed: %+v, %v", duties, err)
	}
}

// submits sends what the bureau's writer wrote on its way.
func (s *site) submits(t *testing.T, id publication.ID) {
	t.Helper()
	if err := s.app.Items.Submit(t.Context(), s.writer(t).Actor(), id); err != nil {
		t.Fatal(err)
	}
}

// correctsReport gives the report of 2020 an edition of its own, which says one thing more.
func (s *site) correctsReport(t *testing.T) {
	t.Helper()
	ctx, by := t.Context(), s.writer(t)
	u, err := s.app.DB.UnitByCode(ctx, "jyj")
	if err != nil {
		t.Fatal(err)
	}
	_, saved, err := s.app.Reports.Public(ctx, u, 2020)
	if err != nil {
		t.Fatal(err)
	}
	text := saved.Sections
	text.Others, text.Problems = "没有收取信息处理费。", text.Problems+"\n改进：增加政策解读的形式。"
	if err := s.app.Reports.Keep(ctx, by, u, 2020, "", text); err != nil {
		t.Fatal(err)
	}
	v := mustItem(t, s, publication.ID(saved.Item)).Version
	id, err := s.app.Reports.Correct(ctx, by, u, 2020, "第六节漏写收费情况", v)
	if err != nil {
		t.Fatal(err)
	}
	s.submits(t, id)
	s.signs(t, id)
}

// promise has the report of 2020 promise something, and returns its number.
func (s *site) promise(t *testing.T) int64 {
	t.Helper()
	s.correctsReport(t)
	list, err := s.app.Reports.Promises(t.Context(), bureauOf(t, s), 2020)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	return list[0].ID
}
