package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/internal/demo"
	"gongkai/internal/store/storetest"
	"gongkai/internal/workday"
)

func searchFor(words string) string { return "/search?q=" + url.QueryEscape(words) }

// indexed lets the index of a node follow what has been done.
func (s *site) indexed(t *testing.T) {
	t.Helper()
	if err := s.current.Load().search.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestThePublicFindsWhatItLooksFor(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	v.get(searchFor(demo.SearchWords)).shows("条含有")
	article := s.result.Samples.Article
	it := mustItem(t, s, article)
	at := `href="/items/` + strconv.FormatInt(int64(article), 10) + `"`
	for _, words := range []string{it.Version.Title, it.Version.DocNo, it.IndexNo} {
		v.get(searchFor(words)).shows(at)
	}
	v.get(searchFor("教师资格")+"&unit=yizhong").shows("没有找到", "去掉筛选条件")
	v.get(searchFor("招生") + "&sort=date").shows("<b>发布日期</b>")
	v.get(searchFor("第一中学")).shows("直达", `href="/units/yizhong"`)
	v.get(searchFor("教室资格")).shows("没有找到含有“教室资格”的信息", "您要找的是不是", "申请公开")
	v.get(searchFor(strings.Repeat("长", 201))).shows("检索内容太长")
	v.get("/search").shows("请在页面上方输入")
	v.get(searchFor(`<script>"x`)).shows("&lt;script&gt;")
	for _, path := range []string{"&unit=nowhere", "&column=nowhere", "&year=abc", "&genre=诗", "&validity=x", "&page=0"} {
		if v.get(searchFor("招生") + path); v.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, v.status)
		}
	}
	if v.get("/columns/policy?validity=invalid"); v.status != http.StatusOK {
		t.Errorf("list of what holds no more: %d", v.status)
	}
}

// TestWhatIsNotFoundComesToTheDesk: the question is listed, somebody adds a synonym, and the next who asks finds.
func TestWhatIsNotFoundComesToTheDesk(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v, office, school := s.visitor(t), s.as(t, "局办公室"), s.as(t, "学校")
	v.get(searchFor(demo.SearchWords)).shows("条含有")
	for _, words := range []string{"娃娃上学", "娃娃上学", "410901200001011234", "13900000000"} {
		v.get(searchFor(words)).shows("没有找到")
	}
	s.current.Load().saveViews(t.Context())
	office.get("/desk/words").shows("娃娃上学", "2 次", "已处理")
	if strings.Contains(office.body, "410901") || strings.Contains(office.body, "1390000") {
		t.Error("a number was noted")
	}
	school.get("/desk/words").shows("娃娃上学")
	if school.post("/desk/words", url.Values{"words": {"甲乙 丙丁"}}); school.status != http.StatusForbidden {
		t.Errorf("a school changes the synonyms: %d", school.status)
	}
	office.post("/desk/words", url.Values{"words": {"招生\n娃娃上学 招生"}}).shows("第 1 行只有“招生”一个词", "娃娃上学 招生")
	office.post("/desk/words", url.Values{"words": {"娃娃上学 招生"}}).shows("已保存")
	s.indexed(t)
	v.get(searchFor("娃娃上学")).shows("同时查找了：招生")
	office.post("/desk/words/settled", url.Values{"text": {"娃娃上学"}}).shows("已处理", "没有待处理的")
	s.current.Load().saveViews(t.Context())
	office.get("/desk/words").shows("没有待处理的") // whatever was asked before that is settled too
	office.post("/desk/words/settled", url.Values{"text": {"娃娃上学"}}).shows("没有办成")
}

// TestAReleaseIsFoundOnEveryNode: soon after it, and never after its withdrawal, on two nodes over PostgreSQL.
func TestAReleaseIsFoundOnEveryNode(t *testing.T) {
	t.Parallel()
	s := startDemo(t, storetest.PostgresURL(t))
	other := secondNode(t, s)
	x := school{s, s.as(t, "学校"), s.as(t, "学校负责人")}
	id := s.result.Samples.SchoolDraft
	item := "/desk/items/" + strconv.FormatInt(int64(id), 10)
	v := mustItem(t, s, id).Version
	v.Title, v.Summary, v.FormedOn = "示例市鹦鹉螺号开放日安排", "安排。", workday.DateOf(s.clock.Now())
	x.clerk.send(item, itemForm(v, "1"), map[string][]byte{"附件.txt": []byte("集合地点在紫藤长廊"), "日程.pdf": sampleOf(t, "plain.pdf")}).shows("已送审")

	found := func(words string) (nodes int) {
		for _, node := range []http.Handler{s, other} {
			w := httptest.NewRecorder()
			node.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, searchFor(words), nil))
			if strings.Contains(w.Body.String(), "找到 1 条") {
				nodes++
			}
		}
		return nodes
	}
	if n := found("鹦鹉螺"); n != 0 {
		t.Fatalf("a draft is found on %d nodes", n)
	}
	x.pass(t, id)
	released := time.Now()
	for _, words := range []string{"鹦鹉螺", "紫藤长廊", "银杏报告厅"} {
		for found(words) < 2 {
			if time.Since(released) > 10*time.Second {
				t.Fatalf("%s is found on %d nodes", words, found(words))
			}
			time.Sleep(5 * time.Millisecond) // nothing but the change feed tells the nodes
		}
	}
	t.Logf("found on both nodes %v after the signature was answered", time.Since(released).Round(time.Millisecond))
	x.head.post(item+"/withdrawal", url.Values{"reason": {"活动取消"}, "password": {s.password("学校负责人")}}).shows("已撤下")
	if n := found("鹦鹉螺"); n != 0 {
		t.Errorf("withdrawn, and found on %d nodes", n)
	}
}

// TestLeavingTheSiteIsSaid: a link outside is shown with its host in plain letters and followed by the visitor alone; what is no address
// of a site is a page that does not exist.
func TestLeavingTheSiteIsSaid(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	v := s.visitor(t)
	v.get("/go?u="+url.QueryEscape("https://教育.example.com/a?b=<c>")).shows("您即将离开本网站", "xn--wcvs22d.example.com", "继续访问", "noindex")
	for _, to := range []string{"", "javascript:alert(1)", "//example.com/", "/desk/", "https://", "https://user@example.com/", "ftp://example.com/", "data:text/html,x", "https://" + strings.Repeat("a", 2001) + ".com"} {
		if v.get("/go?u=" + url.QueryEscape(to)); v.status != http.StatusNotFound || v.at != "/go" {
			t.Errorf("%.40s: %d at %s", to, v.status, v.at)
		}
	}
	v.get("/").shows(`href="/go?u=https%3A%2F%2Fbszs.conac.cn%2F"`, `href="https://zfwzgl.www.gov.cn/"`)
}
