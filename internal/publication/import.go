package publication

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/document"
	"gongkai/internal/ref"
)

// Import begins a draft from a docx file: title, 文号, 成文日期, text and pictures. The import says what was taken and what was
// not; document's errors say why a file is not taken at all.
func (s *Service) Import(ctx context.Context, by act.Actor, key string, column int64, name string, r io.ReaderAt, size int64) (ID, *document.Import, error) {
	im, err := document.ReadDOCX(name, r, size, document.Limits{})
	if err != nil {
		return 0, nil, fmt.Errorf("import %s: %w", fileName(name), err)
	}
	v := Version{Column: column, Title: im.Title, DocNo: im.DocNo, FormedOn: im.FormedOn, Genre: genreOf(im.Title), Subject: "科技、教育／教育", Format: RichText}
	for i, p := range im.Pictures {
		f, err := s.picture(ctx, p.Content, i+1)
		if err != nil {
			return 0, nil, fmt.Errorf("import %s: %w", fileName(name), err)
		}
		if _, have := v.File(f.Code()); !have {
			v.Files = append(v.Files, f)
		}
		p.Src = inlineFiles + f.Code()
	}
	v.Body = im.Doc.HTML()
	id, err := s.Start(ctx, by, key, v)
	return id, im, err
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

// Plain turns the draft's rich text into plain text: what can be read stays, tables become lines. Pictures go.
func (v Version) Plain() Version {
	if v.Format == RichText {
		v.Body, v.Format, v.Files = v.Text(), PlainText, attached(v.Files)
	}
	return v
}

// ToPlain makes a draft's rich text plain, so that it can be written on where the editor does not run.
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
