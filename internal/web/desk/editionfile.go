package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// EditionFiles are the files that go out with an edition: photos of leaders, flow charts.
type EditionFiles struct {
	Title  string
	Hint   string
	Files  []ItemFile
	Action string // where files are handed in; empty: they are only looked at
	Upload layout.Field
}

// editionFiles lays out the files of the item that carries an edition; nil where the kind has none.
func (d *Desk) editionFiles(e *catalog.Edition, it *publication.Item, edits bool) *EditionFiles {
	way := wayOf(e.Kind)
	if way.files == "" || it == nil {
		return nil
	}
	out := &EditionFiles{Title: way.files, Hint: way.hint, Files: d.files(it, false)}
	if edits {
		out.Action = editionURL(e) + "/files"
		out.Upload = layout.Field{Kind: layout.File, Name: "file", Label: "加文件", Accept: attachable, Multiple: true}
		for i := range out.Files {
			out.Files[i].Remove = layout.Action{Text: "移除", URL: strings.Replace(out.Files[i].URL, fmt.Sprintf("/desk/items/%d", it.ID), editionURL(e), 1) + "/removal"}
		}
	}
	return out
}

// belongs reports whether a file of an edition before goes on with this one.
func belongs(e *catalog.Edition, f publication.File) (bool, error) {
	switch e.Kind {
	case catalog.Powers:
		powers, err := catalog.PowersOf(e)
		return slices.ContainsFunc(powers, func(p catalog.Power) bool { return p.Flow == f.Name }), err
	case catalog.Profile:
		p, err := catalog.ProfileOf(e)
		if err != nil {
			return false, err
		}
		name := strings.TrimSuffix(f.Name, path.Ext(f.Name))
		return slices.ContainsFunc(p.Leaders, func(l catalog.ProfileLeader) bool { return l.Name == name }), nil
	case catalog.Standard:
	}
	return false, nil
}

// keptFiles are the files of the edition in force that the new one still names.
func (d *Desk) keptFiles(ctx context.Context, e *catalog.Edition) ([]publication.File, error) {
	before, err := d.Editions.Current(ctx, e.Kind, e.Unit)
	if isNoEdition(err) || err == nil && before.Item == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	it, err := d.Items.Public(ctx, publication.ID(before.Item))
	if errors.Is(err, publication.ErrWithdrawn) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []publication.File
	for _, f := range it.Version.Files {
		goesOn, err := belongs(e, f)
		if err != nil {
			return nil, err
		}
		if goesOn {
			out = append(out, f)
		}
	}
	return out, nil
}

// draftFiles loads the draft of the path with the item that carries it, if the person may change it.
func (d *Desk) draftFiles(r *http.Request) (*catalog.Edition, *publication.Item, error) {
	e, err := d.editionOf(r)
	if err != nil {
		return nil, nil, err
	}
	if err := d.mayImport(r.Context(), who(r), e.Kind, e.Unit); err != nil {
		return nil, nil, err
	}
	it, err := d.carrier(r.Context(), e)
	if err == nil && (it == nil || e.State != catalog.EditionDraft) {
		err = catalog.ErrEditionClosed
	}
	return e, it, err
}

// attachToEdition takes files into the item that carries a draft, each by itself; those that may not be taken are told.
func (d *Desk) attachToEdition(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxItemForm)
	if err := web.ReadForm(r, formMemory); err != nil {
		return err
	}
	e, it, err := d.draftFiles(r)
	if err != nil {
		return err
	}
	removed, refused, err := d.attachAll(r, it.ID, "")
	if err != nil {
		return err
	}
	if removed != "" {
		d.flash(w, "已移除", removed)
	}
	if err := refused.Err(); err != nil {
		return d.editionPage(w, r, http.StatusUnprocessableEntity, e, err)
	}
	return seeOther(w, r, editionURL(e))
}

func (d *Desk) detachFromEdition(w http.ResponseWriter, r *http.Request) error {
	e, it, err := d.draftFiles(r)
	if err != nil {
		return err
	}
	if err := d.Items.Detach(r.Context(), who(r).Actor(), it.ID, r.PathValue("code")); err != nil {
		return err
	}
	d.flash(w, "已移除", "文件已从这个版本移除。")
	return seeOther(w, r, editionURL(e))
}
