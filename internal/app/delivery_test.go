package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai/internal/channel"
	"gongkai/internal/obligation"
	"gongkai/internal/web/layout"
)

// TestReceiverWithFailures sends an overdue record that was refused again, to a platform that first is down, then takes it
// and never answers, then is asked once more: one effect there, one receipt here, and what was owed is met, late.
func TestReceiverWithFailures(t *testing.T) {
	t.Parallel()
	s := visitDemoWith(t, func(c *Config) { c.Credit.Timeout = duration(200 * time.Millisecond) })
	find := func(f channel.Filter) []channel.Delivery {
		t.Helper()
		ds, err := s.app.DB.Deliveries(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		return ds
	}
	office := s.as(t, "局办公室")
	var d channel.Delivery
	var licence string
	for _, d = range find(channel.Filter{State: channel.Refused}) {
		licence = fmt.Sprintf("/licences/%d", d.Subject.ID)
		if strings.Contains(office.get(licence).body, "尚未报送，已过期限") {
			break
		}
	}
	office.shows("尚未报送，已过期限")

	s.platform.Refuse(nil)
	s.platform.BeDown(1)
	s.platform.LoseAnswers(1)
	office.get("/desk/deliveries").shows("行政相对人名称与统一社会信用代码不一致")
	office.post(fmt.Sprintf("/desk/deliveries/%d/retry", d.ID), url.Values{}).shows("已重新排队")
	d.Attempts = 0 // the retry begins anew
	for i, step := range []struct {
		what              string
		wait              time.Duration // until it is tried again
		accepted, repeats int           // at the platform, afterwards
		state             channel.State // here
	}{
		{"down", 0, 0, 0, channel.Waiting},
		{"taken without an answer", channel.Retries[0], 1, 0, channel.Waiting},
		{"asked once more", channel.Retries[1], 1, 1, channel.Delivered},
	} {
		s.clock.Run(s.clock.Now().Add(step.wait))
		for deadline := time.Now().Add(20 * time.Second); d.Attempts != i+1 || d.State == channel.Sending; {
			if time.Now().After(deadline) {
				t.Fatalf("%s: not tried: %+v", step.what, d)
			}
			if err := s.app.deliver(t.Context()); err != nil { // the server's own job may be at it already
				t.Fatal(err)
			}
			d = find(channel.Filter{Subject: d.Subject})[0]
		}
		if a, r := s.platform.Count(); a != step.accepted || r != step.repeats || d.State != step.state {
			t.Errorf("%s: platform has %d and %d repeats, delivery %+v", step.what, a, r, d)
		}
	}
	if d.Receipt != "XK00001102" {
		t.Errorf("receipt %s does not follow the 1101 given before", d.Receipt)
	}
	office.get("/desk/deliveries?q="+d.Receipt).shows(d.Receipt, "迟 ")
	office.get(licence).shows("已报送，迟于期限")
	owed, err := s.app.DB.Obligations(t.Context(), obligation.Filter{Subject: d.Subject})
	if err != nil || len(owed) != 1 || owed[0].Open() || owed[0].Evidence.ID != int64(d.ID) {
		t.Errorf("owed: %+v, %v", owed, err)
	}
}

// TestBatchesSayWhenAndHowFar: a batch is due with its earliest decision, a released one says how many rows have a receipt,
// and every batch is on some page.
func TestBatchesSayWhenAndHowFar(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "检查员").get("/desk/batches").shows("2026-11-12 至 11-16", "余 1 日", "11-23", "9 / 11", "共 57 批", "下一页")
	u.get(fmt.Sprintf("/desk/batches/%d", s.result.Samples.Batch)).shows("18 件，决定日期 2026-11-12 至 11-16，最早的一件应于 2026-11-23 前公示并报送")
	u.get(fmt.Sprintf("/desk/batches/%d", s.result.Samples.Refused)).shows("9 / 11", "报送中")
	seen := 0
	for page := 1; page <= 2; page++ {
		seen += strings.Count(u.get(fmt.Sprintf("/desk/batches?page=%d", page)).body, "<tr data-row")
	}
	if seen != 57 {
		t.Errorf("%d batches on two pages", seen)
	}
	if u.get("/desk/batches?page=0"); u.status != http.StatusNotFound {
		t.Errorf("page 0: %d", u.status)
	}
}

// TestEveryReceiptIsOnAPage: the receipts of the year are all to be reached, page by page.
func TestEveryReceiptIsOnAPage(t *testing.T) {
	t.Parallel()
	s := visitDemo(t)
	u := s.as(t, "检查员")
	counts, err := s.app.DB.CountDeliveries(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	all := channel.Total(counts, channel.Delivered)
	u.get("/desk/deliveries").shows("共 " + layout.Thousands(all) + " 件")
	seen := map[string]bool{}
	for page := 1; len(seen) < all && page <= all; page++ {
		for _, m := range regexp.MustCompile(`XK\d{8}`).FindAllString(u.get(fmt.Sprintf("/desk/deliveries?page=%d", page)).body, -1) {
			seen[m] = true
		}
	}
	if len(seen) != all {
		t.Errorf("%d receipts of %d", len(seen), all)
	}
	u.get("/desk/deliveries?q=XK00000001").shows("XK00000001", "共 1 件")
}
