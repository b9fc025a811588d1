package document

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/fault"
)

// pictureCase is a picture that says something of itself.
type pictureCase struct {
	picture []byte
	want    []Note // what is told; nil where only the names matter
	names   string
}

func pictureCases(t testing.TB) map[string]pictureCase {
	cases := map[string]pictureCase{
		"JPEG, XMP":       {withSegments(t, segment(0xe1, openXMP+packet)), nil, "其他信息、拍摄位置、作者"},
		"JPEG, more XMP":  {withSegments(t, segment(0xe1, openMoreXMP+strings.Repeat("0", 40)+`<a>`+aNumber18+`</a>`)), []Note{{noteOther, aNumber18}}, ""},
		"JPEG, broken":    {withSegments(t, segment(0xe1, openXMP+`<a>&x;`+aNumber18)), nil, "其他信息"},
		"JPEG, IPTC":      {withSegments(t, segment(0xed, openPhotoshop+bim)), []Note{{noteAuthor, "张三"}, {noteText, aNumber18}}, ""},
		"JPEG, comment":   {withSegments(t, segment(0xfe, "张三 "+aNumber18)), []Note{{noteText, "张三 " + aNumber18}}, ""},
		"JPEG, GB 18030":  {withSegments(t, segment(0xfe, "\xd5\xc5\xc8\xfd")), []Note{{noteText, "张三"}}, ""},
		"JPEG, small one": {withSegments(t, segment(0xe0, openJFIF+"\x01\x02\x00\x00\x01\x00\x01\x01\x01abc"), segment(0xe0, "JFXX\x00\x10x")), []Note{{noteThumbnail, ""}}, ""},
		"JPEG, unknown":   {withSegments(t, segment(0xe2, "MPF\x00"+aNumber18), segment(0xeb, "JP")), []Note{{noteOther, aNumber18}}, ""},
		"JPEG, trailer":   {append(withSegments(t), "1\x001\x000\x001\x000\x005\x001\x009\x004\x009\x001\x002\x003\x001\x000\x000\x002\x00X\x00"...), []Note{{noteTrailer, aNumber18}}, ""},
		"JPEG, no EXIF":   {withSegments(t, segment(0xe1, openEXIF+"\x00"+"II+\x00"+aNumber18)), []Note{{noteOther, aNumber18}}, ""},
		"PNG, text":       {withChunks(t, chunk("tEXt", "Author\x00张三"), chunk("tIME", "\x07\xea\x0b\x14\x08\x00\x00")), []Note{{noteAuthor, "张三"}, {noteTime, "2026-11-20 08:00:00"}}, ""},
		"PNG, packed":     {withChunks(t, chunk("zTXt", "Comment\x00\x00"+zlibbed(t, []byte(aNumber18)))), []Note{{noteText, aNumber18}}, ""},
		"PNG, UTF-8": {
			withChunks(t, chunk("iTXt", "Author\x00\x01\x00zh\x00拍摄人\x00"+zlibbed(t, []byte("张三"))), chunk("iTXt", "x\x00\x00\x00\x00\x00"+aNumber18)),
			[]Note{{noteOther, "拍摄人\nx：" + aNumber18}, {noteAuthor, "张三"}},
			"",
		},
		"PNG, XMP":     {withChunks(t, chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+packet)), nil, "其他信息、拍摄位置、作者"},
		"PNG, raw":     {withChunks(t, chunk("tEXt", "Raw profile type iptc\x00\niptc\n      46\n"+hex.EncodeToString([]byte(bim)))), []Note{{noteAuthor, "张三"}, {noteText, aNumber18}}, ""},
		"PNG, unknown": {withChunks(t, chunk("prVt", aNumber18)), []Note{{noteOther, aNumber18}}, ""},
		"PNG, trailer": {append(withChunks(t), aNumber18...), []Note{{noteTrailer, aNumber18}}, ""},
		"GIF, comment": {withBlocks(t, "\x21\xfe\x06张三\x12"+aNumber18+"\x00"), []Note{{noteText, "张三" + aNumber18}}, ""},
		"GIF, XMP":     {withBlocks(t, "\x21\xff\x0bXMP DataXMP"+packet+magic()), nil, "其他信息、拍摄位置、作者"},
		"GIF, unknown": {withBlocks(t, "\x21\xff\x0bOTHER   ABC\x12"+aNumber18+"\x00"), []Note{{noteOther, aNumber18}}, ""},
		"GIF, trailer": {append(withBlocks(t), aNumber18...), []Note{{noteTrailer, aNumber18}}, ""},
	}
	for name, order := range map[string]byteOrder{"little endian": binary.LittleEndian, "big endian": binary.BigEndian} {
		told := []Note{{noteDevice, "相机"}, {noteAuthor, "张三\n李四"}, {noteText, "证件 " + aNumber18}, {noteOther, ""}, {notePosition, "北纬35°45′42.34″，东经115°02′00.00″"}}
		cases["JPEG, EXIF, "+name] = pictureCase{withSegments(t, segment(0xe1, openEXIF+"\x00"+photograph(order, 6))), told, ""}
		cases["PNG, EXIF, "+name] = pictureCase{withChunks(t, chunk("eXIf", photograph(order, 6))), told, ""}
	}
	return cases
}

// TestNotesOfPicturesAreReadAndRemoved: what a picture says of itself is told, and no byte of it is left; what it shows stays.
func TestNotesOfPicturesAreReadAndRemoved(t *testing.T) {
	t.Parallel()
	for name, c := range pictureCases(t) {
		clean, removed, err := CleanPicture(c.picture)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := NoteNames(removed); c.names != "" && got != c.names {
			t.Errorf("%s: %s, want %s", name, got, c.names)
		}
		if c.want != nil {
			if diff := cmp.Diff(c.want, removed); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		var told string
		for _, p := range passagesOfPicture(c.picture) {
			told += p.Text
		}
		if strings.Contains(string(c.picture), aNumber18) && !strings.Contains(told, aNumber18) {
			t.Errorf("%s: the number is not told: %s", name, told)
		}
		checkClean(t, name, c.picture, clean)
	}
}

// checkClean fails unless a clean picture shows what the other one does, holds nothing that was planted, and stays as it is.
func checkClean(t interface{ Errorf(string, ...any) }, name string, picture, clean []byte) {
	for _, planted := range []string{aNumber18, "1101", "4403", "张三", "\xd5\xc5\xc8\xfd", "李四", "相机", "制造商", string(utf16of(binary.LittleEndian, "李四")), "adobe", "XMP", "8BIM", "MPF"} {
		if strings.Contains(string(clean), planted) {
			t.Errorf("%s: %q is left", name, planted)
		}
	}
	again, removed, err := CleanPicture(clean)
	if err != nil || len(removed) > 0 || !bytes.Equal(again, clean) {
		t.Errorf("%s: a clean picture is cleaned again: %v, %v", name, removed, err)
	}
	want, _, wantErr := image.Decode(bytes.NewReader(picture))
	got, _, gotErr := image.Decode(bytes.NewReader(clean))
	if wantErr != nil || gotErr != nil {
		t.Errorf("%s: decode: %v, %v", name, wantErr, gotErr)
		return
	}
	if at := firstDifference(want, got); at != "" {
		t.Errorf("%s: another picture at %s", name, at)
	}
}

func firstDifference(a, b image.Image) string {
	if a.Bounds() != b.Bounds() {
		return "its bounds"
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if color.RGBA64Model.Convert(a.At(x, y)) != color.RGBA64Model.Convert(b.At(x, y)) {
				return fmt.Sprint(x, ",", y)
			}
		}
	}
	return ""
}

// TestTurnAndColoursStay: how a picture is turned and its colours are part of what it shows.
func TestTurnAndColoursStay(t *testing.T) {
	t.Parallel()
	icc := "ICC_PROFILE\x00\x01\x01profile"
	adobe := "Adobe\x00\x64\x00\x00\x00\x00\x00"
	packed := chunk("iCCP", "sRGB\x00\x00"+zlibbed(t, []byte("profile")))
	loop := "\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
	for name, c := range map[string]struct {
		picture, same []byte
	}{
		"JPEG": {
			withSegments(t, segment(0xe0, openJFIF+"\x01\x02\x00\x00\x01\x00\x01\x00\x00"), segment(0xfe, "x"), segment(0xe1, openEXIF+"\x00"+photograph(binary.LittleEndian, 8)), segment(0xe2, icc), segment(0xee, adobe+"x")),
			withSegments(t, segment(0xe0, openJFIF+"\x01\x02\x00\x00\x01\x00\x01\x00\x00"), segment(0xe1, openEXIF+"\x00"+string(turnOnly(8))), segment(0xe2, icc), segment(0xee, adobe)),
		},
		"JPEG, upright": {withSegments(t, segment(0xe1, openEXIF+"\x00"+photograph(binary.BigEndian, 1))), withSegments(t)},
		"JPEG, turned by nonsense": {
			withSegments(t, segment(0xe1, openEXIF+"\x00"+photograph(binary.BigEndian, 9))), withSegments(t),
		},
		"PNG": {
			withChunks(t, packed, chunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01"), chunk("tEXt", "a\x00b"), chunk("eXIf", photograph(binary.BigEndian, 3))),
			withChunks(t, chunk("eXIf", string(turnOnly(3))), packed, chunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01")),
		},
		"GIF":        {withBlocks(t, loop, "\x21\xfe\x01x\x00"), withBlocks(t, loop)},
		"fill bytes": {withSegments(t, "\xff\xff"+segment(0xe2, icc)), withSegments(t, segment(0xe2, icc))},
	} {
		clean, _, err := CleanPicture(c.picture)
		if err != nil || !bytes.Equal(clean, c.same) {
			t.Errorf("%s: %q, want %q, %v", name, clean, c.same, err)
			continue
		}
		checkClean(t, name, c.picture, clean)
	}
	for kind, b := range plainPictures(t) {
		if clean, removed, err := CleanPicture(b); err != nil || !bytes.Equal(clean, b) || len(removed) > 0 {
			t.Errorf("a plain %s is not as it came: %v, %v", kind, removed, err)
		}
	}
	// What stays for the sake of colours is looked through.
	for name, b := range map[string][]byte{
		"JPEG": withSegments(t, segment(0xe2, icc+aNumber18)), "PNG": withChunks(t, chunk("iCCP", "屏幕\x00\x00"+zlibbed(t, utf16of(binary.BigEndian, aNumber18)))),
	} {
		clean, removed, err := CleanPicture(b)
		got := passagesOfPicture(clean)
		if err != nil || len(removed) > 0 || len(got) != 1 || !strings.Contains(got[0].Text, aNumber18) || got[0].Place != "图片信息“颜色描述”" {
			t.Errorf("profile of %s: %+v, %v, %v", name, got, removed, err)
		}
	}
}

// TestBrokenPicturesAreRefused with a sentence; nothing is made of them.
func TestBrokenPicturesAreRefused(t *testing.T) {
	t.Parallel()
	cases := map[string][]byte{
		"JPEG, a length past the end": withSegments(t, "\xff\xe1\xff\xff"), "JPEG, no length": []byte("\xff\xd8\xff\xe1\x00"), "JPEG, length of one": withSegments(t, "\xff\xe1\x00\x01"),
		"JPEG, bytes between": withSegments(t, "x"), "JPEG, without a scan": []byte("\xff\xd8\xff\xd9"), "JPEG, a stray restart": withSegments(t, "\xff\xd0"),
		"PNG, no head": []byte("\x89PNG\r\n\x1a\n" + chunk("tEXt", "a\x00b") + chunk("IEND", "")), "PNG, a wrong checksum": withChunks(t, "\x00\x00\x00\x01tRNS\x00\x00\x00\x00\x00"),
		"PNG, must be understood": withChunks(t, chunk("CgBI", "x")), "PNG, a length past the end": withChunks(t, "\xff\xff\xff\xfftEXt"), "PNG, no letters": withChunks(t, chunk("t1Xt", "x")),
		"PNG, two heads": withChunks(t, chunk("IHDR", strings.Repeat("x", 13))), "PNG, nothing drawn": withChunks(t, chunk("IEND", "")),
		"GIF, nothing drawn": []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x3b"), "GIF, an unknown block": withBlocks(t, "x"), "GIF, a piece past the end": []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x21\xfe\xff"),
		"GIF, colours past the end": []byte("GIF89a\x01\x00\x01\x00\xf7\x00\x00"), "no picture": []byte("%PDF-"), "nothing": nil,
	}
	for kind, b := range plainPictures(t) {
		for cut := range len(b) {
			cases[fmt.Sprintf("%s cut after %d", kind, cut)] = b[:cut]
		}
	}
	for name, b := range cases {
		_, _, err := CleanPicture(b)
		if f, ok := fault.Of(err); !errors.Is(err, ErrPicture) || !ok || !strings.HasSuffix(f.Text, "。") {
			t.Errorf("%s: %v", name, err)
		}
		if got := passagesOfPicture(b); len(got) != 1 || !got[0].Unread {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestNotesAreBounded: what inflates without end, repeats itself or leads in circles is read as far as the limit, told, and removed.
func TestNotesAreBounded(t *testing.T) {
	t.Parallel()
	bomb := zlibbed(t, bytes.Repeat([]byte("甲"), 20<<20))
	circle := []byte(tiffOf(binary.LittleEndian, []tagged{{0x013b, "张三"}}, nil, nil))
	binary.LittleEndian.PutUint32(circle[8+2+12:], 8) // the next directory is this one
	many := make([]tagged, 3000)
	for i := range many {
		many[i] = tagged{0x013b, fmt.Sprintf("%04d%s", i, strings.Repeat("x", 400))}
	}
	for name, c := range map[string]struct {
		picture []byte
		cut     bool
	}{
		"zTXt":   {withChunks(t, chunk("zTXt", "Comment\x00\x00"+bomb)), true},
		"iTXt":   {withChunks(t, chunk("iTXt", "Author\x00\x01\x00\x00\x00"+bomb)), true},
		"circle": {withSegments(t, segment(0xe1, openEXIF+"\x00"+string(circle))), false},
		"many":   {withChunks(t, chunk("eXIf", tiffOf(binary.BigEndian, many, nil, nil))), true},
	} {
		clean, removed, err := CleanPicture(c.picture)
		if err != nil || len(removed) == 0 {
			t.Errorf("%s: %v, %v", name, removed, err)
			continue
		}
		size := 0
		for _, n := range removed {
			size += len(n.Text)
		}
		passages := passagesOfPicture(c.picture)
		if size > maxNotes+1000 || passages[len(passages)-1].Unread != c.cut {
			t.Errorf("%s: %d bytes were told, %+v", name, size, passages[len(passages)-1].Place)
		}
		checkClean(t, name, c.picture, clean)
	}
}

// TestPassagesOfPictures: a picture is screened by what it says of itself wherever it lies, and a person looks at what it shows.
func TestPassagesOfPictures(t *testing.T) {
	t.Parallel()
	photo := withSegments(t, segment(0xe1, openEXIF+"\x00"+photograph(binary.BigEndian, 1)))
	got, err := Passages(t.Context(), "a.jpg", bytes.NewReader(photo), int64(len(photo)), Limits{})
	want := []Passage{
		{Place: "图片信息“设备”", Text: "相机", Beside: true},
		{Place: "图片信息“作者”", Text: "张三\n李四", Beside: true, Personal: true},
		{Place: "图片信息“说明”", Text: "证件 " + aNumber18, Beside: true},
		{Place: "图片信息“拍摄位置”", Text: "北纬35°45′42.34″，东经115°02′00.00″", Beside: true, Personal: true},
	}
	if diff := cmp.Diff(append(want, Passage{Place: "画面", Unread: true}), got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	text := `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:document>`
	for name, b := range map[string][]byte{
		"a.xlsx": repack(t, plainBook(t), map[string][]byte{"xl/media/image1.jpeg": photo}),
		"a.docx": pack(t, map[string]string{"word/document.xml": text, "word/media/image2.jpeg": string(photo)}),
		"b.docx": pack(t, map[string]string{"word/document.xml": text, "docProps/thumbnail.jpeg": string(photo)}),
	} {
		got, err := Passages(t.Context(), name, bytes.NewReader(b), int64(len(b)), Limits{})
		found := 0
		for _, p := range got {
			for _, w := range want {
				if strings.HasSuffix(p.Place, ".jpeg”的"+w.Place) && p.Text == w.Text && p.Personal == w.Personal && p.Beside {
					found++
				}
			}
		}
		if err != nil || found != len(want) {
			t.Errorf("%s: %d of %d notes found in %+v, %v", name, found, len(want), got, err)
		}
	}
}

// TestImportedPicturesAreClean: a picture that comes in with a written file loses its notes on the way, and that is told.
func TestImportedPicturesAreClean(t *testing.T) {
	t.Parallel()
	parts := unpack(t, "testdata/docx/drawings.txtar")
	parts["word/media/image1.png"] = string(withChunks(t, chunk("tEXt", "Author\x00张三")))
	im, err := readDOCX(pack(t, parts))
	if err != nil || len(im.Pictures) == 0 {
		t.Fatalf("%+v, %v", im, err)
	}
	for _, p := range im.Pictures {
		checkClean(t, p.Name, []byte(parts["word/media/image1.png"]), p.Content)
	}
	told := 0
	for _, l := range im.Lost {
		if l.Kind == LossNote && strings.HasSuffix(l.Text, "的图片自带的信息（作者）没有带入。") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times: %+v", told, im.Lost)
	}
	parts["word/media/image1.png"] = parts["word/media/image1.png"][:50]
	if im, err = readDOCX(pack(t, parts)); err != nil || len(im.Pictures) != 0 {
		t.Errorf("a broken picture comes in: %v", err)
	}
}
