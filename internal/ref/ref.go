// Package ref is how packages point at each other's records without importing one another.
package ref

import (
	"fmt"
	"strconv"
	"strings"

	"gongkai/internal/fault"
)

// Kind names a register of records, such as "item" or "licence". The package that owns the records defines it.
type Kind string

// Ref points at one record. The zero Ref points at nothing.
type Ref struct {
	Kind Kind
	ID   int64
}

// ErrBad reports text that is not a reference.
var ErrBad = fault.New(fault.Invalid, "bad-reference", "编号格式不对，请从列表重新打开。")

// To returns the reference to record id of a kind.
func To[ID ~int64](kind Kind, id ID) Ref { return Ref{kind, int64(id)} }

// IsZero reports whether r points at nothing.
func (r Ref) IsZero() bool { return r == Ref{} }

// String returns "kind:id", or "" for the zero Ref.
func (r Ref) String() string {
	if r.IsZero() {
		return ""
	}
	return string(r.Kind) + ":" + strconv.FormatInt(r.ID, 10)
}

// Parse reads what String wrote.
func Parse(s string) (Ref, error) {
	if s == "" {
		return Ref{}, nil
	}
	kind, num, ok := strings.Cut(s, ":")
	id, err := strconv.ParseInt(num, 10, 64)
	if !ok || err != nil || kind == "" || id <= 0 {
		return Ref{}, fmt.Errorf("parse reference %q: %w", s, ErrBad)
	}
	return Ref{Kind(kind), id}, nil
}
