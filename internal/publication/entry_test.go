package publication

import (
	"fmt"
	"testing"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// TestDigestWithoutEntriesIsWhatItWas: what was decided before versions named entries still counts.
func TestDigestWithoutEntriesIsWhatItWas(t *testing.T) {
	t.Parallel()
	v := Version{No: 3, Column: 1, Title: "通知", Summary: "概述", FormedOn: workday.NewDate(2026, 11, 2), Body: "正文。"}
	const before = "c00661095cee5f8c8c5c28d0e1e23ada7a190c7db1ec97cf9b07fd567d86d602"
	if got := v.Digest(); got != before {
		t.Errorf("digest %s, was %s", got, before)
	}
	v.Entries = []string{"0501"}
	if v.Digest() == before {
		t.Error("the entries are not part of the digest")
	}
}

func TestVersionServesAFewEntries(t *testing.T) {
	t.Parallel()
	v := Version{Column: 1, Title: "办事指南", Summary: "概述", Subject: "科技、教育／教育", Genre: "其他", FormedOn: workday.NewDate(2026, 11, 2), Body: "正文。"}
	for i := range maxEntries {
		v.Entries = append(v.Entries, fmt.Sprintf("05%02d", i))
	}
	if err := v.Validate(workday.NewDate(2026, 11, 20)); err != nil {
		t.Error(err)
	}
	v.Entries = append(v.Entries, "0601")
	if err, ok := v.Validate(workday.NewDate(2026, 11, 20)).(fault.Fields); !ok || err.For("entries") == "" {
		t.Errorf("eleven entries: %v", err)
	}
}
