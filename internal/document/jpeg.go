package document

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Markers of JPEG. ITU-T T.81 table B.1
const (
	markSOF0 = 0xc0 // to 0xcf: frames, tables
	markRST0 = 0xd0 // to 0xd7
	markEOI  = 0xd9
	markSOS  = 0xda
	markDQT  = 0xdb // to 0xdf: tables, intervals
	markAPP0 = 0xe0 // to 0xef
	markCOM  = 0xfe
)

// Openings of the application segments.
const (
	openJFIF      = "JFIF\x00"                               // T.871
	openICC       = "ICC_PROFILE\x00"                        // ICC.1 annex B
	openAdobe     = "Adobe"                                  // APP14: the colour model
	openEXIF      = "Exif\x00"                               // EXIF 2.32 §4.7.2
	openXMP       = "http://ns.adobe.com/xap/1.0/\x00"       // XMP part 3 §1.1.3
	openMoreXMP   = "http://ns.adobe.com/xmp/extension/\x00" // with 40 bytes of where it belongs
	openPhotoshop = "Photoshop 3.0\x00"
)

// cleanJPEG copies the segments that say how a JPEG picture looks, and reads the others.
func cleanJPEG(b []byte, n *notes) ([]byte, error) {
	out := append(make([]byte, 0, len(b)+64), b[:2]...)
	head, turn, scans := len(out), 0, 0 // head is where the turn is written
	for at := 2; ; {
		marker, body, next, ok := jpegSegment(b, at)
		switch {
		case !ok:
			return nil, ErrPicture
		case marker == markEOI:
			if scans == 0 {
				return nil, ErrPicture
			}
			if next < len(b) {
				n.sayNumbers(noteTrailer, b[next:])
			}
			out = append(out, 0xff, markEOI)
			return slices.Insert(out, head, turnSegment(turn)...), nil
		case marker == markSOS:
			end := scanEnd(b, next)
			out = append(appendSegment(out, marker, body), b[next:end]...)
			scans, next = scans+1, end
		case marker < markAPP0:
			out = appendSegment(out, marker, body)
		default:
			first := len(out) == 2
			if kept := keptOfJPEG(marker, body, n, &turn); kept != nil {
				out = appendSegment(out, marker, kept)
			}
			if first && marker == markAPP0 {
				head = len(out)
			}
		}
		at = next
	}
}

// jpegSegment reads the segment at a place, and where the next one is.
func jpegSegment(b []byte, at int) (marker byte, body []byte, next int, ok bool) {
	if at >= len(b) || b[at] != 0xff {
		return 0, nil, 0, false
	}
	for at < len(b) && b[at] == 0xff { // fill bytes may come before any marker
		at++
	}
	if at >= len(b) {
		return 0, nil, 0, false
	}
	marker, at = b[at], at+1
	switch {
	case marker == markEOI:
		return marker, nil, at, true
	case marker < markSOF0, markRST0 <= marker && marker < markEOI, marker > 0xef && marker != markCOM:
		return 0, nil, 0, false // none of a picture, or out of place
	case len(b)-at < 2:
		return 0, nil, 0, false
	}
	length := int(binary.BigEndian.Uint16(b[at:]))
	if length < 2 || length > len(b)-at {
		return 0, nil, 0, false
	}
	return marker, b[at+2 : at+length], at + length, true
}

func appendSegment(out []byte, marker byte, body []byte) []byte {
	out = binary.BigEndian.AppendUint16(append(out, 0xff, marker), uint16(len(body)+2))
	return append(out, body...)
}

// scanEnd is where the compressed data from a place on ends: at the next marker that is neither a restart nor a stuffed byte.
func scanEnd(b []byte, at int) int {
	for {
		i := bytes.IndexByte(b[at:], 0xff)
		if i < 0 || at+i+1 >= len(b) {
			return len(b)
		}
		at += i
		switch next := b[at+1]; {
		case next == 0xff:
			at++
		case next == 0, markRST0 <= next && next < markRST0+8:
			at += 2
		default:
			return at
		}
	}
}

// keptOfJPEG returns what stays of an application segment or a comment, nil if nothing does. Turn is set by the first EXIF.
func keptOfJPEG(marker byte, body []byte, n *notes, turn *int) []byte {
	is := func(number byte, opening string) bool {
		return marker == markAPP0+number && bytes.HasPrefix(body, []byte(opening))
	}
	switch {
	case is(0, openJFIF) && len(body) >= 14:
		if len(body) > 14 || body[12] != 0 || body[13] != 0 {
			n.say(noteThumbnail, "")
		}
		return append(slices.Clone(body[:12]), 0, 0)
	case is(0, "JFXX\x00"):
		n.say(noteThumbnail, "")
	case is(1, openEXIF) && len(body) > 6:
		if found := readEXIF(body[6:], n); *turn == 0 {
			*turn = found
		}
	case is(1, openXMP):
		readXMP(body[len(openXMP):], n)
	case is(1, openMoreXMP):
		readXMP(body[min(len(body), len(openMoreXMP)+40):], n)
	case is(2, openICC):
		n.keep(body)
		return body
	case is(13, openPhotoshop):
		readPhotoshop(body[len(openPhotoshop):], n)
	case is(14, openAdobe) && len(body) >= 12:
		if len(body) > 12 {
			n.sayNumbers(noteOther, body[12:])
		}
		return body[:12]
	case marker == markCOM:
		n.sayText(noteText, body)
	default:
		n.sayNumbers(noteOther, body)
	}
	return nil
}

// turnSegment is an APP1 that says how the picture is to be turned, and nothing else.
func turnSegment(turn int) []byte {
	if turn <= upright {
		return nil
	}
	return appendSegment(nil, markAPP0+1, append([]byte(openEXIF+"\x00"), turnOnly(turn)...))
}
