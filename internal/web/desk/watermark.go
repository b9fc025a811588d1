package desk

import (
	"bytes"
	_ "embed"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // pictures of documents come as either
	"image/png"
	"sync"

	"gongkai/internal/fault"
)

//go:embed watermark.png
var watermarkPNG []byte

// watermark is the tile 仅用于申请政府信息公开.
var watermark = sync.OnceValue(func() image.Image {
	img, err := png.Decode(bytes.NewReader(watermarkPNG))
	if err != nil {
		panic(err) // it is our own file
	}
	return img
})

// maxPixels is how large a picture may be to be opened: a photograph of 40 megapixels.
const maxPixels = 40_000_000

// errPicture reports a picture that cannot be shown.
var errPicture = fault.New(fault.Invalid, "picture-unreadable", "图片已经损坏，或者像素过大，无法显示。请联系申请人重新提供。")

// watermarked returns a picture as PNG with the watermark all over it, so that a copy of what is shown tells what it is for. It returns errPicture.
func watermarked(picture []byte) ([]byte, error) {
	head, _, err := image.DecodeConfig(bytes.NewReader(picture))
	if err != nil || head.Width*head.Height > maxPixels || head.Width <= 0 || head.Height <= 0 {
		return nil, fmt.Errorf("mark picture: %w", errPicture)
	}
	src, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, fmt.Errorf("mark picture: %w", errPicture)
	}
	out := image.NewRGBA(image.Rect(0, 0, src.Bounds().Dx(), src.Bounds().Dy()))
	draw.Draw(out, out.Bounds(), src, src.Bounds().Min, draw.Src)
	tile := watermark()
	size := tile.Bounds().Size()
	for y := 0; y < out.Bounds().Dy(); y += size.Y {
		for x := 0; x < out.Bounds().Dx(); x += size.X {
			draw.Draw(out, image.Rectangle{Min: image.Pt(x, y), Max: image.Pt(x, y).Add(size)}, tile, tile.Bounds().Min, draw.Over)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, out); err != nil {
		return nil, fmt.Errorf("mark picture: %w", err)
	}
	return b.Bytes(), nil
}
