package redact

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func words(s string) map[string]bool {
	set := make(map[string]bool)
	for _, word := range strings.Fields(s) {
		set[word] = true
	}
	return set
}

var (
	// opaque are elements that show what nobody can search.
	opaque = words(`pic:pic a:blip a:blipFill v:imagedata w:object o:OLEObject w:control w:contentPart w:movie w:binData o:ink w:altChunk w:subDoc a:custGeom v:polyline v:curve`)
	// officeAttrs are the attributes of shapes, beside VML's own, that say how they look.
	officeAttrs = words("spt hr hrstd hralign hrnoshade hrpct connecttype allowincell allowoverlap connectortype")
	// unwrapped are elements that give way to what they hold.
	unwrapped = words("w:sdt w:ruby w:fldSimple w:hyperlink w:smartTag w:customXml w:ins w:moveTo w:sdtContent w:rubyBase w:bdo w:dir")
	// left are elements that are left behind, and what they are called.
	left = map[string]string{
		"w:del": "修订记录", "w:moveFrom": "修订记录", "w:cellIns": "修订记录", "w:cellMerge": "修订记录", "w:commentRangeStart": "", "w:commentRangeEnd": "",
		"w:commentReference": "", "w:annotationRef": "", "w:bookmarkStart": "书签", "w:bookmarkEnd": "", "w:proofErr": "", "w:permStart": "编辑权限", "w:permEnd": "",
		"w:moveFromRangeStart": "修订记录", "w:moveFromRangeEnd": "", "w:moveToRangeStart": "修订记录", "w:moveToRangeEnd": "", "w:sdtPr": "内容控件的属性", "w:sdtEndPr": "",
		"w:customXmlPr": "自定义数据", "w:smartTagPr": "自定义数据", "w:rubyPr": "", "w:rt": "拼音", "w:tblCaption": "替代文字", "w:tblDescription": "替代文字",
		"w:lastRenderedPageBreak": "", "w:ffData": "表单域的属性", "w:printerSettings": "", "w:divId": "", "w:numPicBullet": "", "w:lvlPicBulletId": "", "w:background": "", "w:latentStyles": "",
		"w:aliases": "样式别名", "w:nsid": "", "w:tmpl": "", "w:rsid": "", "w:delText": "修订记录", "w:delInstrText": "修订记录", "a:hlinkClick": "链接地址", "a:hlinkHover": "链接地址",
	}
)

// maxValue is how long a value of an attribute may be: longer ones are packed files and the like.
const maxValue = 2000

// clean takes from below a node what is not text to be read or its look. It returns ErrUnsure for what nobody can look into.
func (d *docx) clean(n *node) (err error) {
	n.attrs = slices.DeleteFunc(n.attrs, func(a attr) bool { return len(a.value) > maxValue || isIdle(n.name, a.name) })
	n.kids, err = d.kept(n.name, n.kids, nil)
	return err
}

// kept appends those of the children of an element that stay.
func (d *docx) kept(parent string, list, to []*node) ([]*node, error) {
	for _, k := range list {
		var err error
		what, drop := d.leave(k)
		switch {
		case k.name == "":
			if isTextHolder(parent) {
				to = append(to, k)
			} else if strings.TrimSpace(k.text) != "" {
				err = d.m.drop("不应有的文字", k.text)
			}
		case isOpaque(k):
			err = ErrUnsure.Say("文档里有%s，系统看不到其中的文字，不能确定已经删净，请先删去或改成文字再处理。", opaqueName(k.name))
		case k.name == "w:fldSimple" && pageField.MatchString(k.attr("w:instr")):
			k.attrs = []attr{{"w:instr", k.attr("w:instr")}}
			k.kids, err = d.kept(k.name, k.kids, nil)
			to = append(to, k)
		case unwrapped[k.name]:
			if err = d.unwrap(k); err == nil {
				to, err = d.kept(parent, k.kids, to)
			}
		case k.name == "mc:AlternateContent":
			var next []*node
			if next, err = d.alternative(k); err == nil {
				to, err = d.kept(parent, next, to)
			}
		case drop:
			err = d.forget(what, k)
		case parent == "w:r" && k.name == "w:r": // the base of a ruby, which was within a run
			to, err = d.kept(parent, slices.DeleteFunc(k.kids, func(n *node) bool { return n.name == "w:rPr" }), to)
		default:
			err = d.clean(k)
			to = append(to, k)
		}
		if err != nil {
			return nil, err
		}
	}
	return to, nil
}

// leave reports whether an element is left behind, and by what name.
func (d *docx) leave(k *node) (what string, drop bool) {
	prefix, local, _ := strings.Cut(k.name, ":")
	switch {
	case prefix == "?" || local == "" || !plainLocal.MatchString(local):
		return "", true
	case strings.HasSuffix(local, "Change") || strings.HasPrefix(local, "customXml") && strings.Contains(local, "Range"):
		return "修订记录", true
	case local == "extLst":
		return "", true
	case k.name == "w:tr" && k.kid("w:trPr").kid("w:del") != nil, k.name == "w:tc" && k.kid("w:tcPr").kid("w:cellDel") != nil:
		return "修订记录", true
	case k.name == "w:r" && d.isHidden(k.kid("w:rPr")):
		if k.kid("w:fldChar") != nil { // a field that is hidden ends where it says
			k.kids = slices.DeleteFunc(k.kids, func(n *node) bool { return n.name != "w:fldChar" && n.name != "w:instrText" && n.name != "w:rPr" })
			return "", false
		}
		return "隐藏文字", true
	case k.name == "w:p" && d.hidden[k.kid("w:pPr").kid("w:pStyle").val()] && k.kid("w:pPr").kid("w:sectPr") == nil:
		return "隐藏文字", true
	}
	what, drop = left[k.name]
	if (k.name == "w:del" || k.name == "w:moveFrom") && len(k.kids) == 0 { // beside the mark of a paragraph: joinParagraphs looks for it
		return "", false
	}
	return what, drop
}

// isHidden reports whether the properties of a run keep it from being shown.
func (d *docx) isHidden(props *node) bool {
	if props.kid("w:vanish") != nil {
		return props.on("w:vanish")
	}
	return d.hidden[props.kid("w:rStyle").val()]
}

// val returns the w:val of an element, "" of none.
func (n *node) val() string {
	if n == nil {
		return ""
	}
	return n.attr("w:val")
}

func (d *docx) forget(what string, n *node) error {
	if what != "" {
		return d.m.drop(what, n.said())
	}
	return d.m.glance("内部标记", n.said())
}

// unwrap takes note of what an element says that gives way to what it holds.
func (d *docx) unwrap(n *node) error {
	said := (&node{name: n.name, attrs: n.attrs}).said()
	switch n.name {
	case "w:ins", "w:moveTo":
		return d.m.drop("修订记录", said)
	case "w:fldSimple":
		return d.m.drop("域代码", n.attr("w:instr"))
	}
	return d.m.glance("内部标记", said)
}

// alternative returns what is kept of an element that is written for programs of different years.
func (d *docx) alternative(n *node) ([]*node, error) {
	var chosen *node
	var rest []*node
	for _, k := range n.kids {
		known := k.name == "mc:Fallback" || k.name == "mc:Choice" && k.attr("Requires") != "" && !strings.Contains(k.attr("Requires"), "?")
		if chosen == nil && known {
			chosen = k
		} else {
			rest = append(rest, k)
		}
	}
	for _, k := range rest {
		if k.name == "mc:Choice" && isOpaque(k) {
			chosen = k // the fallback of a picture is a picture of it
		}
		if _, err := d.m.see("旧版本的替代内容", k.said()); err != nil {
			return nil, err
		}
	}
	if chosen == nil {
		return nil, nil
	}
	return chosen.kids, nil
}

func isTextHolder(name string) bool {
	switch name {
	case "w:t", "m:t", "a:t", "w:instrText":
		return true
	case "wp:posOffset", "wp:align":
		return true
	}
	return false
}

// isOpaque reports whether an element shows what cannot be searched: pictures, charts, drawings by hand.
func isOpaque(n *node) bool {
	prefix, _, _ := strings.Cut(n.name, ":")
	switch {
	case opaque[n.name], prefix == "c", prefix == "dgm":
		return true
	case n.name == "a:graphicData":
		return !slices.ContainsFunc(n.kids, func(k *node) bool {
			return k.name == "wps:wsp" || k.name == "wpg:wgp" || k.name == "wpc:wpc"
		})
	case n.name == "v:fill":
		return n.attr("r:id") != "" || n.attr("o:relid") != "" || n.attr("src") != ""
	case n.name == "v:shape":
		return n.attr("path") != ""
	}
	return false
}

func opaqueName(name string) string {
	switch name {
	case "w:object", "o:OLEObject", "w:control", "w:movie":
		return "内嵌的对象或控件"
	case "w:altChunk", "w:subDoc":
		return "插入的其他文件"
	case "w:contentPart", "a:custGeom", "v:polyline", "v:curve", "v:shape":
		return "手绘的图形"
	}
	return "图片或图表"
}

// isIdle reports whether an attribute does nothing for the look.
func isIdle(element, name string) bool {
	prefix, local, prefixed := strings.Cut(name, ":")
	if !prefixed {
		local = name
	}
	switch {
	case prefix == "?" || !plainLocal.MatchString(local), strings.HasPrefix(local, "rsid"), name == "w:author", name == "w:initials", name == "w:date":
		return true
	case name == "r:id":
		return element != "w:headerReference" && element != "w:footerReference"
	case prefix == "r", prefix == "mc", prefix == "o" && !officeAttrs[local]: // o:gfxdata is a packed copy of the shape with its text
		return true
	}
	switch local {
	case "descr", "title", "alt", "href", "src", "target", "tooltip", "macro", "textlink", "name", "altText":
		return prefix != "w"
	}
	return false
}

// token is what values of attributes are made of that come from a list in the standard.
var token = regexp.MustCompile(`^[A-Za-z0-9#%_.:+-]*$`)

func isToken(v string) bool { return len(v) <= 32 && token.MatchString(v) }

// references are elements that name a style.
var references = words("w:pStyle w:rStyle w:tblStyle w:basedOn w:next w:link w:numStyleLink w:styleLink")

// values takes the removals out of attributes: those that are shown get the mark, names of styles are made anew, others go.
func (d *docx) values(root *node) error {
	var failed error
	root.each(func(n *node) bool {
		if n.name == "wp:docPr" || n.name == "wps:cNvPr" || n.name == "wpg:cNvPr" {
			n.set("name", "图形")
		}
		for i := range n.attrs {
			a := &n.attrs[i]
			if failed == nil {
				failed = d.value(n, a)
			}
		}
		n.attrs = slices.DeleteFunc(n.attrs, func(a attr) bool { return a.name == "" })
		return failed == nil
	})
	return failed
}

func (d *docx) value(n *node, a *attr) error {
	switch {
	case n.name == "w:lvlText" && a.name == "w:val":
		return d.m.redact([]piece{{text: a.value, place: "自动编号", set: func(s string) { a.value = s }}})
	case n.name == "v:textpath" && a.name == "string":
		return d.m.redact([]piece{{text: a.value, place: "水印", set: func(s string) { a.value = s }}})
	case isMeasure(a.value) || !d.m.holds(a.value, isNamed(n.name, a.name) && !builtIn.MatchString(a.value)):
		return nil
	}
	if _, err := d.m.see("样式和字体的名称", a.value); err != nil {
		return err
	}
	switch {
	case a.name == "w:styleId", references[n.name]:
		a.value = d.renamed("style", a.value)
	case n.name == "w:name" && a.name == "w:val":
		a.value = d.renamed("样式", a.value)
	default:
		a.name = ""
	}
	return nil
}

// builtIn are names of styles that programs know, which nobody chose.
var builtIn = regexp.MustCompile(`(?i)^(?:normal|default paragraph font|table normal|normal table|table grid|no list|heading ?\d|toc ?(?:\d|heading)|title|subtitle|header|footer|hyperlink|list paragraph|body text|page number|(?:foot|end)note ?(?:text|reference)|plain text|date|caption|strong|emphasis|a\d*|normal ?\(web\)|balloon ?text)$`)

// isNamed reports whether an attribute is the name of a style, which a person may have chosen.
func isNamed(element, name string) bool {
	return name == "w:styleId" || name == "w:val" && (element == "w:name" || references[element])
}

// renamed returns another name for a style, the same each time.
func (d *docx) renamed(prefix, name string) string {
	key := prefix + ":" + name
	if d.names[key] == "" {
		d.names[key] = prefix + strconv.Itoa(len(d.names)+1)
	}
	return d.names[key]
}
