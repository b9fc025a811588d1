package document

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
)

const pngHead = 8 // bytes of the signature

// pngShown are the optional chunks that say how a picture looks. PNG third edition §11.3; animation: acTL, fcTL, fdAT
const pngShown = " tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV mDCv cLLI cLLi bKGD hIST pHYs sPLT acTL fcTL fdAT "

// cleanPNG copies the chunks that say how a PNG picture looks, and reads the others.
func cleanPNG(b []byte, n *notes) ([]byte, error) {
	out := append(make([]byte, 0, len(b)+64), b[:pngHead]...)
	first, drawn, turn, head := true, false, 0, 0
	for at := pngHead; ; {
		kind, data, next, ok := pngChunk(b, at)
		if !ok || first != (kind == "IHDR") {
			return nil, ErrPicture
		}
		first = false
		switch critical := kind[0]&0x20 == 0; {
		case critical && kind != "IHDR" && kind != "PLTE" && kind != "IDAT" && kind != "IEND":
			return nil, ErrPicture // §5.4: without it the picture cannot be shown
		case critical || strings.Contains(pngShown, " "+kind+" "):
			if crc32.ChecksumIEEE(b[at+4:next-4]) != binary.BigEndian.Uint32(b[next-4:]) {
				return nil, ErrPicture
			}
			keptOfPNG(kind, data, n)
			out = append(out, b[at:next]...)
		case kind == "eXIf":
			if found := readEXIF(bytes.TrimPrefix(data, []byte(openEXIF+"\x00")), n); turn == 0 {
				turn = found
			}
		default:
			noteOfPNG(kind, data, n)
		}
		switch kind {
		case "IHDR":
			head = len(out)
		case "IDAT":
			drawn = true
		case "IEND":
			if !drawn || len(data) != 0 {
				return nil, ErrPicture
			}
			if next < len(b) {
				n.sayNumbers(noteTrailer, b[next:])
			}
			return turnedPNG(out, head, turn), nil
		}
		at = next
	}
}

// pngChunk reads the chunk at a place, and where the next one is. §5.3
func pngChunk(b []byte, at int) (kind string, data []byte, next int, ok bool) {
	const around = 12 // length, type and checksum
	if len(b)-at < around {
		return "", nil, 0, false
	}
	length := int64(binary.BigEndian.Uint32(b[at:]))
	if length > int64(len(b)-at-around) {
		return "", nil, 0, false
	}
	kind = string(b[at+4 : at+8])
	for i := range kind {
		if c := kind[i] | 0x20; c < 'a' || c > 'z' {
			return "", nil, 0, false
		}
	}
	next = at + around + int(length)
	return kind, b[at+8 : next-4], next, true
}

// turnedPNG puts how the picture is to be turned behind its head, and nothing if it stands upright.
func turnedPNG(out []byte, head, turn int) []byte {
	if turn <= upright {
		return out
	}
	chunk := append([]byte("eXIf"), turnOnly(turn)...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk))
	chunk = append(binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-8)), chunk...)
	return append(out[:head:head], append(chunk, out[head:]...)...)
}

// keptOfPNG looks through the chunks that stay for what a person may have written there.
func keptOfPNG(kind string, data []byte, n *notes) {
	switch kind {
	case "iCCP":
		name, packed, _ := bytes.Cut(data, []byte{0})
		n.add(noteColours, textOf(n.take(name)), true)
		if len(packed) > 0 {
			n.keep(inflated(packed[1:], maxProfile))
		}
	case "sPLT":
		name, _, _ := bytes.Cut(data, []byte{0})
		n.add(noteColours, textOf(n.take(name)), true)
	}
}

// maxProfile is how much of a colour profile is looked through, in bytes.
const maxProfile = 4 << 20

// noteOfPNG reads a chunk that does not stay. §11.3.3, §11.3.5
func noteOfPNG(kind string, data []byte, n *notes) {
	keyword, rest, _ := bytes.Cut(data, []byte{0})
	switch {
	case kind == "tEXt":
		pngText(keyword, rest, n)
	case kind == "zTXt" && len(rest) > 0:
		pngText(keyword, n.inflate(rest[1:]), n)
	case kind == "iTXt" && len(rest) >= 2:
		packed := rest[0] == 1
		_, rest, _ = bytes.Cut(rest[2:], []byte{0})       // the language
		translated, rest, _ := bytes.Cut(rest, []byte{0}) // the keyword in it
		if packed {
			rest = n.inflate(rest)
		}
		if len(translated) > 0 {
			n.sayText(noteOther, translated)
		}
		pngText(keyword, rest, n)
	case kind == "tIME" && len(data) == 7:
		n.say(noteTime, timeOfPNG(n.take(data)))
	default:
		n.sayNumbers(noteOther, data)
	}
}

// timeOfPNG writes the time of the last change. §11.3.5
func timeOfPNG(b []byte) string {
	if len(b) < 7 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d", binary.BigEndian.Uint16(b), b[2], b[3], b[4], b[5], b[6])
}

// pngKeywords are those of §11.3.3, in lower case.
var pngKeywords = map[string]string{
	"author": noteAuthor, "artist": noteAuthor, "title": noteTitle, "description": noteText, "comment": noteText, "copyright": noteCopyright, "creation time": noteTime,
	"software": noteSoftware, "source": noteDevice,
}

// pngText takes note of a text by its keyword; the metadata of other formats come this way too.
func pngText(keyword, text []byte, n *notes) {
	lower := strings.ToLower(strings.TrimSpace(string(keyword)))
	switch name := pngKeywords[lower]; {
	case lower == "xml:com.adobe.xmp":
		readXMP(text, n)
	case strings.HasPrefix(lower, "raw profile type"):
		readRawProfile(n.take(text), n)
	case name != "":
		n.sayText(name, text)
	default:
		n.sayText(noteOther, slices.Concat(keyword, []byte("："), text))
	}
}

// readRawProfile reads metadata that a program has written as hexadecimal digits, after a name and a length.
func readRawProfile(text []byte, n *notes) {
	fields := bytes.Fields(text)
	if len(fields) < 3 {
		return
	}
	data, err := hex.DecodeString(string(bytes.Join(fields[2:], nil)))
	switch {
	case err != nil:
		n.sayText(noteOther, text)
	case bytes.HasPrefix(data, []byte(openEXIF)):
		readEXIF(data[min(len(data), 6):], n)
	case bytes.HasPrefix(data, []byte(openXMP)):
		readXMP(data[len(openXMP):], n)
	case bytes.HasPrefix(data, []byte("8BIM")):
		readPhotoshop(data, n)
	case bytes.HasPrefix(data, []byte("<")):
		readXMP(data, n)
	default:
		readIPTC(data, n)
		n.sayNumbers(noteOther, data)
	}
}

// inflate unpacks a text, as far as notes are read.
func (n *notes) inflate(packed []byte) []byte {
	text := inflated(packed, n.left+1)
	n.cut = n.cut || len(text) > n.left
	return text
}

// inflated unpacks as much of a zlib stream as is allowed and can be read.
func inflated(packed []byte, limit int) []byte {
	in, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(in, int64(limit))) // of a broken stream, what comes before
	return text
}
