package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func letterFile(t *testing.T, l *DocxLetter) []byte {
	t.Helper()
	d := &Doc{Blocks: []Block{
		&Paragraph{Runs: []Run{{Text: "经审查，现答复如下："}}},
		&Paragraph{Heading: 1, Runs: []Run{{Text: "一、答复内容"}}},
		&Paragraph{Runs: []Run{{Text: "本机关决定不予公开 <{{&\x01"}}},
	}}
	var out bytes.Buffer
	if err := d.WriteDOCX(&out, DocxMeta{Title: "答复书", DocNo: "示教〔2026〕31号", Creator: "示范市教育局", Letter: l}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestLetterHasItsParts(t *testing.T) {
	t.Parallel()
	l := &DocxLetter{Head: "示范市教育局", To: "张晓明：", Attached: []string{"甲表", "乙表"}, Signer: "示范市教育局", Date: "2026年11月20日", Note: "联系电话0393-8888000"}
	file := letterFile(t, l)
	if !bytes.Equal(file, letterFile(t, l)) {
		t.Error("the same letter gives other bytes")
	}
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(content)
		for x := xml.NewDecoder(bytes.NewReader(content)); ; {
			if _, err := x.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	for _, m := range regexp.MustCompile(`PartName="/([^"]*)"`).FindAllStringSubmatch(parts[contentTypes], -1) {
		if parts[m[1]] == "" {
			t.Errorf("%s is said to be there", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`r:id="([^"]*)"`).FindAllStringSubmatch(parts["word/document.xml"], -1) {
		if !strings.Contains(parts["word/_rels/document.xml.rels"], `Id="`+m[1]+`"`) {
			t.Errorf("relation %s leads nowhere", m[1])
		}
	}
	text := parts["word/document.xml"]
	at := 0
	for _, want := range []string{"示范市教育局", "示教〔2026〕31号", "答复书", "张晓明：", "经审查", "本机关决定不予公开 &lt;{{&amp;\uFFFD", "附件：1．甲表", "2．乙表", "示范市教育局", "2026年11月20日", "（联系电话"} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("%s is missing, or not in its place", want)
		}
		at += i
	}
}

// TestLettersReadAsTheirText: our own reader finds the title and the number of a letter again, and the rest in order.
func TestLettersReadAsTheirText(t *testing.T) {
	t.Parallel()
	im, err := readDOCX(letterFile(t, &DocxLetter{Head: "示范市教育局文件", To: "张晓明：", Signer: "示范市教育局", Date: "2026年11月20日"}))
	if err != nil {
		t.Fatal(err)
	}
	if im.Title != "答复书" || im.DocNo != "示教〔2026〕31号" || im.To != "张晓明" || im.FormedOn.String() != "2026-11-20" {
		t.Errorf("title %q, number %q, to %q, formed %v", im.Title, im.DocNo, im.To, im.FormedOn)
	}
}

// TestSignatureStandsAboveTheDate: centred on it, and within the margins however long the name is.
func TestSignatureStandsAboveTheDate(t *testing.T) {
	t.Parallel()
	const date = "2026年11月20日"
	for _, name := range []string{"教育局", "示范市教育局", "示范市教育和体育局", "示范市人民政府信息公开工作领导小组办公室"} {
		var b docxWriter
		b.signature(name, date)
		m := regexp.MustCompile(`w:right="(\d+)"`).FindAllStringSubmatch(b.body.String(), -1)
		above, err := strconv.Atoi(m[0][1])
		if err != nil {
			t.Fatal(err)
		}
		below, err := strconv.Atoi(m[1][1])
		if err != nil {
			t.Fatal(err)
		}
		if off := above + width(name)/2 - below - width(date)/2; off < -1 || off > 1 || above < 2*em || below < 4*em || above+width(name) > textWidth {
			t.Errorf("%s: %d from the right, the date %d, off by %d", name, above, below, off)
		}
	}
}
