package agency

import (
	"net/mail"
	"regexp"
)

var phone = regexp.MustCompile(`^\+?[0-9][0-9 ()-]{5,19}$`)

// IsPhone reports whether a text can be a telephone number: a mobile one, or one with its area code.
func IsPhone(s string) bool { return phone.MatchString(s) }

// IsEmail reports whether a text is an e-mail address and nothing else.
func IsEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}
