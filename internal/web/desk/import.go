package desk

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"gongkai/internal/document"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
)

// ImportedPage says what a written file brought.
type ImportedPage struct {
	Frame
	Heading string
	File    string
	Facts   []layout.Fact // what the form has now
	Taken   []string
	Lost    []ImportLoss
	Draft   layout.Link
}

// ImportLoss is a thing that did not come along.
type ImportLoss struct {
	State layout.State
	Text  string
}

func (d *Desk) askImport(w http.ResponseWriter, r *http.Request) error {
	return d.importPage(w, r, oneTimeKey(), nil)
}

// importPage asks for the file to begin a draft from.
func (d *Desk) importPage(w http.ResponseWriter, r *http.Request, key string, problem error) error {
	f, err := d.frame(w, r, "从 Word 导入", "/desk/items", layout.Link{Text: "稿件", URL: "/desk/items"}, layout.Link{Text: "从 Word 导入"})
	if err != nil {
		return err
	}
	names, err := d.names(r.Context())
	if err != nil {
		return err
	}
	page := ConfirmPage{
		Frame: f, Heading: "从 Word 导入", Action: "/desk/items/import?key=" + key, Multipart: true,
		Text:    "选一份 docx 文档，标题、文号、成文日期、正文、表格和图片填入新稿件。",
		Effects: []string{"带不进来的内容逐条列出，不会悄悄丢掉。", "旧版 doc、wps 请先另存为 docx。", "原文档不公开；需要作为附件公开的，在稿件里另行上传。"},
		Fields: []layout.Field{
			{Kind: layout.Select, Name: "column", Label: "目录分类", Hint: "导入后可以改。", Options: columnOptions(names, 0), Required: "必填，到末级"},
			{Kind: layout.File, Name: "file", Label: "docx 文档", Accept: ".docx", Required: "必选", Hint: "20 MB 以内。"},
		},
		Button: "导入", Cancel: layout.Link{Text: "返回", URL: "/desk/items/new"},
	}
	return d.asked(w, r, page, problem)
}

func (d *Desk) importItem(w http.ResponseWriter, r *http.Request) (err error) {
	key := r.URL.Query().Get("key")
	up, err := d.readUpload(w, r)
	if errors.Is(err, errNoFile) {
		return d.importPage(w, r, key, errNoDocx)
	}
	if _, ok := fault.Of(err); ok {
		return d.importPage(w, r, key, err)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, up.done()) }()
	column, err := strconv.ParseInt(r.PostFormValue("column"), 10, 64)
	if err != nil {
		var fs fault.Fields
		fs.Add("column", "请选择目录分类。")
		return d.importPage(w, r, key, fs.Err())
	}
	id, im, err := d.Items.Import(r.Context(), who(r).Actor(), key, column, up.name, up.file, up.size)
	if err != nil {
		if _, ok := fault.Of(err); ok {
			return d.importPage(w, r, key, err)
		}
		return err
	}
	return d.imported(w, r, id, up.name, im)
}

var errNoDocx = fault.New(fault.Invalid, "no-docx", "没有选文件，请选取要导入的 docx 文档。")

// imported tells what was taken and what was not.
func (d *Desk) imported(w http.ResponseWriter, r *http.Request, id publication.ID, name string, im *document.Import) error {
	it, err := d.Items.Item(r.Context(), who(r), id)
	if err != nil {
		return err
	}
	f, err := d.frame(w, r, "导入结果", "/desk/items", layout.Link{Text: "稿件", URL: "/desk/items"}, layout.Link{Text: "导入结果"})
	if err != nil {
		return err
	}
	v := it.Version
	text := "纯文本，可以直接修改"
	if v.Format == publication.RichText {
		text = "含表格、列表、图片或对齐，按原样保留"
	}
	page := ImportedPage{
		Frame: f, Heading: "已导入：" + v.Title, File: shownName(name), Taken: im.Taken, Draft: layout.Link{Text: "去补全并送审", URL: itemURL(it)},
		Facts: []layout.Fact{
			{Name: "标题", Value: orUnfound(v.Title)},
			{Name: "文号", Value: orUnfound(v.DocNo)},
			{Name: "成文日期", Value: orUnfound(v.FormedOn.String())},
			{Name: "体裁", Value: v.Genre},
			{Name: "正文", Value: text},
			{Name: "图片", Value: fmt.Sprintf("%d 幅", len(im.Pictures))},
		},
	}
	if page.Heading == "已导入：" {
		page.Heading = "已导入"
	}
	for _, l := range im.Lost {
		page.Lost = append(page.Lost, ImportLoss{layout.Attention("没带入"), l.Text})
	}
	return d.show(w, r, http.StatusOK, Imported(page))
}

func orUnfound(s string) string {
	if s == "" {
		return "没有找到，请手工填写"
	}
	return s
}

func (d *Desk) toPlain(w http.ResponseWriter, r *http.Request) error {
	if err := readItemButton(w, r); err != nil {
		return err
	}
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	if err := d.Items.ToPlain(r.Context(), who(r).Actor(), it.ID); err != nil {
		return err
	}
	d.flash(w, "已转为纯文本", "表格变为逐行文字，图片已移除，请核对。")
	return seeOther(w, r, itemURL(it))
}

// preview shows an item as the public will see it. Its links lead to the portal, its attachments are the desk's.
func (d *Desk) preview(w http.ResponseWriter, r *http.Request) error {
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	page, err := d.Preview(r, it, itemURL(it)+"/files/")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write(page.Body)
	return err
}
