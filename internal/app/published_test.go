package app

import (
	"cmp"
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
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// itemForm is the form of a version as the desk's page would send it.
func itemForm(v publication.Version, submit string) url.Values {
	return url.Values{
		"title": {v.Title}, "summary": {v.Summary}, "doc_no": {cmp.Or(v.DocNo, "无")}, "genre": {v.Genre}, "subject": {v.Subject}, "source": {v.Source}, "keywords": {v.Keywords},
		"formed_on": {v.FormedOn.String()}, "expires": {v.Expires.String()}, "body": {v.Body}, "norm": {string(v.Norm)}, "notice": {v.Notice.String()}, "column": {fmt.Sprint(v.Column)},
		"submit": {submit},
	}
}

// school is a school's clerk and its head.
type school struct {
	s           *site
	clerk, head *user
}

// pass lets the head sign what waits.
func (x school) pass(t *testing.T, id publication.ID) {
	t.Helper()
	x.head.post(fmt.Sprintf("/desk/items/%d/decision", id), url.Values{
		"decision": {"pass"}, "basis": {"不涉密"}, "opinion": {"附件已打开核对"}, "digest": {mustItem(t, x.s, id).Version.Digest()}, "password": {x.s.password("学校负责人")},
	}).shows("已发布")
}

// TestPublishedItemIsCorrectedWithdrawnAndBroughtBack goes the whole way of an item after its release, as the people of a school.
func TestPublishedItemIsCorrectedWithdrawnAndBroughtBack(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	x := school{s, s.as(t, "学校"), s.as(t, "学校负责人")}
	id := s.result.Samples.SchoolHead
	page, desk := fmt.Sprintf("/items/%d", id), fmt.Sprintf("/desk/items/%d", id)
	v := s.visitor(t)
	first := mustItem(t, s, id).Version
	x.clerk.get(desk + "/correction").shows("没有公开")
	x.pass(t, id)
	v.get(page).shows(first.Title, "发布至今内容未作改动")

	x.clerk.get(desk).shows(`href="` + desk + `/correction"`)
	if x.clerk.get(desk); strings.Contains(x.clerk.body, "/withdrawal") {
		t.Error("a clerk is offered to withdraw")
	}
	x.clerk.get(desk+"/correction").shows("更正理由", "公众看到的仍是原来的文本")
	x.clerk.post(desk+"/correction", url.Values{"reason": {" "}}).shows("请写明理由")
	x.clerk.post(desk+"/correction", url.Values{"reason": {"日期误写"}}).shows("更正稿", "日期误写", "放弃更正")
	x.clerk.post(desk+"/correction", url.Values{"reason": {"再来一份"}}).shows("已有一份更正稿在办")
	second := mustItem(t, s, id).Version
	x.clerk.post(desk, itemForm(second, "1")).shows("没有不同")
	second.Title, second.Body = first.Title+"（修订）", first.Body+"\n补充说明一段。"
	x.clerk.post(desk, itemForm(second, "1")).shows("已送审")
	if v.get(page); strings.Contains(v.body, "（修订）") {
		t.Error("the public sees a correction before it is released")
	}
	x.head.get(desk).shows("版本比对", "现在公开的文本 → 第 2 版", "<ins>（修订）</ins>", "补充说明一段。")
	x.pass(t, id)
	v.get(page).shows("（修订）", "更正日期", "日期误写", "发布后有 1 次改动")
	before := mustItem(t, s, id)
	entries, err := s.app.DB.Releases(t.Context(), id)
	if err != nil || len(entries) != 2 {
		t.Fatalf("releases %+v, %v", entries, err)
	}
	v.get(fmt.Sprintf("%s/proof?entry=%d", page, entries[1].Entry)).shows("更正", "发布证明")
	if v.get(fmt.Sprintf("/items/%d/proof?entry=%d", s.result.Samples.Article, entries[1].Entry)); v.status != http.StatusNotFound {
		t.Errorf("the proof of another item's entry: %d", v.status)
	}

	x.head.get(desk+"/withdrawal").shows("撤下理由", "登录口令")
	x.head.post(desk+"/withdrawal", url.Values{"reason": {"内容有误"}, "password": {"wrong"}}).shows("口令不对", "内容有误")
	x.head.post(desk+"/withdrawal", url.Values{"reason": {"内容有误"}, "into": {"abc"}, "password": {s.password("学校负责人")}}).shows("不是信息编号")
	x.head.post(desk+"/withdrawal", url.Values{"reason": {"内容有误"}, "into": {"99999"}, "password": {s.password("学校负责人")}}).shows("要并入的信息没有公开")
	x.head.post(desk+"/withdrawal", url.Values{"reason": {"内容有误"}, "password": {s.password("学校负责人")}}).shows("已撤下")
	v.get(page).shows("这条信息已经撤下", "内容有误", "/2026-0000", second.Title)
	if v.status != http.StatusGone || strings.Contains(v.body, "补充说明一段。") || strings.Contains(v.body, first.Summary) {
		t.Errorf("withdrawn page: %d, or it shows the text", v.status)
	}
	v.get(page + "/proof").shows("发布证明")
	for _, list := range []string{"/columns/all", "/units/yizhong", "/sitemap.xml", "/"} {
		if v.get(list); strings.Contains(v.body, `"`+page+`"`) || strings.Contains(v.body, page+"<") {
			t.Errorf("%s still leads to the withdrawn item", list)
		}
	}

	x.clerk.post(desk+"/correction", url.Values{"reason": {"核实后重新公开"}}).shows("签发后重新公开")
	third := mustItem(t, s, id).Version
	x.clerk.post(desk, itemForm(third, "1")).shows("已送审")
	if v.get(page); v.status != http.StatusGone {
		t.Errorf("in review again: %d", v.status)
	}
	x.pass(t, id)
	v.get(page).shows("（修订）", "发布后有 3 次改动")
	if after := mustItem(t, s, id); after.IndexNo != before.IndexNo || !after.Released.Equal(before.Released) {
		t.Errorf("index number %s and date %s became %s and %s", before.IndexNo, before.Released, after.IndexNo, after.Released)
	}
}

// TestItemThatWentIntoAnotherLeadsThere: the old address leads on for good.
func TestItemThatWentIntoAnotherLeadsThere(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	x := school{s, nil, s.as(t, "学校负责人")}
	id, into := s.result.Samples.SchoolHead, s.result.Samples.Article
	x.pass(t, id)
	x.head.post(fmt.Sprintf("/desk/items/%d/withdrawal", id), url.Values{
		"reason": {"内容并入招生通知"}, "into": {fmt.Sprintf("%s/items/%d", s.url, into)}, "password": {s.password("学校负责人")},
	}).shows("已撤下")
	v := s.visitor(t)
	if v.once(http.MethodGet, fmt.Sprintf("/items/%d", id), nil); v.status != http.StatusMovedPermanently {
		t.Errorf("the old address: %d", v.status)
	}
	if v.get(fmt.Sprintf("/items/%d", id)); v.at != fmt.Sprintf("/items/%d", into) {
		t.Errorf("leads to %s", v.at)
	}
}

// TestRepealedDocumentSaysSoAndLeadsToWhatHolds: the text stays, with its state above it.
func TestRepealedDocumentSaysSoAndLeadsToWhatHolds(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "签发领导")
	items, _, err := s.app.DB.Items(t.Context(), publication.Filter{Public: true, Unit: 1, Title: "通知", Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	var id publication.ID
	for _, it := range items {
		if it.Version.DocNo != "" && it.ID != s.result.Samples.Article {
			id = it.ID
		}
	}
	page, desk := fmt.Sprintf("/items/%d", id), fmt.Sprintf("/desk/items/%d/validity", id)
	v := s.visitor(t)
	v.get(page).shows("有效")
	u.get(desk).shows("有效性", "自何日起")
	u.post(desk, url.Values{"validity": {"repealed"}, "valid_on": {"昨天"}, "basis": {"濮教〔2026〕60号"}}).shows("读不懂", "濮教〔2026〕60号")
	u.post(desk, url.Values{"validity": {"repealed"}, "valid_on": {"2026-11-20"}}).shows("请填写依据")
	u.post(desk, url.Values{"validity": {"repealed"}, "valid_on": {"2026-11-20"}, "basis": {"濮教〔2026〕60号"}, "by": {fmt.Sprint(s.result.Samples.Article)}}).shows("已记下")
	v.get(page).shows("废止", "自2026年11月20日起废止，依据：濮教〔2026〕60号。", fmt.Sprintf("/items/%d", s.result.Samples.Article), "现行文件", "发布后有 1 次改动")
	if v.status != http.StatusOK {
		t.Errorf("a repealed document answers %d", v.status)
	}
}

// TestDocumentAndItsInterpretationLeadToEachOther: a document that must be explained owes it in three working days; the
// explanation meets that, and both pages link the other.
func TestDocumentAndItsInterpretationLeadToEachOther(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	ctx := t.Context()
	x := school{s, s.as(t, "学校"), s.as(t, "学校负责人")}
	doc := s.result.Samples.SchoolDraft
	v := mustItem(t, s, doc).Version
	v.Summary, v.FormedOn = "开放日安排。", workday.DateOf(s.clock.Now())
	form := itemForm(v, "1")
	form.Set("explain", "1")
	x.clerk.post(fmt.Sprintf("/desk/items/%d", doc), form).shows("已送审")
	x.pass(t, doc)
	owed := func() obligation.Obligation {
		t.Helper()
		os, err := s.app.DB.Obligations(ctx, obligation.Filter{Subject: ref.To(publication.Ref, doc), Rule: law.PolicyInterpretation})
		if err != nil || len(os) != 1 {
			t.Fatalf("%d obligations, %v", len(os), err)
		}
		return os[0]
	}
	if o := owed(); !o.Open() || o.Due != s.app.Calendars.Calendar().Next(o.From.AddDays(5)) {
		t.Errorf("owed from %s until %s, open %v", o.From, o.Due, o.Open())
	}
	link := fmt.Sprintf("/desk/items/new?interprets=%d", doc)
	x.clerk.get("/desk/").shows("解读："+v.Title, "起解读稿", link)
	x.clerk.get(link).shows("《"+v.Title+"》解读", fmt.Sprintf(`value="%d"`, doc), "背景依据")
	reading := publication.Version{
		Title: "《" + v.Title + "》解读", Summary: "说明开放日安排的考虑。", Genre: "解读", Subject: v.Subject, Column: v.Column, FormedOn: v.FormedOn, Body: "一、背景依据\n见正文。",
	}
	form = itemForm(reading, "1")
	form.Set("key", "reading")
	form.Set("interprets", "98765 abc")
	x.clerk.post("/desk/items", form).shows("“abc”不是信息编号")
	form.Set("interprets", "98765")
	x.clerk.post("/desk/items", form).shows("没有编号为 98765 的文件")
	id := publication.ID(0)
	if _, err := fmt.Sscanf(itemPath(t, s, reading.Title), "/desk/items/%d", &id); err != nil {
		t.Fatal(err)
	}
	form.Set("interprets", fmt.Sprint(doc))
	x.clerk.post(fmt.Sprintf("/desk/items/%d", id), form).shows("已送审")
	visitor := s.visitor(t)
	visitor.get(fmt.Sprintf("/items/%d", doc)).shows(v.Title)
	x.pass(t, id)
	if o := owed(); o.Open() || o.Evidence != ref.To(publication.Ref, id) {
		t.Errorf("after the explanation: open %v, evidence %s", o.Open(), o.Evidence)
	}
	visitor.get(fmt.Sprintf("/items/%d", doc)).shows("相关解读", fmt.Sprintf(`href="/items/%d"`, id))
	visitor.get(fmt.Sprintf("/items/%d", id)).shows("解读的文件", fmt.Sprintf(`href="/items/%d"`, doc))
	x.head.post(fmt.Sprintf("/desk/items/%d/withdrawal", id), url.Values{"reason": {"有误"}, "password": {s.password("学校负责人")}}).shows("已撤下")
	if visitor.get(fmt.Sprintf("/items/%d", doc)); strings.Contains(visitor.body, fmt.Sprintf(`href="/items/%d"`, id)) {
		t.Error("the document still leads to the withdrawn explanation")
	}
}

// TestSignerSetsATime: what is typed wrongly is told, what is set can be taken back, and it goes out by itself.
func TestSignerSetsATime(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	head := s.as(t, "学校负责人")
	id := s.result.Samples.SchoolHead
	item, page := fmt.Sprintf("/desk/items/%d", id), fmt.Sprintf("/items/%d", id)
	form := url.Values{"decision": {"pass"}, "basis": {"不涉密"}, "digest": {mustItem(t, s, id).Version.Digest()}, "password": {s.password("学校负责人")}}
	head.get(item).shows("定时发布")
	for _, wrong := range []string{"明天", "2026-11-19 08:30", "2027-11-20 08:30"} {
		form.Set("when", wrong)
		head.post(item+"/decision", form).shows("没有办成", wrong)
	}
	form.Set("when", "2026-11-23 08:30")
	head.post(item+"/decision", form).shows("已签发", "定于 11-23 08:30 发布", "取消定时")
	visitor := s.visitor(t)
	if visitor.get(page); visitor.status != http.StatusNotFound {
		t.Errorf("before its time: %d", visitor.status)
	}
	head.get("/desk/items?view=scheduled").shows("定于 11-23 08:30 发布")
	head.get(item + "/unscheduling").shows("原定 2026-11-23 08:30 发布")
	head.post(item+"/unscheduling", nil).shows("已取消定时", "定时发布")
	form.Set("when", s.clock.Now().Add(2*time.Second).In(workday.Beijing).Add(time.Minute).Format("2006-01-02 15:04"))
	head.post(item+"/decision", form).shows("已签发")
	s.clock.Run(s.clock.Now().Add(3 * time.Minute))
	if err := s.app.releaseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	visitor.get(page).shows(mustItem(t, s, id).Version.Title, "发布留痕")
}

// TestRelatedItemsFollowTheColumn: an item names others of its column, and no more what was withdrawn.
func TestRelatedItemsFollowTheColumn(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v, page, rest := s.visitor(t), "", ""
	v.get("/columns/enrolment")
	for _, link := range regexp.MustCompile(`href="(/items/\d+)"`).FindAllStringSubmatch(v.body, -1) {
		page = link[1]
		v.get(page)
		if _, rest, _ = strings.Cut(v.body, "相关信息</h2>"); rest != "" {
			break
		}
	}
	box, _, _ := strings.Cut(rest, "</section>")
	found := regexp.MustCompile(`href="/items/(\d+)"`).FindStringSubmatch(box)
	if found == nil || strings.Contains(box, `href="`+page+`"`) {
		t.Fatalf("related: %s", box)
	}
	s.as(t, "局办公室").post("/desk/items/"+found[1]+"/withdrawal", url.Values{"reason": {"内容有误"}, "password": {s.password("局办公室")}}).shows("已撤下")
	if v.get("/items/" + found[1]); v.status != http.StatusGone {
		t.Fatalf("not withdrawn: %d", v.status)
	}
	if v.get(page); strings.Contains(v.body, found[0]) {
		t.Error("what was withdrawn is still named")
	}
}
