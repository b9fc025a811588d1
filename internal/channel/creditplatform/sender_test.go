package creditplatform

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/channel"
)

const token = "test-token"

// platform returns a simulator and a sender that speaks to it.
func platform(t *testing.T) (*Simulator, *Sender) {
	t.Helper()
	sim := NewSimulator(token)
	return sim, senderTo(t, sim)
}

func senderTo(t *testing.T, h http.Handler) *Sender {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return New(server.URL, token, 10*time.Second)
}

func parcel(key, body string) channel.Parcel {
	return channel.Parcel{Delivery: channel.Delivery{Key: key}, Body: []byte(body)}
}

func two() []channel.Parcel {
	return []channel.Parcel{parcel("a", `{"XK_WSH":"1"}`), parcel("b", `{"XK_WSH":"2"}`)}
}

func wantCount(t *testing.T, sim *Simulator, accepted, repeats int) {
	t.Helper()
	if a, r := sim.Count(); a != accepted || r != repeats {
		t.Errorf("platform has %d records and %d repeats, want %d and %d", a, r, accepted, repeats)
	}
}

func TestEachParcelIsAnsweredInOrder(t *testing.T) {
	t.Parallel()
	sim, sender := platform(t)
	sim.Refuse(func(_ string, fields map[string]string) (string, string) {
		if fields["XK_WSH"] == "2" {
			return "1003", "证件号码格式错误"
		}
		return "", ""
	})
	got, err := sender.Send(t.Context(), two())
	want := []channel.Answer{{Accepted: true, Receipt: "XK00000001"}, {Code: "1003", Reply: "证件号码格式错误"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	wantCount(t, sim, 1, 0)
}

func TestMalformedRecordIsRefusedByItself(t *testing.T) {
	t.Parallel()
	sim, sender := platform(t)
	got, err := sender.Send(t.Context(), []channel.Parcel{parcel("a", `["no fields"]`), parcel("", `{}`), parcel("c", `{}`)})
	if err != nil || got[0].Code != "1000" || got[1].Code != "1000" || !got[2].Accepted {
		t.Errorf("%+v, %v", got, err)
	}
	wantCount(t, sim, 1, 0)
}

// A payload that is no JSON never leaves the house: the whole call is an error, and nothing takes effect.
func TestPayloadThatIsNoJSONIsNotSent(t *testing.T) {
	t.Parallel()
	sim, sender := platform(t)
	if got, err := sender.Send(t.Context(), []channel.Parcel{parcel("a", `{"XK`)}); err == nil {
		t.Errorf("%+v", got)
	}
	wantCount(t, sim, 0, 0)
}

func TestPlatformThatIsDownIsAnError(t *testing.T) {
	t.Parallel()
	sim, sender := platform(t)
	sim.BeDown(1)
	if got, err := sender.Send(t.Context(), two()); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("%+v, %v", got, err)
	}
	wantCount(t, sim, 0, 0)
	if got, err := sender.Send(t.Context(), two()); err != nil || !got[0].Accepted || !got[1].Accepted {
		t.Errorf("once up: %+v, %v", got, err)
	}
}

// The worst case of the outbox: the work is done and the answer lost. Sent again, nothing happens twice.
func TestLostAnswerTakesEffectOnce(t *testing.T) {
	t.Parallel()
	sim, sender := platform(t)
	sim.LoseAnswers(1)
	sender.client.Timeout = 50 * time.Millisecond
	if got, err := sender.Send(t.Context(), two()); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("answer was lost, and yet %+v, %v", got, err)
	}
	sender.client.Timeout = 10 * time.Second
	wantCount(t, sim, 2, 0)
	want := []channel.Answer{{Accepted: true, Receipt: "XK00000001"}, {Accepted: true, Receipt: "XK00000002"}}
	for again := 1; again <= 2; again++ {
		got, err := sender.Send(t.Context(), two())
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("sent again: %v %s", err, diff)
		}
		wantCount(t, sim, 2, 2*again)
	}
}

func TestOtherContentUnderAKnownKeyIsRefused(t *testing.T) {
	t.Parallel()
	sim, sender := platform(t)
	for i, body := range []string{`{"XK_WSH":"1"}`, `{"XK_WSH":"9"}`, `{"XK_WSH":"1"}`} {
		got, err := sender.Send(t.Context(), []channel.Parcel{parcel("a", body)})
		if err != nil {
			t.Fatal(err)
		}
		want := channel.Answer{Accepted: true, Receipt: "XK00000001"}
		if i == 1 {
			want = channel.Answer{Code: "1009", Reply: "同一主键已有不同内容"}
		}
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("call %d: %s", i, diff)
		}
	}
	wantCount(t, sim, 1, 2)
}

func TestWrongTokenIsAnError(t *testing.T) {
	t.Parallel()
	sim, sender := platform(t)
	sender.token = "another"
	if got, err := sender.Send(t.Context(), two()); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("%+v, %v", got, err)
	}
	wantCount(t, sim, 0, 0)
}

// An answer that cannot be told apart is no answer: nothing may be taken for delivered.
func TestAnswersThatDoNotFitAreAnError(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"too few":      `{"results":[{"key":"a","accepted":true,"receipt":"1"}]}`,
		"too many":     `{"results":[{"key":"a"},{"key":"b"},{"key":"c"}]}`,
		"none":         `{}`,
		"out of order": `{"results":[{"key":"b","accepted":true},{"key":"a","accepted":true}]}`,
		"no JSON":      `<html>维护中</html>`,
		"cut off":      `{"results":[{"key":"a"`,
		"empty":        ``,
	} {
		sender := senderTo(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
		if got, err := sender.Send(t.Context(), two()); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A redirect would carry personal data and our token to wherever it points.
func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	t.Cleanup(target.Close)
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		sender := senderTo(t, http.RedirectHandler(target.URL, status))
		if got, err := sender.Send(t.Context(), two()); err == nil {
			t.Errorf("%d: %+v", status, got)
		}
	}
	if n := calls.Load(); n != 0 {
		t.Errorf("%d redirects followed", n)
	}
}

// What is longer than a reply to the largest batch is not read to its end.
func TestEndlessReplyIsAnError(t *testing.T) {
	t.Parallel()
	sender := senderTo(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"results":[{"key":"a","message":"`))
		for junk := bytes.Repeat([]byte("x"), 64<<10); r.Context().Err() == nil; {
			if _, err := w.Write(junk); err != nil {
				return
			}
		}
	}))
	if got, err := sender.Send(t.Context(), two()); err == nil {
		t.Errorf("%+v", got)
	}
}
