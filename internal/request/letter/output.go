package letter

import (
	"html"
	"io"
	"strconv"
	"strings"

	"gongkai/internal/document"
)

// WriteDOCX writes the letter as a docx file, laid out after GB/T 9704. The same letter gives the same bytes.
func (l *Letter) WriteDOCX(w io.Writer) error {
	return l.doc().WriteDOCX(w, document.DocxMeta{
		Title: l.Title, DocNo: l.DocNo, Creator: l.Signer,
		Letter: &document.DocxLetter{Head: l.Head, To: l.To + "：", Attached: l.Attached, Signer: l.Signer, Date: l.Signed.Chinese()},
	})
}

// doc is the text of the letter.
func (l *Letter) doc() *document.Doc {
	d := &document.Doc{}
	for i := range l.Body {
		d.Blocks = append(d.Blocks, &document.Paragraph{Heading: l.Body[i].Level, Runs: []document.Run{{Text: l.Body[i].Text()}}})
	}
	return d
}

// HTML returns the letter for a page: an article in the classes of the site's documents, which its print sheet sets as a 公文. All text is
// escaped; there is no style of its own.
func (l *Letter) HTML() string {
	var b strings.Builder
	line := func(tag, class, text string) {
		b.WriteString("<" + tag)
		if class != "" {
			b.WriteString(` class="` + class + `"`)
		}
		b.WriteString(">" + strings.ReplaceAll(html.EscapeString(text), "\n", "<br>") + "</" + tag + ">\n")
	}
	b.WriteString(`<article class="art letter" lang="zh-CN">` + "\n")
	if l.Head != "" {
		b.WriteString(`<div class="p-only">` + "\n")
		line("p", "red-h", l.Head)
		line("p", "no", l.DocNo)
		b.WriteString("</div>\n")
	}
	line("h1", "", l.Title)
	if l.Head != "" {
		line("p", "no", l.DocNo)
	}
	b.WriteString(`<div class="body">` + "\n")
	if l.Head == "" && l.DocNo != "" {
		line("p", "c", l.DocNo)
	}
	line("p", "to", l.To+"：")
	for i := range l.Body {
		tag := "p"
		if l.Body[i].Level > 0 {
			tag = "h" + strconv.Itoa(l.Body[i].Level+1)
		}
		line(tag, "", l.Body[i].Text())
	}
	if len(l.Attached) == 1 {
		line("p", "", "附件："+l.Attached[0])
	} else if len(l.Attached) > 1 {
		line("p", "", "附件：")
		b.WriteString("<ol>\n")
		for _, a := range l.Attached {
			line("li", "", a)
		}
		b.WriteString("</ol>\n")
	}
	b.WriteString(`<div class="sign">` + "\n")
	line("p", "", l.Signer)
	b.WriteString(`<p><time datetime="` + l.Signed.String() + `">` + l.Signed.Chinese() + "</time></p>\n</div>\n</div>\n</article>\n")
	return b.String()
}
