package dispute

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/dispute/bundle"
	"gongkai/internal/ledger"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/request/dispatch"
	"gongkai/internal/workday"
)

// Bundle puts the evidence of the request together, and remembers who had it, why, and the digest of its manifest. It names persons: it is
// made in memory, given to those who may, and kept nowhere.
func (s *Service) Bundle(ctx context.Context, by *agency.Person, id ID, reason string) (*bundle.Archive, error) {
	c, err := s.store.Case(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("bundle of case %d: %w", id, err)
	}
	doing := Doing{Kind: Evidence, Words: Words{Text: reason}}
	twin := *c
	twin.Steps = slices.Clone(c.Steps)
	if _, err := twin.Do(s.calendar(), by, s.now(), doing, s.sealer(c)); err != nil { // before anything is opened
		return nil, err
	}
	in, err := s.gather(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("bundle of case %s: %w", c.No, err)
	}
	archive, err := bundle.Build(*in)
	if err != nil {
		return nil, err
	}
	err = s.store.UpdateCase(ctx, id, func(c *Case) (act.Act, error) {
		return c.do(s.calendar(), by, s.now(), doing, archive.Digest, s.sealer(c))
	})
	if err != nil {
		return nil, err
	}
	return archive, nil
}

// gather opens what the request holds, in its order. What is said about the case itself stays out, so that the same state of the request
// makes the same archive.
func (s *Service) gather(ctx context.Context, c *Case) (*bundle.Input, error) {
	req, err := s.requests.Request(ctx, c.Request)
	if err != nil {
		return nil, err
	}
	unit, err := s.registers.Unit(ctx, agency.UnitID(c.Unit))
	if err != nil {
		return nil, err
	}
	in := &bundle.Input{Case: c.No, Agent: unit.Name, Facts: []bundle.Fact{
		{Name: "案件", Value: c.No + "　" + c.Forum.Name()},
		{Name: "复议机关、法院", Value: c.Court + "　" + cmp.Or(c.TheirNo, "案号待填")},
		{Name: "政府信息公开申请", Value: req.No + "　" + c.Subject},
	}}
	deadline, err := c.Deadline(s.calendar())
	if err != nil {
		return nil, err
	}
	if !deadline.Due.IsZero() {
		in.Facts = append(in.Facts, bundle.Fact{Name: "答复期限", Value: fmt.Sprintf("%s（%s收到%s，次日起%s，%s）", deadline.Due, c.NoticeOn, c.Forum.Notice(), deadline.Rule.Span(), deadline.Rule.Article.Full())})
	}
	g := gatherer{s, ctx, req, unit.Name, in}
	for _, part := range []func() error{g.application, g.steps, g.sheet, g.log} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// gatherer makes the pieces of one request.
type gatherer struct {
	*Service
	ctx  context.Context // of the one call that makes it
	req  *request.Request
	unit string
	in   *bundle.Input
}

func (g *gatherer) add(x bundle.Item, page bundle.Page) error {
	page.Title = x.Title
	content, err := page.HTML()
	x.Content, x.Name = content, cmp.Or(x.Name, x.Title)+".html"
	g.in.Items = append(g.in.Items, x)
	return err
}

func (g *gatherer) application() error {
	a := &request.Application{Name: "（已按保存期限删除）"}
	if g.req.Erased.IsZero() {
		var err error
		if a, err = g.requests.Application(g.req); err != nil {
			return err
		}
	}
	var facts []bundle.Fact
	for _, f := range []bundle.Fact{
		{Name: "申请编号", Value: g.req.No},
		{Name: "申请人", Value: a.Name + "（" + g.req.Applicant.Name() + "）"},
		{Name: cmp.Or(a.IDKind, "统一社会信用代码"), Value: a.IDNo},
		{Name: "法定代表人", Value: a.Head},
		{Name: "联系人", Value: a.Contact},
		{Name: "联系电话", Value: a.Phone},
		{Name: "电子邮箱", Value: a.Email},
		{Name: "联系地址", Value: a.Address},
		{Name: "收到途径", Value: g.req.Channel.Name() + "，" + g.req.Channel.Counts()},
		{Name: "提交时间", Value: g.req.FiledAt.In(workday.Beijing).Format("2006-01-02 15:04")},
		{Name: "所需信息", Value: a.Text},
		{Name: "获取方式", Value: a.Get},
		{Name: "载体形式", Value: a.Carrier},
		{Name: "需要的帮助", Value: a.Help},
	} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return g.add(bundle.Item{
		Title: "政府信息公开申请表", Source: "申请人提交", Where: "全文",
		Proves: "申请人于" + workday.DateOf(g.req.FiledAt).Chinese() + "提出申请，以及所需信息的内容、获取方式和载体形式",
	}, bundle.Page{Facts: facts})
}

// steps are what was done, each with its evidence and its files. Notes are for ourselves and stay out.
func (g *gatherer) steps() error {
	for i := range g.req.Steps {
		step := &g.req.Steps[i]
		if step.Kind == request.Note {
			continue
		}
		words, err := g.requests.Words(g.req, step)
		if err != nil {
			return err
		}
		source, by := "申请人", "申请人"
		if step.By != 0 {
			p, err := g.registers.Person(g.ctx, agency.PersonID(step.By), step.On)
			if err != nil {
				return err
			}
			source, by = g.unit, p.Name
		}
		where := fmt.Sprintf("办理经过第%d项", step.No)
		facts := []bundle.Fact{
			{Name: "事项", Value: step.Kind.Name()},
			{Name: "日期", Value: step.On.Chinese()},
			{Name: "依据", Value: step.Article().Full()},
			{Name: "办理人", Value: by},
			{Name: "登记时间", Value: step.At.In(workday.Beijing).Format("2006-01-02 15:04:05")},
		}
		if words.Evidence != "" {
			facts = append(facts, bundle.Fact{Name: "凭据", Value: words.Evidence})
		}
		page := bundle.Page{Facts: facts}
		if text := step.Text(words.Text); text != "" {
			page.Text = strings.Split(text, "\n")
		}
		if err := g.add(bundle.Item{Title: "办理记录：" + step.Kind.Name(), Name: step.Kind.Name(), Source: source, Where: where, Proves: proves(step)}, page); err != nil {
			return err
		}
		if len(words.Letter) > 0 && step.DocNo != "" {
			letter, err := dispatch.DOCX(words.Letter)
			if err != nil {
				return err
			}
			name := g.req.LetterName(step)
			g.in.Items = append(g.in.Items, bundle.Item{
				Title: name + "（" + step.DocNo + "）", Name: name + step.DocNo + ".docx", Source: source, Where: "全文", Proves: step.On.Chinese() + "作出的" + name + "的内容、依据和告知的救济途径", Content: letter,
			})
		}
		for _, f := range words.Files {
			if !step.FilesErased.IsZero() {
				continue
			}
			content, err := g.requests.Read(g.ctx, g.req, step.No, f.Digest)
			if err != nil {
				return err
			}
			g.in.Items = append(g.in.Items, bundle.Item{
				Title: step.Kind.Name() + "所附文件：" + f.Name, Name: f.Name, Source: source, Where: where + "所附，全件", Proves: "“" + step.Kind.Name() + "”所附的原件", Content: content,
			})
		}
	}
	return nil
}

// proves says what a step shows about how the request was handled.
func proves(s *request.Step) string {
	day := s.On.Chinese()
	switch s.Kind {
	case request.Submit:
		return "申请提交的时间和途径"
	case request.Receive:
		return day + "为收到申请之日，答复期限自次日起算"
	case request.AskSupplement:
		return day + "一次性告知补正，原期限停止"
	case request.Supplement:
		return day + "收到补正，答复期限自次日重新起算"
	case request.Consult, request.ServeConsult, request.AnswerConsult, request.LapseConsult:
		return "依法征求" + s.Party.Name() + "意见，所需时间不计入答复期限"
	case request.Extend:
		return fmt.Sprintf("%s批准延期%d个工作日，在原期限届满前", day, s.Days)
	case request.ReviewLaw:
		return "决定作出前经过法制审核"
	case request.ReviewSecrecy:
		return "提供信息前经过保密审查"
	case request.Propose:
		return "决定的种类、依据和理由"
	case request.Sign:
		return day + "由负责人签发决定"
	case request.Send:
		return day + "作出并发出答复"
	case request.Deliver:
		return day + "答复送达申请人"
	}
	return day + "办理“" + s.Kind.Name() + "”"
}

// sheet is the 期限计算单, as of the last step, so that it is the same whenever it is made.
func (g *gatherer) sheet() error {
	cal := g.calendar()
	clock, err := g.req.Clock(cal)
	if err != nil {
		return err
	}
	if len(g.req.Steps) == 0 || clock.ReceivedOn.IsZero() {
		return nil // entered as a number only, or nothing has run yet
	}
	days, err := g.req.Timeline(cal, g.req.Steps[len(g.req.Steps)-1].On)
	if err != nil {
		return err
	}
	due := clock.Deadline()
	page := bundle.Page{
		Facts: []bundle.Fact{{Name: "申请编号", Value: g.req.No}, {Name: "收到之日", Value: clock.ReceivedOn.Chinese() + "（" + g.req.Channel.Name() + "，" + g.req.Channel.Counts() + "）"}},
		Heads: []string{"日期", "星期", "计法", "第几日"},
	}
	if !due.Due.IsZero() {
		page.Facts = append(page.Facts,
			bundle.Fact{Name: "依据", Value: due.Rule.Article.Full()}, bundle.Fact{Name: "算法", Value: clock.Sum(cal, g.req.Started(&clock))}, bundle.Fact{Name: "到期日", Value: due.Due.Chinese()})
	}
	outcome := "尚未办结"
	if !clock.ClosedOn.IsZero() {
		outcome = clock.ClosedOn.Chinese()
	}
	page.Facts = append(page.Facts, bundle.Fact{Name: "办结", Value: outcome})
	for _, d := range days {
		n := ""
		if d.N > 0 {
			n = fmt.Sprintf("第%d日", d.N)
		}
		page.Rows = append(page.Rows, []string{d.Date.String(), d.Date.ChineseWeekday(), d.Counts(), n})
	}
	return g.add(bundle.Item{Title: "答复期限计算单", Source: g.unit, Where: "逐日计算", Proves: "答复期限的起止和计算方法，以及答复是否在期限内"}, page)
}

// log lists the entries of the act log about the request, with the hashes under which the log's tree holds them.
func (g *gatherer) log() error {
	const most = 1000
	lines, err := g.registers.Lines(g.ctx, ledger.Acts, ref.To(request.Ref, g.req.ID), most)
	if err != nil {
		return err
	}
	slices.Reverse(lines)
	page := bundle.Page{Heads: []string{"登记簿序号", "时间", "事项", "登记的校验值"}}
	for _, l := range lines {
		kind, _ := strings.CutPrefix(l.Kind, string(request.Ref)+".")
		hash := tlog.RecordHash(l.Leaf())
		name := cmp.Or(request.StepKind(kind).Name(), "定内容概述")
		if l.Kind == request.Identity.Verb() || l.Kind == request.Personal.Verb() {
			name = "按保存期限删除"
		}
		page.Rows = append(page.Rows, []string{fmt.Sprint(l.Index + 1), l.At.In(workday.Beijing).Format("2006-01-02 15:04:05"), name, hex.EncodeToString(hash[:])})
	}
	page.Text = []string{"办理登记簿只能在末尾增加。每条的校验值是登记簿的树里这一条的散列（RFC 6962），凭登记簿的检查点可以核对。"}
	return g.add(bundle.Item{Title: "办理登记簿摘录", Source: g.unit, Where: fmt.Sprintf("共%d条", len(lines)), Proves: "各步骤登记的时间和顺序，登记后没有改动"}, page)
}
