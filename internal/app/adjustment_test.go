package app

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/demo"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/request"
	"gongkai/internal/workday"
)

// receivedLate registers a request of an earlier year that nobody had registered then.
func (s *site) receivedLate(t *testing.T, on workday.Date) {
	t.Helper()
	req := &request.Request{Unit: bureauOf(t, s), Applicant: request.Natural, ReceivedOn: on, State: request.Received}
	if err := s.app.DB.AddRequest(t.Context(), req, "", on.Year(), func() (act.Act, error) {
		return act.New(act.System, s.clock.Now(), "request.register", ref.To(request.Ref, req.ID), "", req.No), nil
	}); err != nil {
		t.Fatal(err)
	}
}

// adjustment has the office propose one, which waits.
func (s *site) adjustment(t *testing.T) int64 {
	t.Helper()
	office, err := s.app.DB.Person(t.Context(), s.result.Accounts[0].Person, workday.DateOf(s.clock.Now()))
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.app.Reports.ProposeAdjustment(t.Context(), office, bureauOf(t, s), 2026, report.Adjusted{Applicant: request.Natural, Difference: 1, Reason: "示例理由"})
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}

// writer is who writes at the bureau.
func (s *site) writer(t *testing.T) *agency.Person {
	t.Helper()
	i := slices.IndexFunc(s.result.Accounts, func(a demo.Account) bool { return a.Role == "科室信息员" })
	p, err := s.app.DB.Person(t.Context(), s.result.Accounts[i].Person, workday.DateOf(s.clock.Now()))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// writeReport opens the draft of the year's report.
func (s *site) writeReport(t *testing.T, year int) (publication.ID, error) {
	t.Helper()
	ctx := t.Context()
	u, err := s.app.DB.UnitByCode(ctx, "jyj")
	if err != nil {
		t.Fatal(err)
	}
	columns, err := s.app.DB.Columns(ctx)
	if err != nil {
		t.Fatal(err)
	}
	column := columns[slices.IndexFunc(columns, func(c catalog.Column) bool { return c.Code == string(catalog.Annual) })]
	by := s.writer(t)
	if s.clock.Now().Year() <= year { // a report is written after its year
		s.clock.Set(workday.NewDate(year+1, 1, 12).Time().Add(9 * time.Hour))
	}
	if err := s.app.Reports.Keep(ctx, by, u, year, "", report.Sections{Overview: "全年新收申请{requests}件。"}); err != nil {
		return 0, err
	}
	id, err := s.app.Reports.Load(ctx, by, u, year, publication.Version{
		Column: int64(column.ID), Title: fmt.Sprintf("%s%d年政府信息公开工作年度报告", u.Name, year), Genre: "报告", Subject: "科技、教育／教育", Source: "办公室",
		Keywords: "年度报告", FormedOn: workday.DateOf(s.clock.Now()), Summary: "公布年度报告。", Body: "现公布年度报告。", Unnumbered: true,
	})
	if err != nil {
		return 0, err
	}
	return id, s.app.Items.Submit(ctx, by.Actor(), id)
}

var adjustmentAt = regexp.MustCompile(`/desk/adjustments/\d+`)

// TestAdjustmentFromTheDifferenceToThePublicReport: a request of last year comes to light, so that this year begins with one more than last
// year's report left. The report cannot go on until somebody proposes an adjustment and another signs it; the public reads why.
func TestAdjustmentFromTheDifferenceToThePublicReport(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office, head := s.as(t, "局办公室"), s.as(t, "政府信息公开工作机构负责人")
	const at, form = "/desk/reports/2026", "/desk/reports/2026/adjustments"

	office.get(at).shows("上年结转的跨年核对", "商业企业 −1", "已签", "漏记办结", "登记结转调整")
	if strings.Contains(office.body, "勾稽不符") {
		t.Error("the demo's year does not agree with the year before")
	}
	office.get("/desk/reports/2020").shows("没有2019年度已公布的年度报告，上年结转不作跨年比较")
	s.receivedLate(t, workday.NewDate(2025, 12, 28))
	office.get(at).shows("勾稽不符，送审前须处理", "表三“自然人”列：2025年度报告结转下年为 0，本年上年结转为 1", "多 1 件", form+"/new")
	if _, err := s.writeReport(t, 2026); !errors.Is(err, report.ErrViolated) {
		t.Fatalf("written: %v, want ErrViolated", err)
	}

	if head.get(form + "/new"); head.status != http.StatusForbidden {
		t.Errorf("the head may propose: %d", head.status)
	}
	office.get(form+"/new").shows("登记2026年度结转调整", "对外公布")
	office.post(form, url.Values{"applicant": {"natural"}, "difference": {"一"}, "reason": {"补登"}}).
		shows("没有登记", "调整数应为不等于 0 的整数", `value="natural" selected`, "补登</textarea>")
	office.post(form, url.Values{"applicant": {"natural"}, "difference": {"＋1"}, "reason": {"该件于2025年12月28日收到，当时漏登。"}}).shows("自然人 +1，等另一人签字", "待签", "收回")
	mine := adjustmentAt.FindString(office.body)
	office.post(form, url.Values{"applicant": {"natural"}, "difference": {"1"}, "reason": {"再点一次"}}).shows("已有一件结转调整待签", "再点一次")
	if office.post(mine+"/signature", nil); office.status != http.StatusForbidden {
		t.Errorf("the office may sign: %d", office.status)
	}
	office.get(mine + "/taking-back").shows("收回：2026年度结转调整，自然人 +1")
	office.post(mine+"/taking-back", nil).shows("已收回")
	head.post(mine+"/signature", nil).shows("没有签字", "已经签字或者收回")
	audit := s.as(t, "审计管理员")
	audit.get("/desk/ledger").shows("收回结转调整")

	office.post(form, url.Values{"applicant": {"natural"}, "difference": {"+1"}, "reason": {"该件于2025年12月28日收到，当时漏登。"}})
	mine = adjustmentAt.FindString(office.body)
	if _, err := s.writeReport(t, 2026); !errors.Is(err, report.ErrViolated) {
		t.Fatalf("written before the signature: %v, want ErrViolated", err)
	}
	head.get(at).shows(mine + "/signature")
	head.get("/desk/").shows("2026年度结转调整：自然人 +1", "待签", mine+"/signature")
	head.get(mine+"/signature").shows("签字：2026年度结转调整，自然人 +1", "当时漏登", "不能修改、不能删除")
	head.post(mine+"/signature", nil).shows("已签字", "示例人员庚")
	if strings.Contains(head.body, "勾稽不符") || strings.Contains(head.body, mine) {
		t.Error("signed, it still asks for something")
	}
	audit.get("/desk/ledger").shows("签结转调整", "2026年度，自然人 +1")

	id, err := s.writeReport(t, 2026)
	if err != nil {
		t.Fatal(err)
	}
	s.signs(t, id)
	const note = "注：上年结转与2025年度报告所列的总数相同，为1件，申请人类型有调整（商业企业 −1）：该件已于2025年12月30日答复送达，编报2025年度报告时漏记办结；（自然人 +1）：该件于2025年12月28日收到，当时漏登。"
	s.visitor(t).get("/reports/2026").shows(note)
	s.visitor(t).get("/reports/2026/report.json").shows(`"column": "natural"`, `"before"`, "当时漏登")
	s.visitor(t).get("/reports/2026/report.csv").shows("表三," + note)
	s.visitor(t).get("/api/v1/reports/2026").shows("当时漏登")
	office.get(at).shows("已公布", "已签")
	office.get(form+"/new").shows("不能登记结转调整", "已经公布")
	if strings.Contains(office.body, form+"/new") {
		t.Error("what is out may be adjusted")
	}
}
