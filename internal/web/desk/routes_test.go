package desk

import (
	"testing"

	"gongkai/internal/agency"
)

// TestEveryRouteDeclaresWhoMayUseIt also says what each declaration means for five kinds of visitors.
func TestEveryRouteDeclaresWhoMayUseIt(t *testing.T) {
	t.Parallel()
	d := &Desk{demo: &Demo{}}
	visitors := map[string]*agency.Person{
		"nobody": nil, "writer": {Roles: []agency.Role{agency.Writer}}, "inspector": {Roles: []agency.Role{agency.Inspector}},
		"audit": {Roles: []agency.Role{agency.AuditAdmin}},
	}
	open := map[string]bool{"/desk/sign-in": true, "/desk/tour": true, "/desk/samples/{name}": true, "/desk/demo/session": true, "/desk/demo/reset": true}
	harmless := map[string]bool{"/desk/sign-out": true, "/desk/ledger": true} // they change no record
	for _, rt := range d.Routes() {
		if rt.Need.Name() == "" {
			t.Errorf("%s %s declares nothing", rt.Method, rt.Pattern)
		}
		if rt.Need.Allows(visitors["nobody"]) != open[rt.Pattern] {
			t.Errorf("%s %s: nobody signed in is allowed: %v", rt.Method, rt.Pattern, !open[rt.Pattern])
		}
		for _, reader := range []string{"inspector", "audit"} {
			if rt.Method == "POST" && !open[rt.Pattern] && !harmless[rt.Pattern] && rt.Need.Allows(visitors[reader]) {
				t.Errorf("%s %s lets %s change something", rt.Method, rt.Pattern, reader)
			}
		}
		if rt.Method == "GET" && rt.Need.Name() == "signed-in" && !rt.Need.Allows(visitors["inspector"]) {
			t.Errorf("GET %s shuts the inspector out", rt.Pattern)
		}
	}
}
