package paper

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/internal/report/website"
	"gongkai/internal/workday"
)

// anyValue makes a value of a field as it is kept once it was typed: what Trim leaves of anything.
func anyValue(t *rapid.T, f *website.Field) string {
	switch f.Kind {
	case website.Count:
		return fmt.Sprint(rapid.Int64Range(0, rapid.SampledFrom([]int64{0, 9, 5000, 999_999_999_999}).Draw(t, "most")).Draw(t, f.Key))
	case website.Decimal:
		return website.InTenths(rapid.Int64Range(0, 9_999_999).Draw(t, f.Key))
	case website.Choice:
		return rapid.SampledFrom(f.Options).Draw(t, f.Key)
	case website.Text:
	}
	text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(phrases), rapid.StringN(0, 12, -1)), 0, 4).Draw(t, f.Key), "")
	if rapid.Bool().Draw(t, "like a number") {
		text = rapid.SampledFrom([]string{"4109000000", "0000000000", "1.50", "1e5", "-3", "=1", "'=1", "true", "null", "—", "空白", "2026-01-02", "https://jyj.example.gov.cn/?a=1&b=2"}).Draw(t, f.Key)
	}
	return website.Plain(text)
}

// anyWebsite makes a report of random values, some of them not written.
func anyWebsite(t *rapid.T) *website.Report {
	r := &website.Report{Agency: rapid.SampledFrom(agencies).Draw(t, "agency"), Unit: 1, Year: rapid.IntRange(2018, 2035).Draw(t, "year"), Values: website.Values{}}
	for _, f := range website.Fields() {
		if v := anyValue(t, &f); v != "" && rapid.IntRange(0, 9).Draw(t, "written") > 0 {
			r.Values[f.Key] = v
		}
	}
	return r
}

// TestEveryWebsiteReportReadsBack: whatever stands in its fields, every format reads back exactly as it was written.
func TestEveryWebsiteReportReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := anyWebsite(t)
		for _, x := range RereadWebsite(t.Context(), r) {
			if x.Err != nil || x.Cells != len(website.Fields()) {
				t.Errorf("%s, %d fields: %v", x.Format, x.Cells, x.Err)
			}
		}
		for _, f := range WebsiteFormats {
			b, _, err := WriteWebsite(f.Name, r)
			again, _, err2 := WriteWebsite(f.Name, r)
			if err := errors.Join(err, err2); err != nil || !bytes.Equal(b, again) {
				t.Fatalf("%s: other bytes, %v", f.Name, err)
			}
			read, err := ReadWebsite(t.Context(), f.Name, b)
			if err != nil {
				t.Fatal(err)
			}
			maps.DeleteFunc(read.Values, func(_, v string) bool { return v == "" })
			if !maps.Equal(read.Values, r.Values) { // not even what no file can hold is lost: Trim let none through
				t.Errorf("%s: %q\nwant %q", f.Name, read.Values, r.Values)
			}
		}
	})
}

// wholeWebsite is a report in which no two figures are alike.
func wholeWebsite() *website.Report {
	r := &website.Report{Agency: "示例市教育局", Year: 2026, Values: website.Values{"weibo": "示例教育"}}
	for i, f := range website.Fields() {
		switch f.Kind {
		case website.Count, website.Decimal:
			r.Values[f.Key] = fmt.Sprint(100 + i)
		case website.Choice:
			r.Values[f.Key] = f.Options[0]
		case website.Text:
		}
	}
	return r
}

// TestEveryChangedFieldIsFound: in each format; the sentence names the format, the field and both values. So is another year and another agency.
func TestEveryChangedFieldIsFound(t *testing.T) {
	t.Parallel()
	whole := wholeWebsite()
	lies := func(f WebsiteFormat, lie *website.Report) string {
		err := firstUnlike(rereadAll(t.Context(), whole, []WebsiteFormat{{f.Name, f.Type, func(*website.Report) ([]byte, error) { return f.write(lie) }}}, compareWebsite))
		if !errors.Is(err, ErrUnlike) {
			t.Fatalf("%s: not found: %v", f.Name, err)
		}
		return sentence(err)
	}
	for _, f := range website.Fields() {
		for _, now := range []string{"7", ""} {
			lie := &website.Report{Agency: whole.Agency, Year: whole.Year, Values: maps.Clone(whole.Values)}
			if lie.Values[f.Key] = now; now == whole.Values[f.Key] {
				continue
			}
			for _, x := range WebsiteFormats {
				want := fmt.Sprintf("%s 文件回读不符：“%s”应为 %s，读到的是 %s。报表不能公布，请联系信息中心。", x.Name, f.Title(), orBlank(whole.Values[f.Key]), orBlank(now))
				if got := lies(x, lie); got != want {
					t.Errorf("%s\nwant %s", got, want)
				}
			}
		}
	}
	for _, x := range WebsiteFormats {
		if got := lies(x, &website.Report{Agency: whole.Agency, Year: 2025, Values: whole.Values}); !strings.Contains(got, "2025") {
			t.Errorf("another year: %s", got)
		}
		if x.Name == "csv" { // which has no agency beside the field of it
			continue
		}
		if got := lies(x, &website.Report{Agency: "示例县教育局", Year: 2026, Values: whole.Values}); !strings.Contains(got, "示例县") {
			t.Errorf("another agency: %s", got)
		}
	}
	if err := ProveWebsite(t.Context(), whole); err != nil {
		t.Errorf("a good report: %v", err)
	}
}

// TestWhatIsNoWebsiteReport: files of another kind are refused in one sentence, and none is taken for a report.
func TestWhatIsNoWebsiteReport(t *testing.T) {
	t.Parallel()
	annual, _, err := Write("html", numbered(2026))
	if err != nil {
		t.Fatal(err)
	}
	good, _, err := WriteWebsite("html", &website.Report{Agency: "示例市教育局", Year: 2026, Values: website.Values{}})
	if err != nil {
		t.Fatal(err)
	}
	twice := bytes.Replace(good, []byte("ICP备案号"), []byte("公安机关备案号"), 1)
	for name, c := range map[string]struct{ format, file string }{
		"nothing": {"html", ""}, "an annual report": {"html", string(annual)}, "a field twice": {"html", string(twice)}, "no docx": {"docx", "PK"}, "no xlsx": {"xlsx", "<p>"},
		"no csv": {"csv", "a,b\n1,2\n"}, "csv without a year": {"csv", strings.Join(websiteList, ",") + "\nx,,,,,visits\n"},
		"csv twice": {"csv", strings.Join(websiteList, ",") + "\n2026,,,1,,visits\n2026,,,1,,visits\n"},
		"no json":   {"json", "["}, "json twice": {"json", `{"fields":[{"key":"a","value":1},{"key":"a","value":1}]}`}, "another format": {"pdf", "%PDF"},
	} {
		if _, err := ReadWebsite(t.Context(), c.format, []byte(c.file)); err == nil || !strings.HasSuffix(sentence(err), "。") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzWebsite: whatever a file holds, reading it ends.
func FuzzWebsite(f *testing.F) {
	for _, x := range WebsiteFormats {
		b, _, err := WriteWebsite(x.Name, &website.Report{Agency: "示例市教育局", Year: 2026, Values: website.Values{"visits": "3"}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(x.Name, b)
	}
	f.Fuzz(func(t *testing.T, format string, b []byte) {
		read, err := ReadWebsite(t.Context(), format, b)
		if err == nil {
			_ = read.Values.Trim().Validate(workday.NewDate(2027, 1, 1))
		}
	})
}

func BenchmarkProveWebsite(b *testing.B) {
	for b.Loop() {
		if err := ProveWebsite(b.Context(), wholeWebsite()); err != nil {
			b.Fatal(err)
		}
	}
}
