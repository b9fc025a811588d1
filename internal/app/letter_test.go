package app

import (
	"database/sql"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/internal/request"
	letters "gongkai/internal/request/letter"
)

// TestHowAUnitWritesIsSetAtTheDesk: what a unit says of itself goes into its next letter, mistakes are told at their field and nothing typed is
// lost, a template that leaves out what the law prescribes is not kept, and whoever does not write does not set.
func TestHowAUnitWritesIsSetAtTheDesk(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office, writer := s.as(t, "局办公室"), s.as(t, "科室信息员")
	if writer.get("/desk/letters"); writer.status != http.StatusForbidden {
		t.Errorf("a writer sets how the bureau writes: %d", writer.status)
	}
	office.get("/desk/requests").shows("文书设置")
	office.get("/desk/letters").shows("文书设置", "已设定", "濮阳市人民政府", "先向濮阳市人民政府申请行政复议", "不予公开答复书", "24 种，其中本单位自拟 0 种")
	form := url.Values{
		"agency": {"濮阳市教育局"}, "numbering": {"濮教公开（{年}）"}, "authority": {""}, "url": {"xzfy.example.gov.cn"}, "office": {"市教育局办公室"},
		"address": {"示例路1号"}, "phone": {"0393-8888000"}, "places": {"12345"},
	}
	office.post("/desk/letters", form).shows("没有保存", "请填写复议机关", "文号规则应含", "网址应以 https:// 开头", "第1行应有2栏", `value="濮教公开（{年}）"`)
	form.Set("numbering", "濮教公开〔{年}〕{号}号—{类}")
	form.Set("authority", "濮阳市人民政府")
	form.Set("url", "https://xzfy.example.gov.cn")
	form.Set("places", "局信访接待室｜0393-8888012")
	form.Set("unable-first", "1")
	office.post("/desk/letters", form).shows("已保存", "信息不存在等无法提供的答复")
	if n := strings.Count(office.body, "内先向濮阳市人民政府申请行政复议"); n != 3 {
		t.Errorf("%d kinds of answers are reconsidered first, want those that refuse, in part and that cannot provide", n)
	}

	office.get("/desk/letters/refuse").shows("不予公开答复书", "通用模板", "这种文书应当写明", "政府信息不予公开答复书", "{{.救济}}")
	body := letters.Default(request.LetterRefuse)
	post := func(body string, more ...string) *user {
		form := url.Values{"body": {body}}
		for _, name := range more {
			form.Set(name, "1")
		}
		return office.post("/desk/letters/refuse", form)
	}
	post(strings.Replace(body, "{{.救济}}", "", 1)).shows("没有保存", "救济途径")
	post(body+"{{.没有的字段}}", "look").shows("模板第", "没有“没有的字段”这个字段")
	post(strings.Replace(body, "特此答复。", "特此书面答复。", 1)).shows("已保存", "本单位模板", "特此书面答复。", "恢复通用模板")
	if office.get("/desk/letters/nothing"); office.status != http.StatusNotFound {
		t.Errorf("a letter that there is none of: %d", office.status)
	}

	no, secret := s.visitor(t).file(asking())
	req, err := s.app.DB.RequestByNo(t.Context(), no)
	if err != nil {
		t.Fatal(err)
	}
	at := requestURLOf(req.ID)
	office.step(at, "receive", url.Values{"on": {"2026-11-20"}, "evidence": {"电话 11-20 08:40"}})
	office.step(at, "consult", url.Values{"whom": {"third-party"}, "text": {"合同第六条"}}).shows("没有办理", "没有填写抬头（第三方）")
	office.step(at, "consult", url.Values{"whom": {"third-party"}, "party": {"示例餐饮公司"}, "text": {"示例申请人甲要的合同第六条"}}).shows("没有办理", "有申请人的姓名")
	office.step(at, "consult", url.Values{"whom": {"third-party"}, "party": {"示例餐饮公司"}, "text": {"合同第六条"}}).shows("濮教公开〔2026〕24号—征")
	office.step(at, "answer-consult", url.Values{"about": {"3"}, "opinion": {"objects"}, "on": {"2026-11-20"}, "text": {"属于商业秘密"}, "evidence": {"意见函"}})
	s.as(t, "初审").step(at, "review-law", url.Values{"text": {"同意公开"}})
	s.as(t, "保密审查").step(at, "review-secrecy", url.Values{"text": {"不涉密"}})
	granted := url.Values{"code": {"granted"}, "chosen": {"granted"}, "given": {"食堂承包经营合同"}, "how": {"电子邮件"}, "where": {"申请表所填的电子邮箱"}, "time": {"本答复书发出之日"}}
	office.step(at, "propose", granted).shows("重大影响")
	granted.Set("text", "关系学生饮食安全，不公开会对公共利益造成重大影响")
	office.step(at, "propose", granted).shows("已拟定决定")
	s.as(t, "签发领导").step(at, "sign", url.Values{}).shows("濮教公开〔2026〕25号—答")
	office.step(at, "send", url.Values{"evidence": {"电子邮件"}}).shows("先把决定和理由书面告知第三方")
	office.get(at+"/steps/tell").shows("第三方“示例餐饮公司”", "不同意公开")
	office.step(at, "tell", url.Values{"about": {"3"}}).shows("已告知第三方", "第三方告知书濮教公开〔2026〕26号—告")
	office.step(at, "send", url.Values{"evidence": {"电子邮件"}}).shows("已发出")
	v := s.visitor(t)
	v.track(no, secret, "示例申请人甲").shows("公开答复书（濮教公开〔2026〕25号—答）")
	if strings.Contains(v.body, "告知书（濮教公开〔2026〕26号") || strings.Contains(v.body, "示例餐饮公司") {
		t.Error("the applicant sees the letter to the third party")
	}
	keptBy(t, s.cfg).sound(t)

	post("", "restore").shows("已保存", "通用模板")
}

// A unit that has not said which government reconsiders cannot propose an answer, and is told where to say so.
func TestAnAnswerWaitsForTheSetting(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office := s.as(t, "局办公室")
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.cfg.Dir, "gongkai.db")+"?_pragma=busy_timeout(10000)")
	if err == nil {
		_, err = db.ExecContext(t.Context(), `DELETE FROM letter_setting`)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	office.get("/desk/letters").shows("未设定", "填写复议机关后显示")
	no, _ := s.visitor(t).file(asking())
	req, err := s.app.DB.RequestByNo(t.Context(), no)
	if err != nil {
		t.Fatal(err)
	}
	at := requestURLOf(req.ID)
	office.step(at, "receive", url.Values{"on": {"2026-11-20"}, "evidence": {"电话 11-20 08:40"}})
	s.as(t, "初审").step(at, "review-law", url.Values{"text": {"依据成立"}})
	office.step(at, "propose", url.Values{"code": {"process"}, "chosen": {"process"}, "text": {"属于过程性信息"}}).shows("没有办理", "复议机关", "请先在“依申请公开—文书设置”中补全", "属于过程性信息")
}
