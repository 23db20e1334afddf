package web

import (
	"regexp"
	"slices"
)

// policyChoice is one of the Pôle's choices.
type policyChoice struct {
	Key, Label, Was string
	Options         []pick
}

// chosen is where switches.yaml says a choice.
var chosen = regexp.MustCompile(`(?m)^(financial_coops|large_coops|public_control):[ \t]*([a-z]+)`)

// policyChoices are the choices that a content of switches.yaml makes.
func (c *call) policyChoices(content string) []policyChoice {
	var out []policyChoice
	for _, m := range chosen.FindAllStringSubmatch(content, -1) {
		out = append(out, policyChoice{Key: m[1], Label: c.say.T("web.pol.switch_" + m[1]), Was: m[2], Options: c.picks("web.pol.choice_", m[2], "count", "apart", "exclude")})
	}
	return out
}

// choose writes the choices that a person changed into the content; others, and
// every comment, stay.
func (c *call) choose(content string) string {
	return chosen.ReplaceAllStringFunc(content, func(line string) string {
		m := chosen.FindStringSubmatch(line)
		if next := c.oneOfForm("choix_"+m[1], "count", "apart", "exclude"); next != "" && next != c.form("avant_"+m[1]) {
			return m[1] + ": " + next
		}
		return line
	})
}

// oneOfForm gives the value of a form when it is one of a list, else "".
func (c *call) oneOfForm(name string, list ...string) string {
	if v := c.form(name); slices.Contains(list, v) {
		return v
	}
	return ""
}
