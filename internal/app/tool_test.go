package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"gongkai/internal/workday"
)

// tools is a client of the tools at an address.
func tools(t *testing.T, at string) *mcp.ClientSession {
	t.Helper()
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: at + "/mcp", DisableStandaloneSSE: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() }) // the test is over
	return c
}

func call(t *testing.T, c *mcp.ClientSession, name string, args map[string]any) (string, bool) {
	t.Helper()
	res, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: args})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Content) != 1 {
		t.Fatalf("%s: %d contents", name, len(res.Content))
	}
	return res.Content[0].(*mcp.TextContent).Text, res.IsError
}

// TestToolsReadAndCite: an item is found by number, 索引号 and address; the citation names its place in the log; nothing is offered
// that changes anything.
func TestToolsReadAndCite(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	c := tools(t, s.url)
	list, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, x := range list.Tools {
		names = append(names, x.Name)
		if !x.Annotations.ReadOnlyHint || *x.Annotations.DestructiveHint {
			t.Errorf("%s may change something", x.Name)
		}
	}
	if slices.Sort(names); !slices.Equal(names, []string{"cite", "read", "search"}) {
		t.Errorf("tools %v", names)
	}
	it := mustItem(t, s, s.result.Samples.Article)
	at := fmt.Sprintf("%s/items/%d", s.url, it.ID)
	for _, name := range []string{fmt.Sprint(it.ID), it.IndexNo, at, fmt.Sprintf("/items/%d", it.ID)} {
		text, failed := call(t, c, "read", map[string]any{"item": name})
		if failed || !strings.Contains(text, "索引号："+it.IndexNo) || !strings.Contains(text, it.Version.Text()[:60]) {
			t.Errorf("read %s: %.200s", name, text)
		}
	}
	text, failed := call(t, c, "cite", map[string]any{"item": it.IndexNo})
	want := fmt.Sprintf("濮阳市教育局. %s: %s[EB/OL]. (%s)[%s]. %s.\n", it.Version.Title, it.Version.DocNo, workday.DateOf(it.Released), workday.DateOf(s.clock.Now()), at)
	if failed || !strings.HasPrefix(text, want) || !strings.Contains(text, fmt.Sprintf("登记号：%d\n", it.Entry+1)) || !strings.Contains(text, it.Version.Digest()) {
		t.Errorf("cite: %s\nwant %s", text, want)
	}
}

// TestToolsRefuseInWords: what is no item, not public or elsewhere is told in Chinese, as an error of the tool.
func TestToolsRefuseInWords(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	c := tools(t, s.url)
	for name, want := range map[string]string{
		"": "请写信息的编号", "987654": "没有这条信息", "114109000000000009/1999-00001": "没有这条信息", "https://www.gov.cn/items/1": "不是本站", "/units/jyj": "不是本站", "-3": "请写信息的编号",
		fmt.Sprint(s.result.Samples.SchoolDraft): "没有这条信息", strings.Repeat("长", 200): "请写信息的编号",
	} {
		if text, failed := call(t, c, "read", map[string]any{"item": name}); !failed || !strings.Contains(text, want) {
			t.Errorf("read %.40q: %v %s", name, failed, text)
		}
	}
	for _, args := range []map[string]any{{"item": 3}, {"other": "1"}, {"item": "1", "offset": "x"}} {
		if text, failed := call(t, c, "read", args); !failed || !strings.Contains(text, "参数读不懂") {
			t.Errorf("read %v: %v %s", args, failed, text)
		}
	}
	if text, failed := call(t, c, "read", map[string]any{"item": "1", "offset": 10_000_000}); !failed || !strings.Contains(text, "起点超出") {
		t.Errorf("far offset: %v %s", failed, text)
	}
	if u := s.visitor(t).get("/mcp"); u.status != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", u.status)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/mcp", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"x":"`+strings.Repeat("x", 100<<10)+`"}}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json, text/event-stream")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if _ = resp.Body.Close(); resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a large question: %d", resp.StatusCode)
	}
}

// TestMachinesSearchToo: by the interface and by the tool, and find what people find.
func TestMachinesSearchToo(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	it := mustItem(t, s, s.result.Samples.Article)
	a := s.ask(t, http.MethodGet, "/api/v1/search?q="+url.QueryEscape(it.Version.DocNo), nil)
	hits, _ := a.json["items"].([]any)
	if a.status != http.StatusOK || len(hits) != 1 {
		t.Errorf("%d, %.300s", a.status, a.body)
	}
	d := s.described(t)
	d.fits(t, "search", d.Paths["/api/v1/search"]["get"].Responses["200"].Content["application/json"].Schema, a.json)
	if a = s.ask(t, http.MethodGet, "/api/v1/search?q="+url.QueryEscape("——"), nil); a.status != http.StatusUnprocessableEntity && a.status != http.StatusBadRequest {
		t.Errorf("a question without words: %d %.300s", a.status, a.body)
	}
	text, failed := call(t, tools(t, s.url), "search", map[string]any{"q": it.Version.DocNo})
	if failed || !strings.Contains(text, it.Version.Title) {
		t.Errorf("%v %s", failed, text)
	}
	if text, failed := call(t, tools(t, s.url), "search", map[string]any{"q": " "}); !failed || !strings.Contains(text, "参数") {
		t.Errorf("an empty question: %v %s", failed, text)
	}
}

// TestCitationNamesTheEntryOfWhatIsShown: after a correction it is that of the correction, whose proof holds; after a withdrawal there is
// nothing to cite.
func TestCitationNamesTheEntryOfWhatIsShown(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	x := school{s, s.as(t, "学校"), s.as(t, "学校负责人")}
	id := s.result.Samples.SchoolHead
	desk := fmt.Sprintf("/desk/items/%d", id)
	x.pass(t, id)
	x.clerk.post(desk+"/correction", url.Values{"reason": {"日期误写"}}).shows("更正稿")
	v := mustItem(t, s, id).Version
	v.Body += "\n补充说明一段。"
	x.clerk.post(desk, itemForm(v, "1")).shows("已送审")
	x.pass(t, id)
	releases, err := s.app.DB.Releases(t.Context(), id)
	if err != nil || len(releases) != 2 {
		t.Fatalf("%d releases, %v", len(releases), err)
	}
	c := tools(t, s.url)
	text, failed := call(t, c, "cite", map[string]any{"item": fmt.Sprint(id)})
	proof := fmt.Sprintf("/items/%d/proof.json?entry=%d", id, releases[1].Entry)
	if failed || !strings.Contains(text, fmt.Sprintf("登记号：%d\n", releases[1].Entry+1)) || !strings.Contains(text, mustItem(t, s, id).Version.Digest()) || !strings.Contains(text, s.url+proof+"\n") ||
		!strings.Contains(text, fmt.Sprintf("首次发布登记号 %d。", releases[0].Entry+1)) {
		t.Errorf("cite: %s", text)
	}
	if status, _ := s.get(t, proof); status != http.StatusOK {
		t.Errorf("the proof: %d", status)
	}
	x.head.post(desk+"/withdrawal", url.Values{"reason": {"有误"}, "password": {s.password("学校负责人")}}).shows("已撤下")
	for _, tool := range []string{"cite", "read"} {
		if text, failed := call(t, c, tool, map[string]any{"item": fmt.Sprint(id)}); !failed || !strings.Contains(text, "已经撤下") || strings.Contains(text, v.Title) {
			t.Errorf("%s of what is withdrawn: %s", tool, text)
		}
	}
	if text, failed := call(t, c, "search", map[string]any{"q": v.Title}); failed || strings.Contains(text, v.Title) {
		t.Errorf("search of what is withdrawn: %v %s", failed, text)
	}
}
