package portal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/internal/publication"
)

func TestRelatedShareKeywords(t *testing.T) {
	t.Parallel()
	item := func(id publication.ID, words string) publication.Heading {
		return publication.Heading{ID: id, Keywords: words}
	}
	near := []publication.Heading{item(9, "招生 公示"), item(8, "资助"), item(7, "入学、学区"), item(6, ""), item(5, "招生；章程"), item(4, "招生工作")}
	many := append([]publication.Heading{item(12, "招生"), item(11, "招生"), item(10, "招生")}, near...)
	for name, tt := range map[string]struct {
		words string
		near  []publication.Heading
		want  []publication.ID
	}{
		"one of them":           {"招生 入学", near, []publication.ID{9, 7, 5}},
		"a part of a word":      {"工作", near, nil},
		"no keywords at all":    {"", near, nil},
		"five at most":          {"招生，入学", many, []publication.ID{12, 11, 10, 9, 7}},
		"nothing in the column": {"招生", nil, nil},
	} {
		var got []publication.ID
		for _, x := range relatedTo(tt.words, tt.near) {
			got = append(got, x.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
