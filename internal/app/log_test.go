package app

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gongkai/internal/ledger"
)

// TestLogIsSearched: by person, deed and days, page by page, by those who may look; nothing is found twice or left out.
func TestLogIsSearched(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u, clerk := s.as(t, "检查员"), s.as(t, "学校")
	const path = "/desk/ledger/act/entries"
	if clerk.get(path); clerk.status != http.StatusForbidden {
		t.Errorf("a clerk looks through everybody's deeds: %d", clerk.status)
	}
	u.get("/desk/ledger").shows(path, "全部记录")
	u.get(path).shows("办理登记簿", "经手", "更早的记录")
	u.get(path + "?kind=退回").shows("退回")
	if strings.Contains(u.body, `<td class="nb">起稿</td>`) {
		t.Error("another deed is shown")
	}
	u.get(path + "?who=示例人员戊").shows("示例人员戊")
	if strings.Contains(u.body, `<td class="nb">示例人员己</td>`) {
		t.Error("another person's deeds are shown")
	}
	u.get(path+"?from=2026-11-19&to=2026-11-19").shows("2026-11-19 1", `value="2026-11-19"`)
	if strings.Contains(u.body, "2026-11-18 ") || strings.Contains(u.body, "2026-11-20 0") {
		t.Error("another day is shown")
	}
	u.get(path + "?who=没有这个人").shows("没有这样的记录")
	if u.get(path+"?from=昨天").shows("读不懂", "昨天"); u.status != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none: %d", u.status)
	}
	if u.get(path + "?before=x"); u.status != http.StatusNotFound {
		t.Errorf("a place that is none: %d", u.status)
	}
	head, err := s.app.DB.Head(t.Context(), ledger.Release)
	if err != nil {
		t.Fatal(err)
	}
	seen, next := map[string]bool{}, "/desk/ledger/release/entries"
	for pages := 0; next != "" && pages < 100; pages++ {
		u.get(next)
		for _, m := range regexp.MustCompile(`<td class="num">(\d+)</td>`).FindAllStringSubmatch(u.body, -1) {
			if seen[m[1]] {
				t.Errorf("entry %s is shown twice", m[1])
			}
			seen[m[1]] = true
		}
		next = ""
		if m := regexp.MustCompile(`href="([^"]+before=\d+)"`).FindStringSubmatch(u.body); m != nil {
			next = m[1]
		}
	}
	if int64(len(seen)) != head.Size {
		t.Errorf("%d entries of %d", len(seen), head.Size)
	}
}

// TestSignInsAreSeenByAuditors: everybody's by those who audit, one's own by everybody.
func TestSignInsAreSeenByAuditors(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	stranger, clerk, auditor := s.visitor(t), s.as(t, "学校"), s.as(t, "审计管理员")
	const secret = "My-Secret-Password"
	stranger.post("/desk/sign-in", url.Values{"login": {secret}, "password": {"x"}, "code": {"000000"}})
	if clerk.get("/desk/sign-ins"); clerk.status != http.StatusForbidden {
		t.Errorf("a clerk looks at everybody's sign-ins: %d", clerk.status)
	}
	clerk.get("/desk/account").shows("最近的登录")
	auditor.get("/desk/").shows("登录记录")
	auditor.get("/desk/sign-ins").shows("没有这个账号", "口令或验证码不对", "127.0.0.1")
	if strings.Contains(strings.ToLower(auditor.body), strings.ToLower(secret)) {
		t.Error("what was typed as a name is kept")
	}
	auditor.get("/desk/sign-ins?who=没有这个人").shows("没有这样的记录")
	auditor.get("/desk/sign-ins?outcome=in").shows("登录")
	if auditor.get("/desk/sign-ins?to=昨天").shows("读不懂", "昨天"); auditor.status != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none: %d", auditor.status)
	}
}
