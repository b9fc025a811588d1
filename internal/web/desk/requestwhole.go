package desk

import (
	"encoding/base64"
	"errors"
	"net/http"
	"path"
	"strings"

	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/request"
	"gongkai/internal/web/layout"
)

// WholePage shows who applies, whole, to somebody who said why.
type WholePage struct {
	Frame
	Facts    []layout.Fact
	Text     []string
	Pictures []WholePicture
	Back     layout.Link
}

// WholePicture is a proof of identity with its watermark, or what is said instead.
type WholePicture struct {
	Name, Source, Instead string
}

// wholeReaders need to know who applies: to reach them, and to address the letter.
var wholeReaders = []agency.Role{agency.GeneralOffice, agency.DisclosureHead}

// askWhole asks why somebody wants to see the application whole.
func (d *Desk) askWhole(w http.ResponseWriter, r *http.Request) error {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	return d.askWholeOf(w, r, req, nil)
}

func (d *Desk) askWholeOf(w http.ResponseWriter, r *http.Request, req *request.Request, problem error) error {
	f, err := d.frame(w, r, "查看申请人信息", requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: req.No, URL: requestURL(req.ID)})
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: "查看申请人的完整信息和身份证明？", Text: "只在办理需要时查看。", Action: requestURL(req.ID) + "/whole", Button: "查看", Refused: "没有显示",
		Effects: []string{"谁在何时、因何查看，记入办理登记簿。", "图片带“仅用于申请政府信息公开”水印，不要截屏外传。"},
		Fields:  []layout.Field{{Name: "reason", Label: "查看理由", Required: "必填", Max: request.MaxLine, Hint: "例如：电话确认收到；填写答复书抬头。不要写申请人的姓名。"}},
		Cancel:  layout.Link{Text: "返回卷宗", URL: requestURL(req.ID)},
	}
	return d.asked(w, r, page, problem)
}

// showWhole shows the application and the proofs of identity, after the reason was noted.
func (d *Desk) showWhole(w http.ResponseWriter, r *http.Request) error {
	req, err := d.readRequest(r)
	if err != nil {
		return err
	}
	a, err := d.Requests.Unmask(r.Context(), who(r), req.ID, r.PostFormValue("reason"))
	var fields fault.Fields
	if asFields(err, &fields) {
		return d.askWholeOf(w, r, req, err)
	}
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "申请人信息", requestsURL, layout.Link{Text: "依申请公开", URL: requestsURL}, layout.Link{Text: req.No, URL: requestURL(req.ID)})
	if err != nil {
		return err
	}
	page := WholePage{Frame: f, Text: paragraphs(a.Text), Back: layout.Link{Text: "返回卷宗", URL: requestURL(req.ID)}}
	add := func(name, value string) {
		if value != "" {
			page.Facts = append(page.Facts, layout.Fact{Name: name, Value: value})
		}
	}
	add("申请编号", req.No)
	add("申请人类型", req.Applicant.Name())
	add("姓名或者名称", a.Name)
	add("证件名称", a.IDKind)
	add("证件号码", a.IDNo)
	add("法定代表人", a.Head)
	add("联系人", a.Contact)
	add("联系电话", a.Phone)
	add("电子邮箱", a.Email)
	add("联系地址", a.Address)
	add("需要的帮助", a.Help)
	for i := range req.Steps {
		words, err := d.Requests.Words(req, &req.Steps[i])
		if err != nil {
			return err
		}
		for _, file := range words.Files {
			picture, err := d.wholePicture(r, req, req.Steps[i].No, file)
			if err != nil {
				return err
			}
			page.Pictures = append(page.Pictures, picture)
		}
	}
	return d.show(w, r, http.StatusOK, Whole(page))
}

// wholePicture opens a file of a request. Only pictures are shown, and only with their mark.
func (d *Desk) wholePicture(r *http.Request, req *request.Request, step int, file request.File) (WholePicture, error) {
	out := WholePicture{Name: file.Name}
	if strings.EqualFold(path.Ext(file.Name), ".pdf") {
		out.Instead = "PDF 文件（" + layout.FileSize(file.Size) + "）不在网页上显示，请申请人改用图片，或者当面核对原件。"
		return out, nil
	}
	body, err := d.Requests.Read(r.Context(), req, step, file.Digest)
	if errors.Is(err, request.ErrErased) {
		out.Instead = "已按保存期限删除。"
		return out, nil
	}
	if err != nil {
		return out, err
	}
	shown, err := watermarked(body)
	if f, ok := fault.Of(err); ok {
		out.Instead = f.Text
		return out, nil
	}
	out.Source = "data:image/png;base64," + base64.StdEncoding.EncodeToString(shown)
	return out, err
}
