package dispatch

import (
	"context"
	"strings"
	"testing"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/request/letter"
	"gongkai/internal/workday"
)

func date(t *testing.T, s string) workday.Date {
	t.Helper()
	d, err := workday.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func setting() *Setting {
	return &Setting{
		Unit: 1, Agency: "示例市教育局", Numbering: "示教依申请〔{年}〕{号}号—{类}", Forum: request.Forum{Authority: "示例市人民政府", URL: "https://xzfy.example.gov.cn"},
		Office: letter.Office{Name: "示例市教育局办公室", Address: "示例路1号", Phone: "0393-8888000"},
	}
}

// kept is the words of the steps of a request, by their number.
type kept map[int]request.Words

// sending is a step of a request that came in on 2026-10-26, was supplemented once, and about which a third party was asked that objects.
func sending(t *testing.T, step request.Step, kind request.LetterKind, words request.Words) *request.Sending {
	t.Helper()
	req := &request.Request{ID: 7, Unit: 1, No: "2026-0031", Applicant: request.Natural, Channel: request.Online, Subject: "食堂合同", FiledAt: date(t, "2026-10-26").Time()}
	said := kept{}
	add := func(s request.Step, w request.Words) {
		s.No = len(req.Steps) + 1
		req.Steps = append(req.Steps, s)
		said[s.No] = w
	}
	add(request.Step{Kind: request.Submit, On: date(t, "2026-10-26")}, request.Words{})
	add(request.Step{Kind: request.Receive, On: date(t, "2026-10-26")}, request.Words{})
	add(request.Step{Kind: request.AskSupplement, On: date(t, "2026-10-28"), Until: date(t, "2026-11-13"), DocNo: "示教依申请〔2026〕27号—补"}, request.Words{Text: "请写明年度"})
	if step.Kind != request.LapseSupplement {
		add(request.Step{Kind: request.Supplement, On: date(t, "2026-10-30")}, request.Words{Text: "2026年的合同。"})
		add(request.Step{Kind: request.Consult, On: date(t, "2026-11-02"), Party: request.ThirdParty}, request.Words{Text: "食堂合同第六条", Facts: map[string]string{"party": "示例餐饮公司"}})
		add(request.Step{Kind: request.AnswerConsult, On: date(t, "2026-11-09"), About: 5, Party: request.ThirdParty, Opinion: request.Objects}, request.Words{Text: "不同意"})
	}
	if step.Kind == request.Sign || step.Kind == request.Tell {
		add(request.Step{Kind: request.Propose, On: date(t, "2026-11-16"), Code: request.Granted}, request.Words{
			Text: "关系学生饮食安全，不公开会对公共利益造成重大影响", Facts: map[string]string{"given": "食堂合同", "how": "电子邮件", "where": "发送至申请表所填的电子邮箱", "time": "本答复书发出之日"},
		})
		step.Code = ""
	}
	step.No, step.On = len(req.Steps)+1, date(t, "2026-11-20")
	s := &request.Sending{
		Request: req, Step: &step, Kind: kind, Code: step.Code, Words: words, Application: &request.Application{Name: "张晓明", Text: "学校食堂合同。", Get: "电子邮件"},
		By: &agency.Person{ID: 3, Name: "李主任"}, Calendar: workday.Builtin(), Said: func(e *request.Step) (request.Words, error) { return said[e.No], nil },
	}
	if step.Kind == request.Sign {
		s.Code = request.Granted
	}
	return s
}

// sent are steps that send letters, with what their officer stated and what the letter must then say.
var sent = []struct {
	name  string
	step  request.Step
	kind  request.LetterKind
	words request.Words
	says  []string
}{
	{"supplement", request.Step{Kind: request.AskSupplement, Until: workday.NewDate(2026, time.December, 4)}, request.LetterSupplement, request.Words{Text: "写明年度\n写明学校"}, []string{"（一）写明年度", "（二）写明学校", "2026年12月4日", "视为放弃"}},
	{"extension", request.Step{Kind: request.Extend, Days: 10}, request.LetterExtension, request.Words{Text: "附件量大"}, []string{"10个工作日", "2026年12月4日", "2026年12月18日", "李主任", "附件量大"}},
	{"consultation", request.Step{Kind: request.Consult, Party: request.ThirdParty}, request.LetterConsult, request.Words{Text: "合同第六条", Facts: map[string]string{"party": "示例餐饮公司"}}, []string{"示例餐饮公司", "合同第六条", "15个工作日", "由本机关决定"}},
	{"joint agency", request.Step{Kind: request.Consult, Party: request.JointAgency}, request.LetterJoint, request.Words{Text: "联合文件", Facts: map[string]string{"party": "示例市财政局"}}, []string{"示例市财政局", "视为同意公开"}},
	{"reason", request.Step{Kind: request.AskReason}, request.LetterReason, request.Words{Text: "已提出36件", Facts: map[string]string{"until": "2026-12-04"}}, []string{"36件", "2026年12月4日", "不予处理"}},
	{"deferral", request.Step{Kind: request.Defer, Until: workday.NewDate(2026, time.December, 31)}, request.LetterDeferral, request.Words{Text: "十个年度"}, []string{"2026年12月31日"}},
	{"fee", request.Step{Kind: request.NoticeFee}, request.LetterFee, request.Words{Facts: map[string]string{"basis": "count", "count": "41", "pay": "到银行缴入国库"}}, []string{"2026年10月", "41件", "到银行缴入国库"}},
	{"fee by pages", request.Step{Kind: request.NoticeFee}, request.LetterFee, request.Words{Facts: map[string]string{"basis": "pages", "count": "120", "pay": "到银行缴入国库"}}, []string{"本次申请提供的信息共120页", "1100元"}},
	{"lapse", request.Step{Kind: request.LapseSupplement}, request.LetterAbandoned, request.Words{}, []string{"〔2026〕27号—补", "2026年10月28日", "2026年11月13日"}},
	{"already public", request.Step{Kind: request.Propose, Code: request.AlreadyPublic}, request.LetterGrant, request.Words{Facts: map[string]string{"published": "收费标准｜https://jyj.example.gov.cn/items/1｜2026-08-25"}}, []string{"收费标准", "https://jyj.example.gov.cn/items/1", "2026年8月25日", "行政复议"}},
	{"partly", request.Step{Kind: request.Propose, Code: request.PartlyGranted}, request.LetterPartly, request.Words{Facts: map[string]string{"given": "合同", "how": "电子邮件", "where": "发送至电子邮箱", "withheld": "单价\t条例第十五条\t商业秘密\n联系人电话|条例第十五条|个人隐私"}}, []string{"（一）单价", "《政府信息公开条例》第十五条", "（二）联系人电话", "先向示例市人民政府申请行政复议"}},
	{"refused", request.Step{Kind: request.Propose, Code: request.Process}, request.LetterRefuse, request.Words{Text: "属于讨论记录"}, []string{"第十六条第二款", "属于讨论记录", "补正：2026年的合同"}},
	{"not held", request.Step{Kind: request.Propose, Code: request.NotHeld}, request.LetterNotHeld, request.Words{Text: "没有制作", Facts: map[string]string{"scope": "档案室", "method": "以“合同”检索", "searched": "2026-11-18"}}, []string{"档案室", "2026年11月18日", "不存在"}},
	{"not ours", request.Step{Kind: request.Propose, Code: request.NotResponsible}, request.LetterNotOurs, request.Words{Text: "由财政局制作", Facts: map[string]string{"responsible": "示例市财政局｜0393-1"}}, []string{"示例市财政局", "0393-1"}},
	{"repeat", request.Step{Kind: request.Propose, Code: request.Repeat}, request.LetterRepeat, request.Words{Text: "内容相同", Facts: map[string]string{"earlier-no": "示教依申请〔2026〕3号—答", "earlier-on": "2026-03-02"}}, []string{"〔2026〕3号", "2026年3月2日"}},
	{"signed", request.Step{Kind: request.Sign}, request.LetterGrant, request.Words{}, []string{"食堂合同", "电子邮件", "也可以自收到本答复书之日起6个月内"}},
	{"told", request.Step{Kind: request.Tell, About: 5, Party: request.ThirdParty}, request.LetterTold, request.Words{}, []string{"示例餐饮公司", "食堂合同第六条", "公共利益", "予以公开"}},
}

// A step's letter states what the step, its officer, the request and the unit say; it is a draft without a number until it has a serial.
func TestAStepWritesItsLetter(t *testing.T) {
	t.Parallel()
	for _, x := range sent {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			w := &writer{setting(), nil}
			s := sending(t, x.step, x.kind, x.words)
			draft, err := w.Write(s)
			if err != nil {
				t.Fatal(err, fault.Text(err))
			}
			s.Serial = func() (int64, error) { return 31, nil }
			final, err := w.Write(s)
			if err != nil {
				t.Fatal(err)
			}
			info, _ := x.kind.Info()
			if want := "示教依申请〔2026〕31号—" + info.Mark; draft.DocNo != "" || final.DocNo != want {
				t.Errorf("numbers %q and %q, want none and %q", draft.DocNo, final.DocNo, want)
			}
			l, err := Open(final.Letter)
			if err != nil {
				t.Fatal(err)
			}
			text := l.HTML()
			for _, say := range x.says {
				if !strings.Contains(text, say) {
					t.Errorf("the letter does not say %q:\n%s", say, text)
				}
			}
			if info.Away && strings.Contains(text, "张晓明") {
				t.Error("a letter to somebody else names the applicant")
			}
			if b, err := DOCX(final.Letter); err != nil || len(b) < 1000 {
				t.Errorf("docx of %d bytes, %v", len(b), err)
			}
		})
	}
}

// What an officer leaves out, or types in a way that cannot be read, is a mistake of its field.
func TestWhatIsLeftOutIsAskedForAtItsField(t *testing.T) {
	t.Parallel()
	for _, x := range sent {
		for _, a := range Asks(x.kind, x.step.Code) {
			if a.May || x.step.Kind == request.Sign {
				continue
			}
			words := x.words
			words.Facts = map[string]string{}
			for k, v := range x.words.Facts {
				words.Facts[k] = v
			}
			delete(words.Facts, a.Key)
			_, err := (&writer{setting(), nil}).Write(sending(t, x.step, x.kind, words))
			if fs := fields(err); fs.For(a.Key) == "" {
				t.Errorf("%s without %s: %v", x.name, a.Key, err)
			}
		}
	}
	for _, x := range []struct{ key, typed, says string }{
		{"published", "收费标准｜https://jyj.example.gov.cn", "第1行应有3栏"}, {"published", "甲｜乙｜2026-01-02\n\n丙｜丁｜昨天", "第2行的日期"}, {"published", "甲｜乙｜2026-02-30", "第1行的日期"},
	} {
		_, err := (&writer{setting(), nil}).Write(sending(t, request.Step{Kind: request.Propose, Code: request.AlreadyPublic}, request.LetterGrant, request.Words{Facts: map[string]string{x.key: x.typed}}))
		if fs := fields(err); !strings.Contains(fs.For(x.key), x.says) {
			t.Errorf("%q: %v", x.typed, err)
		}
	}
}

func fields(err error) fault.Fields {
	var fs fault.Fields
	for e := err; e != nil; {
		if f, ok := e.(fault.Fields); ok {
			return f
		}
		u, ok := e.(interface{ Unwrap() error })
		if !ok {
			return fs
		}
		e = u.Unwrap()
	}
	return fs
}

// A unit that names no 复议机关 sends no answer: which government reconsiders is not guessed.
func TestAnAnswerNeedsTheAuthority(t *testing.T) {
	t.Parallel()
	w := &writer{usual(&agency.Unit{ID: 1, Name: "示例市教育局", Short: "市教育局", Address: "示例路1号", Phone: "0393-1"}), nil}
	s := sending(t, request.Step{Kind: request.Propose, Code: request.Process}, request.LetterRefuse, request.Words{Text: "属于讨论记录"})
	if _, err := w.Write(s); fields(err).For("remedy") == "" {
		t.Errorf("no authority: %v", err)
	}
	w.set.Forum.Authority = "示例市人民政府"
	if _, err := w.Write(s); fields(err).For("remedy") == "" {
		t.Errorf("an answer by e-mail without where to apply online: %v", err)
	}
	w.set.Forum.Authority = ""
	s = sending(t, request.Step{Kind: request.AskSupplement, Until: workday.NewDate(2026, time.December, 4)}, request.LetterSupplement, request.Words{Text: "写明年度"})
	if _, err := w.Write(s); err != nil {
		t.Errorf("a letter without remedy: %v", err)
	}
}

// A unit's own template writes its letters; one that leaves out what the law prescribes is not kept.
func TestOwnTemplates(t *testing.T) {
	t.Parallel()
	shelf := &shelf{templates: letter.Templates{}}
	s := New(shelf, shelf, "https://jyj.example.gov.cn/requests/track", func() time.Time { return date(t, "2026-11-20").Time() })
	officer := &agency.Person{ID: 3, Unit: 1, Name: "经办人", Roles: []agency.Role{agency.GeneralOffice}}
	own := strings.Replace(letter.Default(request.LetterRefuse), "特此答复。", "特此书面答复。", 1)
	if err := s.SetTemplate(t.Context(), officer, 1, request.LetterRefuse, own); err != nil {
		t.Fatal(err)
	}
	shelf.set = setting()
	w, err := s.Of(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.Write(sending(t, request.Step{Kind: request.Propose, Code: request.Process}, request.LetterRefuse, request.Words{Text: "属于讨论记录"}))
	if err != nil || !strings.Contains(string(got.Letter), "特此书面答复") {
		t.Errorf("%v: %s", err, got.Letter)
	}
	if err := s.SetTemplate(t.Context(), officer, 1, request.LetterRefuse, strings.Replace(own, "{{.救济}}", "", 1)); err == nil || shelf.templates[request.LetterRefuse] != strings.TrimSpace(own) {
		t.Errorf("a template without remedies: %v", err)
	}
	if err := s.SetTemplate(t.Context(), officer, 1, request.LetterRefuse, letter.Default(request.LetterRefuse)); err != nil || shelf.templates[request.LetterRefuse] != "" {
		t.Errorf("ours again: %v", err)
	}
	for _, other := range []*agency.Person{{ID: 4, Unit: 1, Roles: []agency.Role{agency.Writer}}, {ID: 5, Unit: 2, Roles: []agency.Role{agency.GeneralOffice}}} {
		if f, ok := fault.Of(s.SetTemplate(t.Context(), other, 1, request.LetterRefuse, own)); !ok || f.Kind != fault.Forbidden {
			t.Errorf("somebody else: %v", f)
		}
		if f, ok := fault.Of(s.Set(t.Context(), other, setting())); !ok || f.Kind != fault.Forbidden {
			t.Errorf("somebody else: %v", f)
		}
	}
}

func TestSettingValidate(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name  string
		spoil func(*Setting)
		field string
	}{
		{"whole", func(*Setting) {}, ""},
		{"no authority", func(s *Setting) { s.Forum.Authority = " " }, "authority"},
		{"numbering", func(s *Setting) { s.Numbering = "{号}号" }, "numbering"},
		{"address of the web", func(s *Setting) { s.Forum.URL = "xzfy.example.gov.cn" }, "url"},
		{"script", func(s *Setting) { s.Forum.URL = "javascript:alert(1)" }, "url"},
		{"places", func(s *Setting) { s.Places = "12345" }, "places"},
		{"long", func(s *Setting) { s.Pay = strings.Repeat("缴", MaxLine+1) }, "pay"},
	} {
		s := setting()
		x.spoil(s)
		fs := fields(s.Validate())
		if x.field == "" && len(fs) > 0 || x.field != "" && (len(fs) != 1 || fs.For(x.field) == "") {
			t.Errorf("%s: %v", x.name, fs)
		}
	}
}

// shelf keeps in memory what the service asks for.
type shelf struct {
	set       *Setting
	templates letter.Templates
}

func (s *shelf) LetterSetting(context.Context, int64) (*Setting, error) { return s.set, nil }

func (s *shelf) SaveLetterSetting(_ context.Context, set *Setting, _ act.Act) error {
	s.set = set
	return nil
}

func (s *shelf) LetterTemplates(context.Context, int64) (letter.Templates, error) {
	return s.templates, nil
}

func (s *shelf) SaveLetterTemplate(_ context.Context, _ int64, kind request.LetterKind, body string, _ act.Act) error {
	if s.templates[kind] = body; body == "" {
		delete(s.templates, kind)
	}
	return nil
}

func (s *shelf) Unit(_ context.Context, id agency.UnitID) (*agency.Unit, error) {
	return &agency.Unit{ID: id, Name: "示例市教育局", Short: "市教育局", Address: "示例路1号", Phone: "0393-1"}, nil
}
