package browsertest_test

import (
	"os"
	"testing"

	"jachete/cmd/jachete/web/browsertest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	browsertest.Clean()
	os.Exit(code)
}
