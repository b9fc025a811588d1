package app

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/catalog"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// changedStandard is the ministry's catalogue with a row that goes, one that changes and one that comes, as CSV.
func changedStandard(t *testing.T) []byte {
	t.Helper()
	entries := catalog.Compulsory()
	entries = slices.DeleteFunc(entries, func(e catalog.StandardEntry) bool { return e.Code == "1102" })
	for i := range entries {
		if entries[i].Code == "0501" {
			entries[i].Elements = append(entries[i].Elements, "作息时间")
			added := entries[i]
			added.Seq, added.Code, added.Name, added.Subjects = 99, "0506", "学校开放日", []string{"学校"}
			entries = slices.Insert(entries, i+1, added)
			break
		}
	}
	var b bytes.Buffer
	if err := catalog.WriteStandardCSV(&b, entries); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// signs takes an item of the bureau through every step, as the demo's people.
func (s *site) signs(t *testing.T, id publication.ID, looks ...string) {
	t.Helper()
	for _, role := range []string{"初审", "复审", "保密审查", "签发领导"} {
		u := s.again(t, role)
		u.get(fmt.Sprintf("/desk/items/%d", id)).shows(looks...)
		u.post(fmt.Sprintf("/desk/items/%d/decision", id), url.Values{
			"decision": {"pass"}, "basis": {"不涉密"}, "opinion": {"附件已打开核对"}, "digest": {mustItem(t, s, id).Version.Digest()}, "password": {s.password(role)},
		})
		if u.status != http.StatusOK {
			t.Fatalf("%s: %d\n%s", role, u.status, u.body)
		}
	}
}

// TestStandardCatalogueFromFileToDuty: an edition is imported, compared, reviewed and released; the portal shows it, units owe what
// came, and a school's item that serves it meets the duty.
func TestStandardCatalogueFromFileToDuty(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office, clerk, head, v := s.as(t, "局办公室"), s.as(t, "学校"), s.as(t, "学校负责人"), s.visitor(t)
	form := url.Values{"basis": {"某省教育厅通知（某教办〔2026〕1号）"}}
	file := changedStandard(t)

	v.get("/open/standard").shows("第1版，38 个事项", "教学评比与教师评选", "■")
	v.get("/open/standard/0501")
	if clerk.get("/desk/standard/import"); clerk.status != http.StatusForbidden {
		t.Errorf("a school may import: %d", clerk.status)
	}
	office.get("/desk/standard").shows("现行第1版", "导入新版本", "历次版本", "由谁承担")
	office.send("/desk/standard/import", form, map[string][]byte{"目录.csv": bytes.Replace(file, []byte("0506"), []byte("0501"), 1)}).
		shows("一行也没有导入", "重复", "每个二级事项用不同的编码")
	office.send("/desk/standard/import", form, map[string][]byte{"目录.xlsx": file}).shows("一行也没有导入").hidesInside()
	office.send("/desk/standard/import", url.Values{}, map[string][]byte{"目录.csv": file}).shows("请写明调整依据")
	office.send("/desk/standard/import", form, map[string][]byte{"目录.csv": file}).shows("已导入", "增 1 行，改 1 行，删 1 行", "学校开放日", "作息时间", "送审")
	draft := office.at
	if v.get("/open/standard"); strings.Contains(v.body, "学校开放日") {
		t.Error("a draft is public")
	}
	office.post(draft+"/submission", nil).shows("已送审", "待初审")
	office.send("/desk/standard/import", form, map[string][]byte{"目录.csv": file}).shows("上一次导入的版本正在审核")

	e, err := s.app.Editions.Draft(t.Context(), catalog.Standard, bureauOf(t, s))
	if err != nil {
		t.Fatal(err)
	}
	s.signs(t, publication.ID(e.Item), "义务教育领域基层政务公开标准目录", "增 1 行，改 1 行，删 1 行", "学校开放日")
	v.get("/open/standard").shows("第2版，38 个事项", "学校开放日", "某教办〔2026〕1号")
	if strings.Contains(v.body, "教学评比与教师评选") {
		t.Error("the entry that went is still shown")
	}
	if v.get("/open/standard/1102"); v.status != http.StatusNotFound {
		t.Errorf("the page of the entry that went: %d", v.status)
	}
	v.get("/open/standard.csv").shows("学校开放日")
	v.get(fmt.Sprintf("/items/%d", e.Item)).shows("目录全文", "/open/standard")
	office.get("/desk/standard").shows("现行第2版", "已被替代")

	owes := func(unit int64, code string) (obligation.Obligation, bool) {
		t.Helper()
		os, err := s.app.DB.Obligations(t.Context(), obligation.Filter{Rule: catalog.EntryRule, Unit: unit})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(os, func(o obligation.Obligation) bool { return strings.Contains(o.Title, code+" ") && o.MetOn.IsZero() })
		if i < 0 {
			return obligation.Obligation{}, false
		}
		return os[i], os[i].Open()
	}
	unit := mustItem(t, s, s.result.Samples.SchoolDraft).Unit
	before, open := owes(unit, "0506")
	if !open {
		t.Fatal("the school does not owe the entry that came")
	}
	clerk.get("/desk/coverage?entry=0506").shows("学校开放日", "待公开", `/desk/items/new?entry=0506`)
	clerk.get("/desk/items/new?entry=0506").shows("标准目录事项", "本单位应公开", `value="0506" checked`)

	doc := mustItem(t, s, s.result.Samples.SchoolDraft).Version
	doc.Title, doc.Summary, doc.FormedOn, doc.Body = "市一中2026年学校开放日安排", "学校开放日的时间和报名办法。", workday.DateOf(s.clock.Now()), "一、时间\n12月5日上午。"
	f := itemForm(doc, "1")
	f["entry"], f["key"] = []string{"0506", "x", "0506"}, []string{"standard-1"}
	clerk.send("/desk/items", f, nil).shows("已送审")
	it := itemTitled(t, s, doc.Title)
	if !slices.Equal(it.Version.Entries, []string{"0506"}) {
		t.Errorf("entries %v", it.Version.Entries)
	}
	head.get(fmt.Sprintf("/desk/items/%d", it.ID)).shows("0506 学校开放日")
	school{s, clerk, head}.pass(t, it.ID)

	after, open := owes(unit, "0506")
	if !open || after.ID == before.ID || after.From != workday.DateOf(s.clock.Now()) {
		t.Errorf("after the release the school owes %+v", after)
	}
	clerk.get("/desk/coverage?entry=0506").shows("已公开", "1 条")
	v.get("/open/standard").shows("已公开 1 条")
	v.get("/open/standard/0506").shows(doc.Title)
	v.get(fmt.Sprintf("/items/%d", it.ID)).shows("标准目录", "招生管理／学校开放日")
}

func bureauOf(t *testing.T, s *site) int64 {
	t.Helper()
	units, err := s.app.DB.Units(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return int64(units[0].ID)
}

// TestReturnedEditionIsReplaced: a reviewer sends an edition back; what is imported then goes the whole way again.
func TestReturnedEditionIsReplaced(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office, first := s.as(t, "局办公室"), s.as(t, "初审")
	form := url.Values{"basis": {"通知"}}
	office.send("/desk/standard/import", form, map[string][]byte{"a.csv": changedStandard(t)}).shows("已导入")
	office.post(office.at+"/submission", nil).shows("已送审")
	e, err := s.app.Editions.Draft(t.Context(), catalog.Standard, bureauOf(t, s))
	if err != nil {
		t.Fatal(err)
	}
	id := publication.ID(e.Item)
	first.post(fmt.Sprintf("/desk/items/%d/decision", id), url.Values{"decision": {"return"}, "opinion": {"依据写全"}, "digest": {mustItem(t, s, id).Version.Digest()}}).shows("已退回")
	office.get(fmt.Sprintf("/desk/items/%d", id)).shows("依据写全", "换一个文件", "送审")
	form.Set("basis", "某省教育厅通知")
	office.send("/desk/standard/import", form, map[string][]byte{"a.csv": changedStandard(t)}).shows("已导入", "某省教育厅通知")
	office.post(office.at+"/submission", nil).shows("已送审")
	it := mustItem(t, s, id)
	if it.State != publication.InReview || it.Version.No != 2 || !strings.Contains(it.Version.Body, "某省教育厅通知") {
		t.Errorf("item after the second import: %s, version %d", it.State, it.Version.No)
	}
	if again, err := s.app.Editions.Edition(t.Context(), e.ID); err != nil || again.Root == e.Root || it.Version.Cargo.Root != again.Root {
		t.Errorf("cargo %+v of edition %+v: %v", it.Version.Cargo, again, err)
	}
}

// TestReturnedEditionIsGivenUp: the draft and what was owed for it go, and what is in force stays.
func TestReturnedEditionIsGivenUp(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office, first := s.as(t, "局办公室"), s.as(t, "初审")
	office.send("/desk/standard/import", url.Values{"basis": {"通知"}}, map[string][]byte{"a.csv": changedStandard(t)}).shows("已导入")
	draft := office.at
	office.post(draft+"/submission", nil).shows("已送审")
	office.post(draft+"/removal", nil).shows("上一次导入的版本正在审核")
	e, err := s.app.Editions.Draft(t.Context(), catalog.Standard, bureauOf(t, s))
	if err != nil {
		t.Fatal(err)
	}
	id := publication.ID(e.Item)
	first.post(fmt.Sprintf("/desk/items/%d/decision", id), url.Values{"decision": {"return"}, "opinion": {"不调整"}, "digest": {mustItem(t, s, id).Version.Digest()}}).shows("已退回")
	office.post(draft+"/removal", nil).shows("已放弃", "现行第1版")
	os, err := s.app.DB.Obligations(t.Context(), obligation.Filter{Subject: ref.To(publication.Ref, id)})
	if err != nil || len(os) != 1 || os[0].Open() {
		t.Errorf("owed for what was given up: %+v, %v", os, err)
	}
	office.send("/desk/standard/import", url.Values{"basis": {"通知"}}, map[string][]byte{"a.csv": changedStandard(t)}).shows("已导入", "第2版")
	if office.at == draft {
		t.Error("the draft that was given up is used again")
	}
}

// TestCoverageSaysWhoOwesWhat: the table, its lists and the form of an entry.
func TestCoverageSaysWhoOwesWhat(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office, clerk, inspector := s.as(t, "局办公室"), s.as(t, "学校"), s.as(t, "检查员")
	inspector.get("/desk/coverage").shows("覆盖率", "逾期", "将到期", "已公开", "不涉及", "学校食品安全", `href="/desk/coverage?state=late"`)
	inspector.get("/desk/coverage?state=late").shows("学校食品安全", "市五中")
	inspector.get("/desk/coverage?unit=yizhong").shows("濮阳市第一中学", "招生政策")
	if clerk.get("/desk/coverage"); strings.Contains(clerk.body, "市五中") {
		t.Error("a school sees another's duties")
	}
	office.get("/desk/standard/entries/1003").shows("学校食品安全", "更新周期（天）", `value="310"`)
	office.post("/desk/standard/entries/1003", url.Values{"cycle_days": {"半年"}, "unit": {"1"}}).shows("没有保存", "更新周期要填整数", "半年")
	office.post("/desk/standard/entries/1003", url.Values{"cycle_days": {"180"}, "unit": {fmt.Sprint(bureauOf(t, s))}}).shows("已保存", "1 个单位")
	office.get("/desk/coverage?entry=1003").shows("濮阳市教育局", "180 天")
	if strings.Contains(office.body, "濮阳市第五中学") {
		t.Error("a unit that was taken away still owes")
	}
	if office.get("/desk/standard/entries/9999"); office.status != http.StatusNotFound {
		t.Errorf("an entry of nowhere: %d", office.status)
	}
}
