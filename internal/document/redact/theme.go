package redact

import (
	"slices"
	"strings"
)

const themeType = "application/vnd.openxmlformats-officedocument.theme+xml"

// effects are the plainest that a theme may have: those of the file may hold pictures.
const effects = `<a:fmtScheme name="1"><a:fillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:fillStyleLst>` +
	`<a:lnStyleLst><a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln><a:ln w="12700"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln><a:ln w="19050"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln></a:lnStyleLst>` +
	`<a:effectStyleLst><a:effectStyle><a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle></a:effectStyleLst>` +
	`<a:bgFillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:bgFillStyleLst></a:fmtScheme>`

// theme returns the colours and types of a theme, nil if there is none that can be kept.
func (p *parts) theme(part string, m *matcher) ([]byte, error) {
	root, err := p.tree(part, m)
	if root == nil || err != nil {
		return nil, err
	}
	elements := root.kid("a:themeElements")
	colours, fonts := elements.kid("a:clrScheme"), elements.kid("a:fontScheme")
	if colours == nil || fonts == nil {
		return nil, m.drop("主题", root.said())
	}
	for _, part := range []*node{colours, fonts} {
		part.each(func(n *node) bool {
			n.kids = slices.DeleteFunc(n.kids, func(k *node) bool {
				return !strings.HasPrefix(k.name, "a:") || k.name == "a:extLst" || !plainLocal.MatchString(k.name[2:])
			})
			n.attrs = slices.DeleteFunc(n.attrs, func(a attr) bool {
				return !plainLocal.MatchString(a.name) || a.name != "name" && !isMeasure(a.value) && m.holds(a.value, false)
			})
			if n == colours || n == fonts {
				n.attrs = []attr{{"name", "1"}}
			}
			return true
		})
	}
	if err := m.glance("主题", root.said()); err != nil {
		return nil, err
	}
	scheme, _, err := parse([]byte(`<a:r xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">`+effects+`</a:r>`), newBudget())
	if err != nil {
		return nil, err
	}
	return render(&node{name: "a:theme", attrs: []attr{{"name", "1"}}, kids: []*node{
		{name: "a:themeElements", kids: []*node{colours, fonts, scheme.kids[0]}},
	}}), nil
}
