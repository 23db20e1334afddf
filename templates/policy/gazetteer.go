package policy

import (
	"fmt"
	"regexp"
	"strings"
)

// gazetteer lists every place a name may be followed by: the municipalities,
// their aliases and the MRC of the territory, then those of places.yaml.
func (p *Policy) gazetteer() []string {
	var list []string
	for _, m := range p.Territory.Municipalities {
		list = append(append(list, m.Name), m.Aliases...)
	}
	for _, m := range p.Territory.MRCs {
		list = append(list, m.Name)
	}
	return append(list, p.Places.Municipalities...)
}

func (p *Policy) checkPlaces(c *checker) {
	if strings.TrimSpace(p.Places.Source) == "" {
		c.fail("$.source", "source is missing")
	}
	seen := map[string]bool{}
	for i, m := range p.Places.Municipalities {
		at := fmt.Sprintf("$.municipalities[%d]", i)
		switch {
		case strings.TrimSpace(m) == "":
			c.fail(at, "empty municipality")
		case len(m) > 80:
			c.fail(at, "municipality %.40q… is longer than 80 bytes", m)
		case seen[m]:
			c.fail(at, "municipality %q is listed twice", m)
		}
		seen[m] = true
	}
}

var domain = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)

func (p *Policy) checkContacts(c *checker) {
	if strings.TrimSpace(p.Contacts.Source) == "" {
		c.fail("$.source", "source is missing")
	}
	seen := map[string]bool{}
	for i, d := range p.Contacts.SharedDomains {
		at := fmt.Sprintf("$.shared_domains[%d]", i)
		switch {
		case !domain.MatchString(d):
			c.fail(at, "%q is no domain in lower case", d)
		case seen[d]:
			c.fail(at, "domain %q is listed twice", d)
		}
		seen[d] = true
	}
}

func (p *Policy) checkDoubts(c *checker) {
	d := &p.Doubts
	if strings.TrimSpace(d.Source) == "" {
		c.fail("$.source", "source is missing")
	}
	c.date("$.from", d.From, true)
	if len(d.SupportWords) == 0 {
		c.fail("$.support_words", "no word: nothing would be asked about")
	}
	c.patterns("$.support_words", d.SupportWords)
	for _, x := range []struct {
		at string
		n  int
	}{{"$.round_of", d.RoundOf}, {"$.round_least", d.RoundLeast}, {"$.round_most", d.RoundMost}} {
		if x.n < 1 || x.n > 1_000_000 {
			c.fail(x.at, "%d is no number from 1 to 1000000", x.n)
		}
	}
}
