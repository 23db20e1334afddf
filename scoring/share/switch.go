package share

import (
	"fmt"

	"jachete/templates/policy"
)

// Switcher reads the Pôle's switches: which families of enterprises are
// counted, shown apart, or left out. It is safe for concurrent use.
type Switcher struct{ families []switchFamily }

type switchFamily struct {
	name, choice string
	patterns     patterns
}

// The choices of a switch.
const (
	Count     = "count"   // in the headline share
	ShowApart = "apart"   // standing [Apart]
	Exclude   = "exclude" // standing [None]: nowhere
)

// NewSwitcher compiles the patterns of the switches.
func NewSwitcher(s policy.Switches) (*Switcher, error) {
	out := &Switcher{}
	for _, f := range []struct {
		name, choice string
		patterns     []string
	}{ // control by public bodies fails the law itself, so it is asked first
		{"public_control", s.PublicControl, s.PublicPatterns},
		{"financial_coops", s.FinancialCoops, s.FinancialPatterns},
		{"large_coops", s.LargeCoops, s.LargePatterns},
	} {
		list, err := compile(f.patterns)
		if err != nil {
			return nil, fmt.Errorf("switch %s: %w", f.name, err)
		}
		out.families = append(out.families, switchFamily{f.name, f.choice, list})
	}
	return out, nil
}

// Choice gives what the switches say of an enterprise of the registry, and the
// switch that says it ("" when none speaks of it, which counts). names are its
// names, folded: the legal one and the others.
func (s *Switcher) Choice(names ...string) (choice, by string) {
	for i := range s.families {
		for _, n := range names {
			if s.families[i].patterns.match(n) {
				return s.families[i].choice, s.families[i].name
			}
		}
	}
	return Count, ""
}
