package diagnostic

import (
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"jachete/scoring/share"
)

// Past is an earlier period as it was measured, by month: enough for a later
// diagnostic to set it beside its own months, without the lines.
type Past struct {
	Run    string      `json:"run"`
	From   string      `json:"from"` // months: "2022-01"
	To     string      `json:"to"`
	Policy string      `json:"policy_version"` // whose rules classed the lines
	Months []PastMonth `json:"months"`
}

// PastMonth is a month of an earlier period. Dollars.
type PastMonth struct {
	Month       string          `json:"month"` // "2022-03"
	Addressable decimal.Decimal `json:"addressable"`
	Confirmed   decimal.Decimal `json:"confirmed"`
}

// Moment is one period of the course over years, measured over the calendar
// months that all of them cover.
type Moment struct {
	From          string              `json:"from"` // months: "2022-01"
	To            string              `json:"to"`
	Addressable   decimal.Decimal     `json:"addressable"`
	Confirmed     decimal.Decimal     `json:"confirmed"`
	OfAddressable decimal.NullDecimal `json:"of_addressable"` // percent
}

// maxPasts bounds a history: the oldest periods fall out of it.
const maxPasts = 20

// past is a diagnostic as later ones remember it: its lines as they are classed
// today.
func past(d *Diagnostic, months []share.MonthMeasure, policyDigest string) Past {
	p := Past{Run: d.Run.Number, Policy: policyDigest, Months: []PastMonth{}}
	for _, m := range months {
		if validMonth(m.Month) {
			p.Months = append(p.Months, PastMonth{m.Month, m.Addressable, m.Confirmed})
		}
	}
	slices.SortFunc(p.Months, func(a, b PastMonth) int { return strings.Compare(a.Month, b.Month) })
	if n := len(p.Months); n > 0 {
		p.From, p.To = p.Months[0].Month, p.Months[n-1].Month
	}
	return p
}

// remembered are the periods that came before another, oldest first: those that
// the earlier diagnostic remembers, and itself. What is not whole, or not older
// than what follows it, is left out: the file may have been edited.
func remembered(history []Past, last Past) []Past {
	out := []Past{last}
	for i := len(history) - 1; i >= 0 && len(out) < maxPasts; i-- {
		if p := history[i]; len(p.Months) > 0 && p.To < out[0].From && yearly(p.Months) != nil {
			out = slices.Insert(out, 0, p)
		}
	}
	return out
}

// yearly gives months by their calendar month, nil when one is malformed or
// comes twice.
func yearly(ms []PastMonth) map[string]PastMonth {
	out := map[string]PastMonth{}
	for _, m := range ms {
		if !validMonth(m.Month) {
			return nil
		}
		if _, twice := out[m.Month[5:]]; twice {
			return nil
		}
		out[m.Month[5:]] = m
	}
	return out
}

// course measures the periods over the calendar months that all of them cover,
// oldest first, and names these months. Periods too old to share a month with
// the rest are left out; with fewer than three left there is no course.
func course(pasts []Past) (moments []Moment, months []string) {
	for ; len(pasts) > 2; pasts = pasts[1:] {
		common := map[string]bool{}
		by := make([]map[string]PastMonth, len(pasts))
		for i, p := range pasts {
			by[i] = yearly(p.Months)
			for m := range by[i] {
				if i == 0 {
					common[m] = true
				}
			}
			for m := range common {
				if _, has := by[i][m]; !has {
					delete(common, m)
				}
			}
		}
		if len(common) == 0 {
			continue
		}
		months = slices.Sorted(maps.Keys(common))
		for i := range pasts {
			moments = append(moments, moment(by[i], months))
		}
		return moments, months
	}
	return nil, nil
}

func moment(by map[string]PastMonth, months []string) Moment {
	var out Moment
	for _, m := range months {
		p := by[m]
		if out.From == "" || p.Month < out.From {
			out.From = p.Month
		}
		out.To = max(out.To, p.Month)
		out.Addressable = out.Addressable.Add(p.Addressable)
		out.Confirmed = out.Confirmed.Add(p.Confirmed)
	}
	out.OfAddressable = share.Percent(out.Confirmed, out.Addressable)
	return out
}

// validMonth tells "2024-03".
func validMonth(m string) bool {
	if len(m) != 7 || m[4] != '-' {
		return false
	}
	for i, c := range []byte(m) {
		if i != 4 && (c < '0' || c > '9') {
			return false
		}
	}
	return m[5:] >= "01" && m[5:] <= "12"
}
