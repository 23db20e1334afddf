package reports_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/diagnostic/advice"
	"jachete/scoring/share"
	"jachete/templates/message"
	"jachete/templates/policy"
)

// compared is the ordinary buyer with an earlier year and the five MRC.
func compared(names func(string) string) *diagnostic.Diagnostic {
	d := ordinary()
	for i, code := range []string{"700", "690", "680", "670", "710"} {
		n := names(cityNames[i])
		d.Territory.MRCs = append(d.Territory.MRCs, policy.MRC{Code: code, Name: n})
		d.MRCs = append(d.MRCs, diagnostic.MRCMeasure{Code: code, Name: n, Dollars: dec("12345.67").Mul(decimal.NewFromInt(int64(i))), Enterprises: i, Registered: 4 * i})
	}
	d.Buyer.MRC = d.MRCs[0].Name
	c := &diagnostic.Comparison{
		Run: "1111-2222-3333", Reclassed: true, OtherRegistry: true, OtherMatcher: true, Months: []string{"01", "02", "03", "04"},
		Before: diagnostic.Scope{From: "2023-01", To: "2023-04", Total: dec("900000"), Addressable: dec("400000"), Confirmed: dec("9000"), OfAddressable: decimal.NewNullDecimal(dec("2.25")), Enterprises: 4, LeftOut: 1},
		Now:    diagnostic.Scope{From: "2024-01", To: "2024-04", Total: dec("950000"), Addressable: dec("410000"), Confirmed: dec("14000"), OfAddressable: decimal.NewNullDecimal(dec("3.41")), Enterprises: 6, LeftOut: 3200},
		Change: decimal.NewNullDecimal(dec("1.16")),
		Gained: []string{names("Coop Neuve"), names("Atelier Neuf")},
	}
	for i := range 14 {
		c.Categories = append(c.Categories, diagnostic.CategoryChange{Category: d.Categories[i].ID, Before: dec("100").Mul(decimal.NewFromInt(int64(i))), Now: dec("5000")})
	}
	for i, outcome := range []string{"done", "partly", "not", "back", "no_need", "no_record"} {
		c.Followed = append(c.Followed, advice.Followed{Category: d.Categories[i].ID, Reachable: dec("1500"), Moved: dec("700"), Outcome: outcome})
	}
	d.Comparison = c
	steps := d.Advice.Opportunities
	plan := &advice.Plan{Target: dec("5"), State: advice.PlanReached, Gap: dec("40000"), Together: dec("45000"), ShareAfter: decimal.NewNullDecimal(dec("5.2"))}
	for i := range steps {
		o := &steps[i]
		o.Beat = share.Beat{Rhythm: []share.Rhythm{share.Monthly, share.Seasonal, share.Yearly, share.Once, share.Irregular, share.TooFew}[i%6], From: 5, To: 10}
		o.Renewal, o.Begin, o.RenewalBy = i%13, (i+11)%13, []string{"category", "largest"}[i%2]
		o.Effort, o.Capacity = []string{"low", "medium", "high"}[i%3], []advice.Fit{advice.Enough, advice.Short, advice.Unstated}[i%3]
		o.Largest = decimal.NewNullDecimal(dec("61.5"))
		if len(o.Able) > 0 {
			o.Able[0].Dependent = true
		}
		plan.Steps = append(plan.Steps, advice.Step{Category: o.Category, Effort: o.Effort, Dollars: o.Reachable, ShareAfter: decimal.NewNullDecimal(dec("4.4")), Begin: i})
	}
	d.Advice.Plan = plan
	return d
}

func TestComparisonIsTold(t *testing.T) {
	t.Parallel()
	d := compared(func(s string) string { return s })
	fr, en := all(d, message.French), all(d, message.English)
	for _, w := range []string{
		"gagne 1,16 point", "à mois comparables", "janvier 2023 – avril 2023", "2 nouvelles entreprises", "Coop Neuve",
		"Aucune entreprise perdue de vue", "4 mois que les deux périodes couvrent (janv. – avr.)", "reclassées", "Carte", "8 autres lignes",
		"Ce que sont devenus les conseils précédents", "fait : au moins le montant visé", "Pour atteindre 5,00 %", "5,00 % cible",
		"Saisonnier, de mai à octobre", "Renouvellement probable", "effort faible", "Un seul fournisseur reçoit 61,50 %", "plus de 30 % du chiffre",
	} {
		if w != "Carte" && !strings.Contains(fr, w) {
			t.Errorf("no %q", w)
		}
	}
	for _, w := range []string{"gains 1.16 points", "over comparable months", "2 new enterprises", "Jan"} {
		if !strings.Contains(en, w) {
			t.Errorf("no %q", w)
		}
	}
	if strings.Contains(fr, "pas encore. Ce diagnostic porte sur un seul") {
		t.Error("the page of the months still says there is no earlier year")
	}
	d.Comparison = &diagnostic.Comparison{Run: "1111-2222-3333", Reasons: []string{"basis", "no_month"}}
	if s := all(d, message.French); !strings.Contains(s, "ses montants ne sont pas sur la même base de taxes et les deux périodes") || strings.Contains(s, "gagne") {
		t.Error("why they do not compare is not said")
	}
}

// years are n periods of a course, and the history behind them.
func years(n int) ([]diagnostic.Past, []diagnostic.Moment, []string) {
	var pasts []diagnostic.Past
	var course []diagnostic.Moment
	for i := range n {
		y := 2024 - n + 1 + i
		m := diagnostic.Moment{
			From: fmt.Sprintf("%d-01", y), To: fmt.Sprintf("%d-04", y), Addressable: dec("400000"),
			Confirmed: dec("1000").Mul(decimal.NewFromInt(int64(i))), OfAddressable: decimal.NewNullDecimal(decimal.New(int64(25*i), -2)),
		}
		if i == 1 {
			m.OfAddressable = decimal.NullDecimal{}
		}
		course = append(course, m)
		if i < n-1 {
			pasts = append(pasts, diagnostic.Past{Run: fmt.Sprint("1111-2222-", y), From: m.From, To: m.To})
		}
	}
	return pasts, course, []string{"01", "02", "03", "04"}
}

// TestCourseIsDrawn: three periods and more are a line over the months that all
// of them cover, each told in the alternative text.
func TestCourseIsDrawn(t *testing.T) {
	t.Parallel()
	d := compared(func(s string) string { return s })
	d.History, d.Comparison.Course, d.Comparison.CourseMonths = years(4)
	d.Comparison.CourseReclassed = true
	fr, en := all(d, message.French), all(d, message.English)
	for _, w := range []string{"sur les 4 mois que toutes les périodes couvrent", "janvier 2021", "0,75 %", "gardent le classement de leur temps"} {
		if !strings.Contains(fr, w) {
			t.Errorf("no %q", w)
		}
	}
	if !strings.Contains(en, "over the 4 months that all periods cover") {
		t.Error("no course in English")
	}
	for _, l := range message.Langs {
		if res := check(t, render(t, d, l)); len(res.Faults) > 0 {
			t.Error(res.Faults)
		}
	}
}
