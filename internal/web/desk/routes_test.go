package desk

import (
	"strings"
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
	system, security := &agency.Person{Roles: []agency.Role{agency.SystemAdmin}}, &agency.Person{Roles: []agency.Role{agency.SecurityAdmin}}
	open := map[string]bool{
		"/desk/sign-in": true, "/desk/tour": true, "/desk/samples/{name}": true, "/desk/demo/session": true, "/desk/demo/reset": true,
		"/desk/setup": true, "/desk/sign-in/oidc": true, "/desk/sign-in/oidc/callback": true,
	}
	harmless := map[string]bool{ // they change no record, or the person's own account alone
		"/desk/sign-out": true, "/desk/ledger": true, "/desk/account/password": true, "/desk/account/factor": true,
		"/desk/account/recovery": true, "/desk/account/sessions": true,
	}
	for _, rt := range d.Routes() {
		if what := rt.Undeclared(); what != "" {
			t.Errorf("%s %s does not say %s", rt.Method, rt.Pattern, what)
		}
		if rt.Need.Allows(visitors["nobody"]) != open[rt.Pattern] {
			t.Errorf("%s %s: nobody signed in is allowed: %v", rt.Method, rt.Pattern, !open[rt.Pattern])
		}
		for _, reader := range []string{"inspector", "audit"} {
			if rt.Method == "POST" && !open[rt.Pattern] && !harmless[rt.Pattern] && rt.Need.Allows(visitors[reader]) {
				t.Errorf("%s %s lets %s change something", rt.Method, rt.Pattern, reader)
			}
		}
		if rt.Method == "POST" && rt.Need.Allows(system) && rt.Need.Allows(security) && rt.Need.Name() == "roles" {
			t.Errorf("%s %s lets both the system and the security administrator change something", rt.Method, rt.Pattern)
		}
		for _, prefix := range []string{"/desk/people", "/desk/units", "/desk/departments"} {
			if strings.HasPrefix(rt.Pattern, prefix) && rt.Need.Allows(visitors["writer"]) {
				t.Errorf("%s %s lets a writer in", rt.Method, rt.Pattern)
			}
		}
		if rt.Method == "GET" && rt.Need.Name() == "signed-in" && !rt.Need.Allows(visitors["inspector"]) {
			t.Errorf("GET %s shuts the inspector out", rt.Pattern)
		}
	}
}

func TestDeviceIsSaidInWords(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"": "未知设备", "x": "其他设备",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0": "Windows 电脑，Edge",
		"Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0":                                                    "Linux 电脑，火狐",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1":       "iPhone，Safari",
		"Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/110 Mobile Safari/537.36 MicroMessenger/8.0":                     "安卓手机，微信",
		"Mozilla/5.0 (X11; Linux x86_64 UOS) Chrome/110 Safari/537.36":                                                              "统信 UOS 电脑，Chrome",
		"Go-http-client/1.1": "程序",
	} {
		if got := device(agent); got != want {
			t.Errorf("%s: %q, want %q", agent, got, want)
		}
	}
}
