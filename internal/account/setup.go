package account

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Founder is one of the three administrators of the first start.
type Founder struct {
	Person  agency.Person
	Role    agency.Role
	From    workday.Date
	Account Account
}

// Founders are the administrators of the first start, in the order of the form.
var Founders = []agency.Role{agency.SystemAdmin, agency.SecurityAdmin, agency.AuditAdmin}

// Start is what the first start asks for. Names and logins are in the order of Founders.
type Start struct {
	Code   string // the code that serve printed
	Unit   agency.Unit
	Names  [3]string
	Logins [3]string
}

// ErrSetUp reports a second first start; ErrSetupCode a wrong code.
var (
	ErrSetUp     = fault.New(fault.Conflict, "set-up", "系统已经初始化，不能再次进行。请直接登录；账号由安全管理员建立。")
	ErrSetupCode = fault.New(fault.Forbidden, "setup-code", "初始化码不对。它由 gongkai serve 启动时打印在终端上。")
)

// IsNew reports whether there is no account yet.
func (s *Service) IsNew(ctx context.Context) (bool, error) {
	has, err := s.store.HasAccounts(ctx)
	return !has, err
}

// SetupCode is what the first start asks to be typed, so that whoever merely reaches the server cannot take it over. It comes
// from the root key: all nodes know it, nothing is stored, and it opens nothing once there is an account.
func (s *Service) SetupCode() string {
	sum := s.keys.Seed("setup code")
	b := make([]byte, 16)
	for i := range b {
		b[i] = readable[int(sum[i])%len(readable)]
	}
	return grouped(string(b))
}

// check returns every mistake of the form at once.
func (st *Start) check() fault.Fields {
	st.Unit.Trim()
	var fs fault.Fields
	_ = errors.As(st.Unit.ValidateName(), &fs) // nil, or fields and nothing else
	for i, role := range Founders {
		name := role.Info().Name
		st.Names[i], st.Logins[i] = strings.TrimSpace(st.Names[i]), strings.TrimSpace(st.Logins[i])
		if st.Names[i] == "" {
			fs.Add("name-"+string(role), "请填写%s的姓名。", name)
		}
		if why := checkLogin(st.Logins[i]); why != "" {
			fs.Add("login-"+string(role), "%s：%s", name, why)
		}
		for j := range i {
			if st.Names[i] != "" && st.Names[i] == st.Names[j] {
				fs.Add("name-"+string(role), "%s与%s不能是同一人（三员分立）。", name, Founders[j].Info().Name)
			}
			if st.Logins[i] != "" && st.Logins[i] == st.Logins[j] {
				fs.Add("login-"+string(role), "%s与%s的账号不能相同。", name, Founders[j].Info().Name)
			}
		}
	}
	return fs
}

// SetUp makes the bureau and the three administrators of a new store, in one act, and returns what each of them is handed.
func (s *Service) SetUp(ctx context.Context, st *Start, from Origin) ([]Slip, error) {
	if isNew, err := s.IsNew(ctx); err != nil || !isNew {
		if err == nil {
			err = ErrSetUp
		}
		return nil, err
	}
	if err := s.admitted(ctx, "", from); err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(typedCode(st.Code)), []byte(typedCode(s.SetupCode()))) != 1 {
		return nil, s.failed(ctx, "", 0, from, ErrSetupCode)
	}
	if err := st.check().Err(); err != nil {
		return nil, err
	}
	st.Unit.Kind, st.Unit.Duty = agency.Bureau, agency.DutyAgency
	var founders []Founder
	var slips []Slip
	for i, role := range Founders {
		password := random(4)
		a, secret := s.newAccount(st.Logins[i], password, 0)
		a.First = true
		founders = append(founders, Founder{agency.Person{Name: st.Names[i], Title: role.Info().Name}, role, s.today(), *a})
		slips = append(slips, Slip{role, st.Names[i], st.Logins[i], password, secret})
	}
	at := s.clock()
	err := s.store.SetUp(ctx, &st.Unit, founders, func() (act.Act, error) {
		return act.New(act.System, at, "account.set-up", ref.To(agency.UnitRef, st.Unit.ID), "", st.Unit.Name), nil
	})
	if err != nil {
		return nil, err
	}
	return slips, nil
}
