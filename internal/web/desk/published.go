package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// publishedRoutes are what may be done to an item after its release.
func (d *Desk) publishedRoutes() []web.Route {
	may := web.Holding(agency.Signer, agency.UnitHead, agency.GeneralOffice, agency.DisclosureHead)
	return []web.Route{
		{Method: "GET", Pattern: "/desk/items/{id}/correction", Names: web.OfUnit("item"), Need: web.Holding(agency.Writer), Handle: d.askCorrection},
		{Method: "POST", Pattern: "/desk/items/{id}/correction", Names: web.OfUnit("item"), Need: web.Holding(agency.Writer), Handle: d.correct},
		{Method: "POST", Pattern: "/desk/items/{id}/discard", Names: web.OfUnit("item"), Need: web.Holding(agency.Writer), Handle: d.discard},
		{Method: "GET", Pattern: "/desk/items/{id}/withdrawal", Names: web.OfUnit("item"), Need: may, Handle: d.askWithdrawal},
		{Method: "POST", Pattern: "/desk/items/{id}/withdrawal", Names: web.OfUnit("item"), Need: may, Handle: d.withdraw},
		{Method: "GET", Pattern: "/desk/items/{id}/unscheduling", Names: web.OfUnit("item"), Need: may, Handle: d.askUnscheduling},
		{Method: "POST", Pattern: "/desk/items/{id}/unscheduling", Names: web.OfUnit("item"), Need: may, Handle: d.unschedule},
		{Method: "GET", Pattern: "/desk/items/{id}/validity", Names: web.OfUnit("item"), Need: may, Handle: d.askValidity},
		{Method: "POST", Pattern: "/desk/items/{id}/validity", Names: web.OfUnit("item"), Need: may, Handle: d.declare},
	}
}

// afterRelease links what this person may do to the item now.
func afterRelease(p *agency.Person, it *publication.Item) []layout.Link {
	var out []layout.Link
	add := func(err error, text, action string) {
		if err == nil {
			out = append(out, layout.Link{Text: text, URL: itemURL(it) + "/" + action})
		}
	}
	if it.State == publication.Scheduled {
		add(it.CanUnschedule(p), "取消定时", "unscheduling")
	}
	add(it.CanCorrect(p), "更正", "correction")
	add(it.CanWithdraw(p), "有效性", "validity")
	add(it.CanWithdraw(p), "撤下", "withdrawal")
	return out
}

// ask loads the item of the path and the page that asks before something is done to it.
func (d *Desk) ask(w http.ResponseWriter, r *http.Request, title, action string) (*publication.Item, ConfirmPage, error) {
	it, err := d.itemOf(r)
	if err != nil {
		return nil, ConfirmPage{}, err
	}
	f, err := d.frame(w, r, title, "/desk/items", layout.Link{Text: "稿件", URL: "/desk/items"}, layout.Link{Text: it.Version.Title, URL: itemURL(it)}, layout.Link{Text: title})
	if err != nil {
		return nil, ConfirmPage{}, err
	}
	return it, ConfirmPage{Frame: f, Action: itemURL(it) + "/" + action, Cancel: layout.Link{Text: "返回", URL: itemURL(it)}}, nil
}

// asked shows the page again with what was typed and why it was not done.
func (d *Desk) asked(w http.ResponseWriter, r *http.Request, page ConfirmPage, problem error) error {
	status := http.StatusOK
	if problem != nil {
		var fields fault.Fields
		var err error
		if page.Error, fields, err = asFormError(problem, cmp.Or(page.Refused, "没有办成")); err != nil {
			return err
		}
		status = http.StatusUnprocessableEntity
		refill(r, page.Fields)
		at(page.Fields, fields)
		page.Error.keep(page.Fields)
	}
	return d.show(w, r, status, Confirm(page))
}

// refill puts what was typed back into the fields.
func refill(r *http.Request, fields []layout.Field) {
	for i := range fields {
		switch fd := &fields[i]; fd.Kind {
		case layout.Password:
		case layout.Check:
			fd.Checked = r.PostFormValue(fd.Name) != ""
		case layout.Select, layout.Radio:
			for k := range fd.Options {
				fd.Options[k].Chosen = fd.Options[k].Value == r.PostFormValue(fd.Name)
			}
		default:
			fd.Value = r.PostFormValue(fd.Name)
		}
	}
}

// keep drops the links to fields that the page does not have.
func (e *FormError) keep(fields []layout.Field) {
	if e == nil {
		return
	}
	for i := range e.Fields {
		if !slices.ContainsFunc(fields, func(f layout.Field) bool { return f.Ref() == e.Fields[i].Ref }) {
			e.Fields[i].Ref = ""
		}
	}
}

func (d *Desk) askCorrection(w http.ResponseWriter, r *http.Request) error {
	return d.correctionPage(w, r, nil)
}

func (d *Desk) correctionPage(w http.ResponseWriter, r *http.Request, problem error) error {
	it, page, err := d.ask(w, r, "更正", "correction")
	if err != nil {
		return err
	}
	if err := it.CanCorrect(who(r)); err != nil {
		return d.refuse(w, r, itemURL(it), "不能更正", err)
	}
	page.Heading, page.Text = "更正《"+it.Version.Title+"》", "以现在公开的文本为底稿起一份更正稿，您是拟稿人，重新走一遍审核、保密审查和签发。"
	page.Effects = []string{"更正稿签发以前，公众看到的仍是原来的文本。", "签发后登记簿另记一条，门户上列出更正日期和理由，发布日期不变。", "原文本留存，只供工作人员比对。"}
	page.Fields = []layout.Field{{Kind: layout.Area, Name: "reason", Label: "更正理由", Required: "必填，对外显示", Rows: 2, Max: 200, Focus: true, Hint: "如：报名时间误写为7月6日，更正为7月8日。"}}
	page.Button = "起更正稿"
	if it.State == publication.Withdrawn {
		page.Text = "这条信息已经撤下。以最后的文本为底稿重新起稿，走完审核、保密审查和签发后重新公开，索引号不变。"
		page.Effects = page.Effects[1:2]
	}
	return d.asked(w, r, page, problem)
}

func (d *Desk) correct(w http.ResponseWriter, r *http.Request) error {
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	if err := d.Items.Correct(r.Context(), who(r), it.ID, r.PostFormValue("reason")); err != nil {
		if errors.Is(err, publication.ErrNoReason) {
			return d.correctionPage(w, r, err)
		}
		return err
	}
	d.flash(w, "已起更正稿", "改好后送审；签发以前公众看到的仍是原来的文本。")
	return seeOther(w, r, itemURL(it))
}

func (d *Desk) discard(w http.ResponseWriter, r *http.Request) error {
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	if err := d.Items.Discard(r.Context(), who(r).Actor(), it.ID); err != nil {
		return err
	}
	d.flash(w, "已放弃更正", "公开的文本没有变动。")
	return seeOther(w, r, itemURL(it))
}

func (d *Desk) askWithdrawal(w http.ResponseWriter, r *http.Request) error {
	return d.withdrawalPage(w, r, nil)
}

func (d *Desk) withdrawalPage(w http.ResponseWriter, r *http.Request, problem error) error {
	it, page, err := d.ask(w, r, "撤下", "withdrawal")
	if err != nil {
		return err
	}
	if err := it.CanWithdraw(who(r)); err != nil {
		return d.refuse(w, r, itemURL(it), "不能撤下", err)
	}
	page.Heading, page.Text = "撤下《"+it.Shown.Title+"》？", "公开页面立即改为“已撤下”说明，正文和附件在所有网址上不再提供。登记簿另记一条，不能删。"
	page.Effects = []string{"索引号、发布日期、撤下日期和理由保留，供核对。", "撤错了可以用“更正”重新公开，须重走审核。"}
	page.Fields = []layout.Field{
		{Kind: layout.Area, Name: "reason", Label: "撤下理由", Required: "必填，对外显示", Rows: 2, Max: 200, Focus: true, Hint: "不要写入个人信息。"},
		{Kind: layout.Check, Name: "hide_title", Label: "标题里有不宜公开的内容，标题一并撤下", Hint: "如标题里有学生姓名。勾选后公开页面连标题也不显示。", Value: "1"},
		{Name: "into", Label: "并入的信息编号", Max: 12, Hint: "内容已并入另一条时填写，原网址自动转到那一条；没有的不填。编号在公开网址末尾。"},
		{Kind: layout.Password, Name: "password", Label: "登录口令", Required: "撤下须再验一次", Complete: "current-password", Hint: d.demoPassword(who(r))},
	}
	page.Button, page.Danger = "撤下", true
	return d.asked(w, r, page, problem)
}

func (d *Desk) withdraw(w http.ResponseWriter, r *http.Request) error {
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	wd := publication.Withdrawal{Reason: r.PostFormValue("reason")}
	if r.PostFormValue("hide_title") == "" {
		wd.Title = it.Shown.Title
	}
	wd.Into, err = otherItem(r, "into")
	if err == nil {
		err = d.reassure(r, who(r))
	}
	if err == nil {
		err = d.Items.Withdraw(r.Context(), who(r), it.ID, wd)
	}
	if err != nil {
		return d.withdrawalPage(w, r, err)
	}
	d.flash(w, "已撤下", "公开页面已改为撤下说明，记入公开登记簿。")
	return seeOther(w, r, itemURL(it))
}

func (d *Desk) askUnscheduling(w http.ResponseWriter, r *http.Request) error {
	it, page, err := d.ask(w, r, "取消定时", "unscheduling")
	if err != nil {
		return err
	}
	if err := it.CanUnschedule(who(r)); err != nil {
		return d.refuse(w, r, itemURL(it), "不能取消", err)
	}
	page.Heading, page.Text = "取消《"+it.Version.Title+"》的定时发布？", "原定 "+stamp(it.Scheduled)+" 发布。取消后回到签发这一步，可以重新签发或者退回修改。"
	page.Button = "取消定时"
	return d.asked(w, r, page, nil)
}

func (d *Desk) unschedule(w http.ResponseWriter, r *http.Request) error {
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	if err := d.Items.Unschedule(r.Context(), who(r), it.ID); err != nil {
		return err
	}
	d.flash(w, "已取消定时", "稿件回到签发这一步。")
	return seeOther(w, r, itemURL(it))
}

// otherItem reads the number of another item, or the end of its address.
func otherItem(r *http.Request, name string) (publication.ID, error) {
	s := strings.TrimSpace(r.PostFormValue(name))
	if s == "" {
		return 0, nil
	}
	return itemNumber(name, s)
}

// itemNumber reads the number of an item, or an address that ends in it, typed into a field.
func itemNumber(field, s string) (publication.ID, error) {
	n, err := strconv.ParseInt(s[strings.LastIndex(s, "/")+1:], 10, 64)
	if err != nil || n <= 0 {
		var fs fault.Fields
		fs.Add(field, "“%s”不是信息编号，应是公开网址末尾的数字，如 1024。", s)
		return 0, fs.Err()
	}
	return publication.ID(n), nil
}

func (d *Desk) askValidity(w http.ResponseWriter, r *http.Request) error {
	return d.validityPage(w, r, nil)
}

func (d *Desk) validityPage(w http.ResponseWriter, r *http.Request, problem error) error {
	it, page, err := d.ask(w, r, "有效性", "validity")
	if err != nil {
		return err
	}
	if err := it.CanWithdraw(who(r)); err != nil {
		return d.refuse(w, r, itemURL(it), "不能办理", err)
	}
	v := it.Validity
	var states []layout.Option
	for _, s := range []publication.ValidityState{publication.InForce, publication.Amended, publication.Repealed, publication.Lapsed} {
		states = append(states, layout.Option{Value: string(s), Text: s.Name(), Chosen: s == v.State})
	}
	on, by := v.On, ""
	if on.IsZero() {
		on = workday.DateOf(d.Now())
	}
	if v.By != 0 {
		by = strconv.FormatInt(int64(v.By), 10)
	}
	page.Heading, page.Text = "《"+it.Shown.Title+"》的有效性", "文本不变，公开页面在标题上方标出有效性，并指向现行文件。登记簿另记一条。"
	page.Fields = []layout.Field{
		{Kind: layout.Radio, Name: "validity", Label: "有效性", Hint: "文本不变，只标明现在是否有效。", Options: states},
		{Kind: layout.Date, Name: "valid_on", Label: "自何日起", Value: on.String(), Hint: "有效的不用填。"},
		{Name: "basis", Label: "依据", Value: v.Basis, Max: 120, Hint: "写明文件名称和文号，如 濮教〔2026〕18号。"},
		{Name: "by", Label: "现行文件的编号", Value: by, Max: 12, Hint: "公开网址末尾的数字；没有替代文件的不填。"},
	}
	page.Button = "确定"
	return d.asked(w, r, page, problem)
}

func (d *Desk) declare(w http.ResponseWriter, r *http.Request) error {
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	var fs fault.Fields
	v := publication.Validity{State: publication.ValidityState(r.PostFormValue("validity")), Basis: strings.TrimSpace(r.PostFormValue("basis"))}
	if s := strings.TrimSpace(r.PostFormValue("valid_on")); s != "" {
		if v.On, err = workday.ParseDate(s); err != nil {
			fs.Add("valid_on", "日期“%s”读不懂，应如 2026-11-20。", s)
		}
	}
	err = fs.Err()
	if err == nil {
		v.By, err = otherItem(r, "by")
	}
	if err == nil {
		err = d.Items.Declare(r.Context(), who(r), it.ID, v)
	}
	if err != nil {
		return d.validityPage(w, r, err)
	}
	d.flash(w, "已记下", "公开页面已标为“"+v.State.Name()+"”，记入公开登记簿。")
	return seeOther(w, r, itemURL(it))
}

// compared sets the version in work beside the one before it: what the public sees, or what was sent back.
func (d *Desk) compared(ctx context.Context, page *ReviewPage, it *publication.Item) error {
	older, name := it.Shown, "现在公开的文本"
	if !it.IsPublic() || it.Public == it.Version.No {
		if it.Version.No < 2 || it.State == publication.Released {
			return nil
		}
		v, err := d.List.Version(ctx, it.ID, it.Version.No-1)
		if err != nil {
			return err
		}
		older, name = *v, fmt.Sprintf("第 %d 版", it.Version.No-1)
	}
	count := map[publication.DiffOp]int{}
	lines := publication.Compare(older, it.Version)
	for _, l := range lines {
		count[l.Op]++
	}
	page.Diff = diffLines(lines)
	page.DiffNote = fmt.Sprintf("%s → 第 %d 版", name, it.Version.No)
	page.DiffSum = fmt.Sprintf("改 %d 处，增 %d 段，删 %d 段", count[publication.Altered], count[publication.Added], count[publication.Removed])
	return nil
}

// diffLines lays out a comparison, line by line.
func diffLines(lines []publication.DiffLine) (out []DiffLine) {
	signs := map[publication.DiffOp]string{publication.Same: "同", publication.Added: "增", publication.Removed: "删", publication.Altered: "改"}
	marks := map[publication.DiffOp]string{publication.Added: "ins", publication.Removed: "del"}
	for i, l := range lines {
		line := DiffLine{No: strconv.Itoa(i + 1), Sign: signs[l.Op]}
		for _, run := range l.Runs {
			line.Runs = append(line.Runs, DiffRun{Text: run.Text, Op: marks[run.Op]})
		}
		out = append(out, line)
	}
	return out
}
