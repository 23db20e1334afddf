package review

import (
	"slices"
	"strings"

	"jachete/templates/message"
)

// Limits of what a decision may hold; more is refused.
const (
	maxNames = 2000
	maxText  = 4000 // bytes of one text
)

// Validate tells what is wrong with a decision taken by itself, nil when
// nothing is: a fault review.file.PROBLEM.
func (d *Decision) Validate() *message.Fault {
	bad := func(what string) *message.Fault {
		return message.NewFault("review.file."+what, message.Place{}, "line", "–", "value", d.ID)
	}
	if len(d.Subject.Names) > maxNames {
		return bad("names")
	}
	for _, s := range append([]string{d.ID, d.Buyer, d.Subject.NEQ, d.Subject.BN, d.Subject.City, d.Enterprise, d.EnterpriseName, d.Class, d.Account, d.Reason, d.Author, d.Rules}, d.Subject.Names...) {
		if len(s) > maxText {
			return bad("long")
		}
	}
	named := slices.ContainsFunc(d.Subject.Names, func(s string) bool { return strings.TrimSpace(s) != "" })
	switch {
	case !named && !d.Subject.identity().known():
		return bad("subject")
	case d.Scope != ThisBuyer && d.Scope != Asked && d.Scope != AllBuyers:
		return bad("scope")
	case d.Kind == Class && d.Class == "":
		return bad("class")
	case d.Kind == Class:
		return nil
	case d.Kind != Match:
		return bad("kind")
	case !slices.Contains(Verdicts(), d.Verdict):
		return bad("verdict")
	case (d.Verdict == Same || d.Verdict == Different) && d.Enterprise == "":
		return bad("enterprise")
	case d.Verdict == Unsure && strings.TrimSpace(d.Reason) == "":
		return bad("reason")
	}
	return nil
}
