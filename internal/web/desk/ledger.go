package desk

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/channel"
	"gongkai/internal/dispute"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/request"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// logTexts say what the two logs are.
var logTexts = map[ledger.Log][2]string{
	ledger.Release: {"公开登记簿", "对外，任何人可核对：何时发布了什么"},
	ledger.Acts:    {"办理登记簿", "内部：谁在什么时候办了什么"},
}

// verbs are the deeds' names.
var verbs = map[string]string{
	"budget.add-fee-item": "设收费项目", "budget.add-fee-receipt": "登记收费", "budget.add-procurement": "登记采购", "catalog.add-column": "设栏目", "catalog.edit-column": "改栏目",
	"catalog.stage-edition": "导入版本", "catalog.attach-edition": "版本附于稿件", "catalog.drop-edition": "放弃版本", "catalog.assign-entry": "设标准目录公开主体",
	"catalog.add-power-item": "设权责事项", "credit.add-decision": "登记决定", "dispute.register": "登记复议诉讼", "dialogue.receive-correction": "收到网页纠错", "dialogue.answer-correction": "答复网页纠错", "letter.set": "设文书写法", "letter.template": "改文书模板", "request.describe": "定申请的内容概述", "request.unmask": "查看申请人信息",
	"released": "发布", "corrected": "更正", "withdrawn": "撤下", "merged": "并入", "expired": "公示期满", "publication.expire": "公示期满", "publication.index-rule": "定索引号规则", "validity": "有效性", "publication.correct": "起更正稿", "publication.discard": "放弃更正",
	"publication.withdraw": "撤下", "publication.validity": "有效性", "publication.hand-over": "转交", "publication.route": "定审核路径", "publication.attach": "加附件",
	"vocabulary.set": "定同义词", "vocabulary.settle": "处理检索词", "publication.detach": "移除附件", "publication.unschedule": "取消定时", "publication.not-released": "定时未发布", "agency.route": "定审核路径",
	"publication.start": "起稿", "publication.edit": "改稿", "publication.submit": "送审", "publication.pass": "通过",
	"publication.return": "退回", "publication.refuse-own": "自审被拒", "publication.release": "发布", "credit.import": "导入", "channel.settle": "报送结果", "channel.retry": "重送",
	"obligation.missed": "逾期", "calendar.enter": "载入放假安排", "account.create": "建账号", "report.write": "编报告", "report.draft": "报告成稿",
	"report.import": "迁入报告", "report.propose-adjustment": "登记结转调整", "report.sign-adjustment": "签结转调整", "report.take-back-adjustment": "收回结转调整", "report.propose-correction": "登记手工更正", "report.sign-correction": "签手工更正", "report.take-back-correction": "收回手工更正", "report.correct": "起草更正版", "report.owe": "年度报告到期提醒", "report.fulfil": "改进事项办结",
	"website-report.write": "填网站年度报表", "website-report.draft": "网站年度报表成稿", "website-report.correct": "起草网站年度报表更正版", "website-report.owe": "网站年度报表到期提醒", "agency.add-unit": "设单位", "agency.add-person": "设人员", "agency.edit-unit": "改单位", "agency.add-department": "设科室",
	"agency.edit-department": "改科室", "agency.edit-person": "改人员", "agency.leave": "离任", "agency.appoint": "任命", "agency.dismiss": "免去",
	"agency.set-leading-group": "定领导小组", "publication.set-route": "定审核路径", "account.set-up": "初始化", "account.change-password": "换口令",
	"account.renew-factor": "换认证器", "account.renew-codes": "换恢复码", "account.recover": "用恢复码登录", "account.lock": "锁定账号",
	"account.unlock": "解除锁定", "account.reset-password": "重设口令", "account.reset-factor": "重设认证器", "account.disable": "停用账号",
	"account.enable": "恢复账号", "request.erase-identity": "按期删除身份证明", "request.erase-personal": "按期删除申请人信息", "retention.delete": "按期删除", "retention.run": "检查保存期限", "account.end-sessions": "结束登录",
}

// lineText says what an entry is about, in the words of the desk.
func lineText(l ledger.Line) string {
	if name := publication.Stage(l.Note).Name(); name != "" {
		return fmt.Sprintf("稿 %d，%s", l.Ref.ID, name)
	}
	if name, n, ok := strings.Cut(l.Note, " "); ok && l.Kind == "channel.settle" {
		return channelName(channel.Name(name)) + " " + n + " 件"
	}
	if l.Note == "" && l.Ref.Kind == publication.Ref {
		return fmt.Sprintf("稿 %d", l.Ref.ID)
	}
	return cmp.Or(l.Note, l.Ref.String())
}

func verb(kind string) string {
	step, _ := strings.CutPrefix(kind, "request.")
	ofCase, _ := strings.CutPrefix(kind, "dispute.")
	return cmp.Or(verbs[kind], request.StepKind(step).Name(), dispute.StepKind(ofCase).Name(), kind)
}

func (d *Desk) ledger(w http.ResponseWriter, r *http.Request) error {
	return d.ledgerPage(w, r, nil)
}

func (d *Desk) ledgerPage(w http.ResponseWriter, r *http.Request, result *VerifyResult) error {
	ctx := r.Context()
	f, err := d.frame(w, r, "账本", "/desk/ledger")
	if err != nil {
		return err
	}
	page := LedgerPage{Frame: f, Sentence: "只能在末尾增加，不能删改。留存任何一份检查点，以后的改动都查得出来。", Result: result}
	for _, log := range ledger.Logs {
		h, err := d.Log.Head(ctx, log)
		if err != nil {
			return err
		}
		lines, err := d.Log.Lines(ctx, log, ref.Ref{}, 15)
		if err != nil {
			return err
		}
		x := LogBook{
			ID: string(log), Name: logTexts[log][0], Note: logTexts[log][1], Size: strconv.FormatInt(h.Size, 10), Root: groups(fmt.Sprintf("%x", h.Root[:16])),
			Checkpoint: layout.Download{Text: "下载检查点", URL: "/desk/ledger/" + string(log) + "/checkpoint"},
			Verify:     layout.Action{Text: "全部核对一遍", URL: "/desk/ledger", Hidden: []layout.Hidden{{Name: "log", Value: string(log)}}}, Empty: "还没有登记。",
		}
		for _, l := range lines {
			e := d.logEntry(r, l)
			e.By = d.actorName(r, log, l.By)
			x.Entries = append(x.Entries, e)
		}
		if who(r).Has(logReaders...) {
			x.AllURL = "/desk/ledger/" + string(log) + "/entries"
		}
		page.Logs = append(page.Logs, x)
	}
	return d.show(w, r, http.StatusOK, Ledger(page))
}

func (d *Desk) personName(r *http.Request, by string) string {
	n, err := strconv.ParseInt(by, 10, 64)
	if err != nil {
		if by == "public" {
			return act.Public.Name
		}
		return act.System.Name
	}
	p, err := d.Units.Person(r.Context(), agency.PersonID(n), workday.DateOf(d.Now()))
	if err != nil {
		return by
	}
	return p.Name
}

func logOf(name string) (ledger.Log, error) {
	for _, l := range ledger.Logs {
		if string(l) == name {
			return l, nil
		}
	}
	return "", web.ErrNoPage
}

func (d *Desk) verifyLedger(w http.ResponseWriter, r *http.Request) error {
	log, err := logOf(r.PostFormValue("log"))
	if err != nil {
		return err
	}
	h, err := d.Log.VerifyLedger(r.Context(), log)
	if err != nil && !errors.Is(err, ledger.ErrTampered) {
		return err
	}
	res := &VerifyResult{
		State: layout.Achieved("全部相符"), Title: logTexts[log][0] + "：核对完毕", Text: fmt.Sprintf("%d 条逐条重算，与登记时一致。", h.Size),
		Lines: []layout.Fact{{Name: "条数", Value: strconv.FormatInt(h.Size, 10)}, {Name: "根", Value: groups(fmt.Sprintf("%x", h.Root[:])), Mono: true}},
	}
	if err != nil {
		res.State, res.Text = layout.Violated("不符"), fmt.Sprintf("第 %d 条起与登记时不一致。请立即停止发布，并与系统管理员联系。", h.Size+1)
		d.log.ErrorContext(r.Context(), "ledger does not verify", "log", log, "err", err)
	}
	return d.ledgerPage(w, r, res)
}

func (d *Desk) checkpoint(w http.ResponseWriter, r *http.Request) error {
	log, err := logOf(r.PathValue("log"))
	if err != nil {
		return err
	}
	h, err := d.Log.Head(r.Context(), log)
	if err != nil {
		return err
	}
	note, err := d.Signer.Checkpoint(log, h, d.Now())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="checkpoint-%s-%d.txt"`, log, h.Size))
	_, _ = w.Write(note) // the client has gone; nobody is left to tell
	return nil
}
