package main

import (
	"fmt"
	"strings"

	"jachete/scoring/match"
	"jachete/scoring/name"
	"jachete/templates/message"
)

// explainCmd prints why a name is, or is not, an enterprise of the registry.
type explainCmd struct {
	Registry   string `help:"${help_match_registry}" required:"" placeholder:"FILE"`
	Name       string `arg:"" help:"${help_explain_name}" name:"supplier"`
	City       string `help:"${help_explain_city}"`
	Postal     string `help:"${help_explain_postal}"`
	NEQ        string `help:"${help_explain_neq}" name:"neq"`
	BN         string `help:"${help_explain_bn}" name:"bn"`
	Why        string `help:"${help_explain_why}" placeholder:"ID"`
	Background string `help:"${help_match_background}" placeholder:"FILE"`
	Policy     string `help:"${help_match_policy}" placeholder:"DIR"`

	passwordFlag
}

// Run prints the waterfall of the best three candidates and, on request, of
// another entry.
func (c *explainCmd) Run(e *env) error {
	password, err := c.password(e)
	if err != nil {
		return err
	}
	x, err := e.openIndex(c.Registry, c.Background, c.Policy, password)
	if err != nil {
		return err
	}
	s := match.Supplier{Name: c.Name, City: c.City, Postal: c.Postal}
	s.NEQ, _ = name.NEQ(c.NEQ)
	s.BN, _ = name.BN(c.BN)
	v := x.Resolve(s)
	reason := ""
	if v.Reason != "" {
		reason = e.say.T("match.reason." + v.Reason)
	}
	e.line("explain.verdict", "name", plain(c.Name), "verdict", e.say.T("match.outcome."+string(v.Outcome)), "reason", reason)
	list := v.Candidates
	if len(list) == 0 {
		list = x.Nearest(s, match.Top)
	}
	for i := range list {
		e.printCandidate(i+1, &list[i])
		if i == 0 && v.By != "identifier" {
			e.printStanding(x.Explain(s), list[i].Probability)
		}
	}
	if c.Why == "" {
		return nil
	}
	other, ok := x.Against(s, c.Why)
	if !ok {
		return message.NewFault("match.no_such_entry", message.Place{File: c.Registry}, "id", plain(c.Why))
	}
	e.line("explain.why", "id", plain(c.Why))
	if other.ID == "" {
		e.line("explain.nothing_shared")
		return nil
	}
	e.printCandidate(0, &other)
	return nil
}

func (e *env) line(key string, args ...string) { fmt.Fprintln(e.out, e.say.T(key, args...)) }

func (e *env) printCandidate(rank int, c *match.Candidate) {
	n := "·"
	if rank > 0 {
		n = fmt.Sprint(rank)
	}
	e.line("explain.candidate", "rank", n, "name", plain(c.Name), "id", plain(c.ID), "bits", e.figure("%+.1f", c.Score), "p", e.figure("%.3f", c.Probability))
	sum := 0.0
	for _, ev := range c.Evidence {
		sum += ev.Bits
		fmt.Fprintf(e.out, "   %s  %s  %-32s %s\n", e.figure("%+6.1f", ev.Bits), e.figure("%+6.1f", sum), e.say.T("match.family."+ev.Family), plain(compared(ev)))
	}
}

func (e *env) printStanding(list []match.Evidence, p float64) {
	sum := 0.0
	e.line("explain.standing")
	for _, ev := range list {
		sum += ev.Bits
		fmt.Fprintf(e.out, "   %s  %s  %s\n", e.figure("%+6.1f", ev.Bits), e.figure("%+6.1f", sum), e.say.T("match.standing."+ev.Kind))
	}
	e.line("explain.probability", "bits", e.figure("%+.2f", sum), "p", e.figure("%.3f", p))
}

// figure formats a number with the decimal sign of the reader's language.
func (e *env) figure(format string, v float64) string {
	s := fmt.Sprintf(format, v)
	if e.say.Lang == message.French {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// compared shows what was on each side.
func compared(ev match.Evidence) string {
	switch {
	case ev.Left == ev.Right || ev.Right == "":
		return ev.Left
	case ev.Left == "":
		return ev.Right
	}
	return ev.Left + " ~ " + ev.Right
}

// plain is what may be shown of a text from a file or a command line.
func plain(s string) string { return message.Plain(s) }
