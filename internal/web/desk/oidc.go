package desk

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"gongkai/internal/account"
	"gongkai/internal/account/oidc"
	"gongkai/internal/fault"
	"gongkai/internal/web"
	"gongkai/internal/web/layout"
)

// A trip to the provider and back stays with the browser, sealed, for ten minutes; so does who came back until the code is
// typed here.
const (
	tripTime    = 10 * time.Minute
	tripPurpose = "oidc trip"
	backPurpose = "oidc back"
)

// trip is what the browser keeps meanwhile.
type trip struct {
	oidc.Trip
	Login string    `json:",omitempty"` // who came back
	Next  string    // where to go afterwards
	Until time.Time // real time
}

func (d *Desk) tripCookie() string { return d.cookieName() + "_oidc" }

func (d *Desk) sealTrip(t trip, purpose string) (string, error) {
	b, err := json.Marshal(t)
	return base64.RawURLEncoding.EncodeToString(d.Keys.Seal(b, purpose)), err
}

// openTrip returns what was sealed, or ErrState when it is too old or not ours.
func (d *Desk) openTrip(value, purpose string) (trip, error) {
	var t trip
	b, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return t, oidc.ErrState
	}
	if b, err = d.Keys.Open(b, purpose); err != nil {
		return t, oidc.ErrState
	}
	if err := json.Unmarshal(b, &t); err != nil || time.Now().After(t.Until) {
		return t, oidc.ErrState
	}
	return t, nil
}

func (d *Desk) leaveForProvider(w http.ResponseWriter, r *http.Request) error {
	if d.SSO == nil {
		return web.ErrNoPage
	}
	to, t, err := d.SSO.Begin(r.Context())
	if err != nil {
		return d.notVouched(w, r, err)
	}
	value, err := d.sealTrip(trip{Trip: t, Next: next(r), Until: time.Now().Add(tripTime)}, tripPurpose)
	if err != nil {
		return err
	}
	d.setCookie(w, d.tripCookie(), value, int(tripTime.Seconds()))
	return seeOther(w, r, to)
}

// notVouched shows the sign-in page with the reason; what lies behind it is for the log.
func (d *Desk) notVouched(w http.ResponseWriter, r *http.Request, err error) error {
	f, ok := fault.Of(err)
	if !ok {
		return err
	}
	d.log.WarnContext(r.Context(), "single sign-on refused", "code", f.Code, "err", err)
	return d.signInPage(w, r, http.StatusUnauthorized, "", err)
}

func (d *Desk) comeFromProvider(w http.ResponseWriter, r *http.Request) error {
	if d.SSO == nil {
		return web.ErrNoPage
	}
	t, err := d.takeTrip(w, r)
	if err != nil {
		return d.notVouched(w, r, err)
	}
	q := r.URL.Query()
	id, err := d.SSO.Finish(r.Context(), t.Trip, oidc.Answer{State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error")})
	if err != nil {
		return d.notVouched(w, r, err)
	}
	if _, err := d.Accounts.Vouched(r.Context(), id.Login); err != nil {
		return d.notVouched(w, r, unknownHere(err))
	}
	t.Login = id.Login
	if id.Factor {
		return d.vouchedPage(w, r, http.StatusOK, t, nil)
	}
	value, err := d.Accounts.EnterVouched(r.Context(), id.Login, false, account.Credentials{}, d.origin(r))
	if err != nil {
		return d.notVouched(w, r, err)
	}
	return d.enterAt(w, r, value, t.Next)
}

// unknownHere says in this case's words that nobody here has that name.
func unknownHere(err error) error {
	if f, ok := fault.Of(err); ok && f.Is(account.ErrSignIn) {
		return account.ErrSignIn.Say("统一身份认证已通过，但本系统没有对应的账号。请联系安全管理员开立。")
	}
	return err
}

func (d *Desk) takeTrip(w http.ResponseWriter, r *http.Request) (trip, error) {
	c, err := r.Cookie(d.tripCookie())
	if err != nil {
		return trip{}, oidc.ErrState
	}
	d.setCookie(w, d.tripCookie(), "", -1) // a trip is made once
	return d.openTrip(c.Value, tripPurpose)
}

// vouchedPage asks somebody who came back for the code of the second factor.
func (d *Desk) vouchedPage(w http.ResponseWriter, r *http.Request, status int, t trip, problem error) error {
	t.Trip, t.Until = oidc.Trip{}, time.Now().Add(tripTime)
	ticket, err := d.sealTrip(t, backPurpose)
	if err != nil {
		return err
	}
	p := SigninPage{
		Frame: d.plainFrame("登录"), PortalURL: "/", Action: "/desk/sign-in/oidc", Hidden: []layout.Hidden{{Name: "ticket", Value: ticket}},
		User: layout.Field{Name: "login", Label: "账号", Value: t.Login, ReadOnly: true}, NoPassword: true,
		Code:   &layout.Field{Kind: layout.Code, Name: "code", Label: "验证码", Hint: d.SSO.Name() + "已通过，再填认证器里当前的 6 位数字。", Focus: true},
		Forgot: "认证器不在身边的，回到登录页用账号、口令和恢复码登录。", Notice: "连续 20 分钟不操作自动退出。",
	}
	if problem != nil {
		p.Error = &FormError{Title: "未能登录", Text: fault.Text(problem)}
	}
	return d.show(w, r, status, Signin(p))
}

func (d *Desk) enterVouched(w http.ResponseWriter, r *http.Request) error {
	if d.SSO == nil {
		return web.ErrNoPage
	}
	t, err := d.openTrip(r.PostFormValue("ticket"), backPurpose)
	if err != nil {
		return d.notVouched(w, r, err)
	}
	value, err := d.Accounts.EnterVouched(r.Context(), t.Login, true, account.Credentials{Code: r.PostFormValue("code")}, d.origin(r))
	if f, ok := fault.Of(err); ok && f.Kind == fault.Unauthenticated {
		return d.vouchedPage(w, r, http.StatusUnauthorized, t, err)
	}
	if err != nil {
		return err
	}
	return d.enterAt(w, r, value, t.Next)
}
