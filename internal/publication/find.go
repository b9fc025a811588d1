package publication

import (
	"context"

	"gongkai/internal/fault"
)

// Question is what somebody looks for among the items that are public. Zero fields do not narrow.
type Question struct {
	Text      string // words, names, 文号 or 索引号; parts between blanks must all be there
	Unit      int64
	Columns   []int64 // any of them
	Year      int     // of release
	Genre     string
	Validity  Holding
	Relevance bool // titles before texts instead of the newest first
	Limit     int
	Offset    int
}

// Answer is what was found.
type Answer struct {
	Hits []Hit
	N    int      // how many there are
	More bool     // N is where counting ended, and there are more
	Also []string // synonyms that were looked for too
	Hint string   // the question as it was probably meant; empty: no better one is known
}

// Standing is how an item stands before the public at a moment.
type Standing struct {
	Entry    int64 // place of its first release in the public log
	ID       ID
	Version  int // number of the version that is seen
	Validity Validity
}

// Hit is one item that holds what was looked for.
type Hit struct {
	Item   Item      // as the public sees it, without its text
	Title  []Passage // with what was found in it marked
	Text   []Passage // around the first place found; the summary where only the title or a number holds it
	InFile bool      // Text stands in an attachment
}

// Passage is a piece of a text; Found ones are what was looked for.
type Passage struct {
	Text  string
	Found bool
}

// Holding narrows a list to documents that still hold, or to those that do not.
type Holding string

const (
	Any     Holding = ""
	Valid   Holding = "valid"   // 有效, 已修改 too
	Invalid Holding = "invalid" // 废止, 失效
)

// ErrNotReady reports that a finder does not know yet what there is.
var ErrNotReady = fault.New(fault.Unavailable, "search-not-ready", "检索目录正在建立，一般几分钟内完成，请稍后再查。")

// Finder finds public items by their words. What it returns is public at that moment, though it may not know of a release yet. It returns ErrNotReady while it is made, and faults for questions it cannot take.
type Finder interface {
	Find(ctx context.Context, q Question) (Answer, error)
}
