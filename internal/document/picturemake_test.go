package document

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"unicode/utf16"
)

// drawn is something to see.
func drawn() image.Image {
	img := image.NewPaletted(image.Rect(0, 0, 24, 16), palette.Plan9)
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7)
	}
	return img
}

// plainPictures are pictures that say nothing of themselves, by kind.
func plainPictures(t testing.TB) map[Kind][]byte {
	t.Helper()
	var j, p, g bytes.Buffer
	if err := errors.Join(jpeg.Encode(&j, drawn(), nil), png.Encode(&p, drawn()), gif.Encode(&g, drawn(), nil)); err != nil {
		t.Fatal(err)
	}
	return map[Kind][]byte{JPEG: j.Bytes(), PNG: p.Bytes(), GIF: g.Bytes()}
}

// segment is one of JPEG.
func segment(marker byte, body string) string {
	return string(appendSegment(nil, marker, []byte(body)))
}

// withSegments is a JPEG with segments after its beginning.
func withSegments(t testing.TB, segments ...string) []byte {
	b := plainPictures(t)[JPEG]
	return []byte(string(b[:2]) + strings.Join(segments, "") + string(b[2:]))
}

func chunk(kind, data string) string {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), kind+data...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

// withChunks is a PNG with chunks after its head.
func withChunks(t testing.TB, chunks ...string) []byte {
	const head = pngHead + 25
	b := plainPictures(t)[PNG]
	return []byte(string(b[:head]) + strings.Join(chunks, "") + string(b[head:]))
}

// withBlocks is a GIF with extensions before its first image.
func withBlocks(t testing.TB, blocks ...string) []byte {
	b := plainPictures(t)[GIF]
	at := 13 + colourTable(b[10])
	return []byte(string(b[:at]) + strings.Join(blocks, "") + string(b[at:]))
}

func zlibbed(t testing.TB, text []byte) string {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// tagged is a field of a directory to be written; its kind follows from its value: text, one number of two bytes, fractions, anything.
type tagged struct {
	tag   uint16
	value any
}

// tiffOf writes EXIF of a first directory, one about the photograph and one about the position; empty ones are left out.
func tiffOf(order byteOrder, first, photo, position []tagged) string {
	head := "II*\x00"
	if order.String() == "BigEndian" {
		head = "MM\x00*"
	}
	b := order.AppendUint32([]byte(head), 8)
	return string(directoryOf(order, b, first, map[uint16][]tagged{tagPhoto: photo, tagPosition: position}))
}

func directoryOf(order byteOrder, b []byte, fields []tagged, more map[uint16][]tagged) []byte {
	for _, tag := range []uint16{tagPhoto, tagPosition} {
		if len(more[tag]) > 0 {
			fields = append(fields, tagged{tag, more[tag]})
		}
	}
	at := len(b) + 2 + 12*len(fields) + 4 // of what is longer than a field
	var rest []byte
	b = order.AppendUint16(b, uint16(len(fields)))
	for _, f := range fields {
		kind, count, value := uint16(2), 0, []byte(nil)
		switch v := f.value.(type) {
		case string:
			value = []byte(v + "\x00")
			count = len(value)
		case uint16:
			kind, count, value = 3, 1, order.AppendUint16(nil, v)
		case []uint32:
			kind, count = 5, len(v)/2
			for _, n := range v {
				value = order.AppendUint32(value, n)
			}
		case []byte:
			kind, count, value = 7, len(v), v
		case []tagged:
			kind, count, value = 4, 1, order.AppendUint32(nil, uint32(at+len(rest)))
			rest = directoryOf(order, append(make([]byte, at, at+len(rest)), rest...), v, nil)[at:]
		}
		b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, f.tag), kind), uint32(count))
		if len(value) <= 4 {
			b = append(b, append(value, 0, 0, 0, 0)[:4]...)
			continue
		}
		b = order.AppendUint32(b, uint32(at+len(rest)))
		rest = append(rest, value...)
	}
	return append(order.AppendUint32(b, 0), rest...)
}

func utf16of(order byteOrder, text string) (b []byte) {
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// photograph is EXIF as a telephone writes it, with a number in every kind of field.
func photograph(order byteOrder, turn uint16) string {
	return tiffOf(
		order,
		[]tagged{{0x010f, "相机"}, {tagTurn, turn}, {0x013b, "张三"}, {0x9c9d, utf16of(binary.LittleEndian, "李四")}},
		[]tagged{{0x9286, append([]byte("UNICODE\x00"), utf16of(order, "证件 "+aNumber18)...)}, {0x927c, []byte("制造商\x00" + "4403\x000119")}},
		[]tagged{{tagNorthSouth, "N"}, {tagLatitude, []uint32{35, 1, 45, 1, 4234, 100}}, {tagEastWest, "E"}, {tagLongitude, []uint32{115, 1, 2, 1, 0, 1}}},
	)
}

const (
	aNumber18 = "11010519491231002X"
	packet    = `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r" xmlns:dc="d" xmlns:exif="e"><rdf:Description exif:GPSLatitude="35,45.7N" rdf:about="">` +
		`<dc:creator><rdf:Seq><rdf:li>张三</rdf:li></rdf:Seq></dc:creator><dc:note>` + aNumber18 + `</dc:note></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
	iptc = "\x1c\x02\x50\x00\x06张三" + "\x1c\x02\x78\x00\x12" + aNumber18
	bim  = "8BIM\x04\x04\x00\x00\x00\x00\x00\x22" + iptc
)

// magic closes XMP in GIF.
func magic() string {
	var b strings.Builder
	b.WriteByte(1)
	for i := 255; i >= 0; i-- {
		b.WriteByte(byte(i))
	}
	return b.String() + "\x00"
}
