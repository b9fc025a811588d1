package desk

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"gongkai/internal/catalog"
	"gongkai/internal/credit"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/report"
	"gongkai/internal/report/website"
	"gongkai/internal/workday"
)

// cargoKind is how the desk deals with what an item releases besides its text. What is nil is done as for an item without.
type cargoKind struct {
	page string // address of a page of its own, where the item is shown and decided
	edit string // where its draft is changed, in the place of the item's form

	show func(w http.ResponseWriter, r *http.Request, status int, it *publication.Item, problem error) error // the page of its own
	due  func(ctx context.Context, it *publication.Item) (workday.Date, error)                               // by when it must be out
	view func(ctx context.Context, it *publication.Item) (*EditionView, error)                               // what the reviewer sees of it
}

// cargoOf looks up how an item's cargo is dealt with; every case of a kind of cargo is here.
func (d *Desk) cargoOf(it *publication.Item) cargoKind {
	id := it.Version.Cargo.Ref.ID
	switch it.Version.Cargo.Ref.Kind {
	case credit.BatchRef:
		return cargoKind{page: batchURL(id), show: d.batchPage, due: d.batchDue}
	case catalog.EditionRef:
		return cargoKind{edit: fmt.Sprintf("/desk/editions/%d", id), view: d.editionCargo}
	case report.Ref:
		return cargoKind{view: d.reportCargo}
	case website.Ref:
		return cargoKind{view: d.websiteCargo}
	}
	return cargoKind{}
}

func batchURL(id int64) string { return "/desk/batches/" + strconv.FormatInt(id, 10) }

// itemURL is where an item is shown at the desk.
func itemURL(it *publication.Item) string {
	if it.Version.Cargo.Ref.Kind == credit.BatchRef {
		return batchURL(it.Version.Cargo.Ref.ID)
	}
	return "/desk/items/" + strconv.FormatInt(int64(it.ID), 10)
}

// decisionPage shows the page on which an item is decided.
func (d *Desk) decisionPage(w http.ResponseWriter, r *http.Request, status int, it *publication.Item, problem error) error {
	if show := d.cargoOf(it).show; show != nil {
		return show(w, r, status, it, problem)
	}
	return d.reviewPage(w, r, status, it, problem)
}

// far is no due day, after all others.
var far = workday.NewDate(9999, 12, 31)

// dueOf is the last day for an item to be out, or far.
func (d *Desk) dueOf(ctx context.Context, it *publication.Item) (workday.Date, error) {
	if due := d.cargoOf(it).due; due != nil {
		return due(ctx, it)
	}
	if yearly, ok, err := d.yearly(ctx, it.Version.Cargo); ok || err != nil {
		return yearly.Due, err
	}
	os, err := d.Obligations.Obligations(ctx, obligation.Filter{Subject: ref.To(publication.Ref, it.ID), Rule: law.Publish, Limit: 1})
	if err != nil || len(os) == 0 || !os[0].Open() {
		return far, err
	}
	return os[0].Due, nil
}

// yearly is by when what an item releases for a year must be out, and whether there is such a day: a 更正版 has none.
func (d *Desk) yearly(ctx context.Context, c publication.Cargo) (law.Deadline, bool, error) {
	rule, year, out := law.AnnualReport, 0, false
	switch c.Ref.Kind {
	case report.Ref:
		_, saved, err := d.Reports.Owner(ctx, c.Ref.ID)
		if err != nil {
			return law.Deadline{}, false, err
		}
		year, out = saved.Year, saved.Figures != nil
	case website.Ref:
		_, saved, err := d.Website.Owner(ctx, c.Ref.ID)
		if err != nil {
			return law.Deadline{}, false, err
		}
		rule, year, out = law.WebsiteReport, saved.Year, saved.Last() != nil
	default:
		return law.Deadline{}, false, nil
	}
	if out {
		return law.Deadline{}, false, nil
	}
	due, err := law.Due(d.Calendars.Calendar(), rule, workday.NewDate(year, 12, 31), law.Options{})
	return due, true, err
}

// batchDue is when the earliest decision of a batch is due.
func (d *Desk) batchDue(ctx context.Context, it *publication.Item) (workday.Date, error) {
	b, err := d.Credit.Batch(ctx, 0, credit.BatchID(it.Version.Cargo.Ref.ID))
	if err != nil {
		return far, err
	}
	due, err := law.Due(d.Calendars.Calendar(), law.LicencePublicity, b.Earliest, law.Options{})
	return due.Due, err
}

// editionCargo is the edition that an item carries, as the reviewer sees it.
func (d *Desk) editionCargo(ctx context.Context, it *publication.Item) (*EditionView, error) {
	e, err := d.Editions.Edition(ctx, catalog.EditionID(it.Version.Cargo.Ref.ID))
	if err != nil {
		return nil, err
	}
	view, err := d.editionView(ctx, e)
	if err == nil && e.Root != it.Version.Cargo.Root {
		view.Stale = "这个版本的内容在送审后有变动，与本稿所附的不一致，不能发布。请退回拟稿人重新导入。"
	}
	return view, err
}
