package app

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongkai/internal/blob"
	"gongkai/internal/dispute"
	"gongkai/internal/ledger"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/upkeep"
	"gongkai/internal/workday"
)

// TestWhatWasErasedIsToldPlainly: the server deletes at night what is over, once; the desk says what went and when, on the page of the request
// and on 系统, and fails nowhere; to the applicant there is no such number any more; what is kept is sound, and restores.
func TestWhatWasErasedIsToldPlainly(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	ctx := t.Context()
	office, inspector := s.as(t, "局办公室"), s.as(t, "检查员")
	v := s.visitor(t)
	no, secret := v.file(asking())
	req, err := s.app.DB.RequestByNo(ctx, no)
	if err != nil {
		t.Fatal(err)
	}
	at, proof := requestURLOf(req.ID), blob.Digest(req.Steps[0].Files[0])
	office.step(at, "receive", url.Values{"on": {"2026-11-20"}, "evidence": {"电话 11-20 08:40"}})
	office.step(at, "withdraw", url.Values{"on": {"2026-11-20"}, "evidence": {"电话记录"}, "text": {"示例申请人甲来电撤回"}})
	office.step(at, "archive", url.Values{})
	office.get(at).shows("已归档", "2026年市直学校食堂承包经营合同", "示例申请人甲来电撤回")
	office.get("/desk/system").shows("到期数据删除", "还没有删除过", "每天 04:00")

	night := func(on workday.Date) {
		t.Helper()
		s.clock.Set(on.Time().Add(5 * time.Hour))
		s.app.started = s.clock.Now().Add(-time.Hour)
		for range 2 {
			if err := s.app.retain(ctx); err != nil && !errors.Is(err, errGap) {
				t.Fatal(err)
			}
		}
	}
	runs := func() []upkeep.Run {
		t.Helper()
		list, err := s.app.DB.Runs(ctx, upkeep.Retention, 100)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	archived := workday.NewDate(2026, 11, 20)
	night(archived.AddDays(184))
	if len(runs()) != 1 {
		t.Errorf("the night's work was done %d times", len(runs()))
	}
	office.get(at)
	if strings.Contains(office.body, "按保存期限删除") {
		t.Error("the proofs went on the last day of their term")
	}
	night(archived.AddDays(185))
	office.get(at).shows("身份证明已于 2027-05-24 按保存期限删除", "2026年市直学校食堂承包经营合同")
	office.post(at+"/whole", url.Values{"reason": {"核对"}}).shows("示例申请人甲", "已按保存期限删除")
	if _, err := s.app.files.Get(ctx, proof); err != nil {
		t.Errorf("the file went in the same night, while a backup may be under way: %v", err)
	}
	night(archived.AddDays(186))
	if _, err := s.app.files.Get(ctx, proof); err == nil {
		t.Error("the file is still there the night after")
	}
	v.track(no, secret, "示例申请人甲")
	if v.status == http.StatusNotFound {
		t.Error("the applicant finds the request no more while the form is there")
	}
	keptBy(t, s.cfg).sound(t)

	night(workday.NewDate(2036, 11, 21)) // nobody was here for years: the clock is doubted for a night
	if list := runs(); list[0].State(s.clock.Now()) != upkeep.Failed || !strings.Contains(list[0].Problem, "请核对系统时间") {
		t.Errorf("%+v", list[0])
	}
	office.get(at).shows("2026年市直学校食堂承包经营合同")
	night(workday.NewDate(2036, 11, 22))
	for _, u := range []*user{office, inspector} {
		u.get(at).shows("申请人信息已于 2036-11-22 按保存期限删除", "身份证明已于 2027-05-24 按保存期限删除", "归档")
		if strings.Contains(u.body, "食堂承包经营合同") || strings.Contains(u.body, "来电撤回") || strings.Contains(u.body, "查看申请人信息") {
			t.Error("what was erased is still shown")
		}
		u.get(at + "/sheet").shows(no)
		u.get("/desk/requests?show=ended").shows(no)
	}
	office.post(at+"/whole", url.Values{"reason": {"核对"}}).shows("已经按保存期限删除")
	if office.status != http.StatusGone {
		t.Errorf("the form that is gone: %d", office.status)
	}
	v.get("/requests/status")
	if strings.Contains(v.body, no) {
		t.Error("an old ticket still opens the request")
	}
	for _, name := range []string{"示例申请人甲", "别人"} {
		if v.track(no, secret, name).shows(request.ErrTracking.Text); v.status != http.StatusNotFound {
			t.Errorf("tracked as %s: %d", name, v.status)
		}
	}
	s.as(t, "系统管理员").get("/desk/system").shows("到期数据删除", "正常", "申请人信息 ")
	lines, err := s.app.DB.Lines(ctx, ledger.Acts, ref.To(request.Ref, req.ID), 20)
	if err != nil || lines[0].Kind != request.Personal.Verb() || lines[0].By != "system" || !strings.Contains(lines[0].Note, no) {
		t.Errorf("%+v, %v", lines[0], err)
	}
	s.as(t, "审计管理员").get("/desk/ledger").shows("检查保存期限", "按期删除申请人信息")

	// A case may still be entered; its evidence is what is left.
	officer, err := s.app.DB.Person(ctx, s.result.Accounts[0].Person, workday.DateOf(s.clock.Now()))
	if err != nil {
		t.Fatal(err)
	}
	office.post("/desk/disputes", url.Values{"request": {no}, "forum": {"review"}, "court": {"示例市人民政府"}, "received": {"2036-11-22"}, "notice": {"2036-11-22"}, "text": {"不服"}})
	id := dispute.ID(0)
	if list, _, err := s.app.DB.CaseList(ctx, dispute.Filter{Request: req.ID}); err == nil && len(list) == 1 {
		id = list[0].ID
	}
	if _, err := s.app.Disputes.Bundle(ctx, officer, id, "提交复议机关"); err != nil {
		t.Errorf("the evidence of a request that was erased: %v", err)
	}
	d := keptBy(t, s.cfg)
	d.sound(t)
	copied(t, s.cfg).sound(t)
}

// TestTermsTooShortAreRefused: each setting below its least is told in one sentence, and the settings of an empty file are right.
func TestTermsTooShortAreRefused(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name string
		set  func(*Config)
		want string // "": right
	}{
		{"an empty file", func(*Config) {}, ""},
		{"proofs for less than the time for a suit", func(c *Config) { c.Retention.RequestIdentity = 183 }, "retention.request_identity 不能少于 184"},
		{"proofs for ever", func(c *Config) { c.Retention.RequestIdentity = 0 }, "retention.request_identity 不能少于 184"},
		{"files of nine years", func(c *Config) { c.Retention.RequestPersonal = 9 }, "retention.request_personal 不能少于 10"},
		{"a negative term", func(c *Config) { c.Retention.RequestPersonal = -1 }, "retention.request_personal 不能少于 10"},
		{"files of thirty years", func(c *Config) { c.Retention.RequestPersonal = 30 }, ""},
		{"files for ever", func(c *Config) { c.Retention.RequestPersonal = 0 }, ""},
		{"contacts of a week", func(c *Config) { c.Retention.CorrectionContact = 7 }, "retention.correction_contact 不能少于 30"},
		{"words of a day", func(c *Config) { c.Retention.MissedSearches = 1 }, "retention.missed_searches 不能少于 30"},
		{"sign-ins for less than six months", func(c *Config) { c.Account.KeepDays = 179 }, "account.keep_days 不能少于 180"},
		{"no time of day", func(c *Config) { c.Retention.At = "" }, "retention.at"},
	} {
		c := Default()
		x.set(&c)
		switch got := c.Check(); {
		case x.want == "" && len(got) > 0, x.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], x.want) || strings.Count(got[0], "。") != 1):
			t.Errorf("%s: %q", x.name, got)
		}
	}
}
