package document

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/fault"
)

const randomStyles = `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:styleId="h2"><w:name w:val="heading 2"/></w:style><w:style w:styleId="n"><w:name w:val="n"/><w:pPr><w:jc w:val="right"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr></w:pPr></w:style></w:styles>`

const randomNumbers = `<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl><w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>`

// wordXML draws the content of a body.
type wordXML struct{ t *rapid.T }

func (w wordXML) pick(from ...string) string { return rapid.SampledFrom(from).Draw(w.t, "pick") }

func (w wordXML) run() string {
	props := w.pick("", "<w:b/>", "<w:i/>", `<w:u w:val="single"/>`, `<w:vertAlign w:val="superscript"/>`, `<w:b/><w:u w:val="single"/>`, "<w:vanish/>", "<w:strike/>")
	text := w.pick("字", "a", " ", "  ", "　", "\u00a0", "x y", "&lt;b&gt;", "\u00ad", "1.", "，", "\uf0fe")
	more := w.pick("", "", "", "<w:br/>", "<w:tab/>", `<w:fldChar w:fldCharType="begin"/>`, `<w:fldChar w:fldCharType="separate"/>`, `<w:fldChar w:fldCharType="end"/>`,
		`<w:drawing><a:blip r:embed="rIdp1"/></w:drawing>`)
	run := "<w:r><w:rPr>" + props + `</w:rPr><w:t xml:space="preserve">` + text + "</w:t>" + more + "</w:r>"
	switch w.pick("", "", "", "ins", "del", "link", "sdt") {
	case "ins":
		return "<w:ins>" + run + "</w:ins>"
	case "del":
		return "<w:del>" + run + "</w:del>"
	case "link":
		return `<w:hyperlink r:id="rIdl1">` + run + "</w:hyperlink>"
	case "sdt":
		return "<w:sdt><w:sdtContent>" + run + "</w:sdtContent></w:sdt>"
	}
	return run
}

func (w wordXML) paragraph() string {
	props := w.pick("", "", `<w:pStyle w:val="h2"/>`, `<w:pStyle w:val="n"/>`, `<w:outlineLvl w:val="0"/>`, "<w:rPr><w:del/></w:rPr>") +
		w.pick("", `<w:jc w:val="center"/>`, `<w:jc w:val="end"/>`)
	if id := w.pick("", "", "1", "2", "3"); id != "" {
		props += `<w:numPr><w:ilvl w:val="` + w.pick("0", "1", "2") + `"/><w:numId w:val="` + id + `"/></w:numPr>`
	}
	var out strings.Builder
	out.WriteString("<w:p><w:pPr>" + props + "</w:pPr>")
	for range rapid.IntRange(0, 4).Draw(w.t, "runs") {
		out.WriteString(w.run())
	}
	return out.String() + "</w:p>"
}

func (w wordXML) table(depth int) string {
	var out strings.Builder
	out.WriteString("<w:tbl>")
	for range rapid.IntRange(1, 4).Draw(w.t, "rows") {
		out.WriteString("<w:tr><w:trPr>" + w.pick("", "", "<w:tblHeader/>", `<w:gridBefore w:val="1"/>`, "<w:del/>") + "</w:trPr>")
		for range rapid.IntRange(0, 4).Draw(w.t, "cells") {
			out.WriteString("<w:tc><w:tcPr>" + w.pick("", "", `<w:gridSpan w:val="2"/>`, `<w:gridSpan w:val="70"/>`) +
				w.pick("", "", "<w:vMerge/>", `<w:vMerge w:val="restart"/>`, "<w:hMerge/>") + "</w:tcPr>" + w.blocks(depth+1, 2) + "</w:tc>")
		}
		out.WriteString("</w:tr>")
	}
	return out.String() + "</w:tbl>"
}

func (w wordXML) blocks(depth, most int) string {
	var out strings.Builder
	for range rapid.IntRange(0, most).Draw(w.t, "blocks") {
		if depth < 3 && w.pick("p", "p", "p", "t") == "t" {
			out.WriteString(w.table(depth))
		} else {
			out.WriteString(w.paragraph())
		}
	}
	return out.String()
}

// Whatever a file of Word's says, the file we write of it says the same, and so does our HTML.
func TestRewrittenFilesMeanTheSame(t *testing.T) {
	t.Parallel()
	const rels = `<Relationship Id="rIdp1" Type="http://x/image" Target="media/image1.png"/><Relationship Id="rIdl1" Type="http://x/hyperlink" Target="http://a.cn/?b=1&amp;c=2" TargetMode="External"/>`
	rapid.Check(t, func(rt *rapid.T) {
		content := pack(t, map[string]string{
			"word/document.xml": fmt.Sprintf(testEmpty, wordXML{rt}.blocks(0, 8)), "word/styles.xml": randomStyles, "word/numbering.xml": randomNumbers, "rels": rels,
		})
		blocks, err := readBody(content)
		if errors.Is(err, ErrTableTooWide) {
			return
		} else if err != nil {
			rt.Fatal(err)
		}
		d := &Doc{blocks}
		var out bytes.Buffer
		if err := d.WriteDOCX(&out, DocxMeta{}); err != nil {
			rt.Fatal(err)
		}
		if diff := diffBlocks(d.Blocks, bodyOf(rt, out.Bytes())); diff != "" {
			rt.Fatalf("another document in the file (-had +got):\n%s", diff)
		}
		stored(&Import{Pictures: d.Pictures()})
		checkSame(rt, d)
	})
}

// Mutations of what is packed, not only of the archive.
func TestMutatedDocumentsNeverPanic(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for _, name := range written(t) {
		parts := unpack(t, name)
		names := slices.Sorted(maps.Keys(parts))
		for range 60 {
			mutated := maps.Clone(parts)
			name := names[random.IntN(len(names))]
			part := []byte(mutated[name])
			for range 1 + random.IntN(4) {
				if len(part) == 0 {
					break
				}
				switch at := random.IntN(len(part)); random.IntN(3) {
				case 0:
					part[at] = byte(random.IntN(256))
				case 1:
					part = append(part[:at], part[min(len(part), at+random.IntN(40)):]...)
				default:
					part = append(part[:at], append([]byte("99999999999"), part[at:]...)...)
				}
			}
			mutated[name] = string(part)
			im, err := readDOCX(pack(t, mutated))
			if _, ok := fault.Of(err); err != nil && !ok {
				t.Fatalf("an error without a sentence: %v", err)
			}
			if im != nil {
				_ = rewrite(t, im)
			}
		}
	}
}
