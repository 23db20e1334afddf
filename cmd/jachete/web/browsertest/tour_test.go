package browsertest_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"jachete/cmd/jachete/internal/load"
	"jachete/cmd/jachete/web/browsertest"
)

// The tour: every page that a link leads to, one of each shape, for each role,
// in French and in English, wide and narrow, light and dark. A page that is
// built as one seen before is not looked at again.
func TestTour(t *testing.T) {
	t.Parallel()
	s := browsertest.Open(t)
	var seen sync.Map
	for _, role := range []string{"", "buyer", "advisor", "director", "administrator"} {
		t.Run("role="+role, func(t *testing.T) {
			t.Parallel()
			c, err := load.Enter(context.Background(), s.URL, role)
			if err != nil {
				t.Fatal(err)
			}
			pages, err := c.Crawl(context.Background(), "/", 300)
			if err != nil {
				t.Fatal(err)
			}
			b := s.Browser(t)
			if role != "" {
				b.Enter(role)
			}
			shapes, toured, looked := map[string]bool{}, map[string]bool{}, 0
			for _, lang := range []string{"fr", "en"} {
				b.Go("/confidentialite?lang=" + lang)
				for _, p := range pages {
					if lang == "fr" && shapes[p.Pattern] || lang == "en" && !toured[p.Path] {
						continue
					}
					shapes[p.Pattern] = true
					b.Go(p.Path)
					head, body := b.Build()
					_, head1 := seen.LoadOrStore(lang+head, true)
					_, body1 := seen.LoadOrStore(lang+body, true)
					if head1 && body1 {
						continue
					}
					toured[p.Path] = true
					looked++
					if lang == "en" {
						b.Glance()
						continue
					}
					b.Tour()
					b.Pictures("tour-" + role + strings.NewReplacer("/", "_", "*", "x", "?", "-", "&", "-").Replace(p.Pattern))
				}
			}
			t.Logf("%d pages, %d looked at", len(pages), looked)
		})
	}
}
