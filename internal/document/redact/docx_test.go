package redact

import (
	"errors"
	"strings"
	"testing"

	"gongkai/internal/document"
	"gongkai/internal/fault"
)

const (
	wordNames = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ` +
		`xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" ` +
		`xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"`
	packageTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`
	wordTypesXML = packageTypes + `<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	relationHead = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	officeTop    = relationHead + `<Relationship Id="rId1" Type="` + officeRelations + `/officeDocument" Target="word/document.xml"/></Relationships>`
)

// wordFile makes a docx file of the content of a body and of further parts, which are told apart by their names.
func wordFile(t testing.TB, body string, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml": wordTypesXML, "_rels/.rels": officeTop,
		"word/document.xml": `<w:document ` + wordNames + `><w:body>` + body + `</w:body></w:document>`,
	}
	rels := relationHead
	for name, text := range parts {
		all[name] = strings.Replace(text, "NAMES", wordNames, 1)
		kind := strings.TrimRight(strings.TrimSuffix(strings.TrimPrefix(name, "word/"), ".xml"), "0123456789")
		kind, _, _ = strings.Cut(kind, "/")
		if strings.HasPrefix(name, "word/") {
			rels += `<Relationship Id="rId` + kind + `" Type="` + officeRelations + "/" + kind + `" Target="` + strings.TrimPrefix(name, "word/") + `"/>`
		}
	}
	all["word/_rels/document.xml.rels"] = rels + `<Relationship Id="rIdLink" Type="` + officeRelations + `/hyperlink" Target="https://a.example/%E5%BC%A0%E4%B8%89%E4%B8%B0" TargetMode="External"/></Relationships>`
	return archive(t, all)
}

func para(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }

const shape = `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="2000000" cy="500000"/><wp:docPr id="1" name="张三丰" descr="张三丰"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent><w:p><w:r><w:t>框里张</w:t></w:r><w:r><w:t>三丰</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:100pt;height:30pt" alt="张三丰"><v:textbox><w:txbxContent>` +
	`<w:p><w:r><w:t>框里张三丰</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`

func fieldXML(code, shown string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>` + code + `</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>` + shown + `</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

// wordPlaces are where a docx file may have the string. Beside it stands 留下, which has to stay.
var wordPlaces = map[string]struct {
	body  string
	parts map[string]string
	place string // of the hit
}{
	"one run":            {para("留下张三丰"), nil, "正文第1段"},
	"several runs":       {`<w:p><w:r><w:t>留下张</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>三</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t xml:space="preserve"> 丰</w:t></w:r></w:p>`, nil, "正文第1段"},
	"a break":            {`<w:p><w:r><w:t>留下张</w:t><w:br/><w:t>三</w:t><w:tab/><w:t>丰</w:t></w:r></w:p>`, nil, "正文第1段"},
	"a symbol":           {`<w:p><w:r><w:t>留下</w:t><w:sym w:font="宋体" w:char="5F20"/><w:t>三丰</w:t></w:r></w:p>`, nil, "正文第1段"},
	"a table":            {`<w:tbl><w:tr><w:tc>` + para("留下") + `</w:tc><w:tc>` + para("张　三　丰") + `</w:tc></w:tr></w:tbl>` + para("后"), nil, "第1个表格第1行第2格"},
	"a nested table":     {`<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>` + para("留下张三丰") + `</w:tc></w:tr></w:tbl>` + para("") + `</w:tc></w:tr></w:tbl>` + para(""), nil, "第1个表格第1行第1格"},
	"an insertion":       {`<w:p><w:r><w:t>留下张</w:t></w:r><w:ins w:author="张三丰" w:date="2026-01-01T00:00:00Z"><w:r><w:t>三丰</w:t></w:r></w:ins></w:p>`, nil, "正文第1段"},
	"a deletion":         {`<w:p><w:r><w:t>留下</w:t></w:r><w:del w:author="x"><w:r><w:delText>张三丰</w:delText></w:r></w:del></w:p>`, nil, "修订记录"},
	"within a deletion":  {`<w:p><w:r><w:t>留下张三</w:t></w:r><w:del w:author="x"><w:r><w:delText>不</w:delText></w:r></w:del><w:r><w:t>丰</w:t></w:r></w:p>`, nil, "正文第1段"},
	"a deleted end":      {`<w:p><w:pPr><w:rPr><w:del w:author="x"/></w:rPr></w:pPr><w:r><w:t>留下张三</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val="left"/></w:pPr><w:r><w:t>丰</w:t></w:r></w:p>`, nil, "正文第1段"},
	"a deleted row":      {para("留下") + `<w:tbl><w:tr><w:trPr><w:del w:author="x"/></w:trPr><w:tc>` + para("张三丰") + `</w:tc></w:tr></w:tbl>` + para(""), nil, "修订记录"},
	"a moved text":       {`<w:p><w:r><w:t>留下</w:t></w:r><w:moveFrom w:author="x"><w:r><w:t>张三丰</w:t></w:r></w:moveFrom></w:p>`, nil, "修订记录"},
	"a changed form":     {`<w:p><w:r><w:rPr><w:rPrChange w:author="张三丰"><w:rPr/></w:rPrChange></w:rPr><w:t>留下</w:t></w:r></w:p>`, nil, "修订记录"},
	"hidden text":        {`<w:p><w:r><w:t>留下</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>张三丰</w:t></w:r></w:p>`, nil, "隐藏文字"},
	"a hidden style":     {`<w:p><w:r><w:t>留下</w:t></w:r><w:r><w:rPr><w:rStyle w:val="h"/></w:rPr><w:t>张三丰</w:t></w:r></w:p>`, map[string]string{"word/styles.xml": `<w:styles NAMES><w:style w:type="character" w:styleId="h"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>`}, "隐藏文字"},
	"a field's code":     {`<w:p><w:r><w:t>留下</w:t></w:r>` + fieldXML(` HYPERLINK "https://a.example/张三丰" `, "链") + `</w:p>`, nil, "域代码"},
	"a field in pieces":  {`<w:p><w:r><w:t>留下</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDETEXT 张</w:instrText></w:r><w:r><w:instrText>三丰 </w:instrText></w:r><w:r><w:t>张三丰</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, nil, "域代码"},
	"a simple field":     {`<w:p><w:r><w:t>留下</w:t></w:r><w:fldSimple w:instr=" AUTHOR 张三丰 "><w:r><w:t>链</w:t></w:r></w:fldSimple></w:p>`, nil, "域代码"},
	"a shown field":      {`<w:p><w:r><w:t>留下张</w:t></w:r>` + fieldXML(" DOCPROPERTY x ", "三丰") + `</w:p>`, nil, "正文第1段"},
	"a link":             {`<w:p><w:hyperlink r:id="rIdLink" w:tooltip="张三丰"><w:r><w:t>留下</w:t></w:r></w:hyperlink></w:p>`, nil, "内部标记"},
	"a link's target":    {`<w:p><w:hyperlink r:id="rIdLink"><w:r><w:t>留下</w:t></w:r></w:hyperlink></w:p>`, nil, "链接地址"},
	"a bookmark":         {`<w:p><w:bookmarkStart w:id="0" w:name="张三丰"/><w:r><w:t>留下</w:t></w:r><w:bookmarkEnd w:id="0"/></w:p>`, nil, "书签"},
	"a content control":  {`<w:sdt><w:sdtPr><w:alias w:val="张三丰"/></w:sdtPr><w:sdtContent>` + para("留下") + `</w:sdtContent></w:sdt>`, nil, "内容控件的属性"},
	"a ruby":             {`<w:p><w:r><w:t>留下</w:t><w:ruby><w:rt><w:r><w:t>zhang</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>张</w:t></w:r></w:rubyBase></w:ruby><w:t>三丰</w:t></w:r></w:p>`, nil, "正文第1段"},
	"a text box":         {para("留下") + shape, nil, "正文里的文本框"},
	"around a text box":  {`<w:p><w:r><w:t>留下张</w:t></w:r>` + strings.TrimSuffix(strings.TrimPrefix(shape, "<w:p>"), "</w:p>") + `<w:r><w:t>三丰</w:t></w:r></w:p>`, nil, "正文第1段"},
	"an older text box":  {para("留下") + `<w:p><w:r><w:pict><v:shape id="张三丰" style="width:10pt" alt="张三丰"><v:textbox>` + `<w:txbxContent>` + para("张三丰") + `</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>`, nil, "正文里的文本框"},
	"a watermark":        {para("留下") + `<w:p><w:r><w:pict><v:shape style="width:10pt"><v:textpath style="font-size:1pt" string="张三丰"/></v:shape></w:pict></w:r></w:p>`, nil, "水印"},
	"an equation":        {`<w:p><w:r><w:t>留下</w:t></w:r><m:oMath><m:r><m:t>张三</m:t></m:r><m:r><m:t>丰</m:t></m:r></m:oMath></w:p>`, nil, "正文第1段"},
	"unknown elements":   {`<w:p><w:r><w:t>留下</w:t></w:r><w15:x w15:v="1">张三丰</w15:x></w:p>`, nil, "内部标记"},
	"a header":           {para("留下") + `<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/></w:sectPr>`, map[string]string{"word/header1.xml": `<w:hdr NAMES>` + para("页张三丰") + `</w:hdr>`}, "页眉"},
	"a footer":           {para("留下") + `<w:sectPr><w:footerReference w:type="default" r:id="rIdfooter"/></w:sectPr>`, map[string]string{"word/footer1.xml": `<w:ftr NAMES><w:p><w:r><w:t>张三</w:t></w:r><w:r><w:t>丰</w:t></w:r>` + fieldXML(" PAGE ", "1") + `</w:p></w:ftr>`}, "页脚"},
	"no header":          {para("留下"), map[string]string{"word/header1.xml": `<w:hdr NAMES>` + para("页张三丰") + `</w:hdr>`}, "内部部件"},
	"a footnote":         {`<w:p><w:r><w:t>留下</w:t><w:footnoteReference w:id="2"/></w:r></w:p>`, map[string]string{"word/footnotes.xml": `<w:footnotes NAMES><w:footnote w:type="separator" w:id="0">` + para("") + `</w:footnote><w:footnote w:id="2">` + para("注张三丰") + `</w:footnote></w:footnotes>`}, "脚注"},
	"a footnote unseen":  {para("留下"), map[string]string{"word/footnotes.xml": `<w:footnotes NAMES><w:footnote w:id="2">` + para("注张三丰") + `</w:footnote></w:footnotes>`}, "没有引用的脚注"},
	"an endnote":         {`<w:p><w:r><w:t>留下</w:t><w:endnoteReference w:id="2"/></w:r></w:p>`, map[string]string{"word/endnotes.xml": `<w:endnotes NAMES><w:endnote w:id="2">` + para("注张三丰") + `</w:endnote></w:endnotes>`}, "尾注"},
	"a remark":           {`<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>留下</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`, map[string]string{"word/comments.xml": `<w:comments NAMES><w:comment w:id="0" w:author="x">` + para("张三丰") + `</w:comment></w:comments>`}, "批注"},
	"properties":         {para("留下"), map[string]string{"docProps/core.xml": `<p><creator>张三丰</creator></p>`}, "文件属性"},
	"own properties":     {para("留下"), map[string]string{"docProps/custom.xml": `<p name="张三丰"/>`}, "文件属性"},
	"a thumbnail":        {para("留下"), map[string]string{"docProps/thumbnail.jpeg": "\xff\xd8\xff", "docProps/app.xml": `<p><Manager>张三丰</Manager></p>`}, "文件属性"},
	"own data":           {para("留下"), map[string]string{"customXml/item1.xml": `<a b="张三丰"/>`}, "自定义数据"},
	"variables":          {para("留下"), map[string]string{"word/settings.xml": `<w:settings NAMES><w:docVars><w:docVar w:name="x" w:val="张三丰"/></w:docVars><w:evenAndOddHeaders/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="x" w:val="15"/></w:compat></w:settings>`}, "文档变量"},
	"the glossary":       {para("留下"), map[string]string{"word/glossary/document.xml": `<w:glossaryDocument NAMES>` + para("张三丰") + `</w:glossaryDocument>`}, "文档部件库"},
	"a style's name":     {`<w:p><w:pPr><w:pStyle w:val="张三丰"/></w:pPr><w:r><w:t>留下</w:t></w:r></w:p>`, map[string]string{"word/styles.xml": `<w:styles NAMES><w:style w:type="paragraph" w:styleId="张三丰"><w:name w:val="张三丰"/><w:aliases w:val="张三丰"/></w:style></w:styles>`}, "样式和字体的名称"},
	"a number's text":    {para("留下"), map[string]string{"word/numbering.xml": `<w:numbering NAMES><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="张三丰%1"/></w:lvl></w:abstractNum></w:numbering>`}, "自动编号"},
	"a theme":            {para("留下"), map[string]string{"word/theme/theme1.xml": `<a:theme NAMES name="张三丰"><a:themeElements><a:clrScheme name="张三丰"/><a:fontScheme name="x"><a:majorFont><a:latin typeface="张三丰"/></a:majorFont></a:fontScheme></a:themeElements></a:theme>`}, "主题"},
	"an XML comment":     {para("留下") + `<!-- 张三丰 -->`, nil, "XML 注释"},
	"the name of a part": {para("留下"), map[string]string{"word/张三丰.xml": `<x/>`}, "内部部件"},
}

// TestRedactDOCXLooksEverywhere: wherever the string stood, it has gone, what stood beside it is there, and the place is told.
func TestRedactDOCXLooksEverywhere(t *testing.T) {
	t.Parallel()
	for name, tc := range wordPlaces {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := wordFile(t, tc.body, tc.parts)
			out, err := Redact("a.docx", in, removals(secret))
			if err != nil {
				t.Fatalf("%v: %s", err, fault.Text(err))
			}
			if found := traces(t, out.File, secret); found != nil {
				t.Errorf("is still in %v", found)
			}
			text := textIn(t, out.File, "word/document.xml")
			if !strings.Contains(text, "留下") || strings.Contains(tc.body, "链") != strings.Contains(text, "链") {
				t.Errorf("text is %q", text)
			}
			if !strings.Contains(hitsOf(out), tc.place) {
				t.Errorf("hits are %q, want %s", hitsOf(out), tc.place)
			}
			for part := range unzip(t, out.File) {
				if strings.Contains(part, "comments") || strings.Contains(part, "docProps") || strings.Contains(part, "customXml") || strings.Contains(part, "glossary") {
					t.Errorf("%s is still there", part)
				}
			}
		})
	}
}

// TestRedactDOCXRefusesWhatCannotBeSearched: pictures and other files may show the string.
func TestRedactDOCXRefusesWhatCannotBeSearched(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body  string
		parts map[string]string
		want  error
	}{
		"a picture":       {`<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="x"><pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`, nil, ErrUnsure},
		"a chart":         {`<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="x"><z:chart xmlns:z="urn:z"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`, nil, ErrUnsure},
		"an older one":    {`<w:p><w:r><w:pict><v:shape><v:imagedata r:id="rId9"/></v:shape></w:pict></w:r></w:p>`, nil, ErrUnsure},
		"a filled shape":  {`<w:p><w:r><w:pict><v:rect><v:fill r:id="rId9"/></v:rect></w:pict></w:r></w:p>`, nil, ErrUnsure},
		"an object":       {`<w:p><w:r><w:object/></w:r></w:p>`, nil, ErrUnsure},
		"another file":    {`<w:altChunk r:id="rId9"/>`, nil, ErrUnsure},
		"a drawing":       {strings.Replace(shape, `<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>`, `<a:custGeom/>`, 1), nil, ErrUnsure},
		"in a header":     {`<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/></w:sectPr>`, map[string]string{"word/header1.xml": `<w:hdr NAMES><w:p><w:r><w:pict><v:imagedata/></w:pict></w:r></w:p></w:hdr>`}, ErrUnsure},
		"an embedded one": {"", map[string]string{"word/embeddings/a.xlsx": "x"}, document.ErrEmbedded},
		"macros":          {"", map[string]string{"word/vbaProject.bin": "x"}, document.ErrMacro},
		"broken":          {"<w:p>", nil, document.ErrUnreadable},
	} {
		out, err := Redact("a.docx", wordFile(t, para("张三丰")+tc.body, tc.parts), removals(secret))
		if !errors.Is(err, tc.want) || out.File != nil {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
}

// TestRedactDOCXAcrossCells: a number of which each cell has a digit is found, a short word is not.
func TestRedactDOCXAcrossCells(t *testing.T) {
	t.Parallel()
	var row strings.Builder
	for _, digit := range "13800138000" {
		row.WriteString("<w:tc>" + para(string(digit)) + "</w:tc>")
	}
	in := wordFile(t, `<w:tbl><w:tr>`+row.String()+`</w:tr></w:tbl>`+para("甲李")+para("四乙")+para("李四"), nil)
	out, err := Redact("a.docx", in, removals("138-0013-8000", "李四"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := textIn(t, out.File, "word/document.xml"), Mark+"甲李四乙"+Mark; strings.TrimSpace(got) != want {
		t.Errorf("text is %q, want %q", got, want)
	}
}

// TestRedactDOCXShortWords: a short word that may be a word of the markup goes from text and from names, and the markup stays.
func TestRedactDOCXShortWords(t *testing.T) {
	t.Parallel()
	in := wordFile(t, `<w:p><w:pPr><w:pStyle w:val="LiStyle"/><w:jc w:val="left"/></w:pPr><w:r><w:rPr><w:sz w:val="44"/></w:rPr><w:t>Mr L</w:t></w:r><w:r><w:t>i, room 44</w:t></w:r></w:p>`, map[string]string{
		"word/styles.xml": `<w:styles NAMES><w:style w:type="paragraph" w:styleId="LiStyle"><w:name w:val="Mr Li"/><w:next w:val="LiStyle"/></w:style><w:style w:type="paragraph" w:styleId="l"><w:name w:val="List Paragraph"/></w:style></w:styles>`,
	})
	out, err := Redact("a.docx", in, removals("Li", "44"))
	if err != nil {
		t.Fatal(err)
	}
	parts := unzip(t, out.File)
	if got, want := textIn(t, out.File, "word/document.xml"), "Mr "+Mark+", room "+Mark; strings.TrimSpace(got) != want {
		t.Errorf("text is %q, want %q", got, want)
	}
	for part, wants := range map[string][]string{
		"word/document.xml": {`<w:pStyle w:val="style1"/>`, `<w:sz w:val="44"/>`}, "word/styles.xml": {`w:styleId="style1"`, `<w:next w:val="style1"/>`, `"List Paragraph"`},
	} {
		for _, want := range wants {
			if !strings.Contains(parts[part], want) {
				t.Errorf("%s is not in %s", want, parts[part])
			}
		}
	}
	if strings.Contains(parts["word/styles.xml"], "Mr Li") || strings.Contains(parts["word/styles.xml"], "LiStyle") {
		t.Errorf("styles are %s", parts["word/styles.xml"])
	}
}

// TestRedactDOCXKeepsThePage: what a document looks like is kept, page numbers and headers too.
func TestRedactDOCXKeepsThePage(t *testing.T) {
	t.Parallel()
	body := `<w:p w:rsidR="00112233"><w:pPr><w:pStyle w:val="t"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:rFonts w:eastAsia="方正小标宋简体"/><w:b/><w:sz w:val="44"/></w:rPr><w:t>张三丰</w:t></w:r></w:p>` +
		`<w:p><w:r><w:pict><v:rect style="width:1pt" o:hr="t" o:gfxdata="UEsDBA" o:spid="张三丰"/></w:pict></w:r><w:r><w:ruby><w:rubyBase><w:r><w:rPr/><w:t xml:space="preserve">注</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>` +
		`<w:p><w:r><w:pict><v:rect style="` + strings.Repeat("A", 3000) + `"/></w:pict></w:r></w:p><w:sectPr><w:headerReference w:type="default" r:id="rIdfooter"/><w:footerReference w:type="default" r:id="rIdfooter"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>`
	out, err := Redact("a.docx", wordFile(t, body, map[string]string{
		"word/styles.xml":  `<w:styles NAMES><w:docDefaults/><w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style></w:styles>`,
		"word/footer1.xml": `<w:ftr NAMES><w:p>` + fieldXML(" PAGE  \\* MERGEFORMAT ", "1") + `</w:p></w:ftr>`,
	}), removals(secret))
	if err != nil {
		t.Fatal(err)
	}
	parts := unzip(t, out.File)
	for _, want := range []string{`<v:rect style="width:1pt" o:hr="t"/>`, `<w:r><w:t xml:space="preserve">注</w:t></w:r>`, `<w:pStyle w:val="t"/><w:jc w:val="center"/>`, `<w:rFonts w:eastAsia="方正小标宋简体"/><w:b/><w:sz w:val="44"/>`, `<w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>`, Mark} {
		if !strings.Contains(parts["word/document.xml"], want) {
			t.Errorf("%s is not in %s", want, parts["word/document.xml"])
		}
	}
	if strings.Contains(parts["word/document.xml"], "rsid") || strings.Contains(parts["word/document.xml"], "gfxdata") || strings.Contains(parts["word/document.xml"], "<w:r><w:r>") || strings.Contains(parts["word/document.xml"], "AAAA") || !strings.Contains(parts["word/footer2.xml"], "MERGEFORMAT") {
		t.Errorf("parts are %v", parts)
	}
}
