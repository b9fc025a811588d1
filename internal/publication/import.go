package publication

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/document"
	"gongkai/internal/ref"
)

// Import begins a draft from a docx file: title, 文号, 成文日期, text and pictures. A text without tables, lists and pictures
// becomes plain text, which can be written on here. The import says what was taken and what was not; document's errors say
// why a file is not taken at all.
func (s *Service) Import(ctx context.Context, by act.Actor, key string, column int64, name string, r io.ReaderAt, size int64) (ID, *document.Import, error) {
	im, err := document.ReadDOCX(name, r, size, document.Limits{})
	if err != nil {
		return 0, nil, fmt.Errorf("import %s: %w", fileName(name), err)
	}
	v := Version{Column: column, Title: im.Title, DocNo: im.DocNo, FormedOn: im.FormedOn, Genre: genreOf(im.Title), Subject: "科技、教育／教育", Format: RichText}
	for i, p := range im.Pictures {
		digest, err := s.files.Put(ctx, p.Content)
		if err != nil {
			return 0, nil, err
		}
		kind := pictureKind(p.Content)
		f := File{Name: fmt.Sprintf("图%d.%s", i+1, kind), Digest: digest, Size: int64(len(p.Content)), Kind: kind, Inline: true}
		if _, have := v.File(f.Code()); !have {
			v.Files = append(v.Files, f)
		}
		p.Src = inlineFiles + f.Code()
	}
	numberedHeadings(im.Doc)
	if v.Body = im.Doc.HTML(); isPlain(im.Doc) {
		v.Body, v.Format = im.Doc.Text(), PlainText
	}
	id, err := s.Start(ctx, by, key, v)
	return id, im, err
}

// numberedHeadings makes headings of short paragraphs that are numbered as official documents number them, as in plain text.
func numberedHeadings(d *document.Doc) {
	for _, b := range d.Blocks {
		p, ok := b.(*document.Paragraph)
		if !ok || p.Heading > 0 || p.List != document.NoList || p.Align != document.Left {
			continue
		}
		var text strings.Builder
		for _, r := range p.Runs {
			text.WriteString(r.Text)
		}
		switch s := text.String(); {
		case !heading(s):
		case firstLevel.MatchString(s):
			p.Heading = 1
		case secondLevel.MatchString(s):
			p.Heading = 2
		}
	}
}

// genreOf is the genre that a title ends in.
func genreOf(title string) string {
	for _, g := range Genres {
		if strings.HasSuffix(title, g) {
			return g
		}
	}
	return Genres[len(Genres)-1]
}

func pictureKind(b []byte) document.Kind {
	k := document.Sniff(strings.NewReader(string(b)), int64(len(b)))
	return cmp.Or(k, document.PNG)
}

// isPlain reports whether plain text says all that a document says.
func isPlain(d *document.Doc) bool {
	for _, b := range d.Blocks {
		p, ok := b.(*document.Paragraph)
		if !ok || p.List != document.NoList || p.Align == document.Center {
			return false
		}
		for _, r := range p.Runs {
			if r.Sub || r.Sup || r.Link != "" || strings.Contains(r.Text, "\n") {
				return false
			}
		}
	}
	return true
}

// Plain turns the draft's rich text into plain text: what can be read stays, tables become lines. Pictures go.
func (v Version) Plain() Version {
	if v.Format == RichText {
		v.Body, v.Format = v.Text(), PlainText
		kept := v.Files[:0:0]
		for _, f := range v.Files {
			if !f.Inline {
				kept = append(kept, f)
			}
		}
		v.Files = kept
	}
	return v
}

// ToPlain makes a draft's rich text plain, so that it can be written on without an editor.
func (s *Service) ToPlain(ctx context.Context, by act.Actor, id ID) error {
	return s.rewrite(ctx, id, func(it *Item, now time.Time) (act.Act, error) {
		if err := it.CanEdit(by); err != nil {
			return act.Act{}, fmt.Errorf("make item %d plain: %w", id, err)
		}
		plain := it.Version.Plain()
		if plain.Digest() != it.Version.Digest() {
			it.reopen()
			plain.No = it.Version.No
		}
		it.Version, it.Changed = plain, now
		return act.New(by, now, "publication.edit", ref.To(Ref, id), plain.Digest(), plain.Title), nil
	})
}
