package document

import (
	"errors"
	"path"
	"strings"
)

const (
	maxPicture      = 10 << 20
	maxPictureBytes = 64 << 20 // of all pictures of a document
	maxPictures     = 300
)

// drawing reads a w:drawing: pictures come along, everything else in it is named.
func (d *docxReader) drawing(e *element, out *inline) {
	d.textBoxes(e)
	alt := ""
	for _, props := range append(e.all("wp:docPr"), e.all("pic:cNvPr")...) {
		if alt == "" {
			alt = props.attr("descr")
		}
	}
	found := len(e.all("w:txbxContent")) > 0
	for _, blip := range e.all("a:blip") {
		found = true
		d.picture(blip.attr("r:embed"), alt, out)
	}
	if found {
		return
	}
	kind := "图形或线条"
	for _, data := range e.all("a:graphicData") {
		switch uri := data.attr("uri"); {
		case strings.Contains(uri, "chart"):
			kind = "图表"
		case strings.Contains(uri, "diagram"):
			kind = "SmartArt 图形"
		}
	}
	d.lost.add(LossShape, d.at.String(), "处的%s没有带入，需要时请另存为图片后上传。", kind)
}

// vml reads a w:pict, the drawing of older programs.
func (d *docxReader) vml(e *element, out *inline) {
	d.textBoxes(e)
	found := len(e.all("w:txbxContent")) > 0
	for _, data := range e.all("v:imagedata") {
		found = true
		d.picture(data.attr("r:id"), data.attr("o:title"), out)
	}
	for _, path := range e.all("v:textpath") {
		found = true
		d.loseText(LossShape, "处的艺术字%s没有带入。", path.attr("string"))
	}
	if !found && (len(e.kids) > 1 || len(e.kids) == 1 && e.kids[0].name != "v:shapetype") {
		d.lost.add(LossShape, d.at.String(), "处的图形或线条没有带入，需要时请另存为图片后上传。")
	}
}

// object names an embedded file, or a formula of an older program.
func (d *docxReader) object(e *element) {
	d.textBoxes(e)
	for _, ole := range e.all("o:OLEObject") {
		if strings.Contains(strings.ToLower(ole.attr("ProgID")), "equation") {
			d.lost.add(LossEquation, d.at.String(), "的公式对象没有带入，请另存为图片后上传。")
			return
		}
	}
	d.lost.add(LossObject, d.at.String(), "处嵌入的对象没有带入，请作为附件上传。")
}

func (d *docxReader) textBoxes(e *element) {
	for _, box := range e.all("w:txbxContent") {
		d.loseText(LossTextBox, "处的文本框%s没有带入，需要的文字请另行录入。", box.plain())
	}
}

// picture takes a picture out of the file, without what it says of itself.
func (d *docxReader) picture(id, alt string, out *inline) {
	place := d.at.String()
	rel, ok := d.parts.links[id]
	if !ok || rel.external || d.parts.files[rel.target] == nil {
		d.lost.add(LossPicture, place, "的图片不在文件里，没有带入，请另行上传。")
		return
	}
	content, known := d.media[rel.target]
	if !known {
		var err error
		content, err = d.parts.read(rel.target, maxPicture)
		if errors.Is(err, ErrTextTooLong) || d.bytes+len(content) > maxPictureBytes || d.pictured >= maxPictures {
			d.lost.add(LossPicture, place, "的图片过大或过多，没有带入，请缩小后另行上传。")
			return
		} else if err != nil {
			d.lost.add(LossPicture, place, "的图片无法读取，没有带入，请另行上传。")
			return
		}
		d.bytes += len(content)
		if IsPicture(pictureKind(content)) {
			content = d.cleanPicture(content)
		}
		d.media[rel.target] = content
	}
	kind := pictureKind(content)
	switch {
	case content == nil:
		d.lost.add(LossPicture, place, "的图片已损坏，没有带入，请另存后另行上传。")
		return
	case !IsPicture(kind):
		d.lost.add(LossPicture, place, "的图片是网页不能显示的格式（%s），没有带入，请另存为 PNG 或 JPG 后上传。", strings.TrimPrefix(path.Ext(rel.target), "."))
		return
	}
	d.pictured++
	p := &Picture{Name: "picture." + pictureExtension(kind), Alt: oneLine(alt, maxAlt), Align: out.like.Align, Content: content}
	out.cut()
	out.blocks = append(out.blocks, p)
}

// cleanPicture takes what a picture says of itself out of it, and tells so; nil if the picture is broken.
func (d *docxReader) cleanPicture(content []byte) []byte {
	clean, removed, err := CleanPicture(content)
	if err != nil {
		return nil
	}
	if len(removed) > 0 {
		d.lost.add(LossNote, d.at.String(), "的图片自带的信息（%s）没有带入。", NoteNames(removed))
	}
	return clean
}

func pictureExtension(kind Kind) string {
	if kind == JPEG {
		return "jpg"
	}
	return string(kind)
}
