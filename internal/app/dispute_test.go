package app

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gongkai/internal/dispute"
	"gongkai/internal/dispute/bundle"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/request"
)

var disputeAt = regexp.MustCompile(`/desk/disputes/\d+$`)

// unzip returns the files of an archive by their names.
func unzip(t *testing.T, b []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// review4 is the block 行政复议 of table 四 of the year.
func (s *site) review4(t *testing.T) []int64 {
	t.Helper()
	u, err := s.app.DB.UnitByCode(t.Context(), "jyj")
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.app.Reports.Build(t.Context(), u, 2026)
	if err != nil {
		t.Fatal(err)
	}
	block := a.Table4[string(dispute.Review)]
	return block[:]
}

// TestACaseFromTheAnswerToTheResult: an answered request is contested, the reply is owed and given, the evidence goes out whole and is
// remembered, the result is counted in table 四; whoever may not have the evidence gets none of it.
func TestACaseFromTheAnswerToTheResult(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office, leader, secrecy, school := s.as(t, "局办公室"), s.as(t, "签发领导"), s.as(t, "保密审查"), s.as(t, "学校")
	no, _ := s.visitor(t).file(asking())
	req, err := s.app.DB.RequestByNo(t.Context(), no)
	if err != nil {
		t.Fatal(err)
	}
	step := func(u *user, at, kind string, form url.Values) *user {
		t.Helper()
		return u.step(at, kind, form)
	}
	asked := requestURLOf(req.ID)
	if office.get(asked); strings.Contains(office.body, "登记复议诉讼") {
		t.Error("a case may be entered about a request that waits for its answer")
	}
	step(office, asked, "receive", url.Values{"on": {"2026-11-20"}, "evidence": {"电话 11-20 08:40"}})
	step(s.as(t, "初审"), asked, "review-law", url.Values{"text": {"依据成立"}})
	step(office, asked, "propose", url.Values{"code": {"process"}, "chosen": {"process"}, "text": {"属于过程性信息"}})
	step(leader, asked, "sign", url.Values{})
	step(office, asked, "send", url.Values{"evidence": {"电子邮件"}}).shows("登记复议诉讼", "/desk/disputes/new?request="+no)

	before := s.review4(t)
	office.get("/desk/disputes").shows("复议诉讼", "复诉2026-0003", "2026-11-30 余 10 天")
	office.get("/desk/disputes?show=ended").shows("复诉2026-0001", "结果维持")
	office.get("/desk/disputes/new?request="+no).shows(`value="`+no+`"`, "涉及的申请编号")
	office.post("/desk/disputes", url.Values{"request": {"2026-9999"}, "notice": {"20261120"}}).shows("没有登记", "日期应写成")
	office.post("/desk/disputes", url.Values{"request": {"2026-9999"}, "forum": {"review"}}).shows("没有编号为", "请填写复议机关", "请写明争议的事项", `value="2026-9999"`)
	form := url.Values{"request": {no}, "forum": {"litigation_direct"}, "court": {"示例区人民法院"}, "received": {"2026-11-20"}, "text": {"示例申请人甲不服"}}
	office.post("/desk/disputes", form).shows("还没有登记收到应诉通知书", "应当先申请行政复议", "第二十三条")
	form.Set("forum", "review")
	form.Set("court", "濮阳市人民政府")
	form.Set("notice", "2026-11-20")
	office.post("/desk/disputes", form).shows("已登记", "2026-12-04", "共 10 个工作日", "余 14 天", "示例申请人甲不服", "《行政复议法》第四十八条", no)
	at := disputeAt.FindString(office.at)
	if at == "" {
		t.Fatalf("led to %s", office.at)
	}
	var id dispute.ID
	if _, err := fmt.Sscanf(at, "/desk/disputes/%d", &id); err != nil {
		t.Fatal(err)
	}
	office.get(asked).shows("行政复议，待答复", at)
	office.get("/desk/").shows("提出行政复议答复和证据", at)

	s.evidence(t, office, at, id, no)
	for _, u := range []*user{secrecy, school} {
		if u.get(at + "/bundle"); u.status != http.StatusForbidden || strings.Contains(u.body, "示例申请人甲") {
			t.Errorf("the evidence for whom it is not: %d", u.status)
		}
		if u.post(at+"/bundle", url.Values{"text": {"看看"}}); u.status != http.StatusForbidden || strings.HasPrefix(u.body, "PK") {
			t.Errorf("the evidence to whom it is not: %d", u.status)
		}
	}
	if leader.post(at+"/bundle", url.Values{"text": {"出庭"}}); !strings.HasPrefix(leader.body, "PK") {
		t.Errorf("the signer of the unit: %d", leader.status)
	}

	step(office, at, "reply", url.Values{"on": {"2026-11-19"}, "evidence": {"答复书"}}).shows("没有办理", "不能早于收到通知书")
	step(office, at, "reply", url.Values{"on": {"2026-11-20"}, "evidence": {"答复书，签收单"}}).shows("没有逾期", "答复书，签收单")
	os1, err := s.app.DB.Obligations(t.Context(), obligation.Filter{Subject: ref.To(dispute.Ref, id)})
	if err != nil || len(os1) != 1 || os1[0].Open() {
		t.Errorf("after the reply: %+v, %v", os1, err)
	}
	step(office, at, "conclude", url.Values{"on": {"2026-11-20"}, "evidence": {"决定书"}}).shows("请选择审理结果")
	step(office, at, "conclude", url.Values{"on": {"2026-11-20"}, "evidence": {"决定书"}, "result": {"corrected"}}).shows("结果纠正", "结案")
	step(office, at, "conclude", url.Values{"on": {"2026-11-20"}, "evidence": {"决定书"}, "result": {"upheld"}}).shows("已于2026-11-20登记结果纠正")
	after := s.review4(t)
	if want := []int64{before[0], before[1] + 1, before[2], before[3], before[4] + 1}; fmt.Sprint(after) != fmt.Sprint(want) {
		t.Errorf("table 四 counted %v, and now %v, want %v", before, after, want)
	}
	office.get("/desk/reports/2026?cell=table4.review.1").shows(at)
	for _, written := range []string{"示例申请人甲", "属于过程性信息", "提交复议机关", "政府信息公开申请表"} {
		for _, name := range []string{"gongkai.db", "gongkai.db-wal", "access.log"} {
			if b, err := os.ReadFile(filepath.Join(s.cfg.Dir, name)); err == nil && bytes.Contains(b, []byte(written)) {
				t.Errorf("%s lies in the open in %s", written, name)
			}
		}
	}
	keptBy(t, s.cfg).sound(t)
}

// evidence has the archive made and looks at it: what it holds, what the log says of it, and that it is kept by nobody.
func (s *site) evidence(t *testing.T, office *user, at string, id dispute.ID, no string) {
	t.Helper()
	office.get(at+"/bundle").shows("制作并下载", "用途", "个人信息")
	if office.post(at+"/bundle", url.Values{"text": {" "}}).shows("请写明用途"); office.status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", office.status)
	}
	resp, err := office.client.PostForm(s.url+at+"/bundle", url.Values{"text": {"提交复议机关"}})
	if err != nil {
		t.Fatal(err)
	}
	header := resp.Header
	office.read(resp, nil)
	if header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%v", header)
	}
	files := unzip(t, []byte(office.body))
	var m bundle.Manifest
	if err := json.Unmarshal(files[bundle.ManifestName], &m); err != nil {
		t.Fatal(err)
	}
	hash := func(b []byte) string { h := sha256.Sum256(b); return hex.EncodeToString(h[:]) }
	for _, f := range m.Files {
		if hash(files[f.File]) != f.SHA256 {
			t.Errorf("%s is not what the manifest says", f.File)
		}
	}
	if len(files) != len(m.Files)+1 {
		t.Errorf("%d files, %d in the manifest", len(files), len(m.Files))
	}
	all := ""
	pictures := 0
	for name, b := range files {
		if bytes.Equal(b, proof(t)) {
			pictures++
		}
		if strings.HasSuffix(name, ".html") {
			all += string(b)
		}
	}
	for _, want := range []string{no, "示例申请人甲", "E12345678", "2026年市直学校食堂承包经营合同", "电话 11-20 08:40", "属于过程性信息", "2026年12月18日", "第20日", "办理登记簿摘录", "2026-12-04"} {
		if !strings.Contains(all, want) {
			t.Errorf("the evidence says nothing of %s", want)
		}
	}
	if pictures != 1 {
		t.Errorf("the proof of identity is there %d times", pictures)
	}
	lines, err := s.app.DB.Lines(t.Context(), ledger.Acts, ref.To(dispute.Ref, id), 1)
	if err != nil || len(lines) != 1 || lines[0].Kind != "dispute.bundle" || lines[0].Digest != hash(files[bundle.ManifestName]) || strings.Contains(lines[0].Note, "提交") {
		t.Errorf("the log says %+v, %v", lines, err)
	}
	office.get(at).shows("制作证据材料", "提交复议机关", lines[0].Digest[:16])
	office.get("/desk/ledger/act/entries").shows("制作证据材料")
	if req, err := s.app.DB.RequestByNo(t.Context(), no); err != nil || req.State != request.Sent {
		t.Errorf("the request is changed by its evidence: %+v, %v", req, err)
	}
}
