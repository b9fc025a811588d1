package layout

import (
	"fmt"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

// DrawQR makes a QR code of a text.
func DrawQR(text string) (QR, error) {
	code, err := qrcode.New(text, qrcode.Low)
	if err != nil {
		return QR{}, fmt.Errorf("draw QR code: %w", err)
	}
	code.DisableBorder = true
	grid := code.Bitmap()
	var b strings.Builder
	for y, line := range grid {
		for x := 0; x < len(line); x++ {
			if !line[x] {
				continue
			}
			from := x
			for x < len(line) && line[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
		}
	}
	return QR{Path: b.String(), Size: len(grid)}, nil
}
