package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"io"
)

// file is the objects of a PDF by their numbers. They are found by looking for them: the table that says where they are is
// wrong in many files, and says nothing that is not there to be seen. Of two with one number the later holds.
type file struct {
	objects map[int]any
	budget  *budget
}

const maxStream = 16 << 20 // bytes of one stream, unpacked

func scan(b []byte, budget *budget) *file {
	f := &file{objects: map[int]any{}, budget: budget}
	for at := 0; !budget.isEmpty(); {
		i := bytes.Index(b[at:], []byte("obj"))
		if i < 0 {
			break
		}
		i += at
		at = i + len("obj")
		number, ok := numberBefore(b[:i])
		if !ok {
			continue
		}
		l := lexer{b: b, at: at, budget: budget}
		v := l.value()
		if d, ok := v.(dict); ok {
			if s, end, ok := streamAt(d, b, l.at); ok {
				v, l.at = s, end
				f.packed(s)
			}
		}
		f.objects[number] = v
		at = max(at, min(l.at, len(b)))
	}
	return f
}

// numberBefore reads the number of an object from the “12 0 ” that stands before the word obj.
func numberBefore(b []byte) (int, bool) {
	if len(b) > 24 {
		b = b[len(b)-24:]
	}
	b = bytes.TrimRight(b, "\x00\t\n\f\r ")
	generation := len(b) - len(bytes.TrimRight(b, "0123456789"))
	b = bytes.TrimRight(b[:len(b)-generation], "\x00\t\n\f\r ")
	digits := b[len(bytes.TrimRight(b, "0123456789")):]
	if generation == 0 || len(digits) == 0 || len(digits) > 8 {
		return 0, false
	}
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n, true
}

// streamAt returns the stream whose dictionary ends at a place, and where it ends itself.
func streamAt(d dict, b []byte, at int) (stream, int, bool) {
	rest := bytes.TrimLeft(b[at:], "\x00\t\n\f\r ")
	body, ok := bytes.CutPrefix(rest, []byte("stream"))
	if !ok {
		return stream{}, 0, false
	}
	body = bytes.TrimPrefix(bytes.TrimPrefix(body, []byte("\r")), []byte("\n"))
	start := len(b) - len(body)
	if n, ok := d["Length"].(float64); ok && 0 <= n && n <= float64(len(body)) {
		after := bytes.TrimLeft(body[int(n):], "\r\n ")
		if bytes.HasPrefix(after, []byte("endstream")) {
			return stream{d, body[:int(n)]}, start + int(n), true
		}
	}
	n := bytes.Index(body, []byte("endstream"))
	if n < 0 {
		n = len(body)
	}
	return stream{d, body[:n]}, start + n, true
}

// packed takes up the objects that are kept in a stream.
func (f *file) packed(s stream) {
	if s.dict["Type"] != name("ObjStm") {
		return
	}
	b, _ := f.unpack(s)
	count, _ := s.dict["N"].(float64)
	first, _ := s.dict["First"].(float64)
	head := lexer{b: b, budget: f.budget}
	for i := 0; i < int(count) && !f.budget.isEmpty(); i++ {
		number, ok := head.value().(float64)
		offset, ok2 := head.value().(float64)
		at := first + offset
		if !ok || !ok2 || at < 0 || at >= float64(len(b)) {
			return
		}
		l := lexer{b: b, at: int(at), budget: f.budget}
		f.objects[int(number)] = l.value()
	}
}

// get follows references to what they mean.
func (f *file) get(v any) any {
	for range 8 {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		v = f.objects[int(r)]
	}
	return nil
}

func (f *file) dict(v any) dict {
	switch v := f.get(v).(type) {
	case dict:
		return v
	case stream:
		return v.dict
	}
	return nil
}

func (f *file) array(v any) array {
	a, _ := f.get(v).(array)
	return a
}

func (f *file) number(v any) (float64, bool) {
	n, ok := f.get(v).(float64)
	return n, ok
}

// numbers reads an array of exactly n numbers.
func (f *file) numbers(v any, n int) ([]float64, bool) {
	a := f.array(v)
	if len(a) != n {
		return nil, false
	}
	out := make([]float64, n)
	for i := range a {
		var ok bool
		if out[i], ok = f.number(a[i]); !ok {
			return nil, false
		}
	}
	return out, true
}

func (f *file) name(v any) name {
	n, _ := f.get(v).(name)
	return n
}

// unpack undoes the filters of a stream. It reports whether that is all of it.
func (f *file) unpack(s stream) ([]byte, bool) {
	filters := f.array(s.dict["Filter"])
	if n := f.name(s.dict["Filter"]); n != "" {
		filters = array{n}
	}
	params := f.array(s.dict["DecodeParms"])
	if d := f.dict(s.dict["DecodeParms"]); d != nil {
		params = array{d}
	}
	b, whole := s.raw, true
	for i, filter := range filters {
		if i < len(params) {
			if p, ok := f.number(f.dict(params[i])["Predictor"]); ok && p > 1 {
				return nil, false // text and objects are never packed so
			}
		}
		var r io.Reader
		switch f.name(filter) {
		case "FlateDecode", "Fl":
			z, err := zlib.NewReader(bytes.NewReader(b))
			if err != nil {
				return nil, false
			}
			r = z
		case "ASCII85Decode", "A85":
			text, _, _ := bytes.Cut(bytes.TrimPrefix(bytes.TrimSpace(b), []byte("<~")), []byte("~>"))
			r = ascii85.NewDecoder(bytes.NewReader(text))
		case "ASCIIHexDecode", "AHx":
			text, _, _ := bytes.Cut(b, []byte(">"))
			r = bytes.NewReader(unhex(text))
		default:
			return nil, false
		}
		var err error
		b, err = io.ReadAll(io.LimitReader(r, min(maxStream, int64(max(f.budget.left, 0)))+1))
		if !f.budget.spend(len(b)) || err != nil || len(b) > maxStream {
			whole = false
		}
	}
	return b, whole
}
