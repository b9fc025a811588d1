package document

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// docxParts are the parts of a docx file that has been inspected.
type docxParts struct {
	files map[string]*zip.File
	main  string              // the part with the text
	links map[string]relation // of the main part, by id
}

// relation leads from one part to another, or outside.
type relation struct {
	kind, target string // kind is the end of the type: image, header
	external     bool
}

func openParts(r io.ReaderAt, size int64) (*docxParts, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	p := &docxParts{files: make(map[string]*zip.File, len(archive.File)), main: "word/document.xml"}
	for _, file := range archive.File {
		p.files[file.Name] = file
	}
	top, err := p.relations("")
	if err != nil {
		return nil, err
	}
	for _, rel := range top {
		if rel.kind == "officeDocument" && p.files[rel.target] != nil {
			p.main = rel.target
		}
	}
	if p.files[p.main] == nil {
		return nil, errors.Join(ErrUnreadable, errors.New("no main part"))
	}
	p.links, err = p.relations(p.main)
	return p, err
}

// relations returns where a part leads, by id: nothing if it leads nowhere.
func (p *docxParts) relations(part string) (map[string]relation, error) {
	folder, base := path.Split(part)
	text, err := p.read(folder+"_rels/"+base+".rels", maxKept)
	if text == nil || err != nil {
		return nil, err
	}
	list, err := parseRelations(text)
	if err != nil {
		return nil, err
	}
	out := make(map[string]relation, len(list))
	for _, r := range list {
		rel := relation{kind: path.Base(r.Type), target: r.Target, external: strings.EqualFold(r.Mode, "External")}
		if !rel.external {
			target, rooted := strings.CutPrefix(r.Target, "/")
			if !rooted {
				target = path.Join(folder, r.Target)
			}
			rel.target = target
		}
		out[r.ID] = rel
	}
	return out, nil
}

// related returns the names of the parts of a kind that the text leads to, in the order of their names.
func (p *docxParts) related(kind string) []string {
	var out []string
	seen := make(map[string]bool)
	for _, rel := range p.links {
		if rel.kind == kind && !rel.external && p.files[rel.target] != nil && !seen[rel.target] {
			seen[rel.target] = true
			out = append(out, rel.target)
		}
	}
	slices.Sort(out)
	return out
}

// read returns a part of at most limit bytes, nil if there is none of that name.
func (p *docxParts) read(name string, limit int64) ([]byte, error) {
	file := p.files[name]
	if file == nil {
		return nil, nil
	}
	in, err := file.Open()
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	defer in.Close() //nolint:errcheck // read only
	content, err := io.ReadAll(io.LimitReader(in, limit+1))
	switch {
	case err != nil:
		return nil, errors.Join(ErrUnreadable, err)
	case int64(len(content)) > limit:
		return nil, ErrTextTooLong
	}
	return content, nil
}

// stream calls read with a part's elements. A part that is not there has none.
func (p *docxParts) stream(name string, read func(*xmlStream) error) error {
	file := p.files[name]
	if file == nil {
		return nil
	}
	in, err := file.Open()
	if err != nil {
		return errors.Join(ErrUnreadable, err)
	}
	defer in.Close() //nolint:errcheck // read only
	bounded := &io.LimitedReader{R: in, N: maxPart}
	err = read(newXMLStream(bounded))
	if bounded.N <= 0 {
		return ErrTextTooLong
	}
	return err
}
