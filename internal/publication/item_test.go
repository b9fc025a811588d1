package publication

import (
	"errors"
	"strings"
	"testing"

	"gongkai/internal/fault"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("字", n) }
	for name, c := range map[string]struct {
		change func(*Version)
		want   string // the field that is wrong, "" for none
	}{
		"as it should be":        {func(*Version) {}, ""},
		"no title":               {func(v *Version) { v.Title = "" }, "title"},
		"title of 120":           {func(v *Version) { v.Title = long(120) }, ""},
		"title of 121":           {func(v *Version) { v.Title = long(121) }, "title"},
		"no summary":             {func(v *Version) { v.Summary = "" }, "summary"},
		"summary of 200":         {func(v *Version) { v.Summary = long(200) }, ""},
		"summary of 201":         {func(v *Version) { v.Summary = long(201) }, "summary"},
		"no date":                {func(v *Version) { v.FormedOn = workday.Date{} }, "formed_on"},
		"formed yesterday":       {func(v *Version) { v.FormedOn = today.AddDays(-1) }, ""},
		"formed tomorrow":        {func(v *Version) { v.FormedOn = today.AddDays(1) }, "formed_on"},
		"square brackets":        {func(v *Version) { v.DocNo = "示教办[2026]42号" }, "doc_no"},
		"number with 第":          {func(v *Version) { v.DocNo = "示教办〔2026〕第42号" }, "doc_no"},
		"number with a zero":     {func(v *Version) { v.DocNo = "示教办〔2026〕042号" }, "doc_no"},
		"year of the last era":   {func(v *Version) { v.DocNo = "示教办〔1999〕1号" }, ""},
		"no such year":           {func(v *Version) { v.DocNo = "示教办〔2126〕1号" }, "doc_no"},
		"no 号":                   {func(v *Version) { v.DocNo = "示教办〔2026〕42" }, "doc_no"},
		"nobody's number":        {func(v *Version) { v.DocNo = "〔2026〕42号" }, "doc_no"},
		"normative":              {func(v *Version) { v.Norm = Normative }, ""},
		"normative, no number":   {func(v *Version) { v.Norm, v.DocNo = Normative, "" }, "doc_no"},
		"regulation, no number":  {func(v *Version) { v.Norm, v.DocNo = Regulation, "" }, "doc_no"},
		"no body":                {func(v *Version) { v.Body = " \n" }, "body"},
		"cargo instead of body":  {func(v *Version) { v.Body, v.Cargo.Ref = "", ref.To(ref.Kind("batch"), int64(1)) }, ""},
		"expires as it is made":  {func(v *Version) { v.Expires = v.FormedOn }, ""},
		"expires the day before": {func(v *Version) { v.Expires = v.FormedOn.AddDays(-1) }, "expires"},
	} {
		v := version()
		c.change(&v)
		err := v.Validate(today)
		var fs fault.Fields
		errors.As(err, &fs)
		if c.want == "" && err != nil || c.want != "" && (len(fs) != 1 || fs[0].Name != c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	var fs fault.Fields
	if err := (Version{}).Validate(today); !errors.As(err, &fs) || len(fs) != 6 {
		t.Errorf("empty version: %v, want six mistakes at once", err)
	}
}

func TestDigestCoversAllButTheNumber(t *testing.T) {
	t.Parallel()
	was := version().Digest()
	for name, c := range map[string]struct {
		change func(*Version)
		same   bool
	}{
		"no":    {func(v *Version) { v.No++ }, true},
		"title": {func(v *Version) { v.Title += "。" }, false},
		"body":  {func(v *Version) { v.Body += " " }, false},
		"date":  {func(v *Version) { v.FormedOn = v.FormedOn.AddDays(-1) }, false},
		"norm":  {func(v *Version) { v.Norm = Normative }, false},
		"cargo": {func(v *Version) { v.Cargo.Root = "x" }, false},
	} {
		v := version()
		c.change(&v)
		if got := v.Digest() == was; got != c.same {
			t.Errorf("%s: same digest %v, want %v", name, got, c.same)
		}
	}
}
