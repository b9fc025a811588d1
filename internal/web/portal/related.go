package portal

import (
	"context"
	"slices"
	"strings"

	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
)

// What is looked at for related items, and how many are named. The newest of a column are enough: a page must not cost more where
// there are ten thousand.
const (
	lookedAt   = 100
	maxRelated = 5
)

// related names items of the column that share keywords with one, the newest first. What the page leads to already is left out. A
// shared 主题分类 makes no kin: half of what an education bureau publishes has one and the same.
func (p *Portal) related(ctx context.Context, dp *DetailPage, it *publication.Item) error {
	near, err := p.List.Newest(ctx, it.Version.Column, lookedAt)
	if err != nil {
		return err
	}
	led := []string{itemURL(it.ID), dp.Replaced.URL}
	for _, b := range dp.Boxes {
		for _, l := range b.Links {
			led = append(led, l.URL)
		}
	}
	near = slices.DeleteFunc(near, func(x publication.Heading) bool { return slices.Contains(led, itemURL(x.ID)) })
	box := Box{Title: "相关信息"}
	for _, x := range relatedTo(it.Version.Keywords, near) {
		box.Links = append(box.Links, layout.Link{Text: x.Title, URL: itemURL(x.ID)})
	}
	if len(box.Links) > 0 {
		dp.Boxes = append(dp.Boxes, box)
	}
	return nil
}

// relatedTo returns the first of some items that have one of the keywords.
func relatedTo(typed string, near []publication.Heading) []publication.Heading {
	words := keywords(typed)
	var out []publication.Heading
	for _, x := range near {
		if len(out) < maxRelated && slices.ContainsFunc(keywords(x.Keywords), func(w string) bool { return slices.Contains(words, w) }) {
			out = append(out, x)
		}
	}
	return out
}

// keywords divides what was typed: 招生 入学, 招生、入学, 招生；入学.
func keywords(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(" \u3000\t,，、;；", r) })
}
