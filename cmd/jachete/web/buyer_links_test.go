package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

var (
	linkedAmount = regexp.MustCompile(`<a href="([^"]*/fournisseurs[^"]*)">([^<]*\$)</a>`)
	listedSum    = regexp.MustCompile(`<p class="lead" role="status">[^<]*, ([^<(]*\$) \(`)
)

// amountOf reads an amount as a page writes it in French.
func amountOf(t *testing.T, s string) decimal.Decimal {
	t.Helper()
	s = strings.NewReplacer("\u202f", "", "\u00a0", "", " ", "", "$", "", "−", "-", ",", ".").Replace(html.UnescapeString(s))
	d, err := decimal.NewFromString(s)
	if err != nil {
		t.Fatalf("amount %q: %v", s, err)
	}
	return d
}

// Every amount of the result page leads to suppliers that sum to it.
func TestAmountsLeadToWhatTheySum(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	result := h.imported()
	links := linkedAmount.FindAllStringSubmatch(h.get(result, http.StatusOK), -1)
	seen := 0
	for _, m := range links {
		path, want := html.UnescapeString(m[1]), amountOf(t, m[2])
		page := h.get(path, http.StatusOK)
		sum := listedSum.FindStringSubmatch(page)
		if sum == nil {
			if !want.IsZero() {
				t.Errorf("%s: %s leads to nothing", path, want)
			}
			continue
		}
		seen++
		if got := amountOf(t, sum[1]).Round(0); !got.Equal(want) {
			t.Errorf("%s: the page says %s, its suppliers sum to %s", path, want, got)
		}
	}
	if seen < 10 {
		t.Errorf("%d amounts lead anywhere of %d", seen, len(links))
	}
}
