package web

import (
	"fmt"
	"strings"

	"jachete/templates/policy"
)

// policyTable is a file of the policy as a person reads it; no rows: the file is
// read as it is.
type policyTable struct {
	Columns []string
	Rows    [][]string
}

// policyTable lays a file's content out.
func (c *call) policyTable(file string, p *policy.Policy) policyTable {
	lang := string(c.say.Lang)
	table := func(columns ...string) policyTable {
		var t policyTable
		for _, k := range columns {
			t.Columns = append(t.Columns, c.say.T("web.pol.col_"+k))
		}
		return t
	}
	list := func(items []string) string { return strings.Join(items, " · ") }
	class := map[string]string{}
	for _, x := range p.Classes {
		class[x.ID] = x.Name.In(lang)
	}
	var t policyTable
	switch file {
	case "classes":
		t = table("name", "kind", "why")
		for _, x := range p.Classes {
			t.Rows = append(t.Rows, []string{x.Name.In(lang), c.say.T("web.pol.kind_" + string(x.Kind)), x.Reason.In(lang)})
		}
	case "rules":
		t = table("class", "when", "from", "source", "rule")
		for i := range p.Rules {
			x := &p.Rules[i]
			t.Rows = append(t.Rows, []string{class[x.Class], c.ruleWhen(x), span(x.From, x.To), x.Source + " (" + string(x.Mark) + ")", x.ID})
		}
	case "categories":
		t = table("name", "supply", "accounts", "keywords")
		for _, x := range p.Categories {
			t.Rows = append(t.Rows, []string{x.Name.In(lang), c.say.T("web.pol.supply_" + x.Supply), list(x.Accounts), list(x.Keywords)})
		}
	case "headers":
		t = table("field", "for", "synonyms")
		for _, x := range p.Headers {
			t.Rows = append(t.Rows, []string{c.policyFieldName(x.Field), c.say.T("web.pol.for_" + x.For), list(x.Synonyms)})
		}
	case "levers":
		t = table("wording", "regimes", "from", "status", "source")
		for i := range p.Levers {
			x := &p.Levers[i]
			t.Rows = append(t.Rows, []string{x.Wording.In(lang), list(x.Regimes), x.From, x.Status, x.Source})
		}
	case "thresholds":
		t = table("opens", "regimes", "dollars", "from", "source")
		for _, x := range p.Thresholds {
			t.Rows = append(t.Rows, []string{x.Opens, list(x.Regimes), x.Dollars, span(x.From, x.To), x.Source})
		}
	case "advice":
		t = table("name", "first_step", "when", "effort", "from")
		for i := range p.Advice {
			x := &p.Advice[i]
			t.Rows = append(t.Rows, []string{x.Title.In(lang), x.FirstStep.In(lang), x.When, x.Effort, x.From})
		}
	case "switches":
		t = table("name", "choice")
		for _, x := range [][2]string{{"financial_coops", p.Switches.FinancialCoops}, {"large_coops", p.Switches.LargeCoops}, {"public_control", p.Switches.PublicControl}} {
			t.Rows = append(t.Rows, []string{c.say.T("web.pol.switch_" + x[0]), c.say.T("web.pol.choice_" + x[1])})
		}
	case "territory":
		t = table("mrc", "municipalities")
		for _, m := range p.Territory.MRCs {
			var names []string
			for _, x := range p.Territory.Municipalities {
				if x.MRC == m.Name || x.MRC == m.Code {
					names = append(names, x.Name)
				}
			}
			t.Rows = append(t.Rows, []string{m.Name, list(names)})
		}
	case "names":
		t = table("name", "count")
		n := &p.Names
		for _, x := range []struct {
			key string
			n   int
		}{{"legal_forms", len(n.LegalForms)}, {"abbreviations", len(n.Abbreviations)}, {"stop_words", len(n.StopWords)}, {"given_names", len(n.GivenNames)}, {"enterprise_words", len(n.EnterpriseWords)}} {
			t.Rows = append(t.Rows, []string{c.say.T("web.pol.names_" + x.key), c.say.Count(x.n)})
		}
	}
	return t
}

// ruleWhen says in words when a rule fires.
func (c *call) ruleWhen(x *policy.Rule) string {
	var parts []string
	add := func(key string, list []string) {
		if len(list) > 0 {
			words := make([]string, len(list))
			for i, p := range list {
				words[i] = wordsOf(p)
			}
			parts = append(parts, c.say.T("web.pol.when_"+key, "list", strings.Join(words, " · ")))
		}
	}
	add("names", x.Names)
	add("accounts", x.Accounts)
	add("texts", x.Texts)
	add("not_names", x.NotNames)
	add("not_accounts", x.NotAccounts)
	add("not_texts", x.NotTexts)
	if x.Person {
		parts = append(parts, c.say.T("web.pol.when_person"))
	}
	return strings.Join(parts, "\n")
}

// wordsOf shows a pattern without the marks by which it keeps to whole words; the
// file itself, below the table, shows it as it is.
func wordsOf(pattern string) string {
	return strings.TrimSpace(strings.NewReplacer(`\b`, "", "^", "", "$", "", `\w*`, "…", `.*`, " … ", `\.`, ".").Replace(pattern))
}

func span(from, to string) string {
	if to == "" {
		return from
	}
	return fmt.Sprintf("%s – %s", from, to)
}
