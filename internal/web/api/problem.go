package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"gongkai/internal/fault"
	"gongkai/internal/web"
)

var errNoEndpoint = fault.New(fault.NotFound, "no-endpoint", "没有这个接口。全部接口见 /api。")

// problem is an error as in RFC 9457, with a sentence for the person who reads it.
type problem struct {
	Type      string   `json:"type"`
	Title     string   `json:"title"`
	Status    int      `json:"status"`
	Detail    string   `json:"detail"`
	Code      string   `json:"code,omitempty"`      // of what was refused; it stays the same
	Reference string   `json:"reference,omitempty"` // to be told when asking us
	Errors    []detail `json:"errors,omitempty"`
}

type detail struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

// describeProblems has the description say what errors look like: as we write them, not as huma would.
func (a *API) describeProblems() {
	o := a.huma.OpenAPI()
	schema := o.Components.Schemas.Schema(reflect.TypeFor[problem](), true, "Problem")
	for _, path := range o.Paths {
		for status, answer := range path.Get.Responses {
			if status >= "400" {
				answer.Content = map[string]*huma.MediaType{"application/problem+json": {Schema: schema}}
			}
		}
	}
	delete(o.Components.Schemas.Map(), "ErrorModel")
	delete(o.Components.Schemas.Map(), "ErrorDetail")
}

func (p problem) page() web.Page {
	p.Type = "about:blank"
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // plain values only
	}
	return web.Page{Body: b, Status: p.Status, Type: "application/problem+json; charset=utf-8", Open: true}
}

// problem turns an error of the domain into an answer; whatever is no fault is logged whole and shown as a number.
func (a *API) problem(r *http.Request, err error) web.Page {
	x := web.Explain(r, err, a.log)
	p := problem{Title: x.Heading, Status: x.Status, Detail: x.Sentence, Reference: x.Reference}
	if x.Status == http.StatusNotFound {
		p.Title = "没有找到"
	}
	if x.Status == http.StatusInternalServerError {
		p.Detail = "系统暂时无法处理，请稍后再试；仍不行时，请把编号告诉我们。"
	}
	if f, ok := fault.Of(err); ok {
		p.Code = f.Code
	}
	return p.page()
}

// words are huma's words for what is wrong with a parameter, and ours.
var words = strings.NewReplacer("unknown query parameter", "没有这个参数", "expected number >= ", "不能小于 ", "expected number <= ", "不能大于 ", "expected integer", "应当是整数",
	"invalid integer", "应当是整数", "invalid boolean", "应当是 true 或 false", "expected value to be one of ", "应当是其中之一：", "expected length >= ", "长度不能小于 ",
	"expected length <= ", "长度不能大于 ", "expected string to be RFC 3339 date", "应当是日期，如 2026-11-20", "required query parameter is missing", "必须填写",
	"expected string to match pattern ", "写法不对，应当符合 ")

// refused says in Chinese what huma refused.
func (a *API) refused(status int, body []byte) web.Page {
	var said struct {
		Errors []detail `json:"errors"`
	}
	_ = json.Unmarshal(body, &said) // without details the sentence is enough
	p := problem{Title: "请求不合要求", Status: status, Detail: "请求的参数不合要求，接口说明见 /api。", Code: "bad-parameter"}
	var list []string
	for _, e := range said.Errors {
		_, name, ok := strings.Cut(e.Location, ".")
		if !ok {
			name = e.Location
		}
		e.Message = words.Replace(e.Message)
		p.Errors = append(p.Errors, e)
		list = append(list, "参数 "+name+" "+e.Message)
	}
	if len(list) > 0 {
		p.Detail = strings.Join(list, "；") + "。接口说明见 /api。"
	}
	return p.page()
}
