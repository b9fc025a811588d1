package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"gongkai/internal/fault"
)

// ErrPicture reports a picture that is broken, or none.
var ErrPicture = fault.New(fault.Invalid, "picture-broken", "图片已损坏或格式不规范，无法读取，请用看图软件打开后另存为 PNG 或 JPEG 再上传。")

// Note is a thing that a picture says of itself besides what it shows: who took it, where, with what.
type Note struct {
	Name string // 作者; those alike are one note
	Text string // "" where it is no text
}

// Passage is the note as it is screened.
func (n Note) Passage() Passage {
	return Passage{Place: "图片信息“" + n.Name + "”", Text: n.Text, Beside: true, Personal: n.Name == noteAuthor || n.Name == notePosition || n.Name == noteContact}
}

// NoteNames are the names of notes as a sentence lists them.
func NoteNames(list []Note) string {
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = n.Name
	}
	return strings.Join(names, "、")
}

// IsPicture reports whether files of a kind are pictures that CleanPicture reads.
func IsPicture(k Kind) bool { return k == PNG || k == JPEG || k == GIF }

// CleanPicture returns a picture as others may have it: without its notes, small copies of itself and whatever follows its end.
// What is drawn stays byte for byte, and so do colours and the way it is turned; a picture without notes is returned as it came.
// It returns what was removed, and ErrPicture for what is no PNG, JPEG or GIF or is broken.
func CleanPicture(b []byte) (clean []byte, removed []Note, err error) {
	clean, n, err := readPicture(b)
	if err != nil {
		return nil, nil, err
	}
	return clean, n.list(false), nil
}

// passagesOfPicture are the notes of a picture, and that there is more in it which only a person can read.
func passagesOfPicture(b []byte) []Passage {
	_, n, err := readPicture(b)
	if err != nil {
		return []Passage{{Place: "图片信息", Unread: true, Beside: true}}
	}
	var out []Passage
	for _, note := range append(n.list(false), n.list(true)...) {
		if p := note.Passage(); p.Text != "" || p.Personal {
			out = append(out, p)
		}
	}
	if n.cut {
		out = append(out, Passage{Place: "图片信息", Unread: true, Beside: true})
	}
	return out
}

// maxPicturePart is how large a picture in an office file may be to be read, in bytes; at others a person must look.
const maxPicturePart = 32 << 20

// picturePart are the notes of a part of an office file that is a picture, wherever it lies.
func picturePart(file *zip.File) ([]Passage, error) {
	in, err := file.Open()
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	defer in.Close() //nolint:errcheck // read only
	head := make([]byte, 8)
	n, err := io.ReadFull(in, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, errors.Join(ErrUnreadable, err)
	}
	head = head[:n]
	if !IsPicture(pictureKind(head)) {
		return nil, nil
	}
	b, err := io.ReadAll(io.LimitReader(io.MultiReader(bytes.NewReader(head), in), maxPicturePart+1))
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	found := []Passage{{Place: "图片信息", Unread: true, Beside: true}}
	if len(b) <= maxPicturePart {
		found = passagesOfPicture(b)
	}
	for i := range found {
		found[i].Place = "内部部件“" + file.Name + "”的" + found[i].Place
	}
	return found, nil
}

// pictureKind tells a picture by its beginning.
func pictureKind(head []byte) Kind {
	for _, sign := range []struct {
		prefix string
		kind   Kind
	}{{"\x89PNG\r\n\x1a\n", PNG}, {"\xff\xd8\xff", JPEG}, {"GIF87a", GIF}, {"GIF89a", GIF}} {
		if bytes.HasPrefix(head, []byte(sign.prefix)) {
			return sign.kind
		}
	}
	return Unknown
}

func readPicture(b []byte) (clean []byte, n *notes, err error) {
	n = newNotes()
	switch pictureKind(b) {
	case PNG:
		clean, err = cleanPNG(b, n)
	case JPEG:
		clean, err = cleanJPEG(b, n)
	case GIF:
		clean, err = cleanGIF(b, n)
	default:
		err = ErrPicture
	}
	return clean, n, err
}

// The names of notes, as people call them.
const (
	noteAuthor    = "作者"
	notePosition  = "拍摄位置"
	noteContact   = "联系方式"
	notePlace     = "地点"
	noteTime      = "时间"
	noteDevice    = "设备"
	noteSerial    = "序列号"
	noteSoftware  = "软件"
	noteTitle     = "标题"
	noteText      = "说明"
	noteKeywords  = "关键词"
	noteCopyright = "版权"
	noteThumbnail = "缩略图"
	noteTrailer   = "文件末尾的数据"
	noteColours   = "颜色描述"
	noteOther     = "其他信息"
)

// maxNotes is how much is read of all notes of a picture, in bytes.
const maxNotes = 1 << 20

// notes collects what a picture says of itself.
type notes struct {
	said    []said
	told    map[Note]bool
	numbers map[string]bool // as long as an identity number, that stand in what was said
	left    int             // bytes that may still be read
	cut     bool            // more is there than was read
}

func newNotes() *notes {
	return &notes{left: maxNotes, told: map[Note]bool{}, numbers: map[string]bool{}}
}

// said is a note as it is collected. What stays is in the clean picture too.
type said struct {
	name  string
	lines []string
	stays bool
}

// take returns as much of a value as may still be read, no half of a character.
func (n *notes) take(b []byte) []byte {
	if len(b) > n.left {
		b, n.cut = b[:n.left], true
		for range utf8.UTFMax - 1 {
			if len(b) > 0 && !utf8.Valid(b) {
				b = b[:len(b)-1]
			}
		}
	}
	n.left -= len(b)
	return b
}

// say takes note of what is removed. Text may be "": that something was there is said too.
func (n *notes) say(name, text string) { n.add(name, text, false) }

// sayText takes note of a text in whatever encoding it is.
func (n *notes) sayText(name string, raw []byte) { n.say(name, textOf(n.take(raw))) }

// sayNumbers takes note of what no reader here knows, and of the numbers in it that are as long as an identity number, in ASCII
// or UTF-16.
func (n *notes) sayNumbers(name string, raw []byte) {
	n.say(name, "")
	n.addNumbers(name, raw, false)
}

// keep looks through what stays in the picture since its colours need it.
func (n *notes) keep(raw []byte) { n.addNumbers(noteColours, raw, true) }

func (n *notes) addNumbers(name string, raw []byte, stays bool) {
	for _, number := range longNumbers(bytes.ReplaceAll(raw, []byte{0}, nil)) {
		if !n.numbers[number] {
			n.add(name, string(n.take([]byte(number))), stays)
		}
	}
}

func (n *notes) add(name, text string, stays bool) {
	note := Note{name, strings.TrimSpace(text)}
	if n.told[note] {
		return
	}
	n.told[note] = true
	text = note.Text
	for _, number := range longNumbers(text) {
		n.numbers[number] = true
	}
	for i := range n.said {
		if s := &n.said[i]; s.name == name && s.stays == stays {
			s.lines = append(s.lines, text)
			return
		}
	}
	n.said = append(n.said, said{name, []string{text}, stays})
}

// list returns the notes that stay in the clean picture, or those that do not, in the order of the file.
func (n *notes) list(stays bool) (out []Note) {
	for _, s := range n.said {
		if s.stays == stays {
			out = append(out, Note{s.name, strings.TrimSpace(strings.Join(s.lines, "\n"))})
		}
	}
	return out
}

// textOf reads a text of an unknown encoding, up to its closing zeroes, without control characters.
func textOf(raw []byte) string {
	raw = bytes.Trim(raw, "\x00 ")
	text, err := DecodeText(raw)
	if err != nil {
		text = strings.ToValidUTF8(string(raw), " ")
	}
	return printable(text)
}

func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}
