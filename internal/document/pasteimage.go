package document

import (
	"cmp"
	"strings"
)

// image takes a picture of our own site, and names the others.
func (c *cleaner) image(n *node, f inherited) {
	drawings := c.drawings
	c.drawings = nil
	place := c.at.String()
	for _, drawing := range drawings {
		switch {
		case drawing.find("m:omath") != nil:
			c.lost.add(LossEquation, place, "的公式%s没有带入，请另存为图片后上传。", quote(drawing.plain()))
			return
		case drawing.find("o:oleobject") != nil:
			c.loseObject(drawing, place)
			return
		case drawing.find("v:textbox") != nil && drawing.find("v:imagedata") == nil:
			return // the picture of a text box that has been named
		}
	}
	src := cmp.Or(pictureSource(n.attr("src")), pictureSource(n.attr("data-src"))) // where pages load pictures late
	if src == "" {
		c.deadImage(n, place)
		return
	}
	c.endParagraph()
	c.item = nil
	c.blocks = append(c.blocks, &Picture{Src: src, Alt: n.attr("alt"), Align: f.align})
}

// deadImage says why a picture does not come along.
func (c *cleaner) deadImage(n *node, place string) {
	src := strings.ToLower(strings.TrimSpace(cmp.Or(n.attr("data-src"), n.attr("src"))))
	scheme, _, _ := strings.Cut(src, ":")
	switch {
	case strings.HasPrefix(src, "data:"):
		c.lost.add(LossPicture, place, "的图片直接写在粘贴内容里，没有带入，请另行上传。")
	case src == "" && n.attr("alt") == "":
	case scheme == "javascript" || scheme == "vbscript":
	case !strings.HasPrefix(src, "//") && (scheme == "file" || scheme == "mhtml" || scheme == "blob" || scheme == "cid" || !strings.Contains(src, ":")):
		c.lost.add(LossPicture, place, "的图片指向本机文件，没有带入，请另行上传。")
	case scheme == "http" || scheme == "https" || strings.HasPrefix(src, "//"):
		c.lost.add(LossPicture, place, "的图片在别的网站上，没有带入，请下载后插入。")
	default:
		c.lost.add(LossPicture, place, "的图片地址无法访问，没有带入，请另行上传。")
	}
}
