package desk

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// TestAPictureIsShownWithItsMark: whatever is shown of a document bears the mark, corners included, and what is no picture is told.
func TestAPictureIsShownWithItsMark(t *testing.T) {
	t.Parallel()
	white := image.NewRGBA(image.Rect(0, 0, 900, 500))
	for i := range white.Pix {
		white.Pix[i] = 0xff
	}
	var asPNG, asJPEG bytes.Buffer
	if err := errors.Join(png.Encode(&asPNG, white), jpeg.Encode(&asJPEG, white, nil)); err != nil {
		t.Fatal(err)
	}
	for name, picture := range map[string][]byte{"png": asPNG.Bytes(), "jpeg": asJPEG.Bytes()} {
		out, err := watermarked(picture)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []image.Rectangle{image.Rect(0, 0, 343, 194), image.Rect(600, 350, 900, 500)} {
			dark := 0
			for y := part.Min.Y; y < part.Max.Y; y++ {
				for x := part.Min.X; x < part.Max.X; x++ {
					if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 220 {
						dark++
					}
				}
			}
			if dark < 500 {
				t.Errorf("%s: %d pixels of a mark in %v", name, dark, part)
			}
		}
	}
	for name, bad := range map[string][]byte{"nothing": nil, "text": []byte("<svg/>"), "cut": asPNG.Bytes()[:80]} {
		if _, err := watermarked(bad); !errors.Is(err, errPicture) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
