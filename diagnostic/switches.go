package diagnostic

import (
	"fmt"
	"regexp"

	"jachete/diagnostic/registry"
	"jachete/scoring/name"
	"jachete/templates/policy"
)

// The decisions a switch can hold.
const (
	switchCount   = "count"
	switchApart   = "apart"
	switchExclude = "exclude"
)

// familySwitch applies the Pôle's switches to an enterprise.
type familySwitch struct {
	families []family
}

type family struct {
	decision string
	patterns []*regexp.Regexp
}

func compileSwitches(s *policy.Switches) (*familySwitch, error) {
	f := &familySwitch{}
	for _, fam := range []struct {
		decision string
		patterns []string
	}{
		// Public control first: what is not social economy at all is excluded
		// before it is asked whether to show it apart.
		{s.PublicControl, s.PublicPatterns},
		{s.FinancialCoops, s.FinancialPatterns},
		{s.LargeCoops, s.LargePatterns},
	} {
		c := family{decision: fam.decision}
		for _, p := range fam.patterns {
			re, err := regexp.Compile(p)
			if err != nil {
				return nil, fmt.Errorf("compile switch pattern %q: %w", p, err)
			}
			c.patterns = append(c.patterns, re)
		}
		f.families = append(f.families, c)
	}
	return f, nil
}

// decide returns the decision of the first switch that speaks of e.
func (f *familySwitch) decide(e *registry.Entry) string {
	folded := name.Fold(e.Name)
	for _, fam := range f.families {
		for _, re := range fam.patterns {
			if re.MatchString(folded) {
				return fam.decision
			}
		}
	}
	return switchCount
}
