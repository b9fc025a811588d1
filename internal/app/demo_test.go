package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"gongkai/internal/publication"
)

func TestDemoIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	before := s.result.Samples
	if err := s.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.open(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if s.result.Samples != before {
		t.Error("the demo was built anew")
	}
	if now := s.clock.Now(); now.Before(time.Date(2026, 11, 20, 0, 30, 0, 0, time.UTC)) {
		t.Errorf("the clock went back to %s", now)
	}
	if status, _ := s.get(t, fmt.Sprintf("/items/%d", before.Article)); status != http.StatusOK {
		t.Errorf("article: %d", status)
	}
	s.as(t, "检查员").get("/desk/ledger").shows("公开登记簿")
}

func TestResetBringsTheBeginningBack(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	count := func() int {
		_, n, err := s.app.DB.Items(t.Context(), publication.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	u := s.as(t, "科室信息员").get("/desk/items/new")
	column := regexp.MustCompile(`<option value="(\d+)"`).FindStringSubmatch(u.body)
	u.post("/desk/items", url.Values{"key": {"reset"}, "title": {"将被清除的稿件"}, "column": {column[1]}})
	if count() != before+1 {
		t.Fatal("no draft was made")
	}
	u.post("/desk/demo/reset", url.Values{}).shows("恢复初始数据？")
	if u.post("/desk/demo/reset", url.Values{"sure": {"1"}}); u.status != http.StatusOK || u.at != "/desk/sign-in" {
		t.Errorf("reset: %d at %s", u.status, u.at)
	}
	if after := count(); after != before {
		t.Errorf("%d items before, %d after the reset", before, after)
	}
	if u.get("/desk/"); u.at != "/desk/sign-in" {
		t.Error("a session outlived the reset")
	}
}
