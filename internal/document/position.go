package document

import (
	"fmt"
	"math"
	"strings"
)

// Tags of the directory about the position. EXIF 2.32 §4.6.6
const (
	tagNorthSouth = 1
	tagLatitude   = 2
	tagEastWest   = 3
	tagLongitude  = 4
)

// position reads the directory about the position. One that holds no position, as many cameras write it, is not told as one.
func (x *exif) position(at uint32) {
	list, _ := x.fields(at)
	side := map[uint16]string{}
	var found []string
	for _, f := range list {
		switch f.tag {
		case tagNorthSouth, tagEastWest:
			side[f.tag] = strings.ToUpper(textOf(x.notes.take(f.value)))
		case tagLatitude, tagLongitude:
			found = append(found, sideName(f.tag, side[f.tag-1])+x.degrees(f))
		default:
			if f.kind == 2 || f.kind == 7 {
				x.notes.say(noteOther, x.text(f))
			}
			x.notes.say(noteOther, "")
		}
	}
	if len(found) > 0 {
		x.notes.say(notePosition, strings.Join(found, "，"))
	}
}

func sideName(tag uint16, letter string) string {
	switch {
	case tag == tagLatitude && letter == "S":
		return "南纬"
	case tag == tagLatitude:
		return "北纬"
	case letter == "W":
		return "西经"
	}
	return "东经"
}

// degrees reads three fractions: degrees, minutes and seconds. What is missing is nought.
func (x *exif) degrees(f exifField) string {
	const hundredths = 100 // of a second
	value, sum := x.notes.take(f.value), 0.0
	for i, unit := range []float64{3600, 60, 1} {
		if f.kind != 5 || len(value) < 8*i+8 {
			break
		}
		if below := x.order.Uint32(value[8*i+4:]); below != 0 {
			sum += unit * float64(x.order.Uint32(value[8*i:])) / float64(below)
		}
	}
	n := int64(math.Round(min(sum, 360*3600) * hundredths))
	return fmt.Sprintf("%d°%02d′%02d.%02d″", n/360000, n/6000%60, n/100%60, n%100)
}
