package policy

import (
	"testing"

	"pgregory.net/rapid"
)

// nameFold is name.Fold, handed over by the external test file: this package
// lies below scoring and must not import it.
var nameFold func(string) string

func TestFoldIsNameFold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-zÀ-ÿœŒæß&'’ .\-0-9]{0,30}`)).Draw(t, "s")
		if got, want := fold(s), nameFold(s); got != want {
			t.Fatalf("fold(%q) = %q, name.Fold gives %q", s, got, want)
		}
	})
}

func TestParentPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"$[3].name.fr": "$[3].name", "$[3].name": "$[3]", "$[3]": "$", "$": "", "$.a": "$"} {
		if got := parent(path); got != want {
			t.Errorf("parent(%q) = %q, want %q", path, got, want)
		}
	}
}
