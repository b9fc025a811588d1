package static

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// sections are the parts of sight.css, and the rules that portal.css keeps for narrow windows: large letters need them in wide ones.
var sections = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	sheet := read("sight.css")
	for part := range strings.SplitSeq(sheet, "/* == ") {
		if name, rules, ok := strings.Cut(part, " == */\n"); ok {
			out[name] = rules
		}
	}
	portal := read("portal.css")
	out["medium"], out["narrow"] = media(portal, "1020px"), media(portal, "760px")
	return out
})

func read(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic("static: " + err.Error())
	}
	return string(b)
}

// media returns the rules for windows up to a width, for those that are wider: in the others they hold already, and what is for still narrower
// ones comes after them there.
func media(sheet, width string) string {
	_, rest, ok := strings.Cut(sheet, "@media (max-width:"+width+"){\n")
	rules, _, end := strings.Cut(rest, "\n}\n")
	if !ok || !end {
		panic(fmt.Sprintf("static: portal.css has no rules up to %s", width))
	}
	return "@media (min-width:" + wider(width) + "){\n" + rules + "\n}\n"
}

// wider is one pixel more.
func wider(width string) string {
	n, err := strconv.Atoi(strings.TrimSuffix(width, "px"))
	if err != nil {
		panic("static: " + width + " is no width")
	}
	return strconv.Itoa(n+1) + "px"
}

// Sight puts sections of sight.css together: size-125, size-150, size-200, large, largest, spacing, light, dark; and medium and narrow, what
// portal.css has for windows of that kind. It panics for any other name, which is our own mistake.
func Sight(names ...string) string {
	var b strings.Builder
	for _, name := range names {
		rules, ok := sections()[name]
		if !ok {
			panic("static: no section " + name)
		}
		b.WriteString(rules)
	}
	return b.String()
}
