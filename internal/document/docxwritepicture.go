package document

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // sizes of pictures
	_ "image/jpeg" // sizes of pictures
	_ "image/png"  // sizes of pictures
)

// picture writes a picture as wide as it is at 96 points per inch, or as the text.
func (b *docxWriter) picture(p *Picture) {
	kind := Sniff(bytes.NewReader(p.Content), int64(len(p.Content)))
	if kind != PNG && kind != JPEG && kind != GIF {
		b.paragraph(&Paragraph{Align: p.Align, Runs: []Run{{Text: "［图片：" + p.Alt + "］"}}}, "")
		return
	}
	name, ok := b.media[string(p.Content)]
	if !ok {
		name = fmt.Sprintf("media/image%d.%s", len(b.files)+1, pictureExtension(kind))
		b.media[string(p.Content)] = name
		b.files = append(b.files, mediaFile{"word/" + name, p.Content})
	}
	b.drawn++
	wide, high := emuSize(p.Content)
	b.put(`<w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/>`, jc(p.Align), "</w:pPr><w:r>") // an exact line would cut it off
	fmt.Fprintf(&b.body, pictureXML, wide, high, b.drawn, b.drawn, escaped(p.Alt), b.drawn, escaped(p.Name), b.relate("image", name, ""), wide, high)
	b.put("</w:r></w:p>\n")
}

const emuPerMillimetre = 36000

// emuSize returns the size of a picture on paper, in Word's units. One that cannot be measured gets a common size.
func emuSize(content []byte) (wide, high int) {
	const maxWide, maxHigh = 156 * emuPerMillimetre, 220 * emuPerMillimetre
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || config.Width <= 0 || config.Height <= 0 || config.Width > 1<<20 || config.Height > 1<<20 {
		return 80 * emuPerMillimetre, 60 * emuPerMillimetre
	}
	const emuPerPixel = 9525
	wide, high = config.Width*emuPerPixel, config.Height*emuPerPixel
	if wide > maxWide {
		wide, high = maxWide, max(1, high*maxWide/wide)
	}
	if high > maxHigh {
		wide, high = max(1, wide*maxHigh/high), maxHigh
	}
	return wide, high
}
