package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	// money finds an amount in a wording: thresholds move, so none is printed.
	money = regexp.MustCompile(`[0-9][0-9\s\x{a0}\x{202f},.]*\$|\$\s?[0-9]|[0-9]{3,}`)
	// A lever is only ever conditional.
	mayFr = regexp.MustCompile(`\b(peut|peuvent|pourrait|pourraient)\b`)
	mayEn = regexp.MustCompile(`\b(may|might|could)\b`)
	// What no advice may say: to split, or to keep to one supplier.
	never = regexp.MustCompile(`(?i)\b(fractionn|scind|divis|morcel|toujours|syst[eé]matiquement|split|divid|always)`)
	fsa   = regexp.MustCompile(`^[A-Z][0-9][A-Z]$`)
)

func (c *checker) id(at, id string, seen map[string]bool) {
	switch {
	case id == "":
		c.fail(at, "id is missing")
	case !identifier.MatchString(id):
		c.fail(at+".id", "id %q: only a-z, 0-9 and _ , a letter first", id)
	case seen[id]:
		c.fail(at+".id", "id %q stands twice", id)
	}
	seen[id] = true
}

func (c *checker) text(at string, t Text) {
	if strings.TrimSpace(t.Fr) == "" {
		c.fail(at+".fr", "French wording is missing")
	}
	if strings.TrimSpace(t.En) == "" {
		c.fail(at+".en", "English wording is missing")
	}
}

func (c *checker) source(at, s string) {
	if strings.TrimSpace(s) == "" {
		c.fail(at+".source", "source is missing")
	}
}

func (c *checker) date(at, s string, required bool) {
	if s == "" && !required {
		return
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		c.fail(at, "date %q is not of the form 2024-01-31", s)
	}
}

func (c *checker) span(at, from, to string) {
	c.date(at+".from", from, true)
	c.date(at+".to", to, false)
	if to != "" && to < from {
		c.fail(at+".to", "ends on %s, before it begins on %s", to, from)
	}
}

func (p *Policy) checkLevers(c *checker) {
	categories := map[string]bool{}
	for _, k := range p.Categories {
		categories[k.ID] = true
	}
	seen := map[string]bool{}
	for i, l := range p.Levers {
		at := fmt.Sprintf("$[%d]", i)
		c.id(at, l.ID, seen)
		c.each(at+".regimes", l.Regimes, regimes)
		c.each(at+".supply", l.Supply, supplies)
		c.each(at+".forms", l.Forms, forms)
		c.known(at+".only", l.Only, categories)
		c.known(at+".except", l.Except, categories)
		if len(l.Bands) > 0 {
			c.each(at+".bands", l.Bands, bands)
		}
		c.text(at+".wording", l.Wording)
		c.noFigure(at+".wording.fr", l.Wording.Fr)
		c.noFigure(at+".wording.en", l.Wording.En)
		if !mayFr.MatchString(l.Wording.Fr) {
			c.fail(at+".wording.fr", "a lever's wording must be conditional (peut, pourrait)")
		}
		if !mayEn.MatchString(l.Wording.En) {
			c.fail(at+".wording.en", "a lever's wording must be conditional (may, could)")
		}
		c.span(at, l.From, l.To)
		c.source(at, l.Source)
		c.oneOf(at+".status", l.Status, statuses)
		c.oneOf(at+".mark", string(l.Mark), marks)
		if (l.Mark == "R" || l.Mark == "S") && l.Status != "to_verify" {
			c.fail(at+".status", "a lever of mark %s must have status to_verify", l.Mark)
		}
	}
}

func (p *Policy) checkTerritory(c *checker) {
	t := &p.Territory
	if strings.TrimSpace(t.Name) == "" {
		c.fail("$.name", "name of the territory is missing")
	}
	c.source("$", t.Source)
	mrc := map[string]bool{}
	for i, m := range t.MRCs {
		at := fmt.Sprintf("$.mrcs[%d]", i)
		if m.Code == "" || m.Name == "" {
			c.fail(at, "an MRC needs code and name")
		}
		if mrc[m.Code] {
			c.fail(at+".code", "MRC %q stands twice", m.Code)
		}
		mrc[m.Code] = true
	}
	known := t.checkDesignations(c)
	seen := map[string]bool{}
	for i, m := range t.Municipalities {
		at := fmt.Sprintf("$.municipalities[%d]", i)
		if m.Code == "" || m.Name == "" {
			c.fail(at, "a municipality needs code and name")
		}
		if seen[m.Code] {
			c.fail(at+".code", "municipality %q stands twice", m.Code)
		}
		seen[m.Code] = true
		if !mrc[m.MRC] {
			c.fail(at+".mrc", "unknown MRC %q", m.MRC)
		}
		c.oneOf(at+".designation", m.Designation, known)
		if m.Population < 0 {
			c.fail(at+".population", "population %d is negative", m.Population)
		}
	}
	own := map[string]bool{}
	c.prefixes("$.own_fsa", t.OwnFSA)
	c.prefixes("$.shared_fsa", t.SharedFSA)
	for _, f := range t.OwnFSA {
		own[f] = true
	}
	for i, f := range t.SharedFSA {
		if own[f] {
			c.fail(fmt.Sprintf("$.shared_fsa[%d]", i), "postal prefix %q is both own and shared", f)
		}
	}
	t.checkPlaces(c, seen)
}

// checkDesignations gives the codes known.
func (t *Territory) checkDesignations(c *checker) []string {
	var codes []string
	words := map[string]bool{}
	for i, d := range t.Designations {
		at := fmt.Sprintf("$.designations[%d]", i)
		if d.Code == "" || slices.Contains(codes, d.Code) {
			c.fail(at+".code", "designation %q is empty or stands twice", d.Code)
		}
		codes = append(codes, d.Code)
		c.text(at+".name", d.Name)
		c.oneOf(at+".regime", d.Regime, regimes)
		for j, w := range d.Words {
			if !folded(w) || words[w] {
				c.fail(fmt.Sprintf("%s.words[%d]", at, j), "word %q is not folded or stands twice", w)
			}
			words[w] = true
		}
	}
	c.oneOf("$.mrc_regime", t.MRCRegime, regimes)
	return codes
}

// checkPlaces looks at the prefixes' municipalities and at the places apart.
func (t *Territory) checkPlaces(c *checker, municipalities map[string]bool) {
	for i, f := range t.FSA {
		at := fmt.Sprintf("$.fsa[%d]", i)
		if !slices.Contains(t.OwnFSA, f.Prefix) && !slices.Contains(t.SharedFSA, f.Prefix) {
			c.fail(at+".prefix", "postal prefix %q is neither own nor shared", f.Prefix)
		}
		for j, m := range f.Municipalities {
			if !municipalities[m] {
				c.fail(fmt.Sprintf("%s.municipalities[%d]", at, j), "unknown municipality %q", m)
			}
		}
	}
	for i, a := range t.Apart {
		if a.Code == "" || CityKey(a.Name) == "" || municipalities[a.Code] {
			c.fail(fmt.Sprintf("$.apart[%d]", i), "a place apart needs a name and a code of its own")
		}
	}
}

func (c *checker) known(at string, list []string, categories map[string]bool) {
	for i, id := range list {
		if !categories[id] {
			c.fail(fmt.Sprintf("%s[%d]", at, i), "unknown category %q", id)
		}
	}
}

func (c *checker) noFigure(at, wording string) {
	if m := money.FindString(wording); m != "" {
		c.fail(at, "a lever's wording holds a figure (%q): thresholds move, send the reader to the law instead", strings.TrimSpace(m))
	}
}

// prudent refuses in the wording of advice what must never be advised.
func (c *checker) prudent(at string, t Text) {
	for _, w := range []struct{ at, wording string }{{at + ".fr", t.Fr}, {at + ".en", t.En}} {
		if m := money.FindString(w.wording); m != "" {
			c.fail(w.at, "the wording of advice holds a figure (%q): thresholds and amounts are not its matter", strings.TrimSpace(m))
		}
		if m := never.FindString(w.wording); m != "" {
			c.fail(w.at, "the wording of advice holds %q: never advise to split a contract nor to keep to one supplier", m)
		}
	}
}

func (c *checker) prefixes(at string, list []string) {
	for i, f := range list {
		if !fsa.MatchString(f) {
			c.fail(fmt.Sprintf("%s[%d]", at, i), "postal prefix %q is not of the form J6S", f)
		}
	}
}
