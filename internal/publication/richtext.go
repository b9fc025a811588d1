package publication

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/document"
	"gongkai/internal/fault"
)

// What is refused about pictures in a text.
var (
	ErrPicture      = fault.New(fault.Invalid, "bad-picture", "正文里有一幅图片打不开，请删去后重新插入 PNG、JPEG 或 GIF 图片。")
	ErrLargePicture = fault.New(fault.TooLarge, "large-picture", "正文里有一幅图片超过 10 MB，请压缩后再插入。")
)

// maxPicture is the size of a picture in a text, in bytes: what document takes from a docx.
const maxPicture = 10 << 20

// dataPictures is where pictures that lie in the text itself are, while the text is cleaned.
const dataPictures = "/data/"

var dataPicture = regexp.MustCompile(`(?i)\ssrc=(?:"data:image/(?:png|jpe?g|gif);base64,([^"]*)"|'data:image/(?:png|jpe?g|gif);base64,([^']*)')`)

// takeData takes the pictures out of a text that lie in it as data: addresses, and puts addresses of their places there.
// What cannot be decoded is an empty picture.
func takeData(body string) (string, [][]byte) {
	var data [][]byte
	return dataPicture.ReplaceAllStringFunc(body, func(src string) string {
		m := dataPicture.FindStringSubmatch(src)
		b, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\n", "", "\r", "", " ", "").Replace(m[1] + m[2]))
		if err != nil {
			b = nil
		}
		data = append(data, b)
		return ` src="` + dataPictures + strconv.Itoa(len(data)-1) + `"`
	}), data
}

// PicturesIn returns the pictures that lie in a text as data: addresses: all that CleanHTML or saving the text would open.
func PicturesIn(body string) [][]byte {
	_, data := takeData(body)
	return data
}

// dataAt returns the picture that lay at a place.
func dataAt(data [][]byte, src string) ([]byte, bool) {
	place, ok := strings.CutPrefix(src, dataPictures)
	n, err := strconv.Atoi(place)
	if !ok || err != nil || n < 0 || n >= len(data) {
		return nil, false
	}
	return data[n], true
}

// cleanPicture returns what a picture is, if it may stand in a text, and the picture without what it says of itself.
func cleanPicture(b []byte) (document.Kind, []byte, []document.Note, error) {
	kind := document.Sniff(bytes.NewReader(b), int64(len(b)))
	switch {
	case !document.IsPicture(kind):
		return kind, nil, nil, ErrPicture
	case len(b) > maxPicture:
		return kind, nil, nil, ErrLargePicture
	}
	clean, removed, err := document.CleanPicture(b)
	if err != nil {
		err = errors.Join(ErrPicture, err)
	}
	return kind, clean, removed, err
}

// CleanHTML makes clean HTML of what somebody pastes or has typed into a text, and names what does not come along. Pictures may
// be those of files, or lie in the text as data: addresses, and stay there until the draft is saved. Its errors are those of
// document.CleanHTML.
func CleanHTML(in string, files []File) (string, []document.Loss, error) {
	in, data := takeData(in)
	d, lost, err := document.CleanHTML(in)
	if err != nil {
		return "", nil, err
	}
	have := Version{Files: files}
	for _, p := range d.Pictures() {
		if code, ok := strings.CutPrefix(p.Src, inlineFiles); ok {
			if _, ok = have.File(code); ok {
				continue
			}
		}
		b, ok := dataAt(data, p.Src)
		kind, clean, removed, err := cleanPicture(b)
		switch p.Src = ""; {
		case !ok:
			lost = append(lost, document.Loss{Kind: document.LossPicture, Text: "有一幅图片属于另一个页面，没有带入，请下载后插入。"})
		case err != nil:
			lost = append(lost, document.Loss{Kind: document.LossPicture, Text: fault.Text(err)})
		default:
			p.Src = "data:image/" + string(kind) + ";base64," + base64.StdEncoding.EncodeToString(clean)
			if len(removed) > 0 {
				lost = append(lost, document.Loss{Kind: document.LossNote, Text: "图片自带的信息（" + document.NoteNames(removed) + "）没有带入。"})
			}
		}
	}
	if d, err = document.NewDoc(d.Blocks...); err != nil {
		return "", nil, err
	}
	numberedHeadings(d)
	return d.HTML(), lost, nil
}

// settle brings the text of a version into the form that is kept: our own few elements, whatever was sent, with its pictures
// stored as files of the version; or plain text, where that says all of it. have are the files the draft has: attachments stay,
// pictures that are no longer in the text go.
func (s *Service) settle(ctx context.Context, v *Version, have []File) error {
	v.Files = attached(have)
	if v.Format != RichText {
		v.Format = PlainText
		return nil
	}
	body, data := takeData(v.Body)
	d, _, err := document.CleanHTML(body)
	if err != nil {
		return err
	}
	old := Version{Files: have}
	for _, p := range d.Pictures() {
		code, _ := strings.CutPrefix(p.Src, inlineFiles)
		f, ok := old.File(code)
		if b, pasted := dataAt(data, p.Src); pasted {
			if f, err = s.picture(ctx, b, len(v.Files)+1); err != nil {
				return err
			}
			ok = true
		}
		if p.Src = ""; !ok {
			continue // of another page, or made up
		}
		p.Src = inlineFiles + f.Code()
		if _, have := v.File(f.Code()); !have {
			v.Files = append(v.Files, f)
		}
	}
	if d, err = document.NewDoc(d.Blocks...); err != nil {
		return err
	}
	numberedHeadings(d)
	if v.Body = d.HTML(); saidPlainly(d, v.Body) {
		v.Body, v.Format = d.Text(), PlainText
	}
	return nil
}

// attached returns those of the files that are listed as attachments.
func attached(files []File) []File {
	return slices.DeleteFunc(slices.Clone(files), func(f File) bool { return f.Inline })
}

// inline returns those that are pictures in the text.
func inline(files []File) []File {
	return slices.DeleteFunc(slices.Clone(files), func(f File) bool { return !f.Inline })
}

// picture stores a picture of the text, without what it says of itself. no is its place among the version's files.
func (s *Service) picture(ctx context.Context, b []byte, no int) (File, error) {
	kind, b, _, err := cleanPicture(b)
	if err != nil {
		return File{}, err
	}
	digest, err := s.files.Put(ctx, b)
	return File{Name: fmt.Sprintf("图%d.%s", no, kind), Digest: digest, Size: int64(len(b)), Kind: kind, Inline: true}, err
}

// saidPlainly reports whether the document's text alone says all of it: made into HTML again, it is the same.
func saidPlainly(d *document.Doc, html string) bool {
	plain, _, err := document.CleanHTML(HTML(d.Text()))
	return err == nil && plain.HTML() == html
}

// numberedHeadings makes headings of short paragraphs that are numbered as official documents number them, as in plain text.
func numberedHeadings(d *document.Doc) {
	for _, b := range d.Blocks {
		p, ok := b.(*document.Paragraph)
		if !ok || p.Heading > 0 || p.List != document.NoList || p.Align != document.Left {
			continue
		}
		switch s := p.Text(); {
		case !heading(s):
		case firstLevel.MatchString(s):
			p.Heading = 1
		case secondLevel.MatchString(s):
			p.Heading = 2
		}
	}
}
