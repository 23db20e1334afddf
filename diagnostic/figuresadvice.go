package diagnostic

import (
	"strconv"

	"github.com/shopspring/decimal"

	"jachete/diagnostic/advice"
)

// advice lists the numbers of the opportunities and of the plan.
func (f *figureList) advice(a *advice.Advice) {
	for i := range a.Opportunities {
		o := &a.Opportunities[i]
		id := "opportunity." + o.Category
		args := []string{"category", o.Category}
		f.dollars(id+".outside", o.Outside, "figure.opportunity.outside", args...)
		f.dollars(id+".reachable", o.Reachable, "figure.opportunity.reachable", args...)
		f.add(id+".effect", o.Effect, Points, "figure.opportunity.effect", args...)
		f.count(id+".able", o.AbleTotal, "figure.opportunity.able", args...)
		f.count(id+".able_inside", o.AbleInside, "figure.opportunity.able_inside", args...)
		f.add(id+".share_after", o.ShareAfter, Percent, "figure.opportunity.share_after", args...)
		f.dollars(id+".potential", o.Potential, "figure.opportunity.potential", args...)
		f.add(id+".room", o.Room, Dollars, "figure.opportunity.room", args...)
		f.add(id+".largest", o.Largest, Percent, "figure.opportunity.largest", args...)
		f.dollars(id+".confirmed", o.Confirmed, "figure.opportunity.confirmed", args...)
		f.dollars(id+".persons", o.Persons, "figure.opportunity.persons", args...)
		f.count(id+".payments", o.Beat.Payments, "figure.opportunity.payments", args...)
		f.count(id+".months_paid", o.Beat.Paid, "figure.opportunity.months_paid", args...)
		f.count(id+".months", o.Beat.Covered, "figure.opportunity.months", args...)
		for _, r := range o.Ladder {
			f.count(id+"."+r.Band+".contracts", r.Contracts, "figure.opportunity."+r.Band+".contracts", args...)
			f.dollars(id+"."+r.Band+".dollars", r.Dollars, "figure.opportunity."+r.Band+".dollars", args...)
		}
	}
	if a.Plan != nil {
		f.plan(a.Plan)
	}
}

func (f *figureList) plan(p *advice.Plan) {
	f.add("target.percent", decimal.NewNullDecimal(p.Target), Percent, "figure.target.percent")
	f.dollars("target.gap", p.Gap, "figure.target.gap")
	f.dollars("target.together", p.Together, "figure.target.together")
	f.add("target.share_after", p.ShareAfter, Percent, "figure.target.share_after")
	f.dollars("target.missing", p.Missing, "figure.target.missing")
	f.dollars("target.available", p.Available, "figure.target.available")
	f.add("target.share_most", p.ShareMost, Percent, "figure.target.share_most")
	f.count("target.steps", len(p.Steps), "figure.target.steps")
	for i, s := range p.Steps {
		id := "target.step." + strconv.Itoa(i+1)
		args := []string{"category", s.Category, "n", strconv.Itoa(i + 1)}
		f.dollars(id+".dollars", s.Dollars, "figure.target.step.dollars", args...)
		f.dollars(id+".cumulative", s.Cumulative, "figure.target.step.cumulative", args...)
		f.add(id+".share_after", s.ShareAfter, Percent, "figure.target.step.share_after", args...)
	}
}
