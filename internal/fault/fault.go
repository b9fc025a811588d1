// Package fault carries errors that have something to say to a person: a kind that decides how the caller
// answers, a stable code for logs and the API, and one Chinese sentence that says what happened and what to do.
//
// It knows neither HTTP nor the command line; both translate a Kind in their own terms.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says in what way something could not be done.
type Kind int

// The kinds, from the asker's mistake to ours.
const (
	Invalid         Kind = iota + 1 // what was handed in cannot be taken as it is
	Unauthenticated                 // nobody is signed in
	Forbidden                       // somebody is, but may not do this
	NotFound                        // there is no such thing, or not for this person
	Conflict                        // the state of the thing does not allow it, or somebody was faster
	Gone                            // it was here and has been taken away
	TooLarge                        // a limit on size, number or depth is passed
	Unavailable                     // try again later
)

// Fault is an error with a sentence for the person. Two faults are the same for errors.Is when their codes are.
type Fault struct {
	Kind Kind
	Code string // stable, lower case, words joined by hyphens
	Text string // one Chinese sentence: what happened and what to do next
}

// New returns a fault. Package-level faults made with it serve as sentinels.
func New(kind Kind, code, text string) *Fault { return &Fault{Kind: kind, Code: code, Text: text} }

// Error returns the code in English words for logs; Text is for the person.
func (f *Fault) Error() string { return strings.ReplaceAll(f.Code, "-", " ") }

// Is makes a fault made by Say equal to the one it was made from.
func (f *Fault) Is(target error) bool {
	var t *Fault
	return errors.As(target, &t) && t.Code == f.Code
}

// Say returns the same fault with a sentence that names the case at hand.
func (f *Fault) Say(format string, args ...any) *Fault {
	return &Fault{Kind: f.Kind, Code: f.Code, Text: fmt.Sprintf(format, args...)}
}

// Of finds the fault in err's chain.
func Of(err error) (*Fault, bool) {
	var f *Fault
	if errors.As(err, &f) {
		return f, true
	}
	var fields Fields
	if errors.As(err, &fields) && len(fields) > 0 {
		return New(Invalid, "invalid-fields", fields[0].Text), true
	}
	return nil, false
}

// Text returns the sentence for the person, or a general one when err has nothing to say.
func Text(err error) string {
	if f, ok := Of(err); ok {
		return f.Text
	}
	return "系统暂时无法处理，请稍后再试。"
}

// Field is one mistake in a form or a record: which field, and one sentence.
type Field struct{ Name, Text string }

// Fields are all mistakes found at once, in the order of the form. An empty list is no error: return Err().
type Fields []Field

// Add appends a mistake.
func (fs *Fields) Add(name, format string, args ...any) {
	*fs = append(*fs, Field{name, fmt.Sprintf(format, args...)})
}

// Err returns fs as an error, or nil if nothing was found.
func (fs Fields) Err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs
}

// For returns the sentence for one field, or "".
func (fs Fields) For(name string) string {
	for _, f := range fs {
		if f.Name == name {
			return f.Text
		}
	}
	return ""
}

func (fs Fields) Error() string {
	names := make([]string, len(fs))
	for i, f := range fs {
		names[i] = f.Name
	}
	return "invalid fields: " + strings.Join(names, ", ")
}
