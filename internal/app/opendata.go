package app

import (
	"net/http"
	"strings"

	"gongkai/internal/publication"
	"gongkai/internal/web"
	"gongkai/internal/web/api"
	"gongkai/internal/web/portal"
)

// openData is the public side for machines.
func (a *App) openData(facts *facts, finder publication.Finder) *api.API {
	return api.New(api.Services{
		Units: a.DB, Columns: a.DB, Editions: a.Editions, Items: a.Items, List: a.DB, Credit: a.Credit, Reports: a.Reports, Log: a.DB, Finder: finder, Now: a.now,
	}, a.Config.Server.URL, func() string { return facts.get().Name }, a.log)
}

// public is the public side, for people and for machines. Without a finder nothing is searched.
func (a *App) public(facts *facts, finder publication.Finder, missed func(text string), address func(*http.Request) string, uploads *web.Uploads) (*portal.Portal, *api.API) {
	open := a.openData(facts, finder)
	return portal.New(portal.Services{
		Units: a.DB, Columns: a.DB, Standard: a.Assignments, Editions: a.Editions, Items: a.Items, List: a.DB, Credit: a.Credit, Reports: a.Reports, Website: a.Website, Log: a.DB, Signer: a.Signer,
		Finder: finder, Shared: a.DB.Postgres() != nil, Missed: missed, Corrections: a.Corrections, Requests: a.Requests, Letters: a.Letters, Challenges: web.NewChallenges(a.Keys), Address: address, Calendar: a.Calendars.Calendar, Now: a.now, Uploads: uploads, Endpoints: open.Endpoints(),
	}, facts.get, a.Config.Server.URL, a.secure(), a.log), open
}

// failing answers errors of the public side: machines with a problem they can read, people with a page.
func failing(pub *portal.Portal, open *api.API) func(w http.ResponseWriter, r *http.Request, err error) (status, n int) {
	return func(w http.ResponseWriter, r *http.Request, err error) (status, n int) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			return open.Fail(w, r, err)
		}
		return pub.Fail(w, r, err)
	}
}
