package publication

import (
	"fmt"
	"time"

	"gongkai/internal/ledger"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

// Kept is what the records say of an item that was released, without its text.
type Kept struct {
	ID         ID
	State      State
	Public     int // number of the version the public sees, 0 for none
	Released   time.Time
	ReleasedOn string // day of it, by which lists and the report go
	Entry      int64  // place of the first release in the public log
	Versions   []KeptVersion
}

// KeptVersion is a version as the records keep it.
type KeptVersion struct {
	No       int
	Released time.Time // zero if it never was
	Entry    int64
	Noted    string // its digest as it was noted
	Digest   string // and of what is there
	Cargo    Cargo
}

// Carried is a cargo that was released, by the last entry of the log that did so.
type Carried struct {
	Cargo
	Item  ID
	Entry int64
	At    time.Time
	Sure  bool // the version that carries it is what was released, and so is what it says of the cargo

	Before *Carried // as what the same record was released before it was corrected; nil: it was not
}

// Differs says in what the record differs, a sentence each.
func (c *Carried) Differs(what ...string) (out []string) {
	for _, w := range what {
		out = append(out, sentence(c.Entry, c.Item, w))
	}
	return out
}

// sentence names the entry of the log that says otherwise.
func sentence(entry int64, item ID, what string) string {
	return fmt.Sprintf("公开登记簿第 %d 条（信息 %d）：%s", entry+1, item, what)
}

// Agreement compares the records with the public log. First it hears the whole log, then each item.
type Agreement struct {
	told    map[ID]*told
	carried map[ref.Ref]Carried
}

// told is what the log says of an item.
type told struct {
	first    ledger.Line
	releases map[int64]ledger.Line
	shown    int64 // the release that is seen; -1 for none
	met      bool
}

// Hear takes the next entry of the log.
func (a *Agreement) Hear(l ledger.Line) {
	if l.Ref.Kind != Ref {
		return
	}
	if a.told == nil {
		a.told = map[ID]*told{}
	}
	t := a.told[ID(l.Ref.ID)]
	if t == nil {
		t = &told{first: l, releases: map[int64]ledger.Line{}, shown: -1}
		a.told[ID(l.Ref.ID)] = t
	}
	switch l.Kind {
	case "released", "corrected":
		t.releases[l.Index], t.shown = l, l.Index
	case "validity":
	default: // withdrawn, merged, expired
		t.shown = -1
	}
}

// Compare returns in what an item differs from the log, a sentence each.
func (a *Agreement) Compare(k Kept) (out []string) {
	differs := func(entry int64, what string) { out = append(out, sentence(entry, k.ID, what)) }
	t := a.told[k.ID]
	if t == nil {
		if !k.Released.IsZero() || k.Public > 0 {
			out = append(out, fmt.Sprintf("信息 %d 标为已发布，但公开登记簿中没有它的记录", k.ID))
		}
		return out
	}
	t.met = true
	if k.Entry != t.first.Index || !k.Released.Equal(t.first.At) {
		differs(t.first.Index, "发布时间与登记的不一致，可能被改动过")
	} else if k.ReleasedOn != workday.DateOf(t.first.At).String() {
		differs(t.first.Index, "发布日期与登记的不一致，可能被改动过")
	}
	seen := int64(-1)
	for _, v := range k.Versions {
		if v.Released.IsZero() {
			continue
		}
		l, ok := t.releases[v.Entry]
		switch {
		case !ok:
			out = append(out, fmt.Sprintf("信息 %d 第 %d 版标为已发布，但公开登记簿中没有这次发布", k.ID, v.No))
		case v.Noted != l.Digest || v.Digest != l.Digest:
			differs(l.Index, fmt.Sprintf("第 %d 版的内容与发布时的摘要不符，可能被改动过", v.No))
		case !v.Released.Equal(l.At):
			differs(l.Index, fmt.Sprintf("第 %d 版的发布时间与登记的不一致，可能被改动过", v.No))
		}
		if ok {
			a.carry(Carried{v.Cargo, k.ID, l.Index, l.At, v.Digest == l.Digest, nil})
		}
		delete(t.releases, v.Entry)
		if v.No == k.Public {
			seen = v.Entry
		}
	}
	for i := range t.releases {
		differs(i, "登记的这一版已不存在")
	}
	switch {
	case t.shown < 0 && k.Public > 0:
		differs(t.first.Index, "登记为已撤下，但仍在公开")
	case t.shown >= 0 && (k.Public == 0 || k.State == Withdrawn):
		differs(t.shown, "登记为正在公开，但已经看不到")
	case seen != t.shown:
		differs(t.shown, "公开的不是登记的最近一版")
	}
	return out
}

func (a *Agreement) carry(c Carried) {
	if c.Ref.IsZero() || a.carried[c.Ref].Entry > c.Entry {
		return
	}
	if a.carried == nil {
		a.carried = map[ref.Ref]Carried{}
	}
	if before, ok := a.carried[c.Ref]; ok {
		c.Before = &before
	}
	a.carried[c.Ref] = c
}

// Carried returns what was released with the items compared so far, by the record it belongs to.
func (a *Agreement) Carried() map[ref.Ref]Carried { return a.carried }

// Missing returns what is in the log and was not compared, a sentence each.
func (a *Agreement) Missing() (out []string) {
	for id, t := range a.told {
		if !t.met {
			out = append(out, fmt.Sprintf("公开登记簿第 %d 条（信息 %d）：这条信息的记录已不存在", t.first.Index+1, id))
		}
	}
	return out
}
