package agency

import "testing"

func TestContactsAreTold(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][2]bool{
		"13800000000": {true, false}, "0393-8888888": {true, false}, "+86 (393) 888888": {true, false}, "12345": {false, false}, "": {false, false}, "电话": {false, false},
		"name@example.com": {false, true}, "<name@example.com>": {false, false}, "示例 <name@example.com>": {false, false}, "name@": {false, false},
	} {
		if got := [2]bool{IsPhone(s), IsEmail(s)}; got != want {
			t.Errorf("%q: telephone, e-mail: %v, want %v", s, got, want)
		}
	}
}
