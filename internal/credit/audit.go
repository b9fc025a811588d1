package credit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"gongkai/internal/ledger"
	"gongkai/internal/publication"
	"gongkai/internal/secret"
)

// Kept is a row of a released batch as it lies in the store.
type Kept struct {
	Row
	Seen   bool   // by everybody
	Sent   string // SHA-256 of what the platform gets of it, "" if nothing is on its way
	Broken bool   // a day in it is none
}

// Audit compares the rows of one released batch with what the public log fixes of it. It is given each row once, in order.
type Audit struct {
	Batch  BatchID
	at     time.Time // of the release
	keys   *secret.Keys
	tree   ledger.Tree
	rows   int
	last   int    // number of the row before
	gaps   []int  // numbers left out
	hidden places // rows that the public does not see
	moved  places // rows with another time
	odd    places // rows that are not what was sealed or sent

	Sealed, Opened int // rows that were to be opened with the keys, and that were
}

// NewAudit begins the audit of a batch that was released at an instant. Without keys the words of the rows are not compared: the root
// binds what is sealed, too.
func NewAudit(id BatchID, at time.Time, keys *secret.Keys) *Audit {
	return &Audit{Batch: id, at: at, keys: keys}
}

// places are rows by their numbers: the first few, and how many.
type places struct {
	first []string
	n     int
}

func (p *places) add(e *Posting) {
	if p.n++; len(p.first) < 5 {
		p.first = append(p.first, fmt.Sprintf("第 %d 行（%s）", e.No, e.DocNo))
	}
}

func (p *places) String() string {
	s := strings.Join(p.first, "、")
	if p.n > len(p.first) {
		s += fmt.Sprintf("等 %d 行", p.n)
	}
	return s
}

// Add takes the next row.
func (a *Audit) Add(k *Kept) {
	e := &k.Public
	for no := a.last + 1; a.rows > 0 && no < e.No && len(a.gaps) < 100; no++ {
		a.gaps = append(a.gaps, no)
	}
	a.last = e.No
	a.rows++
	switch {
	case !k.Seen:
		a.hidden.add(e)
	case !e.Released.Equal(a.at):
		a.moved.add(e)
	}
	if a.keys == nil {
		return
	}
	a.Sealed++
	whole, err := a.keys.Open(k.Sealed, "licence")
	if err != nil {
		a.odd.add(e)
		a.tree.Add(nil)
		return
	}
	a.Opened++
	a.tree.Add(leaf(a.keys, *e, whole))
	sum := sha256.Sum256(whole)
	l, err := licenceFrom(whole)
	if err != nil || k.Broken || k.Sent != hex.EncodeToString(sum[:]) || l.posting(IDMask{}, 0, e.No) != e.fixed() {
		a.odd.add(e)
	}
}

// Differences returns in what the batch, of which b is nil if it is gone, differs from the cargo that was released, each to go on after
// the place in the log. sealed are those that only the keys tell.
func (a *Audit) Differences(b *Batch, c publication.Cargo) (open, sealed []string) {
	say := func(format string, args ...any) {
		open = append(open, fmt.Sprintf("批次 %d ", a.Batch)+fmt.Sprintf(format, args...))
	}
	switch {
	case b == nil:
		say("的记录已不存在")
	case b.State != Released:
		say("登记为已发布，但记录不是这样")
	case b.Root != c.Root || b.Rows != c.Rows:
		say("的行数或总摘要与登记的不一致，可能被改动过")
	}
	if a.rows != c.Rows {
		missing := ""
		if len(a.gaps) > 0 && len(a.gaps) == c.Rows-a.rows {
			missing = fmt.Sprintf("，缺第 %s 行", strings.Trim(strings.ReplaceAll(fmt.Sprint(a.gaps), " ", "、"), "[]"))
		}
		say("登记了 %d 行，现有 %d 行%s", c.Rows, a.rows, missing)
	}
	if a.hidden.n > 0 {
		say("%s登记为正在公开，但已经看不到", &a.hidden)
	}
	if a.moved.n > 0 {
		say("%s的公示时间与登记的不一致，可能被改动过", &a.moved)
	}
	if a.keys != nil && a.tree.Root() != c.Root {
		where := ""
		if a.odd.n > 0 { // what of a row is public follows from what is sealed, unless the rules of masking have changed since
			where = "：" + a.odd.String() + "与封存或报送的原文不符"
		}
		sealed = append(sealed, fmt.Sprintf("批次 %d 各行的内容与发布时的总摘要不符，可能被改动过%s", a.Batch, where))
	}
	return open, sealed
}
