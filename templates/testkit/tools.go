package testkit

import (
	"os"
	"os/exec"
	"testing"
)

// Tool returns the path of a program that a test looks at documents with, or
// skips the test, saying so. Where JACHETE_REQUIRE_TOOLS is set (.ci/run sets
// it after installing them) a missing program is a failure.
func Tool(t testing.TB, program string) string {
	t.Helper()
	p, err := exec.LookPath(program)
	if err == nil {
		return p
	}
	if os.Getenv("JACHETE_REQUIRE_TOOLS") != "" {
		t.Fatalf("%s is required here and is not installed", program)
	}
	t.Skipf("skipped: %s is not on this machine", program)
	return ""
}
