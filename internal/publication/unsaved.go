package publication

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/secret"
)

// Unsaved is what somebody has typed into the form of a draft and not saved yet (自动保存). It is there for that person alone,
// and only until the draft is saved: it is no version, and no act.
type Unsaved struct {
	At   time.Time
	Form map[string][]string
}

// What is refused about it.
var (
	ErrNoUnsaved    = fault.New(fault.NotFound, "nothing-unsaved", "没有自动保存的内容。")
	ErrUnsavedLarge = fault.New(fault.TooLarge, "unsaved-too-large", "内容较大，没有自动保存，请及时存草稿。")
)

// maxUnsaved is how much of a form is kept, in bytes: pictures that are not stored yet lie in it.
const maxUnsaved = 4 << 20

// UnsavedStore keeps what is not saved, one piece for each person and draft. Item 0 is a draft not begun.
type UnsavedStore interface {
	KeepUnsaved(ctx context.Context, person int64, item ID, at time.Time, sealed []byte) error
	// Unsaved returns ErrNoUnsaved where there is none.
	Unsaved(ctx context.Context, person int64, item ID) (at time.Time, sealed []byte, err error)
	DropUnsaved(ctx context.Context, person int64, item ID) error
}

// Recovery brings back what was typed and not saved.
type Recovery struct {
	store UnsavedStore
	keys  *secret.Keys
	now   func() time.Time
}

// NewRecovery returns the service.
func NewRecovery(store UnsavedStore, keys *secret.Keys, now func() time.Time) *Recovery {
	return &Recovery{store, keys, now}
}

// Keep keeps a form in the place of what was kept of it before.
func (r *Recovery) Keep(ctx context.Context, by act.Actor, item ID, form map[string][]string) (time.Time, error) {
	b, err := json.Marshal(form)
	if err != nil {
		return time.Time{}, fmt.Errorf("keep form of item %d: %w", item, err)
	}
	if len(b) > maxUnsaved {
		return time.Time{}, fmt.Errorf("keep form of item %d: %w", item, ErrUnsavedLarge)
	}
	at := r.now()
	return at, r.store.KeepUnsaved(ctx, by.Person, item, at, r.keys.Seal(b, unsavedPurpose(by.Person, item)))
}

// Of returns what is unsaved of a draft, unless the draft was changed after it was typed.
func (r *Recovery) Of(ctx context.Context, by act.Actor, it *Item) (*Unsaved, error) {
	at, sealed, err := r.store.Unsaved(ctx, by.Person, it.ID)
	if err != nil {
		return nil, err
	}
	if it.Changed.After(at) {
		return nil, ErrNoUnsaved
	}
	b, err := r.keys.Open(sealed, unsavedPurpose(by.Person, it.ID))
	if err != nil {
		return nil, fmt.Errorf("form of item %d: %w", it.ID, err)
	}
	u := &Unsaved{At: at}
	return u, json.Unmarshal(b, &u.Form)
}

// Drop forgets what is unsaved.
func (r *Recovery) Drop(ctx context.Context, by act.Actor, item ID) error {
	return r.store.DropUnsaved(ctx, by.Person, item)
}

func unsavedPurpose(person int64, item ID) string { return fmt.Sprintf("unsaved %d %d", person, item) }
