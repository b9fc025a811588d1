package app

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai/internal/catalog"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

// onBoth runs a test on a demo in either database.
func onBoth(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, visitDemo(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, startDemo(t, storetest.PostgresURL(t)))
	})
}

// powersInForce is the list of the bureau.
func (s *site) powersInForce(t *testing.T) []catalog.Power {
	t.Helper()
	e, err := s.app.Editions.Current(t.Context(), catalog.Powers, bureauOf(t, s))
	if err != nil {
		t.Fatal(err)
	}
	list, err := catalog.PowersOf(e)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func powersFile(t *testing.T, list []catalog.Power) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := catalog.WritePowers(&b, list); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPowersFromFileToPage: a list is imported with its mistakes told, compared, reviewed and released; the portal, the decisions and
// the report follow.
func TestPowersFromFileToPage(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s *site) {
		office, clerk, v := s.as(t, "局办公室"), s.as(t, "学校"), s.visitor(t)
		home := fmt.Sprintf("/desk/powers/%d", bureauOf(t, s))
		list := s.powersInForce(t)

		v.get("/powers").shows("濮阳市教育局权责清单", "第2版，11 项", "行政许可", "教师资格认定", "10个工作日", "调整记录")
		v.get("/units/jyj/powers?q=校车").shows("校车使用许可", "符合条件 1 项")
		if strings.Contains(v.body, "教师资格认定") {
			t.Error("the search finds everything")
		}
		v.get("/units/jyj/powers?kind=行政奖励").shows("做出突出贡献")
		v.get("/units/jyj/editions/powers").shows("第1版", "首次公布", "取消：文艺、体育等专业训练", "修改：教师资格认定（承诺时限", "示政办〔2026〕5号")
		v.get("/units/yizhong/powers").shows("还没有公布")
		if clerk.get(home + "/import"); clerk.status != http.StatusNotFound {
			t.Errorf("a school imports for the bureau: %d", clerk.status)
		}

		changed := append([]catalog.Power{}, list[1:]...) // 教师资格认定 goes
		changed[1].PromisedTerm, changed[1].Phone = "5个工作日", "0393-0000999"
		changed[1].Flow = "校车流程图.png"
		added := list[0]
		added.Code, added.Name, added.Certificates = "0100009000", "示例新增许可", nil
		changed = append(changed, added)
		form := url.Values{"basis": {"关于调整权责清单的通知（示政办〔2026〕88号）"}}
		bad := append([]catalog.Power{}, changed...)
		bad[0].Code, bad[2].Office = bad[1].Code, ""
		office.get(home).shows("现行第2版", "导入新版本", "历次版本")
		office.send(home+"/import", form, map[string][]byte{"清单.xlsx": powersFile(t, bad)}).shows("一行也没有导入", "与第 2 行重复", "承办科室", "没有填写", "2 行有错")
		office.send(home+"/import", form, map[string][]byte{"清单.xlsx": []byte("x")}).shows("一行也没有导入").hidesInside()
		office.send(home+"/import", form, map[string][]byte{"清单.xlsx": powersFile(t, list)}).shows("与现行版本完全相同")
		office.send(home+"/import", url.Values{}, map[string][]byte{"清单.xlsx": powersFile(t, changed)}).shows("请写明调整依据")
		office.send(home+"/import", form, map[string][]byte{"清单.xlsx": powersFile(t, changed)}).
			shows("已导入", "增 1 行，改 1 行，删 1 行", "示例新增许可", "5个工作日", "送审")
		draft := office.at
		office.send(draft+"/files", nil, map[string][]byte{"校车流程图.png": picture(t)}).shows("校车流程图.png", "移除")
		if v.get("/units/jyj/powers"); strings.Contains(v.body, "示例新增许可") {
			t.Error("a draft is public")
		}
		office.post(draft+"/submission", nil).shows("已送审", "待初审")
		office.get(home + "/import").shows("正在审核")

		e, err := s.app.Editions.Draft(t.Context(), catalog.Powers, bureauOf(t, s))
		if err != nil {
			t.Fatal(err)
		}
		if it := mustItem(t, s, publication.ID(e.Item)); !strings.Contains(it.Version.Body, "示例新增许可（0100009000）") || !strings.Contains(it.Version.Body, "承诺时限改为：5个工作日") {
			t.Errorf("what is new is not in the text: %s", it.Version.Body)
		}
		s.signs(t, publication.ID(e.Item), "增 1 行，改 1 行，删 1 行", "示例新增许可")
		v.get("/units/jyj/powers").shows("第3版，11 项", "示例新增许可", "示政办〔2026〕88号")
		v.get("/units/jyj/powers/0100009000").shows("示例新增许可", "中华人民共和国教师法", "受理", "事后监管", "追责情形", "监督电话")
		v.get("/units/jyj/powers/0100003000").shows("校车流程图.png</a>", "5个工作日")
		if v.get("/units/jyj/powers/0100001000"); v.status != http.StatusNotFound {
			t.Errorf("the page of a 职权 that is gone: %d", v.status)
		}
		v.get("/units/jyj/powers.json").shows("示例新增许可", `"edition": 3`)
		if v.get("/units/jyj/powers.xlsx"); v.status != http.StatusOK {
			t.Errorf("the file: %d", v.status)
		}
		v.get(fmt.Sprintf("/items/%d", e.Item)).shows("清单全文", "/units/jyj/powers")
		v.get("/columns/powers").shows("现行权责清单")
	})
}

// TestDecisionsAndTheirPowerLeadToEachOther: by the certificate that is issued.
func TestDecisionsAndTheirPowerLeadToEachOther(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	v.get(fmt.Sprintf("/licences/%d", s.result.Samples.Licence)).shows("许可依据", "教师资格认定", "/units/jyj/powers/0100001000", "《中华人民共和国教师法》第十条", "10个工作日")
	v.get("/units/jyj/powers/0100001000").shows("办理结果", "先列最近 10 件", "/credit?power=0100001000")
	v.get("/credit?power=0100003000").shows("职权编码 0100003000", "校车")
	if strings.Contains(v.body, "准予认定") {
		t.Error("decisions of another 职权")
	}
	if v.get("/credit?power=0200001000"); v.status != http.StatusNotFound {
		t.Errorf("decisions of a 职权 without certificates: %d", v.status)
	}
	v.get("/credit.csv?power=0100003000").shows("校车使用许可决定书")
}

// profileForm is a form as the page shows it for the school.
func profileForm(day string) url.Values {
	return url.Values{
		"changed_on": {day}, "basis": {"新设心理健康中心"}, "name": {"濮阳市第一中学"}, "functions": {"一、实施初中教育。\n二、开展教研。"}, "address": {"示例路88号"},
		"hours": {"工作日 8:00—17:30"}, "contact": {"0393-0000888"}, "head": {"示例负责人09"},
		"department-0-name": {"心理健康中心"}, "department-0-duties": {"负责学生心理健康教育。"}, "department-0-phone": {"0393-0000889"},
		"leader-0-name": {"示例副校长"}, "leader-0-post": {"副校长"}, "leader-0-duty": {"分管德育。"}, "leader-0-order": {"2"},
		"leader-1-name": {"示例负责人09"}, "leader-1-post": {"校长"}, "leader-1-duty": {"主持全面工作。"}, "leader-1-order": {"1"},
	}
}

// TestProfilePassesTheGate: what the administrator registers no longer shows where a profile was released; the school's writer changes
// it, owes it from the day of the change, and it shows when the head has released it.
func TestProfilePassesTheGate(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s *site) {
		clerk, head, admin, office, v := s.as(t, "学校"), s.as(t, "学校负责人"), s.as(t, "系统管理员"), s.as(t, "局办公室"), s.visitor(t)
		unit := mustItem(t, s, s.result.Samples.SchoolDraft).Unit
		home := fmt.Sprintf("/desk/profiles/%d", unit)
		v.get("/units/yizhong").shows("教务处", "领导信息", "党委书记、校长", "机构职能第1版", "调整记录")
		v.get("/units/erzhong").shows("实施初中阶段义务教育")
		v.get("/units/jyj").shows("政策法规科", "局属事业单位", "权责清单")

		u, err := s.app.DB.UnitByCode(t.Context(), "yizhong")
		if err != nil {
			t.Fatal(err)
		}
		admin.post(fmt.Sprintf("/desk/units/%d", u.ID), url.Values{
			"name": {u.Name}, "short": {u.Short}, "kind": {string(u.Kind)}, "duty": {string(u.Duty)}, "head": {u.Head}, "address": {"登记改过的地址"}, "hours": {u.Hours}, "phone": {u.Phone}, "functions": {u.Functions},
		}).shows("已保存")
		if v.get("/units/yizhong"); strings.Contains(v.body, "登记改过的地址") {
			t.Error("the registered address passes the gate")
		}

		clerk.get("/desk/profiles").shows("现行第1版", "教务处", "更新")
		clerk.get(home+"/edit").shows("变动日期", "教务处", "排序", "再加三行")
		clerk.post(home+"/edit", url.Values{"more": {"leaders"}, "leader-0-name": {"示例甲"}}).shows("示例甲", "领导 6")
		today := workday.DateOf(s.clock.Now())
		wrong := profileForm("后天")
		clerk.post(home+"/edit", wrong).shows("没有保存", "读不懂", "后天")
		wrong = profileForm(today.AddDays(1).String())
		wrong.Set("leader-0-post", "")
		clerk.post(home+"/edit", wrong).shows("没有保存", "请填写职务", "晚于今天", "心理健康中心")
		changed := today.AddDays(-3)
		clerk.post(home+"/edit", profileForm(changed.String())).shows("已保存", "示例路88号", "心理健康中心", "送审")
		draft := clerk.at
		e, err := s.app.Editions.Draft(t.Context(), catalog.Profile, unit)
		if err != nil {
			t.Fatal(err)
		}
		owed := func() obligation.Obligation {
			t.Helper()
			os, err := s.app.DB.Obligations(t.Context(), obligation.Filter{Rule: law.Publish, Subject: ref.To(publication.Ref, e.Item)})
			if err != nil || len(os) != 1 {
				t.Fatal(os, err)
			}
			return os[0]
		}
		if o := owed(); o.From != changed || !o.Open() {
			t.Errorf("owed %+v", o)
		}
		if v.get("/units/yizhong"); strings.Contains(v.body, "示例路88号") {
			t.Error("a draft is public")
		}
		clerk.send(draft+"/files", nil, map[string][]byte{"示例副校长.png": picture(t), "坏.zip": []byte("PK\x03\x04")}).shows("没有收下", "示例副校长.png")
		clerk.send(draft+"/files", nil, map[string][]byte{"别人.jpg": picture(t)}).shows("没有收下")
		clerk.post(draft+"/submission", nil).shows("已送审")
		if clerk.send(draft+"/files", nil, map[string][]byte{"后来.png": []byte("x")}); clerk.status != http.StatusConflict {
			t.Errorf("a file added in review: %d", clerk.status)
		}
		office.get(home).shows("待单位负责人审核")
		id := publication.ID(e.Item)
		head.get(fmt.Sprintf("/desk/items/%d", id)).shows("心理健康中心", "示例副校长，副校长")
		school{s, clerk, head}.pass(t, id)
		v.get("/units/yizhong").shows("示例路88号", "心理健康中心", "示例副校长", "机构职能第2版")
		if strings.Contains(v.body, "教务处") {
			t.Error("the department that is gone still shows")
		}
		v.shows(`alt="示例副校长照片"`)
		photo := v.body[strings.Index(v.body, `<img src="/items/`)+len(`<img src="`):]
		if v.get(photo[:strings.Index(photo, `"`)]); v.status != http.StatusOK || v.body != string(picture(t)) {
			t.Errorf("the photo: %d", v.status)
		}
		v.get("/units").shows("0393-0000888")
		v.get("/units/yizhong/editions/profile").shows("新设心理健康中心", "更新基本信息、内设机构、领导")
		if strings.Contains(v.body, "教务处") {
			t.Error("the history tells what stood there before")
		}
		if o := owed(); o.Open() {
			t.Errorf("still owed: %+v", o)
		}
		again := profileForm(today.String())
		clerk.post(home+"/edit", again).shows("与现行版本完全相同")
		again.Set("address", "示例路99号")
		clerk.post(home+"/edit", again).shows("已保存", "示例副校长.png")
		clerk.post(home+"/edit", again).shows("已保存")
		clerk.get("/desk/items?view=draft").shows("濮阳市第一中学机构职能（第3版）")
	})
}

// TestDroppedProfileIsNotOwed: a draft that was given up shows nowhere and owes nothing.
func TestDroppedProfileIsNotOwed(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	clerk := s.as(t, "学校")
	unit := mustItem(t, s, s.result.Samples.SchoolDraft).Unit
	clerk.post(fmt.Sprintf("/desk/profiles/%d/edit", unit), profileForm(workday.DateOf(s.clock.Now()).String())).shows("已保存")
	e, err := s.app.Editions.Draft(t.Context(), catalog.Profile, unit)
	if err != nil {
		t.Fatal(err)
	}
	clerk.post(clerk.at+"/removal", nil).shows("已放弃", "现行第1版")
	os, err := s.app.DB.Obligations(t.Context(), obligation.Filter{Rule: law.Publish, Subject: ref.To(publication.Ref, e.Item)})
	if err != nil || len(os) != 1 || os[0].Open() {
		t.Errorf("%+v, %v", os, err)
	}
	clerk.get(fmt.Sprintf("/desk/profiles/%d/edit", unit)).shows("教务处")
}
