package desk

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"gongkai/internal/agency"
	"gongkai/internal/catalog"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// EditionView is an edition with what it changes, of whatever kind.
type EditionView struct {
	Heading string // 所附版本
	Note    string // 第2版，38 行
	Sum     string // 增 2 行，改 1 行，删 0 行
	First   bool   // there is nothing to compare with
	Stale   string // why it is not what the item carries; empty: it is
	Root    string
	Full    layout.Link // where all of it is; zero: it is all here
	Changes []EditionChange
	Rows    []EditionLine
}

// EditionChange is a row that comes, goes or changes.
type EditionChange struct {
	Sign  string // 增, 删, 改
	Label string // 0501 招生管理／学校介绍
	Cells []CellChange
}

// CellChange is a cell before and after; of a row that comes or goes one of them is empty.
type CellChange struct {
	Name, Before, After string
	Runs                []DiffRun // of a paragraph of text: what changed within it, in the place of Before and After
}

// EditionLine is a row with all its cells.
type EditionLine struct {
	Label string
	Cells []layout.Fact
}

// EditionPage shows one edition: a draft before it is sent on, or one that was in force.
type EditionPage struct {
	Frame
	Heading  string
	State    layout.State
	Sentence string
	Stages   []Stage
	Error    *FormError
	Facts    []layout.Fact
	View     EditionView
	Submit   layout.Action
	Again    layout.Link // import another file in its place
	Drop     layout.Action
	After    []string
	Files    *EditionFiles // nil: the kind has none, or no item carries it yet
}

// EditionPast is an edition in the history.
type EditionPast struct {
	Title string
	URL   string
	State layout.State
	Basis string
	Rows  string
	When  string
	Item  layout.Link // the item that carried it
}

// editionState is the state of an edition in its box.
func editionState(s catalog.EditionState) layout.State {
	switch s {
	case catalog.EditionInForce:
		return layout.Achieved(s.Name())
	case catalog.EditionDraft:
		return layout.InHand(s.Name())
	}
	return layout.NotApplicable(s.Name())
}

// editionView lays out an edition and what it changes.
func (d *Desk) editionView(ctx context.Context, e *catalog.Edition) (*EditionView, error) {
	rows, err := e.List()
	if err != nil {
		return nil, err
	}
	diff, err := d.Editions.Changes(ctx, e)
	if err != nil {
		return nil, err
	}
	way := wayOf(e.Kind)
	view := &EditionView{Heading: e.Kind.Name(), Note: fmt.Sprintf("第%d版，%d 行", e.No, e.Rows), Root: groups(e.Root), First: e.No == 1}
	for _, r := range rows {
		view.Rows = append(view.Rows, editionLine(way.rowName(r.Key(), r.Label()), r))
	}
	if view.First {
		view.Sum = "首版，没有可以比较的现行版本"
		return view, nil
	}
	view.Sum = fmt.Sprintf("增 %d 行，改 %d 行，删 %d 行，%d 行不变", len(diff.Added), len(diff.Changed), len(diff.Removed), diff.Same)
	for _, part := range []struct {
		sign string
		rows []catalog.RowChange
	}{{"增", diff.Added}, {"改", diff.Changed}, {"删", diff.Removed}} {
		for _, r := range part.rows {
			c := EditionChange{Sign: part.sign, Label: way.rowName(r.Key, r.Label)}
			for _, cell := range r.Cells {
				c.Cells = append(c.Cells, CellChange{Name: cell.Name, Before: cell.Before, After: cell.After})
			}
			view.Changes = append(view.Changes, c)
		}
	}
	return view, nil
}

// editionLine lays out a row with all its cells.
func editionLine(label string, r catalog.EditionRow) EditionLine {
	line := EditionLine{Label: label}
	for _, c := range r.Cells() {
		line.Cells = append(line.Cells, layout.Fact{Name: c.Name, Value: orNothing(c.Value)})
	}
	return line
}

func orNothing(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func (d *Desk) editionRoutes() []web.Route {
	keepers := web.Holding(append([]agency.Role{agency.Writer}, catalog.EditionKeepers...)...) // a writer in the own unit: CanStage
	return []web.Route{
		{Method: "GET", Pattern: "/desk/editions/{id}", Names: web.OfUnit("edition"), Need: web.SignedIn(), Handle: d.edition},
		{Method: "POST", Pattern: "/desk/editions/{id}/submission", Names: web.OfUnit("edition"), Need: keepers, Handle: d.submitEdition},
		{Method: "POST", Pattern: "/desk/editions/{id}/removal", Names: web.OfUnit("edition"), Need: keepers, Handle: d.dropEdition},
		{Method: "POST", Pattern: "/desk/editions/{id}/files", Names: web.OfUnit("edition"), Need: keepers, Upload: true, Handle: d.attachToEdition},
		{Method: "POST", Pattern: "/desk/editions/{id}/files/{code}/removal", Names: web.OfUnit("edition"), Need: keepers, Upload: true, Handle: d.detachFromEdition},
	}
}

// editionOf loads the edition of the path. A draft is shown to those who see unpublished items of its unit.
func (d *Desk) editionOf(r *http.Request) (*catalog.Edition, error) {
	n, err := id(r)
	if err != nil {
		return nil, err
	}
	e, err := d.Editions.Edition(r.Context(), catalog.EditionID(n))
	if err != nil {
		return nil, err
	}
	if e.Released.IsZero() && !who(r).Sees(e.Unit) {
		return nil, catalog.ErrNoEdition
	}
	return e, nil
}

func (d *Desk) edition(w http.ResponseWriter, r *http.Request) error {
	e, err := d.editionOf(r)
	if err != nil {
		return err
	}
	return d.editionPage(w, r, http.StatusOK, e, nil)
}

func (d *Desk) editionPage(w http.ResponseWriter, r *http.Request, status int, e *catalog.Edition, problem error) error {
	ctx, p, way := r.Context(), who(r), wayOf(e.Kind)
	home := way.home(e.Unit)
	f, err := d.frame(w, r, e.Title(), home, layout.Link{Text: e.Kind.Name(), URL: home}, layout.Link{Text: fmt.Sprintf("第%d版", e.No)})
	if err != nil {
		return err
	}
	view, err := d.editionView(ctx, e)
	if err != nil {
		return err
	}
	page := EditionPage{
		Frame: f, Heading: e.Title(), State: editionState(e.State), View: *view,
		Facts: []layout.Fact{{Name: "调整依据", Value: e.Basis, Wide: true}, {Name: "导入", Value: stamp(e.Created)}, {Name: "行数", Value: fmt.Sprint(e.Rows)}},
	}
	if !e.Released.IsZero() {
		page.Facts = append(page.Facts, layout.Fact{Name: "发布", Value: stamp(e.Released)})
	}
	it, err := d.carrier(ctx, e)
	if err != nil {
		return err
	}
	if it != nil {
		page.Facts = append(page.Facts, layout.Fact{Name: "稿件", Value: fmt.Sprintf("稿 %d，%s", it.ID, stateOf(it).Word), URL: itemURL(it)})
	}
	page.Files = d.editionFiles(e, it, false)
	if e.State == catalog.EditionDraft && e.Kind.CanStage(p, e.Unit) == nil && (it == nil || it.CanEdit(p.Actor()) == nil) {
		page.Files = d.editionFiles(e, it, true)
		page.Sentence, page.Stages, page.After = way.sentence, way.stages(1), way.after
		page.Submit = layout.Action{Text: "送审", URL: fmt.Sprintf("/desk/editions/%d/submission", e.ID), Primary: true}
		page.Drop = layout.Action{Text: "放弃这个版本", URL: fmt.Sprintf("/desk/editions/%d/removal", e.ID)}
		page.Again = layout.Link{Text: way.again, URL: home + way.entrance}
		if it != nil && it.State == publication.Returned && len(it.Steps) > 0 {
			last := it.Steps[len(it.Steps)-1]
			page.Error = &FormError{Title: last.Stage.Name() + "退回：" + last.Opinion, Text: last.Name + "，" + stamp(last.At) + "。请改好后再送审。"}
		}
	}
	if problem != nil {
		if page.Error, _, err = asFormError(problem, "没有办成"); err != nil {
			return err
		}
	}
	return d.show(w, r, status, Edition(page))
}

// carrier is the item that carries an edition, nil where there is none yet.
func (d *Desk) carrier(ctx context.Context, e *catalog.Edition) (*publication.Item, error) {
	if e.Item == 0 {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	return d.List.Item(ctx, publication.ID(e.Item))
}

// mayImport returns nil if a person may bring another content for a kind and unit now, or why not.
func (d *Desk) mayImport(ctx context.Context, p *agency.Person, kind catalog.EditionKind, unit int64) error {
	if err := kind.CanStage(p, unit); err != nil {
		return err
	}
	e, err := d.Editions.Draft(ctx, kind, unit)
	if isNoEdition(err) {
		return nil
	}
	if err != nil {
		return err
	}
	it, err := d.carrier(ctx, e)
	if err != nil || it == nil {
		return err
	}
	if it.State != publication.Draft && it.State != publication.Returned {
		return catalog.ErrEditionPassing
	}
	return it.CanEdit(p.Actor())
}

// sendEdition gives a draft edition to the gate, and the item on its way.
func (d *Desk) sendEdition(ctx context.Context, p *agency.Person, e *catalog.Edition) error {
	item, err := d.carryEdition(ctx, p, e)
	if err != nil {
		return err
	}
	return d.Items.Submit(ctx, p.Actor(), item)
}

// carryEdition gives a draft edition to an item, which goes no further yet.
func (d *Desk) carryEdition(ctx context.Context, p *agency.Person, e *catalog.Edition) (publication.ID, error) {
	v, err := d.editionVersion(ctx, e)
	if err != nil {
		return 0, err
	}
	item, err := d.Items.Carry(ctx, p.Actor(), publication.ID(e.Item), v)
	if err != nil || int64(item) == e.Item {
		return item, err
	}
	return item, d.Editions.Attach(ctx, p.Actor(), e.ID, int64(item))
}

// cut keeps the beginning of a text.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// editionColumn is the column in which editions are announced: the first of some codes that there is.
func editionColumn(columns []catalog.Column, codes []string) int64 {
	for _, code := range codes {
		if i := slices.IndexFunc(columns, func(c catalog.Column) bool { return c.Code == code }); i >= 0 {
			return int64(columns[i].ID)
		}
	}
	return 0
}

func (d *Desk) submitEdition(w http.ResponseWriter, r *http.Request) error {
	e, err := d.editionOf(r)
	if err != nil {
		return err
	}
	p := who(r)
	if err = d.mayImport(r.Context(), p, e.Kind, e.Unit); err == nil {
		err = d.sendEdition(r.Context(), p, e)
	}
	if err != nil {
		return d.editionPage(w, r, http.StatusUnprocessableEntity, e, err)
	}
	d.flash(w, "已送审", e.Title()+"已送初审，签发后生效。")
	return seeOther(w, r, wayOf(e.Kind).home(e.Unit))
}

func (d *Desk) dropEdition(w http.ResponseWriter, r *http.Request) error {
	e, err := d.editionOf(r)
	if err != nil {
		return err
	}
	p := who(r)
	if err = d.mayImport(r.Context(), p, e.Kind, e.Unit); err == nil {
		err = d.Editions.Drop(r.Context(), p, e.ID, obligation.Cancelled{
			Key: obligation.Key{Rule: law.Publish, Subject: ref.To(publication.Ref, e.Item)}, Reason: "版本已放弃",
		})
	}
	if err != nil {
		return d.editionPage(w, r, http.StatusUnprocessableEntity, e, err)
	}
	d.flash(w, "已放弃", e.Title()+"不再办理，现行版本不变。")
	return seeOther(w, r, wayOf(e.Kind).home(e.Unit))
}
