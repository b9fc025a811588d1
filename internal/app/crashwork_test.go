package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// draft is the form of an item that has not been before.
func (c *crash) draft() (title string, form url.Values) {
	n := c.serial.Add(1)
	title = fmt.Sprintf("断电试验第%d号稿", n)
	return title, url.Values{
		"key": {fmt.Sprintf("crash-%d-%d", c.began, n)}, "title": {title}, "summary": {"断电试验。"}, "column": {"3"}, "formed_on": {"2026-11-19"}, "genre": {"通知"}, "subject": {"教育"},
		"doc_no": {"无"}, "source": {"本校"}, "keywords": {"试验"}, "body": {"断电试验，" + title + "。"}, "submit": {"1"},
	}
}

// table is a form that imports licences that have not been before.
func (c *crash) table(t *testing.T, n int) (kind string, body io.Reader) {
	t.Helper()
	table := stretched(t, c.good, rowsOfBatch, 10_000+n*rowsOfBatch, false)
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", "xk.xlsx")
	if err == nil {
		_, err = part.Write(table)
	}
	if err := errors.Join(err, w.WriteField("name", fmt.Sprint("断电试验批", n)), w.Close()); err != nil {
		t.Error(err)
	}
	return w.FormDataContentType(), &b
}

// school writes, releases and withdraws items until the server is gone.
func (c *crash) school(t *testing.T) {
	for {
		title, form := c.draft()
		status, to, err := c.post("学校", "/desk/items", form)
		if err != nil {
			c.note(func() { c.unsure[form.Encode()] = true })
			return
		}
		if status != http.StatusSeeOther {
			t.Errorf("draft: %d", status)
			return
		}
		c.note(func() { c.drafts[title] = to })
		if status, err = c.decide("学校负责人", to); err != nil {
			return
		}
		if status != http.StatusSeeOther {
			t.Errorf("release of %s: %d", to, status)
			return
		}
		page := strings.TrimPrefix(to, "/desk")
		c.note(func() { c.public[page] = true })
		if c.serial.Load()%3 > 0 {
			continue
		}
		c.note(func() { delete(c.public, page) }) // until it is known
		if status, _, err = c.post("学校负责人", to+"/withdrawal", url.Values{"reason": {"试验结束"}, "password": {c.password["学校负责人"]}}); err != nil {
			return
		}
		if status != http.StatusSeeOther {
			t.Errorf("withdrawal of %s: %d", to, status)
			return
		}
		c.note(func() { c.public[page] = false })
	}
}

// rowsOfBatch is how many licences are imported at a time.
const rowsOfBatch = 15

// bureau imports licences and releases them until the server is gone.
func (c *crash) bureau(t *testing.T) {
	for {
		n := c.serial.Add(1)
		kind, body := c.table(t, int(n))
		status, to, err := c.send("行政审批信息员", fmt.Sprintf("/desk/batches?key=crash-%d-%d", c.began, n), kind, body)
		if err != nil {
			return
		}
		if status != http.StatusSeeOther {
			t.Errorf("import: %d", status)
			return
		}
		to, _, _ = strings.Cut(to, "?")
		c.note(func() { c.batches[to] = false })
		if status, _, err = c.post("行政审批信息员", to+"/submission", nil); err != nil {
			return
		}
		if status != http.StatusSeeOther {
			t.Errorf("submission of %s: %d", to, status)
			return
		}
		for _, who := range []string{"初审", "复审", "保密审查", "签发领导"} {
			if status, err = c.decide(who, to); err != nil {
				return
			}
			if status != http.StatusSeeOther {
				t.Errorf("%s of %s: %d", who, to, status)
				return
			}
		}
		c.note(func() { c.batches[to] = true })
	}
}

// applicant files requests until the server is gone, or takes no more from this address.
func (c *crash) applicant(t *testing.T) {
	for {
		form := asking()
		form.Set("stage", "check")
		resp, err := http.PostForm(c.base+"/requests/new", form)
		if err != nil {
			return
		}
		page, err := io.ReadAll(resp.Body)
		if err := errors.Join(err, resp.Body.Close()); err != nil {
			return
		}
		kind, body := handIn(t, string(page), asking(), map[string][]byte{"1.png": proof(t)})
		if resp, err = http.Post(c.base+"/requests/new", kind, body); err != nil {
			return
		}
		receipt, err := io.ReadAll(resp.Body)
		if err := errors.Join(err, resp.Body.Close()); err != nil || resp.StatusCode == http.StatusTooManyRequests {
			return
		}
		secret := secretLine.FindSubmatch(receipt)
		if secret == nil {
			t.Errorf("no receipt: %d", resp.StatusCode)
			return
		}
		c.note(func() { c.filed[requestNo.FindString(string(receipt))] = string(secret[1]) })
	}
}
