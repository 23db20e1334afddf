package diagnostic_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jachete/scoring/name"
	"jachete/scoring/share"
	"jachete/templates/policy"
	"jachete/templates/testkit"
)

var verbose = flag.Bool("categories", false, "list the descriptions that are sorted otherwise than a person does")

// TestCategoryKeywordsPrecision measures the keywords on invented descriptions
// that a person labelled, without account and without registry. Precision: of
// the descriptions that get a category, how many get the right one; recall: of
// those that say one, how many get it. The floors are percents; keywords that go
// below them are wrong.
func TestCategoryKeywordsPrecision(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	sorts, err := share.NewCategoriser(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		file                     string
		least, precision, recall int
		all                      bool // every category is met
	}{
		{"categories.csv", 180, 95, 90, true},
		{"categories_unseen.csv", 40, 85, 50, false},
	} {
		t.Run(tt.file, func(t *testing.T) {
			t.Parallel()
			met := map[string]bool{}
			var said, given, right int
			for _, c := range labelled(t, tt.file) {
				met[c.category] = true
				if c.category != "" {
					said++
				}
				got := sorts.Category(share.CategoryInput{FoldedText: name.Fold(c.text)}).Category
				if got != "" {
					given++
					if got == c.category {
						right++
					}
				}
				if *verbose && got != c.category {
					t.Logf("%q: %q, a person says %q", c.text, got, c.category)
				}
			}
			known := map[string]bool{"": true}
			for _, c := range p.Categories {
				known[c.ID] = true
				if tt.all && !met[c.ID] {
					t.Errorf("no description of %s", c.ID)
				}
			}
			for id := range met {
				if !known[id] {
					t.Errorf("%s is no category", id)
				}
			}
			if said < tt.least {
				t.Errorf("only %d descriptions", said)
			}
			t.Logf("precision %.1f %% (%d of %d), recall %.1f %% (%d of %d)",
				100*float64(right)/float64(given), right, given, 100*float64(right)/float64(said), right, said)
			if right*100 < tt.precision*given {
				t.Errorf("%d of %d are right, want %d %%", right, given, tt.precision)
			}
			if right*100 < tt.recall*said {
				t.Errorf("%d of %d are found, want %d %%", right, said, tt.recall)
			}
		})
	}
}

type labelledText struct{ category, text string }

func labelled(t *testing.T, file string) []labelledText {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(testkit.Root(t), "diagnostic", "testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var out []labelledText
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		category, text, ok := strings.Cut(line, ";")
		if !ok {
			t.Fatalf("no label: %s", line)
		}
		out = append(out, labelledText{strings.Trim(category, "-"), text})
	}
	return out
}
