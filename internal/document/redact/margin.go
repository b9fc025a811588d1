package redact

import (
	"regexp"
	"slices"
	"strings"
)

// marginCode is a sign in a header of a sheet that is no text: a type, a size, a colour, the number of a page, the place of what follows.
var marginCode = regexp.MustCompile(`^&(?:"[^"]*"|\d{1,3}|K[0-9A-Fa-f]{6}|K\d{2}[+-]\d{3}|[A-Za-z])`)

// margins keeps headers and footers.
func (s *sheet) margins(n *node) (*node, error) {
	n.keep("differentOddEven", "differentFirst", "scaleWithDoc", "alignWithMargins")
	var kids []*node
	for _, k := range n.kids {
		if !slices.Contains([]string{"x:oddHeader", "x:oddFooter", "x:evenHeader", "x:evenFooter", "x:firstHeader", "x:firstFooter"}, k.name) {
			continue
		}
		k.attrs = nil
		if err := s.margin(k); err != nil {
			return nil, err
		}
		kids = append(kids, k)
	}
	n.kids = kids
	return n, nil
}

// margin takes the removals out of the text between codes. Names of types go: they say nothing that is missed.
func (s *sheet) margin(n *node) error {
	text := n.own()
	var parts []string
	var pieces []piece
	for text != "" {
		if code := marginCode.FindString(text); code != "" {
			if code[1] != '"' {
				parts = append(parts, code)
			} else if _, err := s.m.see(s.place+"的页眉页脚", code); err != nil {
				return err
			}
			text = text[len(code):]
			continue
		}
		end := strings.IndexByte(text[1:], '&') + 1
		if end <= 0 {
			end = len(text)
		}
		if strings.HasPrefix(text, "&&") {
			end = 2
		}
		i := len(parts)
		parts = append(parts, text[:end])
		pieces = append(pieces, piece{text: text[:end], place: s.place + "的页眉页脚", set: func(to string) { parts[i] = to }})
		text = text[end:]
	}
	if err := s.m.redact(pieces); err != nil {
		return err
	}
	n.setOwn(strings.Join(parts, ""))
	return nil
}
