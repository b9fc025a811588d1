package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// TestWriterCannotReviewOwnDraft: not by the page, which offers nothing, and not by a form made by hand, for whichever step the
// writer holds the role too. The attempt is refused as such and stays in the log of what the staff did.
func TestWriterCannotReviewOwnDraft(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	ctx, r := t.Context(), s.result.Samples
	for name, c := range map[string]struct {
		item publication.ID
		role agency.Role // which the writer holds, too; none: the form is made by hand all the same
	}{
		"a step of others":           {r.BatchItem, ""},
		"a first review":             {r.FirstReview, agency.FirstReviewer},
		"a head's review that signs": {r.SchoolHead, agency.UnitHead},
	} {
		it := mustItem(t, s, c.item)
		account := ""
		for _, a := range s.result.Accounts {
			if int64(a.Person) == it.Writer {
				account = a.Role
			}
		}
		if account == "" {
			t.Fatalf("%s: the writer has no account", name)
		}
		if c.role != "" {
			if err := s.app.Staff.Appoint(ctx, act.Actor{Person: 987, Name: "示例"}, agency.PersonID(it.Writer), agency.Appointment{Role: c.role, From: workday.DateOf(s.clock.Now())}); err != nil {
				t.Fatal(err)
			}
		}
		u := s.as(t, account)
		at := fmt.Sprintf("/desk/items/%d", c.item)
		if u.get(at); strings.Contains(u.body, at+"/decision") {
			t.Errorf("%s: the page offers it to the writer", name)
		}
		before := it.Version.Digest()
		u.once(http.MethodPost, at+"/decision", url.Values{
			"decision": {"pass"}, "basis": {"不涉密"}, "opinion": {"同意"}, "digest": {before}, "password": {s.password(account)},
		})
		if u.shows("拟稿人不能审核自己的稿件"); u.status != http.StatusForbidden {
			t.Errorf("%s: %d, want 403", name, u.status)
		}
		after := mustItem(t, s, c.item)
		if after.State != it.State || after.Stage != it.Stage || len(after.Steps) != len(it.Steps) || !after.Changed.Equal(it.Changed) {
			t.Errorf("%s: the draft went from %s, step %d, to %s, step %d", name, it.State, it.Stage, after.State, after.Stage)
		}
		lines, err := s.app.DB.Lines(ctx, ledger.Acts, ref.To(publication.Ref, c.item), 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(lines) != 1 || lines[0].Kind != "publication.refuse-own" || lines[0].By != fmt.Sprint(it.Writer) {
			t.Errorf("%s: the log ends with %+v", name, lines)
		}
	}
}
