package web

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails if a test leaves something running.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
