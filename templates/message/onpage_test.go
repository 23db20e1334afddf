package message

import (
	"strings"
	"testing"
)

// commandOnly are the faults that only a command meets.
var commandOnly = []string{"option.", "output.", "place.", "ledger.profile_", "mark.several", "match.no_such_entry", "target.form", "verify.", "previous.", "source."}

// On a page, nobody is told to type an option of a command.
func TestNoOptionOnPages(t *testing.T) {
	t.Parallel()
	c, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for k := range c.onPage {
		if _, ok := c.faults[k]; !ok {
			t.Errorf("a page speaks of the fault %q, which does not exist", k)
		}
	}
	for k := range c.faults {
		if startsWithAny(k, commandOnly) {
			continue
		}
		for _, l := range Langs {
			p, f := In(l).OnPage(), &Fault{Key: k}
			for _, s := range []string{p.What(f), p.Why(f), p.Do(f)} {
				if strings.Contains(s, "--") {
					t.Errorf("%s, on a page (%s): %s", k, l, s)
				}
			}
		}
	}
}

func startsWithAny(s string, list []string) bool {
	for _, p := range list {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func TestOnPage(t *testing.T) {
	t.Parallel()
	f := NewFault("ledger.two_amounts", Place{}, "taken", "F", "other", "G")
	command, page := In(English), In(English).OnPage()
	if got := command.Do(f); got != "Choose one: --column amount=F or --column amount=G." {
		t.Errorf("a command says %q", got)
	}
	if got := page.Do(f); got != "Choose, before you import, the one that holds the amounts: F or G." {
		t.Errorf("a page says %q", got)
	}
	if command.What(f) != page.What(f) || !strings.Contains(page.For("USD").Fault(f), "before you import") {
		t.Error("what is not said otherwise is said the same, in every way of telling")
	}
}
