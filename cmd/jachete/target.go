package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/diagnostic"
	"jachete/templates/message"
)

// targetForm is a percent with at most two places.
var targetForm = regexp.MustCompile(`^\d{1,3}([.,]\d{1,2})?$`)

// targetPercent reads --target: "5", "5,5", "5.25 %"; "" asks for no plan.
func targetPercent(s string) (decimal.NullDecimal, error) {
	if s == "" {
		return decimal.NullDecimal{}, nil
	}
	bare := strings.TrimRight(strings.TrimSuffix(strings.TrimSpace(s), "%"), " \u00a0\u202f")
	if targetForm.MatchString(bare) {
		d, err := decimal.NewFromString(strings.Replace(bare, ",", ".", 1))
		if err == nil && d.IsPositive() && d.LessThanOrEqual(decimal.NewFromInt(100)) {
			return decimal.NewNullDecimal(d), nil
		}
	}
	return decimal.NullDecimal{}, message.NewFault("target.form", message.Place{}, "value", s)
}

// plan says how the target can be reached, or that it cannot.
func (e *env) plan(d *diagnostic.Diagnostic) {
	say, p := e.say, d.Advice.Plan
	percent := func(v decimal.NullDecimal) string {
		if !v.Valid {
			return say.T("workbook.no_value")
		}
		return say.Percent(v.Decimal, 2)
	}
	fmt.Fprintln(e.out, say.T("advice.plan."+p.State, "target", say.Percent(p.Target, 2), "gap", say.Money(p.Gap),
		"share", percent(p.ShareAfter), "missing", say.Money(p.Missing)))
	for i, s := range p.Steps {
		fmt.Fprintln(e.out, "  "+say.T("advice.plan.step", "n", strconv.Itoa(i+1), "category", d.CategoryName(s.Category, say),
			"dollars", say.Money(s.Dollars), "effort", say.T("advice.effort."+s.Effort), "share", percent(s.ShareAfter)))
	}
	if len(p.Steps) > 0 {
		fmt.Fprintln(e.out, "  "+say.T("advice.plan.method"))
	}
}
