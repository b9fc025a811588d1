// Package web is what both sides of the site share: turning errors into pages, the store of rendered pages, the access
// log, sessions by cookie, and the table of routes that says who may use what.
package web

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"

	"gongkai/internal/fault"
)

// Problem is what a person is told when something could not be done. Nothing internal is in it.
type Problem struct {
	Status    int
	Heading   string
	Sentence  string
	Todo      []string
	Reference string // to be read out on the phone; also in the log
}

var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.Unauthenticated: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict, fault.Gone: http.StatusGone,
	fault.TooLarge: http.StatusRequestEntityTooLarge, fault.Unavailable: http.StatusServiceUnavailable,
}

var headings = map[int]string{
	http.StatusUnprocessableEntity: "填写的内容需要修改", http.StatusUnauthorized: "请先登录", http.StatusForbidden: "您不能办理这一项",
	http.StatusNotFound: "没有找到这个页面", http.StatusMethodNotAllowed: "没有找到这个页面", http.StatusConflict: "现在不能这样办理", http.StatusGone: "内容已撤下",
	http.StatusRequestEntityTooLarge: "内容太大", http.StatusServiceUnavailable: "暂时无法处理", http.StatusInternalServerError: "系统暂时无法处理",
}

// Explain turns an error into a Problem. Whatever is not a fault is logged whole, under a reference number.
func Explain(r *http.Request, err error, log *slog.Logger) Problem {
	f, known := fault.Of(err)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		f, known = ErrBodyTooLarge, true
	}
	if known && f.Kind != fault.Unavailable {
		status := statuses[f.Kind]
		return Problem{Status: status, Heading: headings[status], Sentence: f.Text}
	}
	p := Problem{
		Status: http.StatusInternalServerError, Heading: headings[http.StatusInternalServerError],
		Sentence: "您的操作没有完成，已有的内容没有改变。", Todo: []string{"过几分钟再试一次。", "仍不行时，请把下面的编号告诉我们。"}, Reference: reference(),
	}
	if known {
		p.Status, p.Heading, p.Sentence = statuses[f.Kind], headings[statuses[f.Kind]], f.Text
	}
	log.ErrorContext(r.Context(), "request failed", "reference", p.Reference, "method", r.Method, "path", loggedPath(r), "err", err)
	return p
}

// What the web itself refuses.
var (
	ErrNoPage       = fault.New(fault.NotFound, "no-page", "网址可能已变动，或者输入有误。")
	ErrBodyTooLarge = fault.New(fault.TooLarge, "body-too-large", "提交的内容超过上限，没有保存，请减少内容或分几次提交。")
	ErrForm         = fault.New(fault.Invalid, "bad-form", "表单内容不完整，可能在传输中断开，请返回重新提交。")
	ErrText         = fault.New(fault.Invalid, "no-text", "提交的内容里有无法识别的字符，没有保存，请删去后重新提交。")
	ErrCrossSite    = fault.New(fault.Forbidden, "cross-site", "这个操作不是从本站页面发起的，没有执行。请打开本站页面重新操作。")
	ErrNotAllowed   = fault.New(fault.Forbidden, "not-allowed", "您的身份不能办理这一项。如需办理，请联系局办公室。")
)

func reference() string {
	b := make([]byte, 5)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b)
}
