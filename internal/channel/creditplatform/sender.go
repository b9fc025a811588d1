// Package creditplatform speaks to a city's credit platform (信用信息平台): batches of 双公示 records over HTTP, each under a
// stable key, each answered on its own. The wire is ours, written down in docs/credit-platform.md; a city's own interface
// takes its place here. Simulator plays the other side, with its errors.
package creditplatform

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"gongkai/internal/channel"
)

// Submission is what is posted: records of one authority.
type Submission struct {
	Records []Record `json:"records"`
}

// Record is one licence: its key, and its fields by the codes of the template.
type Record struct {
	Key    string          `json:"key"`
	Fields json.RawMessage `json:"fields"`
}

// Reply is what comes back, one result per record in order.
type Reply struct {
	Results []Result `json:"results"`
}

// Result says what became of one record. A key that was accepted before is accepted again under the same receipt.
type Result struct {
	Key      string `json:"key"`
	Accepted bool   `json:"accepted"`
	Receipt  string `json:"receipt,omitempty"`
	Code     string `json:"code,omitempty"`
	Message  string `json:"message,omitempty"`
}

// Sender posts to one address.
type Sender struct {
	url    string
	token  string
	client *http.Client
}

// New returns a sender for the platform at url, which authenticates us by a token.
func New(url, token string, timeout time.Duration) *Sender {
	return &Sender{url, token, &http.Client{Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// maxReply is more than a reply to the largest batch.
const maxReply = 4 << 20

// Send implements channel.Sender.
func (s *Sender) Send(ctx context.Context, parcels []channel.Parcel) ([]channel.Answer, error) {
	sub := Submission{make([]Record, len(parcels))}
	for i, p := range parcels {
		sub.Records[i] = Record{p.Key, p.Body}
	}
	body, err := json.Marshal(sub)
	if err != nil {
		return nil, fmt.Errorf("encode submission: %w", err)
	}
	reply, err := s.post(ctx, body)
	if err != nil {
		return nil, err
	}
	if len(reply.Results) != len(parcels) {
		return nil, fmt.Errorf("credit platform answered %d of %d records", len(reply.Results), len(parcels))
	}
	out := make([]channel.Answer, len(parcels))
	for i, r := range reply.Results {
		if r.Key != parcels[i].Key {
			return nil, fmt.Errorf("credit platform answered out of order at record %d", i)
		}
		out[i] = channel.Answer{Accepted: r.Accepted, Receipt: r.Receipt, Code: r.Code, Reply: r.Message}
	}
	return out, nil
}

func (s *Sender) post(ctx context.Context, body []byte) (*Reply, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+s.token)
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("post to credit platform: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // read to the end or given up
	if resp.StatusCode != http.StatusOK {
		_, _ = io.CopyN(io.Discard, resp.Body, 4096) // so that the connection can be used again
		return nil, fmt.Errorf("credit platform answered %s", resp.Status)
	}
	var reply Reply
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxReply)).Decode(&reply); err != nil {
		return nil, fmt.Errorf("read reply of credit platform: %w", err)
	}
	return &reply, nil
}
