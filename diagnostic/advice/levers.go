package advice

import (
	"slices"

	"github.com/shopspring/decimal"

	"jachete/templates/policy"
)

// rungs sorts the contracts of a category by size. A ledger shows payments, not
// contracts: what one supplier received in the period stands for its contract.
// contract is the size that holds most of the dollars, the smaller one when two
// are equal; sure is false when a threshold used is not verified or not in force.
func (in *Input) rungs(contracts []decimal.Decimal, supply string) (out []Rung, contract string, sure bool) {
	sure = true
	for _, band := range []string{policy.BandSmall, policy.BandMiddle, policy.BandLarge} {
		r := Rung{Band: band}
		for _, c := range contracts {
			b, s := in.Policy.Band(in.Regime, supply, in.Date, c)
			sure = sure && s
			if b == band {
				r.Contracts++
				r.Dollars = r.Dollars.Add(c)
			}
		}
		if r.Contracts > 0 {
			out = append(out, r)
		}
	}
	most := decimal.Zero
	for _, r := range out {
		if r.Dollars.GreaterThan(most) {
			contract, most = r.Band, r.Dollars
		}
	}
	return out, contract, sure && contract != ""
}

// ladder gives the levers that apply, each once, and for each size of contract
// met the levers that speak of it. Those of the commonest size come first. When no
// size is known every lever of the rule stays: each says its own condition.
func (in *Input) ladder(r *policy.AdviceRule, c policy.Category, able []Enterprise, rungs []Rung, contract string) ([]Lever, []Rung) {
	all := in.levers(r, c, able)
	if len(rungs) == 0 {
		return all, []Rung{}
	}
	speaks := func(l *Lever, band string) bool { return len(l.Bands) == 0 || slices.Contains(l.Bands, band) }
	ladder := make([]Rung, len(rungs))
	for i, rung := range rungs {
		rung.Levers = []string{}
		for k := range all {
			if speaks(&all[k], rung.Band) {
				rung.Levers = append(rung.Levers, all[k].ID)
			}
		}
		ladder[i] = rung
	}
	kept := []Lever{}
	for _, here := range []bool{true, false} {
		for k := range all {
			met := slices.ContainsFunc(rungs, func(r Rung) bool { return speaks(&all[k], r.Band) })
			if met && speaks(&all[k], contract) == here {
				kept = append(kept, all[k])
			}
		}
	}
	return kept, ladder
}

// levers gives those of the rule's levers that apply, in the rule's order: in
// force, of the buyer's regime, for what is bought, and for the legal family of
// at least one able enterprise. An unknown regime gets only what is common to
// the municipal regimes, and no article.
//
// A lever of one supply alone (the exemption for services) never applies to a
// category in which goods and services are mixed. An exemption (a lever for
// some legal families only) never applies to residual materials, whatever the
// policy's file says.
func (in *Input) levers(rule *policy.AdviceRule, c policy.Category, able []Enterprise) []Lever {
	out := []Lever{}
	for _, id := range rule.Levers {
		i := slices.IndexFunc(in.Policy.Levers, func(l policy.Lever) bool { return l.ID == id && in.inForce(l.From, l.To) })
		if i < 0 {
			continue
		}
		l := &in.Policy.Levers[i]
		exemption := !slices.Contains(l.Forms, "any")
		switch {
		case !in.regime(l),
			!slices.Contains(l.Supply, c.Supply),
			exemption && (c.Residual || c.Supply != "services"),
			len(l.Only) > 0 && !slices.Contains(l.Only, c.ID),
			slices.Contains(l.Except, c.ID),
			exemption && !slices.ContainsFunc(able, func(e Enterprise) bool { return slices.Contains(l.Forms, e.Family) }):
			continue
		}
		out = append(out, Lever{
			ID: l.ID, Article: article(l.Article, in.Regime), Wording: l.Wording,
			From: l.From, Status: l.Status, Source: l.Source, Bands: l.Bands,
		})
	}
	return out
}

func (in *Input) regime(l *policy.Lever) bool {
	if in.Regime == "" {
		return slices.Contains(l.Regimes, "LCV") && slices.Contains(l.Regimes, "CM")
	}
	return slices.Contains(l.Regimes, in.Regime)
}

func article(a policy.Article, regime string) string {
	switch regime {
	case "LCV":
		return a.LCV
	case "CM":
		return a.CM
	case "LCOP":
		return a.LCOP
	}
	return ""
}

// legalTable is the date of the levers cited: that of the latest of them, or
// of the latest lever in force when none is cited.
func (in *Input) legalTable(list []Opportunity) string {
	latest := ""
	for _, o := range list {
		for _, l := range o.Levers {
			latest = max(latest, l.From)
		}
	}
	if latest != "" {
		return latest
	}
	for i := range in.Policy.Levers {
		if l := &in.Policy.Levers[i]; in.inForce(l.From, l.To) {
			latest = max(latest, l.From)
		}
	}
	return latest
}
