// Package oidc signs staff in through another house: a provider that speaks OpenID Connect, such as the city's 统一身份认证.
// The provider says who somebody is; whether that name has an account here, and whether it is in use, package account says.
// No account is ever made from what a provider says.
package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"gongkai/internal/fault"
)

// Config is the section [oidc] of the configuration. Without an issuer there is no single sign-on.
type Config struct {
	Issuer       string `toml:"issuer" doc:"统一身份认证（OpenID Connect）的签发者网址。留空则不启用。"`
	ClientID     string `toml:"client_id" doc:"在统一身份认证登记的应用标识。回调地址登记为 server.url 加 /desk/sign-in/oidc/callback。"`
	SecretFile   string `toml:"secret_file" doc:"存放应用密钥的文件。" secret:"file"`
	Name         string `toml:"name" doc:"登录按钮上的名称。" default:"统一身份认证"`
	Claim        string `toml:"claim" doc:"令牌里哪一项是本系统的账号。" default:"preferred_username"`
	SecondFactor string `toml:"second_factor" doc:"本系统的验证码：amr 对方已验第二因素则不再问，always 一律要问，never 一律不问。" default:"amr"`
}

// The answers that Config.SecondFactor takes.
const (
	AskUnlessDone = "amr"
	AskAlways     = "always"
	AskNever      = "never"
)

// Check returns every mistake of the section.
func (c Config) Check() []string {
	if c.Issuer == "" {
		return nil
	}
	var out []string
	loopback := strings.HasPrefix(c.Issuer, "http://127.0.0.1:") || strings.HasPrefix(c.Issuer, "http://localhost:")
	if !strings.HasPrefix(c.Issuer, "https://") && !loopback {
		out = append(out, "oidc.issuer 应为 https 网址。")
	}
	if c.ClientID == "" || c.SecretFile == "" {
		out = append(out, "填写了 oidc.issuer，还须填写 oidc.client_id 和 oidc.secret_file。")
	}
	if c.Claim == "" {
		out = append(out, "oidc.claim 不能留空。")
	}
	if !slices.Contains([]string{AskUnlessDone, AskAlways, AskNever}, c.SecondFactor) {
		out = append(out, "oidc.second_factor 只能是 amr、always 或 never。")
	}
	return out
}

// What the person is told. The reason itself is in the log.
var (
	ErrProvider = fault.New(fault.Unauthenticated, "oidc-provider", "统一身份认证暂时无法使用，请稍后再试，或用本系统的账号登录。")
	ErrState    = fault.New(fault.Unauthenticated, "oidc-state", "登录已超时或不是从本页开始的，请重新登录。")
	ErrToken    = fault.New(fault.Unauthenticated, "oidc-token", "统一身份认证返回的信息未通过核验，没有登录。请重试；仍不行请联系系统管理员。")
	ErrDenied   = fault.New(fault.Unauthenticated, "oidc-denied", "您在统一身份认证取消了登录，或对方没有同意。")
	ErrNoLogin  = fault.New(fault.Unauthenticated, "oidc-no-login", "统一身份认证没有给出您的账号名，请联系系统管理员。")
)

// Client speaks to one provider. It is safe for concurrent use. The provider is looked up when somebody first signs in, so
// that this server starts without it.
type Client struct {
	config   Config
	secret   string
	redirect string
	http     *http.Client
	now      func() time.Time

	mu       sync.Mutex
	provider *oidc.Provider // nil until found; guarded by mu
}

// New returns a client; redirect is the address that the provider sends people back to.
func New(c Config, secret, redirect string, now func() time.Time) *Client {
	return &Client{config: c, secret: secret, redirect: redirect, http: &http.Client{Timeout: 10 * time.Second}, now: now}
}

// Name is what the provider is called on the sign-in page.
func (c *Client) Name() string { return c.config.Name }

// Trip is one way to the provider and back. It stays with the browser that began it.
type Trip struct{ State, Nonce, Verifier string }

// Identity is who came back.
type Identity struct {
	Login  string
	Factor bool // the second factor is still to be asked here
}

func (c *Client) find(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.provider == nil {
		// The keys are fetched again later, when no request's context lives any more.
		p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), c.http), c.config.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("find provider: %w", errors.Join(ErrProvider, err))
		}
		c.provider = p
	}
	return c.provider, &oauth2.Config{
		ClientID: c.config.ClientID, ClientSecret: c.secret, Endpoint: c.provider.Endpoint(), RedirectURL: c.redirect,
		Scopes: []string{oidc.ScopeOpenID, "profile"},
	}, nil
}

// Begin returns the provider's address to send somebody to, and the trip to keep.
func (c *Client) Begin(ctx context.Context) (string, Trip, error) {
	_, o, err := c.find(ctx)
	if err != nil {
		return "", Trip{}, err
	}
	t := Trip{random(), random(), oauth2.GenerateVerifier()}
	return o.AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)), t, nil
}

func random() string {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// Answer is what the provider's redirect brings.
type Answer struct{ State, Code, Error string }

// Finish takes the answer to a trip: it trades the code for a token and checks the token's signature, issuer, audience, time
// and nonce.
func (c *Client) Finish(ctx context.Context, t Trip, a Answer) (Identity, error) {
	if t.State == "" || subtle.ConstantTimeCompare([]byte(t.State), []byte(a.State)) != 1 {
		return Identity{}, ErrState
	}
	if a.Error != "" {
		return Identity{}, fmt.Errorf("provider answers %.60q: %w", a.Error, ErrDenied)
	}
	p, o, err := c.find(ctx)
	if err != nil {
		return Identity{}, err
	}
	token, err := o.Exchange(oidc.ClientContext(ctx, c.http), a.Code, oauth2.VerifierOption(t.Verifier))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) && refused.Response.StatusCode < 500 {
			return Identity{}, fmt.Errorf("exchange code: %s: %w", refused.ErrorCode, ErrToken) // the body may hold secrets
		}
		return Identity{}, fmt.Errorf("exchange code: %w", errors.Join(ErrProvider, err))
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := p.Verifier(&oidc.Config{ClientID: c.config.ClientID, Now: c.now}).Verify(oidc.ClientContext(ctx, c.http), raw)
	if err != nil {
		return Identity{}, fmt.Errorf("verify token: %w", errors.Join(ErrToken, err))
	}
	if subtle.ConstantTimeCompare([]byte(verified.Nonce), []byte(t.Nonce)) != 1 {
		return Identity{}, fmt.Errorf("verify token: another nonce: %w", ErrToken)
	}
	claims := map[string]any{}
	if err := verified.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("read claims: %w", errors.Join(ErrToken, err))
	}
	login, _ := claims[c.config.Claim].(string)
	if login == "" {
		if login, err = c.ask(oidc.ClientContext(ctx, c.http), p, token, verified.Subject); err != nil {
			return Identity{}, fmt.Errorf("claim %s: %w", c.config.Claim, errors.Join(ErrNoLogin, err))
		}
	}
	if login = strings.TrimSpace(login); login == "" {
		return Identity{}, fmt.Errorf("claim %s: %w", c.config.Claim, ErrNoLogin)
	}
	return Identity{login, c.asks(claims["amr"])}, nil
}

// ask asks the provider's userinfo for a claim that the token leaves out, as many do to keep tokens short. The answer must be
// about the subject of the token.
func (c *Client) ask(ctx context.Context, p *oidc.Provider, token *oauth2.Token, subject string) (string, error) {
	info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return "", err
	}
	if info.Subject != subject {
		return "", errors.New("userinfo is about somebody else")
	}
	claims := map[string]any{}
	if err := info.Claims(&claims); err != nil {
		return "", err
	}
	login, _ := claims[c.config.Claim].(string)
	return login, nil
}

// second are the methods of RFC 8176 that are more than a password.
var second = []string{"mfa", "otp", "hwk", "sc", "fpt", "face", "iris"}

// asks reports whether the second factor is to be asked here, given how the provider says it was done there.
func (c *Client) asks(amr any) bool {
	switch c.config.SecondFactor {
	case AskAlways:
		return true
	case AskNever:
		return false
	}
	methods, _ := amr.([]any)
	for _, m := range methods {
		if name, ok := m.(string); ok && slices.Contains(second, name) {
			return false
		}
	}
	return true
}
