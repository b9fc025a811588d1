package credit

import (
	"strings"
	"unicode/utf8"

	"gongkai/internal/screening"
)

// IDMask says how much of an identity number the public sees where persons of one name must be told apart. The zero
// IDMask shows none of it; more than eight characters are never shown.
type IDMask struct {
	Head, Tail int
}

// Show returns what of a number is shown, "" for the zero mask.
func (m IDMask) Show(number string) string {
	if m == (IDMask{}) || number == "" {
		return ""
	}
	return screening.Mask(number, m.Head, m.Tail)
}

// Public returns the licence as the public sees it: without the fields that are not public, and with a natural person's name as surname
// and stars, also where it stands within other fields.
func (l Licence) Public(mask IDMask) Licence {
	l.RepresentativePaper, l.RepresentativeNo = "", ""
	shown := mask.Show(l.PaperNo)
	if shown == "" {
		l.PaperKind = ""
	}
	l.PaperNo = shown
	if l.PartyKind != NaturalPerson || l.PartyName == "" {
		return l
	}
	name, masked := l.PartyName, MaskName(l.PartyName)
	l.PartyName = masked
	if utf8.RuneCountInString(name) < 2 {
		return l // a single character would be masked out of other words
	}
	for _, field := range []*string{&l.DocName, &l.CertificateName, &l.Content, &l.Remark} {
		*field = strings.ReplaceAll(*field, name, masked)
	}
	return l
}

// doubleSurnames are the 复姓 still in use.
var doubleSurnames = []string{
	"欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政",
	"濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马",
	"公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延", "东郭", "南门", "羊舌",
	"微生", "公户", "公玉", "公仪", "梁丘", "公仲", "公上", "公门", "公山", "公坚", "左丘", "公伯", "西门", "公祖", "第五", "公乘", "贯丘", "公皙",
	"南荣", "东里", "东宫", "仲长", "子书", "子桑", "即墨", "达奚", "褚师",
}

// MaskName shows the surname of a person and a star for every other character. Dots in names of other peoples stay.
func MaskName(name string) string {
	runes := []rune(name)
	if len(runes) < 2 {
		return strings.Repeat("*", len(runes))
	}
	keep := 1
	for _, surname := range doubleSurnames {
		if len(runes) > 2 && strings.HasPrefix(name, surname) {
			keep = 2
		}
	}
	var b strings.Builder
	for i, r := range runes {
		if i < keep || strings.ContainsRune("·•・ ", r) {
			b.WriteRune(r)
		} else {
			b.WriteByte('*')
		}
	}
	return b.String()
}
