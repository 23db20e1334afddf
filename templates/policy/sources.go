package policy

import (
	"fmt"
	"strings"
)

// Sources says what official registers may propose to the registry, and how
// their files are read. Nothing here makes an enterprise count.
type Sources struct {
	REQ  REQSource  `yaml:"req" json:"req"`
	CRA  CRASource  `yaml:"cra" json:"cra"`
	SEAO SEAOSource `yaml:"seao" json:"seao"`
	// Signals put candidates in order.
	Signals []Signal `yaml:"signals" json:"signals"`
}

// Origin is whose data it is and on what terms it may be handed on.
type Origin struct {
	Name        Text   `yaml:"name" json:"name"`
	Licence     string `yaml:"licence" json:"licence"`
	Attribution Text   `yaml:"attribution" json:"attribution"` // conditional
	Source      string `yaml:"source" json:"source"`
	From        string `yaml:"from" json:"from"`
	Mark        Mark   `yaml:"mark" json:"mark"` // of the licence
}

// REQSource is the register of enterprises of Québec.
type REQSource struct {
	Origin `yaml:",inline"`
	// Forms are the legal forms that may be proposed.
	Forms        []SourceCode `yaml:"forms" json:"forms"`
	Statuses     []SourceCode `yaml:"statuses" json:"statuses"`
	NameStatuses []SourceCode `yaml:"name_statuses" json:"name_statuses"`
	NameTypes    []SourceCode `yaml:"name_types" json:"name_types"`
}

// CRASource is the federal list of charities.
type CRASource struct {
	Origin    `yaml:",inline"`
	Provinces []string       `yaml:"provinces" json:"provinces"`
	Statuses  []SourceCode   `yaml:"statuses" json:"statuses"`
	Columns   []SourceColumn `yaml:"columns" json:"columns"`
}

// SEAOSource is the public tender system of Québec.
type SEAOSource struct {
	Origin `yaml:",inline"`
}

// SourceCode is a code of a file and what it is taken to mean.
type SourceCode struct {
	Code string `yaml:"code" json:"code"`
	// Means: registered, struck, other (statuses); in_force, former, ignored
	// (statuses of names); legal, other (types of names).
	Means  string `yaml:"means" json:"means,omitempty"`
	Family string `yaml:"family" json:"family,omitempty"` // of a legal form
	From   string `yaml:"from" json:"from"`
	Source string `yaml:"source" json:"source"`
	Mark   Mark   `yaml:"mark" json:"mark"`
}

// SourceColumn says what the header of a column may be, folded.
type SourceColumn struct {
	Field   string   `yaml:"field" json:"field"`
	Headers []string `yaml:"headers" json:"headers"`
}

// Signal is a sign for (Weight > 0) or against (< 0) a candidate being a
// social-economy enterprise. One of its conditions is enough.
type Signal struct {
	ID         string   `yaml:"id" json:"id"`
	Weight     int      `yaml:"weight" json:"weight"`
	Families   []string `yaml:"families" json:"families,omitempty"`
	Names      []string `yaml:"names" json:"names,omitempty"`           // patterns on a folded name in force
	NotNames   []string `yaml:"not_names" json:"not_names,omitempty"`   // vetoes
	Activities []string `yaml:"activities" json:"activities,omitempty"` // patterns on the folded activity
	Why        Text     `yaml:"why" json:"why"`
	From       string   `yaml:"from" json:"from"`
	Source     string   `yaml:"source" json:"source"`
	Mark       Mark     `yaml:"mark" json:"mark"`
}

// Means gives what a code means, "" when it is not listed.
func Means(list []SourceCode, code string) string {
	for i := range list {
		if list[i].Code == code {
			return list[i].Means
		}
	}
	return ""
}

func (p *Policy) checkSources(c *checker) {
	s := &p.Sources
	for _, o := range []struct {
		at string
		o  *Origin
	}{{"$.req", &s.REQ.Origin}, {"$.cra", &s.CRA.Origin}, {"$.seao", &s.SEAO.Origin}} {
		c.text(o.at+".name", o.o.Name)
		c.text(o.at+".attribution", o.o.Attribution)
		c.source(o.at, o.o.Source)
		c.date(o.at+".from", o.o.From, true)
		c.oneOf(o.at+".mark", string(o.o.Mark), marks)
	}
	statuses := []string{"registered", "struck", "other"}
	c.codes("$.req.forms", s.REQ.Forms, nil)
	c.codes("$.req.statuses", s.REQ.Statuses, statuses)
	c.codes("$.req.name_statuses", s.REQ.NameStatuses, []string{"in_force", "former", "ignored"})
	c.codes("$.req.name_types", s.REQ.NameTypes, []string{"legal", "other"})
	c.codes("$.cra.statuses", s.CRA.Statuses, statuses)
	for i, f := range s.CRA.Columns {
		at := fmt.Sprintf("$.cra.columns[%d]", i)
		if f.Field == "" || len(f.Headers) == 0 {
			c.fail(at, "a column needs its field and headers")
		}
		for j, h := range f.Headers {
			if !folded(h) {
				c.fail(fmt.Sprintf("%s.headers[%d]", at, j), "header %q is not folded (lower case, no accent, no sign, single blanks)", h)
			}
		}
	}
	seen := map[string]bool{}
	for i := range s.Signals {
		c.signal(fmt.Sprintf("$.signals[%d]", i), &s.Signals[i], seen)
	}
}

func (c *checker) signal(at string, g *Signal, seen map[string]bool) {
	c.id(at, g.ID, seen)
	if g.Weight == 0 || g.Weight < -100 || g.Weight > 100 {
		c.fail(at, "weight %d is not between -100 and 100, zero aside", g.Weight)
	}
	if len(g.Families)+len(g.Names)+len(g.Activities) == 0 {
		c.fail(at, "signal %q states no family, name or activity: it would take every candidate", g.ID)
	}
	c.patterns(at+".names", g.Names)
	c.patterns(at+".not_names", g.NotNames)
	c.patterns(at+".activities", g.Activities)
	c.text(at+".why", g.Why)
	c.span(at, g.From, "")
	c.source(at, g.Source)
	c.oneOf(at+".mark", string(g.Mark), marks)
}

// codes checks a list of codes; means nil asks for a family instead.
func (c *checker) codes(at string, list []SourceCode, means []string) {
	if len(list) == 0 {
		c.fail(at, "empty list")
	}
	seen := map[string]bool{}
	for i := range list {
		k := &list[i]
		at := fmt.Sprintf("%s[%d]", at, i)
		if strings.TrimSpace(k.Code) == "" {
			c.fail(at, "code is missing")
		}
		if seen[k.Code] {
			c.fail(at+".code", "code %q stands twice", k.Code)
		}
		seen[k.Code] = true
		if means == nil {
			c.oneOf(at+".family", k.Family, forms)
		} else {
			c.oneOf(at+".means", k.Means, means)
		}
		c.span(at, k.From, "")
		c.source(at, k.Source)
		c.oneOf(at+".mark", string(k.Mark), marks)
	}
}
