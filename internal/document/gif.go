package document

import (
	"bytes"
	"slices"
)

// gifShown are the application extensions that say how a GIF picture looks: how often it repeats, and its colours.
var gifShown = []string{"NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"}

// cleanGIF copies the blocks of a GIF picture that are shown, and reads the others. GIF89a
func cleanGIF(b []byte, n *notes) ([]byte, error) {
	const head = 13 // signature and logical screen
	if len(b) < head {
		return nil, ErrPicture
	}
	at := head + colourTable(b[10])
	if at > len(b) {
		return nil, ErrPicture
	}
	out := append(make([]byte, 0, len(b)), b[:at]...)
	for drawn := false; at < len(b); {
		block := b[at:]
		var next int
		switch {
		case block[0] == 0x3b: // §27, the trailer
			if !drawn {
				return nil, ErrPicture
			}
			if len(block) > 1 {
				n.sayNumbers(noteTrailer, block[1:])
			}
			return append(out, 0x3b), nil
		case block[0] == 0x2c && len(block) >= 10: // §20, an image; a byte before its data says how they are packed
			next = subBlocks(block, 10+colourTable(block[9])+1)
			drawn = true
		case block[0] == 0x21 && len(block) >= 2:
			next = subBlocks(block, 2)
		}
		if next == 0 {
			return nil, ErrPicture
		}
		if block[0] == 0x2c || keepsExtension(block[:next], n) {
			out = append(out, block[:next]...)
		}
		at += next
	}
	return nil, ErrPicture
}

// colourTable is how many bytes of colours follow the flags of a screen or an image. §19, §21
func colourTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// subBlocks is where the pieces from a place on end, behind the empty one; 0 if they do not. §15
func subBlocks(b []byte, at int) int {
	for at < len(b) {
		length := int(b[at])
		if at += 1 + length; length == 0 {
			return at
		}
	}
	return 0
}

// keepsExtension reports whether an extension stays, and reads it if not. §23 to §26
func keepsExtension(block []byte, n *notes) bool {
	const application = 11 // the length of its name
	const xmpClosing = 258 // XMP part 3 §1.1.2
	switch label := block[1]; {
	case label == 0xf9: // how the next image is shown
		return true
	case label == 0xff && block[2] == application && slices.Contains(gifShown, string(block[3:3+application])):
		n.keep(joined(block[3+application:]))
		return true
	case label == 0xff && bytes.HasPrefix(block[3:], []byte("XMP DataXMP")): // not in pieces, but closed by bytes that lead to the end
		readXMP(block[3+application:max(3+application, len(block)-xmpClosing)], n)
	case label == 0xfe, label == 0x01:
		n.sayText(noteText, joined(block[2:]))
	default:
		n.sayNumbers(noteOther, joined(block[2:]))
	}
	return false
}

// joined are the pieces from the beginning on, put together.
func joined(b []byte) (out []byte) {
	for len(b) > 0 && b[0] != 0 {
		piece := b[1:min(len(b), 1+int(b[0]))]
		out = append(out, piece...)
		b = b[1+len(piece):]
	}
	return out
}
