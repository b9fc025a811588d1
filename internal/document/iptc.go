package document

import (
	"bytes"
	"encoding/binary"
)

// Resources of Adobe's block. Photoshop File Formats, “Image Resource IDs”
const (
	resourceIPTC       = 0x0404
	resourceOldThumb   = 0x0409
	resourceThumbnail  = 0x040c
	resourceEXIF       = 0x0422
	resourceXMP        = 0x0424
	resourceOpening    = "8BIM"
	resourceHeadLength = 6 // opening and number
)

// readPhotoshop takes note of what Adobe's block says, which is where IPTC lies in JPEG.
func readPhotoshop(b []byte, n *notes) {
	for rest := b; ; {
		id, data, next, ok := resource(rest)
		if !ok {
			if len(rest) > 0 {
				n.sayNumbers(noteOther, rest)
			}
			break
		}
		switch id {
		case resourceIPTC:
			readIPTC(data, n)
		case resourceXMP:
			readXMP(data, n)
		case resourceEXIF:
			readEXIF(data, n)
		case resourceThumbnail, resourceOldThumb:
			n.say(noteThumbnail, "")
		default:
			n.say(noteOther, "")
		}
		rest = next
	}
	n.addNumbers(noteOther, b, false)
}

// resource reads the first of the resources: opening, number, name, length, data, the last three of even lengths.
func resource(b []byte) (id uint16, data, rest []byte, ok bool) {
	if len(b) < resourceHeadLength+1 || !bytes.HasPrefix(b, []byte(resourceOpening)) {
		return 0, nil, nil, false
	}
	id = binary.BigEndian.Uint16(b[4:])
	name := 1 + int(b[resourceHeadLength])
	at := resourceHeadLength + name + name%2
	if len(b) < at+4 {
		return 0, nil, nil, false
	}
	length := uint64(binary.BigEndian.Uint32(b[at:]))
	b = b[at+4:]
	if length > uint64(len(b)) {
		return 0, nil, nil, false
	}
	return id, b[:length], b[min(uint64(len(b)), length+length%2):], true
}

// iptcNames are the data sets of record 2 that say something to people. IPTC-NAA Information Interchange Model 4.2
var iptcNames = map[byte]string{
	5: noteTitle, 25: noteKeywords, 55: noteTime, 60: noteTime, 62: noteTime, 63: noteTime, 65: noteSoftware, 80: noteAuthor, 85: noteAuthor, 90: notePlace, 92: notePlace, 95: notePlace, 101: notePlace,
	105: noteTitle, 110: noteCopyright, 115: noteCopyright, 116: noteCopyright, 118: noteContact, 120: noteText, 122: noteAuthor,
}

// readIPTC takes note of the data sets of a picture: marker, record, number, length, data
func readIPTC(b []byte, n *notes) {
	const head, record = 5, 2
	for len(b) >= head && b[0] == 0x1c {
		length := int(binary.BigEndian.Uint16(b[3:]))
		if length > len(b)-head {
			break
		}
		name := iptcNames[b[2]]
		if b[1] != record || name == "" {
			name = noteOther
		}
		n.sayText(name, b[head:head+length])
		b = b[head+length:]
	}
	if len(b) > 1 { // one byte may make the length even
		n.sayNumbers(noteOther, b)
	}
}
