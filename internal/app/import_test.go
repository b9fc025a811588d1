package app

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"gongkai/internal/document"
	"gongkai/internal/publication"
)

func paragraph(align document.Align, text string) *document.Paragraph {
	return &document.Paragraph{Align: align, Runs: []document.Run{{Text: text}}}
}

// letter is a notice as an office writes it, with what follows its first paragraphs.
func letter(t *testing.T, more ...document.Block) []byte {
	t.Helper()
	return notice(t, document.Right, more...)
}

// notice is one with its signature aligned.
func notice(t *testing.T, signature document.Align, more ...document.Block) []byte {
	t.Helper()
	d := &document.Doc{Blocks: append([]document.Block{
		paragraph(document.Center, "濮教基〔2026〕77号"),
		paragraph(document.Center, "濮阳市教育局关于做好寒假安排的通知"),
		paragraph(document.Left, "各学校："),
		paragraph(document.Left, "一、放假时间"),
		paragraph(document.Left, "2027年1月23日至2月21日放假。"),
		paragraph(signature, "濮阳市教育局"),
		paragraph(signature, "2026年11月18日"),
	}, more...)}
	var b bytes.Buffer
	if err := d.WriteDOCX(&b, document.DocxMeta{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (u *user) importDOCX(key, name string, body []byte, column string) *user {
	u.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err := w.WriteField("column", column)
	if err == nil && name != "" {
		part, e := w.CreateFormFile("file", name)
		if err = e; err == nil {
			_, err = part.Write(body)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		u.t.Fatal(err)
	}
	resp, err := u.client.Post(u.s.url+"/desk/items/import?key="+key, w.FormDataContentType(), &b)
	return u.read(resp, err)
}

// TestDraftBeginsFromADocx: what the file says is in the form, what does not come along is told, and what is no docx is refused.
func TestDraftBeginsFromADocx(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "科室信息员")
	u.get("/desk/items/new").shows("从 Word 导入")
	column := fmt.Sprint(mustItem(t, s, s.result.Samples.Article).Version.Column)
	u.get("/desk/items/import").shows("docx 文档", "带不进来的内容逐条列出")
	u.importDOCX("k0", "", nil, column).shows("没有选文件")
	u.importDOCX("k1", "通知.docx", []byte("not a docx"), column).shows("没有办成", "内容却是").hidesInside()
	u.importDOCX("k2", "通知.docx", letter(t), "").shows("请选择目录分类")

	u.importDOCX("plain", "通知.docx", notice(t, document.Left), column).shows("已导入：濮阳市教育局关于做好寒假安排的通知", "濮教基〔2026〕77号", "2026-11-18", "纯文本", "去补全并送审")
	it := itemTitled(t, s, "濮阳市教育局关于做好寒假安排的通知")
	if v := it.Version; v.Format != publication.PlainText || !strings.Contains(v.Body, "一、放假时间") || v.DocNo != "濮教基〔2026〕77号" || v.Genre != "通知" {
		t.Errorf("imported %+v", v)
	}

	table := &document.Table{Rows: []document.TableRow{
		{Cells: []document.Cell{{RowSpan: 1, ColSpan: 2, Header: true, Blocks: []document.Block{paragraph(document.Center, "各学段放假时间")}}}},
		{Cells: []document.Cell{{RowSpan: 1, ColSpan: 1, Blocks: []document.Block{paragraph(document.Left, "小学")}}, {RowSpan: 1, ColSpan: 1, Blocks: []document.Block{paragraph(document.Left, "1月23日")}}}},
	}}
	shot := &document.Picture{Name: "a.png", Alt: "流程图", Content: picture(t)}
	rich := letter(t, table, shot)
	u.importDOCX("rich", "表格.docx", rich, column).shows("含表格、列表、图片或对齐", "1 幅")
	u.importDOCX("rich", "表格.docx", rich, column).shows("已导入") // the same form again makes no other draft
	items, n, err := s.app.DB.Items(t.Context(), publication.Filter{Title: "关于做好寒假安排的通知", Limit: 10})
	if err != nil || n != 2 {
		t.Fatalf("%d drafts, %v", n, err)
	}
	rid := items[0].ID
	if items[0].Version.Format != publication.RichText {
		rid = items[1].ID
	}
	item := fmt.Sprintf("/desk/items/%d", rid)
	v := mustItem(t, s, rid).Version
	picturePath := item + "/files/" + v.Files[0].Code()
	u.get(item).shows(`colspan="2"`, "<h2>一、放假时间</h2>", "转为纯文本", `src="`+picturePath+`"`)
	if u.get(picturePath); u.status != http.StatusOK {
		t.Errorf("picture at the desk: %d", u.status)
	}
	u.get(item+"/preview").shows("各学段放假时间", "发布时编号", picturePath)
	form := itemForm(v, "")
	form.Del("body")
	form.Set("format", "html")
	form.Set("summary", "公布寒假时间。")
	u.send(item, form, nil).shows("已存草稿")
	if got := mustItem(t, s, rid).Version; got.Body != v.Body || got.Summary == "" || got.Format != publication.RichText {
		t.Errorf("saving changed the text: %+v", got)
	}
	form.Set("body", "<script>alert(1)</script><p onclick=x>改</p>")
	u.send(item, form, nil).shows("已存草稿")
	if got := mustItem(t, s, rid).Version; got.Body != "改" || got.Format != publication.PlainText || len(got.Files) != 0 {
		t.Errorf("written over: %+v", got)
	}
	form.Set("body", strings.ReplaceAll(v.HTML(item+"/files/"), "流程图", "新流程图"))
	u.send(item, form, nil).shows("已存草稿")
	if got := mustItem(t, s, rid).Version; len(got.Files) != 0 || strings.Contains(got.Body, "<img") {
		t.Errorf("a picture that the draft no longer has: %+v", got)
	}
	form.Set("submit", "1")
	u.send(item, form, nil).shows("已送审")
	s.as(t, "初审").get(item).shows("各学段放假时间", `colspan="2"`)
}

// TestRichTextBecomesPlain: what can be read stays.
func TestRichTextBecomesPlain(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "科室信息员")
	column := fmt.Sprint(mustItem(t, s, s.result.Samples.Article).Version.Column)
	list := &document.Paragraph{List: document.Numbered, Number: 1, Runs: []document.Run{{Text: "带好物品"}}}
	u.importDOCX("list", "清单.docx", letter(t, list), column).shows("含表格、列表、图片或对齐")
	it := itemTitled(t, s, "濮阳市教育局关于做好寒假安排的通知")
	u.send(fmt.Sprintf("/desk/items/%d/plain", it.ID), itemForm(it.Version, ""), nil).shows("已转为纯文本", "1. 带好物品")
	if v := mustItem(t, s, it.ID).Version; v.Format != publication.PlainText {
		t.Errorf("format %q", v.Format)
	}
}

func itemTitled(t *testing.T, s *site, title string) *publication.Item {
	t.Helper()
	items, n, err := s.app.DB.Items(t.Context(), publication.Filter{Title: title, Limit: 1})
	if err != nil || n != 1 {
		t.Fatalf("%d items titled %s, %v", n, title, err)
	}
	return &items[0]
}
