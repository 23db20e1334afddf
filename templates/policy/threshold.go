package policy

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// The sizes of contracts, by the rules of award that meet them. A size is
// named, never priced, in what a client reads: thresholds move, and the buyer's
// own by-law may hold an older one.
const (
	BandSmall  = "small"  // below the first threshold: free award
	BandMiddle = "middle" // between the two
	BandLarge  = "large"  // from the public-tender threshold
)

var bands = []string{BandSmall, BandMiddle, BandLarge}

// Threshold is an amount of the law from which contracts are of a larger size.
type Threshold struct {
	ID      string   `yaml:"id" json:"id"`
	Opens   string   `yaml:"opens" json:"opens"` // the size that begins at it: middle, large
	Regimes []string `yaml:"regimes" json:"regimes"`
	Supply  []string `yaml:"supply" json:"supply"`
	Dollars string   `yaml:"dollars" json:"dollars"` // decimal, taxes included
	From    string   `yaml:"from" json:"from"`
	To      string   `yaml:"to" json:"to,omitempty"`
	Source  string   `yaml:"source" json:"source"`
	Status  string   `yaml:"status" json:"status"` // verified, to_verify
	Mark    Mark     `yaml:"mark" json:"mark"`
}

// Band gives the size of a contract of so many dollars on a civil date, and
// whether every threshold used was verified and in force that day. regime ""
// takes what the two municipal regimes share. When no threshold is in force on
// the date the latest earlier one serves, and sure is false. "" when the policy
// knows no threshold for it.
func (p *Policy) Band(regime, supply, date string, dollars decimal.Decimal) (band string, sure bool) {
	sure = true
	for _, size := range []string{BandMiddle, BandLarge} {
		t, current := p.threshold(size, regime, supply, date)
		if t == nil {
			continue
		}
		if band == "" {
			band = BandSmall
			if size == BandLarge { // no first threshold known: all below the second is between
				band = BandMiddle
			}
		}
		sure = sure && current && t.Status == "verified"
		if d, err := decimal.NewFromString(t.Dollars); err == nil && dollars.GreaterThanOrEqual(d) {
			band = size
		}
	}
	return band, sure && band != ""
}

func (p *Policy) threshold(opens, regime, supply, date string) (found *Threshold, current bool) {
	for i := range p.Thresholds {
		t := &p.Thresholds[i]
		fits := slices.Contains(t.Regimes, regime) || regime == "" && slices.Contains(t.Regimes, "LCV") && slices.Contains(t.Regimes, "CM")
		if !fits || t.Opens != opens || !slices.Contains(t.Supply, supply) || date != "" && t.From > date {
			continue
		}
		if found == nil || t.From > found.From {
			found, current = t, date == "" || t.To == "" || date <= t.To
		}
	}
	return found, current
}

func (p *Policy) checkThresholds(c *checker) {
	seen := map[string]bool{}
	for i, t := range p.Thresholds {
		at := fmt.Sprintf("$[%d]", i)
		c.id(at, t.ID, seen)
		c.oneOf(at+".opens", t.Opens, []string{BandMiddle, BandLarge})
		c.each(at+".regimes", t.Regimes, regimes)
		c.each(at+".supply", t.Supply, supplies)
		if d, err := decimal.NewFromString(t.Dollars); err != nil || !d.IsPositive() {
			c.fail(at+".dollars", "dollars %q is not an amount above zero", t.Dollars)
		}
		c.span(at, t.From, t.To)
		c.source(at, t.Source)
		c.oneOf(at+".status", t.Status, statuses)
		c.oneOf(at+".mark", string(t.Mark), marks)
		if (t.Mark == "R" || t.Mark == "S") && t.Status != "to_verify" {
			c.fail(at+".status", "a threshold of mark %s must have status to_verify", t.Mark)
		}
	}
}
