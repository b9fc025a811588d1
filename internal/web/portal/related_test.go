package portal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/publication"
)

func TestRelatedShareKeywordsOrElseTheSubject(t *testing.T) {
	t.Parallel()
	item := func(id publication.ID, subject, words string) publication.Heading {
		return publication.Heading{ID: id, Subject: subject, Keywords: words}
	}
	near := []publication.Heading{
		item(9, "教育", "招生 公示"), item(8, "教育", "资助"), item(7, "财政", "入学、学区"), item(6, "教育", ""), item(5, "财政", "招生；章程"), item(4, "体育", "招生工作"),
	}
	many := append([]publication.Heading{item(12, "教育", "招生"), item(11, "教育", "招生"), item(10, "教育", "招生")}, near...)
	for name, tt := range map[string]struct {
		subject, words string
		near           []publication.Heading
		want           []publication.ID
	}{
		"keywords first":        {"教育", "招生 入学", near, []publication.ID{9, 7, 5}},
		"a part of a word":      {"卫生", "工作", near, nil},
		"else the subject":      {"教育", "安全", near, []publication.ID{9, 8, 6}},
		"no keywords at all":    {"财政", "", near, []publication.ID{7, 5}},
		"five at most":          {"教育", "招生，入学", many, []publication.ID{12, 11, 10, 9, 7}},
		"nothing in the column": {"教育", "招生", nil, nil},
		"nothing is like it":    {"卫生", "食堂", near, nil},
	} {
		var got []publication.ID
		for _, x := range relatedTo(&publication.Version{Subject: tt.subject, Keywords: tt.words}, tt.near) {
			got = append(got, x.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
