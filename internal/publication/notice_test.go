package publication

import (
	"errors"
	"testing"
	"time"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

func TestNoticePeriodIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]NoticePeriod{
		"": {}, "7": {Days: 7}, "7日": {Days: 7}, "7 天": {Days: 7}, "5个工作日": {Days: 5, Workdays: true}, "5工作日": {Days: 5, Workdays: true}, "30　日": {Days: 30}, "长期": {Forever: true},
	} {
		got, err := ParseNotice(in)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", in, got, err, want)
		}
		if again, err := ParseNotice(got.String()); err != nil || again != got {
			t.Errorf("%q does not come back: %+v, %v", got, again, err)
		}
	}
	for _, in := range []string{"0日", "-3", "367", "一周", "7日以内", "7.5日", "日", "99999999999999999999"} {
		if n, err := ParseNotice(in); !errors.Is(err, ErrNotice) {
			t.Errorf("%q is read as %+v", in, n)
		}
	}
}

// TestNoticeEnds: the day of release is not counted. law: 民法典 201
func TestNoticeEnds(t *testing.T) {
	t.Parallel()
	cal := workday.Builtin()
	for _, c := range []struct {
		n        NoticePeriod
		released string
		want     string
	}{
		{NoticePeriod{}, "2026-09-24", ""},
		{NoticePeriod{Forever: true}, "2026-09-24", ""},
		{NoticePeriod{Days: 7}, "2026-09-24", "2026-10-01"},
		{NoticePeriod{Days: 7, Workdays: true}, "2026-09-24", "2026-10-12"}, // Mid-Autumn and the holiday week lie between
		{NoticePeriod{Days: 1}, "2026-12-31", "2027-01-01"},
	} {
		on, err := workday.ParseDate(c.released)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.n.End(cal, on).String(); got != c.want {
			t.Errorf("%s after %s ends %s, want %s", c.n, c.released, got, c.want)
		}
	}
}

func TestNoticeIsTakenDownAfterItsLastDay(t *testing.T) {
	t.Parallel()
	end := workday.DateOf(noon)
	it := &Item{ID: 5, State: Released, Public: 1, Shown: version(), Version: version(), NoticeEnds: end}
	if _, err := it.expire(noon.Add(11*time.Hour), "jyj"); err == nil {
		t.Fatal("taken down on its last day")
	}
	deed, err := it.expire(end.AddDays(1).Time(), "jyj")
	if err != nil {
		t.Fatal(err)
	}
	if it.IsPublic() || it.State != Withdrawn || !it.Withdrawal.Over || it.Withdrawal.Title == "" || len(deed.Entries) != 2 || deed.Entries[1].Kind != "expired" {
		t.Errorf("after its period: %+v, %+v", it, deed)
	}
	if _, err := it.expire(end.AddDays(2).Time(), "jyj"); err == nil {
		t.Error("taken down twice")
	}
}

// TestOfficialDocumentsAreNumbered: 公文 carry a 文号 or are said to have none; notices carry a period.
func TestOfficialDocumentsAreNumbered(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*Version)
		field  string
	}{
		{"as it should be", func(*Version) {}, ""},
		{"no number", func(v *Version) { v.DocNo = "" }, "doc_no"},
		{"said to have none", func(v *Version) { v.DocNo, v.Unnumbered = "", true }, ""},
		{"a norm said to have none", func(v *Version) { v.DocNo, v.Unnumbered, v.Norm = "", true, Normative }, "doc_no"},
		{"no official document", func(v *Version) { v.DocNo, v.Genre = "", "方案" }, ""},
		{"a wrong number", func(v *Version) { v.DocNo = "示教办[2026]42号" }, "doc_no"},
		{"a notice without period", func(v *Version) { v.Genre, v.DocNo = NoticeGenre, "" }, "notice"},
		{"a notice of accounts", func(v *Version) { v.Genre, v.DocNo, v.Notice = NoticeGenre, "", NoticePeriod{Forever: true} }, ""},
		{"a notice", func(v *Version) { v.Genre, v.DocNo, v.Notice = NoticeGenre, "", NoticePeriod{Days: 7} }, ""},
		{"no subject", func(v *Version) { v.Subject = "" }, "subject"},
	} {
		v := version()
		c.change(&v)
		err := v.Validate(today)
		var fs fault.Fields
		if errors.As(err, &fs); c.field == "" && err != nil || c.field != "" && fs.For(c.field) == "" {
			t.Errorf("%s: %v, want a mistake at %q", c.name, err, c.field)
		}
	}
}
