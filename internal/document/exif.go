package document

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Tags that lead on or say how to show the picture. EXIF 2.32 §4.6.3, §4.6.4
const (
	tagTurn     = 0x0112 // orientation
	tagPhoto    = 0x8769 // the directory about the photograph
	tagPosition = 0x8825 // the directory about the position
	upright     = 1
)

// exifNames are the tags that say something to people. EXIF 2.32 §4.6.4 and §4.6.5, Windows' own from 0x9c9b, EXIF 3.0 from 0xa436
var exifNames = map[uint16]string{
	0x010e: noteText, 0x010f: noteDevice, 0x0110: noteDevice, 0x0131: noteSoftware, 0x0132: noteTime, 0x013b: noteAuthor, 0x013c: noteDevice, 0x8298: noteCopyright,
	0x9c9b: noteTitle, 0x9c9c: noteText, 0x9c9d: noteAuthor, 0x9c9e: noteKeywords, 0x9c9f: noteTitle,
	0x9003: noteTime, 0x9004: noteTime, 0x9286: noteText, 0xa430: noteAuthor, 0xa431: noteSerial, 0xa433: noteDevice, 0xa434: noteDevice, 0xa435: noteSerial,
	0xa420: noteSerial, 0xa436: noteTitle, 0xa437: noteAuthor, 0xa438: noteAuthor,
}

// exif is a block of EXIF as it is read: a TIFF file without a picture.
type exif struct {
	b     []byte
	order binary.ByteOrder
	notes *notes
	turn  int // 1 to 8; 0 if it does not say
}

// readEXIF takes note of what EXIF says, and returns how the picture is to be turned, 0 if it does not say.
func readEXIF(b []byte, n *notes) (turn int) {
	x := &exif{b: b, notes: n}
	switch {
	case len(b) < 8:
	case bytes.HasPrefix(b, []byte("II*\x00")):
		x.order = binary.LittleEndian
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		x.order = binary.BigEndian
	}
	if x.order == nil {
		n.sayNumbers(noteOther, b)
		return 0
	}
	if next := x.directory(x.order.Uint32(b[4:]), true); next != 0 {
		n.say(noteThumbnail, "")
		turn := x.turn
		x.directory(next, false)
		x.turn = turn
	}
	n.addNumbers(noteOther, b, false)
	return x.turn
}

// exifField is an entry of a directory. TIFF 6.0 section 2
type exifField struct {
	tag, kind uint16
	value     []byte
}

// fieldSizes are the bytes of one value, by its type.
var fieldSizes = map[uint16]uint64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}

// fields are those of the directory at a place that lie in the block, and where the next directory is.
func (x *exif) fields(at uint32) (list []exifField, next uint32) {
	const entry = 12
	if uint64(at)+2 > uint64(len(x.b)) {
		return nil, 0
	}
	count := int(x.order.Uint16(x.b[at:]))
	rest := x.b[at+2:]
	for range count {
		if len(rest) < entry {
			return list, 0
		}
		f := exifField{tag: x.order.Uint16(rest), kind: x.order.Uint16(rest[2:])}
		length := uint64(x.order.Uint32(rest[4:])) * fieldSizes[f.kind]
		from := uint64(x.order.Uint32(rest[8:]))
		switch {
		case length <= 4:
			f.value = rest[8 : 8+length]
		case from+length <= uint64(len(x.b)):
			f.value = x.b[from : from+length]
		}
		list, rest = append(list, f), rest[entry:]
	}
	if len(rest) >= 4 {
		next = x.order.Uint32(rest)
	}
	return list, next
}

// directory reads the directory at a place and returns where the next one is. The first ones lead on to others, which do not.
func (x *exif) directory(at uint32, leads bool) (next uint32) {
	list, next := x.fields(at)
	for _, f := range list {
		switch name := exifNames[f.tag]; {
		case f.tag == tagTurn && f.kind == 3 && len(f.value) == 2:
			if turn := int(x.order.Uint16(f.value)); x.turn == 0 && 1 <= turn && turn <= 8 {
				x.turn = turn
			}
		case f.tag == tagPhoto && len(f.value) == 4:
			if leads {
				x.directory(x.order.Uint32(f.value), false)
			}
		case f.tag == tagPosition && len(f.value) == 4:
			if leads {
				x.position(x.order.Uint32(f.value))
			}
		case name != "":
			x.notes.say(name, x.text(f))
		case f.kind == 2 || f.kind == 129:
			x.notes.say(noteOther, x.text(f))
		default:
			x.notes.say(noteOther, "")
		}
	}
	return next
}

// text is the value of a field as text.
func (x *exif) text(f exifField) string {
	value := x.notes.take(f.value)
	if 0x9c9b <= f.tag && f.tag <= 0x9c9f { // Windows writes UTF-16 of its own order
		return fromUTF16(value, binary.LittleEndian)
	}
	if f.kind == 7 && len(value) >= 8 { // §4.6.5: the first eight bytes of a comment name its characters
		if bytes.HasPrefix(value, []byte("UNICODE\x00")) {
			return fromUTF16(value[8:], x.order)
		}
		return textOf(value[8:])
	}
	return textOf(value)
}

func fromUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return printable(strings.Trim(string(utf16.Decode(units)), "\x00"))
}

// turnOnly is EXIF that says how the picture is to be turned, and nothing else.
func turnOnly(turn int) []byte {
	return []byte{'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, tagTurn >> 8, tagTurn & 0xff, 0, 3, 0, 0, 0, 1, 0, byte(turn), 0, 0, 0, 0, 0, 0}
}
