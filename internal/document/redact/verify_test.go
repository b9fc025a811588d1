package redact

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"gongkai/internal/document"
)

// TestVerifyFindsWhatNobodyRemoved: the second look does not lean on the first. It finds the string wherever a file has it.
func TestVerifyFindsWhatNobodyRemoved(t *testing.T) {
	t.Parallel()
	for name, tc := range wordPlaces {
		if err := verify("a.docx", document.DOCX, wordFile(t, tc.body, tc.parts), removals(secret)); !errors.Is(err, ErrStillThere) {
			t.Errorf("docx, %s: %v", name, err)
		}
	}
	for name, tc := range bookPlaces {
		if err := verify("a.xlsx", document.XLSX, book(t, tc.change), removals(tc.remove)); !errors.Is(err, ErrStillThere) {
			t.Errorf("xlsx, %s: %v", name, err)
		}
	}
	for _, in := range []string{"张三丰", "张<b>三</b>丰", "<p title='张三丰'>", "<!-- 张 三 丰 -->", "&#x5f20;三丰", "<script>'张三丰'</script>"} {
		if err := verify("a.html", document.HTML, []byte(pageHead+in+pageFoot), removals(secret)); !errors.Is(err, ErrStillThere) {
			t.Errorf("html, %s: %v", in, err)
		}
	}
}

// TestVerifyKnowsEncodings: a string that is written in other bytes is found in any part.
func TestVerifyKnowsEncodings(t *testing.T) {
	t.Parallel()
	little, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(secret)
	if err != nil {
		t.Fatal(err)
	}
	gb, err := simplifiedchinese.GBK.NewEncoder().String(secret)
	if err != nil {
		t.Fatal(err)
	}
	percent := ""
	for _, b := range []byte(secret) {
		percent += "%" + hex.EncodeToString([]byte{b})
	}
	for name, hidden := range map[string]string{
		"UTF-16": little, "GBK": gb, "percent": percent, "json": `\u5f20\u4e09\u4e30`, "entities": "&amp;#24352;&amp;#19977;&amp;#20016;",
		"base64": base64.StdEncoding.EncodeToString([]byte("a" + secret + "b")), "base64, shifted": base64.StdEncoding.EncodeToString([]byte("ab" + secret + "c")),
		"base64 of UTF-16": base64.StdEncoding.EncodeToString([]byte("a" + little)), "full width": "张　三　丰", "invisible": "张\u200d三\ufeff丰",
	} {
		in := wordFile(t, para("甲"), map[string]string{"word/styles.xml": `<w:styles NAMES><w:style><w:name w:val="` + hidden + `"/></w:style></w:styles>`})
		if err := verify("a.docx", document.DOCX, in, removals(secret)); !errors.Is(err, ErrStillThere) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestVerifyPassesWhatIsClean: chance and what every copy has in it do not hold one back.
func TestVerifyPassesWhatIsClean(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{
		"a.docx": wordFile(t, `<w:p><w:r><w:rPr><w:sz w:val="44"/></w:rPr><w:t>甲张</w:t></w:r></w:p>`+para("三丰")+para("李四"), nil),
		"a.xlsx": book(t, func(f *excelize.File) error {
			return f.SetSheetRow("Sheet1", "A2", &[]any{"张", "三丰", "李四", 13, 8000})
		}),
		"a.csv":  []byte("张,三丰,李四\n138,000\n"),
		"a.html": []byte("<html><body><p>张</p><p>三丰</p>李四</body></html>"),
	}
	for name, file := range files {
		out, err := Redact(name, file, removals("李四"))
		if err != nil {
			t.Fatal(err)
		}
		for _, remove := range []string{secret, "44", "2006", "openxmlformats", "138000", "main", "body"} {
			if _, err := Redact(name, out.File, removals(remove)); !errors.Is(err, ErrNotFound) {
				t.Errorf("%s, %s: %v, want ErrNotFound", name, remove, err)
			}
			kind := map[string]document.Kind{"a.docx": document.DOCX, "a.xlsx": document.XLSX, "a.csv": document.Text, "a.html": document.HTML}[name]
			if err := verify(name, kind, out.File, removals(remove)); err != nil {
				t.Errorf("%s, %s: %v", name, remove, err)
			}
		}
	}
}
