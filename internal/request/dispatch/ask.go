package dispatch

import (
	"slices"
	"strings"

	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/request/letter"
	"gongkai/internal/workday"
)

// Shape is how something is typed.
type Shape int

// The shapes.
const (
	Line   Shape = iota // one line
	Day                 // 2026-11-20
	Lines               // a line for each
	Tables              // a line for each, its columns parted by ｜ or by a tab, as Excel copies them
)

// Ask is something that only the officer can state, by the name of the element of the letter that it becomes.
type Ask struct {
	Key   string
	Label string
	Hint  string
	Shape Shape
	May   bool // it may be left out

	take func(f *letter.Facts, typed string) error
}

func line(key, label, hint string, to func(*letter.Facts) *string) Ask {
	return Ask{Key: key, Label: label, Hint: hint, take: func(f *letter.Facts, typed string) error { *to(f) = typed; return nil }}
}

func day(key, label, hint string, to func(*letter.Facts) *workday.Date) Ask {
	return Ask{Key: key, Label: label, Hint: hint, Shape: Day, take: func(f *letter.Facts, typed string) error {
		if typed == "" {
			return nil
		}
		d, err := workday.ParseDate(typed)
		if err != nil {
			return ErrTyped.Say("日期写作 2026-11-20 的样子，现为“%.20s”。", typed)
		}
		*to(f) = d
		return nil
	}}
}

func lines(key, label, hint string, to func(*letter.Facts) *[]string) Ask {
	return Ask{Key: key, Label: label, Hint: hint, Shape: Lines, take: func(f *letter.Facts, typed string) error { *to(f) = split(typed); return nil }}
}

func (a Ask) optional() Ask { a.May = true; return a }

var (
	given = lines("given", "提供的信息", "每行一项，写信息的名称；答复书逐项列出。", func(f *letter.Facts) *[]string { return &f.Given })
	how   = line("how", "获取方式", "电子邮件、邮寄、自行领取、当面查阅。", func(f *letter.Facts) *string { return &f.Provide.How })
	where = line("where", "获取途径", "例如：发送至申请表所填的电子邮箱；在本机关一楼窗口领取。", func(f *letter.Facts) *string { return &f.Provide.Where })
	whenn = line("time", "获取时间", "例如：本答复书发出之日。", func(f *letter.Facts) *string { return &f.Provide.When })
	party = line("party", "对方的名称", "第三方、共同制作机关的全称，征询书抬头用它。", func(f *letter.Facts) *string { return &f.Consult.Name })
	turn  = Ask{Key: "places", Label: "办理的途径", Hint: "每行一处：名称｜联系方式。", Shape: Tables, take: func(f *letter.Facts, typed string) (err error) {
		f.Places, err = places(typed)
		return err
	}}
	published = Ask{Key: "published", Label: "已公开的信息", Hint: "每行一项：名称｜网址（出版物写购买、查阅的途径）｜公开日期，例如 2026年招生工作意见｜https://jyj.example.gov.cn/items/12｜2026-05-18。", Shape: Tables, take: takePublished}
)

// asks are what each letter asks for besides what its step says anyway.
var asks = map[request.LetterKind][]Ask{
	request.LetterConsult: {party},
	request.LetterJoint:   {party},
	request.LetterReason:  {day("until", "说明理由的期限", "给申请人合理的时间。", func(f *letter.Facts) *workday.Date { return &f.ReasonBy })},
	request.LetterFee:     {line("pay", "缴纳方式", "例如：持本通知到局办公室开具缴款书，到银行网点缴入国库。", func(f *letter.Facts) *string { return &f.Fee.Pay })},
	request.LetterPartly: {given, how, where, whenn.optional(), {
		Key: "withheld", Label: "不予公开的部分", Shape: Tables, Hint: "每行一项：内容｜依据的条款｜理由，例如 合同单价构成｜条例第十五条｜属于商业秘密，第三方不同意公开。", take: takeWithheld,
	}},
	request.LetterNotHeld: {
		line("scope", "检索范围", "检索了哪些档案、系统和台账，哪些年份。", func(f *letter.Facts) *string { return &f.Search.Scope }),
		line("method", "检索方法", "用什么关键词，由谁核对。", func(f *letter.Facts) *string { return &f.Search.Method }),
		day("searched", "检索日期", "不能晚于今天。", func(f *letter.Facts) *workday.Date { return &f.Search.On }),
	},
	request.LetterNotOurs: {Ask{Key: "responsible", Label: "负责公开的机关", Hint: "能够确定的填写，每行一个：名称｜联系方式。", Shape: Tables, take: func(f *letter.Facts, typed string) (err error) {
		f.Responsible, err = places(typed)
		return err
	}}.optional()},
	request.LetterRepeat: {
		line("earlier-no", "原答复的文号", "例如：示教依申请〔2026〕12号—答。", func(f *letter.Facts) *string { return &f.Earlier.DocNo }),
		day("earlier-on", "原答复的日期", "不能晚于今天。", func(f *letter.Facts) *workday.Date { return &f.Earlier.On }),
	},
	request.LetterQuery: {
		line("law", "有特别规定的法律、行政法规", "写明条款，例如：《不动产登记暂行条例》第二十七条。", func(f *letter.Facts) *string { return &f.Basis }), turn,
	},
	request.LetterPetition:    {turn},
	request.LetterPublication: {published},
}

// Asks lists what the officer states for a letter of the kind and, of an answer, the code.
func Asks(kind request.LetterKind, code request.DecisionCode) []Ask {
	switch {
	case kind == request.LetterGrant && code == request.AlreadyPublic:
		return []Ask{published}
	case kind == request.LetterGrant:
		return []Ask{given, how, where, whenn}
	}
	return slices.Clone(asks[kind])
}

// First is what a field of the letter holds before the officer types: what the request and the setting say.
func (a *Ask) First(set *Setting, req *request.Request, form *request.Application) string {
	switch a.Key {
	case "how":
		return form.Get
	case "where":
		return map[string]string{
			"电子邮件": "发送至申请表所填的电子邮箱", "邮寄": "邮寄至申请表所填的联系地址", "自行领取": "到" + set.Office.Address + "（" + set.Office.Name + "）领取", "当面查阅、抄录": "到" + set.Office.Address + "（" + set.Office.Name + "）查阅",
		}[form.Get]
	case "time":
		return "本答复书发出之日"
	case "given":
		return req.Subject
	case "pay":
		return set.Pay
	case "places":
		return set.Places
	}
	return ""
}

// ErrTyped reports something that was typed in a way that cannot be read.
var ErrTyped = fault.New(fault.Invalid, "letter-typed", "填写有误，请核对。")

// split returns the lines that say something.
func split(typed string) []string {
	var out []string
	for l := range strings.Lines(typed) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// columns reads lines of n columns each.
func columns(typed string, names ...string) ([][]string, error) {
	var out [][]string
	for i, l := range split(typed) {
		cells := strings.FieldsFunc(l, func(r rune) bool { return r == '｜' || r == '|' || r == '\t' })
		for k := range cells {
			cells[k] = strings.TrimSpace(cells[k])
		}
		if len(cells) != len(names) || slices.Contains(cells, "") {
			return nil, ErrTyped.Say("第%d行应有%d栏：%s，各栏之间用“｜”隔开，请补全。", i+1, len(names), strings.Join(names, "｜"))
		}
		out = append(out, cells)
	}
	return out, nil
}

func places(typed string) ([]letter.Place, error) {
	rows, err := columns(typed, "名称", "联系方式")
	var out []letter.Place
	for _, r := range rows {
		out = append(out, letter.Place{Name: r[0], Contact: r[1]})
	}
	return out, err
}

func takePublished(f *letter.Facts, typed string) error {
	rows, err := columns(typed, "名称", "网址或者途径", "日期")
	for i, r := range rows {
		on, wrong := workday.ParseDate(r[2])
		if wrong != nil {
			return ErrTyped.Say("第%d行的日期写作 2026-11-20 的样子，现为“%.20s”。", i+1, r[2])
		}
		f.Published = append(f.Published, letter.Published{Title: r[0], URL: r[1], On: on})
	}
	return err
}

func takeWithheld(f *letter.Facts, typed string) error {
	rows, err := columns(typed, "内容", "依据的条款", "理由")
	for _, r := range rows {
		if no, ok := strings.CutPrefix(r[1], "条例第"); ok { // a letter cites by the whole name
			r[1] = "《政府信息公开条例》第" + no
		}
		f.Withheld = append(f.Withheld, letter.Withheld{What: r[0], Cite: r[1], Reason: r[2]})
	}
	return err
}
