package desk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/screening"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// maxItemForm is an item's form with the files chosen at once; formMemory is how much of it lies in memory; maxBody is a text with
// the pictures that were put into it since it was saved.
const (
	maxItemForm = 64 << 20
	formMemory  = 1 << 20
	maxBody     = 10 << 20
)

// attachable is what the file dialogue offers.
const attachable = ".pdf,.docx,.xlsx,.pptx,.csv,.txt,.png,.jpg,.jpeg,.gif"

// readItemForm reads the form of an item, and lets in the pictures that lie in its text; its files wait at the door. Its errors are
// those of web.Uploads.Pictures, besides those of the form.
func (d *Desk) readItemForm(w http.ResponseWriter, r *http.Request) error {
	if err := readTyped(w, r); err != nil {
		return err
	}
	for _, body := range r.PostForm["body"] {
		if err := d.Uploads.Pictures(r, publication.PicturesIn(body)); err != nil {
			return err
		}
	}
	return nil
}

// readItemButton reads the form of an item for a button that takes nothing of its text.
func readItemButton(w http.ResponseWriter, r *http.Request) error {
	err := readTyped(w, r)
	r.Form.Del("body")
	r.PostForm.Del("body")
	return err
}

// readTyped reads a form that is large for its files and small for what is typed.
func readTyped(w http.ResponseWriter, r *http.Request) error {
	limit := int64(maxForm + 3*maxBody) // Chinese takes three times its room in a form of this kind
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		limit = maxItemForm
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if err := web.ReadForm(r, formMemory); err != nil {
		return err
	}
	typed := 0
	for name, values := range r.PostForm {
		for _, v := range values {
			if name == "body" && len(v) <= maxBody {
				continue
			}
			typed += len(v)
		}
	}
	if typed > maxForm {
		return web.ErrBodyTooLarge
	}
	return nil
}

// attach takes the files of the form into the draft, each by itself; those that may not be taken are told, the others stay.
func (d *Desk) attach(w http.ResponseWriter, r *http.Request, id publication.ID) error {
	removed, refused, err := d.attachAll(r, id, "附件")
	if err != nil {
		return err
	}
	if err := refused.Err(); err != nil {
		it, loadErr := d.Items.Item(r.Context(), who(r), id)
		if loadErr != nil {
			return errors.Join(err, loadErr)
		}
		if removed != "" {
			d.flash(w, "已移除", removed) // told on the next page: this one says what was refused
		}
		return d.itemForm(w, r, http.StatusUnprocessableEntity, it, err, "")
	}
	return d.afterSave(w, r, id, removed)
}

// attachAll takes in the files of the form. It returns what was removed from pictures, in sentences, and what was not taken; the files
// are called by what they are.
func (d *Desk) attachAll(r *http.Request, id publication.ID, what string) (removed string, refused fault.Fields, err error) {
	defer web.Forget(r)
	var all []publication.Cleaned
	for _, up := range d.Uploads.In(r, "file") {
		out, err := d.attachOne(r, id, up)
		if f, ok := fault.Of(err); ok {
			refused.Add("file", "%s《%s》没有收下：%s", what, shownName(up.Name), f.Text)
		} else if err != nil {
			return "", nil, err
		} else if len(out.Notes) > 0 {
			all = append(all, out)
		}
	}
	return removedText(all), refused, nil
}

func (d *Desk) attachOne(r *http.Request, id publication.ID, up *web.Upload) (out publication.Cleaned, err error) {
	f, err := up.Open()
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return d.Items.Attach(r.Context(), who(r).Actor(), id, up.Name, f, up.Size)
}

// maxRemovedTold is how many pictures are told of one by one: the line travels in a cookie.
const maxRemovedTold = 3

// removedText tells what was removed from pictures, those with findings first.
func removedText(all []publication.Cleaned) string {
	slices.SortStableFunc(all, func(a, b publication.Cleaned) int { return min(1, len(b.Found)) - min(1, len(a.Found)) })
	var text strings.Builder
	for i, one := range all {
		if i == maxRemovedTold {
			fmt.Fprintf(&text, "另有 %d 幅图片自带的信息也已移除。", len(all)-i)
			break
		}
		one.File = shownName(one.File)
		text.WriteString(one.String())
	}
	return text.String()
}

// shownName is a file's name as a message may repeat it.
func shownName(name string) string {
	name = strings.ToValidUTF8(name[strings.LastIndexAny(name, `/\`)+1:], "?")
	if r := []rune(name); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return name
}

func (d *Desk) detach(w http.ResponseWriter, r *http.Request) error {
	if err := d.readItemForm(w, r); err != nil {
		return err
	}
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	v, err := parseVersion(r.PostForm, it)
	if err == nil { // the button is in the form: what was typed is kept
		err = d.Items.Edit(r.Context(), who(r).Actor(), it.ID, v)
	}
	if err == nil {
		err = d.Items.Detach(r.Context(), who(r).Actor(), it.ID, r.PathValue("code"))
	}
	if err != nil {
		return err
	}
	d.flash(w, "已移除附件", "其余内容已存草稿。")
	return seeOther(w, r, itemURL(it))
}

// file hands an attachment to somebody who may see the item.
func (d *Desk) file(w http.ResponseWriter, r *http.Request) error {
	it, err := d.itemOf(r)
	if err != nil {
		return err
	}
	f, ok := it.Version.File(r.PathValue("code"))
	if !ok {
		f, ok = it.Shown.File(r.PathValue("code"))
	}
	if !ok {
		return fmt.Errorf("file of item %d: %w", it.ID, publication.ErrNoFile)
	}
	b, err := d.Items.Content(r.Context(), f)
	if err != nil {
		return err
	}
	web.SendFile(w, r, web.File{Name: f.Name, Kind: f.Kind, Digest: string(f.Digest), Body: b})
	return nil
}

// files lists the attachments, with what the checks found in each.
func (d *Desk) files(it *publication.Item, edit bool) []ItemFile {
	var out []ItemFile
	for _, f := range it.Version.Files {
		if f.Inline {
			continue
		}
		at := fmt.Sprintf("/desk/items/%d/files/%s", it.ID, f.Code())
		x := ItemFile{ID: "f-" + f.Code(), Kind: string(f.Kind), Name: f.Name, URL: at, Note: layout.FileSize(f.Size)}
		for _, found := range it.Screened.Findings {
			if found.Level == screening.Block && strings.HasPrefix(found.Place, f.Place()) {
				x.Bad, x.Note = true, x.Note+"，有阻断项，请移除后改好再上传"
				break
			}
		}
		if edit {
			x.Remove = layout.Action{Text: "移除", URL: at + "/removal"}
		}
		out = append(out, x)
	}
	return out
}
