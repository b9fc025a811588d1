package request

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// Filing is a request as it is handed in.
type Filing struct {
	Key       string // one-time key of the form: the same key twice is one request
	Unit      int64
	Applicant Applicant
	Channel   Channel
	Application
	Arrived  workday.Date // what the evidence of the channel says: signed for, or arrived; zero: today
	Evidence string       // of the channel: number of the mail; not online
	Subject  string       // 内容概述; by the officer, not online
	Proof    []File       // 身份证明, kept by Service.Keep
}

// What is typed at most, in characters.
const (
	MaxName    = 60
	MaxLine    = 120
	MaxRequest = 1000
	MaxSubject = 80
	maxShown   = 2 // letters of a description that say nothing
)

var passport = regexp.MustCompile(`^[A-Za-z0-9()-]{5,20}$`)

// Validate returns every mistake, after taking away the spaces around what was typed. It asks for nothing that the Regulation does not.
//
// law: 条例 29
func (f *Filing) Validate(today workday.Date) error {
	for _, s := range []*string{&f.Name, &f.IDKind, &f.IDNo, &f.Head, &f.Contact, &f.Phone, &f.Email, &f.Address, &f.Text, &f.Get, &f.Carrier, &f.Help, &f.Subject, &f.Evidence} {
		*s = strings.TrimSpace(*s)
	}
	f.IDNo = strings.ToUpper(width.Narrow.String(f.IDNo))
	var fs fault.Fields
	if f.Applicant.Name() == "" {
		fs.Add("applicant", "请选择申请人类型，年度报告按此统计。")
	}
	f.validateWho(&fs, today)
	if !agency.IsPhone(f.Phone) {
		fs.Add("phone", "联系电话应为手机号码，或者带区号的固定电话，例如 0393-8888888。")
	}
	if f.Email != "" && !agency.IsEmail(f.Email) {
		fs.Add("email", "电子邮箱的写法不对，例如 name@example.com。")
	}
	if f.Get == GetWays[0] && f.Email == "" {
		fs.Add("email", "选择以电子邮件获取的，请填写电子邮箱。")
	}
	if f.Address == "" {
		fs.Add("address", "请填写联系地址，写到门牌号；邮寄答复书时使用。")
	}
	switch n := utf8.RuneCountInString(f.Text); {
	case n <= maxShown:
		fs.Add("text", "请写明所需信息的名称、文号，或者哪一年、哪一类的信息。")
	case n > MaxRequest:
		fs.Add("text", "所需信息写了 %d 个字，最多 %d 个，请删减；一份申请写一项信息。", n, MaxRequest)
	}
	if !slices.Contains(GetWays, f.Get) {
		fs.Add("get", "请选择获取方式。")
	}
	if !slices.Contains(Carriers, f.Carrier) {
		fs.Add("carrier", "请选择载体形式。")
	}
	for name, s := range map[string]string{"name": f.Name, "head": f.Head, "contact": f.Contact} {
		tooLong(&fs, name, s, MaxName)
	}
	for name, s := range map[string]string{"address": f.Address, "email": f.Email, "help": f.Help, "evidence": f.Evidence} {
		tooLong(&fs, name, s, MaxLine)
	}
	f.validateDesk(&fs, today)
	return fs.Err()
}

func tooLong(fs *fault.Fields, name, s string, most int) {
	if n := utf8.RuneCountInString(s); n > most {
		fs.Add(name, "写了 %d 个字，最多 %d 个，请删减。", n, most)
	}
}

// validateWho checks who applies: natural persons by a document, organisations by their code.
func (f *Filing) validateWho(fs *fault.Fields, today workday.Date) {
	if f.Applicant == Natural {
		if f.Name == "" {
			fs.Add("name", "请填写姓名，与证件上的一致。")
		}
		switch {
		case !slices.Contains(IDKinds, f.IDKind):
			fs.Add("id-kind", "请选择证件名称。")
		case f.IDKind == IDKinds[0] && utf8.RuneCountInString(f.IDNo) != 18:
			fs.Add("id-no", "身份证号码应为 18 位，现在是 %d 位。", utf8.RuneCountInString(f.IDNo))
		case f.IDKind == IDKinds[0]:
			if err := screening.CheckIDNumber(f.IDNo, today); err != nil {
				fs.Add("id-no", "%s", fault.Text(err))
			}
		case !passport.MatchString(f.IDNo):
			fs.Add("id-no", "证件号码应为 5 至 20 位字母、数字，请对照证件核对。")
		}
		return
	}
	if f.Name == "" {
		fs.Add("name", "请填写名称，与营业执照或者登记证书上的一致。")
	}
	if err := agency.CheckUSCC(f.IDNo); err != nil {
		fs.Add("id-no", "%s", fault.Text(err))
	}
	if f.Head == "" {
		fs.Add("head", "请填写法定代表人或者负责人的姓名。")
	}
	if f.Contact == "" {
		fs.Add("contact", "请填写联系人的姓名。")
	}
}

// validateDesk checks what the staff adds to a request that came on paper or by word of mouth.
func (f *Filing) validateDesk(fs *fault.Fields, today workday.Date) {
	if f.Channel.Name() == "" {
		fs.Add("channel", "请选择收到的途径，收到之日按途径确定。")
	}
	if f.Channel == Online {
		return
	}
	if f.Channel == Registered && f.Arrived.IsZero() {
		fs.Add("arrived", "请填写回执上的签收日期，收到之日以签收之日为准（条例第三十一条）。")
	}
	if f.Arrived.After(today) {
		fs.Add("arrived", "日期不能晚于今天（%s）。", today)
	}
	if f.Evidence == "" && (f.Channel == Registered || f.Channel == Plain || f.Channel == Fax) {
		fs.Add("evidence", "请写明凭据：邮件编号、邮戳日期或者传真号码。")
	}
	tooLong(fs, "subject", f.Subject, MaxSubject)
	for _, x := range (screening.Rules{Today: today}).Check([]screening.Part{{Name: "内容概述", Text: f.Subject}}) {
		if x.Level == screening.Block {
			fs.Add("subject", "内容概述会写进清单和登记簿，%s 一处：%s请删去。", x.Masked, x.Text)
		}
	}
}

// Masked is how the application may be shown to whoever need not know who applies.
func (a *Application) Masked() (name, idNo string) {
	runes := []rune(a.Name)
	if len(runes) > 0 && a.IDKind != "" {
		name = string(runes[:1]) + strings.Repeat("*", max(1, len(runes)-1))
	} else {
		name = a.Name
	}
	if n := len(a.IDNo); n > 6 {
		return name, a.IDNo[:4] + strings.Repeat("*", n-6) + a.IDNo[n-2:]
	}
	return name, strings.Repeat("*", len(a.IDNo))
}
