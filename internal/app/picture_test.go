package app

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"testing"

	"gongkai/internal/document"
	"gongkai/internal/workday"
)

// photograph is a JPEG whose EXIF says who took it, with a number, and where.
func photograph(t *testing.T, author string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 8)), nil); err != nil {
		t.Fatal(err)
	}
	order := binary.BigEndian
	field := func(out []byte, tag, kind uint16, count, value uint32) []byte {
		out = order.AppendUint16(order.AppendUint16(out, tag), kind)
		return order.AppendUint32(order.AppendUint32(out, count), value)
	}
	const firstAt, positionAt, authorAt = 8, 8 + 2 + 2*12 + 4, 8 + 2 + 2*12 + 4 + 2 + 12 + 4 + 24
	exif := order.AppendUint32([]byte("Exif\x00\x00MM\x00*"), firstAt)
	exif = field(order.AppendUint16(exif, 2), 0x013b, 2, uint32(len(author)+1), authorAt)
	exif = order.AppendUint32(field(exif, 0x8825, 4, 1, positionAt), 0)
	exif = order.AppendUint32(field(order.AppendUint16(exif, 1), 2, 5, 3, positionAt+18), 0)
	for _, n := range []uint32{35, 1, 45, 1, 42, 1} {
		exif = order.AppendUint32(exif, n)
	}
	exif = append(exif, author+"\x00"...)
	segment := append(order.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2)), exif...)
	return append(append(bytes.Clone(b.Bytes()[:2]), segment...), b.Bytes()[2:]...)
}

// TestWhatAPictureSaysOfItselfIsToldAndNeverPublished: the clerk hears of the number in it, the public gets a picture without it, and
// the log knows that picture only. A picture within an attachment, which we do not rewrite, is a finding.
func TestWhatAPictureSaysOfItselfIsToldAndNeverPublished(t *testing.T) {
	t.Parallel()
	const number = "11010519491231002X"
	s := visitDemo(t)
	clerk, head := s.as(t, "学校"), s.as(t, "学校负责人")
	id := s.result.Samples.SchoolDraft
	item := fmt.Sprintf("/desk/items/%d", id)
	v := mustItem(t, s, id).Version
	v.Summary, v.FormedOn = "校园开放日安排。", workday.DateOf(s.clock.Now())
	form := itemForm(v, "")
	photo := photograph(t, "张三 "+number)

	clerk.send(item, form, map[string][]byte{"图.docx": parcel(
		t, typesOf("openxmlformats-officedocument.wordprocessingml.document.main", "word/document.xml"),
		member{"word/document.xml", strings.NewReader(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>开放日</w:t></w:r></w:p></w:body></w:document>`)},
		member{"word/media/image1.jpeg", bytes.NewReader(photo)},
	)}).shows("附件《图.docx》内部部件“word/media/image1.jpeg”的图片信息“作者”", "公民身份号码", "的图片信息“拍摄位置”", "图片自带拍摄者、拍摄位置一类的信息", "有阻断项")
	if strings.Contains(clerk.body, number) {
		t.Error("the number found is repeated")
	}
	clerk.send(item+"/files/"+mustItem(t, s, id).Version.Files[0].Code()+"/removal", form, nil).shows("已移除附件")

	clerk.send(item, form, map[string][]byte{"坏.jpg": photo[:len(photo)-9]}).shows("附件《坏.jpg》没有收下：图片已损坏或格式不规范")
	clerk.send(item, form, map[string][]byte{"照片.jpg": photo}).
		shows("《照片.jpg》自带的信息（作者、拍摄位置）已移除，不会公开；图片信息“作者”里发现公民身份号码，校验位和出生日期均有效。")
	if strings.Contains(clerk.body, number) || strings.Contains(clerk.body, "张三") || strings.Contains(clerk.body, "阻断项") {
		t.Error("what was removed is repeated, or still found")
	}
	f := mustItem(t, s, id).Version.Files[0]
	clean, _, err := document.CleanPicture(photo)
	if err != nil {
		t.Fatal(err)
	}
	form.Set("submit", "1")
	clerk.send(item, form, nil).shows("已送审")
	school{s, clerk, head}.pass(t, id)
	resp, err := http.Get(fmt.Sprintf("%s/items/%d/files/%s", s.url, id, f.Code()))
	if err != nil {
		t.Fatal(err)
	}
	published, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close() // read whole
	if err != nil || resp.StatusCode != http.StatusOK || !bytes.Equal(published, clean) || int64(len(published)) != f.Size {
		t.Errorf("%d, %d bytes published, %v", resp.StatusCode, len(published), err)
	}
	for _, planted := range []string{number, "张三", "Exif"} {
		if bytes.Contains(published, []byte(planted)) {
			t.Errorf("%q is published", planted)
		}
	}
}
