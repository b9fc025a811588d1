package document

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/fault"
)

// TestCleanPictureProperty: whatever notes are put anywhere, none is left, the picture is the same, and cleaning twice is cleaning once.
func TestCleanPictureProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.SliceOfN(rapid.SampledFrom([]string{aNumber18, "张三", "相机", "\x00", "x", "\xff", "1101"}), 0, 8).Draw(r, "text")
		joined := strings.Join(text, "")
		turn := rapid.Uint16Range(0, 9).Draw(r, "turn")
		exif := photograph(rapid.SampledFrom([]byteOrder{binary.LittleEndian, binary.BigEndian}).Draw(r, "order"), turn)
		jpegs := rapid.SliceOfN(rapid.SampledFrom([]string{
			segment(0xfe, joined), segment(0xe1, openXMP+packet+joined), segment(0xe1, openXMP+joined), segment(0xe1, openEXIF+"\x00"+exif+joined), segment(0xed, openPhotoshop+bim+joined),
			segment(0xe0, openJFIF+"\x01\x02\x00\x00\x01\x00\x01\x00\x00"+joined), segment(0xe5, joined), segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x00"+joined),
		}), 0, 6).Draw(r, "segments")
		pngs := rapid.SliceOfN(rapid.SampledFrom([]string{
			chunk("tEXt", "Author\x00"+joined), chunk("tEXt", joined), chunk("zTXt", "x\x00\x00"+zlibbed(t, []byte(joined))), chunk("iTXt", "x\x00\x00\x00"+joined), chunk("eXIf", exif+joined),
			chunk("tIME", joined), chunk("prVt", joined),
		}), 0, 6).Draw(r, "chunks")
		for name, b := range map[string][]byte{"JPEG": append(withSegments(t, jpegs...), joined...), "PNG": append(withChunks(t, pngs...), joined...), "GIF": append(withBlocks(t), joined...)} {
			clean, removed, err := CleanPicture(b)
			if err != nil {
				r.Fatalf("%s: %v", name, err)
			}
			if len(removed) == 0 && !bytes.Equal(clean, b) {
				r.Errorf("%s is changed without a word", name)
			}
			checkClean(r, name, b, clean)
		}
	})
}

// fuzzPicture fails unless a picture is cleaned for good, or refused with a sentence.
func fuzzPicture(t *testing.T, b []byte) {
	t.Helper()
	clean, _, err := CleanPicture(b)
	if err != nil {
		if _, ok := fault.Of(err); !ok {
			t.Fatalf("an error without a sentence: %v", err)
		}
		return
	}
	if len(clean) > len(b)+64 {
		t.Fatalf("%d bytes became %d", len(b), len(clean))
	}
	again, removed, err := CleanPicture(clean)
	if err != nil || len(removed) > 0 || !bytes.Equal(again, clean) {
		t.Fatalf("a clean picture is cleaned again: %v, %v", removed, err)
	}
}

func FuzzCleanPicture(f *testing.F) {
	for _, c := range pictureCases(f) {
		f.Add(c.picture)
	}
	f.Fuzz(fuzzPicture)
}

func FuzzReadEXIF(f *testing.F) {
	f.Add([]byte(photograph(binary.LittleEndian, 6)))
	f.Add([]byte(photograph(binary.BigEndian, 1)))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzNotes(t, func(n *notes) { readEXIF(b, n) }) })
}

func FuzzReadXMP(f *testing.F) {
	f.Add([]byte(packet))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzNotes(t, func(n *notes) { readXMP(b, n) }) })
}

func FuzzReadPhotoshop(f *testing.F) {
	f.Add([]byte(bim))
	f.Add([]byte(iptc))
	f.Fuzz(func(t *testing.T, b []byte) {
		fuzzNotes(t, func(n *notes) { readPhotoshop(b, n) })
		fuzzNotes(t, func(n *notes) { readIPTC(b, n) })
	})
}

// fuzzNotes fails if more is told than may be.
func fuzzNotes(t *testing.T, read func(*notes)) {
	t.Helper()
	n := newNotes()
	read(n)
	size := 0
	for _, note := range n.list(false) {
		size += len(note.Text)
	}
	if size > 4*maxNotes { // a byte of GB 18030 may take three
		t.Fatalf("%d bytes were told", size)
	}
}
