package policy

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
	"github.com/shopspring/decimal"
)

// The values that an enumeration of the policy may take.
var (
	kinds    = []string{string(Purchase), string(SetAside), string(Grant)}
	marks    = []string{"V", "M", "S", "R"}
	supplies = []string{"goods", "services", "works", "mixed"}
	regimes  = []string{"LCV", "CM", "LCOP"}
	forms    = []string{"npo", "coop_solidarity", "coop", "mutual", "any"}
	statuses = []string{"verified", "to_verify"}
	choices  = []string{"count", "apart", "exclude"}
	efforts  = []string{"low", "medium", "high"}
)

// Regimes lists the regimes of public contracts that the rules know: Cities and
// Towns Act, Municipal Code, Act respecting contracting by public bodies.
func Regimes() []string { return slices.Clone(regimes) }

// maxPattern bounds a regular expression, in bytes: the files of --policy are
// not ours.
const maxPattern = 1000

// flaw is a broken rule of the format: the file, the place in it as a YAML
// path, and what is wrong.
type flaw struct {
	file string
	path string // "$[3].names[1]"
	err  error
}

// at finds the line of the flaw by a second pass over the file. When the place
// itself is absent (a missing wording), the nearest place that exists counts.
func (f *flaw) at(sources map[string][]byte) *FileError {
	out := &FileError{File: f.file, Err: f.err}
	tree, err := parser.ParseBytes(sources[f.file], 0)
	if err != nil {
		return out
	}
	for path := f.path; path != ""; path = parent(path) {
		p, err := yaml.PathString(path)
		if err != nil {
			continue
		}
		if node, err := p.FilterFile(tree); err == nil && node != nil && node.GetToken() != nil {
			out.Line = node.GetToken().Position.Line
			return out
		}
	}
	return out
}

// parent cuts the last step of a YAML path; "$" has none.
func parent(path string) string {
	if path == "$" {
		return ""
	}
	return path[:max(strings.LastIndexAny(path, ".["), 1)]
}

// checker collects the first flaw of one file.
type checker struct {
	file string
	flaw *flaw
}

func (c *checker) fail(path, format string, args ...any) {
	if c.flaw == nil {
		c.flaw = &flaw{c.file, path, fmt.Errorf(format, args...)}
	}
}

// check gives the first thing the types cannot say that is wrong, in the order
// of the files.
func (p *Policy) check() *flaw {
	checks := []struct {
		file string
		run  func(*checker)
	}{
		{"version.yaml", p.checkVersion},
		{"classes.yaml", p.checkClasses},
		{"rules.yaml", p.checkRules},
		{"categories.yaml", p.checkCategories},
		{"headers.yaml", p.checkHeaders},
		{"levers.yaml", p.checkLevers},
		{"thresholds.yaml", p.checkThresholds},
		{"advice.yaml", p.checkAdvice},
		{"territory.yaml", p.checkTerritory},
		{"switches.yaml", p.checkSwitches},
		{"names.yaml", p.checkNames},
		{"sources.yaml", p.checkSources},
		{"places.yaml", p.checkPlaces},
		{"contacts.yaml", p.checkContacts},
	}
	for _, k := range checks {
		c := &checker{file: k.file}
		if k.run(c); c.flaw != nil {
			return c.flaw
		}
	}
	return nil
}

func (p *Policy) checkVersion(c *checker) {
	c.date("$.version", strings.TrimSuffix(p.Version, "+local"), true)
}

func (p *Policy) checkClasses(c *checker) {
	seen := map[string]bool{}
	purchases, grants := 0, 0
	for i, k := range p.Classes {
		at := fmt.Sprintf("$[%d]", i)
		c.id(at, k.ID, seen)
		c.oneOf(at+".kind", string(k.Kind), kinds)
		c.text(at+".name", k.Name)
		c.text(at+".reason", k.Reason)
		switch k.Kind {
		case Purchase:
			purchases++
		case Grant:
			grants++
		}
	}
	// One class of purchases and one of grants: the measures sum each as one.
	if purchases != 1 {
		c.fail("$", "%d classes of kind purchase; there must be one", purchases)
	}
	if grants > 1 {
		c.fail("$", "%d classes of kind grant; there may be one", grants)
	}
	if !seen[DefaultClass] {
		c.fail("$", "class %q is missing: it is the class of a line that no rule speaks of", DefaultClass)
	}
}

// DefaultClass is the class of a line that no rule speaks of.
const DefaultClass = "achat"

func (p *Policy) checkRules(c *checker) {
	classes := map[string]bool{}
	for _, k := range p.Classes {
		classes[k.ID] = true
	}
	seen := map[string]bool{}
	for i, r := range p.Rules {
		at := fmt.Sprintf("$[%d]", i)
		c.id(at, r.ID, seen)
		if !classes[r.Class] {
			c.fail(at+".class", "unknown class %q", r.Class)
		}
		if len(r.Names)+len(r.Accounts)+len(r.Texts) == 0 && !r.Person {
			c.fail(at, "rule %q states no name, account, text or person: it would take every line", r.ID)
		}
		if r.Confirm && (len(r.Names) == 0 || len(r.Accounts) == 0) {
			c.fail(at+".confirm", "rule %q asks to confirm a name by an account but lacks one of them", r.ID)
		}
		c.patterns(at+".names", r.Names)
		c.patterns(at+".not_names", r.NotNames)
		c.patterns(at+".texts", r.Texts)
		c.patterns(at+".not_texts", r.NotTexts)
		c.digits(at+".accounts", r.Accounts)
		c.digits(at+".not_accounts", r.NotAccounts)
		c.span(at, r.From, r.To)
		c.source(at, r.Source)
		c.oneOf(at+".mark", string(r.Mark), marks)
	}
}

func (p *Policy) checkCategories(c *checker) {
	seen := map[string]bool{}
	accounts := map[string]string{}
	for i, k := range p.Categories {
		at := fmt.Sprintf("$[%d]", i)
		c.id(at, k.ID, seen)
		c.text(at+".name", k.Name)
		c.oneOf(at+".supply", k.Supply, supplies)
		c.digits(at+".accounts", k.Accounts)
		for j, a := range k.Accounts {
			if other, twice := accounts[a]; twice {
				c.fail(fmt.Sprintf("%s.accounts[%d]", at, j), "account %q is already that of category %q", a, other)
			}
			accounts[a] = k.ID
		}
		for j, w := range k.Keywords {
			if !folded(w) {
				c.fail(fmt.Sprintf("%s.keywords[%d]", at, j), "keyword %q is not folded (lower case, no accent, no sign, single blanks)", w)
			}
		}
		for j, u := range k.UNSPSC {
			if len(u) != 8 || strings.Trim(u, "0123456789") != "" {
				c.fail(fmt.Sprintf("%s.unspsc[%d]", at, j), "UNSPSC code %q is not of eight digits", u)
			}
		}
		for j, s := range k.SEAO {
			if !seaoCode.MatchString(s) {
				c.fail(fmt.Sprintf("%s.seao[%d]", at, j), "SEAO category %q is not of the form G15, S9 or C01", s)
			}
		}
		c.source(at, k.Source)
	}
}

// seaoCode is a category of the public tender system: goods, services, works.
var seaoCode = regexp.MustCompile(`^(G([1-9]|[12][0-9]|3[01])|S(1?[1-9]|10)|C0[123])$`)

func (p *Policy) checkHeaders(c *checker) {
	for i, h := range p.Headers {
		at := fmt.Sprintf("$[%d]", i)
		if h.Field == "" {
			c.fail(at, "field is missing")
		}
		c.oneOf(at+".for", h.For, []string{"ledger", "registry"})
		if len(h.Synonyms)+len(h.Contains) == 0 {
			c.fail(at, "field %q has no synonym", h.Field)
		}
	}
}

func (p *Policy) checkAdvice(c *checker) {
	levers := map[string]bool{}
	for _, l := range p.Levers {
		levers[l.ID] = true
	}
	seen := map[string]bool{}
	for i, a := range p.Advice {
		at := fmt.Sprintf("$[%d]", i)
		c.id(at, a.ID, seen)
		c.text(at+".title", a.Title)
		c.text(at+".first_step", a.FirstStep)
		c.each(at+".supply", a.Supply, supplies)
		for j, l := range a.Levers {
			if !levers[l] {
				c.fail(fmt.Sprintf("%s.levers[%d]", at, j), "unknown lever %q", l)
			}
		}
		if a.MinAble < 1 {
			c.fail(at+".min_able", "min_able must be 1 or more: no advice without an able enterprise")
		}
		if a.MaxAble != 0 && a.MaxAble < a.MinAble {
			c.fail(at+".max_able", "max_able %d is less than min_able %d", a.MaxAble, a.MinAble)
		}
		if d, err := decimal.NewFromString(a.MinDollars); err != nil || d.IsNegative() {
			c.fail(at+".min_dollars", "min_dollars %q is not an amount", a.MinDollars)
		}
		if d, err := decimal.NewFromString(a.ShareOfSpend); err != nil || d.IsNegative() || d.GreaterThan(decimal.NewFromInt(100)) {
			c.fail(at+".share_of_spend", "share_of_spend %q is not a percent between 0 and 100", a.ShareOfSpend)
		}
		if _, err := CompileCondition(a.When); err != nil {
			c.fail(at+".when", "%w", err)
		}
		c.oneOf(at+".effort", a.Effort, efforts)
		if a.LeadMonths < 0 || a.LeadMonths > 11 {
			c.fail(at+".lead_months", "lead_months %d is not between 0 and 11", a.LeadMonths)
		}
		c.prudent(at+".title", a.Title)
		c.prudent(at+".first_step", a.FirstStep)
		c.span(at, a.From, "")
		c.source(at, a.Source)
	}
}

func (p *Policy) checkSwitches(c *checker) {
	s := p.Switches
	c.oneOf("$.financial_coops", s.FinancialCoops, choices)
	c.oneOf("$.large_coops", s.LargeCoops, choices)
	c.oneOf("$.public_control", s.PublicControl, choices)
	c.patterns("$.financial_patterns", s.FinancialPatterns)
	c.patterns("$.large_patterns", s.LargePatterns)
	c.patterns("$.public_patterns", s.PublicPatterns)
}

func (p *Policy) checkNames(c *checker) {
	for i, f := range p.Names.LegalForms {
		at := fmt.Sprintf("$.legal_forms[%d]", i)
		if f.Form == "" { // the family may be unknown: "a but non lucratif" alone
			c.fail(at, "a legal form needs its form")
		}
	}
}

// folded tells whether a word or phrase is written as names are folded.
func folded(s string) bool { return s != "" && s == fold(s) }

// letters of a pattern once its classes and escapes are taken out.
var escapes = regexp.MustCompile(`\\[bBdDsSwWAz]|\(\?:|\(\?P?<\w+>`)

// pattern checks a regular expression that is matched on folded text.
func pattern(s string) error {
	if s == "" {
		return errors.New("empty pattern: it would match everything")
	}
	if len(s) > maxPattern {
		return fmt.Errorf("pattern of %d characters; %d at most", len(s), maxPattern)
	}
	re, err := regexp.Compile(s)
	if err != nil {
		return fmt.Errorf("pattern %q: %w", s, err)
	}
	if re.MatchString("") {
		return fmt.Errorf("pattern %q matches an empty text", s)
	}
	bare := escapes.ReplaceAllString(s, "")
	if i := strings.IndexFunc(bare, func(r rune) bool { return r > 0x7f || r >= 'A' && r <= 'Z' || r == '\'' || r == '&' }); i >= 0 {
		return fmt.Errorf("pattern %q is matched on folded text, which has no capital, accent, apostrophe or &", s)
	}
	return nil
}

func (c *checker) patterns(at string, list []string) {
	for i, s := range list {
		if err := pattern(s); err != nil {
			c.fail(fmt.Sprintf("%s[%d]", at, i), "%w", err)
		}
	}
}

func (c *checker) digits(at string, list []string) {
	for i, s := range list {
		if s == "" || len(s) > 3 || strings.Trim(s, "0123456789") != "" {
			c.fail(fmt.Sprintf("%s[%d]", at, i), "account %q is not the beginning of an object code (one to three digits)", s)
		}
	}
}

func (c *checker) oneOf(at, v string, known []string) {
	if !slices.Contains(known, v) {
		c.fail(at, "unknown value %q; known are %s", v, strings.Join(known, ", "))
	}
}

func (c *checker) each(at string, list, known []string) {
	if len(list) == 0 {
		c.fail(at, "empty list; known are %s", strings.Join(known, ", "))
	}
	for i, v := range list {
		c.oneOf(fmt.Sprintf("%s[%d]", at, i), v, known)
	}
}
