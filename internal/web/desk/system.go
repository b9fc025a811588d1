package desk

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/channel"
	"gongkai/internal/ledger"
	"gongkai/internal/obligation"
	"gongkai/internal/upkeep"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// SystemPage is 系统: whether what the server does for itself goes well.
type SystemPage struct {
	Frame
	Sentence  string
	Figures   []Figure
	Drill     layout.Action
	Nights    string // where and when
	Drills    []RunRow
	NoDrill   *Empty
	Sent      []RunRow // checkpoints that left the house
	NoSent    *Empty
	Deletions string
	Deleted   []RunRow // nights on which data were deleted whose time was over
	NoDeleted *Empty
	Machine   []layout.Fact
}

// RunRow is one run of what the server does for itself.
type RunRow struct {
	Time    string
	State   layout.State
	Problem string
	Text    string // what came of it
	Hash    string // of what was saved
}

// Machine says what the server runs on and how it is set, for whoever looks after it.
type Machine struct {
	Facts       []layout.Fact
	Nights      string       // when backups are made and where they go
	Checkpoints string       // where checkpoints go; empty: nowhere
	Deletions   string       // when data are deleted, and where it is set for how long they are kept
	Scanner     layout.State // whether the virus scanner answers
}

var systemReaders = []agency.Role{
	agency.SystemAdmin, agency.SecurityAdmin, agency.AuditAdmin, agency.InfoCentre, agency.GeneralOffice, agency.DisclosureHead, agency.Inspector,
}

func (d *Desk) systemRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/desk/system", Need: web.Holding(systemReaders...), Handle: d.system},
		{Method: "POST", Pattern: "/desk/system/drills", Need: web.Holding(agency.SystemAdmin), Handle: d.startDrill},
	}
}

const shownRuns = 8

func (d *Desk) system(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := d.frame(w, r, "系统", "/desk/system")
	if err != nil {
		return err
	}
	m, err := d.Machine(ctx)
	if err != nil {
		return err
	}
	page := SystemPage{
		Frame: f, Sentence: "备份能不能恢复，登记簿有没有被动过，到期的数据删了没有，期限和送达有没有要人处理的。", Nights: m.Nights, Deletions: m.Deletions, Machine: m.Facts,
		NoDeleted: &Empty{Title: "还没有删除过", Text: "每天检查一次，保存期限已满的个人信息和记录予以删除，删除的件数记入办理登记簿。"},
		NoDrill:   &Empty{Title: "还没有演练过", Text: "演练会做一份备份，恢复到临时目录，逐表逐文件比对，再核对登记簿。"},
		NoSent:    &Empty{Title: "检查点还没有外存", Text: "在配置里填写 ledger.outside，每天的检查点会存到本机以外的目录；有人改动登记簿，凭它查得出来。"},
	}
	if m.Checkpoints != "" {
		page.NoSent.Text = "今晚开始存到 " + m.Checkpoints + "。"
	}
	if page.Drills, err = d.runs(ctx, upkeep.Drill); err != nil {
		return err
	}
	if page.Sent, err = d.runs(ctx, upkeep.Checkpoint); err != nil {
		return err
	}
	if page.Deleted, err = d.runs(ctx, upkeep.Retention); err != nil {
		return err
	}
	if page.Figures, err = d.systemFigures(ctx, page); err != nil {
		return err
	}
	page.Figures = append(page.Figures, Figure{Value: m.Scanner.Word, Text: "病毒扫描", State: m.Scanner, URL: "#machine"})
	if who(r).Has(agency.SystemAdmin) {
		page.Drill = layout.Action{Text: "现在演练一次", URL: "/desk/system/drills"}
		if len(page.Drills) > 0 && page.Drills[0].State == going {
			page.Drill = layout.Action{Text: "现在演练一次", Why: "正在演练，完成后可再次演练。"}
		}
	}
	return d.show(w, r, http.StatusOK, System(page))
}

var going = layout.InHand("进行中")

func (d *Desk) runs(ctx context.Context, kind upkeep.Kind) ([]RunRow, error) {
	list, err := d.Upkeep.Runs(ctx, kind, shownRuns)
	if err != nil {
		return nil, err
	}
	out := make([]RunRow, len(list))
	for i, x := range list {
		out[i] = RunRow{Time: stamp(x.Began), Problem: x.Problem, State: map[upkeep.State]layout.State{
			upkeep.Well: layout.Achieved("正常"), upkeep.Failed: layout.Violated("未通过"), upkeep.Going: going, upkeep.Dropped: layout.Attention("中断"),
		}[x.State(d.Now())]}
		var said []string
		for _, f := range x.Facts {
			if f.Name == upkeep.ContentHash {
				out[i].Hash = f.Value
				continue
			}
			said = append(said, f.Name+" "+f.Value)
		}
		out[i].Text = strings.Join(said, "，")
	}
	return out, nil
}

// systemFigures are the figures on top: how the last runs ended, how long the logs are, and what waits for somebody.
func (d *Desk) systemFigures(ctx context.Context, page SystemPage) ([]Figure, error) {
	last := func(runs []RunRow, text, url string) Figure {
		if len(runs) == 0 {
			return Figure{Value: "无", Text: text, State: layout.Attention("没有"), URL: url}
		}
		return Figure{Value: runs[0].State.Word, Text: text, State: runs[0].State, URL: url}
	}
	out := []Figure{last(page.Drills, "最近一次备份演练", "#drills"), last(page.Sent, "最近一次检查点外存", "#sent")}
	for _, log := range ledger.Logs {
		n, err := d.Log.Size(ctx, log)
		if err != nil {
			return nil, err
		}
		out = append(out, Figure{Value: strconv.FormatInt(n, 10), Text: logTexts[log][0] + "条数", URL: "/desk/ledger"})
	}
	provisional, err := d.Obligations.Count(ctx, obligation.Filter{OpenOnly: true, Provisional: true})
	if err != nil {
		return nil, err
	}
	out = append(out, waiting(provisional, "暂定的期限", "/desk/calendar"))
	counts, err := d.Deliveries.CountDeliveries(ctx, 0)
	if err != nil {
		return nil, err
	}
	return append(out, waiting(channel.Total(counts, channel.Refused)+channel.Total(counts, channel.Manual), "没送到的送达", "/desk/deliveries#failed")), nil
}

func waiting(n int, text, url string) Figure {
	f := Figure{Value: fmt.Sprint(n), Text: text, URL: url}
	if n > 0 {
		f.State = layout.Attention("待处理")
	}
	return f
}

func (d *Desk) startDrill(w http.ResponseWriter, r *http.Request) error {
	d.Practise(r.Context())
	d.flash(w, "已开始备份演练", "数据多时要几分钟，服务不受影响；结果看本页。")
	return seeOther(w, r, "/desk/system")
}
