package app

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"gongkai/internal/web/desk"
)

var (
	postForm  = regexp.MustCompile(`(?s)<form[^>]*method="post"[^>]*>.*?</form>`)
	typedInto = regexp.MustCompile(`<(?:input|textarea|select)\b[^>]*\bid="f-[^>]*>`)
	// Rows of a form say once, in their legend or beside their heading, what goes into them.
	ofARow = regexp.MustCompile(`id="f-(?:department|leader)-\d+-|id="f-(?:quote|remark)-\d+"`)
)

// TestEveryFieldHasHelp: whatever is typed or chosen at the desk, beside the field stands what belongs there.
func TestEveryFieldHasHelp(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	bare, seen := map[string]string{}, 0
	for _, v := range s.visitors(t) {
		for _, rt := range new(desk.Desk).Routes() {
			if rt.Method != http.MethodGet || !rt.Need.Allows(v.person) || strings.Contains(rt.Pattern, "/facts") {
				continue
			}
			for _, path := range s.addresses(rt.Pattern) {
				if v.once(rt.Method, path, nil); v.status != http.StatusOK {
					continue
				}
				for _, form := range postForm.FindAllString(v.body, -1) {
					for _, field := range typedInto.FindAllString(form, -1) {
						if strings.Contains(field, `type="hidden"`) || strings.Contains(field, `type="radio"`) || ofARow.MatchString(field) {
							continue
						}
						seen++
						if !strings.Contains(field, "aria-describedby") && !strings.Contains(field, `type="checkbox"`) {
							bare[regexp.MustCompile(`id="f-[^"]*"`).FindString(field)+" "+rt.Pattern] = v.name
						}
					}
				}
			}
		}
	}
	for field, who := range bare {
		t.Errorf("%s, as %s: nothing says what belongs there", field, who)
	}
	if seen < 100 {
		t.Errorf("only %d fields were looked at", seen)
	}
}
