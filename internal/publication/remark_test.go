package publication

import (
	"errors"
	"strings"
	"testing"
)

func TestRemarksStandOnWordsOfTheText(t *testing.T) {
	t.Parallel()
	text := "一、时间\n每周六上午开放。\n二、每周六\n不开放。"
	for name, c := range map[string]struct {
		remark Remark
		at     int // byte, -1: nowhere
		err    error
	}{
		"the first":          {Remark{"每周六", 0, "改"}, strings.Index(text, "每周六"), nil},
		"the second":         {Remark{"每周六", 1, "改"}, strings.LastIndex(text, "每周六"), nil},
		"a third":            {Remark{"每周六", 2, "改"}, -1, ErrRemarkPlace},
		"across lines":       {Remark{"开放。\n二、", 0, "改"}, strings.Index(text, "开放。\n二"), nil},
		"words not there":    {Remark{"每周日", 0, "改"}, -1, ErrRemarkPlace},
		"no words":           {Remark{"", 0, "改"}, -1, ErrRemarkText},
		"no remark":          {Remark{"每周六", 0, " "}, strings.Index(text, "每周六"), ErrRemarkText},
		"too many words":     {Remark{strings.Repeat("字", 201), 0, "改"}, -1, ErrRemarkPlace},
		"too long a remark":  {Remark{"每周六", 0, strings.Repeat("字", 501)}, strings.Index(text, "每周六"), ErrRemarkText},
		"a negative ordinal": {Remark{"每周六", -1, "改"}, -1, ErrRemarkPlace},
	} {
		start, end, ok := c.remark.Place(text)
		if ok != (c.at >= 0) || ok && (start != c.at || text[start:end] != c.remark.Quote) {
			t.Errorf("%s: at %d to %d, %v; want %d", name, start, end, ok, c.at)
		}
		if err := checkRemarks([]Remark{c.remark}, text); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
	if err := checkRemarks(make([]Remark, 51), text); !errors.Is(err, ErrManyRemarks) {
		t.Errorf("51 remarks: %v", err)
	}
}

func TestReturnNeedsAnOpinionOrARemark(t *testing.T) {
	t.Parallel()
	it := submitted(t, SmallRoute)
	d := Decision{Digest: it.Version.Digest(), Basis: "经审查可以公开"}
	if _, err := it.Decide(second, every, noon, d); !errors.Is(err, ErrNoOpinion) {
		t.Errorf("returned in silence: %v", err)
	}
	d.Remarks = []Remark{{Quote: "不在正文里的话", Text: "改"}}
	if _, err := it.Decide(second, every, noon, d); !errors.Is(err, ErrRemarkPlace) || len(it.Steps) > 0 {
		t.Errorf("remark on nothing: %v, %d steps", err, len(it.Steps))
	}
	d.Remarks[0].Quote = it.Version.Text()
	if _, err := it.Decide(second, every, noon, d); err != nil {
		t.Fatal(err)
	}
	if s := it.Steps[0]; it.State != Returned || len(s.Remarks) != 1 || s.Basis != "" {
		t.Errorf("returned as %+v", s)
	}
}
