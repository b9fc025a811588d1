package app

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"gongkai/internal/document"
	"gongkai/internal/request"
)

// asking is the form of a request as the public fills it in.
func asking() url.Values {
	return url.Values{
		"applicant": {"natural"}, "name": {"示例申请人甲"}, "id-kind": {"护照"}, "id-no": {"E12345678"}, "phone": {"13800000000"}, "email": {"reader@example.com"}, "address": {"示例市示例路1号"},
		"unit": {"1"}, "text": {"2026年市直学校食堂承包经营合同"}, "get": {"电子邮件"}, "carrier": {"电子文件"},
	}
}

var (
	tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)
	sumAsked   = regexp.MustCompile(`验证题：([一二三四五六七八九])加([一二三四五六七八九])等于几`)
	secretLine = regexp.MustCompile(`<b>([A-Z2-7 ]{26,40})</b>`)
	requestNo  = regexp.MustCompile(`20\d\d-\d{4}`)
)

// proof is a picture of four pixels.
func proof(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// handIn is the last step of the form: what was looked through, the answer to the challenge, and the proof.
func handIn(t *testing.T, page string, form url.Values, files map[string][]byte) (kind string, body io.Reader) {
	t.Helper()
	token, sum := tokenField.FindStringSubmatch(page), sumAsked.FindStringSubmatch(page)
	if token == nil || sum == nil {
		t.Fatalf("the page asks for no proof: %.300s", page)
	}
	digit := func(s string) int { return strings.Index("零一二三四五六七八九", s) / len("零") }
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err := errors.Join(w.WriteField("stage", "hand-in"), w.WriteField("token", html.UnescapeString(token[1])), w.WriteField("answer", fmt.Sprint(digit(sum[1])+digit(sum[2]))))
	for name, values := range form {
		err = errors.Join(err, w.WriteField(name, values[0]))
	}
	for name, content := range files {
		part, e := w.CreateFormFile("proof", name)
		if err = errors.Join(err, e); e == nil {
			_, e = part.Write(content)
			err = errors.Join(err, e)
		}
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &b
}

// file hands a request in as the public does, and returns its number and secret.
func (u *user) file(form url.Values) (no, secret string) {
	u.t.Helper()
	looked := url.Values{"stage": {"check"}}
	for k, v := range form {
		looked[k] = v
	}
	u.post("/requests/new", looked).shows("请核对")
	kind, body := handIn(u.t, u.body, form, map[string][]byte{"身份证.png": proof(u.t)})
	resp, err := u.client.Post(u.s.url+"/requests/new", kind, body)
	u.read(resp, err).shows("查询码", "申请编号")
	if m := secretLine.FindStringSubmatch(u.body); m != nil {
		return requestNo.FindString(u.body), m[1]
	}
	u.t.Fatalf("no receipt: %d %.400s", u.status, u.body)
	return "", ""
}

func (u *user) track(no, secret, name string) *user {
	u.t.Helper()
	return u.post("/requests/track", url.Values{"no": {no}, "code": {secret}, "name": {name}})
}

// TestARequestFromTheFirstWordToTheAnswer: the public asks, both sides confirm, the applicant supplements, a third party is asked, the time is
// extended, part of it is given, and the applicant sees each of it; a wrong secret, a guessed number and somebody else's all answer alike.
func TestARequestFromTheFirstWordToTheAnswer(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	v.get("/open").shows(`href="/requests/new"`)
	v.get("/requests").shows("申请须知", "办理流程", "示例路", `href="/requests/new"`)
	no, secret := v.file(asking())
	req, err := s.app.DB.RequestByNo(t.Context(), no)
	if err != nil {
		t.Fatal(err)
	}
	at := requestURLOf(req.ID)
	v.track(no, secret, "示例申请人甲").shows("待确认", "示*****", "申请已经提交")
	if strings.Contains(v.body, "E12345678") || strings.Contains(v.at, secret) {
		t.Error("the status page shows what it should not")
	}
	office, head, law, secrecy, leader := s.as(t, "局办公室"), s.as(t, "政府信息公开工作机构负责人"), s.as(t, "初审"), s.as(t, "保密审查"), s.as(t, "签发领导")
	step := func(u *user, kind string, form url.Values) *user {
		t.Helper()
		return u.step(at, kind, form)
	}
	office.get("/desk/requests").shows(no, "待确认收到")
	office.get(at).shows("还没有与申请人确认收到", "确认收到", "内容概述")
	step(office, "receive", url.Values{"on": {"2026-11-20"}}).shows("没有办理", "请写明凭据")
	step(office, "receive", url.Values{"on": {"2026-11-20"}, "evidence": {"电话 11-20 08:40"}}).shows("答复期限为 2026-12-18")
	office.post(at+"/subject", url.Values{"subject": {"食堂承包合同（138001380001234）"}})
	office.post(at+"/subject", url.Values{"subject": {"市直学校食堂承包经营合同"}}).shows("已保存")
	step(office, "ask-supplement", url.Values{"until": {"2026-12-10"}, "text": {"请写明学校。"}}).shows("已告知补正", "濮教依申请〔2026〕24号—补", "待申请人补正")
	v.get("/requests/status").shows("请在此日前补正", "请写明学校。", "提交补正", "补正告知书（濮教依申请〔2026〕24号—补）")
	v.get("/requests/status/letters/3").shows("示例申请人甲：", "请写明学校。", "2026年12月10日", "视为放弃申请", "下载 Word 文件")
	if v.get("/requests/status/letters/3/file"); !strings.HasPrefix(v.body, "PK") {
		t.Errorf("the letter as docx: %d", v.status)
	}
	if v.get("/requests/status/letters/2"); v.status != http.StatusNotFound {
		t.Errorf("a step without a letter: %d", v.status)
	}
	v.post("/requests/status/supplement", url.Values{"text": {""}}).shows("补正后的内容")
	v.post("/requests/status/supplement", url.Values{"text": {"市第一中学。"}}).shows("收到补正", "2026年12月18日", "第20日")
	step(office, "ask-supplement", url.Values{"until": {"2026-12-30"}, "text": {"再问"}}).shows("已于2026-11-20告知")
	step(office, "consult", url.Values{"whom": {"third-party"}, "party": {"示例餐饮公司"}, "text": {"食堂承包经营合同第六条"}}).shows("号—征")
	office.get(at).shows("征求意见中", "扣除")
	step(office, "answer-consult", url.Values{"about": {"5"}, "opinion": {"partly"}, "on": {"2026-11-20"}, "text": {"单价不同意"}, "evidence": {"意见函"}}).shows("办理中")
	step(office, "extend", url.Values{"days": {"10"}, "text": {"量大"}}).shows("由政府信息公开工作机构负责人办理")
	step(head, "extend", url.Values{"days": {"21"}, "text": {"量大"}}).shows("1至20个工作日")
	step(head, "extend", url.Values{"days": {"10"}, "text": {"附件量大，需逐页区分。"}}).shows("已批准延期", "延期 10 日")
	v.get("/requests/status").shows("延期答复", "附件量大，需逐页区分。")
	step(law, "review-law", url.Values{"text": {"同意区分处理"}}).shows("法制审核")
	step(office, "propose", url.Values{"code": {"partly-granted"}, "text": {"单价属商业秘密"}}).shows("应当先经保密审查")
	step(secrecy, "review-secrecy", url.Values{"text": {"不涉密"}}).shows("保密审查")
	copyOf := func(remove, reason string) {
		t.Helper()
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		part, err := w.CreateFormFile("file", "合同（单价138元）.txt")
		if err == nil {
			_, err = io.WriteString(part, "第六条 单价 138 元，经营单位 示例餐饮公司。")
		}
		if err := errors.Join(err, w.WriteField("remove", remove), w.WriteField("reason", reason), w.Close()); err != nil {
			t.Fatal(err)
		}
		resp, err := office.client.Post(s.url+at+"/copies", w.FormDataContentType(), &b)
		office.read(resp, err)
	}
	office.get(at+"/copies/new").shows("要删去的文字", "【不予公开】")
	copyOf("单价 139 元", "商业秘密，条例第十五条")
	office.shows("没有处理", "没有找到")
	copyOf("单价 138 元", "")
	office.shows("没有写明不予公开的理由")
	copyOf("单价 138 元\n", "商业秘密，条例第十五条")
	office.shows("已备好复制件", "删去 1 处", "商业秘密，条例第十五条", "复制件1.txt")
	if v.get("/requests/status/files/1"); v.status != http.StatusNotFound {
		t.Errorf("a copy before the answer: %d", v.status)
	}
	decided := func(withheld string) url.Values {
		return url.Values{"code": {"partly-granted"}, "chosen": {"partly-granted"}, "given": {"食堂承包经营合同"}, "how": {"电子邮件"}, "where": {"发送至申请表所填的电子邮箱"}, "withheld": {withheld}}
	}
	office.get(at+"/steps/propose").shows("决定类型", "下一步")
	step(office, "propose", url.Values{"code": {"partly-granted"}}).shows("不予公开的部分", "看文书")
	step(office, "propose", decided("")).shows("没有办理", "必须写明理由")
	step(office, "propose", decided("合同第六条单价｜条例第十五条")).shows("没有办理", "第1行应有3栏")
	step(office, "propose", decided("合同第六条单价｜条例第十五条｜单价属商业秘密")).shows("已拟定决定", "待签发", "部分公开答复书（拟稿）")
	leader.get(at+"/steps/sign").shows("示例申请人甲：", "政府信息部分公开答复书", "先向濮阳市人民政府申请行政复议", "复制件1.txt")
	if leader.post(at+"/steps", url.Values{"kind": {"sign"}, "seen": {strings.Repeat("0", 64)}}).shows("文书在您查看以后有了变化"); strings.Contains(leader.body, "已签发决定") {
		t.Error("signed what was not seen")
	}
	step(leader, "sign", url.Values{}).shows("待发出", "濮教依申请〔2026〕27号—答")
	if law.get(at+"/letters/12").shows("政府信息部分公开答复书", "示*****"); strings.Contains(law.body, "示例申请人甲") || law.get(at+"/letters/12/file").status != http.StatusForbidden {
		t.Error("a reviewer reads to whom the letter goes")
	}
	if v.get("/requests/status"); strings.Contains(v.body, "27号—答") {
		t.Error("the answer is shown before it is sent")
	}
	if v.get("/requests/status/letters/12"); v.status != http.StatusNotFound {
		t.Errorf("the answer before it is sent: %d", v.status)
	}
	step(office, "send", url.Values{"evidence": {"电子邮件"}}).shows("已发出", "没有逾期")
	v.get("/requests/status").shows("部分公开（区分处理）", "先向濮阳市人民政府申请行政复议", "部分公开答复书（濮教依申请〔2026〕27号—答）")
	v.get("/requests/status").shows("提供给您的文件", "复制件1.txt")
	if v.get("/requests/status/files/1"); !strings.Contains(v.body, "第六条 【不予公开】，经营单位") || strings.Contains(v.body, "138") {
		t.Errorf("given: %q", v.body)
	}
	if v.get("/requests/status/files/2"); v.status != http.StatusNotFound {
		t.Errorf("a second copy: %d", v.status)
	}
	office.get(at).shows("相近的申请", "食堂承包经营合同（市直学校）")
	office.get(at+"/sheet").shows("期限计算单", "重新起算", "第1日")
	office.get("/desk/requests?show=ended").shows("市直学校食堂承包经营合同", "办结")

	office.get(at+"/whole").shows("查看理由", "记入办理登记簿")
	if office.post(at+"/whole", url.Values{"reason": {" "}}).shows("请写明查看理由"); strings.Contains(office.body, "E12345678") {
		t.Error("shown without a reason")
	}
	office.post(at+"/whole", url.Values{"reason": {"填写答复书抬头"}}).shows("E12345678", "示例申请人甲", "data:image/png;base64,", "本次查看已记入")
	office.get("/desk/ledger").shows("查看申请人信息", "填写答复书抬头")
	if law.get(at + "/whole"); law.status != http.StatusForbidden {
		t.Errorf("a reviewer sees who applies: %d", law.status)
	}

	stranger := s.visitor(t)
	for _, x := range [][3]string{{no, "AAAAAAAAAAAAAAAAAAAAAAAAAA", "示例申请人甲"}, {"2026-0999", secret, "示例申请人甲"}, {no, secret, "别人"}, {s.result.Samples.Track.No, secret, "示例申请人甲"}} {
		if stranger.track(x[0], x[1], x[2]).shows(request.ErrTracking.Text); stranger.status != http.StatusNotFound {
			t.Errorf("%v: %d", x, stranger.status)
		}
	}
	if stranger.get("/requests/status"); stranger.at != "/requests/track" {
		t.Errorf("without a ticket: %d at %s", stranger.status, stranger.at)
	}
	for _, written := range []string{"示例申请人甲", "E12345678", "13800000000", "承包经营合同合同", "单价属商业秘密", secret} {
		for _, name := range []string{"gongkai.db", "gongkai.db-wal", "access.log"} {
			if b, err := os.ReadFile(filepath.Join(s.cfg.Dir, name)); err == nil && bytes.Contains(b, []byte(written)) {
				t.Errorf("%s lies in the open in %s", written, name)
			}
		}
	}
	keptBy(t, s.cfg).sound(t)
}

var seenLetter = regexp.MustCompile(`name="seen" value="([0-9a-f]{64})"`)

// step takes a step of a request at the desk, after looking at the letter that it sends.
func (u *user) step(at, kind string, form url.Values) *user {
	u.t.Helper()
	form.Set("kind", kind)
	if m := seenLetter.FindStringSubmatch(u.post(at+"/steps", form).body); m != nil {
		form.Set("seen", m[1])
		u.post(at+"/steps", form)
	}
	return u
}

func requestURLOf(id request.ID) string { return fmt.Sprintf("/desk/requests/%d", id) }

// TestAsksForNothingMoreAndRefusesWithEverythingTyped: each mistake is told at its field, what was typed stays, schools take no requests, and
// nothing is asked for that the Regulation does not allow.
func TestAsksForNothingMoreAndRefusesWithEverythingTyped(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	if v.get("/requests/new"); strings.Contains(v.body, "用途") && !strings.Contains(v.body, "不需要说明用途") || strings.Contains(v.body, "邮编") {
		t.Error("the form asks for more than article 29 allows")
	}
	school, err := s.app.DB.UnitByCode(t.Context(), "yizhong")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		set   url.Values
		shows []string
	}{
		"nothing":        {url.Values{"name": {""}, "text": {""}, "id-no": {""}, "phone": {""}, "address": {""}}, []string{"有 5 处需要修改", `href="#f-name"`, "请填写姓名"}},
		"identity":       {url.Values{"id-kind": {"居民身份证"}, "id-no": {"1101011990030700"}}, []string{"应为 18 位，现在是 16 位", "1101011990030700"}},
		"check digit":    {url.Values{"id-kind": {"居民身份证"}, "id-no": {"110101199003070021"}}, []string{"校验位不符"}},
		"organisation":   {url.Values{"applicant": {"business"}, "id-no": {"91410900MA00000000"}}, []string{"统一社会信用代码", "请填写法定代表人", "请填写联系人"}},
		"a school":       {url.Values{"unit": {fmt.Sprint(school.ID)}}, []string{"公共企事业单位不受理", "申诉"}},
		"no such unit":   {url.Values{"unit": {"x"}}, []string{"请选择受理单位"}},
		"e-mail":         {url.Values{"email": {"<b>nobody"}}, []string{"name@example.com", "&lt;b&gt;nobody"}},
		"e-mail missing": {url.Values{"email": {""}}, []string{"以电子邮件获取的，请填写电子邮箱"}},
		"too long":       {url.Values{"text": {strings.Repeat("字", request.MaxRequest+1)}}, []string{"最多 1000 个"}},
		"vague":          {url.Values{"text": {"材料"}}, []string{"请写明所需信息的名称"}},
	} {
		form := asking()
		for k, x := range tt.set {
			form[k] = x
		}
		form.Set("stage", "check")
		if v.post("/requests/new", form).shows(append(tt.shows, "13800000000"[:min(11, 11*len(form.Get("phone")))])...); v.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, v.status)
		}
	}
	form := asking()
	form.Set("stage", "check")
	for name, tt := range map[string]struct {
		files map[string][]byte
		wrong func(page string) string
		shows string
	}{
		"no proof":      {nil, nil, "请上传身份证明"},
		"another kind":  {map[string][]byte{"身份证.png": []byte("PK\x03\x04 no picture")}, nil, "身份证明"},
		"a PDF":         {map[string][]byte{"身份证.pdf": []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")}, nil, "PDF 文件请截图或者拍照后上传"},
		"a text":        {map[string][]byte{"身份证.jpg": []byte("<svg onload=alert(1)>")}, nil, "身份证明"},
		"too many":      {map[string][]byte{"1.png": proof(t), "2.png": proof(t), "3.png": proof(t), "4.png": proof(t)}, nil, "最多 3 个"},
		"wrong answer":  {map[string][]byte{"1.png": proof(t)}, func(p string) string { return sumAsked.ReplaceAllString(p, "验证题：九加九等于几 $1$2") }, "验证题回答得不对"},
		"foreign token": {map[string][]byte{"1.png": proof(t)}, func(p string) string { return tokenField.ReplaceAllString(p, `name="token" value="AAAA"`) }, "验证题已经过期"},
	} {
		v.post("/requests/new", form)
		page := v.body
		if tt.wrong != nil {
			page = tt.wrong(page)
		}
		kind, body := handIn(t, page, asking(), tt.files)
		resp, err := v.client.Post(s.url+"/requests/new", kind, body)
		if v.read(resp, err).shows(tt.shows, "2026年市直学校食堂承包经营合同"); v.status != http.StatusUnprocessableEntity && !(name == "wrong answer" && v.status == http.StatusOK) {
			t.Errorf("%s: %d", name, v.status)
		}
	}
	if _, n, err := s.app.Requests.List(t.Context(), request.Filter{}); err != nil || n != 21 {
		t.Errorf("%d requests after nothing was taken, %v", n, err)
	}
}

// TestTheCounterTakesARequest: a letter that was signed for two days ago runs from that day; the secret is shown once.
func TestTheCounterTakesARequest(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	office := s.as(t, "局办公室")
	form := asking()
	form.Set("channel", "registered")
	office.get("/desk/requests/new").shows("登记申请", "不得要求申请人说明用途")
	office.post("/desk/requests", form).shows("没有登记", "请填写回执上的签收日期", "请写明凭据")
	form.Set("arrived", "2026-11-18")
	form.Set("evidence", "XA12345678")
	form.Set("subject", "食堂合同 110101199003070021")
	form.Set("subject", "食堂合同")
	office.post("/desk/requests", form).shows("申请已登记", "2026-11-18", "2026-12-16", "查询码")
	no := requestNo.FindString(office.body)
	s.receiptIsHandedOut(t, office, no)
	office.get("/desk/requests").shows(no, "食堂合同")
	if office.get("/desk/requests/new"); strings.Contains(office.body, "E12345678") {
		t.Error("the next form has what was typed in the last")
	}
	school := s.as(t, "学校")
	if school.get("/desk/requests"); school.status != http.StatusOK || strings.Contains(school.body, no) {
		t.Errorf("a school's writer: %d", school.status)
	}
}

// receiptIsHandedOut: the 登记回执 is a file for whoever has the secret, which stands in it; the applicant gets the same one.
func (s *site) receiptIsHandedOut(t *testing.T, office *user, no string) {
	t.Helper()
	code, at := hiddenCode.FindStringSubmatch(office.body), receiptAt.FindStringSubmatch(office.body)
	if code == nil || at == nil {
		t.Fatal("the page of the counter has no receipt")
	}
	if office.post(at[1], url.Values{"code": {"AAAAA"}}).shows("查询码不对"); office.status != http.StatusUnprocessableEntity {
		t.Errorf("a receipt without the secret: %d", office.status)
	}
	receipt := func(u *user, path, code string) string {
		t.Helper()
		u.post(path, url.Values{"code": {code}})
		im, err := document.ReadDOCX("回执.docx", strings.NewReader(u.body), int64(len(u.body)), document.DefaultLimits())
		if err != nil {
			t.Fatalf("%s: %d, %v", path, u.status, err)
		}
		return im.To + im.Doc.Text()
	}
	text := receipt(office, at[1], code[1])
	for _, want := range []string{"示例申请人甲", no, "2026年11月18日", "2026年12月16日", request.GroupSecret(code[1]), "/requests/track"} {
		if !strings.Contains(text, want) {
			t.Errorf("the receipt does not say %q: %s", want, text)
		}
	}
	v := s.visitor(t)
	v.track(no, code[1], "示例申请人甲").shows("下载登记回执")
	if v.post("/requests/status/receipt", url.Values{"code": {""}}).shows("查询码不对"); v.status != http.StatusUnprocessableEntity {
		t.Errorf("a receipt without the secret: %d", v.status)
	}
	if got := receipt(v, "/requests/status/receipt", strings.ToLower(request.GroupSecret(code[1]))); got != text {
		t.Errorf("the applicant's receipt: %s", got)
	}
	fresh := s.visitor(t)
	no, secret := fresh.file(asking())
	if fresh.track(no, secret, "示例申请人甲"); strings.Contains(fresh.body, "下载登记回执") {
		t.Error("a receipt is offered before the day of receipt is known")
	}
	if fresh.post("/requests/status/receipt", url.Values{"code": {secret}}).shows("还没有确认收到"); fresh.status != http.StatusConflict {
		t.Errorf("a receipt before the day of receipt is known: %d", fresh.status)
	}
}

var (
	hiddenCode = regexp.MustCompile(`name="code" value="([A-Z2-7]+)"`)
	receiptAt  = regexp.MustCompile(`action="(/desk/requests/\d+/receipt)"`)
)

// othersRequestsStayShut: D06. With one applicant's ticket another's page cannot be had; a request is found by none of its parts alone.
func othersRequestsStayShut(t *testing.T, s *site) {
	a, b := s.visitor(t), s.visitor(t)
	noA, secretA := a.file(asking())
	form := asking()
	form.Set("name", "示例申请人乙")
	noB, _ := b.file(form)
	answers := map[string]bool{}
	for _, x := range [][3]string{{noB, secretA, "示例申请人甲"}, {noB, secretA, "示例申请人乙"}, {"2026-9999", secretA, "示例申请人甲"}, {noA, secretA, "示例申请人乙"}, {noA, "", ""}, {"' OR 1=1 --", secretA, "示例申请人甲"}} {
		a.track(x[0], x[1], x[2])
		body := a.body
		for _, typed := range x {
			body = strings.ReplaceAll(body, html.EscapeString(typed), "")
		}
		if a.status != http.StatusNotFound {
			t.Errorf("%v: %d", x, a.status)
		}
		answers[body] = true
	}
	if len(answers) != 1 {
		t.Errorf("%d different answers to what is wrong", len(answers))
	}
	a.track(noA, secretA, "示例申请人甲").shows(noA)
	if a.get("/requests/status"); strings.Contains(a.body, noB) || strings.Contains(a.body, "示例申请人乙") {
		t.Error("one applicant sees another's request")
	}
}

// onceFiledIsOnce: D07. The same form handed in twice at the same time is one request, and both get its receipt.
func onceFiledIsOnce(t *testing.T, s *site) {
	v := s.visitor(t)
	form := asking()
	form.Set("stage", "check")
	v.post("/requests/new", form)
	page := v.body
	receipts := make([]string, 4)
	var both sync.WaitGroup
	for i := range receipts {
		kind, body := handIn(t, page, asking(), map[string][]byte{"1.png": proof(t)})
		both.Go(func() {
			resp, err := v.client.Post(s.url+"/requests/new", kind, body)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = resp.Body.Close() }()
			b, err := io.ReadAll(resp.Body)
			if m := secretLine.FindSubmatch(b); err == nil && m != nil {
				receipts[i] = requestNo.FindString(string(b)) + string(m[1])
			}
		})
	}
	both.Wait()
	for _, r := range receipts {
		if r == "" || r != receipts[0] {
			t.Errorf("receipts %q", receipts)
		}
	}
	if _, n, err := s.app.Requests.List(t.Context(), request.Filter{}); err != nil || n != 22 {
		t.Errorf("%d requests, %v; there were 21", n, err)
	}
}

// oddTextIsText: D09. Markup, quotes, emoji, a turned direction and rare characters are shown as they were written.
func oddTextIsText(t *testing.T, s *site) {
	const odd = "<b>粗</b> \"引\" '号' 😀 \u202e反 𠮷野家 &amp; 的合同"
	v := s.visitor(t)
	form := asking()
	form.Set("text", odd)
	no, secret := v.file(form)
	v.track(no, secret, "示例申请人甲").shows(html.EscapeString("<b>粗</b>"), "😀", "𠮷野家", "&amp;amp;")
	if strings.Contains(v.body, "<b>粗</b>") {
		t.Error("what was written is markup on the status page")
	}
	req, err := s.app.DB.RequestByNo(t.Context(), no)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := s.app.Requests.Application(req); err != nil || a.Text != odd {
		t.Errorf("kept as %q, %v", a.Text, err)
	}
	if office := s.as(t, "局办公室").get(requestURLOf(req.ID)); strings.Contains(office.body, "<b>粗</b>") || !strings.Contains(office.body, "𠮷野家") {
		t.Error("what was written is markup at the desk")
	}
}
