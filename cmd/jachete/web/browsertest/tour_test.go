package browsertest_test

import (
	"context"
	"strings"
	"testing"

	"jachete/cmd/jachete/internal/load"
	"jachete/cmd/jachete/web/browsertest"
)

// The tour: every page that a link leads to, one of each shape, for each role.
func TestTour(t *testing.T) {
	t.Parallel()
	s := browsertest.Open(t)
	for _, role := range []string{"", "buyer", "advisor", "director", "administrator"} {
		t.Run("role="+role, func(t *testing.T) {
			t.Parallel()
			c, err := load.Enter(context.Background(), s.URL, role)
			if err != nil {
				t.Fatal(err)
			}
			pages, err := c.Crawl(context.Background(), "/", 150)
			if err != nil {
				t.Fatal(err)
			}
			b := s.Browser(t)
			if role != "" {
				b.Enter(role)
			}
			seen := map[string]bool{}
			for _, p := range pages {
				if seen[p.Pattern] {
					continue
				}
				seen[p.Pattern] = true
				b.Go(p.Path)
				b.Visit("tour-" + role + strings.NewReplacer("/", "_", "*", "x", "?", "-", "&", "-").Replace(p.Pattern))
			}
			t.Logf("%d shapes of pages", len(seen))
		})
	}
}
