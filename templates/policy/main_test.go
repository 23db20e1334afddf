package policy_test

import (
	"os"
	"testing"

	"jachete/scoring/name"
	"jachete/templates/policy"
)

func TestMain(m *testing.M) {
	policy.SetFold(name.Fold)
	os.Exit(m.Run())
}
