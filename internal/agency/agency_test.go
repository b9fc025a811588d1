package agency

import (
	"errors"
	"testing"

	"gongkai/internal/fault"
)

func TestPersonReadsOnly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		roles []Role
		want  bool
	}{
		"no role":         {nil, true},
		"inspector":       {[]Role{Inspector}, true},
		"two that read":   {[]Role{Inspector, AuditAdmin}, true},
		"one that writes": {[]Role{Inspector, Writer}, false},
		"unknown role":    {[]Role{"former-role"}, true},
	} {
		if got := (&Person{Roles: c.roles}).ReadOnly(); got != c.want {
			t.Errorf("%s: ReadOnly %v, want %v", name, got, c.want)
		}
	}
}

func TestPersonHasOneOfTheRoles(t *testing.T) {
	t.Parallel()
	p := &Person{Roles: []Role{Writer, Signer}}
	if !p.Has(Signer) || !p.Has(UnitHead, Writer) || p.Has(UnitHead) || p.Has() || (&Person{}).Has(Writer) {
		t.Error("Has is wrong")
	}
}

// law: 条例 20
// TestWhoSeesWhatIsNotPublic: people of the unit, and five roles of all units; the administrators see nothing of the business of others.
func TestWhoSeesWhatIsNotPublic(t *testing.T) {
	t.Parallel()
	all := map[Role]bool{GeneralOffice: true, DisclosureHead: true, DeputyLeader: true, Inspector: true, InfoCentre: true}
	for _, r := range Roles {
		p := &Person{Unit: 1, Roles: []Role{r.Role}}
		if !p.Sees(1) || p.Sees(2) != all[r.Role] || p.Oversees() != all[r.Role] {
			t.Errorf("%s: sees the own unit %v, another %v", r.Name, p.Sees(1), p.Sees(2))
		}
	}
	if p := (&Person{Unit: 1}); !p.Sees(1) || p.Sees(2) {
		t.Error("somebody without a role sees less or more than the own unit")
	}
}

func TestUnitMustSayWhatIsPublicAboutIt(t *testing.T) {
	t.Parallel()
	u := Unit{Code: "jyj", USCC: "114109000000000009", Name: "示例市教育局", Short: "市教育局", Kind: Bureau, Duty: DutyAgency, Functions: "教育", Address: "路1号", Hours: "9:00", Phone: "0530-1", Head: "负责人"}
	if err := u.Validate(); err != nil {
		t.Error(err)
	}
	var fs fault.Fields
	if err := (&Unit{}).Validate(); !errors.As(err, &fs) || len(fs) != 11 {
		t.Errorf("empty unit: %v, want eleven mistakes at once", err)
	}
	u.Hours = ""
	if err := u.Validate(); !errors.As(err, &fs) || len(fs) != 1 || fs[0].Name != "hours" {
		t.Errorf("no hours: %v", err)
	}
	u.Hours = "9:00"
	for code, wrong := range map[string]bool{"jyj": false, "yi-zhong2": false, "J": true, "j": true, "1a": true, "a_b": true, "a/b": true} {
		if u.Code = code; (u.ValidateName() != nil) != wrong {
			t.Errorf("code %q: %v", code, u.ValidateName())
		}
	}
	if u.Code, u.USCC = "jyj", "114109000000000008"; u.Validate() == nil {
		t.Error("a wrong check digit was taken")
	}
}
