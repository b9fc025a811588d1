package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"gongkai/internal/web"
	"gongkai/internal/web/layout"
	"gongkai/internal/web/static"
)

// Sight is how a visitor wants to see the pages: 无障碍和长者设置. The pages are the same bytes for everybody; a sheet of the
// visitor's own, by a cookie, changes how they look. The zero Sight is as drawn.
type Sight struct {
	Size     int    // per cent: 125, 150, 200; 0: 100
	Contrast string // "light": black on white; "dark": white and yellow on black
	Spacing  bool
}

// elder is the preset for the elderly.
var elder = Sight{Size: 150, Spacing: true}

// String writes a Sight as the cookie has it: 150-dark-wide.
func (s Sight) String() string {
	parts := []string{strconv.Itoa(max(s.Size, 100))}
	if s.Contrast != "" {
		parts = append(parts, s.Contrast)
	}
	if s.Spacing {
		parts = append(parts, "wide")
	}
	return strings.Join(parts, "-")
}

// parseSight reads what String writes. Whatever it does not know is as drawn.
func parseSight(text string) Sight {
	var s Sight
	for part := range strings.SplitSeq(text, "-") {
		switch part {
		case "125", "150", "200":
			s.Size, _ = strconv.Atoi(part) // it is a number
		case "light", "dark":
			s.Contrast = part
		case "wide":
			s.Spacing = true
		}
	}
	return s
}

// css is the visitor's own sheet.
func (s Sight) css() string {
	var names []string
	if s.Size > 0 {
		names = append(names, "size-"+strconv.Itoa(s.Size))
	}
	if s.Size >= 150 {
		names = append(names, "medium", "large")
	}
	if s.Size >= 200 {
		names = append(names, "narrow", "largest")
	}
	if s.Spacing {
		names = append(names, "spacing")
	}
	if s.Contrast != "" {
		names = append(names, s.Contrast)
	}
	return static.Sight(names...)
}

func (p *Portal) sightCookie() string {
	if p.secure {
		return "__Host-sight"
	}
	return "sight"
}

func (p *Portal) sightOf(r *http.Request) Sight {
	c, err := r.Cookie(p.sightCookie())
	if err != nil {
		return Sight{}
	}
	return parseSight(c.Value)
}

// sightSheet is /a11y.css. It is the visitor's own and asked for with each page, so it is small and mostly unchanged.
func (p *Portal) sightSheet(w http.ResponseWriter, r *http.Request) error {
	css := p.sightOf(r).css()
	sum := sha256.Sum256([]byte(css))
	etag := `"` + hex.EncodeToString(sum[:8]) + `"`
	web.SecurityHeaders(w.Header())
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Cookie")
	h.Set("ETag", etag)
	if web.Matches(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Length", strconv.Itoa(len(css)))
	if r.Method == http.MethodHead {
		return nil
	}
	_, _ = w.Write([]byte(css)) // the client has gone; nobody is left to tell
	return nil
}

var settingsColumn = Column{"无障碍和长者设置", "概况信息", "调整字号、对比度和间距。", "无障碍 长者 适老 字号"}

// settings shows what is set. It is the visitor's own page and is not kept.
func (p *Portal) settings(w http.ResponseWriter, r *http.Request) error {
	s := p.sightOf(r)
	sp := SettingsPage{Frame: p.frame("无障碍和长者设置", "", settingsColumn, layout.Link{Text: "无障碍和长者设置", URL: "/settings"}), Back: backTo(r.URL.Query().Get("back"))}
	option := func(value, text string, chosen bool) layout.Option {
		return layout.Option{Value: value, Text: text, Chosen: chosen}
	}
	sp.Choices = []SettingChoice{
		{Name: "size", Label: "字号", Options: []layout.Option{
			option("100", "标准", s.Size == 0), option("125", "大（125%）", s.Size == 125), option("150", "特大（150%）", s.Size == 150), option("200", "最大（200%）", s.Size == 200),
		}},
		{Name: "contrast", Label: "对比度", Options: []layout.Option{
			option("", "标准", s.Contrast == ""), option("light", "白底黑字", s.Contrast == "light"), option("dark", "黑底白字黄链接", s.Contrast == "dark"),
		}},
		{Name: "spacing", Label: "行距和字距", Options: []layout.Option{option("", "标准", !s.Spacing), option("wide", "加大", s.Spacing)}},
	}
	sp.NoIndex = true
	page, err := web.Render(r.Context(), Settings(sp))
	if err != nil {
		return err
	}
	web.SecurityHeaders(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Content-Length", strconv.Itoa(len(page.Body)))
	if r.Method == http.MethodHead {
		return nil
	}
	_, _ = w.Write(page.Body) // the client has gone; nobody is left to tell
	return nil
}

// sightDays is how long a visitor's settings are remembered.
const sightDays = 365

// setSight remembers what a visitor chose, or a preset of one press, and leads back to the page it was chosen on.
func (p *Portal) setSight(w http.ResponseWriter, r *http.Request) error {
	var s Sight
	switch r.PostFormValue("preset") {
	case "elder":
		s = elder
		s.Contrast = p.sightOf(r).Contrast
	case "usual":
	default:
		s = parseSight(strings.Join([]string{r.PostFormValue("size"), r.PostFormValue("contrast"), r.PostFormValue("spacing")}, "-"))
	}
	c := &http.Cookie{Name: p.sightCookie(), Value: s.String(), Path: "/", MaxAge: sightDays * 24 * 3600, HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteLaxMode}
	if s == (Sight{}) {
		c.Value, c.MaxAge = "", -1
	}
	http.SetCookie(w, c)
	back := backTo(r.PostFormValue("back"))
	if back == "" {
		back = p.referrer(r)
	}
	web.NotKept(w.Header())
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

// referrer is the page of this site that a form was sent from.
func (p *Portal) referrer(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || backTo(u.RequestURI()) == "" {
		return "/settings"
	}
	return u.RequestURI()
}

// backTo returns a path of this site, or nothing for what is none: a browser drops control characters and reads \ as /.
func backTo(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, `\`) || strings.ContainsFunc(path, unicode.IsControl) || len(path) > 2000 {
		return ""
	}
	return path
}
