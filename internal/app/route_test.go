package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestGeneralOfficeSetsARoute: the way of new drafts changes, of those under way it does not; a way that nobody could walk is
// refused in words.
func TestGeneralOfficeSetsARoute(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office, clerk := s.as(t, "局办公室"), s.as(t, "学校")
	office.get("/desk/routes").shows("审核流程", "编辑 → 单位负责人审核", "编辑 → 初审 → 复审 → 保密审查 → 签发", `href="/desk/routes/yizhong"`)
	if clerk.get("/desk/routes"); strings.Contains(clerk.body, `href="/desk/routes/yizhong"`) {
		t.Error("a clerk is offered to change a route")
	}
	if clerk.get("/desk/routes/yizhong"); clerk.status != http.StatusForbidden {
		t.Errorf("a clerk opens a route: %d", clerk.status)
	}
	if office.get("/desk/routes/nowhere"); office.status != http.StatusNotFound {
		t.Errorf("no such unit: %d", office.status)
	}
	office.get("/desk/routes/yizhong").shows("市一中", "单位负责人：", "尚无人员")
	office.post("/desk/routes/yizhong", url.Values{}).shows("没有设定审核流程")
	office.post("/desk/routes/yizhong", url.Values{"first-review": {"first-reviewer"}, "head-review": {"unit-head"}}).shows("初审没有人办理", "请先任命")
	office.post("/desk/routes/yizhong", url.Values{"first-review": {"unit-head"}, "head-review": {"unit-head"}}).shows("相邻两步不能由同一人办理")
	office.post("/desk/routes/yizhong", url.Values{"head-review": {"unit-head"}}).shows("已采用")
}

// TestApprovalSheetShowsWhoDecidedWhat: the paper that is kept with the file.
func TestApprovalSheetShowsWhoDecidedWhat(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "检查员")
	u.get(fmt.Sprintf("/desk/items/%d/sheet", s.result.Samples.Article)).shows("政府信息公开审批单", "拟稿人", "保密审查", "依据：", "签发", "同意")
	u.get(fmt.Sprintf("/desk/items/%d/sheet", s.result.Samples.FirstReview)).shows("尚未办理")
}

// TestWorkIsHandedOver: a draft goes to another writer, who then owns its deadline; there must be somebody to take it.
func TestWorkIsHandedOver(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	writer, clerk, other := s.as(t, "科室信息员"), s.as(t, "学校"), s.as(t, "行政审批信息员")
	clerk.get(fmt.Sprintf("/desk/items/%d/handover", s.result.Samples.SchoolDraft)).shows("不能转交", "没有其他可以接手的信息员")
	id := s.result.Samples.Late
	item := fmt.Sprintf("/desk/items/%d", id)
	to := int64(0)
	for _, a := range s.result.Accounts {
		if a.Role == "行政审批信息员" {
			to = int64(a.Person)
		}
	}
	writer.get(item).shows("转交他人")
	writer.get(item+"/handover").shows("转给", "写过这份稿的人都不能审核它", fmt.Sprintf(`value="%d"`, to))
	writer.post(item+"/handover", url.Values{"to": {"987654"}}).shows("不能转给这个人")
	writer.post(item+"/handover", url.Values{"to": {fmt.Sprint(to)}, "reason": {"外出培训"}}).shows("已转交")
	if it := mustItem(t, s, id); it.Writer != to {
		t.Errorf("written by %d, want %d", it.Writer, to)
	}
	other.get(item).shows("存草稿")
	if writer.get(item); strings.Contains(writer.body, "存草稿") {
		t.Error("who gave the draft away may still write on it")
	}
}

// TestQueueIsByDeadline: what is due first is on top.
func TestQueueIsByDeadline(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "复审").get("/desk/review").shows("待我审核", "期限近的在前", "已等")
	due := regexp.MustCompile(`<span class="small muted">(\d\d-\d\d)</span>`).FindAllString(u.body, -1)
	if len(due) < 2 || !slices.IsSorted(due) {
		t.Errorf("the queue is due on %v", due)
	}
}
