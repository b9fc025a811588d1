package desk

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"gongkai/internal/document/redact"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// newCopy shows the form that takes in what will be given, and what must be taken out of it.
func (d *Desk) newCopy(w http.ResponseWriter, r *http.Request) error {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	if err := req.Can(d.Calendars.Calendar(), request.Prepare, who(r), workday.DateOf(d.Now())); err != nil {
		return d.refuse(w, r, requestURL(req.ID), "现在不能备复制件", err)
	}
	return d.askCopy(w, r, req, nil)
}

func (d *Desk) askCopy(w http.ResponseWriter, r *http.Request, req *request.Request, problem error) error {
	f, err := d.frame(w, r, "备复制件", requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: req.No, URL: requestURL(req.ID)})
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: "备复制件：" + req.Title(), Action: requestURL(req.ID) + "/copies", Multipart: true, Button: "处理并存入卷宗", Refused: "没有处理", Cancel: layout.Link{Text: "返回卷宗", URL: requestURL(req.ID)},
		Text: "上传要提供的文件；不予公开的部分逐项写明，系统从文件中真正删去（包括隐藏的行列、批注、修订记录和文件属性），再打开核对，仍能找到的不放出。",
		Effects: []string{
			"删去的地方显示“" + redact.Mark + "”，看不出原来的长短。", "PDF 和含图片的文件不能确定删净，请从 Word、Excel 原文件处理。", "答复发出后，申请人凭查询码在进度页下载。",
		},
		Fields: []layout.Field{
			{Kind: layout.File, Name: "file", Label: "要提供的文件", Required: "必选", Accept: ".docx,.xlsx,.html,.txt,.csv,.md,.pdf", Hint: "20 MB 以内；全文提供的可以是 PDF。"},
			{Kind: layout.Area, Name: "remove", Label: "要删去的文字", Rows: 6, Hint: "每行一项，写要删去的原文；写全，例如完整的金额、姓名、号码。全文提供的不填。"},
			{Name: "reason", Label: "删去的理由", Max: request.MaxLine, Hint: "例如：商业秘密，条例第十五条。不要写出要删去的内容。"},
		},
	}
	return d.asked(w, r, page, problem)
}

// createCopy takes the file in.
func (d *Desk) createCopy(w http.ResponseWriter, r *http.Request) (err error) {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	up, err := d.readUpload(w, r)
	if errors.Is(err, errNoFile) {
		return d.askCopy(w, r, req, fault.Fields{{Name: "file", Text: request.ErrCopy.Text}})
	}
	if errors.Is(err, web.ErrVirus) || errors.Is(err, web.ErrNoScanner) {
		return d.askCopy(w, r, req, fault.Fields{{Name: "file", Text: fault.Text(err)}})
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, up.done()) }()
	body, err := io.ReadAll(up.file)
	if err != nil {
		return errors.Join(web.ErrForm, err)
	}
	var remove []redact.Removal
	for line := range strings.Lines(r.PostFormValue("remove")) {
		if line = strings.TrimSpace(line); line != "" {
			remove = append(remove, redact.Removal{Text: line, Reason: strings.TrimSpace(r.PostFormValue("reason"))})
		}
	}
	done, err := d.Requests.Copy(r.Context(), who(r), req.ID, up.name, body, remove)
	if f, ok := fault.Of(err); ok && f.Kind != fault.Forbidden {
		return d.askCopy(w, r, req, fault.Fields{{Name: copyField(f), Text: f.Text}})
	}
	if err != nil {
		return err
	}
	said := "全文存入卷宗，没有删去内容。"
	if len(done.Hits) > 0 {
		n := 0
		for _, h := range done.Hits {
			n += h.Count
		}
		said = fmt.Sprintf("删去 %d 处，处理后的文件已重新打开核对，没有找到要删去的文字。", n)
	}
	d.flash(w, "已备好复制件", said)
	return seeOther(w, r, requestURL(req.ID))
}

// copyField is the field that a refusal is about.
func copyField(f *fault.Fault) string {
	switch {
	case errors.Is(f, redact.ErrNoReason):
		return "reason"
	case errors.Is(f, redact.ErrTooShort), errors.Is(f, redact.ErrNotFound), errors.Is(f, redact.ErrIsMark), errors.Is(f, redact.ErrNoRemoval):
		return "remove"
	}
	return "file"
}
